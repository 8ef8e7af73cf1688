"""The annotators: one module an annotation, each with its record types.

An annotator keeps its lexicons in the fields of a frozen dataclass. Called with an article, its Doc and what the
annotators before it found, it yields records; it never changes the Doc.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Protocol

from spacy.tokens import Doc

from analysis.annotators.mentions import MentionAnnotator
from analysis.annotators.quotes import QuoteAnnotator
from analysis.annotators.records import Found, Record
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
