"""Three times over in one process: memory is flat, and no process, file or folder is left over.

`make soak` does it with 500 articles, the suite with fewer: news where `../shared` has some, else the sample.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import tempfile
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

import pyarrow as pa
import pytest

from analysis import annotate
from analysis.articles import read_articles
from analysis.highlights import reading
from analysis.reports.build import Options, build_report
from reporting import figure_code, html_code, write_notebook

ROOT = Path(__file__).parent.parent
NEWS = ROOT.parent / "shared" / "data" / "news" / "articles.jsonl.gz"
SAMPLE = ROOT / "data" / "sample.jsonl"
N = int(os.environ.get("STANCEBOOK_SOAK", "30"))
FEW = 20  # articles of the rounds that are not counted
WARM_UP, ROUNDS = 2, 3  # libraries take some 20 MB more until they are warm
GROWTH = 25_000_000  # bytes that a later round may take more


def write_source(path: Path, number: int) -> Path:
    """So many articles; those of the sample come again with a number behind them."""
    articles = read_articles(NEWS if NEWS.exists() else SAMPLE)
    rows = [
        {"id": str(i), "date": a.date, "source": a.source, "title": a.title, "text": f"{a.text}\n\nNumber {i}."}
        for i, a in enumerate(islice(cycle(articles), number))
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def memory() -> int:
    """Bytes of this process in memory, without what the allocators have free and keep."""
    gc.collect()
    pa.default_memory_pool().release_unused()
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):  # glibc
        trim(0)
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def handles() -> set[str]:
    """What open files, pipes and sockets there are, without their numbers."""
    return {f"{path.name} {path.readlink()}" for path in Path("/proc/self/fd").iterdir() if path.is_symlink()}


def children() -> list[int]:
    return [int(pid) for path in Path("/proc/self/task").glob("*/children") for pid in path.read_text().split()]


def leftovers() -> set[str]:
    return {path.name for path in Path(tempfile.gettempdir()).glob("stancebook-*")}


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A folder of this test's own for what is temporary, as other programs leave theirs; its path is short enough for
    sockets."""
    with tempfile.TemporaryDirectory(prefix="soak-") as folder:
        monkeypatch.setattr(tempfile, "tempdir", folder)
        monkeypatch.setenv("TMPDIR", folder)
        yield


@pytest.mark.slow
@pytest.mark.usefixtures("temporary")
def test_rounds_in_one_process_leave_nothing(tmp_path: Path) -> None:
    few, all_ = write_source(tmp_path / "few.jsonl", FEW), write_source(tmp_path / "news.jsonl", N)
    notebook = write_notebook(tmp_path / "00-a.ipynb", "# A", ("findings", html_code("<p>a</p>")), ("", figure_code()))
    took, held, before = list[int](), list[set[str]](), leftovers()
    for number, source in enumerate([few] * WARM_UP + [all_] * ROUNDS):
        run = annotate(source, tmp_path / f"run-{number}", processes=1 + number % 2, progress=False)
        tables = run.tables
        for article in tables.articles["article_id"][:20]:
            assert reading(tables, article, "full", None).markup
        del tables
        build_report(
            run.path, tmp_path / f"out-{number}", notebooks=[notebook], options=Options(cache=False, progress=False)
        )
        if number >= WARM_UP:
            took.append(memory())
            held.append(handles())
        assert children() == [], number
        assert leftovers() <= before, number
    print(f"\n{N} articles, {ROUNDS} rounds: {', '.join(f'{bytes_ / 1e6:,.0f} MB' for bytes_ in took)} in memory")
    assert took[-1] - took[0] < GROWTH, took
    assert held[-1] <= held[0], held[-1] - held[0]
