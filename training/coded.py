"""Join the statements coded for this project with the articles they stand in, into a gold file; or take them apart.

    python training/coded.py join ARTICLES.jsonl[.gz] [--coded training/coded.jsonl.gz] --out GOLD.jsonl
    python training/coded.py strip GOLD.jsonl [--coded training/coded.jsonl.gz]

The texts belong to their outlets and are not part of this project. `coded.jsonl.gz` holds no word of them: a line is an
article's id, how many characters of its text were read, their SHA-256, and the statements as offsets into it, with the
names of the actors. ARTICLES has `id`, `date`, `source`, `title`, `genre` and `text`; articles that it lacks, or has
with another text, are passed over and counted.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from analysis.lexicons import load_topic

CODED = Path(__file__).parent / "coded.jsonl.gz"
ARTICLE = ("id", "date", "source", "title", "genre")
KEPT = ("start", "end", "holder", "act", "senders", "target", "via", "attribution")

Row = dict[str, Any]


def join(article: Row, coded: Row) -> Row | None:
    """The gold article; None where the text is not the one that was coded."""
    text = article["text"][: coded["end"]]
    if _digest(text) != coded["sha256"]:
        return None
    acts = load_topic("sanctions").acts
    stances = []
    for row in coded["stances"]:
        holder, condition = row["holder_span"], row["condition_span"]
        stances.append(
            {key: row[key] for key in KEPT}
            | {
                "position": acts[row["act"]].position,
                "holder_mention": text[slice(*holder)] if holder else None,
                "holder_start": holder[0] if holder else None,
                "conditional": condition is not None,
                "condition": text[slice(*condition)] if condition else None,
            }
        )
    return {key: article.get(key) for key in ARTICLE} | {"text": text, "stances": stances}


def strip(gold: Row) -> Row:
    """The statements of a gold article, without a word of it."""
    text = gold["text"]
    stances = []
    for row in gold["stances"]:
        start, condition = row["holder_start"], row["condition"]
        at = text.find(condition) if condition else -1
        stances.append(
            {key: row[key] for key in KEPT}
            | {
                "holder_span": [start, start + len(row["holder_mention"])] if start is not None else None,
                "condition_span": [at, at + len(condition)] if at >= 0 else None,
            }
        )
    return {"id": gold["id"], "end": len(text), "sha256": _digest(text), "stances": stances}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def read_rows(path: Path) -> Iterator[Row]:
    """The rows of a JSONL file, compressed or not."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("join", "strip"))
    parser.add_argument("file", type=Path)
    parser.add_argument("--coded", type=Path, default=CODED)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    if options.what == "strip":
        rows = [strip(row) for row in read_rows(options.file)]
        data = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
        options.coded.write_bytes(gzip.compress(data, mtime=0))
        print(f"{options.coded}: {len(rows)} articles, {sum(len(row['stances']) for row in rows)} statements")
        return
    if options.out is None:
        parser.error("join needs --out GOLD.jsonl")
    coded = {row["id"]: row for row in read_rows(options.coded)}
    joined = [join(row, coded[row["id"]]) for row in read_rows(options.file) if row["id"] in coded]
    found = [row for row in joined if row is not None]
    with options.out.open("w", encoding="utf-8") as out:
        out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in found)
    print(f"{options.out}: {len(found)} articles; {len(coded) - len(found)} of those coded are not there, or differ")


if __name__ == "__main__":
    main()
