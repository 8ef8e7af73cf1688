"""What the landing page says besides the findings: what was read, how it was made, what there is to take away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from analysis.engines import Run
from analysis.reports.exports import Download
from analysis.reports.parameters import RESERVED, Parameter
from analysis.store import read_arrow

MOST_SKIPPED = 50  # rows on the page; all of them are in the CSV
TEXTS_SAID = {
    "full": "This report shows whole articles and its CSV files hold their texts: mind whose they are.",
    "excerpt": "This report shows the articles' words as excerpts, and its CSV files hold no whole article.",
    "none": "This report shows none of the articles' own words, and neither do its CSV files.",
}
PARQUET_SAID = " The Parquet files in the folders under tables/ hold the texts: leave them out where they must not go."


@dataclass(frozen=True)
class Setting:
    """A parameter as the landing page lists it."""

    name: str
    value: str
    help: str
    given: bool


def content(
    run: Run, text: str, settings: Sequence[Setting], downloads: Sequence[Download], revision: str | None
) -> dict[str, Any]:
    """What `landing.html.j2` shows of the run."""
    skipped = read_arrow(run.path, "skipped").to_pylist()
    return {
        "facts": _facts(run.path),
        "counts": _counts(run, len(skipped)),
        "method": list(_method(run.info, text, revision)),
        "settings": settings,
        "skipped": [{k: "" if v is None else v for k, v in row.items()} for row in skipped[:MOST_SKIPPED]],
        "n_skipped": len(skipped),
        "downloads": downloads,
        "texts": TEXTS_SAID[text] + (PARQUET_SAID if text != "full" else ""),
    }


def _facts(path: Path) -> str:
    articles = read_arrow(path, "articles", ["date", "source"]).to_pylist()
    dates = sorted(row["date"] for row in articles if row["date"])
    outlets = {row["source"] for row in articles if row["source"]}
    said = [f"{len(articles):,} article{'s' * (len(articles) != 1)}"]
    said += [f"from {len(outlets):,} outlet{'s' * (len(outlets) != 1)}"] if outlets else []
    said += [f"dated {_day(dates[0])}" + (f" to {_day(dates[-1])}" if dates[0] != dates[-1] else "")] if dates else []
    return " ".join(said) + "."


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%B %Y}"


def _counts(run: Run, n_skipped: int) -> list[tuple[str, str]]:
    dates = read_arrow(run.path, "articles", ["date"])["date"]
    counts = {
        "Articles": len(dates),
        "Undated": dates.null_count,
        "Duplicates dropped": run.info.get("n_duplicates", 0),
        "Skipped": run.info.get("n_skipped", n_skipped),
        "Actors": read_arrow(run.path, "actors", ["actor_id"]).num_rows,
        "Quotes": read_arrow(run.path, "quotes", ["article_id"]).num_rows,
        "Stance statements": read_arrow(run.path, "stances", ["article_id"]).num_rows,
    }
    return [(name, f"{n:,}") for name, n in counts.items()]


def _method(info: Mapping[str, Any], text: str, revision: str | None) -> Iterable[tuple[str, str]]:
    model = info.get("model", {})
    yield "Source", str(info.get("source", ""))
    yield "Model", f"{model.get('name')} {model.get('version')} (spaCy {model.get('spacy')})"
    yield "Version", f"stancebook {info.get('stancebook')}"
    yield "Annotated", str(info.get("created", ""))[:16].replace("T", " ") + " UTC"
    yield "Articles' words shown", text
    yield "Data (SHA-256)", str(info.get("data_sha256", ""))[:16]
    if revision:
        yield "Code (git)", revision[:12] + ("" if "+" not in revision else ", changed since")


def list_settings(
    notebooks: Mapping[str, Sequence[Parameter]], values: Mapping[str, Mapping[str, Any]]
) -> list[Setting]:
    """Every parameter once, in the notebooks' order, with its value in this report."""
    settings: dict[str, Setting] = {}
    for notebook, parameters in notebooks.items():
        for p in parameters:
            if p.name not in RESERVED and p.name not in settings:
                given = p.name in values[notebook]
                value = repr(values[notebook][p.name]) if given else p.default
                settings[p.name] = Setting(p.name, value, p.help, given)
    return list(settings.values())
