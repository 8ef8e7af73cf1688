"""Where a stance statement may stand, and who may hold it.

A unit is a clause that holds a term of the topic; its candidates are the actors around it, each with how it stands to
the clause: subject of a predicate above the term, speaker of the words, object, possessor, or only nearby.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from spacy.tokens import Doc, Span, Token

from analysis.annotators.clauses import agent_of, is_passive, is_predicate, own_subject, predicates_above, subject
from analysis.annotators.columns import columns_of
from analysis.annotators.mentions import Mention
from analysis.annotators.quotes import Quote
from analysis.annotators.readings import Reader, Reading
from analysis.annotators.topics import KINDS, Term
from analysis.annotators.voices import TURN
from analysis.lexicons import AUTHOR

NEARBY = ("before:", "after:", "previous:", "opening")
Sender = tuple[str, tuple[int, int] | None]  # an actor's id, and the words that name it where any do
FIRST_PERSON = ("i", "we", "us", "our", "me", "my")


@dataclass(frozen=True)
class Unit:
    """A clause with a term of the topic: `clause` is its predicate, `chain` that and the predicates above it."""

    term: Term
    terms: tuple[Term, ...]
    clause: Token
    chain: tuple[Token, ...]
    sent: Span
    reading: Reading
    quotes: tuple[Quote, ...]  # those around the term, the innermost first
    start_char: int
    end_char: int
    beside: tuple[str, ...] = ()  # the kinds of the terms of the sentence's other units

    def holds(self, span: tuple[int, int]) -> bool:
        """Whether a span begins in the unit's sentence."""
        return self.sent.start_char <= span[0] < self.sent.end_char


@dataclass
class Candidate:
    """An actor that may hold the unit's stance; `relations` say how it stands to the clause."""

    actor_id: str
    mention: Mention | None
    relations: list[str] = field(default_factory=list)
    spans: list[tuple[int, int]] = field(default_factory=list)  # where the unit's sentence names it

    def beside(self, other: Candidate) -> bool:
        """Whether both are co-ordinated in one place of the clause: "Paris and Berlin called for …"."""
        ours, theirs = set(self.relations), set(other.relations)
        return any(r.endswith("+") and ({r, r[:-1]} & b) for a, b in ((ours, theirs), (theirs, ours)) for r in a)


class Places:
    """What was found in an article, by character offset."""

    def __init__(
        self, doc: Doc, mentions: Iterable[Mention], quotes: Iterable[Quote], voices: Iterable[tuple[str, str]] = ()
    ) -> None:
        self.doc = doc
        self.voices = tuple(voices)  # (relation, actor id) of who may say "we" outside quotation marks
        self._turns = [match.start(1) for match in TURN.finditer(columns_of(doc).text)]
        self.mentions = sorted(mentions, key=lambda m: (m.start_char, m.end_char))
        self._starts = [m.start_char for m in self.mentions]
        self.quotes = list(quotes)
        self._by_token: dict[int, Mention] = {}
        for mention in self.mentions:
            span = doc.char_span(mention.start_char, mention.end_char, alignment_mode="expand")
            for token in span or ():
                self._by_token.setdefault(token.i, mention)

    def mention_at(self, token: Token) -> Mention | None:
        """The mention that covers this word."""
        return self._by_token.get(token.i)

    def within(self, start: int, end: int) -> list[Mention]:
        """The mentions that begin in [start, end)."""
        return self.mentions[bisect_right(self._starts, start - 1) : bisect_right(self._starts, end - 1)]

    def inside(self, mention: Mention) -> list[Mention]:
        """The mentions that lie within another: the White House of "a representative of the White House"."""
        found = self.within(mention.start_char, mention.end_char)
        return [m for m in found if m.end_char <= mention.end_char and m != mention]

    def turn_before(self, offset: int) -> Mention | None:
        """Whose turn of a transcript this is: the mention before the last "NAME:" that begins a line."""
        k = bisect_right(self._turns, offset) - 1
        found = self.within(self._turns[k], self._turns[k] + 60) if k >= 0 else []
        return found[0] if found else None

    def quotes_around(self, offset: int) -> tuple[Quote, ...]:
        """The quotes whose content covers this offset, the shortest first."""
        around = [q for q in self.quotes if q.start_char <= offset < q.end_char]
        return tuple(sorted(around, key=lambda q: q.end_char - q.start_char))


def find_units(doc: Doc, terms: Iterable[Term], reader: Reader, places: Places) -> Iterator[Unit]:
    """The units of an article in document order; terms of one clause share a unit."""
    by_clause: dict[int, list[Term]] = {}
    for term in terms:
        by_clause.setdefault(_clause_of(term.token).i, []).append(term)
    heads = set(by_clause)
    in_sentence: dict[int, list[tuple[int, str]]] = {}
    for head, found in by_clause.items():
        in_sentence.setdefault(doc[head].sent.start, []).extend((head, term.kind) for term in found)
    for head in sorted(by_clause, key=lambda i: by_clause[i][0].token.i):
        clause = doc[head]
        terms_here = tuple(by_clause[head])
        term = min(terms_here, key=lambda t: KINDS.index(t.kind))
        start, end = _evidence(clause, heads)
        yield Unit(
            term=term,
            terms=terms_here,
            clause=clause,
            chain=(clause, *predicates_above(clause)),
            sent=clause.sent,
            reading=reader.read(term),
            quotes=places.quotes_around(term.token.idx),
            start_char=start,
            end_char=end,
            beside=tuple(sorted({kind for other, kind in in_sentence[clause.sent.start] if other != head})),
        )


def _clause_of(token: Token) -> Token:
    if is_predicate(token):
        return token
    return next(predicates_above(token), token.sent.root)


def _evidence(clause: Token, heads: set[int]) -> tuple[int, int]:
    """The widest clause around `clause` that holds no other unit's: with "X said …", without "… and Y did"."""
    top = clause
    while top.head.i != top.i and not _others(top.head, top, heads):
        top = top.head
    cut = {t.i for child in top.children if child.i != clause.i and not child.is_ancestor(clause) for t in child.subtree
           if _others(child, None, heads)}  # fmt: skip
    kept = [t for t in top.subtree if t.i not in cut]
    place = next(k for k, t in enumerate(kept) if t.i == clause.i)
    low, high = place, place
    while low > 0 and kept[low - 1].i == kept[low].i - 1:
        low -= 1
    while high + 1 < len(kept) and kept[high + 1].i == kept[high].i + 1:
        high += 1
    return _trimmed(kept[low : high + 1])


def _others(node: Token, without: Token | None, heads: set[int]) -> bool:
    """Whether the subtree of `node`, less that of `without`, holds a unit's clause."""
    inside = {t.i for t in without.subtree} if without is not None else set()
    return any(t.i in heads and t.i not in inside for t in node.subtree)


def _trimmed(tokens: list[Token]) -> tuple[int, int]:
    """Character span without the punctuation, blanks and conjunctions at its edges."""
    while len(tokens) > 1 and (tokens[0].is_space or tokens[0].dep_ == "cc" or tokens[0].text in ",;:-–—."):
        tokens = tokens[1:]
    while len(tokens) > 1 and (tokens[-1].is_space or tokens[-1].dep_ == "cc" or tokens[-1].text in ",;:-–—."):
        tokens = tokens[:-1]
    return tokens[0].idx, tokens[-1].idx + len(tokens[-1])


def find_candidates(unit: Unit, places: Places, senders: Iterable[Sender] = ()) -> list[Candidate]:
    """The actors that may hold the unit's stance, in the order they were met; each with all its relations.

    `senders` are those who put the measures, also where only an adjective names them ("was hit by American sanctions").

    The writer is always one: of an opinion piece the author, elsewhere nobody, which the model has to tell.
    """
    found: dict[str, Candidate] = {}

    def add(relation: str, actor_id: str, mention: Mention | None, span: tuple[int, int] | None = None) -> None:
        candidate = found.setdefault(actor_id, Candidate(actor_id, mention))
        candidate.relations.append(relation)
        span = (mention.start_char, mention.end_char) if mention is not None else span
        if span is not None and span not in candidate.spans and unit.holds(span):
            candidate.spans.append(span)

    for relation, mention in _related(unit, places):
        add(relation, mention.actor_id, mention)
        if not relation.startswith(NEARBY):
            for inner in places.inside(mention):
                add(f"in-{relation}", inner.actor_id, inner)
    for relation, quote in _speakers(unit, places):
        if quote.speaker_id is not None:
            add(relation, quote.speaker_id, None)
        if quote.speaker_start_char is not None and quote.speaker_end_char is not None:
            for inner in places.within(quote.speaker_start_char, quote.speaker_end_char):
                if inner.actor_id != quote.speaker_id:
                    add(f"in-{relation}", inner.actor_id, inner)
    for relation, actor_id in _voices(unit, places):
        add(relation, actor_id, None)
    for actor_id, span in senders:
        add("sender", actor_id, None, span)
    found.setdefault(AUTHOR, Candidate(AUTHOR, None)).relations.append("author")
    return list(found.values())


def _related(unit: Unit, places: Places) -> Iterator[tuple[str, Mention]]:
    """Mentions by their syntactic relation to the chain, then the others of the sentence and the one before."""
    for level, predicate in enumerate(unit.chain[:5]):
        yield from _arguments(min(level, 3), predicate, places)
    yield from _nominal(unit, places)
    sent, term = unit.sent, unit.term.token.idx
    text = sent.text
    for mention in places.within(sent.start_char, sent.end_char):
        if _aside(text, mention.start_char - sent.start_char, term - sent.start_char):
            yield "aside", mention
            continue
        side = "before" if mention.start_char < term else "after"
        yield f"{side}:{_role(mention, places)}", mention
    if sent.start > 0:
        before = sent.doc[sent.start - 1].sent
        for mention in places.within(before.start_char, before.end_char):
            yield f"previous:{_role(mention, places)}", mention
    first = next(iter(sent.doc.sents))
    for mention in places.within(first.start_char, first.end_char)[:1]:
        yield "opening", mention


def _aside(text: str, place: int, term: int) -> bool:
    """Whether what is at `place` stands in brackets and the term does not: "(staff of the Clinton administration)"."""
    opened, closed = text.rfind("(", 0, place), text.find(")", place)
    return opened >= 0 and closed >= 0 and text.rfind(")", 0, place) < opened and not opened < term < closed


def _arguments(level: int, predicate: Token, places: Places) -> Iterator[tuple[str, Mention]]:
    own = own_subject(predicate)
    word = own if own is not None else subject(predicate)
    if word is not None:
        passive = "agent" if agent_of(predicate) is not None else "patient" if is_passive(predicate) else "subject"
        shared = "" if own is not None else "shared-"
        for k, token in enumerate([word, *word.conjuncts]):
            if mention := places.mention_at(token):
                yield f"{shared}{passive}{level}{'+' if k else ''}", mention
        for child in word.children:
            if child.dep_ in ("poss", "appos") and (mention := places.mention_at(child)):
                yield f"{child.dep_}-of-{passive}{level}", mention
    for child in predicate.children:
        if child.dep_ in ("dobj", "dative") and (mention := places.mention_at(child)):
            yield f"object{level}", mention
        if child.dep_ == "prep":
            for token in child.children:
                if token.dep_ == "pobj" and (mention := places.mention_at(token)):
                    yield f"{child.lower_}{level}", mention


def _nominal(unit: Unit, places: Places) -> Iterator[tuple[str, Mention]]:
    """Whose sanctions: "Washington's sanctions", "sanctions against Iran", "Trump's threat of sanctions"."""
    word = unit.term.token
    while word.i != unit.clause.i:
        for child in word.children:
            if child.dep_ in ("poss", "compound") and (mention := places.mention_at(child)):
                yield f"term-{child.dep_}", mention
            if child.dep_ == "prep":
                for token in child.children:
                    if token.dep_ == "pobj" and (mention := places.mention_at(token)):
                        yield f"term-{child.lower_}", mention
        if word.head.i == word.i:
            return
        word = word.head


def _role(mention: Mention, places: Places) -> str:
    span = places.doc.char_span(mention.start_char, mention.end_char, alignment_mode="expand")
    return span.root.dep_ if span is not None else "none"


def _voices(unit: Unit, places: Places) -> Iterator[tuple[str, str]]:
    """Who may speak here outside quotation marks, and at which level of the chain "we" or "I" is the subject."""
    first = [k for k, p in enumerate(unit.chain[:4]) if (s := subject(p)) is not None and s.lower_ in FIRST_PERSON]
    speakers = [*places.voices]
    if (turn := places.turn_before(unit.start_char)) is not None:
        speakers.append(("turn", turn.actor_id))
    for relation, actor_id in speakers:
        yield relation, actor_id
        if first:
            yield f"{relation}-first{first[0]}", actor_id
    for quote in unit.quotes[:2]:
        if first and quote.speaker_id is not None:
            yield f"quoted-first{first[0]}", quote.speaker_id


def _speakers(unit: Unit, places: Places) -> Iterator[tuple[str, Quote]]:
    for depth, quote in enumerate(unit.quotes[:3]):
        yield f"speaker-{quote.kind}{depth}", quote
    earlier = [q for q in places.quotes if q.end_char <= unit.start_char]
    if earlier:
        gap = unit.start_char - earlier[-1].end_char
        yield f"spoke-before{'-near' if gap < 200 else ''}", earlier[-1]
    later = next((q for q in places.quotes if q.start_char >= unit.end_char), None)
    if later is not None and later.start_char - unit.end_char < 200:
        yield "speaks-next", later
