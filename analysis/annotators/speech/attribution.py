"""What an attribution is, and the pieces that every kind of cue builds it from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from analysis.annotators.columns import columns_of
from analysis.annotators.speech.reporting import Frame

LONGEST = 500  # tokens: a longer content is a list without full stops, or a broken parse, and nobody's words
_EDGE = frozenset(",.;:-–—()[]…")
_EMPTY = frozenset({"CCONJ", "SCONJ", "ADV", "PUNCT", "SPACE", "INTJ"})


@dataclass(frozen=True, slots=True)
class Attribution:
    """A cue, the head of its source, and the token ranges [start, end) of its content."""

    head: Token  # the cue's main word
    cue: tuple[int, int]
    source: Token | None
    parts: tuple[tuple[int, int], ...]
    mode: str  # speech, thought
    form: str  # clause, infinitive, gerund, object, naming


def clause_form(token: Token) -> str | None:
    """clause (finite), infinitive or gerund; None for what is no complement clause."""
    if token.dep_ not in {"ccomp", "xcomp", "pcomp"}:
        return None
    if any(t.tag_ == "TO" and t.dep_ == "aux" for t in token.lefts):
        return "infinitive"
    has_subject = any(t.dep_ in {"nsubj", "nsubjpass", "expl", "csubj"} for t in token.lefts)
    if token.tag_ == "VBG" and not any(t.dep_ in {"aux", "mark"} for t in token.lefts):
        return "gerund"
    if token.pos_ in {"VERB", "AUX"} and (token.dep_ != "xcomp" or has_subject):
        return "clause"
    return "clause" if has_subject and any(t.pos_ in {"VERB", "AUX"} for t in token.children) else None


def frames_at(head: Token, frames: Sequence[Frame]) -> Sequence[Frame]:
    """The frames whose second word, if they have one, stands below the head."""
    if all(len(frame.words) == 1 for frame in frames):
        return frames
    below = {token.lower_ for token in head.children}
    return [frame for frame in frames if len(frame.words) == 1 or frame.words[1] in below]


def last_word(head: Token, frame: Frame) -> Token | None:
    """The last word of a cue of several words ("lash out at"), found along the tree; None where one is missing."""
    word = head
    for text in frame.words[1:]:
        options = [t for t in (*word.children, *head.children) if t.lower_ == text and t.i > word.i]
        if not options:
            return None
        word = options[0]
    return word


def build(
    head: Token,
    cue: tuple[Token, Token],
    source: Token | None,
    contents: Iterable[Token],
    mode: str,
    form: str,
    hole: Iterable[int] = (),
) -> Attribution | None:
    """An attribution of what `contents` head, less the cue, the source and the `hole`; None where nothing is left."""
    contents = list(contents)
    if any(t.right_edge.i - t.left_edge.i > LONGEST for t in contents):
        return None
    start, end = min(t.i for t in cue), max(t.i for t in cue) + 1
    out = {*hole, *range(start, end)}
    if source is not None and not any(source == t or source.is_ancestor(t) for t in contents):
        out.add(source.i)
    tokens = sorted({t.i for content in contents for t in content.subtree} - out)
    parts = tuple(_runs(head.doc, tokens))
    return Attribution(head, (start, end), source, parts, mode, form) if parts else None


def _runs(doc: Doc, tokens: list[int]) -> Iterator[tuple[int, int]]:
    """Neighbouring tokens as ranges, without the punctuation at their edges; "But, he said," leaves no range."""
    columns = columns_of(doc)
    texts, start = columns.texts, 0
    for at in range(1, len(tokens) + 1):
        if at < len(tokens) and tokens[at] == tokens[at - 1] + 1:
            continue
        first, last = tokens[start], tokens[at - 1]
        start = at
        while first <= last and (texts[first].isspace() or texts[first] in _EDGE):
            first += 1
        while last >= first and (texts[last].isspace() or texts[last] in _EDGE):
            last -= 1
        if any(pos not in _EMPTY for pos in columns.pos[first : last + 1]):
            yield first, last + 1
