"""Files → decoded text, streamed and bounded: gzip, byte order marks, encodings, long lines."""

from __future__ import annotations

import gzip
import io
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, BinaryIO, TextIO, cast

from analysis.articles.files import Input
from analysis.articles.records import UnreadableError

MAX_UNPACKED = 2_000_000_000  # bytes out of one gzip file: what a decompression bomb may cost
MAX_LINE = 16_000_000  # characters
HEAD = 65_536  # bytes looked at to tell what a file is

# The longer marks first: that of UTF-32-LE begins with that of UTF-16-LE.
_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_SIGNATURES = (
    (b"PAR1", "Parquet", "name the file *.parquet"),
    (b"PK\x03\x04", "a zip archive or an Office file", "save a workbook as CSV, a document as text"),
    (b"%PDF", "a PDF", "extract its text"),
    (b"\x1f\x8b", "gzip", "name the file *.gz"),
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1a\x1b"))
# Bytes that are not text in the file's encoding are decoded to these, so that one bad row does not cost the file.
_UNDECODED = re.compile("[\udc80-\udcff]")


class _Bounded(io.RawIOBase):
    """A stream that does not close what it reads from, and gives at most `limit` bytes."""

    def __init__(self, stream: Any, limit: int | None) -> None:
        # read1 gives what a truncated gzip file still holds; a pipe is read until the buffer is full.
        self._read = stream.read if limit is None else stream.read1
        self._limit = limit
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._read(len(buffer))
        self._count += len(data)
        if self._limit is not None and self._count > self._limit:
            remedy = "split it, or unpack it yourself if you trust it"
            raise UnreadableError(f"unpacks to more than {self._limit:,} bytes", remedy)
        buffer[: len(data)] = data
        return len(data)


@contextmanager
def open_bytes(file: Input, gzipped: bool | None = None) -> Iterator[io.BufferedReader]:
    """The unpacked bytes of a file or stream; `peek(HEAD)` shows its beginning."""
    gzipped = file.gzipped if gzipped is None else gzipped
    with ExitStack() as stack:
        raw: Any = file.stream
        if file.path is not None:
            raw = stack.enter_context(file.path.open("rb"))
        if gzipped:
            raw = gzip.GzipFile(fileobj=cast(BinaryIO, raw))
        yield io.BufferedReader(_Bounded(raw, MAX_UNPACKED if gzipped else None), HEAD)


@contextmanager
def open_text(file: Input, newline: str = "") -> Iterator[TextIO]:
    """The decoded text of a file: by its byte order mark, else by the encoding given, else UTF-8.

    Undecodable bytes become lone surrogates, for `wrong_encoding` to find (UTF-16 and UTF-32 raise `UnicodeError`).
    Raises `UnreadableError` where the file is no text.
    """
    with open_bytes(file) as stream:
        encoding = encoding_of(stream.peek(HEAD)[:HEAD], file.encoding)
        wide = encoding.lower().replace("_", "-").startswith(("utf-16", "utf-32"))
        errors = "strict" if wide else "surrogateescape"
        yield io.TextIOWrapper(stream, encoding=encoding, errors=errors, newline=newline)


def encoding_of(head: bytes, given: str | None) -> str:
    """How to decode a file that begins so. Raises `UnreadableError` where it is no text."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    for signature, kind, remedy in _SIGNATURES:
        if head.startswith(signature):
            raise UnreadableError(f"not text but {kind}", remedy)
    if given is None and (encoding_hint := _looks_utf16(head)):
        raise UnreadableError("not UTF-8; UTF-16 without a byte order mark?", f"pass --encoding {encoding_hint}")
    if given is None and len(head) - len(head.translate(None, _CONTROLS)) > len(head) // 20:
        raise UnreadableError("binary, not text", "leave it out, or export its text as UTF-8")
    return given or "utf-8"


def _looks_utf16(head: bytes) -> str | None:
    """Latin letters in UTF-16 have a NUL in every second byte."""
    half = len(head) // 2
    even, odd = head[::2].count(0), head[1::2].count(0)
    if half and max(even, odd) > 0.7 * half and min(even, odd) < 0.05 * half:
        return "utf-16-le" if odd > even else "utf-16-be"
    return None


def wrong_encoding(text: str, given: str | None) -> tuple[str, str] | None:
    """Reason and remedy where this part of a file was not in its encoding."""
    if not _UNDECODED.search(text):
        return None
    if given:
        return f"not {given}", "pass --encoding with the file's own encoding, or save it as UTF-8"
    return "not UTF-8", "save it as UTF-8 or pass --encoding cp1252"


def read_at_most(stream: TextIO, limit: int) -> str | None:
    """The rest of a text, None where it is longer than `limit` characters."""
    parts, room = [], limit
    # In pieces: one large read would set aside the memory for all of `limit`.
    while part := stream.read(1_000_000):
        parts.append(part)
        room -= len(part)
        if room < 0:
            return None
    return "".join(parts)


def bounded_lines(stream: TextIO) -> Iterator[str | None]:
    """The lines of a text with their ends; None for one longer than `MAX_LINE`."""
    while line := stream.readline(MAX_LINE + 1):
        if len(line) <= MAX_LINE:
            yield line
            continue
        while line and not line.endswith(("\n", "\r")):
            line = stream.readline(MAX_LINE)
        yield None
