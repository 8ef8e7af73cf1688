"""What forks do for a report. Arguments and results are JSON; a result is written when it is whole."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import nbformat

from analysis.reports import forks
from analysis.reports.execution import execute, retell, salvage
from analysis.reports.exports import write_tables
from analysis.reports.outcome import Outcome
from analysis.reports.reading import readings
from analysis.reports.rendering import render
from analysis.reports.summary import summarize

Result = dict[str, Any]


def run_notebook(notebook: str, target: str, parameters: Mapping[str, Any], working: str, **seconds: Any) -> Result:
    """Run a notebook and render it: its outcome and the body of its page. In a fork, its kernel is one too."""
    run = partial(execute, Path(notebook), Path(target), parameters, working=Path(working), **seconds)
    try:
        outcome = run(forked=forks.inside())
    except forks.NoForkError:
        outcome = run(forked=False)
    return _page(outcome)


def retell_notebook(
    notebook: str, target: str, parameters: Mapping[str, Any], earlier: str, outcome: Result, **run: Any
) -> Result:
    """Render a notebook with the outputs of an earlier run, whose outcome this is; run it where they are gone."""
    try:
        retell(Path(notebook), Path(target), parameters, Path(earlier))
    except (OSError, ValueError, KeyError):
        return run_notebook(notebook, target, parameters, **run)
    return _page(Outcome.from_json(outcome))


def salvage_notebook(notebook: str, target: str, working: str, outcome: Result) -> Result:
    """Save and render what a run got done that was ended from outside, with this outcome."""
    salvage(Path(notebook), Path(target), Path(working))
    return _page(Outcome.from_json(outcome))


def _page(outcome: Outcome) -> Result:
    return {"outcome": outcome.to_json(), "body": render(outcome.path).to_json()}


def export_tables(run: str, folder: str, text: str) -> Result:
    """Write the tables as CSV into a folder: the downloads, and what the landing page says of the run."""
    made = write_tables(Path(run), Path(folder), text)
    return {"downloads": [dataclasses.asdict(one) for one in made], "summary": summarize(Path(run))}


def read_articles(run: str, text: str) -> Result:
    """What the reading pages of a run's articles show."""
    return {"readings": [dataclasses.asdict(one) for one in readings(Path(run), text)]}


WORK: Mapping[str, Callable[..., Result]] = {
    "run": run_notebook,
    "retell": retell_notebook,
    "salvage": salvage_notebook,
    "export": export_tables,
    "read": read_articles,
}


def prepare() -> None:
    """Render an empty page: what is compiled for it, schemas and templates, is there for all forks."""
    with TemporaryDirectory(prefix="stancebook-") as folder:
        path = Path(folder) / "empty.ipynb"
        cells = [nbformat.v4.new_markdown_cell("# Empty"), nbformat.v4.new_code_cell("x = 1")]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
        render(path)


def write_result(task: str, result: str, **arguments: Any) -> None:
    """Do the task and write its result to the file `result`."""
    partial = Path(result).with_suffix(".partial")
    partial.write_text(json.dumps(WORK[task](**arguments)), encoding="utf-8", errors="surrogatepass")
    partial.replace(result)
