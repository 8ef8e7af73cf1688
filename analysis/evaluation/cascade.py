"""Where statements that are found in their place get lost: at the position, the holder, the act, the target …"""

from __future__ import annotations

import pandas as pd

from analysis.evaluation.outcomes import FIELDS
from analysis.evaluation.scores import score_row, score_table

STEPS = ("evidence", "position", "holder", "one actor each", *FIELDS)
# What the stance's F1 would be with this field always right: that of matching by the other.
_IF_RIGHT = {"position": "evidence+holder", "holder": "evidence+position"}


def cascade(counts: pd.DataFrame, matches: pd.DataFrame) -> pd.DataFrame:
    """One row a step; columns as in `scores.score_table`, then `cost` and `if_right`.

    A step counts the statements that match in its field and in those before it: first the place alone, then position
    and holder too, then less those whose actor stands for another holder ("one actor each", the figure called stance),
    then act, target, senders and condition. `cost` is the F1 lost at the step. `if_right` is the F1 of the stance if
    this field were always right and the other had to be (missing where that is not defined).
    """
    groups = {
        "evidence": _of(counts, "evidence"),
        "position": _of(counts, "evidence+position"),
        "holder": _of(counts, "evidence+position+holder"),
        "one actor each": _of(counts, "stance"),
    }
    kept = matches[(matches["by"] == "stance") & matches["counted"]]
    for name in FIELDS:
        kept = kept[kept[name]]
        groups[name] = _with_matched(groups["one actor each"], kept["article_id"])
    table = score_table(groups, "step")
    if_right = {step: score_row(_of(counts, measure))["f1"] for step, measure in _IF_RIGHT.items()}
    return table.assign(cost=table["f1"].shift(fill_value=1.0) - table["f1"], if_right=table["step"].map(if_right))


def _of(counts: pd.DataFrame, measure: str) -> pd.DataFrame:
    return counts[counts["measure"] == measure]


def _with_matched(counts: pd.DataFrame, articles: pd.Series[str]) -> pd.DataFrame:
    """The counts with another number of matches: how often each article comes up in `articles`."""
    found = articles.value_counts()
    return counts.assign(matched=counts["article_id"].map(found).fillna(0).astype(int))
