"""Measured against gold annotations of real articles, which stay outside the project: floors that no change may break.

Run with `-s` to see the figures.
"""

from __future__ import annotations

import gzip
import json
import sys
from itertools import islice
from pathlib import Path

import pandas as pd
import pytest

from analysis.engines import Run, annotate
from analysis.evaluation import Evaluation, evaluate
from analysis.tables import Tables

pytestmark = pytest.mark.gold


@pytest.fixture(scope="session")
def seed(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Tables:
    return annotate(shared / "gold" / "seed.txt", tmp_path_factory.mktemp("seed"), processes=1, progress=False).tables


@pytest.fixture(scope="session")
def seed_scores(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    run = annotate(shared / "gold" / "seed.jsonl", tmp_path_factory.mktemp("seed"), processes=1, progress=False)
    return evaluate(shared / "gold" / "seed.jsonl", run.path)


@pytest.fixture(scope="session")
def dev(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return annotate(shared / "gold" / "dev.jsonl", tmp_path_factory.mktemp("dev"), processes=1, progress=False)


def check_floors(evaluation: Evaluation, floors: dict[str, float]) -> None:
    figures = evaluation.summary().set_index("measure")
    print(figures[["n_gold", "n_pred", "precision", "recall", "f1", "f1_low", "f1_high"]].round(3).to_string())
    assert evaluation.lost == ()
    reached = {name: float(figures["f1"].astype(float)[name]) for name in floors}
    below = {name: round(f1, 3) for name, f1 in reached.items() if f1 < floors[name]}
    assert below == {}, f"below the floors {floors}"


# The article of 3 January 2022

PERSONS = {
    "Joe Biden": ["U.S. President Joe Biden", "Biden", "President Biden", "Joe Biden"],
    "Volodymyr Zelensky": ["Vladimir Zelensky", "Ukrainian President Vladimir Zelensky"],
    "Vladimir Putin": ["Vladimir Putin", "Putin", "President Putin", "Russian leader Vladimir Putin"],
    "Jen Psaki": ["press secretary Jen Psaki", "Psaki", "White House spokeswoman Jen Psaki"],
    "Antony Blinken": ["U.S. Secretary of State Antony Blinken"],
    "Jens Stoltenberg": ["NATO Secretary General Jens Stoltenberg"],
    "Luigi Di Maio": ["Italian Foreign Minister Luigi Di Maio"],
    "Mélanie Joly": ["Canadian Foreign Minister Melanie Joly"],
    "Michael McFaul": ["Michael McFaul"],
    "Alexander Vershbow": ["Alexander Vershbow"],
    "Steven Pifer": ["Steven Pifer"],
    "John Herbst": ["John Herbst"],
}


def actors_of(tables: Tables, name: str) -> set[str]:
    """The actors of the mentions that end with this name's last word, as names."""
    mentions = tables.mentions[tables.mentions["kind"] == "name"]
    return set(mentions.loc[mentions["text"].str.endswith(name.split()[-1]), "actor_id"])


@pytest.mark.parametrize("person", PERSONS)
def test_a_person_is_one_actor_under_every_name(seed: Tables, person: str) -> None:
    texts = seed.mentions.groupby("text")["actor_id"].agg(set)
    ids = actors_of(seed, person).union(*(texts.get(name, set()) for name in PERSONS[person]))
    (actor,) = ids
    row = seed.actors.set_index("actor_id").loc[actor]
    assert (row["name"], row["type"]) == (person, "person")


def test_every_way_to_write_the_president_is_found(seed: Tables) -> None:
    biden = set(seed.mentions.loc[seed.mentions["actor_id"] == "joe_biden", "text"])
    assert {"U.S. President Joe Biden", "Biden", "President Biden", "Joe Biden"} <= biden
    assert "the U.S. President" in biden


@pytest.mark.parametrize(
    ("words", "actor", "kind", "country"),
    [
        ("Moscow", "russia", "state", "RUS"),
        ("Kiev", "ukraine", "state", "UKR"),
        ("The Kremlin", "kremlin", "organization", "RUS"),
        ("the Kremlin", "kremlin", "organization", "RUS"),
        ("The White House", "white_house", "organization", "USA"),
        ("the White House", "white_house", "organization", "USA"),
    ],
)
def test_places_that_stand_for_powers(seed: Tables, words: str, actor: str, kind: str, country: str) -> None:
    assert set(seed.mentions.loc[seed.mentions["text"] == words, "actor_id"]) == {actor}
    row = seed.actors.set_index("actor_id").loc[actor]
    assert (row["type"], row["country"]) == (kind, country)


def test_the_five_quotes_have_their_speakers(seed_scores: Evaluation) -> None:
    figures = seed_scores.summary().set_index("measure")
    for measure in ("quote", "speaker"):
        assert tuple(figures.loc[measure, ["n_gold", "n_pred", "matched"]]) == (5, 5, 5)


def test_four_of_the_five_statements(seed_scores: Evaluation) -> None:
    figures = seed_scores.summary().set_index("measure")
    print(figures[["n_gold", "n_pred", "matched", "f1"]])
    assert int(figures["n_gold"].astype(int)["stance"]) == 5
    assert int(figures["matched"].astype(int)["stance"]) >= 4


def test_mentions_of_the_seed(seed_scores: Evaluation) -> None:
    check_floors(seed_scores, {"mention": 0.93})


# Fifty articles


def test_stances(dev: Run, shared: Path) -> None:
    check_floors(evaluate(shared / "gold" / "dev.jsonl", dev.path), {"evidence": 0.64, "stance": 0.36})


def test_mentions_and_quotes(dev: Run, shared: Path) -> None:
    floors = {"mention": 0.85, "quote": 0.95, "speaker": 0.86}
    check_floors(evaluate(shared / "gold" / "mentions-dev.jsonl", dev.path), floors)


# A thousand articles


@pytest.mark.slow
def test_a_thousand_articles(shared: Path, tmp_path: Path) -> None:
    news = shared / "data" / "news" / "articles.jsonl.gz"
    with gzip.open(news, "rt", encoding="utf-8") as lines:
        rows = list(islice(lines, 1000))
    source = tmp_path / "news.jsonl"
    source.write_text("".join(rows), encoding="utf-8")
    run = annotate(source, tmp_path / "run", targeted_sentiment=False, progress=False)
    info, tables = run.info, run.tables
    print({name: info[name] for name in ("n_articles", "n_duplicates", "n_skipped")}, file=sys.stderr)
    print(tables.skipped["reason"].value_counts().to_string(), file=sys.stderr)
    assert info["n_articles"] + info["n_duplicates"] + info["n_skipped"] == len(rows)
    assert info["n_articles"] >= 900
    assert len(tables.articles) == info["n_articles"]
    assert len(tables.skipped) == info["n_skipped"]
    assert tables.skipped["reason"].notna().all()
    texts = tables.articles.set_index("article_id")["text"]
    for name in ("sentences", "mentions", "quotes", "stances"):
        check_slices(getattr(tables, name), texts)
    originals = {json.loads(row)["text"] for row in rows}
    assert set(texts) <= originals  # nothing cleans a text


def check_slices(table: pd.DataFrame, texts: pd.Series) -> None:
    assert len(table) > 0
    places = zip(table["article_id"], table["start_char"], table["end_char"], table["text"], strict=True)
    assert [text for article, start, end, text in places if texts[article][start:end] != text] == []
