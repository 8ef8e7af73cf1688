"""Figures of who against whom: holders by targets, senders by targets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from analysis.figures.style import (
    COLOUR,
    GREY,
    INK,
    MARK,
    ORANGE,
    SKY,
    WORD,
    Chart,
    cut,
    empty,
    listing,
    new_figure,
    rows_of,
    shown_of,
    styled,
)
from analysis.measures.stance import POSITIONS
from analysis.measures.wording import counted, topic_name

LOOK = {"imposed": (ORANGE, ""), "threatened or only spoken of": (SKY, "////")}
ROW, GAP = 0.42, 0.2  # inches a name, and the least between two


def _most(frame: pd.DataFrame, by: str, top: int) -> list[str]:
    """The names with most statements, ties in the order of the alphabet."""
    sums = frame.groupby(by)["n"].sum().sort_index().sort_values(ascending=False, kind="stable")
    return [str(name) for name in sums.head(top).index]


@styled
def who_against_whom(frame: pd.DataFrame, topic: str = "sanctions", top: int = 12, targets: int = 5) -> Chart:
    """A row a holder, a column a target of the sanctions: how many statements for, against and without a side."""
    title = f"Who is for and against {topic_name(topic)}, by target"
    if frame.empty:
        return empty(title, "No statement with a target in this selection.")
    rows, columns = _most(frame, "holder", top), _most(frame, "target", targets)
    shown = frame[frame["holder"].isin(rows) & frame["target"].isin(columns)]
    caption = (
        f"{shown_of(len(rows), frame['holder'].nunique(), 'actor')}, "
        f"{shown_of(len(columns), frame['target'].nunique(), 'target')}; n = {counted(shown['n'].sum(), 'statement')}. "
        + "   ".join(f"{MARK[p]} {WORD[p]}" for p in POSITIONS)
    )
    figure = new_figure(title, caption, 1.25 + 0.31 * len(rows))
    axes = figure.subplots()
    for row in rows_of(shown):
        _draw_cell(axes, columns.index(row["target"]), rows.index(row["holder"]), row)
    axes.set_xlim(-0.5, max(len(columns), 3) - 0.5)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_yticks(range(len(rows)), [cut(name, 26) for name in rows])
    axes.set_xticks(range(len(columns)), [f"on {cut(name, 14)}" for name in columns])
    axes.xaxis.tick_top()
    axes.tick_params(axis="x", length=0, labelcolor=INK)
    axes.spines[:].set_visible(False)
    parts = [f"{r['holder']} on {r['target']}: {r['support']} for, {r['oppose']} against" for r in rows_of(shown)]
    return Chart(figure, f"Matrix of holders and targets. {listing(parts)}")


def _draw_cell(axes: Axes, x: int, y: int, row: Mapping[str, int]) -> None:
    """For, against and no side each have their place in the cell, so that they line up down a column."""
    axes.add_patch(Rectangle((x - 0.47, y - 0.43), 0.94, 0.86, facecolor="#f3f3f3", linewidth=0))
    for place, position in zip((-0.3, 0.02, 0.33), POSITIONS, strict=True):
        if row[position]:
            axes.text(
                x + place, y, f"{MARK[position]}{row[position]}", ha="center", va="center", fontsize=8.5, weight="bold",
                color=COLOUR[position] if position != "neutral" else GREY,
            )  # fmt: skip


@styled
def senders_and_targets(frame: pd.DataFrame, topic: str = "sanctions", top: int = 8, targets: int = 6) -> Chart:
    """Senders at the left, targets at the right, joined by bands as thick as their statements are many."""
    title = f"Senders and targets of {topic_name(topic)}"
    if frame.empty:
        return empty(title, "No statement with a sender and a target in this selection.")
    senders, on = _most(frame, "sender", top), _most(frame, "target", targets)
    shown = frame[frame["sender"].isin(senders) & frame["target"].isin(on)]
    senders, on = _most(shown, "sender", top), _most(shown, "target", targets)
    caption = (
        f"{shown_of(len(shown), len(frame), 'pair')}; n = {shown['n'].sum():,} of "
        f"{counted(frame['n'].sum(), 'statement')} with sender and target."
    )
    height = ROW * max(len(senders), len(on))
    legend = [(name, *look) for name, look in LOOK.items()]
    figure = new_figure(title, caption, 1.3 + height, legend)
    axes = figure.subplots()
    scale = (height - GAP * (max(len(senders), len(on)) - 1)) / shown["n"].sum()
    left = dict(_names(axes, senders, shown.groupby("sender")["n"].sum(), scale, height, x=0))
    right = dict(_names(axes, on, shown.groupby("target")["n"].sum(), scale, height, x=1))
    for row in sorted(rows_of(shown), key=lambda r: (senders.index(r["sender"]), on.index(r["target"]))):
        for n, look in ((row["impose"], "imposed"), (row["n"] - row["impose"], "threatened or only spoken of")):
            _band(axes, left[row["sender"]], right[row["target"]], n * scale, look)
            left[row["sender"]] += n * scale
            right[row["target"]] += n * scale
    axes.set_xlim(-0.62, 1.62)
    axes.set_ylim(height + 0.02, -0.3)
    axes.set_axis_off()
    axes.text(-0.03, -0.18, "sender", ha="right", color=GREY, fontsize=9)
    axes.text(1.03, -0.18, "target", ha="left", color=GREY, fontsize=9)
    parts = [f"{r['sender']} on {r['target']} {r['n']} ({r['impose']} imposed)" for r in rows_of(shown)]
    whose = f"senders and targets of {topic_name(topic)}"
    return Chart(figure, f"Diagram of {whose} by number of statements: {listing(parts)}")


def _names(
    axes: Axes, names: list[str], sums: pd.Series[int], scale: float, height: float, *, x: int
) -> Iterator[tuple[str, float]]:
    """Write a column of names, spread over the height; yields where each one's bands begin."""
    room = height - sums.sum() * scale
    gap = room / (len(names) - 1) if len(names) > 1 else 0.0
    y = 0.0 if len(names) > 1 else room / 2
    for name in names:
        thick = sums[name] * scale
        axes.add_patch(Rectangle((x - 0.012, y), 0.024, thick, facecolor=INK, linewidth=0))
        side = "right" if x == 0 else "left"
        axes.text(x + (0.03 if x else -0.03), y + thick / 2, f"{cut(name, 24)}  {sums[name]}", ha=side, va="center")
        yield name, y
        y += thick + gap


def _band(axes: Axes, start: float, end: float, thick: float, look: str) -> None:
    """A band from the left to the right column, its edges curves."""
    if not thick:
        return
    colour, hatch = LOOK[look]
    up = [(0.0, start), (0.5, start), (0.5, end), (1.0, end)]
    down = [(1.0, end + thick), (0.5, end + thick), (0.5, start + thick), (0.0, start + thick)]
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3]
    path = Path([*up, *down], codes)
    axes.add_patch(PathPatch(path, facecolor=colour, edgecolor="white", hatch=hatch, linewidth=0.4, alpha=0.8))
