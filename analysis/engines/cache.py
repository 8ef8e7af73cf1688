"""The tables for a notebook: of a run, or of a source whose run is kept in the platform's cache."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import Any, get_type_hints

import platformdirs

from analysis.committed import is_run
from analysis.engines.runs import Given, Run, annotate, options_for
from analysis.pipeline import fingerprint
from analysis.store import locked, read_info, read_tables
from analysis.tables import Tables

READING = ("columns", "encoding", "limit")
NEWEST = 3  # runs of a source that stay; an older one may still be open in a notebook


def load_tables(
    source: str = "", tables: str = "", *, corrections: str = "", as_found: bool = False, **options: Any
) -> Tables:
    """The tables for a notebook: those of the run in `tables`, else annotated from `source`.

    `corrections` is a file of decisions to correct them by; it is said what became of these. `as_found` takes what the
    program found, also where the run in `tables` is a corrected one. `options` are those of `annotate`. What was
    annotated from a source is kept in the platform's cache folder, article by article, and used again while the
    article, the model and the package are the same. A relative path that leads nowhere is also tried from the folder
    above: JupyterLab runs a notebook in `notebooks/`, papermill in the project.
    """
    if not source and not tables:
        raise ValueError("give a source of articles (parameter `source`) or the folder of a run (parameter `tables`)")
    run = _here_or_above(tables) if tables else cached_run(_here_or_above(source), **options).path
    if not corrections and not as_found:
        return read_tables(run)
    from analysis.corrections import read_corrected, read_found  # these load spaCy

    if not corrections:
        return read_found(run)
    corrected = read_corrected(run, _here_or_above(corrections))
    for sentence in corrected.sentences():
        print(f"corrections: {sentence}")
    return corrected.tables


def _here_or_above(path: str) -> str:
    above = Path("..", path)
    found = Path(path).is_absolute() or Path(path).exists() or not above.exists()
    return path if found else str(above)


def cached_run(source: str, **options: Any) -> Run:
    """The run of `source` in the platform's cache, made where it is missing or out of date; options as of `annotate`.

    A run stays as it is once it is there; a changed source gives another, for which only what is new is annotated.
    """
    given: Given = {name: options[name] for name in get_type_hints(Given) if name in options}  # type: ignore[assignment]
    digest = fingerprint(options_for(source, **given)[0]).digest
    decisive = sorted((name, repr(value)) for name, value in options.items() if name in (*READING, *given))
    home = platformdirs.user_cache_path("stancebook") / "runs" / _hash(Path(source).resolve(), decisive)
    out = home / _hash(_state(source), digest)
    # Two reports of one source may run at once: the second waits, and finds what the first has made.
    with locked(home, lambda: None):
        if not is_run(out):
            annotate(source, out, store=home / "kept", **options)
            _remove_old(home)
    return Run(path=out, info=read_info(out))


def _hash(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:20]


def _remove_old(home: Path) -> None:
    runs = sorted(home.glob("*/run.json"), key=lambda path: path.stat().st_mtime)
    for path in runs[:-NEWEST]:
        shutil.rmtree(path.parent, ignore_errors=True)


def _state(source: str) -> list[tuple[str, int, int]]:
    """Path, size and time of change of every file of the source."""
    path = Path(source)
    files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else sorted(path.parent.glob(path.name))
    return [(str(p.resolve()), p.stat().st_size, p.stat().st_mtime_ns) for p in files]
