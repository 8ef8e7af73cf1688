"""Two runs → what moved, down to the statement."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from analysis.corrections.applying import Row, rows_of
from analysis.corrections.cast import Cast
from analysis.corrections.decisions import Decision, Reading
from analysis.corrections.matching import SHARE, share_of_union
from analysis.tables import Tables

Kind = Literal["appeared", "vanished", "flipped", "changed"]
OTHER_HOLDER = 0.5  # of the union of the spans: one statement, though its holder is another now
SCORE = {"support": 1.0, "neutral": 0.0, "oppose": -1.0}
_BY_HAND = re.compile(r"(?:confirm|correct|add) by (.+?), \d{4}-")
INFO = {
    "version": ("stancebook",),
    "model": ("model", "name"),
    "version of the model": ("model", "version"),
    "spaCy": ("model", "spacy"),
    "program, models and options (fingerprint)": ("fingerprint",),
    "articles (hash)": ("data_sha256",),
    "corrections": ("corrections", "sha256"),
}
VERSION = {"version", "model", "version of the model", "spaCy"}
OPTION = "option "


@dataclass(frozen=True, kw_only=True)
class Change:
    """A statement of an article that both runs have, in one of them only, or read otherwise in the other.

    `flipped` has another position or holder, `changed` another act or target only. `fields` are what differs.
    """

    kind: Kind
    article: str
    article_id: str
    date: str | None
    outlet: str | None
    before: Reading | None
    after: Reading | None
    text: str
    why: str

    @property
    def fields(self) -> tuple[str, ...]:
        if self.before is None or self.after is None:
            return ()
        old, new = self.before.model_dump(), self.after.model_dump()
        return tuple(name for name in old if old[name] != new[name])


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What moved between two runs.

    `settings` are the lines of `run.json` that differ, as (what, before, after). `new_articles` and `gone_articles` are
    (id, date, outlet); articles are the same where their texts are. `actors` has one row a holder whose numbers moved:
    actor, n_before, n_after, then support, oppose, neutral and mean (support 1, neutral 0, against -1; missing where n
    is 0) before and after, the largest change of n first.
    """

    old: str
    new: str
    settings: tuple[tuple[str, str, str], ...]
    new_articles: tuple[tuple[str, str | None, str | None], ...]
    gone_articles: tuple[tuple[str, str | None, str | None], ...]
    common: int
    matched: int  # statements of common articles that both runs have
    new_statements: int  # in new articles
    gone_statements: int  # in gone articles
    changes: tuple[Change, ...]
    actors: pd.DataFrame

    def of_kind(self, kind: Kind) -> list[Change]:
        return [change for change in self.changes if change.kind == kind]

    @property
    def drift(self) -> float:
        """Of the statements of the common articles the share that appeared, vanished or flipped, 0 to 1."""
        moved = sum(change.kind != "changed" for change in self.changes)
        every = self.matched + len(self.of_kind("appeared")) + len(self.of_kind("vanished"))
        return moved / every if every else 0.0


def difference(
    old: Tables,
    old_info: Mapping[str, Any],
    new: Tables,
    new_info: Mapping[str, Any],
    names: tuple[str, str] = ("before", "after"),
    rejected: tuple[Sequence[Decision], Sequence[Decision]] = ((), ()),
) -> Difference:
    """Compare the tables of two runs and what their `run.json` says; `rejected` are the decisions that took statements.

    A statement that somebody rejected is not in the tables to say so.
    """
    before, after = _Side.of(old), _Side.of(new)
    settings = tuple(_settings(old_info, new_info))
    common = [sha for sha in after.articles if sha in before.articles]
    why = _Reasons({name for name, _, _ in settings}, _least(old_info), _least(new_info), *rejected)
    changes, matched = [], 0
    for sha in common:
        pairs, alone_old, alone_new = _paired(before.statements(sha), after.statements(sha), before.cast, after.cast)
        matched += len(pairs)
        found = [(a, b) for a, b in pairs] + [(a, None) for a in alone_old] + [(None, b) for b in alone_new]
        changes += [change for a, b in found if (change := _change(before, after, sha, a, b, why))]
    added = [sha for sha in after.articles if sha not in before.articles]
    gone = [sha for sha in before.articles if sha not in after.articles]
    return Difference(
        old=names[0], new=names[1], settings=settings, common=len(common), matched=matched,
        new_articles=tuple(after.place(sha) for sha in added), gone_articles=tuple(before.place(sha) for sha in gone),
        new_statements=sum(len(after.statements(sha)) for sha in added),
        gone_statements=sum(len(before.statements(sha)) for sha in gone),
        changes=tuple(changes), actors=_actors(before, after),
    )  # fmt: skip


def _settings(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """The lines that both or one of them have, and that differ."""
    options = sorted({key for info in (old, new) for key in info.get("options") or ()})
    for name, keys in (INFO | {f"{OPTION}{key.replace('_', ' ')}": ("options", key) for key in options}).items():
        values = [_at(info, keys) for info in (old, new)]
        if values[0] != values[1]:
            yield name, values[0], values[1]


def _at(info: Any, keys: Sequence[str]) -> str:
    for key in keys:
        info = info.get(key) if isinstance(info, Mapping) else None
    words = ", ".join(map(str, info)) if isinstance(info, list) else str(info)
    return "none" if info is None or not words else words


def _least(info: Mapping[str, Any]) -> float:
    """The confidence below which a run leaves statements out."""
    return float((info.get("options") or {}).get("min_confidence") or 0.0)


@dataclass(frozen=True)
class _Side:
    """One of the two runs."""

    articles: dict[str, Row]  # SHA-256 → row
    stances: dict[str, list[Row]]  # article_id → rows
    cast: Cast

    @classmethod
    def of(cls, tables: Tables) -> _Side:
        stances: dict[str, list[Row]] = {}
        for row in rows_of(tables.stances, "stances"):
            stances.setdefault(row["article_id"], []).append(row)
        columns = ["article_id", "sha256", "date", "source"]
        rows = tables.articles[columns].astype("object").where(tables.articles[columns].notna(), None)
        return cls({str(row["sha256"]): row for row in rows.to_dict("records")}, stances, Cast.of(tables.actors))  # type: ignore[misc]

    def statements(self, sha: str) -> list[Row]:
        return self.stances.get(self.articles[sha]["article_id"], [])

    def place(self, sha: str) -> tuple[str, str | None, str | None]:
        row = self.articles[sha]
        return row["article_id"], row["date"], row["source"]

    def reading(self, row: Row) -> Reading:
        holder, target = self.cast.name(row["holder_id"]), self.cast.name(row["target_id"])
        return Reading(holder=holder, position=row["position"], act=row["act"], target=target)


def _paired(
    old: Sequence[Row], new: Sequence[Row], old_cast: Cast, new_cast: Cast
) -> tuple[list[tuple[Row, Row]], list[Row], list[Row]]:
    """The statements of an article that are the same in both runs, and those of only one.

    One to one, by topic and overlap of the evidence: first those of one holder, the largest overlap first.
    """
    ranked = []
    for i, a in enumerate(old):
        for j, b in enumerate(new):
            share = share_of_union((a["start_char"], a["end_char"]), (b["start_char"], b["end_char"]))
            holder = old_cast.name(a["holder_id"]) == new_cast.name(b["holder_id"])
            if a["topic"] == b["topic"] and share >= (SHARE if holder else OTHER_HOLDER):
                ranked.append((-int(holder), -share, -int(a["position"] == b["position"]), i, j))
    pairs: dict[int, int] = {}
    for *_, i, j in sorted(ranked):
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    lonely = [row for j, row in enumerate(new) if j not in pairs.values()]
    return [(old[i], new[j]) for i, j in pairs.items()], [r for i, r in enumerate(old) if i not in pairs], lonely


@dataclass(frozen=True)
class _Reasons:
    """Why a statement moved, as far as the runs tell."""

    settings: set[str]
    least_before: float
    least_after: float
    rejected_before: Sequence[Decision]
    rejected_after: Sequence[Decision]

    def of(self, sha: str, before: Row | None, after: Row | None, alone: Reading | None) -> str:
        """The correction that it was, the threshold that it fell under, else what differs between the runs.

        `alone` is the reading of a statement that only one of the runs has.
        """
        rules = [_BY_HAND.match(str(row["rule"] or "")) for row in (after, before) if row is not None]
        if coder := next((match[1] for match in rules if match), None) or self._rejected(sha, before, after, alone):
            return f"correction by {coder}"
        if after is None and before is not None and before["confidence"] < self.least_after:
            return f"confidence below {self.least_after:g}"
        if before is None and after is not None and after["confidence"] < self.least_before:
            return f"confidence below {self.least_before:g}, which was left out before"
        reasons = ["version"] if self.settings & VERSION else []
        reasons += ["options"] if any(name.startswith(OPTION) for name in self.settings) else []
        if not reasons and any("fingerprint" in name for name in self.settings):
            reasons = ["program or models, of one version"]
        return " or ".join(reasons) or "not known: the runs say the same of how they were made"

    def _rejected(self, sha: str, before: Row | None, after: Row | None, alone: Reading | None) -> str | None:
        """Who rejected the statement that only one of the runs has."""
        row, decisions = (before, self.rejected_after) if after is None else (after, self.rejected_before)
        if row is None or alone is None:
            return None
        here = (row["start_char"], row["end_char"])
        near = [d for d in decisions if d.article == sha and share_of_union(here, (d.start, d.end)) >= SHARE]
        said = (alone.holder, alone.position)
        return next((d.coder for d in near if d.was is None or (d.was.holder, d.was.position) == said), None)


def _change(before: _Side, after: _Side, sha: str, old: Row | None, new: Row | None, why: _Reasons) -> Change | None:
    """What became of a statement; None where both runs say the same."""
    a = None if old is None else before.reading(old)
    b = None if new is None else after.reading(new)
    if a == b:
        return None
    kind: Kind = "changed"
    if a is None or b is None:
        kind = "appeared" if a is None else "vanished"
    elif (a.holder, a.position) != (b.holder, b.position):
        kind = "flipped"
    article_id, date, outlet = after.place(sha)
    text = str((new or old or {})["text"])
    return Change(
        kind=kind, article=sha, article_id=article_id, date=date, outlet=outlet, before=a, after=b, text=text,
        why=why.of(sha, old, new, None if a and b else a or b),
    )  # fmt: skip


def _actors(before: _Side, after: _Side) -> pd.DataFrame:
    counts = {"before": _counts(before), "after": _counts(after)}
    rows = []
    for actor in sorted(set(counts["before"]) | set(counts["after"])):
        row: Row = {"actor": actor}
        for when, side in counts.items():
            said = side.get(actor, dict.fromkeys(SCORE, 0))
            n = sum(said.values())
            mean = sum(SCORE[p] * c for p, c in said.items()) / n if n else float("nan")
            row |= {f"n_{when}": n, f"mean_{when}": mean} | {f"{p}_{when}": c for p, c in said.items()}
        if any(row[f"{p}_before"] != row[f"{p}_after"] for p in SCORE):
            rows.append(row)
    rows.sort(key=lambda row: (-abs(row["n_after"] - row["n_before"]), row["actor"]))
    columns = [f"{what}_{when}" for what in ("n", "support", "oppose", "neutral", "mean") for when in counts]
    return pd.DataFrame(rows, columns=["actor", *columns])


def _counts(side: _Side) -> dict[str, dict[str, int]]:
    """Statements a holder and position."""
    found: dict[str, dict[str, int]] = {}
    for rows in side.stances.values():
        for row in rows:
            holder = side.cast.name(row["holder_id"]) or ""
            found.setdefault(holder, dict.fromkeys(SCORE, 0))[row["position"]] += 1
    return found
