"""95 % intervals for shares and means, and what counts as few."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

FEW = 10  # below this many cases a figure draws hollow marks and a sentence says "few"
Z = 1.959964
RESAMPLES = 1000
SEED = 20220103

MISSING = float("nan")


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
    rng = np.random.default_rng(SEED)
    means = [sample[rng.integers(len(sample), size=len(sample))].mean() for _ in range(RESAMPLES)]
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)
