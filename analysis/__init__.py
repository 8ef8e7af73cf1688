"""stancebook: who is in the news, how it is said, and who stands where on sanctions.

The names below are the public interface, for notebooks and scripts; `docs/api.md` shows how they go together. Each is
loaded when it is first used (PEP 562), so that `import analysis` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.articles import Article, NoArticlesError, read_articles
    from analysis.engines import Run, annotate, load_tables
    from analysis.highlights import reading, statement_table
    from analysis.store import read_info, read_table, read_tables
    from analysis.tables import Tables

_HOMES = {
    "Article": "articles",
    "NoArticlesError": "articles",
    "Run": "engines",
    "Tables": "tables",
    "annotate": "engines",
    "load_tables": "engines",
    "read_articles": "articles",
    "read_info": "store",
    "read_table": "store",
    "read_tables": "store",
    "reading": "highlights",
    "statement_table": "highlights",
}
_MODULES = ("corrections", "exports", "figures", "highlights", "measures", "review")

__all__ = [
    "Article",
    "NoArticlesError",
    "Run",
    "Tables",
    "annotate",
    "load_tables",
    "read_articles",
    "read_info",
    "read_table",
    "read_tables",
    "reading",
    "statement_table",
]


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return import_module(f"analysis.{name}")
    if name in _HOMES:
        return getattr(import_module(f"analysis.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'analysis' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*__all__, *_MODULES])
