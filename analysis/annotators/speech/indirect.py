"""Indirect speech: every attribution of a parsed article.

The patterns follow the grammar of reporting clauses (Quirk et al. 1985, ch. 14.28-35) over spaCy's English dependency
labels.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Doc, Token

from analysis.annotators.columns import columns_of
from analysis.annotators.speech.attribution import Attribution
from analysis.annotators.speech.nominal_cues import by_adjective, by_copula, by_noun, by_phrase
from analysis.annotators.speech.reporting import Cues
from analysis.annotators.speech.verbal_cues import by_verb

_NEAR = 8  # attributions to look back for the one that a participle goes on


def find_attributions(doc: Doc, cues: Cues) -> list[Attribution]:
    """Every attribution of the writer, by the position of its cue; at most one a cue.

    Inside what another reports only reported speech is nested ("The ministry said that Kim told Lee that …"): what is
    wished, feared or condemned there ("said that they want to leave") is for that other to say.
    """
    found = _reattach([a for i in _cues(doc, cues) if (a := _attribute(doc[i], cues)) is not None])
    reported = bytearray(len(doc))
    for attribution in found:
        for first, end in attribution.parts:
            reported[first:end] = b"\1" * (end - first)
    return [a for a in found if not reported[a.head.i] or (a.mode == "speech" and a.form == "clause")]


def _cues(doc: Doc, cues: Cues) -> Iterator[int]:
    """The tokens that may report something, by their words alone."""
    columns = columns_of(doc)
    kinds = {"VERB": {*cues.verbs, "be"}, "AUX": {*cues.verbs, "be"}, "NOUN": cues.nouns, "ADJ": cues.adjectives}
    for i, (pos, lemma, lower) in enumerate(zip(columns.pos, columns.lemmas, columns.lowers, strict=True)):
        if lower in cues.phrase_starts or (pos in kinds and lemma.lower() in kinds[pos]):
            yield i


def _reattach(found: list[Attribution]) -> list[Attribution]:
    """ "said that A, adding that B": the parser takes the participle for a part of A; it is the speaker who adds."""
    current: list[Attribution] = []
    for attribution in found:
        head = attribution.head
        near = range(len(current) - 1, max(len(current) - 1 - _NEAR, -1), -1) if _is_addition(attribution) else ()
        outer = next((i for i in near if _contains(current[i], head)), None)
        if outer is not None:
            said = current[outer]
            parts = tuple((first, min(end, head.i - 1)) for first, end in said.parts if first < head.i - 1)
            current[outer] = replace(said, parts=parts)
            attribution = replace(attribution, source=said.source)
        current.append(attribution)
    return [attribution for attribution in current if attribution.parts]


def _is_addition(attribution: Attribution) -> bool:
    """A participle without a subject of its own, behind a comma or a quotation: ", adding that"."""
    head = attribution.head
    if head.tag_ != "VBG" or head.dep_ not in {"advcl", "acl"} or head.i < 2:
        return False
    own = any(t.dep_ in {"nsubj", "mark"} for t in head.lefts)
    before = head.doc[head.i - 1]
    reports = (attribution.mode, attribution.form) == ("speech", "clause")
    return reports and not own and bool(before.text == "," or before.is_quote)


def _contains(said: Attribution, head: Token) -> bool:
    spoken = (said.mode, said.form) == ("speech", "clause") and said.head.i < head.i
    return spoken and any(first < head.i < end for first, end in said.parts)


def _attribute(token: Token, cues: Cues) -> Attribution | None:
    if token.lower_ in cues.phrase_starts:
        return by_phrase(token, cues)
    if token.pos_ in {"VERB", "AUX"}:
        return by_verb(token, cues) or by_copula(token, cues)
    if token.pos_ == "NOUN":
        return by_noun(token, cues)
    return by_adjective(token, cues) if token.pos_ == "ADJ" else None
