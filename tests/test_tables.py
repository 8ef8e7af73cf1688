"""Records become rows: the contract's columns and types, texts cut from the article, and what `select` keeps."""

from __future__ import annotations

import dataclasses
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from analysis.annotators.mentions import Actor, Mention
from analysis.annotators.quotes import Quote
from analysis.annotators.records import Found, Record
from analysis.annotators.sentiment import ArticleTone, Sentence
from analysis.annotators.stances import Stance
from analysis.articles import Article
from analysis.store.writing import merge_actors
from analysis.tables import KEPT, SCHEMAS, Tables, batch_tables
from handmade import made_tables

STRING, INT, FLOAT, BOOL = pa.string(), pa.int64(), pa.float64(), pa.bool_()


def spans(*names: str) -> dict[str, pa.DataType]:
    return {f"{name}_{edge}_char": INT for name in names for edge in ("start", "end")}


PLACE = {"article_id": STRING, "start_char": INT, "end_char": INT, "text": STRING}
IN_SENTENCE = PLACE | {"sentence_id": STRING}
SCORES = {"polarity": FLOAT, "subjectivity": FLOAT, "compound": FLOAT}
# The contract that scorers, notebooks and other programs read by; more columns may follow.
CONTRACT: dict[str, dict[str, pa.DataType]] = {
    "articles": dict.fromkeys(("article_id", "date", "source", "title", "text", "language", "sha256"), STRING)
    | {"n_tokens": INT}
    | SCORES,
    "sentences": IN_SENTENCE | SCORES,
    "actors": dict.fromkeys(("actor_id", "name", "type", "country", "wikidata_id"), STRING),
    "mentions": IN_SENTENCE
    | dict.fromkeys(("actor_id", "kind", "role", "sentiment"), STRING)
    | {"sentiment_score": FLOAT},
    "quotes": PLACE | dict.fromkeys(("kind", "speaker_id", "cue"), STRING) | spans("speaker", "cue"),
    "stances": IN_SENTENCE
    | dict.fromkeys(("stance_id", "topic", "holder_id", "via_id", "position", "act", "target_id"), STRING)
    | dict.fromkeys(("condition", "attribution", "cameo_code", "rule"), STRING)
    | {"sender_ids": pa.list_(STRING), "conditional": BOOL, "confidence": FLOAT}
    | spans("holder", "target", "condition", "cue"),
}


@pytest.mark.parametrize("table", CONTRACT)
def test_schema_keeps_the_contract(table: str) -> None:
    there = {field.name: field.type for field in SCHEMAS[table]}
    assert {name: there.get(name) for name in CONTRACT[table]} == CONTRACT[table]


TEXT = "  Paris said that, if asked, it would impose sanctions on Minsk. Rome agreed. 🌍 Minsk didn’t."


def place(words: str, prefix: str = "", after: int = 0) -> dict[str, Any]:
    start = TEXT.index(words, after)
    return {f"{prefix}start_char": start, f"{prefix}end_char": start + len(words)}


def sentence(words: str, compound: float | None = 0.0) -> Sentence:
    return Sentence(polarity=None, subjectivity=None, compound=compound, **place(words))


def stance(words: str, **fields: object) -> Stance:
    given: dict[str, object] = {"topic": "sanctions", "holder_id": "paris", "position": "support", "act": "threaten"}
    given |= {"attribution": "indirect", "rule": "made", "confidence": 0.5}
    return Stance(**{**given, **place(words), **fields})


RECORDS: list[Record] = [
    sentence("Paris said that, if asked, it would impose sanctions on Minsk."),
    sentence("Rome agreed."),
    sentence("🌍 Minsk didn’t."),
    ArticleTone(n_tokens=17, polarity=None, subjectivity=None, compound=0.25),
    Actor(actor_id="paris", name="Paris", type="state", country="FRA"),
    Mention(actor_id="paris", kind="name", **place("Paris")),
    Mention(actor_id="minsk", kind="name", **place("Minsk", after=70)),
    Quote(
        kind="indirect", speaker_id="paris", **place("that, if asked, it would impose sanctions on Minsk"),
        **place("Paris", "speaker_"), **place("said", "cue_"),
    ),
    stance(
        "Paris said that, if asked, it would impose sanctions on Minsk", conditional=True, sender_ids=("paris", "rome"),
        **place("if asked", "condition_"), **place("Paris", "holder_"),
    ),
    stance("Rome agreed", holder_id="rome"),
]  # fmt: skip


@pytest.fixture
def tables() -> dict[str, pa.Table]:
    article = Article(article_id="x1", text=TEXT, date="2022-01-03")
    return batch_tables([(article, Found(RECORDS))])


def test_texts_are_cut_from_the_article(tables: dict[str, pa.Table]) -> None:
    rows = [row for name in ("sentences", "mentions", "quotes", "stances") for row in tables[name].to_pylist()]
    assert len(rows) == 8
    for row in rows:
        assert row["text"] == TEXT[row["start_char"] : row["end_char"]]
        for span in (name.removesuffix("_start_char") for name in row if name.endswith("_start_char")):
            start, end = row[f"{span}_start_char"], row[f"{span}_end_char"]
            assert row[span] == (None if start is None else TEXT[start:end])
    assert [row["condition"] for row in tables["stances"].to_pylist()] == ["if asked", None]
    assert tables["mentions"]["text"].to_pylist() == ["Paris", "Minsk"]  # after an emoji, too


def test_rows_know_their_sentence(tables: dict[str, pa.Table]) -> None:
    assert tables["sentences"]["sentence_id"].to_pylist() == ["x1:0", "x1:1", "x1:2"]
    assert tables["mentions"]["sentence_id"].to_pylist() == ["x1:0", "x1:2"]
    assert tables["stances"]["sentence_id"].to_pylist() == ["x1:0", "x1:1"]


def test_ids_and_lists(tables: dict[str, pa.Table]) -> None:
    assert tables["stances"]["stance_id"].to_pylist() == ["x1:1", "x1:2"]
    assert tables["stances"]["sender_ids"].to_pylist() == [["paris", "rome"], []]


def test_the_article_has_its_tone_and_hash(tables: dict[str, pa.Table]) -> None:
    (row,) = tables["articles"].to_pylist()
    assert (row["article_id"], row["date"], row["compound"], row["polarity"]) == ("x1", "2022-01-03", 0.25, None)
    assert len(row["sha256"]) == 64


def test_an_article_without_a_word_is_a_row() -> None:
    made = batch_tables([(Article(article_id="x", text=""), Found())])
    (row,) = made["articles"].to_pylist()
    assert (row["n_tokens"], row["compound"]) == (0, None)
    assert made["sentences"].num_rows == 0


def test_empty_tables_keep_columns_and_types() -> None:
    made = batch_tables([])
    assert {name: table.schema for name, table in made.items()} == SCHEMAS
    frames = Tables.from_arrow(made)
    for field in dataclasses.fields(Tables):
        frame = getattr(frames, field.name)
        assert list(frame.columns) == SCHEMAS[field.name].names
        assert len(frame) == 0


def test_an_actor_of_two_batches_is_one_row() -> None:
    one, two = (
        batch_tables([(Article(article_id=i, text=""), Found([Actor(actor_id="a", name=name, type="person")]))], KEPT)
        for i, name in (("1", "Anna"), ("2", "A. Lind"))
    )
    assert one["actors"]["article_id"].to_pylist() == ["1"]  # a part says whose actors they are, a run does not
    merged = pa.concat_tables(merge_actors([one["actors"], two["actors"], one["actors"]]))
    assert merged["name"].to_pylist() == ["Anna"]
    assert merged.schema == SCHEMAS["actors"]


# Selecting


@pytest.fixture(scope="module")
def made() -> Tables:
    return made_tables()


def ids(tables: Tables) -> list[str]:
    return list(tables.articles["article_id"])


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, ["a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9", "a10"]),
        ({"start": "2022-02-25"}, ["a7", "a8", "a10"]),  # inclusive; an undated article has no place
        ({"end": "2021-12-02"}, ["a1", "a2"]),
        ({"start": "2022-01-25", "end": "2022-02-22"}, ["a5", "a6"]),
        ({"keep_undated": False}, ["a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a10"]),
        ({"outlets": ["State media style"]}, ["a3", "a4", "a10"]),
        ({"outlets": "State media style"}, ["a3", "a4", "a10"]),  # one name, not its letters
        ({"outlets": ["Neutral agency style"]}, ["a5", "a7", "a9"]),
        ({"outlets": ["Neutral agency style"], "start": "2022-02-01"}, ["a7"]),
        ({"start": "2030-01-01"}, []),
    ],
)
def test_select(made: Tables, options: dict[str, object], expected: list[str]) -> None:
    chosen = made.select(**options)  # type: ignore[arg-type]
    assert ids(chosen) == expected
    for name in ("sentences", "mentions", "quotes", "stances"):
        whole, part = getattr(made, name), getattr(chosen, name)
        assert set(part["article_id"]) == set(whole["article_id"]) & set(expected)
        assert list(part.columns) == list(whole.columns)


def test_an_unknown_outlet_is_an_error(made: Tables) -> None:
    with pytest.raises(ValueError, match="no such outlet: Daily; there are: Neutral agency style, State media style"):
        made.select(outlets=["State media style", "Daily"])


def test_actors_follow_the_articles(made: Tables) -> None:
    assert set(made.select(outlets="State media style", end="2021-12-31").actors["actor_id"]) == {"china", "russia"}


@pytest.mark.parametrize("column", ["via_id", "target_id", "holder_id"])
def test_an_actor_that_only_a_statement_names_is_kept(made: Tables, column: str) -> None:
    stances = made.stances.copy()
    stances.loc[stances["article_id"] == "a3", column] = "kremlin"
    changed = dataclasses.replace(made, stances=stances)
    assert "kremlin" in set(changed.select(outlets="State media style").actors["actor_id"])


def test_a_sender_and_a_speaker_are_kept(made: Tables) -> None:
    stances, quotes = made.stances.copy(), made.quotes.copy()
    rows = stances.index[stances["article_id"] == "a3"]
    stances["sender_ids"] = pd.Series([["germany", "kremlin"] if i in rows else [] for i in stances.index])
    quotes.loc[quotes["article_id"] == "a3", "speaker_id"] = "joe_biden"
    changed = dataclasses.replace(made, stances=stances, quotes=quotes)
    there = set(changed.select(end="2021-12-31", outlets="State media style").actors["actor_id"])
    assert {"kremlin", "germany", "joe_biden"} <= there
