"""What `stancebook report` does with its options, what it says, and its exit code."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.reports.build import Options, Report, Say, build_report
from analysis.reports.parameters import Given
from analysis.reports.stopping import TimeUp, stoppable

FAILED, TIMEOUT = 1, 124

Give = Callable[[dict[str, Any]], None]


@dataclass(frozen=True, kw_only=True)
class Made:
    """What was made: the reports and the page that leads to them; none, and the `problem`, where time was up before.

    `code` is 0, or 1 where a notebook failed, 124 where time was up.
    """

    code: int
    reports: tuple[Report, ...] = ()
    index: Path | None = None
    problem: str = ""

    @property
    def many(self) -> bool:
        """Whether they are the reports of a matrix, under a page over all."""
        return bool(self.index and self.reports and self.index.parent != self.reports[0].path)


def make(
    source: Sequence[str],
    out: str,
    matrix: str | None,
    *,
    name: str | None,
    notebooks: Sequence[Path],
    given: Mapping[str, Given],
    options: Options,
    say: Say,
    give: Give = lambda _: None,
) -> Made:
    """Make the report, or the reports of a matrix, and say how it went.

    What was made is said in lines, and given as a whole. A request to end (SIGTERM) ends it with exit code 143 when
    kernels and temporary files are gone.
    """
    with stoppable():
        try:
            if matrix is None:
                made = build_report(source, out, name=name, notebooks=notebooks, given=given, options=options, say=say)
                return _told([made], made.index, say, give)
            from analysis.reports.many import build_reports
            from analysis.reports.matrix import read_matrix

            sets = read_matrix(matrix)
            many = build_reports(
                source, out, sets, name=name, notebooks=notebooks, given=given, options=options, say=say
            )
            return _told(many.reports, many.index, say, give)
        except TimeUp as up:
            problem = f"{up} before a notebook ran; what was complete before is as it was"
            _say_wrong(problem)
            return Made(code=TIMEOUT, problem=problem)


def _told(reports: Sequence[Report], index: Path, say: Say, give: Give) -> Made:
    failed = [(report, entry) for report in reports for entry in report.failed]
    late = any(entry.outcome.status == "timeout" for _, entry in failed)
    made = Made(code=TIMEOUT if late else FAILED if failed else 0, reports=tuple(reports), index=index)
    for report in reports:
        for warning in report.warnings:
            _say_wrong(f"note: {warning}")
    for report, entry in failed:
        where = f"{report.path.name}/{entry.name}" if made.many else entry.name
        _say_wrong(f"failed: {where}: {'; '.join(entry.problems)}")
    if made.many:
        complete = sum(not report.failed for report in reports)
        say(f"{complete} of {len(reports)} reports are complete")
    say(f"report{'s' * made.many}: {index}")
    give({"index": str(index), "complete": not failed, "reports": [_result(report) for report in reports]})
    return made


def _result(report: Report) -> dict[str, Any]:
    pages = [
        {"name": entry.name, "title": entry.title, "status": entry.outcome.status, "problems": list(entry.problems)}
        for entry in report.entries
    ]
    return {"folder": str(report.path), "index": str(report.index), "warnings": list(report.warnings), "pages": pages}


def _say_wrong(text: str) -> None:
    print(text, file=sys.stderr)
