"""Reported speech against a gold of attributions: what is said, by whom, by which word.

The gold is a file of one article a line: `id`, `text`, and `attributions`, each with `source`, `cue` and `content` as
lists of [start, end) code points (the form of PolNeAR, Newell et al. 2018; a part may stand in several places, a source
may be unsaid). The rows of a run's quotes table that share cue and speaker are one attribution: mixed speech, a
quotation that the cue interrupts, an indirect part and the marked words in it.

Spans are compared as sets of tokens (words and marks). Contents match one to one where their token F1 is at least
`NEAR`, the nearest first, then by the F1 of their cues: the measure `content` counts these pairs, `exact` those of the
same tokens. On the pairs, `source` and `cue` are the mean token F1 (1 where both are unsaid).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, model_validator

from analysis.evaluation.matching import Pair, one_to_one

NEAR = 0.5
MEASURES = ("content", "exact")
FIELDS = ("source", "cue")
# What stands where a content was lost: its cue (with other words as its content), its words (under another cue).
THERE = ("cue", "words", "nothing")
_TOKEN = re.compile(r"\w+|[^\w\s]")

START, END = itemgetter(0), itemgetter(1)
Tokens = frozenset[int]
Spans = tuple[tuple[int, int], ...]
Row = Mapping[str, Any]


class GoldAttribution(BaseModel):
    """Who says or thinks what, by which words; each a list of [start, end) spans."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    source: Spans = ()
    cue: Spans = ()
    content: Spans


class GoldSpeech(BaseModel):
    """An article and its attributions."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    id: str
    text: str
    attributions: tuple[GoldAttribution, ...]

    @model_validator(mode="after")
    def _spans_lie_in_the_text(self) -> Self:
        for start, end in (s for a in self.attributions for part in (a.source, a.cue, a.content) for s in part):
            if not 0 <= start < end <= len(self.text):
                raise ValueError(f"the span {start}-{end} is not inside the text (0-{len(self.text)})")
        return self


@dataclass(frozen=True, slots=True)
class Said:
    """An attribution as sets of tokens, numbered in the text."""

    source: Tokens
    cue: Tokens
    content: Tokens


@dataclass(frozen=True)
class SpeechTrial:
    """An article of the gold beside a run's rows of its quotes table."""

    article: GoldSpeech
    quotes: Sequence[Row]

    @cached_property
    def tokens(self) -> list[tuple[int, int]]:
        """The spans of the text's words and marks."""
        return [(m.start(), m.end()) for m in _TOKEN.finditer(self.article.text)]

    @cached_property
    def gold(self) -> list[Said]:
        """The gold's attributions."""
        return [Said(*(self._tokens(part) for part in (a.source, a.cue, a.content))) for a in self.article.attributions]

    @cached_property
    def found(self) -> list[Said]:
        """The run's attributions."""
        return [self._said(rows) for rows in _groups(self.quotes)]

    @cached_property
    def matched(self) -> list[Pair]:
        """The contents that are near enough, as indexes into `gold` and `found`."""
        return match(self.gold, self.found)

    def counts(self) -> Iterator[dict[str, Any]]:
        """A row a measure: article_id, measure, matched, n_pred, n_gold."""
        exact = sum(self.gold[i].content == self.found[j].content for i, j in self.matched)
        sizes = {"n_pred": len(self.found), "n_gold": len(self.gold)}
        for measure, matched in zip(MEASURES, (len(self.matched), exact), strict=True):
            yield {"article_id": self.article.id, "measure": measure, "matched": matched} | sizes

    def pairs(self) -> Iterator[dict[str, Any]]:
        """A row a pair: article_id, and the token F1 of content, source and cue."""
        for i, j in self.matched:
            parts = {
                name: f1(getattr(self.gold[i], name), getattr(self.found[j], name)) for name in ("content", *FIELDS)
            }
            yield {"article_id": self.article.id} | parts

    def errors(self) -> Iterator[dict[str, Any]]:
        """A row a content missed or wrong, in order: what is said, and what the other side has there (`THERE`)."""
        hits = [set(side) for side in zip(*self.matched, strict=True)] or [set(), set()]
        for error, own, other, hit in (
            ("missed", self.gold, self.found, hits[0]),
            ("wrong", self.found, self.gold, hits[1]),
        ):
            for i, said in enumerate(own):
                if i not in hit:
                    yield {"error": error, "there": _there(said, other)} | self._shown(said)

    def _shown(self, said: Said) -> dict[str, Any]:
        start, end = self._extent(said.content) or (0, 0)
        words = {name: self.article.text[slice(*(self._extent(getattr(said, name)) or (0, 0)))] for name in FIELDS}
        place = {"article_id": self.article.id, "start_char": start, "end_char": end}
        return place | words | {"text": self.article.text[start:end]}

    def _extent(self, tokens: Tokens) -> tuple[int, int] | None:
        return (self.tokens[min(tokens)][0], self.tokens[max(tokens)][1]) if tokens else None

    def _said(self, rows: Sequence[Row]) -> Said:
        first = rows[0]
        parts = [(first[f"{name}_start_char"], first[f"{name}_end_char"]) for name in ("speaker", "cue")]
        source, cue = (self._tokens([] if span[0] is None else [span]) for span in parts)
        return Said(source, cue, self._tokens([(row["start_char"], row["end_char"]) for row in rows]))

    def _tokens(self, spans: Iterable[tuple[int, int]]) -> Tokens:
        """The tokens that these spans touch."""
        where = self.tokens
        ranges = ((bisect_right(where, start, key=END), bisect_left(where, end, key=START)) for start, end in spans)
        return frozenset(i for first, last in ranges for i in range(first, last))


def match(gold: Sequence[Said], found: Sequence[Said]) -> list[Pair]:
    """The contents that are near enough, one to one: the nearest first, then by their cues."""
    holders = defaultdict(list)
    for j, said in enumerate(found):
        for token in said.content:
            holders[token].append(j)
    meet = {(i, j) for i, said in enumerate(gold) for token in said.content for j in holders[token]}
    near = [(f1(gold[i].content, found[j].content), f1(gold[i].cue, found[j].cue), -i, -j) for i, j in meet]
    return one_to_one([(-i, -j) for score, _, i, j in sorted(near, reverse=True) if score >= NEAR])


def f1(a: Tokens, b: Tokens) -> float:
    """The harmonic mean of the shares that two sets have in common; 1 where both are empty."""
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 1.0


def _there(said: Said, others: Sequence[Said]) -> str:
    if any(said.cue & other.cue for other in others):
        return "cue"
    return "words" if any(said.content & other.content for other in others) else "nothing"


def _groups(quotes: Iterable[Row]) -> Iterator[list[Row]]:
    """The rows that share cue and speaker; a row without a cue stands alone."""
    groups: dict[object, list[Row]] = {}
    for number, row in enumerate(quotes):
        cue = row["cue_start_char"]
        groups.setdefault(number if cue is None else (cue, row["speaker_start_char"]), []).append(row)
    yield from groups.values()
