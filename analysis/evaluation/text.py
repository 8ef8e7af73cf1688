"""Score tables, confusions and errors as plain text: ASCII, at most 100 columns wide."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.annotators.phrases import fold
from analysis.evaluation.scores import FIGURES

WIDTH = 100
ERRORS = 5  # shown of each group
EXCERPT = 240  # characters of an error's words
_LABEL = 30
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


def cascade_lines(steps: pd.DataFrame) -> list[str]:
    """What is left of the F1 when each field has to be right as well, and what the field alone would give."""
    head = ["and right in", "matched", "f1, 95 %", "cost", "f1 of stance, were it always right"]
    rows = [
        [row["step"], str(row["matched"]), _bounded(row, "f1"), _figure(row["cost"]), _figure(row["if_right"])]
        for row in steps.to_dict(orient="records")
    ]
    return grid([head, *rows])


def error_lines(errors: pd.DataFrame) -> list[str]:
    """Errors, each with its place, the statement of the gold and that of the run, and their words."""
    return [line for row in errors.to_dict(orient="records") for line in _error(row)]


def speech_error_lines(errors: pd.DataFrame) -> list[str]:
    """Contents missed or wrong, each with its place, source and cue, and its words."""
    lines: list[str] = []
    for row in errors.to_dict(orient="records"):
        place = f"{row['article_id']}:{row['start_char']}-{row['end_char']}"
        lines += _wrapped(f"{place}  {row['source'] or '(no source)'}: {row['cue'] or '(no cue)'}", "")
        lines += words_lines(row["text"])
    return lines


def words_lines(text: str) -> list[str]:
    """The words of an error, cut where they are many."""
    words = ascii_of(text)
    return _wrapped(words if len(words) <= EXCERPT else words[: EXCERPT - 3] + "...", "       | ", "       | ")


def sections(parts: Mapping[str, Sequence[str]]) -> str:
    """Titled parts, a blank line between them."""
    return "\n\n".join("\n".join([title, "-" * len(title), *lines]) for title, lines in parts.items()) + "\n"


def grid(rows: Sequence[Sequence[str]]) -> list[str]:
    """Aligned columns, the first to the left and the others to the right."""
    cells = [[ascii_of(row[0])[:_LABEL], *map(ascii_of, row[1:])] for row in rows]
    first, *others = (max(map(len, column)) for column in zip(*cells, strict=True))
    lines = ([row[0].ljust(first), *map(str.rjust, row[1:], others)] for row in cells)
    return ["  ".join(line).rstrip() for line in lines]


def _bounded(row: dict[Any, Any], name: str) -> str:
    return _interval(row[name], row[f"{name}_low"], row[f"{name}_high"])


def _interval(value: float, low: float, high: float) -> str:
    return _figure(value) if pd.isna(low) or pd.isna(value) else f"{value:.3f} [{low:.2f} {high:.2f}]"


def _figure(value: float) -> str:
    return "-" if pd.isna(value) else f"{value:.3f}"


def _error(row: dict[Any, Any]) -> list[str]:
    confidence = "" if pd.isna(row["confidence"]) else f"  ({row['confidence']:.2f})"
    there = [side for side in ("gold", "run") if not pd.isna(row[f"{side}_start_char"])]
    lines = [f"{row['article_id']}{confidence}"]
    for side in there:
        lines += _wrapped(statement(row, side), f"  {side:4} ")
        if side == "gold" or len(there) == 1 or row["run_text"] != row["gold_text"]:
            lines += words_lines(row[f"{side}_text"])
    return lines


def statement(row: Mapping[Any, Any], side: str) -> str:
    """A statement of an error in one line: place, holder, via, position, act, target, condition, attribution."""
    value = {name: row[f"{side}_{name}"] for name in ("holder", "via", "position", "act", "target", "attribution")}
    known = {name: "" if pd.isna(v) else str(v) for name, v in value.items()}
    parts = [
        f"{row[f'{side}_start_char']}-{row[f'{side}_end_char']}",
        known["holder"] + (f" via {known['via']}" if known["via"] else ""),
        f"{known['position']} ({known['act']})" + (f" on {known['target']}" if known["target"] else ""),
        "conditional" if row[f"{side}_conditional"] is True else "",
        known["attribution"],
    ]
    return "; ".join(part for part in parts if part)


def _wrapped(text: str, first: str, rest: str = "         ") -> list[str]:
    return textwrap.wrap(ascii_of(text), WIDTH, initial_indent=first, subsequent_indent=rest)
