"""Which actor a source is: the mention that its noun phrase is or stands for."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator

from spacy.tokens import Token

from analysis.annotators.mentions import Mention
from analysis.annotators.speech.sources import antecedent_of, subject_of

_DEPTH = 4
_HE = frozenset({"he", "she"})
_THE = frozenset({"the", "this"})
_OF_AUTHORS = frozenset({"for", "from", "by", "of"})
_KINDS = {"name": 0, "nominal": 1, "pronoun": 2}


class Speakers:
    """Finds the actor of a source's head among an article's mentions.

    `documents`, `spokespersons` and `persons` are nouns: what somebody has written, who speaks for another, what one
    person is described by.
    """

    def __init__(
        self,
        mentions: Iterable[Mention],
        documents: Collection[str],
        spokespersons: Collection[str],
        persons: Collection[str],
    ) -> None:
        ordered = sorted(mentions, key=lambda m: (m.start_char, -m.end_char))
        self.mentions = ordered
        self.starts = [m.start_char for m in ordered]
        self.reach: list[int] = []  # the furthest end of the mentions up to here: where a search back may stop
        for mention in ordered:
            self.reach.append(max(mention.end_char, self.reach[-1] if self.reach else 0))
        self.documents, self.spokespersons, self.persons = documents, spokespersons, persons

    def actor_of(self, source: Token | None, last: str | None, person: str | None) -> str | None:
        """The actor's id, or None where no mention covers the source or what it stands for.

        "The statement said", with no word on whose it is, is said by the one who spoke `last`; "he added" and "the
        analyst said", whom nothing before explains, by the `person` who spoke just before.
        """
        if source is None:
            return None
        head = antecedent_of(source)
        actor = self._resolve(head, _DEPTH)
        if actor is None and self._is_document(head):
            return last
        if actor is None and self._is_somebody(head):
            return person
        return actor

    def _is_somebody(self, head: Token) -> bool:
        """Whether these words mean one person without saying which."""
        described = head.tag_ == "NN" and head.lemma_.lower() in self.persons
        return head.lower_ in _HE or (described and any(t.lower_ in _THE for t in head.lefts))

    def _is_document(self, head: Token) -> bool:
        return head.lemma_.lower() in self.documents

    def _speaks_for(self, head: Token) -> bool:
        before = head.doc[head.i - 1].lower_ + " " if head.i else ""
        return head.lower_ in self.spokespersons or before + head.lower_ in self.spokespersons

    def _resolve(self, head: Token, depth: int) -> str | None:
        mention = self.at(head)
        if mention is not None:
            return mention.actor_id
        if depth == 0:
            return None
        stand_ins = (self._resolve(stand_in, depth - 1) for stand_in in self._stand_ins(head))
        return next((actor for actor in stand_ins if actor), None)

    def _stand_ins(self, head: Token) -> Iterator[Token]:
        """What the head stands for: its apposition, the author of a document, the one whom a spokesperson speaks for.

        "signed an order for new sanctions citing …": no noun that can speak, so the one who signed is meant.
        """
        yield from (t for t in head.children if t.dep_ == "appos")
        if head.dep_ == "appos":
            yield head.head
        document = self._is_document(head)
        if document or self._speaks_for(head):
            yield from (t for t in head.children if t.dep_ == "poss")
            for prep in head.children:
                if prep.lower_ in _OF_AUTHORS:
                    yield from (t for t in prep.children if t.dep_ == "pobj")
            yield from (t for t in head.lefts if t.dep_ in {"compound", "nmod", "amod"})
        if document or any(t.dep_ == "acl" and t.tag_ == "VBG" for t in head.rights):
            yield from self._author(head)

    def _author(self, head: Token) -> Iterator[Token]:
        """ "Pyongyang released a statement", "a statement issued by Pyongyang"."""
        issued = next((t for t in head.rights if t.dep_ == "acl" and t.tag_ == "VBN"), None)
        verb = issued or next((t for t in head.ancestors if t.pos_ == "VERB"), None)
        subject = verb and subject_of(verb)
        if subject is not None and subject != head:
            yield antecedent_of(subject)

    def at(self, token: Token) -> Mention | None:
        """The mention over this token; the shortest where several are, a name before a pronoun."""
        end = token.idx + len(token)
        covering = []
        at = bisect_right(self.starts, token.idx) - 1
        while at >= 0 and self.reach[at] >= end:
            mention = self.mentions[at]
            if mention.end_char >= end:
                covering.append(mention)
            at -= 1
        return min(covering, key=lambda m: (_KINDS.get(m.kind, 3), m.end_char - m.start_char), default=None)
