"""Getting articles from the web, by a real server on loopback: what comes, what does not and why, and politeness."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import cli
from analysis.articles import read_articles
from analysis.fetching import Settings, Summary, addresses, connection, fetch
from analysis.fetching.addresses import checked, is_public
from analysis.fetching.corpus import Corpus, key_of
from analysis.fetching.records import Failure, Item, Missed
from analysis.fetching.sources import read_items
from analysis.store import read_arrow
from test_articles import A
from webserver import HTML, Reply, Site, atom, export, packed, page, rss, serving

SAMPLE = [json.loads(line) for line in Path("data/sample.jsonl").read_text(encoding="utf-8").splitlines()]
LONG = "\n\n".join(f"{SAMPLE[0]['text']}\n\n{SAMPLE[1]['text']}".split("\n\n"))
NEVER = ("127.0.0.2", "10.0.0.1")  # what stays private where the server's own address counts as public


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as made:
        yield made


@pytest.fixture
def get(tmp_path: Path) -> Callable[..., Summary]:
    """Fetch into one corpus without pauses, with its own cache."""

    def run(*sources: str, out: str = "corpus.jsonl", **options: Any) -> Summary:
        usual = {"delay": 0.0, "backoff": 0.0, "timeout": 5.0, "allow_private": True, "cache": tmp_path / "cache"}
        return fetch(sources, tmp_path / out, Settings(**{**usual, **options}), progress=False)

    return run


def corpus(folder: Path, name: str = "corpus.jsonl") -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").splitlines()]


def missed(summary: Summary, site: Site) -> list[tuple[str, str]]:
    """Path and reason of what gave no article."""
    return [(one.url.removeprefix(site.url("")), one.reason) for one in summary.missed]


def put(site: Site, *numbers: int, **options: Any) -> list[tuple[str, str, str]]:
    """Serve articles of the sample at /N; what a feed says of them."""
    for n in numbers:
        site.replies[f"/{n}"] = Reply(page(SAMPLE[n]["title"], SAMPLE[n]["text"], date=None, **options).encode())
    return [(site.url(f"/{n}"), SAMPLE[n]["title"], SAMPLE[n]["date"]) for n in numbers]


# What comes


@pytest.mark.parametrize(("made", "kind"), [(rss, "application/rss+xml"), (atom, "application/atom+xml"), (rss, HTML)])
def test_a_feed_becomes_a_corpus_that_is_read_as_a_source(
    made: Any, kind: str, site: Site, get: Any, tmp_path: Path
) -> None:
    site.replies["/feed"] = Reply(made(put(site, 0, 1, 2)), kind=kind)
    tags = {"ETag": '"one"', "Last-Modified": "Mon, 03 Jan 2022 10:00:00 GMT"}
    site.replies["/1"] = Reply(page(SAMPLE[1]["title"], SAMPLE[1]["text"]).encode(), headers=tags)
    assert (get(site.url("/feed")).new, len(corpus(tmp_path))) == (3, 3)
    articles = {article.title: article for article in read_articles(tmp_path / "corpus.jsonl")}
    for row in SAMPLE[:3]:
        article = articles[row["title"]]
        assert (article.text, article.date, article.source) == (row["text"], row["date"], "The Northport Wire")
    entry = next(entry for entry in corpus(tmp_path) if entry["url"] == site.url("/1"))
    assert (entry["final_url"], entry["feed"], entry["status"]) == (site.url("/1"), site.url("/feed"), 200)
    assert (entry["etag"], entry["last_modified"]) == ('"one"', "Mon, 03 Jan 2022 10:00:00 GMT")
    assert re.fullmatch(r"[0-9a-f]{64}", entry["sha256"])
    assert re.fullmatch(r"trafilatura \d.*", entry["extractor"])
    assert entry["flags"] == []


def test_every_kind_of_source(site: Site, get: Any, tmp_path: Path) -> None:
    put(site, *range(6))
    site.replies["/feed"] = Reply(rss([("/0", "Relative", "2022-01-03")]))
    (tmp_path / "feed.xml").write_bytes(rss([(site.url("/1"), "On disk", "2022-01-03")]))
    (tmp_path / "list.txt").write_text(f"# mine\n\n{site.url('/2')}\nftp://x/y\n{site.url('/2')}#top\n", "utf-8")
    site.replies["/list"] = Reply(site.url("/3").encode(), kind="text/plain")
    short = {"source": {"id": None, "name": "The Ledger"}, "publishedAt": "2022-02-01T08:00:00Z"}
    cut = {**short, "url": site.url("/4"), "title": "Cut", "content": f"{SAMPLE[4]['text'][:200]}… [+900 chars]"}
    whole = {**short, "url": site.url("/whole"), "title": "Whole", "content": LONG}
    (tmp_path / "export.json").write_bytes(export([cut, whole, {"title": "no address"}]))
    made = get(
        site.url("/feed"), site.url("/list"), site.url("/5"),
        *(str(tmp_path / name) for name in ("feed.xml", "list.txt", "export.json")),
    )  # fmt: skip
    entries = {entry["url"].removeprefix(site.url("")): entry for entry in corpus(tmp_path)}
    assert sorted(entries) == [*(f"/{n}" for n in range(6)), "/whole"]
    assert [entries[f"/{n}"]["text"] for n in range(6)] == [row["text"] for row in SAMPLE[:6]]
    assert [(e["title"], e["source"], e["date"]) for e in (entries["/4"], entries["/whole"])] == [
        ("Cut", "The Ledger", "2022-02-01"),
        ("Whole", "The Ledger", "2022-02-01"),
    ]
    assert (entries["/whole"]["text"], entries["/whole"]["flags"]) == (LONG, ["text of the export"])
    assert "/whole" not in site.paths()
    assert [(Path(one.url).name, one.reason) for one in made.missed] == [
        ("list.txt, line 4", "not an http or https address"),
        ("export.json, article 3", "no address"),
    ]


def test_what_names_no_article_is_a_line(site: Site, get: Any, tmp_path: Path) -> None:
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a0 "ha">{laughs}]><rss version="2.0"><channel>'
    files = {
        "bomb.xml": f"{bomb}<item><title>&a11;</title></item></channel></rss>".encode(),
        "broken.xml": b"<rss><channel><item><link>http://",
        "empty.xml": rss([]),
        "page.html": page("A", LONG).encode(),
        "deep.json": b"[" * 100_000,
        "binary.txt": bytes(range(256)) * 9,
        "out.xml": rss([("file:///etc/passwd", "a", "2022-01-03"), ("http://u:pw@h/x", "b", "2022-01-03")]),
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    made = get(*(str(tmp_path / name) for name in files), str(tmp_path / "absent"))
    reasons = [(Path(one.url).name, one.reason) for one in made.missed]
    assert [name for name, _ in reasons] == ["bomb.xml, entry 1", "broken.xml, entry 1", "empty.xml", "page.html",
        "deep.json", "binary.txt", "out.xml, entry 1", "out.xml, entry 2", "absent"]  # fmt: skip
    assert [reason.split(":")[0] for _, reason in reasons[2:]] == [
        "a feed without entries", "a page, not a list of addresses", "malformed JSON", "binary, not text",
        "not an http or https address", "names a user or password", "cannot be read",
    ]  # fmt: skip
    assert all(one.remedy for one in made.missed)
    assert "pw" not in made.to_text()
    assert (made.came, site.asked) == (False, [])


# What does not come


def test_each_bad_answer_is_a_line_and_the_rest_goes_on(site: Site, get: Any) -> None:
    body = page("A", LONG).encode()
    bad: dict[str, tuple[Reply, str]] = {
        "/404": (Reply(status=404), "status 404"),
        "/403": (Reply(status=403), "status 403"),
        "/500": (Reply(status=500), "status 500"),
        "/pdf": (Reply(b"%PDF-1.7", kind="application/pdf"), "not a page but application/pdf"),
        "/hidden-pdf": (Reply(b"%PDF-1.7"), "not text but a PDF"),
        "/nul": (Reply(body.replace(b"Council", b"Coun\0cil").replace(b"China", b"Chi\0na")), "holds NUL characters"),
        "/empty": (Reply(b""), "no main text"),
        "/cut": (Reply(body[:500], headers={"Content-Length": str(len(body))}), "cut off before its end"),
        "/chunks": (
            Reply(raw=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfff\r\nabc"),
            "cut off before its end",
        ),
        "/nothing": (Reply(raw=b""), "broken answer (RemoteDisconnected)"),
        "/noise": (Reply(raw=bytes(range(256)) * 40), "broken answer"),
        "/flood": (Reply(raw=b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 500), "broken answer"),
        "/bomb": (packed(b"<p>" + b" " * 50_000_000), "larger than 10,000,000 bytes"),
        "/gzip": (Reply(b"no gzip" * 50, headers={"Content-Encoding": "gzip"}), "broken compression"),
        "/loop": (Reply(status=302, headers={"Location": "/loop"}), "more than 5 redirects"),
        "/file": (Reply(status=302, headers={"Location": "file:///etc/passwd"}), "not an http or https address"),
        "/secret": (Reply(status=302, headers={"Location": "http://u:p@h/"}), "names a user or password"),
        "/nowhere": (Reply(status=301), "more than 5 redirects"),
    }
    site.replies |= {path: reply for path, (reply, _) in bad.items()}
    good = put(site, 0)
    site.replies["/feed"] = Reply(rss([(site.url(path), path, "2022-01-03") for path in bad] + good))
    made = get(site.url("/feed"), tries=2)
    found = dict(missed(made, site))
    assert {path: found.get(path, "")[: len(reason)] for path, (_, reason) in bad.items()} == {
        path: reason for path, (_, reason) in bad.items()
    }
    assert (made.new, len(made.missed)) == (1, len(bad))
    assert all(one.remedy for one in made.missed)
    assert {path: site.paths().count(path) for path in ("/404", "/500", "/cut", "/bomb")} == {
        "/404": 1, "/500": 2, "/cut": 2, "/bomb": 1,
    }  # fmt: skip
    site.asked.clear()
    again = get(site.url("/feed"))
    assert not {"/404", "/pdf", "/bomb"} & set(site.paths())
    assert {"/500", "/cut"} <= set(site.paths())
    assert (again.new, again.known) == (0, 1)
    assert get(site.url("/feed"), again=True).vain == 0
    assert {"/404", "/pdf"} <= set(site.paths())


def test_silence_and_drops_end(site: Site, get: Any) -> None:
    def silent(_: Any) -> Reply:
        time.sleep(1)
        return Reply(b"late")

    site.replies["/silent"] = silent
    drips = {
        "/body": Reply(b"x" * 100, drip=0.1),
        "/closing": Reply(b"x" * 100, headers={"Connection": "close"}, drip=0.1),
        "/headers": Reply(raw=b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 20, drip=0.1),
    }
    site.replies |= drips
    begun = time.monotonic()
    made = get(site.url("/silent"), *map(site.url, drips), timeout=0.5, deadline=0.8, tries=1)
    assert missed(made, site) == [
        ("/silent", "silent for 0.5 s"),
        *((path, "no whole answer within 0.8 s") for path in drips),
    ]
    assert time.monotonic() - begun < 9


def test_the_day_that_a_page_states_counts_where_no_feed_does(site: Site, get: Any, tmp_path: Path) -> None:
    stated = {
        "/iso": "2022-01-05T23:30:00-05:00",
        "/words": "January 6, 2022",
        "/month": "2022-01",
        "/old": "2021-12-31",
    }
    for path, day in stated.items():
        head = f'<meta name="date" content="{day}">'
        site.replies[path] = Reply(page(path, f"{LONG} {path}", date=None, head=head).encode())
    made = get(*map(site.url, stated), since="2022-01-01")
    assert {entry["title"]: entry["date"] for entry in corpus(tmp_path)} == {
        "/iso": "2022-01-05", "/words": "2022-01-06", "/month": None,
    }  # fmt: skip
    assert made.older == 1


@pytest.mark.parametrize(
    ("kind", "encode", "flags"),
    [
        ("text/html; charset=cp1252", "cp1252", []),
        ("text/html; charset=utf-8", "cp1252", ["encoding guessed"]),
        ("text/html; charset=utf-16", "utf-8", []),
        ("text/html; charset=no-such", "utf-8", []),
        ("text/html", "utf-16", []),
        ("", "utf-8", []),
    ],
)
def test_an_encoding_that_is_not_the_one_claimed(
    kind: str, encode: str, flags: list[str], site: Site, get: Any, tmp_path: Path
) -> None:
    site.replies["/a"] = Reply(page("A", LONG).encode(encode), kind=kind)
    get(site.url("/a"))
    (entry,) = corpus(tmp_path)
    assert (entry["text"], entry["flags"]) == (LONG, flags)


def test_stubs_are_told_and_what_may_be_whole_is_flagged(site: Site, get: Any, tmp_path: Path) -> None:
    first = LONG.split("\n\n")[0]
    locked = '<script type="application/ld+json">{"@type": "NewsArticle", "isAccessibleForFree": "False"}</script>'
    wall = "<p>Subscribe to continue reading.</p>"
    cookies = "We use cookies to show you what suits you. Please accept them in order to go on to this site."
    pages = {
        "/wall": page("A", first, tail=wall),
        "/aside": page("B", first).replace("About us", "Already a subscriber? Log in"),
        "/locked": page("C", SAMPLE[0]["text"], head=locked),
        "/notice": page("D", cookies),
        "/long": page("E", LONG, head=locked),
        "/brief": page("F", SAMPLE[1]["text"]).replace("About us", "Already a subscriber? Log in"),
        "/free": page("G", first + first.replace("Monday", "Friday")),
    }
    site.replies |= {path: Reply(text.encode()) for path, text in pages.items()}
    made = get(*(site.url(path) for path in pages))
    stub = "only the beginning of the article: paywall"
    assert dict(missed(made, site)) == {
        "/wall": stub,
        "/aside": stub,
        "/locked": stub,
        "/notice": "only a notice of the site (cookies, JavaScript, no access)",
    }
    flags = {entry["url"].removeprefix(site.url("")): entry["flags"] for entry in corpus(tmp_path)}
    assert flags == {"/long": ["paywall"], "/brief": [], "/free": []}


# Addresses


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.216.34", True),
        ("2606:2800:220:1:248:1893:25c8:1946", True),
        *((a, False) for a in ("127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254")),
        *((a, False) for a in ("0.0.0.0", "100.64.0.1", "224.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1")),
        *((a, False) for a in ("::1", "::", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "2001:db8::1")),
        *((a, False) for a in ("::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::")),
        ("::ffff:93.184.216.34", True),
        ("64:ff9b::5db8:d822", True),
        ("nonsense", False),
    ],
)
def test_private_addresses_are_known(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://h/x", "gopher://h/", "javascript:alert(1)", "data:text/html,x", "//h/x", "h/x", "",
     "http://", "http:///x", "https://u@h/", "http://h:99999/", "http://h:x/", "http://[::1", f"http://h/{'x' * 2000}"],
)  # fmt: skip
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(Failure):
        checked(url)


def test_nothing_private_is_asked_unless_allowed(site: Site, get: Any) -> None:
    put(site, 0)
    hosts = ("127.0.0.1", "localhost", "2130706433", "0x7f000001", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]")
    made = get(*(site.url("/0", host) for host in hosts), allow_private=False)
    assert (len(made.missed), made.new, site.asked) == (len(hosts), 0, [])
    assert all(one.remedy for one in made.missed)
    assert "--allow-private" in made.missed[0].remedy


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's own address counts as one of the public internet; its neighbours do not."""
    real = addresses.is_public
    monkeypatch.setattr(addresses, "is_public", lambda address: address == "127.0.0.1" or real(address))


@pytest.mark.usefixtures("outside")
def test_every_hop_of_a_redirect_is_checked(site: Site, get: Any) -> None:
    put(site, 0)
    for n, host in enumerate(NEVER):
        site.replies[f"/out{n}"] = Reply(status=302, headers={"Location": site.url("/0", host)})
    site.replies["/far"] = Reply(status=302, headers={"Location": "/out0"})
    made = get(*(site.url(path) for path in ("/0", "/out0", "/out1", "/far")), allow_private=False)
    assert made.new == 1
    assert [reason.rpartition("leads to ")[2] for _, reason in missed(made, site)] == [
        f"a private address ({host})" for host in (NEVER[0], NEVER[1], NEVER[0])
    ]
    assert [path for path, headers, _ in site.asked if not headers["host"].startswith("127.0.0.1:")] == []


@pytest.mark.usefixtures("outside")
def test_a_name_is_looked_up_once_and_what_was_checked_is_connected_to(
    site: Site, get: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name server that answers otherwise the second time gains nothing."""
    put(site, 0)
    real, looked_up, connected = socket.getaddrinfo, [], []
    answers = iter(["127.0.0.1", *["127.0.0.2"] * 9])

    def lookup(host: Any, *rest: Any, **options: Any) -> Any:
        if host == "news.test":
            looked_up.append(host)
            return real(next(answers), *rest, **options)
        return real(host, *rest, **options)

    connect = socket.socket.connect

    def noted(self: socket.socket, address: Any) -> None:
        connected.append(address[0])
        connect(self, address)

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    monkeypatch.setattr(socket.socket, "connect", noted)
    made = get(site.url("/0", "news.test"), allow_private=False)
    assert [one.reason for one in made.missed] == ["leads to a private address (127.0.0.2)"]
    assert (len(looked_up), connected) == (2, ["127.0.0.1"])
    assert [(path, headers["host"]) for path, headers, _ in site.asked] == [("/robots.txt", f"news.test:{site.port}")]


@pytest.mark.usefixtures("outside")
def test_of_several_addresses_only_public_ones_are_tried(site: Site, get: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    put(site, 0)
    real = socket.getaddrinfo

    def lookup(host: Any, *rest: Any, **options: Any) -> Any:
        names = ["10.0.0.1", "127.0.0.1"] if host == "news.test" else [host]
        return [found for name in names for found in real(name, *rest, **options)]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    assert get(site.url("/0", "news.test"), allow_private=False).new == 1


# Politeness


def test_robots_txt_is_obeyed_also_after_a_redirect(site: Site, get: Any) -> None:
    put(site, 0, 1)
    site.replies["/to"] = Reply(status=302, headers={"Location": "/0"})
    site.replies["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /\n\nUser-agent: stancebook\nDisallow: /0\n")
    made = get(site.url("/0"), site.url("/1"), site.url("/to"))
    assert (made.new, site.paths()) == (1, ["/1", "/to"])
    assert missed(made, site) == [(path, "robots.txt does not let programs read it") for path in ("/0", "/to")]
    assert [path for path, _, _ in site.asked].count("/robots.txt") == 1


@pytest.mark.parametrize("reply", [Reply(status=503), Reply(status=429), Reply(raw=b"")])
def test_a_host_that_cannot_tell_its_rules_is_not_asked(reply: Reply, site: Site, get: Any) -> None:
    put(site, 0)
    site.replies["/robots.txt"] = reply
    made = get(site.url("/0"), tries=1)
    assert site.paths() == []
    assert made.missed[0].reason.startswith("its robots.txt cannot be read: ")


@pytest.mark.parametrize("delay", ["nan", "-1", "soon", "1e999", "99999"])
def test_hostile_rules_cost_their_host_and_no_time(delay: str, site: Site, get: Any) -> None:
    path = f"/{'a' * 1500}"
    site.replies[path] = Reply(page("A", LONG).encode())
    rules = f"User-agent: *\nCrawl-delay: {delay}\nDisallow: /" + "*a" * 200 + "b\n" + "Disallow: /x\n" * 9999
    site.replies["/robots.txt"] = Reply(rules.encode())
    begun = time.monotonic()
    made = get(site.url(path))
    assert made.new == (delay != "99999")
    assert time.monotonic() - begun < 20


def test_requests_name_the_program_and_leave_pauses(site: Site, get: Any) -> None:
    site.replies["/robots.txt"] = Reply(b"User-agent: *\nCrawl-delay: 0.4\n")
    site.replies["/feed"] = Reply(rss(put(site, 0, 1, 2)))
    get(site.url("/feed"), delay=0.1, contact="mailto:desk@example.org")
    agents = {headers["user-agent"] for _, headers, _ in site.asked}
    assert len(agents) == 1
    assert re.fullmatch(r"stancebook/\d\S* \(.*; mailto:desk@example\.org\)", agents.pop())
    times = [when for _, _, when in site.asked]
    assert len(times) == 5
    # 0.4 s three times; when a request arrives, is a little later than when it was sent.
    assert times[-1] - times[1] > 0.9
    with pytest.raises(ValueError, match="--contact"):
        Settings(contact="x\r\nHost: y")


def test_hosts_are_asked_in_turn_while_others_rest(site: Site, get: Any) -> None:
    with serving() as other:
        there = [(other.url(path, "localhost"), title, date) for path, title, date in [("/3", "c", "2022-01-03")]]
        put(other, 3)
        site.replies["/feed"] = Reply(rss([*put(site, 0, 1), *there]))
        assert get(site.url("/feed"), delay=0.5).new == 3
        theirs = next(when for path, _, when in other.asked if path == "/3")
        ours = next(when for path, _, when in site.asked if path == "/1")
    assert theirs < ours


def test_a_busy_host_gets_the_time_that_it_asks_for(site: Site, get: Any) -> None:
    article = Reply(page("A", LONG).encode())
    replies = iter([Reply(status=429, headers={"Retry-After": "1"}), Reply(status=503), article])
    site.replies["/0"] = lambda _: next(replies)
    assert get(site.url("/0"), backoff=0.2).new == 1
    times = [when for path, _, when in site.asked if path == "/0"]
    first, second = (later - sooner for sooner, later in pairwise(times))
    assert first > 0.8, "as long as the host asked for"
    assert second > 0.3, "twice the usual pause"


def test_a_host_that_asks_for_long_is_left_for_this_run(site: Site, get: Any) -> None:
    entries = put(site, 0, 1)
    site.replies["/0"] = Reply(status=503, headers={"Retry-After": "Wed, 21 Oct 2099 07:28:00 GMT"})
    with serving() as other:
        site.replies["/feed"] = Reply(rss([*entries, *((u.replace("127.0.0.1", "localhost"), t, d)
                                                       for u, t, d in put(other, 2))]))  # fmt: skip
        begun = time.monotonic()
        made = get(site.url("/feed"))
    assert time.monotonic() - begun < 60
    assert made.new == 1
    assert [reason.split(" of ")[0] for _, reason in missed(made, site)] == ["the host asks for pauses"] * 2
    assert site.paths() == ["/feed", "/0"]


def test_what_has_not_changed_is_not_sent_again(site: Site, get: Any, tmp_path: Path) -> None:
    entries = put(site, 0, 1)

    def conditional(body: bytes) -> Callable[[dict[str, str]], Reply]:
        tag = {"ETag": '"x"', "Last-Modified": "Mon, 03 Jan 2022 10:00:00 GMT"}
        return lambda asked: Reply(status=304, headers=tag) if "if-none-match" in asked else Reply(body, headers=tag)

    site.replies["/feed"] = conditional(rss(entries))
    site.replies["/0"] = conditional(page("A", LONG).encode())
    assert get(site.url("/feed")).new == 2
    first = len(site.asked)
    assert get(site.url("/feed"), out="other.jsonl").new == 2
    sent = {path: headers for path, headers, _ in site.asked[first:]}
    assert (sent["/feed"]["if-none-match"], sent["/0"]["if-none-match"]) == ('"x"', '"x"')
    assert sent["/0"]["if-modified-since"] == "Mon, 03 Jan 2022 10:00:00 GMT"
    assert "if-none-match" not in sent["/1"]
    same = [
        {k: v for k, v in e.items() if k != "fetched_at"}
        for n in ("corpus", "other")
        for e in corpus(tmp_path, f"{n}.jsonl")
    ]
    assert same[:2] == same[2:]
    for kept in (tmp_path / "cache").iterdir():
        kept.write_bytes(gzip.compress(b"{}\nx")[:20])
    assert get(site.url("/feed"), out="third.jsonl").new == 2


# The corpus


def test_a_second_run_asks_only_for_what_is_new(site: Site, get: Any, tmp_path: Path) -> None:
    site.replies["/feed"] = Reply(rss(put(site, 0, 1)))
    get(site.url("/feed"))
    site.replies["/feed"] = Reply(rss(put(site, 1, 2)))
    site.asked.clear()
    made = get(site.url("/feed"))
    assert (made.new, made.known, site.paths()) == (1, 1, ["/feed", "/2"])
    assert len(corpus(tmp_path)) == 3


def test_one_article_under_several_addresses_is_one(site: Site, get: Any, tmp_path: Path) -> None:
    put(site, 0)
    site.replies["/to"] = Reply(status=301, headers={"Location": "/0"})
    site.replies["/0?utm_source=feed"] = site.replies["/0"]
    urls = [site.url(path) for path in ("/0", "/to", "/0?utm_source=feed", "/0#top")]
    (tmp_path / "list.txt").write_text("\n".join(urls), encoding="utf-8")
    made = get(str(tmp_path / "list.txt"))
    assert (made.new, made.same, len(corpus(tmp_path))) == (1, 1, 1)
    site.asked.clear()
    get(str(tmp_path / "list.txt"))
    assert site.paths() == []


def test_a_limit_leaves_the_rest_and_since_the_older(site: Site, get: Any, tmp_path: Path) -> None:
    site.replies["/feed"] = Reply(
        rss([(url, t, f"2022-01-0{n + 1}") for n, (url, t, _) in enumerate(put(site, *range(5)))])
    )
    made = get(site.url("/feed"), limit=2, since="2022-01-02")
    assert (made.new, made.older, made.waiting) == (2, 1, 2)
    site.replies["/feed"] = Reply(rss([]))
    later = get(site.url("/feed"))
    assert (later.new, later.waiting) == (2, 0), "what the feed has forgotten is not lost"
    assert [entry["date"] for entry in corpus(tmp_path)] == [f"2022-01-0{n}" for n in (2, 3, 4, 5)]


def test_a_line_that_was_cut_off_is_fetched_again(site: Site, get: Any, tmp_path: Path) -> None:
    site.replies["/feed"] = Reply(rss(put(site, 0, 1, 2)))
    get(site.url("/feed"))
    path, whole = tmp_path / "corpus.jsonl", (tmp_path / "corpus.jsonl").read_bytes()
    last = whole.rstrip(b"\n").rfind(b"\n") + 1
    for cut in (last + 1, last + 200, len(whole) - 2, len(whole) - 1, last):
        path.write_bytes(whole[:cut])
        made = get(site.url("/feed"))
        assert made.new == (cut != len(whole) - 1), cut
        assert sorted(entry["text"] for entry in corpus(tmp_path)) == sorted(row["text"] for row in SAMPLE[:3])


def test_a_file_of_someone_else_is_left_alone(site: Site, get: Any, tmp_path: Path) -> None:
    path = tmp_path / "corpus.jsonl"
    path.write_text('{"text": "mine"}\n', encoding="utf-8")
    with pytest.raises(ValueError, match="line 1: not of a corpus that fetch wrote; choose another --out"):
        get(site.url("/feed"))
    assert path.read_text(encoding="utf-8") == '{"text": "mine"}\n'
    assert site.asked == []


def test_two_runs_do_not_write_one_corpus(site: Site, get: Any, tmp_path: Path) -> None:
    with Corpus(tmp_path / "corpus.jsonl"), pytest.raises(ValueError, match="another run writes it"):
        get(site.url("/feed"))


def test_a_damaged_journal_costs_nothing(site: Site, get: Any, tmp_path: Path) -> None:
    site.replies["/feed"] = Reply(rss(put(site, 0, 1)))
    get(site.url("/feed"), limit=1)
    with (tmp_path / ".corpus.jsonl.journal").open("ab") as file:
        file.write(b'[]\n{"item": 3}\n{"item": {"x": 1}}\nnoise\n{"lasting": true}\n{"item": {"url"')
    assert get(site.url("/feed")).new == 1


def test_keys_of_addresses() -> None:
    assert key_of("https://Example.org/a?b=1&a=2&utm_source=x#y") == key_of("https://example.org/a?a=2&b=1")
    assert key_of("https://example.org/a?id=1") != key_of("https://example.org/a?id=2")


def test_no_source_breaks_the_reading() -> None:
    item = Item(url="https://example.org/a")
    assert read_items(b"https://example.org/a", "x") == [item]
    assert read_items(b"\xef\xbb\xbfhttps://example.org/a\r\n", "x") == [item]
    assert read_items(b"", "x") == []
    for about in ("A", "How <rss version=1> and <feed> came about"):
        assert read_items(page(about, LONG).encode(), "x") is None
    marked = b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="https://example.org/a"/><title type="html">'
    marked += b"&lt;b&gt;AT&amp;amp;T&lt;/b&gt; wins</title></entry></feed>"
    assert [one.title for one in read_items(marked, "x") or () if isinstance(one, Item)] == ["AT&T wins"]
    quoting = rss([("https://example.org/a", "<html>", "2022-01-03")])
    assert [type(one) for one in read_items(quoting, "x") or ()] == [Item]
    assert read_items(b'[{"url": "https://example.org/a", "title": "<rss>"}]', "x") == [
        Item(url="https://example.org/a", title="<rss>", feed="x")
    ]
    (bad, _) = read_items(b"news\x1b[31m of today\nhttps://example.org/a", "x") or []
    assert isinstance(bad, Missed)
    with pytest.raises(Failure, match="names no address"):
        read_items(A.encode(), "x")


PARTS = (
    "https://example.org/a\n",
    "<rss><channel><item><link>",
    "</link></item>",
    '{"articles": [',
    '{"url": "',
    '"}]}',
)


@given(st.lists(st.one_of(st.binary(max_size=9), st.sampled_from([part.encode() for part in PARTS])), max_size=9))
def test_whatever_a_source_holds_items_come_out_or_a_failure(parts: list[bytes]) -> None:
    try:
        items = read_items(b"".join(parts), "x", "https://example.org/feed")
    except Failure:
        return
    for item in items or ():
        assert isinstance(item, Missed) or checked(item.url).url == item.url


def test_a_password_is_not_repeated(get: Any, tmp_path: Path) -> None:
    made = get("https://desk:hunter2@example.org/a")
    assert (made.missed[0].url, made.missed[0].reason) == ("https://…@example.org/a", "names a user or password")
    assert "hunter2" not in (tmp_path / ".corpus.jsonl.journal").read_text(encoding="utf-8")


# TLS


@pytest.fixture
def secure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The port of a server with a certificate for localhost that is trusted here."""
    if not shutil.which("openssl"):
        pytest.skip("no openssl to make a certificate with")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(certificate)],
        check=True, capture_output=True,
    )  # fmt: skip

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = page("A", LONG).encode() if self.path == "/a" else b""
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", HTML)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    connection._context.cache_clear()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    connection._context.cache_clear()


def test_a_certificate_has_to_be_that_of_the_name(secure: int, get: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert get(f"https://localhost:{secure}/a").new == 1
    made = get(f"https://127.0.0.1:{secure}/a")
    assert "no safe connection" in made.missed[0].reason
    monkeypatch.delenv("SSL_CERT_FILE")
    connection._context.cache_clear()
    assert "no safe connection" in get(f"https://localhost:{secure}/a", out="other.jsonl").missed[0].reason


# The command


def test_the_command_tells_what_came_and_its_exit_codes(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site.replies["/feed"] = Reply(rss([*put(site, 0), (site.url("/gone"), "x", "2022-01-03")]))
    command = ["fetch", site.url("/feed"), "--out", str(tmp_path / "c.jsonl"), "--delay", "0", "--allow-private"]
    assert cli.run(command) == 0
    said = capsys.readouterr().out.splitlines()
    assert said == [
        f"{tmp_path / 'c.jsonl'}: 1 new articles; 1 gave no article:",
        f"  {site.url('/gone')}: status 404 (check the address)",
    ]
    assert cli.run([*command, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["new"], told["known"], told["vain"], told["missed"]) == (0, 1, 1, [])
    assert cli.run(["-q", *command[:-1], "--out", str(tmp_path / "d.jsonl")]) == 2
    out, error = capsys.readouterr()
    assert (out, error) == ("", "error: no article came from these sources\n")
    (tmp_path / "mine.jsonl").write_text('{"text": "a"}\n', encoding="utf-8")
    assert cli.run(["fetch", site.url("/feed"), "--out", str(tmp_path / "mine.jsonl")]) == 2
    assert "choose another --out" in capsys.readouterr().err


def slowly(body: bytes) -> Callable[[Any], Reply]:
    """A reply that leaves time for a kill, also to a machine that is busy."""

    def reply(_: Any) -> Reply:
        time.sleep(0.1)
        return Reply(body)

    return reply


@pytest.mark.slow
def test_fifty_articles_killed_midway_five_times_are_a_report_of_fifty(site: Site, tmp_path: Path) -> None:
    entries = put(site, *range(50))
    site.replies |= {path: slowly(reply.body) for path, reply in site.replies.items() if isinstance(reply, Reply)}
    site.replies["/feed"] = Reply(rss(entries), kind="application/rss+xml")
    path = tmp_path / "corpus.jsonl"
    command = [sys.executable, "-m", "analysis", "fetch", site.url("/feed"), "--out", str(path)]
    command += ["--delay", "0", "--allow-private", "--cache", str(tmp_path / "cache")]
    for enough in (1, 10, 19, 28, 37):
        killed = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        while not path.exists() or path.read_bytes().count(b"\n") < enough:
            assert killed.poll() is None
            time.sleep(0.01)
        killed.kill()
        killed.wait()
        assert enough <= path.read_bytes().count(b"\n") < 50
        site.replies["/feed"] = Reply(rss(entries[:1]), kind="application/rss+xml")  # the rest is known from before
    done = subprocess.run([*command, "--json"], capture_output=True, text=True, check=True)
    told, made = json.loads(done.stdout), corpus(tmp_path)
    assert (told["known"], told["missed"], told["waiting"]) == (1, [], 0)
    assert sorted(entry["text"] for entry in made) == sorted(row["text"] for row in SAMPLE[:50])
    assert len({entry["id"] for entry in made}) == 50
    # Asked for a second time is what was under way when its run was killed.
    assert max(Counter(path for path in site.paths() if path != "/feed").values()) <= 2
    out = tmp_path / "reports"
    report = ["report", str(path), "--out", str(out), "--notebooks", "overview", "--no-targeted-sentiment"]
    subprocess.run([sys.executable, "-m", "analysis", *report], check=True, capture_output=True)
    assert json.loads((out / "corpus" / "run.json").read_text(encoding="utf-8"))["n_articles"] == 50
    listed = read_arrow(out / "corpus", "articles").to_pylist()
    assert sorted(row["title"] for row in listed) == sorted(row["title"] for row in SAMPLE[:50])
