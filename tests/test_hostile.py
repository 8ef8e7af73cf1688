"""Articles, names and files that mean harm, through the whole report: shown as text on every page.

One boundary: what comes from outside is a text until `Markup.format` or a template escapes it. Here a browser looks at
every page that there is; `test_nothing_but_our_own_words_is_taken_for_markup` at the code.
"""

from __future__ import annotations

import ast
import base64
import csv
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from analysis.articles import Article
from analysis.corrections import append_decisions
from analysis.differences import compare_runs, to_page
from analysis.exports import export_run
from analysis.reports.articles import Reading
from analysis.reports.build import Options, build_report
from analysis.reports.many import build_reports
from analysis.reports.matrix import read_matrix
from analysis.review import review_items
from analysis.store import read_info, read_tables
from reporting import chromium

ROOT = Path(__file__).parent.parent

PAYLOADS = {
    "script": "<script>window.ran='script'</script>",
    "closing": "</script></style></title></textarea>--></body></html><script>window.ran='closing'</script>",
    "handlers": "<img src=x onerror=\"window.ran='img'\"><svg onload=\"window.ran='svg'\"><b ontoggle=ran()>",
    "attributes": "\" autofocus onfocus=\"window.ran='attribute'\" x='' onmouseover='window.ran=1' \\\" `",
    "links": "[click](javascript:window.ran='link') <a href=\"javascript:window.ran=1\">x</a> JaVaScRiPt&colon;ran()",
    "Markdown": "![x](https://example.org/x.png) **bold** `code` <https://example.org> | a | b | ~~c~~ [d]: //e",
    "templates": '{{ 7 * 7 }} {% include "x" %} {x.__class__} ${7*7} <%= 7 * 7 %> #{7*7} %s %(x)s {0!r}',
    "mathematics": "$e^{i\\pi}$ $\\frac{ \\(x\\) $$\\sum_$$ \\begin{x}",
    "direction": "\u202egnp.exe\u202c \u2066a\u2069 \u200fb\u200e \ufeffc\u200bd \u061c",
    "formulas": '=HYPERLINK("https://example.org";"x") +1 -1 @SUM(1) |cmd',
    "entities": "&lt;b&gt; &#60;script&#62;window.ran=1&#60;/script&#62; &amp;amp; &quot; &#x27",
    "styles": "<style>body{display:none}</style><link rel=stylesheet href=//example.org/x.css> @import url(//e)",
    "requests": '<iframe src=//example.org></iframe><base href="//example.org/"><form action=//example.org><input>',
    "refresh": '<meta http-equiv=refresh content="0;url=https://example.org"><object data=//e><embed src=//e>',
    "comments": "<!-- --><![CDATA[ x ]]><?php 1 ?><!DOCTYPE html><plaintext>",
    "references": '<span data-to="statements?holder=x#y">one</span> <tr id="sb-x"> <table class="sb-statements">',
    "controls": "\x1b[31mred\x1b[0m \x07 \x08 \x7f \x85 \u2028 \u2029 end",
}
GUILD = "<script>window.ran='actor'</script> Guild"
FILE = "<img src=x onerror=window.ran='file'> {{ 7 * 7 }} ..\u202e"
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; {}base-uri 'none'; form-action 'none'"


def article(payload: str) -> dict[str, str]:
    text = (
        f"President Joe Biden said he will impose sanctions on Russia {payload}. “We oppose {payload} sanctions on "
        f"Iran,” said Deputy Minister Tarvo {payload} Lindquist.\n\nThe Hostile Guild opposes sanctions on Belarus if "
        f"the European Union {payload} lifts them."
    )
    return {"id": payload, "date": "2022-01-15", "source": payload, "title": payload, "genre": payload, "text": text}


def write_source(folder: Path) -> Path:
    """Articles with every payload in every field, and files with payloads for names and columns."""
    folder.mkdir()
    rows = [article(payload) for payload in PAYLOADS.values()]
    rows.append(article("unstorable") | {"title": "a\0b\ud800c", "source": "\udfff<b>"})
    rows.append(article("NUL \0"))
    rows.append(article("surrogate \ud83d"))
    (folder / "news.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    head, cells = ["<script>window.ran='column'</script>", "=1+1", "{{ 7 * 7 }}"], ["a", "b", "c"]
    with (folder / f"{FILE}.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, cells])
    (folder / f"{FILE}.docx").write_bytes(b"PK")
    (folder / "long.jsonl").write_text(json.dumps({"text": "Sanctions " * 1_000_000}), encoding="utf-8")
    own = [{"id": "../../evil", "name": GUILD, "type": "organization", "names": ["Hostile Guild"]}]
    (folder / "actors.yml").write_text(yaml.safe_dump({"actors": own}), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the corrected report, many reports by matrix, a page of differences, and exports."""
    folder = tmp_path_factory.mktemp("hostile")
    source = write_source(folder / "<b>source")
    options: dict[str, Any] = {"text": "full", "progress": False}
    plain = build_report(
        source,
        folder / "out",
        name="plain",
        options=Options(**options, annotate={"processes": 1, "targeted_sentiment": False}),
    )
    run, evil = plain.path, PAYLOADS["handlers"]
    first, second, *_ = review_items(read_tables(run))
    corrected = second.found.model_copy(update={"holder": f"new: {evil}"})
    notes = {"note": evil}
    decisions = [first.decide("reject", first.found, evil), second.decide("correct", corrected, evil)]
    append_decisions(folder / f"{FILE}.jsonl", [one.model_copy(update=notes) for one in decisions])
    (folder / "matrix.yml").write_text(
        json.dumps([{"outlets": [PAYLOADS["closing"]]}, {"actors": [GUILD]}]), encoding="utf-8"
    )
    made = build_reports(
        run,
        folder / "out",
        read_matrix(folder / "matrix.yml"),
        name="many",
        options=Options(**options, corrections=folder / f"{FILE}.jsonl"),
    )
    assert [entry.problems for report in (plain, *made.reports) for entry in report.failed] == []
    (folder / "out" / "diff.html").write_text(to_page(compare_runs(run, made.path)), encoding="utf-8")
    export_run(read_tables(run), read_info(run), folder / "out" / "exports")
    return folder


def pages(place: Path) -> list[Path]:
    return sorted((place / "out").rglob("*.html"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as running:
        yield running


@pytest.mark.slow
def test_every_kind_of_page_is_there(place: Path) -> None:
    names = {path.relative_to(place / "out").as_posix() for path in pages(place)}
    notebooks = {p.stem for p in (ROOT / "notebooks").glob("*.ipynb")} - {"05-review"}
    assert {f"plain/{name}.html" for name in (*notebooks, "index")} <= names
    assert {f"plain/{Reading.address(payload)}" for payload in PAYLOADS.values()} <= names
    assert {"many/index.html", "many/guild/index.html", "diff.html"} <= {
        re.sub("many/.*guild", "many/guild", n) for n in names
    }


@pytest.mark.slow
def test_in_a_browser_nothing_runs_nothing_is_requested_and_nothing_is_hidden(place: Path, browser: Any) -> None:
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    page, asked, said = context.new_page(), list[str](), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    for path in pages(place):
        page.goto(path.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        page.mouse.move(600, 400)
        assert page.evaluate("window.ran") is None, path
        assert page.locator("body").is_visible(), path
        ours = 0 if path.name == "diff.html" else 1
        assert page.locator("script").count() == ours, path
        foreign = "svg, iframe, object, embed, base, form, plaintext, [onerror], [onload], [onfocus], [ontoggle]"
        assert page.locator(foreign).count() == 0, path
        assert page.locator("img:not([src^='data:image/png'])").count() == 0, path
        assert page.locator("meta[http-equiv]").count() == 1, path
        for href in page.eval_on_selector_all("[href]", "all => all.map(one => one.href)"):
            assert href.startswith(("file://", "data:,")), f"{path}: {href}"
        assert page.evaluate("document.title") != "", path
    context.close()
    assert [url for url in asked if not url.startswith(("file:///", "data:"))] == []
    assert {Path(url.partition("?")[0].partition("#")[0]).suffix for url in asked if url.startswith("file:")} == {
        ".html"
    }
    assert said == []


@pytest.mark.slow
def test_every_character_is_shown_as_text(place: Path, browser: Any) -> None:
    """The words of each article's page, without our labels, are the article's; its heading is the title."""
    page = browser.new_page()
    words = """() => {
        const body = document.querySelector(".sb-text").cloneNode(true);
        body.querySelectorAll("sup, .sb-tag").forEach(one => one.remove());
        return body.textContent;
    }"""
    for payload in PAYLOADS.values():
        page.goto((place / "out" / "plain" / Reading.address(payload)).as_uri())
        assert page.evaluate(words) == article(payload)["text"]
        assert page.evaluate("document.querySelector('h1').textContent") == payload.strip()
    page.goto((place / "out" / "plain" / Reading.address("unstorable")).as_uri())
    assert page.evaluate("document.querySelector('h1').textContent") == "a\ufffdb\ufffdc"
    page.close()


@pytest.mark.slow
def test_every_page_has_a_policy_that_lets_nothing_in(place: Path) -> None:
    for path in pages(place):
        text = path.read_text(encoding="utf-8")
        scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
        digests = [base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
        allowed = "".join(f"script-src 'sha256-{digest}'; " for digest in digests)
        head = text.partition("</head>")[0]
        (policy,) = re.findall(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', head)
        assert policy.replace("&#39;", "'") == POLICY.format(allowed), path
        assert head.index("Content-Security-Policy") < min(head.index("<style"), head.index("<title")), path


@pytest.mark.slow
def test_what_is_no_article_is_listed_as_text(place: Path) -> None:
    index = (place / "out" / "plain" / "index.html").read_text(encoding="utf-8")
    for shown in (
        "&lt;img src=x onerror=window.ran=",
        "\\u202e.docx",
        "its columns: &lt;script&gt;",
        "holds NUL",
        "half a character",
    ):
        assert shown in index, shown
    assert "too long: 10,000,000 characters" in index


@pytest.mark.slow
def test_no_cell_of_any_csv_file_is_a_formula(place: Path) -> None:
    files = sorted((place / "out").rglob("*.csv"))
    assert len(files) > 10
    for path in files:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file, delimiter=";" if "dna" in path.name else ","))
        starts = {cell.strip()[:1] for row in rows for cell in row if not re.fullmatch(r"\s*-?[\d.e+-]+\s*", cell)}
        assert not starts & set("=+-@\t\r"), path


@pytest.mark.slow
def test_nothing_is_written_outside_the_reports_folders(place: Path) -> None:
    """Ids, actors, outlets and sets of parameters name files: `../../evil` does not lead anywhere."""
    assert {path.name for path in place.iterdir()} == {"<b>source", "out", "matrix.yml", f"{FILE}.jsonl"}
    assert {path.name for path in (place / "out").iterdir()} == {"plain", "many", "diff.html", "exports"}
    kept = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*|\.kept|\.found|lock|[0-9a-f]+")
    assert [path for path in (place / "out").rglob("*") if not kept.fullmatch(path.name)] == []


# The boundary, in the code

# A tag's name (span or mark), our own files, a number that is written out, HTML that loses all its tags.
OURS = {
    ("highlights/spans.py", "Markup(self.tag)"),
    ("highlights/html.py", "Markup((folder / f'{name}.css').read_text(encoding='utf-8'))"),
    ("highlights/html.py", "Markup(f'{value:.0f}' if value.is_integer() else f'{value:.2f}')"),
    ("highlights/html.py", "Markup(MISSING)"),
    ("highlights/html.py", "Markup(text)"),
    ("differences/page.py", "Markup(source)"),
    ("reports/pages.py", "Markup('\\n'.join(styles))"),
    ("reports/pages.py", "Markup(script)"),
}


def is_literal(node: ast.expr) -> bool:
    if isinstance(node, ast.IfExp):
        return is_literal(node.body) and is_literal(node.orelse)
    return isinstance(node, ast.Constant)


def test_nothing_but_our_own_words_is_taken_for_markup() -> None:
    found = {
        (path.relative_to(ROOT / "analysis").as_posix(), ast.unparse(node))
        for path in (ROOT / "analysis").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "Markup"
        and not all(map(is_literal, node.args))
    }
    assert found == OURS, "escape it with Markup(…).format(…), or say here why it needs no escape"


def test_templates_let_finished_html_through_only_where_it_was_made_safe() -> None:
    """All of it was made by `highlights` or cleaned by `reports.rendering`."""
    templates = [*(ROOT / "analysis").rglob("*.j2"), *(ROOT / "reports" / "template").glob("*.j2")]
    found = {
        match[1].strip()
        for path in templates
        for match in re.finditer(r"\{\{([^}]*\|\s*safe\b[^}]*)\}\}", path.read_text(encoding="utf-8"))
    }
    assert found == {
        "article.text | safe",
        "site.links.resolve(article.statements, root) | safe",
        "site.links.resolve(body.html) | safe",
        "site.links.resolve(found) | safe or facts",
        "site.links.resolve(entry.body.summary) | safe",
        "site.links.resolve(more) | safe",
    }


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_an_article_shows_itself_escaped(payload: str) -> None:
    shown = Article(article_id=payload, text=payload, title=payload, source=payload)._repr_html_()
    assert set(re.findall(r"<(/?\w+)", shown)) <= {"p", "/p", "strong", "/strong"}
