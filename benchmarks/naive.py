"""What one would write in an afternoon: parse, TextBlob a sentence, and a stance by keyword and subject.

python -m benchmarks.naive ARTICLES.jsonl TABLE.csv
"""

from __future__ import annotations

import argparse
import json
import warnings
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import spacy
from spacy.tokens import Doc
from textblob import TextBlob

from analysis.pipeline import find_model

FOR = {"impose", "back", "support", "threaten", "announce", "call", "urge", "extend"}
AGAINST = {"oppose", "reject", "lift", "ease", "criticize", "condemn", "warn"}


def rows(doc: Doc) -> Iterator[dict[str, object]]:
    """A row a sentence: its polarity, and for a sentence on sanctions the subject and its side."""
    for sentence in doc.sents:
        row: dict[str, object] = {"text": sentence.text, "polarity": TextBlob(sentence.text).sentiment.polarity}
        if "sanction" in sentence.text.lower():
            subject = next((t for t in sentence if t.dep_ == "nsubj" and t.ent_type_), None)
            lemma = subject.head.lemma_ if subject is not None else ""
            row["holder"] = subject.text if subject is not None else None
            row["position"] = "for" if lemma in FOR else "against" if lemma in AGAINST else None
        yield row


def main() -> None:
    """Parse, score, write one table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("articles", type=Path)
    parser.add_argument("table", type=Path)
    options = parser.parse_args()
    articles = pd.read_json(options.articles, lines=True)
    warnings.filterwarnings("ignore", message=r"\[W095\]")
    nlp = spacy.load(find_model())
    found = [row for text in articles["text"] for row in rows(nlp(text))]
    pd.DataFrame(found).to_csv(options.table, index=False)
    print(json.dumps({"sentences": len(found)}))


if __name__ == "__main__":
    main()
