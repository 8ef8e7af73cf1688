"""Reading a term in its clause: which act toward the topic the predicates above it add up to.

The innermost predicate gives the act ("lift" + sanctions → `ease`); each predicate above it, each negation and each
modal turns it ("refused to lift" → `maintain`; "urged X to lift" → `call_to_lift`). Compositional in the manner of
Moilanen & Pulman (2007), with acts in place of polarities.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Self

from spacy.tokens import Token

from analysis.annotators.clauses import condition_of, is_finite, is_negated, is_passive, is_predicate, modal_of
from analysis.annotators.topics import Term, lemma
from analysis.lexicons import Topic

# The act that a predicate class makes of the topic itself, as its object and as its subject.
OBJECT = {
    "put": "impose",
    "keep": "maintain",
    "lift": "ease",
    "criticize": "criticize",
    "endorse": "endorse",
    "demand": "call_for",
    "threaten": "threaten",
    "resist": "refuse",
    "evade": "refuse",
    "consider": "consider",
}
SUBJECT = {
    "harm": "criticize",
    "keep": "maintain",
    "work": "endorse",
    "lift": "ease",
    "put": "impose",
    "threaten": "threaten",
}
# What a predicate above makes of the act below it; a class that is not named leaves it.
ABOVE: Mapping[str, Mapping[str, str]] = {
    "demand": {
        "impose": "call_for",
        "threaten": "call_for",
        "ease": "call_to_lift",
        "refuse": "call_to_lift",
        "maintain": "maintain",
    },
    "lift": {"ease": "maintain", "impose": "ease", "maintain": "ease"},
    "threaten": {"impose": "threaten", "criticize": "warn_against", "endorse": "threaten"},
    "promise": {"impose": "threaten"},
    "resist": {
        "impose": "refuse",
        "threaten": "refuse",
        "ease": "maintain",
        "endorse": "refuse",
        "maintain": "ease",
        "call_for": "refuse",
    },
    "consider": {"impose": "consider", "ease": "consider", "threaten": "consider", "refuse": "consider"},
    "criticize": {
        "impose": "criticize",
        "threaten": "criticize",
        "maintain": "criticize",
        "call_for": "criticize",
        "ease": "maintain",
    },
    "endorse": {
        "impose": "endorse",
        "threaten": "endorse",
        "ease": "call_to_lift",
        "refuse": "call_to_lift",
        "criticize": "criticize",
    },
}
NEGATED = {
    "impose": "refuse",
    "threaten": "refuse",
    "call_for": "call_to_lift",
    "ease": "maintain",
    "maintain": "ease",
    "endorse": "refuse",
    "refuse": "maintain",
    "criticize": "endorse",
    "call_to_lift": "maintain",
    "consider": "refuse",
}
REPORTED = {"demand", "threaten", "promise"}  # classes that turn what they report: "insisted that …", "warned that …"
LIKELY = {"will", "would", "shall", "going", "could", "may", "might", "can"}
PARTICLES = ("prt", "prep", "advmod")
OUGHT = {"should", "must", "need", "ought"}


@dataclass(frozen=True, slots=True)
class Reading:
    """The act (None where nothing in the chain tells) and the steps that made it, innermost first."""

    act: str | None
    steps: tuple[str, ...]
    cue: Token


@dataclass(frozen=True)
class Reader:
    """Reads terms with a topic's predicates."""

    classes: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, topic: Topic) -> Self:
        classes: dict[str, tuple[str, ...]] = {}
        for name, lemmas in topic.predicates.items():
            for entry in lemmas:
                classes[entry] = (*classes.get(entry, ()), name)
        return cls(classes=classes)

    def classes_of(self, token: Token) -> tuple[str, ...]:
        """The classes of a word, with its particles and prepositions where those are listed ("stop short of")."""
        base = lemma(token)
        near = (word for child in token.rights if child.dep_ in PARTICLES for word in (child, *child.rights))
        particles = [word.lower_ for word in near if word.dep_ in PARTICLES]
        for n in (2, 1):
            for i in range(len(particles) - n + 1):
                if found := self.classes.get(" ".join([base, *particles[i : i + n]])):
                    return found
        return self.classes.get(base, ())

    def above(self, token: Token) -> Iterator[tuple[Token, str]]:
        """The words above a token whose predicates count, each with the role of what it governs.

        Not those that a clause is only co-ordinated with.
        """
        below = token
        for word, role in path_above(token):
            # "It is not ready, but we will send tanks": what is negated first is not what will be done.
            if role not in ("conj", "parataxis") or not is_predicate(word) or _shares(below):
                yield word, role
            below = word

    def read(self, term: Term) -> Reading:
        """The act that the predicates above the term add up to."""
        act = {"relief": "ease", "verbs": "impose"}.get(term.kind)
        steps: list[str] = []
        cue = term.token
        if term.kind == "verbs" and is_predicate(term.token):
            act = self._modal(act, term.token, steps)
        for word, role in self.above(term.token):
            turned = self._turn(act, word, role)
            # "are not illegal": the judgement has taken the negation in already.
            judged = act is None and turned is not None and turned == self._evaluated(word)
            if turned != act:
                steps.append(f"{lemma(word)}/{role}→{turned}")
                cue = word if act is None or turned is None else cue
                act = turned
            if is_predicate(word) and not judged:
                act = self._modal(act, word, steps)
        return Reading(act=act, steps=tuple(steps), cue=cue)

    def _turn(self, act: str | None, word: Token, role: str) -> str | None:
        classes = self.classes_of(word)
        if act is None:
            table = SUBJECT if role == "nsubj" and not is_passive(word) else OBJECT
            found = next((table[c] for c in classes if c in table), None)
            return found or self._evaluated(word) if role in ("nsubj", "nsubjpass") else found
        if role in ("nsubj", "conj") or (role == "ccomp" and "say" in classes and not REPORTED & set(classes)):
            return act  # "added that sanctions …" reports; it puts nothing
        return next((ABOVE[c][act] for c in classes if act in ABOVE.get(c, ())), act)

    def _evaluated(self, word: Token) -> str | None:
        """ "Sanctions are illegal": the complement judges its subject."""
        for child in word.children:
            if child.dep_ in ("acomp", "attr", "oprd"):
                classes = self.classes.get(lemma(child), ())
                if "evaluate_against" in classes:
                    return "endorse" if is_negated(word) else "criticize"
                if "evaluate_for" in classes:
                    return "criticize" if is_negated(word) else "endorse"
        return None

    def _modal(self, act: str | None, word: Token, steps: list[str]) -> str | None:
        """Modality first, then negation: "will not lift" is no promise to lift."""
        if act is None:
            return None
        modal = modal_of(word)
        turned = act
        if modal in LIKELY:
            turned = {"impose": "threaten"}.get(act, act)
            if act == "criticize" and "harm" in self.classes_of(word):
                turned = "warn_against"  # "sanctions could lead to a rupture"
        elif modal in OUGHT:
            turned = {"impose": "call_for", "ease": "call_to_lift", "refuse": "call_to_lift"}.get(act, act)
        if is_negated(word):
            turned = NEGATED.get(turned, turned)
        elif condition_of(word) is not None and turned == "impose":
            turned = "threaten"
        if turned != act:
            steps.append(f"{modal or ''}{' not' if is_negated(word) else ''}→{turned}".strip())
        return turned


def _shares(conjunct: Token) -> bool:
    """Whether a conjunct has its subject, modal and negation from the first: "will train and equip them"."""
    return not is_finite(conjunct) and not any(c.dep_ in ("nsubj", "nsubjpass", "aux", "neg") for c in conjunct.lefts)


def path_above(token: Token) -> Iterator[tuple[Token, str]]:
    """Every word that governs `token`, innermost first, with the role of what it governs there.

    Prepositions are passed over: the role of "sanctions" under "call" in "call for sanctions" is `prep`.
    """
    current, role = token, token.dep_
    while current.head.i != current.i:
        current = current.head
        if current.pos_ in ("ADP", "SCONJ") or current.dep_ == "prep":
            role = "prep"
            continue
        yield current, role
        role = current.dep_
