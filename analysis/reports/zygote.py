"""The process that kernels and pages are forked from: it imports what they need, once, and forks on request.

    python -m analysis.reports.zygote DESCRIPTOR PART …

listens at the socket with that descriptor. A connection asks for one fork, by a line of JSON `{"task": …, "arguments":
{…}}`; it is answered by `{"pid": …}`, and by `{"status": …}` when the fork has ended. Whoever closes the connection
before ends the fork, with all that it started; and all forks end with the zygote, which ends when its standard input
does. It has no event loop and no thread of Python's: the threads that a fork would lack are only those of numpy and
pyarrow, which start their own anew.
"""

from __future__ import annotations

import atexit
import ctypes
import gc
import io
import json
import os
import select
import selectors
import signal
import socket
import sys
import threading
import traceback
import warnings
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Any

from analysis.absent import absent

PARTS = {
    "kernel": (
        *("ipykernel.kernelapp", "ipykernel.debugger", "IPython.core.completer", "sqlite3", "pandas", "numpy.random"),
        *("matplotlib.pyplot", "matplotlib.backends.backend_agg"),
        *("analysis:load_tables", "analysis:figures", "analysis:highlights", "analysis:measures"),
        "analysis.reports.zygote:draw",
    ),
    "page": ("analysis.reports.tasks:prepare",),
}
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
_set_by_imports: dict[str, str] = {}  # variables of the environment, such as the debugger's own


@dataclass
class Request:
    """What a fork is to do: a task and its arguments."""

    task: str
    arguments: dict[str, Any]


class Zygote:
    """Serves a listening socket until its standard input ends."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self._forks: dict[int, socket.socket] = {}
        self._selector = selectors.DefaultSelector()
        self._woken, waker = socket.socketpair()
        waker.setblocking(False)
        self._waker = waker
        signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        for ignored in (signal.SIGINT, signal.SIGTERM):  # a terminal's are for who asked; it closes our input
            signal.signal(ignored, signal.SIG_IGN)

    def serve(self) -> Request | None:
        """None at the end; in a fork its request, so that it starts from an empty stack."""
        self._selector.register(self._listener, selectors.EVENT_READ, self._accept)
        self._selector.register(self._woken, selectors.EVENT_READ, self._reap)
        self._selector.register(0, selectors.EVENT_READ)
        while True:
            for key, _ in self._selector.select():
                if key.data is None:
                    for pid in list(self._forks):
                        _end(pid)
                    return None
                request: Request | None = key.data()
                if request:
                    return request

    def _accept(self) -> Request | None:
        connection, _ = self._listener.accept()
        with connection.makefile("rb") as lines:
            line = lines.readline()
        if not line:
            connection.close()
            return None
        zygote = os.getpid()
        try:
            pid = _fork()
        except OSError:  # no memory, or too many processes: who asked sees the connection end
            connection.close()
            return None
        if not pid:
            self._leave(connection)
            end_with(zygote)
            return Request(**json.loads(line))
        self._forks[pid] = connection
        self._selector.register(connection, selectors.EVENT_READ, partial(self._closed, pid))
        _tell(connection, pid=pid)
        return None

    def _closed(self, pid: int) -> None:
        if connection := self._forks.pop(pid, None):  # else it ended at the same moment
            self._selector.unregister(connection)
            connection.close()
            _end(pid)

    def _reap(self) -> None:
        self._woken.recv(4096)
        with suppress(ChildProcessError):
            while (found := os.waitpid(-1, os.WNOHANG))[0]:
                pid, status = found
                if connection := self._forks.pop(pid, None):
                    self._selector.unregister(connection)
                    _tell(connection, status=os.waitstatus_to_exitcode(status))
                    connection.close()
                    _end_group(pid)  # what it started and left

    def _leave(self, connection: socket.socket) -> None:
        """In a fork: give up what is the zygote's."""
        signal.set_wakeup_fd(-1)
        for number in (signal.SIGCHLD, signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
        for one in (self._listener, self._woken, self._waker, connection, *self._forks.values()):
            one.close()
        self._selector.close()
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDONLY)
        os.dup2(nothing, 0)
        os.close(nothing)


def _fork() -> int:
    with warnings.catch_warnings():
        # Python 3.12 warns where there are threads of any kind; ours are harmless, see above.
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def _end(pid: int) -> None:
    """End a fork that is not reaped yet, perhaps before it leads its group."""
    _end_group(pid)
    os.kill(pid, signal.SIGKILL)


def _end_group(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def _tell(connection: socket.socket, **what: int) -> None:
    with suppress(OSError):
        connection.sendall(json.dumps(what).encode() + b"\n")


def end_with(parent: int) -> None:
    """Let the system end this process when its parent ends, however that may be."""
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def become_kernel(argv: list[str], cwd: str, env: dict[str, str]) -> None:
    """Run the kernel that `python -m ipykernel_launcher` with these arguments would be."""
    import numpy as np
    from ipykernel import kernelapp

    os.environ.clear()
    os.environ.update(_set_by_imports | env)
    os.chdir(cwd)
    np.random.seed()  # all forks would draw the same; Python's own generator sees to it itself
    sys.argv = [import_module("ipykernel_launcher").__file__ or "", *argv]
    kernelapp.launch_new_instance()


def _run(request: Request) -> int:
    """Do what was asked and end as an interpreter does, but for taking itself apart, which costs for nothing."""
    status = 0
    try:
        if request.task == "kernel":
            become_kernel(**request.arguments)
        else:
            import_module("analysis.reports.tasks").write_result(**request.arguments)
    except SystemExit as stop:
        status = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    except BaseException:
        traceback.print_exc()
        status = 1
    with suppress(BaseException):
        threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(Exception):
            stream.flush()
    return status


def draw() -> None:
    """Draw a figure: fonts, and what writes images, are there for all forks. pyplot, which keeps state, has no part."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(1, 1), layout="constrained")
    figure.subplots().set_title("Text")
    figure.savefig(io.BytesIO(), format="png")


def warm(parts: list[str]) -> None:
    """Import what forks need. The backend is the one that a kernel would choose before matplotlib is imported."""
    if "kernel" in parts:
        os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    given = set(os.environ)
    for name in (name for part in parts for name in PARTS[part]):
        if select.select([0], [], [], 0)[0]:  # nobody waits any longer
            sys.exit()
        module, _, attribute = name.partition(":")
        # jsonschema would build a grammar of international addresses, for seconds; notebooks have none.
        with absent("rfc3987_syntax"), suppress(Exception):  # the fork that needs it will say what is wrong
            loaded = getattr(import_module(module), attribute or "__name__")  # public names load when they are used
            if module.startswith("analysis.reports"):
                loaded()
    _set_by_imports.update((name, os.environ[name]) for name in os.environ.keys() - given)
    gc.collect()
    gc.freeze()  # a collection in a fork would write to, and so copy, what it shares


def main() -> None:
    """Import, serve, and in a fork do what was asked."""
    listener = socket.socket(fileno=int(sys.argv[1]))
    warm(sys.argv[2:])
    address = listener.getsockname()
    if request := Zygote(listener).serve():
        import_module("analysis.reports.forks").belong_to(address)
        os._exit(_run(request))


if __name__ == "__main__":
    del sys.path[0]  # the folder it was started in, as a kernel's launcher does
    main()
