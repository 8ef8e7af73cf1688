"""A run against a gold file: the figures, and where it fails."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.evaluation.answers import read_answers
from analysis.evaluation.cascade import cascade
from analysis.evaluation.errors import GROUPS, error_table
from analysis.evaluation.gold import GoldArticle, read_gold
from analysis.evaluation.outcomes import FIELDS, MEASURES, Count, Match, Trial, lost_counts
from analysis.evaluation.scores import accuracy_row, f1_of, records, score_table
from analysis.evaluation.statements import Statement, lost_statements, statements_of
from analysis.evaluation.text import (
    ERRORS,
    accuracy_lines,
    cascade_lines,
    confusion_lines,
    error_lines,
    score_lines,
    sections,
)

TOPIC = "sanctions"
BY = ("position", "act", "attribution", "source", "genre")
TITLES = {name: name for name in BY} | {"source": "outlet"}
MISSED, FALSE_ALARM = "(missed)", "(false alarm)"
NOT_GIVEN = "(not given)"
_DTYPES = {"bool": "bool", "int": "int64", "int | None": "float64", "float | None": "float64"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """An article of the gold; `found` says whether the run has it."""

    article_id: str
    source: str
    genre: str
    found: bool


@dataclass(frozen=True)
class Evaluation:
    """What a run found of a gold file. Every frame keeps its columns when it is empty."""

    gold: str
    run: str
    articles: pd.DataFrame  # one row a gold article, in its order; see `Scored`
    counts: pd.DataFrame  # one row an article and measure; see `Count`
    matches: pd.DataFrame  # one row a pair of statements; see `Match`
    statements: pd.DataFrame  # one row a statement of either side; see `Statement`

    @property
    def lost(self) -> tuple[str, ...]:
        """The gold articles that the run has not; their statements count as missed."""
        return tuple(self.articles.loc[~self.articles["found"], "article_id"])

    def summary(self) -> pd.DataFrame:
        """One row a measure that the gold is annotated for; columns as in `scores.score_table`."""
        groups = {m: self.counts[self.counts["measure"] == m] for m in MEASURES}
        return score_table({m: counts for m, counts in groups.items() if len(counts)}, "measure")

    def f1(self) -> dict[str, float]:
        """The F1 of each measure."""
        return f1_of(self.summary(), "measure")

    def accuracies(self) -> pd.DataFrame:
        """One row a field of the statements that match (act, target, senders, conditional).

        Columns: field, n, accuracy, low, high.
        """
        matched = self.matches[self.matches["by"] == "stance"]
        rows = [{"field": name} | accuracy_row(matched[name], matched["article_id"]) for name in FIELDS]
        return pd.DataFrame(rows, columns=["field", "n", "accuracy", "low", "high"])

    def by(self, field: str) -> pd.DataFrame:
        """The stance figures by position, act, attribution, source (outlet) or genre, most gold first.

        Columns as in `scores.score_table`, then `found`. By act and attribution a statement counts for its value only
        where gold and run agree in it; `found` is the share of the gold's statements of that value that match whatever
        value the run gave them. Raises `ValueError` for another field.
        """
        if field not in BY:
            raise ValueError(f"no figures by {field}; there are: {', '.join(BY)}")
        values = self.statements[field].fillna(NOT_GIVEN)
        gold = self.statements["side"] == "gold"
        order = [*values[gold].value_counts().index, *sorted(set(values[~gold]) - set(values[gold]))]
        table = score_table({str(value): self._counts_of(field, value, values) for value in order}, field)
        found = self.statements[gold].groupby(values[gold])["right"].mean()
        return table.assign(found=table[field].map(found))

    @cached_property
    def confusions(self) -> dict[str, pd.DataFrame]:
        """Counts of gold (rows) against found (columns).

        `position` over statements that share their evidence, with those missed and false alarms; `act` over statements
        that match in position and holder too, so that its diagonal over its sum is the accuracy of acts.
        """
        evidence, stance = (self.matches[self.matches["by"] == by] for by in ("evidence", "stance"))
        missed = self._alone("gold", evidence["article_id"], evidence["gold"])
        alarms = self._alone("run", evidence["article_id"], evidence["found"])
        pairs = [*zip(evidence["gold_position"], evidence["found_position"], strict=True)]
        pairs += [(position, MISSED) for position in missed] + [(FALSE_ALARM, position) for position in alarms]
        return {
            "position": _confusion(pairs),
            "act": _confusion([*zip(stance["gold_act"], stance["found_act"], strict=True)]),
        }

    @cached_property
    def errors(self) -> pd.DataFrame:
        """Every statement missed or wrong, worst first, beside what stands in its place; see `errors.error_table`."""
        return error_table(self.statements)

    def cascade(self) -> pd.DataFrame:
        """What each field costs of the F1, step by step; see `cascade.cascade`."""
        return cascade(self.counts, self.matches)

    def to_json(self, *, text: bool = False) -> str:
        """Everything as JSON: measures, accuracies, figures by field, confusions and errors; missing is null.

        The errors carry article ids and offsets, and the articles' words only where `text` is set: they are others'.
        """
        content = {
            "gold": self.gold,
            "run": self.run,
            "articles": len(self.articles),
            "articles_not_found": list(self.lost),
            "measures": records(self.summary()),
            "on_matched": records(self.accuracies()),
            "cascade": records(self.cascade()),
            "by": {field: records(self.by(field)) for field in BY},
            "confusions": {name: frame.to_dict(orient="index") for name, frame in self.confusions.items()},
            "errors": records(self.errors if text else self.errors.drop(columns=["gold_text", "run_text"])),
        }
        return json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)

    def to_text(self, *, errors: int = ERRORS) -> str:
        """The evaluation for a terminal: ASCII, at most 100 columns wide, with the `errors` worst of each group."""
        lost = f", {len(self.lost)} of them not in the run (their statements count as missed)" if self.lost else ""
        groups = {name: rows for name in GROUPS if len(rows := self.errors[self.errors["group"] == name])}
        return sections(
            {
                f"{len(self.articles)} articles{lost}": score_lines(self.summary()),
                "On matched statements": accuracy_lines(self.accuracies()),
                "What each field costs": cascade_lines(self.cascade()),
                **{f"Stance by {TITLES[field]}": score_lines(self.by(field).drop(columns="found")) for field in BY},
                **{f"Confusions of {name}s": confusion_lines(table) for name, table in self.confusions.items()},
                **{
                    f"Errors: {name} ({min(errors, len(rows))} of {len(rows)})": error_lines(rows.head(errors))
                    for name, rows in groups.items()
                },
            }
        )

    def _counts_of(self, field: str, value: str, values: pd.Series[str]) -> pd.DataFrame:
        """One row an article (for an outlet or genre: one of its own): gold, found, and matched in this field too."""
        ids = self.articles["article_id"]
        if field in self.articles:
            ids = ids[self.articles[field] == value]
        rows = self.statements[values == value]
        gold, run = rows[rows["side"] == "gold"], rows[rows["side"] == "run"]
        agreed = run[run["right"]].merge(gold, left_on=["article_id", "met"], right_on=["article_id", "number"])
        sizes = {"matched": agreed, "n_pred": run, "n_gold": gold}
        return pd.DataFrame({n: part.groupby("article_id").size().reindex(ids).fillna(0) for n, part in sizes.items()})

    def _alone(self, side: str, articles: Iterable[str], numbers: Iterable[int]) -> list[str]:
        """The positions of the statements of one side that are in none of these pairs."""
        met = set(zip(articles, numbers, strict=True))
        rows = self.statements[self.statements["side"] == side]
        there = zip(rows["article_id"], rows["number"], rows["position"], strict=True)
        return [position for article, number, position in there if (article, number) not in met]


def evaluate(gold: str | Path, run: str | Path, *, topic: str = TOPIC) -> Evaluation:
    """Score the tables of `run` against a gold file.

    Raises `GoldError` for an unusable gold file and `analysis.store.NoRunError` where the run lacks a table.
    """
    return evaluate_articles(read_gold(gold), run, gold=str(gold), topic=topic)


def evaluate_articles(articles: Sequence[GoldArticle], run: str | Path, *, gold: str, topic: str = TOPIC) -> Evaluation:
    """`evaluate` for gold articles that are read already; `gold` says where they are from."""
    answers = read_answers(articles, run, topic)
    trials = [Trial(article, answers[article.id]) for article in articles if article.id in answers]
    lost = [article for article in articles if article.id not in answers]
    scored = [
        Scored(article_id=a.id, source=a.source or NOT_GIVEN, genre=a.genre or NOT_GIVEN, found=a.id in answers)
        for a in articles
    ]
    return Evaluation(
        gold=gold,
        run=str(run),
        articles=_frame(scored, Scored),
        counts=_frame([*_flat(t.counts() for t in trials), *_flat(map(lost_counts, lost))], Count),
        matches=_frame(_flat(t.matches() for t in trials), Match),
        statements=_frame([*_flat(map(statements_of, trials)), *_flat(map(lost_statements, lost))], Statement),
    )


def _flat(parts: Iterable[Iterable[Any]]) -> list[Any]:
    return [record for part in parts for record in part]


def _frame(records: Sequence[Any], kind: type[Any]) -> pd.DataFrame:
    """One row a record; the columns and their types are the fields'."""
    fields = dataclasses.fields(kind)
    frame = pd.DataFrame([dataclasses.asdict(r) for r in records], columns=[f.name for f in fields])
    return frame.astype({f.name: _DTYPES[str(f.type)] for f in fields if str(f.type) in _DTYPES})


def _confusion(pairs: Sequence[tuple[str, str]]) -> pd.DataFrame:
    """Counts of (gold, found); every label is a row and a column, what is missed or invented comes last."""
    there = {label for pair in pairs for label in pair}
    labels = sorted(there - {MISSED, FALSE_ALARM})
    rows = [*labels, FALSE_ALARM] if FALSE_ALARM in there else labels
    columns = [*labels, MISSED] if MISSED in there else labels
    return pd.DataFrame([[pairs.count((row, column)) for column in columns] for row in rows], rows, columns)
