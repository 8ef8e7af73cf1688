"""Where a statement may stand, and how the actors around it stand to the clause."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc

from analysis.annotators.candidates import Places, Unit, find_candidates, find_units
from analysis.annotators.mentions import Mention
from analysis.annotators.quotes import Quote
from analysis.annotators.readings import Reader
from analysis.annotators.topics import TermFinder
from analysis.lexicons import AUTHOR, load_topic
from docs import clause

TOPIC = load_topic("sanctions")
FINDER, READER = TermFinder.of(TOPIC), Reader.of(TOPIC)
NAMES = ("Paris", "Berlin", "Rome", "Warsaw", "Brussels", "Washington", "Minsk", "Council", "EU", "Belarus", "Iran")


def mentions(doc: Doc) -> list[Mention]:
    """Every name is its own actor."""
    return [
        Mention(start_char=t.idx, end_char=t.idx + len(t), actor_id=t.text, kind="name") for t in doc if t.text in NAMES
    ]


def units(text: str, quotes: tuple[Quote, ...] = ()) -> tuple[list[Unit], Places]:
    doc = clause(text)
    places = Places(doc, mentions(doc), quotes)
    return list(find_units(doc, FINDER.find(doc), READER, places)), places


def relations(text: str, quotes: tuple[Quote, ...] = ()) -> dict[str, list[str]]:
    """The relations of each candidate of the last unit."""
    found, places = units(text, quotes)
    return {c.actor_id: c.relations for c in find_candidates(found[-1], places)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Paris imposed sanctions.", ["Paris imposed sanctions"]),
        ("Rome said that Paris imposed sanctions.", ["Rome said that Paris imposed sanctions"]),
        ("Paris imposed sanctions. Berlin backed the move.", ["Paris imposed sanctions", "Berlin backed the move"]),
        ("Sanctions against Iran imposed by the EU failed.", ["Sanctions against Iran imposed by the EU failed"]),
        ("The weather in Rome was fine.", []),
    ],
)
def test_evidence(text: str, expected: list[str]) -> None:
    found, _ = units(text)
    assert [text[u.start_char : u.end_char] for u in found] == expected


def test_who_puts_the_measures_may_hold_them_though_only_an_adjective_names_it() -> None:
    found, places = units("Sanctions against Iran imposed by the EU failed.")
    senders = [("united_states", (18, 26)), ("eu", None), ("far", (90, 99))]
    by_id = {c.actor_id: c for c in find_candidates(found[-1], places, senders)}
    assert by_id["united_states"].relations == ["sender"]
    assert by_id["united_states"].spans == [(18, 26)]
    assert by_id["eu"].spans == by_id["far"].spans == []  # the sentence does not name them


@pytest.mark.parametrize(
    ("text", "pair", "expected"),
    [
        ("Paris and Berlin called for sanctions.", ("Paris", "Berlin"), True),
        ("Paris and Berlin called for sanctions.", ("Berlin", "Paris"), True),
        ("Rome said that Paris imposed sanctions.", ("Rome", "Paris"), False),
    ],
)
def test_co_ordinated_candidates(text: str, pair: tuple[str, str], expected: bool) -> None:
    found, places = units(text)
    by_id = {c.actor_id: c for c in find_candidates(found[-1], places)}
    assert by_id[pair[0]].beside(by_id[pair[1]]) is expected


def test_terms_of_one_clause_share_a_unit() -> None:
    found, _ = units("Iran asked for sanctions relief.")
    assert [u.clause.text for u in found] == ["asked"]


@pytest.mark.parametrize(
    ("text", "actor", "relation"),
    [
        ("Paris imposed sanctions.", "Paris", "subject0"),
        ("Paris and Berlin called for sanctions.", "Berlin", "subject0+"),
        ("Sanctions were imposed by the Council.", "Council", "agent0"),
        ("Rome said that Paris imposed sanctions.", "Rome", "subject1"),
        ("Rome said that Paris imposed sanctions.", "Paris", "subject0"),
        ("Rome refused to lift sanctions.", "Rome", "shared-subject0"),
        ("Warsaw urged Brussels to impose sanctions.", "Brussels", "object1"),
        ("Warsaw urged Brussels to impose sanctions.", "Warsaw", "subject1"),
        ("Washington’s sanctions failed.", "Washington", "term-poss"),
        ("Sanctions against Iran imposed by the EU failed.", "Iran", "term-against"),
        ("Paris imposed sanctions. Berlin backed the move.", "Paris", "previous:nsubj"),
        ("Paris imposed sanctions.", AUTHOR, "author"),
    ],
)
def test_relations(text: str, actor: str, relation: str) -> None:
    assert relation in relations(text)[actor]


def quote(text: str, words: str, speaker: str | None, kind: str = "indirect") -> Quote:
    start = text.index(words)
    return Quote(start_char=start, end_char=start + len(words), kind=kind, speaker_id=speaker)


def test_who_speaks_is_a_candidate() -> None:
    text = "Rome said that Paris imposed sanctions."
    found = relations(text, (quote(text, "that Paris imposed sanctions", "Oslo"),))
    assert found["Oslo"] == ["speaker-indirect0"]
    assert "Oslo" not in relations(text, (quote(text, "that Paris imposed sanctions", None),))


def test_who_spoke_before_is_a_candidate() -> None:
    text = "Paris imposed sanctions. Berlin backed the move."
    found = relations(text, (quote(text, "Paris imposed sanctions.", "Oslo", "direct"),))
    assert found["Oslo"] == ["spoke-before-near"]


def test_quotes_around_an_offset_are_the_shortest_first() -> None:
    text = "Rome said that Paris imposed sanctions."
    inner, outer = quote(text, "Paris imposed sanctions", "a"), quote(text, "that Paris imposed sanctions", "b")
    places = Places(clause(text), (), (outer, inner))
    assert places.quotes_around(text.index("imposed")) == (inner, outer)
    assert places.quotes_around(text.index("that")) == (outer,)
    assert places.quotes_around(inner.end_char) == ()  # ends are exclusive


def test_mentions_by_place() -> None:
    doc = clause("Paris and Berlin called for sanctions.")
    paris, berlin = mentions(doc)
    places = Places(doc, (berlin, paris), ())
    assert places.mention_at(doc[2]) == berlin
    assert places.mention_at(doc[1]) is None
    assert places.within(0, berlin.start_char) == [paris]  # those that begin there; the end is exclusive
    assert places.within(0, len(doc.text)) == [paris, berlin]
