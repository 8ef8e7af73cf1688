"""An answer → the article in it, decoded as the server says, else as the page says, else as far as it can be told."""

from __future__ import annotations

from dataclasses import replace

from analysis.articles.pages import Page
from analysis.articles.records import UnreadableError
from analysis.articles.streams import wrong_encoding
from analysis.articles.webpages import decode, main_text
from analysis.fetching.records import Answer, Failure

PAGES = frozenset({"", "text/html", "application/xhtml+xml", "application/xml", "text/xml"})
GUESSED = "encoding guessed"  # the flag of a page that is not in the encoding it claims
_LAST = "cp1252"  # what a page is most often that is not what it claims; a few bytes are none of it


def read_article(answer: Answer) -> Page:
    """The page with its text and flags. Raises `Failure` where it is no article, or only the beginning of one."""
    if answer.kind not in PAGES:
        raise Failure(f"not a page but {answer.kind}", "leave it out, or extract its text", lasting=True)
    html, guessed = _decoded(answer)
    if "\0" in html:
        raise Failure("holds NUL characters", "save it by hand as text", lasting=True)
    page = main_text(html, answer.url)
    if page.reason:
        raise Failure(page.reason, page.remedy or "leave it out", lasting=True)
    return replace(page, flags=(*page.flags, GUESSED)) if guessed else page


def _decoded(answer: Answer) -> tuple[str, bool]:
    """The markup, and whether its encoding is another than the first one claimed."""
    tried = dict.fromkeys([answer.charset, None, "utf-8", _LAST])
    for number, encoding in enumerate(tried):
        try:
            html = decode(answer.body, encoding)
        except UnreadableError as error:
            raise Failure(error.reason, error.remedy, lasting=True) from None
        except UnicodeError:
            continue
        if not wrong_encoding(html, None):
            return html, number > 0
    raise Failure("in no encoding that it could be told to be", "save it by hand as UTF-8", lasting=True)
