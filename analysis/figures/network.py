"""The discourse network: actors on a circle, joined where they are more often of one side than of two."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch

from analysis.figures.style import (
    COLOUR,
    GREY,
    INK,
    MARK,
    Chart,
    cut,
    empty,
    listing,
    new_figure,
    rows_of,
    shown_of,
    styled,
)
from analysis.measures.intervals import FEW
from analysis.measures.wording import counted, topic_name

LINES = 24  # pairs that agree; of those that disagree half as many

Places = Mapping[str, tuple[float, float]]


@styled
def shared_positions(frame: pd.DataFrame, actors: pd.DataFrame, topic: str = "sanctions", top: int = 14) -> Chart:
    """Actors on a circle, from most against to most for; lines join those who agree (solid) and disagree (dashed).

    Two agree where the targets on which they take the same side are more than those on which they do not (the subtract
    network); the closest pairs are drawn, by weight. `frame` is of `measures.shared_positions`, `actors` of
    `measures.stance_by_actor`.
    """
    title = f"Who shares positions on {topic_name(topic)}"
    agreeing = frame[frame["congruence"] > frame["conflict"]]
    if agreeing.empty:
        return empty(title, "No two actors take the same side on the same target in this selection.")
    known = set(agreeing["actor"]) | set(agreeing["other"])
    chosen = actors[actors["holder"].isin(known)].head(top)
    order = chosen.sort_values(["share", "n", "holder"], ascending=[True, False, True], kind="stable")
    names = order["holder"].to_list()
    among = frame[frame["actor"].isin(names) & frame["other"].isin(names)]
    among = among.assign(net=among["congruence"] - among["conflict"])
    pairs = pd.concat([among[among["net"] > 0].head(LINES), among[among["net"] < 0].tail(LINES // 2)])
    shown = pairs.sort_values(["net", "weight", "actor", "other"], ascending=[False, False, True, True], kind="stable")
    caption = (
        f"{shown_of(len(names), len(known), 'actor')}, {shown_of(len(shown), len(among), 'pair')}; n = "
        f"{counted(chosen['n'].sum(), 'statement')}, in brackets; faint: fewer than {FEW}. Thicker: more targets on "
        "which two take the same side, less those on which they do not. To agree is no alliance."
    )
    figure = new_figure(title, caption, 4.9)
    axes = figure.subplots()
    places = dict(_circle(names))
    _draw_lines(axes, shown, places)
    _draw_actors(axes, rows_of(order), places)
    _legend(axes)
    axes.set_xlim(-2.25, 2.25)
    axes.set_ylim(-1.3, 1.3)
    axes.set_aspect("equal")
    axes.set_axis_off()
    parts = [
        f"{r['actor']} and {r['other']} on {counted(r['congruence'], 'target')}"
        for r in rows_of(shown[shown["net"] > 0])
    ]
    return Chart(figure, f"Network of actors who take the same side on the same target. Most: {listing(parts)}")


def _circle(names: Sequence[str]) -> Iterator[tuple[str, tuple[float, float]]]:
    """From the upper left downward and around: those against at the left, those for at the right."""
    for i, name in enumerate(names):
        angle = math.pi / 2 + 2 * math.pi * (i + 0.5) / len(names)
        yield name, (1.06 * math.cos(angle), math.sin(angle))


def _draw_lines(axes: Axes, shown: pd.DataFrame, places: Places) -> None:
    most = max(int(shown["net"].max()), 1)
    look: dict[str, Any]
    for row in reversed(rows_of(shown)):
        if row["net"] > 0:
            side = "support" if row["both_for"] >= row["both_against"] else "oppose"
            look = {"linewidth": 0.8 + 3.8 * row["net"] / most, "color": COLOUR[side], "alpha": 0.6, "zorder": 2}
        else:
            look = {"linewidth": 1.1, "color": GREY, "alpha": 0.8, "linestyle": (0, (3, 3)), "zorder": 1}
        ends = places[row["actor"]], places[row["other"]]
        axes.add_patch(FancyArrowPatch(*ends, arrowstyle="-", connectionstyle="arc3,rad=0.12", **look))


def _draw_actors(axes: Axes, rows: Sequence[Mapping[str, Any]], places: Places) -> None:
    for row in rows:
        x, y = places[row["holder"]]
        side = "support" if row["support"] >= row["oppose"] else "oppose"
        marker = {"support": "^", "oppose": "v"}[side]
        few = row["n"] < FEW
        axes.plot(
            x, y, marker, markersize=10, zorder=4, markeredgecolor=COLOUR[side], markeredgewidth=1.5,
            markerfacecolor="white" if few else COLOUR[side],
        )  # fmt: skip
        left = x < 0
        axes.text(
            x + (-0.09 if left else 0.09), y, f"{cut(row['holder'], 24)} ({row['n']})", ha="right" if left else "left",
            va="center", fontsize=9, color=GREY if few else INK, zorder=5,
        )  # fmt: skip


def _legend(axes: Axes) -> None:
    keys = [
        Line2D([], [], color=COLOUR["support"], linewidth=3, alpha=0.6, label=f"{MARK['support']} agree, mostly for"),
        Line2D([], [], color=COLOUR["oppose"], linewidth=3, alpha=0.6, label=f"{MARK['oppose']} agree, mostly against"),
        Line2D([], [], color=GREY, linewidth=1, linestyle=(0, (3, 3)), label="disagree"),
    ]
    axes.legend(handles=keys, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, handlelength=1.8)
