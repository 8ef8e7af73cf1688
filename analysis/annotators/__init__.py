"""The annotators: one module an annotation, each with its record types.

An annotator keeps its lexicons in the fields of a frozen dataclass. Called with an article, its Doc and what the
annotators before it found, it yields records; it never changes the Doc.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar, Protocol

from spacy.tokens import Doc

from analysis.annotators.mentions import MentionAnnotator
from analysis.annotators.quotes import QuoteAnnotator
from analysis.annotators.records import Found, Record
from analysis.annotators.sentiment import SentimentAnnotator
from analysis.annotators.stances import StanceAnnotator
from analysis.annotators.targeted_sentiment import TargetedSentiment
from analysis.articles import Article
from analysis.lexicons import Options

__all__ = ["ANNOTATORS", "BATCHED", "Annotator", "Batched", "Found", "Record"]


class Annotator(Protocol):
    """What an annotation module provides."""

    records: ClassVar[tuple[type[Record], ...]]

    @classmethod
    def load(cls, options: Options) -> Annotator:
        """Build the annotator with the lexicons that the options name."""
        ...

    def __call__(self, article: Article, doc: Doc, found: Found) -> Iterable[Record]:
        """Yield records in document order; an empty Doc yields none."""
        ...


class Batched(Protocol):
    """A step that is cheaper over many articles at once; it runs after the annotators, over their records."""

    @classmethod
    def load(cls) -> Batched:
        """Build the step with its weights from `analysis/resources/`."""
        ...

    def __call__(self, pairs: Sequence[tuple[Article, Found]]) -> None:
        """Put filled records in the place of those found (`Found.replace`); none is added or taken away."""
        ...


# Order matters: quotes read mentions, stances read both.
ANNOTATORS: tuple[type[Annotator], ...] = (SentimentAnnotator, MentionAnnotator, QuoteAnnotator, StanceAnnotator)
# They run unless `Options.targeted_sentiment` is off.
BATCHED: tuple[type[Batched], ...] = (TargetedSentiment,)
