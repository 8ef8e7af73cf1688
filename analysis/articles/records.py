"""What a reader returns, and the errors of a source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

SHOWN = 600  # characters of a text that a notebook shows


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One news article: the unit of everything that follows.

    `text` is what the reader returned, untouched; every offset in every table counts its code points.
    `date` is ISO 8601 (YYYY-MM-DD) or None.
    `genre` is the source's own word for it (news, opinion, official …) or None.
    """

    article_id: str
    text: str
    date: str | None = None
    source: str | None = None
    title: str | None = None
    genre: str | None = None
    language: str = "en"

    def _repr_html_(self) -> str:
        """Outlet, date and title, and the beginning of the text, escaped: what Jupyter shows."""
        facts = ", ".join(filter(None, [self.source, self.date or "undated", self.genre, f"article {self.article_id}"]))
        cut = self.text[:SHOWN] + ("…" if len(self.text) > SHOWN else "")
        title = Markup("<p><strong>{}</strong></p>\n").format(self.title) if self.title else Markup("")
        text = Markup('<p style="white-space: pre-line; max-width: 42rem">{}</p>').format(cut)
        return str(Markup("<p>{}</p>\n").format(facts) + title + text)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the values of the fields text, date, source, title, id and genre, as far as it has them."""

    number: int | None
    fields: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that could not be read, and what to do about it."""

    number: int | None
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """Something in a source that is not an article, and what to do about it."""

    file: str
    row: int | None  # 1-based data row or line where the format has rows, else None
    reason: str
    remedy: str


class NoArticlesError(ValueError):
    """A source that does not exist or has no usable article; the message says what to do."""


class UnknownColumnError(NoArticlesError):
    """A column that was asked for and that a file does not have; the message names the columns there are."""


class UnreadableError(Exception):
    """The rest of a file cannot be read: why, from which row on, what to do. `ArticleSource` notes it and goes on."""

    def __init__(self, reason: str, remedy: str, row: int | None = None) -> None:
        super().__init__(reason)
        self.reason, self.remedy, self.row = reason, remedy, row


def shown(value: object, limit: int = 80) -> str:
    """Foreign text for a message: controls, bidi marks and lone surrogates escaped, cut to `limit` characters."""
    text = str(value)
    cut = text if len(text) <= limit else text[: limit - 1] + "…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in cut)
