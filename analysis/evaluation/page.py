"""The page of the docs that says how well it does, written by a command:

    python -m analysis.evaluation.page GOLD[=RUN]... [--ablations FILE] [--out docs/evaluation.md] [--figures FILE]

Golds are of any kind that `stancebook evaluate` knows. Without a RUN the gold's articles are annotated (and kept in the
platform's cache). FILE is what `training/ablate.py` wrote. The same golds and runs give the same page, with the same
headings and tables whichever golds there are; it holds names, ids and offsets, and no words of the articles.
`--figures` also writes the main figures as data, which reports show (`analysis/measures/gold.yml`).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.evaluation.errors import GROUPS
from analysis.evaluation.evaluation import BY, TITLES, Evaluation
from analysis.evaluation.figures import figures_file
from analysis.evaluation.kinds import Evaluated, score
from analysis.evaluation.scores import FIGURES
from analysis.evaluation.sentiment import LABELS, NEUTRAL, SentimentEvaluation
from analysis.evaluation.speech import SpeechEvaluation

Row = Mapping[Any, Any]
NOT_MEASURED = "Not measured."
OF_TEXTS = ("mention span", "mention", "quote", "speaker")  # the measures of mentions and quotes

_INTRO = """\
# Evaluation

Written by `python -m analysis.evaluation.page`; do not edit it. The golds are hand-annotated articles that are not part
of this repository. Figures carry 95 % intervals from a bootstrap over articles; n is what the gold has. `stancebook
evaluate GOLD RUN` prints the same for your own gold, with the words of the errors.
"""
_STANCES = """\
A statement is found (*evidence*) where the spans share a fifth of their union, one to one. *stance* asks for position
and holder as well, and that an actor stands for one holder of an article; the holder may be met by the one that reports
for it. By act and attribution a statement counts for its value where gold and run agree in it.
"""
_CASCADE = """\
Statements found in their place, and what is left of the F1 when each further field has to be right too. *if right* is
the F1 of position and holder if that field were always right.
"""
_SPEECH = """\
Direct and indirect speech and thought, with source, cue and content. *content*: the token F1 of one-to-one matched
contents is at least 0.5; *exact*: the same tokens. Source and cue: mean token F1 on matched contents. In the place of
an error stands the same cue with another content, the words of another cue, or nothing.
"""
_SENTIMENT = f"""\
Macro-F1 over negative, neutral and positive; n is mentions, intervals are over sentences. TextBlob and VADER label the
whole sentence, neutral strictly between -{NEUTRAL} and {NEUTRAL}.
"""
_ABLATIONS = """\
F1 on the same articles with a part switched off, by `python training/ablate.py GOLD`. The weights are those of the
whole.
"""
_ERRORS = """\
Every statement missed or wrong: article id, character offsets, position and act; what the run was surest of first.
"""


def page(evaluations: Sequence[Evaluated], ablations: Sequence[Row] = ()) -> str:
    """The page as Markdown. Details and errors are those of the gold with most stance statements."""
    stances = [e for e in evaluations if isinstance(e, Evaluation)]
    most = max(stances, key=lambda e: int((e.statements["side"] == "gold").sum()), default=None)
    speech = [e for e in evaluations if isinstance(e, SpeechEvaluation)]
    sentiment = [e for e in evaluations if isinstance(e, SentimentEvaluation)]
    parts = [
        *(_INTRO, "## Stance statements", _STANCES, _measures(stances, without=OF_TEXTS)),
        *_details(most),
        *("## Mentions and quotes", _measures(stances, of=OF_TEXTS)),
        *("## Attributions", _SPEECH, *_speech(speech)),
        *("## Sentiment toward an actor", _SENTIMENT, _sentiment(sentiment)),
        *("## Ablations", _ABLATIONS, _ablations(ablations)),
        *("## Errors", _ERRORS, *_errors(most)),
    ]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _measures(evaluations: Iterable[Evaluation], *, of: Sequence[str] = (), without: Sequence[str] = ()) -> str:
    rows = [
        [_name(e.gold), row["measure"], *_scores(row)]
        for e in evaluations
        for row in e.summary().to_dict(orient="records")
        if (row["measure"] in of if of else row["measure"] not in without)
    ]
    return table(["gold", "measure", "articles", "n", "found", *FIGURES], rows)


def _details(evaluation: Evaluation | None) -> Iterator[str]:
    """The fields on matched statements, the cascade, the figures by each field, the confusions."""
    e = evaluation
    fields = [] if e is None else e.accuracies().to_dict(orient="records")
    yield "### Fields of matched statements"
    yield table(["field", "n", "accuracy"], [_accuracy(row) for row in fields])
    steps = [] if e is None else e.cascade().to_dict(orient="records")
    yield "### What each field costs"
    yield _CASCADE
    cells = [[r["step"], r["matched"], _bounded(r, "f1"), _number(r["cost"]), _number(r["if_right"])] for r in steps]
    yield table(["right in", "matched", "f1", "cost", "if right"], cells)
    for field in BY:
        rows = [] if e is None else e.by(field).to_dict(orient="records")
        yield f"### By {TITLES[field]}"
        yield table([TITLES[field], "articles", "n", "found", *FIGURES], [[row[field], *_scores(row)] for row in rows])
    for name in ("position", "act"):
        yield f"### Confusions of {name}s"
        yield NOT_MEASURED if e is None else _confusion(e.confusions[name])


def _speech(evaluations: Sequence[SpeechEvaluation]) -> Iterator[str]:
    measures = [[_name(e.gold), r["measure"], *_scores(r)] for e in evaluations for r in _rows(e.summary())]
    yield table(["gold", "measure", "articles", "n", "found", *FIGURES], measures)
    fields = [[_name(e.gold), *_accuracy(r)] for e in evaluations for r in _rows(e.accuracies())]
    yield table(["gold", "field", "matched", "token F1"], fields)
    losses = [[_name(e.gold), *r.values()] for e in evaluations for r in _rows(e.losses)]
    yield table(["gold", "error", "in its place", "n"], losses)


def _sentiment(evaluations: Sequence[SentimentEvaluation]) -> str:
    rows = []
    for e in evaluations:
        for r in _rows(e.summary()):
            macro = _bounded(r | {"macro_f1_low": r["low"], "macro_f1_high": r["high"]}, "macro_f1")
            rows.append([_name(e.gold), r["method"], r["n"], macro, *(_number(r[k]) for k in (*LABELS, "accuracy"))])
    return table(["gold", "method", "n", "macro-F1", *(f"F1 {label}" for label in LABELS), "accuracy"], rows)


def _ablations(rows: Sequence[Row]) -> str:
    measures = ("evidence", "evidence+position", "stance")
    cells = [[row["gold"], row["without"], row["n"], *(_number(row[m]) for m in measures)] for row in rows]
    return table(["gold", "without", "n", *measures], cells)


def _errors(evaluation: Evaluation | None) -> Iterator[str]:
    for group in GROUPS:
        yield f"### {group[0].upper()}{group[1:]}"
        rows = [] if evaluation is None else _rows(evaluation.errors[evaluation.errors["group"] == group])
        cells = [[r["article_id"], *(c for side in ("gold", "run") for c in _place(r, side))] for r in rows]
        yield table(["article", "gold", "is", "run", "says"], cells, empty="None.")


def _place(row: Row, side: str) -> tuple[str, str]:
    if pd.isna(row[f"{side}_start_char"]):
        return "", ""
    return f"{row[f'{side}_start_char']}-{row[f'{side}_end_char']}", f"{row[f'{side}_position']}, {row[f'{side}_act']}"


def _scores(row: Row) -> list[Any]:
    return [row["articles"], row["n_gold"], row["n_pred"], *(_bounded(row, name) for name in FIGURES)]


def _accuracy(row: Row) -> list[Any]:
    return [row["field"], row["n"], _bounded({"a": row["accuracy"], "a_low": row["low"], "a_high": row["high"]}, "a")]


def _confusion(counts: pd.DataFrame) -> str:
    rows = [
        [name, *(n or "" for n in line)] for name, line in zip(counts.index, counts.to_numpy().tolist(), strict=True)
    ]
    return table(["gold \\ found", *counts.columns], rows)


def _bounded(row: Row, name: str) -> str:
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    return _number(row[name]) + ("" if pd.isna(low) or pd.isna(row[name]) else f" [{low:.2f}, {high:.2f}]")


def _number(value: float) -> str:
    return "" if pd.isna(value) else f"{value:.3f}"


def _rows(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    return frame.to_dict(orient="records")


def _name(gold: str) -> str:
    return Path(gold).name


def table(head: Sequence[str], rows: Sequence[Sequence[Any]], empty: str = NOT_MEASURED) -> str:
    """A Markdown table; one without rows keeps its head, and says so below."""
    lines = [head, ["---"] * len(head), *rows]
    text = "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)
    return text if rows else f"{text}\n\n{empty}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("golds", nargs="+", metavar="GOLD[=RUN]")
    parser.add_argument("--ablations", type=Path, help="what training/ablate.py wrote")
    parser.add_argument("--out", type=Path, default=Path("docs/evaluation.md"))
    parser.add_argument("--figures", type=Path, help="the main figures as YAML, which reports show")
    options = parser.parse_args(arguments)
    pairs = [text.partition("=") for text in options.golds]
    ablations = json.loads(options.ablations.read_text(encoding="utf-8")) if options.ablations else ()
    evaluations = [score(gold, run or None) for gold, _, run in pairs]
    options.out.write_text(page(evaluations, ablations), encoding="utf-8")
    if options.figures:
        options.figures.write_text(figures_file(evaluations), encoding="utf-8")
    print(options.out)


if __name__ == "__main__":
    main()
