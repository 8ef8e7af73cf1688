"""Tables of evidence, and tables of counts that lead to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

import pandas as pd
from markupsafe import Markup

from analysis.highlights.excerpts import TextMode, checked, cut_end, excerpt
from analysis.highlights.html import MARK, Cell, Html, escaping_table, folded, note
from analysis.highlights.links import Reference, anchor
from analysis.highlights.spans import PARTS, Marked, mark_up
from analysis.measures.periods import bounds_of, spoken
from analysis.measures.stance import POSITIONS
from analysis.measures.wording import Cases, Where
from analysis.tables import Tables

COLUMNS = ["date", "outlet", "holder", "position", "act", "target", "sender", "condition", "evidence", "confidence"]
OF_ARTICLE = ["statement", *COLUMNS[2:], "rule"]
LISTED = 2000  # statements on one page; with some 700 bytes each they stay below two megabytes


def sentence_table(
    tables: Tables, sentences: pd.DataFrame, text: str = "excerpt", caption: str = "The strongest sentences"
) -> Html:
    """Sentences (of `measures.strongest_sentences`, `naming_sentences`), as much of their words as `text` allows."""
    articles = tables.articles[["article_id", "date", "source"]]
    frame = sentences.merge(articles, on="article_id", how="left")
    ids, dates = frame["article_id"], frame["date"].fillna("undated")
    frame = frame.assign(
        date=pd.Series([_read(d, i) for d, i in zip(dates, ids, strict=True)], dtype="object"),
        sentence=_words(tables, sentences, text),
        outlet=frame["source"],
    )
    more = [name for name in ("score", "reason") if name in frame.columns]
    return escaping_table(frame[["date", "outlet", "sentence", *more]], caption)


def _read(date: str, article_id: str, place: str = "") -> Cell:
    return Cell(Reference.to_article(date, article_id, place), date)


def _words(tables: Tables, spans: pd.DataFrame, mode: str) -> list[str]:
    texts = dict(zip(tables.articles["article_id"], tables.articles["text"], strict=True))
    places = zip(spans["article_id"], spans["start_char"], spans["end_char"], strict=True)
    return [excerpt(texts[article], start, end, mode) for article, start, end in places]


def statement_table(
    tables: Tables, statements: pd.DataFrame, text: str = "excerpt", most: int = 100, *, of_article: bool = False
) -> Html:
    """Statements (of `measures.statements`) with the words that show them, as much of these as `text` allows.

    Holder, cue, condition and target are marked in them, the date leads to the place in the article. Those
    `of_article`, of one alone, have the numbers that they have in its text, and the rule by which each was found.
    """
    shown = statements.head(most)
    caption = f"{len(shown)} of {len(statements):,} statements" if len(shown) < len(statements) else "The statements"
    columns = OF_ARTICLE if of_article else COLUMNS
    cells = _filled(_evidence(tables, shown, checked(text))[columns])
    return escaping_table(cells, caption, most=most, classes="sb-evidence")


def statement_list(tables: Tables, statements: pd.DataFrame, text: str = "excerpt", most: int = LISTED) -> Html:
    """Every statement, a holder after the other, to which the numbers of a report lead; of many the surest."""
    kept = statements if len(statements) <= most else statements.nlargest(most, "confidence")
    sizes = statements["holder"].value_counts()
    order = kept.assign(size=kept["holder"].map(sizes)).sort_values(
        ["size", "holder", "date", "article_id", "start_char"], ascending=[False, True, True, True, True], kind="stable"
    )
    first = ~order["holder"].duplicated()
    ids = [anchor(f"holder {h}") if f else "" for h, f in zip(order["holder"], first, strict=True)]
    left = f"The {most:,} surest of {len(statements):,} statements; the others are in the CSV files"
    caption = left if len(kept) < len(statements) else f"{len(order):,} statements"
    frame = _evidence(tables, order, checked(text))[COLUMNS]
    return escaping_table(frame, caption, most=most, ids=ids, classes="sb-statements sb-evidence")


def _evidence(tables: Tables, statements: pd.DataFrame, mode: TextMode) -> pd.DataFrame:
    """The columns of a table of statements, as cells."""
    rows = statements.to_dict("records")
    parts = tables.stances.drop_duplicates("stance_id").set_index("stance_id")
    places = parts.reindex([row["stance_id"] for row in rows]).to_dict("records")
    texts = dict(zip(tables.articles["article_id"], tables.articles["text"], strict=True))
    cells: dict[str, list[Any]] = {
        "statement": [
            Cell(Reference.to_article(str(i), row["article_id"], anchor(row["stance_id"])), i)
            for i, row in enumerate(rows, 1)
        ],
        "date": [_read(_or(row["date"], "undated"), row["article_id"], anchor(row["stance_id"])) for row in rows],
        "holder": [Cell(row["holder"], kind="sb-who") for row in rows],
        "position": [Cell(MARK.get(row["position"], row["position"]), row["position"], "sb-who") for row in rows],
        "act": [Cell(row["act"].replace("_", " "), row["act"]) for row in rows],
        "target": [Cell(_or(row["target"], ""), _or(row["target"], ""), "sb-on") for row in rows],
        "sender": [Cell(", ".join(row["senders"]), "\n".join(row["senders"]), "sb-by") for row in rows],
        "condition": [_condition(row, mode) for row in rows],
        "evidence": [
            Cell(_marked(texts[row["article_id"]], row, place, mode), kind="sb-words")
            for row, place in zip(rows, places, strict=True)
        ],
        "confidence": [Cell(f"{row['confidence']:.2f}", row["confidence"], "sb-sure") for row in rows],
        "rule": [Cell(row["rule"], kind="sb-rule") for row in rows],
    }
    return statements[["outlet"]].assign(
        **{name: pd.Series(c, statements.index, dtype="object") for name, c in cells.items()}
    )


def _filled(cells: pd.DataFrame) -> pd.DataFrame:
    """Without conditions and senders where there are none."""
    empty = [c for c in ("sender", "condition") if c in cells and all(cell.value == "" for cell in cells[c])]
    return cells.drop(columns=empty)


def _or(value: Any, other: str) -> str:
    return other if pd.isna(value) else str(value)


def _condition(row: Mapping[Any, Any], mode: TextMode) -> Cell:
    if not row["conditional"]:
        return Cell("", "", "sb-if")
    return Cell(_or(row["condition"], "yes") if mode != "none" else "yes", "yes", "sb-if")


def _marked(text: str, row: Mapping[Any, Any], place: Mapping[Any, Any], mode: TextMode) -> Markup | str:
    """The words of the statement with its parts marked; without words, where they stand."""
    start, end = row["start_char"], row["end_char"]
    if mode == "none":
        return excerpt(text, start, end, mode)
    spans = [
        Marked(start=int(a), end=int(b), layer=layer, classes=f"sb-{part}", title=part)
        for part, layer in PARTS.items()
        for a, b in [(place[f"{part}_start_char"], place[f"{part}_end_char"])]
        if not pd.isna(a) and not pd.isna(b)
    ]
    stop = end if mode == "full" else cut_end(text, start, end)
    return mark_up(text, spans, start, stop) + ("…" if stop < end else "")


def counts_table(
    frame: pd.DataFrame,
    caption: str,
    by: Mapping[str, str],
    counts: Mapping[str, Where] | None = None,
    *,
    where: Where | None = None,
    fold: bool = True,
    most: int = 60,
) -> Html:
    """A measure's frame whose counts lead to their statements, folded until it is opened.

    `by` says which columns name what is counted, as what of a statement ({"holder": "holder"}). `counts` are the
    columns that count, with what more holds of the statements in each; not given, those of `POSITIONS` and `n`. `where`
    holds for all of them.
    """
    counted = DEFAULT if counts is None else counts
    rows = frame.head(most).to_dict("records")
    cells = {
        column: pd.Series(
            [_counted(row[column], _of(row, by) | dict(where or {}) | dict(more)) for row in rows], dtype="object"
        )
        for column, more in counted.items()
        if column in frame.columns
    }
    made = escaping_table(frame.head(most).assign(**cells), caption, names={"low": "from", "high": "to"}, most=most)
    parts = made.markup + (note(f"{most} of {len(frame):,} rows are shown.").markup if len(frame) > most else "")
    return folded("The numbers, and the statements behind them", Html(parts)) if fold and len(frame) else Html(parts)


DEFAULT: Mapping[str, Where] = {**{p: {"position": p} for p in POSITIONS}, "n": {}}


def _counted(n: int, where: Where) -> Cell:
    return Cell(Cases(n, where), n)


def _of(row: Mapping[Any, Any], by: Mapping[str, str]) -> dict[str, str | tuple[str, ...]]:
    return {key: str(row[column]) for column, key in by.items()}


def period_table(
    frame: pd.DataFrame,
    caption: str,
    by: Mapping[str, str],
    where: Where | None = None,
    columns: Sequence[str] = (),
    most: int = 12,
) -> Html:
    """Counts (`n`) by period as a table, a column a period, whose cells lead to their statements; folded.

    The first `most` rows are shown.
    """
    keys = [*by, *columns]
    rows = []
    for values, group in islice(frame.groupby(keys, sort=False), most):
        row: dict[str, Any] = dict(zip(keys, values, strict=True))
        for period, n in zip(group["period"], group["n"], strict=True):
            first, last = bounds_of(period)
            row[spoken(period)] = _counted(n, _of(row, by) | dict(where or {}) | {"from": first, "to": last})
        total = int(group["n"].sum())
        rows.append({k: v for k, v in row.items() if k not in columns} | {"sum": Cell(str(total), total)})
    made = escaping_table(pd.DataFrame(rows), caption, most=most)
    return folded("The numbers, and the statements behind them", made) if rows else made
