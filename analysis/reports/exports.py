"""The tables as CSV, for spreadsheets; Parquet holds the exact values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.reports.downloads import WHAT, Download, download
from analysis.store import read_table
from analysis.tables import END, SCHEMAS, START

# What a spreadsheet runs as a formula, also behind blanks and in full width.
_FORMULA = re.compile(r"\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|[\t\r\n]")


def write_tables(run: Path, report: Path, text: str) -> list[Download]:
    """Write every table of the run as `tables/NAME.csv` of the report, with the columns that `text` allows."""
    folder = report / "tables"
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for name in sorted(SCHEMAS, key=list(WHAT).index if set(SCHEMAS) <= set(WHAT) else None):
        frame = read_table(run, name, columns_shown(name, text))
        path = folder / f"{name}.csv"
        spreadsheet(frame).to_csv(path, index=False, encoding="utf-8", errors="backslashreplace", lineterminator="\n")
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


def spreadsheet(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with lists joined and an apostrophe before texts that a spreadsheet would run."""
    texts = [name for name in frame.columns if not pd.api.types.is_numeric_dtype(frame[name])]
    return frame.assign(**{name: frame[name].map(_cell) for name in texts})


def _cell(value: Any) -> Any:
    if not isinstance(value, str):
        if value is None or pd.api.types.is_scalar(value):
            return value
        value = "; ".join(map(str, value))
    return f"'{value}" if _FORMULA.match(value) else value
