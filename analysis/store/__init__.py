"""The tables on disk: one Parquet dataset a table, committed whole; and what was annotated before, kept by content."""

from analysis.store.kept import Kept, key_of, locked
from analysis.store.reading import NoRunError, read_arrow, read_info, read_table, read_tables
from analysis.store.writing import RunWriter

__all__ = [
    "Kept",
    "NoRunError",
    "RunWriter",
    "key_of",
    "locked",
    "read_arrow",
    "read_info",
    "read_table",
    "read_tables",
]
