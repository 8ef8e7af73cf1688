"""Where an article names a topic: by name, by verb, by its relief, or by a word that takes it up again ("the move")."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from analysis.lexicons import Topic

KINDS = ("names", "verbs", "relief", "measures", "pronouns", "objects")
NEAR = 2  # sentences: how far back a name of the topic makes "the move" mean it


@dataclass(frozen=True, slots=True)
class Term:
    """One term: the token that heads it and its kind; `distance` is sentences since the topic was last named."""

    token: Token
    kind: str
    distance: int


@dataclass(frozen=True)
class TermFinder:
    """Finds a topic's terms; phrases are indexed by their first lemma."""

    phrases: dict[str, tuple[tuple[tuple[str, ...], str], ...]]
    compounds: frozenset[str]

    @classmethod
    def of(cls, topic: Topic) -> TermFinder:
        index: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for kind in KINDS:
            for phrase in getattr(topic.terms, kind):
                words = tuple(phrase.split())
                index.setdefault(words[0], []).append((words, kind))
        # The longest phrase first; among equals a verb, which has to be used as one ("blacklisted two banks"), then the
        # more certain kind.
        phrases = {
            first: tuple(sorted(found, key=lambda p: (-len(p[0]), p[1] != "verbs", KINDS.index(p[1]))))
            for first, found in index.items()
        }
        return cls(phrases=phrases, compounds=frozenset(topic.terms.names))

    def find(self, doc: Doc) -> Iterator[Term]:
        """Terms in document order. Measures, relief and pronouns count only near a name of the topic.

        Objects are always found: whether they mean the topic depends on what is done with them.
        """
        distance = NEAR + 1
        for sent in doc.sents:
            tokens = list(sent)
            found = list(self._in_sentence(tokens))
            # "asked for sanctions relief": relief that holds the topic's name needs none before it.
            named = any(kind in ("names", "verbs") or self._holds_name(token) for token, kind in found)
            distance = 0 if named else distance + 1
            for token, kind in found:
                if kind in ("names", "verbs", "objects") or distance <= NEAR:
                    yield Term(token, kind, distance)

    def _holds_name(self, token: Token) -> bool:
        return any(child.dep_ == "compound" and lemma(child) in self.compounds for child in token.children)

    def _in_sentence(self, tokens: list[Token]) -> Iterator[tuple[Token, str]]:
        lemmas = [lemma(token) for token in tokens]
        i = 0
        while i < len(tokens):
            length, kind = self._match(tokens, lemmas, i)
            if length:
                yield _head(tokens[i : i + length]), kind
            i += max(length, 1)

    def _match(self, tokens: list[Token], lemmas: list[str], i: int) -> tuple[int, str]:
        for words, kind in self.phrases.get(lemmas[i], ()):
            if tuple(lemmas[i : i + len(words)]) == words and _fits(tokens[i : i + len(words)], kind):
                return len(words), kind
        if "-" in tokens[i].text and any(part in self.compounds for part in lemmas[i].split("-")):
            return 1, "names"  # "counter-sanctions", "sanctions-related"
        return 0, ""


def lemma(token: Token) -> str:
    """The lemma in lower case; plurals that the tagger took for names ("Sanctions") are cut down too."""
    base = token.lemma_.lower()
    if token.pos_ == "PROPN" and base.endswith("s") and len(base) > 4 and not base.endswith("ss"):
        return base[:-1]
    return base


def _fits(tokens: list[Token], kind: str) -> bool:
    """A verb of the topic must be a verb, everything else a noun; pronouns are checked by their use."""
    head = _head(tokens)
    if kind == "verbs":
        return any(t.pos_ == "VERB" for t in tokens)
    if kind == "pronouns":
        return head.pos_ in ("PRON", "DET") and head.dep_ in ("dobj", "nsubj", "nsubjpass", "pobj")
    return True


def _head(tokens: list[Token]) -> Token:
    """The token whose head lies outside: what the rest of the phrase hangs on."""
    inside = {t.i for t in tokens}
    return next((t for t in tokens if t.head.i not in inside or t.head.i == t.i), tokens[-1])
