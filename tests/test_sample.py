"""The sample articles of data/: their form, and that no words in them belong to anybody else."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "data" / "sample.jsonl"
SHARED = ROOT.parent / "shared"
FIELDS = ["id", "date", "source", "title", "genre", "text"]
CURLY_APOSTROPHE = "\N{RIGHT SINGLE QUOTATION MARK}"
QUOTATION = re.compile(r"“([^”]*)”|\"([^\"]*)\"")
WORD = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
SHARED_WORDS = 8  # a run of this many words in common counts as copied


def read_jsonl(path: Path) -> Iterator[dict[str, Any]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


ARTICLES = list(read_jsonl(SAMPLE))


def invented_speakers() -> list[str]:
    """The first column of the table under "Invented speakers"."""
    table = (ROOT / "data" / "README.md").read_text(encoding="utf-8").split("## Invented speakers")[1]
    rows = [line.split("|")[1].strip() for line in table.splitlines() if line.startswith("|")]
    return [name for name in rows if name != "speaker" and not name.startswith("---")]


def known_by(speaker: str) -> set[str]:
    """The names a later paragraph may use; Chinese and Korean surnames come first, so either end counts."""
    first, last = speaker.split()[0], speaker.split()[-1]
    return {speaker, last, first} if first in {"Han", "Lu"} else {speaker, last}


def speech(paragraph: str) -> list[str]:
    """Quotations of three words or more; shorter ones quote a term."""
    found = (curly or straight for curly, straight in QUOTATION.findall(paragraph))
    return [quoted for quoted in found if len(quoted.split()) >= 3]


def grams(text: str) -> set[int]:
    """Hashes of every run of SHARED_WORDS words, case and typography aside."""
    words = WORD.findall(text.lower().replace(CURLY_APOSTROPHE, "'"))
    runs = zip(*(words[start:] for start in range(SHARED_WORDS)), strict=False)
    return {hash(run) for run in runs}


def paragraphs() -> Iterator[tuple[str, str]]:
    for article in ARTICLES:
        for paragraph in article["text"].split("\n\n"):
            yield article["id"], paragraph


def test_every_line_has_the_fields_of_the_readme() -> None:
    assert [list(article) for article in ARTICLES] == [FIELDS] * len(ARTICLES)


def test_ids_are_unique_and_texts_differ() -> None:
    assert len({article["id"] for article in ARTICLES}) == len(ARTICLES) >= 40
    assert len({article["text"] for article in ARTICLES}) == len(ARTICLES)


def test_dates_lie_in_the_winter_and_two_are_missing() -> None:
    dates = [article["date"] for article in ARTICLES if article["date"] is not None]
    assert [date for date in dates if not "2021-11-01" <= date <= "2022-03-31"] == []
    assert len(ARTICLES) - len(dates) == 2


def test_the_readme_counts_the_articles_of_each_source() -> None:
    readme = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    counted = Counter(article["source"] for article in ARTICLES)
    assert len(counted) >= 4
    assert [source for source, n in counted.items() if f"| {source} | {n} |" not in readme] == []
    assert f"holds {len(ARTICLES)} short reports" in readme


def test_texts_are_short_reports_in_paragraphs() -> None:
    lengths = {article["id"]: len(article["text"].split()) for article in ARTICLES}
    assert {name: n for name, n in lengths.items() if not 90 <= n <= 270} == {}
    assert [article["id"] for article in ARTICLES if "\n\n" not in article["text"]] == []


def test_both_typographies_occur() -> None:
    text = "".join(article["text"] for article in ARTICLES)
    assert [mark for mark in ("“", "”", '"', "'", CURLY_APOSTROPHE) if mark not in text] == []


def test_every_quotation_mark_is_closed_in_its_paragraph() -> None:
    unbalanced = [
        (name, paragraph)
        for name, paragraph in paragraphs()
        if paragraph.count('"') % 2 or paragraph.count("“") != paragraph.count("”")
    ]
    assert unbalanced == []


def test_direct_speech_belongs_to_invented_speakers() -> None:
    names = set().union(*(known_by(speaker) for speaker in invented_speakers()))
    named = re.compile(r"\b(?:" + "|".join(map(re.escape, sorted(names))) + r")\b")
    quoting = [(name, paragraph) for name, paragraph in paragraphs() if speech(paragraph)]
    assert sum(len(speech(paragraph)) for _, paragraph in quoting) >= 40
    assert [(name, paragraph) for name, paragraph in quoting if not named.search(paragraph)] == []


@pytest.mark.parametrize("speaker", invented_speakers())
def test_every_listed_speaker_is_introduced_by_full_name(speaker: str) -> None:
    assert any(speaker in article["text"] for article in ARTICLES)


@pytest.mark.gold
def test_no_run_of_words_is_taken_from_the_reference_texts() -> None:
    texts = [SHARED / "data" / "news" / "articles.jsonl.gz", *(SHARED / "gold").glob("*.jsonl")]
    present = [path for path in texts if path.is_file()]
    if not present:
        pytest.skip("needs the reference texts of ../shared/gold and ../shared/data/news")
    mine = {article["id"]: grams(f"{article['title']}\n\n{article['text']}") for article in ARTICLES}
    ours = set().union(*mine.values())
    copied = set()
    for path in present:
        for other in read_jsonl(path):
            if common := ours & grams(other.get("text") or ""):
                copied |= {(name, other["id"]) for name, runs in mine.items() if runs & common}
    assert copied == set()
