"""The report in a real browser: no request, no complaint, fit for a phone, and nothing that an article says is run."""

from __future__ import annotations

import itertools
import json
import re
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from analysis.reports.articles import INDEX, Reading
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
    """The pages of the notebooks, the list of articles, and one article: the one that means harm."""
    return [*sorted(report.glob("*.html")), report / INDEX, report / Reading.address(EVIL["id"])]


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
        listed = path.name == "index.html" or path.parent == report
        assert page.locator("nav[aria-label=Pages] [aria-current=page]").count() == listed


def test_links_resolve(report, visit):
    anchors: dict[Path, set[str]] = {}
    for path in pages(report):
        anchors[path] = set(visit(path).eval_on_selector_all("[id]", "all => all.map(e => e.id)"))
    for path in report.glob("articles/*.html"):
        anchors[path] = set(re.findall(r' id="([^"]*)"', path.read_text(encoding="utf-8")))
    for path in pages(report):
        for href in visit(path).eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))"):
            address, _, fragment = href.partition("#")
            file = address.partition("?")[0]
            target = (path.parent / file).resolve() if file else path
            assert target.is_file(), f"{path.name}: {href}"
            assert not fragment or fragment in anchors[target], f"{path.name}: {href}"


def test_code_is_folded(report, visit):
    for path in pages(report):
        page = visit(path)
        assert page.locator("details[open]").count() == 0, path.name
        if path.parent == report and path.name != "index.html":
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


def test_a_number_leads_to_just_its_statements(report, visit):
    for name in ("index.html", "03-stance.html"):
        page = visit(report / name)
        links = page.locator("a.to[href^='06-statements']")
        assert links.count() > 10
        other = page.context.new_page()
        for index in range(0, links.count(), max(1, links.count() // 12)):
            href, words = links.nth(index).get_attribute("href"), links.nth(index).text_content()
            other.goto((report / "06-statements.html").as_uri() + href.partition(".html")[2])
            shown = other.locator("table.sb-statements tbody tr:visible").count()
            assert shown == int(words.split()[0].replace(",", "")), href
            assert other.locator(".asked").inner_text().startswith(f"{shown} of ")


def test_what_was_asked_for_can_be_searched_and_left(report, visit):
    page = visit(report / "06-statements.html")
    shown = page.locator("table.sb-statements tbody tr:visible")
    every = shown.count()
    page.goto((report / "06-statements.html").as_uri() + "?position=oppose")
    asked = shown.count()
    assert 0 < asked < every
    page.get_by_role("searchbox").fill("no statement says this")
    assert shown.count() == 0
    page.get_by_role("searchbox").fill("")
    assert shown.count() == asked
    page.get_by_role("link", name="Show all").click()
    assert shown.count() == every


def test_a_statement_leads_to_its_marked_sentence(report, visit):
    page = visit(report / "06-statements.html")
    first = page.locator("table.sb-statements tbody tr").filter(has=page.locator(".sb-cue")).first
    cue = first.locator(".sb-cue").first.inner_text()
    first.locator("a.to").first.click()
    page.wait_for_load_state()
    target = page.locator("mark:target")
    assert target.count() == 1
    assert cue in target.locator(".sb-cue").all_inner_texts()
    assert page.locator("table.sb-evidence th", has_text="rule").count() == 1
    assert page.locator("table.sb-evidence th", has_text="confidence").count() == 1


def test_no_page_shuts_people_out(report, visit):
    """axe-core, in light and dark, on a desk and on a phone: nothing that it calls serious or critical."""
    wrong = []
    for path, (width, scheme) in itertools.product(pages(report), ((1200, "light"), (1200, "dark"), (360, "light"))):
        page = visit(path, width, color_scheme=scheme)
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        for found in Axe().run(page).response["violations"]:
            if found["impact"] in ("serious", "critical"):
                places = [node["html"][:160] for node in found["nodes"][:3]]
                wrong.append(f"{path.name} {width} {scheme}: {found['id']}, {found['help']}: {places}")
    assert wrong == []


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
