"""The runs of two folders, compared; a run can be kept in mind before another takes its folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from analysis.corrections.applying import IN_FORCE
from analysis.corrections.decisions import Decision
from analysis.corrections.runs import read_applied
from analysis.differences.comparison import Difference, difference
from analysis.store import read_info, read_tables
from analysis.tables import Tables


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """A run as it was when it was read: its folder, tables, `run.json`, and the decisions that took statements."""

    name: str
    tables: Tables
    info: Mapping[str, Any]
    rejected: tuple[Decision, ...]

    @classmethod
    def read(cls, run: str | Path) -> Self:
        """The run in a folder; raises `NoRunError` where there is none."""
        return cls(name=str(run), tables=read_tables(run), info=read_info(run), rejected=tuple(_rejected(run)))


def compare_runs(old: str | Path, new: str | Path) -> Difference:
    """Compare the runs in two folders; raises `NoRunError` where one is none."""
    return compare(Snapshot.read(old), Snapshot.read(new))


def compare(old: Snapshot, new: Snapshot) -> Difference:
    """Compare two runs that were read."""
    names, rejected = (old.name, new.name), (old.rejected, new.rejected)
    return difference(old.tables, old.info, new.tables, new.info, names, rejected)


def _rejected(run: str | Path) -> Iterator[Decision]:
    """The decisions in force by which a corrected run has a statement less."""
    applied = read_applied(run)
    for outcome in applied.outcomes if applied else ():
        if outcome.decision.decision == "reject" and outcome.status in IN_FORCE:
            yield outcome.decision
