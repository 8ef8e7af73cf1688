"""Clauses over the dependency parse: the predicates above a word, their subjects, negation and modality.

Labels are those of spaCy's English models (ClearNLP, de Marneffe & Manning 2008).
"""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

SUBJECTS = ("nsubj", "nsubjpass", "csubj", "expl")
CLAUSAL = (
    "ccomp",
    "xcomp",
    "advcl",
    "acl",
    "relcl",
    "conj",
    "pcomp",
    "parataxis",
    "ROOT",
    "csubj",
    "csubjpass",
    "dep",
    "appos",
)


def is_predicate(token: Token) -> bool:
    """A verb, or an auxiliary that stands for one ("is", "has")."""
    return token.pos_ in ("VERB", "AUX") and token.dep_ not in ("aux", "auxpass")


def predicates_above(token: Token) -> Iterator[Token]:
    """The predicates that govern `token`, innermost first, up to the sentence's root."""
    current = token
    while True:
        if is_predicate(current) and current.i != token.i:
            yield current
        if current.head.i == current.i:
            return
        current = current.head


def subject(predicate: Token) -> Token | None:
    """The head of the predicate's subject: its own, else that of the verb it shares one with.

    Conjuncts ("condemned X and said") and open complements ("refused to back") share; a relative clause's "who" is the
    noun that it modifies.
    """
    seen = 0
    current = predicate
    while seen < 6:
        own = own_subject(current)
        if own is not None:
            return antecedent(own)
        if current.dep_ in ("acl", "relcl"):
            return current.head
        if current.dep_ not in ("conj", "xcomp", "advcl", "pcomp", "prep") or current.head.i == current.i:
            return None
        current = current.head
        seen += 1
    return None


def own_subject(predicate: Token) -> Token | None:
    """The predicate's own subject; for a passive, its agent ("by Congress")."""
    agent = agent_of(predicate)
    if agent is not None:
        return agent
    return next((child for child in predicate.lefts if child.dep_ in SUBJECTS[:2]), None) or next(
        (child for child in predicate.rights if child.dep_ in SUBJECTS[:2]), None
    )


def agent_of(predicate: Token) -> Token | None:
    """Who does it in a passive: "was imposed by the Council"."""
    for child in predicate.children:
        if child.dep_ == "agent":
            return next((t for t in child.children if t.dep_ == "pobj"), None)
    return None


def is_passive(predicate: Token) -> bool:
    """Whether the predicate is a passive with its patient as the subject."""
    return any(child.dep_ in ("nsubjpass", "auxpass") for child in predicate.children)


def antecedent(token: Token) -> Token:
    """For "who", "which", "that" as a relative clause's subject, the noun; else the token itself."""
    if token.tag_ in ("WP", "WDT") or (token.lower_ == "that" and token.head.dep_ == "relcl"):
        clause = token.head
        while clause.dep_ in ("conj", "xcomp", "ccomp") and clause.head.i != clause.i:
            clause = clause.head
        if clause.dep_ in ("relcl", "acl"):
            return clause.head
    return token


def is_negated(predicate: Token) -> bool:
    """Whether "not", "never" or "no" stands on the predicate (or on its object: "imposed no sanctions")."""
    for child in predicate.children:
        if child.dep_ == "neg":
            return True
        if child.dep_ in ("dobj", "attr", "nsubj", "nsubjpass") and any(
            t.dep_ in ("det", "neg") and t.lower_ in ("no", "neither", "none") for t in child.children
        ):
            return True
    return any(child.lower_ in ("never", "neither", "nor", "hardly") for child in predicate.lefts)


def modal_of(predicate: Token) -> str | None:
    """The modal on the predicate ("will", "should"), "going" for "going to", else None."""
    for child in predicate.lefts:
        if child.dep_ == "aux" and child.tag_ == "MD":
            return {"wo": "will", "'ll": "will", "’ll": "will", "'d": "would", "’d": "would", "ca": "can"}.get(
                child.lower_, child.lower_
            )
    return "going" if predicate.dep_ == "xcomp" and predicate.head.lower_ == "going" else None


def is_finite(predicate: Token) -> bool:
    """Whether the predicate carries tense itself or by an auxiliary: no infinitive, no participle."""
    if predicate.tag_ in ("VBD", "VBZ", "VBP", "MD"):
        return True
    return any(c.dep_ in ("aux", "auxpass") and c.tag_ in ("VBD", "VBZ", "VBP", "MD") for c in predicate.children)


def conjuncts(token: Token) -> list[Token]:
    """The token and what is co-ordinated with it: "Paris, Berlin and Rome"."""
    return [token, *token.conjuncts]


def condition_of(predicate: Token) -> Token | None:
    """The verb of an "if", "unless", "until", "should … " clause on the predicate, if there is one."""
    for child in predicate.children:
        if child.dep_ == "advcl" and any(
            (c.dep_ == "mark" and c.lower_ in ("if", "unless", "until")) or c.lower_ in ("unless", "once")
            for c in child.children
        ):
            return child
    return None
