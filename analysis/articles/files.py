"""A source as the user names it → the files to read, in a fixed order. No link leads out of a folder."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import BinaryIO

from analysis.articles.records import NoArticlesError, Skipped, shown
from analysis.committed import INFO, NEW_TABLES, TABLES

STDIN = "-"
_REMOTE = re.compile(r"[a-z][a-z0-9+.-]+:/", re.IGNORECASE)  # Path("https://x") has only one slash left
_MAGIC = re.compile(r"[*?\[]")
# What a folder holds that is a run, finished or not, or a report: tables made of articles, and no articles.
_MADE = ({".kept"}, {NEW_TABLES}, {INFO, TABLES}, {"manifest.json", "index.html", TABLES})


@dataclass(frozen=True, slots=True)
class Input:
    """A file, or a stream such as standard input, and how to read it."""

    name: str
    path: Path | None = None
    stream: BinaryIO | None = None
    encoding: str | None = None

    @property
    def gzipped(self) -> bool:
        return str(self.path or self.name).lower().endswith(".gz")

    @property
    def suffix(self) -> str:
        """What says the format: ".csv" of both news.csv and news.csv.gz."""
        name = Path(str(self.path or self.name).lower())
        return (name.with_suffix("") if self.gzipped else name).suffix


def check_source(source: str | Path) -> None:
    """Raise `NoArticlesError` for a source that is remote, does not exist, or is a pattern that matches nothing."""
    text = str(source)
    if text == STDIN:
        return
    path = _path(text)
    if not text.strip() or "\0" in text:
        raise NoArticlesError(f"{shown(text)!r} is not a path; name a file, a folder, a pattern or - (standard input)")
    try:
        if path.is_dir() and _is_made(path):
            raise NoArticlesError(
                f"{shown(text, 300)}: a run or a report, and no articles; `stancebook report` takes a run, notebooks "
                "take it as `tables`; to annotate anew, name the articles"
            )
        if path.exists():
            return
    except OSError as error:
        raise NoArticlesError(f"{shown(text)}: cannot be read: {error.strerror}") from None
    if _REMOTE.match(text):
        raise NoArticlesError(f"{shown(text)}: remote sources are not read; download it and name the file")
    if _MAGIC.search(text):
        if not _matches(path):
            raise NoArticlesError(f"{shown(text)}: no file matches this pattern; check it, and quote it in a shell")
        return
    raise NoArticlesError(f"{shown(text, 300)}: no such file or folder{_hint(path)}")


def find_files(source: str | Path, encoding: str | None = None) -> Iterator[Input | Skipped]:
    """The files of one checked source, sorted by name at every level; what is left out, and why.

    Hidden files and folders that are runs or reports are left out silently: what was made of the articles may lie among
    them. Links out of the folder and links to folders are reported, not followed.
    """
    if str(source) == STDIN:
        yield Input("standard input", stream=sys.stdin.buffer, encoding=encoding)
        return
    path = _path(str(source))
    found = _in_folder(path) if path.exists() else _in_pattern(path)
    for item in found:
        yield item if isinstance(item, Skipped) else Input(shown(item, 1000), path=item, encoding=encoding)


def _path(text: str) -> Path:
    return Path(text).expanduser() if text.startswith("~/") else Path(text)


def _hint(path: Path) -> str:
    """The nearest name in the same folder."""
    try:
        siblings = [sibling.name for sibling in path.parent.iterdir()]
    except OSError:
        siblings = []
    close = get_close_matches(path.name, siblings, 1)
    return f"; did you mean {shown(path.parent / close[0], 300)}?" if close else "; check its spelling"


def _in_folder(root: Path, base: str | None = None) -> Iterator[Path | Skipped]:
    """Every file under `root`, which may be a file itself; `base` is the real path that nothing may leave."""
    base = base or os.path.realpath(root)
    stack = [root]
    while stack:
        path = stack.pop()
        if path != root and path.is_symlink() and (problem := _bad_link(path, base)):
            yield problem
            continue
        try:
            if path.is_dir():
                if _is_made(path):
                    continue
                entries = sorted(path.iterdir(), reverse=True)
                stack.extend(entry for entry in entries if not entry.name.startswith("."))
                continue
            regular = path.is_file()
        except OSError as error:
            yield _skip(path, f"cannot be read: {error.strerror}", "give read permission, or leave it out")
            continue
        if regular:
            yield path
        elif path.exists():
            yield _skip(path, "not a regular file", "leave it out; a pipe is read with -")
        else:
            yield _skip(path, "gone while the folder was read", "run again")


def _is_made(folder: Path) -> bool:
    return any(all(os.path.lexists(folder / name) for name in names) for names in _MADE)


def _bad_link(path: Path, base: str) -> Skipped | None:
    try:
        real = os.path.realpath(path, strict=True)
    except OSError:
        return _skip(path, "broken link", "remove it, or restore the file that it points to")
    if not _within(real, base):
        return _skip(path, "link that leaves the folder; not followed", "copy the file here, or name it as a source")
    if Path(real).is_dir():
        return _skip(path, "link to a folder; not followed", "nothing to do: the folder itself is read")
    return None


def _within(real: str, base: str) -> bool:
    return os.path.commonpath([real, base]) == base


def _matches(pattern: Path) -> list[Path]:
    """What a pattern matches, sorted, less what is hidden, a run's or a report's; of nested matches the outermost."""
    base = _fixed_part(pattern)
    rest = str(pattern.relative_to(base))
    try:
        found = {p for p in base.glob(rest) if not any(n.startswith(".") for n in p.relative_to(base).parts)}
    except (ValueError, NotImplementedError) as error:
        raise NoArticlesError(f"{shown(pattern)}: {error}") from None
    inside = {folder for path in found for folder in path.parents if folder != base and folder.is_relative_to(base)}
    apart = found | {folder for folder in inside if _is_made(folder)}
    return sorted(p for p in found if not apart.intersection(p.parents))


def _fixed_part(pattern: Path) -> Path:
    """The folder before the first wildcard."""
    base = Path()
    for part in pattern.parts[:-1]:
        if _MAGIC.search(part):
            break
        base /= part
    return base


def _in_pattern(pattern: Path) -> Iterator[Path | Skipped]:
    base = os.path.realpath(_fixed_part(pattern))
    for path in _matches(pattern):
        if _within(os.path.realpath(path), base):
            yield from _in_folder(path, base)
        else:
            yield _skip(path, "link that leaves the folder; not followed", "copy the file here, or name it as a source")


def _skip(path: Path, reason: str, remedy: str) -> Skipped:
    return Skipped(file=shown(path, 1000), row=None, reason=reason, remedy=remedy)
