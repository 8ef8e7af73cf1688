"""Where a report is written: a folder of its own inside `out`, never anywhere else."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from analysis.committed import INFO, NEW_INFO, NEW_TABLES, info_of, tables_of
from analysis.reports.manifest import NAME, read_manifest, write_manifest
from analysis.reports.parameters import ParameterError

_REMOTE = re.compile(r"[a-z][a-z0-9+.-]+:/", re.IGNORECASE)
_OURS = (INFO, NEW_INFO, NAME, NEW_TABLES, ".kept", ".found")


@dataclass(frozen=True)
class FinishedRun:
    """A run on disk, as `engines.Run`, without what its tables are read with: the folder, and what `run.json` says."""

    path: Path
    info: dict[str, Any]

    @classmethod
    def read(cls, path: Path) -> Self:
        """The run in this folder."""
        return cls(path, json.loads(info_of(path).read_text(encoding="utf-8")))


def slug(text: str, default: str = "report") -> str:
    """A name for a file or folder: lower-case ASCII letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or default


def default_name(source: str | Path) -> str:
    """The name of a run after its source: `news` of data/news.csv.gz, `stdin` of -."""
    path = Path(source)
    stem = path.name if path.is_dir() else path.name.split(".")[0]
    return "stdin" if str(source) == "-" else slug(stem or path.resolve().name)


def is_remote(path: str | Path) -> bool:
    """Whether this is an address, of whatever scheme, and no path of this machine."""
    return bool(_REMOTE.match(str(path)))


def check_local(path: str | Path, what: str) -> None:
    """Raise `ParameterError` for an address where a path is wanted."""
    if is_remote(path):
        raise ParameterError(f"{what} {path}: only local paths; nothing is read from or written to an address")


def report_folder(out: str | Path, name: str) -> Path:
    """The folder of the report `name`; nothing is made or removed yet.

    Raises `ParameterError` where it would lie outside `out`, or holds something else than a report.
    """
    check_local(out, "--out")
    root = Path(out)
    folder = root / slug(name)
    if not folder.resolve().is_relative_to(root.resolve()):
        raise ParameterError(f"{folder} leads out of {root}; choose another --name")
    if folder.exists() and not folder.is_dir():
        raise ParameterError(f"{folder} is a file; choose another --name")
    if folder.exists() and any(folder.iterdir()) and not any((folder / name).exists() for name in _OURS):
        raise ParameterError(f"{folder} holds something else than a report; choose another --name or --out")
    _check_links(folder)
    return folder


def _check_links(folder: Path) -> None:
    """Raise `ParameterError` for a link in the folder through which something would be written elsewhere."""
    real = folder.resolve()
    for path in folder.rglob("*"):
        if path.is_symlink() and not path.resolve().is_relative_to(real):
            raise ParameterError(f"{path} is a link that leads out of {folder}; remove it, or choose another --out")


def start_report(folder: Path, files: Sequence[str]) -> None:
    """Make the folder, remove what an earlier report says it wrote there, and say that `files` are on their way."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in read_manifest(folder).get("files", ()):
        path = folder / str(name)
        if path.resolve().is_relative_to(folder.resolve()) and path.is_file():
            path.unlink()
    write_manifest(folder, {"status": "unfinished", "files": [NAME, *files]})


def check_run_folder(folder: Path) -> None:
    """Raise `ParameterError` where a run's tables would replace what is no run's, or be written elsewhere."""
    if tables_of(folder).exists() and not info_of(folder).exists():
        raise ParameterError(f"{folder} holds a folder tables that is no run's; choose another --out")
    _check_links(folder)
