"""Actors: those of `resources/actors/`, and the user's own beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from analysis.lexicons.files import RESOURCES, Entry, LexiconError, OwnFile, checked, load_yaml, parsed
from analysis.lexicons.words import load_titles

AUTHOR = "author"  # the id of the holder of what an article says in its own voice


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
    """A file of `resources/actors/`."""

    source: str
    licence: str
    actors: tuple[ActorEntry, ...]


class OwnActorFile(ActorFile):
    """A user's own file of actors."""

    source: str = ""
    licence: str = ""


@lru_cache(maxsize=4)
def load_actors(extra: tuple[Path | OwnFile, ...] = ()) -> tuple[ActorEntry, ...]:
    """Every actor of `resources/actors/*.yml` and of the user's `extra` files.

    A user's entry with an id of ours replaces ours where it gives name and type; else what it gives is added to ours.
    A name that was another actor's of ours is the user's alone. Raises `LexiconError` where the user's contradict each
    other or name an id or role that is not there.
    """
    ours: dict[str, ActorEntry] = {}
    for path in sorted((RESOURCES / "actors").glob("*.yml")):
        for entry in load_yaml(path, ActorFile).actors:
            if entry.id in ours:
                raise LexiconError(f"{path}: the id {entry.id} is taken already; ids are unique over all files")
            ours[entry.id] = entry
    return with_own(ours, extra) if extra else tuple(ours.values())


def with_own(ours: Mapping[str, ActorEntry], files: Iterable[Path | OwnFile]) -> tuple[ActorEntry, ...]:
    """Our actors and those of the user's files, as `load_actors` promises."""
    own: dict[str, ActorEntry] = {}
    homes: dict[str, str] = {}  # where each is from
    for file in files:
        name, data = parsed(file)
        for entry in checked(name, _completed(data, ours), OwnActorFile).actors:
            if entry.id in own:
                raise LexiconError(f"{name}: the id {entry.id} is given already, in {homes[entry.id]}")
            own[entry.id], homes[entry.id] = entry, f"{name} (entry {entry.id})"
    rest = {entry.id: entry for entry in ours.values() if entry.id not in own}
    taken = {entry.name.casefold(): entry.id for entry in rest.values()}
    claimed: dict[str, str] = {}
    for entry in own.values():
        _check_names(homes[entry.id], entry, taken | claimed)
        _check_references(homes[entry.id], entry, ours.keys() | own.keys())
        claimed |= dict.fromkeys(_aliases(entry), entry.id)
    # In the order of ours, so that an actor that is added to stays where it was.
    return tuple((dict(ours) | own | {id_: _without(entry, claimed) for id_, entry in rest.items()}).values())


def _completed(data: Any, ours: Mapping[str, ActorEntry]) -> Any:
    """The user's file as parsed, with what it adds to an entry of ours laid over ours."""
    if not isinstance(data, dict) or not isinstance(data.get("actors"), list):
        return data
    return data | {"actors": [_laid_over(entry, ours) for entry in data["actors"]]}


def _laid_over(entry: Any, ours: Mapping[str, ActorEntry]) -> Any:
    if not isinstance(entry, dict) or {"name", "type"} <= entry.keys() or entry.get("id") not in ours:
        return entry
    known = ours[entry["id"]].model_dump(by_alias=True, exclude_defaults=True)
    added = {k: [*known[k], *v] if isinstance(v, list) and k in known else v for k, v in entry.items()}
    return known | added


_ALIASES = ("names", "metonyms", "demonyms", "people", "nominals")  # surnames are shared by many


def _aliases(entry: ActorEntry) -> set[str]:
    return {alias.casefold() for alias in (entry.name, *(a for key in _ALIASES for a in getattr(entry, key)))}


def _without(entry: ActorEntry, claimed: Mapping[str, str]) -> ActorEntry:
    if not _aliases(entry) & claimed.keys():
        return entry
    return entry.model_copy(
        update={key: tuple(a for a in getattr(entry, key) if a.casefold() not in claimed) for key in _ALIASES}
    )


def _check_names(where: str, entry: ActorEntry, taken: Mapping[str, str]) -> None:
    """Raise `LexiconError` for a name that belongs to another."""
    for alias in sorted(_aliases(entry) & taken.keys()):
        other = taken[alias]
        raise LexiconError(f"{where}: {alias!r} is a name of {other}; leave it out, or give {other} as the id")


def _check_references(where: str, entry: ActorEntry, ids: Set[str]) -> None:
    """Raise `LexiconError` for a parent, an office or a role that is not there."""
    roles = {role.role for role in load_titles().roles}
    parts = [("actor", i, set(ids)) for i in (entry.parent, *(office.of for office in entry.offices)) if i]
    parts += [("role", r, roles) for r in (entry.leader, *(office.role for office in entry.offices)) if r]
    for what, wanted, known in parts:
        if wanted not in known:
            close = ", ".join(get_close_matches(wanted, known, 3)) or "see analysis/resources"
            raise LexiconError(f"{where}: there is no {what} {wanted!r}; there are: {close}")
