"""Sentiment toward an actor against a gold of sentences: the package's beside two lexicons on the whole sentence.

The gold is a file of one mention a line: `sentence`, `mention`, `from`, `to` (code points of the mention) and
`polarity` (-1, 0, 1), the form of NewsMTSC (Hamborg & Donnay 2021). Three methods label each mention negative, neutral
or positive:

* `targeted`: the package's sentiment toward the mention,
* `TextBlob`: the sentence's polarity, and
* `VADER`: the sentence's compound score, each neutral strictly between -`NEUTRAL` and `NEUTRAL`. That is the range that
  VADER's authors give for the compound score; TextBlob has none of its own and takes the same.

Macro-F1 is the mean of the three labels' F1. Intervals are bootstrap intervals over sentences, as two mentions of one
sentence are not independent.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, model_validator

from analysis.annotators.sentiment import STRAIGHT, SentimentAnnotator
from analysis.evaluation.gold import read_records
from analysis.evaluation.scores import draws, f1_of, quantiles, records
from analysis.evaluation.text import ERRORS, ascii_of, confusion_lines, grid, sections, words_lines
from analysis.measures.intervals import MISSING
from analysis.progress import Progress

NEUTRAL = 0.05
LABELS = ("negative", "neutral", "positive")
METHODS = ("targeted", "TextBlob", "VADER")
COLUMNS = ("method", "n", "macro_f1", "low", "high", *LABELS, "accuracy")
_BATCH = 64  # mentions

Floats = npt.NDArray[np.float64]
Targets = Sequence[tuple[str, int, int]]  # sentence, start and end of the mention
Scorer = Callable[[Targets], Sequence[tuple[str, float]]]  # a label and a score for each


class GoldTarget(BaseModel):
    """A mention in a sentence, and the attitude that the sentence conveys toward it."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    sentence: str
    start: int = Field(alias="from")
    end: int = Field(alias="to")
    polarity: Literal[-1, 0, 1]

    @model_validator(mode="after")
    def _mention_lies_in_the_sentence(self) -> Self:
        if not 0 <= self.start < self.end <= len(self.sentence):
            raise ValueError(f"the span {self.start}-{self.end} is not inside the sentence (0-{len(self.sentence)})")
        return self

    @property
    def mention(self) -> str:
        """The words of the mention."""
        return self.sentence[self.start : self.end]

    @property
    def label(self) -> str:
        """negative, neutral or positive."""
        return LABELS[self.polarity + 1]


@dataclass(frozen=True)
class SentimentEvaluation:
    """Labels of a gold's mentions by each method.

    `labels` has a row a mention, in the gold's order: sentence, mention, gold, a column a method, and the `score` of
    the targeted one.
    """

    gold: str
    labels: pd.DataFrame

    def summary(self) -> pd.DataFrame:
        """One row a method: n, macro_f1 with its 95 % interval, F1 by label, accuracy."""
        rows = [{"method": method, "n": len(self.labels)} | self._figures(method) for method in METHODS]
        return pd.DataFrame(rows, columns=[*COLUMNS])

    def f1(self) -> dict[str, float]:
        """The macro-F1 of each method."""
        return f1_of(self.summary(), "method", "macro_f1")

    def confusion(self, method: str) -> pd.DataFrame:
        """Counts of gold (rows) against found (columns)."""
        table = self._tables(method).sum(axis=0).astype(int)
        return pd.DataFrame(table, index=[*LABELS], columns=[*LABELS])

    @cached_property
    def errors(self) -> pd.DataFrame:
        """The rows of `labels` where the targeted label is wrong: the sides reversed first, the surest first."""
        wrong = self.labels[self.labels["targeted"] != self.labels["gold"]]
        distance = wrong["targeted"].map(LABELS.index) - wrong["gold"].map(LABELS.index)
        order = wrong.assign(distance=distance.abs(), size=wrong["score"].abs())
        return order.sort_values(["distance", "size"], ascending=False, kind="stable")[[*wrong.columns]]

    def to_json(self, *, text: bool = False) -> str:
        """Everything as JSON; missing is null. Labels and errors with their sentences only where `text` is set."""
        confusions = {method: self.confusion(method).to_dict(orient="index") for method in METHODS}
        content = {"gold": self.gold, "methods": records(self.summary()), "confusions": confusions}
        if text:
            content["errors"] = records(self.errors)
        return json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)

    def to_text(self, *, errors: int = ERRORS) -> str:
        """The evaluation for a terminal: ASCII, at most 100 columns wide, with the `errors` worst errors."""
        title = f"Sentiment toward {len(self.labels)} mentions in {self.labels['sentence'].nunique()} sentences"
        shown = self.errors.head(errors)
        return sections(
            {
                title: _lines(self.summary()),
                **{f"Confusions of {method}": confusion_lines(self.confusion(method)) for method in METHODS},
                f"Errors of targeted ({len(shown)} of {len(self.errors)})": [
                    line for row in shown.to_dict(orient="records") for line in _error(row)
                ],
            }
        )

    def _tables(self, method: str) -> Floats:
        """One confusion a sentence: [sentence, gold, found]."""
        sentences, groups = pd.factorize(self.labels["sentence"])
        tables = np.zeros((len(groups), len(LABELS), len(LABELS)))
        gold, found = (self.labels[name].map(LABELS.index).to_numpy() for name in ("gold", method))
        np.add.at(tables, (sentences, gold, found), 1)
        return tables

    def _figures(self, method: str) -> dict[str, float]:
        tables = self._tables(method)
        whole = tables.sum(axis=0)
        by_label = _f1(whole)
        low, high = MISSING, MISSING
        if len(tables) > 1:
            low, high = quantiles(np.array([_f1(tables[drawn].sum(axis=0)).mean() for drawn in draws(len(tables))]))
        figures = {"macro_f1": float(by_label.mean()), "low": low, "high": high}
        figures |= dict(zip(LABELS, map(float, by_label), strict=True))
        return figures | {"accuracy": float(np.trace(whole) / whole.sum())}


def _f1(table: Floats) -> Floats:
    """F1 of each label; 0 for one that is neither there nor found."""
    sizes = table.sum(axis=0) + table.sum(axis=1)
    scores: Floats = np.divide(2 * np.diagonal(table), sizes, out=np.zeros(len(table)), where=sizes > 0)
    return scores


def evaluate_sentiment(gold: str | Path, scorer: Scorer | None = None) -> SentimentEvaluation:
    """Label the gold's mentions by every method; `scorer` stands in for the package's targeted sentiment.

    Raises `GoldError` for an unusable gold file.
    """
    targets = [target for _, target in read_records(gold, GoldTarget)]
    labels = pd.DataFrame([(t.sentence, t.mention, t.label) for t in targets], columns=["sentence", "mention", "gold"])
    labels[["targeted", "score"]] = _targeted(targets, scorer or _load())
    tones = SentimentAnnotator.load()
    words = [t.sentence.translate(STRAIGHT) for t in targets]
    labels["TextBlob"] = [label_of(tones.textblob.analyze(text).polarity) for text in words]
    labels["VADER"] = [label_of(tones.vader.polarity_scores(text)["compound"]) for text in words]
    return SentimentEvaluation(str(gold), labels)


def label_of(score: float) -> str:
    """The label of a sentence's score in [-1, 1]."""
    return LABELS[1] if abs(score) < NEUTRAL else LABELS[2] if score > 0 else LABELS[0]


def _targeted(targets: Sequence[GoldTarget], scorer: Scorer) -> list[tuple[str, float]]:
    labels: list[tuple[str, float]] = []
    with Progress("scoring", unit="mention", total=len(targets)) as bar:
        for start in range(0, len(targets), _BATCH):
            batch = targets[start : start + _BATCH]
            labels += scorer([(t.sentence, t.start, t.end) for t in batch])
            bar.add(len(batch))
    return labels


def _load() -> Scorer:
    # Here, not at the top: it brings weights that the other evaluations do not need.
    from analysis.annotators.targeted_sentiment import TargetedSentiment

    return TargetedSentiment.load().score


def _lines(summary: pd.DataFrame) -> list[str]:
    head = ["method", "n", "macro-f1, 95 %", *(f"f1 {label}" for label in LABELS), "accuracy"]
    return grid([head, *map(_row, summary.to_dict(orient="records"))])


def _row(row: Mapping[Any, Any]) -> list[str]:
    macro = f"{row['macro_f1']:.3f}" + ("" if pd.isna(row["low"]) else f" [{row['low']:.2f} {row['high']:.2f}]")
    return [row["method"], str(row["n"]), macro, *(f"{row[name]:.3f}" for name in (*LABELS, "accuracy"))]


def _error(row: Mapping[Any, Any]) -> list[str]:
    labels = f"{row['mention']}: {row['gold']}, found {row['targeted']} ({row['score']:+.2f})"
    return [ascii_of(labels), *words_lines(row["sentence"])]
