"""Evidence: numbers lead to statements, and these to their places; words in Jupyter, links in a report."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from analysis import highlights, measures
from analysis.highlights import Reference, anchor
from analysis.reports.links import Links
from analysis.reports.outcome import Body
from analysis.reports.rendering import clean
from handmade import made_tables


@pytest.fixture(scope="module")
def tables():
    return made_tables()


@pytest.fixture(scope="module")
def links(tables):
    """Of a report with a page of statements, in which every article has a page."""
    body = Body(**vars_of(clean(str(highlights.statement_list(tables, measures.statements(tables)).markup))))
    return Links.of([("06-statements.html", body)], {i: f"articles/{i}.html" for i in tables.articles["article_id"]})


def vars_of(markup: str) -> dict[str, Any]:
    return {"title": "", "lead": "", "html": markup, "findings": "", "headings": (), "problems": ()}


def hrefs(markup: str) -> list[str]:
    return [html.unescape(href) for href in re.findall(r'href="([^"]*)"', markup)]


def test_a_finding_leads_to_its_statements_only_in_a_report(tables, links):
    markup = clean(str(highlights.bullets(measures.stance_findings(tables)).markup))
    assert "<a " not in markup
    resolved = links.resolve(markup)
    assert "data-to" not in resolved
    assert "06-statements.html?position=support#main" in hrefs(resolved)
    holder = next(href for href in hrefs(resolved) if "holder=" in href)
    assert holder.partition("#")[2] in links.places, "without script a link leads to the statements of its holder"


def test_words_stay_words_where_there_is_no_page(tables):
    markup = clean(str(highlights.bullets(measures.stance_findings(tables)).markup))
    plain = Links().resolve(markup)
    assert "<a " not in plain
    assert re.sub(r"<[^>]*>", "", plain) == re.sub(r"<[^>]*>", "", markup)


def test_counts_lead_to_as_many_statements(tables, links):
    frame = measures.stance_by_actor(tables)
    markup = links.resolve(clean(str(highlights.counts_table(frame, "By actor", {"holder": "holder"}).markup)))
    assert len(hrefs(markup)) == int((frame[["support", "oppose", "neutral", "n"]] > 0).to_numpy().sum())
    assert ">0</a>" not in markup


def test_counts_by_period_lead_to_the_days_of_the_period(tables, links):
    acts = measures.acts_over_time(tables)
    markup = links.resolve(str(highlights.period_table(acts, "Acts", {"act": "act"}, columns=["position"]).markup))
    assert len(hrefs(markup)) == int((acts["n"] > 0).sum())
    assert all("from=" in href and "to=" in href for href in hrefs(markup))


def test_a_list_of_statements_holds_all_marks_their_parts_and_leads_to_their_places(tables, links):
    held = measures.statements(tables)
    markup = links.resolve(str(highlights.statement_list(tables, held).markup))
    assert markup.count("<tr") == len(held) + 1
    for part in ("holder", "cue", "target", "condition"):
        assert f'class="sb-{part}"' in markup
    places = {f"articles/{a}.html#{anchor(i)}" for a, i in zip(held["article_id"], held["stance_id"], strict=True)}
    assert set(hrefs(markup)) == places
    for article in held["article_id"].unique():
        reading = str(highlights.reading(tables, article, "full", None).markup)
        own = {href.partition("#")[2] for href in places if href.startswith(f"articles/{article}.html")}
        assert own <= set(re.findall(r'id="([^"]*)"', reading))


def test_many_statements_are_the_surest_and_it_is_said(tables):
    held = measures.statements(tables)
    markup = str(highlights.statement_list(tables, held, most=3).markup)
    assert markup.count("<tr") == 4
    assert f"The 3 surest of {len(held)} statements" in markup


@pytest.mark.parametrize("make", [highlights.statement_list, highlights.statement_table])
def test_without_text_there_is_no_word_of_the_articles(make, tables):
    held = measures.statements(tables)
    markup = html.unescape(str(make(tables, held, "none").markup))
    assert "characters " in markup
    for words in held["text"]:
        assert words not in markup
    for condition in held["condition"].dropna():
        assert condition not in markup


def test_offsets_have_the_places_of_statements(tables):
    markup = str(highlights.reading(tables, "a6", "none", None).markup)
    ids = tables.stances.loc[tables.stances["article_id"] == "a6", "stance_id"]
    assert {anchor(i) for i in ids} <= set(re.findall(r'<tr id="([^"]*)"', markup))


def test_statements_of_an_article_have_the_numbers_of_its_text(tables):
    held = measures.statements(tables).query("article_id == 'a6'")
    table = str(highlights.statement_table(tables, held, of_article=True).markup)
    reading = str(highlights.reading(tables, "a6", "full").markup)
    for number, row in enumerate(held.to_dict("records"), 1):
        assert f'#{anchor(row["stance_id"])}">{number}</span>' in table
        assert f"{number} ▲ for: {row['holder']}" in reading
    assert all(html.escape(rule) in table for rule in held["rule"])


def test_hostile_names_do_not_leave_their_attribute(links):
    evil = '"><script>alert(1)</script>&holder=x#'
    markup = str(highlights.bullets([measures.Sentence.of(measures.Cases("3 cases", {"holder": evil}))]).markup)
    assert "<script" not in markup
    resolved = links.resolve(clean(markup))
    assert "<script" not in resolved
    (href,) = hrefs(resolved)
    assert href.count("#") == 1
    assert href.startswith("06-statements.html?holder=%22%3E%3Cscript")


def test_references_escape_their_words():
    assert "&lt;b&gt;" in Reference.to_article("<b>", "a&b").__html__()
