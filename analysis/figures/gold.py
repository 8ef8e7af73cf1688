"""The figure of the gold evaluation."""

from __future__ import annotations

from analysis.figures.style import GREY, INK, Chart, empty, listing, new_rows, rows_of, styled
from analysis.measures.gold import Gold

TITLE = "How well this version does on articles annotated by hand"


@styled
def gold_figures(gold: Gold) -> Chart:
    """A row a field: the F1 (or accuracy) with its interval, and its n in the gold."""
    rows = rows_of(gold.figures)
    if not rows:
        return empty(TITLE, "No figure: this version has not been measured.")
    caption = (
        "1 is perfect; 95 % intervals from a bootstrap over articles; n = annotated cases, in brackets. Dots: F1, "
        "which balances what is missed and what is wrong; squares: the share that is right."
    )
    names = [f"{row['what']} ({row['n']})" for row in rows]
    figure, axes = new_rows(TITLE, caption, names, limit=46)
    for place, row in enumerate(rows):
        axes.hlines(place, row["low"], row["high"], color=GREY, linewidth=1.8)
        mark = {"F1": "o", "macro-F1": "o"}.get(row["measure"], "s")
        axes.plot(row["value"], place, mark, markersize=6.5, color=INK)
        axes.text(1.04, place, f"{row['value']:.2f} {row['measure']}", va="center", fontsize=8.5)
    axes.set_xlim(0, 1.35)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "0.25", "0.5", "0.75", "1"])
    axes.grid(axis="x")
    axes.spines["left"].set_visible(False)
    parts = [f"{row['what']} {row['value']:.2f} {row['measure']} (n = {row['n']})" for row in rows]
    return Chart(figure, f"Dot plot of the gold evaluation: {listing(parts, 12)}")
