"""Deciding which units are statements, who holds them, and by which act: by trained weights (by rule: `rules.py`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import TYPE_CHECKING, Protocol

from analysis.annotators.features import candidate_features, holder_features, unit_features
from analysis.annotators.linear import LinearModel, load_models
from analysis.annotators.readings import Reader
from analysis.lexicons import RESOURCES, Topic

if TYPE_CHECKING:
    from analysis.annotators.stances import Case

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
class Features:
    """The features of a case: of the unit, and of each candidate as its holder and in reading its act."""

    unit: list[str]
    candidates: list[list[str]]
    acts: list[list[str]]

    @classmethod
    def of(cls, case: Case, reader: Reader) -> Features:
        unit = unit_features(case.article, case.unit, reader)
        relations = [set(c.relations) for c in case.candidates]
        rows = list(zip(case.candidates, case.kinds, case.on_target, strict=True))
        others = [set().union(*relations[:i], *relations[i + 1 :]) for i in range(len(rows))]
        return cls(
            unit=unit,
            candidates=[
                candidate_features(case.article, case.unit, c, rest, kind, on)
                for (c, kind, on), rest in zip(rows, others, strict=True)
            ],
            acts=[holder_features(case.unit, c, kind, on) for c, kind, on in rows],
        )


@dataclass(frozen=True)
class LearnedDecider:
    """Decides by the weights of `resources/models/<topic>.npz`; see the model card beside it."""

    topic: Topic
    reader: Reader
    evidence: LinearModel
    holder: LinearModel
    position: LinearModel
    act: LinearModel
    minimum: float = 0.3  # probability that the unit is a statement, below which it is passed over
    second: float = 0.7  # probability at which a further holder of the same unit is taken
    agreement: float = 0.2  # how much a holder's other statements in the article speak for a position

    @classmethod
    def load(cls, topic: Topic, reader: Reader) -> LearnedDecider | None:
        """With the topic's weights; None where it has none."""
        path = RESOURCES / "models" / f"{topic.topic}.npz"
        return cls.of(topic, reader, load_models(path)) if path.exists() else None

    @classmethod
    def of(cls, topic: Topic, reader: Reader, models: Mapping[str, LinearModel]) -> LearnedDecider:
        """With these weights, by the name of what they decide."""
        return cls(topic, reader, models["evidence"], models["holder"], models["position"], models["act"])

    def decide(self, cases: Sequence[Case]) -> Iterator[tuple[Case, Choice]]:
        stated = [draft for case in cases for draft in self._drafts(case)]
        best: dict[tuple[int, str, str], tuple[Case, Choice]] = {}
        for draft in stated:
            others = [d for d in stated if d is not draft and d.holder_id == draft.holder_id]
            choice = self._choice(draft, self._agreed(draft.positions, [d.positions for d in others]))
            # "Biden said that he would impose sanctions and that they would bite": one holder and side, one statement.
            key = (draft.case.unit.sent.start, draft.holder_id, self.topic.acts[choice.act].position)
            if key not in best or best[key][1].confidence < choice.confidence:
                best[key] = (draft.case, choice)
        yield from best.values()

    def _drafts(self, case: Case) -> Iterator[Draft]:
        features = Features.of(case, self.reader)
        sure = self.evidence.probabilities(features.unit)[YES]
        if sure < self.minimum:
            return
        for holder, held in self._holders(features):
            row = [*features.unit, *features.acts[holder]]
            yield Draft(case, holder, row, self.position.probabilities(row), sure * held)

    def _holders(self, features: Features) -> list[tuple[int, float]]:
        """The likeliest candidate, and others that are likely in their own right ("Paris and Berlin called for …")."""
        held = [(i, self.holder.probabilities(f)[YES]) for i, f in enumerate(features.candidates)]
        ranked = sorted(held, key=lambda item: -item[1])
        return ranked[:1] + [item for item in ranked[1:4] if item[1] > self.second]

    def _agreed(self, own: Mapping[str, float], others: Sequence[Mapping[str, float]]) -> dict[str, float]:
        """A holder seldom changes sides within an article: what its other statements say counts a little."""
        logs = {p: log(own[p] + 1e-6) + self.agreement * sum(log(o[p] + 0.05) for o in others) for p in own}
        top = max(logs.values())
        total = sum(exp(value - top) for value in logs.values())
        return {p: exp(value - top) / total for p, value in logs.items()}

    def _choice(self, draft: Draft, positions: Mapping[str, float]) -> Choice:
        """The likeliest act of the likeliest position, and what spoke for it."""
        position = max(positions, key=lambda p: positions[p])
        acts = self.act.probabilities(draft.features)
        act = max((a for a in acts if self.topic.acts[a].position == position), key=lambda a: acts[a])
        steps = "; ".join(draft.case.unit.reading.steps) or "no predicate known"
        reasons = ", ".join(self.position.reasons(draft.features, position))
        return Choice(draft.candidate, act, f"{steps} | {reasons}", draft.sure * positions[position])


@dataclass(frozen=True, eq=False)
class Draft:
    """A statement before its position is settled."""

    case: Case
    candidate: int
    features: list[str]
    positions: dict[str, float]
    sure: float  # that it is a statement, and this holder's

    @property
    def holder_id(self) -> str:
        return self.case.candidates[self.candidate].actor_id
