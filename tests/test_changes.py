"""What changed, who shares positions, what became of sentences on the topic: counted by hand on small tables."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping

import pandas as pd
import pytest

from analysis import measures
from analysis.exports.networks import discourse
from analysis.measures.changes import EVERYBODY, difference_interval, halves
from analysis.measures.naming import REASONS
from analysis.measures.periods import bounds_of, period_of
from analysis.measures.wording import Cases, Sentence
from handmade import made_tables


@pytest.fixture(scope="module")
def tables():
    return made_tables()


def meeting(frame: pd.DataFrame, where: Mapping[str, str | tuple[str, ...]]) -> pd.DataFrame:
    """The statements that `Cases` mean, as the script of the page of statements finds them."""
    for name, value in where.items():
        values = (value,) if isinstance(value, str) else value
        if name == "from":
            frame = frame[frame["date"].notna() & (frame["date"] >= value)]
        elif name == "to":
            frame = frame[frame["date"].notna() & (frame["date"] <= value)]
        elif name == "dated":
            frame = frame[frame["date"].notna()]
        elif name == "condition":
            frame = frame[frame["conditional"]]
        elif name == "sender":
            frame = frame[[bool(set(values) & set(senders)) for senders in frame["senders"]]]
        else:
            frame = frame[frame[name].isin(values)]
    return frame


def test_every_number_in_the_findings_is_the_number_of_its_statements(tables):
    told = [s for s in measures.findings(tables) + measures.stance_findings(tables) if isinstance(s, Sentence)]
    cases = [part for sentence in told for part in sentence.parts if isinstance(part, Cases)]
    assert len(cases) >= 12
    frame = measures.statements(tables)
    for one in cases:
        number = int(one.split()[0].replace(",", ""))
        assert len(meeting(frame, one.where)) == number, (one, one.where)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        # Newcombe (1998), table II, method 10; here it is the second share less the first.
        ((48, 80), (56, 70), 0.0524, 0.3339),
        ((3, 10), (9, 10), 0.1705, 0.8090),
        ((0, 10), (10, 10), 0.6075, 1.0),
    ],
)
def test_the_interval_of_a_difference_is_newcombes(one, other, low, high):
    assert difference_interval(one, other) == pytest.approx((low, high), abs=2e-4)


def test_no_case_has_no_difference():
    assert all(math.isnan(bound) for bound in difference_interval((0, 0), (1, 2)))


def test_the_halves_meet_and_hold_every_dated_article(tables):
    spans = halves(tables)
    assert spans is not None
    days = tables.articles["date"].dropna()
    assert (spans.first, spans.last) == (days.min(), days.max())
    assert pd.Timestamp(spans.after) - pd.Timestamp(spans.before) == pd.Timedelta(days=1)
    earlier, later = (days <= spans.before).sum(), (days >= spans.after).sum()
    assert earlier + later == len(days)
    assert abs(earlier - later) <= 1


def test_one_day_has_no_halves():
    one = made_tables(["a1"])
    assert halves(one) is None
    assert measures.change_findings(one) == []
    assert measures.stance_changes(one).empty


def test_changes_sum_over_the_actors(tables):
    frame = measures.stance_changes(tables)
    every, rest = frame.iloc[0], frame.iloc[1:]
    assert every["holder"] == EVERYBODY
    for column in ("support_before", "n_before", "support_after", "n_after"):
        assert every[column] == rest[column].sum()
    sided = measures.statements(tables).query("position != 'neutral'").dropna(subset=["date"])
    assert every["n_before"] + every["n_after"] == len(sided)


def test_shared_positions_are_those_of_the_exported_network(tables):
    frame = measures.shared_positions(tables)
    names = tables.actors.set_index("actor_id")["name"]
    exported: dict[frozenset[str], object] = {
        frozenset((names[a], names[b])): (d["congruence"], d["conflict"], pytest.approx(d["weight"]))
        for a, b, d in discourse(tables).edges(data=True)
    }
    shared = frame[frame["congruence"] > 0].to_dict("records")
    ours = {frozenset((r["actor"], r["other"])): (r["congruence"], r["conflict"], r["weight"]) for r in shared}
    assert ours
    assert ours == exported


def test_sides_are_counted_by_target(tables):
    rows = {(row["actor"], row["other"]): row for row in measures.shared_positions(tables).to_dict("records")}
    agree, differ = rows["European Union", "United States"], rows["China", "European Union"]
    assert (agree["both_for"], agree["both_against"]) == (1, 0)
    assert (differ["congruence"], differ["conflict"]) == (0, 1)


def test_the_course_of_an_actor_keeps_threats_apart(tables):
    frame = measures.stance_over_time(tables)
    biden = frame[frame["holder"] == "Joe Biden"]
    assert biden[["impose", "threaten", "other_support", "oppose"]].sum().tolist() == [0, 1, 0, 0]
    assert (frame["support"] == frame["impose"] + frame["threaten"] + frame["other_support"]).all()
    assert frame["share"].isna().equals(frame["support"] + frame["oppose"] == 0)
    periods = frame["period"].nunique()
    assert len(frame) == periods * frame["holder"].nunique()


def test_acts_by_day_are_dated_and_count_each_sender(tables):
    frame = measures.acts_by_day(tables)
    assert set(frame["act"]) <= {"impose", "threaten", "ease"}
    assert frame["date"].notna().all()
    widened = frame[(frame["target"] == "Russia") & (frame["date"] == frame["date"].max())]
    assert set(widened["sender"]) <= {"European Union", "United States"}
    assert len(frame[frame["sender"] == "European Union"]) == 2


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2022-01-14", "2022-01-14", "2022-01-14"),
        ("2021-W52", "2021-12-27", "2022-01-02"),
        ("2022-02", "2022-02-01", "2022-02-28"),
        ("2022-Q1", "2022-01-01", "2022-03-31"),
        ("2022", "2022-01-01", "2022-12-31"),
    ],
)
def test_a_period_has_bounds(period, first, last):
    unit = {10: "day", 8: "week", 7: "month", 4: "year"}[len(period)] if "Q" not in period else "quarter"
    assert bounds_of(period) == (first, last)
    assert set(period_of(pd.Series([first, last], dtype="str"), unit)) == {period}


# What became of sentences on the topic


def test_every_sentence_that_names_the_topic_has_one_reason(tables):
    frame = measures.naming_sentences(tables)
    assert len(frame) == tables.sentences["text"].str.contains("sanctions").sum()
    assert set(frame["reason"]) <= set(REASONS)
    counts = measures.naming_counts(tables)
    assert counts["sentences"].sum() == len(frame)
    assert counts["share"].sum() == pytest.approx(1)


def test_reasons_are_told_apart():
    tables = made_tables(["a2", "a3", "a5"], stances=False)
    frame = measures.naming_sentences(tables)
    assert set(frame["reason"]) == {REASONS[-1]}, "an actor is in each of them"
    tables.sentences.loc[tables.sentences["article_id"] == "a5", "text"] = "Will sanctions on Russia help?”"
    assert REASONS[3] in set(measures.naming_sentences(tables)["reason"])
    tables.quotes["speaker_id"] = None
    assert REASONS[2] in set(measures.naming_sentences(tables)["reason"])
    nobody = tables.mentions.index[tables.mentions["article_id"] == "a2"]
    left = dataclasses.replace(tables, mentions=tables.mentions.drop(index=nobody))
    assert set(measures.naming_sentences(left).set_index("article_id").loc[["a2"], "reason"]) == {REASONS[1]}


def test_a_topic_of_ones_own_is_not_looked_for(tables):
    assert measures.naming_counts(tables, "tariffs").empty


# Trust


def test_the_gold_figures_are_read_and_say_their_version():
    gold = measures.gold_figures()
    assert {"F1", "accuracy"} <= set(gold.figures["measure"])
    assert gold.figures["value"].between(0, 1).all()
    assert (gold.figures["low"] <= gold.figures["high"]).all()
    assert gold.version in gold.says()


def test_changed_rules_are_said(monkeypatch):
    monkeypatch.setattr("analysis.measures.gold.code", lambda: "another")
    assert "have changed since" in measures.gold_figures().says()
    assert any("have changed since" in sentence for sentence in measures.trust_findings(made_tables()))
    assert any(
        "says nothing of arms deliveries" in s for s in measures.trust_findings(made_tables(), "arms_deliveries")
    )


def test_less_is_left_where_more_confidence_is_asked(tables):
    frame = measures.by_confidence(tables)
    assert frame["n"].is_monotonic_decreasing
    assert frame["n"].iloc[0] == len(tables.stances)
    assert (frame["n"] == frame["support"] + frame["oppose"] + frame["neutral"]).all()


def test_undated_articles_are_counted_by_outlet(tables):
    assert measures.undated_by_outlet(tables)["undated"].sum() == measures.undated(tables) > 0


def test_few_statements_of_one_holder_are_put_in_longer_periods(tables):
    assert measures.stance_over_time(tables)["period"].str.fullmatch(r"\d{4}-\d\d").all()
    long = dataclasses.replace(tables, articles=tables.articles.copy())
    long.articles.loc[0, "date"] = "2015-05-01"
    assert measures.stance_over_time(long)["period"].str.fullmatch(r"\d{4}").all()
    assert measures.acts_over_time(long)["period"].str.contains("-Q").all(), "over all actors there are enough"
