"""Properties of any input (Hypothesis): what is read comes back, offsets slice the text, escaping loses nothing.

Few examples here, many by `make fuzz`. What it finds becomes an `example`, and is mended.
"""

from __future__ import annotations

import gzip
import html
import io
import json
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from analysis.articles import Article, read_articles
from analysis.articles.checks import why_not
from analysis.articles.labels import label
from analysis.articles.records import shown
from analysis.exports.cells import cell, plain
from analysis.highlights import Reference, anchor, bullets, reading
from analysis.measures.wording import Cases, Sentence
from analysis.pipeline import Model, annotate_articles
from analysis.reports.articles import Reading
from analysis.reports.links import Links
from analysis.reports.markdown import Markdown, safe_link
from analysis.reports.parameters import ParameterError, parse_cell
from analysis.reports.places import slug
from analysis.reports.rendering import ELEMENTS, clean
from analysis.reports.values import CONVERTERS, convert, load_yaml_texts
from analysis.tables import SCHEMAS, Tables, batch_tables
from test_articles import A, B, table
from test_highlights import words

FEW = settings(max_examples=max(1, settings().max_examples // 4), deadline=None)
ONLY_OURS = re.compile(rf"</?(?:{'|'.join(ELEMENTS)}|time|style)\b")

# Unicode that an article may hold: neither halves of characters nor NULs, with which a row is skipped.
UNICODE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
PIECES = (
    *(
        "President Joe Biden ",
        "the European Union ",
        "Moscow ",
        "Deputy Minister Tarvo Lindquist ",
        "he ",
        "they ",
        "EU ",
    ),
    *(
        "said ",
        "imposed sanctions on Russia ",
        "opposes sanctions ",
        "if Iran ",
        "would not lift them ",
        "urged ",
        "that ",
    ),
    *(
        "“",
        "”",
        '"',
        "'",
        "‘",
        "’",
        "«",
        "»",
        "''",
        "``",
        "—",
        ". ",
        ", ",
        "; ",
        ": ",
        "? ",
        "\n\n",
        "\n",
        "\r\n",
        "\t",
    ),
    *(
        "\u200b",
        "\u202e",
        "\u00ad",
        "\ufeff",
        "e\u0301",
        "🇪🇺",
        "👨‍👩‍👧",
        "\u2028",
        "\x0b",
        "\x85",
        "\x1b",
        "ß",
        "ﬁ",
        "İ",
        "Ⅷ",
    ),
    *(
        "<script>",
        "</mark>",
        "&lt;",
        "&amp;",
        "](javascript:x)",
        "{{ x }}",
        "$x$",
        "3.5 %",
        "U.S.",
        "a" * 300,
        " " * 30,
    ),
)
TEXTS = st.lists(st.sampled_from(PIECES) | UNICODE, min_size=1, max_size=24).map("".join)


# Annotators and their tables


@FEW
@given(text=TEXTS)
def test_no_text_breaks_an_annotator_and_offsets_slice_it(model: Model, text: str) -> None:
    """Through every annotator and batched step to the tables and the page of the article."""
    article = Article(article_id="a", text=text, date="2022-01-03", source=text[:40], title=text[:40])
    made = batch_tables(annotate_articles([article], model))
    for name, schema in SCHEMAS.items():
        for row in made[name].to_pylist():
            check_spans(text, row, schema.names)
    tables = Tables.from_arrow(made)
    assert words(reading(tables, "a", "full", None)._repr_html_()) == text
    for mode in ("excerpt", "none"):
        assert "<script" not in reading(tables, "a", mode, None)._repr_html_()


def check_spans(text: str, row: dict[str, object], names: list[str]) -> None:
    for name in names:
        if not name.endswith("start_char"):
            continue
        start, end = row[name], row[name.replace("start", "end")]
        span = name.removesuffix("_start_char") if name != "start_char" else "text"
        assert (start is None) == (end is None), row
        if isinstance(start, int) and isinstance(end, int):
            assert 0 <= start < end <= len(text), row
            assert row[span] == text[start:end], row


# Readers


def written(text: str) -> dict[str, Callable[[Path], object]]:
    """How each format holds this text."""
    rows = [{"text": A}, {"text": text}, {"text": B}]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    packed = gzip.compress(table([["text"], *([row["text"]] for row in rows)]).encode())
    return {
        "a.csv": lambda path: path.write_text(
            table([["text"], *([r["text"]] for r in rows)]), encoding="utf-8", newline=""
        ),
        "a.csv.gz": lambda path: path.write_bytes(packed),
        "a.jsonl": lambda path: path.write_text(lines, encoding="utf-8"),
        "a.json": lambda path: path.write_text(
            json.dumps({"articles": rows}, ensure_ascii=False), encoding="utf-8", newline=""
        ),
        "a.parquet": lambda path: pq.write_table(pa.Table.from_pylist(rows), path),
    }


@FEW
@given(TEXTS)
@example("\r")
@example("a\x1eb")
def test_what_was_written_is_read_whatever_the_format(text: str) -> None:
    assume(why_not(text) is None)
    assume(text.strip() not in (A, B))
    with TemporaryDirectory() as name:
        for file, write in written(text).items():
            path = Path(name) / file
            write(path)
            assert [article.text for article in read_articles(path)] == [A, text, B], file
            path.unlink()


@given(
    st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(), st.lists)
    | st.dictionaries(st.text(), st.text())
)
def test_any_value_is_a_short_text_that_can_be_stored_or_none(value: object) -> None:
    made = label(value)
    assert made is None or (0 < len(made) <= 500 and made.encode() and "\0" not in made)


@given(st.text(st.characters(), max_size=700))
def test_what_a_message_shows_is_printable(text: str) -> None:
    assert shown(text).isprintable()
    shown(text).encode()


# Escaping


@given(st.text())
def test_a_cell_of_a_sheet_is_no_formula_and_comes_back(text: str) -> None:
    made = cell(text)
    assert not re.match(r"\s*[=+\-@]", made)
    assert plain(cell(text.partition(",")[0])) == text.partition(",")[0] or re.search(r"[;|\t\r\n]", text)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])), st.text(st.characters(exclude_categories=["Cs"])))
def test_words_and_names_come_out_of_a_page_as_they_went_in(text: str, holder: str) -> None:
    made = clean(str(bullets([Sentence.of(Cases(text, {"holder": holder}))]).markup))
    page = Links("06-statements.html").resolve(made)
    assert set(re.findall(r"<(/?\w+)", page)) <= {"ul", "/ul", "li", "/li", "a", "/a"}
    inner = re.sub(r"<[^>]*>", "", page)
    assert settled(html.unescape(inner)) == settled(text)


def settled(text: str) -> str:
    """Without blanks, which HTML does not tell apart."""
    return re.sub(r"\s", "", text)


MARKUP = st.lists(
    st.sampled_from(
        ["<", ">", "</", "/>", "<!--", "-->", "<script>", "</script>", "<a href=", "javascript:", "'", '"', " onload=",
         "<svg", "<math>", "<style>", "&#", "x3c;", "&lt;", "=", "<table>", "<td>", "data-to=", "//e.org", "\0",
         "<p title=", "<![CDATA[", "<noscript>", "<title>", "<textarea>", "src=", "a"]
    ) | st.text(max_size=3),
    max_size=16,
).map("".join)  # fmt: skip


@given(MARKUP)
def test_cleaned_html_has_only_our_elements_and_no_way_to_run(markup: str) -> None:
    made = clean(markup)
    for tag in re.findall(r"<[^>]*>?", made):
        assert ONLY_OURS.match(tag), made
        assert not re.search(r"\s(?:on\w+|style|src|action|srcdoc|formaction)\s*=", re.sub(r'"[^"]*"', "", tag)), made
        for href in re.findall(r'\shref="([^"]*)"', tag):
            assert safe_link(html.unescape(href)), made


@given(MARKUP)
def test_markdown_has_no_html_of_its_own(markup: str) -> None:
    made = Markdown()(markup)
    assert not re.search(r"<(?:script|svg|img|style|iframe|math|title|textarea)", made)
    assert all(safe_link(html.unescape(href)) for href in re.findall(r'href="([^"]*)"', made))


@given(st.text(), st.text())
def test_anchors_and_files_of_two_ids_differ(one: str, other: str) -> None:
    assume(one != other)
    assert anchor(one) != anchor(other)
    assert re.fullmatch(r"sb-[A-Za-z0-9_-]*", anchor(one))
    names = [Reading.address(i) for i in (one, other) if i.isprintable()]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"articles/[a-z0-9-]+\.html", name) for name in names)


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])))
def test_a_reference_leads_to_the_very_article(article_id: str, words: str) -> None:
    links = Links(articles={article_id: "articles/x.html"})
    assert (
        links.resolve(str(Reference.to_article(words, article_id).__html__())).startswith(
            '<a class="to" href="articles/x.html">'
        )
        or not article_id
    )


# Parameters


@given(st.text(), st.sampled_from([*CONVERTERS, "list[str]", "list[int]", "str | None", "dict"]), st.booleans())
@example("\n0", "list[str]", False)
def test_any_text_is_a_value_of_the_declared_type_or_an_error(text: str, kind: str, raw: bool) -> None:
    try:
        value = convert("x", kind, [text], raw=raw)
    except ValueError:
        return
    types = {"str": str, "int": int, "float": float, "bool": bool, "list[str]": list, "list[int]": list}
    assert value is None if kind == "str | None" and value is None else isinstance(value, types[kind.split(" ")[0]])


@given(st.text(st.sampled_from("ab: -[]{}'\"\n&*!|>%@`,#?\\x"), max_size=30) | st.text())
@example("[" * 3000)
@example("? " * 3000)
def test_any_text_is_yaml_of_texts_or_an_error(text: str) -> None:
    with suppress(ValueError):
        load_yaml_texts(text)


@given(st.text(st.sampled_from("ab =:[]()'\"\n#\\\0;,."), max_size=30) | st.text())
@example("x = " + "(" * 500)
@example("x = 1\0")
@example("x = " + "-" * 9_000 + "1")
def test_any_parameters_cell_is_read_or_an_error(source: str) -> None:
    with suppress(ParameterError):
        parse_cell(source)


@given(st.text())
def test_a_folders_name_is_plain(text: str) -> None:
    assert re.fullmatch(r"[a-z0-9]([a-z0-9-]{0,58}[a-z0-9])?", slug(text))


@FEW
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=20), max_size=4))
def test_a_notebook_holds_any_output(outputs: list[str]) -> None:
    """As the executed notebook is written and read again."""
    cell_ = nbformat.v4.new_code_cell("1", outputs=[nbformat.v4.new_output("stream", text=text) for text in outputs])
    content = nbformat.writes(nbformat.v4.new_notebook(cells=[cell_]))
    again = nbformat.read(io.StringIO(content), as_version=4)
    assert "".join(o.text for o in again.cells[0].outputs) == "".join(outputs)
