"""Counts → precision, recall and F1 with 95 % intervals.

Intervals are percentile bootstrap intervals over articles (Efron 1979; articles, because statements of one article hang
together), seeded: the same counts give the same interval. Where there is nothing to divide by, a figure is missing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.measures.intervals import MISSING, RESAMPLES, SEED

Array = npt.NDArray[np.float64]
FIGURES = ("precision", "recall", "f1")


def draws(n: int) -> npt.NDArray[np.intp]:
    """The bootstrap's draws of n articles: one row a resample, the articles by index."""
    return np.random.default_rng(SEED).integers(n, size=(RESAMPLES, n))


def _share(part: Array, whole: Array) -> Array:
    share: Array = np.divide(part, whole, out=np.full(np.shape(part), np.nan), where=whole > 0)
    return share


def figures(matched: Array, n_pred: Array, n_gold: Array) -> dict[str, Array]:
    """Precision, recall and F1 (their harmonic mean) of counts, element by element."""
    values = _share(matched, n_pred), _share(matched, n_gold), _share(2 * matched, n_pred + n_gold)
    return dict(zip(FIGURES, values, strict=True))


def _resampled(counts: pd.DataFrame, drawn: npt.NDArray[np.intp]) -> dict[str, Array]:
    values = counts[["matched", "n_pred", "n_gold"]].to_numpy(dtype=float)
    return figures(*values[drawn].sum(axis=1).T)


def quantiles(values: Array) -> tuple[float, float]:
    """The middle 95 % of resampled values; those that are missing are left out."""
    there = values[~np.isnan(values)]
    if not len(there):
        return MISSING, MISSING
    low, high = np.quantile(there, [0.025, 0.975])
    return float(low), float(high)


def score_row(counts: pd.DataFrame) -> dict[str, float]:
    """The figures of one group of counts (one row an article) with intervals, and what they rest on."""
    sums = counts[["matched", "n_pred", "n_gold"]].sum()
    row: dict[str, float] = {"articles": len(counts)}
    row |= {name: int(sums[name]) for name in ("n_gold", "n_pred", "matched")}
    point = figures(*(np.asarray(float(sums[name])) for name in ("matched", "n_pred", "n_gold")))
    drawn = _resampled(counts, draws(len(counts))) if len(counts) > 1 else {}
    for name in FIGURES:
        low, high = quantiles(drawn[name]) if drawn else (MISSING, MISSING)
        row |= {name: float(point[name]), f"{name}_low": low, f"{name}_high": high}
    return row


def score_table(groups: Mapping[str, pd.DataFrame], label: str) -> pd.DataFrame:
    """One row a group, in the groups' order: label, articles, n_gold, n_pred, matched, and each figure with bounds."""
    return pd.DataFrame([{label: name} | score_row(counts) for name, counts in groups.items()], columns=columns(label))


def columns(label: str) -> list[str]:
    """The columns of a score table."""
    bounds = [name + end for name in FIGURES for end in ("", "_low", "_high")]
    return [label, "articles", "n_gold", "n_pred", "matched", *bounds]


def accuracy_row(right: pd.Series[bool], articles: pd.Series[str]) -> dict[str, float]:
    """The share that is right with its bootstrap interval over articles, and its n."""
    sums = right.astype(float).groupby(articles).agg(["sum", "count"]).to_numpy(dtype=float)
    low, high = MISSING, MISSING
    if len(sums) > 1:
        parts = sums[draws(len(sums))].sum(axis=1)
        low, high = quantiles(_share(parts[:, 0], parts[:, 1]))
    return {"n": len(right), "accuracy": float(right.mean()) if len(right) else MISSING, "low": low, "high": high}


def difference(before: pd.DataFrame, after: pd.DataFrame) -> dict[str, float]:
    """F1 of two runs over the same articles in the same order, and their difference with its paired interval."""
    row = {"f1_a": score_row(before)["f1"], "f1_b": score_row(after)["f1"]}
    row |= {"difference": row["f1_b"] - row["f1_a"], "low": MISSING, "high": MISSING}
    if len(before) > 1:
        drawn = draws(len(before))
        row["low"], row["high"] = quantiles(_resampled(after, drawn)["f1"] - _resampled(before, drawn)["f1"])
    return {"articles": len(before)} | row


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows for JSON; missing is None."""
    rows = frame.to_dict(orient="records")
    return [{str(k): None if pd.isna(v) else v for k, v in row.items()} for row in rows]


def f1_of(summary: pd.DataFrame, field: str, column: str = "f1") -> dict[str, float]:
    """The F1 of each row of a summary by its `field`; missing (NaN) where there was nothing to divide by."""
    return {str(name): float(value) for name, value in zip(summary[field], summary[column], strict=True)}
