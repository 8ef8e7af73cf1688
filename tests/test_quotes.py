"""Quotes: direct, indirect and mixed; their cues, their speakers, and what is no quote."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.lang.en import English
from spacy.tokens import Doc

from analysis.annotators.mentions import Actor, Mention
from analysis.annotators.quotes import NEAR, Quote, QuoteAnnotator
from analysis.annotators.records import Found
from analysis.articles import Article
from analysis.lexicons import load_reporting
from docs import VOCAB, doc_of
from speech import PARSES, speech

ANNOTATOR = QuoteAnnotator.load()


def quotes_of(doc: Doc, mentions: tuple[Mention, ...] = ()) -> list[Quote]:
    return list(ANNOTATOR(Article(article_id="a", text=doc.text), doc, Found(mentions)))


def rows(text: str) -> list[tuple[str, str, str | None, str | None]]:
    """Kind, content, speaker's words and cue of every quote of one of the parsed texts."""
    doc = speech(text)

    def words(start: int | None, end: int | None) -> str | None:
        return None if start is None else doc.text[start:end]

    return [
        (
            q.kind,
            doc.text[q.start_char : q.end_char],
            words(q.speaker_start_char, q.speaker_end_char),
            words(q.cue_start_char, q.cue_end_char),
        )
        for q in quotes_of(doc)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "“We will answer every step,” said Mina Orlov, the envoy.",
            [("“We will answer every step,”", "Mina Orlov, the envoy", "said")],
        ),
        ("Orlov said: “The talks are over.”", [("“The talks are over.”", "Orlov", "said")]),
        ("“The talks,” he said, “are over.”", [("“The talks,”", "he", "said"), ("“are over.”", "he", "said")]),
        (
            "“The talks are over,” Orlov told reporters. “We will not return to the table.”",
            [("“The talks are over,”", "Orlov", "told"), ("“We will not return to the table.”", "Orlov", "told")],
        ),
        (
            "“It was fair,” Orlov said.¶“We counted every ballot, and nobody complained.”",
            [
                ("“It was fair,”", "Orlov", "said"),
                ("“We counted every ballot, and nobody complained.”", "Orlov", "said"),
            ],
        ),
        (
            "“We won the vote,” Orlov said. Rain fell. “Nobody cares about it now.”",
            [("“We won the vote,”", "Orlov", "said"), ("“Nobody cares about it now.”", "Orlov", "said")],
        ),
        ("‘The parties’ leaders will meet,’ she said.", [("‘The parties’ leaders will meet,’", "she", "said")]),
        ("“They broke the deal,” according to Orlov.", [("“They broke the deal,”", "Orlov", "according to")]),
        ("“It is safe,” Orlov said, because she had seen it.", [("“It is safe,”", "Orlov", "said")]),
        # What the speaker thinks or reports inside the quotation is part of it.
        (
            "“I think that we should leave the port,” Orlov said.",
            [("“I think that we should leave the port,”", "Orlov", "said")],
        ),
        # A new sentence with its own subject is no reporting clause; the quotation stays without a speaker.
        (
            "“The rules have changed.” Orlov then left the room and called a friend.",
            [("“The rules have changed.”", None, None)],
        ),
    ],
)
def test_direct(text: str, expected: list[tuple[str, str | None, str | None]]) -> None:
    assert rows(text) == [("direct", *row) for row in expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Orlov said that the port would reopen in May.", [("that the port would reopen in May", "Orlov", "said")]),
        ("The port would reopen in May, Orlov said.", [("The port would reopen in May", "Orlov", "said")]),
        (
            "The port, Orlov said, would reopen in May.",
            [("The port", "Orlov", "said"), ("would reopen in May", "Orlov", "said")],
        ),
        (
            "According to the ministry, the port was closed.",
            [("the port was closed", "the ministry", "According to")],
        ),
        (
            "The port was closed, according to the ministry.",
            [("The port was closed", "the ministry", "according to")],
        ),
        ("Officials who said the plan would work lost their jobs.", [("the plan would work", "who", "said")]),
        ("Orlov was quoted as saying that the port was safe.", [("that the port was safe", "Orlov", "saying")]),
        (
            "Orlov praised the crew and said the port was safe.",
            [("the crew", "Orlov", "praised"), ("the port was safe", "Orlov", "said")],
        ),
        (
            "The port is safe, Orlov said, adding that trade would grow.",
            [("The port is safe", "Orlov", "said"), ("that trade would grow", "Orlov", "adding")],
        ),
        ("Orlov has never denied closing the port.", [("closing the port", "Orlov", "has never denied")]),
        (
            "Orlov expressed hope that the port would reopen.",
            [("that the port would reopen", "Orlov", "expressed hope")],
        ),
        (
            "Orlov is confident that the port will reopen.",
            [("that the port will reopen", "Orlov", "is confident")],
        ),
        ("The workers asked whether the port was safe.", [("whether the port was safe", "The workers", "asked")]),
        (
            "Orlov said after the vote that she would stay because the port was safe.",
            [("that she would stay because the port was safe", "Orlov", "said")],
        ),
        # A wish inside what another says is for that other to report.
        (
            "Orlov said the workers want to leave the port.",
            [("the workers want to leave the port", "Orlov", "said")],
        ),
        ("Poll: Most voters want to keep the port.", [("Most voters want to keep the port", "Poll", ":")]),
        (
            "The ministry released a letter saying that the port was safe.",
            [("that the port was safe", "a letter", "saying")],
        ),
        ("The port was built in May.", []),
    ],
)
def test_indirect(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert rows(text) == [("indirect", *row) for row in expected]


def test_a_clause_of_time_is_not_what_was_said() -> None:
    """The parser calls it a complement now and then."""
    doc = doc_of(
        "Orlov/NNP/PROPN/nsubj/+1 said/VBD/VERB/ROOT/0/say after/IN/SCONJ/mark/+2 he/PRP/PRON/nsubj/+1 "
        "left/VBD/VERB/ccomp/-3/leave~ ././PUNCT/punct/-4"
    )
    assert quotes_of(doc) == []


@pytest.mark.parametrize(
    ("text", "whole", "marked", "cue"),
    [
        (
            "Orlov said the plan would bring “lasting harm to the port” if it passed.",
            "the plan would bring “lasting harm to the port” if it passed",
            "“lasting harm to the port”",
            "said",
        ),
        ("Orlov called the vote a “shameful farce.”", "the vote a “shameful farce.”", "“shameful farce.”", "called"),
    ],
)
def test_mixed_speech_is_an_indirect_row_and_a_direct_one(text: str, whole: str, marked: str, cue: str) -> None:
    assert rows(text) == [("indirect", whole, "Orlov", cue), ("direct", marked, "Orlov", cue)]


@pytest.mark.parametrize(
    "text",
    [
        "Tarland was “probing” the idea, Orlov said.",  # one word: it is held at arm's length, not quoted
        "She read “The Long Road Home” on the train.",  # a title
    ],
)
def test_scare_quotes_and_titles_are_no_direct_quotes(text: str) -> None:
    assert [row for row in rows(text) if row[0] == "direct"] == []


def mention(doc: Doc, words: str, actor: str, kind: str = "name") -> Mention:
    start = next(re.finditer(rf"\b{re.escape(words)}\b", doc.text)).start()
    return Mention(start_char=start, end_char=start + len(words), actor_id=actor, kind=kind)


@pytest.mark.parametrize(
    ("text", "mentions", "speaker"),
    [
        ("Orlov said: “The talks are over.”", {"Orlov": "mina_orlov"}, "mina_orlov"),
        ("“The talks,” he said, “are over.”", {"he": "ivo_lind"}, "ivo_lind"),
        ("“We will answer every step,” said Mina Orlov, the envoy.", {"the envoy": "envoy"}, "envoy"),
        ("Officials who said the plan would work lost their jobs.", {"Officials": "officials"}, "officials"),
        # A letter speaks for those who released it, a spokesman for those who sent him.
        ("The ministry released a letter saying that the port was safe.", {"ministry": "ministry"}, "ministry"),
        ("Orlov's spokesman said that the port was safe.", {"Orlov": "mina_orlov"}, "mina_orlov"),
        ("Orlov said: “The talks are over.”", {"talks": "talks"}, None),
    ],
)
def test_the_speaker_is_the_actor_of_the_source(text: str, mentions: dict[str, str], speaker: str | None) -> None:
    doc = speech(text)
    found = tuple(mention(doc, words, actor) for words, actor in mentions.items())
    assert {q.speaker_id for q in quotes_of(doc, found)} == {speaker}


def test_an_unresolved_speaker_keeps_its_place() -> None:
    quote = quotes_of(speech("Orlov said: “The talks are over.”"))[0]
    assert (quote.speaker_id, quote.speaker_start_char, quote.speaker_end_char) == (None, 0, 5)


def test_a_statement_without_an_author_is_by_who_spoke_last() -> None:
    first, second = speech("Orlov said: “The talks are over.”"), speech("The letter said that the port was safe.")
    doc = Doc.from_docs([first, second])
    quotes = quotes_of(doc, (mention(doc, "Orlov", "mina_orlov"),))
    assert [q.speaker_id for q in quotes] == ["mina_orlov", "mina_orlov"]


@pytest.mark.parametrize(
    ("kind", "between", "speaker"),
    [
        ("person", "", "mina_orlov"),
        ("person", "The port is closed. " * (NEAR // 20), None),  # too far away
        ("organization", "", None),  # no ministry is "he"
    ],
)
def test_whoever_is_meant_by_he_spoke_just_before(kind: str, between: str, speaker: str | None) -> None:
    parts = [speech("Orlov said: “The talks are over.”"), speech("“The talks,” he said, “are over.”")]
    if between:
        words = between.split()
        parts.insert(1, Doc(parts[0].vocab, words=words, deps=["dep"] * len(words), heads=[0] * len(words)))
    doc = Doc.from_docs(parts)
    orlov = Actor(actor_id="mina_orlov", name="Mina Orlov", type=kind)
    quotes = ANNOTATOR(Article(article_id="a", text=doc.text), doc, Found((orlov, mention(doc, "Orlov", "mina_orlov"))))
    assert [q.speaker_id for q in quotes] == ["mina_orlov", speaker, speaker]


@pytest.mark.parametrize("text", list(PARSES))
def test_quotes_come_in_order_and_lie_in_the_text(text: str) -> None:
    doc = speech(text)
    before = doc.to_bytes()
    quotes = quotes_of(doc)
    assert quotes == sorted(quotes, key=lambda q: (q.start_char, -q.end_char, q.kind))
    assert all(0 <= q.start_char < q.end_char <= len(doc.text) for q in quotes)
    assert doc.to_bytes() == before


@given(st.text(alphabet="“”\"'‘’ ,.:\nabsaid", max_size=80))
def test_no_text_breaks_it(text: str) -> None:
    doc = English().make_doc(text)
    assert all(0 <= q.start_char < q.end_char <= len(text) for q in quotes_of(doc))


def test_an_empty_doc_has_no_quotes() -> None:
    assert quotes_of(Doc(VOCAB)) == []


def test_the_lexicon_lists_no_word_twice_for_the_same_content() -> None:
    lexicon = load_reporting()
    for entries in (lexicon.verbs, lexicon.nouns, lexicon.adjectives):
        seen: set[tuple[str, str, str]] = set()
        for entry in entries:
            for form in entry.takes:
                new = {(entry.mode, form, word) for word in entry.words}
                assert not new & seen, f"{entry.mode} {form}: {new & seen}"
                assert len(entry.words) == len(set(entry.words)), entry.words
                seen |= new


SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "gold" / "mentions-dev.jsonl"


@pytest.mark.gold
@pytest.mark.skipif(not SHARED.exists(), reason="needs ../shared/gold, which is not part of the project")
def test_gold_direct_quotes() -> None:
    """Marked stretches alone decide most of it: F1 of the spans, without a model's parse of the cue."""
    from analysis.pipeline import load_model

    nlp, hits, found, wanted = load_model().nlp, 0, 0, 0
    for line in SHARED.read_text(encoding="utf-8").splitlines():
        article = json.loads(line)
        direct = {(q.start_char, q.end_char) for q in quotes_of(nlp(article["text"])) if q.kind == "direct"}
        gold = {(q["start"], q["end"]) for q in article.get("quotes", []) if q["kind"] == "direct"}
        hits, found, wanted = hits + len(direct & gold), found + len(direct), wanted + len(gold)
    assert 2 * hits / (found + wanted) >= 0.95
