"""The evaluation: matching rules, names, figures, errors, comparison; and its agreement with the gold's own scorer."""

from __future__ import annotations

import importlib.util
import json
import random
from collections.abc import Callable, Iterable
from pathlib import Path

import pandas as pd
import pytest

from analysis.evaluation import MEASURES, GoldError, compare, evaluate, read_gold
from analysis.evaluation.matching import match_spans, near_enough, one_actor_each
from analysis.evaluation.names import ActorNames, plain
from analysis.evaluation.text import confusion_lines
from analysis.store import NoRunError
from evaluation_runs import Row, faulty_tables, gold_articles, perfect_tables, write_gold, write_run

SHARED = Path(__file__).parents[2] / "shared" / "gold"
needs_gold = pytest.mark.skipif(not SHARED.exists(), reason="../shared/gold is not there: no real gold to measure on")


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    return write_gold(tmp_path, gold_articles())


@pytest.fixture
def perfect(tmp_path: Path) -> Path:
    return write_run(tmp_path / "perfect", perfect_tables())


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    return write_run(tmp_path / "faulty", faulty_tables())


# Matching


@pytest.mark.parametrize(
    ("a", "b", "share", "expected"),
    [
        ((0, 10), (0, 10), 0.2, True),
        ((0, 10), (8, 10), 0.2, True),  # 2 of 10: a fifth exactly
        ((0, 10), (8, 11), 0.2, False),
        ((0, 10), (9, 30), 0.0, True),
        ((0, 10), (10, 20), 0.0, False),  # they touch, they do not overlap
    ],
)
def test_near_enough(a: tuple[int, int], b: tuple[int, int], share: float, expected: bool) -> None:
    assert near_enough(a, b, share) is expected
    assert near_enough(b, a, share) is expected


def test_the_largest_overlap_chooses_first_and_each_span_is_used_once() -> None:
    assert match_spans([(0, 10), (0, 6)], [(0, 9)], lambda _i, _j: True) == [(0, 0)]
    assert sorted(match_spans([(0, 10), (10, 20)], [(5, 20), (0, 5)], lambda _i, _j: True)) == [(0, 1), (1, 0)]
    assert match_spans([(0, 10)], [(0, 10), (0, 4)], lambda _i, j: j == 1) == [(0, 1)]


def test_one_actor_each_fixes_the_most_frequent_pairing() -> None:
    links = [("brun", "p1"), ("hale", "p1"), ("brun", "p1"), ("hale", "p2")]
    assert one_actor_each(links) == [True, False, True, True]


# Names


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("The U.S.", "the us"),
        ("Norland\u2019s", "norland"),
        ("  José\n Brun, ", "jose brun"),
        ("\u201cNorland\u201d", "norland"),
    ],
)
def test_plain(name: str, expected: str) -> None:
    assert plain(name) == expected


@pytest.mark.parametrize(
    ("gold_name", "found", "expected"),
    [
        ("United States", "Washington", True),
        ("United States", "the U.S. government", True),
        ("Volodymyr Zelensky", "Zelenskyy", False),  # the lexicon's surnames are for texts, not for canonical names
        ("Volodymyr Zelensky", "Ukrainian President Vladimir Zelensky", True),
        ("Joe Biden", "Biden", True),
        ("Joe Biden", "Hunter Biden", False),
        ("South Korea", "North Korea", False),
        ("South Korea", "Korea", False),
        ("Russian Foreign Ministry", "the Russian Foreign Ministry", True),
        ("Iranian Foreign Ministry", "Russian Foreign Ministry", False),
        ("Iranian officials", "US officials", False),
        ("Sergei Lavrov", "Russian Foreign Minister Sergei Lavrov", True),
        ("White House", "United States", False),
        ("Kremlin", "Moscow", False),
        ("Norland", "", False),
    ],
)
def test_names_that_mean_one_actor(gold_name: str, found: str, expected: bool) -> None:
    names = ActorNames.load()
    assert names.same(gold_name, None, names.keys(found)) is expected


def test_the_words_in_the_text_serve_as_well_as_the_name() -> None:
    names = ActorNames.load()
    assert names.same("Bank of Norland", "The Norland Bank", names.keys("Norland Bank"))
    assert not names.same(None, "The Norland Bank", names.keys("Norland Bank"))


# Gold files


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda a: a | {"text": None}, "line 2: text"),
        (lambda a: a | {"stances": [a["stances"][0] | {"position": "against"}]}, "line 2: stances.0.position"),
        (lambda a: a | {"stances": [a["stances"][0] | {"end": 999}]}, "line 2: article: .*999"),
        (lambda a: a | {"id": "one"}, "line 2: the article id one comes twice"),
    ],
)
def test_a_gold_line_with_an_error_is_named(tmp_path: Path, change: Callable[[Row], Row], message: str) -> None:
    first, second = gold_articles()
    path = write_gold(tmp_path, [first, change(second)])
    with pytest.raises(GoldError, match=rf"gold\.jsonl, {message}"):
        read_gold(path)


def test_gold_that_is_no_json_or_not_there(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text("\n{'id': 1}\n", encoding="utf-8")
    with pytest.raises(GoldError, match=r"gold\.jsonl, line 2: not JSON"):
        read_gold(path)
    with pytest.raises(GoldError, match="cannot be read"):
        read_gold(tmp_path / "none.jsonl")
    path.write_text("\n", encoding="utf-8")
    with pytest.raises(GoldError, match="no article"):
        read_gold(path)


# Figures


def f1_of(gold: Path, run: Path) -> dict[str, float]:
    summary = evaluate(gold, run).summary()
    return dict(zip(summary["measure"], summary["f1"].round(3), strict=True))


def test_a_perfect_run_has_only_ones(gold: Path, perfect: Path) -> None:
    result = evaluate(gold, perfect)
    assert f1_of(gold, perfect) == dict.fromkeys(MEASURES, 1.0)
    assert list(result.accuracies()["accuracy"]) == [1.0, 1.0, 1.0, 1.0]
    assert result.errors.empty


def test_every_fault_costs_its_measure(gold: Path, faulty: Path) -> None:
    # Five gold statements, five found: four in place, three with their position, two with their holder too.
    expected = {"evidence": 0.8, "evidence+position": 0.6, "stance": 0.4}
    expected |= {"mention span": 1.0, "mention": 0.667, "quote": 1.0, "speaker": 0.0}
    assert f1_of(gold, faulty) == expected


def test_accuracies_are_of_matched_statements(gold: Path, faulty: Path) -> None:
    accuracies = evaluate(gold, faulty).accuracies().set_index("field")
    assert accuracies["n"].to_dict() == {"act": 2, "target": 2, "senders": 2, "conditional": 2}
    assert accuracies["accuracy"].to_dict() == {"act": 0.5, "target": 1.0, "senders": 0.5, "conditional": 1.0}


def test_an_article_that_the_run_lost_counts_as_missed(gold: Path, tmp_path: Path) -> None:
    tables = perfect_tables()
    tables["articles"] = tables["articles"][:1]
    result = evaluate(gold, write_run(tmp_path / "run", tables))
    stance = result.summary().set_index("measure").loc["stance"]
    assert result.lost == ("two",)
    assert (stance["n_gold"], stance["n_pred"], stance["recall"], stance["precision"]) == (5, 3, 0.6, 1.0)
    assert set(result.errors["group"]) == {"missed"}


def test_an_article_is_found_by_its_text(gold: Path, tmp_path: Path) -> None:
    tables = perfect_tables()
    for rows in tables.values():
        for row in rows:
            if "article_id" in row:
                row["article_id"] = f"own-{row['article_id']}"
    tables["articles"] = [a | {"text": a["text"] + "\n"} for a in tables["articles"]]
    assert f1_of(gold, write_run(tmp_path / "run", tables)) == dict.fromkeys(MEASURES, 1.0)


def test_another_topic_and_pronouns_do_not_count(gold: Path, tmp_path: Path) -> None:
    tables = perfect_tables()
    tables["stances"] += [tables["stances"][0] | {"topic": "arms"}]
    tables["mentions"] += [tables["mentions"][0] | {"kind": "pronoun"}]
    assert f1_of(gold, write_run(tmp_path / "run", tables)) == dict.fromkeys(MEASURES, 1.0)


def test_a_run_that_found_nothing(gold: Path, tmp_path: Path) -> None:
    tables = {"articles": perfect_tables()["articles"]}
    result = evaluate(gold, write_run(tmp_path / "run", tables))
    stance = result.summary().set_index("measure").loc["stance"]
    assert (stance["recall"], stance["f1"]) == (0.0, 0.0)
    assert stance.isna()["precision"]
    assert len(result.errors) == 5
    assert json.loads(result.to_json())["measures"][0]["precision"] is None
    assert "evidence" in result.to_text()


def test_two_holders_under_one_id_count_once(gold: Path, tmp_path: Path) -> None:
    tables = perfect_tables()
    tables["actors"] = [a | {"name": "Norland"} if a["actor_id"] == "norland" else a for a in tables["actors"]]
    tables["mentions"] += [tables["mentions"][0] | {"text": "Sudmark"}]
    tables["stances"][1] |= {"holder_id": "norland"}
    result = evaluate(gold, write_run(tmp_path / "run", tables))
    assert result.summary().set_index("measure").loc["stance", "matched"] == 4
    assert set(result.errors["group"]) == {"one actor for two holders"}


def test_intervals_hold_the_figure_and_repeat(tmp_path: Path) -> None:
    articles = [gold_articles()[k % 2] | {"id": f"a{k}"} for k in range(12)]
    both = {"one": faulty_tables(), "two": perfect_tables()}
    tables: dict[str, list[Row]] = {"actors": both["one"]["actors"]}
    for k, article in enumerate(articles):
        for name, rows in both["one" if k % 4 else "two"].items():
            own = [r for r in rows if r.get("article_id") == ("one", "two")[k % 2]]
            tables.setdefault(name, []).extend(r | {"article_id": article["id"]} for r in own)
    gold, run = write_gold(tmp_path, articles), write_run(tmp_path / "run", tables)
    summary = evaluate(gold, run).summary().set_index("measure")
    stance = summary.loc["stance"]
    assert stance["f1_low"] < stance["f1"] < stance["f1_high"]
    assert summary.equals(evaluate(gold, run).summary().set_index("measure"))


# Where it fails


def test_confusions(gold: Path, faulty: Path) -> None:
    confusions = evaluate(gold, faulty).confusions
    position = confusions["position"]
    assert position.loc["oppose"].to_dict() == {"oppose": 1, "support": 1, "(missed)": 0}
    assert position.loc["support"].to_dict() == {"oppose": 0, "support": 2, "(missed)": 1}
    assert position.loc["(false alarm)"].to_dict() == {"oppose": 0, "support": 1, "(missed)": 0}
    assert confusions["act"].loc["impose", "threaten"] == 1
    assert confusions["act"].to_numpy().sum() == 2


def test_by_field(gold: Path, faulty: Path) -> None:
    result = evaluate(gold, faulty)
    position = result.by("position").set_index("position")
    assert list(position.loc["support", ["n_gold", "n_pred", "matched"]]) == [3, 4, 1]
    assert list(position.loc["oppose", ["n_gold", "n_pred", "matched"]]) == [2, 1, 1]
    acts = result.by("act").set_index("act")
    assert list(acts.loc["impose", ["n_gold", "n_pred", "matched", "found"]]) == [1, 0, 0, 1.0]
    assert list(acts.loc["threaten", ["n_gold", "n_pred"]]) == [0, 1]
    outlets = result.by("source").set_index("source")
    assert list(outlets.loc["Sudmark Today", ["articles", "n_gold", "n_pred", "matched"]]) == [1, 2, 1, 1]
    assert result.by("genre")["n_gold"].to_list() == [3, 2]
    with pytest.raises(ValueError, match="there are: position"):
        result.by("colour")


def test_errors_stand_beside_what_is_in_their_place(gold: Path, faulty: Path) -> None:
    errors = evaluate(gold, faulty).errors
    assert list(zip(errors["group"], errors["gold_act"], errors["run_act"], strict=True)) == [
        ("for instead of against", "criticize", "criticize"),
        ("wrong holder", "endorse", "endorse"),
        ("false alarm", pytest.approx(float("nan"), nan_ok=True), "endorse"),
        ("missed", "call_for", pytest.approx(float("nan"), nan_ok=True)),
    ]
    assert errors["gold_text"][0] == "Sudmark called the sanctions illegal"
    assert errors["confidence"].fillna(0).to_list() == [0.7, 0.5, 0.9, 0.0]
    assert (errors["gold_holder"][1], errors["run_holder"][1]) == ("Bank of Norland", "Sudmark")
    assert (errors["gold_via"][3], errors["gold_target"][3]) == ("Tom Hale", "Sudmark")


def test_a_group_of_errors_begins_with_what_the_run_was_surest_of(gold: Path, tmp_path: Path) -> None:
    tables = perfect_tables()
    place = tables["stances"][0]
    tables["stances"] += [place | {"confidence": c, "holder_id": "hale"} for c in (0.3, 0.8, 0.6)]
    errors = evaluate(gold, write_run(tmp_path / "run", tables)).errors
    assert errors["group"].to_list() == ["false alarm"] * 3
    assert errors["confidence"].to_list() == [0.8, 0.6, 0.3]


def test_an_actor_that_stands_for_two_holders_is_an_error_of_its_own(gold: Path, tmp_path: Path) -> None:
    tables = perfect_tables()
    tables["actors"] = [a | {"name": "Norland"} if a["actor_id"] == "norland" else a for a in tables["actors"]]
    tables["mentions"] += [tables["mentions"][0] | {"text": "Sudmark"}]
    tables["stances"][1] |= {"holder_id": "norland"}
    errors = evaluate(gold, write_run(tmp_path / "run", tables)).errors
    assert errors["group"].to_list() == ["one actor for two holders"]


def test_the_cascade_says_what_each_field_costs(gold: Path, faulty: Path) -> None:
    steps = evaluate(gold, faulty).cascade().set_index("step")
    matched = {"evidence": 4, "position": 3, "holder": 2, "one actor each": 2}
    matched |= {"act": 1, "target": 1, "senders": 1, "conditional": 1}
    assert steps["matched"].to_dict() == matched
    assert steps["cost"].round(3).to_list() == [0.2, 0.2, 0.2, 0.0, 0.2, 0.0, 0.0, 0.0]
    assert steps["if_right"].dropna().round(3).to_dict() == {"position": 0.6, "holder": 0.6}


def test_the_cascade_ends_in_the_figures(gold: Path, perfect: Path) -> None:
    steps = evaluate(gold, perfect).cascade()
    assert set(steps["f1"]) == {1.0}
    assert set(steps["cost"]) == {0.0}


def test_text_is_ascii_and_narrow(gold: Path, faulty: Path) -> None:
    text = evaluate(gold, faulty).to_text()
    assert text.isascii()
    assert max(map(len, text.splitlines())) <= 100
    assert "Sudmark called the sanctions illegal" in text
    assert "(false alarm)" in text
    assert "called the sanctions illegal" not in evaluate(gold, faulty).to_text(errors=0)


def test_many_confusions_go_by_numbers() -> None:
    names = [f"a_rather_long_act_{k}" for k in range(11)]
    lines = confusion_lines(pd.DataFrame(0, names, names))
    assert lines[0].split()[-2:] == ["10", "11"]
    assert lines[11].startswith("11 a_rather_long_act_10")
    assert max(map(len, lines)) <= 100


def test_json_holds_words_of_articles_only_when_asked(gold: Path, faulty: Path) -> None:
    result = evaluate(gold, faulty)
    assert "called the sanctions" not in result.to_json()
    content = json.loads(result.to_json(text=True))
    assert content["errors"][0]["gold_text"] == "Sudmark called the sanctions illegal"
    assert content["errors"][3]["run_start_char"] is None
    assert content["cascade"][1] == content["cascade"][1] | {"step": "position", "matched": 3}
    assert content["articles"] == 2
    assert content["confusions"]["act"]["impose"]["threaten"] == 1


def test_a_folder_without_tables_is_no_run(gold: Path, tmp_path: Path) -> None:
    with pytest.raises(NoRunError, match="stancebook annotate"):
        evaluate(gold, tmp_path / "nothing")


# Two runs


def test_compare_lists_gains_and_losses(gold: Path, perfect: Path, faulty: Path) -> None:
    comparison = compare(gold, faulty, perfect)
    changes = comparison.changes()
    assert changes["change"].value_counts().to_dict() == {"gained": 3, "wrong no more": 3}
    assert "Envoy Tom Hale asked Westria to keep it" in set(changes.loc[changes["change"] == "gained", "text"])
    difference = comparison.differences().set_index("measure").loc["stance"]
    assert difference["difference"] == pytest.approx(0.6)
    assert difference["low"] <= difference["difference"] <= difference["high"]
    assert compare(gold, perfect, faulty).changes()["change"].value_counts().to_dict() == {"lost": 3, "new wrong": 3}
    assert comparison.to_text().isascii()


def test_compare_a_run_with_itself(gold: Path, faulty: Path) -> None:
    comparison = compare(gold, faulty, faulty)
    assert comparison.changes().empty
    differences = comparison.differences()
    assert set(differences["difference"]) == {0.0}
    assert set(differences[["low", "high"]].to_numpy().flatten()[:6]) == {0.0}  # of the measures of both articles


# Agreement with the gold's own scorer


def reference() -> Callable[[Path, Path], Row]:
    spec = importlib.util.spec_from_file_location("gold_score", SHARED / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    score: Callable[[Path, Path], Row] = module.score
    return score


def perturbed(articles: Iterable[Row], seed: int) -> dict[str, list[Row]]:
    """A run made from a gold file by chance: statements lost, moved, turned, given to others, names changed."""
    rng = random.Random(seed)
    tables: dict[str, list[Row]] = {"articles": [], "actors": [], "mentions": [], "quotes": [], "stances": []}
    ids: dict[str, str] = {}

    def actor(name: str) -> str:
        if name not in ids:
            ids[name] = f"x{len(ids)}"
            shown = rng.choice([name, name, f"President {name}", name.upper()])
            tables["actors"].append({"actor_id": ids[name], "name": shown, "type": "group"})
        return ids[name]

    def move(part: Row, length: int) -> tuple[int, int]:
        by = rng.choice([0, 0, 0, 3, 20])
        return max(0, part["start"] - by), min(length, part["end"] + rng.choice([0, 0, by]))

    for article in articles:
        if rng.random() < 0.02:
            continue
        text, own = article["text"], {"article_id": article["id"]}
        tables["articles"].append(own | {"text": text})
        holders = [s["holder"] for s in article["stances"]]
        for s in article["stances"]:
            if s["holder_mention"]:
                kind = "name" if s["holder_mention"][0].isupper() or " " in s["holder_mention"] else "pronoun"
                words = {"text": s["holder_mention"], "kind": kind}
                tables["mentions"].append(
                    own | words | {"actor_id": actor(s["holder"]), "start_char": 0, "end_char": 1}
                )
            for _ in range(rng.choice([0, 1, 1, 1, 1, 2])):
                start, end = move(s, len(text))
                holder = rng.choice(
                    [s["holder"], s["holder"], s["holder"], s["via"] or s["holder"], rng.choice(holders)]
                )
                position = s["position"] if rng.random() < 0.85 else rng.choice(["support", "oppose", "neutral"])
                target = s["target"] if rng.random() < 0.8 else rng.choice([None, "Russia", "Tehran", holder])
                row = own | {"start_char": start, "end_char": end, "text": text[start:end], "topic": "sanctions"}
                row |= {"holder_id": actor(holder), "position": position, "target_id": target and actor(target)}
                row |= {"act": s["act"] if rng.random() < 0.8 else "consider", "rule": "", "confidence": rng.random()}
                tables["stances"].append(row | {"conditional": s["conditional"] != (rng.random() < 0.1)})
        for part, table, key in (("mentions", "mentions", "actor"), ("quotes", "quotes", "speaker")):
            names = {a["id"]: a["name"] for a in article.get("actors", [])}
            for m in article.get(part, []):
                if rng.random() < 0.9:
                    name = names.get(m[key], m[key]) if rng.random() < 0.9 else rng.choice([*names.values(), "nobody"])
                    start, end = move(m, len(text))
                    row = own | {"start_char": start, "end_char": end, "text": text[m["start"] : m["end"]]}
                    column = "actor_id" if part == "mentions" else "speaker_id"
                    tables[table].append(row | {"kind": m["kind"], column: actor(name)})
    return tables


def assert_same_figures(gold: Path, run: Path) -> None:
    expected = reference()(gold, run)
    result = evaluate(gold, run)
    assert sorted(result.lost) == sorted(expected["articles not found in the run"])
    for row in result.summary().to_dict(orient="records"):
        known = expected[row["measure"]]
        assert (row["n_gold"], row["n_pred"]) == (known["n_gold"], known["n_pred"]), row["measure"]
        assert [row[k] for k in ("precision", "recall", "f1")] == pytest.approx(
            [known[k] for k in ("precision", "recall", "f1")], abs=0.005
        ), row["measure"]
        if known["articles"] > 1:
            assert [row["f1_low"], row["f1_high"]] == pytest.approx(known["f1_interval"], abs=0.03), row["measure"]
    accuracies = result.accuracies().set_index("field").drop(index="senders")  # the scorer does not look at them
    for row in accuracies.reset_index().to_dict(orient="records"):
        known = expected["on matched stances"][row["field"]]
        assert row["n"] == pytest.approx(known["n"], rel=0.005, abs=1)
        assert row["accuracy"] == pytest.approx(known["accuracy"], abs=0.005)


@needs_gold
@pytest.mark.gold
@pytest.mark.parametrize("tables", [perfect_tables, faulty_tables])
def test_agrees_with_the_scorer_on_a_synthetic_run(
    gold: Path, tmp_path: Path, tables: Callable[[], dict[str, list[Row]]]
) -> None:
    expected = reference()(gold, write_run(tmp_path / "run", tables()))
    found = f1_of(gold, tmp_path / "run")
    assert found == pytest.approx({name: expected[name]["f1"] for name in MEASURES}, abs=0.005)


@needs_gold
@pytest.mark.gold
@pytest.mark.parametrize("name", ["dev", "mentions-dev", "seed", "train"])
@pytest.mark.parametrize("seed", [1, 2])
def test_agrees_with_the_scorer_on_real_gold(name: str, seed: int, tmp_path: Path) -> None:
    path = SHARED / f"{name}.jsonl"
    articles = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    assert_same_figures(path, write_run(tmp_path / "run", perturbed(articles, seed)))
