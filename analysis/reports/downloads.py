"""The files beside a report's pages."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

TEXTS = ("full", "excerpt", "none")  # how much of the articles' own words a report shows
WHAT = {
    "articles": "the articles, with their scores",
    "sentences": "the sentences, with their scores",
    "actors": "who is in the run",
    "mentions": "where each actor is named",
    "quotes": "what was said, and by whom",
    "stances": "who takes which side, toward whom, with the evidence",
    "skipped": "what the source held that is not an article",
}


@dataclass(frozen=True)
class Download:
    """A file beside the report; `rows` and `size` (kB) as shown."""

    href: str
    what: str
    rows: str
    size: str


def download(path: Path, report: Path, what: str, rows: str = "") -> Download:
    """The entry of a file of the report."""
    return Download(path.relative_to(report).as_posix(), what, rows, f"{max(path.stat().st_size / 1000, 0.1):,.1f}")
