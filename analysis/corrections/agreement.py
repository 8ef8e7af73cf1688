"""Several coders' decisions: merged, with their agreement and their disagreements."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass

from analysis.corrections.decisions import STANDING, Decision
from analysis.corrections.matching import by_statement

FIELDS = ("statement", "holder", "position", "act", "target")


@dataclass(frozen=True)
class Agreement:
    """Krippendorff's alpha for one field, over the statements that two coders or more judged.

    `statement` is whether there is one at all; the other fields count where both say that there is. `alpha` is None
    where there is nothing to compare, or everybody always says the same: then there was no chance to disagree.
    """

    field: str
    alpha: float | None
    units: int  # statements that at least two judged
    agreed: int  # of these, the ones on which all say the same


@dataclass(frozen=True)
class Merged:
    """All decisions, each once, by article, place and time; the agreement; the statements on which coders differ."""

    decisions: tuple[Decision, ...]
    coders: tuple[str, ...]
    agreement: tuple[Agreement, ...]
    disagreements: tuple[tuple[Decision, ...], ...]  # each the last decisions of its coders on one statement


def merge(files: Iterable[Iterable[Decision]]) -> Merged:
    """Merge corrections files. Who decided twice about a statement is counted with the last."""
    every = {decision.line(): decision for decision in itertools.chain.from_iterable(files)}
    decisions = sorted(every.values(), key=lambda d: (d.article, d.start, d.end, d.moment, d.coder))
    said = [[d for d in unit.values() if d.decision != "withdraw"] for unit in by_statement(decisions)]
    units = [unit for unit in said if len(unit) > 1]
    agreement = tuple(_agreement(field, units) for field in FIELDS)
    differing = [unit for unit in units if any(not unit[0].same_as(other) for other in unit[1:])]
    coders = sorted({d.coder for d in decisions})
    return Merged(tuple(decisions), tuple(coders), agreement, tuple(map(tuple, differing)))


def _value(field: str) -> Callable[[Decision], Hashable]:
    """What a decision says of a field; None where it says nothing."""

    def value(decision: Decision) -> Hashable:
        stands = decision.decision in STANDING
        if field == "statement":
            return stands
        said = getattr(decision, field) or "none"
        return said.casefold() if stands else None

    return value


def _agreement(field: str, units: Sequence[Sequence[Decision]]) -> Agreement:
    value = _value(field)
    values = [[v for v in map(value, unit) if v is not None] for unit in units]
    pairable = [unit for unit in values if len(unit) > 1]
    agreed = sum(len(set(unit)) == 1 for unit in pairable)
    return Agreement(field, alpha(pairable), len(pairable), agreed)


def alpha(units: Iterable[Sequence[Hashable]]) -> float | None:
    """Krippendorff's alpha for nominal values (Krippendorff 2011, "Computing Krippendorff's alpha-reliability").

    A unit holds the values that its coders gave; those with less than two are left out. None where no unit is left or
    only one value occurs.
    """
    pairable = [unit for unit in units if len(unit) > 1]
    totals = Counter(itertools.chain.from_iterable(pairable))
    n = totals.total()
    chance = n * n - sum(count * count for count in totals.values())
    if not chance:
        return None
    observed = sum((len(unit) ** 2 - sum(c * c for c in Counter(unit).values())) / (len(unit) - 1) for unit in pairable)
    return 1 - (n - 1) * observed / chance
