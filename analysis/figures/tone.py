"""Figures of how it is said: dots with their intervals, hollow where the cases are few."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from analysis.figures.style import (
    GREEN,
    GREY,
    INK,
    PURPLE,
    Chart,
    cut,
    dot,
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
from analysis.measures.intervals import FEW
from analysis.measures.periods import spoken
from analysis.measures.wording import counted

FEW_NOTE = f"Hollow: fewer than {FEW} articles"


@styled
def polarity_by_outlet(frames: Mapping[str, pd.DataFrame], top: int = 15) -> Chart:
    """A panel a score (its name → its frame), a row an outlet: the mean of its articles and the 95 % interval."""
    title = "Tone of wording by outlet"
    first = next(iter(frames.values()))
    if first.empty:
        return empty(title, "No article has a score in this selection.")
    # The outlets with most articles, in the order of their means: highest first.
    largest = set(first.sort_values(["n", "outlet"], ascending=[False, True])["outlet"].head(top))
    outlets = [outlet for outlet in first["outlet"] if outlet in largest]
    caption = (
        f"{shown_of(len(outlets), len(first), 'outlet')}; n = {counted(first['n'].sum(), 'article')}; mean with 95 % "
        f"bootstrap interval. {FEW_NOTE}."
    )
    figure = new_figure(title, caption, rows_height(len(outlets), 0.33, 1.9))
    panels = figure.subplots(1, len(frames), sharey=True, squeeze=False)[0]
    for axes, (name, frame) in zip(panels, frames.items(), strict=True):
        rows = frame.set_index("outlet").reindex(outlets)
        for place, row in enumerate(rows_of(rows)):
            dot(axes, place, (row["mean"], row["low"], row["high"]), few=row["n"] < FEW)
        _zero(axes, name, horizontal=True)
    counts = first.set_index("outlet")["n"]
    label_rows(panels[0], [f"{cut(outlet, 26)}  (n = {counts[outlet]})" for outlet in outlets], 40)
    return Chart(figure, f"Dot plot of the mean {next(iter(frames))} by outlet: {_means(first, 'outlet')}")


def _means(frame: pd.DataFrame, by: str) -> str:
    return listing(f"{row[by]} {row['mean']:+.2f} (n = {row['n']})" for row in rows_of(frame))


def _zero(axes: Axes, name: str, *, horizontal: bool) -> None:
    axes.set_title(name)
    axes.grid(axis="x" if horizontal else "y")
    (axes.xaxis if horizontal else axes.yaxis).set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
    (axes.axvline if horizontal else axes.axhline)(0, color=GREY, linewidth=0.8)
    axes.spines["left"].set_visible(False)
    axes.margins(0.08)


@styled
def polarity_over_time(frames: Mapping[str, pd.DataFrame], undated: int = 0) -> Chart:
    """A panel a score: the mean of each period's articles. A line joins only periods that are not few."""
    title = "Tone of wording over time"
    first = next(iter(frames.values()))
    if not first["n"].sum():
        return empty(title, f"No dated article with a score in this selection{undated_note(undated)}.")
    n = counted(first["n"].sum(), "article")
    caption = f"n = {n}; mean with 95 % interval. {FEW_NOTE}, not joined{undated_note(undated)}."
    figure = new_figure(title, caption, 1.2 + 1.45 * len(frames))
    panels = figure.subplots(len(frames), 1, sharex=True, squeeze=False)[:, 0]
    for axes, (name, frame) in zip(panels, frames.items(), strict=True):
        enough = frame["mean"].where(frame["n"] >= FEW)
        axes.plot(range(len(frame)), enough, color=INK, linewidth=1)
        for place, row in enumerate(rows_of(frame)):
            dot(axes, place, (row["mean"], row["low"], row["high"]), few=row["n"] < FEW, horizontal=False)
        _zero(axes, name, horizontal=False)
        axes.tick_params(axis="y", labelsize=8.5)
    label_periods(panels[-1], first["period"].to_list())
    named = first.dropna(subset=["mean"]).assign(period=first["period"].map(spoken))
    return Chart(figure, f"Dot plot of the mean {next(iter(frames))} over time: {_means(named, 'period')}")


@styled
def polarity_of_sentences(frame: pd.DataFrame) -> Chart:
    """The spread of the sentences' scores; sentences of exactly 0, without a word of the lexicon, are told in words."""
    title = "How positive and how negative the sentences are"
    total = int(frame["n"].sum())
    if not total:
        return empty(title, "No sentence has a score in this selection.")
    bars, zero = frame.iloc[:-1], int(frame["n"].iloc[-1])
    caption = f"n = {counted(total, 'sentence')}, of which {zero:,} score exactly 0 and are not drawn."
    figure = new_figure(title, caption, 2.5)
    axes = figure.subplots()
    below = bars["low"] < -1e-9
    for side, colour, hatch in ((below, PURPLE, "////"), (~below, GREEN, "")):
        part = bars[side]
        widths = part["high"] - part["low"]
        axes.bar(part["low"], part["n"], widths, align="edge", color=colour, hatch=hatch, edgecolor="white")
    negative, positive = int(bars.loc[below, "n"].sum()), int(bars.loc[~below, "n"].sum())
    axes.text(0.02, 0.95, f"negative: {negative}", color="#8a3f67", transform=axes.transAxes, va="top")
    axes.text(0.98, 0.95, f"positive: {positive}", color="#00664b", transform=axes.transAxes, va="top", ha="right")
    axes.set_xlim(-1, 1)
    axes.set_xlabel("score of the sentence")
    axes.set_ylabel("sentences")
    axes.set_ylim(0, max(bars["n"].max(), 1) * 1.25)
    alt = (
        f"Histogram of sentence scores: {negative} negative, {positive} positive and {zero} zero, of {total} sentences."
    )
    return Chart(figure, alt)
