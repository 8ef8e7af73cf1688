"""Marked stretches in tokens, and what each looks like: a clause, a term, an unfinished sentence."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from analysis.annotators.columns import columns_of
from analysis.annotators.speech.quotation_marks import Marked

_FINITE = frozenset({"VBD", "VBP", "VBZ", "MD"})
_LONG = 8  # words: a marked stretch this long is a quotation, verb or not
_DASHES = ("–", "—")
_FULL_STOPS = (".", "!", "?", "…", "'", "’")
_UNFINISHED = (",", "?", "!", "-", *_DASHES)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A marked stretch in tokens: [first, end), the marks included, and what it looks like."""

    mark: Marked
    first: int
    end: int
    words: int
    clause: bool  # has a finite verb
    term: bool  # a name or title: “Saturday Night Live”
    runs_on: bool  # ends in a comma and the like: the sentence goes on behind it
    closed: bool  # ends in a full stop and the like, inside its marks

    @property
    def full(self) -> bool:
        """Whether it can stand as a quotation without a cue."""
        return self.words >= _LONG or (self.clause and self.words > 2)


def measure_stretches(doc: Doc, marks: Iterable[Marked]) -> list[Stretch]:
    """The marked stretches that hold a word, in tokens and in order."""
    columns = columns_of(doc)
    text, starts = columns.text, columns.starts
    stretches = []
    for mark in marks:
        first, end = bisect_right(starts, mark.start) - 1, bisect_left(starts, mark.end)
        words = [t for t in doc[max(first, 0) : end] if any(c.isalnum() for c in t.text)]
        if first < 0 or not words:
            continue
        inner = text[slice(*mark.inside)].rstrip()
        after = text[mark.end : mark.end + 1]
        stretches.append(
            Stretch(
                mark=mark,
                first=first,
                end=end,
                words=len(words),
                clause=any(t.tag_ in _FINITE for t in words),
                term=_is_term(words),
                runs_on=inner.endswith(_UNFINISHED) or after in (",", *_DASHES),
                closed=inner.endswith(_FULL_STOPS),
            )
        )
    return stretches


def _is_term(words: list[Token]) -> bool:
    """A title in capitals: “Saturday Night Live”, but not “We’ll see”."""
    content = [t for t in words if not t.is_stop]
    return bool(content) and len(words) > 1 and not any(t.text[:1].islower() for t in content)
