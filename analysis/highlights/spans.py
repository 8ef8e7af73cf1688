"""Overlapping spans of a text as properly nested elements, the text escaped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

NOTHING = Markup("")
STANCE, QUOTE, CONDITION, PART, MENTION = range(5)  # layers from the outside in, where spans are equal
PARTS = {"holder": PART, "target": PART, "cue": PART, "condition": CONDITION}


@dataclass(frozen=True, kw_only=True)
class Marked:
    """A stretch of text to mark. `layer` says what lies outside where two spans are equal: the smaller one."""

    start: int
    end: int
    layer: int
    tag: str = "span"  # span or mark
    classes: str = ""
    title: str = ""
    id: str = ""
    before: Markup = NOTHING  # a label in front of the first piece
    after: Markup = NOTHING  # a label behind the last piece

    def opening(self, first: bool) -> Markup:
        """The start tag; only the first piece of a split span has the id, so that ids stay unique."""
        place = Markup(' id="{}"').format(self.id) if self.id and first else NOTHING
        title = Markup(' title="{}"').format(self.title) if self.title else NOTHING
        head = Markup('<{}{} class="{}"{}>').format(Markup(self.tag), place, self.classes, title)
        return head + (self.before if first else NOTHING)

    @property
    def closing(self) -> Markup:
        """The end tag."""
        return Markup("</{}>").format(Markup(self.tag))


def mark_up(text: str, spans: Iterable[Marked], start: int = 0, end: int | None = None) -> Markup:
    """`text[start:end]`, escaped, with the spans as nested elements; spans that cross are split where they cross.

    Without its tags and labels the result is the text, whatever the spans.
    """
    end = len(text) if end is None else end
    inside = [span for span in spans if max(span.start, start) < min(span.end, end)]
    inside.sort(key=lambda span: (span.start, -span.end, span.layer))
    edges = sorted({start, end} | {min(max(edge, start), end) for span in inside for edge in (span.start, span.end)})
    pieces: list[Markup] = []
    stack: list[Marked] = []
    for here, following in pairwise(edges):
        for span in (s for s in inside if max(s.start, start) == here):
            _open(span, stack, pieces, first=span.start >= start)
        pieces.append(escape(text[here:following]))
        _close_at(following, end, stack, pieces)
    return NOTHING.join(pieces)


def _open(span: Marked, stack: list[Marked], pieces: list[Markup], *, first: bool) -> None:
    pieces.append(span.opening(first))
    stack.append(span)


def _close_at(edge: int, end: int, stack: list[Marked], pieces: list[Markup]) -> None:
    """Close what ends here; what lies over it and goes on is closed and opened again."""
    ending = [i for i, span in enumerate(stack) if span.end == edge or edge == end]
    if not ending:
        return
    lifted = stack[ending[0] :]
    del stack[ending[0] :]
    for span in reversed(lifted):
        pieces.append((span.after if span.end == edge else NOTHING) + span.closing)
    for span in lifted:
        if span.end > edge and edge != end:
            _open(span, stack, pieces, first=False)
