"""Links of a report: what `highlights.Reference` only names becomes the address of a page, where there is one."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import parse_qs

from analysis.reports.outcome import Body

_REFERENCE = re.compile(r'<span data-to="([^"]*)">(.*?)</span>', re.DOTALL)
_ID = re.compile(r'<tr id="([^"]*)">')
_LIST = re.compile(r'<table class="[^"]*\bsb-statements\b')


@dataclass(frozen=True)
class Links:
    """Where the statements and the articles are: addresses from the report's folder."""

    statements: str | None = None  # the page that lists them
    places: frozenset[str] = frozenset()  # the anchors of its rows
    articles: Mapping[str, str] = field(default_factory=dict)  # an article's id → its page

    @classmethod
    def of(cls, pages: Iterable[tuple[str, Body]], articles: Mapping[str, str]) -> Self:
        """The first page with a list of statements is where numbers lead to."""
        for href, body in pages:
            if _LIST.search(body.html):
                return cls(href, frozenset(html.unescape(i) for i in _ID.findall(body.html)), articles)
        return cls(articles=articles)

    def resolve(self, markup: str, root: str = "") -> str:
        """HTML with its references as links; words alone where what they name is no page of this report."""
        return _REFERENCE.sub(lambda match: self._link(html.unescape(match[1]), match[2], root), markup)

    def _link(self, to: str, words: str, root: str) -> str:
        href = self._href(to)
        return words if href is None else f'<a class="to" href="{html.escape(root + href)}">{words}</a>'

    def _href(self, to: str) -> str | None:
        address, _, place = to.partition("#")
        kind, _, query = address.partition("?")
        if kind == "statements" and self.statements:
            return f"{self.statements}?{query}#{place if place in self.places else 'main'}"
        if kind == "article":
            page = self.articles.get("".join(parse_qs(query).get("id", [])))
            return page and (f"{page}#{place}" if place else page)
        return None
