"""Tables of evidence."""

from __future__ import annotations

import pandas as pd

from analysis.highlights.excerpts import checked, excerpt
from analysis.highlights.html import Html, escaping_table
from analysis.tables import Tables

COLUMNS = ["date", "outlet", "holder", "position", "act", "target", "condition", "evidence", "confidence"]


def sentence_table(tables: Tables, sentences: pd.DataFrame, text: str = "excerpt") -> Html:
    """Sentences with a score (of `measures.strongest_sentences`), as much of their words as `text` allows."""
    articles = tables.articles[["article_id", "date", "source"]]
    frame = sentences.merge(articles, on="article_id", how="left")
    frame = frame.assign(sentence=_words(tables, sentences, text), outlet=frame["source"])
    return escaping_table(frame[["date", "outlet", "sentence", "score"]], "The strongest sentences")


def _words(tables: Tables, spans: pd.DataFrame, mode: str) -> list[str]:
    texts = dict(zip(tables.articles["article_id"], tables.articles["text"], strict=True))
    places = zip(spans["article_id"], spans["start_char"], spans["end_char"], strict=True)
    return [excerpt(texts[article], start, end, mode) for article, start, end in places]


def statement_table(tables: Tables, statements: pd.DataFrame, text: str = "excerpt", most: int = 100) -> Html:
    """Statements (of `measures.statements`) with the words that show them, as much of these as `text` allows."""
    mode = checked(text)
    shown = statements.head(most)
    frame = shown.assign(
        evidence=_words(tables, shown, mode),
        condition=shown["condition"] if mode != "none" else shown["conditional"],
        act=shown["act"].str.replace("_", " "),
    )
    caption = f"{len(shown)} of {len(statements):,} statements" if len(shown) < len(statements) else "The statements"
    shown_columns = [c for c in COLUMNS if c != "condition" or frame[c].notna().any()]
    return escaping_table(frame[shown_columns], caption)
