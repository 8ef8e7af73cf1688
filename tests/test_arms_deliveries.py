"""The topic pack `arms_deliveries`: what its words and the rules make of sentences written for this test."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from analysis.annotators.mentions import Actor
from analysis.annotators.records import Found
from analysis.annotators.rules import BACKGROUND, PLAIN
from analysis.annotators.stances import Stance
from analysis.articles import Article
from analysis.lexicons import Options, load_topic
from analysis.pipeline import Model, annotate_doc

TOPIC = "arms_deliveries"
OPTIONS = Options(topics=(TOPIC,), targeted_sentiment=False)
Reads = Callable[[str], Found]


@pytest.fixture(scope="module")
def reads(model: Model) -> Reads:
    def run(text: str) -> Found:
        return annotate_doc(Article(article_id="a", text=text), model.nlp(text), OPTIONS)

    return run


SAID = [
    ("Germany delivered 18 tanks to Ukraine.", "germany", "impose", "ukraine"),
    ("Poland gave Kyiv four of its jets.", "poland", "impose", "ukraine"),
    ("The Pentagon announced a new package of military aid for Ukraine.", "pentagon", "impose", "ukraine"),
    ("Norway will send missiles to Ukraine.", "norway", "threaten", "ukraine"),
    ("France pledged to send howitzers to Ukraine.", "france", "threaten", "ukraine"),
    ("Ukraine asked for dozens of tanks.", "ukraine", "call_for", None),
    ("Estonia urged Germany to send tanks to Ukraine.", "estonia", "call_for", "ukraine"),
    ("Germany should send tanks to Ukraine, Estonia said.", "estonia", "call_for", "ukraine"),
    ("Israel refused to send weapons to Ukraine.", "israel", "refuse", "ukraine"),
    ("Hungary will not send weapons to Ukraine.", "hungary", "refuse", "ukraine"),
    ("The United States suspended arms sales to Saudi Arabia.", "united_states", "ease", "saudi_arabia"),
    ("Russia condemned the delivery of tanks to Ukraine.", "russia", "criticize", "ukraine"),
    ("Russia said that sending tanks to Ukraine would prolong the war.", "russia", "criticize", "ukraine"),
    ("Russia warned that sending tanks to Ukraine would widen the war.", "russia", "warn_against", "ukraine"),
    ("Lithuania welcomed the arms deliveries to Ukraine.", "lithuania", "endorse", "ukraine"),
    ("China is considering sending drones to Russia.", "china", "consider", "russia"),
    ("The deal is not ready, but Spain will send tanks to Ukraine.", "spain", "threaten", "ukraine"),
]


@pytest.mark.parametrize(("text", "holder", "act", "target"), SAID)
def test_statements(text: str, holder: str, act: str, target: str | None, reads: Reads) -> None:
    stances = reads(text).of(Stance)
    assert [(s.holder_id, s.act, s.target_id) for s in stances] == [(holder, act, target)]


@pytest.mark.parametrize(
    "text",
    [
        "Russia lost dozens of tanks in Ukraine.",  # a thing that could be delivered, and is not
        "Russia sent tanks into Ukraine.",
        "Iran denounced the use of chemical weapons in Syria.",
        "Will Germany send tanks to Ukraine?",
        "Germany did not say that it would send tanks to Ukraine.",
        "The tanks could provide Ukraine with an advantage, Germany said.",
        "France sent doctors to Ukraine.",
    ],
)
def test_what_is_no_statement(text: str, reads: Reads) -> None:
    assert not reads(text).of(Stance)


def test_a_deed_that_is_only_named_is_less_sure(reads: Reads) -> None:
    (plain,) = reads("Germany delivered tanks to Ukraine.").of(Stance)
    (named,) = reads("Germany kept its word by delivering tanks to Ukraine.").of(Stance)
    assert (plain.confidence, named.confidence) == (PLAIN, BACKGROUND)


def test_rows_agree_with_the_pack_and_with_each_other(reads: Reads) -> None:
    text = " ".join(sentence for sentence, *_ in SAID)
    found, acts = reads(text), load_topic(TOPIC).acts
    stances, actors = found.of(Stance), {actor.actor_id for actor in found.of(Actor)}
    assert len(stances) >= len(SAID) - 2
    assert [s.start_char for s in stances] == sorted(s.start_char for s in stances)
    assert stances == reads(text).of(Stance)
    for stance in stances:
        assert stance.topic == TOPIC
        assert 0 <= stance.start_char < stance.end_char <= len(text)
        assert {stance.holder_id, stance.via_id, stance.target_id, *stance.sender_ids} - {None} <= actors
        assert (acts[stance.act].position, acts[stance.act].cameo) == (stance.position, stance.cameo_code)


def test_positions_and_classes_are_taken_over_codes_are_not() -> None:
    ours, theirs = load_topic(TOPIC), load_topic("sanctions")
    assert {name: act.position for name, act in ours.acts.items()} == {n: a.position for n, a in theirs.acts.items()}
    assert ours.predicates["consider"] == theirs.predicates["consider"]
    assert set(ours.predicates["demand"]) > set(theirs.predicates["demand"])
    assert "freeze" in ours.predicates["lift"]
    assert "freeze" not in ours.predicates["put"]
    assert (ours.acts["impose"].cameo, ours.acts["call_to_lift"].cameo) == ("072", None)
