"""Quotes: who said what, in whose words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from spacy.tokens import Doc

from analysis.annotators.records import Found
from analysis.articles import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A stretch of reported speech: its content, its cue, and its speaker where known.

    A direct quote includes its quotation marks. Mixed speech is an indirect quote and a direct one for the marked part.
    """

    table: ClassVar[str] = "quotes"
    start_char: int
    end_char: int
    kind: str  # direct, indirect
    speaker_id: str | None = None  # the actor; None where the words before could not be resolved
    speaker_start_char: int | None = None
    speaker_end_char: int | None = None
    cue_start_char: int | None = None
    cue_end_char: int | None = None


@dataclass(frozen=True)
class QuoteAnnotator:
    """Yields quotes in document order."""

    records: ClassVar[tuple[type, ...]] = (Quote,)

    @classmethod
    def load(cls) -> QuoteAnnotator:
        return cls()

    def __call__(self, article: Article, doc: Doc, found: Found) -> Iterator[Quote]:
        yield from ()
