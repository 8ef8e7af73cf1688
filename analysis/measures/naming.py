"""How much of what names the topic became a statement, and why the rest did not.

A sentence names the topic where a name of its topic pack stands in it, in any number; words that only take the topic up
again ("the move") are not looked for, so that what is counted here is the plain cases.
"""

from __future__ import annotations

import re
from functools import lru_cache

import numpy as np
import pandas as pd

from analysis.lexicons import LexiconError, load_topic
from analysis.tables import Tables

# In the order in which they are asked; the first that holds is the reason.
STATED = "a statement was found"
REASONS = (
    STATED,
    "no actor is mentioned in it",
    "it stands in a quotation whose speaker is not known",
    "it is a question",
    "an actor is mentioned, but was not read as taking a position",
)
NAMING = ["article_id", "sentence_id", "start_char", "end_char", "text", "reason"]


@lru_cache(maxsize=8)
def _names(topic: str) -> re.Pattern[str] | None:
    """What names the topic, as words in any number; nothing for a topic whose pack is not the package's own."""
    try:
        names = load_topic(topic).terms.names
    except LexiconError:
        return None
    words = (r"\W+".join(_in_any_number(word) for word in name.split()) for name in names)
    return re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)


def _in_any_number(word: str) -> str:
    return f"{re.escape(word[:-1])}(?:y|ies)" if word.endswith("y") else f"{re.escape(word)}(?:s|es)?"


def naming_sentences(tables: Tables, topic: str = "sanctions") -> pd.DataFrame:
    """The sentences that name the topic, in their order: article_id, sentence_id, start_char, end_char, text, reason.

    `reason` is one of `REASONS`. Empty for a topic of the user's own, whose names are in no pack of the package.
    """
    pattern = _names(topic)
    if pattern is None or tables.sentences.empty:
        return pd.DataFrame(columns=NAMING)
    frame = tables.sentences[tables.sentences["text"].str.contains(pattern)].reset_index(drop=True)
    stances = tables.stances[tables.stances["topic"] == topic]
    unknown = tables.quotes[tables.quotes["speaker_id"].isna()]
    conditions = [
        _touched(frame, stances),
        ~_touched(frame, tables.mentions),
        _touched(frame, unknown),
        frame["text"].str.rstrip("\"”’' \n").str.endswith("?").to_numpy(dtype=bool),
    ]
    reason = np.select(conditions, REASONS[:4], default=REASONS[4])
    return frame.assign(reason=pd.Series(reason, dtype="str"))[NAMING]


def _touched(sentences: pd.DataFrame, spans: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which sentences share a character with one of the spans."""
    places = sentences[["article_id", "start_char", "end_char"]].reset_index(names="row")
    pairs = places.merge(spans[["article_id", "start_char", "end_char"]], on="article_id", suffixes=("", "_span"))
    hit = pairs[(pairs["start_char"] < pairs["end_char_span"]) & (pairs["start_char_span"] < pairs["end_char"])]
    return np.isin(np.arange(len(sentences)), hit["row"].unique())


def naming_counts(tables: Tables, topic: str = "sanctions") -> pd.DataFrame:
    """What became of the sentences that name the topic: reason (in words), sentences, share, articles; all reasons."""
    frame = naming_sentences(tables, topic)
    groups = frame.groupby("reason")["article_id"]
    made = pd.DataFrame({"reason": REASONS})
    made["sentences"] = made["reason"].map(groups.size()).fillna(0).astype("int64")
    made["share"] = made["sentences"] / max(len(frame), 1)
    made["articles"] = made["reason"].map(groups.nunique()).fillna(0).astype("int64")
    return made if len(frame) else made.iloc[:0]
