"""The command line: exit codes, messages of a line or two, and a start that loads nothing heavy."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis import cli
from analysis.engines import Run, account, in_words
from analysis.store import read_info
from reporting import write_notebook, write_run

HEAVY = (
    "spacy",
    "pandas",
    "numpy",
    "nbformat",
    "papermill",
    "nbconvert",
    "matplotlib",
    "pyarrow",
    "pydantic",
    "yaml",
    "lxml",
    "trafilatura",
    "urllib3",
    "feedparser",
)


@pytest.fixture
def run_folder(tmp_path):
    return write_run(tmp_path / "run")


@pytest.fixture
def notebook(tmp_path):
    parameters = 'tables: str = ""  # a run\nmin_mentions: int = 3  # mentions needed\ntopic: str = "sanctions"'
    code = "assert topic != 'broken'\nmin_mentions, topic"
    return write_notebook(tmp_path / "own.ipynb", "# Own", ("parameters", parameters), ("findings", code))


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["report", "--help"], ["annotate", "--help"]])
def test_help_and_version_load_nothing_heavy(arguments):
    code = f"import sys; from analysis.cli import run; run({arguments!r}); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "stancebook" in done.stdout
    assert not set(HEAVY) & set(done.stderr.split())


def test_the_module_is_the_command():
    done = subprocess.run([sys.executable, "-m", "analysis", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("stancebook ")


def test_inspect_lists_the_parameters_with_types_defaults_and_help(notebook, capsys):
    assert cli.run(["inspect", str(notebook)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "own"
    assert "  min_mentions: int = 3     mentions needed" in lines
    assert cli.run(["inspect", "--json", str(notebook)]) == 0
    content = json.loads(capsys.readouterr().out)
    assert content["own"][1] == {"name": "min_mentions", "type": "int", "default": "3", "help": "mentions needed"}


def test_inspect_without_names_lists_the_workbook(capsys):
    assert cli.run(["inspect", "--json"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert len(content) >= 5
    for name, parameters in content.items():
        assert {"source", "tables"} <= {p["name"] for p in parameters}, name
        assert all(p["help"] for p in parameters), name


def test_a_report_of_a_run(run_folder, notebook, tmp_path, capsys):
    out = tmp_path / "out"
    options = ["--notebooks", str(notebook), "--out", str(out), "-p", "min_mentions", "5", "-y", "topic: 'NO'"]
    assert cli.run(["report", str(run_folder), "--name", "My run", *options]) == 0
    said = capsys.readouterr().out
    assert said.splitlines()[-1] == f"report: {out / 'my-run' / 'index.html'}"
    page = (out / "my-run" / "own.html").read_text(encoding="utf-8")
    assert "(5, &#39;NO&#39;)" in page


def test_a_notebook_that_fails_gives_exit_code_1_and_its_page(run_folder, notebook, tmp_path, capsys):
    options = ["--notebooks", str(notebook), "-o", str(tmp_path / "out"), "-r", "topic", "broken"]
    assert cli.run(["-q", "report", str(run_folder), *options]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "failed: own: AssertionError" in captured.err
    assert "Traceback" not in captured.err
    assert "AssertionError" in (tmp_path / "out" / "run" / "own.html").read_text(encoding="utf-8")


def test_a_cell_that_takes_too_long_gives_exit_code_124(run_folder, tmp_path):
    slow = write_notebook(tmp_path / "slow.ipynb", "# Slow", ("", "import time; time.sleep(30)"))
    options = ["--notebooks", str(slow), "-o", str(tmp_path / "out"), "--execution-timeout", "1"]
    assert cli.run(["report", str(run_folder), *options]) == 124


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["-p", "min_mention", "3"], "did you mean min_mentions?"),
        (["-p", "min_mentions", "three"], "expected a whole number"),
        (["-p", "tables", "x"], "SOURCE"),
        (["-y", "[a]"], "expected name: value"),
        (["-f", "nowhere.yml"], "nowhere.yml"),
        (["--notebooks", "stanze"], "did you mean stance?"),
        (["--out", "s3://bucket"], "only local paths"),
        (["--text", "all"], "excerpt"),
        (["--columns", "body"], "FIELD=COLUMN"),
        (["--execution-timeout", "0"], "execution-timeout"),
    ],
)
def test_usage_errors_give_exit_code_2_and_no_traceback(run_folder, notebook, options, words, capsys):
    assert cli.run(["report", str(run_folder), "--notebooks", str(notebook), *options]) == 2
    captured = capsys.readouterr()
    assert words in captured.err
    assert "Traceback" not in captured.err
    assert captured.out == ""


@pytest.mark.parametrize("command", ["report", "annotate"])
def test_no_usable_article_gives_exit_code_2(command, tmp_path, capsys):
    (tmp_path / "empty.csv").write_text("text\n")
    assert cli.run([command, str(tmp_path / "empty.csv"), "--out", str(tmp_path / "out")]) == 2
    assert cli.run([command, str(tmp_path / "nowhere.csv"), "--out", str(tmp_path / "out")]) == 2
    first, second = capsys.readouterr().err.splitlines()
    assert "no usable article" in first
    assert "no such file" in second


def test_annotate_says_what_was_read(run_folder, tmp_path, monkeypatch, capsys):
    calls: dict[str, object] = {}

    def annotate(source, out, **options):
        calls.update(options, source=source, out=out)
        return Run(path=run_folder, info=read_info(run_folder))

    monkeypatch.setattr("analysis.engines.annotate", annotate)
    options = ["--columns", "text=body,date=day", "--columns", "title=head", "--limit", "5", "--processes", "1"]
    assert cli.run(["annotate", "a.csv", "b.csv", "--out", str(tmp_path / "new"), *options]) == 0
    assert calls["source"] == ("a.csv", "b.csv")
    assert calls["columns"] == {"text": "body", "date": "day", "title": "head"}
    assert (calls["limit"], calls["processes"], calls["model"]) == (5, 1, None)
    assert (calls["actors"], calls["topics"], calls["fresh"]) == ((), (), False)
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "10 articles read, 1 of them undated; 2 duplicates dropped, 1 skipped"
    assert said[1] == "  skipped b&w <b>.csv, row 3: empty (leave the row out)"
    assert said[2].endswith("3 quotes, 14 stance statements; model made_by_hand 1.0")
    assert said[3] == f"tables: {run_folder / 'tables'}"


@pytest.mark.parametrize(
    ("options", "given"),
    [
        (["--actors", "a.yml", "--actors", "b.yml"], {"actors": ("a.yml", "b.yml")}),
        (["--topic", "sanctions", "--topic", "own.yml"], {"topics": ("sanctions", "own.yml")}),
        (["--no-targeted-sentiment"], {"targeted_sentiment": False}),
        (["--min-confidence", "0.5"], {"min_confidence": 0.5}),
        (["--engine", "dask", "--scheduler", "tcp://h:1"], {"engine": "dask", "scheduler": "tcp://h:1"}),
        (["--fresh"], {"fresh": True}),
    ],
)
def test_options_of_annotating_are_handed_on(options, given, run_folder, tmp_path, monkeypatch):
    calls: dict[str, object] = {}

    def annotate(*_, **taken):
        calls.update(taken)
        return Run(path=run_folder, info=read_info(run_folder))

    monkeypatch.setattr("analysis.engines.annotate", annotate)
    assert cli.run(["annotate", "a.csv", "--out", str(tmp_path / "new"), *options]) == 0
    assert {name: calls[name] for name in given} == given


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--topic", "sanktions"], "no topic pack named sanktions"),
        (["--actors", "nowhere.yml"], "nowhere.yml: cannot be read"),
        (["--min-confidence", "2"], "min-confidence"),
        (["--engine", "dask"], "needs the address of a scheduler"),
    ],
)
def test_options_of_annotating_that_cannot_be_used(options, words, tmp_path, capsys):
    (tmp_path / "news.txt").write_text("Paris spoke.")
    assert cli.run(["annotate", str(tmp_path), "--out", str(tmp_path / "out"), *options]) == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_explain_annotates_nothing(tmp_path, capsys):
    (tmp_path / "news.txt").write_text("Paris spoke of many things on Monday, and nobody in the room answered.")
    assert cli.run(["annotate", str(tmp_path), "--out", str(tmp_path / "out"), "--explain"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "articles: 1 to annotate, 0 known, 0 gone"
    assert not (tmp_path / "out").exists()


def test_what_was_annotated_before_is_said(run_folder):
    info = read_info(run_folder) | {"n_annotated": 1}
    assert "9 annotated before, 1 now" in in_words(account(Run(path=run_folder, info=info))).splitlines()


def test_annotate_does_not_replace_a_folder_that_is_no_run(tmp_path, capsys):
    (tmp_path / "tables").mkdir()
    assert cli.run(["annotate", "a.csv", "--out", str(tmp_path)]) == 2
    assert "no run's" in capsys.readouterr().err


def test_evaluate_prints_text_or_json(monkeypatch, capsys):
    class Evaluation:
        def to_text(self, *, errors):
            return f"F1 0.50, {errors} errors"

        def to_json(self, *, text):
            return f"{{}} {text}"

    monkeypatch.setattr("analysis.evaluation.score", lambda gold, run: Evaluation())  # noqa: ARG005
    assert cli.run(["evaluate", "gold.jsonl", "run", "--errors", "3"]) == 0
    assert cli.run(["evaluate", "gold.jsonl", "--json"]) == 0
    assert capsys.readouterr().out == "F1 0.50, 3 errors\n{} True\n"


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (KeyboardInterrupt(), 130, "stopped"),
        (ValueError("what to do"), 2, "error: what to do"),
        (PermissionError(13, "Permission denied", "/x"), 2, "error: /x: Permission denied"),
        (KeyError("x"), 1, "error: KeyError: 'x'"),
    ],
)
def test_errors_become_plain_lines(error, code, words, monkeypatch, capsys):
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("analysis.reports.workbook.find_notebooks", fail)
    assert cli.run(["inspect"]) == code
    captured = capsys.readouterr()
    assert words in captured.err
    assert "Traceback" not in captured.err
    assert len(captured.err.splitlines()) <= 2


def test_verbose_shows_where_an_error_came_from(tmp_path):
    command = [sys.executable, "-m", "analysis", "-v", "inspect", str(tmp_path / "gone.ipynb")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Traceback" in done.stderr
    assert "no notebook" in done.stderr.splitlines()[-1]


def test_an_interruption_while_another_one_is_told_changes_nothing():
    code = """
from analysis import cli
def stop(*_, **__):
    raise KeyboardInterrupt
cli.cli.main = cli.click.echo = stop
cli.main([])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (130, "")


@pytest.mark.slow
def test_an_interrupted_report_leaves_no_kernel_and_can_be_made_again(run_folder, notebook, tmp_path):
    slow = write_notebook(tmp_path / "slow.ipynb", "# Slow", ("", "import time; time.sleep(300)"))
    command = [sys.executable, "-m", "analysis", "report", str(run_folder), "--out", str(tmp_path / "out")]
    running = subprocess.Popen([*command, "--notebooks", str(slow)], stderr=subprocess.PIPE, text=True)
    try:
        wait_for(lambda: kernels_of(running.pid))
        (kernel,) = kernels_of(running.pid)
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=60)
    finally:
        running.kill()
    assert running.returncode == 130
    assert said.splitlines()[-1].startswith("stopped")
    wait_for(lambda: not Path(f"/proc/{kernel}").exists())
    assert cli.run(["report", str(run_folder), "--out", str(tmp_path / "out"), "--notebooks", str(notebook)]) == 0


def kernels_of(process: int) -> list[int]:
    """The running children of a process."""
    children = Path(f"/proc/{process}/task/{process}/children")
    return [int(child) for child in children.read_text().split()] if children.exists() else []


def wait_for(condition: Callable[[], object], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.2)
