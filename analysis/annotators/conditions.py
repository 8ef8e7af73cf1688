"""On what a statement depends: "if Russia invades", "in exchange for talks", "another test would lead to …".

Words are those of `resources/conditions.yml`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from spacy.tokens import Token

from analysis.annotators.candidates import Unit
from analysis.annotators.clauses import is_passive, modal_of
from analysis.annotators.topics import lemma
from analysis.lexicons import RESOURCES, Entry, load_yaml


class ConditionFile(Entry):
    """`resources/conditions.yml`; see there for what each list means."""

    source: str
    licence: str
    openers: tuple[str, ...]
    inverted: tuple[str, ...]
    phrases: tuple[str, ...]
    consequences: tuple[str, ...]


@dataclass(frozen=True)
class Conditions:
    """Finds the condition of a unit."""

    openers: frozenset[str]
    inverted: frozenset[str]
    phrases: tuple[tuple[str, ...], ...]
    consequences: frozenset[str]

    @classmethod
    def of(cls, file: ConditionFile) -> Self:
        phrases = tuple(tuple(phrase.split()) for phrase in file.phrases)
        return cls(frozenset(file.openers), frozenset(file.inverted), phrases, frozenset(file.consequences))

    @classmethod
    @lru_cache(maxsize=1)
    def load(cls) -> Self:
        """Of `resources/conditions.yml`, once a process."""
        return cls.of(load_yaml(RESOURCES / "conditions.yml", ConditionFile))

    def of_unit(self, unit: Unit) -> tuple[int, int] | None:
        """Characters [start, end) of the unit's first condition: a clause, a phrase, or what would bring it about."""
        heads = (*self._clauses(unit), *self._phrases(unit), *self._causes(unit))
        return next((_span(head) for head in heads), None)

    def _clauses(self, unit: Unit) -> Iterator[Token]:
        """ "if …" and "should … " clauses on the predicates, and on those of "sanctions that Minsk will face if …"."""
        relative = [c for term in unit.terms for c in term.token.rights if c.dep_ == "relcl"]
        for predicate in (*unit.chain, *relative):
            for child in predicate.children:
                if child.dep_ == "advcl" and (self._opens(child) or self._is_inverted(child)):
                    yield child

    def _opens(self, clause: Token) -> bool:
        marks = (c for c in clause.children if c.dep_ in ("mark", "advmod") and c.i < clause.i)
        return any(c.lower_ in self.openers for c in marks)

    def _is_inverted(self, clause: Token) -> bool:
        first = clause.left_edge
        subject = next((c for c in clause.lefts if c.dep_ in ("nsubj", "nsubjpass", "expl")), None)
        return first.lower_ in self.inverted and subject is not None and first.i < subject.i

    def _phrases(self, unit: Unit) -> Iterator[Token]:
        """ "in the event of an invasion", in the unit's own words."""
        words = [token for token in unit.sent if unit.start_char <= token.idx < unit.end_char]
        lower = [token.lower_ for token in words]
        for i, token in enumerate(words):
            if any(tuple(lower[i : i + len(phrase)]) == phrase for phrase in self.phrases):
                yield token

    def _causes(self, unit: Unit) -> Iterator[Token]:
        """ "another test would trigger sanctions": the subject of what brings the term about."""
        below = unit.term.token
        for predicate in unit.chain[:2]:
            subject = next((c for c in predicate.lefts if c.dep_ == "nsubj"), None)
            if subject is None or subject.i == below.i or subject.is_ancestor(below):
                continue
            if self._would_bring(predicate):
                yield subject

    def _would_bring(self, predicate: Token) -> bool:
        if modal_of(predicate) is None or is_passive(predicate):
            return False
        base = lemma(predicate)
        return base in self.consequences or any(f"{base} {c.lower_}" in self.consequences for c in predicate.rights)


def _span(head: Token) -> tuple[int, int]:
    last = head.right_edge
    return head.left_edge.idx, last.idx + len(last)
