"""HTML → the article in it: main text, title, date, outlet, whether it is the whole. By trafilatura; asks no network.

Source of the method: Barbaresi, "Trafilatura: A Web Scraping Library and Command-Line Tool for Text Discovery and
Extraction" (ACL 2021). Loaded for pages alone; `extract` is run apart (`apart`), as lxml reads foreign markup.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from analysis.lexicons.files import Entry, load_yaml

SHORT = 1500  # characters: few articles are shorter, most texts before a paywall are
VERY_SHORT = 700  # a text below this is a stub if its page speaks of a wall anywhere
PAYWALL = "paywall"  # the flag of a text that is kept although its page speaks of a wall

# Trafilatura's own search for dates supplies days ("2022-02" becomes the first of February), so it is kept short.
_NO_DATES = {"original_date": True, "extensive_search": False, "max_date": "2200-12-31"}
_PUBLISHED = re.compile(r'"datePublished"\s*:\s*"([^"]{1,60})"')
_LOCKED = re.compile(
    r'"isAccessibleForFree"\s*:\s*"?false\b|article:content_tier"[^>]{0,40}content="locked"', re.IGNORECASE
)
_BLANKS = re.compile(r"\s+")


class Words(Entry):
    """`pages.yml`: what shows that a page holds no whole article; see the head of the file."""

    source: str
    licence: str
    walls: tuple[str, ...]
    cuts: tuple[str, ...]
    dates: tuple[str, ...]
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a page holds. `reason` and `remedy` say why it is no article, and are None where it is one."""

    text: str = ""
    title: str | None = None
    date: str | None = None
    source: str | None = None
    reason: str | None = None
    remedy: str | None = None
    flags: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def load_words() -> Words:
    """The words of `pages.yml`, which lies here: what is read is not how it is annotated, and changes no run."""
    return load_yaml(Path(__file__).with_name("pages.yml"), Words)


def extract(html: str, url: str | None = None) -> dict[str, Any]:
    """The fields of a `Page`: plain values, as they pass between processes. Paragraphs are a blank line apart."""
    from lxml.html import HTMLParser, document_fromstring
    from trafilatura import bare_extraction

    if not html.strip():
        return asdict(_judged(Page(), "", locked=False))
    # Bytes and a parser that is told their encoding: what the markup says of its encoding is then of no account.
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    tree = document_fromstring(html.encode("utf-8", errors="replace"), parser=parser)
    seen = " ".join(tree.xpath("//body//text()[not(parent::script or parent::style)]"))
    date = stated_date(tree, html)
    found: Any = bare_extraction(
        tree,
        url=url,
        with_metadata=True,
        include_comments=False,
        include_tables=False,
        date_extraction_params=_NO_DATES,
    )
    if found is None:
        return asdict(_judged(Page(), seen, locked=False))
    page = Page(text=_text(found.text, found.title), title=found.title, date=date, source=found.sitename)
    return asdict(_judged(page, seen, locked=bool(_LOCKED.search(html))))


def stated_date(tree: Any, html: str) -> str | None:
    """The day of publication as the page writes it: in its meta elements, its JSON-LD, or an element of time."""
    stated: dict[str, str] = {}
    for meta in tree.xpath("//meta[@content]"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        stated.setdefault(name.lower(), meta.get("content").strip())
    named = [stated[name] for name in load_words().dates if stated.get(name)]
    linked = _PUBLISHED.findall(html)[:1]
    times = tree.xpath("//time[@pubdate or @itemprop='datePublished']/@datetime")
    return next(iter([*named, *linked, *map(str, times)]), None)


def _text(text: str, title: str | None) -> str:
    """The paragraphs, without the headline, which is a field of its own."""
    paragraphs = [line.strip() for line in (text or "").split("\n") if line.strip()]
    return "\n\n".join(paragraphs[1:] if title and paragraphs[:1] == [title.strip()] else paragraphs)


def _judged(page: Page, seen: str, locked: bool) -> Page:
    """The page with what is wrong with it; `seen` is all text on it, `locked` whether it says that one has to pay."""
    words, text = load_words(), page.text
    if not text:
        return _no_article("no main text", "open it in a browser: it may need JavaScript or a login, or be no article")
    if len(text) < VERY_SHORT and _says(text, words.notices):
        return _no_article("only a notice of the site (cookies, JavaScript, no access)", "save the article itself")
    if is_stub(text, seen, locked):
        remedy = "save it as a subscriber, or leave it out"
        return _no_article("only the beginning of the article: paywall", remedy)
    walled = locked or _says(text[-SHORT:], words.walls)
    return Page(text=text, title=page.title, date=page.date, source=page.source, flags=(PAYWALL,) * walled)


def _no_article(reason: str, remedy: str) -> Page:
    return Page(reason=reason, remedy=remedy)


def is_stub(text: str, seen: str = "", locked: bool = False) -> bool:
    """Whether a text is only the beginning of an article.

    A short one is, if it speaks of a wall itself or its page says that it is locked; a very short one also if its page
    speaks of a wall anywhere, or if it breaks off; a longer one only if it breaks off and then speaks of a wall, or is
    locked. So a short article that is whole stays one, although hidden parts of its page offer subscriptions.
    """
    words = load_words()
    walled, broken = _says(text, words.walls), _plain(text).endswith(words.cuts)
    if len(text) < VERY_SHORT:
        return walled or locked or broken or _says(seen, words.walls)
    if len(text) < SHORT:
        return walled or locked
    return broken and (locked or _says(text[-SHORT:], words.walls))


def _says(text: str, words: tuple[str, ...]) -> bool:
    plain = _plain(text)
    return any(word in plain for word in words)


def _plain(text: str) -> str:
    return _BLANKS.sub(" ", text).strip().lower().replace("\u2019", "'")
