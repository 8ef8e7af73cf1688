"""The statements on which coders differ, as a sheet to settle them in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.corrections.agreement import Merged
from analysis.corrections.decisions import Decision, Reading
from analysis.exports.cells import write_csv
from analysis.review.sheet import FOUND, TO_FILL, article_key, key_of


def write_disagreements(path: str | Path, merged: Merged) -> int:
    """Write one row a statement: what the program found, what each coder decided, and the columns to fill in.

    Filled in it is read back like a review sheet (`read_sheet`); the later decision then stands over the coders'.
    """
    said = [f"{coder} says" for coder in merged.coders]
    columns = ["key", "article", "topic", *FOUND, "evidence", *said, *TO_FILL]
    frame = pd.DataFrame([_row(unit) for unit in merged.disagreements], columns=columns)
    write_csv(Path(path), frame, for_excel=True)
    return len(merged.disagreements)


def _row(unit: Sequence[Decision]) -> dict[str, Any]:
    first = unit[0]
    found = dict(zip(FOUND, (first.was or Reading()).model_dump().values(), strict=True))
    place = {"key": key_of(first), "article": article_key(first.article), "topic": first.topic, "evidence": first.text}
    return place | found | {f"{d.coder} says": _said(d) for d in unit}


def _said(decision: Decision) -> str:
    words: list[str] = [decision.decision]
    if decision.decision not in ("reject", "withdraw"):
        target = f"on {decision.target}" if decision.target else "no target"
        words += [f"{decision.holder}: {decision.position} ({decision.act})", target]
    return ", ".join([*words, decision.note] if decision.note else words)
