"""The page of figures: every section with and without golds, no words of articles, and docs/ has this shape."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from analysis.evaluation import evaluate, evaluate_sentiment, evaluate_speech
from analysis.evaluation.figures import figures_file
from analysis.evaluation.page import main, page, table
from analysis.measures.gold import FILE, GOLD, code
from evaluation_runs import TEXT_1, faulty_tables, gold_articles, write_gold, write_run

PAGE = Path(__file__).parents[1] / "docs" / "evaluation.md"
ABLATION = {
    "gold": "gold.jsonl",
    "without": "the model",
    "n": 5,
    "evidence": 0.5,
    "evidence+position": 0.4,
    "stance": 0.25,
}


@pytest.fixture
def evaluations(tmp_path: Path) -> list[Any]:
    run = write_run(tmp_path / "run", faulty_tables())
    speech = tmp_path / "speech.jsonl"
    said = {"content": [[0, 42]], "cue": [[59, 63]], "source": [[44, 58]]}
    speech.write_text(json.dumps({"id": "one", "text": TEXT_1, "attributions": [said]}), encoding="utf-8")
    targets = tmp_path / "targets.jsonl"
    targets.write_text('{"sentence": "A kind envoy.", "from": 7, "to": 12, "polarity": 1}', encoding="utf-8")
    return [
        evaluate(write_gold(tmp_path, gold_articles()), run),
        evaluate_speech(speech, run),
        evaluate_sentiment(targets, lambda rows: [("neutral", 0.0) for _ in rows]),
    ]


def shape(text: str) -> list[str]:
    """Headings, sentences and heads of tables; those of confusions hang on what is confused, and so are left out."""
    lines = text.splitlines()
    rows = [line for line, after in zip(lines, [*lines[1:], ""], strict=True) if after.startswith("| ---")]
    kept = [line for line in lines if not line.startswith("|") or (line in rows and "gold \\ found" not in line)]
    return [line for line in kept if line and line not in ("Not measured.", "None.")]


def test_the_figures_stand_in_their_tables(evaluations: list[Any]) -> None:
    text = page(evaluations, [ABLATION])
    assert re.search(r"^\| gold\.jsonl \| stance \| 2 \| 5 \| 5 \| 0\.400 \[", text, re.MULTILINE)
    assert "| gold.jsonl | the model | 5 | 0.500 | 0.400 | 0.250 |" in text
    assert "| targets.jsonl | targeted | 1 | 0.000 | 0.000 | 0.000 | 0.000 | 0.000 |" in text
    assert "| speech.jsonl | content | 1 | 1 |" in text
    assert "Not measured." not in text


def test_errors_are_ids_and_offsets_without_words(evaluations: list[Any]) -> None:
    text = page(evaluations)
    start = TEXT_1.index("Sudmark called")
    place = f"{start}-{start + len('Sudmark called the sanctions illegal')}"
    assert f"| one | {place} | oppose, criticize | {place} | support, criticize |" in text
    assert "called the sanctions" not in text


def test_the_page_has_every_section_whatever_was_measured(evaluations: list[Any]) -> None:
    assert shape(page([])) == shape(page(evaluations, [ABLATION]))
    assert page(evaluations) == page(evaluations)


def test_the_page_in_docs_has_this_shape() -> None:
    assert shape(PAGE.read_text(encoding="utf-8")) == shape(page([])), "write it anew: make evaluation"


def test_the_command_writes_the_page(tmp_path: Path) -> None:
    gold, run = write_gold(tmp_path, gold_articles()), write_run(tmp_path / "run", faulty_tables())
    (tmp_path / "ablations.json").write_text(json.dumps([ABLATION]), encoding="utf-8")
    out = tmp_path / "page.md"
    main([f"{gold}={run}", "--ablations", str(tmp_path / "ablations.json"), "--out", str(out)])
    assert out.read_text(encoding="utf-8") == page([evaluate(gold, run)], [ABLATION])


def test_a_cell_cannot_break_its_table() -> None:
    assert table(["a"], [["x|y"]]).endswith("| x\\|y |")


# The figures that reports show


def test_the_figures_of_reports_are_those_of_the_evaluation(evaluations: list[Any]) -> None:
    said = yaml.safe_load(figures_file(evaluations))
    assert said["code"] == code()
    rows = {row["what"]: row for row in said["figures"]}
    assert rows["… with the right position and holder"]["value"] == 0.4
    assert rows["… with the right position and holder"]["n"] == 5
    assert rows["sentiment toward an actor"]["measure"] == "macro-F1"
    assert all(set(row) == set(GOLD) for row in said["figures"])
    assert figures_file([]).startswith("# Written by `make evaluation`")


def test_the_figures_in_the_package_are_those_of_the_page() -> None:
    """`make evaluation` writes both; who changes one by hand, or keeps only one, is told here."""
    text, said = PAGE.read_text(encoding="utf-8"), yaml.safe_load(FILE.read_text(encoding="utf-8"))
    for row in said["figures"]:
        figure = rf"{row['value']:.3f} \[{row['low']:.2f}, {row['high']:.2f}\]"
        line = rf"^\|.*\| {row['n']} \|.*{figure}.*\|$"
        assert re.search(line, text, re.MULTILINE), f"{row['what']}: make evaluation"
