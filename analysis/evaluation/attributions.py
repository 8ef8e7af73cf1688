"""Reported speech against a gold of attributions: what is said, by whom, by which word.

The gold is a file of one article a line: `id`, `text`, and `attributions`, each with `source`, `cue` and `content` as
lists of [start, end) code points (the form of PolNeAR, Newell et al. 2018; a part may stand in several places, a source
may be unsaid). The rows of a run's quotes table that share cue and speaker are one attribution: mixed speech, a
quotation that the cue interrupts, an indirect part and the marked words in it.

Spans are compared as sets of tokens (words and marks). Contents match one to one where their token F1 is at least
`NEAR`, the nearest first, then by the F1 of their cues. On the pairs, `exact` asks for the same tokens, and `source`
and `cue` are the mean token F1 (1 where both are unsaid).
"""

from __future__ import annotations

import gzip
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import BaseModel, ConfigDict, ValidationError

from analysis.evaluation.gold import GoldError
from analysis.evaluation.matching import one_to_one
from analysis.evaluation.scores import accuracy_row, score_table
from analysis.store import read_arrow

NEAR = 0.5
MEASURES = ("content", "exact")
FIELDS = ("source", "cue")
_TOKEN = re.compile(r"\w+|[^\w\s]")
_COLUMNS = ["start_char", "end_char", "speaker_start_char", "speaker_end_char", "cue_start_char", "cue_end_char"]

START, END = itemgetter(0), itemgetter(1)
Tokens = frozenset[int]
Spans = tuple[tuple[int, int], ...]


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


@dataclass(frozen=True, slots=True)
class Said:
    """An attribution as sets of tokens, numbered in the text."""

    source: Tokens
    cue: Tokens
    content: Tokens


@dataclass(frozen=True)
class SpeechEvaluation:
    """What a run found of the gold; `counts` has a row an article and measure, `pairs` a row a pair of contents."""

    counts: pd.DataFrame  # article_id, measure, matched, n_pred, n_gold
    pairs: pd.DataFrame  # article_id, content, source, cue: token F1 in [0, 1]
    lost: tuple[str, ...]  # gold articles that the run has not; their attributions count as missed

    def summary(self) -> pd.DataFrame:
        """One row a measure (content, exact): n, precision, recall and F1 with 95 % intervals over articles."""
        return score_table({m: self.counts[self.counts["measure"] == m] for m in MEASURES}, "measure")

    def accuracies(self) -> pd.DataFrame:
        """One row a field (source, cue) on the matched contents: field, n, mean token F1 as accuracy, low, high."""
        rows = [{"field": name} | accuracy_row(self.pairs[name], self.pairs["article_id"]) for name in FIELDS]
        return pd.DataFrame(rows, columns=["field", "n", "accuracy", "low", "high"])


def read_attributions(path: str | Path) -> Iterator[GoldSpeech]:
    """The articles of a gold file (.jsonl, .jsonl.gz) in their order.

    Raises `GoldError` with file and line for what cannot be read or lacks a field.
    """
    opener = gzip.open if str(path).endswith(".gz") else open
    try:
        with opener(path, "rt", encoding="utf-8") as lines:
            yield from (_parse(line, f"{path}, line {n}") for n, line in enumerate(lines, 1) if line.strip())
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise GoldError(f"{path}: cannot be read ({error})") from error


def _parse(line: str, where: str) -> GoldSpeech:
    try:
        return GoldSpeech.model_validate_json(line)
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'article'}: {e['msg']}" for e in error.errors()[:3])
        raise GoldError(f"{where}: {problems}") from error


def evaluate_attributions(gold: str | Path, run: str | Path) -> SpeechEvaluation:
    """Compare a run's quotes table with the gold; an article is found by its id, or else by its text.

    Raises `GoldError` for the gold and `analysis.store.NoRunError` where a table is missing.
    """
    articles = read_arrow(Path(run), "articles", ["article_id", "text"]).to_pylist()
    ids, texts = {a["article_id"] for a in articles}, {a["text"].strip(): a["article_id"] for a in articles}
    quotes: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in read_arrow(Path(run), "quotes", ["article_id", *_COLUMNS]).to_pylist():
        quotes[row["article_id"]].append(row)
    counts, pairs, lost = [], [], []
    for article in read_attributions(gold):
        found = article.id if article.id in ids else texts.get(article.text.strip())
        if found is None:
            lost.append(article.id)
        new_counts, new_pairs = compare_article(article, quotes[found] if found is not None else [])
        counts += new_counts
        pairs += new_pairs
    return SpeechEvaluation(
        counts=pd.DataFrame(counts, columns=["article_id", "measure", "matched", "n_pred", "n_gold"]),
        pairs=pd.DataFrame(pairs, columns=["article_id", "content", "source", "cue"]),
        lost=tuple(lost),
    )


def compare_article(
    article: GoldSpeech, quotes: Sequence[Mapping[str, Any]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The counts of an article, and its pairs; `quotes` are rows of the quotes table."""
    tokens = [(m.start(), m.end()) for m in _TOKEN.finditer(article.text)]
    gold = [Said(*(_tokens(tokens, spans) for spans in (a.source, a.cue, a.content))) for a in article.attributions]
    found = [_said(tokens, rows) for rows in _groups(quotes)]
    pairs = [
        {"article_id": article.id}
        | {name: f1(getattr(gold[i], name), getattr(found[j], name)) for name in ("content", *FIELDS)}
        for i, j in match(gold, found)
    ]
    sizes = {"n_pred": len(found), "n_gold": len(gold)}
    exact = sum(pair["content"] == 1 for pair in pairs)
    matched = dict(zip(MEASURES, (len(pairs), exact), strict=True))
    return [{"article_id": article.id, "measure": m, "matched": n} | sizes for m, n in matched.items()], pairs


def match(gold: Sequence[Said], found: Sequence[Said]) -> list[tuple[int, int]]:
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


def _groups(quotes: Iterable[Mapping[str, Any]]) -> Iterator[list[Mapping[str, Any]]]:
    """The rows that share cue and speaker; a row without a cue stands alone."""
    groups: dict[object, list[Mapping[str, Any]]] = {}
    for number, row in enumerate(quotes):
        cue = row["cue_start_char"]
        groups.setdefault(number if cue is None else (cue, row["speaker_start_char"]), []).append(row)
    yield from groups.values()


def _said(tokens: Sequence[tuple[int, int]], rows: Sequence[Mapping[str, Any]]) -> Said:
    first = rows[0]
    spans = [(first["speaker_start_char"], first["speaker_end_char"]), (first["cue_start_char"], first["cue_end_char"])]
    source, cue = (_tokens(tokens, [] if span[0] is None else [span]) for span in spans)
    return Said(source, cue, _tokens(tokens, [(row["start_char"], row["end_char"]) for row in rows]))


def _tokens(tokens: Sequence[tuple[int, int]], spans: Iterable[tuple[int, int]]) -> Tokens:
    """The tokens that these spans touch."""
    ranges = ((bisect_right(tokens, start, key=END), bisect_left(tokens, end, key=START)) for start, end in spans)
    return frozenset(i for first, last in ranges for i in range(first, last))
