"""Progress: a bar on a terminal or in a notebook, a plain line now and then elsewhere."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self

from tqdm import tqdm

PLAIN_EVERY = 15.0  # seconds between lines where there is no terminal


class Progress:
    """Counts `unit`s done: `with Progress("annotating", unit="article") as progress: progress.add(3)`."""

    def __init__(self, what: str, *, unit: str, total: int | None = None, show: bool | None = None) -> None:
        self.what, self.unit, self.total = what, unit, total
        self.done = 0
        bar = sys.stderr.isatty() or "ipykernel" in sys.modules if show is None else show
        self.plain = show is None and not bar
        # A bar that would be gone within two seconds is noise.
        self._bar = tqdm(desc=what, unit=unit, total=total, delay=2, disable=not bar, leave=False)
        self._said = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def add(self, n: int = 1) -> None:
        """Count `n` more."""
        self.done += n
        self._bar.update(n)
        if self.plain and time.monotonic() - self._said > PLAIN_EVERY:
            self._said = time.monotonic()
            of = f" of {self.total}" if self.total else ""
            print(f"{self.what}: {self.done}{of} {self.unit}s", file=sys.stderr, flush=True)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.close()
