"""The scorer of reported speech: tokens, groups of rows, one-to-one pairs, figures."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from analysis.evaluation import GoldError
from analysis.evaluation.attributions import GoldSpeech, SpeechTrial, f1
from analysis.evaluation.gold import read_records
from analysis.evaluation.speech import evaluate_speech
from evaluation_runs import write_run

TEXT = "Kim said that prices rose. “We wait,” Lee told them. “We hope.”"


def place(words: str) -> list[int]:
    start = TEXT.index(words)
    return [start, start + len(words)]


def gold(*rows: tuple[str | None, str, list[str]]) -> GoldSpeech:
    attributions = [
        {"source": [place(source)] if source else [], "cue": [place(cue)], "content": [place(c) for c in content]}
        for source, cue, content in rows
    ]
    return GoldSpeech.model_validate({"id": "a", "text": TEXT, "attributions": attributions})


def quote(content: str, source: str | None, cue: str | None) -> dict[str, Any]:
    spans = {"": content, "speaker_": source, "cue_": cue}
    row: dict[str, Any] = {}
    for name, words in spans.items():
        start, end = place(words) if words else (None, None)
        row |= {f"{name}start_char": start, f"{name}end_char": end}
    return row


SAID = gold(("Kim", "said", ["that prices rose"]), ("Lee", "told", ["“We wait,”", "“We hope.”"]))


@pytest.mark.parametrize(
    ("quotes", "content", "exact", "n_pred"),
    [
        ([quote("that prices rose", "Kim", "said")], 1, 1, 1),
        ([quote("prices rose", "Kim", "said")], 1, 0, 1),
        ([quote("that", "Kim", "said")], 1, 0, 1),  # one of three tokens: F1 is exactly a half
        ([quote("Kim said that", "Kim", "said")], 0, 0, 1),
        # Two rows with one cue and speaker are one attribution, two without are two.
        ([quote("“We wait,”", "Lee", "told"), quote("“We hope.”", "Lee", "told")], 1, 1, 1),
        ([quote("“We wait,”", "Lee", "told"), quote("“We hope.”", None, None)], 1, 0, 2),
        # A content matches once.
        ([quote("that prices rose", "Kim", "said"), quote("prices rose", "Kim", None)], 1, 1, 2),
        ([], 0, 0, 0),
    ],
)
def test_counts(quotes: list[dict[str, Any]], content: int, exact: int, n_pred: int) -> None:
    counts = SpeechTrial(SAID, quotes).counts()
    assert [(c["measure"], c["matched"], c["n_pred"], c["n_gold"]) for c in counts] == [
        ("content", content, n_pred, 2),
        ("exact", exact, n_pred, 2),
    ]


@pytest.mark.parametrize(
    ("row", "source", "cue"),
    [
        (quote("that prices rose", "Kim", "said"), 1.0, 1.0),
        (quote("that prices rose", None, "said"), 0.0, 1.0),
        (quote("that prices rose", "Lee", "Kim said"), 0.0, 2 / 3),
    ],
)
def test_source_and_cue_are_token_f1(row: dict[str, Any], source: float, cue: float) -> None:
    pairs = SpeechTrial(SAID, [row]).pairs()
    assert [(p["source"], p["cue"]) for p in pairs] == [(source, pytest.approx(cue))]


def test_an_unsaid_source_is_met_by_none() -> None:
    trial = SpeechTrial(gold((None, "said", ["that prices rose"])), [quote("that prices rose", None, "said")])
    assert [pair["source"] for pair in trial.pairs()] == [1.0]


def test_errors_say_what_the_other_side_has_there() -> None:
    found = [quote("Lee told them", "Kim", "said"), quote("We wait", "them", "Lee"), quote("them", None, None)]
    assert [(e["error"], e["there"], e["source"], e["text"]) for e in SpeechTrial(SAID, found).errors()] == [
        ("missed", "cue", "Kim", "that prices rose"),
        ("missed", "words", "Lee", "“We wait,” Lee told them. “We hope.”"),
        ("wrong", "cue", "Kim", "Lee told them"),
        ("wrong", "words", "them", "We wait"),
        ("wrong", "nothing", "", "them"),
    ]


# A run


@pytest.fixture
def gold_file(tmp_path: Path) -> Path:
    path = tmp_path / "gold.jsonl"
    other = GoldSpeech(id="lost", text="Nothing.", attributions=())
    path.write_text(f"{SAID.model_dump_json()}\n{other.model_dump_json()}\n", encoding="utf-8")
    return path


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """The gold's first article under an id of its own, with one of its two attributions and a wrong one."""
    own = {"article_id": "own"}
    quotes = [quote("that prices rose", "Kim", "said"), quote("them", "Lee", None)]
    tables = {"articles": [own | {"text": TEXT}], "quotes": [own | {"kind": "indirect"} | row for row in quotes]}
    return write_run(tmp_path / "run", tables)


def test_a_run_is_scored(gold_file: Path, run: Path) -> None:
    result = evaluate_speech(gold_file, run)
    content = result.summary().set_index("measure").loc["content"]
    assert list(content[["articles", "n_gold", "n_pred", "matched", "f1"]]) == [2, 2, 2, 1, 0.5]
    assert result.accuracies()["accuracy"].to_list() == [1.0, 1.0]
    assert result.lost == ("lost",)
    assert list(result.losses.itertuples(index=False, name=None)) == [("missed", "nothing", 1), ("wrong", "nothing", 1)]


def test_a_run_in_words_and_as_json(gold_file: Path, run: Path) -> None:
    result = evaluate_speech(gold_file, run)
    text = result.to_text()
    assert text.isascii()
    assert max(map(len, text.splitlines())) <= 100
    assert '"We wait," Lee told them.' in text
    assert "We wait" not in result.to_text(errors=0)
    assert "We wait" not in result.to_json()
    content = json.loads(result.to_json(text=True))
    assert content["measures"][0]["f1"] == 0.5
    assert content["errors"][0]["text"] == "“We wait,” Lee told them. “We hope.”"


def test_f1() -> None:
    assert f1(frozenset({1, 2}), frozenset({2, 3})) == 0.5
    assert f1(frozenset(), frozenset({1})) == 0.0
    assert f1(frozenset(), frozenset()) == 1.0


@pytest.mark.parametrize("name", ["gold.jsonl", "gold.jsonl.gz"])
def test_reads_plain_and_compressed_gold(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    line = (SAID.model_dump_json() + "\n\n").encode()
    path.write_bytes(gzip.compress(line) if name.endswith("gz") else line)
    assert list(read_records(path, GoldSpeech)) == [(f"{path}, line 1", SAID)]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"{", "line 1: not JSON"),
        (json.dumps({"id": "a", "text": "x"}).encode(), "line 1: attributions: Field required"),
        (json.dumps({"id": "a", "text": "x", "attributions": [{"content": [[0, 2]]}]}).encode(), r"0-2 .* \(0-1\)"),
        (b"\xff", "not UTF-8"),
        (b"", "no article"),
        (None, "cannot be read"),
    ],
)
def test_a_gold_that_cannot_be_used_is_an_error(tmp_path: Path, content: bytes | None, problem: str) -> None:
    path = tmp_path / "gold.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(GoldError, match=problem):
        list(read_records(path, GoldSpeech))


def test_a_file_cut_short_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl.gz"
    path.write_bytes(gzip.compress(SAID.model_dump_json().encode())[:-12])
    with pytest.raises(GoldError, match="cannot be read"):
        list(read_records(path, GoldSpeech))
