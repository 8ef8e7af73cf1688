"""What a user may choose about how articles are annotated."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from analysis.lexicons.actors import load_actors
from analysis.lexicons.files import LexiconError, OwnFile
from analysis.lexicons.topics import known_topic, load_topic


@dataclass(frozen=True)
class Options:
    """How articles are annotated, with the user's own files by their contents; equal options give equal annotations.

    `topics` are names of packs of `resources/topics/`, or packs of the user's own. Stance statements with a lower
    confidence than `min_confidence` are left out.
    """

    model: str | None = None  # the spaCy model; None for the best one installed
    actors: tuple[OwnFile, ...] = ()
    topics: tuple[str | OwnFile, ...] = ("sanctions",)
    targeted_sentiment: bool = True
    min_confidence: float = 0.0

    @classmethod
    def read(
        cls,
        *,
        model: str | None = None,
        actors: Iterable[str | Path] = (),
        topics: Iterable[str | Path] = (),
        targeted_sentiment: bool = True,
        min_confidence: float = 0.0,
    ) -> Options:
        """Options as a user gives them: `actors` are files, `topics` names or files (none given: sanctions).

        Raises `LexiconError` for a file or topic that cannot be used, `ValueError` for a confidence outside [0, 1].
        """
        if not 0 <= min_confidence <= 1:
            raise ValueError(f"the least confidence is {min_confidence}; it lies between 0 and 1")
        own = tuple(OwnFile.read(path) for path in actors)
        chosen = tuple(OwnFile.read(t) if _is_file(t) else str(t) for t in topics) or cls.topics
        if own:
            load_actors(own)
        names = [load_topic(topic).topic if isinstance(topic, OwnFile) else known_topic(topic) for topic in chosen]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise LexiconError(f"the topic {twice} is given twice; give each topic once, and each pack its own name")
        return cls(model, own, chosen, targeted_sentiment, min_confidence)


def _is_file(topic: str | Path) -> bool:
    return Path(topic).suffix in (".yml", ".yaml")


OURS = Options()
