"""The articles that are measured on: the news beside the checkout where there are some, else the sample repeated."""

from __future__ import annotations

import gzip
import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
NEWS = ROOT.parent / "shared" / "data" / "news" / "articles.jsonl.gz"
SAMPLE = ROOT / "data" / "sample.jsonl"

_TOPIC = re.compile(r"sanction|embargo|asset freeze|export control|blacklist|price cap|travel ban", re.IGNORECASE)

Row = dict[str, Any]


def find_corpus() -> Path:
    """The news, else the sample."""
    return NEWS if NEWS.is_file() else SAMPLE


def on_topic(text: str) -> bool:
    """Whether a text names sanctions at all."""
    return bool(_TOPIC.search(text))


def rows(number: int, *, topic: bool | None = None) -> list[Row]:
    """So many articles, the same every time and spread over the corpus; `topic` asks for those on it, or off it."""
    found = _all(find_corpus())
    if topic is not None:
        found = [row for row in found if on_topic(row["text"]) == topic]
    if not found:
        return []
    if number <= len(found):
        return [found[i * len(found) // number] for i in range(number)]
    return [_copy(found[i % len(found)], i // len(found)) for i in range(number)]


def size() -> int:
    """How many articles there are."""
    return len(_all(find_corpus()))


@lru_cache(maxsize=1)
def _all(path: Path) -> list[Row]:
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return [json.loads(line) for line in content.decode().splitlines() if line.strip()]


def _copy(row: Row, turn: int) -> Row:
    """An article once more, as another one: the same text twice would be dropped as a duplicate."""
    return row if turn == 0 else row | {"id": f"{row['id']}-{turn}", "text": f"{row['text']}\n\nEdition {turn}."}


def write(found: list[Row], path: Path) -> Path:
    """Write them as JSON Lines."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in found), encoding="utf-8")
    return path


def words(found: list[Row]) -> int:
    """Their number of words."""
    return sum(len(row["text"].split()) for row in found)
