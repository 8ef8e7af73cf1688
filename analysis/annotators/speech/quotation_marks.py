"""Quotation marks: which stretches of a text stand between them. Works on the text alone, before any parse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# How far an opened quotation may run when its paragraph ends and the next one does not open again.
LONGEST_UNREPEATED = 1500  # characters

_DOUBLE = re.compile(r"''|``|[\"“”„‟″«»]")
_SINGLE = re.compile(r"['‘’‚‛]")
_OPENERS = frozenset("“„‟«‘‚‛") | {"``"}
_CLOSERS = frozenset("”»")
_FAMILY = {"«": "«»", "»": "«»"}  # all others close each other: “The line of work …" opens curly and closes straight

# A new paragraph: a blank line, or a line break after the end of a sentence (a text wrapped at 80 columns has others).
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*|(?<=[.!?:…\"”»’'])[^\S\n]*\n\s*")


@dataclass(frozen=True, slots=True)
class Marked:
    """A stretch between quotation marks, the marks included; never inside another one."""

    start: int
    end: int
    opening: int = 1  # characters of the mark
    closing: int = 1  # 0 where the text ends before the mark

    @property
    def inside(self) -> tuple[int, int]:
        """The span without its marks."""
        return self.start + self.opening, self.end - self.closing


@dataclass(slots=True)
class _Open:
    match: re.Match[str]
    paragraph: int


def find_paragraphs(text: str) -> list[tuple[int, int]]:
    """The paragraphs' spans in order, without the white space between them."""
    start, spans = len(text) - len(text.lstrip()), []
    for gap in _PARAGRAPH.finditer(text):
        if gap.start() > start:
            spans.append((start, gap.start()))
        start = max(start, gap.end())
    end = len(text.rstrip())
    return [*spans, (start, end)] if end > start else spans


def find_marked(text: str, paragraphs: list[tuple[int, int]] | None = None) -> list[Marked]:
    """Every outermost marked stretch, in order; `paragraphs` are found where they are not given.

    A quotation over several paragraphs, each opened by a mark and only the last closed, is one stretch. An unbalanced
    mark costs its own stretch and no other. Apostrophes are told from single marks by the letters around them.
    """
    paragraphs = find_paragraphs(text) if paragraphs is None else paragraphs
    doubles = list(_pair(text, paragraphs))
    singles = list(_pair_singles(text, paragraphs, doubles))
    spans = sorted([*doubles, *singles], key=lambda m: (m.start, -m.end))
    outer: list[Marked] = []
    for span in spans:
        if not outer or span.start >= outer[-1].end:
            outer.append(span)
    return outer


def _pair(text: str, paragraphs: list[tuple[int, int]]) -> Iterator[Marked]:
    """Pair double marks and guillemets over the whole text."""
    opened: _Open | None = None
    starts = {start for start, _ in paragraphs}
    for paragraph, match in _with_paragraphs(_DOUBLE.finditer(text), paragraphs):
        if _is_measure(text, match):
            continue
        shape = _shape(text, match)
        if opened is None:
            if shape != "close":
                opened = _Open(match, paragraph)
        elif not _same_family(opened.match[0], match[0]):
            continue
        elif shape == "open":
            if match.start() in starts and paragraph == opened.paragraph + 1:
                opened.paragraph = paragraph  # “First paragraph.\n\n“Second paragraph.” is one quotation
            else:
                opened = _Open(match, paragraph)  # the one before was never closed
        elif paragraph == opened.paragraph or match.start() - opened.match.start() <= LONGEST_UNREPEATED:
            yield _marked(opened.match, match)
            opened = None
        else:
            opened = None if shape == "close" else _Open(match, paragraph)


def _with_paragraphs(
    matches: Iterator[re.Match[str]], paragraphs: list[tuple[int, int]]
) -> Iterator[tuple[int, re.Match[str]]]:
    at = 0
    for match in matches:
        while at + 1 < len(paragraphs) and match.start() >= paragraphs[at + 1][0]:
            at += 1
        yield at, match


def _marked(opening: re.Match[str], closing: re.Match[str]) -> Marked:
    return Marked(opening.start(), closing.end(), len(opening[0]), len(closing[0]))


def _same_family(one: str, other: str) -> bool:
    return _FAMILY.get(one) == _FAMILY.get(other)


def _is_measure(text: str, match: re.Match[str]) -> bool:
    """6'2" is a height: a straight mark after a digit that follows a foot mark."""
    return match[0] in {'"', "''", "″"} and bool(re.search(r"\d['’′]\s?\d{1,2}$", text[: match.start()][-8:]))


def _shape(text: str, match: re.Match[str]) -> str:
    """open, close, or either: what the mark itself and the characters beside it allow."""
    mark = match[0]
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    if mark in _OPENERS:
        # “The Long Road“ was shown: two openers are a common slip; one between a letter and a space closes.
        slip = mark == "“" and bool(before) and not before.isspace() and (not after or after.isspace())
        return "close" if slip else "open"
    if mark in _CLOSERS:
        # Swedish and Finnish style opens with ” too; a ” between a space and a letter cannot close.
        return "open" if mark == "”" and (not before or before.isspace()) and after.isalnum() else "close"
    opens = (not before or before.isspace() or before in "([{—–-‘'/") and bool(after) and not after.isspace()
    closes = (not after or after.isspace() or not after.isalnum()) and bool(before) and not before.isspace()
    if opens == closes:
        return "either"
    return "open" if opens else "close"


def _pair_singles(text: str, paragraphs: list[tuple[int, int]], doubles: list[Marked]) -> Iterator[Marked]:
    """Pair single marks in each paragraph: ‘We will answer,’ he said; those inside double marks are nested and left."""
    inside = iter(doubles)
    double = next(inside, None)
    opened: re.Match[str] | None = None
    closer: re.Match[str] | None = None
    last = -1
    for paragraph, match in _with_paragraphs(_SINGLE.finditer(text), paragraphs):
        while double is not None and double.end <= match.start():
            double = next(inside, None)
        if (double is not None and double.start <= match.start()) or _beside_single(text, match):
            continue
        if opened is not None and (paragraph != last or _opens_single(text, match)):
            if closer is not None:
                yield _marked(opened, closer)
            opened = closer = None
        if opened is None:
            opened, closer, last = (match if _opens_single(text, match) else None), None, paragraph
        elif _closes_single(text, match):
            if _is_certain_end(text, match):
                yield _marked(opened, match)
                opened = closer = None
            else:
                closer = match
    if opened is not None and closer is not None:
        yield _marked(opened, closer)


def _beside_single(text: str, match: re.Match[str]) -> bool:
    """A single mark doubled ('') was read as one double mark."""
    return match[0] == "'" and "'" in (text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1])


def _opens_single(text: str, match: re.Match[str]) -> bool:
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    if match[0] == "’" or (before and not before.isspace() and before not in '([{—–-"“/'):
        return False
    # '90s and ’tis are elisions; only the digits can be told without a word list, and only a closed pair counts.
    return bool(after) and (after.isalpha() or after in '"“[(…$€£')


def _closes_single(text: str, match: re.Match[str]) -> bool:
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    return match[0] in "'’" and bool(before) and not before.isspace() and not after.isalnum()


def _is_certain_end(text: str, match: re.Match[str]) -> bool:
    """Not the possessive of a plural: ‘The parties’ leaders met,’ goes on after the first mark."""
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    return before != "s" or not after.isspace()
