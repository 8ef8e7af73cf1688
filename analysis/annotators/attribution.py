"""Attributions: which words report which clause as whose, read from the parse.

The patterns follow the grammar of reporting clauses (Quirk et al. 1985, ch. 14.28-35) over spaCy's English dependency
labels. A reporting verb with a content clause, infinitive, gerund or object; reporting nouns and adjectives; and
phrases such as "according to".
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Doc, Token

from analysis.annotators.reporting import Cues, Frame
from analysis.annotators.sources import children_of, subject_of

_CLAUSAL = frozenset({"ccomp", "xcomp", "pcomp", "acl", "advcl", "relcl"})
_EDGE = frozenset(",.;:-–—()[]…")


@dataclass(frozen=True, slots=True)
class Attribution:
    """A cue, the head of its source, and the token ranges [start, end) of its content."""

    head: Token  # the cue's main word
    cue: tuple[int, int]
    source: Token | None
    parts: tuple[tuple[int, int], ...]
    mode: str  # speech, thought
    form: str  # clause, infinitive, gerund, object, naming


def find_attributions(doc: Doc, cues: Cues) -> list[Attribution]:
    """Every attribution of the writer, by the position of its cue; at most one a cue.

    Inside what another reports only reported speech is nested ("The ministry said that Kim told Lee that …"): what is
    wished, feared or condemned there ("said that they want to leave") is for that other to say.
    """
    found = _reattach([attribution for token in doc if (attribution := _attribute(token, cues)) is not None])
    reported = bytearray(len(doc))
    for attribution in found:
        for first, end in attribution.parts:
            reported[first:end] = b"\1" * (end - first)
    return [a for a in found if not reported[a.head.i] or (a.mode == "speech" and a.form == "clause")]


def _reattach(found: list[Attribution]) -> list[Attribution]:
    """ "said that A, adding that B": the parser takes the participle for a part of A; it is the speaker who adds."""
    current: list[Attribution] = []
    for attribution in found:
        head = attribution.head
        outer = next((i for i in reversed(range(len(current))) if _adds_to(attribution, current[i])), None)
        if outer is not None:
            said = current[outer]
            parts = tuple((first, min(end, head.i - 1)) for first, end in said.parts if first < head.i - 1)
            current[outer] = replace(said, parts=parts)
            attribution = replace(attribution, source=said.source)
        current.append(attribution)
    return [attribution for attribution in current if attribution.parts]


def _adds_to(attribution: Attribution, said: Attribution) -> bool:
    head = attribution.head
    if head.tag_ != "VBG" or head.dep_ not in {"advcl", "acl"} or attribution.mode != "speech" or head.i < 2:
        return False
    if any(t.dep_ in {"nsubj", "mark"} for t in head.lefts) or attribution.form != "clause":
        return False
    before = head.doc[head.i - 1]
    inside = said.mode == "speech" and said.form == "clause" and any(f < head.i < e for f, e in said.parts)
    return inside and (before.text == "," or before.is_quote) and said.head.i < head.i


def _attribute(token: Token, cues: Cues) -> Attribution | None:
    if token.lower_ in cues.phrase_starts:
        return _by_phrase(token, cues)
    if token.pos_ in {"VERB", "AUX"}:
        return _by_verb(token, cues)
    if token.pos_ == "NOUN":
        return _by_noun(token, cues)
    if token.pos_ == "ADJ":
        return _by_adjective(token, cues)
    return None


def _by_verb(verb: Token, cues: Cues) -> Attribution | None:
    frames = cues.verbs.get(verb.lemma_.lower(), ())
    if not frames:
        return _by_copula(verb, cues)
    for frame in frames:
        end = _last_word(verb, frame)
        content = None if end is None else _content(end, verb, frame, cues.adverbials)
        if end is None or content is None:
            continue
        form, heads = content
        hole: Iterable[int] = ()
        if form == "clause" and _is_continued(verb):
            heads, hole = [verb.head], range(verb.left_edge.i, end.i + 1)
        elif form == "clause":
            heads = [*_opening_adjuncts(verb, heads[0]), *heads]
        last = end if _is_compact(verb, end) else verb  # "lashed out at"; but "described" of "described it as"
        return _build(verb, (verb, last), subject_of(verb), heads, frame.mode, form, {*hole, end.i})
    return _parenthetical(verb, frames)


def _opening_adjuncts(verb: Token, content: Token) -> list[Token]:
    """ "When the war ends, he told reporters, the port will be rebuilt": what stands before the cue belongs behind it."""
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


def _last_word(head: Token, frame: Frame) -> Token | None:
    """The last word of a cue of several words ("lash out at"), found along the tree; None where one is missing."""
    word = head
    for text in frame.words[1:]:
        options = [t for t in (*children_of(word), *children_of(head)) if t.lower_ == text and t.i > word.i]
        if not options:
            return None
        word = options[0]
    return word


def _is_compact(verb: Token, last: Token) -> bool:
    return all(t.dep_ in {"prt", "prep", "advmod"} for t in verb.doc[verb.i + 1 : last.i])


def _content(
    last: Token, verb: Token, frame: Frame, adverbials: Collection[str]
) -> tuple[str, list[Token]] | None:
    """The form and heads of the content below the cue, clauses before objects."""
    below = [*children_of(last), *(children_of(verb) if last is not verb and last.dep_ == "prt" else ())]
    clauses = {}
    for child in below:
        form = _clause_form(child)
        if form and child.left_edge.lower_ not in adverbials:
            clauses.setdefault(form, child)
    for form in ("clause", "infinitive", "gerund"):
        if form in clauses and form in frame.takes:
            return form, [clauses[form]]
    if "naming" in frame.takes and (named := _named(last, verb, below)):
        return "naming", named
    objects = [t for t in below if t.dep_ in {"dobj", "pobj", "oprd"} and t.tag_ not in {"WDT", "WP"}]
    if "object" in frame.takes and objects and not clauses:
        return "object", objects[:1]
    if "object" in frame.takes and last is verb and _agent(verb):
        passive = [t for t in below if t.dep_ == "nsubjpass" and t.tag_ not in {"WDT", "WP"}]
        return ("object", passive[:1]) if passive else None
    return None


def _clause_form(token: Token) -> str | None:
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


def _named(last: Token, verb: Token, below: list[Token]) -> list[Token]:
    """The object and what it is called: "called [the vote] [a farce]", "described [it] [as a farce]"."""
    if last is not verb:
        targets = [t for t in children_of(last) if t.dep_ in {"pobj", "pcomp", "amod", "acomp"}]
        objects = [t for t in children_of(verb) if t.dep_ in {"dobj", "nsubjpass"}]
        return [*objects[:1], *targets[:1]] if targets and objects else []
    names = [t for t in below if t.dep_ in {"oprd", "xcomp"} or (t.dep_ == "ccomp" and _clause_form(t) is None)]
    objects = [t for t in below if t.dep_ in {"dobj", "nsubjpass"} and t.tag_ not in {"WDT", "WP"}]
    if names:
        return [*objects[:1], names[0]]
    return objects if len(objects) > 1 else []


def _parenthetical(verb: Token, frames: Iterable[Frame]) -> Attribution | None:
    """A reporting clause set into or after its content: "Sanctions, he said, would hurt", "as he put it"."""
    clause = next((f for f in frames if "clause" in f.takes and len(f.words) == 1), None)
    head = verb.head
    if clause is None or head is verb or head.pos_ not in {"VERB", "AUX"}:
        return None
    if not any(t.dep_ in {"nsubj", "nsubjpass"} for t in verb.children):
        return None
    marks = [t for t in verb.lefts if t.dep_ in {"mark", "advmod"} and t.i == verb.left_edge.i]
    is_as = bool(marks) and marks[0].lower_ == "as"
    if (
        verb.dep_ not in {"ccomp", "parataxis", "advcl"}
        or (marks and not is_as)
        or (verb.dep_ == "advcl" and not is_as)
    ):
        return None
    if not _set_off(verb):
        return None
    hole = {t.i for t in verb.subtree}
    return _build(verb, (verb, verb), subject_of(verb), [head], clause.mode, "clause", hole)


def _set_off(verb: Token) -> bool:
    """Whether punctuation stands on both sides of the verb's clause."""
    doc, before, after = verb.doc, verb.left_edge.i, verb.right_edge.i
    while before > 0 and not doc[before].is_punct and doc[before - 1].is_punct:
        before -= 1
    opens = before == 0 or doc[before].is_punct or doc[before].is_space
    closes = doc[after].is_punct or after + 1 == len(doc) or doc[after + 1].is_punct or doc[after + 1].is_space
    return opens and closes


def _by_copula(verb: Token, cues: Cues) -> Attribution | None:
    """ "His answer was that …": a reporting noun as the subject of be, with a clause."""
    if verb.lemma_.lower() != "be":
        return None
    subject = next((t for t in verb.lefts if t.dep_ == "nsubj" and t.pos_ == "NOUN"), None)
    clause = next((t for t in verb.rights if t.dep_ == "ccomp" and _clause_form(t) == "clause"), None)
    frame = subject and next((f for f in cues.nouns.get(subject.lemma_.lower(), ()) if "clause" in f.takes), None)
    if subject is None or clause is None or not frame:
        return None
    return _build(verb, (subject, verb), _possessor(subject), [clause], frame.mode, "clause")


def _by_noun(noun: Token, cues: Cues) -> Attribution | None:
    for frame in cues.nouns.get(noun.lemma_.lower(), ()):
        last = _last_word(noun, frame)
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
        return _build(noun, (first, last), source, heads, frame.mode, form)
    return None


def _noun_content(noun: Token, last: Token, frame: Frame) -> tuple[list[Token], str]:
    if last is not noun:
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


def _by_adjective(adjective: Token, cues: Cues) -> Attribution | None:
    frames = cues.adjectives.get(adjective.lemma_.lower(), ())
    if not frames:
        return None
    copula = adjective.head if adjective.dep_ == "acomp" else None
    if copula is None:
        return None
    for frame in frames:
        last = _last_word(adjective, frame)
        if last is None:
            continue
        below = [*last.rights, *(t for t in copula.rights if last is adjective and t.i > adjective.i)]
        heads = [t for t in below if (form := _clause_form(t)) and form in frame.takes]
        if not heads and last is not adjective:
            heads = [t for t in below if t.dep_ in {"pobj", "pcomp"}]
        source = subject_of(copula)
        if heads and source is not None and source.lower_ not in {"it", "there"}:
            return _build(adjective, (copula, last), source, heads[:1], frame.mode, _clause_form(heads[0]) or "object")
    return None


def phrase_end(token: Token, cues: Cues) -> Token | None:
    """The last word of a phrase that names its source, such as "according to", where one starts here."""
    doc = token.doc
    for phrase in cues.phrase_starts.get(token.lower_, ()):
        if [t.lower_ for t in doc[token.i : token.i + len(phrase)]] == list(phrase):
            return doc[token.i + len(phrase) - 1]
    return None


def _by_phrase(token: Token, cues: Cues) -> Attribution | None:
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
    return None if content.i in hole else _build(token, (token, last), source, [content], "speech", "clause", hole)


def _agent(verb: Token) -> Token | None:
    by = next((t for t in verb.rights if t.dep_ == "agent"), None)
    return by and next((t for t in by.rights if t.dep_ == "pobj"), None)


def _build(
    head: Token,
    cue: tuple[Token, Token],
    source: Token | None,
    contents: Iterable[Token],
    mode: str,
    form: str,
    hole: Iterable[int] = (),
) -> Attribution | None:
    start, end = min(t.i for t in cue), max(t.i for t in cue) + 1
    out = {*hole, *range(start, end)}
    if source is not None and not any(source is t or source.is_ancestor(t) for t in contents):
        out.add(source.i)
    tokens = sorted({t.i for content in contents for t in content.subtree} - out)
    parts = tuple(_runs(head.doc, tokens))
    return Attribution(head, (start, end), source, parts, mode, form) if parts else None


def _runs(doc: Doc, tokens: list[int]) -> Iterator[tuple[int, int]]:
    """Neighbouring tokens as ranges, without the punctuation at their edges; "But, he said," leaves no range."""
    start = 0
    for at in range(1, len(tokens) + 1):
        if at < len(tokens) and tokens[at] == tokens[at - 1] + 1:
            continue
        first, last = tokens[start], tokens[at - 1]
        start = at
        while first <= last and (doc[first].is_space or doc[first].text in _EDGE):
            first += 1
        while last >= first and (doc[last].is_space or doc[last].text in _EDGE):
            last -= 1
        if any(doc[i].pos_ not in {"CCONJ", "SCONJ", "ADV", "PUNCT", "SPACE", "INTJ"} for i in range(first, last + 1)):
            yield first, last + 1
