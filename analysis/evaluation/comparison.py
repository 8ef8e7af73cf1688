"""Two runs against one gold file: how far their figures differ, and which statements were gained and lost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.evaluation.evaluation import TOPIC, Evaluation, evaluate_articles
from analysis.evaluation.gold import read_gold
from analysis.evaluation.outcomes import MEASURES
from analysis.evaluation.scores import difference
from analysis.evaluation.text import ascii_of, grid

CHANGES = ("gained", "lost", "new wrong", "wrong no more")
_COLUMNS = ("article_id", "start_char", "end_char", "text", "holder", "position", "act")


@dataclass(frozen=True)
class Comparison:
    """What run `b` does otherwise than run `a`."""

    a: Evaluation
    b: Evaluation

    def differences(self) -> pd.DataFrame:
        """One row a measure: articles, f1_a, f1_b, difference, low, high (95 %, paired bootstrap over articles).

        Articles that a measure scores in one run only (mentions and quotes of an article that the other lost) are left
        out.
        """
        rows = []
        for measure in MEASURES:
            before, after = (_counts(run, measure) for run in (self.a, self.b))
            both = [i for i in self.a.articles["article_id"] if i in before.index and i in after.index]
            if both:
                rows.append({"measure": measure} | difference(before.loc[both], after.loc[both]))
        return pd.DataFrame(rows, columns=["measure", "articles", "f1_a", "f1_b", "difference", "low", "high"])

    def changes(self) -> pd.DataFrame:
        """One row a change, by kind and then by place: `change`, then the statement and its words.

        gained, lost: a statement of the gold that only `b`, only `a` finds. new wrong, wrong no more: a statement that
        is not in the gold (place, holder and position) and that only `b`, only `a` makes.
        """
        gold_a, gold_b = (_statements(run, side="gold", right=True) for run in (self.a, self.b))
        wrong_a, wrong_b = (_statements(run, side="run", right=False) for run in (self.a, self.b))
        keys = ["article_id", "number"]
        same = ["article_id", "start_char", "end_char", "holder", "position"]
        sides = ((gold_b, gold_a, keys), (gold_a, gold_b, keys), (wrong_b, wrong_a, same), (wrong_a, wrong_b, same))
        parts = [_only(these, those, on).assign(change=c) for c, (these, those, on) in zip(CHANGES, sides, strict=True)]
        return pd.concat(parts)[["change", *_COLUMNS]].reset_index(drop=True)

    def to_text(self) -> str:
        """The differences and the changes for a terminal, in ASCII."""
        rows = [["measure", "articles", "F1 a", "F1 b", "difference, 95 %"]]
        for row in self.differences().to_dict(orient="records"):
            figures = f"{row['difference']:+.3f} [{row['low']:+.3f} {row['high']:+.3f}]"
            rows.append([row["measure"], str(row["articles"]), f"{row['f1_a']:.3f}", f"{row['f1_b']:.3f}", figures])
        lines = [*grid(rows), ""]
        for row in self.changes().to_dict(orient="records"):
            place = f"{row['article_id']}:{row['start_char']}-{row['end_char']}"
            statement = f"{row['holder']} {row['position']} {row['act']}"
            lines.append(ascii_of(f"{row['change']}: {place} {statement} | {row['text'][:160]}"))
        return "\n".join(lines) + "\n"


def compare(gold: str | Path, run_a: str | Path, run_b: str | Path, *, topic: str = TOPIC) -> Comparison:
    """Score two runs against a gold file; raises what `evaluate` does."""
    articles = read_gold(gold)
    a, b = (evaluate_articles(articles, run, gold=str(gold), topic=topic) for run in (run_a, run_b))
    return Comparison(a, b)


def _counts(run: Evaluation, measure: str) -> pd.DataFrame:
    return run.counts[run.counts["measure"] == measure].set_index("article_id")


def _statements(run: Evaluation, *, side: str, right: bool) -> pd.DataFrame:
    rows = run.statements
    return rows[(rows["side"] == side) & (rows["right"] == right)]


def _only(these: pd.DataFrame, those: pd.DataFrame, keys: Iterable[str]) -> pd.DataFrame:
    """The rows of `these` that `those` lack, by their keys."""
    names = list(keys)
    known = set(those[names].itertuples(index=False, name=None))
    alone = [key not in known for key in these[names].itertuples(index=False, name=None)]
    return these[alone]
