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

    def replace(self, kind: type[R], records: Iterable[R]) -> None:
        """Put these records in the place of those of this type, one for one and in their order."""
        new = list(records)
        places = [i for i, record in enumerate(self._records) if isinstance(record, kind)]
        for i, record in zip(places, new, strict=True):
            self._records[i] = record  # type: ignore[call-overload]

    def of(self, kind: type[R]) -> tuple[R, ...]:
        """Every record of this type, in the order it was found."""
        return tuple(r for r in self._records if isinstance(r, kind))
