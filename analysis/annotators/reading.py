"""The state of mind of somebody who reads an article: what was referred to so far, and by which words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from analysis.annotators.cast import Cast, Member
from analysis.annotators.focus import Focus
from analysis.annotators.names import Name
from analysis.lexicons import ActorEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """Tokens [start, end) that refer to an actor."""

    start: int
    end: int
    member: Member
    kind: str  # name, nominal, pronoun
    role: str | None = None


class Reading:
    """One article being read, from its start to where the reader is."""

    def __init__(self, doc: Doc, names: Sequence[Name], members: dict[int, Member], cast: Cast) -> None:
        self.doc, self.cast, self.gazetteer = doc, cast, cast.gazetteer
        self.members = members  # by the first token of a name
        self.member_at = {i: members[n.start] for n in names if n.start in members for i in range(n.begin, n.end)}
        self.focus = Focus(doc)
        self.references: list[Reference] = []
        self.by_head: dict[int, Member] = {}  # what each head of a phrase was found to mean
        self.unnamed: set[str] = set()  # actors that the article only describes: "a senior official"

    def add(self, reference: Reference, head: int) -> None:
        """Take a reference into the focus; `head` is the token by which it hangs in its sentence."""
        self.references.append(reference)
        self.by_head[head] = reference.member
        self.focus.see(reference.member, head)

    def state_in_focus(self, token: int) -> Member | None:
        """The state that is talked about here, else the outlet's, else the one that the article names most."""
        near = self.focus.best(token, lambda seen: seen.member.type == "state", within=6)
        if near is None and self.cast.home:
            return self.cast.of_entry(self.cast.home)
        return near or next(iter(self.states_by_use()), None)

    def states_by_use(self) -> list[Member]:
        """The states of the article, the most named first."""
        return sorted((m for m in self.cast.members.values() if m.type == "state"), key=lambda m: -m.uses)

    def owner_entry(self, starts: Sequence[int], possessor: int | None) -> ActorEntry | None:
        """The lexicon's entry for the first of these names, else for what the possessor ("its") means."""
        members = [self.members[i] for i in starts if i in self.members]
        if possessor is not None and possessor in self.by_head:
            members.append(self.by_head[possessor])
        return next((member.entry for member in members if member.entry), None)

    def governing_subject(self, token: Token) -> int | None:
        """The noun that is the subject of a clause around this token and stands before it; None where there is none."""
        verb = token
        while verb.head.i != verb.i:
            verb = verb.head
            for child in verb.lefts:
                if (
                    child.dep_ in ("nsubj", "nsubjpass")
                    and child.i < token.i
                    and child.pos_ in ("NOUN", "PROPN", "PRON")
                ):
                    return child.i
        return None

    def subject_of(self, token: Token) -> Member | None:
        """Who is the subject of the clause that holds this token."""
        verb = token
        while verb.head.i != verb.i and verb.pos_ not in ("VERB", "AUX"):
            verb = verb.head
        subjects = (c.i for c in verb.lefts if c.dep_ in ("nsubj", "nsubjpass"))
        return next((self.by_head[i] for i in subjects if i in self.by_head), None)
