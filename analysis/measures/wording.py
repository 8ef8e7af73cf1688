"""Numbers in words, for findings, captions and alt texts; and words that know the statements behind them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

from analysis.measures.intervals import FEW

Where = Mapping[str, str | tuple[str, ...]]


class Cases(str):
    """Words for a number of statements. `where` says which: values by column of `measures.statements`.

    A tuple means any of its values; `from` and `to` bound the date; `sender` is one of the senders; `condition` and
    `dated` are "yes". Everywhere else it is a text.
    """

    where: Where

    def __new__(cls, words: object, where: Where) -> Self:
        made = super().__new__(cls, str(words))
        made.where = dict(where)
        return made


class Sentence(str):
    """A sentence that remembers its parts, of which some are `Cases`."""

    parts: tuple[str, ...]

    @classmethod
    def of(cls, *parts: str) -> Self:
        made = cls("".join(parts))
        made.parts = parts
        return made


def topic_name(topic: str) -> str:
    """A topic as sentences and titles write it: `arms deliveries`."""
    return topic.replace("_", " ")


def counted(n: float, noun: str) -> str:
    """`1 article`, `1,200 articles`."""
    return f"{int(n):,} {noun}{'' if n == 1 else 's'}"


def percent(share: float) -> str:
    """A share as whole percent: `62 %`."""
    return f"{100 * share:.0f} %"


def percents(low: float, high: float) -> str:
    """An interval of a share: `36 to 82 %`."""
    return f"{100 * low:.0f} to {100 * high:.0f} %"


def points(difference: float) -> str:
    """A difference of shares in percentage points: `+12`, `-3`."""
    return f"{100 * difference:+.0f}"


def few(n: int) -> str:
    """The warning that a sentence carries where its cases are few, else nothing."""
    return " (few cases)" if n < FEW else ""
