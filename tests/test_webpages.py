"""Saved pages as a source: what is taken of them, what they cannot do, and when they are only the beginning."""

from __future__ import annotations

import gzip
import os
import signal
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from analysis.articles import apart, pages, read_articles, webpages
from analysis.articles.pages import extract, is_stub, load_words
from analysis.lexicons import LexiconError, OwnFile, load_yaml
from test_articles import A, B, read, reasons
from webserver import page

C = "“It’s a step,” said a delegate’s aide in Northport, “and a café is not the place to judge it.”"
TEXT = f"{A}\n\n{B}\n\n{C}"
WALL = "Subscribe to continue reading."
GERMAN = "Die Ministerin sagte am Montag, dass die Regierung über weitere Schritte gegen die Insel beraten werde."


def save(folder: Path, content: str | bytes, name: str = "a.html") -> Path:
    path = folder / name
    data = content.encode() if isinstance(content, str) else content
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return path


@pytest.mark.parametrize("name", ["a.html", "a.htm", "A.HTML", "a.html.gz"])
def test_a_page_is_an_article(name: str, tmp_path: Path) -> None:
    save(tmp_path, page("Council meets", TEXT), name)
    (article,) = read_articles(tmp_path)
    assert (article.title, article.date, article.source) == ("Council meets", "2022-01-03", "The Northport Wire")
    assert article.text == TEXT, "paragraphs, without headline, navigation and footer"


LINKED = '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2022-02-05T10:00:00Z"}</script>'
WIRE = "The Northport Wire"
TIME = '<time itemprop="datePublished" datetime="2022-01-03">x</time>'
TOLD = [
    # the page, its file's name, (date, outlet)
    (page("T", TEXT, date=None, outlet=None), "a.html", (None, None)),
    (page("T", TEXT, date=None, outlet=None), "2022-01-09-a.html", ("2022-01-09", None)),
    (page("T", TEXT, date="2022-01-03"), "2022-01-09-a.html", ("2022-01-03", WIRE)),
    (page("T", TEXT, date=None, head=LINKED), "a.html", ("2022-02-05", WIRE)),
    (page("T", TEXT, date=None, head='<meta name="Date" content="January 3, 2022">'), "a.html", ("2022-01-03", WIRE)),
    (page("T", TEXT, date=None, tail=TIME), "a.html", ("2022-01-03", WIRE)),
    (page("T", TEXT, date=None, tail='<time datetime="2022-01-03">comment</time>'), "a.html", (None, WIRE)),
    # A day that is not written is not supplied, and one that there is not is none.
    (page("T", TEXT, date=None, head='<meta name="date" content="2022-02">'), "a.html", (None, WIRE)),
    (page("T", TEXT, date="2022-02-31"), "a.html", (None, WIRE)),
    # A day in the text is none that the page states.
    (page("T", f"{A} On March 3, 2021, it had refused.\n\n{B}", date=None), "a.html", (None, WIRE)),
]


@pytest.mark.parametrize(("content", "name", "expected"), TOLD)
def test_dates_and_outlets_are_those_that_are_told(
    content: str, name: str, expected: tuple[str | None, str | None], tmp_path: Path
) -> None:
    (article,) = read_articles(save(tmp_path, content, name))
    assert (article.date, article.source) == expected


ENCODED = [
    # how the page is encoded, what it says of itself, what the caller says
    ("utf-8", "", None),
    ("utf-8-sig", '<meta charset="windows-1252">', None),
    ("utf-16", "", None),
    ("utf-16", '<meta charset="utf-8">', "cp1252"),
    ("cp1252", '<meta charset="windows-1252">', None),
    ("cp1252", "<meta charset=ISO-8859-1>", None),
    ("cp1252", '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">', None),
    ("cp1252", '<meta charset="utf-8">', "cp1252"),
    ("utf-8", '<meta charset="utf-16">', None),
    ("utf-8", '<meta charset="unicode_escape">', None),
    ("utf-8", '<meta charset="no-such">', None),
    ("utf-8", "<meta charset=zip>", None),
]


@pytest.mark.parametrize(("encoding", "head", "given"), ENCODED)
def test_encodings(encoding: str, head: str, given: str | None, tmp_path: Path) -> None:
    content = page("T", TEXT).replace("<title>", f"{head}<title>")
    (article,) = read_articles(save(tmp_path, content.encode(encoding)), encoding=given)
    assert article.text == TEXT


def test_a_page_of_xml_may_claim_any_encoding(tmp_path: Path) -> None:
    content = "<?xml version='1.0' encoding='windows-1252'?>" + page("T", TEXT)
    assert [a.text for a in read_articles(save(tmp_path, content.encode("cp1252")))] == [TEXT]


BAD = [
    # name, content, reason
    ("a.html", b"", "empty"),
    ("a.html", b" \n", "empty"),
    ("a.html", page("T", TEXT).encode("cp1252"), "not UTF-8"),
    ("a.html", page("T", TEXT).replace("<title>", '<meta charset="utf-8"><title>').encode("cp1252"), "not UTF-8"),
    ("a.html", page("T", TEXT).encode("utf-16-le"), "not UTF-8; UTF-16 without a byte order mark?"),
    ("a.html", page("T", TEXT).encode("utf-16")[:-1], "wrong encoding"),
    ("a.html", page("T", TEXT).replace("Northport", "North\0port"), "holds NUL characters"),
    ("a.html", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "binary, not text"),
    ("a.html", b"%PDF-1.7", "not text but a PDF"),
    ("a.html", "<html><body></body></html>", "no main text"),
    ("a.html", "<div>" * 200_000, "no main text"),
    ("a.html", f"<html><body><script>{A}</script></body></html>", "no main text"),
    ("a.html", page("T", f"{GERMAN}\n\n{GERMAN} Das sagte sie."), "not English"),
    ("a.html", page("T", A, tail=f"<p>{WALL}</p>"), "only the beginning of the article: paywall"),
    ("a.html", page("T", "We use cookies to make this site work for you and for us."), "only a notice of the site"),
    ("a.html.gz", page("T", TEXT), "broken gzip"),
]


@pytest.mark.parametrize(("name", "content", "reason"), BAD)
def test_what_is_no_article_is_skipped_with_a_remedy(name: str, content: Any, reason: str, tmp_path: Path) -> None:
    path = save(tmp_path, content, name)
    if name.endswith(".gz"):
        path.write_bytes(path.read_bytes()[:-9])
    account = read(path)
    (skipped,) = account.skipped
    assert skipped.reason.startswith(reason)
    assert skipped.remedy
    assert account.n_read == 0


HOSTILE = {
    "truncated": page("T", TEXT)[: page("T", TEXT).index("judge it") + 8],
    "entities": '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "&x;&x;">]>'
    + page("T", TEXT).replace("</article>", "<p>&x;&y;</p></article>"),
    "unclosed": page("T", TEXT).replace("</p>", ""),
    "brackets": "[" * 100_000 + page("T", TEXT),
    "json": page("T", TEXT, head='<script type="application/ld+json">' + "[" * 100_000 + "</script>"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_broken_costs_nothing_that_is_whole(name: str, tmp_path: Path) -> None:
    account = read(save(tmp_path, HOSTILE[name]))
    (article,) = read_articles(tmp_path)
    assert all(part in article.text for part in (A, B)), account.skipped
    assert "root:" not in article.text


def test_a_page_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webpages, "MAX_PAGE", 100_000)
    for name in ("long.html", "bomb.html.gz"):
        path = save(tmp_path, b"<p>" + b" " * 20_000_000, name)
        tracemalloc.start()
        account = read(path)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert reasons(account) == [(None, "too long: more than 100,000 bytes of HTML")]
        assert peak < 4_000_000


def test_markup_that_takes_too_long_is_a_line_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "SECONDS", 1)
    attributes = " ".join(f"a{n}=1" for n in range(150_000))
    save(tmp_path, f"<p {attributes}>x</p>{A}", "a.html")
    save(tmp_path, page("T", TEXT), "b.html")
    source = read_articles(tmp_path)
    assert [article.text for article in source] == [TEXT]
    assert reasons(source) == [(None, "takes more than 1 s of computing")]


# The process apart


def test_a_process_that_ends_is_started_again(tmp_path: Path) -> None:
    path = save(tmp_path, page("T", TEXT))
    assert read(path).n_read == 1
    process = apart._worker(os.getpid())._process
    assert process
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert reasons(read(path)) == [(None, "breaks the parser")]
    assert read(path).n_read == 1


def test_what_a_function_raises_is_an_answer_and_its_process_goes_on() -> None:
    with pytest.raises(apart.NoAnswerError, match=r"breaks the parser \(TypeError\)"):
        apart.call(extract, 3, 4, 5)
    assert apart.call(extract, page("T", TEXT))["text"] == TEXT


def test_it_ends_with_who_asked_and_imports_nothing_of_the_folder(tmp_path: Path) -> None:
    """Killed, the asking process cannot clean up."""
    (tmp_path / "trafilatura.py").write_text("raise SystemExit('taken')", encoding="utf-8")
    (tmp_path / "json.py").write_text("raise SystemExit('taken')", encoding="utf-8")
    save(tmp_path, page("T", TEXT))
    code = (
        "import os, time\nfrom analysis.articles import apart, read_articles\n"
        "print(len(list(read_articles('a.html'))), apart._worker(os.getpid())._process.pid, flush=True)\ntime.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-P", "-c", code], cwd=tmp_path, stdout=subprocess.PIPE, text=True) as asker:
        assert asker.stdout
        n, pid = asker.stdout.readline().split()
        asker.kill()
    assert n == "1"
    until = time.monotonic() + 10
    while Path(f"/proc/{pid}/cmdline").exists() and Path(f"/proc/{pid}/cmdline").read_bytes():
        assert time.monotonic() < until, "left over"
        time.sleep(0.05)


def test_other_formats_load_nothing_for_pages(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(A, encoding="utf-8")
    code = (
        "import sys\nfrom analysis.articles import read_articles\nassert len(list(read_articles(sys.argv[1]))) == 1\n"
        "loaded = {'lxml', 'trafilatura', 'urllib3', 'analysis.articles.apart'} & set(sys.modules)\n"
        "assert not loaded, loaded"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True)


def test_a_page_asks_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """In this process, where whoever asks is seen."""
    extract("<p>loads what is needed")
    asked: list[Any] = []
    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(f"socket.{name}", lambda *given, **_: asked.append(given))
    head = (
        '<link rel="canonical" href="https://example.org/2022/01/03/a"><base href="https://example.org/">'
        '<link rel="stylesheet" href="https://example.org/s.css"><script src="https://example.org/s.js"></script>'
    )
    tail = '<img src="https://example.org/a.png"><iframe src="https://example.org/f"></iframe>'
    doctype = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "http://127.0.0.1:9/x.dtd">'
    found = extract(doctype + page("T", TEXT, head=head, tail=tail), "https://example.org/a")
    assert (found["text"], asked) == (TEXT, [])


# Stubs

LONG = " ".join(f"{A} {B} Part {n}." for n in range(12))
BRIEF = f"{A} {B} {A.replace('Monday', 'Tuesday')} {B.replace('summit', 'vote')}"
STUBS = [
    # the main text, all text on the page, whether it says that one has to pay, whether it is a stub
    (A, "", False, False),
    (f"{A} {WALL}", "", False, True),
    (f"{A} Subscribe\nto  continue reading", "", False, True),
    (A, f"Sport {WALL} About us", False, True),
    (A, "Subscribe to our newsletter. Sign in. Subscribe now.", False, False),
    (A, "", True, True),
    (f"{A[:60]}…", "", False, True),
    (f"{A} Read more", "", False, True),
    (f"{A} You’ve reached your limit of free articles.", "", False, True),
    (BRIEF * 2, f"Sport {WALL}", False, False),
    (BRIEF * 2, "", True, True),
    (LONG, f"Sport {WALL}", False, False),
    (LONG, "", True, False),
    (f"{LONG} {WALL}", "", False, False),
    (f"{LONG} {WALL} Read more", "", False, True),
    (f"{LONG}…", "", False, False),
    (f"{LONG}…", "", True, True),
]


@pytest.mark.parametrize(("text", "seen", "locked", "stub"), STUBS)
def test_what_is_only_a_beginning(text: str, seen: str, locked: bool, stub: bool) -> None:
    assert is_stub(text, seen, locked) is stub


def test_a_long_text_before_a_wall_is_kept_and_flagged() -> None:
    assert extract(page("T", LONG, tail=f"<p>{WALL}</p>"))["flags"] == (pages.PAYWALL,)
    assert extract(page("T", LONG))["flags"] == ()


def test_the_words_are_as_they_are_compared() -> None:
    words = load_words()
    for word in (*words.walls, *words.cuts, *words.notices):
        assert word == " ".join(word.lower().replace("\u2019", "'").split())
    with pytest.raises(LexiconError, match="fences"):
        load_yaml(OwnFile("own.yml", "source: a\nlicence: b\nfences: [x]"), pages.Words)
