"""How it is said: means of the lexicon scores, over articles.

`score` is a column of the articles table: polarity or subjectivity (TextBlob), compound (VADER). The unit is the
article, so that a long article weighs no more than a short one, and the interval is bootstrapped over articles.
"""

from __future__ import annotations

import pandas as pd

from analysis.measures.corpus import outlet_of
from analysis.measures.intervals import mean_interval
from analysis.measures.periods import period_of, periods_between, unit_of
from analysis.tables import Tables


def _means(values: pd.DataFrame, by: str, score: str) -> pd.DataFrame:
    """Mean, interval and n of the known scores of each group, in the order of the groups' names."""
    rows = []
    for key, group in values.dropna(subset=[by, score]).groupby(by)[score]:
        low, high = mean_interval(group.to_list())
        rows.append({by: key, "mean": group.mean(), "low": low, "high": high, "n": len(group)})
    return pd.DataFrame(rows, columns=[by, "mean", "low", "high", "n"])


def polarity_by_outlet(tables: Tables, score: str = "polarity") -> pd.DataFrame:
    """The mean score of each outlet's articles, highest first: outlet, mean, low, high, n (articles with a score)."""
    frame = _means(tables.articles.assign(outlet=outlet_of(tables.articles)), "outlet", score)
    return frame.sort_values(["mean", "outlet"], ascending=[False, True], ignore_index=True)


def polarity_over_time(tables: Tables, score: str = "polarity") -> pd.DataFrame:
    """The mean score of each period's articles: period, mean, low, high, n; a period without articles has no mean."""
    dates = tables.articles["date"]
    unit = unit_of(dates)
    frame = _means(tables.articles.assign(period=period_of(dates, unit)), "period", score)
    full = pd.DataFrame({"period": periods_between(dates, unit)}, dtype="str").merge(
        frame.astype({"period": "str"}), how="left", on="period"
    )
    return full.assign(n=full["n"].fillna(0).astype("int64"))


def strongest_sentences(tables: Tables, score: str = "compound", each: int = 5) -> pd.DataFrame:
    """The sentences with the lowest and the highest scores, lowest first: article_id, start_char, end_char, score.

    At most `each` of either side, below and above 0; of equal scores the first in the corpus.
    """
    known = tables.sentences.dropna(subset=[score]).sort_values(score, kind="stable")
    ends = [known[known[score] < 0].head(each), known[known[score] > 0].tail(each)]
    frame = pd.concat(ends, ignore_index=True).rename(columns={score: "score"})
    return frame[["article_id", "start_char", "end_char", "score"]]


def polarity_of_sentences(tables: Tables, score: str = "compound", bins: int = 20) -> pd.DataFrame:
    """How the sentences' scores spread over [-1, 1]: low, high (the bin's edges), n; exact zeros are counted apart.

    Most news sentences hold no word of the lexicon and score exactly 0: the row with low = high = 0 counts them.
    """
    known = tables.sentences[score].dropna()
    cuts = pd.interval_range(-1, 1, periods=bins, closed="left")
    binned = pd.cut(known[known != 0].clip(upper=1 - 1e-9), bins=cuts).value_counts().reindex(cuts, fill_value=0)
    rows = [{"low": cut.left, "high": cut.right, "n": int(n)} for cut, n in zip(cuts, binned, strict=True)]
    return pd.DataFrame([*rows, {"low": 0.0, "high": 0.0, "n": int((known == 0).sum())}])
