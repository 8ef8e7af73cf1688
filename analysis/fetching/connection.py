"""One request to one checked address, bounded in time and size. Follows no redirect and tries nothing twice."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import lru_cache
from http.client import HTTPException, IncompleteRead
from threading import Event, Timer
from typing import Any

from urllib3 import HTTPResponse
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, DecodeError, HTTPError, NewConnectionError, ProtocolError
from urllib3.exceptions import IncompleteRead as Urllib3IncompleteRead
from urllib3.util import Url

from analysis.fetching.addresses import host_of, port_of, resolve
from analysis.fetching.records import Answer, Failure, Settings

_PIECE = 65_536  # bytes read at once


def ask(parts: Url, headers: Mapping[str, str], settings: Settings) -> Answer:
    """The answer of the host, whatever its status. Connects only to addresses that were checked, in their order.

    Raises `Failure` where there is no whole answer within the time and size that the settings allow.
    """
    addresses = resolve(parts, settings.allow_private)
    for address in addresses[:-1]:
        with suppress(_NotReachedError):
            return _ask(address, parts, headers, settings)
    return _ask(addresses[-1], parts, headers, settings)


class _NotReachedError(Failure):
    """No connection; another address of the host may take one."""


def _ask(address: str, parts: Url, headers: Mapping[str, str], settings: Settings) -> Answer:
    connection, late = _connection(address, parts, settings.timeout), Event()
    try:
        with _ended_after(settings.deadline, connection, late) as sockets:
            # Not preloaded: the body is read by pieces, so that it is bounded.
            named = {"Host": parts.netloc or "", **headers}
            connection.request("GET", parts.request_uri, headers=named, preload_content=False)
            sockets.append(connection.sock)  # the connection forgets it where the host says that it will close it
            response = connection.getresponse()
            body = _body(response, settings.max_body) if response.status == 200 else b""
    except (HTTPError, HTTPException, OSError, ValueError) as error:
        raise _failure(error, late.is_set(), settings) from None
    finally:
        connection.close()
    names = {name.lower(): value for name, value in response.headers.items()}
    return Answer(url=parts.url, status=response.status, headers=names, body=body)


def _connection(address: str, parts: Url, timeout: float) -> HTTPConnection:
    """A connection to an address, not to a name; with TLS the certificate must be that of the name."""
    if parts.scheme == "http":
        return HTTPConnection(address, port_of(parts), timeout=timeout)
    return HTTPSConnection(
        address, port_of(parts), timeout=timeout, ssl_context=_context(), server_hostname=host_of(parts)
    )


@lru_cache(maxsize=1)
def _context() -> ssl.SSLContext:
    return ssl.create_default_context()


@contextmanager
def _ended_after(seconds: float, connection: HTTPConnection, late: Event) -> Iterator[list[Any]]:
    """Shut the socket down after so long: a host that sends a byte now and then is never silent."""

    sockets: list[Any] = []

    def end() -> None:
        late.set()
        for one in (connection.sock, *sockets):
            if isinstance(one, socket.socket):
                with suppress(OSError):
                    socket.socket.shutdown(one, socket.SHUT_RDWR)

    timer = Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield sockets
    finally:
        timer.cancel()


def _body(response: HTTPResponse, limit: int) -> bytes:
    """The unpacked body; urllib3 unpacks no more than the piece that is asked for, so a bomb ends at the limit."""
    parts, count = [], 0
    while piece := response.read(_PIECE, decode_content=True):
        count += len(piece)
        if count > limit:
            raise Failure(f"larger than {limit:,} bytes", "leave it out", lasting=True)
        parts.append(piece)
    return b"".join(parts)


def _failure(error: Exception, late: bool, settings: Settings) -> Failure:
    """What went wrong, in plain words."""
    if late:
        return Failure(f"no whole answer within {settings.deadline:g} s", again=True)
    if isinstance(error, DecodeError):
        return Failure("broken compression", again=True)
    if isinstance(error, ssl.SSLError):
        reason = getattr(error, "verify_message", None) or error.reason or "broken"
        return Failure(f"no safe connection: {reason}", "check its certificate in a browser")
    if isinstance(error, NewConnectionError | ConnectTimeoutError | ConnectionRefusedError):
        return _NotReachedError("no connection", "check the address and the network", again=True)
    if isinstance(error, TimeoutError) or "timed out" in str(error):
        return Failure(f"silent for {settings.timeout:g} s", again=True)
    if isinstance(error, ProtocolError) and isinstance(error.args[-1], IncompleteRead | Urllib3IncompleteRead):
        return Failure("cut off before its end", again=True)
    return Failure(f"broken answer ({type(error).__name__})", again=True)
