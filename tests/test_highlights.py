"""Highlights: the text comes through whole and escaped, whatever is marked in it."""

from __future__ import annotations

import dataclasses
import html
import re
from html.parser import HTMLParser

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import highlights, measures
from analysis.highlights.spans import Marked, mark_up
from handmade import TEXTS, made_tables

VOID = {"br", "hr", "img"}


class Tree(HTMLParser):
    """Raises where tags do not nest; keeps the text and the tags with their attributes."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(markup)
        assert self.stack == [], f"not closed: {self.stack}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.stack, f"</{tag}> without a start"
        assert self.stack.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data if not self.stack or self.stack[-1] != "style" else ""


def words(markup: str) -> str:
    """The article's words in a reading, without labels, numbers and tags."""
    found = re.search(r'<div class="sb-text">(.*)</div>\n</div>', markup, re.DOTALL)
    assert found
    body = re.sub(r'<sup>.*?</sup>|<span class="sb-tag">.*?</span>', "", found[1])
    return html.unescape(re.sub(r"<[^>]+>", "", body))


SPANS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(0, 4)), max_size=8)


@given(st.text(alphabet="ab<>&\"' \n", min_size=1, max_size=30), SPANS, st.integers(0, 10), st.integers(0, 10))
def test_any_spans_nest_and_lose_no_character(text, spans, skip, drop):
    marked = [Marked(start=min(a, b), end=max(a, b), layer=layer, classes=f"c{a}") for a, b, layer in spans]
    start, end = min(skip, len(text)), max(min(skip, len(text)), len(text) - drop)
    tree = Tree(str(mark_up(text, marked, start, end)))
    assert tree.text == text[start:end]


def test_spans_that_cross_are_split_and_the_id_stays_unique():
    spans = [Marked(start=0, end=4, layer=0, classes="a", id="x"), Marked(start=2, end=6, layer=1, classes="b", id="y")]
    expected = '<span id="x" class="a">ab<span id="y" class="b">cd</span></span><span class="b">ef</span>'
    assert str(mark_up("abcdef", spans)) == expected


def test_equal_spans_nest_by_layer():
    spans = [Marked(start=0, end=2, layer=4, classes="inner"), Marked(start=0, end=2, layer=0, classes="outer")]
    assert str(mark_up("ab", spans)) == '<span class="outer"><span class="inner">ab</span></span>'


@pytest.mark.parametrize("article", TEXTS)
def test_a_full_reading_holds_every_word_and_is_well_formed(article):
    markup = highlights.reading(made_tables(), article, "full")._repr_html_()
    Tree(markup)
    assert words(markup) == TEXTS[article]


def test_article_text_is_escaped():
    markup = highlights.reading(made_tables(), "a10", "full")._repr_html_()
    assert "<b>sanctions" not in markup
    assert "&lt;b&gt;" in markup
    assert "&amp; threats" in markup


def test_hostile_names_and_ids_are_escaped_everywhere():
    tables = made_tables()
    bad = '"><script>alert(1)</script>'
    tables.actors["name"] = bad
    tables.articles["title"] = bad
    tables.articles["source"] = bad
    tables.stances["act"] = bad
    tables.stances["rule"] = bad
    shown = [highlights.reading(tables, "a1", mode)._repr_html_() for mode in ("full", "excerpt", "none")]
    shown.append(highlights.statement_table(tables, measures.statements(tables))._repr_html_())
    shown.append(highlights.bullets(measures.stance_findings(tables))._repr_html_())
    for markup in shown:
        tags = Tree(markup).tags
        assert not [tag for tag, _ in tags if tag in ("script", "img", "iframe", "link")]
        assert not [name for _, attributes in tags for name in attributes if name.startswith("on") or name == "style"]


def test_a_statement_is_labelled_in_words():
    tree = Tree(highlights.reading(made_tables(), "a1", "full")._repr_html_())
    assert "▲ for: United States, threaten → Russia" in tree.text
    stance = next(attributes for tag, attributes in tree.tags if tag == "mark" and "id" in attributes)
    assert stance["class"] == "sb-stance sb-support"
    assert stance["id"] == highlights.anchor("a1:0")
    assert "rule hand, confidence 0.50" in (stance["title"] or "")
    parts = {attributes.get("title") for tag, attributes in tree.tags if tag == "span"}
    assert {"holder", "cue", "condition", "target", "direct quote, Joe Biden", "Joe Biden (name)"} <= parts


def test_ids_are_unique():
    for article in TEXTS:
        tree = Tree(highlights.reading(made_tables(), article, "full")._repr_html_())
        ids = [attributes["id"] for _, attributes in tree.tags if "id" in attributes]
        assert len(ids) == len(set(ids))


def test_an_excerpt_shows_the_sentences_with_statements_and_quotes_only():
    markup = highlights.reading(made_tables(), "a1", "excerpt")._repr_html_()
    shown = words(markup)
    assert "Biden warned Moscow" not in shown
    assert "the United States will impose sanctions" in shown
    assert "…" in shown
    assert "Kiev" not in highlights.reading(made_tables(), "a8", "excerpt")._repr_html_().split('class="sb-text"')[1]


def test_long_sentences_and_long_articles_are_cut_in_excerpts():
    sentence = "Brussels urged new sanctions on Russia " + "and more " * 60 + "soon."
    starts = [i * (len(sentence) + 1) for i in range(20)]
    places = {"article_id": "a2", "start_char": starts, "end_char": [s + len(sentence) for s in starts]}
    made = made_tables(["a2"])
    stance = made.stances[made.stances["cue_start_char"] == TEXTS["a2"].index("urged")]
    tables = dataclasses.replace(
        made,
        articles=made.articles.assign(text=" ".join([sentence] * 20)),
        sentences=pd.DataFrame(places),
        stances=pd.concat([stance.assign(start_char=s, end_char=s + 38) for s in starts]),
    )
    shown = words(highlights.reading(tables, "a2", "excerpt")._repr_html_())
    assert shown.count("Brussels") == 12
    assert len(shown) < 12 * 310


@pytest.mark.parametrize("article", TEXTS)
def test_mode_none_shows_no_word_of_the_article(article):
    tables = made_tables()
    markup = highlights.reading(tables, article, "none")._repr_html_()
    markup += highlights.statement_table(tables, measures.statements(tables), "none")._repr_html_()
    markup += highlights.sentence_table(tables, measures.strongest_sentences(tables), "none")._repr_html_()
    sentences = [s for s in TEXTS[article].split(". ") if len(s) > 20]
    assert not [s for s in sentences if s in Tree(markup).text]
    assert "If Russia attacks" not in markup, "the words of a condition are text too"


def test_an_unknown_mode_and_an_unknown_article_are_errors():
    with pytest.raises(ValueError, match="one of full, excerpt, none"):
        highlights.reading(made_tables(), "a1", "some")
    with pytest.raises(ValueError, match="'b7'"):
        highlights.reading(made_tables(), "b7")


def test_a_reading_of_an_empty_selection_says_so():
    assert "No article" in highlights.reading(made_tables([]), "")._repr_html_()


@pytest.mark.parametrize(
    ("mode", "expected"),
    [("full", "b" * 400), ("excerpt", "b" * 300 + "…"), ("none", "characters 1 to 401")],
)
def test_excerpt(mode, expected):
    assert highlights.excerpt("a" + "b" * 400 + "c", 1, 401, mode) == expected


def test_excerpts_are_cut_between_words():
    text = "word " * 100
    assert highlights.excerpt(text, 0, 500).endswith("word…")


def test_a_table_has_scopes_escapes_and_aligns_numbers():
    frame = pd.DataFrame({"name": ["<i>x</i>"], "n": [3], "share_for": [0.5], "low": [float("nan")], "is": [True]})
    markup = highlights.escaping_table(frame, "A & B")._repr_html_()
    tree = Tree(markup)
    assert "<caption>A &amp; B</caption>" in markup
    assert "&lt;i&gt;x" in markup
    assert [a["scope"] for tag, a in tree.tags if tag == "th"] == ["col"] * 5 + ["row"]
    assert re.findall(r"<td[^>]*>([^<]*)</td>", markup) == ["3", "0.50", "-", "yes"]
    assert markup.count('class="sb-num"') == 6
    assert "share for" in markup


def test_a_long_table_says_how_many_rows_there_are():
    markup = highlights.escaping_table(pd.DataFrame({"x": range(130)}), most=100)._repr_html_()
    assert "100 of 130 rows are shown" in markup
    assert markup.count("<tr>") == 101


def test_links_lead_into_the_report_only():
    link = highlights.Link("<3 statements>", "03-stance.html#sb-a1")
    markup = highlights.escaping_table(pd.DataFrame({"x": [link]}))._repr_html_()
    assert '<a href="03-stance.html#sb-a1">&lt;3 statements&gt;</a>' in markup
    for address in ("https://example.org", "javascript:alert(1)", "//example.org", "../x.html", "", "#a b"):
        with pytest.raises(ValueError, match="not a link into the report"):
            highlights.Link("x", address)


def test_anchors_are_links_and_differ_where_ids_differ():
    ids = ["a1:0", "a1_0", "a1-0", "a1 0", "ä1:0"]
    anchors = [highlights.anchor(i) for i in ids]
    assert len(set(anchors)) == len(ids)
    for anchor in anchors:
        highlights.Link("x", f"#{anchor}")


def test_a_note_begins_with_its_n():
    assert repr(highlights.note("statements of two articles.", 1200)).strip() == "n = 1,200 statements of two articles."
