"""The annotators: one module an annotation, each with its record types.

An annotator is a lexicon in, records out: a frozen dataclass that holds its lexicon and yields records from an article, its
parsed Doc and what the annotators before it found. It never changes the Doc.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import ClassVar, Protocol, TypeVar

from spacy.tokens import Doc

from analysis.annotators.records import Found, Record
from analysis.annotators.mentions import MentionAnnotator
from analysis.annotators.quotes import QuoteAnnotator
from analysis.annotators.sentiment import SentimentAnnotator
from analysis.annotators.stances import StanceAnnotator
from analysis.articles import Article

__all__ = ["ANNOTATORS", "Annotator", "Found", "Record"]


class Annotator(Protocol):
    """What an annotation module provides."""

    records: ClassVar[tuple[type[Record], ...]]

    @classmethod
    def load(cls) -> Annotator:
        """Build the annotator with its lexicons from `analysis/resources/`."""
        ...

    def __call__(self, article: Article, doc: Doc, found: Found) -> Iterable[Record]:
        """Yield records in document order; an empty Doc yields none."""
        ...


# Order matters: quotes read mentions, stances read both.
ANNOTATORS: tuple[type[Annotator], ...] = (SentimentAnnotator, MentionAnnotator, QuoteAnnotator, StanceAnnotator)
