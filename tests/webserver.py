"""A web server on loopback for tests: pages and feeds made of the test's own texts, and answers that go wrong."""

from __future__ import annotations

import gzip
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HTML = "text/html; charset=utf-8"


@dataclass
class Reply:
    """What the server says. `raw` is sent as it is, without status or headers."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: str = HTML
    raw: bytes | None = None
    drip: float = 0.0  # seconds between two bytes


@dataclass
class Site:
    """The server: its address, what it answers by path, and the requests that came."""

    port: int = 0
    replies: dict[str, Reply | Callable[[Any], Reply]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str], float]] = field(default_factory=list)

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    def paths(self) -> list[str]:
        return [path for path, _, _ in self.asked if path != "/robots.txt"]


@contextmanager
def serving() -> Iterator[Site]:
    """A site that answers 404 to everything until it is given replies."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked = {name.lower(): value for name, value in self.headers.items()}
            site.asked.append((self.path, asked, time.monotonic()))
            reply = site.replies.get(self.path, Reply(status=404))
            self._send(reply(asked) if callable(reply) else reply)

        def _send(self, reply: Reply) -> None:
            self.close_connection = True
            if reply.raw is not None:
                self._write(reply.raw, reply.drip)
                return
            self.send_response(reply.status)
            headers = {"Content-Type": reply.kind, "Content-Length": str(len(reply.body)), **reply.headers}
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            if reply.status != 304:
                self._write(reply.body, reply.drip)

        def _write(self, content: bytes, drip: float) -> None:
            for piece in [bytes([byte]) for byte in content] if drip else [content]:
                self.wfile.write(piece)
                time.sleep(drip)

        def handle_one_request(self) -> None:
            try:
                super().handle_one_request()
            except OSError:  # who asked is gone
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


def page(title: str, text: str, *, date: str | None = "2022-01-03", outlet: str | None = "The Northport Wire",
         head: str = "", tail: str = "") -> str:  # fmt: skip
    """An article as news sites show it: navigation, headline, paragraphs, footer."""
    told = f'<meta property="article:published_time" content="{date}T10:00:00Z">' * bool(date)
    named = f'<meta property="og:site_name" content="{escape(outlet or "")}">' * bool(outlet)
    paragraphs = "".join(f"<p>{escape(part)}</p>\n" for part in text.split("\n\n"))
    return (
        f"<!DOCTYPE html>\n<html><head><title>{escape(title)}</title>{told}{named}{head}</head><body>\n"
        '<nav><a href="/">Home</a> <a href="/world">World</a> <a href="/sport">Sport</a></nav>\n'
        f"<main><article><h1>{escape(title)}</h1>\n{paragraphs}{tail}</article></main>\n"
        "<footer><p>About us</p><p>Contact</p></footer></body></html>"
    )


def rss(entries: list[tuple[str, str, str]], title: str = "The Northport Wire") -> bytes:
    """An RSS feed of (address, title, ISO date)."""
    items = "".join(
        f"<item><title>{escape(name)}</title><link>{escape(url)}</link><guid>{escape(url)}</guid>"
        f"<pubDate>{format_datetime(datetime.fromisoformat(date).replace(tzinfo=UTC))}</pubDate></item>"
        for url, name, date in entries
    )
    head = f"<channel><title>{escape(title)}</title><link>http://localhost/</link><description>d</description>"
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0">{head}{items}</channel></rss>'.encode()


def atom(entries: list[tuple[str, str, str]], title: str = "The Northport Wire") -> bytes:
    """An Atom feed of (address, title, ISO date)."""
    items = "".join(
        f'<entry><title>{escape(name)}</title><link rel="alternate" href="{escape(url)}"/><id>{escape(url)}</id>'
        f"<published>{date}T08:00:00Z</published><updated>{date}T09:00:00Z</updated></entry>"
        for url, name, date in entries
    )
    head = f"<title>{escape(title)}</title><id>urn:x</id><updated>2022-01-04T00:00:00Z</updated>"
    return f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">{head}{items}</feed>'.encode()


def export(articles: list[dict[str, Any]]) -> bytes:
    """A JSON export as of NewsAPI."""
    return json.dumps({"status": "ok", "totalResults": len(articles), "articles": articles}).encode()


def packed(body: bytes, **headers: str) -> Reply:
    """A reply with its body gzipped."""
    return Reply(gzip.compress(body), headers={"Content-Encoding": "gzip", **headers})
