"""HTML that Jupyter displays, built from escaped parts: tables, notes, findings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import zip_longest
from typing import Any

import pandas as pd
from markupsafe import Markup, escape

from analysis.highlights.links import Reference, linked
from analysis.measures.wording import Cases

MISSING = "-"
MARK = {"support": "▲ for", "oppose": "▼ against", "neutral": "● no side"}
LONG = 20  # rows from which a table scrolls under its header
ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")
OWN_LINK = re.compile(r"(?:[\w-]+\.html)?(?:#[\w-]+)?")  # a page of this report, a place in it, or both


@dataclass(frozen=True)
class Html:
    """A piece of HTML for display. `markup` is `Markup`: everything in it that came from outside is escaped."""

    markup: Markup

    def _repr_html_(self) -> str:
        return str(self.markup)

    def __repr__(self) -> str:
        text = re.sub(r"<style>.*?</style>", "", self.markup, flags=re.DOTALL)
        return str(Markup(text).striptags())


@dataclass(frozen=True)
class Link:
    """A link into the report; raises `ValueError` for an address that leads elsewhere."""

    text: str
    href: str

    def __post_init__(self) -> None:
        if not self.href or not OWN_LINK.fullmatch(self.href):
            raise ValueError(f"not a link into the report: {self.href!r} (use page.html, #place or page.html#place)")

    def __html__(self) -> str:
        return str(Markup('<a href="{}">{}</a>').format(self.href, self.text))


@dataclass(frozen=True)
class Cell:
    """A cell that is shown as `content`, and sorted and filtered by `value`, where that is something else.

    `kind` is a class of the element, by which a page may lay it out.
    """

    content: str | Markup | Reference
    value: str | float | None = None
    kind: str = ""


@lru_cache
def style(*names: str) -> Markup:
    """A style element with these files of this package."""
    folder = files("analysis.highlights")
    # From the package, not from outside, so it may stand as it is.
    return Markup("<style>\n{}</style>\n").format(
        Markup("").join(Markup((folder / f"{name}.css").read_text(encoding="utf-8")) for name in names)
    )


def note(text: str, n: int | None = None) -> Html:
    """A caveat, after the number of cases that it rests on: `note("statements.", 14)` gives `n = 14 statements.`"""
    cases = "" if n is None else f"n = {n:,} "
    return Html(style("style") + Markup('<p class="sb-note">{}{}</p>').format(cases, text))


def bullets(sentences: Iterable[str]) -> Html:
    """Sentences as a list: the findings."""
    items = Markup("").join(Markup("<li>{}</li>\n").format(linked(sentence)) for sentence in sentences)
    return Html(style("style") + Markup('<ul class="sb-findings">\n{}</ul>').format(items))


def folded(summary: str, html: Html) -> Html:
    """What is shown when it is opened."""
    parts = Markup('<details class="sb-fold"><summary>{}</summary>\n{}</details>')
    return Html(parts.format(summary, html.markup))


def escaping_table(
    frame: pd.DataFrame,
    caption: str = "",
    *,
    names: dict[str, str] | None = None,
    most: int = 100,
    ids: Sequence[str] = (),
    classes: str = "",
) -> Html:
    """A frame as an HTML table: cells escaped, numbers at the right, the first column the rows' header.

    Cells may be `Link`s, `Cell`s and `Cases`. At most `most` rows are shown, and it is said how many there are. `names`
    renames columns in the header; else `_` becomes a blank. `ids` are the rows' anchors, "" for none. An empty frame
    gives a note that there is none.
    """
    if frame.empty:
        return note(f"{caption}: none." if caption else "None.")
    names = names or {}
    numeric = [_is_numeric(column) for _, column in frame.items()]
    heads = [(names.get(str(c), str(c).replace("_", " ")), n) for c, n in zip(frame.columns, numeric, strict=True)]
    head = Markup("").join(Markup('<th scope="col"{}>{}</th>').format(_right(n), name) for name, n in heads)
    rows = frame.head(most).itertuples(index=False, name=None)
    body = Markup("\n").join(_row(row, numeric, place) for row, place in zip_longest(rows, ids[:most], fillvalue=""))
    title = Markup("<caption>{}</caption>\n").format(caption) if caption else ""
    table = Markup(
        '<div class="sb-scroll{}"><table class="sb-table{}">\n{}<thead><tr>{}</tr></thead>\n'
        "<tbody>\n{}\n</tbody></table></div>"
    ).format(
        " sb-long" * (min(len(frame), most) >= LONG),
        f"{_width(len(heads))}{classes and ' '}{classes}",
        title,
        head,
        body,
    )
    more = note(f"{most} of {len(frame):,} rows are shown.").markup if len(frame) > most else ""
    return Html(style("style") + table + more)


def _width(columns: int) -> str:
    """The class of a table of so many columns: rather than break every word it scrolls sideways."""
    return next((f" sb-wide{least}" for least in (8, 6, 4) if columns >= least), "")


def _right(numeric: bool) -> Markup:
    return Markup(' class="sb-num"' if numeric else "")


def _is_numeric(column: pd.Series[Any]) -> bool:
    if pd.api.types.is_bool_dtype(column):
        return False
    cells = column.to_list() if column.dtype == object else []
    numbers = bool(cells) and all(isinstance(cell, Cell) and isinstance(cell.value, int | float) for cell in cells)
    return numbers or pd.api.types.is_numeric_dtype(column)


def _row(row: Sequence[Any], numeric: Sequence[bool], place: str = "") -> Markup:
    cells = [
        Markup('<th scope="row"{}>{}</th>' if i == 0 else "<td{}>{}</td>").format(
            _attributes(value, right), _cell(value)
        )
        for i, (value, right) in enumerate(zip(row, numeric, strict=True))
    ]
    head = Markup('<tr id="{}">').format(place) if place else Markup("<tr>")
    return head + Markup("").join(cells) + Markup("</tr>")


def _attributes(cell: Any, numeric: bool) -> Markup:
    """The classes of a cell, and what it is sorted and filtered by where that is not what is shown."""
    kind, value = (cell.kind, cell.value) if isinstance(cell, Cell) else ("", None)
    classes = " ".join(filter(None, ["sb-num" * numeric, kind]))
    made = Markup(' class="{}"').format(classes) if classes else Markup("")
    return made + Markup(' data-value="{}"').format(value) if isinstance(value, str) else made


def _cell(value: Any) -> Markup:
    """A value in words: two decimals, yes or no, a dash where it is missing."""
    match value:
        case Cell():
            return _cell(value.content)
        case Cases():
            return linked(value)
        case tuple() | list():
            return escape(", ".join(map(str, value)) or MISSING)
        case bool():
            return Markup("yes" if value else "no")
        case _ if not hasattr(value, "__html__") and pd.isna(value):
            return Markup(MISSING)
        case float():
            return Markup(f"{value:.0f}" if value.is_integer() else f"{value:.2f}")
        case "":
            return Markup(MISSING)
        case str() if ISO_DATE.fullmatch(value):
            return Markup("<time>{}</time>").format(value)
        case _:
            return escape(value)
