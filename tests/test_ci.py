"""What continuous integration is told of a report: gates and exit codes, the summary, JUnit, outputs, annotations."""

from __future__ import annotations

import dataclasses
import io
import json
import re
import sys
import xml.etree.ElementTree as ET
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from analysis import cli
from analysis.articles import Skipped
from analysis.ci import github
from analysis.ci.gates import f1_gates, skipped_share
from analysis.ci.junit import REMEDIES
from analysis.ci.markdown import JOINER, escape, fit, render
from analysis.ci.options import Checks
from analysis.ci.reporting import judged
from analysis.ci.summary import Pages
from analysis.ci.verdict import run_in
from analysis.reports.build import Report
from analysis.reports.command import Made
from analysis.reports.manifest import write_manifest
from analysis.reports.outcome import Body, Outcome
from analysis.reports.pages import Entry
from analysis.reports.parameters import ParameterError
from evaluation_runs import faulty_tables, gold_articles, write_gold
from evaluation_runs import write_run as write_answers
from handmade import made_tables
from reporting import SKIPPED, html_code, write_notebook, write_run
from test_hostile import PAYLOADS

CHINA = "China opposes sanctions on Russia"


def entry(name, *findings, problem="", status="ok"):
    """The page of a notebook, as it was made."""
    outcome = Outcome(name=name, path=Path(f"notebooks/{name}.ipynb"), status=status, seconds=1.5)
    items = "".join(f"<li>{finding}</li>" for finding in findings)
    body = dataclasses.replace(Body.empty(), title=name, findings=f"<ul class='sb-findings'>{items}</ul>")
    return Entry(name=name, title=name, outcome=outcome, body=body, problems=(problem,) if problem else ())


GOOD = entry("good", "One &amp; <b>two</b>.", "Of 3 *all*.")
BAD = entry("bad", problem="ValueError: \x1b[31m <b> \ud800 ]]>", status="failed")


def report_of(folder, *entries, **values):
    return Report(path=Path(folder), run=Path("run"), values={"good": values}, entries=entries, warnings=())


@pytest.fixture
def runs(tmp_path, monkeypatch):
    """A folder to be in, where the run `before` has one statement more than the run `run`."""
    monkeypatch.chdir(tmp_path)
    tables = made_tables()
    write_run(Path("before"), tables)
    write_run(Path("run"), dataclasses.replace(tables, stances=tables.stances[tables.stances["text"] != CHINA]))
    return tmp_path


@pytest.fixture
def judge(runs):  # noqa: ARG001
    """Judges reports of the run `run`."""

    def judge(*reports, text="excerpt", **checks):
        made = reports or [report_of("reports/run", GOOD)]
        index = made[0].path / "index.html" if len(made) == 1 else made[0].path.parent / "index.html"
        code = 1 if any(report.failed for report in made) else 0
        paths = ("baseline", "summary", "junit", "outputs")
        given: dict[str, Any] = {name: Path(v) if name in paths else v for name, v in checks.items()}
        return judged(lambda: Made(code=code, reports=tuple(made), index=index), Checks(**given), text)

    return judge


# Gates


@pytest.mark.parametrize(
    ("checks", "code"),
    [
        ({"baseline": "before"}, 0),
        ({"baseline": "before", "fail_on_drift": 0.1}, 0),
        ({"baseline": "before", "fail_on_drift": 0.05}, 3),
        ({"max_skipped": 0.1}, 0),
        ({"max_skipped": 0.07}, 3),  # 1 of 13
    ],
)
def test_a_gate_that_is_not_passed_is_exit_code_3(judge, checks, code, capsys):
    assert judge(**checks) == code
    assert ("not passed" in capsys.readouterr().err) is (code == 3)


def test_a_page_that_failed_comes_before_a_gate(judge, capsys):
    assert judge(report_of("reports/run", GOOD, BAD), max_skipped=0.0) == 1
    assert "gate skipped: not passed" in capsys.readouterr().err


def test_drift_is_that_of_diff(judge, capsys):
    judge(baseline="before", fail_on_drift=0.0, outputs="out.env")
    assert "gate drift: not passed: drift 0.071, at most 0 (10 articles in both runs)" in capsys.readouterr().err
    assert cli.run(["diff", "before", "run", "--json"]) == 0
    drift = json.loads(capsys.readouterr().out)["drift"]
    assert f"drift={drift:.4f}\n" in Path("out.env").read_text()


@pytest.mark.usefixtures("runs")
def test_the_baseline_may_be_what_the_report_replaces(capsys):
    def make():
        write_run(Path("before"), dataclasses.replace(made_tables(), stances=made_tables().stances[:0]))
        report = dataclasses.replace(report_of("before", GOOD), run=Path("before"))
        return Made(code=0, reports=(report,), index=Path("before/index.html"))

    assert judged(make, Checks(baseline=Path("before"), fail_on_drift=0.5), "none") == 3
    said = capsys.readouterr().err
    assert "drift 1.000, at most 0.5 (10 articles in both runs); --summary FILE says what moved" in said


@pytest.mark.usefixtures("runs")
def test_a_report_of_a_matrix_stands_for_the_run_beside_it():
    one, elsewhere = Path("before/russia"), Path("before/other")
    for folder in (one, elsewhere):
        folder.mkdir()
    write_manifest(one, {"status": "complete"})
    assert run_in(one) == Path("before")
    with pytest.raises(ParameterError, match="no run is there"):
        run_in(elsewhere)


@pytest.mark.usefixtures("runs")
@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--fail-on-drift", "0.1"], "--fail-on-drift needs --baseline RUN"),
        (["--baseline", "nowhere"], "--baseline nowhere: no run is there"),
        (["--site", "javascript:1"], "give it as https://"),
        (["--max-skipped", "2"], "--max-skipped"),
    ],
)
def test_what_cannot_be_held_against_is_said_before_anything_is_made(options, words, capsys):
    assert cli.run(["report", "run", *options]) == 2
    assert words in capsys.readouterr().err
    assert not Path("reports").exists()


def test_reports_are_whole_before_they_are_judged(runs, capsys):
    """By the command line: two reports, one of which fails, and a gate that is not passed."""
    head = 'tables: str = ""  # a run\nactors: list = []  # who\n'
    cells = ("parameters", head), ("", "assert actors != ['Iran'], '<b>'"), ("findings", html_code("<li>One.</li>"))
    notebook = write_notebook(runs / "00-own.ipynb", "# Own", *cells)
    Path("m.yml").write_text("actors: [[Russia], [Iran]]")
    gates = ["--baseline", "before", "--fail-on-drift", "0.01", "--max-skipped", "0.5"]
    told = ["--summary", "s.md", "--junit", "j.xml", "--outputs", "o.env", "--annotations", "github"]
    assert cli.run(["report", "run", f"--notebooks={notebook}", "--matrix", "m.yml", *gates, *told]) == 1
    for folder in ("", "russia", "iran"):
        place = Path("reports/run") / folder
        manifest = json.loads((place / "manifest.json").read_text())
        assert manifest["status"] == ("complete" if folder == "russia" else "failed")
        assert all((place / name).is_file() for name in manifest["files"])
    assert [case.get("name") for case in ET.parse("j.xml").iter("testcase")] == ["russia", "iran", "drift", "skipped"]
    assert "| [russia](<reports/run/russia/index.html>) | 1 page, all complete | One. |" in Path("s.md").read_text()
    assert "folder=reports/run\n" in Path("o.env").read_text()
    assert re.findall("^::error title=([^:]*)::", capsys.readouterr().err, re.MULTILINE) == ["gate drift", "iran"]


def test_a_broken_file_and_duplicates_count_in_the_share():
    assert skipped_share({"n_articles": 6, "n_duplicates": 2, "n_skipped": 2}) == 0.2
    assert skipped_share({"n_articles": 6}) == 0


# Evaluation


@pytest.mark.parametrize(
    ("floors", "code", "said"),
    [
        (["stance=0.1", "mention span=0.1"], 0, "F1 of stance: passed"),
        (["evidence=0.1", "stance=1"], 3, "gate F1 of stance: not passed"),
        (["stanse=0.1"], 2, "did you mean stance?"),
        (["stance"], 2, "FIELD=VALUE"),
        (["stance=1.5"], 2, "FIELD=VALUE"),
    ],
)
def test_an_f1_below_its_floor_is_exit_code_3(tmp_path, floors, code, said, capsys):
    gold, run = write_gold(tmp_path, gold_articles()), write_answers(tmp_path / "run", faulty_tables())
    outputs = ["--summary", str(tmp_path / "s.md"), "--junit", str(tmp_path / "j.xml"), "--annotations", "github"]
    asked = [f"--min-f1={floor}" for floor in floors]
    assert cli.run(["evaluate", str(gold), str(run), *asked, *outputs]) == code
    err = capsys.readouterr().err
    assert said in err
    assert ("::error title=gate F1 of stance::" in err) is (code == 3)
    if code != 2:
        assert ("**not passed**" in (tmp_path / "s.md").read_text()) is (code == 3)
        failures = [f.get("message") for f in ET.parse(tmp_path / "j.xml").iter("failure")]
        assert len(failures) == (code == 3)


def test_where_there_is_no_case_a_floor_is_not_passed():
    (gate,) = f1_gates({"quote": float("nan")}, [("quote", 0.0)])
    assert not gate.passed
    assert "no case" in gate.said


# Markdown


def rendered(markdown: str) -> str:
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(markdown)


def text_of(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


@pytest.mark.parametrize("payload", [*PAYLOADS.values(), "# head", "- list", "1. list", "===", "> quote", "a | b"])
def test_foreign_text_is_read_in_markdown_and_does_nothing(payload):
    table = "| {} | b |\n| --- | --- |\n| {} | {} |\n".format(*[escape(payload)] * 3)
    html = rendered(f"- {escape(payload)}\n\n{escape(payload)}\n\n{table}")
    ours = r"</?(?:ul|li|p|table|thead|tbody|tr|th|td)>|<span>\$</span>"
    assert "<" not in re.sub(ours, "", html), html
    shown = "".join(text_of(html).replace(JOINER, "").split())
    plain = "".join(payload.split())
    assert shown.count(plain) == 5 or not payload.isprintable()


@pytest.mark.parametrize("foreign", ["@octocat", "see #12", "https://example.org", "www.example.org", "a@example.org"])
def test_foreign_text_names_nobody_and_leads_nowhere(foreign):
    assert JOINER in escape(foreign)
    assert escape(foreign).replace(JOINER, "") == foreign


def test_a_template_escapes_what_is_put_in():
    assert render("problem.md.j2", problem="<b> [x](y)").endswith("\n&lt;b&gt; \\[x\\](y)")


def test_what_does_not_fit_is_left_out_whole():
    assert fit(["aa", "ßß", "c"], 4) == ["aa"]
    assert fit(["aa", "c"], 4) == ["aa", "c"]


# The summary


def test_the_summary_says_what_the_report_says(judge):
    judge(baseline="before", fail_on_drift=0.01, max_skipped=0.5, summary="ci/summary.md")
    summary = Path("ci/summary.md").read_text(encoding="utf-8")
    assert "## stancebook: run\n\n1 page, all complete.\n" in summary
    assert "| drift | **not passed** | drift 0.071, at most 0.01 (10 articles in both runs) | see what moved" in summary
    assert "| skipped | passed | skipped 0.077 of the source (1), at most 0.5 |  |" in summary
    assert "good\n\n- One &amp; two.\n- Of 3 \\*all\\*." in summary
    assert re.search(r"^\| Russia \| \d+ \| \d+ \| \d+ \| \d+ \| \d+ % \(\d+ to \d+ %\) \|$", summary, re.MULTILINE)
    assert re.search(rf"^\| vanished \| China: oppose .* \| no statement \| .* \| “{CHINA}” \|$", summary, re.MULTILINE)
    assert "| b&amp;w &lt;b&gt;.csv | 3 | empty | leave the row out |" in summary
    assert "](<" not in summary, "nothing beside or below it to lead to"
    tables = [line for line in rendered(summary).splitlines() if "<table" in line]
    assert len(tables) == 4, "gates, actors, changes, skipped: each is a table to a reader of Markdown"


@pytest.mark.parametrize(("text", "words"), [("none", 0), ("excerpt", 1), ("full", 1)])
def test_the_summary_shows_the_words_that_text_allows(judge, text, words):
    judge(baseline="before", summary="s.md", text=text)
    assert Path("s.md").read_text(encoding="utf-8").count(CHINA) == words


def test_who_stands_where_is_asked_of_what_the_report_is_about(judge):
    reports = [
        report_of("reports/run/all", GOOD),
        report_of("reports/run/china", GOOD, actors=["Russia"], end="2021-12-31"),
        report_of("reports/run/nobody", GOOD, actors=["Nobody"]),
    ]
    judge(*reports, summary="s.md")
    parts = Path("s.md").read_text(encoding="utf-8").split("<details>")[1:]
    actors = [re.findall(r"^\| ([\w ]+) \| \d", part, re.MULTILINE) for part in parts]
    assert len(actors[0]) > 4
    assert actors[1:] == [["Russia"], []]


def test_it_leads_to_pages_that_it_can_reach(tmp_path):
    folder = tmp_path / "reports" / "a b"
    page = folder / "x" / "index.html"
    assert Pages(folder, tmp_path / "s.md", None).href(page) == "reports/a%20b/x/index.html"
    assert Pages(folder, folder / "s.md", None).href(page) == "x/index.html"
    assert Pages(folder, tmp_path / "elsewhere" / "s.md", None).href(page) is None
    assert Pages(folder, tmp_path / "s.md", "https://e.org/r").href(page) == "https://e.org/r/x/index.html"


def test_what_ends_without_a_report_is_told(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("empty.csv").write_text("text\n")
    told = ["--summary", "s.md", "--junit", "j.xml", "--outputs", "o.env", "--annotations", "github"]
    assert cli.run(["report", "empty.csv", *told]) == 2
    said = capsys.readouterr().err
    (error,) = ET.parse("j.xml").iter("error")
    assert error.get("message")
    assert f"error: {error.get('message')}" in said
    assert "::error title=no report::" in said
    assert Path("s.md").read_text().startswith("## stancebook: no report\n\n")
    assert not Path("o.env").exists()


def test_many_reports_are_told_together_those_that_failed_first(judge):
    reports = [report_of(f"reports/run/{name}", *entries) for name, entries in (("a", [GOOD]), ("b", [GOOD, BAD]))]
    assert judge(*reports, summary="s.md", site="https://example.org/news") == 1
    summary = Path("s.md").read_text(encoding="utf-8")
    assert "1 of 3 pages not complete. [Open the report](<https://example.org/news/index.html>)." in summary
    assert "| [b](<https://example.org/news/b/index.html>) | 1 of 2 pages not complete | One &amp; two. |" in summary
    assert re.findall(r"<summary>(.*)</summary>", summary) == ["b", "a"]
    assert "- bad: ValueError: \\\\x1b\\[31m &lt;b&gt;" in summary


def test_a_thousand_reports_stay_below_what_github_takes(judge):
    wordy = entry("good", *(f"{n} {'&lt;*' * 400}" for n in range(15)))
    judge(*(report_of(f"reports/run/{n:04}", wordy) for n in range(1000)), summary="s.md")
    summary = Path("s.md").read_text(encoding="utf-8")
    assert 400_000 < len(summary.encode()) < 2**20
    told = len(re.findall("<details>", summary)), len(re.findall("</details>", summary))
    assert told[0] == told[1] > 5
    assert f"What {1000 - told[0]} more reports say is in their pages." in summary
    lines = len(re.findall(r"^\| \[\d{4}\]", summary, re.MULTILINE))
    assert f"{1000 - lines} more are in the page over all reports." in summary


# JUnit


def test_junit_has_a_case_a_report_and_a_gate_and_says_what_to_do(judge):
    late = entry("late", problem="took longer than 5 s", status="timeout")
    judge(report_of("reports/run/a", GOOD), report_of("reports/run/b", BAD, late), junit="j.xml", max_skipped=0.0)
    suites = {suite.get("name"): suite for suite in ET.parse("j.xml").iter("testsuite")}
    counts = {name: [suite.get(n) for n in ("tests", "failures", "errors")] for name, suite in suites.items()}
    assert counts == {"reports": ["2", "1", "0"], "gates": ["1", "1", "0"]}
    (failure,) = suites["reports"].iter("failure")
    assert failure.get("message") == "2 of 2 pages not complete"
    assert (failure.text or "").splitlines() == [
        "reports/run/b/bad.html: ValueError: \ufffd[31m <b> \ufffd ]]>",
        f"  {REMEDIES['failed']}",
        "reports/run/b/late.html: took longer than 5 s",
        f"  {REMEDIES['timeout']}",
    ]
    assert "file, row and remedy" in (suites["gates"].findtext("testcase/failure") or "")


# Outputs and annotations


def test_outputs_are_lines_after_what_was_there(judge):
    Path("out.env").write_text("mine=1\n")
    judge(outputs="out.env", max_skipped=0.0)
    lines = dict(line.split("=", 1) for line in Path("out.env").read_text().splitlines())
    assert lines == {
        "mine": "1",
        "folder": "reports/run",
        "index": "reports/run/index.html",
        "drift": "",
        "skipped": "0.0769",
        "gates": "failed",
    }


def test_an_output_is_one_line(judge):
    with pytest.raises(ValueError, match="no place in a line"):
        judge(report_of("a\nfolder=b", GOOD), outputs="out.env")
    assert "b" not in Path("out.env").read_text()


def test_skipped_articles_are_annotated_where_they_are(judge, monkeypatch, capsys):
    monkeypatch.setenv("GITHUB_WORKSPACE", str(Path.cwd()))
    name = "a,b:c%.jsonl"
    Path(name).write_text("{}\n")
    Path("table.csv").write_text("text\n")
    rows = [
        Skipped(file=name, row=3, reason="empty\n::error::x", remedy="100 %"),
        Skipped(file="table.csv", row=1, reason="empty", remedy="x"),
        dataclasses.replace(SKIPPED, row=None),
        Skipped(file="/etc/hostname", row=1, reason="empty", remedy="x"),
    ]
    write_run(Path("run"), skipped=rows)
    judge(annotations="github")
    assert capsys.readouterr().err.splitlines() == [
        "::warning file=a%2Cb%3Ac%25.jsonl,line=3,title=skipped article::"
        "skipped a,b:c%25.jsonl, row 3: empty\\n::error::x (100 %25)",
        "::warning file=table.csv,title=skipped article::skipped table.csv, row 1: empty (x)",
        "::warning title=skipped article::skipped b&w <b>.csv: empty (leave the row out)",
        "::warning title=skipped article::skipped /etc/hostname, row 1: empty (x)",
    ]


@pytest.mark.parametrize(("n", "shown"), [(10, 10), (11, 10), (5000, 10)])
def test_annotations_are_bounded_and_say_what_is_left_out(n, shown):
    told = github.bounded("warning", [("x", {})] * min(n, 10), n)
    assert len(told) == shown
    assert (told[-1] == f"::warning::{n - 9:,} more are in the report") is (n > 10)


def test_under_github_the_log_is_closed_but_to_ours(monkeypatch):
    """What a command prints is printed while the log is closed; what we say ourselves is not."""
    log = io.StringIO()
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setattr(sys, "stdout", log)
    monkeypatch.setattr(sys, "stderr", log)

    def command(_):
        print("foreign ##[add-mask]x")
        github.tell(["::error::ours"])
        print("::error::foreign")
        raise KeyError

    monkeypatch.setattr(cli, "run", command)
    with pytest.raises(KeyError):
        cli.main([])
    tokens = re.findall("^::stop-commands::([0-9a-f]{32})$", log.getvalue(), re.MULTILINE)
    assert len(set(tokens)) == 2
    stop = "::stop-commands::"
    assert log.getvalue().splitlines() == [
        f"{stop}{tokens[0]}", "foreign ##[add-mask]x", f"::{tokens[0]}::", "::error::ours",
        f"{stop}{tokens[1]}", "::error::foreign", f"::{tokens[1]}::",
    ]  # fmt: skip


def test_elsewhere_nothing_of_it_is_said(monkeypatch, capsys):
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    with pytest.raises(SystemExit) as ended:
        cli.main(["--version"])
    assert ended.value.code == 0
    assert "::" not in "".join(capsys.readouterr())
