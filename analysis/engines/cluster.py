"""The Dask engine: the same batches on the workers of a cluster, each with this package and model.

A batch whose worker dies is given to another. See docs/engines.md for how to start a cluster.
"""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterable
from dataclasses import replace
from importlib import import_module
from typing import Any

from analysis.engines.batches import Batch, Done, annotate_batch
from analysis.engines.local import UNDER_WAY, WorkerDiedError
from analysis.pipeline import Fingerprint, Options, find_model, fingerprint

WAIT = 30  # seconds for the scheduler and its first worker

_one_at_a_time = threading.Lock()


class ClusterError(ConnectionError):
    """A cluster that cannot be used, with the remedy."""


def run_on_dask(batches: Iterable[Batch], options: Options, scheduler: str) -> Generator[Done, None, None]:
    """Annotate the batches on the workers of the scheduler at this address, each yielded when it is done.

    Raises `ClusterError` where dask is not installed, nobody answers, or a worker has another package or model;
    `WorkerDiedError` where a batch has cost several workers.
    """
    stream = iter(batches)
    first = next(stream, None)
    if first is None:
        return
    options = replace(options, model=find_model(options.model))
    with _client(scheduler) as client:
        _check_workers(client, fingerprint(options), options)
        yield from _as_completed(client, first, stream, options)


def _dask() -> Any:
    try:
        return import_module("distributed")
    except ImportError:
        raise ClusterError("the engine dask needs Dask; run: pip install 'stancebook[dask]'") from None


def _client(address: str) -> Any:
    distributed = _dask()
    try:
        return distributed.Client(address, timeout=WAIT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(
            f"no scheduler answers at {address} ({error}); start one with: dask scheduler, and see docs/engines.md"
        ) from None


def _check_workers(client: Any, ours: Fingerprint, options: Options) -> None:
    """Raise `ClusterError` where there is no worker, or one that would annotate otherwise."""
    try:
        client.wait_for_workers(1, timeout=WAIT)
    except TimeoutError:
        raise ClusterError("the scheduler has no worker; start some with: dask worker ADDRESS --nthreads 1") from None
    for worker, theirs in client.run(_fingerprint, options, on_error="return").items():
        if isinstance(theirs, Exception):
            raise ClusterError(f"worker {worker}: {theirs}; install the same package and model there")
        if changes := ours.changes(theirs):
            raise ClusterError(f"worker {worker} differs: {', '.join(changes[:5])}; install the same package there")


def _fingerprint(options: Options) -> dict[str, str]:
    return dict(fingerprint(options).parts)


def _as_completed(client: Any, first: Batch, batches: Iterable[Batch], options: Options) -> Generator[Done, None, None]:
    def submit(batch: Batch) -> Any:
        # Not pure: a result is fetched once, and the key of a batch would be a hash over all its text.
        return client.submit(_annotate, options, batch, pure=False)

    running = _dask().as_completed([submit(first)], loop=client.loop)
    try:
        for batch in batches:
            running.add(submit(batch))
            if running.count() >= UNDER_WAY * max(len(client.nthreads()), 1):
                yield next(running).result()
        yield from (future.result() for future in running)
    except _dask().KilledWorker as error:
        raise WorkerDiedError(f"a batch cost several workers; what was complete is kept ({error})") from None


def _annotate(options: Options, batch: Batch) -> Done:
    """Annotate a batch on a worker, one at a time in a process: the model is not made for threads."""
    with _one_at_a_time:
        return annotate_batch(options, batch)
