"""A workbook's folder for a project of the user's own: notebooks, sample, options, own actors, what runs it in CI."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from analysis.reports.parameters import ParameterError
from analysis.reports.places import check_local
from analysis.reports.workbook import workbook_path

# Files of the package's folder `workbook` that are called otherwise there: here their real names would count.
_PLACES = {"gitignore": ".gitignore", "report.yml": ".github/workflows/report.yml"}
ARTICLES = "articles/.gitkeep"  # git keeps no empty folder


@dataclass(frozen=True)
class Started:
    """A workbook's folder, and its files in order: those `written`, and those that were there and are as they were."""

    folder: Path
    written: tuple[str, ...]
    there: tuple[str, ...]


def start_workbook(folder: str | Path) -> Started:
    """Write the files of a new workbook that the folder does not have yet; nothing that is there is changed.

    Raises `ParameterError` for an address, a file in the place of a folder, and a link that leads out of the folder.
    """
    check_local(folder, "init")
    root = Path(folder)
    contents = dict(_contents())
    _check(root, contents)
    there = tuple(name for name in contents if os.path.lexists(root / name))
    written = tuple(name for name in contents if name not in there)
    for name in written:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(contents[name])
    return Started(root, written, there)


def _contents() -> Iterator[tuple[str, bytes]]:
    """Every file of a new workbook by its place."""
    for path in sorted(workbook_path("workbook").iterdir()):
        text = path.read_text(encoding="utf-8").replace("VERSION", version("stancebook"))
        yield _PLACES.get(path.name, path.name), text.encode()
    yield ARTICLES, b""
    for part, pattern in (("notebooks", "*.ipynb"), ("data", "*.*")):
        for path in sorted(workbook_path(part).glob(pattern)):
            yield f"{part}/{path.name}", path.read_bytes()


def _check(root: Path, names: Iterable[str]) -> None:
    folders = {parent for name in names for parent in (root / name).parents if parent.is_relative_to(root)}
    for folder in sorted(folders):
        if os.path.lexists(folder) and not folder.is_dir():
            raise ParameterError(f"{folder} is no folder; choose another place for the workbook")
        if not folder.resolve().is_relative_to(root.resolve()):
            raise ParameterError(f"{folder} is a link that leads out of {root}; remove it, or choose another place")
