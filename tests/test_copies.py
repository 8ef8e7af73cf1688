"""Copies of one text: which pairs are one, how groups form, and counts with and without them."""

from __future__ import annotations

import random
import time

import pandas as pd
import pyarrow as pa
import pytest

from analysis import measures
from analysis.measures import copies
from analysis.tables import SCHEMAS, Tables
from handmade import made_tables

SENTENCES = [
    "The council of the harbour town voted on Monday to close the northern quay until the spring.",
    "Members from both sides said that the walls had been unsafe for years and that repairs could not wait.",
    "The mayor told reporters that the works would cost four million crowns and last five months.",
    "Fishermen, who unload there every morning, fear that buyers will turn to the ports further south.",
    "A survey of last autumn had found cracks in eleven of the fourteen pillars under the quay.",
    "The ministry promised a third of the money, but has not said when it will be paid.",
    "Work begins next week, weather permitting, and the ferry will leave from the old pier instead.",
]
WIRE = " ".join(SENTENCES)
CUT = " ".join(SENTENCES[:5])  # what an outlet with less room prints
RETOLD = (
    "Northern quay shuts. After a vote on Monday the harbour town will spend months on unsafe walls, its mayor said."
)


def tables_of(*articles: tuple[str, str | None, str]) -> Tables:
    """Tables of articles alone: id, date, text; each of an outlet of its own."""
    rows = [{"article_id": i, "date": d, "source": f"Paper {i}", "text": t, "n_tokens": 0} for i, d, t in articles]
    tables = {name: pa.Table.from_pylist([], schema=schema) for name, schema in SCHEMAS.items()}
    return Tables.from_arrow(tables | {"articles": pa.Table.from_pylist(rows, schema=SCHEMAS["articles"])})


def groups_of(*articles: tuple[str, str | None, str]) -> dict[str, str]:
    frame = measures.copy_groups(tables_of(*articles))
    return dict(zip(frame["article_id"], frame["group"], strict=True))


@pytest.mark.parametrize(
    ("one", "other", "similarity"),
    [
        ("a b c d e f", "a b c d e f", 1.0),
        ("A b, c d: e f", "a b c “d” e f.", 1.0),  # case and punctuation do not count
        ("a b c d e f", "a b c d e g", 1 / 3),  # one of three shingles in common
        ("a b c d e f", "u v w x y z", 0.0),
        ("too short", "Too short!", 1.0),
        ("too short", "short too", 0.0),
    ],
)
def test_similarity(one, other, similarity):
    assert copies.jaccard(copies.shingles(one), copies.shingles(other)) == pytest.approx(similarity)


@pytest.mark.parametrize(
    ("first", "second", "text", "copy"),
    [
        ("2022-01-03", "2022-01-03", WIRE, True),
        ("2022-01-03", "2022-01-05", CUT, True),  # 0.7: edited, within three days
        ("2022-01-03", "2022-01-20", CUT, False),  # as similar, but on another occasion
        ("2022-01-03", "2022-01-20", WIRE, True),  # the same, within a month
        ("2022-01-03", "2023-01-03", WIRE, False),  # the form of last year
        ("2022-01-03", None, WIRE, True),
        (None, None, CUT, False),  # without dates only what is nearly the same
        ("2022-01-03", "2022-01-03", RETOLD, False),
    ],
)
def test_what_is_a_copy(first, second, text, copy):
    assert (groups_of(("a", first, WIRE), ("b", second, text))["b"] == "a") is copy


def test_the_first_is_the_earliest_then_by_id_and_undated_ones_come_last():
    articles = [("a", None, WIRE), ("c", "2022-01-04", WIRE), ("b", "2022-01-04", WIRE), ("d", "2022-01-05", CUT)]
    assert groups_of(*articles) == dict.fromkeys("abcd", "b")


def test_groups_do_not_grow_by_chains():
    """Each is like the next, the last is unlike the first."""
    chain = [(f"a{i}", "2022-01-03", " ".join(SENTENCES[i : i + 4])) for i in range(4)]
    found = groups_of(*chain)
    assert found["a1"] == "a0"
    assert found["a3"] != "a0"


def test_the_frame():
    tables = tables_of(("b", "2022-01-04", CUT), ("x", "2022-01-04", RETOLD), ("a", "2022-01-03", WIRE))
    frame = measures.copy_groups(tables)
    assert list(frame["article_id"]) == ["b", "x", "a"], "in the order of the articles"
    assert list(frame["group"]) == ["a", "x", "a"]
    assert list(frame["n"]) == [2, 1, 2]
    assert list(frame["similarity"][1:]) == [1.0, 1.0]
    assert 0.6 < frame["similarity"][0] < 0.8
    shown = measures.copied_articles(tables, frame)
    assert list(shown.loc[0, ["date", "outlet", "first_date", "first_outlet"]]) == [
        "2022-01-04", "Paper b", "2022-01-03", "Paper a",
    ]  # fmt: skip
    assert len(shown) == 1


def test_no_article_has_no_copies():
    empty = tables_of()
    assert list(measures.copy_groups(empty).columns) == ["article_id", "group", "n", "similarity"]
    assert measures.without_copies(empty).articles.empty
    assert measures.copied_articles(empty, measures.copy_groups(empty)).empty


def test_the_order_of_the_articles_does_not_matter():
    articles = [(f"a{i}", f"2022-01-0{1 + i % 4}", WIRE if i % 2 else CUT) for i in range(8)]
    shuffled = random.Random(1).sample(articles, len(articles))
    assert groups_of(*articles) == groups_of(*shuffled)


def copied_tables() -> Tables:
    """The hand-made tables, of which a2 now has the text of a1 and its date."""
    tables = made_tables()
    articles = tables.articles.set_index("article_id")
    articles.loc["a2", ["text", "date"]] = articles.loc["a1", ["text", "date"]]
    tables.articles["text"], tables.articles["date"] = articles["text"].to_list(), articles["date"].to_list()
    return tables


def test_without_copies_narrows_every_table():
    tables = copied_tables()
    once = measures.without_copies(tables)
    assert set(tables.articles["article_id"]) - set(once.articles["article_id"]) == {"a2"}
    for name in ("sentences", "mentions", "quotes", "stances"):
        rows = getattr(tables, name)
        assert len(getattr(once, name)) == (rows["article_id"] != "a2").sum(), name
    assert measures.with_copies(tables, keep=True) is tables
    assert len(measures.with_copies(tables, keep=False).articles) == len(once.articles)


@pytest.mark.parametrize("measure", [measures.actor_counts, measures.speakers, measures.co_mentions])
def test_counts_both_ways(measure):
    tables = copied_tables()
    once = measures.without_copies(tables)
    both = measures.both_ways(measure, tables, once)
    plain = measure(tables)
    pd.testing.assert_frame_equal(both[plain.columns], plain)
    counts = [column for column in both.columns if column.endswith("_once")]
    assert counts
    for column in counts:
        assert both[column].sum() == measure(once)[column.removesuffix("_once")].sum()
        assert (both[column] <= both[column.removesuffix("_once")]).all()


def test_an_actor_of_copies_alone_is_counted_0():
    tables = copied_tables()
    tables.mentions["actor_id"] = tables.mentions["actor_id"].where(tables.mentions["article_id"] != "a2", "choir")
    both = measures.both_ways(measures.actor_counts, tables, measures.without_copies(tables), ["choir"])
    assert both[["articles", "articles_once"]].to_numpy().tolist() == [[1, 0]]


def test_the_findings_say_how_many_are_copies():
    tables = copied_tables()
    found = measures.actor_findings(tables, measures.without_copies(tables))
    assert "1 of 10 articles copies an earlier one (10 %)." in found
    assert "Russia (9; 8 without copies)" in found[0]
    assert not any("copies" in sentence for sentence in measures.actor_findings(tables))


def test_a_phrase_that_all_print_pairs_none():
    """A footer of 40 words under 300 articles makes no copies, and no more work than other words."""
    words = [f"word{i}" for i in range(3000)]
    chosen, footer = random.Random(2), " ".join(words[:40])
    articles = [(f"a{i:03}", "2022-01-03", " ".join(chosen.choices(words, k=150)) + " " + footer) for i in range(300)]
    found = groups_of(*articles, ("b", "2022-01-04", articles[7][2]))
    assert found.pop("b") == "a007"
    assert all(article == group for article, group in found.items())


@pytest.mark.slow
def test_seven_thousand_articles_take_well_under_a_minute():
    chosen, words = random.Random(3), [f"word{i}" for i in range(20_000)]
    texts = [" ".join(chosen.choices(words, k=800)) for _ in range(6900)]
    articles = [(f"a{i}", "2022-01-03", text) for i, text in enumerate(texts + texts[:100])]
    tables, start = tables_of(*articles), time.process_time()
    frame = measures.copy_groups(tables)
    assert time.process_time() - start < 40
    assert (frame["n"] == 2).sum() == 200
