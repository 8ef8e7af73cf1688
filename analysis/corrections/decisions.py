"""The corrections file: one decision a line as JSON, only ever appended to.

JSON Lines rather than CSV: no spreadsheet rewrites its hashes, offsets and dates on saving, a decision is one line of a
diff, and git merges two coders' files line by line (`corrections.jsonl merge=union` in .gitattributes). What is to be
filled in in a spreadsheet is the review sheet (`analysis.review`), which is read back into this file.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from analysis.lexicons import Act, LexiconError, load_topic

Kind = Literal["confirm", "correct", "reject", "add", "withdraw"]
_PLACE = ("article", "start", "end", "holder_start", "holder_end", "topic", "text", "decision")
STANDING = ("confirm", "correct", "add")  # what says that there is a statement, and which


class CorrectionError(ValueError):
    """A corrections file or review sheet that cannot be used, with the file, the row and the remedy."""


class Reading(BaseModel):
    """What a statement says; actors go by their names."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    holder: str | None = None
    position: Literal["support", "oppose", "neutral"] | None = None
    act: str | None = None
    target: str | None = None


class Decision(Reading):
    """One coder's decision about one statement.

    The fields of `Reading` are what the statement says by this decision (empty for reject and withdraw), `was` what the
    program said when it was taken (None where it said nothing: the statement is somebody's addition). The other fields
    say which statement it is. A coder's later decision about a statement replaces the earlier; withdraw leaves none.
    """

    article: str  # SHA-256 of the article's text
    start: int = Field(ge=0)  # the evidence, code points
    end: int
    holder_start: int | None = None  # the words that name the holder, where the statement has some
    holder_end: int | None = None
    topic: str = "sanctions"
    decision: Kind
    was: Reading | None = None
    text: str = ""  # the words of the evidence, for whoever reads the file
    coder: str = Field(min_length=1)
    time: str  # ISO 8601
    note: str = ""

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if self.end <= self.start:
            raise ValueError(f"the span {self.start}-{self.end} is empty; end lies behind start")
        if (self.holder_start is None) != (self.holder_end is None):
            raise ValueError("holder_start and holder_end are given together or not at all")
        try:
            datetime.fromisoformat(self.time)
        except ValueError:
            raise ValueError(f"time {self.time!r} is not ISO 8601, such as 2026-01-31T09:30:00+00:00") from None
        if self.decision in STANDING:
            if missing := [name for name in ("holder", "position", "act") if not getattr(self, name)]:
                raise ValueError(f"{self.decision} needs {' and '.join(missing)}")
            check_act(self.topic, self.act or "", self.position or "")
        return self

    @property
    def key(self) -> tuple[object, ...]:
        """Which statement of the program this is about. Additions have none: see `matching.by_statement`."""
        was = self.was or Reading()
        # Words name the holder; without some, its name has to tell two holders of one clause apart.
        name = (was.holder or "").casefold() if self.holder_start is None else ""
        return self.article, self.topic, self.start, self.end, self.holder_start, self.holder_end, name, was.position

    @property
    def moment(self) -> datetime:
        """When it was taken; a time without a zone counts as UTC."""
        moment = datetime.fromisoformat(self.time)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    @property
    def reading(self) -> Reading:
        return Reading(holder=self.holder, position=self.position, act=self.act, target=self.target)

    def same_as(self, other: Decision) -> bool:
        """Whether both say the same of the statement, whoever took them and when."""
        rejected = (self.decision not in STANDING, other.decision not in STANDING)
        return rejected == (True, True) or (rejected == (False, False) and self.reading == other.reading)

    def line(self) -> str:
        """The decision as a line of the file, without what is not given; which statement it is comes first."""
        said = self.model_dump(exclude_defaults=True)
        readings = {name: said.pop(name) for name in Reading.model_fields if name in said}
        place = {name: said.pop(name) for name in _PLACE if name in said}
        return json.dumps(place | readings | said, ensure_ascii=False)


def acts_of(topic: str) -> dict[str, Act]:
    """The acts of a topic; those of sanctions for a topic of the user's own, which has the same."""
    try:
        return load_topic(topic).acts
    except LexiconError:
        return load_topic("sanctions").acts


def check_act(topic: str, act: str, position: str) -> None:
    """Raise `ValueError` for an unknown act and for one that implies another position, with those that fit."""
    acts = acts_of(topic)
    if act not in acts:
        raise ValueError(f"there is no act {act!r}; the acts are {', '.join(acts)}")
    if acts[act].position != position:
        fitting = ", ".join(name for name, entry in acts.items() if entry.position == position)
        raise ValueError(f"the act {act} is {acts[act].position}, not {position}; acts that are {position}: {fitting}")


def now() -> str:
    """The time of a decision."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def read_decisions(path: str | Path, *, missing_ok: bool = False) -> tuple[Decision, ...]:
    """The decisions of a file in its order; none where it may be missing and is.

    Raises `CorrectionError` with file, line, field and remedy for what is no decision.
    """
    path = Path(path)
    if missing_ok and not path.exists():
        return ()
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise CorrectionError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeError as error:
        raise CorrectionError(f"{path}: not UTF-8; a corrections file is not made for spreadsheets") from error
    return tuple(_parse(line, f"{path}, line {number}") for number, line in enumerate(lines, 1) if line.strip())


def _parse(line: str, where: str) -> Decision:
    if line.startswith(("<<<<<<<", "=======", ">>>>>>>")):
        raise CorrectionError(f"{where}: a mark of a git conflict; keep the lines of both sides, delete the marks")
    try:
        data: Any = json.loads(line)
        return Decision.model_validate(data)
    except json.JSONDecodeError as error:
        raise CorrectionError(f"{where}: not JSON: {error.msg} (column {error.colno}); one decision a line") from error
    except ValidationError as error:
        raise CorrectionError(f"{where}: {problems(error)}") from error


def problems(error: ValidationError) -> str:
    """What is wrong, with the field where there is one."""
    found = []
    for entry in error.errors()[:3]:
        field = ".".join(map(str, entry["loc"]))
        found.append(f"{field}: {entry['msg']}" if field else entry["msg"].removeprefix("Value error, "))
    return "; ".join(found)


def append_decisions(path: str | Path, decisions: Iterable[Decision]) -> None:
    """Append to the file and wait until it is on the disk. A last line that a crash cut off is ended first."""
    path = Path(path)
    text = "".join(decision.line() + "\n" for decision in decisions)
    if not text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab+") as file:
        if file.tell() and (file.seek(-1, os.SEEK_END), file.read(1))[1] != b"\n":
            text = "\n" + text
        file.write(text.encode())
        file.flush()
        os.fsync(file.fileno())


def write_decisions(path: str | Path, decisions: Iterable[Decision]) -> None:
    """Write a file anew, whole or not at all."""
    path = Path(path)
    partial = path.with_name(path.name + ".partial")
    partial.unlink(missing_ok=True)
    partial.touch()
    append_decisions(partial, decisions)
    partial.replace(path)
