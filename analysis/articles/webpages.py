"""Saved pages of the web (.html, .htm): bytes → decoded markup, bounded → `Page`."""

from __future__ import annotations

import re
from pathlib import Path

from analysis.articles import apart
from analysis.articles.dates import date_in_name
from analysis.articles.files import Input
from analysis.articles.pages import Page, extract
from analysis.articles.records import Problem, Row
from analysis.articles.streams import HEAD, encoding_of, open_bytes, wrong_encoding

MAX_PAGE = 10_000_000  # bytes; long articles with all their scripts have one or two million
NO_PAGE = "save its text as .txt, or leave it out"

_CHARSET = re.compile(rb"(?:<meta[^>]{0,300}?charset|<\?xml[^>]{0,100}?encoding)\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.I)
# Encodings that pages have; Python knows others that are none of text, or slow.
_USUAL = re.compile(r"utf-?8|(iso|windows|koi8|euc|shift|mac)[-_]?\w+([-_]\w+)*|cp\d+|gb\w+|big5\w*|macintosh", re.I)
# As in browsers: what calls itself Latin-1 or ASCII may hold the quotation marks of Windows.
_LATIN = re.compile(r"(iso[-_]?8859[-_]1|latin[-_]?1|(us[-_])?ascii)", re.I)


def read_page(file: Input) -> Row | Problem:
    """The article of a page, or why there is none. The date is the page's, else that in the file's name."""
    with open_bytes(file) as stream:
        data = stream.read(MAX_PAGE + 1)
    if len(data) > MAX_PAGE:
        return Problem(None, f"too long: more than {MAX_PAGE:,} bytes of HTML", NO_PAGE)
    html = decode(data, file.encoding)
    if problem := wrong_encoding(html, file.encoding):
        return Problem(None, *problem)
    if "\0" in html:
        return Problem(None, "holds NUL characters", "remove the NUL characters, or save the page again")
    if not html.strip():
        return Problem(None, "empty", "leave it out")
    page = main_text(html)
    if page.reason:
        return Problem(None, page.reason, page.remedy or NO_PAGE)
    date = page.date or date_in_name((file.path or Path(file.name)).name)
    return Row(None, {"text": page.text, "date": date, "title": page.title, "source": page.source})


def main_text(html: str, url: str | None = None) -> Page:
    """What `pages.extract` makes of the markup in the process apart; never raises."""
    try:
        found = apart.call(extract, html, url)
    except apart.NoAnswerError as error:
        return Page(reason=str(error), remedy=NO_PAGE)
    return Page(**found | {"flags": tuple(found["flags"])})


def decode(data: bytes, given: str | None = None) -> str:
    """Markup decoded by its byte order mark, else as `given`, else as it says itself, else as UTF-8.

    Undecodable bytes become lone surrogates, for `wrong_encoding` to find (UTF-16 and UTF-32 raise `UnicodeError`).
    Raises `UnreadableError` where it is no text.
    """
    encoding = encoding_of(data[:HEAD], given)
    if encoding == "utf-8" and given is None:
        encoding = declared(data) or encoding
    wide = encoding.lower().replace("_", "-").startswith(("utf-16", "utf-32"))
    return data.decode(encoding, errors="strict" if wide else "surrogateescape")


def declared(data: bytes) -> str | None:
    """The encoding that markup names at its beginning; None where it names none, or none that pages have."""
    found = _CHARSET.search(data, 0, 4096)
    return usual_encoding(found[1].decode("ascii", errors="ignore")) if found else None


def usual_encoding(name: str) -> str | None:
    """Python's name for an encoding as pages and servers name it; None for one that pages do not have."""
    if _LATIN.fullmatch(name):
        return "cp1252"
    try:
        "".encode(name)
    except (LookupError, ValueError):
        return None
    return name if _USUAL.fullmatch(name) else None
