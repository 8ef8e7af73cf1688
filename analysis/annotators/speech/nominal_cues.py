"""Reporting nouns, adjectives and phrases: "the claim that", "is sure that", "according to"."""

from __future__ import annotations

from spacy.tokens import Token

from analysis.annotators.speech.attribution import Attribution, build, clause_form, frames_at, last_word
from analysis.annotators.speech.reporting import Cues, Frame
from analysis.annotators.speech.sources import subject_of


def by_copula(verb: Token, cues: Cues) -> Attribution | None:
    """ "His answer was that …": a reporting noun as the subject of be, with a clause."""
    if verb.lemma_.lower() != "be":
        return None
    subject = next((t for t in verb.lefts if t.dep_ == "nsubj" and t.pos_ == "NOUN"), None)
    clause = next((t for t in verb.rights if t.dep_ == "ccomp" and clause_form(t) == "clause"), None)
    frame = subject and next((f for f in cues.nouns.get(subject.lemma_.lower(), ()) if "clause" in f.takes), None)
    if subject is None or clause is None or not frame:
        return None
    return build(verb, (subject, verb), _possessor(subject), [clause], frame.mode, "clause")


def by_noun(noun: Token, cues: Cues) -> Attribution | None:
    """ "Kim's claim that …", "expressed hope that …", "opposition to …"; the last only where it says whose."""
    for frame in frames_at(noun, cues.nouns.get(noun.lemma_.lower(), ())):
        last = last_word(noun, frame)
        if last is None:
            continue
        heads, form = _noun_content(noun, last, frame)
        if not heads:
            continue
        light = noun.head if noun.dep_ in {"dobj", "attr"} and noun.head.lemma_.lower() in cues.light_verbs else None
        lent = subject_of(light) if light is not None else None  # "[Kim] expressed her hope that"
        source = lent or _possessor(noun)
        first = light if light is not None and lent is not None and light.i < noun.i else noun
        if source is None and form == "object":
            continue
        return build(noun, (first, last), source, heads, frame.mode, form)
    return None


def _noun_content(noun: Token, last: Token, frame: Frame) -> tuple[list[Token], str]:
    if last != noun:
        heads = [t for t in last.rights if t.dep_ in {"pobj", "pcomp"}]
        return heads[:1], "object"
    for child in noun.rights:
        if child.dep_ not in {"acl", "ccomp", "relcl"}:
            continue
        lefts = list(child.lefts)
        if "infinitive" in frame.takes and any(t.tag_ == "TO" and t.dep_ == "aux" for t in lefts):
            return [child], "infinitive"
        if "clause" in frame.takes and any(t.dep_ == "mark" and t.lower_ in {"that", "whether"} for t in lefts):
            return [child], "clause"
    return [], "clause"


def _possessor(noun: Token) -> Token | None:
    """ "Putin's claim", "a claim by Putin"."""
    for child in noun.children:
        if child.dep_ == "poss":
            return child
        if child.dep_ == "prep" and child.lower_ in {"by", "from"}:
            return next((t for t in child.rights if t.dep_ == "pobj"), None)
    return None


def by_adjective(adjective: Token, cues: Cues) -> Attribution | None:
    """ "is sure that …", "is worried about …", behind a copula with a subject that can think."""
    frames = cues.adjectives.get(adjective.lemma_.lower(), ())
    if not frames:
        return None
    copula = adjective.head if adjective.dep_ == "acomp" else None
    if copula is None:
        return None
    for frame in frames:
        last = last_word(adjective, frame)
        if last is None:
            continue
        below = [*last.rights, *(t for t in copula.rights if last == adjective and t.i > adjective.i)]
        heads = [t for t in below if (form := clause_form(t)) and form in frame.takes]
        if not heads and last != adjective:
            heads = [t for t in below if t.dep_ in {"pobj", "pcomp"}]
        source = subject_of(copula)
        if heads and source is not None and source.lower_ not in {"it", "there"}:
            return build(adjective, (copula, last), source, heads[:1], frame.mode, clause_form(heads[0]) or "object")
    return None


def phrase_end(token: Token, cues: Cues) -> Token | None:
    """The last word of a phrase that names its source, such as "according to", where one starts here."""
    doc = token.doc
    for phrase in cues.phrase_starts.get(token.lower_, ()):
        if [t.lower_ for t in doc[token.i : token.i + len(phrase)]] == list(phrase):
            return doc[token.i + len(phrase) - 1]
    return None


def by_phrase(token: Token, cues: Cues) -> Attribution | None:
    """ "According to X, …": the sentence where the phrase opens or ends it, else the clause it is set into."""
    last = phrase_end(token, cues)
    source = last and next((t for t in last.rights if t.dep_ == "pobj"), None)
    if last is None or source is None:
        return None
    hole = {*range(token.i, source.right_edge.i + 1)}
    sentence = token.sent
    edge = token.i - sentence.start < 3 or sentence.end - source.right_edge.i < 4
    content = sentence.root
    if not edge or content.i in hole:
        content = next((t for t in token.ancestors if t.pos_ in {"VERB", "AUX"} and t.i not in hole), token.head)
    return None if content.i in hole else build(token, (token, last), source, [content], "speech", "clause", hole)
