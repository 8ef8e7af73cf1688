"""How much each part gives: the stance figures of a gold file with one part switched off at a time.

    python training/ablate.py GOLD.jsonl... [--out FILE.json]

Each article is parsed once. The weights stay those that were trained with every part on, so that the figures say what
the program loses without a part, not what a program made without it could do. FILE is what the page of the docs reads
(`python -m analysis.evaluation.page --ablations FILE`): a list with, for each gold and part, `gold`, `without`, `n` and
the F1 of evidence, evidence+position and stance.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from spacy.tokens import Doc

from analysis.annotators import Annotator, Found
from analysis.annotators.mentions import Actor, Mention
from analysis.annotators.quotes import Quote, QuoteAnnotator
from analysis.annotators.readings import Reader
from analysis.annotators.rules import RuleDecider
from analysis.annotators.stances import Stance, StanceAnnotator, TopicAnnotator
from analysis.articles import Article, read_articles
from analysis.evaluation import GoldArticle, read_gold
from analysis.evaluation.evaluation import evaluate_articles
from analysis.pipeline import load_annotators, load_model
from analysis.progress import Progress
from analysis.store import RunWriter
from analysis.tables import batch_tables

MEASURES = ("evidence", "evidence+position", "stance")


@dataclass(frozen=True)
class Read:
    """A gold article, parsed, with what was found before the stances."""

    gold: GoldArticle
    article: Article
    doc: Doc
    found: Found


@dataclass(frozen=True)
class Ablation:
    """What is switched off: in what the stances build on, or in how they are read and decided."""

    without: str
    found: Callable[[Read], Found] = lambda read: read.found
    topic: Callable[[TopicAnnotator], TopicAnnotator] = lambda topic: topic


def names_only(read: Read) -> Found:
    """Without coreference: no pronouns, no descriptions of somebody whom the article names; quotes are read anew."""
    named = {m.actor_id for m in read.found.of(Mention) if m.kind == "name"}
    kept = (m for m in read.found.of(Mention) if m.kind == "name" or (m.kind == "nominal" and m.actor_id not in named))
    found = Found([*read.found.of(Actor), *kept])
    found.add(QuoteAnnotator.load()(read.article, read.doc, found))
    return found


def nobody_speaks(read: Read) -> Found:
    """Without attribution: no words are anybody's, neither quoted nor reported ones."""
    return Found([*read.found.of(Actor), *read.found.of(Mention)])


def one_speaker(read: Read) -> Found:
    """Without chains: of speech within speech ("the Kremlin said that Putin told …") only the outermost is known."""
    quotes = read.found.of(Quote)
    outer = [q for q in quotes if not any(_holds(other, q) for other in quotes)]
    return Found([*read.found.of(Actor), *read.found.of(Mention), *outer])


def _holds(other: Quote, quote: Quote) -> bool:
    around = other.start_char <= quote.start_char and quote.end_char <= other.end_char
    return (
        around
        and other.speaker_id != quote.speaker_id
        and (other.start_char, other.end_char)
        != (
            quote.start_char,
            quote.end_char,
        )
    )


def by_rule(topic: TopicAnnotator) -> TopicAnnotator:
    """Without the model: the rules decide, as they do for topics without weights."""
    reader = Reader.of(topic.topic)
    return replace(topic, reader=reader, decider=RuleDecider(topic.topic, reader))


def features_alone(topic: TopicAnnotator) -> TopicAnnotator:
    """Without the encoder: the linear models decide alone."""
    return replace(topic, decider=replace(topic.decider, encoder=None))  # type: ignore[type-var]


def encoder_alone(topic: TopicAnnotator) -> TopicAnnotator:
    """Without the linear models, but for what is too hopeless to be asked the encoder for."""
    return replace(topic, decider=replace(topic.decider, share=1.0))  # type: ignore[type-var]


def unread(topic: TopicAnnotator) -> TopicAnnotator:
    """Without the rules: the model sees words and syntax, and nothing of what the topic says of predicates."""
    reader = Reader({})
    return replace(topic, reader=reader, decider=replace(topic.decider, reader=reader))  # type: ignore[type-var]


ABLATIONS = (
    Ablation("nothing (the whole)"),
    Ablation("coreference", found=names_only),
    Ablation("attribution chains", found=one_speaker),
    Ablation("attribution", found=nobody_speaks),
    Ablation("the encoder", topic=features_alone),
    Ablation("the linear models", topic=encoder_alone),
    Ablation("either model", topic=by_rule),
    Ablation("the rules", topic=unread),
)


def read(path: Path) -> list[Read]:
    """The gold's articles, parsed and annotated up to the stances."""
    gold = {g.id: g for g in read_gold(path)}
    articles = [a for a in read_articles(path) if a.article_id in gold]
    before = [a for a in load_annotators() if not isinstance(a, StanceAnnotator)]
    with Progress("parsing", unit="article", total=len(articles)) as bar:
        docs = load_model().nlp.pipe((a.text for a in articles), batch_size=32)
        return [_read(gold[a.article_id], a, doc, before, bar) for a, doc in zip(articles, docs, strict=True)]


def _read(gold: GoldArticle, article: Article, doc: Doc, annotators: Iterable[Annotator], bar: Progress) -> Read:
    found = Found()
    for annotator in annotators:
        found.add(annotator(article, doc, found))
    bar.add()
    return Read(gold, article, doc, found)


def measure(articles: Sequence[Read], ablations: Iterable[Ablation], gold: str) -> Iterator[dict[str, Any]]:
    """A row an ablation: gold, without, n, and the F1 of each measure."""
    annotator = StanceAnnotator.load()
    for ablation in ablations:
        without = replace(annotator, topics=tuple(ablation.topic(topic) for topic in annotator.topics))
        stances = [tuple(without(a.article, a.doc, ablation.found(a))) for a in articles]
        yield {"gold": gold, "without": ablation.without} | _score(articles, stances)


def _score(articles: Sequence[Read], stances: Sequence[Iterable[Actor | Stance]]) -> dict[str, Any]:
    """The figures of these stances; actors go by the names that the whole found, so that only stances differ."""
    with TemporaryDirectory() as folder:
        with RunWriter(Path(folder)) as writer:
            writer.append(batch_tables(_kept(a, s) for a, s in zip(articles, stances, strict=True)))
            writer.skip([])
            writer.finish({})
        summary = evaluate_articles([a.gold for a in articles], folder, gold="").summary()
    figures = {row["measure"]: row for row in summary.to_dict(orient="records")}
    return {"n": figures["stance"]["n_gold"]} | {m: figures[m]["f1"] for m in MEASURES}


def _kept(read: Read, stances: Iterable[Actor | Stance]) -> tuple[Article, Found]:
    return read.article, Found([*read.found.of(Actor), *read.found.of(Mention), *stances])


def main() -> None:
    """Measure, print a table, and write it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("golds", nargs="+", type=Path, metavar="GOLD.jsonl")
    parser.add_argument("--out", type=Path, help="where the figures go, as JSON")
    options = parser.parse_args()
    rows = [row for path in options.golds for row in measure(read(path), ABLATIONS, path.name)]
    for row in rows:
        print(f"{row['gold']}, without {row['without']}:", ", ".join(f"{m} {row[m]:.3f}" for m in MEASURES))
    if options.out:
        options.out.write_text(json.dumps(rows, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
