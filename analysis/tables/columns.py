"""Record types → columns and their types. Needs no spaCy."""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from analysis.articles import Skipped

START, END = "_start_char", "_end_char"
_ARROW = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_(), tuple: pa.list_(pa.string())}


def _arrow_type(hint: Any) -> pa.DataType:
    """`str | None` → string, `tuple[str, ...]` → list of strings."""
    if isinstance(hint, types.UnionType):
        hint = next(arg for arg in typing.get_args(hint) if arg is not type(None))
    return _ARROW[typing.get_origin(hint) or hint]


def fields_of(kind: type) -> dict[str, pa.DataType]:
    """The fields of a dataclass, as columns."""
    hints = typing.get_type_hints(kind)
    return {field.name: _arrow_type(hints[field.name]) for field in dataclasses.fields(kind)}


def spans_of(columns: Iterable[str]) -> list[str]:
    """The spans that a record holds beside its own: speaker, cue, holder …"""
    return [name.removesuffix(START) for name in columns if name.endswith(START)]


SKIPPED: pa.Schema = pa.schema(list(fields_of(Skipped).items()))
