"""Reading the tables of a finished run. Needs no spaCy."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from analysis.committed import info_of, tables_of
from analysis.tables import Tables, data_frame


class NoRunError(ValueError):
    """A folder that holds no tables, with the command that makes them."""


def read_arrow(run: Path, name: str, columns: Sequence[str] | None = None) -> pa.Table:
    """One table of the run in `run`, in the order it was written; raises `NoRunError` where there is none."""
    tables = tables_of(run)
    parts = sorted((tables / name).glob("*.parquet"))
    if not parts:
        raise NoRunError(f"no {name} table under {tables}; make it with: stancebook annotate SOURCE --out {run}")
    return pa.concat_tables([read_part(part, columns) for part in parts])


def read_part(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """One file of a table; `columns` reads only those, in their order.

    It is read in the thread that asks. Arrow has others to read ahead and to unpack, of which each keeps for itself the
    memory that it freed: a process that reads run after run would grow.
    """
    with pq.ParquetFile(path, pre_buffer=False) as file:
        table = file.read(columns=list(columns) if columns else None, use_threads=False)
    return table.select(list(columns)) if columns else table


def read_table(run: str | Path, name: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """One table of a run as a data frame; `columns` reads only those."""
    return data_frame(read_arrow(Path(run), name, columns))


def read_tables(run: str | Path) -> Tables:
    """Every table of a run."""
    return Tables.from_arrow({field.name: read_arrow(Path(run), field.name) for field in dataclasses.fields(Tables)})


def read_info(run: str | Path) -> dict[str, Any]:
    """What `run.json` says of the run: versions, model, options, counts, data hash, seconds."""
    path = info_of(Path(run))
    if not path.exists():
        raise NoRunError(f"no run.json in {run}; make it with: stancebook annotate SOURCE --out {run}")
    info: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return info
