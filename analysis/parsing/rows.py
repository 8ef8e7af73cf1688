"""Tables of token attributes, a row a token, and which of their rows are different: work is done once for each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.tokens import Doc

Rows = NDArray[np.uint64]
Indices = NDArray[np.intp]

# Odd numbers: to multiply by one loses nothing, and sums of such products of hashes meet by chance alone.
_MIX = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F],
    dtype=np.uint64,
)


def rows_of(doc: Doc, *attributes: str) -> Rows:
    """These attributes of every token, as numbers: hashes of strings, 0 and 1."""
    return np.asarray(doc.to_array(list(attributes)), dtype=np.uint64).reshape(len(doc), len(attributes))


def set_rows(doc: Doc, rows: Rows, *attributes: str) -> None:
    """Give every token these values."""
    doc.from_array(list(attributes), rows)  # type: ignore[arg-type]  # spaCy's stub asks for signed numbers, and warns


def by_doc(rows: NDArray[Any], docs: Sequence[Doc]) -> list[NDArray[Any]]:
    """The rows of each Doc, of a table that has those of all of them one after the other."""
    return np.split(rows, np.cumsum([len(doc) for doc in docs])[:-1])


def distinct(rows: Rows) -> tuple[Indices, Indices]:
    """For each different row the index of its first, and for each row which of those it is."""
    _, first, which = np.unique(rows @ _MIX[: rows.shape[1]], return_index=True, return_inverse=True)
    return first, which.reshape(-1)
