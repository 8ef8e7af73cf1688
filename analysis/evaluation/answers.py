"""What a run says of each gold article: its rows, found by id or by text, and the names of its actors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.evaluation.gold import GoldArticle
from analysis.evaluation.matching import Span
from analysis.evaluation.names import ActorNames, Keys
from analysis.store import read_arrow

Row = Mapping[str, Any]
_COLUMNS = {
    "articles": ("article_id", "text"),
    "actors": ("actor_id", "name"),
    "mentions": ("article_id", "start_char", "end_char", "text", "actor_id", "kind"),
    "quotes": ("article_id", "start_char", "end_char", "kind", "speaker_id"),
    "stances": (
        *("article_id", "start_char", "end_char", "text", "topic", "holder_id", "position", "act", "target_id"),
        *("sender_ids", "conditional", "via_id", "attribution", "rule", "confidence"),
    ),
}


def span(row: Row) -> Span:
    """The row's own span."""
    return row["start_char"], row["end_char"]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A run's rows for one article, in document order; pronoun mentions and indirect quotes are left out."""

    stances: Sequence[Row]
    mentions: Sequence[Row]
    quotes: Sequence[Row]
    keys: Mapping[str, Keys]  # actor → what it is named here
    names: Mapping[str, str]  # actor → its canonical name

    def named(self, actor: str | None) -> Keys:
        """The keys of an actor: of its canonical name and of the names and descriptions it has in this article."""
        if actor is None:
            return frozenset()
        return self.keys.get(actor) or ActorNames.load().keys(self.names.get(actor, ""))


def read_answers(gold: Iterable[GoldArticle], run: str | Path, topic: str) -> dict[str, Answer]:
    """The run's answer to each gold article, by gold id; articles that the run lost are absent.

    An article is found by its id, or else by its text. Raises `analysis.store.NoRunError` where a table is missing.
    """
    tables = {name: read_arrow(Path(run), name, [*columns]).to_pylist() for name, columns in _COLUMNS.items()}
    ids = _ids(gold, tables["articles"])
    wanted = set(ids.values())
    stances = _by_article((s for s in tables["stances"] if s["topic"] == topic), wanted)
    mentions = _by_article((m for m in tables["mentions"] if m["kind"] != "pronoun"), wanted)
    quotes = _by_article((q for q in tables["quotes"] if q["kind"] == "direct"), wanted)
    names = {actor["actor_id"]: actor["name"] or "" for actor in tables["actors"]}
    return {
        gold_id: Answer(
            stances=stances[own],
            mentions=mentions[own],
            quotes=quotes[own],
            names=names,
            keys=_keys(mentions[own], names),
        )
        for gold_id, own in ids.items()
    }


def _ids(gold: Iterable[GoldArticle], articles: Sequence[Row]) -> dict[str, str]:
    """Gold id → the run's id of the same article."""
    known = {row["article_id"] for row in articles}
    by_text = {row["text"].strip(): row["article_id"] for row in articles}
    pairs = ((g.id, g.id if g.id in known else by_text.get(g.text.strip())) for g in gold)
    return {gold_id: own for gold_id, own in pairs if own is not None}


def _by_article(rows: Iterable[Row], wanted: Collection[str]) -> dict[str, list[Row]]:
    parts: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row["article_id"] in wanted:
            parts[row["article_id"]].append(row)
    return parts


def _keys(mentions: Iterable[Row], names: Mapping[str, str]) -> dict[str, Keys]:
    known = ActorNames.load()
    keys: dict[str, Keys] = {}
    for row in mentions:
        actor = row["actor_id"]
        before = keys.get(actor) or known.keys(names.get(actor, ""))
        keys[actor] = before | known.keys(row["text"])
    return keys
