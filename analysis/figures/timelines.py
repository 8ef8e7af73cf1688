"""Figures of acts and positions over time."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_rgba
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
    listing,
    new_figure,
    rows_height,
    rows_of,
    shown_of,
    styled,
    undated_note,
)
from analysis.measures.periods import spoken
from analysis.measures.wording import counted

NUMBERED = 24  # the most periods whose numbers fit into the cells


@styled
def acts_over_time(frame: pd.DataFrame, topic: str = "sanctions", undated: int = 0) -> Chart:
    """A row an act, a column a period: the number of statements, darker where there are more."""
    title = f"What is done and said about {topic}, over time"
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
def stance_over_time(frame: pd.DataFrame, topic: str = "sanctions", undated: int = 0, top: int = 6) -> Chart:
    """A panel a holder: statements for upward, against downward, by period. No line: small numbers are no trend."""
    title = f"For and against {topic}, by actor over time"
    sided = frame[frame["position"] != "neutral"]
    if sided.empty:
        return empty(title, f"No dated statement with a side in this selection{undated_note(undated)}.")
    sums = sided.groupby("holder")["n"].sum().sort_index().sort_values(ascending=False, kind="stable")
    holders = sums.head(top).index.to_list()
    n = counted(sums[holders].sum(), "statement")
    caption = f"{shown_of(len(holders), len(sums), 'actor')}; n = {n} with a side{undated_note(undated)}."
    rows = -(-len(holders) // 2)
    legend = [(WORD[side], COLOUR[side], HATCH[side]) for side in ("support", "oppose")]
    figure = new_figure(title, caption, 1.25 + 1.25 * rows, legend)
    panels = figure.subplots(rows, 2, sharex=True, sharey=True, squeeze=False).ravel()
    periods = frame["period"].drop_duplicates().to_list()
    for axes, holder in zip(panels, holders, strict=False):
        _draw_sides(axes, sided[sided["holder"] == holder])
        axes.set_title(f"{cut(holder, 26)}  (n = {sums[holder]})")
    for axes in panels:
        label_periods(axes, periods, 3)
        axes.tick_params(axis="x", length=0)
    for axes in panels[len(holders) :]:
        axes.set_axis_off()
    parts = [f"{h} {_side(sided, h, 'support')} for, {_side(sided, h, 'oppose')} against" for h in holders]
    return Chart(figure, f"Small bar charts of statements by actor over time: {listing(parts)}")


def _side(frame: pd.DataFrame, holder: str, side: str) -> int:
    return int(frame.loc[(frame["holder"] == holder) & (frame["position"] == side), "n"].sum())


def _draw_sides(axes: Axes, rows: pd.DataFrame) -> None:
    for side, sign in (("support", 1), ("oppose", -1)):
        counts = rows.loc[rows["position"] == side, "n"].to_list()
        heights = [sign * n for n in counts]
        axes.bar(range(len(counts)), heights, color=COLOUR[side], hatch=HATCH[side], edgecolor="white", width=0.8)
        for x, n in enumerate(counts):
            if n and len(counts) <= NUMBERED:
                axes.annotate(
                    f"{n}", (x, sign * n), (0, 2 * sign), textcoords="offset points", fontsize=8, ha="center",
                    va="bottom" if sign > 0 else "top",
                )  # fmt: skip
    axes.axhline(0, color=INK, linewidth=0.8)
    axes.set_yticks([])
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.margins(y=0.25)
