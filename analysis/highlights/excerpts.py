"""How much of an article's text is shown: all of it, excerpts, or none. Others' texts are under copyright."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, TypeAlias, get_args

TextMode: TypeAlias = Literal["full", "excerpt", "none"]
LONGEST = 300  # characters of a sentence in an excerpt
MOST = 12  # sentences of an article in an excerpt


def checked(mode: str) -> TextMode:
    """The mode, if it is one; else `ValueError` with those there are."""
    for known in get_args(TextMode):
        if mode == known:
            return known  # type: ignore[no-any-return]
    raise ValueError(f"text must be one of {', '.join(get_args(TextMode))}, not {mode!r}")


def excerpt(text: str, start: int, end: int, mode: str = "excerpt") -> str:
    """The words of a span for a table: whole (full), at most `LONGEST` characters (excerpt), only its place (none)."""
    match checked(mode):
        case "none":
            return f"characters {start} to {end}"
        case "excerpt":
            stop = cut_end(text, start, end)
            return text[start:stop].rstrip() + ("…" if stop < end else "")
        case _:
            return text[start:end]


def cut_end(text: str, start: int, end: int) -> int:
    """Where to cut a span to at most `LONGEST` characters, at the last blank before if there is one."""
    if end - start <= LONGEST:
        return end
    blank = text.rfind(" ", start, start + LONGEST)
    return blank if blank > start else start + LONGEST


def shown_parts(
    text: str, sentences: Iterable[tuple[int, int]], wanted: Iterable[tuple[int, int]], mode: TextMode
) -> list[tuple[int, int]]:
    """The stretches of the text to show, in order: everything, or the first `MOST` sentences with a wanted span."""
    if mode == "full":
        return [(0, len(text))]
    if mode == "none":
        return []
    spans = sorted(wanted)
    kept = [s for s in sorted(sentences) if any(a < s[1] and b > s[0] for a, b in spans)][:MOST]
    return list(_joined((start, cut_end(text, start, end)) for start, end in kept))


def _joined(parts: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Neighbouring sentences as one stretch, with the white space between."""
    current: tuple[int, int] | None = None
    for start, end in parts:
        if current and start - current[1] <= 1:
            current = (current[0], end)
            continue
        if current:
            yield current
        current = (start, end)
    if current:
        yield current
