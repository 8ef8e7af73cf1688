"""Which units become statements: by weights made for the test, and by rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, cast

import numpy as np
import pytest
from spacy.tokens import Doc

from analysis.annotators.clause_encoder import ClauseEncoder, Seen, Sentence
from analysis.annotators.decisions import YES, Choice, Decider, LearnedDecider
from analysis.annotators.linear import LinearModel
from analysis.annotators.mentions import Actor, Mention
from analysis.annotators.quotes import Quote
from analysis.annotators.readings import Reader
from analysis.annotators.records import Found
from analysis.annotators.rules import RuleDecider
from analysis.annotators.stances import Case, Stance, StanceAnnotator, TopicAnnotator
from analysis.articles import Article
from analysis.lexicons import AUTHOR, load_topic
from docs import clause

TOPIC = load_topic("sanctions")
READER = Reader.of(TOPIC)
NO = "no"
ACTS = ("call_for", "impose", "refuse")
NAMES = ("Paris", "Berlin", "Rome", "Warsaw", "Brussels", "Minsk", "Council")


@lru_cache
def sanctions() -> TopicAnnotator:
    return StanceAnnotator.load().topics[0]


def article_of(text: str, *quotes: Quote) -> tuple[Article, Doc, Found]:
    doc = clause(text)
    names = [t for t in doc if t.text in NAMES]
    found = Found(Actor(actor_id=t.text, name=t.text, type="state") for t in names)
    found.add(Mention(start_char=t.idx, end_char=t.idx + len(t), actor_id=t.text, kind="name") for t in names)
    found.add(quotes)
    return Article(article_id="a", text=doc.text), doc, found


def stances(decider: Decider, text: str, *quotes: Quote) -> list[Stance]:
    return list(replace(sanctions(), decider=decider)(*article_of(text, *quotes)))


def weights(classes: tuple[str, ...], rows: Mapping[str, list[float]], bias: list[float] | None = None) -> LinearModel:
    matrix = np.array(list(rows.values())) if rows else np.zeros((0, len(classes)))
    return LinearModel(
        classes, {name: i for i, name in enumerate(rows)}, matrix, np.array(bias or [0.0] * len(classes))
    )


def learned(evidence: float = 5.0, holder: Mapping[str, float] | None = None, **options: Any) -> LearnedDecider:
    """Imposes unless the reading says otherwise."""
    wanted = holder or {"rel:subject0": 5.0}
    return LearnedDecider(
        TOPIC,
        READER,
        evidence=weights((NO, YES), {}, [0.0, evidence]),
        holder=weights((NO, YES), {name: [0.0, value] for name, value in wanted.items()}, [0.0, -2.0]),
        act=weights(ACTS, {"reading=call_for": [6.0, 0.0, 0.0], "reading=refuse": [0.0, 0.0, 9.0]}, [0.0, 3.0, 0.0]),
        **options,
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Paris imposed sanctions.", [("Paris", "support", "impose")]),
        ("Kyiv called for sanctions.", [(AUTHOR, "support", "call_for")]),  # no other candidate
        ("Rome ruled out sanctions.", [("Rome", "oppose", "refuse")]),
        ("The weather in Rome was fine.", []),
    ],
)
def test_learned(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert [(s.holder_id, s.position, s.act) for s in stances(learned(), text)] == expected


def test_the_position_is_that_of_all_its_acts() -> None:
    torn = replace(learned(), act=weights(ACTS, {}, [1.0, 0.9, 1.2]), reading=1.0)
    (stance,) = stances(torn, "Paris imposed sanctions.")
    assert (stance.position, stance.act) == ("support", "call_for")  # although `refuse` alone is likelier than either


def test_of_two_acts_of_one_position_the_one_that_is_read_wins() -> None:
    torn = replace(learned(), act=weights(ACTS, {}, [1.5, 1.0, 0.0]))
    assert [s.act for s in stances(torn, "Paris imposed sanctions.")] == ["impose"]
    assert [s.act for s in stances(replace(torn, reading=1.0), "Paris imposed sanctions.")] == ["call_for"]


def test_below_the_minimum_a_unit_is_passed_over() -> None:
    assert stances(learned(evidence=-1.0), "Paris imposed sanctions.") == []
    assert len(stances(learned(evidence=-1.0, minimum=0.2), "Paris imposed sanctions.")) == 1


def test_holders_that_are_likely_each_are_several() -> None:
    both = {"rel:subject0": 5.0, "rel:subject0+": 5.0}
    found = stances(learned(holder=both), "Paris and Berlin called for sanctions.")
    assert [s.holder_id for s in found] == ["Paris", "Berlin"]
    assert len(stances(learned(holder=both, second=0.99), "Paris and Berlin called for sanctions.")) == 2
    assert len(stances(learned(holder=both, second=0.99, beside=0.99), "Paris and Berlin called for sanctions.")) == 1


def test_confidence_is_of_clause_holder_and_position() -> None:
    sure, unsure = (stances(learned(evidence=e), "Paris imposed sanctions.")[0] for e in (9.0, 0.0))
    assert 0 < unsure.confidence < sure.confidence < 1
    assert unsure.confidence == pytest.approx(sure.confidence / 2, abs=0.002)


def test_the_rule_says_what_spoke_for_it() -> None:
    (stance,) = stances(learned(), "Rome ruled out sanctions.")
    assert stance.rule == "rule/dobj→refuse | reading=refuse +9.00"


class Seer:
    """Sees the same in every clause: a statement of the last candidate, that refuses."""

    def __init__(self) -> None:
        self.sentences: list[Sentence] = []

    def read(self, sentence: Sentence) -> list[Seen]:
        self.sentences.append(sentence)
        acts = np.array([0.0 if act == "refuse" else -9.0 for act in TOPIC.acts])
        return [
            Seen(evidence=9.0, holders=np.linspace(-9.0, 9.0, n), acts=np.tile(acts, (n, 1)))
            for n in (len(clause.candidates) for clause in sentence.clauses)
        ]


@pytest.mark.parametrize(("share", "holder", "act"), [(0.0, "Paris", "impose"), (1.0, AUTHOR, "refuse")])
def test_the_encoder_has_its_share(share: float, holder: str, act: str) -> None:
    (stance,) = stances(
        replace(learned(), encoder=cast(ClauseEncoder, Seer()), share=share), "Paris imposed sanctions."
    )
    assert (stance.holder_id, stance.act) == (holder, act)


def test_the_encoder_reads_a_sentence_once_and_is_not_asked_where_there_is_no_hope() -> None:
    seer = Seer()
    stances(replace(learned(), encoder=cast(ClauseEncoder, seer)), "Paris imposed sanctions.")
    (sentence,) = seer.sentences
    assert (sentence.text, sentence.before) == ("Paris imposed sanctions.", "")
    (only,) = sentence.clauses
    assert sentence.text[slice(*only.term)] == "sanctions"
    assert [[sentence.text[slice(*m)] for m in mentions] for mentions in only.candidates] == [["Paris"], []]
    assert stances(replace(learned(evidence=-9.0), encoder=cast(ClauseEncoder, seer)), "Paris imposed sanctions.") == []
    assert len(seer.sentences) == 1


def quote(text: str, words: str, speaker: str, kind: str) -> Quote:
    start = text.index(words)
    return Quote(start_char=start, end_char=start + len(words), kind=kind, speaker_id=speaker)


@pytest.mark.parametrize(
    ("text", "holder", "act"),
    [
        ("Paris imposed sanctions.", "Paris", "impose"),
        ("Rome refused to lift sanctions.", "Rome", "maintain"),
        ("Sanctions were imposed by the Council.", "Council", "impose"),
        ("Warsaw urged Brussels to impose sanctions.", "Warsaw", "call_for"),
    ],
)
def test_by_rule(text: str, holder: str, act: str) -> None:
    assert [(s.holder_id, s.act) for s in stances(RuleDecider(TOPIC, READER), text)] == [(holder, act)]


def test_by_rule_the_speaker_of_a_direct_quote_holds_it() -> None:
    text = "The sanctions are illegal."
    assert stances(RuleDecider(TOPIC, READER), text) == []  # nobody says so
    (stance,) = stances(RuleDecider(TOPIC, READER), text, quote(text, "The sanctions are illegal", "Oslo", "direct"))
    assert (stance.holder_id, stance.act, stance.attribution) == ("Oslo", "criticize", "direct")


class First:
    """Takes every case with its first candidate."""

    reader = READER

    def decide(self, cases: Sequence[Case]) -> Iterator[tuple[Case, Choice]]:
        for case in cases:
            yield case, Choice(0, "threaten", "made", 1.0)


def test_condition_and_spans() -> None:
    text = "Paris would impose sanctions if Minsk attacked."
    (stance,) = stances(First(), text)
    assert stance.conditional
    assert text[stance.condition_start_char : stance.condition_end_char] == "if Minsk attacked"
    assert text[stance.holder_start_char : stance.holder_end_char] == "Paris"
    assert text[stance.cue_start_char : stance.cue_end_char] == "impose"
    assert text[stance.start_char : stance.end_char] == "Paris would impose sanctions if Minsk attacked"


def test_who_reports_it_is_via() -> None:
    text = "Rome said that Paris imposed sanctions."
    said = quote(text, "that Paris imposed sanctions", "Rome", "indirect")
    (stance,) = stances(First(), text, said)
    assert (stance.holder_id, stance.via_id, stance.attribution) == ("Paris", "Rome", "indirect")
    (narrated,) = stances(First(), text)
    assert (narrated.via_id, narrated.attribution) == (None, "narrated")
