"""How the text speaks of actors, by the sentiment toward them that was measured mention by mention.

The number is the net share, the positive mentions less the negative ones among all measured: from -1, all negative, to
1, all positive. Mentions of one article are not independent of each other, so the intervals come from a bootstrap that
draws whole articles (Cameron, Gelbach and Miller 2008, "Bootstrap-based improvements for inference with clustered
errors"). It is the attitude that the words convey, quoted words included; not that of the outlet or of its readers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.measures.actors import names_of
from analysis.measures.corpus import outlet_of
from analysis.measures.intervals import MISSING, SEED, Numbers, middle, resampled_ratios
from analysis.tables import Tables

Counts = Mapping[str, npt.NDArray[Any]]

SENTIMENTS = ("negative", "neutral", "positive")
BY_OUTLET = [
    "actor", "outlet", *SENTIMENTS, "n", "articles", "net", "low", "high", "others", "others_articles", "difference",
    "difference_low", "difference_high",
]  # fmt: skip


def _by_article(tables: Tables, actors: Collection[str] | None) -> pd.DataFrame:
    """Measured mentions an actor and article: actor, outlet, article_id, negative, neutral, positive, n, net (a sum).

    Mentions of which the sentiment was not measured are left out.
    """
    measured = tables.mentions.dropna(subset=["sentiment"])
    measured = measured if actors is None else measured[measured["actor_id"].isin(set(actors))]
    outlets = tables.articles.assign(outlet=outlet_of(tables.articles))[["article_id", "outlet"]]
    keys = ["actor", "outlet", "article_id"]
    named = measured.merge(outlets, on="article_id")
    named = named.assign(actor=names_of(tables, named["actor_id"]))[[*keys, "sentiment"]]
    for sentiment in SENTIMENTS:
        named[sentiment] = (named["sentiment"] == sentiment).astype("int64")
    sums = named.groupby(keys)[list(SENTIMENTS)].sum().reset_index()
    n = sums[list(SENTIMENTS)].sum(axis=1)
    return sums.assign(n=n, net=sums["positive"] - sums["negative"])


def attitude_by_actor(tables: Tables, actors: Collection[str] | None = None) -> pd.DataFrame:
    """How the text speaks of each actor, most measured mentions first.

    Columns: actor, negative, neutral, positive (mentions), n, articles, share (negative among n), low, high (95 %,
    over articles). The frame is empty where the run did not measure sentiment toward actors.
    """
    rows = []
    for actor, group in _by_article(tables, actors).groupby("actor"):
        articles = _counts(group)
        low, high = middle(_draws(articles, "negative", np.random.default_rng(SEED)))
        counts = {name: int(articles[name].sum()) for name in (*SENTIMENTS, "n")}
        rows.append(
            {"actor": actor, **counts, "articles": len(group)}
            | {"share": counts["negative"] / counts["n"], "low": low, "high": high}
        )
    frame = pd.DataFrame(rows, columns=["actor", *SENTIMENTS, "n", "articles", "share", "low", "high"])
    return frame.sort_values(["n", "actor"], ascending=[False, True], ignore_index=True)


def attitude_by_outlet(tables: Tables, actors: Collection[str] | None = None) -> pd.DataFrame:
    """How each outlet writes about each actor: the actors with most measured mentions first, then the outlets.

    Columns: actor, outlet, negative, neutral, positive (mentions), n, articles, net, low, high (95 %, over articles);
    others, others_articles (the net share and the articles of the same actor in all other outlets), difference (net
    less others), difference_low, difference_high. What stands on one article has no interval, nor has what is the same
    in all of them. An interval of the difference without 0 in it is one of many: of twenty one lies so by chance.
    """
    rows = [row for _, group in _by_article(tables, actors).groupby("actor") for row in _outlets_of(group)]
    frame = pd.DataFrame(rows, columns=BY_OUTLET)
    totals = frame.groupby("actor")["n"].transform("sum")
    frame = frame.assign(total=totals).sort_values(
        ["total", "actor", "n", "outlet"], ascending=[False, True, False, True], ignore_index=True
    )
    return frame[BY_OUTLET]


def _draws(articles: Counts, part: str, rng: np.random.Generator) -> Numbers:
    return resampled_ratios(articles[part], articles["n"], rng)


def _net(articles: Counts) -> float:
    return float(articles["net"].sum() / articles["n"].sum()) if len(articles["n"]) else MISSING


def _outlets_of(actor: pd.DataFrame) -> Iterator[dict[str, object]]:
    """The rows of one actor, an outlet each."""
    rng = np.random.default_rng(SEED)
    outlets, counts = actor["outlet"].to_numpy(), _counts(actor)
    for outlet in sorted(set(outlets)):
        here = outlets == outlet
        own, others = ({name: column[rows] for name, column in counts.items()} for rows in (here, ~here))
        draws, other_draws = _draws(own, "net", rng), _draws(others, "net", rng)
        low, high = middle(draws)
        below, above = middle(draws - other_draws)
        net, elsewhere = _net(own), _net(others)
        yield {
            "actor": actor["actor"].iloc[0], "outlet": outlet, **{c: int(own[c].sum()) for c in (*SENTIMENTS, "n")},
            "articles": len(own["n"]), "net": net, "low": low, "high": high, "others": elsewhere,
            "others_articles": len(others["n"]), "difference": net - elsewhere, "difference_low": below,
            "difference_high": above,
        }  # fmt: skip


def _counts(articles: pd.DataFrame) -> Counts:
    """The columns of numbers, article by article: as arrays they are cut a hundred times faster than as a frame."""
    return {name: articles[name].to_numpy() for name in (*SENTIMENTS, "n", "net")}
