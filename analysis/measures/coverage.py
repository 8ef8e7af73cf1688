"""Counts by actor, outlet and calendar month."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from analysis.measures.actors import names_of
from analysis.measures.corpus import outlet_of
from analysis.measures.periods import period_of
from analysis.tables import Tables

BY_MONTH = ["actor", "outlet", "month", "articles", "mentions", "quotes", "n"]


def _places(tables: Tables) -> pd.DataFrame:
    articles = tables.articles
    return articles.assign(outlet=outlet_of(articles), month=period_of(articles["date"], "month"))[
        ["article_id", "outlet", "month"]
    ]


def articles_by_month(tables: Tables) -> pd.DataFrame:
    """Articles an outlet and month: outlet, month, n. Undated ones stand in rows without a month, at the end."""
    counts = _places(tables).groupby(["month", "outlet"], dropna=False).size().rename("n")
    return counts.reset_index()[["outlet", "month", "n"]]


def actors_by_month(tables: Tables, actors: Collection[str] | None = None) -> pd.DataFrame:
    """One row an actor, outlet and month in which it is mentioned or quoted, by actor, then month, then outlet.

    Columns: actor, outlet, month (2022-01; missing where the articles have no date), articles (that mention it),
    mentions, quotes (spoken by it), n (all articles of the outlet in the month, the actor in them or not).
    """
    keys, places = ["actor", "month", "outlet"], _places(tables)
    mentions = _named(tables, tables.mentions, "actor_id", actors).merge(places, on="article_id")
    quotes = _named(tables, tables.quotes, "speaker_id", actors).merge(places, on="article_id")
    counts = mentions.groupby(keys, dropna=False).agg(articles=("article_id", "nunique"), mentions=("actor", "size"))
    spoken = quotes.groupby(keys, dropna=False).size().rename("quotes")
    frame = counts.join(spoken, how="outer").fillna(0).astype("int64").reset_index()
    frame = frame.merge(articles_by_month(tables), on=["outlet", "month"], how="left")
    return frame.sort_values(keys, ignore_index=True, kind="stable")[BY_MONTH]


def _named(tables: Tables, frame: pd.DataFrame, column: str, actors: Collection[str] | None) -> pd.DataFrame:
    """The actors of these rows by name, with the rows' articles."""
    rows = frame.dropna(subset=[column])
    rows = rows if actors is None else rows[rows[column].isin(set(actors))]
    return pd.DataFrame({"article_id": rows["article_id"], "actor": names_of(tables, rows[column])})
