"""The package's own lexicon files as last parsed, kept in the platform's cache: YAML takes a second to read."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import platformdirs


def kept(path: Path, text: str, parse: Callable[[str], Any]) -> Any:
    """What `parse` makes of the text of this file, from the cache where that is of the same text.

    One entry a file, so that the cache does not grow. What JSON would change is not kept; nor is anything where the
    cache cannot be written.
    """
    digest = hashlib.sha256(text.encode()).hexdigest()
    entry = platformdirs.user_cache_path("stancebook") / "lexicons" / f"{path.parent.name}-{path.stem}.json"
    with suppress(OSError, ValueError, TypeError, KeyError):
        found = json.loads(entry.read_bytes())
        if found["sha256"] == digest:
            return found["content"]
    content = parse(text)
    with suppress(OSError, ValueError, TypeError):
        made = json.dumps({"sha256": digest, "content": content})
        if json.loads(made)["content"] == content:
            _write(entry, made)
    return content


def _write(entry: Path, made: str) -> None:
    """Whole or not at all, whoever else writes it."""
    entry.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = entry.with_suffix(f".{os.getpid()}.partial")
    try:
        partial.write_text(made, encoding="utf-8")
        partial.replace(entry)
    finally:
        partial.unlink(missing_ok=True)
