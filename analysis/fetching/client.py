"""An address → its answer: allowed by robots.txt, at the host's pace, over redirects, tried again where that helps."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from urllib3.exceptions import InvalidHeader
from urllib3.util import Retry, Url

from analysis.fetching.addresses import checked, host_of
from analysis.fetching.cache import Cache, conditions
from analysis.fetching.connection import ask
from analysis.fetching.pace import Pace
from analysis.fetching.records import Answer, Failure, Settings
from analysis.fetching.robots import Robots

REDIRECTS = frozenset({301, 302, 303, 307, 308})
AGAIN = frozenset({429, 500, 502, 503, 504})
GONE = frozenset({404, 410})
REMEDIES = {
    401: "it wants a login: save it by hand",
    402: "it wants to be paid: save it by hand",
    403: "it lets no programs in: save it by hand",
    451: "it may not be shown in your country",
}


class Client:
    """Asks hosts as the settings say; one request at a time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._cache = Cache(settings.cache)
        self.pace = Pace(settings.delay, settings.patience)
        self._robots = Robots(lambda url: self._follow(url, obeying=False), self.pace)
        self._headers = {
            "User-Agent": settings.user_agent,
            "Accept": "text/html, application/rss+xml, application/atom+xml, application/json, */*;q=0.5",
            "Accept-Language": "en",
            "Accept-Encoding": "gzip",
            "Connection": "close",
        }

    def get(self, url: str) -> Answer:
        """The answer with status 200, its `url` being the last of the redirects. Raises `Failure`."""
        return self._follow(url, obeying=True)

    def close(self) -> None:
        """Remove old answers from the cache."""
        self._cache.clear()

    def _follow(self, url: str, obeying: bool) -> Answer:
        """Every hop is checked as the first address was."""
        parts = checked(url)
        for _ in range(self._settings.max_redirects + 1):
            if obeying:
                self._robots.check(parts)
            answer = self._patiently(parts)
            if answer.status not in REDIRECTS:
                return answer
            parts = checked(answer.headers.get("location", ""), base=parts.url)
        raise Failure(f"more than {self._settings.max_redirects} redirects", "give the address that it leads to")

    def _patiently(self, parts: Url) -> Answer:
        """The answer of one address, asked several times where that may help."""
        host, settings = host_of(parts), self._settings
        for attempt in range(settings.tries):
            self.pace.wait(host)
            try:
                return self._once(parts)
            except Failure as failure:
                if not failure.again or attempt + 1 == settings.tries:
                    self.pace.hold(host, failure.after)
                    raise
                self.pace.hold(host, max(failure.after, settings.backoff * 2**attempt))
        raise AssertionError("at least one try")

    def _once(self, parts: Url) -> Answer:
        kept = self._cache.find(parts.url)
        answer = ask(parts, self._headers | conditions(kept), self._settings)
        if kept and answer.status == 304:
            return replace(kept, headers={**kept.headers, **answer.headers})
        if answer.status == 200:
            self._cache.keep(answer)
        elif answer.status not in REDIRECTS:
            raise _refusal(answer)
        return answer


def _refusal(answer: Answer) -> Failure:
    """What a status other than 200 means for who asked."""
    status, after = answer.status, 0.0
    if status in AGAIN:
        with suppress(InvalidHeader, OverflowError, ValueError):
            after = Retry().parse_retry_after(answer.headers.get("retry-after", "0"))
        return Failure(f"status {status}", again=True, after=after, status=status)
    if status in GONE:
        return Failure(f"status {status}", "check the address", lasting=True, status=status)
    return Failure(f"status {status}", REMEDIES.get(status, "open it in a browser"), status=status)
