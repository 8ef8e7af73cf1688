"""Figures of who against whom: holders by targets, senders by targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch, PathPatch, Rectangle
from matplotlib.path import Path

from analysis.figures.style import (
    BLUE,
    COLOUR,
    GREY,
    INK,
    MARK,
    ORANGE,
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


def _most(frame: pd.DataFrame, by: str, top: int) -> list[str]:
    """The names with most statements, ties in the order of the alphabet."""
    sums = frame.groupby(by)["n"].sum().sort_index().sort_values(ascending=False, kind="stable")
    return [str(name) for name in sums.head(top).index]


@styled
def who_against_whom(frame: pd.DataFrame, topic: str = "sanctions", top: int = 12, targets: int = 6) -> Chart:
    """A row a holder, a column a target of the sanctions: how many statements for, against and without a side."""
    title = f"Who is for and against {topic}, on whom"
    if frame.empty:
        return empty(title, "No statement with a target in this selection.")
    rows, columns = _most(frame, "holder", top), _most(frame, "target", targets)
    shown = frame[frame["holder"].isin(rows) & frame["target"].isin(columns)]
    caption = (
        f"{shown_of(len(rows), frame['holder'].nunique(), 'actors')}, "
        f"{shown_of(len(columns), frame['target'].nunique(), 'targets')}; n = {shown['n'].sum()} statements."
    )
    figure = new_figure(title, caption, 1.45 + 0.31 * len(rows))
    axes = figure.subplots()
    for row in rows_of(shown):
        _draw_cell(axes, columns.index(row["target"]), rows.index(row["holder"]), row)
    axes.set_xlim(-0.5, len(columns) - 0.5)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_yticks(range(len(rows)), [cut(name, 26) for name in rows])
    axes.set_xticks(range(len(columns)), [cut(name, 15) for name in columns])
    axes.xaxis.tick_top()
    axes.tick_params(axis="x", length=0, labelcolor=INK)
    axes.spines[:].set_visible(False)
    axes.set_xlabel("   ".join(f"{MARK[p]} {WORD[p]}" for p in POSITIONS))
    parts = [f"{r['holder']} on {r['target']}: {r['support']} for, {r['oppose']} against" for r in rows_of(shown)]
    return Chart(figure, f"Matrix of holders and targets. {listing(parts)}")


def _draw_cell(axes: Axes, x: int, y: int, row: Mapping[str, int]) -> None:
    axes.add_patch(Rectangle((x - 0.47, y - 0.43), 0.94, 0.86, facecolor="#f4f4f4", linewidth=0))
    present = [position for position in POSITIONS if row[position]]
    for i, position in enumerate(present):
        place = x + (i - (len(present) - 1) / 2) * 0.3
        axes.text(
            place, y, f"{MARK[position]}{row[position]}", ha="center", va="center", fontsize=9, weight="bold",
            color=COLOUR[position] if position != "neutral" else GREY,
        )  # fmt: skip


@styled
def senders_and_targets(frame: pd.DataFrame, topic: str = "sanctions", top: int = 14) -> Chart:
    """Senders at the left, targets at the right, joined by bands as thick as their statements are many."""
    title = f"Who puts {topic} on whom"
    if frame.empty:
        return empty(title, "No statement with a sender and a target in this selection.")
    shown = frame.head(top)
    left, right = _most(shown, "sender", top), _most(shown, "target", top)
    caption = f"{shown_of(len(shown), len(frame), 'pairs')}; n = {frame['n'].sum()} statements with sender and target."
    size = max(len(left), len(right))
    figure = new_figure(title, caption, 1.3 + 0.42 * size)
    axes = figure.subplots()
    widest = int(shown["n"].max())
    for row in rows_of(shown.iloc[::-1]):
        ends = _place(left, row["sender"], size), _place(right, row["target"], size)
        _draw_band(axes, *ends, row, widest)
    _draw_names(axes, left, shown.groupby("sender")["n"].sum(), size, x=0, align="right")
    _draw_names(axes, right, shown.groupby("target")["n"].sum(), size, x=1, align="left")
    axes.set_xlim(-0.55, 1.55)
    axes.set_ylim(size - 0.4, -0.9)
    axes.set_axis_off()
    axes.text(0, -0.75, "sender ", ha="right", color=GREY, fontsize=9)
    axes.text(1, -0.75, " target", ha="left", color=GREY, fontsize=9)
    looks = [Patch(facecolor=ORANGE, alpha=0.75), Patch(facecolor=BLUE, alpha=0.5, hatch="////", edgecolor="white")]
    axes.legend(
        looks, ["imposed", "threatened or only spoken of"], loc="lower center", bbox_to_anchor=(0.5, 1), ncols=2
    )
    parts = [f"{r['sender']} on {r['target']} {r['n']} ({r['impose']} imposed)" for r in rows_of(shown)]
    return Chart(figure, f"Diagram of sanctions senders and targets by number of statements: {listing(parts)}")


def _place(names: Sequence[str], name: str, size: int) -> float:
    """The height of a name in its column; the shorter column is spread over the height of the longer."""
    return (names.index(name) + 0.5) * size / len(names) - 0.5


def _draw_names(axes: Axes, names: Sequence[str], sums: pd.Series[int], size: int, *, x: float, align: str) -> None:
    for name in names:
        shift = -0.02 if align == "right" else 0.02
        axes.text(x + shift, _place(names, name, size), f"{cut(name, 24)} ({sums[name]})", ha=align, va="center")


def _draw_band(axes: Axes, start: float, end: float, row: Mapping[str, int], widest: int) -> None:
    """A band; its imposed part lies over the rest."""
    path = Path([(0, start), (0.5, start), (0.5, end), (1, end)], [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4])
    for n, colour, alpha in ((row["n"], BLUE, 0.4), (row["impose"], ORANGE, 0.75)):
        if n:
            width = 1 + 13 * n / widest
            axes.add_patch(PathPatch(path, fill=False, edgecolor=colour, linewidth=width, alpha=alpha, capstyle="butt"))
