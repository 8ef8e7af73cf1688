"""The actor lexicon, the titles and the words of `mentions.yml`, compiled for looking up in a text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal, NamedTuple

from pydantic import Field

from analysis.annotators.phrases import Case, Phrases, fold, slug
from analysis.lexicons import (
    RESOURCES,
    ActorEntry,
    Entry,
    Office,
    OwnFile,
    TitleFile,
    load_actors,
    load_titles,
    load_yaml,
)

Form = Literal["name", "surname", "metonym", "demonym", "people", "nominal"]


class Institution(Entry):
    """An institution that states have: a ministry, a parliament."""

    id: str
    names: tuple[str, ...]
    lexicon: dict[str, str] = Field(default_factory=dict)  # state → the actor that it is there
    group: bool = False
    alone: bool = True  # with a capital it is a name without its state too: "the Foreign Ministry"


class Vocabulary(Entry):
    """`resources/mentions.yml`: see the comments there."""

    source: str
    licence: str
    institutions: tuple[Institution, ...]
    state_words: tuple[str, ...]
    state_nominals: frozenset[str]
    administration_words: dict[str, str]
    short_names: dict[str, str]
    platforms: frozenset[str]
    credit_words: frozenset[str]
    past_words: frozenset[str]
    head_words: frozenset[str]
    collective_nouns: frozenset[str]
    collectives: frozenset[str]
    organization_nominals: dict[str, tuple[str, ...]]
    person_nominals: dict[str, tuple[str, ...]]
    group_nominals: frozenset[str]
    acting_verbs: frozenset[str]
    place_prepositions: frozenset[str]
    motion_words: frozenset[str]
    motion_prepositions: frozenset[str]
    not_actors: frozenset[str]
    adjectives: dict[str, str]

    @property
    def person_nouns(self) -> frozenset[str]:
        """What one person is described by: "the analyst"."""
        return (self.group_nominals | frozenset(self.person_nominals)) - self.collective_nouns


class Sense(NamedTuple):
    """What a phrase of the actor lexicon may mean."""

    entry: ActorEntry
    form: Form


class Title(NamedTuple):
    """What stands before a name: a title (with its role), an honorific or a modifier ("former")."""

    kind: Literal["title", "honorific", "modifier"]
    role: str | None


class Held(NamedTuple):
    """A person in an office."""

    entry: ActorEntry
    office: Office


@dataclass(frozen=True)
class Gazetteer:
    """Everything known before the article is read."""

    actors: Mapping[str, ActorEntry]
    words: Vocabulary
    names: Phrases[Sense]
    titles: Phrases[Title]  # before names
    roles: Phrases[str]  # descriptions: "foreign minister" → its roles
    institutions: Phrases[Institution | None]  # None: the state itself ("government")
    holders: Mapping[tuple[str, str], tuple[Held, ...]]
    persons: Mapping[tuple[str, str], tuple[ActorEntry, ...]]  # by first and last word of a name, folded, lower case
    states: Mapping[str, ActorEntry]  # by country code
    sounds: Mapping[str, tuple[ActorEntry, ...]]  # persons by how their surnames sound
    single: frozenset[str]  # roles that one person at a time has
    speaks_for: frozenset[str]

    @classmethod
    def build(cls, actors: Iterable[ActorEntry], titles: TitleFile, words: Vocabulary) -> Gazetteer:
        """Compile lexicons; cheap enough for tests, done once a process by `load`."""
        entries = {entry.id: entry for entry in actors}
        holders: dict[tuple[str, str], list[Held]] = defaultdict(list)
        persons: dict[tuple[str, str], list[ActorEntry]] = defaultdict(list)
        sounds: dict[str, list[ActorEntry]] = defaultdict(list)
        names: Phrases[Sense] = Phrases()
        for entry in entries.values():
            _add_names(names, entry, words)
            for office in entry.offices:
                holders[office.role, office.of].append(Held(entry, office))
            if entry.type == "person":
                for key in {_ends(name) for name in (entry.name, *entry.names)}:
                    persons[key].append(entry)
                for sound in {sound_of(name.split()[-1]) for name in (entry.name, *entry.names)}:
                    sounds[sound].append(entry)
        return cls(
            actors=entries,
            words=words,
            names=names,
            titles=_titles(titles),
            roles=_roles(titles, words),
            institutions=_institutions(words),
            holders={key: tuple(held) for key, held in holders.items()},
            persons={key: tuple(found) for key, found in persons.items()},
            states={e.country: e for e in entries.values() if e.type == "state" and e.country},
            sounds={key: tuple(found) for key, found in sounds.items()},
            single=frozenset(role.role for role in titles.roles if role.single),
            speaks_for=frozenset(role.role for role in titles.roles if role.speaks_for),
        )

    @classmethod
    @lru_cache(maxsize=2)
    def load(cls, own: tuple[OwnFile, ...] = ()) -> Gazetteer:
        """The gazetteer of `analysis/resources/` and the user's own files of actors, once a process."""
        return cls.build(load_actors(own), load_titles(), load_yaml(RESOURCES / "mentions.yml", Vocabulary))

    def held_by(self, roles: Iterable[str], of: str, day: date | None) -> ActorEntry | None:
        """Who held one of these offices on that day; None where unknown or where it is not one person."""
        for role in roles:
            on_day = {h.entry.id: h.entry for h in self.holders.get((role, of), ()) if h.office.held_on(day)}
            if len(on_day) == 1:
                return next(iter(on_day.values()))
        return None

    def ever_held(self, entry: ActorEntry, roles: Iterable[str], of: str | None) -> bool:
        """Whether this person ever had one of the roles, in `of` where it is given."""
        wanted = set(roles)
        return any(o.role in wanted and (of is None or o.of == of) for o in entry.offices)

    def sounding(self, surname: str, given: str | None = None) -> ActorEntry | None:
        """The one person whose surname is written otherwise but sounds so: "Ławrow" is Lavrov.

        Short names sound like too many others: four consonants are asked for, and the given name's first sound.
        """
        sound = sound_of(surname)
        found = self.sounds.get(sound, ()) if len(sound) > 3 else ()
        if given:
            found = tuple(e for e in found if sound_of(e.name.split()[0])[:1] == sound_of(given)[:1])
        return found[0] if len(found) == 1 else None

    def home_of(self, source: str | None) -> ActorEntry | None:
        """The state of an outlet, by the first words of its name that the lexicon knows: "New York Times - News"."""
        words = (source or "").split()
        for start in range(len(words)):
            for end in range(len(words), start, -1):
                for sense in self.names.get(" ".join(words[start:end])):
                    if sense.form in ("name", "demonym") and sense.entry.country:
                        return self.states.get(sense.entry.country)
        return None

    def institution(self, institution_id: str) -> Institution:
        """The institution of this id in `mentions.yml`."""
        return next(i for i in self.words.institutions if i.id == institution_id)

    def institution_of(self, state: ActorEntry, institution: Institution) -> ActorEntry | None:
        """The lexicon's actor for this institution of this state."""
        ids = (institution.lexicon.get(state.id, ""), slug(f"{self.adjective(state)} {institution.names[0]}"))
        return next((self.actors[i] for i in ids if i in self.actors), None)

    def adjective(self, state: ActorEntry) -> str:
        """The adjective that names a state's institutions: "Russian", "US"."""
        return self.words.adjectives.get(state.id) or (state.demonyms[0] if state.demonyms else state.name)


def _add_names(names: Phrases[Sense], entry: ActorEntry, words: Vocabulary) -> None:
    for name in (entry.name, *entry.names):
        parts = name.split()
        # "US state department", "White house", but "Russia today" is not the broadcaster.
        institution = parts[-1].casefold() in words.organization_nominals or parts[-1].casefold() in ("house", "office")
        loose = entry.type != "person" and (len(parts) > 2 or (len(parts) == 2 and institution))
        names.add(name, Sense(entry, "name"), Case.LOOSE if loose else Case.EXACT)
        if entry.type == "state" and len(parts) == 2:
            names.add(f"{parts[0].lower()} {parts[1]}", Sense(entry, "name"))  # "north Korea"
    surnames = entry.surnames
    if entry.type == "person":
        surnames = surnames or (entry.name.split()[-1],)
    forms: tuple[tuple[Form, tuple[str, ...], Case], ...] = (
        ("surname", surnames, Case.EXACT),
        ("metonym", entry.metonyms, Case.EXACT),
        ("demonym", entry.demonyms, Case.LOOSE),
        ("people", entry.people, Case.EXACT),
        ("nominal", entry.nominals, Case.ANY),
    )
    for form, phrases, case in forms:
        for phrase in phrases:
            if form != "surname" or phrase not in (entry.name, *entry.names):
                names.add(phrase.removeprefix("the ") if form == "nominal" else phrase, Sense(entry, form), case)


_SOUNDS = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        ("shch|szcz|sch|sh|sz", "s"),
        ("tch|ch|cz|ts|tz|c(?=[eiy])", "c"),
        ("zh|rz|dz", "z"),
        ("kh|x", "h"),
        ("ph", "f"),
        ("w", "v"),
        ("ck|q|c(?![eiyc])", "k"),
        ("[aeiouyjh']", ""),
        (r"(.)\1+", r"\1"),
    )
)


def sound_of(word: str) -> str:
    """The consonants of a name, so that its transliterations agree: Prigozhin, Prigożin → prgzn."""
    word = fold(word).casefold()
    for pattern, sound in _SOUNDS:
        word = pattern.sub(sound, word)
    return word


def _ends(name: str) -> tuple[str, str]:
    words = fold(name).casefold().split()
    return words[0], words[-1]


def _titles(titles: TitleFile) -> Phrases[Title]:
    found: Phrases[Title] = Phrases()
    for role in titles.roles:
        for title in role.titles:
            found.add(title, Title("title", role.role), Case.ANY)
    for role in titles.roles:
        for title in role.nominals:
            # "President": the Commission's president is one too, but "President Biden" means the office named so.
            if not any(t.kind == "title" and t.role != role.role for t in found.get(title)):
                found.add(title, Title("title", role.role), Case.ANY)
    for phrase in titles.honorifics:  # as they are written: "Don" is one, "don" is not
        found.add(phrase, Title("honorific", None))
        found.add(phrase.upper(), Title("honorific", None))  # "MS. PSAKI:" in transcripts
    for phrase in titles.modifiers:
        found.add(phrase.rstrip("-"), Title("modifier", None), Case.ANY)
    return found


def _roles(titles: TitleFile, words: Vocabulary) -> Phrases[str]:
    found: Phrases[str] = Phrases()
    for role in titles.roles:
        for phrase in dict.fromkeys(p.casefold() for p in (*role.nominals, *role.titles) if len(p) > 3):
            found.add(phrase, role.role, Case.ANY)
        for phrase in (p for p in role.titles if len(p) < 5 and p.isupper()):
            found.add(phrase, role.role)  # CEO, MP
    for noun, roles in words.person_nominals.items():
        for role_id in roles:
            found.add(noun, role_id, Case.ANY)
    return found


def _institutions(words: Vocabulary) -> Phrases[Institution | None]:
    found: Phrases[Institution | None] = Phrases()
    for institution in words.institutions:
        for name in institution.names:
            found.add(name, institution, Case.ANY)
    for word in words.state_words:
        found.add(word, None, Case.ANY)
    return found
