"""Writing a run: its parts beside an earlier run, then all of them in its place."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from analysis.articles import Skipped
from analysis.committed import NEW_INFO, NEW_TABLES, commit, settle
from analysis.store.reading import read_part
from analysis.tables import SKIPPED


class RunWriter:
    """Writes a run into `out`: parts go to `tables.partial/`, which becomes `tables/` when the run is complete.

    An earlier run in the same folder stays whole until then.
    """

    def __init__(self, out: Path) -> None:
        self.out = out
        self.partial = out / NEW_TABLES
        self._actors: list[Path] = []  # of each part, in order
        self._n = 0

    def __enter__(self) -> Self:
        settle(self.out)
        self.partial.mkdir(parents=True)
        return self

    def append(self, tables: Mapping[str, pa.Table]) -> None:
        """Write a part; what is in `actors` twice is merged at the end."""
        self._n += 1
        for name, table in tables.items():
            if table.num_rows or self._n == 1:
                write_part(table, self._path(name))
        if self._path("actors").exists():
            self._actors.append(self._path("actors"))

    def link(self, part: Path) -> None:
        """Add a folder of tables, each a file NAME.parquet; nothing is copied where the file system has links."""
        self._n += 1
        for path in sorted(part.glob("*.parquet")):
            if path.stem == "actors":
                self._actors.append(path)
                continue
            try:
                os.link(path, self._path(path.stem))
            except OSError:
                shutil.copyfile(path, self._path(path.stem))

    def _path(self, name: str) -> Path:
        folder = self.partial / name
        folder.mkdir(exist_ok=True)
        return folder / f"{self._n:05d}.parquet"

    def skip(self, skipped: Iterable[Skipped]) -> None:
        """Write what was in the source and is no article."""
        folder = self.partial / "skipped"
        folder.mkdir(exist_ok=True)
        rows = [dataclasses.asdict(s) for s in skipped]
        pq.write_table(pa.Table.from_pylist(rows, schema=SKIPPED), folder / "skipped.parquet")

    def finish(self, info: Mapping[str, Any]) -> None:
        """Commit: one row an actor, and the new tables and `run.json` in the old ones' place."""
        folder = self.partial / "actors"
        folder.mkdir(exist_ok=True)
        if self._actors:
            write_actors(self._actors, folder / "actors.parquet")
        for path in self._actors:
            if path.parent == folder:
                path.unlink()
        text = json.dumps(info, indent=2, ensure_ascii=False)
        (self.out / NEW_INFO).write_text(text + "\n", encoding="utf-8")
        commit(self.out)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        settle(self.out)


def write_part(table: pa.Table, path: Path) -> None:
    """Write one file of a table."""
    pq.write_table(table, path, compression="zstd")


def write_actors(parts: Iterable[Path], path: Path) -> None:
    """Write one row an actor, a part at a time: only the ids are held."""
    writer: pq.ParquetWriter | None = None
    for table in merge_actors(map(read_part, parts)):
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        if table.num_rows:
            writer.write_table(table)
    if writer:
        writer.close()


def merge_actors(parts: Iterable[pa.Table]) -> Iterator[pa.Table]:
    """Of each part the actors that none before has: the first seen of each id, as a run's lexicon gives an id one name.

    The column `article_id` of kept parts is left out.
    """
    seen: set[str] = set()
    for part in parts:
        rows = []
        for row, actor in enumerate(part["actor_id"].to_pylist()):
            if actor not in seen:
                seen.add(actor)
                rows.append(row)
        yield part.drop_columns([n for n in part.column_names if n == "article_id"]).take(pa.array(rows, pa.int64()))
