"""The scorer of reported speech: tokens, groups of rows, one-to-one pairs, figures."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from analysis.evaluation.attributions import GoldSpeech, compare_article, f1, read_attributions
from analysis.evaluation.gold import GoldError

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
    counts, _ = compare_article(SAID, quotes)
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
    _, pairs = compare_article(SAID, [row])
    assert [(p["source"], p["cue"]) for p in pairs] == [(source, pytest.approx(cue))]


def test_an_unsaid_source_is_met_by_none() -> None:
    _, pairs = compare_article(gold((None, "said", ["that prices rose"])), [quote("that prices rose", None, "said")])
    assert pairs[0]["source"] == 1.0


def test_f1() -> None:
    assert f1(frozenset({1, 2}), frozenset({2, 3})) == 0.5
    assert f1(frozenset(), frozenset({1})) == 0.0
    assert f1(frozenset(), frozenset()) == 1.0


@pytest.mark.parametrize("name", ["gold.jsonl", "gold.jsonl.gz"])
def test_reads_plain_and_compressed_gold(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    line = (SAID.model_dump_json() + "\n\n").encode()
    path.write_bytes(gzip.compress(line) if name.endswith("gz") else line)
    assert list(read_attributions(path)) == [SAID]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"{", "line 1: article: Invalid JSON"),
        (json.dumps({"id": "a", "text": "x"}).encode(), "line 1: attributions: Field required"),
        (b"\xff", "cannot be read"),
        (None, "cannot be read"),
    ],
)
def test_a_gold_that_cannot_be_used_is_an_error(tmp_path: Path, content: bytes | None, problem: str) -> None:
    path = tmp_path / "gold.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(GoldError, match=problem):
        list(read_attributions(path))
