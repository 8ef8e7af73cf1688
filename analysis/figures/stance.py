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


@styled
def stance_by_actor(frame: pd.DataFrame, topic: str = "sanctions", top: int = 12) -> Chart:
    """Statements against and for, a row a holder, and the share of support with its Wilson interval."""
    return _positions(frame, "holder", f"Where each actor stands on {topic}", "actors", top)


@styled
def outlet_stance(frame: pd.DataFrame, topic: str = "sanctions", top: int = 12) -> Chart:
    """The positions on the topic that each outlet reports."""
    return _positions(frame, "outlet", f"Whose positions on {topic} each outlet reports", "outlets", top)


def _positions(frame: pd.DataFrame, by: str, title: str, noun: str, top: int) -> Chart:
    if frame.empty:
        return empty(title, "No stance statement in this selection.")
    shown = frame.head(top)
    caption = (
        f"{shown_of(len(shown), len(frame), noun)}; n = {frame['n'].sum()} statements. Share with 95 % interval; "
        f"hollow: fewer than {FEW}."
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
    reach = max(int(shown[["support", "oppose"]].to_numpy().max()), 1)
    left = max(int(shown["oppose"].max()), reach * 0.35) * 1.15
    right = max(int(shown["support"].max()), reach * 0.35) * 1.15
    edge = right + (left + right) * 0.12
    for place, n in zip(places, shown["neutral"], strict=True):
        axes.text(
            edge, place, f"{MARK['neutral']} {n}" if n else "", ha="center", va="center", fontsize=8.5, color=GREY
        )
    axes.set_xlim(-left, edge * 1.02 + (left + right) * 0.06)
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.set_xticks([])
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.set_title("")
    for x, side, words, align in (
        (0, "oppose", f"{MARK['oppose']} against ", "right"),
        (0, "support", f" for {MARK['support']}", "left"),
        (edge, "neutral", "no side", "center"),
    ):
        axes.annotate(words, (x, 1), (0, 4), xycoords=("data", "axes fraction"), textcoords="offset points", ha=align,
                      fontsize=9, weight="bold", color=COLOUR[side] if side != "neutral" else GREY)  # fmt: skip


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
    axes.set_title("share for, of those with a side", fontsize=9, color=GREY)
