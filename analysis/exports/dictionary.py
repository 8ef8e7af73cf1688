"""The data dictionary: the columns of the schema with the descriptions of `docs/tables.md`."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from analysis.exports.statements import ACTORS, ARTICLE, ATTRIBUTES
from analysis.tables import SCHEMAS

_HERE = Path(__file__).resolve().parent.parent
# In a checkout, and where the package is installed.
DOCUMENTS = (_HERE.parent / "docs" / "tables.md", _HERE / "_workbook" / "docs" / "tables.md")
_ROW = re.compile(r"^\| (?!column )(?P<names>[\w, ]+) \| (?P<types>[\w, ]+) \| (?P<meaning>.+) \|$", re.MULTILINE)
COLUMNS = ("table", "column", "type", "meaning")


def descriptions(document: str) -> dict[tuple[str, str], str]:
    """What the document says of each column, by table and column; columns that share a line share its words."""
    found = {}
    for part in re.split(r"^## ", document, flags=re.MULTILINE)[1:]:
        table = part.split("\n", 1)[0].strip()
        for row in _ROW.finditer(part):
            for name in row["names"].split(","):
                found[table, name.strip()] = row["meaning"].strip()
    return found


def tables_document() -> str:
    """The text of `docs/tables.md`; raises `FileNotFoundError` where neither checkout nor package has it."""
    path = next((path for path in DOCUMENTS if path.is_file()), None)
    if path is None:
        raise FileNotFoundError(
            2, "the descriptions of the tables are not there; install the package anew", "tables.md"
        )
    return path.read_text(encoding="utf-8")


def dictionary() -> pd.DataFrame:
    """One row a column of every table, and of the flat table of statements: `COLUMNS`."""
    said = descriptions(tables_document())
    rows = [
        (table, field.name, str(field.type), said.get((table, field.name), ""))
        for table, schema in SCHEMAS.items()
        for field in schema
    ]
    rows += [("statements", name, kind, meaning) for name, kind, meaning in _flat(said)]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _flat(said: dict[tuple[str, str], str]) -> list[tuple[str, str, str]]:
    """The columns that the flat table has beside those of `stances`."""
    rows = [(f"article_{name}", "string", said.get(("articles", name), "")) for name in ARTICLE]
    for part in ACTORS:
        rows += [(f"{part}_{a}", "string", f"of {part}_id: {said.get(('actors', a), '')}") for a in ATTRIBUTES]
    return [*rows, ("sender_names", "list<item: string>", "of sender_ids: the names to show")]


def as_markdown(frame: pd.DataFrame) -> str:
    """The dictionary as a document, a table each."""
    parts = [
        "# Data dictionary\n\nEvery column of every table, with its type in Parquet. Made from the schema and from the "
        "descriptions of `docs/tables.md`\nby `stancebook export RUN --to FOLDER --format dictionary`; change them "
        "there. `statements` is the flat table of `stancebook export`:\nthe columns of `stances`, and these.\n"
    ]
    for table, group in frame.groupby("table", sort=False):
        lines = [f"| {r.column} | {r.type} | {r.meaning} |" for r in group.itertuples(index=False)]
        parts.append("\n".join([f"## {table}\n", "| column | type | meaning |", "| --- | --- | --- |", *lines, ""]))
    return "\n".join(parts)
