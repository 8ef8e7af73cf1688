"""The Dask engine: equal to the local one, also where a worker dies; and what it says where it cannot run."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from analysis.engines import annotate, batches, cluster
from analysis.pipeline import Fingerprint, Options, fingerprint
from analysis.store import read_arrow
from analysis.tables import SCHEMAS
from test_engines import ROWS, write


def tables(run: Path) -> dict[str, list[dict[str, object]]]:
    return {name: read_arrow(run, name).to_pylist() for name in SCHEMAS}


def test_without_dask_the_remedy_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(cluster, "import_module", missing)
    source = write(tmp_path / "news.jsonl", ROWS[:1])
    with pytest.raises(cluster.ClusterError, match=r"pip install 'stancebook\[dask\]'"):
        annotate(source, tmp_path / "out", engine="dask", scheduler="tcp://127.0.0.1:1", progress=False)


def test_no_scheduler_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(cluster, "WAIT", 1)
    source = write(tmp_path / "news.jsonl", ROWS[:1])
    with pytest.raises(cluster.ClusterError, match=r"no scheduler answers at tcp://127\.0\.0\.1:1"):
        annotate(source, tmp_path / "out", engine="dask", scheduler="tcp://127.0.0.1:1", progress=False)


class Workers:
    """A client whose workers have these fingerprints."""

    def __init__(self, *answers: object) -> None:
        self.answers = answers

    def wait_for_workers(self, *_: object, **__: object) -> None:
        if not self.answers:
            raise TimeoutError

    def run(self, *_: object, **__: object) -> dict[str, object]:
        return {f"tcp://w{i}": answer for i, answer in enumerate(self.answers)}


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ((), "no worker"),
        (({"model": "en_core_web_md 3.7.1"}, {"model": "en_core_web_sm 3.7.1"}), "tcp://w1 differs: model"),
        ((ModuleNotFoundError("No module named 'analysis'"),), "tcp://w0: No module.*install the same package"),
    ],
)
def test_a_worker_that_would_annotate_otherwise_is_refused(answers: tuple[object, ...], words: str) -> None:
    ours = Fingerprint({"model": "en_core_web_md 3.7.1"})
    with pytest.raises(cluster.ClusterError, match=words):
        cluster._check_workers(Workers(*answers), ours, Options())


def test_equal_workers_are_accepted() -> None:
    ours = fingerprint()
    cluster._check_workers(Workers(dict(ours.parts)), ours, Options())


@contextmanager
def dask(*arguments: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process of Dask's, ended at the end."""
    with log.open("wb") as file:
        running = subprocess.Popen([sys.executable, "-m", "dask", *arguments], stderr=file)
        try:
            yield running
        finally:
            running.terminate()
            running.wait(30)


def wait_for(what: Path, seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while not (what.exists() and what.read_text()):
        assert time.monotonic() < until, what
        time.sleep(0.1)


def kill_on_the_way(worker: subprocess.Popen[bytes], out: Path) -> None:
    """Kill a worker once three batches are kept."""
    while len(list(out.glob(".kept/*/*/keys"))) < 3:
        time.sleep(0.05)
    worker.kill()


@pytest.mark.slow
def test_a_cluster_that_loses_a_worker_gives_the_tables_of_the_local_engine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(batches, "ARTICLES", 2)
    text = " ".join(row["text"] for row in ROWS) * 3
    source = write(tmp_path / "news.jsonl", [{"id": str(i), "text": f"{text} Number {i}."} for i in range(40)])
    local = annotate(source, tmp_path / "local", processes=1, progress=False)
    address = tmp_path / "scheduler.json"
    with ExitStack() as stack:
        options = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(address))
        stack.enter_context(dask("scheduler", *options, log=tmp_path / "scheduler.log"))
        wait_for(address)
        worker = ("worker", "--scheduler-file", str(address), "--nthreads", "1", "--no-nanny", "--no-dashboard")
        folders = ("--host", "127.0.0.1", "--local-directory", str(tmp_path))
        one, _ = (stack.enter_context(dask(*worker, *folders, log=tmp_path / f"{i}.log")) for i in range(2))
        scheduler = next(line for line in address.read_text().split('"') if line.startswith("tcp://"))
        threading.Thread(target=kill_on_the_way, args=(one, tmp_path / "dask"), daemon=True).start()
        run = annotate(source, tmp_path / "dask", engine="dask", scheduler=scheduler, progress=False)
        assert one.wait(60) == -signal.SIGKILL
    assert tables(run.path) == tables(local.path)
    assert run.info["n_annotated"] == 40
