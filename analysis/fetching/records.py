"""What the fetching hands around: settings, an item to fetch, an answer, a failure with its remedy."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from analysis.articles.records import shown
from analysis.articles.webpages import usual_encoding

LATER = "run again later"
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How to ask. Times are seconds, sizes bytes."""

    cache: Path | None = None  # the folder of answers kept for conditional requests; None keeps none
    delay: float = 1.0  # between two requests to one host; its robots.txt may ask for more
    timeout: float = 20.0  # of silence
    deadline: float = 60.0  # for one answer in all
    tries: int = 3
    backoff: float = 2.0  # before the second try; doubled for each further one
    patience: float = 120.0  # the longest pause that is waited for; a host that asks for more is left for this run
    max_body: int = 10_000_000
    max_redirects: int = 5
    allow_private: bool = False  # addresses of this machine and of private networks
    contact: str = ""  # of who fetches, told to the hosts
    limit: int | None = None  # new articles
    since: str | None = None  # ISO date
    again: bool = False  # ask also for what gave no article before

    def __post_init__(self) -> None:
        if not (self.contact.isascii() and self.contact.isprintable() and len(self.contact) <= 200):
            raise ValueError("--contact: give it in ASCII, on one line of at most 200 characters")

    @property
    def user_agent(self) -> str:
        """Names the program and, where given, whom to write to."""
        return f"stancebook/{version('stancebook')} (news corpus for research{'; ' * bool(self.contact)}{self.contact})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An article to fetch, and what a feed or an export says about it."""

    url: str
    title: str | None = None
    date: str | None = None
    source: str | None = None
    feed: str | None = None
    text: str | None = None  # the whole text, where an export has it


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a host answered; header names are in lower case. `body` is unpacked."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def kind(self) -> str:
        """The media type, in lower case: text/html."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    @property
    def charset(self) -> str | None:
        """The encoding that the host names, if it is one that pages have."""
        found = _CHARSET.search(self.headers.get("content-type", ""))
        return usual_encoding(found[1]) if found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """Something that gave no article: its address or place, why, and what to do about it."""

    url: str
    reason: str
    remedy: str


class Failure(Exception):  # noqa: N818 - not always an error: a page may be no article
    """Why an address gave nothing, and what to do about it.

    `lasting` failures are not tried again by the next run. `again` says that another try may help at once, after
    `after` seconds where the host named a time.
    """

    def __init__(
        self,
        reason: str,
        remedy: str = LATER,
        *,
        lasting: bool = False,
        again: bool = False,
        after: float = 0.0,
        status: int | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason, self.remedy, self.lasting = shown(reason, 300), remedy, lasting
        self.again, self.after, self.status = again, after, status
