"""Keys of the report cache: a hash over everything that what is kept depends on.

Of a notebook's outputs that is its code, its parameters, the tables, the source of this package with its resources, the
interpreter and everything installed, and the environment's settings below. What a notebook reads besides (the time, a
file of its own) is not seen: a notebook with a cell tagged `no-cache` is run every time.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from analysis.committed import tables_of
from analysis.reports.workbook import template_path

# They change what a notebook shows.
_SETTINGS = ("SOURCE_DATE_EPOCH", "MPLBACKEND", "MATPLOTLIBRC", "TZ", "LANG", "LC_ALL", "LC_CTYPE", "LC_TIME")
_PACKAGE = Path(__file__).parents[1]
NEVER = "no-cache"


def digest(*parts: Any) -> str:
    """The hash of values that JSON can hold."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:40]


def digest_files(paths: Iterable[Path], root: Path) -> str:
    """The hash of files' names below `root` and of their contents, read part by part."""
    found = []
    for path in sorted(paths):
        with path.open("rb") as file:
            found.append((path.relative_to(root).as_posix(), hashlib.file_digest(file, "sha256").hexdigest()))
    return digest(found)


def made_by() -> str:
    """The key of what makes a report: this package, the interpreter, what is installed, settings."""
    return digest(_code(), {name: os.environ.get(name) for name in _SETTINGS})


@cache
def _code() -> str:
    sources = [p for p in _PACKAGE.rglob("*") if p.is_file() and "__pycache__" not in p.parts]
    installed = sorted({found.name for place in sys.path for found in Path(place or ".").glob("*.dist-info")})
    return digest(digest_files(sources, _PACKAGE), sys.version, platform.machine(), installed)


@cache
def template() -> str:
    """The key of what turns notebooks into pages, besides the package."""
    return digest_files((p for p in template_path().rglob("*") if p.is_file()), template_path())


def data_of(run: Path, info: Mapping[str, Any]) -> str:
    """The key of a run: the contents of its tables, and what it says of their source."""
    folder = tables_of(run)
    tables = digest_files(folder.rglob("*.parquet"), folder)
    return digest(tables, {name: value for name, value in info.items() if name not in ("created", "source")})


@dataclass(frozen=True)
class NotebookKeys:
    """`outputs`: of what its code cells give. `page`: of the executed notebook and its page, prose included."""

    outputs: str
    page: str

    @classmethod
    def of(cls, notebook: Path, parameters: Mapping[str, Any], data: str) -> NotebookKeys | None:
        """The keys of a notebook with its typed parameters over a run; None where it is to run every time."""
        text = notebook.read_bytes()
        content = json.loads(text)
        cells = content["cells"]
        tags = [cell.get("metadata", {}).get("tags", []) for cell in cells]
        if any(NEVER in each for each in tags):
            return None
        code = [(c.get("source", ""), t) for c, t in zip(cells, tags, strict=True) if c["cell_type"] == "code"]
        outputs = digest("outputs", code, dict(parameters), data, made_by())
        source = hashlib.sha256(text).hexdigest()
        return cls(outputs, digest("page", outputs, source, notebook.name, template()))
