"""GitHub's runner reads what a command prints: lines that begin with `::` are commands to it. Loads nothing.

Articles and names of files are strangers' words and end up in the log, so under GitHub the log is closed to commands
while `stancebook` runs, and opened for those that it gives itself.
"""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

MOST = 10  # of a kind in a step: GitHub shows no more
_token: ContextVar[str | None] = ContextVar("token", default=None)


@contextmanager
def closed_log() -> Iterator[None]:
    """Under GitHub: nothing that is printed within is a command, but for those that `tell` gives."""
    if os.environ.get("GITHUB_ACTIONS") != "true":
        yield
        return
    _close()
    try:
        yield
    finally:
        _open()


def _close() -> None:
    _token.set(secrets.token_hex(16))
    _print(f"::stop-commands::{_token.get()}")


def _open() -> None:
    _print(f"::{_token.get()}::")
    _token.set(None)


def tell(commands: Iterable[str]) -> None:
    """Give commands to the runner."""
    closed = _token.get() is not None
    if closed:
        _open()
    for command in commands:
        _print(command)
    if closed:
        _close()


def _print(line: str) -> None:
    sys.stdout.flush()
    print(line, file=sys.stderr, flush=True)


def annotation(kind: str, message: str, **properties: object) -> str:
    """A command that shows a message: `::warning file=a.csv,line=2::message`; properties that are None are left out."""
    given = ",".join(f"{name}={_property(value)}" for name, value in properties.items() if value is not None)
    return f"::{kind}{' ' * bool(given)}{given}::{_data(message)}"


def bounded(kind: str, messages: Sequence[tuple[str, Mapping[str, object]]], n: int) -> list[str]:
    """Annotations of a kind, at most `MOST` of the `n` there are; where there are more, the last says how many."""
    if n <= MOST:
        return [annotation(kind, message, **properties) for message, properties in messages]
    first = [annotation(kind, message, **properties) for message, properties in messages[: MOST - 1]]
    return [*first, annotation(kind, f"{n - MOST + 1:,} more are in the report")]


def _data(text: object) -> str:
    return str(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: object) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")
