"""How a report ends before it is done: by a deadline, by the terminal, by the system."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

INTERRUPTED, TERMINATED = 130, 143


class TimeUp(KeyboardInterrupt):
    """The deadline of the whole report has passed. Like the terminal's interruption it passes through event loops."""


class Deadline:
    """A point in time, `seconds` from now (None: never)."""

    def __init__(self, seconds: float | None = None) -> None:
        self.seconds = seconds
        self._at = None if seconds is None else time.monotonic() + seconds

    @property
    def left(self) -> float | None:
        """Seconds that are left, at least 0; None where there is no deadline."""
        return None if self._at is None else max(0.0, self._at - time.monotonic())

    @property
    def passed(self) -> bool:
        return self.left == 0

    @property
    def reason(self) -> str:
        return f"the report's deadline of {self.seconds:g} seconds passed"

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Raises `TimeUp` inside when the deadline passes; only the main thread can be interrupted so."""
        if self.left is None or threading.current_thread() is not threading.main_thread():
            yield
            return

        def interrupt(_: int, __: FrameType | None) -> None:
            raise TimeUp(self.reason)

        before = signal.signal(signal.SIGALRM, interrupt)
        try:
            signal.setitimer(signal.ITIMER_REAL, max(self.left, 0.001))
            yield
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)


@contextmanager
def stoppable() -> Iterator[None]:
    """SIGTERM ends what is inside with exit code 143, when it has cleaned up; a second interruption ends it at once."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def terminate(_: int, __: FrameType | None) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        raise SystemExit(TERMINATED)

    def interrupt(_: int, __: FrameType | None) -> None:
        signal.signal(signal.SIGINT, _end_at_once)
        raise KeyboardInterrupt

    before = {signal.SIGTERM: terminate, signal.SIGINT: interrupt}
    old = {number: signal.signal(number, handler) for number, handler in before.items()}
    try:
        yield
    finally:
        for number, handler in old.items():
            signal.signal(number, handler)


def _end_at_once(_: int, __: FrameType | None) -> None:
    """Kernels end with the process that they are forked from, and that with this one."""
    for child in multiprocessing.active_children():
        child.kill()
    os._exit(INTERRUPTED)
