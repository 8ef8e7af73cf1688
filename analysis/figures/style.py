"""The look of every figure, and the `Chart` that carries a figure's alt text to wherever it is shown."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from textwrap import fill
from typing import Any, ParamSpec

import matplotlib as mpl
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from analysis.measures.periods import spoken
from analysis.measures.wording import counted

# Okabe & Ito (2008), safe for the colour-blind; each kind also has its mark and its hatch.
INK, GREY, FAINT = "#1a1a1a", "#6e6e6e", "#dddddd"
BLUE, ORANGE, GREEN, PURPLE, SKY, YELLOW = "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00"
COLOUR = {"support": ORANGE, "oppose": BLUE, "neutral": "#9a9a9a"}
MARK = {"support": "▲", "oppose": "▼", "neutral": "●"}
HATCH = {"support": "", "oppose": "////", "neutral": "...."}
WORD = {"support": "for", "oppose": "against", "neutral": "no side"}

WIDTH = 6.6  # inches; at DPI some 1,000 pixels, shown at half that
DPI = 150
TITLE = 0.24  # inches from the upper edge to below the title
STYLE: Any = {  # matplotlib's stubs want a literal of every key
    "font.family": "DejaVu Sans",  # comes with matplotlib: the same glyphs everywhere
    "font.size": 10,
    "text.color": INK,
    "text.parse_math": False,  # an outlet "$\\frac{$" is a name and no formula
    "axes.edgecolor": GREY,
    "axes.labelcolor": GREY,
    "axes.labelsize": 9,
    "axes.titlesize": 9.5,
    "axes.titlelocation": "left",
    "axes.titlecolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.linewidth": 0.8,
    "figure.facecolor": "white",
    "figure.titlesize": 11.5,
    "figure.titleweight": "bold",
    "figure.labelsize": 8.5,
    "figure.constrained_layout.w_pad": 0.07,
    "figure.constrained_layout.h_pad": 0.05,
    "grid.color": FAINT,
    "grid.linewidth": 0.7,
    "hatch.linewidth": 0.7,
    "hatch.color": "white",
    "xtick.color": GREY,
    "xtick.labelsize": 8.5,
    "xtick.major.size": 3,
    "ytick.labelcolor": INK,
    "ytick.color": GREY,
    "ytick.labelsize": 9.5,
    "ytick.major.size": 0,
    "legend.frameon": False,
    "legend.fontsize": 8.5,
    "path.sketch": None,
    "svg.hashsalt": "stancebook",
}

P = ParamSpec("P")


@contextmanager
def _look() -> Iterator[None]:
    """Matplotlib's defaults and the style above, for a while: a user's own settings neither count nor change."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(STYLE)
        yield


@dataclass(frozen=True)
class Chart:
    """A figure with its alt text. Jupyter shows it as a PNG whose metadata holds the alt text; so does the report."""

    figure: Figure
    alt: str

    def png(self) -> bytes:
        """The figure as PNG; the same bytes for the same figure."""
        buffer = io.BytesIO()
        with _look():
            self.figure.savefig(buffer, format="png", dpi=DPI, metadata={"Software": None})
        return buffer.getvalue()

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, str], dict[str, dict[str, object]]]:
        width = round(self.figure.get_figwidth() * 100)
        data = {"image/png": base64.b64encode(self.png()).decode(), "text/plain": self.alt}
        return data, {"image/png": {"alt": self.alt, "width": width}}


def styled(draw: Callable[P, Chart]) -> Callable[P, Chart]:
    """Draw in the style of this module, whatever the settings outside, and without changing them."""

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> Chart:
        with _look():
            return draw(*args, **kwargs)

    return drawn


def new_figure(title: str, caption: str, height: float, legend: Iterable[tuple[str, str, str]] = ()) -> Figure:
    """An empty figure: its title above, its caption (n, what is left out) below, both from the left edge.

    `legend` names (label, colour, hatch) in a line below the title, for which an empty line of the title makes room.
    """
    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    figure.supxlabel(fill(caption, 98), x=0.01, ha="left", color=GREY)
    patches = [Patch(facecolor=c, hatch=h, edgecolor="white", label=label) for label, c, h in legend]
    figure.suptitle(title + "\n" * bool(patches), x=0.01, ha="left", linespacing=1.35)
    if patches:
        below = (0.0, 1 - TITLE / height)
        drawn = figure.legend(
            handles=patches, ncols=len(patches), loc="upper left", bbox_to_anchor=below, handlelength=1.4
        )
        drawn.set_in_layout(False)
    return figure


def empty(title: str, message: str) -> Chart:
    """A figure that says that there is nothing to draw."""
    figure = new_figure(title, "", 1.1)
    axes = figure.subplots()
    axes.set_axis_off()
    axes.text(0.0, 0.5, message, color=GREY, va="center", transform=axes.transAxes)
    return Chart(figure, f"{title}: {message}")


def new_rows(
    title: str, caption: str, names: Iterable[str], legend: Sequence[tuple[str, str, str]] = (), limit: int = 28
) -> tuple[Figure, Axes]:
    """A figure with one row a name, from the top; the rows are still to be drawn."""
    names = list(names)
    figure = new_figure(title, caption, rows_height(len(names)), legend)
    axes = figure.subplots()
    label_rows(axes, names, limit)
    return figure, axes


def label_bars(axes: Axes, ends: Iterable[float], words: Iterable[str], room: float) -> None:
    """Words at the ends of the bars in place of an axis, with `room` times the longest bar for both."""
    ends = list(ends)
    for place, (end, word) in enumerate(zip(ends, words, strict=True)):
        axes.text(end, place, f" {word}", va="center", fontsize=8.5)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.set_xlim(0, max(ends) * room)


def rows_of(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame as dictionaries."""
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]


def rows_height(rows: int, each: float = 0.31, least: float = 1.75) -> float:
    """The height of a figure with so many rows of bars, with room for title, axis and caption."""
    return max(least, 1.15 + rows * each)


def label_rows(axes: Axes, names: Iterable[str], limit: int = 28) -> None:
    """Name the rows from the top, long names cut."""
    names = list(names)
    axes.set_yticks(range(len(names)), [cut(name, limit) for name in names])
    axes.set_ylim(len(names) - 0.4, -0.6)


def dot(axes: Axes, place: float, mean: tuple[float, float, float], *, few: bool, horizontal: bool = True) -> None:
    """A mean with the bounds of its interval, hollow where the cases are few; what is missing is not drawn."""
    value, low, high = mean
    x, y = ([value], [place]) if horizontal else ([place], [value])
    line = axes.hlines if horizontal else axes.vlines
    line([place], [low], [high], color=GREY, linewidth=1.6)
    fill = "white" if few else INK
    axes.plot(x, y, "o", markersize=6.5, markerfacecolor=fill, markeredgecolor=INK, markeredgewidth=1.2)


def cut(name: str, limit: int) -> str:
    """A name of at most `limit` characters."""
    return name if len(name) <= limit else name[: limit - 1].rstrip() + "…"


def label_periods(axes: Axes, periods: Sequence[str], most: int = 8) -> None:
    """Name the periods along the x axis, at most so many of them."""
    step = -(-len(periods) // most) or 1
    ticks = range(0, len(periods), step)
    axes.set_xticks(ticks, [spoken(periods[i]).replace(", ", "\n") for i in ticks])


def shown_of(shown: int, total: int, noun: str) -> str:
    """`12 of 31 actors`, or `12 actors` where all are shown."""
    return f"{shown} of {counted(total, noun)}" if shown < total else counted(total, noun)


def listing(parts: Iterable[str], most: int = 6) -> str:
    """The first parts of an alt text, and how many more there are."""
    parts = list(parts)
    more = len(parts) - most
    return "; ".join(parts[:most]) + (f"; and {more} more" if more > 0 else "") + "."


def undated_note(undated: int) -> str:
    """What a figure over time says of undated articles."""
    return f"; {counted(undated, 'undated article')} not shown" if undated else ""
