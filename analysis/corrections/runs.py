"""Runs as corrected: read, or written as a run of their own.

A corrected run keeps what it was made of in `.found`: the tables as the program found them, and the corrections file.
So corrections are always applied to what was found, never to what an earlier file had made of it.
"""

from __future__ import annotations

import dataclasses
import hashlib
import os
import shutil
from pathlib import Path
from typing import Any

import pyarrow as pa

from analysis.articles import Skipped
from analysis.committed import INFO, TABLES, info_of, is_run, standing, swap, tables_of
from analysis.corrections.applying import Corrected, apply
from analysis.corrections.decisions import read_decisions
from analysis.store import RunWriter, read_info, read_tables
from analysis.tables import SCHEMAS, Tables

FOUND = ".found"
FILE = "corrections.jsonl"  # in `.found`, as it was applied


def found_in(run: str | Path) -> Path:
    """The folder of what the program found: `.found` of a corrected run, the folder itself of any other."""
    found = standing(Path(run) / FOUND)
    return found if "corrections" in read_info(run) and is_run(found) else Path(run)


def read_found(run: str | Path) -> Tables:
    """The tables of a run as the program found them, also where the run is a corrected one."""
    return read_tables(found_in(run))


def apply_file(tables: Tables, corrections: str | Path) -> Corrected:
    """Tables as a corrections file corrects them. Raises `CorrectionError` where the file is not there or not right.

    Correct before you select: a decision about an article that was left out counts as one without an article.
    """
    return apply(tables, read_decisions(corrections))


def read_corrected(run: str | Path, corrections: str | Path) -> Corrected:
    """The tables of a run, corrected. What an earlier file had made of a corrected run does not count."""
    return apply_file(read_found(run), corrections)


def read_applied(run: str | Path) -> Corrected | None:
    """What became of the decisions by which a run was corrected; None for a run that is as the program found it."""
    file = found_in(run) / FILE
    return read_corrected(run, file) if found_in(run) != Path(run) and file.is_file() else None


def correct_run(run: str | Path, corrections: str | Path, out: str | Path) -> Corrected:
    """Write the corrected tables as a run into `out`, which may be `run` itself, where they replace the tables.

    Its `run.json` is the run's with `corrections`: the file, its SHA-256, whose decisions, and how many became what.
    """
    origin, out = found_in(run), Path(out)
    corrected = apply_file(read_tables(origin), corrections)
    info = read_info(origin) | {"corrections": describe(corrections, corrected)}
    _keep(origin, Path(corrections), out / FOUND)
    frames = {f.name: getattr(corrected.tables, f.name) for f in dataclasses.fields(corrected.tables)}
    tables = {n: pa.Table.from_pandas(frame, SCHEMAS[n], preserve_index=False) for n, frame in frames.items()}
    skipped = tables.pop("skipped").to_pylist()
    with RunWriter(out) as writer:
        writer.append(tables)
        writer.skip([Skipped(**row) for row in skipped])
        writer.finish(info)
    return corrected


def _keep(origin: Path, corrections: Path, place: Path) -> None:
    """Keep the run and the corrections in `place`; nothing is copied where the file system has links."""
    partial = place.with_name(f"{FOUND}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    tables = tables_of(origin)
    kept = {path: Path(TABLES, path.relative_to(tables)) for path in sorted(tables.glob("*/*.parquet"))}
    for path, name in {info_of(origin): Path(INFO), **kept}.items():
        target = partial / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(path, target)
        except OSError:
            shutil.copyfile(path, target)
    shutil.copyfile(corrections, partial / FILE)
    swap(place)


def describe(corrections: str | Path, corrected: Corrected) -> dict[str, Any]:
    """A corrections file as `run.json` and manifests name it."""
    path = Path(corrections)
    return {
        "file": path.name,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "decisions": len(corrected.outcomes),
        "coders": corrected.coders(),
        "outcomes": corrected.counts(),
    }
