"""Gold files: one annotated article a line, read and checked."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

Record = TypeVar("Record", bound=BaseModel)


class GoldError(ValueError):
    """A gold file that cannot be used, with the file, the line and the field."""


class _Part(BaseModel):
    """Base of everything in a gold line: immutable; keys that are not scored (dates, notes) are left aside."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class GoldSpan(_Part):
    """Code points [start, end) of the article's text."""

    start: int
    end: int

    @property
    def span(self) -> tuple[int, int]:
        return self.start, self.end


class GoldStance(GoldSpan):
    """A stance statement; actors go by their canonical names."""

    holder: str
    holder_mention: str | None = None  # the words that name the holder in the text
    via: str | None = None
    position: Literal["support", "oppose", "neutral"]
    act: str
    target: str | None = None
    senders: tuple[str, ...] = ()
    conditional: bool = False
    attribution: Literal["direct", "indirect", "narrated"] | None = None


class GoldMention(GoldSpan):
    """A mention of an actor of the line's `actors`; an optional one may be found or not."""

    actor: str
    kind: Literal["name", "nominal", "pronoun"]
    optional: bool = False


class GoldQuote(GoldSpan):
    """A quote and the actor who speaks it."""

    speaker: str
    kind: Literal["direct", "indirect"]


class GoldActor(_Part):
    """An actor of the article under its canonical name."""

    id: str
    name: str


class GoldArticle(_Part):
    """An annotated article; `mentions` and `quotes` are None where they were not annotated."""

    id: str
    source: str | None = None
    genre: str | None = None
    text: str
    stances: tuple[GoldStance, ...] = ()
    mentions: tuple[GoldMention, ...] | None = None
    quotes: tuple[GoldQuote, ...] | None = None
    actors: tuple[GoldActor, ...] = ()

    @model_validator(mode="after")
    def _spans_lie_in_the_text(self) -> Self:
        for part in (*self.stances, *(self.mentions or ()), *(self.quotes or ())):
            if not 0 <= part.start < part.end <= len(self.text):
                raise ValueError(f"the span {part.start}-{part.end} is not inside the text (0-{len(self.text)})")
        return self

    def name_of(self, actor: str) -> str:
        """The canonical name of an actor id; an id that is not among `actors` is its own name."""
        return next((a.name for a in self.actors if a.id == actor), actor)


def read_gold(path: str | Path) -> tuple[GoldArticle, ...]:
    """The articles of a gold file in their order; blank lines are skipped.

    Raises `GoldError` with file, line and field for what is no JSON, lacks a field or has a span outside its text, and
    for an article id that comes twice.
    """
    articles: dict[str, GoldArticle] = {}
    for where, article in read_records(path, GoldArticle):
        if article.id in articles:
            raise GoldError(f"{where}: the article id {article.id} comes twice")
        articles[article.id] = article
    return tuple(articles.values())


def read_records(path: str | Path, kind: type[Record]) -> Iterator[tuple[str, Record]]:
    """The records of a file of JSON objects, one a line (.jsonl, .jsonl.gz), each with the words for its place.

    Raises `GoldError` for a file that cannot be read or is empty, and for a line that is no such record.
    """
    where = ""
    for number, line in _lines(Path(path)):
        where = f"{path}, line {number}"
        yield where, _parse(line, where, kind)
    if not where:
        raise GoldError(f"{path}: no article in it; a gold file holds one JSON object a line")


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8") as lines:
            yield from ((number, line) for number, line in enumerate(lines, 1) if line.strip())
    except UnicodeDecodeError as error:
        raise GoldError(f"{path}: not UTF-8 (byte {error.start})") from error
    except (OSError, EOFError) as error:
        raise GoldError(f"{path}: cannot be read ({getattr(error, 'strerror', None) or error})") from error


def _parse(line: str, where: str, kind: type[Record]) -> Record:
    try:
        data: Any = json.loads(line)
        return kind.model_validate(data)
    except json.JSONDecodeError as error:
        raise GoldError(f"{where}: not JSON: {error.msg} (column {error.colno})") from error
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'article'}: {e['msg']}" for e in error.errors()[:3])
        raise GoldError(f"{where}: {problems}") from error
