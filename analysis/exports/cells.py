"""Cells of a CSV file that a spreadsheet may open."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Any

import pandas as pd

# What a spreadsheet runs as a formula (OWASP, "CSV injection"), also behind blanks, in full width, and behind a
# separator: a program that takes another separator than the file's starts a new cell there.
_START = r"(?:\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|[\t\r\n])"
_FORMULA = re.compile(_START)
_BEHIND_SEPARATOR = re.compile(rf"([,;|\t\r\n])(?={_START})")
_MARK = "'"


def spreadsheet(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with lists joined by "; ", and an apostrophe before what a spreadsheet would run as a formula.

    Numbers stay numbers. For exact values take Parquet.
    """
    texts = [name for name in frame.columns if not pd.api.types.is_numeric_dtype(frame[name])]
    return frame.assign(**{name: frame[name].map(cell).astype("object") for name in texts})


def cell(value: Any) -> Any:
    """One value for a CSV cell: a text that cannot be run, a list as text, anything else as it is."""
    if not isinstance(value, str):
        if value is None or pd.api.types.is_scalar(value):
            return value
        value = "; ".join(map(str, value))
    text = _BEHIND_SEPARATOR.sub(rf"\1{_MARK}", value)
    return f"{_MARK}{text}" if _FORMULA.match(text) else text


def plain(text: str) -> str:
    """The text that `cell` made a cell of, as far as its beginning goes: what a spreadsheet gives back."""
    return text[1:] if text.startswith(_MARK) and _FORMULA.match(text[1:]) else text


def write_csv(path: Path, frame: pd.DataFrame, separator: str = ",", *, for_excel: bool = False) -> None:
    """Write the cells of a frame, texts in quotation marks, in UTF-8; Excel knows it by a byte order mark."""
    spreadsheet(frame).to_csv(
        path,
        sep=separator,
        index=False,
        quoting=csv.QUOTE_NONNUMERIC,
        encoding="utf-8-sig" if for_excel else "utf-8",
        errors="backslashreplace",
        lineterminator="\n",
    )
