"""The tables of a run: their schemas, rows made from records, and data frames.

The schemas follow from the record types, whose modules import spaCy. They are loaded when they are first used, so that
reading a finished run goes without it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from analysis.tables.columns import END, SKIPPED, START
from analysis.tables.frames import Tables, data_frame

if TYPE_CHECKING:
    from analysis.tables.rows import KEPT, SCHEMAS, batch_tables, rows_of

__all__ = ["END", "KEPT", "SCHEMAS", "SKIPPED", "START", "Tables", "batch_tables", "data_frame", "rows_of"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        return getattr(import_module("analysis.tables.rows"), name)
    raise AttributeError(f"module 'analysis.tables' has no attribute {name!r}")
