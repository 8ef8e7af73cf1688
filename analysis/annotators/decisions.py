"""Deciding which units are statements, who holds them, and by which act: by trained weights, or by rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
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
    """Chooses the statements of a case: none, one, or one for each of several holders."""

    def decide(self, case: Case) -> Iterator[Choice]: ...


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
    act: LinearModel
    minimum: float = 0.35  # probability that the unit is a statement, below which it is passed over
    second: float = 0.6  # probability at which a further holder of the same unit is taken

    @classmethod
    def load(cls, topic: Topic, reader: Reader) -> LearnedDecider | None:
        """With the topic's weights; None where it has none."""
        path = RESOURCES / "models" / f"{topic.topic}.npz"
        if not path.exists():
            return None
        models = load_models(path)
        return cls(topic, reader, evidence=models["evidence"], holder=models["holder"], act=models["act"])

    def decide(self, case: Case) -> Iterator[Choice]:
        features = Features.of(case, self.reader)
        sure = self.evidence.probabilities(features.unit)[YES]
        if sure < self.minimum:
            return
        for holder, held in self._holders(features):
            act, share, reasons = self._act([*features.unit, *features.acts[holder]])
            steps = "; ".join(case.unit.reading.steps) or "no predicate known"
            yield Choice(holder, act, f"{steps} | {', '.join(reasons)}", sure * held * share)

    def _holders(self, features: Features) -> list[tuple[int, float]]:
        """The likeliest candidate, and others that are likely in their own right ("Paris and Berlin called for …")."""
        held = [(i, self.holder.probabilities(f)[YES]) for i, f in enumerate(features.candidates)]
        ranked = sorted(held, key=lambda item: -item[1])
        return ranked[:1] + [item for item in ranked[1:4] if item[1] > self.second]

    def _act(self, features: list[str]) -> tuple[str, float, list[str]]:
        """The likeliest act of the likeliest position, the probability of that position, and what spoke for it."""
        acts = self.act.probabilities(features)
        positions: dict[str, float] = {}
        for act, share in acts.items():
            position = self.topic.acts[act].position
            positions[position] = positions.get(position, 0.0) + share
        position = max(positions, key=lambda p: positions[p])
        act = max((a for a in acts if self.topic.acts[a].position == position), key=lambda a: acts[a])
        return act, positions[position], self.act.reasons(features, act)


@dataclass(frozen=True)
class RuleDecider:
    """Decides by the reading of the predicates and the nearest subject or speaker; for topics without weights."""

    topic: Topic
    ORDER = ("speaker-direct0", "subject1", "speaker-indirect0", "subject0", "shared-subject0", "agent0", "subject2", "term-poss")

    def decide(self, case: Case) -> Iterator[Choice]:
        reading = case.unit.reading
        if reading.act is None or case.unit.term.kind not in ("names", "verbs", "relief"):
            return
        for relation in self.ORDER:
            for i, candidate in enumerate(case.candidates):
                if relation in candidate.relations:
                    yield Choice(i, reading.act, "; ".join(reading.steps) or case.unit.term.kind, 0.5)
                    return
