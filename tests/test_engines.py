"""Runs: batches, the same tables whatever the number of processes, what run.json says, and what the cache keeps."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.articles import Article, NoArticlesError, read_articles
from analysis.engines import (
    Done,
    Run,
    WorkerDiedError,
    annotate,
    annotate_batch,
    batches,
    batches_of,
    cached_run,
    load_tables,
    local,
)
from analysis.engines import (
    cache as caching,
)
from analysis.pipeline import Fingerprint, Model, Options, fingerprint
from analysis.store import NoRunError, read_arrow, read_info
from analysis.tables import SCHEMAS

ROWS = [
    {
        "id": f"n{i}",
        "date": f"2022-01-{i + 1:02}",
        "source": "Daily" if i % 2 else "Weekly",
        "text": f"The European Union imposed sanctions on Belarus on day {i}. “We will answer,” said Alexander "
        f"Lukashenko, who opposes the sanctions. The United States welcomed decision {i}.",
    }
    for i in range(7)
]


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return write(tmp_path / "news.jsonl", ROWS)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def tables(run: Path) -> dict[str, list[dict[str, object]]]:
    return {name: read_arrow(run, name).to_pylist() for name in SCHEMAS}


def without_seconds(info: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in info.items() if name != "seconds"}


# Batches


def articles(*lengths: int) -> Iterator[Article]:
    return (Article(article_id=str(i), text="x" * length) for i, length in enumerate(lengths))


@pytest.mark.parametrize(
    ("lengths", "expected"),
    [
        ([], []),
        ([3, 3, 3, 3], [[3, 3, 3], [3]]),
        ([9, 2, 2, 9], [[9], [2, 2], [9]]),
        ([1, 50, 1], [[1], [50], [1]]),  # a long article is a batch of its own
        ([0] * 9, [[0] * 5, [0] * 4]),
    ],
)
def test_batches_are_about_equal_in_length(
    lengths: list[int], expected: list[list[int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "CHARACTERS", 10)
    monkeypatch.setattr(batches, "ARTICLES", 5)
    made = list(batches_of(articles(*lengths)))
    assert [[len(article.text) for article in batch] for batch in made] == expected
    assert [article.article_id for batch in made for article in batch] == [str(i) for i in range(len(lengths))]


def test_batches_need_no_list_of_articles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "ARTICLES", 2)
    monkeypatch.setattr(local, "annotate_batch", lambda _, batch: batch)
    taken: list[str] = []

    def stream() -> Iterator[Article]:
        for article in articles(*[1] * 100):
            taken.append(article.article_id)
            yield article

    done = local.run_local(batches_of(stream()), Options(), 1)
    assert len(next(done)) == 2  # type: ignore[arg-type]
    assert len(taken) <= 5  # two batches are looked at before the work starts


# Processes


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "ARTICLES", 2)


@pytest.mark.usefixtures("small_batches")
def test_processes_change_nothing(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1640995200")
    one, two = (annotate(source, tmp_path / str(n), processes=n, progress=False) for n in (1, 2))
    assert tables(one.path) == tables(two.path)
    assert without_seconds(one.info) == without_seconds(two.info)
    assert [a["article_id"] for a in tables(two.path)["articles"]] == [row["id"] for row in ROWS]
    assert len(tables(one.path)["stances"]) >= len(ROWS)


def test_run_json(source: Path, tmp_path: Path, model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1640995200")
    write(source, [*ROWS[:2], ROWS[0] | {"id": "again"}, {"id": "empty", "text": ""}])
    run = annotate(source, tmp_path / "out", processes=1, progress=False, min_confidence=0.25)
    info = read_info(run.path)
    assert info == run.info
    assert re.fullmatch(r"[0-9a-f]{64}", info.pop("data_sha256"))
    assert re.fullmatch(r"\d+\.\d+\.\d+", info["model"].pop("spacy"))
    assert {"wall", "parse", "sentiment", "mentions", "quotes", "stances"} <= info.pop("seconds").keys()
    assert info == {
        "stancebook": "0.1.0",
        "source": str(source),
        "created": "2022-01-01T00:00:00+00:00",
        "model": {"name": model.name, "version": model.version},
        "options": {"actors": [], "topics": ["sanctions"], "targeted_sentiment": True, "min_confidence": 0.25},
        "fingerprint": fingerprint(Options(min_confidence=0.25)).digest,
        "n_articles": 2,
        "n_annotated": 2,
        "n_duplicates": 1,
        "n_skipped": 1,
    }
    assert [row["reason"] for row in tables(run.path)["skipped"]] == ["empty"]


def test_stances_below_the_least_confidence_are_left_out(source: Path, tmp_path: Path) -> None:
    every = annotate(source, tmp_path / "every", processes=1, progress=False).tables.stances["confidence"]
    least = every.median()
    kept = annotate(source, tmp_path / "some", processes=1, progress=False, min_confidence=least).tables.stances
    assert list(kept["confidence"]) == [confidence for confidence in every if confidence >= least]
    assert len(kept) < len(every)


def test_the_data_hash_is_the_texts(source: Path, tmp_path: Path) -> None:
    def digest(name: str, rows: list[dict[str, str]]) -> object:
        return annotate(write(source, rows), tmp_path / name, processes=1, progress=False).info["data_sha256"]

    first = digest("1", ROWS[:2])
    assert digest("2", [row | {"title": "x"} for row in ROWS[:2]]) == first
    assert digest("3", ROWS[1:3]) != first


def test_no_article_is_an_error_and_leaves_the_earlier_run(source: Path, tmp_path: Path) -> None:
    before = tables(annotate(source, tmp_path / "out", limit=1, processes=1, progress=False).path)
    with pytest.raises(NoArticlesError, match=r"no usable article in .*news.jsonl"):
        annotate(write(source, [{"text": ""}]), tmp_path / "out", progress=False)
    with pytest.raises(NoArticlesError, match="nowhere"):
        annotate(tmp_path / "nowhere", tmp_path / "out", progress=False)
    assert tables(tmp_path / "out") == before
    assert not (tmp_path / "out" / "tables.partial").exists()


def fail(*_: object) -> None:
    raise RuntimeError("a worker broke")


@pytest.mark.usefixtures("small_batches")
def test_an_error_in_a_worker_is_raised(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "annotate_batch", fail)
    with pytest.raises(RuntimeError, match="a worker broke"):
        annotate(source, tmp_path / "out", processes=2, progress=False)
    assert not (tmp_path / "out" / "tables").exists()


def die_of_n6(options: Options, batch: list[Article]) -> Done:
    """As a worker that runs out of memory over one article, once the others are done."""
    if batch[0].article_id == "n6":
        time.sleep(1)
        os.kill(os.getpid(), signal.SIGKILL)
    return annotate_batch(options, batch)


@pytest.mark.usefixtures("small_batches")
def test_a_killed_worker_costs_only_what_was_under_way(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(local, "annotate_batch", die_of_n6)
    with pytest.raises(WorkerDiedError, match=r"a worker process was killed.*run the same command again"):
        annotate(source, tmp_path / "out", processes=2, progress=False)
    monkeypatch.undo()
    run = annotate(source, tmp_path / "out", processes=1, progress=False)
    assert 1 <= run.info["n_annotated"] < len(ROWS)
    fresh = annotate(source, tmp_path / "fresh", processes=1, progress=False)
    assert tables(run.path) == tables(fresh.path)


def start(source: Path, out: Path) -> subprocess.Popen[str]:
    """`stancebook annotate` on two processes, once its first batch is kept."""
    command = [sys.executable, "-m", "analysis", "annotate", str(source), "--out", str(out), "--processes", "2"]
    running = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
    until = time.monotonic() + 300
    while not list(out.glob(".kept/*/*/keys")):
        assert running.poll() is None
        assert time.monotonic() < until
        time.sleep(0.05)
    return running


def alive(group: int) -> list[str]:
    """The processes of a group that still run."""
    stats = [path.read_text().rpartition(")")[2].split() for path in Path("/proc").glob("[0-9]*/stat") if path.exists()]
    return [stat[0] for stat in stats if int(stat[2]) == group and stat[0] != "Z"]


@pytest.fixture
def long_source(tmp_path: Path) -> Path:
    text = " ".join(row["text"] for row in ROWS) * 20
    return write(tmp_path / "long.jsonl", [{"id": str(i), "text": f"{text} Number {i}."} for i in range(24)])


@pytest.mark.slow
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT])
def test_a_stopped_run_leaves_no_process_and_goes_on(long_source: Path, tmp_path: Path, end: signal.Signals) -> None:
    out = tmp_path / "out"
    running = start(long_source, out)
    if end is signal.SIGINT:
        os.killpg(running.pid, end)  # as Ctrl-C does: every process of the group
    else:
        running.kill()
    _, said = running.communicate(timeout=120)
    assert running.returncode == (130 if end is signal.SIGINT else -end)
    assert "Traceback" not in said
    until = time.monotonic() + 60
    while alive(running.pid):
        assert time.monotonic() < until
        time.sleep(0.2)
    run = annotate(long_source, out, processes=2, progress=False)
    assert 0 < run.info["n_annotated"] < 24
    assert tables(out) == tables(annotate(long_source, tmp_path / "fresh", processes=2, progress=False).path)


# The cache of notebooks


def test_a_cached_run_is_used_again(source: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = cached_run(str(source), processes=1, progress=False)
    assert first.path.is_relative_to(cache / "cache")
    monkeypatch.setattr(caching, "annotate", lambda *_, **__: pytest.fail("annotated again"))
    assert cached_run(str(source), processes=1, progress=False) == first


@pytest.mark.usefixtures("cache")
def test_of_a_changed_source_only_what_is_new_is_annotated(source: Path) -> None:
    write(source, ROWS[:2])
    first = cached_run(str(source), processes=1, progress=False)
    write(source, ROWS[:3])
    changed = cached_run(str(source), processes=1, progress=False)
    assert (len(first.tables.articles), len(changed.tables.articles)) == (2, 3)
    assert changed.info["n_annotated"] == 1
    os.utime(source, ns=(1, 1))  # a new time of change is a change, as far as one can tell
    touched = cached_run(str(source), processes=1, progress=False)
    assert (touched.path == changed.path, touched.info["n_annotated"]) == (False, 0)


@pytest.mark.usefixtures("cache")
def test_new_code_or_another_model_is_a_change(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = cached_run(str(source), limit=1, processes=1, progress=False)
    monkeypatch.setattr(caching, "fingerprint", lambda _: Fingerprint({"model": "other"}))
    assert cached_run(str(source), limit=1, processes=1, progress=False).path != first.path


@pytest.mark.usefixtures("cache")
def test_old_runs_go(source: Path) -> None:
    for n in range(1, 6):
        write(source, ROWS[:n])
        last = cached_run(str(source), processes=1, progress=False)
    assert len(list(last.path.parent.glob("*/run.json"))) == caching.NEWEST
    assert len(last.tables.articles) == 5


def test_a_failed_run_leaves_no_run_in_the_cache(tmp_path: Path, cache: Path) -> None:
    source = write(tmp_path / "empty.jsonl", [{"text": ""}])
    with pytest.raises(NoArticlesError):
        cached_run(str(source), progress=False)
    assert list((cache / "cache").rglob("run.json")) == []


def test_a_finished_run_is_read_without_spacy(source: Path, tmp_path: Path) -> None:
    run = annotate(source, tmp_path / "run", limit=1, processes=1, progress=False)
    load = f"load_tables(tables={str(run.path)!r})"
    again = f"annotate({str(source)!r}, {str(run.path)!r}, limit=1, progress=False)"
    code = f"import sys; from analysis import annotate, load_tables; {load}; {again}; assert 'spacy' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_load_tables(source: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run: Run = annotate(source, cache / "run", limit=1, processes=1, progress=False)
    assert list(load_tables(tables=str(run.path)).articles["article_id"]) == ["n0"]
    (cache / "notebooks").mkdir()
    monkeypatch.chdir(cache / "notebooks")  # as JupyterLab does
    assert list(load_tables(tables="run").articles["article_id"]) == ["n0"]
    loaded = load_tables(source=source.name, limit=2, processes=1, progress=False)
    assert list(loaded.articles["article_id"]) == ["n0", "n1"]


def test_load_tables_wants_a_source_or_a_run(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="parameter `source`"):
        load_tables()
    with pytest.raises(NoRunError):
        load_tables(tables=str(tmp_path))


def test_reading_is_the_same_source(source: Path) -> None:
    assert [a.article_id for a in read_articles(source)] == [row["id"] for row in ROWS]
