"""The statements as one flat table, joined with their articles and the names of their actors."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from analysis.highlights.excerpts import checked, excerpt
from analysis.tables import SCHEMAS, START, Tables

ARTICLE = ("date", "source", "title", "genre", "sha256")
ACTORS = ("holder", "via", "target")
ATTRIBUTES = ("name", "type", "country")
OWN_WORDS = {name.removesuffix(START) for name in SCHEMAS["stances"].names if name.endswith(START)}


def flat_statements(tables: Tables, topic: str | None = None, text: str = "full") -> pd.DataFrame:
    """One row a statement, of one topic or all, in the order of the run.

    Columns: those of `stances`; of its article `ARTICLE` (with `article_` before); of holder, via and target name, type
    and country (`holder_name` …); `sender_names`. `text` is full, excerpt (at most 300 characters of a statement) or
    none (no word of an article, the headline included).
    """
    mode = checked(text)
    stances = tables.stances if topic is None else tables.stances[tables.stances["topic"] == topic]
    columns = {name: f"article_{name}" for name in ARTICLE}
    articles = tables.articles[["article_id", *ARTICLE]].rename(columns=columns)
    frame = stances.merge(articles, on="article_id", how="left")
    actors = tables.actors.drop_duplicates("actor_id").set_index("actor_id")
    for part in ACTORS:
        for attribute in ATTRIBUTES:
            frame[f"{part}_{attribute}"] = frame[f"{part}_id"].map(actors[attribute])
        # An id without an actor is its own name.
        frame[f"{part}_name"] = frame[f"{part}_name"].fillna(frame[f"{part}_id"])
    names = actors["name"].to_dict()
    frame["sender_names"] = [[str(names.get(i, i)) for i in _ids(ids)] for ids in frame["sender_ids"]]
    if mode == "none":
        frame = frame.drop(columns=["text", "article_title", *OWN_WORDS])
    elif mode == "excerpt":
        frame["text"] = [excerpt(words, 0, len(words), mode) for words in frame["text"]]
    return frame


def _ids(ids: Iterable[str] | None) -> list[str]:
    return [] if ids is None else list(ids)


def concepts(frame: pd.DataFrame) -> pd.Series[str]:
    """What each flat statement is for or against, as discourse network analysis has it: "sanctions on Russia"."""
    on = ("on " + frame["target_name"].astype("object")).fillna("(target not said)")
    return (frame["topic"] + " " + on).astype("str")
