"""Sentiment toward a mention against a gold of sentences, with a scorer made for the test; which gold a file is."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Sequence
from pathlib import Path
from typing import Any

import pytest

from analysis.evaluation import GoldError, SentimentEvaluation, evaluate_sentiment, kind_of, score
from analysis.evaluation.sentiment import METHODS, label_of
from evaluation_runs import gold_articles, perfect_tables, write_gold, write_run

ROWS = [
    ("Norland praised Sudmark for its wonderful help.", "Sudmark", 1),
    ("Norland praised Sudmark for its wonderful help.", "Norland", 0),
    ("The terrible Brun lied to everyone.", "Brun", -1),
    ("Envoys met Hale on Monday.", "Hale", 0),
]


def write_targets(folder: Path) -> Path:
    path = folder / "targets.jsonl"
    lines = []
    for sentence, mention, polarity in ROWS:
        start = sentence.index(mention)
        span = {"from": start, "to": start + len(mention)}
        lines.append(json.dumps({"sentence": sentence, "mention": mention, "polarity": polarity} | span) + "\n")
    path.write_text("".join(lines), encoding="utf-8")
    return path


def by_mention(labels: dict[str, str]) -> Callable[[Sequence[tuple[str, int, int]]], list[tuple[str, float]]]:
    return lambda targets: [(labels[sentence[start:end]], 0.5) for sentence, start, end in targets]


RIGHT = {"Sudmark": "positive", "Norland": "neutral", "Brun": "negative", "Hale": "neutral"}


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    return write_targets(tmp_path)


def figures(evaluation: SentimentEvaluation) -> dict[str, dict[Hashable, Any]]:
    return {row["method"]: row for row in evaluation.summary().to_dict(orient="records")}


def test_every_method_is_scored_on_every_mention(gold: Path) -> None:
    rows = figures(evaluate_sentiment(gold, by_mention(RIGHT)))
    assert tuple(rows) == METHODS
    assert {row["n"] for row in rows.values()} == {4}
    assert (rows["targeted"]["macro_f1"], rows["targeted"]["accuracy"]) == (1.0, 1.0)
    # The lexicons give both mentions of a sentence one label: Norland is taken for positive.
    for name in ("TextBlob", "VADER"):
        assert rows[name]["accuracy"] == 0.75
        assert rows[name]["positive"] == pytest.approx(2 / 3)
        assert rows[name]["macro_f1"] == pytest.approx((1 + 2 / 3 + 2 / 3) / 3)


def test_a_label_that_is_never_found_counts_as_nothing(gold: Path) -> None:
    row = figures(evaluate_sentiment(gold, by_mention(dict.fromkeys(RIGHT, "neutral"))))["targeted"]
    assert (row["negative"], row["positive"]) == (0.0, 0.0)
    assert row["macro_f1"] == pytest.approx(2 / 3 / 3)
    assert row["low"] <= row["macro_f1"] <= row["high"]


def test_errors_begin_with_the_sides_reversed(gold: Path) -> None:
    result = evaluate_sentiment(gold, by_mention(RIGHT | {"Norland": "positive", "Brun": "positive"}))
    assert result.errors["mention"].to_list() == ["Brun", "Norland"]
    assert result.confusion("targeted").loc["negative"].to_dict() == {"negative": 0, "neutral": 0, "positive": 1}
    text = result.to_text(errors=1)
    assert "The terrible Brun" in text
    assert "wonderful" not in text
    assert max(map(len, text.splitlines())) <= 100
    assert "errors" not in json.loads(result.to_json())
    assert json.loads(result.to_json(text=True))["errors"][0]["mention"] == "Brun"


@pytest.mark.parametrize(
    ("value", "label"),
    [(0.05, "positive"), (0.049, "neutral"), (0.0, "neutral"), (-0.049, "neutral"), (-0.05, "negative")],
)
def test_thresholds_of_the_lexicons(value: float, label: str) -> None:
    assert label_of(value) == label


@pytest.mark.parametrize(
    ("change", "problem"),
    [({"polarity": 2}, "line 1: polarity"), ({"to": 99}, r"4-99 is not inside the sentence"), ({"from": None}, "from")],
)
def test_a_line_with_an_error_is_named(tmp_path: Path, change: dict[str, Any], problem: str) -> None:
    path = tmp_path / "targets.jsonl"
    row = {"sentence": "The envoy left.", "mention": "envoy", "from": 4, "to": 9, "polarity": 0} | change
    path.write_text(json.dumps(row), encoding="utf-8")
    with pytest.raises(GoldError, match=problem):
        evaluate_sentiment(path, by_mention({}))


# Which gold it is


def test_a_gold_is_known_by_its_first_line(tmp_path: Path) -> None:
    assert kind_of(write_targets(tmp_path)) == "sentiment"
    assert kind_of(write_gold(tmp_path, gold_articles())) == "stances"
    (tmp_path / "speech.jsonl").write_text('{"id": "a", "text": "x", "attributions": []}\n', encoding="utf-8")
    assert kind_of(tmp_path / "speech.jsonl") == "attributions"


@pytest.mark.parametrize(
    ("line", "problem"), [('{"colour": 1}', "an object of: colour"), ("[1]", "dictionary"), ("", "no article")]
)
def test_a_file_that_is_no_gold_is_an_error(tmp_path: Path, line: str, problem: str) -> None:
    (tmp_path / "gold.jsonl").write_text(line, encoding="utf-8")
    with pytest.raises(GoldError, match=problem):
        score(tmp_path / "gold.jsonl", tmp_path)


def test_each_kind_gets_its_figures(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", perfect_tables())
    assert "Stance by act" in score(write_gold(tmp_path, gold_articles()), run).to_text()
    text = gold_articles()[0]["text"]
    (tmp_path / "speech.jsonl").write_text(
        json.dumps({"id": "one", "text": text, "attributions": []}), encoding="utf-8"
    )
    assert "mean token F1" in score(tmp_path / "speech.jsonl", run).to_text()
    with pytest.raises(GoldError, match="without a run"):
        score(write_targets(tmp_path), run)


def test_the_lexicons_on_the_shared_gold(shared: Path) -> None:
    neutral = by_mention_always("neutral")
    for name, textblob, vader in (("dev-mt", 0.42, 0.53), ("dev-rw", 0.40, 0.51)):
        rows = figures(evaluate_sentiment(shared / "data" / "newsmtsc" / f"{name}.jsonl", neutral))
        assert rows["TextBlob"]["macro_f1"] == pytest.approx(textblob, abs=0.01)
        assert rows["VADER"]["macro_f1"] == pytest.approx(vader, abs=0.01)


def by_mention_always(label: str) -> Callable[[Sequence[tuple[str, int, int]]], list[tuple[str, float]]]:
    return lambda targets: [(label, 0.0) for _ in targets]
