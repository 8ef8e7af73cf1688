"""Reporting verbs: with a clause, an infinitive, a gerund or an object, or set into what they report."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from spacy.tokens import Token

from analysis.annotators.speech.attribution import Attribution, build, clause_form, frames_at, last_word
from analysis.annotators.speech.nominal_cues import by_noun
from analysis.annotators.speech.reporting import Cues, Frame
from analysis.annotators.speech.sources import subject_of

_RELATIVE = frozenset({"WDT", "WP"})  # "the plan that Kim condemned": the content stands outside the clause


def by_verb(verb: Token, cues: Cues) -> Attribution | None:
    """What this verb reports, by the first of its frames that the parse fills; None where none is."""
    frames = cues.verbs.get(verb.lemma_.lower(), ())
    for frame in frames_at(verb, frames):
        end = last_word(verb, frame)
        content = None if end is None else _content(end, verb, frame, cues.adverbials)
        if end is None or content is None:
            continue
        form, heads = content
        if form == "object" and heads[0].head == verb and by_noun(heads[0], cues) is not None:
            return None  # "expressed hope that …": the noun says what is reported
        hole: Iterable[int] = ()
        if form == "clause" and _is_continued(verb):
            heads, hole = [verb.head], range(verb.left_edge.i, end.i + 1)
        elif form == "clause":
            heads = [*_opening_adjuncts(verb, heads[0]), *heads]
        last = end if _is_compact(verb, end) else verb  # "lashed out at"; but "described" of "described it as"
        return build(verb, (verb, last), subject_of(verb), heads, frame.mode, form, hole or [end.i])
    return _parenthetical(verb, frames)


def _opening_adjuncts(verb: Token, content: Token) -> list[Token]:
    """ "When the war ends, he told reporters, the port will open": what stands before the cue belongs behind it."""
    subject = next((t for t in verb.lefts if t.dep_ == "nsubj"), None)
    doc, first = verb.doc, content.left_edge.i
    if subject is None or first <= verb.i or doc[first - 1].text != "," or doc[subject.left_edge.i - 1].text != ",":
        return []
    return [t for t in verb.lefts if t.dep_ in {"advcl", "prep", "npadvmod"} and t.i < subject.left_edge.i]


def _is_continued(verb: Token) -> bool:
    """ "He said A, so B": the parser makes the cue a part of B, which is said as well."""
    head = verb.head
    if verb.dep_ != "ccomp" or head.i < verb.i or head.pos_ not in {"VERB", "AUX"}:
        return False
    return any(t.dep_ in {"nsubj", "expl"} and t.i > verb.right_edge.i for t in head.lefts)


def _is_compact(verb: Token, last: Token) -> bool:
    return all(t.dep_ in {"prt", "prep", "advmod"} for t in verb.doc[verb.i + 1 : last.i])


def _content(last: Token, verb: Token, frame: Frame, adverbials: Collection[str]) -> tuple[str, list[Token]] | None:
    """The form and heads of the content below the cue, clauses before objects."""
    below = [*last.children, *(verb.children if last != verb and last.dep_ == "prt" else ())]
    clauses: dict[str, Token] = {}
    for child in below:
        form = clause_form(child)
        marked = any(t.lower_ in adverbials and t.dep_ in {"mark", "advmod"} for t in child.lefts)
        if form and not marked:
            clauses.setdefault(form, child)
    for form in ("clause", "infinitive", "gerund"):
        if form in clauses and form in frame.takes:
            return form, [clauses[form]]
    if "naming" in frame.takes and (named := _named(last, verb, below)):
        return "naming", named
    objects = [t for t in below if t.dep_ in {"dobj", "pobj", "oprd"} and _can_be_content(t)]
    if "object" in frame.takes and objects and not clauses:
        return "object", objects[:1]
    if "object" in frame.takes and last == verb and _agent(verb):
        passive = [t for t in below if t.dep_ == "nsubjpass" and t.tag_ not in _RELATIVE]
        return ("object", passive[:1]) if passive else None
    return None


def _can_be_content(token: Token) -> bool:
    """No relative pronoun, and no date: "called the vote a farce on Monday" does not call on anyone."""
    return token.tag_ not in _RELATIVE and token.ent_type_ not in {"DATE", "TIME"}


def _named(last: Token, verb: Token, below: list[Token]) -> list[Token]:
    """The object and what it is called: "called [the vote] [a farce]", "described [it] [as a farce]"."""
    if last != verb:
        targets = [t for t in last.children if t.dep_ in {"pobj", "pcomp", "amod", "acomp"}]
        objects = [t for t in verb.children if t.dep_ in {"dobj", "nsubjpass"}]
        return [*objects[:1], *targets[:1]] if targets and objects else []
    names = [t for t in below if t.dep_ in {"oprd", "xcomp"} or (t.dep_ == "ccomp" and clause_form(t) is None)]
    objects = [t for t in below if t.dep_ in {"dobj", "nsubjpass"} and t.tag_ not in _RELATIVE]
    if names:
        return [*objects[:1], names[0]]
    return objects if len(objects) > 1 else []


def _parenthetical(verb: Token, frames: Iterable[Frame]) -> Attribution | None:
    """A reporting clause set into or after its content: "Sanctions, he said, would hurt", "as he put it"."""
    clause = next((f for f in frames if "clause" in f.takes and len(f.words) == 1), None)
    head = verb.head
    if clause is None or head == verb or head.pos_ not in {"VERB", "AUX"}:
        return None
    if not any(t.dep_ in {"nsubj", "nsubjpass"} for t in verb.children):
        return None
    marks = [t for t in verb.lefts if t.dep_ in {"mark", "advmod"} and t.i == verb.left_edge.i]
    is_as = bool(marks) and marks[0].lower_ == "as"
    allowed = {"ccomp", "parataxis", "advcl"} if is_as else {"ccomp", "parataxis"}
    if verb.dep_ not in allowed or (marks and not is_as) or not _set_off(verb):
        return None
    hole = range(verb.left_edge.i, verb.right_edge.i + 1)
    return build(verb, (verb, verb), subject_of(verb), [head], clause.mode, "clause", hole)


def _set_off(verb: Token) -> bool:
    """Whether punctuation stands on both sides of the verb's clause."""
    doc, before, after = verb.doc, verb.left_edge.i, verb.right_edge.i
    while before > 0 and not doc[before].is_punct and doc[before - 1].is_punct:
        before -= 1
    opens = before == 0 or doc[before].is_punct or doc[before].is_space
    closes = doc[after].is_punct or after + 1 == len(doc) or doc[after + 1].is_punct or doc[after + 1].is_space
    return opens and closes


def _agent(verb: Token) -> Token | None:
    by = next((t for t in verb.rights if t.dep_ == "agent"), None)
    return by and next((t for t in by.rights if t.dep_ == "pobj"), None)
