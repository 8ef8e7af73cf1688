"""Runs: the same tables whatever the number of processes, what run.json says, and what the cache keeps."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from analysis import engines
from analysis.articles import Article, NoArticlesError, read_articles
from analysis.engines import Run, annotate, cached_run, load_tables, run_batches
from analysis.pipeline import Model, fingerprint
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


def test_processes_change_nothing(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "BATCH", 2)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1640995200")
    one, two = (annotate(source, tmp_path / str(n), processes=n, progress=False) for n in (1, 2))
    assert tables(one.path) == tables(two.path)
    assert one.info == two.info
    assert [a["article_id"] for a in tables(two.path)["articles"]] == [row["id"] for row in ROWS]
    assert len(tables(one.path)["stances"]) >= len(ROWS)


def test_batches_need_no_list_of_articles(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "BATCH", 2)
    taken: list[str] = []

    def stream():
        for i in range(100):
            taken.append(str(i))
            yield Article(article_id=str(i), text=f"Word {i}.")

    batches = run_batches(stream(), model, 1)
    assert next(batches)["articles"]["article_id"].to_pylist() == ["0", "1"]
    assert len(taken) <= 5  # two batches are looked at before the work starts


def test_run_json(source: Path, tmp_path: Path, model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1640995200")
    write(source, [*ROWS[:2], ROWS[0] | {"id": "again"}, {"id": "empty", "text": ""}])
    run = annotate(source, tmp_path / "out", processes=1, progress=False)
    info = read_info(run.path)
    assert info == run.info
    assert re.fullmatch(r"[0-9a-f]{64}", info.pop("data_sha256"))
    assert re.fullmatch(r"\d+\.\d+\.\d+", info["model"].pop("spacy"))
    assert info == {
        "stancebook": "0.1.0",
        "source": str(source),
        "created": "2022-01-01T00:00:00+00:00",
        "model": {"name": model.name, "version": model.version},
        "fingerprint": fingerprint(model),
        "n_articles": 2,
        "n_duplicates": 1,
        "n_skipped": 1,
    }
    assert [row["reason"] for row in tables(run.path)["skipped"]] == ["empty"]


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


def test_an_error_in_a_worker_is_raised(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a worker broke")

    monkeypatch.setattr(engines, "BATCH", 2)
    monkeypatch.setattr(engines, "annotate_articles", fail)
    with pytest.raises(RuntimeError, match="a worker broke"):
        annotate(source, tmp_path / "out", processes=2, progress=False)
    assert not (tmp_path / "out" / "tables").exists()


# The cache of notebooks


def made(cache: Path) -> list[str]:
    return sorted(p.name for p in (cache / "cache").rglob("run.json"))


def test_a_cached_run_is_used_again(source: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = cached_run(str(source), processes=1, progress=False)
    assert first.path.is_relative_to(cache / "cache")
    monkeypatch.setattr(engines, "annotate", lambda *_, **__: pytest.fail("annotated again"))
    again = cached_run(str(source), processes=1, progress=False)
    assert again == first
    assert sorted(p.name for p in first.path.parent.iterdir()) == [first.path.name]  # nothing half made is left


@pytest.mark.usefixtures("cache")
def test_a_changed_source_is_annotated_anew(source: Path) -> None:
    first = cached_run(str(source), limit=2, processes=1, progress=False)
    write(source, ROWS[:3])
    os.utime(source, (0, 0))
    changed = cached_run(str(source), limit=3, processes=1, progress=False)
    assert (len(first.tables.articles), len(changed.tables.articles)) == (2, 3)


@pytest.mark.usefixtures("cache")
def test_a_new_time_of_change_is_a_change(source: Path) -> None:
    first = cached_run(str(source), limit=1, processes=1, progress=False)
    os.utime(source, ns=(1, 1))
    assert cached_run(str(source), limit=1, processes=1, progress=False).path != first.path


@pytest.mark.usefixtures("cache")
def test_new_code_or_another_model_is_a_change(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = cached_run(str(source), limit=1, processes=1, progress=False)
    monkeypatch.setattr(engines, "fingerprint", lambda _: "other")
    assert cached_run(str(source), limit=1, processes=1, progress=False).path != first.path


def test_a_failed_run_leaves_no_trace_in_the_cache(tmp_path: Path, cache: Path) -> None:
    source = write(tmp_path / "empty.jsonl", [{"text": ""}])
    with pytest.raises(NoArticlesError):
        cached_run(str(source), progress=False)
    assert list((cache / "cache" / "stancebook" / "runs").iterdir()) == []


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
