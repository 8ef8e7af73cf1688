"""What every record shares, and the collection of an article's records."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Protocol, TypeVar


class Record(Protocol):
    """A frozen, slotted, keyword-only dataclass: one row of the table it names.

    Spans are character offsets into `Article.text`; their text columns are sliced later, by `analysis.tables`.
    """

    table: ClassVar[str]


R = TypeVar("R")


class Found:
    """The records of one article so far, by type and in document order."""

    __slots__ = ("_records",)

    def __init__(self, records: Iterable[Record] = ()) -> None:
        self._records: list[Record] = list(records)

    def add(self, records: Iterable[Record]) -> None:
        """Append an annotator's records."""
        self._records.extend(records)

    def of(self, kind: type[R]) -> tuple[R, ...]:
        """Every record of this type, in the order it was found."""
        return tuple(r for r in self._records if isinstance(r, kind))
