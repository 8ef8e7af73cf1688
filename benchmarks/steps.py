"""Where annotating spends its time: each step's share of spaCy's full parse of the same articles.

    python -m benchmarks.steps [ARTICLES] [--number 100] [--rounds 3]

One process, one run: the bare parse, ours, and every annotator take turns on the same batches. Time is that of the
processor, so that others on the machine disturb little; the figures are medians over the rounds.
"""

from __future__ import annotations

import argparse
import warnings
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from time import process_time

import spacy

from analysis.annotators import Found
from analysis.articles import Article, read_articles
from analysis.pipeline import find_model, load_annotators, load_model, step_name
from benchmarks.corpus import find_corpus, on_topic

BATCH = 32


def measure(articles: Sequence[Article], rounds: int) -> dict[str, float]:
    """Seconds of the processor by step; the first batch of the first round is not counted."""
    warnings.filterwarnings("ignore", message=r"\[W095\]")
    bare, ours, annotators = spacy.load(find_model()), load_model().nlp, load_annotators()
    seconds: list[dict[str, float]] = []
    for _ in range(rounds + 1):
        spent: defaultdict[str, float] = defaultdict(float)
        for start in range(0, len(articles), BATCH):
            batch = articles[start : start + BATCH]
            texts = [article.text for article in batch]
            begun = process_time()
            list(bare.pipe(texts, batch_size=BATCH))
            spent["bare"] += process_time() - begun
            begun = process_time()
            docs = list(ours.pipe(texts, batch_size=BATCH))
            spent["parse"] += process_time() - begun
            founds = [Found() for _ in batch]
            for annotator in annotators:
                begun = process_time()
                for article, doc, found in zip(batch, docs, founds, strict=True):
                    found.add(annotator(article, doc, found))
                spent[step_name(annotator)] += process_time() - begun
        seconds.append(spent)
    return {step: median(spent[step] for spent in seconds[1:]) for step in seconds[0]}


def main() -> None:
    """Print a line for articles on the topic and one for the others."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("articles", nargs="?", type=Path)
    parser.add_argument("--number", type=int, default=100, help="articles of each kind")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    found = list(read_articles(str(options.articles or find_corpus())))
    for name, wanted in (("on the topic", True), ("off the topic", False)):
        chosen = [article for article in found if on_topic(article.text) == wanted]
        chosen = chosen[:: max(len(chosen) // options.number, 1)][: options.number]
        if not chosen:
            continue
        seconds = measure(chosen, options.rounds)
        bare = seconds.pop("bare")
        shares = ", ".join(f"{step} {value / bare:.3f}" for step, value in seconds.items())
        print(
            f"{len(chosen)} articles {name}: bare {bare:.1f} s; {shares}; together {sum(seconds.values()) / bare:.3f}"
        )


if __name__ == "__main__":
    main()
