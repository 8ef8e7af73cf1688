"""The package's lexicon files as last parsed: the same content, less waiting, and no harm where nothing can be kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from analysis.lexicons.files import RESOURCES, _content, parsed
from analysis.lexicons.kept import kept

FILES = sorted(RESOURCES.rglob("*.yml"))


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "stancebook" / "lexicons"


def refuse(_: str) -> Any:
    raise AssertionError("parsed again")


def test_a_file_is_parsed_once(cache: Path) -> None:
    path = Path("resources/actors/some.yml")
    assert kept(path, "a: [1, 2]", yaml.safe_load) == {"a": [1, 2]}
    assert kept(path, "a: [1, 2]", refuse) == {"a": [1, 2]}
    assert [entry.name for entry in cache.iterdir()] == ["actors-some.json"]


def test_a_changed_file_is_parsed_anew_and_takes_the_same_place(cache: Path) -> None:
    path = Path("resources/actors/some.yml")
    for text in ("a: 1", "a: 2"):
        assert kept(path, text, yaml.safe_load) == yaml.safe_load(text)
    assert len(list(cache.iterdir())) == 1
    assert kept(path, "a: 2", refuse) == {"a": 2}


def test_what_json_would_change_is_not_kept(cache: Path) -> None:
    path = Path("resources/topics/some.yml")
    assert kept(path, "163: impose", yaml.safe_load) == {163: "impose"}
    assert kept(path, "163: impose", yaml.safe_load) == {163: "impose"}
    assert not cache.exists()


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"sha256": "other", "content": 1}', "\0\xff"])
def test_a_damaged_entry_is_written_anew(cache: Path, damage: str) -> None:
    path = Path("resources/actors/some.yml")
    kept(path, "a: 1", yaml.safe_load)
    (entry,) = cache.iterdir()
    entry.write_bytes(damage.encode("latin-1"))
    assert kept(path, "a: 1", yaml.safe_load) == {"a": 1}
    assert json.loads(entry.read_bytes())["content"] == {"a": 1}


def test_a_cache_that_cannot_be_written_costs_nothing(cache: Path) -> None:
    cache.parent.mkdir(parents=True)
    cache.write_text("a file where the folder would be")
    assert kept(Path("resources/actors/some.yml"), "a: 1", yaml.safe_load) == {"a": 1}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_kept_file_is_as_it_was_parsed(path: Path) -> None:
    fresh = _content(path.read_text(encoding="utf-8"))
    assert parsed(path)[1] == fresh
    assert parsed(path)[1] == fresh
