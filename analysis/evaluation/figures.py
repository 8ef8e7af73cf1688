"""The main figures of evaluations as data, which the reports of this version show (`analysis/measures/gold.yml`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from analysis.evaluation.evaluation import Evaluation
from analysis.evaluation.kinds import Evaluated
from analysis.evaluation.sentiment import SentimentEvaluation
from analysis.evaluation.speech import SpeechEvaluation
from analysis.measures.gold import code

STANCE = {
    "evidence": "stance statements found",
    "evidence+position": "… with the right position",
    "stance": "… with the right position and holder",
}
FIELDS = {
    "act": "act of a statement found",
    "target": "… its target",
    "senders": "… who puts the measures",
    "conditional": "… whether it is conditional",
}
TEXTS = {
    "mention": "mentions, linked to the right actor",
    "quote": "quotes",
    "speaker": "… with the right speaker",
}
SPEECH = {"content": "direct and indirect speech and thought"}
HEAD = """\
# Written by `make evaluation`; do not edit it. Reports show these figures on their page of trust.
"""

Row = dict[str, Any]


def figures_file(evaluations: Sequence[Evaluated]) -> str:
    """The figures as YAML. Of golds of one kind the largest counts, but each of targeted sentiment."""
    content = {
        "source": "hand-annotated news articles that are not part of this repository; see docs/evaluation.md",
        "licence": "CC0-1.0",
        "version": version("stancebook"),
        "code": code(),
        "figures": list(_figures(evaluations)),
    }
    return HEAD + yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=1000)


def _figures(evaluations: Sequence[Evaluated]) -> Iterator[Row]:
    texts = [e for e in evaluations if isinstance(e, Evaluation)]
    yield from _largest([e.summary() for e in texts], STANCE, "evidence")
    by_size = sorted(texts, key=lambda e: int((e.statements["side"] == "gold").sum()))
    for e in by_size[-1:]:
        for row in _rows(e.accuracies()):
            if row["field"] in FIELDS:
                yield _row(FIELDS[row["field"]], "accuracy", row, "accuracy", "low", "high") | {"n": row["n"]}
    yield from _largest([e.summary() for e in texts], TEXTS, "mention")
    yield from _largest([e.summary() for e in evaluations if isinstance(e, SpeechEvaluation)], SPEECH, "content")
    sentiments = [e for e in evaluations if isinstance(e, SentimentEvaluation)]
    for s in sentiments:
        which = f", {Path(s.gold).stem}" if len(sentiments) > 1 else ""
        for row in _rows(s.summary()):
            if row["method"] == "targeted":
                what = f"sentiment toward an actor{which}"
                yield _row(what, "macro-F1", row, "macro_f1", "low", "high") | {"n": row["n"]}


def _largest(summaries: Sequence[pd.DataFrame], words: Mapping[str, str], measure: str) -> Iterator[Row]:
    """The rows of the summary with most of this measure in its gold."""
    sized = [s for s in summaries if measure in set(s["measure"])]
    largest = max(sized, key=lambda s: int(s.loc[s["measure"] == measure, "n_gold"].iloc[0]), default=None)
    for row in [] if largest is None else _rows(largest):
        if row["measure"] in words:
            made = _row(words[row["measure"]], "F1", row, "f1", "f1_low", "f1_high")
            yield made | {"n": row["n_gold"], "articles": row["articles"]}


def _row(what: str, measure: str, row: Mapping[str, Any], *names: str) -> Row:
    value, low, high = (_number(row[name]) for name in names)
    precision, recall = (_number(row.get(name)) for name in ("precision", "recall"))
    return {"what": what, "measure": measure, "value": value, "low": low, "high": high} | {
        "precision": precision,
        "recall": recall,
        "n": None,
        "articles": None,
    }


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else round(float(value), 6)


def _rows(frame: pd.DataFrame) -> list[Row]:
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict(orient="records")]
