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


def tables_of(run: Path) -> Path:
    """The folder of a run's tables, one dataset a table; where there is no run, the folder that would be it."""
    tables, old = run / TABLES, run / OLD_TABLES
    return old if old.is_dir() and not tables.exists() else tables


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
    shutil.rmtree(run / OLD_TABLES, ignore_errors=True)
    if (run / TABLES).exists():
        (run / TABLES).rename(run / OLD_TABLES)
    (run / NEW_TABLES).rename(run / TABLES)
    settle(run)


def remove(run: Path) -> None:
    """Remove a run from its folder, and nothing else that lies there."""
    for name in (INFO, NEW_INFO):
        (run / name).unlink(missing_ok=True)
    for name in (OLD_TABLES, NEW_TABLES, TABLES):
        shutil.rmtree(run / name, ignore_errors=True)
