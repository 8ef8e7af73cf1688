"""What a command costs as a whole: seconds, processor time, and the most memory it and its processes held at once."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

FIRST_INTERVAL, INTERVAL = 0.005, 0.1  # seconds between two looks at the memory: at first, and after a moment


@dataclass(frozen=True)
class Cost:
    """Of one command, or of several one after the other."""

    seconds: float
    processor: float  # seconds, all its processes together
    peak: float  # MB


class CommandError(RuntimeError):
    """A measured command failed; the message holds the end of what it said."""


def run(command: Sequence[str], cwd: Path) -> Cost:
    """Run a command to its end. Raises `CommandError` where it fails."""
    begun = perf_counter()
    process = subprocess.Popen(
        command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    memory = _Memory(process.pid)
    memory.start()
    said: list[str] = []
    reader = threading.Thread(target=lambda: said.extend(process.stdout or ()), daemon=True)
    reader.start()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    memory.stop()
    reader.join(timeout=5)
    if process.returncode:
        raise CommandError(f"{' '.join(command)}: exit code {process.returncode}\n{''.join(said[-20:])}")
    # What the system counts starts with what the measuring process held, so it stands in only where nothing was seen.
    alone = usage.ru_maxrss / (1024 if sys.platform == "linux" else 1024**2)
    return Cost(seconds, usage.ru_utime + usage.ru_stime, memory.peak or alone)


def run_all(commands: Sequence[Sequence[str]], cwd: Path) -> Cost:
    """Run commands one after the other."""
    costs = [run(command, cwd) for command in commands]
    return Cost(sum(c.seconds for c in costs), sum(c.processor for c in costs), max(c.peak for c in costs))


class _Memory(threading.Thread):
    """Watches the memory of a process and those it started; shared pages count once. Not on Linux: nothing."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.peak = pid, 0.0
        self._done = threading.Event()

    def run(self) -> None:
        interval = FIRST_INTERVAL
        while True:
            self.peak = max(self.peak, sum(map(_megabytes, _tree(self.pid))))
            if self._done.wait(interval):
                return
            interval = min(2 * interval, INTERVAL)

    def stop(self) -> None:
        self._done.set()
        self.join()


def _tree(pid: int) -> Iterator[int]:
    yield pid
    try:
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                yield from _tree(int(child))
    except OSError:  # it has ended
        return


def _megabytes(pid: int) -> float:
    """A process's share of the memory it uses (PSS)."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
