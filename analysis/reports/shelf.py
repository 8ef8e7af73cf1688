"""What earlier reports left in the cache that a report can take over: pages, outputs of notebooks, tables as CSV."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Self

from analysis.reports.articles import Reading
from analysis.reports.cache import Cache
from analysis.reports.downloads import Download
from analysis.reports.keys import NotebookKeys, digest, made_by
from analysis.reports.outcome import Body, Outcome

_NOTEBOOK, _SAID = "notebook.ipynb", "said.json"


@dataclass(frozen=True, kw_only=True)
class Job:
    """A notebook to run: `label` names it to the user, `target` is where it goes executed."""

    label: str
    notebook: Path
    target: Path
    parameters: dict[str, Any]


@dataclass(frozen=True)
class Page:
    """A notebook that ran, as far as it came, and the body of its page."""

    outcome: Outcome
    body: Body

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Self:
        """What a task gave."""
        return cls(Outcome.from_json(content["outcome"]), Body.from_json(content["body"]))

    @property
    def complete(self) -> bool:
        """Nothing failed and nothing is missing."""
        return self.outcome.status == "ok" and not self.body.problems

    def copied(self, job: Job) -> Page:
        """The page of a job that is the same but for its place, where the executed notebook is copied to."""
        job.target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self.outcome.path, job.target)
        return replace(self, outcome=replace(self.outcome, name=job.target.stem, path=job.target))


@dataclass(frozen=True)
class Exports:
    """The tables of a run as CSV files in a folder, and what the landing page says of the run."""

    downloads: tuple[Download, ...]
    summary: dict[str, Any]

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Self:
        """What a task gave."""
        return cls(tuple(Download(**one) for one in content["downloads"]), content["summary"])


@dataclass(frozen=True)
class Shelf:
    """What there is for reports on one run (`data` is its key). Only what is complete is kept."""

    cache: Cache
    data: str

    def keys(self, job: Job) -> NotebookKeys | None:
        """None for a notebook that is to run every time."""
        return NotebookKeys.of(job.notebook, job.parameters, self.data)

    def page(self, job: Job, known: NotebookKeys) -> Page | None:
        """The page, with the executed notebook in its place."""
        with self._read(known.page) as (entry, said):
            if entry:
                page = Page.from_json(said)
                return replace(page, outcome=replace(page.outcome, path=entry / _NOTEBOOK, cached=True)).copied(job)
        return None

    def earlier(self, job: Job, known: NotebookKeys) -> tuple[Path, Outcome] | None:
        """An executed notebook with the outputs that the job's would have, and its outcome: only its prose differs."""
        with self._read(known.outputs) as (_, said), self._read(said.get("page", "")) as (entry, page):
            if entry and (entry / _NOTEBOOK).is_file():
                outcome = Outcome.from_json(page["outcome"])
                return entry / _NOTEBOOK, replace(outcome, name=job.target.stem, path=job.target, cached=True)
        return None

    def keep(self, page: Page, known: NotebookKeys) -> None:
        """Keep a page, where it is complete."""
        if not page.complete:
            return

        def fill(entry: Path) -> None:
            shutil.copyfile(page.outcome.path, entry / _NOTEBOOK)
            _write(entry, {"outcome": page.outcome.to_json(), "body": page.body.to_json()})

        self.cache.keep(known.page, fill)
        self.cache.keep(known.outputs, lambda entry: _write(entry, {"page": known.page}))

    def exports(self, folder: Path, text: str) -> Exports | None:
        """The tables, with their files in place under the folder."""
        with self._read(self._exports(text)) as (entry, said):
            if entry:
                found = Exports.from_json(said)
                for one in found.downloads:
                    (folder / one.href).parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(entry / one.href, folder / one.href)
                return found
        return None

    def keep_exports(self, exports: Exports, folder: Path, text: str) -> None:
        """Keep the tables that lie under the folder."""

        def fill(entry: Path) -> None:
            for one in exports.downloads:
                (entry / one.href).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(folder / one.href, entry / one.href)
            _write(entry, asdict(exports))

        self.cache.keep(self._exports(text), fill)

    def readings(self, text: str) -> list[Reading] | None:
        """What the reading pages show."""
        with self._read(self._readings(text)) as (entry, said):
            if entry:
                return [Reading(**one) for one in said["readings"]]
        return None

    def keep_readings(self, readings: Sequence[Reading], text: str) -> None:
        """Keep what the reading pages show."""
        said = {"readings": [asdict(one) for one in readings]}
        self.cache.keep(self._readings(text), lambda entry: _write(entry, said))

    @contextmanager
    def _read(self, key: str) -> Iterator[tuple[Path | None, dict[str, Any]]]:
        """An entry and what it says, (None, {}) where there is none; one that cannot be used is removed."""
        entry = self.cache.find(key) if key else None
        said = _said(entry) if entry else {}
        try:
            yield entry if said else None, said
        except (OSError, ValueError, KeyError, TypeError):
            said = {}
        if entry and not said:
            self.cache.drop(key)

    def _exports(self, text: str) -> str:
        return digest("exports", self.data, text, made_by())

    def _readings(self, text: str) -> str:
        return digest("readings", self.data, text, made_by())


def _said(entry: Path) -> dict[str, Any]:
    try:
        return dict(json.loads((entry / _SAID).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return {}


def _write(entry: Path, said: Mapping[str, Any]) -> None:
    (entry / _SAID).write_text(json.dumps(said), encoding="utf-8")
