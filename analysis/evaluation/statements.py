"""What became of every statement, the gold's and the run's, and what stands in its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from analysis.evaluation.answers import Answer, Row, span
from analysis.evaluation.gold import GoldArticle
from analysis.evaluation.matching import Pair, near_enough, overlap
from analysis.evaluation.outcomes import SHARE, Trial

NOTHING = "nothing there"
TAKEN = "taken"  # it agrees, but another statement or another holder has what it agrees with
REASONS = (NOTHING, "holder and position", "holder", "position", TAKEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A statement of the gold or of the run; `number` is its index in the article, by side."""

    side: str  # gold, run
    article_id: str
    source: str | None
    genre: str | None
    number: int
    start_char: int
    end_char: int
    text: str
    holder: str
    via: str | None
    position: str
    act: str
    target: str | None
    attribution: str | None
    confidence: float | None
    right: bool
    met: int | None  # where right: the number of the other side's statement
    reason: str  # why not right, one of `REASONS`; "" where right
    reversed: bool  # the same holder is there, but for instead of against, or against instead of for
    instead: str  # what stands there on the other side: "Iran oppose criticize"; "" where nothing does


def statements_of(trial: Trial) -> Iterator[Statement]:
    """Every statement of the gold, then every one of the run."""
    hits = trial.hits()
    found, met = dict(hits), {j: i for i, j in hits}
    for i in range(len(trial.gold.stances)):
        yield _gold_statement(trial, i, found.get(i))
    for j in range(len(trial.answer.stances)):
        yield _run_statement(trial, j, met.get(j))


def lost_statements(gold: GoldArticle) -> Iterator[Statement]:
    """The statements of an article that the run lost."""
    return statements_of(Trial(gold, Answer(stances=(), mentions=(), quotes=(), keys={}, names={})))


def _gold_statement(trial: Trial, i: int, met: int | None) -> Statement:
    gold = trial.gold.stances[i]
    near = _nearest(trial, [(i, j) for j in range(len(trial.answer.stances))])
    return Statement(
        side="gold",
        number=i,
        start_char=gold.start,
        end_char=gold.end,
        text=trial.gold.text[gold.start : gold.end],
        holder=gold.holder,
        via=gold.via,
        position=gold.position,
        act=gold.act,
        target=gold.target,
        attribution=gold.attribution,
        confidence=None,
        instead="" if near is None or met is not None else _label(trial, trial.answer.stances[near[1]]),
        **_verdict(trial, near, met),
    )


def _run_statement(trial: Trial, j: int, met: int | None) -> Statement:
    found, names = trial.answer.stances[j], trial.answer.names
    near = _nearest(trial, [(i, j) for i in range(len(trial.gold.stances))])
    gold = None if near is None else trial.gold.stances[near[0]]
    start, end = span(found)
    return Statement(
        side="run",
        number=j,
        start_char=start,
        end_char=end,
        text=found["text"],
        holder=names.get(found["holder_id"]) or found["holder_id"],
        via=None,
        position=found["position"],
        act=found["act"],
        target=names.get(found["target_id"]) or found["target_id"],
        attribution=found["attribution"],
        confidence=found["confidence"],
        instead="" if gold is None or met is not None else f"{gold.holder} {gold.position} {gold.act}",
        **_verdict(trial, near, met),
    )


def _verdict(trial: Trial, near: Pair | None, met: int | None) -> dict[str, Any]:
    """The fields that both sides fill alike."""
    right, gold = met is not None, trial.gold
    verdict = {"article_id": gold.id, "source": gold.source, "genre": gold.genre, "right": right, "met": met}
    if right:
        return verdict | {"reason": "", "reversed": False}
    if near is None:
        return verdict | {"reason": NOTHING, "reversed": False}
    reason = REASONS[1 + _likeness(trial, near)]
    sides = {gold.stances[near[0]].position, trial.answer.stances[near[1]]["position"]}
    return verdict | {"reason": reason, "reversed": reason == "position" and sides == {"support", "oppose"}}


def _nearest(trial: Trial, pairs: list[Pair]) -> Pair | None:
    """Of pairs that share their place, the one most alike, then the one that overlaps most."""
    gold, found = trial.gold.stances, trial.answer.stances
    ranked = [
        (_likeness(trial, (i, j)), overlap(gold[i].span, span(found[j])), (i, j))
        for i, j in pairs
        if near_enough(gold[i].span, span(found[j]), SHARE)
    ]
    return max(ranked)[2] if ranked else None


def _likeness(trial: Trial, pair: Pair) -> int:
    """0 where neither holder nor position agree, 1 where the position does, 2 where the holder does, 3 for both."""
    gold, found = trial.gold.stances[pair[0]], trial.answer.stances[pair[1]]
    return 2 * trial.same_holder(gold, found) + int(gold.position == found["position"])


def _label(trial: Trial, found: Row) -> str:
    holder = trial.answer.names.get(found["holder_id"]) or found["holder_id"]
    return f"{holder} {found['position']} {found['act']}"
