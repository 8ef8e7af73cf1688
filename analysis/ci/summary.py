"""A verdict in Markdown, as the pages of CI systems show it. GitHub takes one MiB a step; this stays below it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from analysis.articles.records import shown
from analysis.ci.gates import Gate
from analysis.ci.markdown import Own, fit, link, render
from analysis.ci.standing import standing
from analysis.ci.verdict import Verdict
from analysis.measures.wording import counted, percent, percents
from analysis.reports.build import Report

if TYPE_CHECKING:
    from analysis.differences import Change, Difference
    from analysis.tables import Tables

MOST_LINES, MOST_SECTIONS = 250_000, 500_000  # bytes: of the list of many reports, and of what each says
ACTORS, CHANGES, SKIPPED, FINDINGS = 12, 20, 20, 15  # rows
WORDS = {"excerpt": 100, "full": 1000}  # characters of a statement


@dataclass(frozen=True)
class Pages:
    """Where a summary leads to: below an address, else to files beside or below it; nowhere for what lies elsewhere."""

    folder: Path
    summary: Path
    site: str | None

    def href(self, page: Path) -> str | None:
        if self.site:
            return f"{self.site}/{quote(page.relative_to(self.folder).as_posix())}"
        here = self.summary.parent.resolve()
        way = os.path.relpath(page.resolve(), here)
        return None if way.startswith(os.pardir) else quote(Path(way).as_posix())


def write_summary(path: Path, verdict: Verdict, *, text: str, site: str | None = None) -> None:
    """Write the summary of reports; of the articles' own words it shows what `text` allows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_summary(path, verdict, text, site), encoding="utf-8", errors="replace")


def write_gates(path: Path, title: str, gates: Sequence[Gate], measured: Mapping[str, float]) -> None:
    """Write the summary of an evaluation: its gates, and the F1 of every field."""
    figures = [(field, "no case" if value != value else f"{value:.3f}") for field, value in measured.items()]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(render("evaluation.md.j2", title=title, gates=gates, figures=figures), encoding="utf-8")


def _summary(path: Path, verdict: Verdict, text: str, site: str | None) -> str:
    made = verdict.made
    if made.index is None:
        return render("problem.md.j2", problem=made.problem)
    pages = Pages(made.index.parent, path, site)
    lines = fit((_line(report, pages) for report in made.reports if made.many), MOST_LINES)
    sections = fit(_sections(verdict, pages), MOST_SECTIONS)
    return render(
        "summary.md.j2",
        name=made.index.parent.name,
        state=_state(made.reports),
        index=pages.href(made.index),
        gates=verdict.gates,
        many=made.many,
        lines=lines,
        more_lines=len(made.reports) - len(lines) if made.many else 0,
        sections=sections,
        more_sections=len(made.reports) - len(sections),
        moved=_moved(verdict.moved, text) if verdict.moved else None,
        skipped=[_skipped(row) for row in verdict.skipped[:SKIPPED]],
        n_skipped=int(verdict.info.get("n_skipped", len(verdict.skipped))),
        skipped_share=f"{100 * verdict.skipped_share:.1f} %",
    )


def _state(reports: Sequence[Report]) -> str:
    failed = sum(len(report.failed) for report in reports)
    every = counted(sum(len(report.entries) for report in reports), "page")
    return f"{failed:,} of {every} not complete" if failed else f"{every}, all complete"


def _line(report: Report, pages: Pages) -> str:
    """A report in the list of many."""
    return render(
        "line.md.j2",
        name=report.path.name,
        href=pages.href(report.path / "index.html"),
        state=_state([report]),
        finding=next((sentence for entry in report.entries for sentence in entry.sentences), ""),
    )


def _sections(verdict: Verdict, pages: Pages) -> Iterator[Own]:
    """What each report says, those that are not complete first."""
    from analysis.store import read_tables

    reports = sorted(verdict.made.reports, key=lambda report: not report.failed)
    tables = read_tables(reports[0].run)
    return (_section(report, tables, pages, verdict.made.many) for report in reports)


def _section(report: Report, tables: Tables, pages: Pages, many: bool) -> Own:
    actors = standing(report, tables)
    rows = [] if actors is None else actors.head(ACTORS).to_dict("records")
    return render(
        "section.md.j2",
        name=report.path.name,
        many=many,
        failed=[(entry.title, shown("; ".join(entry.problems), 500)) for entry in report.failed],
        pages=_pages(report, pages),
        actors=[_actor(row) for row in rows],
        more_actors=0 if actors is None else len(actors) - len(rows),
    )


def _pages(report: Report, pages: Pages) -> list[dict[str, Any]]:
    """Every page with its findings, but for those that an earlier one has."""
    told: set[str] = set()
    found = []
    for entry in report.entries:
        new = [sentence for sentence in dict.fromkeys(entry.sentences) if sentence not in told]
        told.update(new)
        found.append({"link": link(entry.title, pages.href(report.path / entry.href)), "sentences": new[:FINDINGS]})
    return found


def _actor(row: Mapping[Any, Any]) -> dict[str, Any]:
    sided = row["share"] == row["share"]  # missing where the actor takes no side
    share = f"{percent(row['share'])} ({percents(row['low'], row['high'])})" if sided else ""
    return {name: row[name] for name in ("holder", "support", "oppose", "neutral", "articles")} | {"share": share}


def _moved(found: Difference, text: str) -> dict[str, Any]:
    from analysis.differences import TITLES, sentences

    changes = [change for kind in TITLES for change in found.of_kind(kind)]
    return {
        "old": found.old,
        "sentences": sentences(found),
        "changes": [_change(change, text) for change in changes[:CHANGES]],
        "more": max(0, len(changes) - CHANGES),
        "words": text in WORDS,
    }


def _change(change: Change, text: str) -> dict[str, Any]:
    from analysis.differences import says

    return {
        "kind": change.kind,
        "before": says(change.before),
        "after": says(change.after),
        "where": ", ".join(filter(None, [change.outlet, change.date, f"article {change.article_id}"])),
        "why": change.why,
        "words": shown(" ".join(change.text.split()), WORDS[text]) if text in WORDS else "",
    }


def _skipped(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: shown("" if row[name] is None else row[name], 200) for name in ("file", "row", "reason", "remedy")}
