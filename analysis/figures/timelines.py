"""Figures of acts and positions over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_rgba
from matplotlib.dates import AutoDateLocator, DateFormatter, date2num
from matplotlib.patches import Rectangle

from analysis.figures.style import (
    COLOUR,
    GREY,
    HATCH,
    INK,
    MARK,
    WORD,
    Chart,
    cut,
    empty,
    label_periods,
    label_rows,
    listing,
    new_figure,
    rows_height,
    rows_of,
    shown_of,
    styled,
    undated_note,
)
from analysis.measures import stance
from analysis.measures.intervals import FEW
from analysis.measures.periods import spoken
from analysis.measures.wording import counted, topic_name

NUMBERED = 24  # the most periods whose numbers fit into the cells
ACTS_LOOK = {  # (label, colour, hatch) of the parts of a bar, from the middle line
    "impose": ("imposed", COLOUR["support"], ""),
    "threaten": ("threatened", "#F0A36B", "xxxx"),
    "other_support": ("for, in other ways", "#F7D3BA", ""),
    "oppose": ("against", COLOUR["oppose"], HATCH["oppose"]),
}
DAY_MARK = {  # (marker, colour, place in the lane)
    "impose": ("s", COLOUR["support"], 0.0),
    "threaten": ("D", COLOUR["support"], -0.17),
    "ease": ("v", COLOUR["oppose"], 0.17),
}


@styled
def acts_over_time(frame: pd.DataFrame, topic: str = "sanctions", undated: int = 0) -> Chart:
    """A row an act, a column a period: the number of statements, darker where there are more."""
    title = f"What is done and said about {topic_name(topic)}, over time"
    if frame.empty:
        return empty(title, f"No dated stance statement in this selection{undated_note(undated)}.")
    kinds = rows_of(frame[["act", "position"]].drop_duplicates())
    periods = frame["period"].drop_duplicates().to_list()
    caption = f"n = {counted(frame['n'].sum(), 'statement')}{undated_note(undated)}. Sums at the right."
    figure = new_figure(title, caption, rows_height(len(kinds), 0.3, 2.0))
    axes = figure.subplots()
    most = max(int(frame["n"].max()), 1)
    for y, kind in enumerate(kinds):
        row = frame[(frame["act"] == kind["act"]) & (frame["position"] == kind["position"])]
        _draw_row(axes, y, row["n"].to_list(), COLOUR[kind["position"]], most)
    axes.set_xlim(-0.5, len(periods) + 0.25)
    axes.set_ylim(len(kinds) - 0.5, -0.5)
    axes.set_yticks(range(len(kinds)), [f"{k['act'].replace('_', ' ')}  {MARK[k['position']]}" for k in kinds])
    for label, kind in zip(axes.get_yticklabels(), kinds, strict=True):
        label.set_color(COLOUR[kind["position"]] if kind["position"] != "neutral" else GREY)
    axes.spines[:].set_visible(False)
    label_periods(axes, periods)
    legend = "   ".join(f"{MARK[p]} {WORD[p]}" for p in ("support", "oppose", "neutral"))
    axes.set_title(legend, color=GREY, fontsize=8.5, loc="right")
    sums = frame.groupby("act")["n"].sum().sort_values(ascending=False, kind="stable")
    parts = [f"{str(act).replace('_', ' ')} {n}" for act, n in sums.items()]
    ends = f"{spoken(periods[0])} to {spoken(periods[-1])}"
    return Chart(figure, f"Table of statements by act and period, {ends}: {listing(parts)}")


def _draw_row(axes: Axes, y: int, counts: Sequence[int], colour: str, most: int) -> None:
    ramp = LinearSegmentedColormap.from_list("ramp", [to_rgba(colour, 0.12), to_rgba(colour, 0.95)])
    for x, n in enumerate(counts):
        face = ramp(n / most) if n else (0.965, 0.965, 0.965, 1)
        axes.add_patch(Rectangle((x - 0.47, y - 0.44), 0.94, 0.88, facecolor=face, linewidth=0))
        if n and len(counts) <= NUMBERED:
            ink = "white" if n > 0.6 * most else INK
            axes.text(x, y, f"{n}", ha="center", va="center", fontsize=8.5, color=ink)
    axes.text(len(counts) - 0.3, y, f"{sum(counts)}", ha="left", va="center", fontsize=8.5, color=GREY)


@styled
def stance_over_time(frame: pd.DataFrame, topic: str = "sanctions", undated: int = 0, top: int = 5) -> Chart:
    """A row a holder: its statements by period, imposition and threat apart, and the share for with its interval.

    No line joins the shares: small numbers are no trend, and are drawn hollow.
    """
    title = f"For and against {topic_name(topic)}, by actor over time"
    sided = frame.assign(n=frame["support"] + frame["oppose"])
    sums = sided.groupby("holder", sort=False)["n"].sum()
    sums = sums[sums > 0].sort_values(ascending=False, kind="stable")
    if sums.empty:
        return empty(title, f"No dated statement with a side in this selection{undated_note(undated)}.")
    holders = [str(name) for name in sums.head(top).index]
    n = counted(sums[holders].sum(), "statement")
    caption = (
        f"{shown_of(len(holders), len(sums), 'actor')}; n = {n} with a side{undated_note(undated)}. At the right: "
        f"share for, of those with a side, with 95 % interval; hollow: fewer than {FEW}, no trend."
    )
    figure = new_figure(title, caption, 1.45 + 1.02 * len(holders), list(ACTS_LOOK.values()))
    panels = figure.subplots(len(holders), 2, sharex=True, squeeze=False, width_ratios=[1.5, 1])
    periods = frame["period"].drop_duplicates().to_list()
    drawn = sided[sided["holder"].isin(holders)]
    least = 0.2 * max(int(drawn[["support", "oppose"]].to_numpy().max()), 1)
    reach = max(float(drawn["oppose"].max()), least), max(float(drawn["support"].max()), least)
    for (bars, shares), holder in zip(panels, holders, strict=True):
        rows = rows_of(sided[sided["holder"] == holder])
        _draw_acts(bars, rows, reach)
        bars.set_title(f"{cut(holder, 30)}  (n = {sums[holder]})")
        _draw_course(shares, rows)
    for axes in panels.ravel():
        label_periods(axes, periods, 3)
        axes.tick_params(axis="x", length=0)
        axes.set_xlim(-0.6, len(periods) - 0.4)
    parts = [_told(holder, rows_of(sided[sided["holder"] == holder])) for holder in holders]
    return Chart(figure, f"Small bar charts of statements by actor over time: {listing(parts)}")


def _told(holder: str, rows: Sequence[Mapping[str, Any]]) -> str:
    support, imposed, threatened, oppose = (
        sum(row[key] for row in rows) for key in ("support", "impose", "threaten", "oppose")
    )
    return f"{holder} {support} for ({imposed} imposed, {threatened} threatened), {oppose} against"


def _draw_acts(axes: Axes, rows: Sequence[Mapping[str, Any]], reach: tuple[float, float]) -> None:
    """For upward, in the order of `ACTS_LOOK`, against downward; the sums at the ends."""
    for x, row in enumerate(rows):
        top = 0
        for act, (_, colour, hatch) in ACTS_LOOK.items():
            sign = -1 if act == "oppose" else 1
            base = 0 if act == "oppose" else top
            axes.bar(x, sign * row[act], bottom=base, color=colour, hatch=hatch, edgecolor="white", width=0.8)
            top += 0 if act == "oppose" else row[act]
        for sign, n in ((1, row["support"]), (-1, row["oppose"])):
            if n and len(rows) <= NUMBERED:
                axes.annotate(
                    f"{n}", (x, sign * n), (0, 2 * sign), textcoords="offset points", fontsize=8, ha="center",
                    va="bottom" if sign > 0 else "top",
                )  # fmt: skip
    axes.axhline(0, color=INK, linewidth=0.8)
    axes.set_yticks([] if len(rows) <= NUMBERED else [round(reach[1])])
    axes.tick_params(axis="y", labelsize=8, labelcolor=GREY)
    room = 0.22 * sum(reach)
    axes.set_ylim(-reach[0] - room, reach[1] + room)
    axes.spines[["left", "bottom"]].set_visible(False)


def _draw_course(axes: Axes, rows: Sequence[Mapping[str, Any]]) -> None:
    axes.axhline(0.5, color=GREY, linewidth=0.8, linestyle=(0, (2, 2)))
    small = len(rows) > NUMBERED
    for x, row in enumerate(rows):
        if row["n"]:
            axes.vlines(x, row["low"], row["high"], color=GREY, linewidth=1.0 if small else 1.6)
            fill = INK if row["n"] >= FEW else "white"
            axes.plot(x, row["share"], "o", markersize=4 if small else 5.5, markerfacecolor=fill, markeredgecolor=INK)
    axes.set_ylim(-0.08, 1.08)
    axes.set_yticks([0, 0.5, 1], ["0", "50", "100 %"])
    axes.tick_params(axis="y", labelsize=8, labelcolor=GREY)
    axes.yaxis.tick_right()
    axes.spines[["left", "bottom"]].set_visible(False)


@styled
def acts_by_day(frame: pd.DataFrame, topic: str = "sanctions", undated: int = 0, top: int = 10) -> Chart:
    """A lane a sender and target, a mark a day and act: imposed, threatened, eased; larger for more statements."""
    title = f"Timeline of {topic_name(topic)}: imposed, threatened and eased"
    if frame.empty:
        return empty(title, f"No dated act with a sender and a target in this selection{undated_note(undated)}.")
    lanes = frame.assign(lane=frame["sender"] + " → " + frame["target"])
    sums = lanes.groupby("lane")["n"].sum().sort_index().sort_values(ascending=False, kind="stable")
    names = [str(name) for name in sums.head(top).index]
    shown = lanes[lanes["lane"].isin(names)]
    caption = (
        f"{shown_of(len(names), len(sums), 'pair')}; n = {counted(shown['n'].sum(), 'statement')}, sums at the right"
        f"{undated_note(undated)}. A mark is a day of reports, not an event; the larger, the more statements."
    )
    figure = new_figure(title, caption, rows_height(len(names), 0.34, 2.0))
    axes = figure.subplots()
    days = pd.to_datetime(shown["date"])
    for act, (mark, colour, place) in DAY_MARK.items():
        part = shown[shown["act"] == act]
        heights = [names.index(lane) + place for lane in part["lane"]]
        face = "white" if act == "threaten" else colour
        axes.scatter(
            days[part.index], heights, s=22 + 16 * part["n"].clip(upper=12), marker=mark, facecolor=face,
            edgecolor=colour, linewidth=1.3, alpha=0.85, label=stance.TIMELINE[act],
        )  # fmt: skip
    _lanes(axes, names, [int(sums[name]) for name in names], days)
    axes.legend(loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=3, handletextpad=0.2, columnspacing=1.2)
    by_act = shown.groupby("act")["n"].sum()
    acts = ", ".join(f"{by_act[act]} {stance.TIMELINE[act]}" for act in DAY_MARK if act in by_act)
    ends = f"{spoken(shown['date'].min())} to {spoken(shown['date'].max())}"
    parts = [f"{name} {sums[name]}" for name in names]
    return Chart(figure, f"Timeline of acts, {ends}: {acts}. By pair: {listing(parts)}")


def _lanes(axes: Axes, names: Sequence[str], sums: Sequence[int], days: pd.Series[pd.Timestamp]) -> None:
    label_rows(axes, names, 38)
    for place, n in enumerate(sums):
        axes.axhline(place, color="#e6e6e6", linewidth=0.8, zorder=0)
        axes.annotate(f"{n}", (1.01, place), xycoords=("axes fraction", "data"), va="center", fontsize=8.5, color=GREY)
    room = max((days.max() - days.min()) * 0.03, pd.Timedelta(days=3))
    ends = date2num([days.min() - room, days.max() + room])  # type: ignore[no-untyped-call]
    axes.set_xlim(*ends)
    locator = AutoDateLocator(minticks=3, maxticks=7)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    form = "%b %Y" if (days.max() - days.min()).days > 60 else "%d %b"
    axes.xaxis.set_major_formatter(DateFormatter(form))  # type: ignore[no-untyped-call]
    axes.spines[["left"]].set_visible(False)
