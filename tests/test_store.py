"""A run on disk: committed whole, or not at all."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from analysis.annotators.mentions import Actor
from analysis.annotators.records import Found
from analysis.articles import Article
from analysis.store import NoRunError, RunWriter, read_arrow, read_info, read_table, read_tables
from analysis.tables import SCHEMAS, Tables, batch_tables
from handmade import made_tables
from reporting import INFO, SKIPPED, write_run


def batch(article_id: str, *actors: Actor) -> dict[str, object]:
    return batch_tables([(Article(article_id=article_id, text="Some words."), Found(actors))])


def everything(run: Path) -> dict[str, list[dict[str, object]]]:
    return {name: read_arrow(run, name).to_pylist() for name in SCHEMAS}


def test_what_was_written_is_read(tmp_path: Path) -> None:
    made = made_tables()
    run = write_run(tmp_path, made)
    read = read_tables(run)
    for field in dataclasses.fields(Tables):
        if field.name != "skipped":
            assert read_arrow(run, field.name).schema == SCHEMAS[field.name]
            assert getattr(read, field.name).to_json() == getattr(made, field.name).to_json()
    assert read.skipped.to_dict("records") == [dataclasses.asdict(SKIPPED)]
    assert read_info(run) == INFO


def test_batches_keep_their_order_and_an_actor_is_one_row(tmp_path: Path) -> None:
    anna = Actor(actor_id="anna", name="Anna", type="person")
    with RunWriter(tmp_path) as writer:
        for i in range(11):  # 10 after 9, not after 1
            writer.append(batch(f"a{i}", anna, Actor(actor_id=f"b{i}", name="B", type="group")))
        writer.skip([])
        writer.finish({})
    assert list(read_table(tmp_path, "articles", ["article_id"])["article_id"]) == [f"a{i}" for i in range(11)]
    assert list(read_table(tmp_path, "actors")["actor_id"]) == ["anna", *(f"b{i}" for i in range(11))]


def test_only_the_columns_asked_for(tmp_path: Path) -> None:
    assert list(read_table(write_run(tmp_path), "stances", ["act", "holder_id"]).columns) == ["act", "holder_id"]


def test_reading_starts_no_thread(tmp_path: Path) -> None:
    # Arrow's threads keep what they freed: with them memory grew from run to run.
    code = """
import sys
from pathlib import Path
import pandas
from analysis import read_table, read_tables
def threads():
    return len(list(Path("/proc/self/task").iterdir()))
before = threads()
read_tables(sys.argv[1]), read_table(sys.argv[1], "stances", ["act", "holder_id"])
print(threads() - before)
"""
    run = write_run(tmp_path)
    done = subprocess.run([sys.executable, "-c", code, str(run)], capture_output=True, text=True, check=True)
    assert done.stdout == "0\n"


def test_a_table_without_rows_keeps_its_columns(tmp_path: Path) -> None:
    with RunWriter(tmp_path) as writer:
        writer.append(batch("a"))
        writer.skip([])
        writer.finish({})
    assert list(read_table(tmp_path, "stances").columns) == SCHEMAS["stances"].names


def test_a_run_is_committed_whole(tmp_path: Path) -> None:
    with RunWriter(tmp_path) as writer:
        writer.append(batch("a"))
        assert not (tmp_path / "tables").exists()
        with pytest.raises(NoRunError):
            read_table(tmp_path, "articles")
        writer.skip([])
        writer.finish({"n": 1})
    assert sorted(p.name for p in tmp_path.iterdir()) == ["run.json", "tables"]
    assert sorted(p.name for p in (tmp_path / "tables").iterdir()) == sorted(SCHEMAS)


def test_an_earlier_run_outlives_a_failing_one(tmp_path: Path) -> None:
    before = everything(write_run(tmp_path))

    def fail() -> None:
        with RunWriter(tmp_path) as writer:
            writer.append(batch("new"))
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power cut"):
        fail()
    assert everything(tmp_path) == before
    assert read_info(tmp_path) == INFO
    assert not (tmp_path / "tables.partial").exists()


def test_a_later_run_takes_the_earlier_ones_place(tmp_path: Path) -> None:
    write_run(tmp_path)
    with RunWriter(tmp_path) as writer:
        writer.append(batch("new"))
        writer.skip([])
        writer.finish({"n": 2})
    assert list(read_table(tmp_path, "articles")["article_id"]) == ["new"]
    assert read_table(tmp_path, "stances").empty
    assert read_info(tmp_path) == {"n": 2}
    assert sorted(p.name for p in tmp_path.iterdir()) == ["run.json", "tables"]


def test_what_a_killed_run_left_is_cleared(tmp_path: Path) -> None:
    left = tmp_path / "tables.partial" / "articles"
    left.mkdir(parents=True)
    pq.write_table(batch("dead")["articles"], left / "00099.parquet")
    with RunWriter(tmp_path) as writer:
        writer.append(batch("alive"))
        writer.skip([])
        writer.finish({})
    assert list(read_table(tmp_path, "articles")["article_id"]) == ["alive"]


@pytest.mark.parametrize("read", [lambda run: read_table(run, "stances"), read_tables, read_info])
def test_no_run_says_how_to_make_one(tmp_path: Path, read) -> None:
    with pytest.raises(NoRunError, match=f"make it with: stancebook annotate SOURCE --out {tmp_path}"):
        read(tmp_path)
