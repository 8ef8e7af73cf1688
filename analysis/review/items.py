"""Statements to review, with what stands around them."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.corrections.applying import apply, rows_of
from analysis.corrections.cast import Cast
from analysis.corrections.decisions import Decision, Kind, Reading, acts_of, now
from analysis.measures.corpus import outlet_of
from analysis.tables import Tables

Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Item:
    """A statement as the program found it, in its article, with the sentences around it."""

    stance_id: str
    article: str  # SHA-256 of the article's text
    article_id: str
    topic: str
    date: str | None
    outlet: str
    title: str | None
    start: int
    end: int
    holder_span: tuple[int, int] | None
    found: Reading
    confidence: float
    rule: str
    before: str  # the sentence before
    opening: str  # its sentence up to the evidence
    evidence: str
    closing: str  # and from there on
    after: str

    def decide(self, kind: Kind, reading: Reading, coder: str, note: str = "") -> Decision:
        """A decision about it, now. For a rejection it does not matter what `reading` says."""
        said = {} if kind in ("reject", "withdraw") else reading.model_dump()
        first, last = self.holder_span or (None, None)
        return Decision(
            article=self.article, start=self.start, end=self.end, holder_start=first, holder_end=last,
            topic=self.topic, decision=kind, was=self.found, text=self.evidence, coder=coder, time=now(), note=note,
            **said,
        )  # fmt: skip


def review_items(tables: Tables, decisions: Iterable[Decision] = (), topic: str | None = None) -> list[Item]:
    """The statements without a decision, the least confident first; of one topic, or of all."""
    decided = apply(tables, decisions).decided
    cast = Cast.of(tables.actors)
    articles = {row["article_id"]: row for row in rows_of(tables.articles, "articles")}
    outlets = dict(zip(tables.articles["article_id"], outlet_of(tables.articles), strict=True))
    spans: dict[str, list[tuple[int, int]]] = {}
    for article, start, end in tables.sentences[["article_id", "start_char", "end_char"]].itertuples(index=False):
        spans.setdefault(article, []).append((start, end))
    items = [
        _item(row, articles[row["article_id"]], outlets[row["article_id"]], spans.get(row["article_id"], []), cast)
        for row in rows_of(tables.stances, "stances")
        if row["stance_id"] not in decided and topic in (None, row["topic"])
    ]
    return sorted(items, key=lambda item: item.confidence)


def _item(row: Row, article: Row, outlet: str, sentences: Sequence[tuple[int, int]], cast: Cast) -> Item:
    start, end = row["start_char"], row["end_char"]
    before, opening, closing, after = context(article["text"], sentences, start, end)
    first, last = row["holder_start_char"], row["holder_end_char"]
    return Item(
        stance_id=row["stance_id"], article=article["sha256"], article_id=row["article_id"], topic=row["topic"],
        date=article["date"], outlet=outlet, title=article["title"], start=start, end=end,
        holder_span=None if first is None or last is None else (first, last), found=reading_of(row, cast),
        confidence=math.nan if row["confidence"] is None else row["confidence"], rule=row["rule"] or "",
        before=before, opening=opening, evidence=article["text"][start:end], closing=closing, after=after,
    )  # fmt: skip


def reading_of(row: Row, cast: Cast) -> Reading:
    """What a row of the stances table says, with names."""
    holder, target = cast.name(row["holder_id"]), cast.name(row["target_id"])
    return Reading(holder=holder, position=row["position"], act=row["act"], target=target)


def context(text: str, sentences: Sequence[tuple[int, int]], start: int, end: int) -> tuple[str, str, str, str]:
    """Sentence before, its own up to the span, its own behind the span, sentence after; "" where there is none."""
    starts = [first for first, _ in sentences]
    begins, ends = max(bisect_right(starts, start) - 1, 0), max(bisect_right(starts, end - 1) - 1, 0)
    if not sentences:
        return "", text[:start], text[end:], ""
    before = text[slice(*sentences[begins - 1])] if begins else ""
    after = text[slice(*sentences[ends + 1])] if ends + 1 < len(sentences) else ""
    return before, text[sentences[begins][0] : start], text[end : sentences[ends][1]], after


def review_findings(tables: Tables, decisions: Sequence[Decision]) -> list[str]:
    """How far the review is, in sentences."""
    corrected = apply(tables, decisions)
    total, done = len(tables.stances), len(corrected.decided & set(tables.stances["stance_id"]))
    told = [f"{done:,} of {total:,} statements of the program are reviewed, {total - done:,} are not."]
    return told + (corrected.sentences() if decisions else ["There is no decision yet."])


def locate(text: str, words: str) -> tuple[int, int]:
    """The span of words in a text, white space apart; `ValueError` where they do not occur just once."""
    parts = words.split()
    places = [m.span() for m in re.finditer(r"\s+".join(map(re.escape, parts)), text)] if parts else []
    if not places:
        raise ValueError("these words do not stand in the article; copy them from it as they are")
    if len(places) > 1:
        raise ValueError(f"these words stand in the article {len(places)} times; copy more of the sentence")
    return places[0]


def corrected_reading(found: Reading, given: Reading, topic: str, *, no_target: bool = False) -> Reading:
    """What was found with what was given laid over it; an act brings its position.

    Raises `ValueError` where a position is given that does not go with the act found.
    """
    acts = acts_of(topic)
    act, position = given.act or found.act, given.position
    if given.act in acts:
        position = position or acts[given.act].position
    position = position or found.position
    if given.position and not given.act and act in acts and acts[act].position != position:
        fitting = ", ".join(name for name, entry in acts.items() if entry.position == position)
        raise ValueError(f"the position {position} does not go with the act {act}; give an act as well: {fitting}")
    target = None if no_target else given.target or found.target
    return Reading(holder=given.holder or found.holder, position=position, act=act, target=target)
