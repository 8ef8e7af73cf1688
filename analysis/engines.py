"""How articles become a run: batches, in this process or on several."""

from __future__ import annotations

import hashlib
import os
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import platformdirs
import pyarrow as pa
from spacy.about import __version__ as spacy_version

from analysis.articles import Article, ArticleSource, read_articles
from analysis.pipeline import Model, annotate_articles, fingerprint, load_annotators, load_model
from analysis.progress import Progress
from analysis.store import RunWriter, read_info, read_tables
from analysis.tables import Tables, batch_tables

BATCH = 32  # articles; about two seconds of work, and what a crash can cost


@dataclass(frozen=True)
class Run:
    """A run on disk: its folder and what `run.json` says of it."""

    path: Path
    info: dict[str, Any]

    @property
    def tables(self) -> Tables:
        """Every table, read anew."""
        return read_tables(self.path)


def annotate(
    source: str | Path | Sequence[str | Path],
    out: str | Path,
    *,
    columns: Mapping[str, str] | None = None,
    encoding: str | None = None,
    limit: int | None = None,
    model: str | None = None,
    processes: int | None = None,
    progress: bool | None = None,
) -> Run:
    """Annotate every article of `source` and write the tables under `out/tables`.

    `processes` is the number of worker processes (None: every core where there is more than one batch). Raises
    `NoArticlesError` where the source holds no usable article; an earlier run in `out` is then left as it was.
    """
    articles = read_articles(source, columns=columns, encoding=encoding, limit=limit)
    loaded = load_model(model)
    digest = hashlib.sha256()
    with RunWriter(Path(out)) as writer, Progress("annotating", unit="article", show=progress) as bar:
        for tables in run_batches(articles, loaded, processes):
            writer.append(tables)
            for sha in tables["articles"]["sha256"].to_pylist():
                digest.update(sha.encode())
            bar.add(tables["articles"].num_rows)
        writer.skip(articles.skipped)
        info = _info(source, articles, loaded, digest.hexdigest())
        writer.finish(info)
    return Run(path=Path(out), info=info)


def _info(source: object, articles: ArticleSource, model: Model, data: str) -> dict[str, Any]:
    return {
        "stancebook": version("stancebook"),
        "source": str(source),
        "created": created(),
        "model": {"name": model.name, "version": model.version, "spacy": spacy_version},
        "fingerprint": fingerprint(model),
        "data_sha256": data,
        "n_articles": articles.n_read,
        "n_duplicates": articles.n_duplicates,
        "n_skipped": articles.n_skipped,
    }


def created() -> str:
    """Now, or `SOURCE_DATE_EPOCH` where it is set, as ISO 8601 in UTC."""
    return datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", time.time())), UTC).isoformat()


def run_batches(
    articles: Iterable[Article], model: Model, processes: int | None = None
) -> Iterator[dict[str, pa.Table]]:
    """The tables of each batch, in the order of the articles, whatever the number of processes."""
    batches = _batches(articles)
    first = list(islice(batches, 2))
    workers = processes or (os.cpu_count() or 1 if len(first) > 1 else 1)
    if workers == 1:
        yield from (_annotate_batch(model, batch) for batch in chain(first, batches))
    else:
        yield from _on_processes(chain(first, batches), model, workers)


def _batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    stream = iter(articles)
    while batch := list(islice(stream, BATCH)):
        yield batch


def _annotate_batch(model: Model, batch: list[Article]) -> dict[str, pa.Table]:
    return batch_tables(annotate_articles(batch, model))


def _on_processes(batches: Iterable[list[Article]], model: Model, workers: int) -> Iterator[dict[str, pa.Table]]:
    """Forked workers share the loaded model; at most two batches a worker are under way, so memory stays flat."""
    load_annotators()
    with ProcessPoolExecutor(workers, mp_context=get_context("fork")) as pool:
        waiting: deque[Future[dict[str, pa.Table]]] = deque()
        work = partial(_work, model.name)
        for batch in batches:
            waiting.append(pool.submit(work, batch))
            if len(waiting) >= 2 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _work(name: str, batch: list[Article]) -> dict[str, pa.Table]:
    return _annotate_batch(load_model(name), batch)


def load_tables(source: str = "", tables: str = "", **options: Any) -> Tables:
    """The tables for a notebook: those of the run in `tables`, else annotated from `source`.

    What was annotated from a source is kept in the platform's cache folder and used again while the source, the model
    and the package are the same. A relative path that leads nowhere is also tried from the folder above: JupyterLab
    runs a notebook in `notebooks/`, papermill in the project.
    """
    if tables:
        return read_tables(_here_or_above(tables))
    if not source:
        raise ValueError("give a source of articles (parameter `source`) or the folder of a run (parameter `tables`)")
    return cached_run(_here_or_above(source), **options).tables


def _here_or_above(path: str) -> str:
    above = Path("..", path)
    found = Path(path).is_absolute() or Path(path).exists() or not above.exists()
    return path if found else str(above)


def cached_run(source: str, **options: Any) -> Run:
    """The run of `source` in the platform's cache, made where it is missing or out of date."""
    key = hashlib.sha256(repr((_state(source), sorted(options.items()))).encode())
    key.update(fingerprint(load_model(options.get("model"))).encode())
    out = platformdirs.user_cache_path("stancebook") / "runs" / key.hexdigest()[:20]
    if (out / "run.json").exists() and (out / "tables").exists():
        return Run(path=out, info=read_info(out))
    # A folder of its own while it is made: two reports of the same source may run at once.
    with TemporaryDirectory(prefix="making-", dir=_made(out.parent)) as making:
        made = annotate(source, Path(making) / "run", **options)
        with suppress(OSError):  # the other was first, and made the same
            made.path.rename(out)
    return Run(path=out, info=read_info(out))


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _state(source: str) -> list[tuple[str, int, int]]:
    """Path, size and time of change of every file of the source."""
    path = Path(source)
    files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else sorted(path.parent.glob(path.name))
    return [(str(p.resolve()), p.stat().st_size, p.stat().st_mtime_ns) for p in files]
