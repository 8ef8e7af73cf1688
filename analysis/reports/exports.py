"""The tables as CSV, for spreadsheets; Parquet holds the exact values."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from analysis.exports.cells import write_csv
from analysis.reports.downloads import WHAT, Download, download
from analysis.store import read_table
from analysis.tables import END, SCHEMAS, START


def write_tables(run: Path, report: Path, text: str) -> list[Download]:
    """Write every table of the run as `tables/NAME.csv` of the report, with the columns that `text` allows."""
    folder = report / "tables"
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for name in sorted(SCHEMAS, key=list(WHAT).index if set(SCHEMAS) <= set(WHAT) else None):
        frame = read_table(run, name, columns_shown(name, text))
        path = folder / f"{name}.csv"
        write_csv(path, frame)
        made.append(download(path, report, WHAT.get(name, name), f"{len(frame):,}"))
    return made


def columns_shown(table: str, text: str) -> list[str]:
    """The columns that may be shown: in `excerpt` not the whole articles and sentences, in `none` no span's words."""
    return [name for name in SCHEMAS[table].names if name not in set(_own_words(table, text))]


def _own_words(table: str, text: str) -> Iterator[str]:
    if text == "full":
        return
    names = SCHEMAS[table].names
    if table in ("articles", "sentences") or text == "none":
        yield "text"
    if text == "none":
        yield "title"
        yield from (name for name in names if {name + START, name + END} <= set(names))
