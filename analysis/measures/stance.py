"""Who stands where: positions, acts, and who against whom.

The unit is the stance statement of the codebook. Statements of one article are not independent of each other, so the
Wilson intervals, which take them as if they were, are on the narrow side; `articles` stands beside every n.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd

from analysis.measures.actors import names_of
from analysis.measures.corpus import outlet_of
from analysis.measures.intervals import wilson
from analysis.measures.periods import coarse_unit_of, complete, period_of, periods_between, unit_of
from analysis.tables import Tables

POSITIONS = ("support", "oppose", "neutral")
# The codebook's acts in its order, each with the position that it implies.
ACTS = {
    "impose": "support",
    "threaten": "support",
    "call_for": "support",
    "maintain": "support",
    "endorse": "support",
    "criticize": "oppose",
    "warn_against": "oppose",
    "refuse": "oppose",
    "call_to_lift": "oppose",
    "ease": "oppose",
    "consider": "neutral",
}
STATEMENT = [
    "stance_id", "article_id", "date", "outlet", "holder", "via", "position", "act", "senders", "target",
    "conditional", "condition", "attribution", "confidence", "rule", "start_char", "end_char", "text",
]  # fmt: skip
OVER_TIME = [
    "holder", "period", "impose", "threaten", "other_support", "support", "oppose", "neutral", "n", "share", "low",
    "high",
]  # fmt: skip
TIMELINE = {"impose": "imposed", "threaten": "threatened", "ease": "eased"}


def statements(
    tables: Tables, topic: str = "sanctions", actors: Collection[str] | None = None, min_confidence: float = 0.0
) -> pd.DataFrame:
    """The statements on a topic, by date and place in the text, with the actors' names: the columns of `STATEMENT`.

    `actors` keeps the statements of these holders (ids), `min_confidence` those that are at least so sure.
    """
    stances = tables.stances[tables.stances["topic"] == topic]
    stances = stances[stances["confidence"] >= min_confidence]
    if actors is not None:
        stances = stances[stances["holder_id"].isin(set(actors))]
    places = tables.articles.assign(outlet=outlet_of(tables.articles))[["article_id", "date", "outlet"]]
    frame = stances.merge(places, on="article_id")
    frame = frame.assign(
        holder=names_of(tables, frame["holder_id"]),
        via=names_of(tables, frame["via_id"]),
        target=names_of(tables, frame["target_id"]),
        senders=_senders(tables, frame["sender_ids"]),
    )
    frame = frame.sort_values(["date", "article_id", "start_char"], ignore_index=True, kind="stable")
    return frame[STATEMENT]


def _senders(tables: Tables, lists: pd.Series[Any]) -> pd.Series[Any]:
    """The senders' names of each statement."""
    listed = [() if ids is None else tuple(ids) for ids in lists]
    ids = pd.Series(sorted({i for one in listed for i in one}), dtype="str")
    names = dict(zip(ids, names_of(tables, ids), strict=True))
    return pd.Series([tuple(names[i] for i in one) for one in listed], index=lists.index, dtype="object")


def _positions(frame: pd.DataFrame, by: str) -> pd.DataFrame:
    """Counts of positions a group, most statements first, with the share of support among those that take a side."""
    groups = frame.assign(**{position: frame["position"] == position for position in POSITIONS}).groupby(by)
    counts = groups[list(POSITIONS)].sum().astype("int64")
    counts = counts.assign(n=groups.size(), articles=groups["article_id"].nunique()).reset_index()
    made = _with_shares(counts)
    return made.sort_values(["n", by], ascending=[False, True], ignore_index=True)


def _with_shares(frame: pd.DataFrame) -> pd.DataFrame:
    """With the share of support among those that take a side, missing where none does, and its interval (Wilson)."""
    sided = frame["support"] + frame["oppose"]
    bounds = [wilson(int(s), int(n)) for s, n in zip(frame["support"], sided, strict=True)]
    low, high = ([bound[i] for bound in bounds] for i in (0, 1))
    return frame.assign(share=(frame["support"] / sided.where(sided > 0)).astype("float64"), low=low, high=high)


def stance_by_actor(tables: Tables, topic: str = "sanctions", actors: Collection[str] | None = None) -> pd.DataFrame:
    """Where each holder stands, most statements first.

    Columns: holder, support, oppose, neutral (statements), n, articles, share (of support among support and oppose;
    missing where the holder takes no side), low, high (Wilson).
    """
    return _positions(statements(tables, topic, actors), "holder")


def outlet_stance(tables: Tables, topic: str = "sanctions") -> pd.DataFrame:
    """Which positions each outlet reports, most statements first: outlet, then the columns of `stance_by_actor`.

    It is the positions of those whom the outlet reports, not the outlet's own.
    """
    return _positions(statements(tables, topic), "outlet")


def stance_over_time(tables: Tables, topic: str = "sanctions", actors: Collection[str] | None = None) -> pd.DataFrame:
    """Where each holder stands, period by period: every period from the first to the last, most statements first.

    The periods are longer than in other measures where there would be more than sixteen: one holder has few statements.

    Columns: holder, period, impose, threaten, other_support (the rest of support), support, oppose, neutral, n, share
    (of support among support and oppose; missing where no side is taken), low, high (Wilson). What was imposed stands
    apart from what was only threatened.
    """
    dates = tables.articles["date"]
    unit = coarse_unit_of(dates)
    frame = statements(tables, topic, actors)
    frame = frame.assign(period=period_of(frame["date"], unit)).dropna(subset=["period"])
    kinds = {p: frame["position"] == p for p in POSITIONS} | {a: frame["act"] == a for a in ("impose", "threaten")}
    counts = frame.assign(**kinds).groupby(["holder", "period"])[list(kinds)].sum().astype("int64").reset_index()
    full = complete(counts.assign(n=counts[list(POSITIONS)].sum(axis=1)), periods_between(dates, unit), ["holder"])
    full = full.fillna(dict.fromkeys(kinds, 0)).astype(dict.fromkeys(kinds, "int64"))
    full = full.assign(other_support=(full["support"] - full["impose"] - full["threaten"]).clip(lower=0))
    order = full.assign(total=full.groupby("holder")["n"].transform("sum"))
    order = order.sort_values(["total", "holder", "period"], ascending=[False, True, True], ignore_index=True)
    return _with_shares(order)[OVER_TIME]


def acts_over_time(tables: Tables, topic: str = "sanctions", actors: Collection[str] | None = None) -> pd.DataFrame:
    """Statements an act and period, in the codebook's order of acts: act, position, period, n.

    Imposition and threat are acts of their own: what was done is not what was only announced.
    """
    frame = _over_time(tables, statements(tables, topic, actors), ["act", "position"])
    order = {act: i for i, act in enumerate(ACTS)}
    return frame.sort_values(
        ["act", "period"], key=lambda column: column.map(order).fillna(len(order)) if column.name == "act" else column,
        ignore_index=True, kind="stable",
    )  # fmt: skip


def _over_time(tables: Tables, frame: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    dates = tables.articles["date"]
    unit = unit_of(dates)
    dated = frame.assign(period=period_of(frame["date"], unit)).dropna(subset=["period"])
    counts = dated.groupby([*by, "period"]).size().rename("n").reset_index()
    return complete(counts, periods_between(dates, unit), by)


def who_against_whom(tables: Tables, topic: str = "sanctions", actors: Collection[str] | None = None) -> pd.DataFrame:
    """Holders by the target of the sanctions that they speak of, most statements first.

    Columns: holder, target, support, oppose, neutral, n. `oppose` is opposition to sanctions on the target, so it is on
    the target's side. Statements without a target are left out.
    """
    frame = statements(tables, topic, actors).dropna(subset=["target"])
    keys = ["holder", "target"]
    counts = frame.groupby([*keys, "position"]).size().unstack("position").reindex(columns=list(POSITIONS))
    wide = counts.fillna(0).astype("int64").reset_index().rename_axis(columns=None)
    wide = wide.assign(n=wide[list(POSITIONS)].sum(axis=1).astype("int64"))
    return wide.sort_values(["n", *keys], ascending=[False, True, True], ignore_index=True)


def senders_and_targets(tables: Tables, topic: str = "sanctions") -> pd.DataFrame:
    """Who sanctions whom in the statements, most first: sender, target, impose, threaten, n (every act), articles.

    A statement with two senders counts for each. Statements that do not say both are left out.
    """
    frame = statements(tables, topic).explode("senders").rename(columns={"senders": "sender"})
    frame = frame.dropna(subset=["sender", "target"])
    counts = frame.groupby(["sender", "target"]).agg(
        impose=("act", lambda acts: int((acts == "impose").sum())),
        threaten=("act", lambda acts: int((acts == "threaten").sum())),
        n=("act", "size"),
        articles=("article_id", "nunique"),
    )
    return counts.reset_index().sort_values(["n", "sender", "target"], ascending=[False, True, True], ignore_index=True)


def acts_by_day(tables: Tables, topic: str = "sanctions") -> pd.DataFrame:
    """Who imposes, threatens and eases, on whom, day by day: date, sender, target, act, n, articles, by date.

    Dated statements with a sender and a target; one with two senders counts for each. The date is that of the article.
    """
    frame = statements(tables, topic).explode("senders").rename(columns={"senders": "sender"})
    frame = frame[frame["act"].isin(TIMELINE)].dropna(subset=["date", "sender", "target"])
    counts = frame.groupby(["date", "sender", "target", "act"]).agg(
        n=("act", "size"), articles=("article_id", "nunique")
    )
    return counts.reset_index()
