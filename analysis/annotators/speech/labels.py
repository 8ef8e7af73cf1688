"""Speech without a verb of saying: "Kremlin: sanctions will fail", "Sanctions will fail: Kremlin", "LEE: I agree"."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from analysis.annotators.columns import columns_of

_LABEL = 6  # tokens
_ENTITIES = frozenset({"PERSON", "ORG", "NORP", "GPE"})
_FINITE = frozenset({"VBD", "VBP", "VBZ", "MD", "VB"})
_END = frozenset({".", ";", ":", ","})


@dataclass(frozen=True, slots=True)
class Labelled:
    """The content as a token range [start, end), the colon as its cue, and the last word of the label."""

    content: tuple[int, int]
    cue: tuple[int, int]
    source: Token


def find_labelled(
    doc: Doc, paragraphs: Sequence[tuple[int, int]], is_speaker: Callable[[Token], bool]
) -> Iterator[Labelled]:
    """A paragraph that a speaker's name and a colon open; the first one also where they end it, as headlines do.

    `is_speaker` says whether a word can stand for a speaker besides the entities of the parse. A label before a list
    or a phrase without a verb is none.
    """
    columns = columns_of(doc)
    starts, texts = columns.starts, columns.texts
    for number, (start_char, end_char) in enumerate(paragraphs):
        start, end = bisect_left(starts, start_char), bisect_left(starts, end_char)
        while end > start and texts[end - 1] in _END:
            end -= 1
        if at := _first_colon(texts, start, end):
            label, content, last = (start, at), (at + 1, end), doc[at - 1]
        elif number == 0 and (at := _last_colon(texts, start, end)):
            label, content, last = (at + 1, end), (start, at), doc[end - 1]
        else:
            continue
        if _speaks(doc, *label, is_speaker) and _is_clause(doc, *content):
            yield Labelled(content, (at, at + 1), last)


def _first_colon(texts: Sequence[str], start: int, end: int) -> int | None:
    return next((i for i in range(start + 1, min(start + _LABEL + 1, end)) if texts[i] == ":"), None)


def _last_colon(texts: Sequence[str], start: int, end: int) -> int | None:
    return next((i for i in range(end - 2, max(start, end - _LABEL), -1) if texts[i] in {":", "–", "—"}), None)


def _speaks(doc: Doc, start: int, end: int, is_speaker: Callable[[Token], bool]) -> bool:
    words = doc[start:end]
    if not len(words) or any(t.tag_ in _FINITE or (t.is_punct and t.text not in ".’'-") for t in words):
        return False
    last = words[-1]
    return last.ent_type_ in _ENTITIES or is_speaker(last)


def _is_clause(doc: Doc, start: int, end: int) -> bool:
    """At least three words with a finite verb, and no quotation at once: its marks say more than the colon."""
    words = [t for t in doc[start:end] if t.is_alpha]
    opens = next((t for t in doc[start:end] if not t.is_space), None)
    return len(words) > 2 and opens is not None and not opens.is_quote and any(t.tag_ in _FINITE for t in words)
