"""How often a host is asked: pauses between requests, longer ones where it asks for them."""

from __future__ import annotations

import time

from analysis.fetching.records import LATER, Failure


class Pace:
    """When each host may be asked next. `patience` is the longest pause that is waited for."""

    def __init__(self, delay: float, patience: float) -> None:
        self._delay, self._patience = delay, patience
        self._own: dict[str, float] = {}
        self._next: dict[str, float] = {}

    def slow_down(self, host: str, delay: float) -> None:
        """Leave at least so many seconds between two requests to this host."""
        self._own[host] = max(delay, self._own.get(host, 0.0))

    def hold(self, host: str, seconds: float) -> None:
        """Do not ask this host for so many seconds."""
        self._next[host] = max(self.ready(host), time.monotonic() + seconds)

    def ready(self, host: str) -> float:
        """When the host may be asked, by the monotonic clock; 0 where it was not asked yet."""
        return self._next.get(host, 0.0)

    def wait(self, host: str) -> None:
        """Wait until the host may be asked, and count that it is now. Raises `Failure` where that is too long."""
        delay = max(self._delay, self._own.get(host, 0.0))
        pause = max(self.ready(host) - time.monotonic(), 0.0)
        if max(pause, self._own.get(host, 0.0)) > self._patience:
            raise Failure(f"the host asks for pauses of {max(pause, delay):,.0f} s", LATER)
        time.sleep(pause)
        self._next[host] = time.monotonic() + delay
