"""Train the linear models of the stance annotator from gold files, and say how well they do on outlets not seen.

    python training/train_stances.py GOLD.jsonl [--also GOLD.jsonl …] [--out FILE.npz] [--folds 5]

The gold files have the format of `stancebook evaluate`. Deterministic: the same gold, code and lexicons give the same
file. With `--folds N` the articles of the first are split by outlet, N models are trained from the others and from
`--also`, less what the left-out outlets have there; each is scored on the outlets it did not see, without the encoder,
and no file is written.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from analysis.annotators import Found
from analysis.annotators.decisions import YES, LearnedDecider
from analysis.annotators.features import Features
from analysis.annotators.linear import LinearModel, save_models
from analysis.annotators.mentions import Actor, Mention
from analysis.annotators.stances import Case, Stance, StanceAnnotator, TopicAnnotator
from analysis.articles import Article, read_articles
from analysis.evaluation import GoldArticle, read_gold
from analysis.evaluation.evaluation import evaluate_articles
from analysis.evaluation.gold import GoldStance
from analysis.evaluation.names import ActorNames, Keys
from analysis.lexicons import RESOURCES
from analysis.pipeline import load_annotators, load_model
from analysis.progress import Progress
from analysis.store import RunWriter
from analysis.tables import batch_tables

NO = "no"
SHARE = 0.2  # of the union of two spans, for a unit to stand for a gold statement
RARE = 2  # articles units: a feature seen less often is left out
# The inverse of the L2 penalty, chosen by cross-validation.
STRENGTH = {"evidence": 0.05, "holder": 0.1, "act": 0.1}


@dataclass(frozen=True)
class Example:
    """A case with its gold: the statements that it stands for, and for each candidate those that it holds."""

    article: int
    case: Case
    features: Features
    gold: tuple[GoldStance, ...]
    held: tuple[tuple[GoldStance, ...], ...]


@dataclass(frozen=True)
class Annotated:
    """A gold article with what was found in it before the stances."""

    gold: GoldArticle
    article: Article
    found: Found
    cases: list[Case]


def annotate(path: Path, topic: TopicAnnotator) -> list[Annotated]:
    """Parse the gold articles and find what the stances build on."""
    gold = {g.id: g for g in read_gold(path)}
    before = [a for a in load_annotators() if not isinstance(a, StanceAnnotator)]
    found: list[Annotated] = []
    articles = list(read_articles(path))
    with Progress("parsing", unit="article", total=len(articles)) as bar:
        docs = load_model().nlp.pipe((a.text for a in articles), batch_size=32)
        for article, doc in zip(articles, docs, strict=True):
            records = Found()
            for annotator in before:
                records.add(annotator(article, doc, records))
            found.append(Annotated(gold[article.article_id], article, records, topic.cases(article, doc, records)))
            bar.add()
    return found


def examples(articles: Sequence[Annotated], topic: TopicAnnotator) -> list[Example]:
    """Every unit of every article, with the gold statements that it stands for."""
    names = ActorNames.load()
    made: list[Example] = []
    for number, item in enumerate(articles):
        known = _names(item, topic)
        gold = _aligned(item)
        for i, case in enumerate(item.cases):
            keys = [frozenset().union(*map(names.keys, known(c.actor_id))) for c in case.candidates]
            held = tuple(tuple(g for g in gold[i] if _holds(names, g, own)) for own in keys)
            made.append(Example(number, case, Features.of(case, topic.reader), tuple(gold[i]), held))
    return made


def _names(item: Annotated, topic: TopicAnnotator) -> Callable[[str], set[str]]:
    """Every name under which the article has an actor; the lexicon's, where it only stands behind it."""
    names: dict[str, set[str]] = defaultdict(set)
    lexicon = topic.voices.gazetteer.actors
    for actor in item.found.of(Actor):
        names[actor.actor_id].add(actor.name)
    for mention in item.found.of(Mention):
        if mention.kind != "pronoun":
            names[mention.actor_id].add(item.article.text[mention.start_char : mention.end_char])
    return lambda actor_id: names.get(actor_id) or {lexicon[actor_id].name if actor_id in lexicon else actor_id}


def _holds(names: ActorNames, gold: GoldStance, keys: Keys) -> bool:
    return names.same(gold.holder, gold.holder_mention, keys) or names.same(gold.via, None, keys)


def _aligned(item: Annotated) -> dict[int, list[GoldStance]]:
    """Gold statements by the unit that stands for them: the one that overlaps best and whose term lies inside."""
    aligned: dict[int, list[GoldStance]] = defaultdict(list)
    for gold in item.gold.stances:
        scored = [(_fit(case, gold), -i) for i, case in enumerate(item.cases)]
        best = max(scored, default=(0.0, 0))
        if best[0] > 0:
            aligned[-best[1]].append(gold)
    return aligned


def _fit(case: Case, gold: GoldStance) -> float:
    unit = case.unit
    shared = min(unit.end_char, gold.end) - max(unit.start_char, gold.start)
    union = unit.end_char - unit.start_char + gold.end - gold.start - shared
    if shared <= 0 or shared < SHARE * union:
        return 0.0
    inside = any(gold.start <= term.token.idx < gold.end for term in unit.terms)
    return shared / union + 0.5 * inside + 0.5 * (unit.term.kind == "names")


def fit(rows: Sequence[Sequence[str]], labels: Sequence[str], strength: float) -> LinearModel:
    """Logistic regression over binary features."""
    vectorizer = DictVectorizer(dtype=np.float64)
    matrix = vectorizer.fit_transform([dict.fromkeys(row, 1.0) for row in rows])
    kept = np.flatnonzero(np.asarray((matrix > 0).sum(axis=0)).ravel() >= RARE)
    model = LogisticRegression(C=strength, max_iter=1000, solver="lbfgs")
    model.fit(matrix[:, kept], list(labels))
    features = vectorizer.get_feature_names_out()[kept]
    weights, intercept = model.coef_.T, model.intercept_
    if len(model.classes_) == 2:  # one column stands for the second class
        weights = np.hstack([np.zeros_like(weights), weights])
        intercept = np.array([0.0, intercept[0]])
    return LinearModel(
        classes=tuple(model.classes_),
        index={name: i for i, name in enumerate(features)},
        weights=weights.astype(np.float16).astype(np.float64),
        intercept=intercept,
    )


def train(made: Sequence[Example]) -> dict[str, LinearModel]:
    """The three models: is it a statement, who holds it, by which act."""
    stated = [e for e in made if e.gold]
    pairs = [
        (row, YES if held else NO) for e in stated for row, held in zip(e.features.candidates, e.held, strict=True)
    ]
    acts = [
        ([*e.features.unit, *row], held[0].act)
        for e in stated
        for row, held in zip(e.features.acts, e.held, strict=True)
        if held
    ]
    acts += [(e.features.unit, e.gold[0].act) for e in stated if not any(e.held)]
    return {
        "evidence": fit([e.features.unit for e in made], [YES if e.gold else NO for e in made], STRENGTH["evidence"]),
        "holder": fit([row for row, _ in pairs], [label for _, label in pairs], STRENGTH["holder"]),
        "act": fit([row for row, _ in acts], [act for _, act in acts], STRENGTH["act"]),
    }


def folds(articles: Sequence[Annotated], n: int) -> list[set[int]]:
    """Article numbers in `n` parts of like size; an outlet is never split."""
    outlets: dict[str, list[int]] = defaultdict(list)
    for number, item in enumerate(articles):
        outlets[item.article.source or ""].append(number)
    parts: list[set[int]] = [set() for _ in range(n)]
    for numbers in sorted(outlets.values(), key=lambda some: (-len(some), some)):
        min(parts, key=len).update(numbers)
    return parts


def cross_validate(articles: Sequence[Annotated], also: Sequence[Annotated], topic: TopicAnnotator, n: int) -> str:
    """Score each article by weights that did not see its outlet; the table of `stancebook evaluate`."""
    stances: dict[int, list[Stance]] = {}
    made, more = examples(articles, topic), examples(also, topic)
    for part in folds(articles, n):
        outlets = {articles[number].article.source for number in part}
        seen = [e for e in made if e.article not in part]
        models = train([*seen, *(e for e in more if e.case.article.source not in outlets)])
        decider = LearnedDecider.of(topic.topic, topic.reader, models)
        annotator = replace(topic, decider=decider)
        for number in part:
            stances[number] = list(annotator.decided(articles[number].cases))
    with TemporaryDirectory() as folder, RunWriter(Path(folder)) as writer:
        for number, item in enumerate(articles):
            writer.append(batch_tables([(item.article, Found([*_kept(item.found), *stances[number]]))]))
        writer.skip([])
        writer.finish({})
        return evaluate_articles([a.gold for a in articles], folder, gold="cross-validation").to_text()


def _kept(found: Found) -> list[Actor | Mention]:
    return [*found.of(Actor), *found.of(Mention)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--also", type=Path, nargs="*", default=[], help="more to learn from")
    parser.add_argument("--out", type=Path, default=RESOURCES / "models" / "sanctions.npz")
    parser.add_argument("--folds", type=int, default=0, help="cross-validate over outlets instead of writing weights")
    options = parser.parse_args()
    topic = StanceAnnotator.load().topics[0]
    articles = annotate(options.gold, topic)
    also = [item for path in options.also for item in annotate(path, topic)]
    if options.folds:
        print(cross_validate(articles, also, topic, options.folds))
        return
    made = examples([*articles, *also], topic)
    save_models(options.out, train(made))
    size, number = options.out.stat().st_size / 1e6, len(articles) + len(also)
    print(f"{options.out}: {size:.1f} MB from {number} articles, {len(made)} units")


if __name__ == "__main__":
    main()
