"""The notebooks by hand: each is opened in JupyterLab in a real browser, runs all its cells, and none fails."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest

from reporting import browser_path, chromium

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
START, RUN = 90.0, 240.0  # seconds; the first notebook annotates the sample, the others take it from the cache


@dataclass(frozen=True)
class Lab:
    """A JupyterLab server of our own, with a copy of the notebooks."""

    url: str
    token: str
    notebooks: Path

    def address(self, name: str) -> str:
        return f"{self.url}lab/tree/notebooks/{name}?token={self.token}&reset"


@pytest.fixture(scope="module")
def lab(tmp_path_factory) -> Iterator[Lab]:
    browser_path()
    home = tmp_path_factory.mktemp("lab")
    for part in ("notebooks", "data"):
        shutil.copytree(ROOT / part, home / "work" / part)
    token = secrets.token_hex(16)
    with (home / "log.txt").open("w") as log:
        server = subprocess.Popen(command(home, token), env=environment(home), stdout=log, stderr=log)
        try:
            yield Lab(wait_for_server(home, server), token, home / "work" / "notebooks")
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=30)


def command(home: Path, token: str) -> list[str]:
    return [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--ServerApp.ip=127.0.0.1", "--ServerApp.port=0"),
        *(f"--ServerApp.root_dir={home / 'work'}", f"--IdentityProvider.token={token}", "--ServerApp.allow_root=True"),
        "--LabApp.expose_app_in_browser=True",  # so that the test can call the commands of the menus
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]


def environment(home: Path) -> dict[str, str]:
    folders = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
        "XDG_CACHE_HOME": "cache",
    }
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    own = {name: str(home / folder) for name, folder in folders.items()}
    return os.environ | own | {"PYTHONPATH": os.pathsep.join(paths)}


def wait_for_server(home: Path, server: subprocess.Popen[bytes]) -> str:
    """The server's address, which it writes into its runtime folder."""
    until = time.monotonic() + START
    while time.monotonic() < until:
        for path in (home / "runtime").glob("jpserver-*.json"):
            return str(json.loads(path.read_text(encoding="utf-8"))["url"])
        assert server.poll() is None, (home / "log.txt").read_text(encoding="utf-8")
        time.sleep(0.5)
    raise AssertionError(f"no server after {START:.0f} s:\n{(home / 'log.txt').read_text(encoding='utf-8')}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as running:
        yield running


@pytest.mark.parametrize("name", [path.name for path in NOTEBOOKS])
def test_all_cells_of_a_notebook_run(name, lab, browser):
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    try:
        page.goto(lab.address(name))
        page.locator(".jp-Notebook .jp-CodeCell").first.wait_for(timeout=START * 1000)
        # The status bar; the notebook's own sign says idle before there is a connection.
        page.get_by_text("| Idle").wait_for(timeout=START * 1000)
        page.evaluate("void jupyterapp.commands.execute('notebook:run-all-cells')")
        notebook = wait_until_run(page, lab.notebooks / name)
    finally:
        page.close()
    errors = [o.evalue for cell in notebook.cells for o in cell.get("outputs", []) if o.output_type == "error"]
    assert errors == []
    assert any(o.output_type != "stream" for cell in notebook.cells for o in cell.get("outputs", []))


def wait_until_run(page: Any, path: Path) -> Any:
    """Save until the file says that every code cell has run, or that one failed; the notebook as saved."""
    until = time.monotonic() + RUN
    while time.monotonic() < until:
        page.wait_for_timeout(2000)
        page.evaluate("jupyterapp.commands.execute('docmanager:save')")
        notebook = nbformat.read(path, as_version=4)
        cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        failed = any(o.output_type == "error" for cell in cells for o in cell.outputs)
        if failed or all(cell.execution_count for cell in cells):
            return notebook
    raise AssertionError(f"{path.name}: cells still running after {RUN:.0f} s")
