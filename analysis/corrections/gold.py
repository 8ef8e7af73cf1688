"""Reviewed articles as a gold file, to train and to evaluate with."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from analysis.corrections.applying import Row, apply, rows_of
from analysis.corrections.cast import Cast
from analysis.corrections.decisions import Decision
from analysis.tables import Tables


def gold_articles(tables: Tables, decisions: Iterable[Decision]) -> list[dict[str, Any]]:
    """The articles of a run that are reviewed to the end, as lines of a gold file, in the run's order.

    An article is, where it has a statement and every one that the run found in it has a decision: with one left, the
    gold would count the program's guess as truth. What the run missed is in the gold only if somebody added it.
    """
    corrected = apply(tables, decisions)
    open_ones = set(tables.stances.loc[~tables.stances["stance_id"].isin(corrected.decided), "article_id"])
    ours = {o.decision.article for o in corrected.outcomes if o.stance_id}
    cast = Cast.of(corrected.tables.actors)
    stances: dict[str, list[Row]] = {}
    for row in rows_of(corrected.tables.stances, "stances"):
        stances.setdefault(row["article_id"], []).append(row)
    return [
        _article(row, [_stance(stance, cast) for stance in stances.get(row["article_id"], [])])
        for row in rows_of(tables.articles, "articles")
        if row["sha256"] in ours and row["article_id"] not in open_ones
    ]


def _article(row: Row, stances: list[dict[str, Any]]) -> dict[str, Any]:
    kept = {name: row[name] for name in ("date", "source", "title", "genre", "text")}
    return {"id": row["article_id"], **kept, "stances": stances}


def _stance(row: Row, cast: Cast) -> dict[str, Any]:
    return {
        "start": row["start_char"],
        "end": row["end_char"],
        "holder": cast.name(row["holder_id"]),
        "holder_mention": row["holder"],
        "holder_start": row["holder_start_char"],
        "position": row["position"],
        "act": row["act"],
        "senders": [cast.name(sender) for sender in row["sender_ids"] or ()],
        "target": cast.name(row["target_id"]),
        "conditional": row["conditional"],
        "condition": row["condition"],
        "via": cast.name(row["via_id"]),
        "attribution": row["attribution"],
    }


def write_gold(path: str | Path, tables: Tables, decisions: Iterable[Decision]) -> int:
    """Write the gold file; how many articles it holds."""
    articles = gold_articles(tables, decisions)
    lines = [json.dumps(article, ensure_ascii=False) + "\n" for article in articles]
    Path(path).write_text("".join(lines), encoding="utf-8")
    return len(articles)
