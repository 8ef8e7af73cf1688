"""Gold files and runs for tests of the evaluation: two articles written for them, a perfect run and a faulty one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from analysis.tables import SCHEMAS

Row = dict[str, Any]

TEXT_1 = (
    "Norland will impose sanctions on Sudmark, President Ada Brun said. “We act on Friday,” Brun said. "
    "Sudmark called the sanctions illegal. The Norland Bank would welcome an embargo if it is short."
)
TEXT_2 = "Westria lifted its embargo on Sudmark. Envoy Tom Hale asked Westria to keep it."


def span_of(text: str, words: str) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def gold_stance(text: str, words: str, holder: str, position: str, act: str, **more: Any) -> Row:
    start, end = span_of(text, words)
    base = {"conditional": False, "attribution": "narrated", "target": "Sudmark", "senders": []}
    base |= {"via": None, "holder_mention": None}
    return base | {"start": start, "end": end, "holder": holder, "position": position, "act": act} | more


def gold_articles() -> list[Row]:
    mentions = [("Norland", "norland"), ("Sudmark", "sudmark"), ("President Ada Brun", "ada_brun")]
    spans = [dict(zip(("start", "end"), span_of(TEXT_1, w), strict=True)) | {"actor": a} for w, a in mentions]
    quote = dict(zip(("start", "end"), span_of(TEXT_1, "“We act on Friday,”"), strict=True))
    first = {
        "id": "one",
        "source": "The Norland Post",
        "genre": "news",
        "text": TEXT_1,
        "stances": [
            gold_stance(
                TEXT_1, "Norland will impose sanctions on Sudmark", "Norland", "support", "impose", senders=["Norland"]
            ),
            gold_stance(TEXT_1, "Sudmark called the sanctions illegal", "Sudmark", "oppose", "criticize", target=None),
            gold_stance(
                TEXT_1,
                "The Norland Bank would welcome an embargo if it is short",
                "Bank of Norland",
                "support",
                "endorse",
                holder_mention="The Norland Bank",
                conditional=True,
            ),
        ],
        "actors": [
            {"id": "norland", "name": "Norland"},
            {"id": "sudmark", "name": "Sudmark"},
            {"id": "ada_brun", "name": "Ada Brun"},
        ],
        "mentions": [s | {"kind": "name"} for s in spans],
        "quotes": [quote | {"speaker": "ada_brun", "kind": "direct"}],
    }
    second = {
        "id": "two",
        "source": "Sudmark Today",
        "genre": "news/opinion",
        "text": TEXT_2,
        "stances": [
            gold_stance(
                TEXT_2, "Westria lifted its embargo on Sudmark", "Westria", "oppose", "ease", senders=["Westria"]
            ),
            gold_stance(
                TEXT_2, "Envoy Tom Hale asked Westria to keep it", "Norland", "support", "call_for", via="Tom Hale"
            ),
        ],
    }
    return [first, second]


def write_gold(folder: Path, articles: Iterable[Row]) -> Path:
    path = folder / "gold.jsonl"
    path.write_text("".join(json.dumps(a, ensure_ascii=False) + "\n" for a in articles), encoding="utf-8")
    return path


def write_run(folder: Path, tables: Mapping[str, list[Row]]) -> Path:
    for name, schema in SCHEMAS.items():
        rows = [dict.fromkeys(schema.names) | row for row in tables.get(name, [])]
        (folder / "tables" / name).mkdir(parents=True)
        pq.write_table(pa.Table.from_pylist(rows, schema=schema), folder / "tables" / name / "0.parquet")
    return folder


def run_stance(article: Row, words: str, holder: str, position: str, act: str, **more: Any) -> Row:
    start, end = span_of(article["text"], words)
    row = {"article_id": article["id"], "start_char": start, "end_char": end, "text": words, "topic": "sanctions"}
    row |= {"holder_id": holder, "position": position, "act": act, "target_id": "sudmark", "conditional": False}
    return row | {"attribution": "narrated", "rule": "test", "confidence": 0.5} | more


def perfect_tables() -> dict[str, list[Row]]:
    """A run that finds all of `gold_articles`, word for word."""
    gold = gold_articles()
    ids = {"Norland": "norland", "Sudmark": "sudmark", "Bank of Norland": "bank", "Westria": "westria"}
    stances = [
        run_stance(
            g, g["text"][s["start"] : s["end"]], "hale" if s["via"] else ids[s["holder"]], s["position"], s["act"],
            conditional=s["conditional"], target_id=ids.get(s["target"]), sender_ids=[ids[n] for n in s["senders"]],
        )
        for g in gold for s in g["stances"]
    ]  # fmt: skip
    mentions = [
        {"article_id": "one", "start_char": m["start"], "end_char": m["end"], "kind": "name", "actor_id": m["actor"]}
        | {"text": TEXT_1[m["start"] : m["end"]]}
        for m in gold[0]["mentions"]
    ]
    quotes = [
        {
            "article_id": "one",
            "start_char": q["start"],
            "end_char": q["end"],
            "kind": "direct",
            "speaker_id": q["speaker"],
        }
        for q in gold[0]["quotes"]
    ]
    names = {"norland": "Norland", "sudmark": "Sudmark", "bank": "Bank of Norland", "westria": "Westria"}
    names |= {"hale": "Tom Hale", "ada_brun": "Ada Brun"}
    return {
        "articles": [{"article_id": g["id"], "text": g["text"]} for g in gold],
        "actors": [{"actor_id": i, "name": n, "type": "state"} for i, n in names.items()],
        "mentions": mentions,
        "quotes": quotes,
        "stances": stances,
    }


def faulty_tables() -> dict[str, list[Row]]:
    """Of the five statements: one reversed, one by the wrong holder, one with a wrong act, one missed; one invented."""
    tables = perfect_tables()
    impose, criticize, endorse, ease, _call = tables["stances"]
    invented = run_stance(
        gold_articles()[0], "President Ada Brun said", "ada_brun", "support", "endorse", confidence=0.9
    )
    tables["stances"] = [
        impose | {"act": "threaten", "sender_ids": ["norland", "westria"]},
        criticize | {"position": "support", "confidence": 0.7},
        endorse | {"holder_id": "sudmark"},
        ease,
        invented,
    ]
    tables["mentions"] = [*tables["mentions"][:2], tables["mentions"][2] | {"actor_id": "norland"}]
    tables["quotes"] = [tables["quotes"][0] | {"speaker_id": "sudmark"}]
    return tables
