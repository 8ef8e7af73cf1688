"""What changed: the earlier half of the dated articles against the later one."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from analysis.measures.intervals import FEW, MISSING, wilson
from analysis.measures.periods import spoken
from analysis.measures.stance import statements
from analysis.measures.wording import Cases, Sentence, points
from analysis.tables import Tables

Where = dict[str, str | tuple[str, ...]]

EVERYBODY = "all actors"
SIDES = ("support", "oppose")
CHANGES = [
    "holder", "support_before", "n_before", "support_after", "n_after", "share_before", "share_after", "difference",
    "low", "high",
]  # fmt: skip


@dataclass(frozen=True)
class Halves:
    """Two spans of days, each with its first and last day (ISO)."""

    first: str
    before: str  # the last day of the earlier half
    after: str  # the first day of the later one
    last: str

    @property
    def earlier(self) -> Where:
        """As `Cases` take it."""
        return {"from": self.first, "to": self.before}

    @property
    def later(self) -> Where:
        """As `Cases` take it."""
        return {"from": self.after, "to": self.last}


def halves(tables: Tables) -> Halves | None:
    """The days from the first dated article to the last, in two spans of as many articles as can be.

    Nothing where there are not two days.
    """
    days = tables.articles["date"].dropna().sort_values(ignore_index=True)
    if days.empty or days.iloc[0] == days.iloc[-1]:
        return None
    after = days.iloc[len(days) // 2]
    after = after if after > days.iloc[0] else days[days > after].iloc[0]
    before = date.fromisoformat(after) - timedelta(days=1)
    return Halves(days.iloc[0], before.isoformat(), after, days.iloc[-1])


def difference_interval(one: tuple[int, int], other: tuple[int, int]) -> tuple[float, float]:
    """The 95 % interval of the second share less the first, each given as (cases, n): Newcombe 1998, method 10.

    (nan, nan) where one of the two has no case.
    """
    if not one[1] or not other[1]:
        return MISSING, MISSING
    (p, q), (low_p, high_p), (low_q, high_q) = (c / n for c, n in (one, other)), wilson(*one), wilson(*other)
    return (
        q - p - math.hypot(q - low_q, high_p - p),
        q - p + math.hypot(high_q - q, p - low_p),
    )


def stance_changes(tables: Tables, topic: str = "sanctions", actors: Collection[str] | None = None) -> pd.DataFrame:
    """Support in the earlier and in the later half of the dated articles, for all and for each holder.

    Columns: holder (the first row is for all actors), support_before, n_before (statements with a side), support_after,
    n_after, share_before, share_after, difference, low, high (Newcombe). Most statements first; holders with none in
    one of the halves have no difference. Empty where there are not two days.
    """
    spans, frame = halves(tables), statements(tables, topic, actors)
    frame = frame[frame["position"].isin(SIDES)].dropna(subset=["date"])
    if spans is None or frame.empty:
        return pd.DataFrame(columns=CHANGES)
    support, earlier = frame["position"] == "support", frame["date"] <= spans.before
    kinds = dict(zip(CHANGES[1:5], (support & earlier, earlier, support & ~earlier, ~earlier), strict=True))
    counts = frame.assign(**kinds).groupby("holder")[list(kinds)].sum()
    rows = [(EVERYBODY, *counts.sum()), *counts.itertuples()]
    made = pd.DataFrame([_change(str(name), *map(int, numbers)) for name, *numbers in rows], columns=CHANGES)
    order = made.assign(n=made["n_before"] + made["n_after"], rest=made["holder"] != EVERYBODY)
    order = order.sort_values(["rest", "n", "holder"], ascending=[True, False, True], ignore_index=True)
    return order[CHANGES]


def _change(name: str, support_before: int, n_before: int, support_after: int, n_after: int) -> tuple[object, ...]:
    before, after = (support_before, n_before), (support_after, n_after)
    shares = [c / n if n else MISSING for c, n in (before, after)]
    low, high = difference_interval(before, after)
    return name, *before, *after, *shares, shares[1] - shares[0], low, high


def change_findings(tables: Tables, topic: str = "sanctions") -> list[str]:
    """What moved between the two halves: support over all, impositions and threats, and the actor that surely moved."""
    spans, changes = halves(tables), stance_changes(tables, topic)
    if spans is None or changes.empty:
        return []
    every, holders = changes.iloc[0], changes.iloc[1:]
    sure = holders[(holders["n_before"] >= FEW) & (holders["n_after"] >= FEW)]
    nearer = sure["low"].where(sure["difference"] > 0, -sure["high"])  # the bound of the interval nearer to 0
    moved = sure.assign(nearer=nearer)[nearer > 0].sort_values(["nearer", "holder"], ascending=[False, True])
    return [
        *_support(every, spans),
        *_acts(tables, topic, spans),
        *(_moved(row, len(sure), spans) for _, row in moved.head(1).iterrows()),
    ]


def _span(spans: Halves) -> str:
    return (
        f"{spoken(spans.after)} to {spoken(spans.last)}, compared with {spoken(spans.first)} to {spoken(spans.before)}"
    )


def _support(row: pd.Series, spans: Halves) -> Iterable[str]:
    if math.isnan(row["difference"]):
        return
    beyond = row["low"] > 0 or row["high"] < 0
    verb = ("rose" if row["difference"] > 0 else "fell") if beyond else "did not move beyond chance"
    yield Sentence.of(
        f"Support {verb}: {100 * row['share_after']:.0f} % of ",
        Cases(f"{row['n_after']:,}", spans.later | {"position": SIDES}),
        f" against {100 * row['share_before']:.0f} % of ",
        Cases(f"{row['n_before']:,}", spans.earlier | {"position": SIDES}),
        f" statements with a side ({points(row['difference'])} points, 95 % interval {points(row['low'])} to "
        f"{points(row['high'])}; {_span(spans)}).",
    )


def _acts(tables: Tables, topic: str, spans: Halves) -> Iterable[str]:
    frame = statements(tables, topic).dropna(subset=["date"])
    earlier = frame["date"] <= spans.before
    parts: list[str] = []
    for act, noun in (("impose", "Reported impositions"), ("threaten", "threats")):
        acts = frame["act"] == act
        before, after = int((acts & earlier).sum()), int((acts & ~earlier).sum())
        if before + after:
            parts += ["; " if parts else "", f"{noun} went from ", Cases(before, {"act": act} | spans.earlier), " to "]
            parts += [Cases(after, {"act": act} | spans.later)]
    if parts:
        text = Sentence.of(*parts, ", from one half to the other.")
        yield text if text[0].isupper() else Sentence.of(parts[0], parts[1].capitalize(), *text.parts[2:])


def _moved(row: pd.Series, compared: int, spans: Halves) -> str:
    holder = row["holder"]
    return Sentence.of(
        f"{holder} moved most surely {'toward' if row['difference'] > 0 else 'away from'} support: "
        f"{100 * row['share_before']:.0f} % of ",
        Cases(f"{row['n_before']:,}", {"holder": holder, "position": SIDES} | spans.earlier),
        f" before, {100 * row['share_after']:.0f} % of ",
        Cases(f"{row['n_after']:,}", {"holder": holder, "position": SIDES} | spans.later),
        f" after (interval of the difference {points(row['low'])} to {points(row['high'])} points; {compared} "
        f"actor{'s' * (compared != 1)} with at least {FEW} statements in both halves).",
    )
