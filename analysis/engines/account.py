"""What a run read and found: as numbers, and in words for the terminal."""

from __future__ import annotations

from typing import Any

from analysis.engines.runs import Run
from analysis.store import read_arrow

FOUND = ("mentions", "quotes", "stances")
FIRST_SKIPPED = 3  # told in words; all of them are in the skipped table


def account(run: Run) -> dict[str, Any]:
    """The run's folder, its articles and how many of them are new, what was skipped and why, and rows of the tables."""
    info = run.info
    return {
        "run": str(run.path),
        "tables": str(run.path / "tables"),
        "articles": info["n_articles"],
        "annotated": info.get("n_annotated", info["n_articles"]),
        "undated": read_arrow(run.path, "articles", ["date"])["date"].null_count,
        "duplicates": info["n_duplicates"],
        "skipped": read_arrow(run.path, "skipped").to_pylist(),
        "rows": {name: read_arrow(run.path, name, ["article_id"]).num_rows for name in FOUND},
        "model": info["model"],
    }


def in_words(said: dict[str, Any]) -> str:
    """An account in a few lines."""
    skipped, model = said["skipped"], said["model"]
    lines = [
        f"{said['articles']:,} articles read, {said['undated']:,} of them undated; "
        f"{said['duplicates']:,} duplicates dropped, {len(skipped):,} skipped"
    ]
    if known := said["articles"] - said["annotated"]:
        lines.append(f"{known:,} annotated before, {said['annotated']:,} now")
    for row in skipped[:FIRST_SKIPPED]:
        where = row["file"] + ("" if row["row"] is None else f", row {row['row']}")
        lines.append(f"  skipped {where}: {row['reason']} ({row['remedy']})")
    if len(skipped) > FIRST_SKIPPED:
        lines.append(f"  and {len(skipped) - FIRST_SKIPPED:,} more, in the table skipped")
    found = ", ".join(f"{n:,} {name}" for name, n in said["rows"].items()).replace("stances", "stance statements")
    return "\n".join([*lines, f"{found}; model {model['name']} {model['version']}", f"tables: {said['tables']}"])
