"""Matrices: which sets of parameters a file means, how their folders are called, and the reports made of them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from analysis import cli
from analysis.reports.matrix import read_matrix
from analysis.reports.parameters import ParameterError
from reporting import html_code, write_notebook, write_run

SUMMARY = {"outlets": ["The Daily", "Überblick"], "months": ["2022-01", "2024-02"]}
HEAD = 'tables: str = ""  # a run\nactors: list = []  # who\nstart: str = ""  # from\nend: str = ""  # to\n'


def sets(folder: Path, text: str, suffix: str = ".yml"):
    path = folder / f"matrix{suffix}"
    path.write_text(text, encoding="utf-8")
    matrix = read_matrix(path)
    return [(one.name, one.shown) for one in matrix.sets(SUMMARY if matrix.needs_run else None)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "- {actors: [Russia, Iran], start: 2022-01-03}\n- {country: NO}",
            [("russia-iran-2022-01-03", {"actors": "Russia, Iran", "start": "2022-01-03"}), ("no", {"country": "NO"})],
        ),
        ("actors: [[Russia], [Iran]]", [("russia", {"actors": "Russia"}), ("iran", {"actors": "Iran"})]),
        (
            "actors: [Russia, Iran]\nn: [1, 2]",
            [(f"{a.lower()}-{n}", {"actors": a, "n": n}) for a in ("Russia", "Iran") for n in "12"],
        ),
        ("outlets: each", [("the-daily", {"outlets": "The Daily"}), ("uberblick", {"outlets": "Überblick"})]),
        (
            "month: each",
            [
                ("2022-01", {"start": "2022-01-01", "end": "2022-01-31"}),
                ("2024-02", {"start": "2024-02-01", "end": "2024-02-29"}),
            ],
        ),
        ("month: [2022-12]", [("2022-12", {"start": "2022-12-01", "end": "2022-12-31"})]),
        ("a: [x/y, 'x y', '../x-y']", [("x-y", {"a": "x/y"}), ("x-y-2", {"a": "x y"}), ("x-y-3", {"a": "../x-y"})]),
        ("a: [новости, tables]", [("report", {"a": "новости"}), ("tables-2", {"a": "tables"})]),
    ],
)
def test_yaml_becomes_sets(tmp_path, text, expected):
    assert sets(tmp_path, text) == expected


def test_csv_becomes_sets(tmp_path):
    text = '\ufeffactors,start\n"Smith, John",2022-01-01\nIran,\n'
    assert sets(tmp_path, text, ".csv") == [
        ("smith-john-2022-01-01", {"actors": "Smith, John", "start": "2022-01-01"}),
        ("iran", {"actors": "Iran"}),
    ]


@pytest.mark.parametrize(
    ("text", "suffix", "words"),
    [
        ("", ".yml", "expected a list of sets"),
        ("[]", ".yml", "expected a list of sets"),
        ("a: [", ".yml", "not YAML"),
        ("- a", ".yml", "set 1: expected name: value"),
        ("- {a: {b: c}}", ".yml", "set 1, a: expected a value"),
        ("actors: each", ".yml", "actors: expected a list of values"),
        ("a: b", ".yml", "a: expected a list"),
        ("month: [2022-13]", ".yml", "YYYY-MM"),
        ("a: [" + ", ".join(map(str, range(1001))) + "]", ".yml", "1,001 reports"),
        ("a,b\n1\n", ".csv", "row 2: not as many fields"),
        ("a\n1,2\n", ".csv", "row 2: not as many fields"),
        ("a\n", ".csv", "no set of parameters"),
        ("", ".csv", "first row"),
    ],
)
def test_what_cannot_be_used_is_an_error_with_its_place(tmp_path, text, suffix, words):
    with pytest.raises(ParameterError, match=re.escape(words)) as error:
        sets(tmp_path, text, suffix)
    assert "matrix" in str(error.value)


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    folder = tmp_path_factory.mktemp("many")
    head = ("parameters", HEAD)
    finding = html_code("<ul class='sb-findings'><li>One &amp; <b>two</b>.</li></ul>")
    notebooks = [
        write_notebook(
            folder / "00-own.ipynb", "# Own", head, ("", "assert actors != ['Nobody'], actors"), ("findings", finding)
        ),
        write_notebook(folder / "01-same.ipynb", "# Same", ("", "import uuid\nuuid.uuid4().hex")),
    ]
    (folder / "matrix.yml").write_text("actors: [[Russia], [Nobody], ['<b>']]", encoding="utf-8")
    run = write_run(folder / "run")
    options = [
        "--matrix",
        str(folder / "matrix.yml"),
        "-o",
        str(folder / "out"),
        *(f"--notebooks={n}" for n in notebooks),
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        code = cli.run(["report", str(run), *options])
        yield folder / "out" / "run", code


def test_one_failed_report_does_not_stop_the_others(many):
    folder, code = many
    assert code == 1
    statuses = {n: json.loads((folder / n / "manifest.json").read_text())["status"] for n in ("russia", "nobody", "b")}
    assert statuses == {"russia": "complete", "nobody": "failed", "b": "complete"}
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["status"] == "failed"
    assert {one["name"]: one["status"] for one in manifest["reports"]} == statuses
    assert all((folder / name).is_file() for name in manifest["files"])


def test_a_page_leads_to_all_of_them_and_each_back(many):
    folder, _ = many
    page = (folder / "index.html").read_text(encoding="utf-8")
    links = re.findall(r'<th scope="row"><a href="([^"]+)"', page)
    assert links == ["russia/index.html", "nobody/index.html", "b/index.html"]
    assert "1 of 2 failed" in page
    assert "<td>One &amp; two.</td>" in page
    assert "&lt;b&gt;" in page
    for name in ("russia", "nobody", "b"):
        for path in (folder / name).glob("*.html"):
            text = path.read_text(encoding="utf-8")
            assert '<a href="../index.html">All reports</a>' in text
            for href in re.findall(r'href="([^"#]+)', text):
                assert href == "data:," or (folder / name / href).is_file(), href


def test_they_share_tables_and_what_is_the_same_runs_once(many):
    folder, _ = many
    assert not (folder / "russia" / "tables").exists()
    assert (folder / "tables" / "articles.csv").is_file()
    same = [
        json.loads((folder / name / "notebooks" / "01-same.ipynb").read_text()) for name in ("russia", "nobody", "b")
    ]
    assert same[0]["cells"][1]["outputs"]
    assert same[0] == same[1] == same[2]


def test_nothing_is_written_where_a_set_is_wrong(tmp_path, capsys):
    notebook = write_notebook(tmp_path / "a.ipynb", ("parameters", "n: int = 3  # how many"))
    (tmp_path / "m.yml").write_text("n: [1, three]")
    options = ["--matrix", str(tmp_path / "m.yml"), "-o", str(tmp_path / "out"), "--notebooks", str(notebook)]
    assert cli.run(["report", str(write_run(tmp_path / "run")), *options]) == 2
    assert "m.yml (n: three): parameter n: expected a whole number" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
