"""The whole of a report: articles → run → executed notebooks → pages, CSV files and manifest."""

from __future__ import annotations

import dataclasses
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.engines import Run, annotate, created
from analysis.progress import Progress
from analysis.reports import landing, places
from analysis.reports.execution import Outcome, execute
from analysis.reports.exports import TEXTS, Download, download, write_tables
from analysis.reports.manifest import NAME, git_revision, versions, write_manifest
from analysis.reports.pages import MOST_BYTES, WARN_BYTES, Entry, Site
from analysis.reports.parameters import Given, Parameter, ParameterError, assign, declared
from analysis.reports.rendering import render
from analysis.reports.workbook import find_notebooks
from analysis.store import read_info

Say = Callable[[str], None]
Declared = dict[str, tuple[Parameter, ...]]
Values = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Report:
    """A report on disk; `failed` are the pages that are not complete, `warnings` what to know of the others."""

    path: Path
    entries: tuple[Entry, ...]
    warnings: tuple[str, ...]

    @property
    def index(self) -> Path:
        return self.path / "index.html"

    @property
    def failed(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if entry.failed)


@dataclass(frozen=True, kw_only=True)
class Options:
    """How a report is made; `annotate` goes to `engines.annotate` as it is."""

    text: str = "excerpt"
    cell_seconds: int | None = None
    start_seconds: int = 60
    progress: bool | None = None
    annotate: Mapping[str, Any] = dataclasses.field(default_factory=dict)


def build_report(
    source: str | Path | Sequence[str | Path],
    out: str | Path = "reports",
    *,
    name: str | None = None,
    notebooks: Sequence[Path] | None = None,
    given: Mapping[str, Given] | None = None,
    options: Options | None = None,
    say: Say = lambda _: None,
) -> Report:
    """Make the report of a source of articles, or of the folder of a run, in a folder of its own under `out`.

    Everything is checked before anything runs: raises `ParameterError` for a parameter, notebook or place that cannot
    be used, `NoArticlesError` where there is no usable article. A notebook that fails has its page all the same.
    """
    options = options or Options()
    if options.text not in TEXTS:
        raise ParameterError(f"text {options.text!r}: one of {', '.join(TEXTS)}")
    sources = [source] if isinstance(source, str | Path) else list(source)
    chosen = _by_name(find_notebooks() if notebooks is None else notebooks)
    parameters: Declared = {stem: declared(path) for stem, path in chosen.items()}
    values = assign(parameters, given or {})
    for one in sources:
        places.check_local(one, "SOURCE")
    name = name or places.default_name(sources[0])
    folder = places.report_folder(out, name)
    run = _run_of(sources, folder, options)
    places.start_report(folder, [file for stem in chosen for file in (f"{stem}.html", f"notebooks/{stem}.ipynb")])
    outcomes = _execute_all(chosen, parameters, values, run, folder, options, say)
    return _write(name, run, folder, outcomes, parameters, values, options)


def _by_name(notebooks: Sequence[Path]) -> dict[str, Path]:
    if not notebooks:
        raise ParameterError("no notebook to run; the workbook's are in the folder notebooks")
    named = {places.slug(path.stem): path for path in notebooks}
    if len(named) < len(notebooks) or "index" in named:
        raise ParameterError("notebooks need names that differ, and none is called index")
    return named


def _run_of(sources: Sequence[str | Path], folder: Path, options: Options) -> Run:
    """The run in the folder that is the source, else a new one in the report's folder."""
    if len(sources) == 1 and places.is_run(sources[0]):
        return Run(path=Path(sources[0]), info=read_info(sources[0]))
    source = sources[0] if len(sources) == 1 else sources
    return annotate(source, folder, progress=options.progress, **options.annotate)


def _execute_all(
    notebooks: Mapping[str, Path],
    parameters: Declared,
    values: Values,
    run: Run,
    folder: Path,
    options: Options,
    say: Say,
) -> list[Outcome]:
    target = folder / "notebooks"
    # From the executed notebook to its tables, so that the report can be moved and opened elsewhere.
    tables = os.path.relpath(run.path.resolve(), target.resolve())
    ours = {"source": "", "tables": tables, "text": options.text}
    outcomes = []
    bar_shown = sys.stderr.isatty() if options.progress is None else options.progress
    with Progress("running", unit="notebook", total=len(notebooks), show=bar_shown) as bar:
        for name, path in notebooks.items():
            names = {p.name for p in parameters[name]}
            taken = {k: v for k, v in ours.items() if k in names} | dict(values[name])
            seconds = {"cell_seconds": options.cell_seconds, "start_seconds": options.start_seconds}
            outcome = execute(path, target / f"{name}.ipynb", taken, **seconds)  # type: ignore[arg-type]
            if not bar_shown:
                say(f"{name}: {outcome.status}, {outcome.seconds:.1f} s")
            outcomes.append(outcome)
            bar.add()
    return outcomes


def _write(
    name: str,
    run: Run,
    folder: Path,
    outcomes: Sequence[Outcome],
    parameters: Declared,
    values: Values,
    options: Options,
) -> Report:
    revision = git_revision()
    entries = [Entry.of(outcome, render(outcome.path)) for outcome in outcomes]
    downloads = write_tables(run.path, folder, options.text)
    downloads += [download(o.path, folder, "the executed notebook") for o in outcomes]
    downloads.append(Download(NAME, "how this report was made", "", ""))
    site = Site(name=name, made=created(), info=run.info, revision=revision, entries=entries)
    entries, warnings = _write_pages(site, folder)
    site = dataclasses.replace(site, entries=entries)
    settings = landing.list_settings(parameters, values)
    index = site.landing(**landing.content(run, options.text, settings, downloads, revision))
    (folder / "index.html").write_text(index, encoding="utf-8", errors="replace")
    files = ["index.html", *(e.href for e in entries), *(d.href for d in downloads)]
    write_manifest(folder, _manifest(site, values, options, files, warnings))
    return Report(path=folder, entries=tuple(entries), warnings=tuple(warnings))


def _write_pages(site: Site, folder: Path) -> tuple[list[Entry], list[str]]:
    """Write the notebooks' pages; the entries (one too large is left without its body) and warnings."""
    entries, warnings = [], []
    for entry in site.entries:
        page = site.page(entry).encode(errors="replace")
        if len(page) > MOST_BYTES:
            entry = _too_large(entry, len(page))
            page = site.page(entry).encode(errors="replace")
        elif len(page) > WARN_BYTES:
            warnings.append(f"{entry.href} has {len(page) / 1e6:.1f} MB; pages above 2 MB load slowly")
        (folder / entry.href).write_bytes(page)
        entries.append(entry)
    return entries, warnings


def _too_large(entry: Entry, size: int) -> Entry:
    problem = (
        f"the page would have {size / 1e6:.1f} MB and may have {MOST_BYTES / 1e6:.0f}; show fewer rows or figures "
        f"(the executed notebook holds all: notebooks/{entry.name}.ipynb)"
    )
    body = dataclasses.replace(entry.body, title="", html="", findings="")
    return dataclasses.replace(entry, body=body, problems=(*entry.problems, problem))


def _manifest(
    site: Site, values: Values, options: Options, files: Sequence[str], warnings: Sequence[str]
) -> dict[str, Any]:
    return {
        "status": "failed" if any(entry.failed for entry in site.entries) else "complete",
        "name": site.name,
        "made": site.made,
        "run": dict(site.info),
        "versions": versions(),
        "git_revision": site.revision,
        "text": options.text,
        "parameters": {notebook: dict(given) for notebook, given in values.items() if given},
        "notebooks": [
            {
                "name": e.name,
                "status": "failed" if e.failed and e.outcome.status == "ok" else e.outcome.status,
                "seconds": e.outcome.seconds,
                "problems": list(e.problems),
            }
            for e in site.entries
        ],
        "warnings": list(warnings),
        "files": list(files),
    }
