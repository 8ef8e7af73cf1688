"""Answers kept for conditional requests: a file an address, in the platform's cache or the folder that is given."""

from __future__ import annotations

import gzip
import json
import os
import time
import zlib
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path

from analysis.fetching.records import Answer

KEPT = 30 * 86_400  # seconds after its last use
VALIDATORS = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}


class Cache:
    """Whole answers that their host can tell to be unchanged. Without a folder nothing is kept."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        if folder:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def find(self, url: str) -> Answer | None:
        """The answer kept of this address; a damaged one is as good as none."""
        path = self._path(url)
        try:
            head, body = gzip.decompress(path.read_bytes()).split(b"\n", 1) if path else (b"", b"")
            answer = Answer(**json.loads(head), body=body)
            os.utime(path or "")
        except (OSError, EOFError, ValueError, TypeError, zlib.error):
            return None
        return answer if answer.url == url else None

    def keep(self, answer: Answer) -> None:
        """Keep an answer if its host can be asked whether it is unchanged, and lets it be kept."""
        path = self._path(answer.url)
        kept = any(name in answer.headers for name in VALIDATORS)
        if not path or not kept or "no-store" in answer.headers.get("cache-control", "").lower():
            return
        head = {name: value for name, value in asdict(answer).items() if name != "body"}
        partial = path.with_suffix(f".{os.getpid()}")
        partial.write_bytes(gzip.compress(json.dumps(head).encode() + b"\n" + answer.body, 6))
        partial.replace(path)

    def clear(self) -> None:
        """Remove what was not used for a month."""
        for path in self._folder.iterdir() if self._folder else ():
            if path.is_file() and time.time() - path.stat().st_mtime > KEPT:
                path.unlink(missing_ok=True)

    def _path(self, url: str) -> Path | None:
        return self._folder / f"{sha256(url.encode()).hexdigest()}.gz" if self._folder else None


def conditions(kept: Answer | None) -> dict[str, str]:
    """The headers that ask for an answer only where it is another than the one kept."""
    return {asked: kept.headers[name] for name, asked in VALIDATORS.items() if kept and name in kept.headers}
