"""The statements coded for this project: apart from their texts, and joined with them again."""

from __future__ import annotations

import gzip
import json
from types import ModuleType

import pytest

from trainings import TRAINING, load_script

TEXT = "Paris would lift its sanctions if Minsk agreed. The rest was not read."
STATEMENT = {
    "start": 0,
    "end": 46,
    "holder": "France",
    "holder_mention": "Paris",
    "holder_start": 0,
    "position": "oppose",
    "act": "ease",
    "senders": ["France"],
    "target": "Belarus",
    "conditional": True,
    "condition": "if Minsk agreed",
    "via": None,
    "attribution": "narrated",
}
ARTICLE = {"id": "a", "date": None, "source": "The Post", "title": "On Minsk", "genre": "news", "text": TEXT}
GOLD = ARTICLE | {"text": TEXT[:48], "stances": [STATEMENT]}


@pytest.fixture(scope="module")
def coded() -> ModuleType:
    return load_script("coded")


def test_joined_is_what_was_taken_apart(coded: ModuleType) -> None:
    assert coded.join(ARTICLE, json.loads(json.dumps(coded.strip(GOLD)))) == GOLD


def test_another_text_is_refused(coded: ModuleType) -> None:
    assert coded.join(ARTICLE | {"text": "X" + TEXT[1:]}, coded.strip(GOLD)) is None


def test_a_statement_without_condition_or_mention(coded: ModuleType) -> None:
    bare = STATEMENT | {"condition": None, "conditional": False, "holder_mention": None, "holder_start": None}
    gold = GOLD | {"stances": [bare]}
    assert coded.join(ARTICLE, coded.strip(gold)) == gold


def test_what_is_kept_holds_no_word_of_a_text() -> None:
    with gzip.open(TRAINING / "coded.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    assert len(rows) > 1000
    for row in rows:
        assert row.keys() == {"id", "end", "sha256", "stances"}
        for stance in row["stances"]:
            spans = {"start", "end", "holder_span", "condition_span"}
            assert stance.keys() == spans | {"holder", "act", "senders", "target", "via", "attribution"}
            assert 0 <= stance["start"] < stance["end"] <= row["end"]
