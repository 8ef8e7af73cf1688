"""The tables on disk: one Parquet dataset a table, written batch by batch and committed whole."""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pandas as pd
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from analysis.articles import Skipped
from analysis.tables import SCHEMAS, Tables, merge_actors


class NoRunError(ValueError):
    """A folder that holds no tables, with the command that makes them."""


class RunWriter:
    """Writes a run into `out`: batches go to `tables.partial/`, which becomes `tables/` when the run is complete.

    An earlier run in the same folder stays whole until then.
    """

    def __init__(self, out: Path) -> None:
        self.out = out
        self.partial = out / "tables.partial"
        self._batches = 0

    def __enter__(self) -> Self:
        shutil.rmtree(self.partial, ignore_errors=True)
        for name in SCHEMAS:
            (self.partial / name).mkdir(parents=True)
        return self

    def append(self, tables: Mapping[str, pa.Table]) -> None:
        """Write a batch; what is in `actors` twice is merged at the end."""
        self._batches += 1
        for name, table in tables.items():
            if table.num_rows or self._batches == 1:
                pq.write_table(table, self.partial / name / f"{self._batches:05d}.parquet", compression="zstd")

    def skip(self, skipped: Iterable[Skipped]) -> None:
        """Write what was in the source and is no article."""
        rows = [dataclasses.asdict(s) for s in skipped]
        pq.write_table(
            pa.Table.from_pylist(rows, schema=SCHEMAS["skipped"]), self.partial / "skipped" / "skipped.parquet"
        )

    def finish(self, info: Mapping[str, Any]) -> None:
        """Commit: one row an actor, `run.json`, and the new tables in the old ones' place."""
        folder = self.partial / "actors"
        actors = merge_actors(pq.read_table(path) for path in sorted(folder.glob("*.parquet")))
        for path in folder.glob("*.parquet"):
            path.unlink()
        pq.write_table(actors, folder / "actors.parquet", compression="zstd")
        text = json.dumps(info, indent=2, ensure_ascii=False)
        written = self.out / "run.json.partial"
        written.write_text(text + "\n", encoding="utf-8")
        written.replace(self.out / "run.json")
        self._commit()

    def _commit(self) -> None:
        """Renames only, so that a crash leaves the old tables or the new ones, none half deleted."""
        target, old = self.out / "tables", self.out / "tables.old"
        shutil.rmtree(old, ignore_errors=True)
        if target.exists():
            target.rename(old)
        self.partial.rename(target)
        shutil.rmtree(old, ignore_errors=True)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self.partial, ignore_errors=True)


def read_arrow(run: Path, name: str, columns: Sequence[str] | None = None) -> pa.Table:
    """One table of the run in `run`, in the order it was written; raises `NoRunError` where there is none."""
    parts = sorted((run / "tables" / name).glob("*.parquet"))
    if not parts:
        raise NoRunError(
            f"no {name} table under {run / 'tables'}; make it with: stancebook annotate SOURCE --out {run}"
        )
    dataset = ds.dataset([str(part) for part in parts], schema=SCHEMAS[name])
    return dataset.to_table(columns=list(columns) if columns else None)


def read_table(run: str | Path, name: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """One table of a run as a data frame; `columns` reads only those."""
    frame: pd.DataFrame = read_arrow(Path(run), name, columns).to_pandas()
    return frame


def read_tables(run: str | Path) -> Tables:
    """Every table of a run."""
    return Tables.from_arrow({field.name: read_arrow(Path(run), field.name) for field in dataclasses.fields(Tables)})


def read_info(run: str | Path) -> dict[str, Any]:
    """What `run.json` says of the run: versions, model, counts, data hash."""
    path = Path(run) / "run.json"
    if not path.exists():
        raise NoRunError(f"no run.json in {run}; make it with: stancebook annotate SOURCE --out {run}")
    info: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return info
