"""The documents as a site: links and headings are there, every page has its place, nothing asks another host."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from reporting import chromium

ROOT = Path(__file__).parent.parent
LOADS = {"script": "src", "img": "src", "iframe": "src", "link": "href", "source": "src", "object": "data"}


def build(source: Path, out: Path) -> subprocess.CompletedProcess[str]:
    """Build the site of the documents under `source` as `make docs` does."""
    options = ["-W", "--keep-going", "-n", "-E", "-q", "-c", str(ROOT / "docs")]
    command = [sys.executable, "-m", "sphinx", *options, str(source), str(out)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site")
    done = build(ROOT, out)
    assert done.returncode == 0, done.stderr
    return out


class Loaded(HTMLParser):
    """What a page loads."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = dict(attrs).get(LOADS.get(tag, ""))
        if address:
            self.found.append(address)


def test_every_document_is_a_page_with_a_place(site: Path) -> None:
    documents = {path.stem for path in (ROOT / "docs").glob("*.md")}
    assert {path.stem for path in (site / "docs").glob("*.html")} == documents
    navigation = (site / "docs" / "index.html").read_text(encoding="utf-8")
    assert [name for name in documents - {"index"} if f'href="{name}.html"' not in navigation] == []


def test_the_site_asks_nothing_of_another_host(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    loaded = [address for page in pages for address in Loaded(page).found]
    assert len(loaded) > 100
    assert [address for address in loaded if re.match(r"[a-z]+:|//", address) and not address.startswith("data:")] == []
    styles = "\n".join(path.read_text(encoding="utf-8") for path in site.rglob("*.css"))
    assert re.findall(r"(?:url\(|@import)\s*['\"]?(?:https?:)?//[^)]*", styles) == []


def test_a_broken_link_or_heading_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "docs").mkdir()
    page = "# A\n\n[heading](#nowhere)\n[page](gone.md)\n[heading of a page](b.md#nowhere)\n\n```{toctree}\nb\n```\n"
    (tmp_path / "docs" / "index.md").write_text(page, encoding="utf-8")
    for name in ("b", "orphan"):
        (tmp_path / "docs" / f"{name}.md").write_text("# B\n", encoding="utf-8")
    done = build(tmp_path, tmp_path / "out")
    assert done.returncode != 0
    said = [line for line in done.stderr.splitlines() if "WARNING" in line]
    assert len(said) == 4, done.stderr
    assert sum("nowhere" in line for line in said) == 2
    assert sum("gone.md" in line for line in said) == 1
    assert sum("toctree" in line for line in said) == 1


@pytest.mark.slow
def test_the_site_opens_without_a_complaint(site: Path) -> None:
    said: list[str] = []
    with chromium() as browser:
        page = browser.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: said.append(request.url) if request.url.startswith("http") else None)
        page.goto((site / "index.html").as_uri())
        page.wait_for_url("**/docs/index.html")
        for name in ("tutorial", "evaluation", "codebook"):
            page.goto((site / "docs" / f"{name}.html").as_uri())
            assert page.locator("h1").count() == 1
    assert said == []
