"""From a source of articles to a run: what is new is annotated, what is known is taken from the store."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from importlib.metadata import version
from itertools import chain
from pathlib import Path
from typing import Any, TypedDict, Unpack

from analysis.articles import Article, ArticleSource, Skipped, read_articles
from analysis.clock import made_at
from analysis.engines.batches import Engine, batches_of
from analysis.engines.local import run_local
from analysis.lexicons import load_topic
from analysis.pipeline import Fingerprint, Options, Seconds, find_model, fingerprint
from analysis.progress import Progress
from analysis.store import Kept, RunWriter, key_of, locked, read_tables
from analysis.tables import Tables

STORE = ".kept"  # in the run's folder
OWN_ACTORS = "actors.yml"  # beside the articles
ENGINES = ("local", "dask")
SHOWN = 5  # changed parts of a fingerprint that a line names

LOG = logging.getLogger("stancebook.engines")

Source = str | Path | Sequence[str | Path]
Say = Callable[[str], None]


class Given(TypedDict, total=False):
    """What `pipeline.Options` are read from."""

    model: str | None
    actors: Sequence[str | Path]
    topics: Sequence[str | Path]
    targeted_sentiment: bool
    min_confidence: float


@dataclass(frozen=True)
class Run:
    """A run on disk: its folder and what `run.json` says of it."""

    path: Path
    info: dict[str, Any]

    @property
    def tables(self) -> Tables:
        """Every table, read anew."""
        return read_tables(self.path)


@dataclass
class Reading:
    """The source while it is read: the key of every article, and how many are not kept yet."""

    articles: ArticleSource
    stream: Iterator[Article]
    kept: Kept
    order: list[bytes] = field(default_factory=list)
    texts: Any = field(default_factory=hashlib.sha256)  # over the hashes of the texts
    n_new: int = 0

    def new(self) -> Iterator[Article]:
        """The articles that are not kept, as the source is read."""
        for article in self.stream:
            key = key_of(article)
            self.order.append(key)
            self.texts.update(hashlib.sha256(article.text.encode()).hexdigest().encode())
            if key not in self.kept:
                self.n_new += 1
                yield article


def annotate(
    source: Source,
    out: str | Path,
    *,
    columns: Mapping[str, str] | None = None,
    encoding: str | None = None,
    limit: int | None = None,
    processes: int | None = None,
    engine: str = "local",
    scheduler: str | None = None,
    fresh: bool = False,
    store: Path | None = None,
    progress: bool | None = None,
    say: Say = lambda _: None,
    **given: Unpack[Given],
) -> Run:
    """Annotate the articles of `source` and write the tables under `out/tables`.

    An article that an earlier run into the same `store` (in `out`, unless named) annotated with the same fingerprint
    is taken from there, unless `fresh`; the tables are the same as if all were annotated. What is complete when a run
    is interrupted or killed is kept for the next. `processes` is the number of worker processes (None: every core where
    there is more than one batch); `engine` "dask" sends the batches to the cluster of `scheduler`.
    Raises `NoArticlesError` where the source holds no usable article; an earlier run in `out` is then left as it was.
    """
    began = time.perf_counter()
    run_batches = _engine(engine, scheduler, processes)
    articles, stream = _opened(read_articles(source, columns=columns, encoding=encoding, limit=limit))
    options, own = options_for(source, say, **given)
    store = store or Path(out) / STORE
    with locked(store, lambda: say(f"waiting for another run that uses {store}")):
        kept = Kept(store, fingerprint(options))
        for line in _reasons(kept, fresh):
            say(line)
        kept.start(fresh=fresh)
        reading = Reading(articles, stream, kept)
        seconds = _annotate_new(reading, options, run_batches, progress)
        parts = kept.arrange(reading.order)
        skipped = [s for s in articles.skipped if s.file not in map(str, own)]
        seconds["wall"] = time.perf_counter() - began
        info = _info(source, reading, skipped, options, seconds)
        LOG.info("%d articles in %.1f s, %d of them new: %s", len(reading.order), seconds["wall"], reading.n_new, out)
        _commit(Path(out), parts, skipped, info)
        kept.prune(parts)
    return Run(path=Path(out), info=info)


def _opened(articles: ArticleSource) -> tuple[ArticleSource, Iterator[Article]]:
    """The source and its articles; raises `NoArticlesError` before anything is written."""
    stream = iter(articles)
    return articles, chain([next(stream)], stream)


def _engine(name: str, scheduler: str | None, processes: int | None) -> Engine:
    if name not in ENGINES:
        raise ValueError(f"engine {name!r}: one of {', '.join(ENGINES)}")
    if (name == "dask") != (scheduler is not None):
        raise ValueError("the engine dask needs the address of a scheduler, such as tcp://host:8786, and no other does")
    if scheduler is not None:
        from analysis.engines.cluster import run_on_dask

        return partial(run_on_dask, scheduler=scheduler)
    return partial(run_local, processes=processes)


def options_for(source: Source, say: Say = lambda _: None, **given: Unpack[Given]) -> tuple[Options, list[Path]]:
    """The options given, with the users' actors beside the source; the files that these were found in."""
    sources = [source] if isinstance(source, str | Path) else source
    paths = [Path(one) for one in sources if str(one) != "-"]
    named = [Path(path) for path in given.get("actors", ())]
    folders = dict.fromkeys(path if path.is_dir() else path.parent for path in paths)
    beside = [path for folder in folders if (path := folder / OWN_ACTORS).is_file() and path not in named]
    for path in beside:
        say(f"actors of your own: {path}, found beside the articles")
    given["actors"] = [*beside, *named]
    return Options.read(**given), beside


def _annotate_new(reading: Reading, options: Options, run_batches: Engine, progress: bool | None) -> Seconds:
    """Annotate and keep what is new; the seconds of each step, over all processes."""
    seconds = Seconds(float)
    with (
        Progress("annotating", unit="article", show=progress) as bar,
        closing(run_batches(batches_of(reading.new()), options)) as done,
    ):
        for batch in done:
            reading.kept.add(batch.keys, batch.tables)
            LOG.debug("a batch of %d articles in %.2f s of work", len(batch.keys), sum(batch.seconds.values()))
            for step, spent in batch.seconds.items():
                seconds[step] += spent
            bar.add(len(batch.keys))
    return seconds


def _commit(out: Path, parts: Sequence[Path], skipped: Sequence[Skipped], info: Mapping[str, Any]) -> None:
    with RunWriter(out) as writer:
        for part in parts:
            writer.link(part)
        writer.skip(skipped)
        writer.finish(info)


def _reasons(kept: Kept, fresh: bool) -> Iterator[str]:
    """Why all articles are annotated although there is an earlier run, in a line."""
    earlier = kept.earlier()
    if earlier is None or fresh:
        return
    if changes := kept.fingerprint.changes(earlier):
        more = f" and {len(changes) - SHOWN} more" if len(changes) > SHOWN else ""
        yield f"everything is annotated anew; changed since the earlier run: {', '.join(changes[:SHOWN])}{more}"


def explain(
    source: Source,
    out: str | Path,
    *,
    columns: Mapping[str, str] | None = None,
    encoding: str | None = None,
    limit: int | None = None,
    processes: int | None = None,  # noqa: ARG001  these say how, not what
    engine: str = "local",  # noqa: ARG001
    scheduler: str | None = None,  # noqa: ARG001
    **given: Unpack[Given],
) -> list[str]:
    """What `annotate` with the same arguments would do and why, in lines; nothing is annotated or written."""
    lines: list[str] = []
    options, _ = options_for(source, lines.append, **given)
    kept = Kept(Path(out) / STORE, fingerprint(options))
    earlier = kept.earlier()
    kept.read()
    reading = Reading(*_opened(read_articles(source, columns=columns, encoding=encoding, limit=limit)), kept)
    for _ in reading.new():
        pass
    if earlier is None:
        lines.append(f"no earlier run in {out}")
    else:
        lines += [_change(name, earlier, kept.fingerprint) for name in kept.fingerprint.changes(earlier)]
        lines += ["nothing has changed but, perhaps, the articles"] if not kept.fingerprint.changes(earlier) else []
    known = len(reading.order) - reading.n_new
    lines.append(f"articles: {reading.n_new:,} to annotate, {known:,} known, {len(kept) - known:,} gone")
    return lines


def _change(name: str, earlier: Mapping[str, str], now: Fingerprint) -> str:
    before, after = earlier.get(name), now.parts.get(name)
    if before is None or after is None:
        return f"{name}: {'new' if before is None else 'gone'}"
    # Contents are known by their hashes, which tell a reader nothing.
    return f"{name}: changed" if len(after) == 64 else f"{name}: {before} → {after}"


def _info(
    source: object, reading: Reading, skipped: Sequence[Skipped], options: Options, seconds: Mapping[str, float]
) -> dict[str, Any]:
    articles = reading.articles
    name = find_model(options.model)
    return {
        "stancebook": version("stancebook"),
        "source": str(source),
        "created": made_at(),
        "model": {"name": name, "version": version(name), "spacy": version("spacy")},
        "options": {
            "actors": [own.name for own in options.actors],
            "topics": [load_topic(topic).topic for topic in options.topics],
            "targeted_sentiment": options.targeted_sentiment,
            "min_confidence": options.min_confidence,
        },
        "fingerprint": reading.kept.fingerprint.digest,
        "data_sha256": reading.texts.hexdigest(),
        "n_articles": articles.n_read,
        "n_annotated": reading.n_new,
        "n_duplicates": articles.n_duplicates,
        "n_skipped": articles.n_skipped - (len(articles.skipped) - len(skipped)),
        "seconds": {step: round(spent, 3) for step, spent in sorted(seconds.items())},
    }
