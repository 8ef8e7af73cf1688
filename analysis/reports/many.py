"""Many reports on one run, one for each set of a matrix, and the page that leads to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.clock import made_at
from analysis.reports import places
from analysis.reports.build import Maker, Options, Plan, Report, Say
from analysis.reports.manifest import NAME, git_revision, versions, write_manifest
from analysis.reports.matrix import Matrix, ParameterSet
from analysis.reports.pages import Site
from analysis.reports.parameters import Given, ParameterError, assign


@dataclass(frozen=True)
class Line:
    """A report on the page over all: its values by parameter, how many of its pages failed, its first finding."""

    name: str
    values: Mapping[str, str]
    pages: int
    failed: int
    finding: str


@dataclass(frozen=True, kw_only=True)
class Collection:
    """Reports on disk, a folder each, beside the tables that they share."""

    path: Path
    reports: tuple[Report, ...]

    @property
    def index(self) -> Path:
        return self.path / "index.html"


def build_reports(
    source: str | Path | Sequence[str | Path],
    out: str | Path,
    matrix: Matrix,
    *,
    name: str | None = None,
    notebooks: Sequence[Path] | None = None,
    given: Mapping[str, Given] | None = None,
    options: Options | None = None,
    say: Say = lambda _: None,
) -> Collection:
    """Annotate the source once, and make a report for every set of the matrix in the folder `out`/`name`.

    What the matrix says comes before what is `given` for all. Raises as `build_report` does, before anything runs but
    for what only the run can tell. A report with a notebook that fails does not stop the others.
    """
    maker = Maker(source, out, name=name, notebooks=notebooks, options=options, say=say)
    for one in matrix.parameters():
        _values(maker, matrix, given, one)
    ready = None if matrix.needs_run else _plans(maker, matrix, given, matrix.sets())
    maker.annotate()
    places.start_report(maker.folder, ["index.html"])
    sets = matrix.sets(maker.exports().summary) if ready is None else matrix.sets()
    reports = maker.make(ready or _plans(maker, matrix, given, sets))
    _write(maker, matrix, sets, reports)
    return Collection(path=maker.folder, reports=tuple(reports))


def _values(
    maker: Maker, matrix: Matrix, given: Mapping[str, Given] | None, one: Mapping[str, Given]
) -> dict[str, dict[str, Any]]:
    try:
        return assign(maker.parameters, {**(given or {}), **one})
    except ParameterError as error:
        shown = "; ".join(f"{name}: {', '.join(value.items)}" for name, value in one.items())
        raise ParameterError(f"{matrix.where} ({shown}): {error}") from None


def _plans(maker: Maker, matrix: Matrix, given: Mapping[str, Given] | None, sets: Sequence[ParameterSet]) -> list[Plan]:
    return [
        Plan(
            name=one.name,
            folder=places.report_folder(maker.folder, one.name),
            values=_values(maker, matrix, given, one.given),
        )
        for one in sets
    ]


def _write(maker: Maker, matrix: Matrix, sets: Sequence[ParameterSet], reports: Sequence[Report]) -> None:
    revision, made = git_revision(), made_at()
    site = Site(name=maker.name, made=made, info=maker.run.info, revision=revision, entries=[])
    lines = [_line(one, report) for one, report in zip(sets, reports, strict=True)]
    columns = list(dict.fromkeys(name for line in lines for name in line.values))
    page = site.over_all(lines=lines, columns=columns, facts=maker.exports().summary["facts"])
    (maker.folder / "index.html").write_text(page, encoding="utf-8", errors="replace")
    content = {
        "status": "failed" if any(report.failed for report in reports) else "complete",
        "name": maker.name,
        "made": made,
        "run": dict(maker.run.info),
        "versions": versions(),
        "git_revision": revision,
        "matrix": matrix.where,
        "reports": [
            {"name": line.name, "parameters": dict(line.values), "status": "failed" if line.failed else "complete"}
            for line in lines
        ],
        "files": ["index.html", *(one.href for one in maker.exports().downloads), *maker.reading_files, NAME],
    }
    write_manifest(maker.folder, content)


def _line(one: ParameterSet, report: Report) -> Line:
    finding = next((sentence for entry in report.entries for sentence in entry.sentences), "")
    return Line(one.name, one.shown, len(report.entries), len(report.failed), finding)
