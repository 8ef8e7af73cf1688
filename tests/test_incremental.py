"""What is kept between runs: one new article costs one, and the tables are those of a run made afresh."""

from __future__ import annotations

import fcntl
import json
import random
import threading
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import Any

import pytest

from analysis.annotators.mentions import Actor, Mention
from analysis.annotators.records import Found
from analysis.annotators.sentiment import ArticleTone, Sentence
from analysis.articles import Article, NoArticlesError
from analysis.engines import Done, annotate, explain, runs
from analysis.engines.batches import Batch
from analysis.pipeline import Options
from analysis.store import Kept, kept, key_of, read_arrow
from analysis.tables import KEPT, SCHEMAS, batch_tables


def found_in(article: Article) -> Found:
    """As many records as the text has words; the actors are its letters, so that articles share them."""
    words = article.text.split()
    actors = [Actor(actor_id=letter, name=letter.upper(), type="group") for letter in dict.fromkeys(words)]
    mentions = [Mention(start_char=2 * i, end_char=2 * i + 1, actor_id=w, kind="name") for i, w in enumerate(words)]
    sentences = [Sentence(start_char=0, end_char=1, polarity=None, subjectivity=None, compound=0.5)]
    tone = ArticleTone(n_tokens=len(words), polarity=None, subjectivity=None, compound=0.5)
    return Found([*sentences, tone, *actors, *mentions])


class Engine:
    """Annotates without a model, a few articles at a time, and remembers whom; fails at the article `fails_at`."""

    def __init__(self, size: int = 2) -> None:
        self.size, self.done, self.fails_at = size, list[str](), ""

    def __call__(self, batches: Iterable[Batch], options: Options, **_: Any) -> Generator[Done, None, None]:
        assert isinstance(options, Options)
        for batch in batches:
            for start in range(0, len(batch), self.size):
                part = batch[start : start + self.size]
                if self.fails_at in [article.article_id for article in part]:
                    raise RuntimeError("power cut")
                self.done += [article.article_id for article in part]
                tables = batch_tables([(article, found_in(article)) for article in part], KEPT)
                yield Done([key_of(article) for article in part], tables, {"parse": 0.25})


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    made = Engine()
    monkeypatch.setattr(runs, "run_local", made)
    return made


ROWS = [{"id": f"n{i}", "text": " ".join(random.Random(i).choices("abcdefgh", k=i % 5 + 40))} for i in range(12)]


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def tables(run: Path) -> dict[str, list[dict[str, object]]]:
    return {name: read_arrow(run, name).to_pylist() for name in SCHEMAS}


def run(engine: Engine, rows: list[dict[str, str]], out: Path, **options: Any) -> list[str]:
    """The articles that a run over these rows annotates; its tables are those of a fresh run."""
    engine.done = []
    source = write(out.parent / "news.jsonl", rows)
    made = annotate(source, out, progress=False, **options)
    annotated, fresh = list(engine.done), out.parent / f"fresh-{random.random()}"
    annotate(source, fresh, progress=False, **options)
    assert tables(out) == tables(fresh)
    assert [row["article_id"] for row in tables(out)["articles"]] == [row["id"] for row in rows]
    assert made.info["n_annotated"] == len(annotated)
    return annotated


@pytest.mark.parametrize(
    ("later", "annotated"),
    [
        (ROWS, []),
        ([*ROWS, {"id": "new", "text": "a b c " * 20}], ["new"]),
        ([{"id": "new", "text": "a b c " * 20}, *ROWS], ["new"]),
        ([*ROWS[:5], {"id": "new", "text": "a b c " * 20}, *ROWS[5:]], ["new"]),
        (ROWS[3:7], []),  # removed
        (ROWS[::-1], []),
        ([*ROWS[:3], ROWS[3] | {"source": "Daily"}, *ROWS[4:]], ["n3"]),  # outlet, date, genre: annotators read them
        ([*ROWS[:3], ROWS[3] | {"id": "renamed"}, *ROWS[4:]], ["renamed"]),
        ([*ROWS[:3], ROWS[3] | {"text": "z " * 40}, *ROWS[4:]], ["n3"]),
    ],
)
def test_only_what_is_new_is_annotated(engine: Engine, tmp_path: Path, later: list[Any], annotated: list[str]) -> None:
    assert run(engine, ROWS, tmp_path / "out") == [row["id"] for row in ROWS]
    assert run(engine, later, tmp_path / "out") == annotated


@pytest.mark.parametrize("seed", range(8))
def test_any_sequence_of_runs_gives_the_tables_of_a_fresh_one(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(kept, "PART", 4)
    monkeypatch.setattr(kept, "SMALL", 2)
    chance, known = random.Random(seed), set[str]()
    for _ in range(6):
        engine.size = chance.randint(1, 5)
        rows = chance.sample(ROWS, chance.randint(1, len(ROWS)))
        ids = {row["id"] for row in rows}
        assert set(run(engine, rows, tmp_path / "out")) == ids - known
        known = ids
        parts = list((tmp_path / "out" / ".kept").glob("*/*/keys"))
        assert sum(len(part.read_text().split()) for part in parts) == len(rows)  # nothing twice, nothing left over


def test_a_run_that_broke_off_goes_on_where_it_stopped(engine: Engine, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(engine, ROWS[:1], out)
    before = tables(out)
    engine.fails_at = "n7"
    with pytest.raises(RuntimeError, match="power cut"):
        annotate(write(tmp_path / "news.jsonl", ROWS), out, progress=False)
    assert tables(out) == before
    half = next((out / ".kept").glob("*/")) / "000099.partial"
    half.mkdir()  # as a kill leaves it
    engine.fails_at = ""
    assert run(engine, ROWS, out) == [f"n{i}" for i in range(7, 12)]
    assert not half.exists()


def test_a_kill_between_the_renames_of_a_commit_loses_nothing(engine: Engine, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(engine, ROWS[:2], out)
    (out / "tables").rename(out / "tables.old")
    assert run(engine, ROWS[:2], out) == []
    assert not (out / "tables.old").exists()


def test_a_changed_option_annotates_everything_and_says_why(engine: Engine, tmp_path: Path) -> None:
    said: list[str] = []
    run(engine, ROWS, tmp_path / "out", say=said.append)
    assert said == []
    assert len(run(engine, ROWS, tmp_path / "out", min_confidence=0.5, say=said.append)) == len(ROWS)
    assert said == ["everything is annotated anew; changed since the earlier run: option min_confidence"]
    assert len(list((tmp_path / "out" / ".kept").glob("*/"))) == 1  # the earlier one's is gone


def test_fresh_annotates_everything(engine: Engine, tmp_path: Path) -> None:
    run(engine, ROWS, tmp_path / "out")
    assert len(run(engine, ROWS, tmp_path / "out", fresh=True)) == len(ROWS)


def test_explain_says_what_would_be_done_and_does_nothing(engine: Engine, tmp_path: Path) -> None:
    out, source = tmp_path / "out", write(tmp_path / "news.jsonl", ROWS)
    assert explain(source, out) == [f"no earlier run in {out}", "articles: 12 to annotate, 0 known, 0 gone"]
    annotate(source, out, progress=False)
    before, engine.done = sorted(out.rglob("*")), []
    write(source, [*ROWS[2:], {"id": "new", "text": "a b c " * 20}])
    assert explain(source, out) == [
        "nothing has changed but, perhaps, the articles",
        "articles: 1 to annotate, 10 known, 2 gone",
    ]
    assert explain(source, out, min_confidence=0.5) == [
        "option min_confidence: 0.0 → 0.5",
        "articles: 11 to annotate, 0 known, 0 gone",
    ]
    assert (sorted(out.rglob("*")), engine.done) == (before, [])


def test_actors_beside_the_articles_are_taken_and_said(engine: Engine, tmp_path: Path) -> None:
    folder, said = tmp_path / "news", list[str]()
    folder.mkdir()
    write(folder / "news.jsonl", ROWS[:2])
    own = folder / "actors.yml"
    own.write_text("actors: [{id: mayor, name: Anna Lind, type: person}]", encoding="utf-8")
    made = annotate(folder, tmp_path / "out", progress=False, say=said.append)
    assert said == [f"actors of your own: {own}, found beside the articles"]
    assert made.info["options"]["actors"] == [str(own)]
    assert made.info["n_skipped"] == 0  # it is no article, and none that is missed
    assert made.tables.skipped.empty
    own.write_text("actors: [{id: mayor, name: Anna Lindt, type: person}]", encoding="utf-8")
    annotate(folder / "news.jsonl", tmp_path / "out", progress=False, say=said.append)
    assert said[-1].endswith("changed since the earlier run: option actors")
    assert engine.done == ["n0", "n1"] * 2


@pytest.mark.usefixtures("engine")
def test_without_an_article_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(NoArticlesError):
        annotate(write(tmp_path / "news.jsonl", [{"text": ""}]), tmp_path / "out", progress=False)
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("engine")
def test_seconds_are_told_by_step(tmp_path: Path) -> None:
    seconds = annotate(write(tmp_path / "n.jsonl", ROWS), tmp_path / "out", progress=False).info["seconds"]
    assert seconds["parse"] == 0.25 * 6
    assert seconds["wall"] > 0


def test_a_second_run_into_one_folder_waits_for_the_first(engine: Engine, tmp_path: Path) -> None:
    store, waiting = tmp_path / "out" / ".kept", threading.Event()
    store.mkdir(parents=True)
    source = write(tmp_path / "news.jsonl", ROWS)
    with (store / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        second = threading.Thread(
            target=annotate, args=(source, tmp_path / "out"), kwargs={"progress": False, "say": lambda _: waiting.set()}
        )
        second.start()
        assert waiting.wait(30)
        assert engine.done == []
    second.join(30)
    assert len(engine.done) == len(ROWS)


def test_parts_grow_and_are_not_written_again(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "PART", 4)
    monkeypatch.setattr(kept, "SMALL", 2)
    written: list[int] = []
    add = Kept.add

    def record(self: Kept, keys: list[bytes], made: Any) -> Path:
        written.append(len(keys))
        return add(self, keys, made)

    monkeypatch.setattr(Kept, "add", record)
    engine.size = 1
    run(engine, ROWS, tmp_path / "out")
    assert written[:15] == [1] * 12 + [4, 4, 4]
    written.clear()
    run(engine, [*ROWS, {"id": "new", "text": "a b c " * 20}], tmp_path / "out")
    assert written[0] == 1  # the new one; no part is written again for it
    assert written[1:13] == [1] * 12  # of the fresh run


def test_an_engine_has_to_be_known(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="one of local, dask"):
        annotate(tmp_path, tmp_path / "out", engine="spark")
    with pytest.raises(ValueError, match="needs the address of a scheduler"):
        annotate(tmp_path, tmp_path / "out", engine="dask")
