"""A run's quotes against a gold of attributions: the figures, and where it fails; the definition is `attributions`'."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.evaluation.attributions import FIELDS, MEASURES, GoldSpeech, SpeechTrial
from analysis.evaluation.gold import read_records
from analysis.evaluation.scores import accuracy_row, f1_of, records, score_table
from analysis.evaluation.text import ERRORS, accuracy_lines, grid, score_lines, sections, speech_error_lines
from analysis.store import read_arrow

_COLUMNS = ["start_char", "end_char", "speaker_start_char", "speaker_end_char", "cue_start_char", "cue_end_char"]
_ERROR = ["error", "there", "article_id", "start_char", "end_char", "source", "cue", "text"]


@dataclass(frozen=True)
class SpeechEvaluation:
    """What a run found of the gold's attributions. Every frame keeps its columns when it is empty."""

    gold: str
    run: str
    counts: pd.DataFrame  # one row an article and measure: article_id, measure, matched, n_pred, n_gold
    pairs: pd.DataFrame  # one row a pair of contents: article_id, content, source, cue; token F1 in [0, 1]
    errors: pd.DataFrame  # one row a content missed or wrong, in the gold's order; see `SpeechTrial.errors`
    lost: tuple[str, ...]  # gold articles that the run has not; their attributions count as missed

    def summary(self) -> pd.DataFrame:
        """One row a measure (content, exact): n, precision, recall and F1 with 95 % intervals over articles."""
        return score_table({m: self.counts[self.counts["measure"] == m] for m in MEASURES}, "measure")

    def f1(self) -> dict[str, float]:
        """The F1 of each measure."""
        return f1_of(self.summary(), "measure")

    def accuracies(self) -> pd.DataFrame:
        """One row a field (source, cue) on the matched contents: field, n, mean token F1 as accuracy, low, high."""
        rows = [{"field": name} | accuracy_row(self.pairs[name], self.pairs["article_id"]) for name in FIELDS]
        return pd.DataFrame(rows, columns=["field", "n", "accuracy", "low", "high"])

    @cached_property
    def losses(self) -> pd.DataFrame:
        """One row a kind of error: error (missed, wrong), there (what the other side has in this place), n; most first.

        `there` is "cue" (the cue is known, its content is another), "words" (they belong to another cue) or "nothing".
        """
        sizes = self.errors.groupby(["error", "there"]).size().sort_values(ascending=False, kind="stable")
        return sizes.rename("n").reset_index()

    def to_json(self, *, text: bool = False) -> str:
        """Everything as JSON; missing is null. The errors carry the articles' words only where `text` is set."""
        content = {
            "gold": self.gold,
            "run": self.run,
            "articles": int(self.counts["article_id"].nunique()),
            "articles_not_found": list(self.lost),
            "measures": records(self.summary()),
            "on_matched": records(self.accuracies()),
            "losses": records(self.losses),
            "errors": records(self.errors if text else self.errors.drop(columns=["source", "cue", "text"])),
        }
        return json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)

    def to_text(self, *, errors: int = ERRORS) -> str:
        """The evaluation for a terminal: ASCII, at most 100 columns wide, with the first `errors` of each kind."""
        n = self.counts["article_id"].nunique()
        lost = f", {len(self.lost)} of them not in the run (their attributions count as missed)" if self.lost else ""
        shown = {
            f"Errors: {error}, {there} there ({min(errors, len(rows))} of {len(rows)})": speech_error_lines(
                rows.head(errors)
            )
            for (error, there), rows in self.errors.groupby(["error", "there"])
        }
        losses = [[error, there, str(number)] for error, there, number in self.losses.itertuples(index=False)]
        return sections(
            {
                f"{n} articles{lost}": score_lines(self.summary()),
                "On matched contents, mean token F1": accuracy_lines(self.accuracies()),
                "What stands in the place of an error": grid([["error", "there", "n"], *losses]),
                **shown,
            }
        )


def evaluate_speech(gold: str | Path, run: str | Path) -> SpeechEvaluation:
    """Compare a run's quotes table with the gold; an article is found by its id, or else by its text.

    Raises `GoldError` for the gold and `analysis.store.NoRunError` where a table is missing.
    """
    articles = read_arrow(Path(run), "articles", ["article_id", "text"]).to_pylist()
    ids, texts = {a["article_id"] for a in articles}, {a["text"].strip(): a["article_id"] for a in articles}
    quotes: dict[str | None, list[dict[str, Any]]] = defaultdict(list)
    for row in read_arrow(Path(run), "quotes", ["article_id", *_COLUMNS]).to_pylist():
        quotes[row["article_id"]].append(row)
    golds = [article for _, article in read_records(gold, GoldSpeech)]
    own = {g.id: g.id if g.id in ids else texts.get(g.text.strip()) for g in golds}
    trials = [SpeechTrial(g, quotes[own[g.id]]) for g in golds]
    return SpeechEvaluation(
        gold=str(gold),
        run=str(run),
        counts=pd.DataFrame(
            [row for t in trials for row in t.counts()],
            columns=["article_id", "measure", "matched", "n_pred", "n_gold"],
        ),
        pairs=pd.DataFrame([row for t in trials for row in t.pairs()], columns=["article_id", "content", *FIELDS]),
        errors=pd.DataFrame([row for t in trials for row in t.errors()], columns=_ERROR),
        lost=tuple(i for i, found in own.items() if found is None),
    )
