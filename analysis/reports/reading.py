"""What the reading pages of a report show: every article with its annotations marked, and its statements."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.highlights import Html, reading, statement_table
from analysis.measures import statements
from analysis.reports.articles import MOST, Reading
from analysis.store import read_tables
from analysis.tables import Tables

_STYLE = re.compile(r"<style>.*?</style>\n?", re.DOTALL)


def readings(run: Path, text: str) -> list[Reading]:
    """The articles of a run that have a page, by date and id: of more than `MOST` those with most statements."""
    tables = read_tables(run)
    counts = {name: getattr(tables, name)["article_id"].value_counts() for name in ("stances", "quotes")}
    order = tables.articles.assign(
        n=tables.articles["article_id"].map(counts["stances"]).fillna(0),
        q=tables.articles["article_id"].map(counts["quotes"]).fillna(0),
    ).sort_values(["n", "q", "article_id"], ascending=[False, False, True])
    kept = set(order["article_id"].head(MOST))
    made = [_reading(row, own, text) for row, own in _split(tables) if row["article_id"] in kept]
    return sorted(made, key=lambda r: (r.date, r.article_id))


def _reading(row: Mapping[Any, Any], own: Tables, text: str) -> Reading:
    article, title = str(row["article_id"]), row["title"]
    return Reading(
        article_id=article,
        title=article if text == "none" or pd.isna(title) or not str(title).strip() else str(title),
        date="undated" if pd.isna(row["date"]) else str(row["date"]),
        outlet="outlet not given" if pd.isna(row["source"]) else str(row["source"]),
        n_statements=len(own.stances),
        n_quotes=len(own.quotes),
        text=_markup(reading(own, article, text, None)),
        statements=_markup(_statements(own, text)) if len(own.stances) else "",
    )


def _markup(html: Html) -> str:
    """The HTML without its style, which the page has."""
    return _STYLE.sub("", str(html.markup))


def _statements(tables: Tables, text: str) -> Html:
    topics = tables.stances["topic"].drop_duplicates()
    frame = pd.concat([statements(tables, topic) for topic in topics], ignore_index=True)
    return statement_table(
        tables, frame.sort_values("start_char", kind="stable"), text, most=len(frame), of_article=True
    )


def _split(tables: Tables) -> Iterator[tuple[Mapping[Any, Any], Tables]]:
    """Each article with its tables; all know all actors."""
    names = ("articles", "sentences", "mentions", "quotes", "stances")
    groups = {name: dict(list(getattr(tables, name).groupby("article_id"))) for name in names}
    none = {name: getattr(tables, name).iloc[:0] for name in names}
    for row in tables.articles.to_dict("records"):
        own: dict[str, Any] = {name: groups[name].get(row["article_id"], none[name]) for name in names}
        yield row, dataclasses.replace(tables, **own)
