"""What annotators ask of every token of a Doc, read once and kept as lists.

spaCy makes an object of each token at each access, a string of each attribute, and a Doc's text from its tokens. Loops
over a whole article therefore go over these lists and make a token only where they found something.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from spacy.tokens import Doc

_STRINGS = ("LOWER", "LEMMA", "TAG", "POS")


@dataclass(frozen=True, slots=True)
class Columns:
    """One value a token, in order; `text` is the article's."""

    text: str
    starts: list[int]  # characters
    ends: list[int]
    texts: list[str]
    lowers: list[str]
    lemmas: list[str]
    tags: list[str]
    pos: list[str]
    opens: list[bool]  # whether it is the first of its sentence


@lru_cache(maxsize=1)
def columns_of(doc: Doc) -> Columns:
    """The columns of a finished Doc; the last is remembered, as every annotator asks for it."""
    text = doc.text
    starts, lengths, sent_starts = doc.to_array(["IDX", "LENGTH", "SENT_START"]).T.tolist()
    ends = [start + length for start, length in zip(starts, lengths, strict=True)]
    hashes = doc.to_array(list(_STRINGS))
    strings = {int(key): doc.vocab.strings[int(key)] for key in {*hashes.ravel().tolist()}}
    lowers, lemmas, tags, pos = ([strings[key] for key in column] for column in hashes.T.tolist())
    return Columns(
        text=text,
        starts=starts,
        ends=ends,
        texts=[text[start:end] for start, end in zip(starts, ends, strict=True)],
        lowers=lowers,
        lemmas=lemmas,
        tags=tags,
        pos=pos,
        opens=[start == 1 for start in sent_starts],
    )
