"""A folder of results under their keys, in the platform's cache: bounded in size, and shared between processes."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import platformdirs

MOST_BYTES = 500_000_000


def _default_root() -> Path:
    return platformdirs.user_cache_path("stancebook") / "reports"


@dataclass(frozen=True)
class Cache:
    """An entry is a folder, which appears whole or not at all; what was used longest ago goes first.

    Nothing here is worth failing for: what cannot be read is missing, what cannot be written is not kept.
    """

    root: Path = field(default_factory=_default_root)
    most_bytes: int = MOST_BYTES

    def find(self, key: str) -> Path | None:
        """The entry's folder, now the last one used; None where there is none. Another process may remove it."""
        entry = self.root / key
        try:
            os.utime(entry)
        except OSError:
            return None
        return entry

    def drop(self, key: str) -> None:
        """Remove an entry that cannot be used."""
        shutil.rmtree(self.root / key, ignore_errors=True)

    def keep(self, key: str, fill: Callable[[Path], object]) -> None:
        """Make the entry by filling a folder; an earlier one of the same key is as good."""
        with suppress(OSError):
            self.root.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.TemporaryDirectory(prefix="making-", dir=self.root) as folder:
                made = Path(folder) / "entry"
                made.mkdir()
                fill(made)
                if _size(made) <= self.most_bytes / 4:
                    made.rename(self.root / key)

    def trim(self) -> None:
        """Remove what was used longest ago, until the rest fits."""
        entries = []
        for entry in self.root.iterdir() if self.root.is_dir() else ():
            with suppress(OSError):  # another process was faster
                entries.append((entry.stat().st_mtime, _size(entry), entry))
        left = sum(size for _, size, _ in entries)
        for _, size, entry in sorted(entries):
            if left <= self.most_bytes:
                break
            shutil.rmtree(entry, ignore_errors=True)
            left -= size


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
