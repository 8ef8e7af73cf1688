"""Coverage-guided fuzzing (Atheris) of the readers and of what finds quotes: `make fuzz`, or

    python tests/fuzz.py readers -max_total_time=600
    python tests/fuzz.py readers crash-…        # runs what was found once more

What it finds becomes a case of `test_articles.py` or `test_quotes.py`, and is mended.
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

atheris: Any = import_module("atheris")  # of fuzz.lock, not of requirements.lock

with atheris.instrument_imports(
    include=["analysis.articles", "analysis.annotators.speech", "analysis.annotators.quotes"]
):
    from analysis.annotators.quotes import QuoteAnnotator
    from analysis.annotators.records import Found
    from analysis.annotators.speech.quotation_marks import find_marked
    from analysis.articles import Article, NoArticlesError, formats, read_articles, streams

SUFFIXES = [*formats.READERS, *(f"{suffix}.gz" for suffix in sorted(formats.PACKABLE))]
SEEDS = (
    b"date 2022-01-03 The council met in Northport on Monday. \xe2\x80\x9cNo,\xe2\x80\x9d she said.",
    b'id,date,text\n1,2022-01-03,"The council, it said, met."\n2,,He said: ""no"".\n',
    b'{"id": 1, "text": "The council met.", "source": {"name": "Wire"}, "date": 1641168000}\n',
    b'{"status": "ok", "articles": [{"title": "T", "content": "The council met on Monday."}]}',
    b'<!DOCTYPE html><html><meta charset="utf-8"><title>T</title><p>The council met.</p></html>',
    b"\xef\xbb\xbftext\tdate\nThe council met.\t3 January 2022\n",
)


def readers(data: bytes) -> None:
    """Articles that can be stored come out, or a line that says why not; nothing is raised."""
    suffix = SUFFIXES[data[0] % len(SUFFIXES)] if data else ".txt"
    path = folder() / f"x{suffix}"
    path.write_bytes(gzip.compress(data[1:], 1) if suffix.endswith(".gz") and data[0] < 192 else data[1:])
    source = read_articles(path)
    try:
        for article in source:
            assert article.text.strip()
            repr(article).encode()
    except NoArticlesError:
        assert source.skipped
    path.unlink()


def quotes(data: bytes) -> None:
    """Stretches between marks are apart and in order, quotes lie in the text."""
    text = data.decode("utf-8", errors="ignore").replace("\0", "")
    last = 0
    for mark in find_marked(text):
        assert last <= mark.start < mark.inside[0] <= mark.inside[1] < mark.end <= len(text)
        last = mark.end
    tokenizer, annotator = finder()
    for quote in annotator(Article(article_id="a", text=text), tokenizer.make_doc(text), Found()):
        assert 0 <= quote.start_char < quote.end_char <= len(text)


@cache
def finder() -> tuple[Any, QuoteAnnotator]:
    from spacy.lang.en import English

    return English(), QuoteAnnotator.load()


@cache
def folder() -> Path:
    return Path(mkdtemp(prefix="stancebook-fuzz-"))


def corpus() -> str:
    """A folder of seeds, each as every format."""
    seeds = folder() / "seeds"
    seeds.mkdir()
    for i, seed in enumerate(SEEDS):
        for kind in range(len(SUFFIXES)):
            (seeds / f"{i}-{kind}").write_bytes(bytes([kind]) + seed)
    return str(seeds)


def main(name: str, arguments: list[str]) -> None:
    targets: dict[str, Callable[[bytes], None]] = {"readers": readers, "quotes": quotes}
    streams.MAX_UNPACKED, streams.MAX_LINE = 100_000, 50_000
    finder()
    again = any(not one.startswith("-") for one in arguments)
    atheris.Setup(["fuzz", *arguments, *([] if again else [corpus()])], targets[name])
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
