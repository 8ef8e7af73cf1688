"""Deciding which units are statements, who holds them, and by which act: by trained weights (by rule: `rules.py`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import exp, log
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from analysis.annotators.clause_encoder import Clause, ClauseEncoder, Seen, Sentence
from analysis.annotators.features import Features
from analysis.annotators.linear import LinearModel, load_models
from analysis.annotators.readings import Reader
from analysis.lexicons import AUTHOR, RESOURCES, Topic

if TYPE_CHECKING:
    from analysis.annotators.stances import Case

    Array = np.ndarray[Any, np.dtype[Any]]

NEVER = 1e-4  # added to a probability before its logarithm is taken
YES = "yes"


@dataclass(frozen=True, slots=True)
class Choice:
    """A statement decided on: which candidate holds it, by which act, why, and how sure."""

    candidate: int
    act: str
    rule: str
    confidence: float


class Decider(Protocol):
    """Chooses an article's statements: of each case none, one, or one for each of several holders."""

    @property
    def reader(self) -> Reader: ...

    def decide(self, cases: Sequence[Case]) -> Iterator[tuple[Case, Choice]]: ...


@dataclass(frozen=True)
class LearnedDecider:
    """Decides by the weights of `resources/models/`: linear models, and an encoder where the topic has one.

    See the model cards beside them.
    """

    topic: Topic
    reader: Reader
    evidence: LinearModel
    holder: LinearModel
    act: LinearModel
    encoder: ClauseEncoder | None = None
    minimum: float = 0.4  # probability that the unit is a statement, below which it is passed over
    second: float = 0.7  # probability at which a further holder of the same unit is taken
    beside: float = 0.4  # the same for one that is co-ordinated with the first
    agreement: float = 0.2  # how much a holder's other statements in the article speak for a position
    reading: float = 2.0  # how many times likelier an act is that the predicates add up to, among those of one position
    share: float = 0.5  # of the encoder in what it and the linear models say together
    hopeless: float = 0.05  # probability by the linear model below which the encoder is not asked

    @classmethod
    def load(cls, topic: Topic, reader: Reader) -> LearnedDecider | None:
        """With the topic's weights; None where it has none."""
        path = RESOURCES / "models" / f"{topic.topic}.npz"
        return cls.of(topic, reader, load_models(path), ClauseEncoder.load(topic.topic)) if path.exists() else None

    @classmethod
    def of(
        cls, topic: Topic, reader: Reader, models: Mapping[str, LinearModel], encoder: ClauseEncoder | None = None
    ) -> LearnedDecider:
        """With these weights, by the name of what they decide."""
        return cls(topic, reader, models["evidence"], models["holder"], models["act"], encoder)

    def decide(self, cases: Sequence[Case]) -> Iterator[tuple[Case, Choice]]:
        stated = [
            draft
            for _, group in groupby(sorted(cases, key=_sentence), key=_sentence)
            for draft in self._drafts(list(group))
        ]
        yield from surest(self._chosen(stated), self.topic)

    def _chosen(self, stated: Sequence[Draft]) -> Iterator[tuple[Case, Choice]]:
        for draft in stated:
            others = [d.positions for d in stated if d is not draft and d.holder_id == draft.holder_id]
            yield draft.case, self._choice(draft, self._agreed(draft.positions, others))

    def _drafts(self, cases: Sequence[Case]) -> Iterator[Draft]:
        """The statements of a sentence; who holds them and by which act is asked only where there may be one."""
        features = [Features.of(case, self.reader) for case in cases]
        stated = [_log_odds(self.evidence.probabilities(own.unit)[YES]) for own in features]
        seen: Sequence[Seen | None] = [None] * len(cases)
        if self.encoder is not None and any(_sigmoid(odds) >= self.hopeless for odds in stated):
            seen = self.encoder.read(sentence_of(cases, features))
        for case, own, odds, other in zip(cases, features, stated, seen, strict=True):
            sure = _sigmoid(odds if other is None else self._both(odds, other.evidence))
            if sure >= self.minimum:
                yield from self._held(case, own, sure, other)

    def _held(self, case: Case, features: Features, sure: float, seen: Seen | None) -> Iterator[Draft]:
        """The likeliest holder, and others that are likely in their own right ("Paris and Berlin called for …")."""
        holders, acts = self._by_features(features)
        if seen is not None:
            holders, acts = self._both(holders, seen.holders), self._both(acts, seen.acts)
        held = [(i, _sigmoid(odds)) for i, odds in enumerate(holders)]
        ranked = sorted(held, key=lambda item: -item[1])
        first = case.candidates[ranked[0][0]]
        for holder, probability in ranked:
            other = case.candidates[holder]
            if other is not first and probability <= (self.beside if other.beside(first) else self.second):
                continue
            if other.actor_id == AUTHOR and not _has_author(case):
                continue
            row = np.exp(acts[holder])
            shares = dict(zip(self.topic.acts, (row / row.sum()).tolist(), strict=True))
            words = [*features.unit, *features.acts[holder]]
            yield Draft(case, holder, words, shares, self._positions(shares), sure * probability)

    def _by_features(self, features: Features) -> tuple[Array, Array]:
        """Log-odds of each candidate as the holder, and for each the log-probabilities of the acts."""
        acts = [self.act.probabilities([*features.unit, *row]) for row in features.acts]
        return (
            np.array([_log_odds(self.holder.probabilities(row)[YES]) for row in features.candidates]),
            np.log([[row.get(act, 0.0) + NEVER for act in self.topic.acts] for row in acts]),
        )

    def _both(self, ours: Any, seen: Any) -> Any:
        """What the linear models and the encoder say together."""
        return (1 - self.share) * ours + self.share * seen

    def _positions(self, acts: Mapping[str, float]) -> dict[str, float]:
        positions: dict[str, float] = defaultdict(float)
        for act, probability in acts.items():
            positions[self.topic.acts[act].position] += probability
        return dict(positions)

    def _agreed(self, own: Mapping[str, float], others: Sequence[Mapping[str, float]]) -> dict[str, float]:
        """A holder seldom changes sides within an article: what its other statements say counts a little."""
        logs = {p: log(own[p] + 1e-6) + self.agreement * sum(log(o[p] + 0.05) for o in others) for p in own}
        top = max(logs.values())
        total = sum(exp(value - top) for value in logs.values())
        return {p: exp(value - top) / total for p, value in logs.items()}

    def _choice(self, draft: Draft, positions: Mapping[str, float]) -> Choice:
        """The likeliest act of the likeliest position, and what spoke for it."""
        position = max(positions, key=lambda p: positions[p])
        read = draft.case.unit.reading
        likely = {act: p * (self.reading if act == read.act else 1) for act, p in draft.acts.items()}
        act = max((act for act in likely if self.topic.acts[act].position == position), key=lambda act: likely[act])
        steps = "; ".join(read.steps) or "no predicate known"
        reasons = ", ".join(self.act.reasons(draft.features, act))
        return Choice(draft.candidate, act, f"{steps} | {reasons}", draft.sure * positions[position])


@dataclass(frozen=True, eq=False)
class Draft:
    """A statement before its position is settled."""

    case: Case
    candidate: int
    features: list[str]
    acts: dict[str, float]
    positions: dict[str, float]
    sure: float  # that it is a statement, and this holder's

    @property
    def holder_id(self) -> str:
        return self.case.candidates[self.candidate].actor_id


def surest(found: Iterable[tuple[Case, Choice]], topic: Topic) -> Iterator[tuple[Case, Choice]]:
    """Of a sentence's statements with one holder and side the surest, in the order in which the first of them came.

    "Biden said that he would impose sanctions and that they would bite" is one.
    """
    best: dict[tuple[int, str, str], tuple[Case, Choice]] = {}
    for case, choice in found:
        key = (case.unit.sent.start, case.candidates[choice.candidate].actor_id, topic.acts[choice.act].position)
        if key not in best or best[key][1].confidence < choice.confidence:
            best[key] = (case, choice)
    yield from best.values()


def sentence_of(cases: Sequence[Case], features: Sequence[Features]) -> Sentence:
    """The cases of one sentence as the encoder reads them."""
    sent = cases[0].unit.sent
    first = sent.start_char
    clauses = [
        Clause(
            term=(case.unit.term.token.idx - first, case.unit.term.token.idx + len(case.unit.term.token) - first),
            span=(case.unit.start_char - first, case.unit.end_char - first),
            candidates=tuple(
                tuple((start - first, end - first) for start, end in candidate.spans) for candidate in case.candidates
            ),
            features=own,
        )
        for case, own in zip(cases, features, strict=True)
    ]
    before = sent.doc[sent.start - 1].sent.text if sent.start > 0 else ""
    return Sentence(sent.text, before, tuple(clauses))


def _has_author(case: Case) -> bool:
    """Whether the writer may hold a view here: not in what is said to be news."""
    return not case.article.genre or "opinion" in case.article.genre


def _sentence(case: Case) -> int:
    return case.unit.sent.start


def _log_odds(probability: float) -> float:
    return log((probability + NEVER) / (1 - probability + NEVER))


def _sigmoid(odds: float) -> float:
    return 1 / (1 + exp(-odds))
