"""A matrix file → the sets of parameters of many reports, each with a name that is safe for a folder.

YAML: a list of sets (`- {actors: [Iran], start: 2022-01-01}`), or axes, every combination of whose values is a set:

    actors: [[Russia], [Iran, Germany]]     two values, each a list
    outlets: each                           every outlet of the run, alone
    month: each                             every month of the run, as start and end

CSV: a set a row; the head names the parameters, and an empty field leaves its parameter as it is.
"""

from __future__ import annotations

import csv
import io
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from analysis.reports.parameters import Given, ParameterError
from analysis.reports.places import slug
from analysis.reports.values import load_yaml_texts

EACH, MONTH = "each", "month"
MOST = 1000
# Beside the reports lie what they share.
_TAKEN = ("tables", "notebooks", "index")

Axis = tuple[str, Sequence[Mapping[str, Given]] | None]  # a name and its values; None for each


@dataclass(frozen=True)
class ParameterSet:
    """What is given for one report; `name` is its folder's."""

    name: str
    given: Mapping[str, Given]

    @property
    def shown(self) -> dict[str, str]:
        """The values as texts, by parameter."""
        return {name: ", ".join(one.items) for name, one in self.given.items()}


@dataclass(frozen=True)
class Matrix:
    """What a file asks for; sets that depend on the run are made by `sets`."""

    where: str
    rows: tuple[Mapping[str, Given], ...] = ()
    axes: tuple[Axis, ...] = ()

    @property
    def needs_run(self) -> bool:
        """Whether it asks for each outlet or month of the run."""
        return any(values is None for _, values in self.axes)

    def parameters(self) -> Iterable[Mapping[str, Given]]:
        """Everything that is given in it as it stands, to be checked before anything runs."""
        yield from self.rows
        for _, values in self.axes:
            yield from values or ()

    def sets(self, summary: Mapping[str, Any] | None = None) -> list[ParameterSet]:
        """The sets in the file's order; `summary` tells the outlets and months of the run where they are asked for."""
        axes = [values if values is not None else _each(name, summary or {}) for name, values in self.axes]
        rows = [dict(pair for part in parts for pair in part.items()) for parts in product(*axes)] if axes else []
        found = [*self.rows, *rows]
        if not found:
            raise ParameterError(f"{self.where}: no set of parameters in it, or the run has none of what it asks for")
        if len(found) > MOST:
            raise ParameterError(f"{self.where}: {len(found):,} reports; at most {MOST:,} are made at once")
        return _named(found)


def read_matrix(file: str | Path) -> Matrix:
    """Raises `ParameterError` with the file and the row for what cannot be used."""
    path = Path(file)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeError) as error:
        raise ParameterError(f"{file}: cannot be read as a matrix: {error}") from None
    if path.suffix.lower() == ".csv":
        return Matrix(str(file), rows=tuple(_csv_rows(text, str(file))))
    try:
        content = load_yaml_texts(text)
    except ValueError as error:
        raise ParameterError(f"{file}: {error}") from None
    if isinstance(content, dict) and content:
        return Matrix(str(file), axes=tuple(_axis(str(n), values, str(file)) for n, values in content.items()))
    if isinstance(content, list) and content:
        return Matrix(str(file), rows=tuple(_yaml_rows(content, str(file))))
    raise ParameterError(f"{file}: expected a list of sets of parameters, or parameters with lists of values")


def _csv_rows(text: str, where: str) -> Iterable[Mapping[str, Given]]:
    reader = csv.DictReader(io.StringIO(text), skipinitialspace=True)
    if not reader.fieldnames or not all(name.strip() for name in reader.fieldnames):
        raise ParameterError(f"{where}: the first row must name the parameters")
    for row in reader:
        if None in row or None in row.values():
            raise ParameterError(f"{where}, row {reader.line_num}: not as many fields as the head names parameters")
        yield {name.strip(): Given((value,)) for name, value in row.items() if value}


def _yaml_rows(content: Sequence[object], where: str) -> Iterable[Mapping[str, Given]]:
    for number, row in enumerate(content, 1):
        if not isinstance(row, dict):
            raise ParameterError(f"{where}, set {number}: expected name: value pairs")
        yield {str(name): _given(value, f"{where}, set {number}, {name}") for name, value in row.items()}


def _axis(name: str, values: object, where: str) -> Axis:
    if values == EACH and name in ("outlets", MONTH):
        return name, None
    if not isinstance(values, list) or not values:
        raise ParameterError(f"{where}, {name}: expected a list of values, or for outlets and month: each")
    if name == MONTH:
        return name, [_month(str(value), where) for value in values]
    return name, [{name: _given(value, f"{where}, {name}")} for value in values]


def _given(value: object, where: str) -> Given:
    if isinstance(value, str):
        return Given((value,))
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return Given(tuple(value), listed=True)
    raise ParameterError(f"{where}: expected a value or a list of values")


def _each(name: str, summary: Mapping[str, Any]) -> list[Mapping[str, Given]]:
    if name == MONTH:
        return [_month(month, "month") for month in summary.get("months", ())]
    return [{name: Given((outlet,), listed=True)} for outlet in summary.get("outlets", ())]


def _month(text: str, where: str) -> Mapping[str, Given]:
    try:
        year, month = map(int, text.split("-"))
        last = monthrange(year, month)[1]
    except ValueError:
        raise ParameterError(f"{where}: expected a month as YYYY-MM, not {text!r}") from None
    return {"start": Given((f"{year:04}-{month:02}-01",)), "end": Given((f"{year:04}-{month:02}-{last}",))}


def _named(rows: Sequence[Mapping[str, Given]]) -> list[ParameterSet]:
    """Names after the values, made to differ where they would not."""
    names: dict[str, None] = {}
    for row in rows:
        stem = name = slug("-".join(_words(row)), "report")
        number = 1
        while name in names or name in _TAKEN:
            number += 1
            name = f"{stem[:55]}-{number}"
        names[name] = None
    return [ParameterSet(name, row) for name, row in zip(names, rows, strict=True)]


def _words(row: Mapping[str, Given]) -> Iterable[str]:
    for name, given in row.items():
        if name == "end" and _is_month(row):
            continue
        yield row["start"].items[0][:7] if name == "start" and _is_month(row) else "-".join(given.items)


def _is_month(row: Mapping[str, Given]) -> bool:
    start, end = (row[name].items[0] if name in row else "" for name in ("start", "end"))
    try:
        return bool(start and end) and _month(start[:7], "") == {"start": row["start"], "end": row["end"]}
    except ParameterError:
        return False
