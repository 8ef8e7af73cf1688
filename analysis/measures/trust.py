"""How far to trust the statements: what was measured, what was left out, what is undated."""

from __future__ import annotations

import pandas as pd

from analysis.measures.corpus import outlet_of, undated
from analysis.measures.gold import gold_figures
from analysis.measures.naming import STATED, naming_sentences
from analysis.measures.stance import POSITIONS, statements
from analysis.measures.wording import counted, percent, topic_name
from analysis.tables import Tables

THRESHOLDS = (0.0, 0.25, 0.5, 0.75)
MEASURED = "sanctions"  # the topic of the gold


def by_confidence(tables: Tables, topic: str = "sanctions") -> pd.DataFrame:
    """Statements that are at least so sure: least_confidence, support, oppose, neutral, n, share (of all)."""
    frame = statements(tables, topic)
    rows = []
    for least in THRESHOLDS:
        sure = frame[frame["confidence"] >= least]
        counts = {position: int((sure["position"] == position).sum()) for position in POSITIONS}
        rows.append({"least_confidence": least, **counts, "n": len(sure), "share": len(sure) / max(len(frame), 1)})
    made = pd.DataFrame(rows)
    return made if len(frame) else made.iloc[:0]


def undated_by_outlet(tables: Tables) -> pd.DataFrame:
    """Outlets with undated articles, most first: outlet, undated, articles."""
    frame = tables.articles.assign(outlet=outlet_of(tables.articles), undated=tables.articles["date"].isna())
    counts = frame.groupby("outlet").agg(undated=("undated", "sum"), articles=("undated", "size")).reset_index()
    counts = counts[counts["undated"] > 0].astype({"undated": "int64"})
    return counts.sort_values(["undated", "outlet"], ascending=[False, True], ignore_index=True)


def trust_findings(tables: Tables, topic: str = "sanctions") -> list[str]:
    """How much is right by the gold, how much of what names the topic has no statement, what is undated or skipped."""
    gold = gold_figures()
    sentences = []
    for row in gold.figures[gold.figures["measure"] == "F1"].head(3).tail(1).to_dict("records"):
        sentences.append(
            f"On {counted(row['n'], 'hand-annotated statement')} on {MEASURED} the program finds "
            f"{percent(row['recall'])} with the right position and holder, and {percent(row['precision'])} of what it "
            f"finds is right in these (F1 {row['value']:.2f}, 95 % interval {row['low']:.2f} to {row['high']:.2f})."
        )
    if topic != MEASURED:
        sentences.append(f"That says nothing of {topic_name(topic)}, which rules read without trained weights.")
    sentences.append(gold.says())
    naming = naming_sentences(tables, topic)
    if len(naming):
        without = int((naming["reason"] != STATED).sum())
        sentences.append(
            f"{without:,} of {counted(len(naming), 'sentence')} that name {topic_name(topic)} carry no statement "
            f"({percent(without / len(naming))})."
        )
    n, skipped = undated(tables), len(tables.skipped)
    sentences.append(
        f"{n:,} of {counted(len(tables.articles), 'article')} {'has' if n == 1 else 'have'} no date; "
        f"{counted(skipped, 'part')} of the source could not be read."
    )
    return sentences
