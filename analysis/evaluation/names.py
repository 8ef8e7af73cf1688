"""Whether two names mean one actor: a gold name ("Volodymyr Zelensky") and those a run found ("Mr. Zelensky").

What is known of names comes from the lexicons: which names an actor has, which words are titles, honorifics and
adjectives of states. A name gives *keys*; two names agree where they share one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from spacy.lang.en.stop_words import STOP_WORDS

from analysis.annotators.gazetteer import Vocabulary
from analysis.annotators.phrases import fold
from analysis.lexicons import RESOURCES, ActorEntry, TitleFile, load_actors, load_titles, load_yaml

Keys = frozenset[str]
_ARTICLES = ("the", "a", "an")


def plain(name: str) -> str:
    """A name without case, accents, marks, full stops and a possessive ending: "The U.S.'s" → "the us"."""
    text = re.sub(r"^\W+|\W+$", "", fold(name).casefold().replace(".", ""))
    return re.sub(r"\s+", " ", text).removesuffix("'s")


@dataclass(frozen=True)
class ActorNames:
    """The lexicons' knowledge of names, compiled for comparing."""

    known: Mapping[str, Keys]  # plain name → keys of the actors that it names
    types: Mapping[str, str]  # key → the actor's type
    before_names: frozenset[str]  # titles and honorifics: "foreign minister", "mr"
    before_all: frozenset[str]  # adjectives of states and modifiers: "iranian", "former"
    descriptions: frozenset[str]  # nouns that the adjective belongs to: "officials", "parliament"
    states: Mapping[str, str]  # adjective → key of its state
    state_words: frozenset[str]
    _cache: dict[str, Keys] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def build(cls, actors: Iterable[ActorEntry], titles: TitleFile, words: Vocabulary) -> ActorNames:
        """Compile the lexicons; `load` does it once a process."""
        entries = tuple(actors)
        known: dict[str, set[str]] = defaultdict(set)
        states: dict[str, str] = {}
        for entry in entries:
            for name in (entry.name, *entry.names, *entry.metonyms):
                known[plain(name)].add(_key(entry))
            if entry.type == "state":
                states |= {plain(word): _key(entry) for word in _adjectives(entry, words)}
        nouns = {plain(noun) for noun in (*words.group_nominals, *words.state_words)}
        nouns |= {plain(name) for institution in words.institutions for name in institution.names}
        return cls(
            known={name: frozenset(keys) for name, keys in known.items()},
            types={_key(entry): entry.type for entry in entries},
            before_names=frozenset(plain(t) for r in titles.roles for t in (*r.titles, *r.nominals))
            | {plain(h) for h in titles.honorifics},
            before_all=frozenset(states) | {plain(m) for m in titles.modifiers},
            descriptions=frozenset(nouns | {_plural(noun) for noun in nouns}),
            states=states,
            state_words=frozenset(plain(word) for word in words.state_words),
        )

    @classmethod
    @lru_cache(maxsize=1)
    def load(cls) -> ActorNames:
        """Built from `analysis/resources/`, once a process."""
        return cls.build(load_actors(), load_titles(), load_yaml(RESOURCES / "mentions.yml", Vocabulary))

    def keys(self, name: str) -> Keys:
        """What a name stands for: its bare form, and the lexicon's actors of that name. Nothing for an empty name."""
        if name not in self._cache:
            self._cache[name] = frozenset(self._keys(name))
        return self._cache[name]

    def key(self, name: str) -> str:
        """One key for one actor: the lexicon's where it knows the name, else the bare name."""
        return max(self.keys(name), key=lambda k: (k in self.types, k), default="")

    def same(self, gold_name: str | None, gold_mention: str | None, found: Keys) -> bool:
        """Whether the actor with the keys `found` is the gold one, by its name or the words that name it in the text.

        The last word of a longer name is enough, but for states and where it names somebody else: "Joe Biden" is met by
        "Biden", but "South Korea" is not by "Korea", nor "the embassy in Ukraine" by "Ukraine".
        """
        if not gold_name:
            return False
        wanted = self.keys(gold_name)
        if wanted & found or (gold_mention and self._words_of(gold_mention) & found):
            return True
        *before, last = self.bare(gold_name).split() or [""]
        state = any(self.types.get(key) == "state" for key in wanted)
        return bool(before) and not state and last in found and last not in self.known

    def _words_of(self, mention: str) -> Keys:
        """The keys of a gold mention; "he", "these" and the like name nobody."""
        return frozenset() if set(plain(mention).split()) <= STOP_WORDS else self.keys(mention)

    def bare(self, name: str) -> str:
        """The plain name without what stands before it: "U.S. Secretary of State Antony Blinken" → "antony blinken".

        A known name stays whole, and so does an adjective before a description: Iranian officials are not US officials.
        """
        text = plain(name)
        while text not in self.known:
            rest = next((r for r in self._shorter(text) if r), None)
            if rest is None:
                break
            text = rest
        return text

    def _keys(self, name: str) -> Iterator[str]:
        bare = self.bare(name)
        if not bare:
            return
        yield bare
        yield from self.known.get(bare, ())
        adjective, _, noun = bare.rpartition(" ")
        if noun in self.state_words and adjective in self.states:
            yield self.states[adjective]  # "the Iranian government" is Iran

    def _shorter(self, text: str) -> Iterator[str]:
        """The text without a phrase at its start that may go, the longest such phrase first."""
        words = text.split()
        for length in range(min(len(words) - 1, 6), 0, -1):
            phrase, rest = " ".join(words[:length]), " ".join(words[length:])
            free = phrase in _ARTICLES or phrase in self.before_names
            if free or (phrase in self.before_all and rest not in self.descriptions):
                yield rest


def _key(entry: ActorEntry) -> str:
    return f"id:{entry.id}"


def _plural(noun: str) -> str:
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"


def _adjectives(entry: ActorEntry, words: Vocabulary) -> Iterator[str]:
    """What stands for a state before a noun: "Iranian", "US"."""
    yield from entry.demonyms
    yield from (name for name in entry.names if name.replace(".", "").isupper())
    if entry.id in words.adjectives:
        yield words.adjectives[entry.id]
