"""`stancebook report` under continuous integration: the reports are made, then judged, then told."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.ci import github
from analysis.ci.options import Checks
from analysis.reports.command import FAILED, Made

if TYPE_CHECKING:
    from analysis.ci.verdict import Verdict


def judged(make: Callable[[], Made], checks: Checks, text: str) -> int:
    """Make reports, hold them against what is asked of them, and tell it where it is to be told; the exit code.

    The baseline is read before anything is made, so it may be in the folder that the report goes to. Nothing that is
    measured here changes a report. What ends without a report is told as well, and raised.
    """
    if not checks.asked:
        return make().code  # an unchanged report loads nothing to be quick
    from analysis.ci.verdict import Verdict, judge, read_baseline

    try:
        baseline = read_baseline(checks.baseline) if checks.baseline else None
        made = make()
    except Exception as error:
        _tell(Verdict(made=Made(code=FAILED, problem=str(error) or type(error).__name__), info={}), checks, text)
        raise
    verdict = judge(made, checks, baseline)
    _tell(verdict, checks, text)
    for gate in verdict.gates:
        print(gate.sentence, file=sys.stderr)
    return verdict.code


def _tell(verdict: Verdict, checks: Checks, text: str) -> None:
    if checks.summary:
        from analysis.ci.summary import write_summary

        write_summary(checks.summary, verdict, text=text, site=checks.site)
    if checks.junit:
        from analysis.ci.junit import write_verdict

        write_verdict(checks.junit, verdict)
    if checks.outputs and verdict.made.index:
        _add_outputs(checks.outputs, verdict, verdict.made.index)
    if checks.annotations == "github":
        from analysis.ci.annotations import of_verdict

        github.tell(of_verdict(verdict))


def _add_outputs(path: Path, verdict: Verdict, index: Path) -> None:
    """Lines name=value, as GitHub's outputs and GitLab's dotenv files have them, after what the file holds."""
    values = {
        "folder": index.parent,
        "index": index,
        "drift": "" if verdict.moved is None else f"{verdict.moved.drift:.4f}",
        "skipped": f"{verdict.skipped_share:.4f}",
        "gates": "passed" if all(gate.passed for gate in verdict.gates) else "failed",
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        for name, value in values.items():
            if not str(value).isprintable():
                raise ValueError(
                    f"--outputs {path}: {name} {str(value)!r} has no place in a line; choose another --out"
                )
            file.write(f"{name}={value}\n")
