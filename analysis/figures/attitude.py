"""Figures of how actors are written about."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.figures.style import (
    FAINT,
    GREEN,
    GREY,
    PURPLE,
    Chart,
    cut,
    dot,
    empty,
    label_rows,
    listing,
    new_figure,
    new_rows,
    rows_of,
    shown_of,
    styled,
)
from analysis.measures.intervals import FEW
from analysis.measures.wording import counted

FEELING = {"negative": (PURPLE, "////"), "neutral": ("#c4c4c4", ""), "positive": (GREEN, "....")}
UNMEASURED = (
    "No mention in this selection has a measured sentiment.\n"
    "stancebook annotate measures it unless --no-targeted-sentiment is given."
)


@styled
def attitude_by_actor(frame: pd.DataFrame, top: int = 12) -> Chart:
    """Bars of the shares of negative, neutral and positive mentions an actor."""
    title = "How the text speaks of each actor"
    if frame.empty:
        return empty(title, UNMEASURED)
    shown = frame.head(top)
    caption = f"{shown_of(len(shown), len(frame), 'actor')}; n = {counted(frame['n'].sum(), 'measured mention')}."
    legend = [(k, *look) for k, look in FEELING.items()]
    names = [f"{cut(row['actor'], 26)}  (n = {row['n']})" for row in rows_of(shown)]
    figure, axes = new_rows(title, caption, names, legend, 36)
    left = np.zeros(len(shown))
    for feeling, (colour, hatch) in FEELING.items():
        share = shown[feeling] / shown["n"]
        axes.barh(range(len(shown)), share, left=left, color=colour, hatch=hatch, edgecolor="white", height=0.7)
        left = left + share.to_numpy()
    axes.set_xticks([0, 0.5, 1], ["0 %", "50 %", "100 %"])
    axes.margins(x=0)
    parts = [f"{row['actor']} {row['negative']} of {row['n']} negative" for row in rows_of(shown)]
    return Chart(figure, f"Bar chart of sentiment toward actors: {listing(parts)}")


@styled
def attitude_by_outlet(frame: pd.DataFrame, top: int = 6, outlets: int = 8) -> Chart:
    """A panel an actor, a row an outlet: its net share with the interval, and that of all outlets as a broken line."""
    title = "How each outlet writes about each actor"
    if frame.empty:
        return empty(title, UNMEASURED)
    actors = frame["actor"].drop_duplicates().to_list()
    sizes = frame.groupby("outlet")["articles"].sum().sort_index().sort_values(ascending=False, kind="stable")
    shown, rows = actors[:top], [str(outlet) for outlet in sizes.index[:outlets]]
    of = f"{shown_of(len(shown), len(actors), 'actor')}, {shown_of(len(rows), len(sizes), 'outlet')}"
    caption = (
        f"{of}; n = {counted(frame['n'].sum(), 'measured mention')}. Net share: positive less negative mentions, of "
        f"all, with 95 % interval over articles; broken line: all outlets together. Numbers: mentions in articles. "
        f"Hollow: fewer than {FEW} articles."
    )
    lines = -(-len(shown) // 2)
    figure = new_figure(title, caption, 1.2 + lines * (0.5 + 0.24 * len(rows)))
    panels = figure.subplots(lines, 2, sharex=True, sharey=True, squeeze=False)
    label_rows(panels[0, 0], rows, 24)
    for axes, actor in zip(panels.ravel(), shown, strict=False):
        _draw_outlets(axes, frame[frame["actor"] == actor], rows)
        axes.set_title(cut(actor, 30))
    for axes in panels.ravel()[len(shown) :]:
        axes.set_axis_off()
    parts = [
        f"{row['actor']} in {row['outlet']} {row['net']:+.2f} ({counted(row['articles'], 'article')})"
        for row in rows_of(frame[frame["actor"].isin(shown) & frame["outlet"].isin(rows)])
    ]
    return Chart(figure, f"Dot plots of the net share of positive mentions by actor and outlet: {listing(parts)}")


def _draw_outlets(axes: Axes, actor: pd.DataFrame, rows: list[str]) -> None:
    axes.axvline(0, color=GREY, linewidth=0.8)
    together = (actor["positive"].sum() - actor["negative"].sum()) / actor["n"].sum()
    axes.axvline(together, color=GREY, linewidth=0.8, linestyle=(0, (4, 3)))
    for row in rows_of(actor[actor["outlet"].isin(rows)]):
        place = rows.index(row["outlet"])
        dot(axes, place, (row["net"], row["low"], row["high"]), few=row["articles"] < FEW)
        axes.hlines(place, -1.08, 1.08, color=FAINT, linewidth=0.7, zorder=0)
        axes.text(1.2, place, f"{row['n']} in {row['articles']}", va="center", fontsize=8, color=GREY)
    axes.set_xlim(-1.08, 1.85)
    axes.set_xticks([-1, 0, 1], ["-1", "0", "+1"])
    axes.spines["left"].set_visible(False)
