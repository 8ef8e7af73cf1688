"""The reading pages of a report: each article with its statements, nothing that the mode of text does not allow."""

from __future__ import annotations

import html
import re

import pytest

from analysis.highlights import anchor
from analysis.reports import articles
from analysis.reports.articles import INDEX, Reading
from analysis.reports.build import Options, build_report
from analysis.reports.pages import Site
from analysis.reports.reading import readings
from handmade import TEXTS, made_tables
from reporting import INFO, html_code, write_notebook, write_run

EVIL = "../<b>evil</b>"


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """A run in which one id means harm and one title is missing."""
    tables = made_tables()
    for name in ("articles", "sentences", "mentions", "quotes", "stances"):
        frame = getattr(tables, name)
        frame["article_id"] = frame["article_id"].replace("a10", EVIL)
    tables.articles.loc[tables.articles["article_id"] == "a2", "title"] = None
    return write_run(tmp_path_factory.mktemp("reading") / "run", tables)


def write(run, folder, text="excerpt"):
    made = readings(run, text)
    site = Site(name="run", made="2022-04-01T12:00:00Z", info=INFO, revision=None, entries=[], reading=INDEX)
    site = Site(**vars(site) | {"articles": {one.article_id: one.href for one in made}})
    articles.write_readings(made, len(TEXTS), folder, site.below)
    return made


def test_every_article_has_a_page_by_date(run, tmp_path):
    made = write(run, tmp_path)
    assert {one.article_id for one in made} == {*TEXTS, EVIL} - {"a10"}
    assert [one.date for one in made] == sorted(one.date for one in made)
    index = (tmp_path / INDEX).read_text(encoding="utf-8")
    for one in made:
        assert f'href="../{one.href}"' in index
        assert (tmp_path / one.href).is_file()


def test_names_of_files_stay_in_their_folder_and_apart(run):
    names = [one.href for one in readings(run, "excerpt")]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"articles/[a-z0-9-]+\.html", name) for name in names)
    odd = [Reading.address(i) for i in ("index", "A1", "a1", "x" * 200, "ä", "")]
    assert len(set(odd)) == len(odd)
    assert INDEX not in odd


def test_a_page_marks_its_statements_and_tells_rule_confidence_outlet_and_date(run, tmp_path):
    write(run, tmp_path)
    page = (tmp_path / "articles/a6.html").read_text(encoding="utf-8")
    stances = made_tables().stances.query("article_id == 'a6'")
    for row in stances.to_dict("records"):
        assert f'id="{anchor(row["stance_id"])}"' in page
        assert f'href="../articles/a6.html#{anchor(row["stance_id"])}"' in page
        assert html.escape(row["rule"]) in page
        assert f"{row['confidence']:.2f}" in page
    article = made_tables().articles.query("article_id == 'a6'").iloc[0]
    assert article["source"] in page
    assert article["date"] in page
    assert 'class="sb-part sb-cue"' in page


def test_ids_and_words_of_articles_are_escaped(run, tmp_path):
    made = write(run, tmp_path, "full")
    evil = next(one for one in made if one.article_id == EVIL)
    page = (tmp_path / evil.href).read_text(encoding="utf-8")
    assert "<b>evil" not in page
    assert "<b>sanctions" not in page


@pytest.mark.parametrize("text", ["full", "excerpt", "none"])
def test_pages_show_as_much_as_is_allowed(run, tmp_path, text):
    for one in write(run, tmp_path, text):
        page = html.unescape(re.sub(r"<[^>]*>", "", (tmp_path / one.href).read_text(encoding="utf-8")))
        words = [w for w in made_tables().stances.query("article_id == @one.article_id")["text"] if len(w) > 20]
        if text == "none":
            assert not any(sentence in page for sentence in words)
            assert one.title == one.article_id
    if text == "none":
        page = (tmp_path / "articles/a6.html").read_text(encoding="utf-8")
        assert len(re.findall(r'<tr id="sb-', page)) == 2, "links to statements still lead to a row"


def test_of_many_articles_those_with_most_statements_have_a_page(run, tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.reports.reading.MOST", 3)
    made = write(run, tmp_path)
    assert len(made) == 3
    least = min(one.n_statements for one in made)
    assert least >= made_tables().stances["article_id"].value_counts().iloc[2]
    assert "3 of 10 articles have a page" in (tmp_path / INDEX).read_text(encoding="utf-8")


def test_a_report_has_them_and_a_new_one_removes_them(run, tmp_path):
    notebook = write_notebook(tmp_path / "00-a.ipynb", "# A", ("findings", html_code("<ul><li>One.</li></ul>")))
    options = Options(forked=False, cache=False, progress=False)
    report = build_report(run, tmp_path / "out", notebooks=[notebook], options=options)
    pages = sorted((report.path / "articles").glob("*.html"))
    assert len(pages) == len(TEXTS) + 1
    index = report.index.read_text(encoding="utf-8")
    assert f'href="{INDEX}"' in index
    stale = pages[0]
    small = write_run(tmp_path / "small" / "run", made_tables(["a6"]))
    again = build_report(small, tmp_path / "out", notebooks=[notebook], options=options)
    assert again.path == report.path
    assert not stale.exists()
    assert sorted(p.name for p in (again.path / "articles").glob("*.html")) == ["a6.html", "index.html"]
