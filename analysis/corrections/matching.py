"""A decision's statement in the statements of a run."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any

from analysis.corrections.decisions import Decision

SHARE = 0.2  # of the union of two spans: the codebook's, for two pieces of evidence to be one statement's
ADDED = 0.5  # of the union of the spans of two coders' additions, for them to be one statement

Row = dict[str, Any]
Span = tuple[int, int]
IdOf = Callable[[str], str | None]


class AmbiguousError(Exception):
    """Several statements could be the one that was decided about."""


def share_of_union(a: Span, b: Span) -> float:
    """How much of what two spans cover together both cover, 0 to 1."""
    common = max(0, min(a[1], b[1]) - max(a[0], b[0]))
    return common / (a[1] - a[0] + b[1] - b[0] - common) if common else 0.0


def span_of(row: Row, prefix: str = "") -> Span | None:
    """The span of a row, or of one of its parts (`holder_`)."""
    start, end = row[f"{prefix}start_char"], row[f"{prefix}end_char"]
    return None if start is None or end is None else (start, end)


def holder_span(decision: Decision) -> Span | None:
    if decision.holder_start is None or decision.holder_end is None:
        return None
    return decision.holder_start, decision.holder_end


def by_statement(decisions: Iterable[Decision]) -> list[dict[str, Decision]]:
    """For each statement the last decision of each of its coders, by coder, the last one last.

    Two additions are one statement where their spans share half of their union and the holder is the same.
    """
    units: dict[Hashable, dict[str, Decision]] = {}
    additions: list[tuple[Decision, Hashable]] = []
    for decision in sorted(decisions, key=lambda d: d.moment):
        key: Hashable = decision.key
        if decision.was is None:
            key = next((k for other, k in additions if _same_addition(decision, other)), ("added", len(additions)))
            additions.append((decision, key))
        coders = units.setdefault(key, {})
        coders.pop(decision.coder, None)
        coders[decision.coder] = decision
    return list(units.values())


def _same_addition(one: Decision, other: Decision) -> bool:
    return (
        (one.article, one.topic) == (other.article, other.topic)
        and share_of_union((one.start, one.end), (other.start, other.end)) >= ADDED
        and (not one.holder or not other.holder or one.holder.casefold() == other.holder.casefold())
    )


def find_exact(decision: Decision, rows: Iterable[Row], id_of: IdOf) -> Row | None:
    """The statement with the same evidence and the same words for the holder, as the run that was judged had it.

    Of twins (one holder for one thing and against another in one clause) the one with the position that was judged.
    """
    if decision.was is None:
        return None
    same = [
        row
        for row in rows
        if span_of(row) == (decision.start, decision.end)
        and span_of(row, "holder_") == holder_span(decision)
        and (decision.holder_start is not None or row["holder_id"] in _holders(decision, id_of))
    ]
    return next((row for row in same if _same_position(decision, row)), same[0] if same else None)


def find_near(decision: Decision, rows: Iterable[Row], id_of: IdOf) -> Row | None:
    """The statement whose evidence overlaps the decision's, and whose holder is the same actor or the same words.

    None where there is none; raises `AmbiguousError` where there are several and not just one has the position that was
    judged.
    """
    near = [row for row in rows if _is_near(decision, row, id_of)]
    if len(near) > 1:
        near = [row for row in near if _same_position(decision, row)] or near
    if len(near) > 1:
        raise AmbiguousError
    return near[0] if near else None


def _is_near(decision: Decision, row: Row, id_of: IdOf) -> bool:
    if share_of_union((decision.start, decision.end), span_of(row) or (0, 0)) < SHARE:
        return False
    words, other = holder_span(decision), span_of(row, "holder_")
    same_words = words is not None and other is not None and share_of_union(words, other) > 0
    return same_words or row["holder_id"] in _holders(decision, id_of)


def _holders(decision: Decision, id_of: IdOf) -> Sequence[str | None]:
    """The ids of the holder that was judged and of the one decided on."""
    names = [decision.holder, decision.was.holder if decision.was else None]
    return [id_of(name) for name in names if name]


def _same_position(decision: Decision, row: Row) -> bool:
    judged = decision.was or decision
    return bool(row["position"] == judged.position)
