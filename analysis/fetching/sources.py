"""What a source names: the items of a feed (RSS, Atom), of a JSON export (as of NewsAPI), of a list of addresses."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from typing import Any

from analysis.articles import apart
from analysis.articles.columns import Columns
from analysis.articles.dates import read_date
from analysis.articles.formats import load_json, unfold
from analysis.articles.labels import label
from analysis.articles.pages import VERY_SHORT, is_stub
from analysis.articles.records import UnreadableError, shown
from analysis.articles.webpages import decode
from analysis.fetching.addresses import checked
from analysis.fetching.records import Failure, Item, Missed

MAX_ITEMS = 10_000  # of one source
ADDRESS = re.compile(r"https?://", re.IGNORECASE)
# What markup is shows in the first of these; a feed may quote pages, and a page feeds.
_ROOT = re.compile(r"<(?:!doctype\s+)?(?:\w+:)?(html|rss|feed|rdf)\b", re.IGNORECASE)
# NewsAPI cuts texts, and says by how much: "… [+2345 chars]".
_CUT = re.compile(r"\[\+\d+ chars\]\s*$")


def read_items(
    data: bytes, name: str, url: str | None = None, encoding: str | None = None
) -> list[Item | Missed] | None:
    """The items that a file or an answer names, in its order; None where it is a page, which names nothing.

    `name` is what the source is called, `url` where it came from. Raises `Failure` where it cannot be read.
    """
    begin = _text(data[:4096], encoding).lstrip()
    if begin.startswith("<"):
        root = _ROOT.search(begin)
        if not root or root[1].lower() == "html":
            return None
        found = _from_feed(data, name, url)
    elif begin.startswith(("{", "[")):
        found = _from_json(_text(data, encoding), name)
    else:
        found = _from_lines(_text(data, encoding), name)
    return [item for item, _ in zip(found, range(MAX_ITEMS), strict=False)]


def _text(data: bytes, encoding: str | None) -> str:
    try:
        return decode(data, encoding).removeprefix("\ufeff")
    except UnreadableError as error:
        raise Failure(error.reason, error.remedy, lasting=True) from None
    except UnicodeError:
        raise Failure("broken UTF-16", "save it as UTF-8") from None


def _from_feed(data: bytes, name: str, url: str | None) -> Iterator[Item | Missed]:
    try:
        entries = apart.call(parse_feed, base64.b64encode(data).decode(), url or "")
    except apart.NoAnswerError as error:
        raise Failure(f"not a readable feed: {error}", "check it in a feed reader") from None
    if not entries:
        raise Failure("a feed without entries", "check it in a feed reader")
    for number, entry in enumerate(entries, 1):
        yield _item(entry, f"{name}, entry {number}", url, feed=name)


def parse_feed(data: str, url: str) -> list[dict[str, Any]]:
    """The entries of a feed, given as base64: url, title, date and source as far as they have them. Run apart."""
    import feedparser

    # A stream: feedparser would open a text that looks like an address or a path.
    headers = {"content-location": url} if url else {}
    feed = feedparser.parse(
        BytesIO(base64.b64decode(data)), response_headers=headers, sanitize_html=False, resolve_relative_uris=False
    )
    return [
        {
            "url": entry.get("feedburner_origlink") or entry.get("link"),
            "title": _words(entry.get("title") or "", entry.get("title_detail", {}).get("type")),
            "date": entry.get("published") or entry.get("updated"),
            "source": (entry.get("source") or {}).get("title"),
        }
        for entry in feed.entries
    ]


def _words(title: str, kind: str | None) -> str:
    """A title without its markup, where the feed says that it has any."""
    from lxml.html import fromstring

    return str(fromstring(f"<p>{title}</p>").text_content()) if kind and "html" in kind else title


def _from_json(text: str, name: str) -> Iterator[Item | Missed]:
    columns = Columns()
    try:
        entries = unfold(load_json(text), columns)
    except ValueError as error:
        raise Failure(f"malformed JSON: {error}", "save it again as JSON") from None
    for number, entry in enumerate(entries, 1):
        place = f"{name}, article {number}"
        if isinstance(entry, dict):
            fields = {field: entry[column] for field, column in columns.find(entry).items()}
            yield _item({**fields, "url": entry.get("url") or entry.get("link")}, place, None, feed=name)
        else:
            yield Missed(url=place, reason=f"not an object but {type(entry).__name__}", remedy='write {"url": …}')


def _from_lines(text: str, name: str) -> Iterator[Item | Missed]:
    """A line an address; blank lines and those that begin with # are left out."""
    if text.strip() and not re.search(r"^\s*https?://", text, re.MULTILINE | re.IGNORECASE):
        raise Failure(
            "names no address: no feed, no export, no list", "write one address a line, such as https://host/a"
        )
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield _item({"url": line.strip()}, f"{name}, line {number}", None, feed=None)


def _item(fields: dict[str, Any], place: str, base: str | None, feed: str | None) -> Item | Missed:
    url, text = fields.get("url"), fields.get("text")
    if not isinstance(url, str) or not url.strip():
        return Missed(url=place, reason="no address", remedy="leave it out, or give it a link")
    try:
        parts = checked(url, base)
    except Failure as failure:
        return Missed(url=place, reason=failure.reason, remedy=failure.remedy)
    whole = isinstance(text, str) and len(text) >= VERY_SHORT and not _CUT.search(text) and not is_stub(text)
    return Item(
        url=parts.url,
        title=label(fields.get("title")),
        date=day(fields.get("date")),
        source=label(fields.get("source")),
        feed=shown(feed, 500) if feed else None,
        text=text if whole else None,
    )


def day(value: object) -> str | None:
    """The ISO date of what a source gives; None where it names no one day."""
    with suppress(ValueError):
        return read_date(value)
    return None
