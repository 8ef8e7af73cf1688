"""The statements as an event list of the Discourse Network Analyzer (Leifeld; DNA 2 and 3).

Its export of an event list has these columns in this order, separated by semicolons: "statement ID", "time", "document
ID", "document title", "author", "source", "section", "type", "text", then the variables of the statement type; its
usual type has person, organization, concept and agreement. Like DNA it writes no semicolon and no quotation mark into a
text.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.exports.statements import concepts, flat_statements
from analysis.tables import Tables

SEPARATOR = ";"
DOCUMENT = ("statement ID", "time", "document ID", "document title", "author", "source", "section", "type", "text")
VARIABLES = ("person", "organization", "concept", "agreement")
# Ours, behind DNA's: what its statement type does not have.
MORE = ("actor", "act", "target", "senders", "conditional", "attribution", "confidence", "stance_id", "article_id")
AGREEMENT = {"support": 1, "oppose": 0}


def dna_events(tables: Tables, topic: str | None = None, text: str = "full") -> pd.DataFrame:
    """One row a statement that takes a side, in the order of the run; columns `DOCUMENT`, `VARIABLES`, `MORE`.

    A concept is a topic and a target ("sanctions on Russia"), agreement is 1 for support and 0 for opposition. Neutral
    statements are left out, as DNA has no place for them. A person is in `person`, any other holder in `organization`;
    which organization a person speaks for is not known. An undated document has no time. Ids of statements and
    documents are numbers from 1, as DNA wants them.
    """
    flat = flat_statements(tables, topic, text)
    flat = flat[flat["position"].isin(list(AGREEMENT))].reset_index(drop=True)
    documents = {article: number for number, article in enumerate(tables.articles["article_id"], 1)}
    person = flat["holder_type"] == "person"
    columns: dict[str, Any] = {
        "statement ID": range(1, len(flat) + 1),
        "time": (flat["article_date"].astype("object") + " 00:00:00").fillna(""),
        "document ID": flat["article_id"].map(documents).astype("int64"),
        "document title": flat.get("article_title", ""),
        "author": "",
        "source": flat["article_source"],
        "section": "",
        "type": flat["article_genre"],
        "text": flat.get("text", ""),
        "person": flat["holder_name"].where(person, ""),
        "organization": flat["holder_name"].where(~person, ""),
        "concept": concepts(flat),
        "agreement": flat["position"].map(AGREEMENT).astype("int64"),
        "actor": flat["holder_name"],
        "target": flat["target_name"],
        "senders": flat["sender_names"].map(", ".join),
    }
    columns |= {name: flat[name] for name in ("act", "conditional", "attribution", "confidence")}
    columns |= {name: flat[name] for name in ("stance_id", "article_id")}
    frame = pd.DataFrame(columns, index=flat.index)[[*DOCUMENT, *VARIABLES, *MORE]]
    texts = [name for name in frame.columns if not pd.api.types.is_numeric_dtype(frame[name])]
    return frame.assign(**{name: frame[name].map(_one_line) for name in texts})


def _one_line(value: Any) -> str:
    words = "" if pd.isna(value) else str(value)
    return " ".join(words.replace(SEPARATOR, ",").replace('"', "'").split())
