"""papermill runs a notebook, in a kernel of this interpreter; what it got done is saved, whatever happens."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import nbformat
import papermill
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError
from traitlets import default

Status = Literal["ok", "failed", "timeout", "stopped"]

# Beside what a notebook holds, papermill notes when and where each cell ran.
_TIMES = ("papermill", "execution")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How the run of a notebook ended: `stopped` is an end before the last cell, as by `sys.exit(0)`."""

    name: str
    path: Path
    status: Status
    seconds: float
    error: str | None = None


class OwnKernel(AsyncKernelManager):
    """A kernel of the interpreter that runs this, with this package, whatever kernels are installed.

    It is spoken to through sockets in a folder that only this user can enter.
    """

    @default("transport")
    def _by_file(self) -> str:
        return "ipc"

    @default("connection_file")
    def _in_own_folder(self) -> str:
        self._folder = tempfile.TemporaryDirectory(prefix="stancebook-")
        return str(Path(self._folder.name) / "kernel.json")

    @property
    def kernel_spec(self) -> KernelSpec:
        package = str(Path(__file__).parents[2])
        paths = [package, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
        env = {"PYTHONPATH": os.pathsep.join(dict.fromkeys(paths))}
        if "SOURCE_DATE_EPOCH" in os.environ:
            env["PYTHONHASHSEED"] = "0"
        argv = [sys.executable, "-m", "ipykernel_launcher", "--log-level=CRITICAL", "-f", "{connection_file}"]
        return KernelSpec(argv=argv, env=env, display_name="stancebook", language="python")


def execute(
    notebook: Path,
    target: Path,
    parameters: Mapping[str, Any],
    *,
    cell_seconds: int | None = None,
    start_seconds: int = 60,
) -> Outcome:
    """Run `notebook` in the folder of `target` and save it there, executed as far as it came.

    `cell_seconds` is the longest that a cell may take (None: as long as it wants).
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="stancebook-") as folder:
        working = Path(folder) / "working.ipynb"
        working.write_bytes(notebook.read_bytes())
        try:
            status, error = _run(working, target.parent, parameters, cell_seconds, start_seconds)
        finally:
            left = _save(working, target, notebook.name)
    if status == "ok" and left:
        status, error = "stopped", f"it ended before its last cell: {left} cells did not run"
    return Outcome(
        name=target.stem, path=target, status=status, seconds=round(time.monotonic() - began, 2), error=error
    )


def _run(
    working: Path, folder: Path, parameters: Mapping[str, Any], cell_seconds: int | None, start_seconds: int
) -> tuple[Status, str | None]:
    # papermill formats paths that it is given ("{country}"), so it gets one of our own making.
    path = str(working).replace("{", "{{").replace("}", "}}")
    try:
        papermill.execute_notebook(
            path,
            path,
            dict(parameters),
            kernel_name="python3",
            language="python",
            progress_bar=False,
            start_timeout=start_seconds,
            execution_timeout=cell_seconds,
            kernel_manager_class=OwnKernel,
            resources={"metadata": {"path": str(folder)}},
        )
    except PapermillExecutionError as error:
        return "failed", f"{error.ename}: {error.evalue}"
    except CellTimeoutError:
        return "timeout", f"a cell took longer than {cell_seconds} seconds"
    except DeadKernelError:
        return "failed", "the kernel died, perhaps for want of memory"
    except RuntimeError as error:  # nbclient's way to say that no kernel came up
        late = "respond" in str(error)
        return ("timeout" if late else "failed"), f"the kernel did not start: {error}"
    return "ok", None


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
