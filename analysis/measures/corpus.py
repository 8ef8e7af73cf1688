"""What was read: articles by outlet and over time."""

from __future__ import annotations

import pandas as pd

from analysis.measures.periods import period_of, periods_between, unit_of
from analysis.tables import Tables

NO_OUTLET = "outlet not given"


def outlet_of(articles: pd.DataFrame) -> pd.Series[str]:
    """The outlet of each article, or that none is given."""
    return articles["source"].fillna(NO_OUTLET)


def undated(tables: Tables) -> int:
    """How many articles have no date and are therefore in no figure over time."""
    return int(tables.articles["date"].isna().sum())


def articles_by_outlet(tables: Tables) -> pd.DataFrame:
    """Articles an outlet, most first: outlet, articles, statements, first, last (dates)."""
    articles = tables.articles.assign(outlet=outlet_of(tables.articles))
    groups = articles.groupby("outlet")
    counts = groups.agg(articles=("article_id", "size"), first=("date", "min"), last=("date", "max"))
    ids = tables.stances.merge(articles[["article_id", "outlet"]], on="article_id")
    counts["statements"] = ids.groupby("outlet").size().reindex(counts.index, fill_value=0)
    frame = counts.reset_index()[["outlet", "articles", "statements", "first", "last"]]
    return frame.sort_values(["articles", "outlet"], ascending=[False, True], ignore_index=True)


def articles_over_time(tables: Tables) -> pd.DataFrame:
    """Dated articles a period, every one from the first to the last: period, n, with_stance (with a statement)."""
    dates = tables.articles["date"]
    unit = unit_of(dates)
    frame = tables.articles.assign(
        period=period_of(dates, unit), stance=tables.articles["article_id"].isin(set(tables.stances["article_id"]))
    )
    counts = frame.groupby("period").agg(n=("article_id", "size"), with_stance=("stance", "sum"))
    counts = counts.reindex(periods_between(dates, unit), fill_value=0).astype("int64")
    return counts.rename_axis("period").reset_index()


def article_with_most_statements(tables: Tables) -> str:
    """The id of the article with most stance statements; "" where there is no article.

    Of several the one with most quotes, then the first by date and id.
    """
    if tables.articles.empty:
        return ""
    ids = tables.articles["article_id"]
    counts = {
        name: ids.map(frame["article_id"].value_counts()).fillna(0)
        for name, frame in (("statements", tables.stances), ("quotes", tables.quotes))
    }
    order = ["statements", "quotes", "date", "article_id"]
    frame = tables.articles.assign(**counts).sort_values(order, ascending=[False, False, True, True])
    return str(frame["article_id"].iloc[0])
