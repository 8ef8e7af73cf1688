"""Records become tidy tables; the schema follows from the record types.

One table a record type (`Record.table`), one row a record. A record's spans become text columns here, sliced from the
article, so that text and offsets cannot disagree: `cue_start_char` and `cue_end_char` bring `cue`.
"""

from __future__ import annotations

import dataclasses
import hashlib
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pyarrow as pa

from analysis.annotators import ANNOTATORS, Found
from analysis.annotators.sentiment import ArticleTone, Sentence
from analysis.articles import Article
from analysis.tables.columns import END, SKIPPED, START, fields_of, spans_of

Row = dict[str, Any]


def _schema(kind: type) -> pa.Schema:
    fields = fields_of(kind)
    columns: dict[str, pa.DataType] = {}
    if "start_char" in fields:
        columns = {"article_id": pa.string(), "sentence_id": pa.string()}
        columns |= {"start_char": pa.int64(), "end_char": pa.int64(), "text": pa.string()}
    if kind.table == "stances":  # type: ignore[attr-defined]
        columns = {"stance_id": pa.string()} | columns
    columns |= fields | dict.fromkeys(spans_of(fields), pa.string())
    return pa.schema(list(columns.items()))


def _articles_schema() -> pa.Schema:
    columns = fields_of(Article) | {"sha256": pa.string()} | fields_of(ArticleTone)
    return pa.schema(list(columns.items()))


SCHEMAS: dict[str, pa.Schema] = {
    kind.table: _schema(kind) for annotator in ANNOTATORS for kind in annotator.records if kind is not ArticleTone
} | {"articles": _articles_schema(), "skipped": SKIPPED}

# What a batch is kept as: an article's actors stand under its id, so that each run can merge those of its articles.
KEPT: dict[str, pa.Schema] = {name: schema for name, schema in SCHEMAS.items() if name != "skipped"} | {
    "actors": SCHEMAS["actors"].append(pa.field("article_id", pa.string()))
}


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
        if table == "actors":
            row["article_id"] = article.article_id
        if table == "stances":
            stances += 1
            row["stance_id"] = f"{article.article_id}:{stances}"
        yield table, row


def _article_row(article: Article, found: Found) -> Row:
    tones = found.of(ArticleTone)
    row: Row = dict.fromkeys(fields_of(ArticleTone)) | {"n_tokens": 0}
    row |= dataclasses.asdict(tones[0]) if tones else {}
    row |= dataclasses.asdict(article)
    return row | {"sha256": hashlib.sha256(article.text.encode()).hexdigest()}


def _place(article: Article, row: Row, starts: list[int]) -> Row:
    """The columns that say where a row stands: article, sentence, and the texts of its spans."""
    # The sentence in which the span begins: the last one that starts at or before it.
    index = max(bisect_right(starts, row["start_char"]) - 1, 0)
    texts = {span: _slice(article.text, row[span + START], row[span + END]) for span in spans_of(row)}
    return texts | {
        "article_id": article.article_id,
        "sentence_id": f"{article.article_id}:{index}",
        "text": article.text[row["start_char"] : row["end_char"]],
    }


def _slice(text: str, start: int | None, end: int | None) -> str | None:
    return None if start is None or end is None else text[start:end]


def batch_tables(
    annotated: Iterable[tuple[Article, Found]], schemas: Mapping[str, pa.Schema] = SCHEMAS
) -> dict[str, pa.Table]:
    """The tables of a batch of annotated articles; every table of `schemas` is there, typed, be it empty."""
    rows: dict[str, list[Row]] = {name: [] for name in SCHEMAS}
    for article, found in annotated:
        for table, row in rows_of(article, found):
            rows[table].append(row)
    return {name: pa.Table.from_pylist(rows[name], schema=schema) for name, schema in schemas.items()}
