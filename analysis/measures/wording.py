"""Numbers in words, for findings, captions and alt texts."""

from __future__ import annotations

from analysis.measures.intervals import FEW


def counted(n: float, noun: str) -> str:
    """`1 article`, `1,200 articles`."""
    return f"{int(n):,} {noun}{'' if n == 1 else 's'}"


def percent(share: float) -> str:
    """A share as whole percent: `62 %`."""
    return f"{100 * share:.0f} %"


def percents(low: float, high: float) -> str:
    """An interval of a share: `36 to 82 %`."""
    return f"{100 * low:.0f} to {100 * high:.0f} %"


def few(n: int) -> str:
    """The warning that a sentence carries where its cases are few, else nothing."""
    return " (few cases)" if n < FEW else ""
