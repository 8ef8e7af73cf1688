"""A verdict as annotations, as GitHub shows them: errors for what failed, warnings for what was skipped."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from analysis.articles.records import shown
from analysis.ci import github
from analysis.ci.gates import Gate
from analysis.ci.verdict import Verdict

BY_LINE = (".jsonl", ".ndjson")  # formats whose rows are numbered by line
Told = tuple[str, Mapping[str, object]]  # a message, and where it belongs


def of_verdict(verdict: Verdict) -> list[str]:
    """The commands: what failed, the gates that were not passed, what was skipped; ten of a kind at most."""
    errors = [*_gates(verdict.gates), *_failures(verdict)]
    warnings = [_skipped(row) for row in verdict.skipped[: github.MOST]]
    return [
        *github.bounded("error", errors, len(errors)),
        *github.bounded("warning", warnings, len(verdict.skipped)),
    ]


def of_gates(gates: Iterable[Gate]) -> list[str]:
    """An error for each gate that was not passed; ten at most."""
    errors = _gates(gates)
    return github.bounded("error", errors, len(errors))


def _gates(gates: Iterable[Gate]) -> list[Told]:
    return [(f"{g.said}; {g.remedy}", {"title": f"gate {g.name}"}) for g in gates if not g.passed]


def _failures(verdict: Verdict) -> Iterable[Told]:
    if verdict.made.problem:
        yield verdict.made.problem, {"title": "no report"}
    for report in verdict.made.reports:
        for entry in report.failed:
            yield shown(f"{entry.title}: {'; '.join(entry.problems)}", 500), {"title": report.path.name}


def _skipped(row: Mapping[str, Any]) -> Told:
    where = "" if row["row"] is None else f", row {row['row']}"
    file = _in_workspace(str(row["file"]))
    line = row["row"] if file and file.endswith(BY_LINE) else None
    message = f"skipped {shown(row['file'])}{where}: {shown(row['reason'], 200)} ({shown(row['remedy'], 200)})"
    return message, {"file": file, "line": line, "title": "skipped article"}


def _in_workspace(name: str) -> str | None:
    """The path from the top of the checkout, as GitHub wants it; None for what is no file there."""
    root = Path(os.environ.get("GITHUB_WORKSPACE") or ".").resolve()
    try:
        path = Path(name).resolve(strict=True)
    except (OSError, ValueError):
        return None
    return path.relative_to(root).as_posix() if path.is_file() and path.is_relative_to(root) else None
