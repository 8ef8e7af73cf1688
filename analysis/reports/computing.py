"""The notebooks and tables of reports: from the shelf, from forks several at a time, or from this process."""

from __future__ import annotations

import logging
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any

from analysis.reports import forks
from analysis.reports.articles import Reading
from analysis.reports.keys import NotebookKeys
from analysis.reports.outcome import Body, Outcome, Status
from analysis.reports.pool import Done, Task, run_forked, run_here
from analysis.reports.shelf import Exports, Job, Page, Shelf
from analysis.reports.stopping import Deadline

LOG = logging.getLogger("stancebook.reports")

DIED = "the process that ran it ended, perhaps for want of memory"
NOT_FORKED = "no process can be forked here: notebooks run one after the other, which takes longer"


@dataclass(frozen=True, kw_only=True)
class Way:
    """How notebooks are run. `forked`: in forked kernels, several at a time, where that is possible."""

    forked: bool = True
    seconds: Mapping[str, int | None] = field(default_factory=dict)  # cell_seconds and start_seconds of `execute`
    deadline: Deadline = field(default_factory=Deadline)


@dataclass
class _Group:
    """Jobs that are the same but for their places: one is run, and the others get copies."""

    jobs: list[tuple[int, Job]]
    keys: NotebookKeys | None
    working: Path

    @property
    def job(self) -> Job:
        return self.jobs[0][1]


class Computation:
    """The pages of jobs, and the tables of their run as CSV under `folder`. `tell` hears of each page when it is there.

    What does not run before the deadline has an outcome that says so; what it got done is kept.
    """

    def __init__(
        self,
        jobs: Sequence[Job],
        run: Path,
        folder: Path,
        text: str,
        *,
        way: Way,
        shelf: Shelf | None,
        tell: Callable[[Job, Page], None],
        note: Callable[[str], None],
    ) -> None:
        self._jobs, self._way, self._shelf, self._tell, self._note = jobs, way, shelf, tell, note
        self._run, self._folder, self._text = run, folder, text
        self._pages: dict[int, Page] = {}
        self._exports: Exports | None = None
        self._numbers = count()

    def results(self, exports: Exports | None = None) -> tuple[list[Page], Exports]:
        """The pages in the order of the jobs, and the tables, where they are not there yet."""
        self._exports = exports
        with tempfile.TemporaryDirectory(prefix="stancebook-") as temporary:
            self._temporary = Path(temporary)
            if self._shelf and exports is None:
                self._exports = self._shelf.exports(self._folder, self._text)
            missing = [group for group in self._groups() if not self._found(group)]
            if missing or self._exports is None:
                self._make(missing)
        assert self._exports is not None
        return [self._pages[index] for index in range(len(self._jobs))], self._exports

    def _groups(self) -> list[_Group]:
        groups: dict[object, _Group] = {}
        for index, job in enumerate(self._jobs):
            keys = self._shelf.keys(job) if self._shelf else None
            group = groups.setdefault(keys or index, _Group([], keys, self._temporary / f"{index}.ipynb"))
            group.jobs.append((index, job))
        return list(groups.values())

    def _found(self, group: _Group) -> bool:
        page = self._shelf.page(group.job, group.keys) if self._shelf and group.keys else None
        if page:
            self._have(group, page)
        return page is not None

    def _have(self, group: _Group, page: Page) -> None:
        for index, job in group.jobs:
            self._pages[index] = page if job is group.job else page.copied(job)
            took = "from the cache" if page.outcome.cached else f"{page.outcome.seconds:.1f} s"
            LOG.info("%s: %s, %s", job.target.stem, page.outcome.status, took)
            self._tell(job, self._pages[index])

    def _make(self, missing: Sequence[_Group]) -> None:
        exporting = [] if self._exports else [self._task("export", **_exporting(self._run, self._folder, self._text))]
        tasks = [*exporting, *map(self._task_of, missing)]
        parts = ["kernel", "page"] if any(task.name == "run" for task in tasks) else ["page"]
        with self._zygote(parts) as zygote:
            ended = []
            for index, result in self._done(tasks, zygote, self._way.deadline):
                if index < len(exporting):
                    self._exported(result)
                elif result:
                    self._made(missing[index - len(exporting)], result)
                else:
                    ended.append(missing[index - len(exporting)])
            self._save_left(missing, ended, zygote)
        if self._exports is None:
            self._exports = export(self._run, self._folder, self._text, self._shelf)
        if self._shelf:
            self._shelf.cache.trim()

    def _zygote(self, parts: Sequence[str]) -> AbstractContextManager[forks.Zygote | None]:
        if self._way.forked:
            with suppress(OSError):
                if forks.possible():
                    return forks.Zygote(*parts)
            self._note(NOT_FORKED)
        return nullcontext()

    def _done(self, tasks: Sequence[Task], zygote: forks.Zygote | None, deadline: Deadline) -> Done:
        if zygote:
            try:
                yield from run_forked(tasks, zygote, deadline)
                return
            except forks.NoForkError:
                self._note(NOT_FORKED)
        yield from run_here(tasks, deadline)

    def _task(self, name: str, **arguments: Any) -> Task:
        return Task(name, arguments, self._temporary / f"{next(self._numbers)}.json")

    def _task_of(self, group: _Group) -> Task:
        job = group.job
        place = {"notebook": str(job.notebook.resolve()), "target": str(job.target.resolve())}
        run = place | {"parameters": job.parameters, "working": str(group.working), **self._way.seconds}
        if self._shelf and group.keys and (found := self._shelf.earlier(job, group.keys)):
            earlier, outcome = found
            return self._task("retell", earlier=str(earlier), outcome=outcome.to_json(), **run)
        return self._task("run", **run)

    def _exported(self, result: dict[str, Any] | None) -> None:
        if result:
            self._exports = Exports.from_json(result)
            if self._shelf:
                self._shelf.keep_exports(self._exports, self._folder, self._text)

    def _made(self, group: _Group, result: dict[str, Any]) -> None:
        page = Page.from_json(result)
        page = replace(page, outcome=replace(page.outcome, path=group.job.target))
        if self._shelf and group.keys:
            self._shelf.keep(page, group.keys)
        self._have(group, page)

    def _save_left(self, groups: Sequence[_Group], died: Sequence[_Group], zygote: forks.Zygote | None) -> None:
        """What ended before its time: as far as it came."""
        left = [group for group in groups if group.jobs[0][0] not in self._pages]
        outcomes = [self._ended(group, died=group in died) for group in left]
        begun = [i for i, group in enumerate(left) if group.working.is_file()]
        tasks = [
            self._task(
                "salvage",
                notebook=str(left[i].job.notebook.resolve()),
                target=str(left[i].job.target.resolve()),
                working=str(left[i].working),
                outcome=outcomes[i].to_json(),
            )
            for i in begun
        ]
        for number, result in self._done(tasks, zygote, Deadline()) if tasks else ():
            if result:
                self._made(left[begun[number]], result)
        for group, outcome in zip(left, outcomes, strict=True):
            if group.jobs[0][0] not in self._pages:
                group.job.target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(group.job.notebook, group.job.target)
                self._have(group, Page(outcome, Body.empty()))

    def _ended(self, group: _Group, *, died: bool) -> Outcome:
        status: Status = "failed" if died else "timeout"
        begun = group.working.is_file()
        error = DIED if died else self._way.deadline.reason + ("" if begun else " before it began")
        return Outcome(name=group.job.target.stem, path=group.job.target, status=status, seconds=0.0, error=error)


def export(run: Path, folder: Path, text: str, shelf: Shelf | None) -> Exports:
    """The tables of a run as CSV under a folder, from the shelf or made in this process."""
    found = shelf.exports(folder, text) if shelf else None
    if found is None:
        found = Exports.from_json(_here("export", **_exporting(run, folder, text)))
        if shelf:
            shelf.keep_exports(found, folder, text)
    return found


def read_articles(run: Path, text: str, shelf: Shelf | None) -> list[Reading]:
    """What the reading pages of a run's articles show, from the shelf or made in this process."""
    found = shelf.readings(text) if shelf else None
    if found is None:
        found = [Reading(**one) for one in _here("read", run=str(run.resolve()), text=text)["readings"]]
        if shelf:
            shelf.keep_readings(found, text)
    return found


def _exporting(run: Path, folder: Path, text: str) -> dict[str, str]:
    return {"run": str(run.resolve()), "folder": str(folder.resolve()), "text": text}


def _here(name: str, **arguments: Any) -> dict[str, Any]:
    from analysis.reports.tasks import WORK

    return WORK[name](**arguments)
