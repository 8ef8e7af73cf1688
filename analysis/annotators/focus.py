"""What the reader of an article has in mind at a place: the actors mentioned before it, the nearer the clearer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from spacy.tokens import Doc

from analysis.annotators.cast import Member
from analysis.annotators.columns import columns_of

_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})


@dataclass(frozen=True, slots=True)
class Seen:
    """One reference to an actor: where, and how prominently."""

    token: int
    sentence: int
    member: Member
    weight: float
    quoted: int  # the number of the quotation that it stands in, 0 outside


class Focus:
    """The references so far. Salience: subjects first, then by nearness and how often the article speaks of the actor
    (a small version of Lappin & Leass 1994).
    """

    def __init__(self, doc: Doc) -> None:
        self.doc = doc
        self.quotes = _quote_numbers(doc)
        self.sentences = _sentence_numbers(doc, self.quotes)
        self.seen: list[Seen] = []
        self._uses: dict[str, int] = {}

    def see(self, member: Member, token: int, weight: float | None = None) -> None:
        """Remember a reference whose syntactic head is `token`."""
        if weight is None:
            dep = self.doc[token].dep_
            weight = 1.0 if dep in _SUBJECTS else 0.3 if dep in ("poss", "compound") else 0.5
        self.seen.append(Seen(token, self.sentences[token], member, weight, self.quotes[token]))
        self._uses[member.actor_id] = self._uses.get(member.actor_id, 0) + 1

    def best(
        self,
        token: int,
        accept: Callable[[Seen], bool],
        *,
        within: int = 4,
        margin: float = 0.0,
        frequency: float = 0.15,
    ) -> Member | None:
        """The most salient actor that `accept` takes, from at most `within` sentences before; None where none leads
        by `margin`.
        """
        here = self.sentences[token]
        scores: dict[str, float] = {}
        members: dict[str, Member] = {}
        for seen in reversed(self.seen):
            distance = here - seen.sentence
            if distance > within:
                break
            if not accept(seen):
                continue
            actor_id = seen.member.actor_id
            score = seen.weight - 0.7 * distance + frequency * min(self._uses[actor_id], 6)
            # Of two in the same sentence the nearer counts a little more.
            score -= 0.004 * min(token - seen.token, 50)
            if score > scores.get(actor_id, -99.0):
                scores[actor_id], members[actor_id] = score, seen.member
        ranked = sorted(scores, key=lambda a: -scores[a])
        if not ranked or (len(ranked) > 1 and scores[ranked[0]] - scores[ranked[1]] < margin):
            return None
        return members[ranked[0]]

    def last(self, accept: Callable[[Seen], bool]) -> Member | None:
        """The actor last referred to that `accept` takes."""
        return next((seen.member for seen in reversed(self.seen) if accept(seen)), None)


def _sentence_numbers(doc: Doc, quotes: list[int]) -> list[int]:
    """For each token its sentence; a quotation of several counts as one, so that "he added" after it is near."""
    numbers, current = [], -1
    for i, opens in enumerate(columns_of(doc).opens):
        inside = i > 0 and quotes[i] and quotes[i] == quotes[i - 1]
        if current < 0 or (opens and not inside):
            current += 1
        numbers.append(current)
    return numbers


def _quote_numbers(doc: Doc) -> list[int]:
    """For each token the quotation that it stands in, from 1 on; 0 outside. A paragraph's end closes what is open."""
    numbers, current, count = [], 0, 0
    for text in columns_of(doc).texts:
        if text.count("\n") > 1:
            current = 0
        elif text in ("“", "``") or (text == '"' and not current):
            count += 1
            current = count
        elif text in ("”", "''", '"'):
            numbers.append(current)
            current = 0
            continue
        numbers.append(current)
    return numbers
