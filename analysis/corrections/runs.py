"""Runs as corrected: read, or written as a run of their own."""

from __future__ import annotations

import dataclasses
import hashlib
from pathlib import Path
from typing import Any

import pyarrow as pa

from analysis.articles import Skipped
from analysis.corrections.applying import Corrected, apply
from analysis.corrections.decisions import read_decisions
from analysis.store import RunWriter, read_info, read_tables
from analysis.tables import SCHEMAS, Tables


def apply_file(tables: Tables, corrections: str | Path) -> Corrected:
    """Tables as a corrections file corrects them. Raises `CorrectionError` where the file is not there or not right.

    Correct before you select: a decision about an article that was left out counts as one without an article.
    """
    return apply(tables, read_decisions(corrections))


def read_corrected(run: str | Path, corrections: str | Path) -> Corrected:
    """The tables of a run, corrected."""
    return apply_file(read_tables(run), corrections)


def correct_run(run: str | Path, corrections: str | Path, out: str | Path) -> Corrected:
    """Write the corrected tables as a run into `out`, which may be `run` itself, where they replace the tables.

    Its `run.json` is the run's with `corrections`: the file, its SHA-256, and how many decisions became what.
    """
    corrected = read_corrected(run, corrections)
    info = read_info(run) | {"corrections": describe(corrections, corrected)}
    frames = {f.name: getattr(corrected.tables, f.name) for f in dataclasses.fields(corrected.tables)}
    tables = {n: pa.Table.from_pandas(frame, SCHEMAS[n], preserve_index=False) for n, frame in frames.items()}
    skipped = tables.pop("skipped").to_pylist()
    with RunWriter(Path(out)) as writer:
        writer.append(tables)
        writer.skip([Skipped(**row) for row in skipped])
        writer.finish(info)
    return corrected


def describe(corrections: str | Path, corrected: Corrected) -> dict[str, Any]:
    """A corrections file as `run.json` and manifests name it."""
    path = Path(corrections)
    return {
        "file": path.name,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "decisions": len(corrected.outcomes),
        "outcomes": corrected.counts(),
    }
