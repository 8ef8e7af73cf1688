"""Articles, tables and statements show themselves in Jupyter, escaped."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest

from analysis import annotate, highlights, measures, read_tables
from analysis.articles import Article
from analysis.tables import Tables
from handmade import made_tables

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
