"""What was annotated before, by the content of the articles and the fingerprint of what annotated them.

A store is a folder with one folder a fingerprint, in which each part is a folder: a file a table, and `keys`, a line an
article. A part appears by a rename, whole or not at all, so that a kill at any moment costs the batches under way only.
"""

from __future__ import annotations

import dataclasses
import fcntl
import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from hashlib import sha256
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from analysis.articles import Article
from analysis.pipeline import Fingerprint
from analysis.store.reading import read_part
from analysis.store.writing import write_part

PART = 256  # articles: from so many on a part is written; batches are merged to it when a run is complete
SMALL = PART // 2  # a part with fewer is merged again with its neighbours
KEYS, PARTS = "keys", "fingerprint.json"


def key_of(article: Article) -> bytes:
    """What an article is known by: a hash of its text and of everything else that was read of it."""
    digest = sha256()
    for field in dataclasses.fields(article):
        digest.update(repr(getattr(article, field.name)).encode() + b"\0")
    return digest.digest()[:16]


@contextmanager
def locked(store: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Keep the store to this process; `waiting` is called where another has it. A killed process keeps no lock."""
    store.mkdir(parents=True, exist_ok=True)
    with (store / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


class Place(NamedTuple):
    """Where an article is kept."""

    part: str
    row: int


class Kept:
    """The annotated articles of one fingerprint in a store; `key in kept` says whether an article is there."""

    def __init__(self, store: Path, fingerprint: Fingerprint) -> None:
        self.store, self.fingerprint = store, fingerprint
        self.folder = store / fingerprint.digest[:16]
        self._places: dict[bytes, Place] = {}
        self._sizes: dict[str, int] = {}  # articles of each part
        self._open: dict[str, Part] = {}  # those read last

    def earlier(self) -> Mapping[str, str] | None:
        """The parts of the fingerprint that the store was last used with; None where it is new."""
        last = max(self.store.glob(f"*/{PARTS}"), key=lambda path: path.stat().st_mtime, default=None)
        parts: dict[str, str] | None = json.loads(last.read_text(encoding="utf-8")) if last else None
        return parts

    def read(self) -> None:
        """Look at what is there."""
        for part in sorted(self.folder.glob("*/keys")):
            self._know(part.parent.name, part.read_text(encoding="ascii").split())

    def start(self, *, fresh: bool = False) -> None:
        """Get ready to add: clear what a killed run left half written, and everything where `fresh`."""
        if fresh:
            shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True, exist_ok=True)
        for path in self.folder.glob("*.partial"):
            shutil.rmtree(path)
        (self.folder / PARTS).write_text(json.dumps(dict(self.fingerprint.parts), indent=1), encoding="utf-8")
        self.read()

    def _know(self, part: str, keys: Sequence[str]) -> None:
        self._sizes[part] = len(keys)
        self._places |= {bytes.fromhex(key): Place(part, row) for row, key in enumerate(keys)}

    def __contains__(self, key: bytes) -> bool:
        return key in self._places

    def __len__(self) -> int:
        return len(self._places)

    def add(self, keys: Sequence[bytes], tables: Mapping[str, pa.Table]) -> Path:
        """Keep a part: tables as `tables.KEPT` has them, and the keys of the articles in their order."""
        name = f"{int(max(self._sizes, default='0')) + 1:06d}"
        partial = self.folder / f"{name}.partial"
        partial.mkdir()
        for table, rows in tables.items():
            write_part(rows, partial / f"{table}.parquet")
        lines = [key.hex() for key in keys]
        (partial / KEYS).write_text("\n".join(lines), encoding="ascii")
        self._know(name, lines)
        return partial.rename(self.folder / name)

    def arrange(self, order: Sequence[bytes]) -> list[Path]:
        """The parts that hold exactly these articles in this order; those that are not there yet are made."""
        parts: list[Path] = []
        waiting: list[Stretch] = []
        for stretch in list(self._stretches(order)):
            if self._is_whole(stretch) and len(stretch.keys) >= SMALL:
                parts += self._joined(waiting)
                parts.append(self.folder / stretch.part)
                waiting = []
                continue
            waiting.append(stretch)
            if sum(len(s.keys) for s in waiting) >= PART:
                parts += self._joined(waiting)
                waiting = []
        return parts + self._joined(waiting)

    def _stretches(self, order: Sequence[bytes]) -> Iterator[Stretch]:
        """The order as rows that follow each other in one part."""
        begun: Place | None = None
        keys: list[bytes] = []
        for key in order:
            place = self._places[key]
            if begun and place == Place(begun.part, begun.row + len(keys)):
                keys.append(key)
                continue
            if begun:
                yield Stretch(begun.part, begun.row, tuple(keys))
            begun, keys = place, [key]
        if begun:
            yield Stretch(begun.part, begun.row, tuple(keys))

    def _is_whole(self, stretch: Stretch) -> bool:
        return len(stretch.keys) == self._sizes[stretch.part]

    def _joined(self, stretches: Sequence[Stretch]) -> list[Path]:
        """One part of several stretches; the one there is where they are no more than that."""
        if not stretches:
            return []
        if len(stretches) == 1 and self._is_whole(stretches[0]):
            return [self.folder / stretches[0].part]
        cut = [self._part(s.part).rows(s.row, s.row + len(s.keys)) for s in stretches]
        tables = {name: pa.concat_tables([tables[name] for tables in cut]) for name in cut[0]}
        return [self.add([key for s in stretches for key in s.keys], tables)]

    def _part(self, name: str) -> Part:
        """A part as read; two are held, as neighbours in the source are mostly neighbours in a part."""
        if name not in self._open:
            while len(self._open) > 1:
                del self._open[next(iter(self._open))]
            self._open[name] = Part(self.folder / name)
        return self._open[name]

    def prune(self, parts: Sequence[Path]) -> None:
        """Remove every part but these, and what other fingerprints have left."""
        for path in self.folder.glob("*/"):
            if path not in parts:
                shutil.rmtree(path)
        for path in self.store.glob(f"*/{PARTS}"):
            if path.parent != self.folder:
                shutil.rmtree(path.parent)


class Stretch(NamedTuple):
    """Rows of one part that follow each other."""

    part: str
    row: int
    keys: tuple[bytes, ...]


class Part:
    """The tables of a part, and where each article's rows begin."""

    def __init__(self, folder: Path) -> None:
        self.tables = {path.stem: read_part(path) for path in sorted(folder.glob("*.parquet"))}
        articles = self.tables["articles"]["article_id"].to_pylist()
        self._starts = {name: _starts(table, articles) for name, table in self.tables.items()}

    def rows(self, start: int, end: int) -> dict[str, pa.Table]:
        """The rows of the articles from `start` to `end`, exclusive."""
        return {
            name: table.slice(self._starts[name][start], self._starts[name][end] - self._starts[name][start])
            for name, table in self.tables.items()
        }


def _starts(table: pa.Table, articles: Sequence[str]) -> list[int]:
    """The row at which each article begins, and the number of rows."""
    counts = {count["values"]: count["counts"] for count in table["article_id"].value_counts().to_pylist()}
    return list(accumulate((counts.get(article, 0) for article in articles), initial=0))
