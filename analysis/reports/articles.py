"""The reading pages of a report, a page an article, and their list. Loads nothing: `reading` makes what they show."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

FOLDER = "articles"
INDEX = f"{FOLDER}/index.html"
MOST = 2000  # pages; of more articles those with most statements have one
_PLAIN = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")


@dataclass(frozen=True, kw_only=True)
class Reading:
    """An article as its page shows it; `title` is the article's own words, or its id where those are not shown.

    `text` and `statements` are HTML, what they lead to is only named in them.
    """

    article_id: str
    title: str
    date: str
    outlet: str
    n_statements: int
    n_quotes: int
    text: str
    statements: str

    @property
    def href(self) -> str:
        """Its page."""
        return self.address(self.article_id)

    @staticmethod
    def address(article_id: str) -> str:
        """The page of an article: named by the id where that is a plain one, else by a hash of it."""
        plain = _PLAIN.fullmatch(article_id) and article_id != "index"
        name = article_id if plain else "a-" + sha256(article_id.encode()).hexdigest()[:16]
        return f"{FOLDER}/{name}.html"


def write_readings(readings: Sequence[Reading], n_articles: int, folder: Path, fill: Callable[..., str]) -> None:
    """Write the pages below a report's folder; `fill` makes a page from a template of the report and its content."""
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    around: list[Reading | None] = [None, *readings, None]
    for i, one in enumerate(readings):
        near = {"before": around[i], "after": around[i + 2]}
        _write(folder / one.href, fill("article.html.j2", here=one.href, title=one.title, article=one, **near))
    page = fill("articles.html.j2", here=INDEX, title="Articles", articles=readings, n=n_articles)
    _write(folder / INDEX, page)


def _write(path: Path, page: str) -> None:
    path.write_text(page, encoding="utf-8", errors="replace")
