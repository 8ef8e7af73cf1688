"""Deciding by rule, for topics without weights: whether a clause takes a position, by which act, and who holds it.

The act is that of the reading (`readings.py`), or what is said of the deed where that is a subject ("delivering tanks
would escalate the war"). Questions, and what somebody did not say, are passed over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spacy.tokens import Token

from analysis.annotators.candidates import FIRST_PERSON, Unit
from analysis.annotators.clauses import is_negated, is_passive, is_predicate, own_subject
from analysis.annotators.decisions import Choice, surest
from analysis.annotators.readings import OUGHT, SUBJECT, Reader, path_above
from analysis.annotators.topics import Term, lemma
from analysis.lexicons import Topic

if TYPE_CHECKING:
    from analysis.annotators.stances import Case

NAMING = ("names", "verbs", "relief", "objects")  # the kinds of terms that need no name of the topic before them
DOING = {"put", "keep", "lift", "agree", "promise"}  # what makes a deed of a noun: "approved the delivery"
SUPPOSING = ("if", "unless", "whether")
DEEPEST = 3  # the level of a chain from which on relations are not told apart
PLAIN, BACKGROUND = 0.5, 0.3  # confidence: shares of statements right in clause, holder and position, on sanctions


@dataclass(frozen=True)
class RuleDecider:
    """Decides by the reading of the predicates: one statement a sentence, holder and position.

    The holder is the subject of the predicate that settled the act, else who speaks. Confidence is `PLAIN`, or
    `BACKGROUND` for a deed that is only named or supposed.
    """

    topic: Topic
    reader: Reader

    def decide(self, cases: Sequence[Case]) -> Iterator[tuple[Case, Choice]]:
        yield from surest(self._chosen(cases), self.topic)

    def _chosen(self, cases: Sequence[Case]) -> Iterator[tuple[Case, Choice]]:
        for case in cases:
            act = self._act(case.unit)
            holder = _holder(case, act) if act is not None else None
            if act is not None and holder is not None:
                confidence = BACKGROUND if self._background(case.unit) else PLAIN
                yield case, Choice(holder, act, "; ".join(case.unit.reading.steps) or case.unit.term.kind, confidence)

    def _act(self, unit: Unit) -> str | None:
        """The act that the unit's predicates add up to; None where it is no statement on the topic."""
        reading = unit.reading
        if reading.act is None or not self._told(unit):
            return None
        if sum("/" in step for step in reading.steps) <= 1:
            below = reading.cue
            for word, role in self.reader.above(reading.cue):
                if role == "relcl" or (role == "acl" and below.tag_ in ("VBG", "VBN")):
                    break  # "the countries sending tanks are …"; "the decision to send them is …" speaks of the deed
                if role in ("nsubj", "csubj") and not is_passive(word):
                    return self._of_subject(unit, word)
                below = word
        return reading.act

    def _told(self, unit: Unit) -> bool:
        """Whether the unit is about the topic, and says something of it."""
        if unit.term.kind not in NAMING or (unit.term.kind == "objects" and not self._taken(unit.term)):
            return False
        if unit.sent.text.rstrip(" \n\"'”’)").endswith("?"):
            return False
        if any(is_negated(p) and "say" in self.reader.classes_of(p) for p in unit.chain):
            return False  # "did not say that it would send tanks"
        return not any(lemma(word) in self.topic.terms.not_ for word in _around(unit))

    def _taken(self, term: Term) -> bool:
        """ "send tanks", "asked for dozens of tanks": the first predicate, or noun the topic knows, puts or demands."""
        for word, role in path_above(term.token):
            if (classes := self.reader.classes_of(word)) or is_predicate(word):
                return role != "nsubj" and ("put" in classes or "demand" in classes)
        return False

    def _of_subject(self, unit: Unit, predicate: Token) -> str | None:
        """What is said of the deed: "delivering tanks would escalate the war", "the delivery is a mistake"."""
        act = next((SUBJECT[c] for c in self.reader.classes_of(predicate) if c in ("harm", "work")), None)
        for child in predicate.children:
            if child.dep_ in ("acomp", "attr", "oprd"):
                classes = self.reader.classes_of(child)
                against, favour = "evaluate_against" in classes, "evaluate_for" in classes
                if against or favour:
                    act = "criticize" if against != is_negated(predicate) else "endorse"
        warned = any("threaten" in self.reader.classes_of(p) for p in unit.chain if p.is_ancestor(predicate))
        return "warn_against" if warned and act != "endorse" else act

    def _background(self, unit: Unit) -> bool:
        """Whether the deed is a noun or participle that no predicate of doing takes, or only supposed.

        "for providing weapons", "the delivery of tanks began", "if they send tanks".
        """
        cue = unit.reading.cue
        if sum("/" in step for step in unit.reading.steps) > 1:
            return False
        if is_predicate(cue):
            supposed = any(c.dep_ == "mark" and c.lower_ in SUPPOSING for c in cue.children)
            return supposed or (cue.tag_ in ("VBG", "VBN") and cue.dep_ in ("pcomp", "acl", "amod"))
        above = next((word for word, _ in path_above(cue) if is_predicate(word)), None)
        return above is None or not DOING & set(self.reader.classes_of(above))


def _holder(case: Case, act: str) -> int | None:
    """The candidate that holds it, by the order of what its relations are worth."""
    wanted = _relations(case.unit, act)
    return next((i for r in wanted for i, c in enumerate(case.candidates) if r in c.relations), None)


def _relations(unit: Unit, act: str) -> Iterator[str]:
    """Relations to the clause that make a holder, the surest first."""
    steps = unit.reading.steps
    turned = {step.split("/")[0] for step in steps if "/" in step}
    settled = max((k for k, p in enumerate(unit.chain) if lemma(p) in turned), default=0)
    level, word = min(settled, DEEPEST), own_subject(unit.chain[settled])
    # "Berlin should send tanks", "Berlin's sending tanks is a mistake": not Berlin's position, but that of who says so.
    judged = act != unit.reading.act or (bool(steps) and steps[-1].split("→")[0].split(" ")[0] in OUGHT)
    if word is not None and word.lower_ in FIRST_PERSON:
        yield from (f"{voice}-first{level}" for voice in ("quoted", "turn", "voice", "voice-state"))
    elif not judged and level < DEEPEST:
        yield from (f"{role}{level}" for role in ("subject", "agent", "shared-subject", "shared-agent"))
    yield from ("speaker-direct0", "speaker-indirect0")
    for other in (*range(level + 1, DEEPEST + 1), *range(level + 1)):
        yield from (f"{role}{other}" for role in ("subject", "agent", "shared-subject"))
    yield "term-poss"


def _around(unit: Unit) -> Iterator[Token]:
    """The words that go with the unit's terms and its predicate: "nuclear-tipped missiles", "sent tanks into"."""
    yield from unit.clause.children
    for term in unit.terms:
        yield from term.token.children
        yield from term.token.conjuncts
        for left in term.token.lefts:
            yield from left.subtree
        for word, _ in path_above(term.token):
            if is_predicate(word):
                break
            yield word
