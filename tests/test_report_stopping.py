"""How reports end before they are done: by a deadline, by the system, by the terminal. No process outlives them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from analysis.reports.stopping import Deadline, TimeUp
from reporting import write_notebook, write_run


def test_a_deadline_interrupts_and_leaves_no_clock_running():
    with pytest.raises(TimeUp, match=r"deadline of 0\.05 seconds passed"), Deadline(0.05).kept():
        time.sleep(30)
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0
    with Deadline(None).kept(), Deadline(30).kept():
        pass
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0
    assert Deadline(None).left is None
    assert Deadline(0).passed


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    write_run(tmp_path / "run")
    # The second marks that it runs, and what it started itself.
    hangs = "import os, subprocess, time\nfrom pathlib import Path\nprint('got here')"
    pids = f"Path({str(tmp_path / 'pids')!r}).write_text(f'{{os.getpid()}} {{child.pid}}')"
    starts = f"child = subprocess.Popen(['sleep', '600'])\n{pids}"
    write_notebook(tmp_path / "00-quick.ipynb", "# Quick", ("", "print('done')"))
    write_notebook(tmp_path / "01-hangs.ipynb", "# Hangs", ("", hangs), ("", starts + "\ntime.sleep(600)"))
    return tmp_path


def start(place: Path, *options: str) -> subprocess.Popen[str]:
    notebooks = [f"--notebooks={place / name}" for name in ("00-quick.ipynb", "01-hangs.ipynb")]
    command = [sys.executable, "-m", "analysis", "report", str(place / "run"), "-o", str(place / "out"), *notebooks]
    root = Path(__file__).parent.parent
    return subprocess.Popen([*command, *options], cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def running(place: Path) -> list[int]:
    """Waits until the second notebook hangs; the processes that must not outlive the report."""
    until = time.monotonic() + 300
    while not (place / "pids").is_file() or len((place / "pids").read_text().split()) < 2:
        assert time.monotonic() < until
        time.sleep(0.1)
    return [int(pid) for pid in (place / "pids").read_text().split()]


def outlive(pids: list[int], seconds: float = 20) -> list[int]:
    until = time.monotonic() + seconds
    while (left := [pid for pid in pids if alive(pid)]) and time.monotonic() < until:
        time.sleep(0.1)
    return left


def alive(pid: int) -> bool:
    with suppress(OSError):
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    return False


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["fork", "standard"])
def test_a_deadline_keeps_what_is_done_and_says_so(place, engine):
    made = start(place, "--deadline", "60", "--notebook-engine", engine)
    out, said = made.communicate(timeout=500)
    assert made.returncode == 124, out + said
    assert "failed: 01-hangs: the report's deadline of 60 seconds passed" in said
    assert "report: " in out
    report = place / "out" / "run"
    manifest = json.loads((report / "manifest.json").read_text())
    assert [n["status"] for n in manifest["notebooks"]] == ["ok", "timeout"]
    assert "got here" in (report / "01-hangs.html").read_text()
    assert (report / "tables" / "articles.csv").is_file()
    assert outlive(running(place)) == []


@pytest.mark.slow
def test_a_request_to_end_leaves_no_process(place):
    made = start(place)
    pids = running(place)
    made.send_signal(signal.SIGTERM)
    made.communicate(timeout=100)
    assert made.returncode == 143
    assert outlive(pids) == []
    assert json.loads((place / "out" / "run" / "manifest.json").read_text())["status"] == "unfinished"


@pytest.mark.slow
def test_a_second_interruption_ends_at_once(place):
    made = start(place, "--notebook-engine", "standard")
    pids = running(place)
    for _ in range(2):
        made.send_signal(signal.SIGINT)
        time.sleep(0.3)
    began = time.monotonic()
    made.communicate(timeout=60)
    assert made.returncode == 130
    assert time.monotonic() - began < 3
    assert outlive(pids[:1]) == []
    with suppress(ProcessLookupError):  # what a notebook started itself is its own affair where it is not forked
        os.kill(pids[1], signal.SIGKILL)


@pytest.mark.slow
def test_a_killed_report_leaves_no_process(place):
    made = start(place)
    pids = running(place)
    made.kill()
    made.communicate(timeout=60)
    assert outlive(pids) == []
