"""papermill runs a notebook, in a kernel of this interpreter; what it got done is saved, whatever happens."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.engines import papermill_engines
from papermill.exceptions import PapermillExecutionError

from analysis.clock import made_at
from analysis.reports import engine
from analysis.reports.forks import NoForkError
from analysis.reports.kernels import OwnKernel
from analysis.reports.outcome import Outcome, Status
from analysis.reports.stopping import TimeUp

papermill_engines.register(engine.NAME, engine.ForkedEngine)  # also where the package's entry points are not installed

# Beside what a notebook holds, papermill notes when and where each cell ran.
_TIMES = ("papermill", "execution")


def execute(
    notebook: Path,
    target: Path,
    parameters: Mapping[str, Any],
    *,
    cell_seconds: int | None = None,
    start_seconds: int = 60,
    forked: bool = False,
    working: Path | None = None,
) -> Outcome:
    """Run `notebook` in the folder of `target` and save it there, executed as far as it came.

    `cell_seconds` is the longest that a cell may take (None: as long as it wants). `working` is where it is kept from
    cell to cell, for `salvage`. Raises `NoForkError` where the kernel is to be forked and cannot be.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    began, computed = time.monotonic(), made_at()
    with tempfile.TemporaryDirectory(prefix="stancebook-") as folder:
        working = working or Path(folder) / "working.ipynb"
        working.write_bytes(notebook.read_bytes())
        try:
            status, error = _run(working, target.parent, parameters, cell_seconds, start_seconds, forked)
        finally:
            left = _save(working, target, notebook.name)
    if status == "ok" and left:
        status, error = "stopped", f"it ended before its last cell: {left} cells did not run"
    seconds = round(time.monotonic() - began, 2)
    return Outcome(name=target.stem, path=target, status=status, seconds=seconds, error=error, computed=computed)


def _run(
    working: Path,
    folder: Path,
    parameters: Mapping[str, Any],
    cell_seconds: int | None,
    start_seconds: int,
    forked: bool,
) -> tuple[Status, str | None]:
    try:
        _papermill(
            working,
            parameters,
            engine_name=engine.NAME if forked else None,
            start_timeout=start_seconds,
            execution_timeout=cell_seconds,
            kernel_manager_class=OwnKernel,
            resources={"metadata": {"path": str(folder)}},
        )
    except PapermillExecutionError as error:
        return "failed", f"{error.ename}: {error.evalue}"
    except CellTimeoutError:
        return "timeout", f"a cell took longer than {cell_seconds} seconds"
    except TimeUp as up:
        return "timeout", str(up)
    except DeadKernelError:
        return "failed", "the kernel died, perhaps for want of memory"
    except NoForkError:
        raise
    except RuntimeError as error:  # nbclient's way to say that no kernel came up
        late = "respond" in str(error)
        return ("timeout" if late else "failed"), f"the kernel did not start: {error}"
    return "ok", None


def _papermill(working: Path, parameters: Mapping[str, Any], **options: Any) -> None:
    # papermill formats paths that it is given ("{country}"), so it gets one of our own making.
    path = str(working).replace("{", "{{").replace("}", "}}")
    papermill.execute_notebook(
        path, path, dict(parameters), kernel_name="python3", language="python", progress_bar=False, **options
    )


def retell(notebook: Path, target: Path, parameters: Mapping[str, Any], earlier: Path) -> None:
    """Save `notebook` as executed, with the outputs of `earlier`, which is the same but for its prose."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="stancebook-") as folder:
        working = Path(folder) / "working.ipynb"
        working.write_bytes(notebook.read_bytes())
        _papermill(working, parameters, prepare_only=True)
        made, ran = nbformat.read(working, as_version=4), nbformat.read(earlier, as_version=4)
        made.metadata["language_info"] = ran.metadata["language_info"]
        for cell, then in zip(_code(made), _code(ran), strict=True):
            cell.outputs, cell.execution_count = then.outputs, then.execution_count
        nbformat.write(made, working)
        _save(working, target, notebook.name)


def _code(notebook: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def salvage(notebook: Path, target: Path, working: Path) -> None:
    """Save what a run left in `working` that ended before it could."""
    _save(working, target, notebook.name)


def _save(working: Path, target: Path, name: str) -> int:
    """Save without the times and places that differ from run to run; the number of code cells that did not run."""
    notebook = nbformat.read(working, as_version=4)
    notebook.cells = [c for c in notebook.cells if "papermill-error-cell-tag" not in c.metadata.get("tags", [])]
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        if "injected-parameters" in tags:
            cell.id = "injected-parameters"
        for key in _TIMES:
            cell.metadata.pop(key, None)
    given = notebook.metadata.pop("papermill", {}).get("parameters", {})
    notebook.metadata["papermill"] = {"parameters": given, "input_path": name}
    partial = target.with_suffix(".partial")
    partial.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
    partial.replace(target)
    return sum(_to_run(cell) and cell.execution_count is None for cell in notebook.cells)


def _to_run(cell: nbformat.NotebookNode) -> bool:
    skipped = "skip-execution" in cell.metadata.get("tags", [])
    return bool(cell.cell_type == "code" and cell.source.strip() and not skipped)
