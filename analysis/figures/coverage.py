"""Figures of where and when actors are in the articles: counts in cells, darker where the share is larger."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle

from analysis.figures.style import (
    BLUE,
    FAINT,
    GREY,
    INK,
    Chart,
    cut,
    empty,
    label_periods,
    listing,
    new_figure,
    shown_of,
    styled,
    undated_note,
)
from analysis.measures.intervals import FEW
from analysis.measures.periods import periods_between
from analysis.measures.wording import counted

MONTHS = 36  # more of them are drawn as years
NUMBERED = 24  # the most columns whose numbers fit into the cells
NOTE = f"Darker: a larger share of all articles of the column (last row); no shade: fewer than {FEW} articles, too few."
RAMP = LinearSegmentedColormap.from_list("ramp", ["#eaf3f9", BLUE])


@styled
def actors_by_month(frame: pd.DataFrame, articles: pd.DataFrame, top: int = 12) -> Chart:
    """A row an actor, a column a month: the articles that mention it; `articles` is of `articles_by_month`."""
    title = "Who is in the articles, month by month"
    undated = int(articles.loc[articles["month"].isna(), "n"].sum())
    dated, months = frame.dropna(subset=["month"]), articles.dropna(subset=["month"])
    if dated.empty:
        return empty(title, f"No actor in a dated article of this selection{undated_note(undated)}.")
    periods, fold = _columns(months["month"])
    counts = _counts(dated.assign(column=dated["month"].map(fold)), top)
    totals = months.groupby(months["month"].map(fold))["n"].sum().reindex(periods, fill_value=0)
    unit = "month" if len(periods[0]) > 4 else "year"
    n = f"n = {counted(totals.sum(), 'dated article')}{undated_note(undated)}"
    caption = f"{shown_of(len(counts), frame['actor'].nunique(), 'actor')}, articles a {unit}; {n}. {NOTE}"
    figure = new_figure(title, caption, 1.45 + 0.3 * len(counts))
    axes = figure.subplots()
    _draw(axes, counts.reindex(columns=periods, fill_value=0), totals)
    label_periods(axes, periods)
    parts = [f"{actor} in {row.sum()}, most in {row.idxmax()} ({row.max()})" for actor, row in counts.iterrows()]
    return Chart(figure, f"Table of articles by actor and {unit}: {listing(parts)}")


def _columns(months: pd.Series[str]) -> tuple[list[str], Callable[[str], str]]:
    """Every month from the first to the last, or every year where that is too many; and where a month belongs."""
    days = months + "-01"
    every = periods_between(days, "month")
    return (every, str) if len(every) <= MONTHS else (periods_between(days, "year"), lambda month: month[:4])


@styled
def actors_by_outlet(frame: pd.DataFrame, articles: pd.DataFrame, top: int = 12, outlets: int = 8) -> Chart:
    """A row an actor, a column an outlet: the articles that mention it, of the frames of `actors_by_month`."""
    title = "Who is in which outlet"
    if frame.empty:
        return empty(title, "No actor in this selection.")
    sizes = articles.groupby("outlet")["n"].sum().sort_index().sort_values(ascending=False, kind="stable")
    totals = sizes.head(outlets)
    counts = _counts(frame.assign(column=frame["outlet"]), top).reindex(columns=totals.index, fill_value=0)
    shown = f"{shown_of(len(counts), frame['actor'].nunique(), 'actor')}, {shown_of(len(totals), len(sizes), 'outlet')}"
    caption = f"{shown}; n = {counted(totals.sum(), 'article')}, undated ones included. {NOTE}"
    figure = new_figure(title, caption, 2.2 + 0.3 * len(counts))
    axes = figure.subplots()
    _draw(axes, counts, totals)
    axes.set_xticks(range(len(totals)), [cut(str(outlet), 18) for outlet in totals.index], rotation=30, ha="right")
    most = [(actor, str(row.idxmax()), row.max()) for actor, row in counts.iterrows()]
    parts = [f"{actor} most in {outlet} ({n} of {totals[outlet]})" for actor, outlet, n in most]
    return Chart(figure, f"Table of articles by actor and outlet: {listing(parts)}")


def _counts(frame: pd.DataFrame, top: int) -> pd.DataFrame:
    """Articles by actor and column, the actors with most articles first."""
    table = frame.pivot_table(index="actor", columns="column", values="articles", aggfunc="sum", fill_value=0)
    order = table.sum(axis=1).sort_index().sort_values(ascending=False, kind="stable")
    return table.loc[order.index[:top]].astype("int64")


def _draw(axes: Axes, counts: pd.DataFrame, totals: pd.Series[int]) -> None:
    """The cells, and below them the articles of each column, with the actor in them or not."""
    for y, (_, row) in enumerate(counts.iterrows()):
        for x, (n, total) in enumerate(zip(row, totals, strict=True)):
            share = n / total if total >= FEW else 0.0
            face = RAMP(share) if share else "white"
            axes.add_patch(Rectangle((x - 0.47, y - 0.44), 0.94, 0.88, facecolor=face, edgecolor=FAINT, linewidth=0.6))
            if n and len(totals) <= NUMBERED:
                ink = "white" if share > 0.55 else INK
                axes.text(x, y, f"{n}", ha="center", va="center", fontsize=8.5, color=ink)
    if len(totals) <= NUMBERED:
        for x, total in enumerate(totals):
            axes.text(x, len(counts), f"{total}", ha="center", va="center", fontsize=8.5, color=GREY)
    names = [*(cut(str(actor), 28) for actor in counts.index), "all articles"]
    axes.set_yticks(range(len(names)), names)
    axes.get_yticklabels()[-1].set_color(GREY)
    axes.set_xlim(-0.5, len(totals) - 0.5)
    axes.set_ylim(len(counts) + 0.5, -0.5)
    axes.tick_params(axis="x", length=0, labelcolor=INK)
    axes.spines[:].set_visible(False)
