"""Sources → corpus: what they name is noted, then fetched host by host, and everything that gave nothing is told."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from analysis.articles.records import shown
from analysis.clock import made_at
from analysis.fetching.addresses import checked, host_of
from analysis.fetching.client import Client
from analysis.fetching.corpus import Corpus, key_of
from analysis.fetching.reading import read_article
from analysis.fetching.records import Answer, Failure, Item, Missed, Settings
from analysis.fetching.sources import ADDRESS, day, read_items
from analysis.progress import Progress

_CREDENTIALS = re.compile(r"//[^/]*@")
MAX_FILE = 256_000_000  # bytes of a list, a feed or an export on disk


@dataclass
class Summary:
    """What a run brought. `known` are articles that the corpus had before, `vain` addresses not asked again."""

    corpus: str
    new: int = 0
    known: int = 0
    same: int = 0
    older: int = 0
    vain: int = 0
    waiting: int = 0
    missed: list[Missed] = field(default_factory=list)

    @property
    def came(self) -> bool:
        """Whether there was any article, now or before."""
        return bool(self.new or self.known or self.same)

    def to_text(self) -> str:
        """A line for the whole, and one for each address that gave no article."""
        counts = (
            (self.known, "known before"),
            (self.same, "the same under another address"),
            (self.older, "older than --since"),
            (self.vain, "not asked again, as they gave no article before (--again asks)"),
            (self.waiting, "left for the next run"),
            (len(self.missed), "gave no article:"),
        )
        told = "; ".join(f"{n:,} {what}" for n, what in counts if n)
        lines = [f"{self.corpus}: {self.new:,} new articles" + (f"; {told}" if told else "")]
        return "\n".join(lines + [f"  {one.url}: {one.reason} ({one.remedy})" for one in self.missed])


def fetch(
    sources: Sequence[str], out: str | Path, settings: Settings | None = None, *, progress: bool | None = None
) -> Summary:
    """Append the articles that the sources name to the corpus `out`, and say what came of each.

    A source is an address (of a feed, an export, a list or an article) or a file (a feed, an export or a list). What an
    earlier run found and did not get to is fetched too. Killed at any moment, the corpus holds whole articles, each
    once, and the next run goes on. Raises `ValueError` where `out` is no corpus, `OSError` where it cannot be written.
    """
    with Corpus(Path(out)) as corpus:
        run = _Run(corpus, settings or Settings())
        with Progress("reading sources", unit="source", total=len(sources), show=progress) as bar:
            for source in sources:
                if not run.is_enough():
                    run.open(source)
                bar.add()
        with Progress("fetching", unit="article", total=len(corpus.waiting(run.again)), show=progress) as bar:
            run.work(bar)
        return run.summary


class _Run:
    """One run: the client, the corpus and the account."""

    def __init__(self, corpus: Corpus, settings: Settings) -> None:
        self.summary = Summary(str(corpus.path))
        self.again = settings.again
        self._corpus, self._settings, self._client = corpus, settings, Client(settings)
        self._counted: set[str] = set()

    def open(self, source: str) -> None:
        """Note what a source names; an article of its own is taken at once."""
        try:
            if not ADDRESS.match(source):
                self._note(_in_file(source))
                return
            url = checked(source).url
            if self._corpus.has(url):
                self.summary.known += 1
                return
            answer = self._client.get(url)
            items = read_items(answer.body, url, answer.url, answer.charset)
            if items is None:
                self._take(Item(url=url), answer)
            else:
                self._note(items)
        except Failure as failure:
            self._miss(source, failure)

    def _note(self, items: Sequence[Item | Missed]) -> None:
        self.summary.missed += [item for item in items if isinstance(item, Missed)]
        new = [item for item in items if isinstance(item, Item) and self._is_new(item.url)]
        since = self._settings.since or ""
        wanted = [item for item in new if not item.date or item.date >= since]
        self.summary.older += len(new) - len(wanted)
        self._corpus.queue(wanted)

    def _is_new(self, url: str) -> bool:
        """Whether an address is to be asked; one that is not is counted once."""
        known = self._corpus.has(url)
        vain = not known and not self.again and self._corpus.was_in_vain(url)
        if key_of(url) not in self._counted:
            self._counted.add(key_of(url))
            self.summary.known += known
            self.summary.vain += vain
        return not known and not vain

    def work(self, bar: Progress) -> None:
        """Fetch what waits, always from the host that may be asked soonest."""
        hosts: dict[str, deque[Item]] = {}
        for item in self._corpus.waiting(self.again):
            hosts.setdefault(host_of(checked(item.url)), deque()).append(item)
        while hosts and not self.is_enough():
            host = min(hosts, key=self._client.pace.ready)
            self._take(hosts[host].popleft())
            if not hosts[host]:
                del hosts[host]
            bar.add()
        self.summary.waiting = sum(map(len, hosts.values()))
        self._client.close()

    def is_enough(self) -> bool:
        """Whether there are as many new articles as were wanted."""
        return self._settings.limit is not None and self.summary.new >= self._settings.limit

    def _take(self, item: Item, answer: Answer | None = None) -> None:
        """Fetch an item and append its article, or note why there is none."""
        try:
            if item.text is None and answer is None:
                answer = self._client.get(item.url)
            final = answer.url if answer else item.url
            if self._corpus.has(final):
                self.summary.same += 1
                self._corpus.miss(item.url, Failure("the same article as another address", lasting=True))
                return
            entry = _entry(item, answer)
            if self._is_old(entry["date"]):
                self.summary.older += 1
                self._corpus.miss(item.url, Failure("older than --since", lasting=True))
                return
            self._corpus.add(entry)
            self.summary.new += 1
        except Failure as failure:
            self._miss(item.url, failure)

    def _is_old(self, date: str | None) -> bool:
        return bool(self._settings.since and date and date < self._settings.since)

    def _miss(self, url: str, failure: Failure) -> None:
        url = _CREDENTIALS.sub("//…@", url)
        self._corpus.miss(url, failure)
        self.summary.missed.append(Missed(url=shown(url, 500), reason=failure.reason, remedy=failure.remedy))


def _in_file(source: str) -> list[Item | Missed]:
    """What a file on disk names. Raises `Failure` where it names nothing."""
    path = Path(source)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE + 1)
    except (OSError, ValueError) as error:
        reason = f"cannot be read: {getattr(error, 'strerror', None) or error}"
        raise Failure(reason, "give an address (https://…) or the path of a file") from None
    if len(data) > MAX_FILE:
        raise Failure(f"more than {MAX_FILE:,} bytes", "split it")
    items = read_items(data, shown(source, 500))
    if items is None:
        raise Failure("a page, not a list of addresses", "give it to stancebook report itself")
    return items


def _entry(item: Item, answer: Answer | None) -> dict[str, Any]:
    """The line of an article: what report reads, then where it comes from."""
    page = read_article(answer) if answer else None
    final = answer.url if answer else item.url
    body = answer.body if answer else (item.text or "").encode("utf-8", errors="replace")
    headers = answer.headers if answer else {}
    return {
        "id": f"w-{sha256(key_of(final).encode()).hexdigest()[:16]}",
        "date": item.date or (day(page.date) if page else None),
        "source": item.source or (page.source if page else None) or host_of(checked(final)),
        "title": item.title or (page.title if page else None),
        "text": page.text if page else item.text,
        "url": item.url,
        "final_url": final,
        "feed": item.feed,
        "fetched_at": made_at(),
        "status": answer.status if answer else None,
        "etag": headers.get("etag"),
        "last_modified": headers.get("last-modified"),
        "sha256": sha256(body).hexdigest(),
        "extractor": f"trafilatura {version('trafilatura')}" if page else None,
        "flags": list(page.flags) if page else ["text of the export"],
    }
