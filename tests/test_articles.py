"""The readers: tables of (input, expected). Articles come out, or a line that says why not."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import sys
import tracemalloc
import zlib
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.articles import (
    Article,
    ArticleSource,
    NoArticlesError,
    UnknownColumnError,
    checks,
    read_articles,
    streams,
)
from analysis.articles import source as source_module
from analysis.articles.checks import MAX_CHARACTERS, why_not
from analysis.articles.columns import Columns
from analysis.articles.dates import date_in_name, read_date
from analysis.articles.formats import READERS
from analysis.articles.labels import label

SHARED = Path(__file__).parents[2] / "shared"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared (gold and data) is absent")

A = "The council met in Northport on Monday and agreed to widen its trade measures against the island."
B = "Ministers from both coasts said that they would wait for the summit before they took a new decision."
GERMAN = "Die Ministerin sagte am Montag, dass die Regierung über weitere Schritte gegen die Insel beraten werde."
Write = Callable[[str, Any], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write text or bytes under tmp_path; a name in .gz is packed."""

    def write_file(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = content.encode() if isinstance(content, str) else content
        path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        return path

    return write_file


def read_all(path: Any, **options: Any) -> tuple[list[Article], ArticleSource]:
    """What a source holds, and its account, whether or not it held an article."""
    source = read_articles(path, **options)
    articles = []
    try:
        for article in source:
            articles.append(article)
    except UnknownColumnError:
        raise
    except NoArticlesError:
        assert not articles
    return articles, source


def read(path: Any, **options: Any) -> ArticleSource:
    """The account of a source read to its end."""
    return read_all(path, **options)[1]


def reasons(articles: ArticleSource) -> list[tuple[int | None, str]]:
    return [(s.row, s.reason) for s in articles.skipped]


def table(rows: list[list[str]], delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


# --- formats --------------------------------------------------------------------------------------------------------

OBJECT = {"id": 7, "date": "2022-01-03", "source": "Wire", "title": "Council meets", "genre": "news", "text": A}
CELLS = [list(OBJECT), [str(v) for v in OBJECT.values()]]
SAME_ARTICLE = {
    "a.csv": table(CELLS),
    "semicolon.csv": table(CELLS, ";"),
    "tab.csv": table(CELLS, "\t"),
    "a.tsv": table(CELLS, "\t"),
    "a.jsonl": json.dumps(OBJECT),
    "a.ndjson": f"\n{json.dumps(OBJECT)}\n\n",
    "one.json": json.dumps(OBJECT, indent=1),
    "list.json": json.dumps([OBJECT]),
    "newsapi.json": json.dumps({"status": "ok", "totalResults": 1, "articles": [OBJECT]}),
    "newsapi.jsonl": json.dumps({"status": "ok", "articles": [OBJECT]}),
    "A.CSV": table(CELLS),
    "a.csv.gz": table(CELLS),
    "a.tsv.gz": table(CELLS, "\t"),
    "a.jsonl.gz": json.dumps(OBJECT),
    "list.json.gz": json.dumps([OBJECT]),
}


@pytest.mark.parametrize("name", SAME_ARTICLE)
def test_every_format_gives_the_same_article(name: str, write: Write) -> None:
    (article,) = read_articles(write(name, SAME_ARTICLE[name]))
    assert (article.article_id, article.date, article.source, article.title, article.genre, article.text) == (
        "7",
        "2022-01-03",
        "Wire",
        "Council meets",
        "news",
        A,
    )


def test_parquet_gives_the_same_article_and_only_needs_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    columns = {k: [v] for k, v in OBJECT.items()} | {"extra": [b"\xff"], "date": [date(2022, 1, 3)]}
    pq.write_table(pa.table(columns), path)
    (article,) = read_articles(path)
    assert (article.article_id, article.date, article.source, article.text) == ("7", "2022-01-03", "Wire", A)


TXT = [
    # file name, content, (date, title, text)
    ("a.txt", f" date 2022-01-03 {A}\n\n{B}\n", ("2022-01-03", A, f"{A}\n\n{B}")),
    ("a.txt", f"\n\n  Date: 2022-01-03\n{A}\n{B}", ("2022-01-03", A, f"{A}\n{B}")),
    ("2021-12-31-a.txt", f"date 2022-01-03 {A}\n{B}", ("2022-01-03", A, f"{A}\n{B}")),
    ("2022-01-03-foo.txt", f"Short line\n\n{A}", ("2022-01-03", "Short line", f"Short line\n\n{A}")),
    ("20220103_foo.txt", A, ("2022-01-03", None, A)),
    ("foo.txt.gz", f"{A}\r\n\r\n{B}", (None, A, f"{A}\r\n\r\n{B}")),
    ("foo.txt", "A " * 200 + f"\n{A}", (None, None, "A " * 200 + f"\n{A}")),
    # The title of a long first line is its first sentence, whatever abbreviations it holds.
    (
        "a.txt",
        f"date 2022-01-03 The U.S. envoy met Gov. Oram at 5 p.m. on Monday. {B} {A} {B}",
        ("2022-01-03", "The U.S. envoy met Gov. Oram at 5 p.m. on Monday.", None),
    ),
    ("a.txt", f"date 2022-02-30 {A}\n{B}", (None, A, f"{A}\n{B}")),
    ("a.txt", f"\ufeff{A}", (None, None, A)),
]


@pytest.mark.parametrize(("name", "content", "expected"), TXT)
def test_txt(name: str, content: str, expected: tuple[str | None, str | None, str | None], write: Write) -> None:
    (article,) = read_articles(write(name, content))
    day, title, text = expected
    assert (article.date, article.title) == (day, title)
    assert article.text == (text if text is not None else content.removeprefix("date 2022-01-03 "))


STDIN = [
    (json.dumps(OBJECT).encode(), "7"),
    (json.dumps(OBJECT, indent=2).encode(), "7"),
    (b"\n" + json.dumps([OBJECT]).encode(), "7"),
    (json.dumps({"status": "ok", "articles": [OBJECT]}).encode(), "7"),
    (table(CELLS).encode(), "7"),
    (table(CELLS, "\t").encode("utf-16"), "7"),
    (gzip.compress(json.dumps(OBJECT).encode()), "7"),
    (
        f'<!DOCTYPE html><html><meta name="date" content="2022-01-03"><p>{A}</p><p>{B}</p></html>'.encode(),
        f"a-{sha256(f'{A}{chr(10)}{chr(10)}{B}'.encode()).hexdigest()[:12]}",
    ),
    (f"date 2022-01-03 {A}".encode(), f"a-{sha256(A.encode()).hexdigest()[:12]}"),
    # A first line that merely begins like a header is text.
    (f"Text\n{A}".encode(), f"a-{sha256(f'Text{chr(10)}{A}'.encode()).hexdigest()[:12]}"),
]


@pytest.mark.parametrize(("content", "article_id"), STDIN)
def test_stdin_is_sniffed(content: bytes, article_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    (article,) = read_articles("-")
    assert article.article_id == article_id
    assert article.date == "2022-01-03" or article.text.startswith("Text")


def test_stdin_that_is_binary_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"PAR1" + bytes(100))))
    assert reasons(read("-")) == [(None, "not text but Parquet")]


# --- columns --------------------------------------------------------------------------------------------------------

COLUMNS = [
    # columns there are, field, the column taken
    (["Body", "TEXT"], "text", "TEXT"),
    (["content", "article"], "text", "content"),
    (["Full Text", "Publish Date"], "text", "Full Text"),
    (["publishedAt"], "date", "publishedAt"),
    (["pub_date", "datetime"], "date", "pub_date"),
    (["Source-Name"], "source", "Source-Name"),
    (["outlet", "publisher"], "source", "outlet"),
    (["headline"], "title", "headline"),
    (["url", "guid"], "id", "guid"),
    (["url"], "id", "url"),
    (["section", "type"], "genre", "section"),
    (["Inhalt", "texts"], "text", None),
]


@pytest.mark.parametrize(("names", "field", "expected"), COLUMNS)
def test_columns_are_known_by_their_usual_spellings(names: list[str], field: str, expected: str | None) -> None:
    assert Columns().find(names).get(field) == expected


def test_a_mapped_column_is_taken_for_its_field_alone() -> None:
    assert Columns({"text": "Title"}).find(["title", "text"]) == {"text": "title"}
    assert Columns({"article_id": "Nr"}).find(["Nr", "id", "text"]) == {"id": "Nr", "text": "text"}


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.json"])
def test_mapped_columns_are_read_and_unknown_ones_are_an_error(name: str, write: Write) -> None:
    path = write(name, table([["Inhalt"], [A]]) if name == "a.csv" else json.dumps({"Inhalt": A}))
    assert [a.text for a in read_articles(path, columns={"text": "Inhalt"})] == [A]
    with pytest.raises(UnknownColumnError, match=r"no column 'Tekst' for text; its columns: Inhalt"):
        list(read_articles(path, columns={"text": "Tekst"}))
    assert reasons(read(path)) == [(None if name == "a.csv" else 1, "no text column; its columns: Inhalt")]


def test_an_unknown_field_suggests_the_nearest(write: Write) -> None:
    with pytest.raises(ValueError, match=r"no field 'txt'; did you mean text\?"):
        read_articles(write("a.txt", A), columns={"txt": "Inhalt"})


def test_newsapi_source_is_its_name(write: Write) -> None:
    item = {"source": {"id": None, "name": "The Wire"}, "publishedAt": "2022-01-03T23:30:00Z", "content": A, "url": "u"}
    (article,) = read_articles(write("a.json", json.dumps({"articles": [item]})))
    assert (article.source, article.date, article.article_id) == ("The Wire", "2022-01-03", "u")


# --- dates ----------------------------------------------------------------------------------------------------------

DATES = [
    ("2022-01-03", "2022-01-03"),
    ("20220103", "2022-01-03"),
    ("2022/1/3", "2022-01-03"),
    ("2022-01-03T23:59:00-05:00", "2022-01-03"),
    ("2022-01-03 00:10:00.000Z", "2022-01-03"),
    ("Mon, 03 Jan 2022 10:00:00 GMT", "2022-01-03"),
    ("January 3, 2022", "2022-01-03"),
    ("Jan. 3, 2022, 5:00 p.m. EST", "2022-01-03"),
    ("3 Jan 2022", "2022-01-03"),
    ("Monday, 3rd January 2022", "2022-01-03"),
    ("13/04/2022", "2022-04-13"),
    ("04/13/2022", "2022-04-13"),
    ("05.05.2022", "2022-05-05"),
    ("1641168000", "2022-01-03"),
    (1641168000, "2022-01-03"),
    (1641168000.5, "2022-01-03"),
    (1641168000000, "2022-01-03"),
    (date(2022, 1, 3), "2022-01-03"),
    (datetime(2022, 1, 3, 23, tzinfo=timezone(timedelta(hours=-5))), "2022-01-03"),
    (datetime(2022, 1, 3, tzinfo=UTC), "2022-01-03"),
    (None, None),
    ("", None),
    (" NaN ", None),
    (float("nan"), None),
]


@pytest.mark.parametrize(("value", "expected"), DATES)
@pytest.mark.filterwarnings("error")
def test_read_date(value: object, expected: str | None) -> None:
    assert read_date(value) == expected


NO_DATES = [
    ("03/04/2022", "ambiguous"),
    ("3.4.2022 10:00", "ambiguous"),
    ("2022-02-30", "impossible"),
    ("30 February 2022", "not a date"),
    ("0001-01-01", "impossible"),
    ("9999-12-31", "impossible"),
    ("2022", "incomplete"),
    ("January 2022", "incomplete"),
    ("Friday 2022", "incomplete"),
    ("3 January", "no date with a four-digit year"),
    ("1/3/22", "no date with a four-digit year"),
    ("yesterday", "no date with a four-digit year"),
    ("10:30", "no date with a four-digit year"),
    ("x" * 200 + "2022", "no date with a four-digit year"),
    (True, "not a date"),
    ({"year": 2022}, "not a date"),
    (b"", "not a date"),
    (float("inf"), "no date with a four-digit year"),
    (10**30, "no date with a four-digit year"),
]


@pytest.mark.parametrize(("value", "reason"), NO_DATES)
def test_a_date_that_names_no_one_day_is_refused(value: object, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_date(value)


NAMES = [
    ("2022-01-03-foo", "2022-01-03"),
    ("foo_20220103", "2022-01-03"),
    ("2022_01_03", "2022-01-03"),
    ("2022-01-03_to_2022-01-04", None),
    ("202201034", None),
    ("20229999", None),
    ("2022-0103", None),
    ("foo", None),
]


@pytest.mark.parametrize(("name", "expected"), NAMES)
def test_date_in_name(name: str, expected: str | None) -> None:
    assert date_in_name(name) == expected


def test_an_article_without_a_usable_date_counts_and_is_warned_of(write: Write) -> None:
    path = write("a.csv", table([["date", "text"], ["03/04/2022", A], ["", B]]))
    articles = read_articles(path)
    assert [a.date for a in articles] == [None, None]
    assert [(w.row, w.reason) for w in articles.warnings] == [
        (1, "ambiguous date, day and month may be swapped: 03/04/2022; the article is undated")
    ]
    assert articles.skipped == []


# --- ids and duplicates ---------------------------------------------------------------------------------------------


def test_ids_are_the_sources_own_else_from_the_content(write: Write) -> None:
    path = write("a.jsonl", "\n".join(map(json.dumps, [{"id": 1.0, "text": A}, {"id": None, "text": B}])))
    assert [a.article_id for a in read_articles(path)] == ["1", f"a-{sha256(B.encode()).hexdigest()[:12]}"]


def test_an_id_of_two_texts_gets_a_suffix_from_the_content(write: Write) -> None:
    suffix = sha256(B.encode()).hexdigest()[:12]
    rows = [{"id": "x", "text": A}, {"id": f"x-{suffix}", "text": A + "!"}, {"id": "x", "text": B}]
    articles = read_articles(write("a.jsonl", "\n".join(map(json.dumps, rows))))
    assert [a.article_id for a in articles] == ["x", f"x-{suffix}", f"x-{suffix}-{suffix}"]
    assert [(w.row, w.remedy) for w in articles.warnings] == [(3, "give every article its own id")]


def test_duplicates_are_counted_and_dropped_across_files(write: Write, tmp_path: Path) -> None:
    write("1.txt", A)
    write("2.jsonl", json.dumps({"text": f" {A}\n"}) + "\n" + json.dumps({"text": B}))
    articles = read(tmp_path)
    assert (articles.n_read, articles.n_duplicates, articles.skipped) == (2, 1, [])


LABELS = [
    (" Wire ", "Wire"),
    (7, "7"),
    (7.0, "7"),
    (float("nan"), None),
    (float("inf"), "inf"),
    (True, None),
    ("", None),
    ({"id": "w", "name": "Wire"}, "Wire"),
    ({"id": "w", "name": None}, "w"),
    (["Wire"], None),
    ("a\0b\ud800", "a\ufffdb\ufffd"),
    ("x" * 10_000, "x" * 500),
]


@pytest.mark.parametrize(("value", "expected"), LABELS)
def test_label(value: object, expected: str | None) -> None:
    assert label(value) == expected


# --- what is not an article -----------------------------------------------------------------------------------------

NOT_ARTICLES = [
    (None, "empty"),
    ("", "empty"),
    (" \n\u00a0", "empty"),
    (float("nan"), "empty"),
    (12, "the text is of type int"),
    ({"0": A}, "the text is of type dict"),
    ("2022 --- 17 %", "no letters"),
    (A + "\0", "holds NUL characters"),
    (A + "\ud83d", "holds half a character (a lone surrogate)"),
    ("x" * (MAX_CHARACTERS + 1), "too long: 900,001 characters, more than 900,000"),
    (GERMAN, "not English (looks like de)"),
    (sha256(b"1").hexdigest() * 5, "no sentences"),
    ("Het was een besluit van de ministers die al in maart over de zaak hadden gesproken.", "looks like nl"),
    ("Премьер-министр заявил в понедельник, что правительство обсудит новые меры на саммите.", "looks like ru"),
    ("总理周一表示,政府将在峰会上讨论针对该岛的新措施。" * 3, "looks like zh"),
    ("Le ministre a déclaré lundi que le gouvernement examinerait de nouvelles mesures.", "looks like fr"),
    ("El ministro dijo el lunes que el gobierno estudiaría nuevas medidas contra la isla.", "looks like es"),
]


def test_what_is_plainly_english_needs_no_identifier(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "_identifier", lambda: pytest.fail("the identifier was loaded"))
    text = "The minister said that the government would look at more measures before they meet with all of the others."
    assert checks.foreign_language(text) is None


@pytest.mark.parametrize(("text", "reason"), NOT_ARTICLES)
def test_why_not(text: object, reason: str) -> None:
    problem = why_not(text)
    assert problem is not None
    assert reason in problem[0]
    assert problem[1]


ARTICLES = [
    A,
    A.upper(),
    "Sanctions!",
    "Bonn, 3. Januar: kurz.",  # too short to be judged
    "Emmanuel Dupont meets Jean-Luc Lefèvre, Giuseppe Bianchi, Wolfgang Schäfer and Mehmet Şahin in Łódź and Tromsø.",
    "Trump Allies, Zelenskyy Aides, Lukashenka Envoys Attend Nauseda Dinner In Vilnius, Kallas Spokeswoman Says",
    "Oram Aide Admits To Meeting Northport Lawyer With Offer Of 'Useful' Files For Party",
    f"{A} „Wir haben das nicht gewollt“, said the minister, according to Die Zeitung. {B}",
    "🎉 " + B,
    "\u202e" + A,
]


@pytest.mark.parametrize("text", ARTICLES)
def test_english_full_of_foreign_names_is_an_article(text: str) -> None:
    assert why_not(text) is None


CAFE = f"{A} Café."
BAD_FILES = [
    # file name, content, what is skipped (row, reason), how many articles are left
    ("a.txt", b"", [(None, "empty")], 0),
    ("a.txt", CAFE.encode("cp1252"), [(None, "not UTF-8")], 0),
    ("a.txt", CAFE.encode("utf-16-le"), [(None, "UTF-16 without a byte order mark")], 0),
    ("a.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, [(None, "binary, not text")], 0),
    ("a.txt", b"PK\x03\x04abc", [(None, "a zip archive or an Office file")], 0),
    ("a.txt", CAFE.encode("utf-16")[:-1], [(None, "wrong encoding")], 0),
    ("a.txt", A + "x" * MAX_CHARACTERS, [(None, "too long")], 0),
    ("a.csv", b"", [(None, "no text column; its columns: none")], 0),
    ("a.csv", table([["datum", "in\u202ehalt"], ["1", A]]), [(None, "its columns: datum, in\\u202ehalt")], 0),
    ("a.csv", table([["text"], [A]]).encode() + CAFE.encode("cp1252") + b"\n" + B.encode(), [(2, "not UTF-8")], 2),
    ("a.csv", f'id,text\n1,"{A}"\n2,"he said "so", and left"\n3,"{B}"\n', [(2, "quotation marks out of order")], 2),
    (
        "a.csv",
        f'id,text\n1,"{A}"\n2,"never closed\n3,"{B}"\n4,"{B} Again."\n',
        [(2, "quotation marks out of order at line 4")],
        2,
    ),
    ("a.csv", f'id,text\n1,"{A}"\n2,"never closed\n', [(2, "unexpected end of data")], 1),
    ("a.csv", f"id,text\n1,one, two\n2,{A}\n3\n", [(1, "3 cells where the header has 2"), (3, "1 cells where")], 1),
    ("a.csv", f'id,text\n1,"{"x" * 2_000_000}"\n2,{A}\n', [(1, "field larger than field limit")], 1),
    ("a.csv", f'id,text\n1,"{"x " * 300_000}"\n2,{A}\n', [], 2),
    ("a.jsonl", f'{{"text": "{A}"}}\n{{"text": \n{{"text": "{B}"}}', [(2, "malformed JSON")], 2),
    ("a.jsonl", f'[1]\n"x"\n{{"title": "t"}}\n{{"text": "{B}"}}', [(1, "int"), (2, "str"), (3, "no text column")], 1),
    ("a.jsonl", f'{"[" * 100_000}\n{{"text": "{B}"}}', [(1, "malformed JSON")], 1),
    (
        "a.jsonl",
        f'{{"text": "\\ud83d {A}"}}\n{{"text": "\\u0000 {A}"}}\n{{"text": "{B}"}}',
        [(1, "half"), (2, "NUL")],
        1,
    ),
    ("a.jsonl", b'{"text": "caf\xe9"}\n' + f'{{"text": "{B}"}}'.encode(), [(1, "not UTF-8")], 1),
    ("a.jsonl", f'{{"text": "{"x" * 500}', [(1, "malformed JSON")], 0),
    ("a.jsonl", f'{{"n": {"9" * 5000}}}\n{{"text": "{B}"}}', [(1, "malformed JSON")], 1),
    ("a.json", '{"articles": [', [(None, "malformed JSON")], 0),
    ("a.json", '{"articles": []}', [(1, "no text column; its columns: articles")], 0),
    ("a.json", "[]", [(None, "empty")], 0),
    ("a.jsonl", b"\n\n", [(None, "empty")], 0),
    ("a.csv", "text\n", [(None, "empty")], 0),
    ("a.json", b'["\xff"]', [(None, "not UTF-8")], 0),
    ("a.parquet", b"PAR1 and no more", [(None, "not a readable Parquet file")], 0),
    ("a.parquet", b"", [(None, "not a readable Parquet file")], 0),
    ("a.parquet.gz", b"PAR1", [(None, "unknown format .gz")], 0),
    ("a.docx", b"PK", [(None, "unknown format .docx")], 0),
    ("README", A, [(None, "unknown format (no suffix)")], 0),
]


@pytest.mark.parametrize(("name", "content", "expected", "n_read"), BAD_FILES)
def test_what_is_not_an_article_is_skipped_and_the_rest_goes_on(
    name: str, content: Any, expected: list[tuple[int | None, str]], n_read: int, write: Write
) -> None:
    path = write(name, content)
    articles = read(path)
    assert articles.n_read == n_read, articles.skipped
    assert [s.row for s in articles.skipped] == [row for row, _ in expected], articles.skipped
    for skipped, (_, reason) in zip(articles.skipped, expected, strict=True):
        assert reason in skipped.reason
        assert skipped.remedy
        assert skipped.file == str(path)


def test_parquet_cells_that_python_cannot_hold(tmp_path: Path) -> None:
    bad = pa.Array.from_buffers(
        pa.string(), 2, [None, pa.py_buffer(b"\0\0\0\0\2\0\0\0" + (2 + len(A)).to_bytes(4, "little")),
                         pa.py_buffer(b"\xff\xfe" + A.encode())]
    )  # fmt: skip
    dates = pa.array([0, 10**8], pa.int32()).view(pa.date32())
    pq.write_table(pa.table({"text": bad, "date": dates}), tmp_path / "a.parquet")
    articles = read(tmp_path)
    assert reasons(articles) == [(1, "the text is of type bytes")]
    assert [w.row for w in articles.warnings] == [2]
    assert articles.n_read == 1


ENCODED = [
    (CAFE.encode("utf-8-sig"), None),
    (CAFE.encode("utf-16"), None),
    (b"\xfe\xff" + CAFE.encode("utf-16-be"), None),
    (CAFE.encode("utf-32"), None),
    (CAFE.encode("cp1252"), "cp1252"),
    (CAFE.encode("utf-16-le"), "utf-16-le"),
    (CAFE.encode("utf-8-sig"), "cp1252"),  # a byte order mark says more than an option for a folder of files
]


@pytest.mark.parametrize(("content", "encoding"), ENCODED)
def test_encodings(content: bytes, encoding: str | None, write: Write) -> None:
    assert [a.text for a in read_articles(write("a.txt", content), encoding=encoding)] == [CAFE]


def test_an_unknown_encoding_is_an_error(write: Write) -> None:
    with pytest.raises(ValueError, match="unknown encoding 'utf-9'"):
        read_articles(write("a.txt", A), encoding="utf-9")


def test_a_truncated_gzip_gives_what_it_still_holds(write: Write) -> None:
    lines = "\n".join(json.dumps({"text": f"{A} {int.from_bytes(os.urandom(40), 'big')}"}) for _ in range(3000))
    path = write("a.jsonl.gz", lines)
    path.write_bytes(path.read_bytes()[:-2000])
    whole_lines = zlib.decompressobj(wbits=31).decompress(path.read_bytes()).count(b"\n")
    articles = read(path)
    assert 2900 < articles.n_read == whole_lines < 3000
    assert "broken gzip, not read to its end" in articles.skipped[-1].reason


def test_a_file_that_only_looks_packed_is_reported(tmp_path: Path) -> None:
    (tmp_path / "a.csv.gz").write_text(table(CELLS))
    assert "broken gzip" in read(tmp_path).skipped[0].reason


@pytest.mark.parametrize("name", ["bomb.txt.gz", "bomb.jsonl.gz", "bomb.csv.gz", "bomb.json.gz"])
def test_a_gzip_bomb_is_bounded(name: str, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MAX_UNPACKED", 500_000)
    monkeypatch.setattr(streams, "MAX_LINE", 100_000)
    path = write(name, (b"text\n" if "csv" in name else b"") + b" " * 5_000_000)
    tracemalloc.start()
    articles = read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert articles.n_read == 0
    assert articles.skipped
    assert peak < 4_000_000


def test_long_lines_are_bounded(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "MAX_LINE", 300)
    long = json.dumps({"text": "x" * 1000})
    articles = read(write("a.jsonl", f"{long}\n{json.dumps({'text': A})}\n"))
    assert (articles.n_read, reasons(articles)) == (1, [(1, "line too long")])
    articles = read(write("a.csv", f"text\n{A}\n{'x' * 1000}\n{B}\n"))
    assert (articles.n_read, articles.skipped[0].reason[:18]) == (1, "line 3 is too long")


def test_the_lists_are_bounded_and_the_counts_are_not(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source_module, "MAX_LISTED", 3)
    articles = read(write("a.jsonl", "{\n" * 10 + json.dumps({"text": A})))
    assert (articles.n_read, articles.n_skipped, len(articles.skipped)) == (1, 10, 4)
    assert articles.skipped[-1].reason == "7 more rows of this file, not listed"


def test_memory_stays_flat(write: Write) -> None:
    path = write("a.jsonl", "".join(json.dumps({"text": f"{A} {n} {'filler ' * 2000}"}) + "\n" for n in range(1500)))
    assert path.stat().st_size > 20_000_000
    next(iter(read_articles(path)))  # loads what is loaded once
    tracemalloc.start()
    n = sum(1 for _ in read_articles(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert n == 1500
    assert peak < 3_000_000


# --- folders, patterns, links ---------------------------------------------------------------------------------------


def folder(write: Write) -> None:
    for number, name in enumerate(["b.txt", "a/z.txt", "a/y.jsonl", "c.csv", ".hidden.txt", ".git/x.txt"]):
        text = f"{A} Number {'x' * number}."
        by_suffix = {".jsonl": json.dumps({"text": text}), ".csv": table([["text"], [text]])}
        write(name, by_suffix.get(Path(name).suffix, text))


FOLDER = [
    (["."], ["a/y.jsonl", "a/z.txt", "b.txt", "c.csv"]),
    (["b.txt", "a"], ["b.txt", "a/y.jsonl", "a/z.txt"]),
    (["*.txt"], ["b.txt"]),
    (["**/*.txt"], ["a/z.txt", "b.txt"]),
    (["**"], ["a/y.jsonl", "a/z.txt", "b.txt", "c.csv"]),
    (["[ab]*"], ["a/y.jsonl", "a/z.txt", "b.txt"]),
    (["c.csv", "c.csv", "."], ["c.csv", "a/y.jsonl", "a/z.txt", "b.txt"]),
]


@pytest.mark.parametrize(("sources", "expected"), FOLDER)
def test_folders_patterns_and_lists(
    sources: list[str], expected: list[str], write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder(write)
    order = ["b.txt", "a/z.txt", "a/y.jsonl", "c.csv"]
    monkeypatch.chdir(tmp_path)
    for paths in (sources, [str(tmp_path / s) for s in sources], [tmp_path / s for s in sources]):
        articles = read_articles(paths)
        assert [order[a.text.removesuffix(".").count("x") - A.count("x")] for a in articles] == expected
        assert (articles.skipped, articles.n_duplicates) == ([], 0)


MADE = {
    "a run": ("run.json", "tables/articles/00001.csv"),
    "a run that is being made": (".kept/lock", "tables.partial/articles/00001.csv"),
    "a report": ("manifest.json", "index.html", "tables/articles.csv"),
}


@pytest.mark.parametrize("source", [".", "*", "**/*.csv"])
@pytest.mark.parametrize("files", MADE.values(), ids=MADE)
def test_what_was_made_of_the_articles_is_none_of_them(
    files: tuple[str, ...], source: str, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("articles.csv", table([["text"], [A]]))
    for name in files:
        write(f"sub/made/{name}", table([["text"], [B]]))
    monkeypatch.chdir(tmp_path)
    articles = read_articles(source)
    assert ([a.text for a in articles], articles.skipped) == ([A], [])
    with pytest.raises(NoArticlesError, match=r"sub/made: a run or a report, and no articles; .* name the articles"):
        read_articles("sub/made")
    assert [a.text for a in read_articles(f"sub/made/{files[-1]}")] == [B]  # by its own name it is read


def test_a_name_with_brackets_is_a_name(write: Write) -> None:
    assert read(write("[1].txt", A)).n_read == 1


def test_links_do_not_lead_out_of_the_folder(write: Write, tmp_path: Path) -> None:
    write("out/secret.txt", B)
    inside = write("in/a.txt", A).parent
    (inside / "b.txt").symlink_to(tmp_path / "out" / "secret.txt")
    (inside / "c").symlink_to(tmp_path / "out")
    (inside / "d").symlink_to(inside)
    (inside / "e.txt").symlink_to(inside / "nothing")
    (inside / "f.txt").symlink_to(inside / "a.txt")
    (inside / "g.txt").symlink_to(inside / "g.txt")
    articles = read(inside)
    assert (articles.n_read, articles.n_duplicates) == (1, 0)
    assert [(Path(s.file).name, s.reason.split(";")[0]) for s in articles.skipped] == [
        ("b.txt", "link that leaves the folder"),
        ("c", "link that leaves the folder"),
        ("d", "link to a folder"),
        ("e.txt", "broken link"),
        ("g.txt", "broken link"),
    ]
    assert [a.text for a in read_articles(str(inside / "**" / "*.txt"))] == [A]
    assert [a.text for a in read_articles(str(inside / "c" / "*.txt"))] == [B]  # the user named the link


def test_a_pipe_in_a_folder_is_not_opened(write: Write, tmp_path: Path) -> None:
    write("a.txt", A)
    os.mkfifo(tmp_path / "b.txt")
    assert reasons(read(tmp_path)) == [(None, "not a regular file")]


def test_a_folder_or_file_that_cannot_be_read_is_reported(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.txt", "b/x.txt", "c.txt"):
        write(name, f"{A} {name}")
    listdir, opened = os.listdir, Path.open

    def refuse(path: Any, *args: Any) -> Any:
        if Path(path).name in ("b", "a.txt"):
            raise PermissionError(13, "Permission denied")
        return (opened if args else listdir)(path, *args)

    monkeypatch.setattr(os, "listdir", refuse)
    monkeypatch.setattr(Path, "open", refuse)
    articles = read(tmp_path)
    assert articles.n_read == 1
    assert [s.reason for s in articles.skipped] == [
        "cannot be read: Permission denied",
        "cannot be read: Permission denied",
    ]


def test_a_file_that_changes_while_read_is_warned_of(write: Write) -> None:
    path = write("a.jsonl", json.dumps({"text": A}) + "\n" + json.dumps({"text": B}))
    articles = read_articles(path)
    for _ in articles:
        path.write_text(path.read_text() + "\n")
    assert [w.reason for w in articles.warnings] == ["the file changed while it was read"]


def test_file_names_are_shown_safely(tmp_path: Path) -> None:
    Path(os.fsdecode(bytes(tmp_path) + b"/\xff\x1b[2J\n\xe2\x80\xae.txt")).write_text("")
    (skipped,) = read(tmp_path).skipped
    assert skipped.file == f"{tmp_path}/\\udcff\\x1b[2J\\n\\u202e.txt"


# --- the source as a whole ------------------------------------------------------------------------------------------

NO_SOURCE = [
    ([], "no source given"),
    ("", "is not a path"),
    ("a\0b", "is not a path"),
    ("nothing.txt", r"nothing\.txt: no such file or folder"),
    ("nothing/*.txt", "no file matches this pattern"),
    ("https://example.org/a.csv", "remote sources are not read"),
    (Path("https://example.org/a.csv"), "remote sources are not read"),
    ("s3://bucket/a.parquet", "remote sources are not read"),
    ("file:///etc/hostname", "remote sources are not read"),
]


@pytest.mark.parametrize(("given_source", "message"), NO_SOURCE)
def test_a_source_that_does_not_exist_is_an_error_before_reading(given_source: Any, message: str) -> None:
    with pytest.raises(NoArticlesError, match=message):
        read_articles(given_source)


def test_a_missing_file_suggests_the_nearest(write: Write) -> None:
    path = write("articles.csv", A)
    with pytest.raises(NoArticlesError, match=r"did you mean .*articles\.csv\?"):
        read_articles(path.with_name("article.csv"))


def test_a_source_without_a_usable_article_is_an_error_at_its_end(write: Write, tmp_path: Path) -> None:
    with pytest.raises(NoArticlesError, match=r"no usable article in .*: it is empty; formats: \.txt"):
        list(read_articles(tmp_path))
    write("a.txt", GERMAN)
    with pytest.raises(NoArticlesError, match=r"1 skipped, first .*a\.txt: not English .*\(leave it out"):
        list(read_articles(tmp_path))


def test_limit_stops_and_a_second_reading_starts_anew(write: Write) -> None:
    path = write("a.jsonl", "{\n" + "\n".join(json.dumps({"text": f"{A} {n}"}) for n in range(5)))
    articles = read_articles(path, limit=2)
    first = list(articles)
    assert len(first) == articles.n_read == 2
    assert list(articles) == first
    assert (articles.n_read, len(articles.skipped), articles.n_duplicates) == (2, 1, 0)
    with pytest.raises(ValueError, match="limit must be at least 1"):
        read_articles(path, limit=0)


PIECES = [
    '"',
    ",",
    ";",
    "\t",
    "\n",
    "\r",
    "{",
    "}",
    "[",
    "]",
    '{"text": "',
    '"}\n',
    "text,date\n",
    "date 2022-01-03 ",
    "<html><p>",
    "<!--",
    "</",
    '<meta charset="',
    A,
    B,
]
BYTES = st.one_of(
    st.binary(max_size=9),
    st.sampled_from([piece.encode() for piece in PIECES] + [b"\xef\xbb\xbf", b"\xff\xfe", b"\0", b"\\ud800", b"PAR1"]),
)


@given(st.sampled_from(sorted(READERS)), st.lists(BYTES, max_size=12), st.sampled_from(["", ".gz"]))
def test_whatever_the_bytes_articles_come_out_or_the_reason_why_not(suffix: str, parts: list[bytes], gz: str) -> None:
    content = b"".join(parts)
    with TemporaryDirectory() as name:
        (Path(name) / f"x{suffix}{gz}").write_bytes(gzip.compress(content) if gz else content)
        articles, account = read_all(name)
    assert all(article.text.strip() and article.text.encode().decode() == article.text for article in articles)
    assert account.n_read == len(articles)
    assert account.n_read or account.skipped


@given(st.one_of(st.text(), st.from_regex(r"\A[0-9]{1,4}[-/. ,:a-z]{1,3}[0-9]{1,4}[-/. ,:TZ+]{1,3}[0-9]{4}")))
def test_any_text_is_a_date_or_a_value_error(text: str) -> None:
    try:
        day = read_date(text)
    except ValueError:
        return
    assert day is None or date.fromisoformat(day)


# --- gold -----------------------------------------------------------------------------------------------------------


@needs_shared
@pytest.mark.gold
def test_the_seed_article_is_its_gold_text() -> None:
    (article,) = read_articles(SHARED / "gold" / "seed.txt")
    gold = json.loads((SHARED / "gold" / "seed.jsonl").read_text().splitlines()[0])
    assert article.text == gold["text"]
    assert article.date == gold["date"]
    assert article.title is not None
    assert article.text.startswith(article.title + "\n")


@needs_shared
@pytest.mark.gold
@pytest.mark.parametrize(("name", "n"), [("dev.jsonl", 50), ("train.jsonl", 376), ("seed.jsonl", 1)])
def test_gold_files_are_read_whole_and_keep_their_ids(name: str, n: int) -> None:
    articles = read_articles(SHARED / "gold" / name)
    gold = [json.loads(line) for line in (SHARED / "gold" / name).read_text().splitlines()]
    assert [(a.article_id, a.text, a.date) for a in articles] == [(g["id"], g["text"], g["date"]) for g in gold]
    assert (articles.n_read, articles.skipped, articles.warnings) == (n, [], [])


@needs_shared
@pytest.mark.gold
def test_of_the_news_only_what_is_in_another_language_is_skipped() -> None:
    articles = read_articles(SHARED / "data" / "news" / "articles.jsonl.gz")
    assert sum(1 for _ in articles) == 6678
    assert (articles.n_duplicates, articles.warnings) == (0, [])
    # Looked at: one article in Arabic and five in Ukrainian.
    assert (
        sorted(s.reason for s in articles.skipped)
        == ["not English (looks like ar)"] + ["not English (looks like uk)"] * 5
    )
