"""Figures of who stands where: against to the left, for to the right, the share with its interval beside it."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from analysis.figures.style import (
    COLOUR,
    GREY,
    HATCH,
    INK,
    MARK,
    Chart,
    empty,
    label_rows,
    listing,
    new_figure,
    rows_height,
    rows_of,
    shown_of,
    styled,
)
from analysis.measures.intervals import FEW
from analysis.measures.wording import counted, topic_name


@styled
def stance_by_actor(frame: pd.DataFrame, topic: str = "sanctions", top: int = 12) -> Chart:
    """Statements against and for, a row a holder, and the share of support with its Wilson interval."""
    return _positions(frame, "holder", f"Where each actor stands on {topic_name(topic)}", "actor", top)


@styled
def outlet_stance(frame: pd.DataFrame, topic: str = "sanctions", top: int = 12) -> Chart:
    """The positions on the topic that each outlet reports."""
    return _positions(frame, "outlet", f"Whose positions on {topic_name(topic)} each outlet reports", "outlet", top)


def _positions(frame: pd.DataFrame, by: str, title: str, noun: str, top: int) -> Chart:
    if frame.empty:
        return empty(title, "No stance statement in this selection.")
    shown = frame.head(top)
    caption = (
        f"{shown_of(len(shown), len(frame), noun)}; n = {counted(frame['n'].sum(), 'statement')}. Share for: of those "
        f"with a side, with 95 % interval; hollow: fewer than {FEW}."
    )
    figure = new_figure(title, caption, rows_height(len(shown), least=2.0))
    counts, shares = figure.subplots(1, 2, sharey=True, width_ratios=[1.7, 1])
    _draw_counts(counts, shown)
    _draw_shares(shares, shown)
    label_rows(counts, shown[by])
    parts = [f"{r[by]} {r['support']} for, {r['oppose']} against, {r['neutral']} neutral" for r in rows_of(shown)]
    return Chart(figure, f"Bar chart. {title}: {listing(parts)}")


def _draw_counts(axes: Axes, shown: pd.DataFrame) -> None:
    """Bars from a middle line; the neutral ones, which have no side, as numbers at the right edge."""
    places = range(len(shown))
    for side, sign in (("oppose", -1), ("support", 1)):
        axes.barh(places, sign * shown[side], color=COLOUR[side], hatch=HATCH[side], edgecolor="white", height=0.7)
        for place, n in zip(places, shown[side], strict=True):
            if n:
                align = "left" if sign > 0 else "right"
                axes.annotate(
                    f"{n}", (sign * n, place), (3 * sign, 0), textcoords="offset points", ha=align, va="center",
                    fontsize=8.5,
                )  # fmt: skip
    _head_counts(axes, shown, _reach(axes, shown))


def _reach(axes: Axes, shown: pd.DataFrame) -> float:
    """Set the limits with room for the numbers at the bars' ends; returns where the neutral ones stand."""
    least = max(int(shown[["support", "oppose"]].to_numpy().max()), 1) * 0.3
    left, right = (max(float(shown[side].max()), least) for side in ("oppose", "support"))
    room = (left + right) * 0.16
    axes.set_xlim(-left - room, right + 2.3 * room)
    return right + 1.65 * room


def _head_counts(axes: Axes, shown: pd.DataFrame, edge: float) -> None:
    """The neutral counts in a column of their own, and the heads of the three columns."""
    for place, n in enumerate(shown["neutral"]):
        words = f"{MARK['neutral']} {n}" if n else ""
        axes.text(edge, place, words, ha="center", va="center", fontsize=8.5, color=GREY)
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.set_xticks([])
    axes.spines[["left", "bottom"]].set_visible(False)
    heads = [
        (0, f"{MARK['oppose']} against ", "right", COLOUR["oppose"]),
        (0, f" for {MARK['support']}", "left", COLOUR["support"]),
        (edge, "no side", "center", GREY),
    ]
    for x, words, align, colour in heads:
        axes.annotate(
            words, (x, 1), (0, 5), xycoords=("data", "axes fraction"), textcoords="offset points", ha=align,
            fontsize=9, weight="bold", color=colour,
        )  # fmt: skip


def _draw_shares(axes: Axes, shown: pd.DataFrame) -> None:
    for place, row in enumerate(rows_of(shown)):
        sided = row["support"] + row["oppose"]
        if not sided:
            axes.text(0.5, place, "no side taken", ha="center", va="center", fontsize=8.5, color=GREY)
            continue
        axes.hlines(place, row["low"], row["high"], color=GREY, linewidth=1.6)
        fill = INK if sided >= FEW else "white"
        axes.plot(row["share"], place, "o", markersize=6.5, markerfacecolor=fill, markeredgecolor=INK, clip_on=False)
    axes.axvline(0.5, color=GREY, linewidth=0.8, linestyle=(0, (2, 2)))
    axes.set_xlim(-0.03, 1.03)
    axes.set_xticks([0, 0.5, 1], ["0 %", "50 %", "100 %"])
    axes.spines["left"].set_visible(False)
    axes.set_title("share for", fontsize=9, weight="bold", color=GREY)
