"""Processes forked from a zygote: how to start one, ask for forks, and follow them."""

from __future__ import annotations

import atexit
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

# Where the zygote of this process listens: the one that forked it, or one of its own.
_address: str | None = None
# The debugger of kernels warns, as it is imported, that it would miss breakpoints in Python's own modules.
_QUIET = {"PYDEVD_DISABLE_FILE_VALIDATION": "1"}


class NoForkError(RuntimeError):
    """The zygote could not start or fork."""


def possible() -> bool:
    """Whether processes can be forked here as they need to be: the system ends them with the zygote."""
    return sys.platform == "linux"


def package_environment() -> dict[str, str]:
    """What lets a Python process import this very package; with a fixed date also the order of sets is fixed."""
    package = str(Path(__file__).parents[2])
    paths = [package, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    env = {"PYTHONPATH": os.pathsep.join(dict.fromkeys(paths))}
    return env | ({"PYTHONHASHSEED": "0"} if "SOURCE_DATE_EPOCH" in os.environ else {})


class Fork:
    """A forked process, to be used like `subprocess.Popen`. It is ended, with all that it started, by `close`."""

    stdin = stdout = stderr = None

    def __init__(self, address: str, task: str, arguments: dict[str, Any]) -> None:
        """Raises `NoForkError` where there is none to be had."""
        self.returncode: int | None = None
        self._said = b""
        self._connection = socket.socket(socket.AF_UNIX)
        try:
            self._connection.connect(address)
            self._connection.sendall(json.dumps({"task": task, "arguments": arguments}).encode() + b"\n")
            self.pid = int(self._line()["pid"])
        except (OSError, KeyError) as error:
            self._connection.close()
            raise NoForkError(f"the process that kernels are forked from does not answer ({error})") from error

    def fileno(self) -> int:
        """For a selector: readable when the process has ended."""
        return self._connection.fileno()

    def _line(self) -> dict[str, int]:
        """The next answer; empty where the zygote is gone."""
        while b"\n" not in self._said:
            part = self._connection.recv(4096)
            if not part:
                return {}
            self._said += part
        line, _, self._said = self._said.partition(b"\n")
        return dict(json.loads(line))

    def poll(self) -> int | None:
        """The exit status, negative for the signal that ended it; None while it runs."""
        if self.returncode is None:
            self._connection.setblocking(False)
            try:
                self._ended()
            except BlockingIOError:
                return None
            finally:
                if self.returncode is None:
                    self._connection.setblocking(True)
        return self.returncode

    def wait(self) -> int:
        """Wait for the end; the exit status."""
        if self.returncode is None:
            self._ended()
        assert self.returncode is not None
        return self.returncode

    def _ended(self) -> None:
        try:
            answer = self._line()
        except ConnectionError:
            answer = {}
        self.returncode = answer.get("status", -signal.SIGKILL)  # without its zygote it was killed
        self._connection.close()

    def send_signal(self, number: int) -> None:
        """Send a signal, where the process still runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)

    def close(self) -> None:
        """End it, with all that it started."""
        self._connection.close()


class Zygote:
    """A running zygote with these parts warm: `with Zygote("kernel") as zygote: zygote.fork("kernel", …)`."""

    def __init__(self, *parts: str) -> None:
        self._answered = False
        self._folder = tempfile.TemporaryDirectory(prefix="stancebook-")  # only this user can enter it
        self.address = str(Path(self._folder.name) / "zygote")
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(self.address)
            listener.listen(64)
            self._process = self._start(listener.fileno(), parts)

    def _start(self, descriptor: int, parts: Sequence[str]) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "analysis.reports.zygote", str(descriptor), *parts],
            stdin=subprocess.PIPE,
            pass_fds=[descriptor],
            env=os.environ | package_environment() | _QUIET,
            cwd=Path(__file__).parents[2],
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        return self._process.pid

    def fork(self, task: str, /, **arguments: Any) -> Fork:
        """A fork that does the task; waits until the zygote is warm. Raises `NoForkError`."""
        fork = Fork(self.address, task, arguments)
        self._answered = True
        return fork

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End it, and every fork."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(timeout=5 if self._answered else 0)
        except subprocess.TimeoutExpired:  # still importing, and without forks
            self._process.kill()
            self._process.wait()
        self._folder.cleanup()


def belong_to(address: str) -> None:
    """Say, in a fork, where its zygote listens."""
    global _address
    _address = address


def inside() -> bool:
    """Whether this process is a fork itself, or has a zygote of its own already."""
    return _address is not None


def fork(task: str, /, **arguments: Any) -> Fork:
    """A fork of the zygote of this process, which is started where there is none. Raises `NoForkError`."""
    if _address is None:
        zygote = Zygote("kernel")
        atexit.register(zygote.close)
        belong_to(zygote.address)
    assert _address is not None
    return Fork(_address, task, arguments)
