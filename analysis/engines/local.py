"""The local engine: batches in this process, or on forked ones that share the loaded model."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Generator, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import chain, islice
from multiprocessing import active_children, connection, get_context, parent_process

from analysis.engines.batches import Batch, Done, annotate_batch, warm_up
from analysis.pipeline import Options

UNDER_WAY = 2  # batches a worker: one in work, one waiting, so that memory stays flat


class WorkerDiedError(ChildProcessError):
    """A worker process was killed; what was complete is kept."""


def run_local(batches: Iterable[Batch], options: Options, processes: int | None = None) -> Generator[Done, None, None]:
    """Annotate the batches, each yielded when it is done; on every core where there is more than one.

    Raises `WorkerDiedError` where a worker was killed.
    """
    stream = iter(batches)
    first = list(islice(stream, 2))
    if not first:
        return
    workers = processes or (len(os.sched_getaffinity(0)) if len(first) > 1 else 1)
    warm_up(options)
    if workers == 1:
        yield from (annotate_batch(options, batch) for batch in chain(first, stream))
    else:
        yield from _on_processes(chain(first, stream), options, workers)


def _on_processes(batches: Iterable[Batch], options: Options, workers: int) -> Generator[Done, None, None]:
    others = set(active_children())
    pool = ProcessPoolExecutor(workers, mp_context=get_context("fork"), initializer=_start_worker)
    try:
        yield from _as_completed(pool, batches, options, UNDER_WAY * workers)
        pool.shutdown()
    except BrokenProcessPool:
        raise WorkerDiedError(
            "a worker process was killed, perhaps for want of memory; what was complete is kept: run the same command "
            f"again to go on, with fewer than {workers} --processes where memory is short"
        ) from None
    finally:
        # Where all went well nothing is left; else nobody waits for what is under way.
        pool.shutdown(wait=False, cancel_futures=True)
        for child in set(active_children()) - others:
            child.terminate()


def _as_completed(
    pool: ProcessPoolExecutor, batches: Iterable[Batch], options: Options, limit: int
) -> Generator[Done, None, None]:
    running: set[Future[Done]] = set()
    for batch in batches:
        running.add(pool.submit(annotate_batch, options, batch))
        if len(running) >= limit:
            done, running = wait(running, return_when=FIRST_COMPLETED)
            yield from (future.result() for future in done)
    while running:
        done, running = wait(running, return_when=FIRST_COMPLETED)
        yield from (future.result() for future in done)


def _start_worker() -> None:
    """Leave interrupts to the parent, and end when it does: a killed parent cannot say so."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
