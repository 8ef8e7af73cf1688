"""What a report says of its run as a whole."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from analysis.store import read_arrow

MOST_SKIPPED = 50  # rows on the page; all of them are in the CSV


def summarize(run: Path) -> dict[str, Any]:
    """Facts in words, numbers of rows, the first skipped parts of the source, its outlets and months in order."""
    articles = read_arrow(run, "articles", ["date", "source"]).to_pylist()
    dates = sorted(row["date"] for row in articles if row["date"])
    outlets = sorted({row["source"] for row in articles if row["source"]})
    skipped = read_arrow(run, "skipped").to_pylist()
    counted = {"actors": "actor_id", "quotes": "article_id", "stances": "article_id"}
    return {
        "facts": _facts(len(articles), outlets, dates),
        "n": {name: read_arrow(run, name, [column]).num_rows for name, column in counted.items()}
        | {"articles": len(articles), "undated": len(articles) - len(dates), "skipped": len(skipped)},
        "skipped": skipped[:MOST_SKIPPED],
        "outlets": outlets,
        "months": sorted({day[:7] for day in dates}),
    }


def _facts(articles: int, outlets: list[str], dates: list[str]) -> str:
    said = [f"{articles:,} article{'s' * (articles != 1)}"]
    said += [f"from {len(outlets):,} outlet{'s' * (len(outlets) != 1)}"] if outlets else []
    said += [f"dated {_day(dates[0])}" + (f" to {_day(dates[-1])}" if dates[0] != dates[-1] else "")] if dates else []
    return " ".join(said) + "."


def _day(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%B %Y}"
