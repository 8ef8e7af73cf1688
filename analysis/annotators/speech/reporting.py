"""The cue lexicon in the form in which the parse is searched: by the lemma of a cue's first word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from spacy.tokens import Token

from analysis.lexicons import ReportingEntry, ReportingFile


@dataclass(frozen=True, slots=True)
class Frame:
    """One cue with what it takes: `words` is its lemma and the particles and prepositions that follow."""

    words: tuple[str, ...]
    takes: frozenset[str]
    mode: str


@dataclass(frozen=True)
class Cues:
    """The frames by the first word's lemma, those of more words first."""

    verbs: Mapping[str, tuple[Frame, ...]]
    nouns: Mapping[str, tuple[Frame, ...]]
    adjectives: Mapping[str, tuple[Frame, ...]]
    phrase_starts: Mapping[str, tuple[tuple[str, ...], ...]]  # "according to", by its first word
    light_verbs: frozenset[str]
    documents: frozenset[str]
    voices: frozenset[str]
    adverbials: frozenset[str]

    @classmethod
    def of(cls, lexicon: ReportingFile) -> Cues:
        """Index the lexicon."""
        return cls(
            verbs=_by_lemma(lexicon.verbs),
            nouns=_by_lemma(lexicon.nouns),
            adjectives=_by_lemma(lexicon.adjectives),
            phrase_starts={
                start: tuple(tuple(p.split()) for p in lexicon.phrases if p.split()[0] == start)
                for start in {p.split()[0] for p in lexicon.phrases}
            },
            light_verbs=frozenset(lexicon.light_verbs),
            documents=frozenset(lexicon.documents),
            voices=frozenset(lexicon.voices),
            adverbials=frozenset(lexicon.adverbials),
        )

    def speaks(self, token: Token) -> bool:
        """Whether a quotation can stand beside this verb: it takes a clause or a name, and its particles follow it."""
        frames = self.verbs.get(token.lemma_.lower(), ())
        spoken = (f for f in frames if f.mode == "speech" and f.takes & {"clause", "naming"})
        return any(_follow(token, frame.words[1:]) for frame in spoken)


def _follow(token: Token, words: tuple[str, ...]) -> bool:
    return not words or tuple(t.lower_ for t in token.doc[token.i + 1 : token.i + 1 + len(words)]) == words


def _by_lemma(entries: Iterable[ReportingEntry]) -> dict[str, tuple[Frame, ...]]:
    index: dict[str, list[Frame]] = {}
    for entry in entries:
        for word in entry.words:
            words = tuple(word.split())
            index.setdefault(words[0], []).append(Frame(words, frozenset(entry.takes), entry.mode))
    return {lemma: tuple(sorted(frames, key=lambda f: -len(f.words))) for lemma, frames in index.items()}
