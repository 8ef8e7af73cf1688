"""HTML that Jupyter displays, built from escaped parts: tables, notes, findings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import pandas as pd
from markupsafe import Markup, escape

MISSING = "-"
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


def anchor(identifier: str) -> str:
    """An id for use in `id` and `href`, the same for the same identifier (a stance_id, an article_id).

    What is not a letter, a digit or a hyphen becomes its code, so that two identifiers never share an anchor.
    """
    return "sb-" + re.sub(r"[^A-Za-z0-9-]", lambda match: f"_{ord(match[0]):x}_", identifier)


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
    items = Markup("").join(Markup("<li>{}</li>\n").format(sentence) for sentence in sentences)
    return Html(style("style") + Markup('<ul class="sb-findings">\n{}</ul>').format(items))


def escaping_table(
    frame: pd.DataFrame, caption: str = "", *, names: dict[str, str] | None = None, most: int = 100
) -> Html:
    """A frame as an HTML table: cells escaped, numbers at the right, the first column the rows' header.

    Cells may be `Link`s. At most `most` rows are shown, and it is said how many there are. `names` renames columns in
    the header; else `_` becomes a blank. An empty frame gives a note that there is none.
    """
    if frame.empty:
        return note(f"{caption}: none." if caption else "None.")
    names = names or {}
    numeric = [pd.api.types.is_numeric_dtype(t) and not pd.api.types.is_bool_dtype(t) for t in frame.dtypes]
    heads = [(names.get(str(c), str(c).replace("_", " ")), n) for c, n in zip(frame.columns, numeric, strict=True)]
    head = Markup("").join(Markup('<th scope="col"{}>{}</th>').format(_right(n), name) for name, n in heads)
    body = Markup("\n").join(_row(row, numeric) for row in frame.head(most).itertuples(index=False, name=None))
    title = Markup("<caption>{}</caption>\n").format(caption) if caption else ""
    table = Markup(
        '<div class="sb-scroll"><table class="sb-table">\n{}<thead><tr>{}</tr></thead>\n'
        "<tbody>\n{}\n</tbody></table></div>"
    ).format(title, head, body)
    more = note(f"{most} of {len(frame):,} rows are shown.").markup if len(frame) > most else ""
    return Html(style("style") + table + more)


def _right(numeric: bool) -> Markup:
    return Markup(' class="sb-num"' if numeric else "")


def _row(row: Sequence[Any], numeric: Sequence[bool]) -> Markup:
    cells = [
        Markup('<th scope="row"{}>{}</th>' if i == 0 else "<td{}>{}</td>").format(_right(right), _cell(value))
        for i, (value, right) in enumerate(zip(row, numeric, strict=True))
    ]
    return Markup("<tr>{}</tr>").format(Markup("").join(cells))


def _cell(value: Any) -> Markup:
    """A value in words: two decimals, yes or no, a dash where it is missing."""
    match value:
        case tuple() | list():
            return escape(", ".join(map(str, value)) or MISSING)
        case bool():
            return Markup("yes" if value else "no")
        case _ if pd.isna(value):
            return Markup(MISSING)
        case float():
            return Markup(f"{value:.0f}" if value.is_integer() else f"{value:.2f}")
        case str() if ISO_DATE.fullmatch(value):
            return Markup("<time>{}</time>").format(value)
        case _:
            return escape(value)
