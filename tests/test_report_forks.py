"""Forked kernels: they show what those of papermill's standard engine show, and none outlives who asked for it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import tomllib
from importlib import import_module
from pathlib import Path

import nbformat
import pytest
from papermill.engines import papermill_engines

from analysis.reports import engine, forks
from analysis.reports.execution import execute
from reporting import figure_code, write_notebook

ROOT = Path(__file__).parent.parent
pytestmark = pytest.mark.skipif(not forks.possible(), reason="processes are forked on Linux only")

# Each is a cell; what it shows has to be the same.
SHOWS = {
    "streams": "import sys\nprint('out')\nprint('err', file=sys.stderr)\nprint('more', end='', flush=True)",
    "many lines": "for i in range(200): print(i, file=(sys.stdout, sys.stderr)[i // 50 % 2])",
    "carriage return": "print('1 %\\r2 %\\rdone\\b!')",
    "file descriptors": "import os\n_ = os.system('echo system; echo wrong >&2')\n_ = os.write(1, b'written')",
    "shell": "!echo from a shell",
    "value": "{'a': [1, 2.5, None], 'b': 'é'}",
    "no value": "x = 3",
    "semicolon": "x;",
    "two values": "from IPython.core.interactiveshell import InteractiveShell\nx\nx + 1",
    "display order": "print('before')\ndisplay({'text/plain': 'shown'}, raw=True)\nprint('after')\n'value'",
    "bundle": "from IPython.display import HTML, JSON, Markdown\ndisplay(HTML('<b>é</b>'), JSON([1]), Markdown('a'))",
    "metadata": figure_code(),
    "update": "shown = display('first', display_id='one')\nshown.update('second')",
    "update from a later cell": "shown.update('third')",
    "clear": "from IPython.display import clear_output\nprint('gone')\nclear_output()\nprint('stays')",
    "frame": "import pandas as pd\npd.DataFrame({'a': [1, 2], 'b': ['x', None]})",
    "pyplot": "import matplotlib.pyplot as plt\nplt.plot([1, 3, 2])\nplt.title('T')\nplt.show()\nplt.bar([1], [2])",
    "backend": "import matplotlib\nmatplotlib.get_backend(), len(plt.get_fignums())",
    "figure": "from matplotlib.figure import Figure\nfigure = Figure()\nfigure.subplots().plot([1, 2])\nfigure",
    "magic": "%config InlineBackend.figure_format = 'svg'\n%who str",
    "await": "import asyncio\nawait asyncio.sleep(0.01)\nawait asyncio.gather(*[asyncio.sleep(0, i) for i in 'ab'])",
    "thread": "import threading\none = threading.Thread(target=print, args='ab')\none.start()\none.join()",
    "threads": "sorted(t.name for t in threading.enumerate() if not t.name.startswith('Thread-'))",
    "processes": "import multiprocessing as m\nwith m.get_context('fork').Pool(1) as pool: print(pool.map(abs, [-1]))",
    "warning": "import warnings\nwarnings.warn('mind this')",
    "logging": "import logging\nlogging.getLogger('a').warning('logged')",
    "input": "try: input('?')\nexcept Exception as error: print(type(error).__name__)",
    "place": "from pathlib import Path\nPath.cwd().name, __name__, Path(sys.argv[0]).name, len(sys.argv), sys.path",
    "recursion": "sys.getrecursionlimit(), sys.flags.safe_path, sys.stdin.read()",
    "environment": "sorted(set(os.environ) - {'_', 'JPY_PARENT_PID', 'PYTEST_CURRENT_TEST'})",
    "signals": "import signal\n[signal.getsignal(n) in (0, 1) for n in (2, 15, 17)], os.getpgid(0) == os.getpid()",
    "stored": "In[1][:6], sorted(Out)[:2], _i[:6]",
}
ENDS = {
    "an exception": ("1 / 0", "failed", "ZeroDivisionError: division by zero"),
    "a syntax error": ("def", "failed", "SyntaxError"),
    "own exception": ("class E(Exception): pass\nraise E('é' * 3) from KeyError('k')", "failed", "E: ééé"),
    "exit": ("import sys; sys.exit()", "stopped", "did not run"),
    "exit 0": ("import sys; print('a'); sys.exit(0)", "stopped", "did not run"),
    "exit 3": ("import sys; sys.exit(3)", "failed", "SystemExit: 3"),
    "interrupt": ("raise KeyboardInterrupt", "failed", "KeyboardInterrupt"),
    "killed": ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "failed", "the kernel died"),
    "left": ("import os; os._exit(0)", "failed", "the kernel died"),
    "late": ("import time; print('a'); time.sleep(30)", "timeout", "longer than 2 seconds"),
}


def run(notebook: Path, folder: Path, *, forked: bool, seconds: int | None = None):
    outcome = execute(notebook, folder / "notebooks" / notebook.name, {}, cell_seconds=seconds, forked=forked)
    return outcome, nbformat.read(outcome.path, as_version=4)


def test_a_forked_kernel_shows_what_a_started_one_shows(tmp_path):
    notebook = write_notebook(tmp_path / "shows.ipynb", "# Shows", *(("", code) for code in SHOWS.values()))
    outcomes, notebooks = zip(*(run(notebook, tmp_path / str(f), forked=f) for f in (False, True)), strict=True)
    assert [outcome.status for outcome in outcomes] == ["ok", "ok"]
    standard, forked = notebooks
    for name, a, b in zip(SHOWS, standard.cells[1:], forked.cells[1:], strict=True):
        assert settled(b) == settled(a), name
    assert forked.metadata == standard.metadata
    assert [c.execution_count for c in forked.cells[1:]] == list(range(1, len(SHOWS) + 1))


def settled(cell):
    """A cell without what differs between two runs of the same engine: addresses, and where a stream was cut."""
    streams = {n: "".join(o.text for o in cell.outputs if o.get("name") == n) for n in ("stdout", "stderr")}
    rest = [o for o in cell.outputs if o.output_type != "stream"]
    return re.sub(
        r"0x[0-9a-f]+|ipykernel_\d+", "…", str((cell.source, cell.execution_count, cell.metadata, streams, rest))
    )


@pytest.mark.parametrize("case", ENDS)
def test_a_notebook_ends_in_the_same_way(case, tmp_path):
    code, status, words = ENDS[case]
    notebook = write_notebook(tmp_path / "ends.ipynb", ("", "print('before')"), ("", code), ("", "print('after')"))
    ends = [run(notebook, tmp_path / str(f), forked=f, seconds=2 if case == "late" else None) for f in (False, True)]
    for outcome, _ in ends:
        assert outcome.status == status
        assert words in outcome.error
    (_, standard), (_, forked) = ends
    if words == "the kernel died":  # whether it still said that the cell had begun is a race in either
        for cell in (*standard.cells, *forked.cells):
            cell.execution_count = None if cell.source == code else cell.get("execution_count")
    assert [settled(cell) for cell in forked.cells] == [settled(cell) for cell in standard.cells]


def test_forks_do_not_share_their_random_numbers(tmp_path):
    code = "import random, numpy, uuid\nrandom.random(), numpy.random.rand(), uuid.uuid4().hex"
    notebook = write_notebook(tmp_path / "random.ipynb", ("", code))
    drawn = [eval(run(notebook, tmp_path / n, forked=True)[1].cells[0].outputs[0].data["text/plain"]) for n in "ab"]
    assert all(a != b for a, b in zip(*drawn, strict=True))


def test_a_notebook_changes_nothing_for_the_next_one(tmp_path):
    breaks = (
        "import os, sys, pandas as p\np.options.display.max_rows = 1\nos.environ['MARK'] = '1'\nsys.modules['json'] = 0"
    )
    run(write_notebook(tmp_path / "a.ipynb", ("", breaks)), tmp_path, forked=True)
    looks = "import json, os, pandas\njson.dumps(1), 'MARK' in os.environ, pandas.options.display.max_rows"
    _, after = run(write_notebook(tmp_path / "b.ipynb", ("", looks)), tmp_path, forked=True)
    assert after.cells[0].outputs[0].data["text/plain"] == "('1', False, 60)"


def test_papermill_knows_the_engine_by_its_entry_point():
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    module, _, name = pyproject["project"]["entry-points"]["papermill.engine"][engine.NAME].partition(":")
    assert getattr(import_module(module), name) is engine.ForkedEngine
    assert papermill_engines.get_engine(engine.NAME) is engine.ForkedEngine


@pytest.mark.slow
def test_papermill_runs_it_by_its_command_line(tmp_path):
    code = "import os\nfrom pathlib import Path\nb'zygote' in Path(f'/proc/{os.getppid()}/cmdline').read_bytes()"
    notebook = write_notebook(tmp_path / "a.ipynb", ("", code))
    command = [sys.executable, "-m", "papermill", "a.ipynb", "out.ipynb", "--engine", engine.NAME, "-k", "python3"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=300)
    assert nbformat.read(tmp_path / "out.ipynb", as_version=4).cells[0].outputs[0].data["text/plain"] == "True"
    assert notebook.exists()


# Processes


@pytest.fixture
def zygote():
    with forks.Zygote() as one:
        yield one


def kernel(zygote: forks.Zygote, folder: Path) -> forks.Fork:
    """A kernel that waits for somebody to speak to it."""
    argv = ["--log-level=CRITICAL", "-f", str(folder / "kernel.json")]
    return zygote.fork("kernel", argv=argv, cwd=str(folder), env=dict(os.environ))


def gone(pid: int, seconds: float = 60) -> bool:
    until = time.monotonic() + seconds
    while Path(f"/proc/{pid}").exists():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def test_a_fork_ends_when_who_asked_for_it_lets_go(zygote, tmp_path):
    fork = kernel(zygote, tmp_path)
    assert fork.poll() is None
    fork.close()
    assert gone(fork.pid)


def test_the_end_of_a_fork_is_told(zygote, tmp_path):
    fork = kernel(zygote, tmp_path)
    fork.kill()
    assert fork.wait() == -signal.SIGKILL
    assert fork.poll() == -signal.SIGKILL
    fork.terminate()  # it is gone: nothing is signalled


def test_forks_end_with_their_zygote(zygote, tmp_path):
    fork = kernel(zygote, tmp_path)
    os.kill(zygote.pid, signal.SIGKILL)
    assert gone(fork.pid)
    assert fork.wait() == -signal.SIGKILL
    with pytest.raises(forks.NoForkError, match="does not answer"):
        kernel(zygote, tmp_path)


def test_kernels_get_warm_without_a_word(tmp_path, capfd):
    with forks.Zygote("kernel") as zygote:
        kernel(zygote, tmp_path)
    assert capfd.readouterr().err == ""


def test_a_closed_zygote_leaves_no_process_and_no_file(tmp_path):
    zygote = forks.Zygote()
    fork = kernel(zygote, tmp_path)
    zygote.close()
    assert gone(fork.pid, 5)
    assert gone(zygote.pid, 5)
    assert not Path(zygote.address).parent.exists()
