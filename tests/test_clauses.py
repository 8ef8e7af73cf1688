"""Predicates, subjects, negation, modality and conditions in hand-made parses."""

from __future__ import annotations

import pytest

from analysis.annotators.clauses import (
    agent_of,
    condition_of,
    is_finite,
    is_negated,
    is_passive,
    is_predicate,
    modal_of,
    predicates_above,
    subject,
)
from docs import clause, word


@pytest.mark.parametrize(
    ("text", "token", "expected"),
    [
        ("Rome refused to lift sanctions.", "sanctions", ["lift", "refused"]),
        ("Rome said that Paris imposed sanctions.", "sanctions", ["imposed", "said"]),
        ("Berlin criticized the decision to impose sanctions.", "sanctions", ["impose", "criticized"]),
        ("The sanctions are illegal.", "sanctions", ["are"]),
        ("Paris imposed sanctions.", "imposed", []),
        ("Paris imposed sanctions. Berlin backed the move.", "move", ["backed"]),
    ],
)
def test_predicates_above(text: str, token: str, expected: list[str]) -> None:
    assert [t.text for t in predicates_above(word(clause(text), token))] == expected


@pytest.mark.parametrize(
    ("text", "predicate", "expected"),
    [
        ("Paris imposed sanctions.", "imposed", "Paris"),
        ("Rome refused to lift sanctions.", "lift", "Rome"),  # open complements share
        ("Rome met Minsk and will lift the sanctions.", "lift", "Rome"),  # so do conjuncts
        ("The ministers who backed sanctions left.", "backed", "ministers"),  # "who" is the noun before it
        ("Sanctions were imposed by the Council.", "imposed", "Council"),  # a passive's agent
        ("Rome said that Paris imposed sanctions.", "imposed", "Paris"),
    ],
)
def test_subject(text: str, predicate: str, expected: str) -> None:
    found = subject(word(clause(text), predicate))
    assert found is not None
    assert found.text == expected


def test_a_predicate_is_a_verb_that_is_no_auxiliary() -> None:
    assert [t.text for t in clause("Paris will not lift the sanctions.") if is_predicate(t)] == ["lift"]
    assert [t.text for t in clause("The sanctions are illegal.") if is_predicate(t)] == ["are"]


def test_passive_and_agent() -> None:
    passive, active = clause("Sanctions were imposed by the Council."), clause("Paris imposed sanctions.")
    agent = agent_of(word(passive, "imposed"))
    assert agent is not None
    assert agent.text == "Council"
    assert is_passive(word(passive, "imposed"))
    assert agent_of(word(active, "imposed")) is None
    assert not is_passive(word(active, "imposed"))


@pytest.mark.parametrize(
    ("text", "predicate", "expected"),
    [
        ("Paris will not lift the sanctions.", "lift", True),
        ("Paris won’t lift the sanctions.", "lift", True),
        ("Paris imposed no sanctions.", "imposed", True),
        ("Berlin has never backed sanctions.", "backed", True),
        ("The sanctions are not illegal.", "are", True),
        ("Paris imposed sanctions.", "imposed", False),
        ("Rome refused to lift sanctions.", "lift", False),  # the lexicon's, not the grammar's
    ],
)
def test_negation(text: str, predicate: str, expected: bool) -> None:
    assert is_negated(word(clause(text), predicate)) is expected


@pytest.mark.parametrize(
    ("text", "predicate", "expected"),
    [
        ("Paris will impose sanctions.", "impose", "will"),
        ("Paris won’t lift the sanctions.", "lift", "will"),
        ("Paris should impose sanctions.", "impose", "should"),
        ("Paris is going to impose sanctions.", "impose", "going"),
        ("Washington threatened to impose sanctions.", "impose", None),
        ("Paris imposed sanctions.", "imposed", None),
    ],
)
def test_modal(text: str, predicate: str, expected: str | None) -> None:
    assert modal_of(word(clause(text), predicate)) == expected


@pytest.mark.parametrize(
    ("text", "predicate", "expected"),
    [
        ("Paris imposed sanctions.", "imposed", True),
        ("Paris will impose sanctions.", "impose", True),
        ("Berlin has never backed sanctions.", "backed", True),
        ("Sanctions were imposed by the Council.", "imposed", True),
        ("Washington threatened to impose sanctions.", "impose", False),
        ("Sanctions against Iran imposed by the EU failed.", "imposed", False),
    ],
)
def test_finite(text: str, predicate: str, expected: bool) -> None:
    assert is_finite(word(clause(text), predicate)) is expected


def test_condition() -> None:
    doc = clause("Paris would impose sanctions if Minsk attacked.")
    assert condition_of(word(doc, "impose")) == word(doc, "attacked")
    assert condition_of(word(clause("Paris imposed sanctions."), "imposed")) is None
