"""The errors of a run, side by side with what the gold has in their place, in groups and worst first."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd

from analysis.evaluation.statements import SHARED

REVERSED, FALSE_ALARM, MISSED = "for instead of against", "false alarm", "missed"
GROUPS = (REVERSED, "wrong position", "wrong holder", "wrong holder and position", SHARED, FALSE_ALARM, MISSED)
_SIDE = ("start_char", "end_char", "holder", "via", "position", "act", "target", "conditional", "attribution", "text")
_NUMBERS = ("start_char", "end_char", "number", "met")
COLUMNS = ("group", "article_id", "confidence", *(f"{side}_{name}" for side in ("gold", "run") for name in _SIDE))


def error_table(statements: pd.DataFrame) -> pd.DataFrame:
    """One row an error: `group`, the article, the run's confidence, and both statements (`gold_act`, `run_act` …).

    The side that has no statement in this place is empty. Groups come in the order of `GROUPS`: the same holder for
    instead of against (or against instead of for), other wrong positions, wrong holders, both wrong, an actor that
    stands for two holders, what only the run has, what only the gold has. In a group what the run was surest of comes
    first, then by place.
    """
    wrong = statements[~statements["right"]]
    gold, run = (_side(wrong, side) for side in ("gold", "run"))
    pairs = gold.merge(run, how="outer", left_on=["article_id", "gold_number"], right_on=["article_id", "run_met"])
    pairs["group"] = [_group(row) for row in pairs.to_dict(orient="records")]
    rank = pairs["group"].map(GROUPS.index).astype(int)
    start = pairs["gold_start_char"].fillna(pairs["run_start_char"])
    keys = {"rank": True, "confidence": False, "article_id": True, "start": True}  # ascending?
    ordered = pairs.assign(rank=rank, start=start).sort_values([*keys], ascending=[*keys.values()], na_position="last")
    return ordered[list(COLUMNS)].reset_index(drop=True)


def _side(wrong: pd.DataFrame, side: str) -> pd.DataFrame:
    """The wrong statements of one side, its columns named after it."""
    rows = wrong[wrong["side"] == side].astype(dict.fromkeys(_NUMBERS, "Int64"))
    named = rows[[*_SIDE, "number", "met", "reason"]].add_prefix(f"{side}_").assign(article_id=rows["article_id"])
    return named.assign(confidence=rows["confidence"]) if side == "run" else named


def _group(row: dict[Hashable, Any]) -> str:
    if pd.isna(row["run_number"]):
        return MISSED
    if pd.isna(row["gold_number"]):
        return FALSE_ALARM
    if row["gold_reason"] == "position" and {row["gold_position"], row["run_position"]} == {"support", "oppose"}:
        return REVERSED
    return SHARED if row["gold_reason"] == SHARED else f"wrong {row['gold_reason']}"
