"""Measures on hand-made tables: the counts are those that one counts by hand."""

from __future__ import annotations

import dataclasses
import math

import pandas as pd
import pyarrow as pa
import pytest

from analysis import measures
from analysis.measures.periods import period_of, periods_between, spoken, unit_of
from analysis.tables import SCHEMAS, Tables
from handmade import made_tables

TABLE_MEASURES = [
    measures.actor_counts,
    measures.actors_by_month,
    measures.acts_by_day,
    measures.acts_over_time,
    measures.articles_by_month,
    measures.articles_by_outlet,
    measures.articles_over_time,
    measures.attitude_by_actor,
    measures.attitude_by_outlet,
    measures.by_confidence,
    measures.co_mentions,
    measures.copy_groups,
    measures.naming_counts,
    measures.naming_sentences,
    measures.outlet_stance,
    measures.polarity_by_outlet,
    measures.polarity_of_sentences,
    measures.polarity_over_time,
    measures.senders_and_targets,
    measures.shared_positions,
    measures.speakers,
    measures.stance_by_actor,
    measures.stance_changes,
    measures.stance_over_time,
    measures.statements,
    measures.strongest_sentences,
    measures.undated_by_outlet,
    measures.who_against_whom,
]


@pytest.fixture(scope="module")
def tables():
    return made_tables()


def row(frame: pd.DataFrame, **where: object) -> pd.Series:
    """The only row with these values."""
    for column, value in where.items():
        frame = frame[frame[column] == value]
    assert len(frame) == 1, f"{len(frame)} rows with {where}"
    return frame.iloc[0]


@pytest.mark.parametrize("measure", TABLE_MEASURES, ids=lambda m: m.__name__)
def test_an_empty_selection_keeps_the_columns_and_kinds(measure, tables):
    full, empty = measure(tables), measure(made_tables([]))
    assert list(empty.columns) == list(full.columns)
    assert empty.empty or measure is measures.polarity_of_sentences


@pytest.mark.parametrize("measure", TABLE_MEASURES, ids=lambda m: m.__name__)
def test_the_same_tables_give_the_same_frame_and_are_not_changed(measure, tables):
    before = tables.stances.copy(), tables.articles.copy()
    pd.testing.assert_frame_equal(measure(tables), measure(made_tables()))
    pd.testing.assert_frame_equal(tables.stances, before[0])
    pd.testing.assert_frame_equal(tables.articles, before[1])


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        # Wilson's interval as computed by statsmodels.stats.proportion.proportion_confint(method="wilson").
        (8, 10, 0.4901625, 0.9433178),
        (0, 5, 0.0, 0.4344825),
        (5, 5, 0.5655175, 1.0),
        (50, 100, 0.4038315, 0.5961685),
    ],
)
def test_wilson(successes, n, low, high):
    assert measures.wilson(successes, n) == pytest.approx((low, high), abs=1e-6)


def test_no_case_has_no_interval():
    assert all(math.isnan(bound) for bound in measures.wilson(0, 0))
    assert all(math.isnan(bound) for bound in measures.mean_interval([0.3]))


def test_the_bootstrap_is_seeded_and_does_not_depend_on_the_order():
    values = [0.1, -0.4, 0.3, 0.0, 0.25, -0.1]
    low, high = measures.mean_interval(values)
    assert (low, high) == measures.mean_interval(values[::-1])
    assert -0.4 <= low < sum(values) / len(values) < high <= 0.3


@pytest.mark.parametrize(
    ("last", "unit", "period", "said"),
    [
        ("2022-01-20", "day", "2022-01-03", "3 Jan 2022"),
        ("2022-03-01", "week", "2022-W01", "week 1, 2022"),
        ("2022-12-31", "month", "2022-01", "Jan 2022"),
        ("2027-06-01", "quarter", "2022-Q1", "Q1 2022"),
        ("2040-01-01", "year", "2022", "2022"),
    ],
)
def test_the_span_of_dates_decides_the_unit(last, unit, period, said):
    dates = pd.Series(["2022-01-03", None, last], dtype="str")
    assert unit_of(dates) == unit
    assert period_of(dates)[0] == period
    assert pd.isna(period_of(dates)[1])
    assert spoken(period) == said
    everything = periods_between(dates)
    assert everything == sorted(everything)
    assert (everything[0], everything[-1]) == (period, period_of(dates)[2])


def test_the_first_days_of_january_can_belong_to_the_last_week_of_the_old_year():
    assert period_of(pd.Series(["2022-01-02"], dtype="str"), "week")[0] == "2021-W52"


def test_stance_by_actor(tables):
    frame = measures.stance_by_actor(tables)
    russia = row(frame, holder="Russia")
    assert (russia["support"], russia["oppose"], russia["neutral"], russia["n"], russia["articles"]) == (1, 2, 0, 3, 3)
    assert (russia["share"], russia["low"]) == pytest.approx((1 / 3, measures.wilson(1, 3)[0]))
    assert math.isnan(row(frame, holder="Germany")["share"]), "no side is no share of 0"
    assert frame["n"].sum() == len(tables.stances)


def test_another_topic_has_no_statement(tables):
    assert measures.stance_by_actor(tables, "arms").empty


def test_chosen_actors_only(tables):
    frame = measures.stance_by_actor(tables, actors=["china", "germany"])
    assert set(frame["holder"]) == {"China", "Germany"}
    assert measures.stance_by_actor(tables, actors=[]).empty, "no actor chosen is not all actors"


def test_imposition_and_threat_are_apart_and_every_period_is_there(tables):
    frame = measures.acts_over_time(tables)
    assert list(frame["act"].drop_duplicates())[:3] == ["impose", "threaten", "call_for"]
    imposed = frame[frame["act"] == "impose"]
    assert list(imposed["period"]) == ["2021-11", "2021-12", "2022-01", "2022-02", "2022-03"]
    assert list(imposed["n"]) == [0, 0, 0, 3, 0]
    assert list(frame.loc[frame["act"] == "threaten", "n"]) == [1, 0, 1, 0, 0]


def test_an_undated_article_is_in_no_period_but_is_counted(tables):
    assert measures.undated(tables) == 1
    assert measures.acts_over_time(tables)["n"].sum() == len(tables.stances) - 1
    assert measures.articles_over_time(tables)["n"].sum() == 9
    assert measures.acts_over_time(made_tables(dated=False)).empty


def test_who_against_whom(tables):
    frame = measures.who_against_whom(tables)
    union = row(frame, holder="European Union", target="Russia")
    assert (union["support"], union["oppose"], union["n"]) == (3, 0, 3)
    assert frame["n"].sum() == tables.stances["target_id"].notna().sum(), "statements without a target are left out"


def test_two_senders_count_for_each(tables):
    frame = measures.senders_and_targets(tables)
    usa = row(frame, sender="United States", target="Russia")
    assert (usa["impose"], usa["threaten"], usa["n"]) == (2, 2, 4)
    assert row(frame, sender="European Union", target="Russia")["n"] == 2


def test_outlet_stance(tables):
    frame = measures.outlet_stance(tables)
    assert row(frame, outlet="State media style")["oppose"] == 3
    assert frame["n"].sum() == len(tables.stances)


def test_statements_are_dated_first_and_named(tables):
    frame = measures.statements(tables)
    assert list(frame["date"].dropna()) == sorted(frame["date"].dropna())
    first = frame.iloc[0]
    assert (first["holder"], first["target"], first["senders"]) == ("United States", "Russia", ("United States",))
    assert len(measures.statements(tables, min_confidence=0.6)) == (tables.stances["confidence"] >= 0.6).sum()


def test_actor_counts(tables):
    frame = measures.actor_counts(tables)
    biden = row(frame, actor="Joe Biden")
    assert (biden["mentions"], biden["articles"], biden["quotes"], biden["outlets"]) == (3, 2, 1, 2)
    assert frame["mentions"].sum() == len(tables.mentions)
    assert list(frame["articles"]) == sorted(frame["articles"], reverse=True)


def test_co_mentions_count_articles_once(tables):
    pair = row(measures.co_mentions(tables), actor="Joe Biden", other="Russia")
    assert (pair["n"], pair["jaccard"]) == (2, pytest.approx(2 / 9))


def test_speakers_need_a_name(tables):
    frame = measures.speakers(tables)
    russia = row(frame, actor="Russia")
    assert (russia["direct"], russia["indirect"], russia["n"], russia["articles"]) == (0, 2, 2, 2)


def test_attitude_is_empty_where_it_was_not_measured(tables):
    assert row(measures.attitude_by_actor(tables), actor="Russia")["share"] == 1.0
    assert measures.attitude_by_actor(made_tables(["a8"])).shape[0] == 1


def feelings(*rows: tuple[str, str, str, str]) -> Tables:
    """Tables of articles and mentions: outlet, article, actor, the sentiments of its mentions as signs (`?`: none)."""
    sentiments = {"+": "positive", "-": "negative", "0": "neutral", "?": None}
    articles = {article: {"article_id": article, "source": outlet, "text": ""} for outlet, article, _, _ in rows}
    mentions = [
        {"article_id": article, "actor_id": actor, "kind": "name", "sentiment": sentiments[sign]}
        for _, article, actor, signs in rows
        for sign in signs
    ]
    made = {"articles": list(articles.values()), "mentions": mentions}
    return Tables.from_arrow({n: pa.Table.from_pylist(made.get(n, []), schema=s) for n, s in SCHEMAS.items()})


def test_attitude_by_outlet_is_the_net_share_of_mentions():
    tables = feelings(
        ("Herald", "h1", "x", "++0"), ("Herald", "h2", "x", "-?"), ("Post", "p1", "x", "--"), ("Post", "p2", "y", "0")
    )  # fmt: skip
    frame = measures.attitude_by_outlet(tables)
    assert list(zip(frame["actor"], frame["outlet"], strict=True)) == [("x", "Herald"), ("x", "Post"), ("y", "Post")]
    herald = row(frame, actor="x", outlet="Herald")
    assert list(herald[["negative", "neutral", "positive", "n", "articles"]]) == [1, 1, 2, 4, 2]
    assert (herald["net"], herald["others"], herald["difference"]) == pytest.approx((0.25, -1.0, 1.25))
    assert herald["others_articles"] == 1
    post = row(frame, actor="x", outlet="Post")
    assert math.isnan(post["low"]), "one article has no interval"
    only = row(frame, actor="y")
    assert math.isnan(only["others"]), "no other outlet writes about y"
    assert math.isnan(only["difference"])


def test_mentions_of_one_article_are_no_independent_cases():
    """The same mentions, once each in an article of its own and once in few articles."""
    apart = [("Herald", f"a{i}", "x", "+" if i % 2 else "-") for i in range(40)]
    together = [("Herald", f"a{i}", "x", ("+" if i % 2 else "-") * 10) for i in range(4)]
    wide, narrow = (measures.attitude_by_outlet(feelings(*rows)).iloc[0] for rows in (together, apart))
    assert wide["n"] == narrow["n"] == 40
    assert wide["net"] == narrow["net"] == 0
    assert wide["high"] - wide["low"] > 2 * (narrow["high"] - narrow["low"])
    # Of 40 independent signs the net share has a standard error of 1 / sqrt(40).
    assert narrow["high"] - narrow["low"] == pytest.approx(2 * 1.96 / math.sqrt(40), rel=0.15)


def test_articles_that_all_agree_have_no_interval():
    frame = measures.attitude_by_outlet(feelings(*[("Herald", f"a{i}", "x", "0") for i in range(12)]))
    assert (frame["net"][0], frame["articles"][0]) == (0, 12)
    assert math.isnan(frame["low"][0]), "no spread among twelve articles is no proof of none among all"


def test_attitude_does_not_depend_on_the_order_nor_on_the_other_actors():
    rows = [("Herald" if i % 3 else "Post", f"a{i}", "x", "+-0+"[i % 4] * (1 + i % 3)) for i in range(20)]
    frame = measures.attitude_by_outlet(feelings(*rows))
    pd.testing.assert_frame_equal(frame, measures.attitude_by_outlet(feelings(*rows[::-1])))
    with_others = measures.attitude_by_outlet(feelings(*rows, ("Post", "b", "y", "--")), ["x"])
    pd.testing.assert_frame_equal(frame, with_others)


def test_the_outlet_that_writes_unlike_the_others_is_a_finding():
    rows = [("Herald", f"h{i}", "x", "++-" if i % 3 else "0") for i in range(12)]
    rows += [("Post", f"p{i}", "x", "--+" if i % 3 else "0") for i in range(12)]
    found = measures.actor_findings(feelings(*rows))
    text = " ".join(found)
    assert "Herald writes more favourably of x than the other outlets: net share +0.29 against -0.29" in text
    assert "12 and 12 articles). It is the clearest of 2 comparisons." in text
    few = measures.actor_findings(feelings(*rows[:9], *rows[12:]))
    assert not any("favourably" in sentence for sentence in few), "nine articles are too few"


def test_unmeasured_sentiment_is_in_no_attitude():
    tables = feelings(("Herald", "h1", "x", "??"))
    assert measures.attitude_by_outlet(tables).empty
    assert measures.attitude_by_actor(tables).empty


def test_actors_by_month(tables):
    frame = measures.actors_by_month(tables)
    counts = measures.actor_counts(tables).set_index("actor")
    sums = frame.groupby("actor")[["articles", "mentions", "quotes"]].sum()
    pd.testing.assert_frame_equal(sums, counts[["articles", "mentions", "quotes"]].sort_index(), check_names=False)
    assert (frame["articles"] <= frame["n"]).all()
    undated = frame[frame["month"].isna()]
    assert (undated["n"] == 1).all(), "the undated article is counted, in no month"
    every = measures.articles_by_month(tables)
    assert every["n"].sum() == len(tables.articles)
    assert every.loc[every["month"].isna(), "n"].sum() == measures.undated(tables)
    assert set(measures.actors_by_month(tables, ["china"])["actor"]) == {"China"}


def test_months_are_calendar_months_whatever_the_span():
    frame = measures.articles_by_month(made_tables(["a1", "a3"]))
    assert frame["month"].str.fullmatch(r"\d{4}-\d\d").all()


def test_who_is_only_quoted_is_in_the_month_too(tables):
    without = dataclasses.replace(tables, mentions=tables.mentions[tables.mentions["actor_id"] != "russia"])
    russia = measures.actors_by_month(without, ["russia"])
    assert russia["quotes"].sum() == 2
    assert russia["articles"].sum() == 0


def test_missing_scores_are_in_no_mean(tables):
    frame = measures.polarity_by_outlet(tables)
    state = row(frame, outlet="State media style")
    assert (state["n"], state["mean"]) == (2, pytest.approx(-0.15)), "the third article has no score"
    assert math.isnan(row(frame, outlet="outlet not given")["low"]), "one article has no interval"


def test_a_period_without_articles_has_no_mean():
    frame = measures.polarity_over_time(made_tables(["a1", "a10"]))
    assert list(frame["n"]) == [1, 0, 0, 0, 1]
    assert list(frame["mean"].isna()) == [False, True, True, True, False]


@pytest.mark.parametrize("name", ["Joe Biden", "joe biden", "joe_biden"])
def test_an_actor_is_found_by_name_or_id(tables, name):
    assert measures.actor_ids(tables, [name]) == ["joe_biden"]


@pytest.mark.parametrize(
    ("name", "hint"),
    [("Joe Bidden", "did you mean 'Joe Biden'"), ("Union", "'European Union'"), ("Zyx", "no actor has a name like it")],
)
def test_an_unknown_actor_is_an_error_with_a_hint(tables, name, hint):
    with pytest.raises(ValueError, match=hint):
        measures.actor_ids(tables, [name])


def test_frequent_actors(tables):
    assert measures.frequent_actors(tables, 3) == ["russia", "european_union", "joe_biden"]
    assert measures.frequent_actors(tables, 3, ["china"]) == ["china"]


def test_the_article_with_most_statements(tables):
    assert measures.article_with_most_statements(tables) == "a3", "of several the one with most quotes"
    assert measures.article_with_most_statements(made_tables([])) == ""


def test_findings_state_their_n_and_say_few(tables):
    text = " ".join(measures.stance_findings(tables))
    assert "8 of the 13 statements that take a side are for sanctions and 5 against: 62 % support" in text
    assert "European Union speaks most often for sanctions: 3 of its 3 statements with a side" in text
    assert "(few cases)" in text
    corpus = measures.corpus_findings(tables)[0]
    assert corpus == "10 articles from 3 outlets, from 8 Nov 2021 to 15 Mar 2022; 1 undated."


def test_the_actor_who_speaks_most_is_no_author(tables):
    holders = {"a1": "author", "a2": "author", "a3": "joe_biden"}
    first = tables.stances[tables.stances["position"] == "support"].iloc[[0]]
    rows = [first.assign(article_id=article, holder_id=holder) for article, holder in holders.items()]
    text = " ".join(measures.stance_findings(dataclasses.replace(tables, stances=pd.concat(rows))))
    assert "3 of the 3 statements that take a side" in text
    assert "Joe Biden speaks most often for sanctions: 1 of their 1 statement with a side" in text


def test_every_finding_holds_a_number(tables):
    found = [*measures.findings(tables), *measures.tone_findings(tables), *measures.actor_findings(tables)]
    assert found
    assert all(any(c.isdigit() for c in sentence) for sentence in found)


def test_findings_say_what_is_not_there():
    assert measures.findings(made_tables([])) == ["No article is in this selection."]
    silent = measures.stance_findings(made_tables(stances=False))
    assert silent == ["No statement on sanctions was found in 10 articles."]


def test_a_tie_is_no_peak(tables):
    assert not any(sentence.startswith("Threats are most frequent") for sentence in measures.stance_findings(tables))


def test_article_findings(tables):
    assert measures.article_findings(tables, "a1") == [
        "The article holds 1 statement on sanctions (1 support), 1 quote and 3 actors."
    ]


def test_the_brightest_outlet_is_one_of_those_with_enough_articles(tables):
    def named(times: int) -> str:
        rows = [row for outlet, score in (("A", 0.1), ("B", -0.1)) for row in [(outlet, score)] * times]
        frame = tables.articles.head(1).loc[[0] * (len(rows) + 1)].reset_index(drop=True)
        frame = frame.assign(article_id=[f"x{i}" for i in range(len(frame))], date=None)
        frame["source"], frame["compound"] = [r[0] for r in rows] + ["One"], [r[1] for r in rows] + [0.9]
        (sentence,) = measures.tone_findings(dataclasses.replace(tables, articles=frame))
        return sentence

    assert "brightest in A" in named(10)
    assert "brightest in One" in named(9)
