"""Decisions and tables → corrected tables, and what became of every decision."""

from __future__ import annotations

import dataclasses
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import pandas as pd
import pyarrow as pa

from analysis.corrections.cast import Cast
from analysis.corrections.decisions import STANDING, Decision, acts_of
from analysis.corrections.matching import AmbiguousError, by_statement, find_exact, find_near, span_of
from analysis.tables import SCHEMAS, Tables, data_frame

Row = dict[str, Any]
Status = Literal["applied", "moved", "kept", "gone", "ambiguous", "no article", "other words", "overruled"]
WORDS: dict[Status, str] = {
    "applied": "applied",
    "moved": "applied to the statement that now overlaps it",
    "kept": "the program no longer finds the statement; it stands as the coder judged it",
    "gone": "rejected, and the program does not find it either",
    "ambiguous": "not applied: several statements could be meant; review them again",
    "no article": "not applied: the run has no article of this content",
    "other words": "not applied: the article has other words at these offsets; the line was edited by hand",
    "overruled": "not applied: a later decision says something else of the same statement",
}
IN_FORCE: tuple[Status, ...] = ("applied", "moved", "kept", "gone")


@dataclass(frozen=True)
class Outcome:
    """What became of a decision; `stance_id` is the statement of the run that it met, if any."""

    decision: Decision
    status: Status
    stance_id: str | None = None

    @property
    def words(self) -> str:
        return WORDS[self.status]


@dataclass(frozen=True)
class Corrected:
    """The corrected tables, with an outcome for every decision that was not replaced by its own coder or withdrawn."""

    tables: Tables
    outcomes: tuple[Outcome, ...]

    @property
    def decided(self) -> set[str]:
        """The statements of the run (ids) that a decision in force is about."""
        return {o.stance_id for o in self.outcomes if o.stance_id and o.status in IN_FORCE}

    def counts(self) -> dict[str, int]:
        """Outcomes by status, and decisions in force by kind."""
        statuses = Counter[str](o.status for o in self.outcomes)
        kinds = Counter[str](o.decision.decision for o in self.outcomes if o.status in IN_FORCE)
        return dict(sorted(statuses.items())) | {f"{kind}ed": n for kind, n in sorted(kinds.items())}

    def coders(self) -> dict[str, int]:
        """How many decisions each coder has here, by name."""
        return dict(sorted(Counter(o.decision.coder for o in self.outcomes).items()))

    def sentences(self) -> list[str]:
        """The outcome in words: whose decisions are in force, then every kind of trouble with its number."""
        force = sum(o.status in IN_FORCE for o in self.outcomes)
        by = ", ".join(f"{coder} ({n:,})" for coder, n in self.coders().items())
        noun = "decision is" if len(self.outcomes) == 1 else "decisions are"
        told = [f"{force:,} of {len(self.outcomes):,} {noun} in force{f', by {by}' if by else ''}."]
        counts = Counter(o.status for o in self.outcomes)
        return told + [f"{counts[s]:,} {words}." for s, words in WORDS.items() if s != "applied" and counts[s]]

    def frame(self) -> pd.DataFrame:
        """One row a decision: what became of it, the statement, who decided what and when, and the words."""
        columns = ["status", "meaning", "stance_id", "decision", "coder", "time", "holder", "position", "act", "target"]
        rows = [
            [o.status, o.words, o.stance_id, d.decision, d.coder, d.time, d.holder, d.position, d.act, d.target, d.text]
            for o in self.outcomes
            for d in [o.decision]
        ]
        return pd.DataFrame(rows, columns=[*columns, "text"])


def apply(tables: Tables, decisions: Iterable[Decision]) -> Corrected:
    """Correct the statements of a run. The tables given stay as they are.

    Of a coder's decisions about one statement the last counts. Where coders differ the last counts as well, and the
    other is reported as overruled. A confirmed or corrected statement that the run lacks is added, as the coder judged
    it. What cannot be applied is in the outcomes.
    """
    work = _Work.of(tables)
    standing, overruled = _latest(decisions)
    outcomes = [Outcome(decision, "overruled") for decision in overruled]
    # Exact matches first, so that a decision that has to look around takes no other's statement; the last of two first.
    rest = []
    for decision in sorted(standing, key=lambda d: d.moment, reverse=True):
        outcome = work.take_exact(decision)
        outcomes += [outcome] if outcome else []
        rest += [] if outcome else [decision]
    outcomes += [work.take_near(decision) for decision in rest]
    outcomes.sort(key=lambda o: (o.decision.article, o.decision.start, o.decision.end, o.decision.moment))
    return Corrected(work.tables(), tuple(outcomes))


def _latest(decisions: Iterable[Decision]) -> tuple[list[Decision], list[Decision]]:
    """The last decision about each statement, and the last ones of other coders that say something else."""
    standing, overruled = [], []
    for coders in by_statement(decisions):
        said = [d for d in coders.values() if d.decision != "withdraw"]
        standing += said[-1:]
        overruled += [d for d in said[:-1] if not d.same_as(said[-1])]
    return standing, overruled


@dataclass
class _Work:
    """The rows under correction."""

    source: Tables
    articles: dict[str, Row]  # sha256 → row
    stances: dict[str, list[Row]]  # article_id → rows, the dropped ones too
    sentences: dict[str, list[int]]  # article_id → starts
    cast: Cast
    taken: dict[str, Decision] = field(default_factory=dict)  # stance_id → its decision
    dropped: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, tables: Tables) -> _Work:
        stances: dict[str, list[Row]] = defaultdict(list)
        for row in rows_of(tables.stances, "stances"):
            stances[row["article_id"]].append(row)
        columns = tables.articles[["article_id", "sha256", "text"]]
        # Of two articles with one text the first; a source drops the second anyway.
        articles = {str(row["sha256"]): row for row in reversed(columns.to_dict("records"))}
        starts = tables.sentences.groupby("article_id")["start_char"].apply(sorted).to_dict()
        return cls(tables, articles, stances, starts, Cast.of(tables.actors))  # type: ignore[arg-type]

    def _free(self, decision: Decision) -> list[Row]:
        rows = self.stances[self.articles[decision.article]["article_id"]]
        return [row for row in rows if row["topic"] == decision.topic]

    def take_exact(self, decision: Decision) -> Outcome | None:
        """Apply a decision to its very statement; None where it has to be looked for."""
        if decision.article not in self.articles:
            return Outcome(decision, "no article")
        if decision.text and self._text(decision) != decision.text:
            return Outcome(decision, "other words")
        row = find_exact(decision, self._free(decision), self.cast.find)
        return None if row is None else self._change(row, decision, "applied")

    def take_near(self, decision: Decision) -> Outcome:
        """Apply a decision to the statement that is its own now, or add it where there is none."""
        free = [row for row in self._free(decision) if row["stance_id"] not in self.taken]
        try:
            row = find_near(decision, free, self.cast.find)
        except AmbiguousError:
            return Outcome(decision, "ambiguous")
        if row is not None:
            return self._change(row, decision, "moved")
        if decision.decision not in STANDING:
            return Outcome(decision, "gone")
        added = self._add(decision)
        return Outcome(decision, "applied" if decision.was is None else "kept", added["stance_id"])

    def _change(self, row: Row, decision: Decision, status: Status) -> Outcome:
        stance_id = row["stance_id"]
        if stance_id in self.taken:  # by a later one, as these come first
            same = decision.same_as(self.taken[stance_id])
            return Outcome(decision, status if same else "overruled", stance_id)
        self.taken[stance_id] = decision
        if decision.decision in STANDING:
            self._set(row, decision)
        else:
            self.dropped.add(stance_id)
        return Outcome(decision, status, stance_id)

    def _set(self, row: Row, decision: Decision) -> None:
        """Make the row say what was decided. Words that name another actor than the one decided on are left out."""
        for part, name in (("holder", decision.holder), ("target", decision.target)):
            actor = self.cast.id_of(name) if name else None
            if actor != row[f"{part}_id"]:
                row |= {f"{part}_id": actor, part: None, f"{part}_start_char": None, f"{part}_end_char": None}
        if row["act"] != decision.act:
            row["cameo_code"] = acts_of(decision.topic)[str(decision.act)].cameo
        before = f"; before: {row['rule']}" if row["rule"] else ""
        row |= {"position": decision.position, "act": decision.act, "confidence": 1.0}
        row["rule"] = f"{decision.decision} by {decision.coder}, {decision.time[:10]}{before}"

    def _add(self, decision: Decision) -> Row:
        article = self.articles[decision.article]["article_id"]
        rows = self.stances[article]
        number = max((int(row["stance_id"].rpartition(":")[2]) for row in rows), default=0) + 1
        index = max(bisect_right(self.sentences.get(article, []), decision.start) - 1, 0)
        row: Row = dict.fromkeys(SCHEMAS["stances"].names)
        row |= {"stance_id": f"{article}:{number}", "article_id": article, "sentence_id": f"{article}:{index}"}
        row |= {"start_char": decision.start, "end_char": decision.end, "text": self._text(decision)}
        row |= {"topic": decision.topic, "sender_ids": [], "conditional": False}
        if decision.was and decision.was.holder == decision.holder and decision.holder_start is not None:
            row |= {"holder_start_char": decision.holder_start, "holder_end_char": decision.holder_end}
            row["holder"] = self.articles[decision.article]["text"][decision.holder_start : decision.holder_end]
            row["holder_id"] = self.cast.id_of(decision.holder or "")
        self._set(row, decision)
        rows.append(row)
        self.taken[row["stance_id"]] = decision
        return row

    def _text(self, decision: Decision) -> str:
        return str(self.articles[decision.article]["text"])[decision.start : decision.end]

    def tables(self) -> Tables:
        """The corrected tables, the statements in the order of the articles and their texts."""
        stances = frame_of(self._in_order(), "stances")
        actors = self.source.actors
        if new := self.cast.new_rows():
            actors = frame_of([*rows_of(actors, "actors"), *new], "actors")
        return dataclasses.replace(self.source, stances=stances, actors=actors)

    def _in_order(self) -> Iterator[Row]:
        for article in self.source.articles["article_id"]:
            rows = [row for row in self.stances.get(article, []) if row["stance_id"] not in self.dropped]
            yield from sorted(rows, key=span_of)  # type: ignore[arg-type]


def rows_of(frame: pd.DataFrame, table: str) -> list[Row]:
    """A frame of a run as rows with None for what is missing and whole numbers for offsets."""
    rows: list[Row] = pa.Table.from_pandas(frame, SCHEMAS[table], preserve_index=False).to_pylist()
    return rows


def frame_of(rows: Iterable[Row], table: str) -> pd.DataFrame:
    """Rows as a frame with the table's columns and types."""
    return data_frame(pa.Table.from_pylist(list(rows), schema=SCHEMAS[table]))
