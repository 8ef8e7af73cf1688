"""Phrases are found whatever the tokens and the letters' case, and only where they should be."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc
from spacy.vocab import Vocab

from analysis.annotators.phrases import Case, Phrases, Pieces, fold, slug


def words(text: str) -> Doc:
    """A Doc of the text's words; `|` splits tokens that no blank separates."""
    tokens: list[str] = []
    spaces: list[bool] = []
    for word in text.split(" ") if text else ():
        parts = word.split("|")
        tokens += parts
        spaces += [False] * (len(parts) - 1) + [True]
    return Doc(Vocab(), words=tokens, spaces=spaces)


@pytest.fixture
def phrases() -> Phrases[str]:
    known: Phrases[str] = Phrases()
    known.add("U.S.", "usa")
    known.add("Vladimir Putin", "putin")
    known.add("Bank", "bank")
    known.add("Bank of Elbonia", "central bank")
    known.add("US State Department", "state department", Case.LOOSE)
    known.add("foreign minister", "minister", Case.ANY)
    known.add("Sana'a", "yemen")
    known.add("It", "it")
    return known


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The U.S. and Vladimir Putin", [(1, 2, ["usa"]), (3, 5, ["putin"])]),
        ("the U.S.-backed side", []),  # inside a token
        ("Vladimir|\n|Putin left", [(0, 3, ["putin"])]),  # broken by a line end
        ("VLADIMIR PUTIN", [(0, 2, ["putin"])]),
        ("vladimir putin", []),
        ("IT SAID", []),  # capitals make no name of a short word
        ("the Bank of Elbonia", [(1, 4, ["central bank"])]),
        ("the Bank of Ruritania", [(1, 2, ["bank"])]),
        ("the US state department", [(1, 4, ["state department"])]),
        ("us state department", []),
        ("Foreign Minister and foreign minister", [(0, 2, ["minister"]), (3, 5, ["minister"])]),
        ("in Sana’a", [(1, 2, ["yemen"])]),
        ("", []),
    ],
)
def test_find(phrases: Phrases[str], text: str, expected: list[tuple[int, int, list[str]]]) -> None:
    assert list(phrases.find(Pieces.of(words(text)))) == expected


def test_get_ignores_case_and_accents(phrases: Phrases[str]) -> None:
    assert phrases.get("VLADIMÍR putin") == ["putin"]
    assert phrases.get("Vladimir") == []


@pytest.mark.parametrize(
    ("text", "folded"), [("Mélanie Žukov", "Melanie Zukov"), ("Ławrow", "Lawrow"), ("Sana’a", "Sana'a"), ("Bob", "Bob")]
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("name", "actor_id"), [("Russian Foreign Ministry", "russian_foreign_ministry"), ("U.S.", "u_s"), ("–", "unnamed")]
)
def test_slug(name: str, actor_id: str) -> None:
    assert slug(name) == actor_id
