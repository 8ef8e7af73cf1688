"""Tasks done by forks, several at a time, or one after the other in this process."""

from __future__ import annotations

import json
import os
import selectors
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.reports.forks import Fork, NoForkError, Zygote
from analysis.reports.stopping import Deadline, TimeUp


@dataclass(frozen=True)
class Task:
    """A task of `tasks.WORK`, its arguments, and the file for its result."""

    name: str
    arguments: dict[str, Any]
    result: Path

    def read(self) -> dict[str, Any] | None:
        """The result; None where there is none."""
        try:
            return dict(json.loads(self.result.read_text(encoding="utf-8", errors="surrogatepass")))
        except FileNotFoundError:
            return None


Done = Iterator[tuple[int, dict[str, Any] | None]]


def workers() -> int:
    """How many notebooks run at once: one a core, and one more for the time that they wait for their kernels."""
    return len(os.sched_getaffinity(0)) + 1 if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1) + 1


def run_forked(tasks: Sequence[Task], zygote: Zygote, deadline: Deadline) -> Done:
    """The index and result of each task as it ends, None where its process died.

    When the deadline passes the rest is ended. Raises `NoForkError` where not even the first could be forked.
    """
    waiting, running = list(enumerate(tasks)), dict[Fork, int]()
    with selectors.DefaultSelector() as selector:
        try:
            while (waiting or running) and not deadline.passed:
                while waiting and len(running) < workers():
                    index, task = waiting.pop(0)
                    if fork := _fork(task, zygote, deadline, needed=not index):
                        running[fork] = index
                        selector.register(fork, selectors.EVENT_READ)
                    elif not deadline.passed:
                        yield index, None
                for key, _ in selector.select(deadline.left):
                    ended: Fork = key.fileobj  # type: ignore[assignment]
                    selector.unregister(ended)
                    ended.wait()
                    index = running.pop(ended)
                    yield index, tasks[index].read()
        finally:
            for fork in running:
                fork.kill()
            for fork in running:
                fork.wait()


def _fork(task: Task, zygote: Zygote, deadline: Deadline, *, needed: bool) -> Fork | None:
    try:
        with deadline.kept():
            return zygote.fork("task", task=task.name, result=str(task.result), **task.arguments)
    except TimeUp:
        return None
    except NoForkError:
        if needed:
            raise
        return None


def run_here(tasks: Sequence[Task], deadline: Deadline) -> Done:
    """The same, without forks."""
    from analysis.reports.tasks import write_result

    for index, task in enumerate(tasks):
        if deadline.passed:
            return
        try:
            with deadline.kept():
                write_result(task.name, str(task.result), **task.arguments)
        except TimeUp:
            return
        yield index, task.read()
