"""Records become tidy tables; the schema follows from the record types.

One table a record type (`Record.table`), one row a record. A record's spans become text columns here, sliced from the
article, so that text and offsets cannot disagree: `cue_start_char` and `cue_end_char` bring `cue`.
"""

from __future__ import annotations

import dataclasses
import hashlib
import types
import typing
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pyarrow as pa

from analysis.annotators import ANNOTATORS, Found
from analysis.annotators.sentiment import ArticleTone, Sentence
from analysis.articles import Article, Skipped

START, END = "_start_char", "_end_char"
_ARROW = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_(), tuple: pa.list_(pa.string())}

Row = dict[str, Any]


def _arrow_type(hint: Any) -> pa.DataType:
    """`str | None` → string, `tuple[str, ...]` → list of strings."""
    if isinstance(hint, types.UnionType):
        hint = next(arg for arg in typing.get_args(hint) if arg is not type(None))
    return _ARROW[typing.get_origin(hint) or hint]


def _fields(kind: type) -> dict[str, pa.DataType]:
    hints = typing.get_type_hints(kind)
    return {field.name: _arrow_type(hints[field.name]) for field in dataclasses.fields(kind)}


def _spans(columns: Iterable[str]) -> list[str]:
    """The spans that a record holds beside its own: speaker, cue, holder …"""
    return [name.removesuffix(START) for name in columns if name.endswith(START)]


def _schema(kind: type) -> pa.Schema:
    fields = _fields(kind)
    columns: dict[str, pa.DataType] = {}
    if "start_char" in fields:
        columns = {"article_id": pa.string(), "sentence_id": pa.string()}
        columns |= {"start_char": pa.int64(), "end_char": pa.int64(), "text": pa.string()}
    if kind.table == "stances":  # type: ignore[attr-defined]
        columns = {"stance_id": pa.string()} | columns
    columns |= fields | dict.fromkeys(_spans(fields), pa.string())
    return pa.schema(list(columns.items()))


def _articles_schema() -> pa.Schema:
    columns = _fields(Article) | {"sha256": pa.string()} | _fields(ArticleTone)
    return pa.schema(list(columns.items()))


SCHEMAS: dict[str, pa.Schema] = {
    kind.table: _schema(kind) for annotator in ANNOTATORS for kind in annotator.records if kind is not ArticleTone
} | {"articles": _articles_schema(), "skipped": pa.schema(list(_fields(Skipped).items()))}


def rows_of(article: Article, found: Found) -> Iterator[tuple[str, Row]]:
    """Every row of one article as (table, row), in document order within a table."""
    yield "articles", _article_row(article, found)
    starts = [s.start_char for s in found.of(Sentence)]
    stances = 0
    for record in found.of(object):
        table = record.table  # type: ignore[attr-defined]
        if table == "articles":
            continue
        row = {field.name: getattr(record, field.name) for field in dataclasses.fields(record)}  # type: ignore[arg-type]
        if "start_char" in row:
            row |= _place(article, row, starts)
        if table == "stances":
            stances += 1
            row["stance_id"] = f"{article.article_id}:{stances}"
        yield table, row


def _article_row(article: Article, found: Found) -> Row:
    tones = found.of(ArticleTone)
    row: Row = dict.fromkeys(_fields(ArticleTone)) | {"n_tokens": 0}
    row |= dataclasses.asdict(tones[0]) if tones else {}
    row |= dataclasses.asdict(article)
    return row | {"sha256": hashlib.sha256(article.text.encode()).hexdigest()}


def _place(article: Article, row: Row, starts: list[int]) -> Row:
    """The columns that say where a row stands: article, sentence, and the texts of its spans."""
    # The sentence in which the span begins: the last one that starts at or before it.
    index = max(bisect_right(starts, row["start_char"]) - 1, 0)
    texts = {span: _slice(article.text, row[span + START], row[span + END]) for span in _spans(row)}
    return texts | {
        "article_id": article.article_id,
        "sentence_id": f"{article.article_id}:{index}",
        "text": article.text[row["start_char"] : row["end_char"]],
    }


def _slice(text: str, start: int | None, end: int | None) -> str | None:
    return None if start is None or end is None else text[start:end]


def batch_tables(annotated: Iterable[tuple[Article, Found]]) -> dict[str, pa.Table]:
    """The tables of a batch of annotated articles; every table of `SCHEMAS` is there, typed, be it empty."""
    rows: dict[str, list[Row]] = {name: [] for name in SCHEMAS}
    for article, found in annotated:
        for table, row in rows_of(article, found):
            rows[table].append(row)
    return {name: pa.Table.from_pylist(rows[name], schema=schema) for name, schema in SCHEMAS.items()}


def merge_actors(parts: Iterable[pa.Table]) -> pa.Table:
    """One row an actor, the first seen of each id: a run's lexicon gives one id one name."""
    seen: dict[str, Row] = {}
    for part in parts:
        for row in part.to_pylist():
            seen.setdefault(row["actor_id"], row)
    return pa.Table.from_pylist(list(seen.values()), schema=SCHEMAS["actors"])


@dataclass(frozen=True, kw_only=True)
class Tables:
    """The tables of a run as data frames; `Tables.select` narrows all of them together."""

    articles: pd.DataFrame
    sentences: pd.DataFrame
    actors: pd.DataFrame
    mentions: pd.DataFrame
    quotes: pd.DataFrame
    stances: pd.DataFrame
    skipped: pd.DataFrame

    @classmethod
    def from_arrow(cls, tables: Mapping[str, pa.Table]) -> Tables:
        return cls(**{field.name: tables[field.name].to_pandas() for field in dataclasses.fields(cls)})

    def select(
        self,
        *,
        start: str | None = None,
        end: str | None = None,
        outlets: Iterable[str] = (),
        keep_undated: bool = True,
    ) -> Tables:
        """The rows of the articles dated `start` to `end` (ISO, inclusive) from these outlets (none given: all).

        Undated articles stay unless `keep_undated` is false or a bound is given. Raises `ValueError` for an unknown
        outlet, with those there are.
        """
        articles = self.articles
        wanted = {outlets} if isinstance(outlets, str) else set(outlets)
        if unknown := wanted - set(articles["source"].dropna()):
            known = ", ".join(sorted(set(articles["source"].dropna())))
            raise ValueError(f"no such outlet: {', '.join(sorted(unknown))}; there are: {known}")
        keep = articles["source"].isin(wanted) if wanted else pd.Series(True, index=articles.index)
        dates = articles["date"]
        if start or end or not keep_undated:
            keep &= dates.notna()
        if start:
            keep &= dates.fillna("") >= start
        if end:
            keep &= dates.fillna("9999") <= end
        return self._of(articles[keep])

    def _of(self, articles: pd.DataFrame) -> Tables:
        ids = set(articles["article_id"])
        parts = {
            name: frame[frame["article_id"].isin(ids)].reset_index(drop=True)
            for name in ("sentences", "mentions", "quotes", "stances")
            for frame in [getattr(self, name)]
        }
        stances = parts["stances"]
        used = {*parts["mentions"]["actor_id"], *parts["quotes"]["speaker_id"]}
        used |= {*stances["holder_id"], *stances["via_id"], *stances["target_id"], *stances["sender_ids"].explode()}
        actors = self.actors[self.actors["actor_id"].isin(used)].reset_index(drop=True)
        return Tables(articles=articles.reset_index(drop=True), actors=actors, skipped=self.skipped, **parts)
