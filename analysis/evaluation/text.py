"""Score tables, confusions and errors as plain text: ASCII, at most 100 columns wide."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis.annotators.phrases import fold
from analysis.evaluation.scores import FIGURES

WIDTH = 100
EXCERPT = 240  # characters of an error's words
_LABEL = 34
# What `fold` leaves as it is and a terminal may not show.
_MARKS = str.maketrans("“”„«»\u2010\u2011\u2012\u2013\u2014", '"""""-----')


def ascii_of(text: str) -> str:
    """The text on one line in ASCII; what has no near sign is a question mark."""
    flat = " ".join(fold(text.translate(_MARKS)).split())
    return flat.encode("ascii", "replace").decode("ascii")


def score_lines(scores: pd.DataFrame) -> list[str]:
    """A score table: label, gold and found counts, and each figure with its 95 % interval."""
    label = str(scores.columns[0])
    head = [label, "gold", "found", *(f"{name}, 95 %" for name in FIGURES)]
    rows = [
        [row[label], str(row["n_gold"]), str(row["n_pred"]), *(_bounded(row, name) for name in FIGURES)]
        for row in scores.to_dict(orient="records")
    ]
    return grid([head, *rows])


def accuracy_lines(accuracies: pd.DataFrame) -> list[str]:
    """A table of accuracies, each with its n and interval."""
    rows = [
        [row["field"], str(row["n"]), _interval(row["accuracy"], row["low"], row["high"])]
        for row in accuracies.to_dict(orient="records")
    ]
    return grid([["field", "matched", "accuracy, 95 %"], *rows])


def confusion_lines(table: pd.DataFrame) -> list[str]:
    """Counts of gold (rows) against found (columns); a dot is 0. Columns too many for their names go by numbers."""
    if table.empty:
        return ["(none)"]
    rows, columns = [str(name) for name in table.index], [str(name) for name in table.columns]
    if sum(len(name) + 2 for name in columns) > WIDTH - 16:
        rows = [f"{columns.index(name) + 1} {name}" if name in columns else name for name in rows]
        columns = [str(k + 1) if name in table.index else name for k, name in enumerate(columns)]
    counts = [[str(n) if n else "." for n in line] for line in table.to_numpy().tolist()]
    return grid([["gold \\ found", *columns], *([name, *line] for name, line in zip(rows, counts, strict=True))])


def error_lines(errors: pd.DataFrame) -> list[str]:
    """Errors, each with its place, what it says, what stands there instead, and its words."""
    lines: list[str] = []
    for row in errors.to_dict(orient="records"):
        lines += _error(row)
    return lines


def grid(rows: Sequence[Sequence[str]]) -> list[str]:
    """Aligned columns, the first to the left and the others to the right."""
    cells = [[ascii_of(row[0])[:_LABEL], *map(ascii_of, row[1:])] for row in rows]
    first, *others = (max(map(len, column)) for column in zip(*cells, strict=True))
    lines = ([row[0].ljust(first), *map(str.rjust, row[1:], others)] for row in cells)
    return ["  ".join(line).rstrip() for line in lines]


def _bounded(row: dict[Any, Any], name: str) -> str:
    return _interval(row[name], row[f"{name}_low"], row[f"{name}_high"])


def _interval(value: float, low: float, high: float) -> str:
    if pd.isna(value):
        return "-"
    return f"{value:.3f}" if pd.isna(low) else f"{value:.3f} [{low:.2f} {high:.2f}]"


def _error(row: dict[Any, Any]) -> list[str]:
    statement = " ".join(str(row[k]) for k in ("holder", "position", "act"))
    instead = f"; {'run' if row['error'] == 'missed' else 'gold'}: {row['instead']}" if row["instead"] else ""
    confidence = "" if pd.isna(row["confidence"]) else f" ({row['confidence']:.2f})"
    place = f"{row['article_id']}:{row['start_char']}-{row['end_char']}"
    head = f"{row['error']:6} {place}  {statement}{confidence} - {row['reason']}{instead}"
    words = ascii_of(row["text"])
    words = words if len(words) <= EXCERPT else words[: EXCERPT - 3] + "..."
    return [
        *textwrap.wrap(ascii_of(head), WIDTH, subsequent_indent="       "),
        *textwrap.wrap(words, WIDTH, initial_indent="       | ", subsequent_indent="       | "),
    ]
