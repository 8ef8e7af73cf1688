"""The whole of a report: articles → run → executed notebooks → pages, CSV files and manifest."""

from __future__ import annotations

import dataclasses
import os
import sys
from ast import literal_eval
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.clock import made_at
from analysis.committed import is_run
from analysis.progress import Progress
from analysis.reports import corrections, keys, landing, places
from analysis.reports.articles import INDEX as ARTICLES
from analysis.reports.articles import Reading, write_readings
from analysis.reports.cache import Cache
from analysis.reports.computing import Computation, Way, export, read_articles
from analysis.reports.corrections import Applied
from analysis.reports.downloads import TEXTS, Download, download
from analysis.reports.manifest import NAME, git_revision, versions, write_manifest
from analysis.reports.pages import MOST_BYTES, WARN_BYTES, Entry, Site
from analysis.reports.parameters import Given, Parameter, ParameterError, assign, declared
from analysis.reports.places import FinishedRun
from analysis.reports.shelf import Exports, Job, Page, Shelf
from analysis.reports.stopping import Deadline, TimeUp
from analysis.reports.workbook import is_interactive, report_notebooks

Say = Callable[[str], None]
Declared = dict[str, tuple[Parameter, ...]]
Values = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Report:
    """A report on disk; `failed` are the pages that are not complete, `warnings` what to know of the others.

    `run` is the folder of the run that it reports, `values` the typed parameters that each notebook was given.
    """

    path: Path
    run: Path
    values: Values
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
    """How a report is made; `annotate` goes to `engines.annotate` as it is.

    `corrections` is a file of decisions: the report is one on the run as they correct it, in the report's folder.
    `forked`: notebooks run in kernels forked from a warm process, several at a time, where that is possible. `cache`:
    what is unchanged since an earlier report is taken over from it. `deadline`: the most seconds for everything.
    """

    text: str = "excerpt"
    corrections: str | Path | None = None
    cell_seconds: int | None = None
    start_seconds: int = 60
    progress: bool | None = None
    annotate: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    forked: bool = True
    cache: bool = True
    deadline: float | None = None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A report to make: the typed parameters of each notebook, and the folder."""

    name: str
    folder: Path
    values: Values


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
    be used, `CorrectionError` for a corrections file that cannot, `NoArticlesError` where there is no usable article.
    A notebook that fails has its page all the same, and so has one that the deadline ended; where that passes before
    the articles are annotated, `TimeUp` is raised.
    """
    maker = Maker(source, out, name=name, notebooks=notebooks, options=options, say=say)
    plan = Plan(name=maker.name, folder=maker.folder, values=assign(maker.parameters, given or {}))
    maker.annotate()
    return maker.make([plan])[0]


class Maker:
    """Makes reports on one source. Checks what can be checked at once, as `build_report` says."""

    def __init__(
        self,
        source: str | Path | Sequence[str | Path],
        out: str | Path,
        *,
        name: str | None,
        notebooks: Sequence[Path] | None,
        options: Options | None,
        say: Say,
    ) -> None:
        self.options, self._say = options or Options(), say
        if self.options.text not in TEXTS:
            raise ParameterError(f"text {self.options.text!r}: one of {', '.join(TEXTS)}")
        self._sources = [source] if isinstance(source, str | Path) else list(source)
        corrections.check(self.options.corrections)
        self._notebooks = _by_name(report_notebooks() if notebooks is None else notebooks)
        self.parameters: Declared = {stem: declared(path) for stem, path in self._notebooks.items()}
        for one in self._sources:
            places.check_local(one, "SOURCE")
        self.name = name or places.default_name(self._sources[0])
        self.folder = places.report_folder(out, self.name)
        self._deadline = Deadline(self.options.deadline)
        self._exports: Exports | None = None
        self._readings: list[Reading] | None = None

    def annotate(self) -> None:
        """Take the run in the folder that is the source, else make a new one in the report's folder; correct it."""
        with self._deadline.kept():
            found = _run_of(self._sources, self.folder, self.options, self._say)
            self._applied = Applied.of(found, self.options.corrections, self.folder)
            self.run = self._applied.run
        self.shelf = Shelf(Cache(), keys.data_of(self.run.path, self.run.info)) if self.options.cache else None

    def exports(self) -> Exports:
        """The tables as CSV in the maker's folder, and what they sum up to; made where they are not there yet."""
        if self._exports is None:
            with self._deadline.kept():
                self._exports = export(self.run.path, self.folder, self.options.text, self.shelf)
        return self._exports

    def make(self, plans: Sequence[Plan]) -> list[Report]:
        """Make the reports; all of them share the tables that lie in the maker's folder."""
        plans = [self._on_topic(plan) for plan in plans]
        files = [file for stem in self._notebooks for file in (f"{stem}.html", f"notebooks/{stem}.ipynb")]
        for plan in plans:
            places.start_report(plan.folder, files)
        jobs = [job for plan in plans for job in self._jobs(plan)]
        with self._progress(len(jobs)) as tell:
            seconds = {"cell_seconds": self.options.cell_seconds, "start_seconds": self.options.start_seconds}
            way = Way(forked=self.options.forked, seconds=seconds, deadline=self._deadline)
            computation = Computation(
                jobs, self.run.path, self.folder, self.options.text, way=way, shelf=self.shelf, tell=tell, note=_note
            )
            pages, self._exports = computation.results(self._exports)
        n, revision = len(self._notebooks), git_revision()
        return [self._write(plan, pages[i * n : i * n + n], revision) for i, plan in enumerate(plans)]

    def _on_topic(self, plan: Plan) -> Plan:
        """The plan; where it names no topic and the run has not that of the notebooks, on the run's first."""
        topics = (self.run.info.get("options") or {}).get("topics") or []
        values = {name: dict(given) for name, given in plan.values.items()}
        for name, parameters in self.parameters.items():
            default = next((literal_eval(p.default) for p in parameters if p.name == "topic"), None)
            if topics and default is not None and default not in topics:
                values[name].setdefault("topic", topics[0])
        return dataclasses.replace(plan, values=values)

    def _jobs(self, plan: Plan) -> Iterator[Job]:
        target = plan.folder / "notebooks"
        # From the executed notebook to its tables, so that the report can be moved and opened elsewhere.
        tables = os.path.relpath(self.run.path.resolve(), target.resolve())
        ours = {"source": "", "tables": tables, "text": self.options.text}
        given = str(Path(self.options.corrections or "").resolve()) if self.options.corrections else ""
        for name, path in self._notebooks.items():
            names = {p.name for p in self.parameters[name]}
            taken = {k: v for k, v in ours.items() if k in names} | dict(plan.values[name])
            # The tables are corrected already; who reviews goes on with the file.
            if given and "corrections" in names and is_interactive(path):
                taken["corrections"] = given
            label = name if plan.folder == self.folder else f"{plan.name}: {name}"
            yield Job(label=label, notebook=path, target=target / f"{name}.ipynb", parameters=taken)

    @contextmanager
    def _progress(self, total: int) -> Iterator[Callable[[Job, Page], None]]:
        shown = sys.stderr.isatty() if self.options.progress is None else self.options.progress
        with Progress("running", unit="notebook", total=total, show=shown) as bar:

            def tell(job: Job, page: Page) -> None:
                if not shown:
                    how = "as before" if page.outcome.cached else f"{page.outcome.seconds:.1f} s"
                    self._say(f"{job.label}: {page.outcome.status}, {how}")
                bar.add()

            yield tell

    def _write(self, plan: Plan, pages: Sequence[Page], revision: str | None) -> Report:
        exports = self.exports()
        entries = [Entry.of(page.outcome, page.body) for page in pages]
        above = "../" * len(plan.folder.relative_to(self.folder).parts)
        downloads = [dataclasses.replace(one, href=above + one.href) for one in exports.downloads]
        downloads += [download(p.outcome.path, plan.folder, "the executed notebook") for p in pages]
        downloads += self._applied.write(plan.folder, self.options.text)
        downloads.append(Download(NAME, "how this report was made", "", ""))
        site = Site(name=plan.name, made=made_at(), info=self.run.info, revision=revision, entries=entries)
        site = dataclasses.replace(site, above=f"{above}index.html" if above else None)
        site = self._with_articles(site, above)
        entries, warnings = _write_pages(site, plan.folder)
        site = dataclasses.replace(site, entries=entries)
        settings = landing.list_settings(self.parameters, plan.values)
        content = landing.content(self.run.info, exports.summary, self.options.text, settings, downloads, revision)
        content["corrections"] = self._applied.content(self.options.text)
        (plan.folder / "index.html").write_text(site.landing(**content), encoding="utf-8", errors="replace")
        files = ["index.html", *(e.href for e in entries), *(d.href for d in downloads)]
        files += [] if above else self.reading_files
        write_manifest(plan.folder, _manifest(site, plan.values, self.options, files, warnings))
        return Report(
            path=plan.folder,
            run=self.run.path,
            values=plan.values,
            entries=tuple(entries),
            warnings=tuple(warnings),
        )

    def _with_articles(self, site: Site, above: str) -> Site:
        """The site with the reading pages, which lie in the maker's folder and are written once, if there is time."""
        if self._readings is None:
            try:
                with self._deadline.kept():
                    self._write_readings(dataclasses.replace(site, entries=[], above=None) if above else site)
            except TimeUp:
                self._readings = []  # some pages may be there; nothing leads to them
        return self._linked(site, above)

    def _write_readings(self, site: Site) -> None:
        made = read_articles(self.run.path, self.options.text, self.shelf)
        n = self.exports().summary["n"]["articles"]
        self._readings = made
        write_readings(made, n, self.folder, self._linked(site, "").below)

    def _linked(self, site: Site, above: str) -> Site:
        hrefs = {one.article_id: above + one.href for one in self._readings or ()}
        return dataclasses.replace(site, articles=hrefs, reading=above + ARTICLES if hrefs else None)

    @property
    def reading_files(self) -> list[str]:
        """The files of the reading pages, in the maker's folder."""
        return [ARTICLES, *(one.href for one in self._readings)] if self._readings else []


def _note(text: str) -> None:
    print(f"note: {text}", file=sys.stderr)


def _by_name(notebooks: Sequence[Path]) -> dict[str, Path]:
    if not notebooks:
        raise ParameterError("no notebook to run; the workbook's are in the folder notebooks")
    named = {places.slug(path.stem): path for path in notebooks}
    if len(named) < len(notebooks) or "index" in named:
        raise ParameterError("notebooks need names that differ, and none is called index")
    return named


def _run_of(sources: Sequence[str | Path], folder: Path, options: Options, say: Say) -> FinishedRun:
    """The run in the folder that is the source, else a new one in the report's folder."""
    if len(sources) == 1 and is_run(Path(sources[0])):
        return FinishedRun.read(Path(sources[0]))
    from analysis.engines import annotate

    source = sources[0] if len(sources) == 1 else sources
    return FinishedRun.read(annotate(source, folder, progress=options.progress, say=say, **options.annotate).path)


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
                "computed": e.outcome.computed,
                "cached": e.outcome.cached,
                "problems": list(e.problems),
            }
            for e in site.entries
        ],
        "warnings": list(warnings),
        "files": list(files),
    }
