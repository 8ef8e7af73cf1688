"""One-to-one matching of spans and of actors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from typing import TypeVar

Span = tuple[int, int]  # [start, end)
Pair = tuple[int, int]  # an index into the gold, an index into the run's
A = TypeVar("A", bound=Hashable)
B = TypeVar("B", bound=Hashable)


def overlap(a: Span, b: Span) -> int:
    """How many characters two spans share; 0 where they do not meet."""
    return max(0, min(a[1], b[1]) - max(a[0], b[0]))


def near_enough(a: Span, b: Span, share: float) -> bool:
    """Whether two spans overlap, and by at least `share` of their union."""
    common = overlap(a, b)
    return common > 0 and common >= share * (a[1] - a[0] + b[1] - b[0] - common)


def match_spans(
    gold: Sequence[Span], found: Sequence[Span], agree: Callable[[int, int], bool], share: float = 0.0
) -> list[Pair]:
    """Pairs of spans that are near enough and agree, one to one: the largest overlap first, then the later span."""
    candidates = [
        (overlap(g, f), i, j)
        for i, g in enumerate(gold)
        for j, f in enumerate(found)
        if near_enough(g, f, share) and agree(i, j)
    ]
    return one_to_one([(i, j) for _, i, j in sorted(candidates, reverse=True)])


def one_to_one(ranked: Sequence[tuple[A, B]]) -> list[tuple[A, B]]:
    """The pairs that are left when each, in this order, takes both of its members."""
    lefts: set[A] = set()
    rights: set[B] = set()
    kept = []
    for left, right in ranked:
        if left not in lefts and right not in rights:
            lefts.add(left)
            rights.add(right)
            kept.append((left, right))
    return kept


def one_actor_each(links: Sequence[tuple[str, str]]) -> list[bool]:
    """For each link of a gold actor with a run's actor in an article: whether it fits a one-to-one pairing of actors.

    The pairing with most links is fixed first. It costs a run that gives two gold actors one id, or one actor two ids,
    the smaller share of its hits.
    """
    counts = Counter(links)
    ranked = sorted(counts, key=lambda link: (-counts[link], link))
    pairing = set(one_to_one(ranked))
    return [link in pairing for link in links]
