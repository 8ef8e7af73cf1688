"""Where a run's tables and its `run.json` lie, also while a commit is under way or was cut off. Reads no table.

A commit (`store.RunWriter`) writes `tables.partial`, then `run.json.partial`; it moves `tables` to `tables.old`,
`tables.partial` to `tables`, and `run.json.partial` to `run.json`. Whoever reads at whatever moment finds tables and
`run.json` of one run: of the old one before the second move, of the new one after it.
"""

from __future__ import annotations

import shutil
from pathlib import Path

INFO, TABLES = "run.json", "tables"
NEW_INFO, NEW_TABLES, OLD_TABLES = f"{INFO}.partial", f"{TABLES}.partial", f"{TABLES}.old"


def standing(place: Path) -> Path:
    """The folder that stands in a place: while `swap` is at work, the one that stood there before."""
    old = place.with_name(f"{place.name}.old")
    return old if old.is_dir() and not place.exists() else place


def swap(place: Path) -> None:
    """Put the folder PLACE.partial in a place. After each step what is `standing` is whole, the old one or the new."""
    old = place.with_name(f"{place.name}.old")
    if place.exists():
        shutil.rmtree(old, ignore_errors=True)
        place.rename(old)
    place.with_name(f"{place.name}.partial").rename(place)
    shutil.rmtree(old, ignore_errors=True)


def tables_of(run: Path) -> Path:
    """The folder of a run's tables, one dataset a table; where there is no run, the folder that would be it."""
    return standing(run / TABLES)


def info_of(run: Path) -> Path:
    """The file that says what these tables are of; where there is no run, the file that would be it."""
    new = run / NEW_INFO
    moved = (run / TABLES).exists() and not (run / NEW_TABLES).exists()
    return new if moved and new.exists() else run / INFO


def is_run(folder: Path) -> bool:
    """Whether a finished run lies in this folder."""
    return info_of(folder).is_file() and tables_of(folder).is_dir()


def settle(run: Path) -> None:
    """Put right what a commit left that was cut off, and remove what was never committed.

    What this does, may be cut off as well: after each step a reader finds the same run as before.
    """
    info, tables = info_of(run), tables_of(run)
    if tables.name == OLD_TABLES:
        tables.rename(run / TABLES)
    if info.name == NEW_INFO:
        info.replace(run / INFO)
    (run / NEW_INFO).unlink(missing_ok=True)
    for left in (NEW_TABLES, OLD_TABLES):
        shutil.rmtree(run / left, ignore_errors=True)


def commit(run: Path) -> None:
    """Put `tables.partial` and `run.json.partial`, both complete, in the place of an earlier run."""
    swap(run / TABLES)
    settle(run)


def remove(run: Path) -> None:
    """Remove a run from its folder, and nothing else that lies there."""
    for name in (INFO, NEW_INFO):
        (run / name).unlink(missing_ok=True)
    for name in (OLD_TABLES, NEW_TABLES, TABLES):
        shutil.rmtree(run / name, ignore_errors=True)
