"""robots.txt: what a host lets programs read, and how often (RFC 9309, by Protego, whose patterns cost linear time)."""

from __future__ import annotations

from collections.abc import Callable

from protego import Protego
from urllib3.util import Url

from analysis.fetching.addresses import host_of
from analysis.fetching.pace import Pace
from analysis.fetching.records import Answer, Failure

MAX_RULES = 512_000  # characters; what follows is not read, as RFC 9309 allows
NAME = "stancebook"  # the name that a robots.txt may address


class Robots:
    """The rules of every host that was asked, read once a run. `get` fetches without asking here."""

    def __init__(self, get: Callable[[str], Answer], pace: Pace) -> None:
        self._get, self._pace = get, pace
        self._rules: dict[str, Protego | Failure] = {}

    def check(self, parts: Url) -> None:
        """Raise `Failure` where the host does not let this address be read, or does not say whether it does."""
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            self._rules[origin] = self._read(origin, host_of(parts))
        rules = self._rules[origin]
        if isinstance(rules, Failure):
            raise Failure(rules.reason, rules.remedy)
        if not rules.can_fetch(parts.url, NAME):
            raise Failure("robots.txt does not let programs read it", "save it by hand, or ask the site")

    def _read(self, origin: str, host: str) -> Protego | Failure:
        try:
            text = self._get(f"{origin}/robots.txt").body.decode("utf-8", errors="replace")[:MAX_RULES]
        except Failure as failure:
            # RFC 9309: without a file all may be read; a host that cannot answer is not asked for more.
            if failure.status is None or failure.status >= 500 or failure.status == 429:
                return Failure(f"its robots.txt cannot be read: {failure.reason}", failure.remedy)
            text = ""
        rules = Protego.parse(text)
        delay = rules.crawl_delay(NAME) or 0.0
        self._pace.slow_down(host, delay if delay > 0 else 0.0)  # not a number is no delay
        return rules
