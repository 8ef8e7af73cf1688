"""Where a topic is named, and where only taken up again."""

from __future__ import annotations

import pytest

from analysis.annotators.topics import NEAR, TermFinder, lemma
from analysis.lexicons import Act, Terms, Topic
from docs import clause, doc_of, sentences

TOPIC = Topic(
    topic="made",
    version="1",
    source="made for this test",
    licence="CC0-1.0",
    terms=Terms(
        names=("sanction", "asset freeze", "blacklist"),
        verbs=("blacklist",),
        relief=("sanction relief", "waiver"),
        measures=("move", "freeze"),
        pronouns=("they",),
    ),
    predicates={},
    acts={"impose": Act(position="support")},
)
FINDER = TermFinder.of(TOPIC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Paris imposed sanctions.", [("sanctions", "names")]),
        ("Paris blacklisted two banks.", [("blacklisted", "verbs")]),  # a name and a verb: used as a verb here
        ("Iran asked for sanctions relief.", [("relief", "relief")]),  # it names the topic itself
        ("Minsk condemned anti-Russian sanctions.", [("sanctions", "names")]),
        ("Paris imposed sanctions. Berlin backed the move.", [("sanctions", "names"), ("move", "measures")]),
        ("The weather in Rome was fine.", []),
    ],
)
def test_terms(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(term.token.text, term.kind) for term in FINDER.find(clause(text))] == expected


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (("a move",), []),  # nothing that it could take up
        (("a sanction", "a move"), [("sanction", 0), ("move", 1)]),
        (("a sanction", "x", "a move", "a move"), [("sanction", 0), ("move", 2)]),
        (("a move", "a sanction"), [("sanction", 0)]),
        (("a sanction", *["x"] * (NEAR - 1), "a waiver"), [("sanction", 0), ("waiver", NEAR)]),
        (("a sanction", *["x"] * NEAR, "a waiver"), [("sanction", 0)]),
        (("Sanction",), [("Sanction", 0)]),
        ((), []),
    ],
)
def test_distance(texts: tuple[str, ...], expected: list[tuple[str, int]]) -> None:
    doc = sentences(*texts)
    for token in doc:
        token.lemma_ = token.lower_
    found = [(term.token.text, term.distance) for term in FINDER.find(doc)]
    assert found == expected


def test_the_longest_phrase_wins() -> None:
    doc = doc_of(
        "Rome/NNP/PROPN/nsubj/+1 saw/VBD/VERB/ROOT/0/see asset/NN/NOUN/compound/+1 freezes/NNS/NOUN/dobj/-2/freeze"
    )
    assert [(t.token.text, t.kind) for t in FINDER.find(doc)] == [("freezes", "names")]


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("Sanctions/NNPS/PROPN/ROOT/0/Sanctions", "sanction"),  # a headline: the tagger takes it for a name
        ("Congress/NNP/PROPN/ROOT/0/Congress", "congress"),
        ("Laos/NNP/PROPN/ROOT/0/Laos", "laos"),
        ("Lifted/VBN/VERB/ROOT/0/lift", "lift"),
    ],
)
def test_lemma(token: str, expected: str) -> None:
    assert lemma(doc_of(token)[0]) == expected
