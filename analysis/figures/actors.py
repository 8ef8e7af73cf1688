"""Figures of who is in it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap

from analysis.figures.style import (
    BLUE,
    GREEN,
    INK,
    ORANGE,
    PURPLE,
    SKY,
    YELLOW,
    Chart,
    cut,
    empty,
    label_rows,
    listing,
    new_figure,
    rows_height,
    rows_of,
    shown_of,
    styled,
)
from analysis.measures.wording import counted

TYPE = {"state": (BLUE, ""), "organization": (SKY, "////"), "person": (ORANGE, ""), "group": (YELLOW, "....")}
FEELING = {"negative": (PURPLE, "////"), "neutral": ("#c4c4c4", ""), "positive": (GREEN, "....")}


def _bare(axes: Axes) -> None:
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)


@styled
def actor_counts(frame: pd.DataFrame, top: int = 15) -> Chart:
    """Bars of the articles that mention an actor, by type of actor, with its mentions in words."""
    title = "Who is in the articles"
    if frame.empty:
        return empty(title, "No actor with enough mentions in this selection.")
    shown = frame.head(top)
    caption = f"{shown_of(len(shown), len(frame), 'actor')}; n = {counted(frame['mentions'].sum(), 'mention')} of them."
    legend = [(name, *look) for name, look in TYPE.items() if name in set(shown["type"])]
    figure = new_figure(title, caption, rows_height(len(shown)), legend)
    axes = figure.subplots()
    for place, row in enumerate(rows_of(shown)):
        colour, hatch = TYPE.get(row["type"], (INK, ""))
        axes.barh(place, row["articles"], color=colour, hatch=hatch, edgecolor="white", height=0.7)
        words = f" {counted(row['articles'], 'article')}, {counted(row['mentions'], 'mention')}"
        axes.text(row["articles"], place, words, va="center", fontsize=8.5)
    label_rows(axes, shown["actor"])
    _bare(axes)
    axes.set_xlim(0, shown["articles"].max() * 1.55)
    parts = [f"{row['actor']} in {row['articles']}" for row in rows_of(shown)]
    return Chart(figure, f"Bar chart of actors by the number of articles that mention them: {listing(parts)}")


@styled
def speakers(frame: pd.DataFrame, top: int = 12) -> Chart:
    """Bars of quotes a speaker, direct and indirect."""
    title = "Who is quoted"
    if frame.empty:
        return empty(title, "No quote with a known speaker in this selection.")
    shown = frame.head(top)
    caption = (
        f"{shown_of(len(shown), len(frame), 'speaker')}; n = {counted(frame['n'].sum(), 'quote')} with a known speaker."
    )
    legend = [("direct", BLUE, ""), ("indirect", SKY, "////")]
    figure = new_figure(title, caption, rows_height(len(shown)), legend)
    axes = figure.subplots()
    places = range(len(shown))
    axes.barh(places, shown["direct"], color=BLUE, height=0.7, edgecolor="white")
    axes.barh(places, shown["indirect"], left=shown["direct"], color=SKY, hatch="////", edgecolor="white", height=0.7)
    for place, row in enumerate(rows_of(shown)):
        words = f" {row['n']} in {counted(row['articles'], 'article')}"
        axes.text(row["n"], place, words, va="center", fontsize=8.5)
    label_rows(axes, shown["actor"])
    _bare(axes)
    axes.set_xlim(0, shown["n"].max() * 1.3)
    parts = [f"{row['actor']} {row['direct']} direct, {row['indirect']} indirect" for row in rows_of(shown)]
    return Chart(figure, f"Bar chart of quotes by speaker: {listing(parts)}")


@styled
def co_mentions(frame: pd.DataFrame, top: int = 10) -> Chart:
    """A triangle of the actors with most company: the articles that mention both."""
    title = "Who is mentioned together"
    if frame.empty:
        return empty(title, "No two actors share an article in this selection.")
    weight = pd.concat([frame.set_index("actor")["n"], frame.set_index("other")["n"]]).groupby(level=0).sum()
    order = weight.sort_index().sort_values(ascending=False, kind="stable").head(top).index.to_list()
    grid = _triangle(frame, order)
    caption = f"{shown_of(len(order), len(weight), 'actor')}. A cell counts the articles that mention both."
    figure = new_figure(title, caption, 1.6 + 0.36 * len(order))
    axes = figure.subplots()
    ramp = LinearSegmentedColormap.from_list("ramp", ["#eaf3f9", BLUE])
    axes.imshow(grid, cmap=ramp, aspect="auto", vmin=0, vmax=max(float(np.nanmax(grid)), 1.0))
    for (y, x), n in np.ndenumerate(grid):
        if not np.isnan(n):
            dark = n > 0.55 * np.nanmax(grid)
            axes.text(x, y, f"{n:.0f}", ha="center", va="center", fontsize=8.5, color="white" if dark else INK)
    names = [cut(name, 24) for name in order]
    axes.set_yticks(range(len(order) - 1), names[1:])
    axes.set_xticks(range(len(order) - 1), [cut(name, 16) for name in order[:-1]], rotation=35, ha="right")
    axes.tick_params(axis="x", length=0, labelcolor=INK)
    axes.spines[:].set_visible(False)
    parts = [f"{row['actor']} and {row['other']} {row['n']}" for row in rows_of(frame.head(6))]
    return Chart(figure, f"Matrix of articles that mention two actors together. Most: {listing(parts)}")


def _triangle(frame: pd.DataFrame, order: list[str]) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Counts below the diagonal, rows from the second actor, columns to the last but one; the rest missing."""
    pairs = {frozenset((row["actor"], row["other"])): row["n"] for row in rows_of(frame)}
    size = len(order) - 1
    grid = np.full((size, size), np.nan)
    for y in range(size):
        for x in range(y + 1):
            grid[y, x] = pairs.get(frozenset((order[y + 1], order[x])), 0)
    return grid


@styled
def attitude_by_actor(frame: pd.DataFrame, top: int = 12) -> Chart:
    """Bars of the shares of negative, neutral and positive mentions an actor."""
    title = "How the text speaks of each actor"
    if frame.empty:
        return empty(title, "Sentiment toward actors was not measured in this run.")
    shown = frame.head(top)
    caption = f"{shown_of(len(shown), len(frame), 'actor')}; n = {counted(frame['n'].sum(), 'measured mention')}."
    legend = [(k, *look) for k, look in FEELING.items()]
    figure = new_figure(title, caption, rows_height(len(shown)), legend)
    axes = figure.subplots()
    left = np.zeros(len(shown))
    for feeling, (colour, hatch) in FEELING.items():
        share = shown[feeling] / shown["n"]
        axes.barh(range(len(shown)), share, left=left, color=colour, hatch=hatch, edgecolor="white", height=0.7)
        left = left + share.to_numpy()
    label_rows(axes, [f"{cut(row['actor'], 26)}  (n = {row['n']})" for row in rows_of(shown)], 36)
    axes.set_xticks([0, 0.5, 1], ["0 %", "50 %", "100 %"])
    axes.margins(x=0)
    parts = [f"{row['actor']} {row['negative']} of {row['n']} negative" for row in rows_of(shown)]
    return Chart(figure, f"Bar chart of sentiment toward actors: {listing(parts)}")
