"""Who shares positions with whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from itertools import combinations

import pandas as pd

from analysis.measures.stance import statements
from analysis.tables import Tables

SHARED = ["actor", "other", "both_for", "both_against", "congruence", "conflict", "weight", "n"]


def shared_positions(tables: Tables, topic: str = "sanctions", actors: Collection[str] | None = None) -> pd.DataFrame:
    """Pairs of holders by the targets on which they take the same side: the congruence network (Leifeld 2017).

    Columns: actor, other, both_for, both_against (targets), congruence (their sum), conflict (targets on which one is
    for and the other against), weight (congruence by the mean number of targets of the two, so that who says much is
    not near to everybody), n (statements of the two with a side and a target). Who has said both counts on both sides.
    Most congruence first; a pair with neither congruence nor conflict is left out, and so are statements without a side
    or a target: two of them need not be about the same thing.
    """
    frame = statements(tables, topic, actors).dropna(subset=["target"])
    frame = frame[frame["position"] != "neutral"]
    said: dict[str, dict[str, set[str]]] = defaultdict(lambda: {"support": set(), "oppose": set()})
    for holder, position, target in zip(frame["holder"], frame["position"], frame["target"], strict=True):
        said[holder][position].add(target)
    counts = frame["holder"].value_counts()
    rows = [_pair(one, other, said, int(counts[one] + counts[other])) for one, other in combinations(sorted(said), 2)]
    made = pd.DataFrame([row for row in rows if row[4] or row[5]], columns=SHARED)
    return made.sort_values(
        ["congruence", "weight", "n", "actor", "other"], ascending=[False, False, False, True, True], ignore_index=True
    )


def _pair(
    one: str, other: str, said: dict[str, dict[str, set[str]]], n: int
) -> tuple[str, str, int, int, int, int, float, int]:
    a, b = said[one], said[other]
    both = len(a["support"] & b["support"]), len(a["oppose"] & b["oppose"])
    conflict = len(a["support"] & b["oppose"]) + len(a["oppose"] & b["support"])
    mean = (len(a["support"] | a["oppose"]) + len(b["support"] | b["oppose"])) / 2
    return one, other, *both, sum(both), conflict, sum(both) / mean, n
