"""On what a statement depends."""

from __future__ import annotations

import pytest

from analysis.annotators.candidates import Places, find_units
from analysis.annotators.conditions import Conditions
from analysis.annotators.readings import Reader
from analysis.annotators.topics import TermFinder
from analysis.lexicons import load_topic
from docs import clause

TOPIC = load_topic("sanctions")
FINDER, READER, CONDITIONS = TermFinder.of(TOPIC), Reader.of(TOPIC), Conditions.load()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Paris would impose sanctions if Minsk attacked.", "if Minsk attacked"),
        ("Should Russia invade, Paris will impose sanctions.", "Should Russia invade"),
        ("Rome offered relief from sanctions in exchange for talks.", "in exchange for talks"),
        ("Another test would lead to sanctions.", "Another test"),
        ("Another test led to sanctions.", None),  # it did
        ("New sanctions would lead to a rupture.", None),  # what they bring is not what brings them
        ("Paris will impose sanctions.", None),
        ("Paris imposed sanctions.", None),
    ],
)
def test_condition(text: str, expected: str | None) -> None:
    doc = clause(text)
    found = [CONDITIONS.of_unit(u) for u in find_units(doc, FINDER.find(doc), READER, Places(doc, (), ()))]
    assert [text[span[0] : span[1]] if span else None for span in found if span or not expected] == [expected]
