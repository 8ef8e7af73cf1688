"""95 % intervals for shares and means, and what counts as few."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

FEW = 10  # below this many cases a figure draws hollow marks and a sentence says "few"
Z = 1.959964
RESAMPLES = 1000
AT_ONCE = 100_000  # values drawn at once, so that memory does not grow with the sample
SEED = 20220103

MISSING = float("nan")

Numbers = npt.NDArray[np.float64]
Sample = Sequence[float] | npt.NDArray[Any]


def wilson(successes: int, n: int) -> tuple[float, float]:
    """The Wilson score interval of a share (Wilson 1927), (nan, nan) where n is 0.

    It stays inside [0, 1] and holds its level for small n, where the normal approximation does not.
    """
    if n == 0:
        return MISSING, MISSING
    share = successes / n
    scale = 1 + Z**2 / n
    centre = (share + Z**2 / (2 * n)) / scale
    half = Z * math.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2)) / scale
    return max(centre - half, 0.0), min(centre + half, 1.0)


def mean_interval(values: Sequence[float]) -> tuple[float, float]:
    """The percentile bootstrap interval of a mean (Efron 1979), seeded: the same values give the same interval.

    (nan, nan) where there are fewer than two values: one article says nothing of how articles differ.
    """
    sample = np.sort(np.asarray(values, dtype=float))
    if len(sample) < 2:
        return MISSING, MISSING
    rng, n = np.random.default_rng(SEED), len(sample)
    at_once = max(AT_ONCE // n, 1)
    some = [min(at_once, RESAMPLES - done) for done in range(0, RESAMPLES, at_once)]
    means = np.concatenate([sample[rng.integers(n, size=(k, n))].mean(axis=1) for k in some])
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)


def resampled_ratios(parts: Sample, wholes: Sample, rng: np.random.Generator) -> Numbers:
    """Sum of the parts by sum of the wholes in samples of the clusters with replacement: the cluster bootstrap.

    A cluster is an article with its part (negative mentions) and its whole (mentions). Whole clusters are drawn, for
    what stands in one of them is not independent (Cameron, Gelbach and Miller 2008). Their order does not matter. All
    missing where there are fewer than two: one article says nothing of how articles differ.
    """
    if len(wholes) < 2:
        return np.full(RESAMPLES, MISSING)
    # Clusters alike are drawn together, with the same chances as one by one: a few dozen kinds instead of thousands.
    kinds, counts = np.unique(np.column_stack([parts, wholes]), axis=0, return_counts=True)
    sums = rng.multinomial(len(wholes), counts / len(wholes), size=RESAMPLES) @ kinds
    return np.asarray(sums[:, 0] / sums[:, 1], dtype=np.float64)


def middle(values: Numbers) -> tuple[float, float]:
    """Where the middle 95 % of the resampled values lie; (nan, nan) where one is missing or all are the same.

    Where all articles agree the bootstrap has nothing to resample, which is no proof that the value is certain.
    """
    low, high = (float(bound) for bound in np.quantile(values, [0.025, 0.975]))
    return (low, high) if low < high else (MISSING, MISSING)
