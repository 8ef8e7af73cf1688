"""The documents' Python: every block runs, one after another, and shows what it says."""

from __future__ import annotations

import ast
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from analysis import annotate, highlights, measures, read_tables
from analysis.articles import Article
from analysis.cli import run
from analysis.corrections import append_decisions, read_found
from analysis.figures import Chart
from analysis.highlights import Html
from analysis.review import review_items
from analysis.tables import Tables
from handmade import made_tables

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "docs" / "api.md", ROOT / "docs" / "corrections.md"]
ROWS = [
    (
        "2022-02-01",
        "The Daily",
        "China opposes the sanctions on Russia, its foreign ministry said on Monday in Beijing.",
    ),
    (
        "2022-03-01",
        "A Weekly",
        "Russia said it would answer. The European Union imposed sanctions on Belarus last week.",
    ),
    ("2022-04-01", "A Weekly", "Poland called for new sanctions on Belarus, and the United States threatened some."),
]


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A folder with what the documents name: articles, a run of them, a corrections file."""
    folder = tmp_path_factory.mktemp("documents")
    lines = ["date,source,text", *(f'{date},{outlet},"{text}"' for date, outlet, text in ROWS)]
    (folder / "articles.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    annotate(folder / "articles.csv", folder / "runs" / "mine", targeted_sentiment=False, processes=1, progress=False)
    item = review_items(read_found(folder / "runs" / "mine"))[0]
    append_decisions(folder / "corrections.jsonl", [item.decide("confirm", item.found, "Ada")])
    return folder


def blocks(document: Path) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```", document.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def last_value(code: str, names: dict[str, Any]) -> Any:
    """Run a block as a cell of a notebook: the value of its last line, where that is an expression."""
    body = ast.parse(code).body
    last = body.pop() if isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), "block", "exec"), names)
    return eval(compile(ast.Expression(last.value), "block", "eval"), names) if isinstance(last, ast.Expr) else None


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_every_block_runs(document, made, monkeypatch):
    monkeypatch.chdir(made)
    found = blocks(document)
    assert found
    names: dict[str, Any] = {}
    values = [last_value(code, names) for code in found]
    if document.stem == "api":
        assert isinstance(names["first"], Article)
        assert [type(value) for value in values[:2]] == [Tables, Html]
        assert len(values[2]) == (measures.statements(names["tables"])["holder"] == "Russia").sum()
        assert isinstance(names["figures"].stance_by_actor(names["by_actor"]), Chart)
        assert sorted(path.suffix for path in (made / "exports").iterdir()) == [
            *(".bib", ".cff", ".csv"),
            *(".graphml", ".graphml"),
        ]


def test_the_topic_of_the_document_runs(tmp_path, monkeypatch):
    """Its YAML is a pack, its command annotates with it, its Python reads what came out."""
    document = (ROOT / "docs" / "topics.md").read_text(encoding="utf-8")
    (pack,) = re.findall(r"^```yaml\n(.*?)^```", document, re.DOTALL | re.MULTILINE)
    (command,) = re.findall(r"^stancebook (annotate .*)$", document, re.MULTILINE)
    (code,) = blocks(ROOT / "docs" / "topics.md")
    monkeypatch.chdir(tmp_path)
    Path("tariffs.yml").write_text(pack, encoding="utf-8")
    lines = ["text", "France hiked the tariffs on steel.", "Canada will not scrap the tariffs on steel."]
    Path("articles.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert run([*command.split(), "--no-targeted-sentiment", "--processes", "1"]) == 0
    shown = last_value(code, {}).to_numpy().tolist()
    assert sorted(shown) == [["Canada", "maintain", "support"], ["France", "impose", "support"]]


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> & \"it\" 'is'"


@pytest.mark.parametrize("named", ["text", "title", "source", "genre"])
def test_an_article_shows_itself_escaped(named):
    fields = {"article_id": "a1", "text": "The text.\n\nMore."} | {named: HOSTILE}
    shown = Article(**fields)._repr_html_()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&lt;img" in shown
    assert not re.search(r"<(script|img)", shown)


def test_a_long_article_is_cut_and_says_so():
    shown = Article(article_id="a", text="word " * 1000)._repr_html_()
    assert len(shown) < 1000
    assert "…" in shown
    assert "undated" in shown


def test_tables_show_themselves():
    tables = made_tables()
    assert repr(tables).startswith("Tables: articles (10), sentences (")
    shown = tables._repr_html_()
    assert f'<th scope="row">stances</th><td>{len(tables.stances)}</td>' in shown
    hostile = tables.stances.rename(columns={"rule": "<script>"})
    assert "<script" not in Tables(**{**vars(tables), "stances": hostile})._repr_html_()


def test_statements_and_marked_articles_are_escaped(tmp_path):
    """Hostile words go through the whole way: read, annotated, shown."""
    text = f"China opposes the sanctions on Russia <b onclick=x>, its ministry said. {HOSTILE}"
    row = {"id": HOSTILE, "source": HOSTILE, "title": HOSTILE, "text": text}
    (tmp_path / "a.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    run = annotate(tmp_path / "a.jsonl", tmp_path / "run", targeted_sentiment=False, processes=1, progress=False)
    tables = read_tables(run.path)
    statements = measures.statements(tables)
    assert len(statements)
    article = tables.articles["article_id"].iloc[0]
    table = highlights.statement_table(tables, statements, "full")._repr_html_()
    shown = table + highlights.reading(tables, article, "full")._repr_html_() + tables._repr_html_()
    assert "&lt;script&gt;" in shown
    found: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            found.extend([tag, *(name for name, _ in attrs)])

    Reader().feed(shown)
    assert {"script", "img", "onclick", "onerror"}.isdisjoint(found)
    assert "mark" in found
