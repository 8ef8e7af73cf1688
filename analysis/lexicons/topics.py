"""Topic packs: those of `resources/topics/`, and the user's own."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Literal

from pydantic import Field

from analysis.lexicons.files import RESOURCES, Entry, LexiconError, OwnFile, checked, parsed

MODEL = "sanctions"  # the pack whose classes of predicates and acts the rules know
REST = "..."  # in a list of predicates: those of the pack that this one is like


class Terms(Entry):
    """What a topic is called, as lemmas; see `resources/topics/sanctions.yml` for what each list means."""

    names: tuple[str, ...]
    verbs: tuple[str, ...] = ()
    relief: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    pronouns: tuple[str, ...] = ()
    objects: tuple[str, ...] = ()
    not_: tuple[str, ...] = Field(default=(), alias="not")


class Act(Entry):
    """What taking this act says of the holder's position, and the nearest CAMEO code."""

    position: Literal["support", "oppose", "neutral"]
    cameo: str | None = None
    own: bool = False  # whether the holder does it with measures of its own, and so is the sender


class Topic(Entry):
    """A topic pack: all that is asked about a topic is in one file of `resources/topics/`."""

    topic: str = Field(pattern=r"^\w[\w .-]*$")  # names the files of its weights
    version: str
    source: str
    licence: str
    like: str | None = None  # the pack whose predicates and positions count where this one states none
    terms: Terms
    senders: tuple[str, ...] = ()  # actor ids whose name before the term is the sender's: "U.S. sanctions"
    targets: tuple[str, ...] = ()  # what leads to the target: prepositions, "dative", "compound"
    usual_targets: tuple[str, ...] = ()  # actor ids: states that an article means where it does not say on whom
    predicates: dict[str, tuple[str, ...]]
    acts: dict[str, Act]


class OwnTopic(Topic):
    """A user's own topic pack."""

    version: str = ""
    source: str = ""
    licence: str = ""


@lru_cache(maxsize=8)
def load_topic(topic: str | OwnFile) -> Topic:
    """The topic pack of this name, or the user's own; raises `LexiconError` with what there is."""
    own = isinstance(topic, OwnFile)
    name, data = parsed(topic if isinstance(topic, OwnFile) else RESOURCES / "topics" / f"{known_topic(topic)}.yml")
    pack = checked(name, _completed(name, data), OwnTopic if own else Topic)
    _check_classes(name, pack)
    if own and pack.topic in _packs():
        raise LexiconError(f"{name}: the topic {pack.topic} comes with the package; give yours another name")
    return pack


def _completed(name: str, data: Any) -> Any:
    """A pack's data with what it takes over: whole classes of predicates, and what each act says of the position.

    CAMEO codes are not taken over: they say what is done with this topic. What is malformed is left to the validation.
    """
    match data:
        case {"like": str(other)}:
            try:
                known = load_topic(other)
            except LexiconError as error:
                raise LexiconError(f"{name}: like: {error}") from error
        case _:
            return data
    predicates, acts = data.get("predicates", {}), data.get("acts", {})
    if isinstance(predicates, dict):
        own = {key: _continued(words, known.predicates.get(key, ())) for key, words in predicates.items()}
        predicates = {**known.predicates, **own}
    if isinstance(acts, dict):
        taken = {key: {"position": act.position, "own": act.own} for key, act in known.acts.items()}
        acts = {key: {**taken.get(key, {}), **act} if isinstance(act, dict) else act for key, act in acts.items()}
        acts = {**taken, **acts}
    return {"targets": known.targets, **data, "predicates": predicates, "acts": acts}


def _continued(words: Any, known: tuple[str, ...]) -> Any:
    """The words of a class, with the other pack's where `...` stands for them."""
    return [w for word in words for w in (known if word == REST else (word,))] if isinstance(words, list) else words


def _packs() -> list[str]:
    return sorted(path.stem for path in (RESOURCES / "topics").glob("*.yml"))


def known_topic(name: str) -> str:
    """The name, if there is a pack of it; else raises `LexiconError` with those there are."""
    if name not in _packs():
        raise LexiconError(f"no topic pack named {name}; there are: {', '.join(_packs())}; or name a file *.yml")
    return name


def _check_classes(name: str, pack: Topic) -> None:
    """Raise `LexiconError` where the rules would not know what to do with a pack."""
    if pack.topic == MODEL:
        return
    known = load_topic(MODEL)
    if unknown := sorted(pack.predicates.keys() - known.predicates.keys()):
        allowed = ", ".join(known.predicates)
        raise LexiconError(f"{name}: predicates: unknown class {', '.join(unknown)} (allowed keys: {allowed})")
    if pack.acts.keys() != known.acts.keys():
        raise LexiconError(f"{name}: acts: the rules know these, each is needed and no other: {', '.join(known.acts)}")
