"""The review as a spreadsheet: written, filled in by somebody, read back."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

import pandas as pd
from pydantic import ValidationError

from analysis.corrections.applying import rows_of
from analysis.corrections.cast import Cast
from analysis.corrections.decisions import CorrectionError, Decision, Kind, Reading, acts_of, now, problems
from analysis.exports.cells import plain, write_csv
from analysis.highlights import excerpt
from analysis.review.items import Item, corrected_reading, locate
from analysis.tables import Tables

FOUND = ("holder_found", "position_found", "act_found", "target_found")
TO_FILL = ("decision", "holder", "position", "act", "target", "note")
COLUMNS = (
    *("key", "article", "confidence", "date", "outlet", "topic", *FOUND),
    *("before", "sentence", "evidence", "after", *TO_FILL),
)
KINDS: tuple[str, ...] = get_args(Kind)
NO_TARGET = "none"
NEW_ACTOR = "new:"
MOST_ERRORS = 10
_KEY = re.compile(r"(a-[\w-]+)@(\d+)-(\d+)(?:/(\d+)-(\d+))?")


def write_sheet(path: str | Path, items: Sequence[Item], text: str = "full") -> None:
    """Write statements to fill in, in their order; columns are `COLUMNS`, those of `TO_FILL` are empty.

    `text` says how much of the articles' words it holds: full, excerpt or none (places only).
    """
    frame = pd.DataFrame([_row(item, text) for item in items], columns=list(COLUMNS))
    write_csv(Path(path), frame, for_excel=True)


def _row(item: Item, text: str) -> dict[str, Any]:
    found = dict(zip(FOUND, item.found.model_dump().values(), strict=True))
    words = {
        "before": item.before,
        "sentence": item.opening + item.evidence + item.closing,
        "evidence": item.evidence,
        "after": item.after,
    }
    shown = {name: "" if text == "none" else excerpt(said, 0, len(said), text) for name, said in words.items()}
    place = {"key": key_of(item), "article": article_key(item.article), "date": item.date, "outlet": item.outlet}
    return place | {"topic": item.topic, "confidence": round(item.confidence, 3)} | found | shown


def article_key(sha256: str) -> str:
    """An article's name in a sheet. The letter in front keeps a spreadsheet from taking it for a number."""
    return f"a-{sha256[:16]}"


def key_of(item: Item | Decision) -> str:
    """A statement's name in a sheet: article, evidence, holder."""
    span = item.holder_span if isinstance(item, Item) else (item.holder_start, item.holder_end)
    holder = "" if span is None or span[0] is None else f"/{span[0]}-{span[1]}"
    return f"{article_key(item.article)}@{item.start}-{item.end}{holder}"


def read_sheet(path: str | Path, tables: Tables, coder: str) -> list[Decision]:
    """The decisions of a sheet that `coder` filled in, for the articles of a run. Rows without a decision are left out.

    It takes what Excel makes of the file: comma, semicolon or tab between the cells, UTF-8, UTF-16 or Windows-1252. A
    row without a key and with `add` is a missed statement: its article, its words as evidence, holder, act, target.
    Raises `CorrectionError` with every wrong row (the first ten) and what to do; then nothing is read.
    """
    if not coder.strip():
        raise CorrectionError("no coder's name; decisions are kept under a name: --coder NAME")
    reader = _Reader.of(tables, coder.strip())
    decisions, errors = [], []
    for number, row in _rows(Path(path)):
        try:
            if decision := reader.decision(row):
                decisions.append(decision)
        except ValidationError as error:
            errors.append(f"{path}, row {number}: {problems(error)}")
        except ValueError as error:
            errors.append(f"{path}, row {number}: {error}")
    if errors:
        more = [f"and {len(errors) - MOST_ERRORS} more"] if len(errors) > MOST_ERRORS else []
        raise CorrectionError("\n".join([*errors[:MOST_ERRORS], *more]))
    return decisions


def new_decisions(decisions: Iterable[Decision], known: Iterable[Decision]) -> list[Decision]:
    """The decisions that say something new, so that a sheet may be read twice: not what their coder said last."""
    last: dict[tuple[object, ...], Decision] = {}
    for decision in sorted(known, key=lambda d: d.moment):
        last[_about(decision)] = decision
    return [d for d in decisions if (said := last.get(_about(d))) is None or _says(said) != _says(d)]


def _about(decision: Decision) -> tuple[object, ...]:
    return decision.coder, *decision.key, decision.was is None and (decision.holder or "").casefold()


def _says(decision: Decision) -> dict[str, object]:
    return decision.model_dump(exclude={"time"})


def _rows(path: Path) -> Iterable[tuple[int, dict[str, str]]]:
    """The rows with their numbers as a spreadsheet counts them, the header being row 1."""
    text = _decoded(path)
    header = text.split("\n", 1)[0]
    separator = max(",;\t", key=header.count)
    rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=separator)
    missing = {"key", "decision"} - {name.strip().casefold() for name in rows.fieldnames or ()}
    if missing:
        wanted = " and ".join(sorted(missing))
        raise CorrectionError(f"{path}, row 1: no column {wanted}; fill in a sheet of stancebook review --out")
    for number, row in enumerate(rows, 2):
        cells = {k.strip().casefold(): plain((v or "").strip()) for k, v in row.items() if isinstance(k, str)}
        yield number, cells


def _decoded(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CorrectionError(f"{path}: cannot be read ({error.strerror})") from error
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:  # Excel's "CSV" without "UTF-8"
        return data.decode("cp1252", errors="replace")


@dataclass(frozen=True)
class _Reader:
    """Makes decisions of rows."""

    coder: str
    cast: Cast
    texts: dict[str, str]  # SHA-256 → text
    time: str = field(default_factory=now)

    @classmethod
    def of(cls, tables: Tables, coder: str) -> _Reader:
        texts = {str(row["sha256"]): str(row["text"]) for row in rows_of(tables.articles, "articles")}
        return cls(coder, Cast.of(tables.actors), texts)

    def decision(self, row: dict[str, str]) -> Decision | None:
        """The decision of a row; None where there is none. Raises `ValueError` with what to do."""
        kind, filled = row["decision"].casefold(), [n for n in TO_FILL[1:-1] if row.get(n)]
        if not kind:
            if filled:
                raise ValueError(f"{' and '.join(filled)} filled in, but no decision; write correct (or empty them)")
            return None
        if kind not in KINDS:
            raise ValueError(f"decision {row['decision']!r}: write {', '.join(KINDS[:-1])} or {KINDS[-1]}")
        if kind == "confirm" and filled:
            raise ValueError(f"confirm, but {' and '.join(filled)} filled in; write correct (or empty them)")
        if kind == "correct" and not filled:
            raise ValueError("correct, but holder, position, act and target are empty; fill in what is wrong")
        return self._added(row) if kind == "add" and not row["key"] else self._judged(kind, row)

    def _judged(self, kind: str, row: dict[str, str]) -> Decision:
        match = _KEY.fullmatch(row["key"])
        if match is None:
            raise ValueError(f"key {row['key']!r} is none; leave the column key as it was written")
        article, *numbers = match.groups()
        start, end, first, last = (None if n is None else int(n) for n in numbers)
        sha = self._article(article)
        topic, was = row.get("topic") or "sanctions", self._found(row)
        said = {}
        if kind not in ("reject", "withdraw"):
            given, none = self._given(row, topic), row.get("target", "").casefold() == NO_TARGET
            said = corrected_reading(was or Reading(), given, topic, no_target=none).model_dump()
        return Decision.model_validate(
            {"article": sha, "start": start, "end": end, "holder_start": first, "holder_end": last, "topic": topic}
            | {"decision": kind, "was": was, "text": self.texts[sha][start:end], "note": row.get("note", "")}
            | {"coder": self.coder, "time": self.time}
            | said
        )

    def _added(self, row: dict[str, str]) -> Decision:
        sha, topic = self._article(row.get("article", "")), row.get("topic") or "sanctions"
        start, end = locate(self.texts[sha], row.get("evidence", ""))
        reading = corrected_reading(Reading(), self._given(row, topic), topic)
        return Decision(
            article=sha, start=start, end=end, topic=topic, decision="add", text=self.texts[sha][start:end],
            note=row.get("note", ""), coder=self.coder, time=self.time, **reading.model_dump(),
        )  # fmt: skip

    def _article(self, name: str) -> str:
        found = [sha for sha in self.texts if article_key(sha) == name]
        if not found:
            raise ValueError(f"article {name!r} is not in this run; copy it from another row of the article")
        return found[0]

    def _found(self, row: dict[str, str]) -> Reading | None:
        names = dict(zip(FOUND, Reading.model_fields, strict=True))
        found = Reading.model_validate({name: row.get(column) or None for column, name in names.items()})
        return found if found.holder else None

    def _given(self, row: dict[str, str], topic: str) -> Reading:
        act, position = row.get("act", "").casefold().replace(" ", "_"), row.get("position", "").casefold()
        if act and act not in acts_of(topic):
            raise ValueError(f"there is no act {act!r}; the acts are {', '.join(acts_of(topic))}")
        if position not in ("", "support", "oppose", "neutral"):
            raise ValueError(f"position {position!r}: write support, oppose or neutral")
        target = row.get("target", "")
        names = {
            "holder": row.get("holder", ""),
            "target": "" if target.casefold() == NO_TARGET else target,
        }
        actors = {part: actor_name(self.cast, name) if name else None for part, name in names.items()}
        return Reading.model_validate({"position": position or None, "act": act or None} | actors)


def actor_name(cast: Cast, name: str) -> str:
    """The name that an actor goes by; `new: NAME` for one that nobody knows, and is not to be taken for another.

    Raises `ValueError` for an unknown name that is close to a known one.
    """
    if name.casefold().startswith(NEW_ACTOR):
        return name[len(NEW_ACTOR) :].strip()
    known = cast.find(name)
    if known is not None:
        row = cast.lexicon.get(name.strip().casefold())
        return cast.names.get(known) or (str(row["name"]) if row else name.strip())
    if near := cast.near(name):
        hint = " or ".join(map(repr, near))
        raise ValueError(f"no actor is called {name!r}: did you mean {hint}? For another one write {NEW_ACTOR} {name}")
    return name.strip()
