"""Hand-made tables for the tests of what reads tables: measures, figures, highlights.

Ten short articles of our own with their annotations, written as words and turned into offsets here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from analysis.tables import SCHEMAS, Tables

ACTORS = {
    "usa": ("United States", "state", "USA"),
    "joe_biden": ("Joe Biden", "person", "USA"),
    "russia": ("Russia", "state", "RUS"),
    "kremlin": ("Kremlin", "organization", "RUS"),
    "european_union": ("European Union", "organization", None),
    "germany": ("Germany", "state", "DEU"),
    "china": ("China", "state", "CHN"),
    "ukraine": ("Ukraine", "state", "UKR"),
}
# An article: id, date, outlet, polarity, compound, text.
ARTICLES = [
    (
        "a1",
        "2021-11-08",
        "Western wire style",
        0.05,
        0.10,
        "Biden warned Moscow. If Russia attacks, the United States will impose sanctions. “We are ready,” Biden said.",
    ),
    (
        "a2",
        "2021-12-02",
        "Western wire style",
        0.00,
        -0.30,
        "Brussels urged new sanctions on Russia. The Kremlin called them illegal.",
    ),
    (
        "a3",
        "2021-12-20",
        "State media style",
        -0.10,
        -0.50,
        "China opposes sanctions on Russia. Moscow said that sanctions harm Europe.",
    ),
    ("a4", "2022-01-11", "State media style", None, None, "Germany hesitated over sanctions on Russia."),
    (
        "a5",
        "2022-01-25",
        "Neutral agency style",
        0.20,
        0.40,
        "Biden threatened Russia with sanctions. Kiev asked for sanctions on Russia.",
    ),
    (
        "a6",
        "2022-02-22",
        "Western wire style",
        0.10,
        -0.20,
        "The European Union imposed sanctions on Russia. The United States imposed sanctions on Russia.",
    ),
    (
        "a7",
        "2022-02-25",
        "Neutral agency style",
        -0.05,
        -0.60,
        "The European Union widened sanctions on Russia. China criticized the sanctions on Russia.",
    ),
    ("a8", "2022-03-04", None, 0.02, 0.00, "The weather was fine in Kiev."),
    (
        "a9",
        None,
        "Neutral agency style",
        0.15,
        0.25,
        "Russia barred envoys of the European Union in answer to sanctions.",
    ),
    ("a10", "2022-03-15", "State media style", -0.20, -0.70, "Moscow said <b>sanctions</b> & threats are useless."),
]
# A statement: article, holder, position, act, senders, target, words of evidence, and the words of its parts.
STANCES: list[tuple[str, str, str, str, tuple[str, ...], str | None, str, Mapping[str, str]]] = [
    (
        "a1",
        "usa",
        "support",
        "threaten",
        ("usa",),
        "russia",
        "If Russia attacks, the United States will impose sanctions",
        {"holder": "the United States", "cue": "impose", "condition": "If Russia attacks", "target": "Russia"},
    ),
    (
        "a2",
        "european_union",
        "support",
        "call_for",
        (),
        "russia",
        "Brussels urged new sanctions on Russia",
        {"holder": "Brussels", "cue": "urged", "target": "Russia"},
    ),
    (
        "a2",
        "kremlin",
        "oppose",
        "criticize",
        (),
        "russia",
        "The Kremlin called them illegal",
        {"holder": "The Kremlin", "cue": "called"},
    ),
    (
        "a3",
        "china",
        "oppose",
        "criticize",
        (),
        "russia",
        "China opposes sanctions on Russia",
        {"holder": "China", "cue": "opposes", "target": "Russia"},
    ),
    (
        "a3",
        "russia",
        "oppose",
        "warn_against",
        (),
        None,
        "Moscow said that sanctions harm Europe",
        {"holder": "Moscow", "cue": "harm"},
    ),
    (
        "a4",
        "germany",
        "neutral",
        "consider",
        ("germany",),
        "russia",
        "Germany hesitated over sanctions on Russia",
        {"holder": "Germany", "cue": "hesitated"},
    ),
    (
        "a5",
        "joe_biden",
        "support",
        "threaten",
        ("usa",),
        "russia",
        "Biden threatened Russia with sanctions",
        {"holder": "Biden", "cue": "threatened", "target": "Russia"},
    ),
    (
        "a5",
        "ukraine",
        "support",
        "call_for",
        (),
        "russia",
        "Kiev asked for sanctions on Russia",
        {"holder": "Kiev", "cue": "asked"},
    ),
    (
        "a6",
        "european_union",
        "support",
        "impose",
        ("european_union",),
        "russia",
        "The European Union imposed sanctions on Russia",
        {"holder": "The European Union", "cue": "imposed"},
    ),
    (
        "a6",
        "usa",
        "support",
        "impose",
        ("usa",),
        "russia",
        "The United States imposed sanctions on Russia",
        {"holder": "The United States"},
    ),
    (
        "a7",
        "european_union",
        "support",
        "impose",
        ("european_union", "usa"),
        "russia",
        "The European Union widened sanctions on Russia",
        {"cue": "widened"},
    ),
    (
        "a7",
        "china",
        "oppose",
        "criticize",
        (),
        "russia",
        "China criticized the sanctions on Russia",
        {"holder": "China", "cue": "criticized"},
    ),
    (
        "a9",
        "russia",
        "support",
        "impose",
        ("russia",),
        "european_union",
        "Russia barred envoys of the European Union",
        {"holder": "Russia", "cue": "barred", "target": "the European Union"},
    ),
    (
        "a10",
        "russia",
        "oppose",
        "criticize",
        (),
        None,
        "Moscow said <b>sanctions</b> & threats are useless",
        {"holder": "Moscow", "cue": "useless"},
    ),
]
# A quote: article, kind, words, speaker, words of the speaker, cue.
QUOTES = [
    ("a1", "direct", "“We are ready,”", "joe_biden", "Biden", "said"),
    ("a3", "indirect", "that sanctions harm Europe", "russia", "Moscow", "said"),
    ("a10", "indirect", "<b>sanctions</b> & threats are useless", "russia", "Moscow", "said"),
]
NAMES = {
    "Biden": "joe_biden",
    "Moscow": "russia",
    "Russia": "russia",
    "the United States": "usa",
    "The United States": "usa",
    "Brussels": "european_union",
    "The European Union": "european_union",
    "the European Union": "european_union",
    "The Kremlin": "kremlin",
    "China": "china",
    "Germany": "germany",
    "Kiev": "ukraine",
}
TEXTS = {row[0]: row[5] for row in ARTICLES}


def made_tables(articles: Sequence[str] | None = None, *, stances: bool = True, dated: bool = True) -> Tables:
    """The hand-made tables, of some articles only, without statements or without dates where asked."""
    keep = set(TEXTS if articles is None else articles)
    rows: dict[str, list[dict[str, Any]]] = {
        "articles": [_article(*row) for row in ARTICLES if row[0] in keep],
        "actors": [dict(zip(("name", "type", "country"), a, strict=True)) | {"actor_id": i} for i, a in ACTORS.items()],
        "sentences": [row for article in keep for row in _sentences(article)],
        "mentions": [row for article in TEXTS if article in keep for row in _mentions(article)],
        "quotes": [_quote(*row) for row in QUOTES if row[0] in keep],
        "stances": [_stance(i, *row) for i, row in enumerate(STANCES) if row[0] in keep and stances],
        "skipped": [{"file": "empty.txt", "row": None, "reason": "no text", "remedy": "leave it out"}],
    }
    if not dated:
        rows["articles"] = [row | {"date": None} for row in rows["articles"]]
    return Tables.from_arrow({n: pa.Table.from_pylist(r, schema=SCHEMAS[n]) for n, r in rows.items()})


def _article(
    article: str, date: str | None, outlet: str | None, polarity: float | None, compound: float | None, text: str
) -> dict[str, Any]:
    scores = {"polarity": polarity, "subjectivity": None if polarity is None else 0.4, "compound": compound}
    title = text.split(". ")[0]
    row = {"article_id": article, "date": date, "source": outlet, "title": title, "text": text, "language": "en"}
    return row | scores | {"n_tokens": len(text.split()), "sha256": article}


def _place(article: str, words: str, prefix: str = "", after: int = 0) -> dict[str, Any]:
    start = TEXTS[article].index(words, after)
    return {f"{prefix}start_char": start, f"{prefix}end_char": start + len(words)}


def _row(article: str, words: str) -> dict[str, Any]:
    place = _place(article, words)
    before = TEXTS[article][: place["start_char"] + 1]
    sentence = f"{article}:{before.count('. ')}"
    return {"article_id": article, "sentence_id": sentence, "text": words} | place


def _sentences(article: str) -> list[dict[str, Any]]:
    parts = [part if part.endswith(".") or "”" in part else part + "." for part in TEXTS[article].split(". ")]
    return [_row(article, part) | {"sentence_id": f"{article}:{i}", "compound": 0.0} for i, part in enumerate(parts)]


def _mentions(article: str) -> list[dict[str, Any]]:
    text, rows = TEXTS[article], []
    for words, actor in NAMES.items():
        start = text.find(words)
        while start >= 0:
            rows.append(_row(article, words) | {"start_char": start, "end_char": start + len(words)})
            rows[-1] |= {"actor_id": actor, "kind": "name", "sentiment": "negative" if actor == "russia" else "neutral"}
            start = text.find(words, start + 1)
    return sorted(rows, key=lambda row: row["start_char"])


def _quote(article: str, kind: str, words: str, speaker: str, name: str, cue: str) -> dict[str, Any]:
    after = TEXTS[article].index(words) if kind == "direct" else 0
    spans = _place(article, name, "speaker_", after) | _place(article, cue, "cue_", after)
    return _row(article, words) | spans | {"kind": kind, "speaker_id": speaker, "speaker": name, "cue": cue}


def _stance(
    index: int, article: str, holder: str, position: str, act: str, senders: tuple[str, ...], target: str | None,
    evidence: str, parts: Mapping[str, str],
) -> dict[str, Any]:  # fmt: skip
    row = _row(article, evidence)
    for part, words in parts.items():
        row |= _place(article, words, f"{part}_", row["start_char"]) | {part: words}
    said = {"holder_id": holder, "position": position, "act": act, "sender_ids": list(senders), "target_id": target}
    return row | said | {
        "stance_id": f"{article}:{index}", "topic": "sanctions", "conditional": "condition" in parts,
        "attribution": "narrated", "rule": "hand", "confidence": 0.5 + index / 100,
    }  # fmt: skip
