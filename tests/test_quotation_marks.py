"""Quotation marks: pairs in every style, apostrophes, paragraphs, unbalanced marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.annotators.speech.quotation_marks import find_marked, find_paragraphs


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We agree,” she said.", ["“We agree,”"]),
        ('"We agree," she said. "Gladly."', ['"We agree,"', '"Gladly."']),
        ('“We agree," she said.', ['“We agree,"']),
        ("''We agree,'' she said.", ["''We agree,''"]),
        ("« Oui », he said.", ["« Oui »"]),
        ("The port was closed.", []),
        ("", []),
    ],
)
def test_styles(text: str, expected: list[str]) -> None:
    assert [text[m.start : m.end] for m in find_marked(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Don’t say the parties’ work isn’t done.", []),
        ("‘The parties’ leaders met,’ he said.", ["‘The parties’ leaders met,’"]),
        ("a ‘tough guy’ image", ["‘tough guy’"]),
        ("Lee: 'It's a lie'", ["'It's a lie'"]),
        ("the ministers' offices in the '90s", []),
        ('He is 6\'2" and "very tall" now.', ['"very tall"']),
    ],
)
def test_apostrophes_and_measures_are_no_marks(text: str, expected: list[str]) -> None:
    assert [text[m.start : m.end] for m in find_marked(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "“She said ‘no’ to me,” he wrote.",
        "\"She said 'no' to me,\" he wrote.",
        "‘She said “no” to me,’ he wrote.",
    ],
)
def test_nested_marks_belong_to_the_outer_quotation(text: str) -> None:
    assert [text[m.start : m.end] for m in find_marked(text)] == [text[: text.index(" he wrote")]]


@pytest.mark.parametrize("gap", ["\n\n", "\n", "\n \n"])
def test_paragraphs_that_reopen_are_one_quotation(gap: str) -> None:
    text = f"“First.{gap}“Second.{gap}“Third,” she said. “Fourth.”"
    assert [text[m.start : m.end] for m in find_marked(text)] == [text[: text.index(" she")], "“Fourth.”"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“Never closed, he said.\n\nShe said “no” twice.", ["“no”"]),
        ('"Never closed, he said.\n\nShe said "no" twice.', ['"no"']),
        ("Never opened,” he said. “But this was.”", ["“But this was.”"]),
        ("“The Long Road“ was shown.", ["“The Long Road“"]),
        ("“Open at the end", []),
    ],
)
def test_an_unbalanced_mark_costs_its_own_stretch_only(text: str, expected: list[str]) -> None:
    assert [text[m.start : m.end] for m in find_marked(text)] == expected


def test_inside_leaves_the_marks_out() -> None:
    text = "''We agree,'' she said."
    assert text[slice(*find_marked(text)[0].inside)] == "We agree,"


def test_a_wrapped_line_is_no_paragraph() -> None:
    text = "A first line that\ngoes on.\nA second\n\nA third."
    assert [text[slice(*p)] for p in find_paragraphs(text)] == ["A first line that\ngoes on.", "A second", "A third."]


@given(st.text(alphabet="“”\"'‘’«»`ab ,.\n6", max_size=60))
def test_any_text_gives_disjoint_stretches_in_order(text: str) -> None:
    last = 0
    for mark in find_marked(text):
        assert last <= mark.start < mark.inside[0] <= mark.inside[1] < mark.end <= len(text)
        last = mark.end
