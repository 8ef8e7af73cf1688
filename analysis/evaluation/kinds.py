"""What a file is a gold of, told by its first line, and the evaluation for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, Protocol

from pydantic import RootModel

from analysis.engines import cached_run
from analysis.evaluation.evaluation import evaluate
from analysis.evaluation.gold import GoldError, read_records
from analysis.evaluation.sentiment import evaluate_sentiment
from analysis.evaluation.speech import evaluate_speech

Kind = Literal["stances", "attributions", "sentiment"]


class Evaluated(Protocol):
    """What every evaluation can do."""

    def to_text(self, *, errors: int = ...) -> str: ...

    def to_json(self, *, text: bool = ...) -> str: ...

    def f1(self) -> dict[str, float]:
        """The F1 of each field that it measures; missing (NaN) where there is nothing to divide by."""


class _Line(RootModel[dict[str, Any]]):
    """Any JSON object."""


def kind_of(gold: str | Path) -> Kind:
    """stances (with mentions and quotes), attributions, or sentiment toward mentions; raises `GoldError`."""
    where, line = next(iter(read_records(gold, _Line)))
    keys = line.root.keys()
    if "attributions" in keys:
        return "attributions"
    if {"sentence", "polarity"} <= keys:
        return "sentiment"
    if {"id", "text"} <= keys:
        return "stances"
    raise GoldError(
        f"{where}: neither an article (id, text, and stances, mentions, quotes or attributions) nor a sentence with a "
        f"mention (sentence, from, to, polarity), but an object of: {', '.join(sorted(keys)) or 'nothing'}"
    )


def score(gold: str | Path, run: str | Path | None = None) -> Evaluated:
    """Evaluate by what the file is a gold of.

    Without a run the gold's articles are annotated first, and the result is kept in the platform's cache; sentiment is
    measured on the sentences and needs none. Raises `GoldError` for an unusable gold file, and
    `analysis.store.NoRunError` where the run lacks a table.
    """
    kind = kind_of(gold)
    if kind == "sentiment":
        if run is not None:
            raise GoldError(f"{gold}: sentiment is measured on its sentences, without a run; leave {run} out")
        return evaluate_sentiment(gold)
    found = run or cached_run(str(gold)).path
    return evaluate(gold, found) if kind == "stances" else evaluate_speech(gold, found)
