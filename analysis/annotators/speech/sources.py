"""Who a cue's words are attributed to: the subject of a reporting verb, found along the parse."""

from __future__ import annotations

from spacy.tokens import Token

_RELATIVE = frozenset({"WP", "WDT"})


def subject_of(verb: Token, depth: int = 4) -> Token | None:
    """The head of the noun phrase that does what the verb says; None for an agentless passive.

    "X was quoted as saying", "X went on to say": the subject is the governing verb's. "X praised Y and said": shared.
    "who said": the relative pronoun, which `antecedent_of` resolves.
    """
    agent = next((t for t in verb.rights if t.dep_ == "agent"), None)
    if agent is not None:
        return next((t for t in agent.rights if t.dep_ == "pobj"), None)
    subject = next((t for t in verb.children if t.dep_ == "nsubj"), None)
    # "signed an order for new sanctions citing …": "for" opens no clause with a participle; who signed is meant.
    misread = verb.tag_ == "VBG" and any(t.dep_ == "mark" and t.lower_ == "for" for t in verb.lefts)
    if subject is not None and not misread:
        return subject
    passive = any(t.dep_ in {"nsubjpass", "auxpass"} for t in verb.children)
    if passive or depth == 0 or verb.head == verb:
        return None
    return _shared(verb, depth)


def _shared(verb: Token, depth: int) -> Token | None:
    head = verb.head
    if verb.dep_ == "pcomp" and head.dep_ == "prep":
        head = head.head  # "was quoted as saying"
    if head.pos_ == "ADJ" and head.dep_ == "acomp":  # "was able to say"; "it is hard to say" is said by no one
        subject = subject_of(head.head, depth - 1)
        return None if subject is not None and subject.lower_ in {"it", "this", "that"} else subject
    if verb.dep_ == "acl" and verb.tag_ == "VBG":
        return head if head.pos_ in {"NOUN", "PROPN", "PRON"} else None  # "a statement saying that …"
    if verb.dep_ not in {"conj", "xcomp", "pcomp", "advcl", "ccomp", "dep"} or head.pos_ not in {"VERB", "AUX"}:
        return None
    if verb.dep_ == "conj" and head.dep_ == "relcl" and not any(t.dep_ == "nsubj" for t in head.children):
        return None
    return next((t for t in head.children if t.dep_ == "nsubjpass"), None) or subject_of(head, depth - 1)


def antecedent_of(token: Token) -> Token:
    """The noun that a relative pronoun stands for ("the envoy who said"); any other token itself."""
    if token.tag_ not in _RELATIVE:
        return token
    clause = token.head
    while clause.dep_ in {"conj", "ccomp", "xcomp"} and clause.head != clause:
        clause = clause.head
    return clause.head if clause.dep_ == "relcl" else token


def source_range(head: Token, cue: tuple[int, int] | None = None) -> tuple[int, int]:
    """The noun phrase [start, end) of tokens, without the punctuation at its edges.

    It ends before a clause that holds the cue ("[a letter] saying that …") and before a clause that only adds something
    ("[Kim], who arrived on Friday, said"); an apposition belongs to it.
    """
    doc = head.doc
    first, last = head.left_edge.i, head.right_edge.i
    for child in head.rights:
        holds_cue = cue is not None and child.left_edge.i <= cue[0] <= child.right_edge.i
        adds = child.dep_ == "relcl" and doc[child.left_edge.i - 1].text == ","
        if holds_cue or adds:
            last = min(last, child.left_edge.i - 1)
            break
    if cue is not None and first <= cue[0] < head.i:
        first = head.i
    while first < head.i and (doc[first].is_punct or doc[first].is_space):
        first += 1
    while last > head.i and (doc[last].is_punct or doc[last].is_space or doc[last].tag_ == "POS"):
        last -= 1
    return first, max(last, head.i) + 1
