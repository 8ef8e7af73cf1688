"""The act that the predicates above a term add up to."""

from __future__ import annotations

import pytest

from analysis.annotators.readings import Reader, Reading
from analysis.annotators.topics import TermFinder
from analysis.lexicons import load_topic
from docs import clause

TOPIC = load_topic("sanctions")
FINDER, READER = TermFinder.of(TOPIC), Reader.of(TOPIC)


def read(text: str) -> Reading:
    """The reading of the last term of the text."""
    return [READER.read(term) for term in FINDER.find(clause(text))][-1]


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("Paris imposed sanctions.", "impose"),
        ("Sanctions were imposed by the Council.", "impose"),
        ("Paris blacklisted two banks.", "impose"),
        ("Washington sanctioned two banks.", "impose"),
        ("Paris will impose sanctions.", "threaten"),
        ("Paris is going to impose sanctions.", "threaten"),
        ("Paris would impose sanctions if Minsk attacked.", "threaten"),
        ("Washington threatened to impose sanctions.", "threaten"),
        ("Paris should impose sanctions.", "call_for"),
        ("Kyiv called for sanctions.", "call_for"),
        ("Warsaw urged Brussels to impose sanctions.", "call_for"),
        ("Berlin extended the sanctions.", "maintain"),
        ("Paris will not lift the sanctions.", "maintain"),
        ("Paris won’t lift the sanctions.", "maintain"),
        ("Rome refused to lift sanctions.", "maintain"),
        ("The sanctions are effective.", "endorse"),
        ("The sanctions are not illegal.", "endorse"),  # the negation counts once
        ("The sanctions are illegal.", "criticize"),
        ("The sanctions hurt farmers.", "criticize"),
        ("New sanctions would lead to a rupture.", "warn_against"),  # what is not there yet cannot be criticized
        ("Berlin criticized the decision to impose sanctions.", "criticize"),
        ("Paris imposed no sanctions.", "refuse"),
        ("Rome ruled out sanctions.", "refuse"),
        ("Berlin refused to back sanctions.", "refuse"),
        ("Berlin has never backed sanctions.", "refuse"),
        ("Berlin stopped short of imposing sanctions.", "refuse"),
        ("Minsk evaded the sanctions.", "refuse"),
        ("Paris urged Berlin to lift the sanctions.", "call_to_lift"),
        ("Paris must lift the sanctions.", "call_to_lift"),
        ("Iran asked for sanctions relief.", "call_to_lift"),
        ("The EU lifted sanctions on Belarus.", "ease"),
        ("Berlin considers sanctions.", "consider"),
    ],
)
def test_act(text: str, act: str) -> None:
    assert read(text).act == act


@pytest.mark.parametrize(
    ("text", "steps", "cue"),
    [
        ("Rome refused to lift sanctions.", ("lift/dobj→ease", "refuse/xcomp→maintain"), "lift"),
        ("Paris will not lift the sanctions.", ("lift/dobj→ease", "will not→maintain"), "lift"),
        ("Kyiv called for sanctions.", ("call/prep→call_for",), "called"),
    ],
)
def test_steps_say_how_the_act_came_about(text: str, steps: tuple[str, ...], cue: str) -> None:
    reading = read(text)
    assert reading.steps == steps
    assert reading.cue.text == cue


def test_every_act_that_can_be_read_is_an_act_of_the_topic() -> None:
    from analysis.annotators import readings

    above = [act for turned in readings.ABOVE.values() for pair in turned.items() for act in pair]
    tables = (readings.OBJECT, readings.SUBJECT, readings.NEGATED)
    read_ = {*above, *(act for table in tables for act in table.values()), *readings.NEGATED}
    assert read_ <= set(TOPIC.acts)
    assert {*readings.OBJECT, *readings.SUBJECT, *readings.ABOVE} <= set(TOPIC.predicates)
