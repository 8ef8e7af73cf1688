"""Corrections in a report: the run as people corrected it, and what the summary says of their decisions."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis import committed
from analysis.reports.downloads import Download, download
from analysis.reports.places import FinishedRun

if TYPE_CHECKING:
    from analysis.corrections import Corrected, Outcome

NAME = "corrections.csv"
FOUND = ".found"  # that of `corrections.runs`, which loads more than an unchanged report needs
MOST = 50  # rows on the page; all of them are in the CSV
PLAIN = ("applied", "moved")  # what needs no look


@dataclass(frozen=True)
class Applied:
    """A run and, where people corrected it, what became of their decisions."""

    run: FinishedRun
    corrected: Corrected | None = None

    @classmethod
    def of(cls, run: FinishedRun, corrections: str | Path | None, folder: Path) -> Applied:
        """The run, corrected by a file into the report's folder; without a file as it is, be it corrected before."""
        if corrections is not None:
            from analysis.corrections import correct_run

            corrected = correct_run(run.path, corrections, folder)
            return cls(FinishedRun.read(folder), corrected)
        _forget(folder, run)
        if "corrections" not in run.info:
            return cls(run)
        from analysis.corrections import read_applied

        return cls(run, read_applied(run.path))

    def content(self, text: str) -> dict[str, Any] | None:
        """What the summary says; None for a run that nobody corrected."""
        if self.corrected is None:
            return None
        told = [o for o in self.corrected.outcomes if o.status not in PLAIN]
        return {
            "sentences": self.corrected.sentences(),
            "file": self.run.info["corrections"]["file"],
            "rows": [_row(outcome, text) for outcome in told[:MOST]],
            "n": len(told),
            "href": NAME,
        }

    def write(self, report: Path, text: str) -> list[Download]:
        """Write every decision with what became of it beside the pages; the words of articles as `text` allows."""
        if self.corrected is None:
            return []
        from analysis.exports.cells import write_csv

        frame = self.corrected.frame()
        frame["text"] = [_words(outcome, text) for outcome in self.corrected.outcomes]
        write_csv(report / NAME, frame.drop(columns=["text"]) if text == "none" else frame)
        return [download(report / NAME, report, "decisions by hand, and what became of each", f"{len(frame):,}")]


def check(corrections: str | Path | None) -> None:
    """Raise `CorrectionError` for a file that is not there or not right."""
    if corrections is not None:
        from analysis.corrections import read_decisions

        read_decisions(corrections)


def _forget(folder: Path, run: FinishedRun) -> None:
    """Remove the corrected run that an earlier report left in the folder, where it is not the one at hand."""
    found, here, used = folder / FOUND, folder.resolve(), run.path.resolve()
    if not found.is_dir() or (used.is_relative_to(here) and (used != here or "corrections" in run.info)):
        return
    shutil.rmtree(found)
    if used != here:
        committed.remove(folder)


def _row(outcome: Outcome, text: str) -> Mapping[str, str]:
    decision = outcome.decision
    said: str = decision.decision
    if decision.holder:
        on = f" on {decision.target}" if decision.target else ""
        said += f": {decision.holder}, {decision.position} ({(decision.act or '').replace('_', ' ')}){on}"
    place = f"characters {decision.start} to {decision.end} of article {decision.article[:12]}"
    return {
        "words": _words(outcome, text) or place,
        "said": said,
        "by": decision.coder,
        "day": decision.time[:10],
        "meaning": outcome.words,
    }


def _words(outcome: Outcome, text: str) -> str:
    from analysis.highlights.excerpts import excerpt

    words = outcome.decision.text
    return "" if text == "none" else excerpt(words, 0, len(words), text)
