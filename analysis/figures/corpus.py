"""Figures of what was read."""

from __future__ import annotations

import pandas as pd

from analysis.figures.style import (
    BLUE,
    SKY,
    Chart,
    empty,
    label_bars,
    label_periods,
    listing,
    new_figure,
    new_rows,
    rows_of,
    shown_of,
    styled,
    undated_note,
)
from analysis.measures.periods import spoken
from analysis.measures.wording import counted


@styled
def articles_over_time(frame: pd.DataFrame, undated: int = 0) -> Chart:
    """Bars of articles a period, those with a stance statement hatched."""
    title = "Articles over time"
    if frame.empty:
        return empty(title, f"No dated article in this selection{undated_note(undated)}.")
    legend = [("with a stance statement", BLUE, "////"), ("without", SKY, "")]
    figure = new_figure(title, f"n = {counted(frame['n'].sum(), 'dated article')}{undated_note(undated)}.", 2.7, legend)
    axes = figure.subplots()
    places = range(len(frame))
    without = frame["n"] - frame["with_stance"]
    axes.bar(places, frame["with_stance"], color=BLUE, hatch="////", edgecolor="white", linewidth=0.5, width=0.8)
    axes.bar(places, without, bottom=frame["with_stance"], color=SKY, edgecolor="white", linewidth=0.5, width=0.8)
    if len(frame) <= 24:
        for place, n in zip(places, frame["n"], strict=True):
            axes.annotate(f"{n}", (place, n), (0, 2), textcoords="offset points", ha="center", fontsize=8.5)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.margins(x=0.02)
    axes.set_ylim(0, frame["n"].max() * 1.12)
    label_periods(axes, frame["period"].to_list())
    top = frame.iloc[int(frame["n"].argmax())]
    ends = f"{spoken(frame['period'].iloc[0])} to {spoken(frame['period'].iloc[-1])}"
    alt = f"Bar chart of articles from {ends}: {frame['n'].sum()} in all, most in {spoken(top['period'])} ({top['n']})."
    return Chart(figure, alt)


@styled
def articles_by_outlet(frame: pd.DataFrame, top: int = 15) -> Chart:
    """Bars of articles an outlet, with the number of stance statements found in them."""
    title = "Articles by outlet"
    if frame.empty:
        return empty(title, "No article in this selection.")
    shown = frame.head(top)
    caption = f"{shown_of(len(shown), len(frame), 'outlet')}; n = {counted(frame['articles'].sum(), 'article')}."
    figure, axes = new_rows(title, caption, shown["outlet"])
    axes.barh(range(len(shown)), shown["articles"], color=BLUE, height=0.68)
    words = [f"{row['articles']}, with {counted(row['statements'], 'statement')}" for row in rows_of(shown)]
    label_bars(axes, shown["articles"], words, 1.5)
    parts = [f"{row['outlet']} {row['articles']}" for row in rows_of(shown)]
    return Chart(figure, f"Bar chart of articles by outlet: {listing(parts)}")
