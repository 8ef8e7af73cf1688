"""Knowledge as data: the YAML files of `resources/`, validated and frozen. Knows no Doc and no pandas.

Every file states its `source` and `licence`. An unknown key or a wrong value is a `LexiconError` that names the file,
the entry and what is allowed there.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

RESOURCES = Path(str(files("analysis"))) / "resources"


class LexiconError(ValueError):
    """A lexicon file that cannot be used, with the file, the entry and the remedy."""


class Entry(BaseModel):
    """Base of every lexicon entry: immutable, and no key but the declared ones."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Office(Entry):
    """An office held for a time: `from_` inclusive, `to` exclusive, None where open."""

    role: str  # a role of titles.yml: president, foreign_minister …
    of: str  # the actor id of the state or organization
    from_: date | None = Field(default=None, alias="from")
    to: date | None = None

    def held_on(self, day: date | None) -> bool:
        """Whether the office was held on this day; an unknown day says no."""
        return day is not None and (self.from_ is None or self.from_ <= day) and (self.to is None or day < self.to)


class ActorEntry(Entry):
    """An actor under all its names."""

    id: str
    name: str
    type: Literal["person", "organization", "state", "group"]
    country: str | None = None  # ISO 3166-1 alpha-3
    wikidata: str | None = None
    names: tuple[str, ...] = ()  # other full names, spellings, acronyms
    surnames: tuple[str, ...] = ()  # persons: what stands for the person alone; the last word of `name` where empty
    gender: Literal["female", "male"] | None = None
    metonyms: tuple[str, ...] = ()  # places that stand for the government: Moscow
    demonyms: tuple[str, ...] = ()  # adjectives: Russian
    people: tuple[str, ...] = ()  # the people: Russians
    nominals: tuple[str, ...] = ()  # descriptions that mean it alone: "the bloc", "the alliance"
    parent: str | None = None  # organizations: the actor it is part of or speaks for
    leader: str | None = None  # states and organizations: the role meant by "the Russian leader"
    offices: tuple[Office, ...] = ()


class ActorFile(Entry):
    """A file of `resources/actors/`, or a user's own."""

    source: str
    licence: str
    actors: tuple[ActorEntry, ...]


class Role(Entry):
    """An office by the words that name it; two roles may share a word, then the one held in that state is meant."""

    role: str
    titles: tuple[str, ...] = ()  # before a name, any case: Foreign Minister, Sen.
    nominals: tuple[str, ...] = ()  # lower case, alone: "top diplomat", "premier"
    speaks_for: bool = False  # spokespersons: the institution is the holder, the person only reports it
    single: bool = False  # one holder at a time in a state or organization


class TitleFile(Entry):
    """`resources/titles.yml`: the roles, and what stands before titles and names without an office."""

    source: str
    licence: str
    roles: tuple[Role, ...]
    honorifics: tuple[str, ...]  # before a name: Mr., Ayatollah, Gen.
    modifiers: tuple[str, ...]  # before a title: former, acting; "ex-" and "then-" are joined to it


class ReportingEntry(Entry):
    """Words that report speech or thought, and the forms of content they take; see the head of the file."""

    mode: Literal["speech", "thought"]
    takes: tuple[Literal["clause", "infinitive", "gerund", "object", "naming"], ...]
    words: tuple[str, ...]


class ReportingFile(Entry):
    """`resources/reporting_verbs.yml`: the cues of reported speech."""

    source: str
    licence: str
    verbs: tuple[ReportingEntry, ...]
    nouns: tuple[ReportingEntry, ...]
    adjectives: tuple[ReportingEntry, ...]
    phrases: tuple[str, ...]  # before the source: according to
    light_verbs: tuple[str, ...]  # verbs that lend a reporting noun their subject: "expressed hope that"
    documents: tuple[str, ...]  # what speaks for its author: statement, letter
    voices: tuple[str, ...]  # before a colon, without a name: "Poll: …"
    adverbials: tuple[str, ...]  # open a clause of time or reason, which is not what was said: after, because


class _Loader(yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader):  # type: ignore[misc]
    """YAML in which NO and on are strings, only true and false are booleans; dates are left to the schema."""


_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in rules
        if tag != "tag:yaml.org,2002:timestamp" and (tag != "tag:yaml.org,2002:bool" or first in "tTfF")
    ]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}

T = TypeVar("T", bound=Entry)


def _problem(data: Any, kind: type[Entry], loc: tuple[int | str, ...], message: str) -> str:
    """One validation problem: where, in which entries (each by its first value), the keys allowed there."""
    entries = []
    for step in loc:
        fields = {field.alias or name: field for name, field in kind.model_fields.items()}
        if step in fields:
            kind = next((t for t in get_args(fields[step].annotation) if hasattr(t, "model_fields")), kind)
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            break
        if isinstance(step, int) and isinstance(data, dict):
            entries.append(str(next(iter(data.values()), "")))
    keys = ", ".join(field.alias or name for name, field in kind.model_fields.items())
    return f"{'.'.join(map(str, loc))} (entry {' / '.join(entries) or 'none'}): {message} (allowed keys: {keys})"


def load_yaml(path: Path, kind: type[T]) -> T:
    """Read one lexicon file as `kind`; raises `LexiconError`: where the fault is, and what may stand there."""
    data = None
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
        return kind.model_validate(data)
    except OSError as error:
        raise LexiconError(f"{path}: cannot be read ({error.strerror})") from error
    except yaml.YAMLError as error:
        raise LexiconError(f"{path}: not valid YAML: {error}") from error
    except ValidationError as error:
        problems = "; ".join(_problem(data, kind, e["loc"], e["msg"]) for e in error.errors()[:5])
        raise LexiconError(f"{path}: {problems}") from error


@lru_cache(maxsize=4)
def load_actors(extra: tuple[Path, ...] = ()) -> tuple[ActorEntry, ...]:
    """Every actor of `resources/actors/*.yml` and of the user's `extra` files; an extra entry replaces its namesake."""
    actors: dict[str, ActorEntry] = {}
    for path in (*sorted((RESOURCES / "actors").glob("*.yml")), *extra):
        for entry in load_yaml(path, ActorFile).actors:
            if entry.id in actors and path not in extra:
                raise LexiconError(f"{path}: the id {entry.id} is taken already; ids are unique over all files")
            actors[entry.id] = entry
    return tuple(actors.values())


@lru_cache(maxsize=1)
def load_titles() -> TitleFile:
    """The roles, honorifics and modifiers of `resources/titles.yml`."""
    return load_yaml(RESOURCES / "titles.yml", TitleFile)


class Terms(Entry):
    """What a topic is called, as lemmas; see `resources/topics/sanctions.yml` for what each list means."""

    names: tuple[str, ...]
    verbs: tuple[str, ...] = ()
    relief: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    pronouns: tuple[str, ...] = ()
    not_: tuple[str, ...] = Field(default=(), alias="not")


class Act(Entry):
    """What taking this act says of the holder's position, and the nearest CAMEO code."""

    position: Literal["support", "oppose", "neutral"]
    cameo: str | None = None


class Topic(Entry):
    """A topic pack: all that is asked about a topic is in one file of `resources/topics/`."""

    topic: str
    version: str
    source: str
    licence: str
    terms: Terms
    senders: tuple[str, ...] = ()  # actor ids whose name before the term is the sender's: "U.S. sanctions"
    predicates: dict[str, tuple[str, ...]]
    acts: dict[str, Act]


@lru_cache(maxsize=8)
def load_topic(name: str) -> Topic:
    """The topic pack of this name; raises `LexiconError` with those there are."""
    path = RESOURCES / "topics" / f"{name}.yml"
    if not path.exists():
        there = ", ".join(sorted(p.stem for p in path.parent.glob("*.yml")))
        raise LexiconError(f"no topic pack named {name}; there are: {there}")
    return load_yaml(path, Topic)


@lru_cache(maxsize=1)
def load_reporting() -> ReportingFile:
    """The cues of `resources/reporting_verbs.yml`."""
    return load_yaml(RESOURCES / "reporting_verbs.yml", ReportingFile)
