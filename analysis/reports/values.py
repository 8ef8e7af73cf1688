"""A given text → a value of the declared type, or an error that says what was expected."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import yaml

_INT = re.compile(r"[+-]?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
_BOOL = {"true": True, "false": False}
_DATES = ("start", "end")  # texts for the notebooks, but only an ISO date selects anything


def _integer(text: str) -> int:
    if not _INT.fullmatch(text):
        raise ValueError(f"expected a whole number, not {text!r}")
    return int(text)


def _number(text: str) -> float:
    if not _FLOAT.fullmatch(text):
        raise ValueError(f"expected a number, not {text!r}")
    return float(text)


def _truth(text: str) -> bool:
    if text.lower() not in _BOOL:
        raise ValueError(f"expected true or false, not {text!r}")
    return _BOOL[text.lower()]


CONVERTERS: Mapping[str, Callable[[str], Any]] = {"str": str, "int": _integer, "float": _number, "bool": _truth}


def convert(name: str, kind: str, items: Sequence[str], *, listed: bool = False, raw: bool = False) -> Any:
    """The value of type `kind` (str, int, float, bool, list of these, `… | None`) that the texts mean.

    A single text for a list is split at commas, or read as a YAML list where it starts with a bracket. Raises
    `ValueError` with what was expected.
    """
    base = kind.removesuffix(" | None")
    if base != kind and not listed and list(items) in ([""], ["null"], ["none"]):
        return None
    if base == "list":
        base = "list[str]"
    if base.startswith("list[") and (one := CONVERTERS.get(base[5:-1])):
        parts = items if listed or raw or len(items) != 1 else _split(items[0])
        return [one(part) for part in parts]
    if base not in CONVERTERS:
        raise ValueError(f"has the type {kind}, which cannot be set from outside")
    if listed or len(items) != 1:
        raise ValueError(f"expected one value ({kind}), not {len(items)}")
    if raw and base != "str":
        raise ValueError(f"takes a value of type {kind}; give it with -p, not -r")
    return _day(items[0]) if name in _DATES and base == "str" else CONVERTERS[base](items[0])


def _split(text: str) -> list[str]:
    if text.startswith("["):
        loaded = load_yaml_texts(text)
        if isinstance(loaded, list) and all(isinstance(item, str) for item in loaded):
            return loaded
        raise ValueError(f"expected a list, not {text!r}")
    try:
        return [part.strip() for part in next(csv.reader([text], skipinitialspace=True), [])]
    except csv.Error:
        raise ValueError(f"expected values with commas between them, in a line, not {text!r}") from None


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat() if text else text
    except ValueError:
        raise ValueError(f"expected a date as YYYY-MM-DD, not {text!r}") from None


def load_yaml_texts(text: str) -> Any:
    """YAML in which every scalar is its text: `NO` stays "NO", `010` stays "010", `2022-01-03` stays a text.

    Raises `ValueError` where it is not YAML.
    """
    try:
        return yaml.load(text, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError) as error:
        raise ValueError(f"not YAML: {' '.join(str(error).split())}") from None
