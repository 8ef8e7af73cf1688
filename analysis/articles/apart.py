"""A process of its own for what parses foreign markup: whatever the markup does to a parser, it costs one answer.

Parsers of markup are written in C and take more than linear time for some inputs (100,000 attributes of one tag: a
minute). Here a page has so many seconds and so much memory, and one that breaks the parser breaks that process only.
"""

from __future__ import annotations

import json
import math
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

SECONDS = 10  # of computing, for one answer
MEMORY = 2_000_000_000  # bytes of address space
_ROOT = Path(__file__).resolve().parents[2]


class NoAnswerError(Exception):
    """The process ended before it answered; the message says why."""


def call(function: Callable[..., Any], *arguments: Any) -> Any:
    """What a function of a module gives, computed in the process apart; arguments and result are plain JSON values.

    Raises `NoAnswerError` where it takes more than `SECONDS` or `MEMORY`, fails, or ends the process.
    """
    return _worker(os.getpid()).ask([function.__module__, function.__name__, arguments, SECONDS])


@lru_cache(maxsize=1)
def _worker(pid: int) -> Worker:
    """One for each process, so that a fork shares no pipe with its parent."""
    del pid
    return Worker()


class Worker:
    """The process and the pipes to it; started by the first question, and again after one that ended it."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def ask(self, question: object) -> Any:
        """The answer to one question; see `call`."""
        process = self._process = self._process or _start()
        assert process.stdin
        assert process.stdout
        line = b""
        with suppress(BrokenPipeError):
            process.stdin.write(json.dumps(question).encode() + b"\n")
            process.stdin.flush()
            line = process.stdout.readline()
        if not line.endswith(b"\n"):
            raise NoAnswerError(self._ended(process))
        answer = json.loads(line)
        if "error" in answer:
            raise NoAnswerError(answer["error"])
        return answer["result"]

    def _ended(self, process: subprocess.Popen[bytes]) -> str:
        self._process = None
        process.kill()
        process.wait()
        for pipe in filter(None, (process.stdin, process.stdout)):
            with suppress(BrokenPipeError):  # what was not taken is not taken any more
                pipe.close()
        slow = process.returncode == -signal.SIGXCPU
        return f"takes more than {SECONDS} s of computing" if slow else "breaks the parser"


def _start() -> subprocess.Popen[bytes]:
    # -P: no module of the current folder is imported.
    path = os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH")]))
    return subprocess.Popen(
        [sys.executable, "-P", "-m", __name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": path},
    )


def serve() -> None:
    """Answer the questions on standard input, a line each, until it ends: it does when the asking process does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for who asks
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(ValueError, OSError):  # not every system bounds it
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for line in sys.stdin.buffer:
        module, name, arguments, seconds = json.loads(line)
        function = getattr(import_module(module), name)
        _allow(seconds)
        sys.stdout.buffer.write(json.dumps(_answer(function, arguments)).encode() + b"\n")
        sys.stdout.buffer.flush()


def _answer(function: Callable[..., Any], arguments: list[Any]) -> dict[str, Any]:
    try:
        return {"result": function(*arguments)}
    except Exception as error:  # whatever a parser raises is an answer
        return {"error": f"breaks the parser ({type(error).__name__})"}


def _allow(seconds: int) -> None:
    """Let the system end this process after so many more seconds of computing."""
    used = math.ceil(sum(os.times()[:2]))
    resource.setrlimit(resource.RLIMIT_CPU, (used + seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))


if __name__ == "__main__":
    serve()
