"""Stances: whose position on a topic, by which act, toward whom, on what condition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from spacy.tokens import Doc

from analysis.annotators.records import Found
from analysis.articles import Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Stance:
    """A stance statement: the smallest clause in which a holder takes a position on the topic."""

    table: ClassVar[str] = "stances"
    start_char: int
    end_char: int
    topic: str
    holder_id: str
    via_id: str | None = None
    position: str  # support, oppose, neutral
    act: str  # impose, threaten, call_for, maintain, endorse, criticize, warn_against, refuse, call_to_lift, ease, consider
    sender_ids: tuple[str, ...] = ()
    target_id: str | None = None
    conditional: bool = False
    attribution: str  # direct, indirect, narrated
    cameo_code: str | None = None
    holder_start_char: int | None = None
    holder_end_char: int | None = None
    target_start_char: int | None = None
    target_end_char: int | None = None
    condition_start_char: int | None = None
    condition_end_char: int | None = None
    cue_start_char: int | None = None
    cue_end_char: int | None = None
    rule: str  # the rule or features that decided
    confidence: float  # in [0, 1]


@dataclass(frozen=True)
class StanceAnnotator:
    """Yields stance statements in document order."""

    records: ClassVar[tuple[type, ...]] = (Stance,)

    @classmethod
    def load(cls) -> StanceAnnotator:
        return cls()

    def __call__(self, article: Article, doc: Doc, found: Found) -> Iterator[Stance]:
        yield from ()
