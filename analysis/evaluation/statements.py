"""What became of every statement, the gold's and the run's, and what stands in its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from analysis.evaluation.answers import Answer, span
from analysis.evaluation.gold import GoldArticle
from analysis.evaluation.matching import Pair, near_enough, one_to_one, overlap
from analysis.evaluation.outcomes import SHARE, Trial

NOTHING = "nothing there"
TAKEN = "taken"  # what stands there is right or wrong as another's counterpart
SHARED = "one actor for two holders"  # all agrees, but the actor stands for another holder of the article
REASONS = ("holder and position", "holder", "position", SHARED)  # why two in one place do not match, by `_likeness`


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
    conditional: bool
    attribution: str | None
    confidence: float | None
    right: bool
    met: int | None  # the number of its counterpart on the other side, matched or not; None where it has none
    reason: str  # why not right: one of `REASONS`, or for want of a counterpart `TAKEN` or `NOTHING`; "" where right


Verdict = tuple[int | None, str]  # `met` and `reason`


def statements_of(trial: Trial) -> Iterator[Statement]:
    """Every statement of the gold, then every one of the run."""
    near, hits = _near(trial), trial.hits()
    reasons = dict.fromkeys(hits, "")
    reasons |= {pair: REASONS[_likeness(trial, pair)] for pair in one_to_one([*hits, *near])[len(hits) :]}
    gold: dict[int, Verdict] = {i: (None, TAKEN) for i, _ in near} | {i: (j, why) for (i, j), why in reasons.items()}
    found: dict[int, Verdict] = {j: (None, TAKEN) for _, j in near} | {j: (i, why) for (i, j), why in reasons.items()}
    for i in range(len(trial.gold.stances)):
        yield _gold_statement(trial, i, gold.get(i, (None, NOTHING)))
    for j in range(len(trial.answer.stances)):
        yield _run_statement(trial, j, found.get(j, (None, NOTHING)))


def lost_statements(gold: GoldArticle) -> Iterator[Statement]:
    """The statements of an article that the run lost."""
    return statements_of(Trial(gold, Answer(stances=(), mentions=(), quotes=(), keys={}, names={})))


def _near(trial: Trial) -> list[Pair]:
    """Every pair that shares its place, those most alike first, then those that overlap most."""
    gold, found = [g.span for g in trial.gold.stances], [span(f) for f in trial.answer.stances]
    ranked = [
        (-_likeness(trial, (i, j)), -overlap(g, f), i, j)
        for i, g in enumerate(gold)
        for j, f in enumerate(found)
        if near_enough(g, f, SHARE)
    ]
    return [(i, j) for _, _, i, j in sorted(ranked)]


def _likeness(trial: Trial, pair: Pair) -> int:
    """0 where neither holder nor position agree, 1 where the position does, 2 where the holder does, 3 for both."""
    gold, found = trial.gold.stances[pair[0]], trial.answer.stances[pair[1]]
    return 2 * trial.same_holder(gold, found) + int(gold.position == found["position"])


def _gold_statement(trial: Trial, i: int, verdict: Verdict) -> Statement:
    gold = trial.gold.stances[i]
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
        conditional=gold.conditional,
        attribution=gold.attribution,
        confidence=None,
        **_common(trial, verdict),
    )


def _run_statement(trial: Trial, j: int, verdict: Verdict) -> Statement:
    found, names = trial.answer.stances[j], trial.answer.names
    start, end = span(found)
    return Statement(
        side="run",
        number=j,
        start_char=start,
        end_char=end,
        text=found["text"],
        holder=names.get(found["holder_id"]) or found["holder_id"],
        via=names.get(found["via_id"]) or found["via_id"],
        position=found["position"],
        act=found["act"],
        target=names.get(found["target_id"]) or found["target_id"],
        conditional=bool(found["conditional"]),
        attribution=found["attribution"],
        confidence=found["confidence"],
        **_common(trial, verdict),
    )


def _common(trial: Trial, verdict: Verdict) -> dict[str, Any]:
    """The fields that both sides fill alike."""
    met, reason = verdict
    article = {"article_id": trial.gold.id, "source": trial.gold.source, "genre": trial.gold.genre}
    return article | {"right": not reason, "met": met, "reason": reason}
