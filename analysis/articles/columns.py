"""Column names → the fields of an article."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from analysis.articles.records import UnknownColumnError, UnreadableError, shown

# The usual spellings, without case, blanks, hyphens and underscores; the first that a file has is taken.
SPELLINGS: Mapping[str, tuple[str, ...]] = {
    "text": ("text", "body", "content", "article", "fulltext", "articletext", "articlebody"),
    "date": ("date", "publishedat", "published", "publishdate", "pubdate", "publicationdate", "datetime"),
    "source": ("source", "outlet", "publisher", "media", "sourcename"),
    "title": ("title", "headline"),
    "id": ("id", "articleid", "uid", "guid", "url"),
    "genre": ("genre", "category", "section", "type"),
}
_SEPARATORS = re.compile(r"[\s_-]+")
_REMEMBERED = 64  # sets of column names whose fields are kept; rows of JSON may each have their own


class Columns:
    """Which column holds which field: mapped by the caller, else known by its spelling.

    `mapped` is {field: column}, e.g. {"text": "Inhalt"}. Raises `ValueError` for a field that articles do not have.
    """

    def __init__(self, mapped: Mapping[str, str] | None = None) -> None:
        self.mapped = {"id" if field == "article_id" else field: name for field, name in (mapped or {}).items()}
        for field in self.mapped:
            if field not in SPELLINGS:
                close = get_close_matches(field, SPELLINGS, 1)
                hint = f"did you mean {close[0]}? " if close else ""
                raise ValueError(f"no field {shown(field)!r}; {hint}fields: {', '.join(SPELLINGS)}")
        self._remembered: dict[tuple[str, ...], dict[str, str]] = {}

    def find(self, names: Iterable[str]) -> dict[str, str]:
        """{field: column} for the fields that these columns hold."""
        key = tuple(names)
        if key not in self._remembered:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            self._remembered[key] = self._find(key)
        return self._remembered[key]

    def _find(self, names: tuple[str, ...]) -> dict[str, str]:
        by_spelling: dict[str, str] = {}
        for name in names:
            by_spelling.setdefault(_SEPARATORS.sub("", name).lower(), name)
        taken = {field: column for field in self.mapped if (column := self._column(field, names))}
        for field, spellings in SPELLINGS.items():
            column = next((by_spelling[s] for s in spellings if s in by_spelling), None)
            if field not in self.mapped and column and column not in taken.values():
                taken[field] = column
        return taken

    def _column(self, field: str, names: Iterable[str]) -> str | None:
        """The column mapped to this field: by its exact name, else whatever its case."""
        wanted = self.mapped[field]
        return next((n for n in names if n == wanted), None) or next(
            (n for n in names if n.strip().lower() == wanted.strip().lower()), None
        )

    def header(self, names: Iterable[str], file: str) -> dict[str, str]:
        """`find` for a file whose columns are the same in every row.

        Raises `UnknownColumnError` where a mapped column is absent, `UnreadableError` where no column holds a text.
        """
        names = tuple(names)
        found = self.find(names)
        self.check_mapped(found, names, file)
        if "text" not in found:
            raise UnreadableError(f"no text column; its columns: {listed(names)}", TEXT_REMEDY)
        return found

    def check_mapped(self, found: Iterable[str], names: Iterable[str], file: str) -> None:
        """Raise `UnknownColumnError` where a mapped field is not among the fields found."""
        for field in self.mapped.keys() - set(found):
            wanted = shown(self.mapped[field])
            raise UnknownColumnError(f"{file}: no column {wanted!r} for {field}; its columns: {listed(names)}")


TEXT_REMEDY = "name the column that holds the article's text: text=COLUMN"


def listed(names: Iterable[str], most: int = 20) -> str:
    """Column names for a message."""
    names = list(names)
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return (", ".join(shown(name, 40) for name in names[:most]) or "none") + more
