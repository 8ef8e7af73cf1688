"""The report in a real browser: no request, no complaint, fit for a phone, and nothing that an article says is run."""

from __future__ import annotations

import itertools
import json
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from analysis.reports.build import Options, build_report
from analysis.reports.parameters import Given
from reporting import chromium

pytestmark = pytest.mark.slow

SAMPLE = Path(__file__).parent.parent / "data" / "sample.jsonl"
ARTICLES = 12
EVIL = {
    "id": "evil\"><script>window.ran='id'</script>",
    "date": "2022-01-15",
    "source": "<img src=x onerror=\"window.ran='source'\"> Daily & Co",
    "title": "</script><script>window.ran='title'</script> {{ 7 * 7 }} {% raw %}",
    "text": (
        "President Joe Biden said he will impose sanctions on Russia <script>window.ran='text'</script>. "
        "[Click](javascript:window.ran='link') and $e^{i\\pi}$ & &lt;b&gt; ![x](https://example.org/x.png). "
        "“We oppose <svg onload=\"window.ran='svg'\"> sanctions on Iran,” said Deputy Minister Tarvo Lindquist.\n\n"
        "<style>body{display:none}</style> The European Union urged sanctions on Belarus </mark></div></body>."
    ),
}


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> Path:
    """Some of the sample and an article that means harm, read closely and shown in full."""
    folder = tmp_path_factory.mktemp("browser")
    lines = SAMPLE.read_text(encoding="utf-8").splitlines()[:ARTICLES]
    (folder / "news.jsonl").write_text("\n".join([*lines, json.dumps(EVIL), '{"text": ""}']), encoding="utf-8")
    options = Options(text="full", progress=False, annotate={"processes": 1})
    made = build_report(folder / "news.jsonl", folder / "out", given={"article": Given((EVIL["id"],))}, options=options)
    assert [entry.problems for entry in made.failed] == []
    return made.path


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as running:
        yield running


def pages(report: Path) -> list[Path]:
    return sorted(report.glob("*.html"))


@pytest.fixture
def visit(browser):
    """Opens pages; afterwards nothing was requested but files, and nothing was complained of."""
    contexts, asked, said = [], [], []

    def open_page(path: Path, width: int = 1200, **options: Any) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(f"{path.name}: {message.type}: {message.text}"))
        page.on("pageerror", lambda error: said.append(f"{path.name}: {error}"))
        page.goto(path.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [url for url in asked if urllib.parse.urlsplit(url).scheme not in ("file", "data")] == []
    assert said == []


def test_every_page_opens_without_a_request_or_a_complaint(report, visit):
    assert len(pages(report)) >= 6
    for path in pages(report):
        page = visit(path)
        assert page.locator("h1").count() == 1
        assert page.locator("main").count() == 1
        assert page.locator("nav[aria-label=Pages] [aria-current=page]").count() == 1


def test_links_resolve(report, visit):
    anchors: dict[Path, set[str]] = {}
    for path in pages(report):
        anchors[path] = set(visit(path).eval_on_selector_all("[id]", "all => all.map(e => e.id)"))
    for path in pages(report):
        for href in visit(path).eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))"):
            file, _, fragment = href.partition("#")
            target = report / file if file else path
            assert target.is_file(), f"{path.name}: {href}"
            assert not fragment or fragment in anchors[target], f"{path.name}: {href}"


def test_code_is_folded(report, visit):
    for path in pages(report):
        page = visit(path)
        assert page.locator("details[open]").count() == 0, path.name
        if path.name != "index.html":
            assert page.locator("details.code").count() > 2
            code = page.locator("details.code pre").first
            assert not code.is_visible()
            page.locator("details.code summary").first.click()
            assert code.is_visible()


def test_no_page_is_wider_than_a_phone(report, visit):
    for path, width in itertools.product(pages(report), (360, 768, 1280)):
        page = visit(path, width)
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, f"{path.name} at {width} px: {over} px too wide"


def column(table: Any, index: int) -> list[str]:
    return list(table.locator(f"tbody tr:visible > :nth-child({index + 1})").all_inner_texts())


def test_tables_sort_and_filter(report, visit):
    page = visit(report / "03-stance.html")
    table = page.locator("table.sb-table").last
    heads = [text.strip() for text in table.locator("thead th").all_inner_texts()]
    index = heads.index("holder")
    before = column(table, index)
    assert len(before) >= 10
    button = table.locator("thead th").nth(index).get_by_role("button")
    button.click()
    assert column(table, index) == sorted(before, key=str.casefold)
    assert table.locator("thead th").nth(index).get_attribute("aria-sort") == "ascending"
    button.press("Enter")
    assert column(table, index) == sorted(before, key=str.casefold, reverse=True)
    page.get_by_role("searchbox").last.fill(before[0])
    shown = table.locator("tbody tr:visible").all_inner_texts()
    assert 0 < len(shown) <= len(before)
    assert all(before[0].casefold() in row.casefold() for row in shown)


def test_pages_read_well_without_script(report, visit):
    page = visit(report / "03-stance.html", java_script_enabled=False)
    assert page.locator("table.sb-table tbody tr").count() >= 10
    assert page.locator("table button, input").count() == 0


def test_light_dark_and_print(report, visit):
    background = "getComputedStyle(document.body).backgroundColor"
    path = report / "index.html"
    light, dark = (visit(path, color_scheme=scheme) for scheme in ("light", "dark"))
    assert light.evaluate(background) != dark.evaluate(background)
    dark.emulate_media(media="print", color_scheme="dark")
    assert dark.evaluate(background) == "rgb(255, 255, 255)"
    assert not dark.locator("nav[aria-label=Pages]").is_visible()


def test_the_keyboard_reaches_the_text_first(report, visit):
    page = visit(report / "index.html")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_an_article_that_means_harm_is_shown_as_text(report, visit):
    for path in pages(report):
        page = visit(path)
        page.wait_for_timeout(200)
        assert page.evaluate("window.ran") is None, path.name
        assert page.locator("body").is_visible()
        assert page.locator("script").count() == 1, path.name
        assert (
            page.locator("[onerror], [onload], [onclick], svg, iframe, img:not([src^='data:image/png'])").count() == 0
        )
        assert page.locator("a[href^='javascript']").count() == 0
    text = visit(report / "04-close-reading.html").locator(".sb-reading").inner_text()
    for words in ("<script>window.ran='text'</script>", "(javascript:window.ran='link')", "$e^{i\\pi}$", "&lt;b&gt;"):
        assert words in text, words
    assert EVIL["title"] in text
    assert "49" not in text
