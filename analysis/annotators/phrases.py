"""Finding many known phrases in a text at once: a tree of words, walked once over the text.

Phrases and text are cut into the same *pieces* (runs of letters and digits, single marks), so a phrase is found
whatever the tokenizer made of it: "U.S.", "al-Assad", "People's", a name broken by a line end. Accents and curly
apostrophes do not matter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

from spacy.tokens import Doc

from analysis.annotators.columns import columns_of

V = TypeVar("V")

_PIECE = re.compile(r"\w+|[^\w\s]")
# Letters that Unicode does not take apart into a letter and an accent.
_LETTERS = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ı": "i", "ß": "ss"}
)


class Case(Enum):
    """How the letters of a phrase must be written in the text."""

    EXACT = "as in the lexicon, or all in capitals"
    LOOSE = "any way that has a capital: north Korea, US state department"
    ANY = "any way"


def fold(text: str) -> str:
    """The text without accents and with straight apostrophes; case is kept."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def slug(name: str) -> str:
    """An actor id from a name: "Russian Foreign Ministry" → russian_foreign_ministry; never empty."""
    return re.sub(r"\W+", "_", fold(name).casefold()).strip("_") or "unnamed"


@dataclass(frozen=True, slots=True)
class Pieces:
    """A text cut into pieces; each with the token that starts with it and the one that ends with it (-1 where none)."""

    texts: list[str]
    keys: list[str]
    first_token: list[int]
    last_token: list[int]

    @classmethod
    def of(cls, doc: Doc) -> Pieces:
        columns = columns_of(doc)
        starts = {start: i for i, start in enumerate(columns.starts)}
        ends = {end: i for i, end in enumerate(columns.ends)}
        matches = list(_PIECE.finditer(columns.text))
        texts = [fold(m.group()) for m in matches]
        return cls(
            texts=texts,
            keys=[text.casefold() for text in texts],
            first_token=[starts.get(m.start(), -1) for m in matches],
            last_token=[ends.get(m.end(), -1) for m in matches],
        )


def cut(phrase: str) -> list[str]:
    """The pieces of a phrase."""
    return [fold(piece) for piece in _PIECE.findall(phrase)]


_END = "\n"  # no piece


class Phrases(Generic[V]):
    """Phrases with a value each; one phrase may have several."""

    def __init__(self) -> None:
        self._root: dict[str, object] = {}

    def add(self, phrase: str, value: V, case: Case = Case.EXACT) -> None:
        """Add a phrase; the order of adding is the order of its values."""
        texts = cut(phrase)
        node = self._root
        for text in texts:
            node = node.setdefault(text.casefold(), {})  # type: ignore[assignment]
        node.setdefault(_END, []).append((texts, case, value))  # type: ignore[attr-defined]

    def find(self, pieces: Pieces) -> Iterator[tuple[int, int, list[V]]]:
        """The longest phrases from left to right, as (first token, token after the last, values); none overlap.

        A phrase that begins or ends inside a token is not found: the U.S. of "U.S.-backed" is no name.
        """
        root, free = self._root, 0
        for i in [i for i, key in enumerate(pieces.keys) if key in root]:
            found = self._longest(pieces, i) if i >= free and pieces.first_token[i] >= 0 else None
            if found:
                free, values = found
                yield pieces.first_token[i], pieces.last_token[free - 1] + 1, values

    def get(self, text: str) -> list[V]:
        """The values of exactly this phrase, however its letters are written."""
        node = self._root
        for piece in cut(text):
            node = node.get(piece.casefold())  # type: ignore[assignment]
            if node is None:
                return []
        return [value for _, _, value in node.get(_END, ())]  # type: ignore[attr-defined]

    def _longest(self, pieces: Pieces, start: int) -> tuple[int, list[V]] | None:
        node: dict[str, object] | None = self._root
        best = None
        for i in range(start, len(pieces.keys)):
            node = node.get(pieces.keys[i])  # type: ignore[union-attr,assignment]
            if node is None:
                break
            if _END in node and pieces.last_token[i] >= 0:
                texts = pieces.texts[start : i + 1]
                values = [v for known, case, v in node[_END] if _written(texts, known, case)]  # type: ignore[attr-defined]
                if values:
                    best = i + 1, values
        return best


def _written(texts: list[str], known: list[str], case: Case) -> bool:
    if case is Case.ANY or texts == known:
        return True
    if all(text.upper() == text for text in texts):
        # "MOSCOW" in a headline or dateline; but "AN" and "IT" are no names.
        return sum(map(len, texts)) > 3
    return case is Case.LOOSE and any(text[0].isupper() for text in texts)
