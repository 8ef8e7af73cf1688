"""Topic packs: those of `resources/topics/`, and the user's own."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from pydantic import Field

from analysis.lexicons.files import RESOURCES, Entry, LexiconError, OwnFile, load_yaml


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
def load_topic(topic: str | OwnFile) -> Topic:
    """The topic pack of this name, or the user's own; raises `LexiconError` with what there is."""
    if isinstance(topic, OwnFile):
        pack = load_yaml(topic, Topic)
        _check_own_topic(topic.name, pack)
        return pack
    return load_yaml(RESOURCES / "topics" / f"{known_topic(topic)}.yml", Topic)


def _packs() -> list[str]:
    return sorted(path.stem for path in (RESOURCES / "topics").glob("*.yml"))


def known_topic(name: str) -> str:
    """The name, if there is a pack of it; else raises `LexiconError` with those there are."""
    if name not in _packs():
        raise LexiconError(f"no topic pack named {name}; there are: {', '.join(_packs())}; or name a file *.yml")
    return name


def _check_own_topic(file: str, pack: Topic) -> None:
    """Raise `LexiconError` where the rules would not know what to do with a pack."""
    if pack.topic in _packs():
        raise LexiconError(f"{file}: the topic {pack.topic} comes with the package; give yours another name")
    known = load_topic("sanctions")
    if unknown := sorted(pack.predicates.keys() - known.predicates.keys()):
        allowed = ", ".join(known.predicates)
        raise LexiconError(f"{file}: predicates: unknown class {', '.join(unknown)} (allowed keys: {allowed})")
    if pack.acts.keys() != known.acts.keys():
        raise LexiconError(f"{file}: acts: the rules know these, each is needed and no other: {', '.join(known.acts)}")
