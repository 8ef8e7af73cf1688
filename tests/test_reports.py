"""Reports: what is refused before anything runs, what becomes of a notebook, and what a page holds and never holds."""

from __future__ import annotations

import base64
import csv
import dataclasses
import hashlib
import json
import re
import sys
from itertools import pairwise
from pathlib import Path

import nbformat
import pytest

import analysis
from analysis.articles import NoArticlesError, read_articles
from analysis.engines import runs
from analysis.exports import cell
from analysis.reports import build as building
from analysis.reports import execution, landing, manifest, pages, places, rendering, workbook
from analysis.reports.build import Options, build_report
from analysis.reports.downloads import TEXTS
from analysis.reports.exports import columns_shown, write_tables
from analysis.reports.given import collect
from analysis.reports.markdown import Markdown
from analysis.reports.parameters import Given, Parameter, ParameterError, assign, declared, parse_cell
from analysis.reports.values import convert
from analysis.store import RunWriter
from handmade import made_tables
from reporting import ALT, SKIPPED, figure_code, html_code, write_notebook, write_run

PARAMETERS = 'tables: str = ""  # a run\ntext: str = "excerpt"  # how much\ntopic: str = "sanctions"  # of what\n'

# Parameters


def test_a_parameters_cell_declares_names_types_defaults_and_help():
    cell = """# A comment of its own
source: str = "a # b"  # the articles
outlets: list[str] = []  # outlets to keep
share = 0.5
many: list[int] = [
    1,
    2,
]  # over several lines
print(source)
"""
    assert parse_cell(cell) == (
        Parameter("source", "str", "'a # b'", "the articles"),
        Parameter("outlets", "list[str]", "[]", "outlets to keep"),
        Parameter("share", "float", "0.5", ""),
        Parameter("many", "list[int]", "[1, 2]", "over several lines"),
    )


def test_a_notebook_without_the_cell_declares_nothing(tmp_path):
    assert declared(write_notebook(tmp_path / "a.ipynb", "# Title", ("", "x = 1"))) == ()


@pytest.mark.parametrize("content", ["", "[]", '{"cells": 3}', "\0"])
def test_what_is_no_notebook_is_an_error_that_names_it(tmp_path, content):
    path = tmp_path / "odd.ipynb"
    path.write_text(content)
    with pytest.raises(ParameterError, match=r"odd\.ipynb"):
        declared(path)


@pytest.mark.parametrize(
    ("kind", "items", "expected"),
    [
        ("str", ["NO"], "NO"),
        ("str", ["007"], "007"),
        ("str", ["NaN"], "NaN"),
        ("str", [""], ""),
        ("str | None", ["none"], None),
        ("int", ["-12"], -12),
        ("float", ["1e-3"], 0.001),
        ("float", ["2"], 2.0),
        ("bool", ["true"], True),
        ("bool", ["False"], False),
        ("list[str]", ["Russia, Ukraine"], ["Russia", "Ukraine"]),
        ("list", ['"Smith, John",Russia'], ["Smith, John", "Russia"]),
        ("list[str]", ["[NO, 'a, b']"], ["NO", "a, b"]),
        ("list[str]", [""], []),
        ("list[int]", ["1", "2"], [1, 2]),
    ],
)
def test_the_declared_type_decides(kind, items, expected):
    value = convert("x", kind, items, listed=len(items) > 1)
    assert (value, type(value)) == (expected, type(expected))


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        ("int", "3.5", "a whole number"),
        ("int", "007", "a whole number"),
        ("int", "1_000", "a whole number"),
        ("int", "٣", "a whole number"),
        ("float", "nan", "a number"),
        ("float", "inf", "a number"),
        ("bool", "yes", "true or false"),
        ("bool", "0", "true or false"),
        ("list[int]", "1,x", "a whole number"),
        ("list[str]", "[a", "not YAML"),
        ("dict", "{}", "cannot be set"),
    ],
)
def test_what_is_not_of_the_type_is_refused(kind, text, words):
    with pytest.raises(ValueError, match=words):
        convert("x", kind, [text])


@pytest.mark.parametrize("text", ["2022-13-01", "03/01/2022", "yesterday"])
def test_start_and_end_are_iso_dates(text):
    assert convert("start", "str", ["2022-01-03"]) == "2022-01-03"
    with pytest.raises(ValueError, match="YYYY-MM-DD"):
        convert("end", "str", [text])


def test_a_raw_pair_is_a_text():
    assert convert("x", "list[str]", ["a, b"], raw=True) == ["a, b"]
    with pytest.raises(ValueError, match="-p, not -r"):
        convert("x", "int", ["3"], raw=True)


def test_yaml_gives_texts_and_the_later_wins(tmp_path):
    file = tmp_path / "p.yml"
    file.write_text("country: NO\nstart: 2022-01-03\ncode: 010\nclock: 1:30\nflag: yes\n")
    given = collect([("code", "011")], [("clock", "x, y")], ["flag: true", "actors: [A, B]"], [file])
    assert given == {
        "country": Given(("NO",)),
        "start": Given(("2022-01-03",)),
        "code": Given(("011",)),
        "clock": Given(("x, y",), raw=True),
        "flag": Given(("true",)),
        "actors": Given(("A", "B"), listed=True),
    }


def test_a_pair_given_twice_is_a_list_and_no_value_for_one_text():
    given = collect([("actors", "Smith, John"), ("actors", "B"), ("topic", "a"), ("topic", "b")])
    declared_ones = parse_cell('actors: list[str] = []\ntopic: str = ""')
    assert assign({"n": declared_ones[:1]}, {"actors": given["actors"]}) == {"n": {"actors": ["Smith, John", "B"]}}
    with pytest.raises(ParameterError, match="topic: expected one value"):
        assign({"n": declared_ones}, given)


@pytest.mark.parametrize("text", ["[a]", "a", "a: {b: c}", "a: [[b]]", "a: [b", "!!python/object:os.system x"])
def test_yaml_that_is_no_mapping_of_names_to_values(text):
    with pytest.raises(ParameterError):
        collect(texts=[text])


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("min_mention", "did you mean min_mentions"),
        ("nothing_like_it", "there are: min_mentions, topic"),
        ("tables", "the folder of a run as SOURCE"),
        ("source", "the articles as SOURCE"),
        ("text", "--text"),
        ("api_key", "secret"),
        ("db_password", "secret"),
        ("topic\nimport os", "no parameter"),
        ("x = 1; y", "no parameter"),
        ("{topic.__class__}", "no parameter"),
    ],
)
def test_names_that_are_refused(name, words):
    notebooks = {
        "a": parse_cell("min_mentions: int = 3"),
        "b": parse_cell("topic = ''"),
    }
    with pytest.raises(ParameterError, match=words):
        assign(notebooks, {name: Given(("1",))})


def test_each_notebook_gets_what_it_declares():
    notebooks = {"a": parse_cell("n: int = 3\ntopic: str = ''"), "b": parse_cell("n: str = ''"), "c": ()}
    given = {"n": Given(("5",)), "topic": Given(("t",))}
    assert assign(notebooks, given) == {"a": {"n": 5, "topic": "t"}, "b": {"n": "5"}, "c": {}}


# Places


@pytest.mark.parametrize("name", ["03-stance", "stance", "03", "03-stance.ipynb"])
def test_notebooks_are_found_by_name(name):
    assert [path.stem for path in workbook.find_notebooks([name])] == ["03-stance"]


def test_an_installed_package_uses_what_it_carries(tmp_path, monkeypatch):
    write_notebook(tmp_path / "notebooks" / "00-carried.ipynb", "# Carried")
    monkeypatch.setattr(workbook, "_PACKAGED", tmp_path)
    assert [path.stem for path in workbook.find_notebooks()] == ["00-carried"]
    assert workbook.checkout() is None


def test_an_unknown_notebook_is_an_error_with_a_hint():
    with pytest.raises(ParameterError, match="did you mean stance"):
        workbook.find_notebooks(["stanse"])


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("data/News Feed.csv.gz", "news-feed"),
        ("-", "stdin"),
        ("Überblick 2022.txt", "uberblick-2022"),
        ("../../etc/passwd", "passwd"),
        ("новости.csv", "report"),
        ("{x.__class__}", "x"),
    ],
)
def test_a_run_is_called_after_its_source(source, name):
    assert places.default_name(source) == name


@pytest.mark.parametrize("name", ["../../x", "/etc/x", "..", ".", "a/b", "{country}", "x\0y", "CON:", " "])
def test_a_report_never_leaves_its_folder(tmp_path, name):
    folder = places.report_folder(tmp_path / "out", name)
    assert folder.parent == tmp_path / "out"
    assert re.fullmatch(r"[a-z0-9-]+", folder.name)


def test_a_link_out_of_the_folder_is_refused(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "x").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ParameterError, match="leads out"):
        places.report_folder(tmp_path / "out", "x")


def test_a_folder_of_something_else_is_refused_and_kept(tmp_path):
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "thesis.txt").write_text("mine")
    with pytest.raises(ParameterError, match="something else"):
        places.report_folder(tmp_path, "x")
    assert (tmp_path / "x" / "thesis.txt").read_text() == "mine"


def test_only_files_of_the_earlier_report_are_removed(tmp_path):
    report = tmp_path / "out" / "x"
    report.mkdir(parents=True)
    for path in (report / "index.html", report / "notes.txt", tmp_path / "out" / "other.txt"):
        path.write_text("")
    manifest.write_manifest(report, {"files": ["index.html", "../other.txt", "gone.html"]})
    places.start_report(places.report_folder(tmp_path / "out", "x"), ["new.html"])
    assert not (report / "index.html").exists()
    assert (report / "notes.txt").exists()
    assert (tmp_path / "out" / "other.txt").exists()
    assert manifest.read_manifest(report) == {"status": "unfinished", "files": ["manifest.json", "new.html"]}
    assert places.report_folder(tmp_path / "out", "x") == report, "an unfinished report can be made again"


@pytest.mark.parametrize("address", ["https://example.org/x", "s3://bucket/x", "file:///etc", "http:/one-slash"])
def test_addresses_are_refused(tmp_path, address):
    with pytest.raises(ParameterError, match="only local paths"):
        places.report_folder(address, "x")
    with pytest.raises(ParameterError, match="only local paths"):
        build_report(address, tmp_path)


# HTML


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("a <img src=x onerror=alert(1)>", "<p>a &lt;img src=x onerror=alert(1)&gt;</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("[x](JaVaScRiPt&colon;alert(1))", "<p>[x](JaVaScRiPt:alert(1))</p>\n"),
        ("[x](data:text/html,1)", "<p>[x](data:text/html,1)</p>\n"),
        ("[x](//host/x)", "<p>[x](//host/x)</p>\n"),
        ("[x](https://example.org/)", '<p><a href="https://example.org/">x</a></p>\n'),
        ("[x](03-stance.ipynb#h-on-whom)", '<p><a href="03-stance.html#h-on-whom">x</a></p>\n'),
        ("![x](https://example.org/x.png)", '<p>!<a href="https://example.org/x.png">x</a></p>\n'),
        ("$x^2$", "<p>$x^2$</p>\n"),
    ],
)
def test_markdown_stays_harmless(source, expected):
    assert Markdown()(source) == expected


def test_headings_have_ids_of_their_own():
    markdown = Markdown()
    text = markdown("# One\n\n## The *same*\n") + markdown("## The same\n")
    assert re.findall(r'id="([^"]+)"', text) == ["h-one", "h-the-same", "h-the-same-2"]
    assert markdown.headings == [(1, "h-one", "One"), (2, "h-the-same", "The same"), (2, "h-the-same-2", "The same")]


@pytest.mark.parametrize(
    "markup",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg><script>alert(1)</script></svg>",
        "<iframe src='https://example.org'></iframe>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href='java\tscript:alert(1)'>x</a>",
        "<a href='&#106;avascript:alert(1)'>x</a>",
        "<p onclick='alert(1)'>x</p>",
        "<p style='background:url(https://example.org)'>x</p>",
        "<style>@import 'https://example.org'</style>",
        "<base href='https://example.org'>",
        "<form action='https://example.org'><input name=x></form>",
        "<meta http-equiv=refresh content='0;url=https://example.org'>",
        "<table><td></td><script>1</script></table>",
        "<!--><script>alert(1)</script>-->",
        "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
    ],
)
def test_cleaned_html_runs_and_loads_nothing(markup):
    cleaned = rendering.clean(markup)
    tags = re.findall(r"<[^>]*>", cleaned)
    allowed = "|".join(rendering.ELEMENTS)
    assert all(re.match(rf"</?({allowed})\b", tag) for tag in tags), cleaned
    assert not re.search(r"<[^>]*\b(on\w+|style|src|action)\s*=", cleaned), cleaned
    assert not re.search(r'href="(?!#|https?://|[\w-]+\.html)', cleaned), cleaned


def test_cleaned_html_keeps_tables_marks_and_anchors():
    markup = (
        '<div class="sb-scroll"><table class="sb-table"><caption>Who &amp; what</caption><thead><tr>'
        '<th scope="col">a</th></tr></thead><tbody><tr id="s-1"><td data-value="2">b</td></tr></tbody></table></div>'
        '<p><mark class="sb-cue" title="cue">urged</mark> <a href="04-close-reading.html#s-1">there</a></p>'
    )
    assert rendering.clean(markup) == markup


# Exports


@pytest.mark.parametrize("text", ["=1+1", "a;=1", "-cmd|' /C calc'!A0"])
def test_formulas_are_neutralized_as_in_exports(tmp_path, text):
    articles = made_tables().articles
    run = write_run(tmp_path / "run", dataclasses.replace(made_tables(), articles=articles.assign(source=text)))
    write_tables(run, tmp_path, "none")
    with (tmp_path / "tables" / "articles.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["source"] for row in rows} == {cell(text)} != {text}
    assert float(rows[0]["polarity"]) == articles["polarity"].iloc[0]  # numbers, negative ones too, stay numbers


def test_less_text_shows_fewer_columns():
    assert "text" in columns_shown("articles", "full")
    assert "text" not in columns_shown("articles", "excerpt")
    assert "text" not in columns_shown("sentences", "excerpt")
    assert {"text", "cue", "condition"} <= set(columns_shown("stances", "excerpt"))
    assert not {"text", "cue", "condition", "holder", "target"} & set(columns_shown("stances", "none"))
    assert "title" not in columns_shown("articles", "none")
    assert {"holder_id", "position", "cue_start_char"} <= set(columns_shown("stances", "none"))


# The whole: one report with a notebook for each way to end


@pytest.fixture(scope="module", autouse=True)
def cache(tmp_path_factory):
    """Pages go to a cache of this module's own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    run = write_run(folder / "made run")
    head = ("parameters", PARAMETERS)
    notebooks = [
        write_notebook(
            folder / "00-good.ipynb",
            "# Good & proper\n\nIt shows *everything*.\n\n## A part\n\n[next](01-breaks.ipynb)",
            head,
            ("findings", html_code("<ul class='sb-findings'><li>Ten articles.</li></ul>")),
            ("", figure_code()),
            ("", "import sys; print('to </script> stdout'); print('a warning', file=sys.stderr)\ntopic, tables, text"),
            ("remove-cell", "print('removed cell')"),
            ("remove-input", "print('shown without' + ' its code')"),
            ("remove-input", "display({'application/javascript': 'alert(1)', 'text/plain': 'plain script'}, raw=True)"),
            ("remove-input", "display({'image/svg+xml': '<svg onload=alert(1)>'}, raw=True)"),
        ),
        write_notebook(folder / "01-breaks.ipynb", "# Breaks", ("", "1 / 0"), ("", "print('never')")),
        write_notebook(folder / "02-leaves.ipynb", "# Leaves", ("", "import sys; sys.exit(0)"), ("", "print('never')")),
        write_notebook(folder / "03-hangs.ipynb", "# Hangs", ("", "import time; time.sleep(60)")),
        write_notebook(
            folder / "04-blind.ipynb", "No title", ("findings", "print('Ten articles.')"), ("", figure_code(" "))
        ),
    ]
    said: list[str] = []
    return build_report(
        run,
        folder / "out",
        notebooks=notebooks,
        given={"topic": Given(('"); import os #',))},
        options=Options(cell_seconds=3, progress=False),
        say=said.append,
    )


def page(report, name):
    return (report.path / f"{name}.html").read_text(encoding="utf-8")


def test_each_notebook_has_its_status_and_the_others_still_run(report):
    assert {e.name: e.outcome.status for e in report.entries} == {
        "00-good": "ok",
        "01-breaks": "failed",
        "02-leaves": "stopped",
        "03-hangs": "timeout",
        "04-blind": "ok",
    }
    assert [e.name for e in report.failed] == ["01-breaks", "02-leaves", "03-hangs", "04-blind"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("01-breaks", "ZeroDivisionError: division by zero"),
        ("02-leaves", "1 cells did not run"),
        ("03-hangs", "longer than 3 seconds"),
        ("04-blind", "no alt text"),
    ],
)
def test_a_failed_notebook_is_saved_and_says_so_on_its_page_and_on_the_first(report, name, words):
    for text in (page(report, name), page(report, "index")):
        assert words in text
    notebook = nbformat.read(report.path / "notebooks" / f"{name}.ipynb", as_version=4)
    assert not any("never" in str(cell.get("outputs")) for cell in notebook.cells)


def test_the_landing_page_lifts_findings_and_says_what_was_read(report):
    text = page(report, "index")
    assert "<li>Ten articles.</li>" in text
    assert text.count("<li>Ten articles.</li>") == 1
    assert "b&amp;w &lt;b&gt;.csv" in text
    assert SKIPPED.remedy in text
    for name in ("00-good", "01-breaks", "04-blind"):
        assert f'href="{name}.html"' in text
    for count in (
        "<dt>Undated</dt><dd>1</dd>",
        '<dt>Articles</dt><dd><a href="articles/index.html">10</a></dd>',
        "<dt>Duplicates dropped</dt><dd>2</dd>",
    ):
        assert count in text
    assert "made_by_hand 1.0" in text


def test_a_page_shows_what_the_notebook_shows(report):
    text = page(report, "00-good")
    assert "<h1" in text
    assert "Good &amp; proper</h1>" in text
    assert f'alt="{ALT}"' in text
    assert "to &lt;/script&gt; stdout" in text
    assert '<a href="01-breaks.html">next</a>' in text
    assert "shown without its code" in text
    assert 'rel="next" href="01-breaks.html"' in text
    for absent in ("removed cell", "alert(1)", "onload", "shown without&#39;"):
        assert absent not in text


def test_parameters_arrive_as_values_never_as_code(report):
    notebook = nbformat.read(report.path / "notebooks" / "00-good.ipynb", as_version=4)
    injected = next(cell for cell in notebook.cells if "injected-parameters" in cell.metadata.get("tags", []))
    assert injected.source.splitlines()[1:] == [
        'tables = "../../../made run"',
        'text = "excerpt"',
        'topic = "\\"); import os #"',
    ]
    shown = notebook.cells[notebook.cells.index(injected) + 3].outputs[-1].data["text/plain"]
    assert shown == "('\"); import os #', '../../../made run', 'excerpt')"


@pytest.mark.parametrize(
    ("topics", "given", "shown"),
    [
        (["tariffs"], {}, "'tariffs'"),  # what `--topic` annotated, not what the notebook would take
        (["tariffs", "sanctions"], {}, "'sanctions'"),
        (["tariffs"], {"topic": Given(("embargo",))}, "'embargo'"),
    ],
)
def test_a_report_is_on_the_topic_of_its_run(topics, given, shown, tmp_path):
    run = write_run(tmp_path / "run")
    info = json.loads((run / "run.json").read_text(encoding="utf-8")) | {"options": {"topics": topics}}
    (run / "run.json").write_text(json.dumps(info), encoding="utf-8")
    notebook = write_notebook(tmp_path / "a.ipynb", "# A", ("parameters", 'topic: str = "sanctions"'), ("", "topic"))
    options = Options(progress=False)
    made = build_report(run, tmp_path / "out", notebooks=[notebook], given=given, options=options)
    executed = nbformat.read(made.path / "notebooks" / "a.ipynb", as_version=4)
    assert executed.cells[-1].outputs[-1].data["text/plain"] == shown


def test_every_page_has_a_strict_policy_and_needs_nothing_from_outside(report):
    for path in report.path.glob("*.html"):
        text = path.read_text(encoding="utf-8")
        (script,) = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
        assert policy.replace("&#39;", "'") == (
            f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; "
            "base-uri 'none'; form-action 'none'"
        )
        assert not re.search(r"<(?:link|script|img|iframe)\b[^>]*(?:src|href)=\"(?!data:)", text)
        assert not re.search(r"url\((?!data:)|@import", text)


def test_links_lead_to_files_of_the_report(report):
    for path in report.path.glob("*.html"):
        for href in re.findall(r'href="([^"#]+)', path.read_text(encoding="utf-8")):
            assert href == "data:," or (report.path / href).is_file(), f"{path.name}: {href}"


def test_headings_are_in_order_and_the_first_is_the_only_h1(report):
    for path in report.path.glob("*.html"):
        levels = [int(level) for level in re.findall(r"<h([1-6])\b", path.read_text(encoding="utf-8"))]
        assert levels.count(1) == 1, path.name
        assert levels[0] == 1
        assert all(b - a <= 1 for a, b in pairwise(levels)), path.name


def test_the_manifest_says_how_it_was_made(report):
    content = json.loads((report.path / "manifest.json").read_text(encoding="utf-8"))
    assert content["status"] == "failed"
    assert content["run"]["data_sha256"] == "0123456789abcdef" * 4
    assert content["parameters"] == {"00-good": {"topic": '"); import os #'}}
    assert {"python", "spacy", "papermill", "nbconvert"} <= set(content["versions"])
    assert "git_revision" in content
    statuses = {n["name"]: n["status"] for n in content["notebooks"]}
    assert statuses["04-blind"] == "failed"
    assert statuses["03-hangs"] == "timeout"
    assert all(n["seconds"] > 0 for n in content["notebooks"])
    assert all((report.path / name).is_file() for name in content["files"])


def test_the_csv_files_hold_the_tables_without_whole_texts(report):
    with (report.path / "tables" / "articles.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 10
    assert "text" not in rows[0]
    with (report.path / "tables" / "stances.csv").open(encoding="utf-8", newline="") as lines:
        assert next(csv.DictReader(lines))["text"].startswith("If Russia attacks")


def test_executed_notebooks_hold_no_time_and_no_place(report):
    text = (report.path / "notebooks" / "00-good.ipynb").read_text(encoding="utf-8")
    assert "iopub" not in text
    assert "start_time" not in text
    assert str(report.path) not in text


def test_with_a_fixed_date_the_same_run_gives_the_same_bytes(tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1648814400")
    run = write_run(tmp_path / "run")
    code = html_code("<p>a</p>") + "\nprint({'a', 'b', 'c', 'd'})"
    notebook = write_notebook(tmp_path / "one.ipynb", "# One", ("parameters", PARAMETERS), ("findings", code))
    made = []
    for out in ("a", "b"):
        path = build_report(run, tmp_path / out, notebooks=[notebook], options=Options(progress=False)).path
        made.append(
            {p.name: p.read_bytes() for p in [*path.glob("*.html"), *path.rglob("*.csv"), *path.rglob("*.ipynb")]}
        )
    assert made[0].keys() == made[1].keys()
    assert [name for name in made[0] if made[0][name] != made[1][name]] == []
    assert b"2022-04-01" in made[0]["index.html"]


def test_a_page_above_the_limit_is_left_out_with_a_reason(tmp_path, monkeypatch):
    notebook = write_notebook(tmp_path / "big.ipynb", "# Big", ("findings", "print('x' * 300_000)"))
    run = write_run(tmp_path / "run")
    monkeypatch.setattr(building, "WARN_BYTES", 200_000)
    made = build_report(run, tmp_path / "out", notebooks=[notebook], options=Options(progress=False))
    assert not made.failed
    assert "load slowly" in made.warnings[0]
    monkeypatch.setattr(building, "MOST_BYTES", 250_000)
    made = build_report(run, tmp_path / "out", notebooks=[notebook], options=Options(progress=False))
    assert "show fewer rows" in made.failed[0].problems[0]
    assert (made.path / "big.html").stat().st_size < 100_000
    assert "<h1>Big</h1>" in page(made, "big")


def test_nothing_is_written_where_a_parameter_is_wrong(tmp_path):
    notebook = write_notebook(tmp_path / "a.ipynb", "# A", ("parameters", "n: int = 3"))
    for given in ({"m": Given(("1",))}, {"n": Given(("x",))}):
        with pytest.raises(ParameterError):
            build_report(write_run(tmp_path / "run"), tmp_path / "out", notebooks=[notebook], given=given)
    assert not (tmp_path / "out").exists()


def test_neither_a_run_nor_a_report_is_read_as_articles(tmp_path):
    """The readers know both by the names of what is written, which they may not import."""
    notebook = write_notebook(tmp_path / "00-a.ipynb", ("", "1"))
    run = write_run(tmp_path / "run")
    report = build_report(run, tmp_path / "out", notebooks=[notebook], options=Options(progress=False)).path
    begun, writing = tmp_path / "begun", tmp_path / "writing"
    (begun / runs.STORE).mkdir(parents=True)
    with RunWriter(writing):
        for folder in (run, report, begun, writing):
            with pytest.raises(NoArticlesError, match="a run or a report, and no articles"):
                read_articles(str(folder))


def test_two_notebooks_of_one_name_are_refused(tmp_path):
    twins = [write_notebook(tmp_path / folder / "a.ipynb", "# A") for folder in ("x", "y")]
    with pytest.raises(ParameterError, match="names that differ"):
        build_report(write_run(tmp_path / "run"), tmp_path / "out", notebooks=twins)


def test_repeated_findings_stand_once():
    parts = ["<ul><li>a</li><li>b</li></ul>", "<ul><li>b</li></ul>", "<ul><li>b</li><li>c</li></ul>", "<p>d</p>", ""]
    assert pages._once(parts) == [parts[0], "", "<ul><li>c</li></ul>", "<p>d</p>", ""]


def test_the_texts_of_every_mode_are_said():
    assert set(landing.TEXTS_SAID) == set(TEXTS)


def test_a_kernel_runs_this_interpreter_with_this_package(tmp_path):
    notebook = write_notebook(
        tmp_path / "a.ipynb", ("", "import sys, analysis\nprint(sys.executable, analysis.__file__)")
    )
    outcome = execution.execute(notebook, tmp_path / "out" / "a.ipynb", {})
    shown = nbformat.read(outcome.path, as_version=4).cells[0].outputs[0].text
    assert shown.split() == [sys.executable, str(Path(analysis.__file__))]
