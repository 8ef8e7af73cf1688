"""What was made, held against its limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.ci.gates import NOT_PASSED, Gate, drift_gate, skipped_gate, skipped_share
from analysis.committed import is_run
from analysis.reports.command import Made
from analysis.reports.manifest import read_manifest
from analysis.reports.parameters import ParameterError
from analysis.store import read_arrow, read_info

if TYPE_CHECKING:
    from analysis.ci.options import Checks
    from analysis.differences import Difference, Snapshot


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """Reports, or the problem for which there are none; their gates, what moved, and what was skipped.

    `skipped` are rows of the table: file, row, reason, remedy; `info` is what `run.json` says of the run.
    """

    made: Made
    gates: tuple[Gate, ...] = ()
    moved: Difference | None = None
    skipped: Sequence[Mapping[str, Any]] = ()
    info: Mapping[str, Any]

    @property
    def code(self) -> int:
        """That of what was made, which comes first; else 3 where a gate was not passed."""
        return self.made.code or (0 if all(gate.passed for gate in self.gates) else NOT_PASSED)

    @property
    def skipped_share(self) -> float:
        """Of all that was read the share that was skipped."""
        return skipped_share(self.info)


def run_in(folder: Path) -> Path:
    """The run to compare with: in a folder, or under a report of a matrix; raises `ParameterError` where none is."""
    for place in (folder, folder.parent):
        if is_run(place) and (place == folder or read_manifest(folder)):
            return place
    raise ParameterError(
        f"--baseline {folder}: no run is there (run.json and tables); name the folder of a finished run, or of a "
        "report that was made from articles"
    )


def read_baseline(folder: Path) -> Snapshot:
    """The run to compare with, as it is now; raises `ParameterError` where there is none."""
    from analysis.differences import Snapshot

    return Snapshot.read(run_in(folder))


def judge(made: Made, checks: Checks, baseline: Snapshot | None) -> Verdict:
    """Hold reports against what they have to keep; without any there is nothing but the problem."""
    if not made.reports:
        return Verdict(made=made, info={})
    run = made.reports[0].run
    info = read_info(run)
    moved, gates = None, []
    if baseline is not None:
        from analysis.differences import Snapshot, compare

        moved = compare(baseline, Snapshot.read(run))
        gates += [] if checks.fail_on_drift is None else [drift_gate(moved, checks.fail_on_drift)]
    gates += [] if checks.max_skipped is None else [skipped_gate(info, checks.max_skipped)]
    skipped = read_arrow(run, "skipped").to_pylist()
    return Verdict(made=made, gates=tuple(gates), moved=moved, skipped=skipped, info=info)
