"""The corpus: a JSON object a line, only ever appended to; beside it a journal of what is to do and what gave nothing.

Each line is written by one call, and a line that a kill or a full disk cut off is removed by the next run. What was
found is in the journal before anything of it is asked for, so that a feed may forget it and a run still goes on.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from courlan import normalize_url

from analysis.fetching.records import Failure, Item


def key_of(url: str) -> str:
    """What two addresses of one page have in common: no fragment, no trackers, parameters in order."""
    try:
        return str(normalize_url(url, strict=False)).split("#")[0]
    except ValueError:  # no address; it is known by its words
        return url


class Corpus:
    """The corpus at `path`, kept to this process: `with Corpus(path) as corpus: …`.

    Raises `ValueError` where the file holds something else or another run writes it, `OSError` where it cannot be
    written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.journal = path.with_name(f".{path.name}.journal")
        self._articles: set[str] = set()
        self._lasting: set[str] = set()
        self._items: dict[str, Item] = {}
        self._open = ExitStack()

    def __enter__(self) -> Self:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            self._corpus = self._open.enter_context(self.path.open("ab", buffering=0))
            self._lock()
            self._notes = self._open.enter_context(self.journal.open("ab", buffering=0))
            for path, read in ((self.path, self._read_article), (self.journal, self._read_note)):
                _mend(path)
                with path.open("rb") as lines:
                    for number, line in enumerate(lines, 1):
                        read(line, number)
        except BaseException:
            self._open.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def _lock(self) -> None:
        try:
            fcntl.flock(self._corpus, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ValueError(f"{self.path}: another run writes it; wait for it, or choose another --out") from None

    def _read_article(self, line: bytes, number: int) -> None:
        entry = _loaded(line)
        if not {"id", "url", "final_url", "text"} <= entry.keys():
            raise ValueError(f"{self.path}, line {number}: not of a corpus that fetch wrote; choose another --out")
        self._articles |= {key_of(str(entry["url"])), key_of(str(entry["final_url"]))}

    def _read_note(self, line: bytes, number: int) -> None:
        """A line that is none of ours costs itself: what it said is found anew."""
        del number
        entry = _loaded(line)
        try:
            if "item" in entry:
                item = Item(**entry["item"])
                self._items.setdefault(key_of(item.url), item)
            elif entry["lasting"]:
                self._lasting.add(key_of(entry["url"]))
        except (KeyError, TypeError):
            return

    def has(self, url: str) -> bool:
        """Whether the corpus has the article of this address."""
        return key_of(url) in self._articles

    def was_in_vain(self, url: str) -> bool:
        """Whether this address gave no article, and would give none again."""
        return key_of(url) in self._lasting

    def queue(self, items: Iterable[Item]) -> None:
        """Note what is to be fetched, by this run or a later one."""
        new = {key_of(item.url): item for item in items if key_of(item.url) not in self._items}
        self._items |= new
        self._write(self._notes, *({"item": asdict(item)} for item in new.values()))

    def waiting(self, again: bool = False) -> list[Item]:
        """What is still to be fetched, in the order of finding; `again` with what gave nothing before."""
        return [
            item
            for key, item in self._items.items()
            if key not in self._articles and (again or key not in self._lasting)
        ]

    def add(self, entry: dict[str, Any]) -> None:
        """Append an article."""
        self._write(self._corpus, entry)
        self._articles |= {key_of(entry["url"]), key_of(entry["final_url"])}

    def miss(self, url: str, failure: Failure) -> None:
        """Note that an address gave no article."""
        note = {"url": url, "reason": failure.reason, "remedy": failure.remedy, "lasting": failure.lasting}
        self._write(self._notes, note)
        if failure.lasting:
            self._lasting.add(key_of(url))

    def _write(self, file: BinaryIO, *entries: dict[str, Any]) -> None:
        data = "".join(json.dumps(entry, ensure_ascii=False) + "\n" for entry in entries)
        rest = memoryview(data.encode("utf-8", errors="replace"))
        while rest:
            rest = rest[os.write(file.fileno(), rest) :]


def _loaded(line: bytes) -> dict[str, Any]:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return entry if isinstance(entry, dict) else {}


def _mend(path: Path) -> None:
    """Remove a last line that was not written to its end; end it where only the line end is missing."""
    with path.open("r+b") as file:
        size = file.seek(0, os.SEEK_END)
        start, tail = size, b""
        while start and b"\n" not in tail:
            step = min(65_536, start)
            start -= step
            file.seek(start)
            tail = file.read(step) + tail
        last = tail.rpartition(b"\n")[2]
        if last and _loaded(last):
            file.seek(size)
            file.write(b"\n")
        elif last:
            file.truncate(size - len(last))
