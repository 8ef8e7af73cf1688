"""Figures of who is in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.colors import LinearSegmentedColormap

from analysis.figures.style import (
    BLUE,
    INK,
    ORANGE,
    SKY,
    YELLOW,
    Chart,
    cut,
    empty,
    label_bars,
    listing,
    new_figure,
    new_rows,
    rows_of,
    shown_of,
    styled,
)
from analysis.measures.wording import counted

TYPE = {"state": (BLUE, ""), "organization": (SKY, "////"), "person": (ORANGE, ""), "group": (YELLOW, "....")}


def _without(row: Mapping[str, Any], *columns: str) -> str:
    """` (48 without copies)`: these counts where the frame counts both ways and one of them differs, else nothing."""
    once = [row.get(f"{column}_once", row[column]) for column in columns]
    return "" if once == [row[column] for column in columns] else f" ({' in '.join(map(str, once))} without copies)"


@styled
def actor_counts(frame: pd.DataFrame, top: int = 15) -> Chart:
    """Bars of the articles that mention an actor, by type of actor, with its mentions in words.

    A frame of `measures.both_ways` also says how many articles there are without copies, as in `speakers`.
    """
    title = "Who is in the articles"
    if frame.empty:
        return empty(title, "No actor with enough mentions in this selection.")
    shown = frame.head(top)
    caption = f"{shown_of(len(shown), len(frame), 'actor')}; n = {counted(frame['mentions'].sum(), 'mention')} of them."
    legend = [(name, *look) for name, look in TYPE.items() if name in set(shown["type"])]
    figure, axes = new_rows(title, caption, shown["actor"], legend)
    for place, row in enumerate(rows_of(shown)):
        colour, hatch = TYPE.get(row["type"], (INK, ""))
        axes.barh(place, row["articles"], color=colour, hatch=hatch, edgecolor="white", height=0.7)
    words = [
        f"{counted(row['articles'], 'article')}{_without(row, 'articles')}, {counted(row['mentions'], 'mention')}"
        for row in rows_of(shown)
    ]
    label_bars(axes, shown["articles"], words, 2.05 if "articles_once" in shown else 1.55)
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
    figure, axes = new_rows(title, caption, shown["actor"], legend)
    places = range(len(shown))
    axes.barh(places, shown["direct"], color=BLUE, height=0.7, edgecolor="white")
    axes.barh(places, shown["indirect"], left=shown["direct"], color=SKY, hatch="////", edgecolor="white", height=0.7)
    words = [
        f"{row['n']} in {counted(row['articles'], 'article')}{_without(row, 'n', 'articles')}" for row in rows_of(shown)
    ]
    label_bars(axes, shown["n"], words, 1.9 if "n_once" in shown else 1.3)
    parts = [f"{row['actor']} {row['direct']} direct, {row['indirect']} indirect" for row in rows_of(shown)]
    return Chart(figure, f"Bar chart of quotes by speaker: {listing(parts)}")


@styled
def co_mentions(frame: pd.DataFrame, top: int = 10) -> Chart:
    """A triangle of the actors with most company: the articles that mention both, in brackets those without copies."""
    title = "Who is mentioned together"
    if frame.empty:
        return empty(title, "No two actors share an article in this selection.")
    weight = pd.concat([frame.set_index("actor")["n"], frame.set_index("other")["n"]]).groupby(level=0).sum()
    order = weight.sort_index().sort_values(ascending=False, kind="stable").head(top).index.to_list()
    grid = _triangle(frame, order, "n")
    once = _triangle(frame, order, "n_once") if "n_once" in frame else grid
    caption = f"{shown_of(len(order), len(weight), 'actor')}. A cell counts the articles that mention both."
    caption += " In brackets: without copies." if (once < grid).any() else ""
    figure = new_figure(title, caption, 1.6 + 0.36 * len(order))
    axes = figure.subplots()
    ramp = LinearSegmentedColormap.from_list("ramp", ["#eaf3f9", BLUE])
    axes.imshow(grid, cmap=ramp, aspect="auto", vmin=0, vmax=max(float(np.nanmax(grid)), 1.0))
    for (y, x), n in np.ndenumerate(grid):
        if not np.isnan(n):
            dark = n > 0.55 * np.nanmax(grid)
            words = f"{n:.0f}" if once[y, x] == n else f"{n:.0f} ({once[y, x]:.0f})"
            axes.text(x, y, words, ha="center", va="center", fontsize=8.5, color="white" if dark else INK)
    names = [cut(name, 24) for name in order]
    axes.set_yticks(range(len(order) - 1), names[1:])
    axes.set_xticks(range(len(order) - 1), [cut(name, 16) for name in order[:-1]], rotation=35, ha="right")
    axes.tick_params(axis="x", length=0, labelcolor=INK)
    axes.spines[:].set_visible(False)
    parts = [f"{row['actor']} and {row['other']} {row['n']}" for row in rows_of(frame.head(6))]
    return Chart(figure, f"Matrix of articles that mention two actors together. Most: {listing(parts)}")


def _triangle(frame: pd.DataFrame, order: list[str], column: str) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Counts below the diagonal, rows from the second actor, columns to the last but one; the rest missing."""
    pairs = {frozenset((row["actor"], row["other"])): row[column] for row in rows_of(frame)}
    size = len(order) - 1
    grid = np.full((size, size), np.nan)
    for y in range(size):
        for x in range(y + 1):
            grid[y, x] = pairs.get(frozenset((order[y + 1], order[x])), 0)
    return grid
