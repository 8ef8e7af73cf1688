"""The unit of work: a batch of articles, about equal in length, and the tables of it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass

import pyarrow as pa

from analysis.articles import Article
from analysis.pipeline import Options, Seconds, annotate_articles, load_annotators, load_batched, load_model
from analysis.store import key_of

CHARACTERS = 100_000  # of a batch: some seconds of work, and what a crash can cost
ARTICLES = 64


@dataclass(frozen=True)
class Done:
    """An annotated batch: the keys of its articles, its tables, and the seconds that each step took."""

    keys: list[bytes]
    tables: dict[str, pa.Table]
    seconds: dict[str, float]


Batch = Sequence[Article]
Engine = Callable[[Iterable[Batch], Options], Generator[Done, None, None]]


def batches_of(articles: Iterable[Article]) -> Iterator[list[Article]]:
    """Neighbouring articles up to a length; one that is longer is a batch of its own."""
    batch: list[Article] = []
    characters = 0
    for article in articles:
        if batch and (characters + len(article.text) > CHARACTERS or len(batch) == ARTICLES):
            yield batch
            batch, characters = [], 0
        batch.append(article)
        characters += len(article.text)
    if batch:
        yield batch


def warm_up(options: Options) -> None:
    """Load all that annotating takes; what is loaded before processes are forked, they share."""
    load_model(options.model)
    load_annotators(options)
    load_batched(options)


def annotate_batch(options: Options, batch: Batch) -> Done:
    """Annotate a batch; the tables are those of `tables.KEPT`."""
    from analysis.tables import KEPT, batch_tables

    seconds = Seconds(float)
    model = load_model(options.model)
    tables = batch_tables(annotate_articles(batch, model, options, seconds=seconds, batch_size=len(batch)), KEPT)
    return Done([key_of(article) for article in batch], tables, dict(seconds))
