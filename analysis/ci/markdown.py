"""Markdown that foreign text cannot act in: what a template puts in is escaped, unless it is Markdown of ours.

Titles, names of outlets, actors and files are strangers' words. In a summary they are to be read, and nothing else: no
link, image, HTML, heading, table cell, formula, mention or reference comes of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from analysis.articles.records import shown

LONGEST = 1000  # characters of a value
JOINER = "\u2060"  # has no width and breaks no line
_MARKUP = re.compile(r"[\\`*_\[\]~]")
# At the beginning of a line: lists, headings, underlines of headings.
_BLOCK = re.compile(r"^(\d*)(?<=\d)(?=[.)](?:\s|$))|^(?=[-+=#])")
# What hosts make links of, also where it was escaped: @somebody, #12, https://…, www.…
_LINKED = re.compile(r"(?<=@)|(?<=#)(?=\w)|(?=://)|(?<=www)(?=\.)", re.IGNORECASE)
# Formulas are looked for before Markdown is read; an element between is what ends them.
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;", "$": "<span>$</span>"})


class Own(str):
    """Markdown that is safe: of ours, or made by `escape`."""


def escape(value: object, limit: int = LONGEST) -> Own:
    """A text as one line of Markdown that shows it; controls are written out, what is longer than `limit` is cut."""
    line = _LINKED.sub(JOINER, shown(" ".join(str(value).split()), limit))
    line = _BLOCK.sub(r"\g<0>\\", _MARKUP.sub(r"\\\g<0>", line))
    return Own(line.translate(_ENTITIES))


def link(words: object, href: str | None) -> Own:
    """A link of ours with foreign words; the words alone without an address."""
    return Own(f"[{escape(words)}](<{href}>)") if href else escape(words)


def _finalize(value: object) -> str:
    return value if isinstance(value, Own) else escape("" if value is None else value)


def render(template: str, **content: object) -> Own:
    """A template of this part, filled in."""
    return Own(_templates().get_template(template).render(content))


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("analysis.ci", "templates"),
        autoescape=False,
        finalize=_finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["link"] = link
    return environment


def fit(parts: Iterable[str], most: int) -> list[Own]:
    """The first parts that have `most` bytes together."""
    size, kept = 0, []
    for part in parts:
        size += len(part.encode(errors="replace"))
        if size > most:
            break
        kept.append(Own(part))
    return kept
