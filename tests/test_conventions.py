"""What people and programs expect of any command: JSON, no colour where none is wanted, completion, more to read."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from analysis import cli
from analysis.corrections import append_decisions, read_found
from analysis.fetching import Settings, fetch
from analysis.review import review_items
from handmade import made_tables
from reporting import write_notebook, write_run
from webserver import Reply, page, serving

ROOT = Path(__file__).parent.parent
TEXT = "\n\n".join(
    f"The council of Northport met for the {n}th time, and its mayor spoke at length." for n in range(4, 30)
)
COMMAND = [sys.executable, "-m", "analysis"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run, a notebook, an article, two coders' decisions, a gold file."""
    folder = tmp_path_factory.mktemp("conventions")
    run = write_run(folder / "run", made_tables())
    write_notebook(folder / "own.ipynb", "# Own", ("parameters", 'tables: str = ""  # a run'), ("", "1"))
    (folder / "news.txt").write_text("The council met in Northport on Monday and the mayor spoke.", encoding="utf-8")
    (folder / "bad.txt").write_text("", encoding="utf-8")
    _get_one(folder)
    tables = read_found(run)
    for coder in ("Ada", "Ben"):
        decisions = [item.decide("confirm", item.found, coder) for item in review_items(tables)]
        append_decisions(folder / f"{coder}.jsonl", decisions)
    return folder


def _get_one(folder: Path) -> None:
    """A corpus of one article, and the list that names it: what is known is not asked for again."""
    with serving() as site:
        site.replies["/a"] = Reply(page("The mayor speaks", TEXT).encode())
        (folder / "addresses.txt").write_text(site.url("/a"), encoding="utf-8")
        settings = Settings(delay=0.0, allow_private=True, cache=folder / "cache")
        assert fetch([str(folder / "addresses.txt")], folder / "corpus.jsonl", settings, progress=False).new == 1


ANNOTATE = ("annotate", "news.txt", "bad.txt", "--out", "new", "--no-targeted-sentiment")
REPORT = ("report", "run", "--notebooks", "own.ipynb", "--no-cache")
COMMANDS = {
    ANNOTATE: {"run", "tables", "articles", "annotated", "undated", "duplicates", "skipped", "rows", "model"},
    (*ANNOTATE, "--explain"): {"explained"},
    REPORT: {"index", "complete", "reports"},
    ("config",): {"file", "options"},
    ("diff", "run", "run"): {"drift", "actors"},
    ("export", "run", "--to", "exports", "--format", "csv"): {"files"},
    ("fetch", "addresses.txt", "--out", "corpus.jsonl"): {
        *("corpus", "new", "known", "same", "older", "vain", "waiting", "missed")
    },
    ("init", "own"): {"folder", "written", "there"},
    ("inspect", "own.ipynb"): {"own"},
    ("merge", "Ada.jsonl", "Ben.jsonl", "--out", "both.jsonl"): {
        *("out", "decisions", "coders", "agreement", "disagreements")
    },
    ("review", "run", "--out", "s.csv", "--corrections", "Ada.jsonl", "--gold", "g.jsonl"): {
        "findings",
        "sheet",
        "gold",
    },
    ("evaluate", "g.jsonl", "run"): {"errors"},
}


def test_every_command_that_says_something_says_it_as_json() -> None:
    assert {command[0] for command in COMMANDS} == set(cli.cli.commands)


def test_the_keys_are_documented() -> None:
    rows = re.findall(r"^\| (\w+) \| (.*) \|$", (ROOT / "docs" / "command-line.md").read_text(encoding="utf-8"), re.M)
    named = {command: set(re.findall(r"\w+", words)) for command, words in rows}
    others = {"diff", "evaluate", "inspect"}
    assert named.keys() - {"command"} == cli.cli.commands.keys() - others
    assert [c for c, keys in COMMANDS.items() if c[0] not in others and not keys <= named[c[0]]] == []


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_json_is_all_that_stands_on_standard_output(
    command: tuple[str, ...], folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    if command[0] == "evaluate":
        cli.run(["review", "run", "--corrections", "Ada.jsonl", "--gold", "g.jsonl", "--json"])
        capsys.readouterr()
    assert cli.run([*command, "--json"]) == 0
    said: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert COMMANDS[command] <= said.keys()
    assert COMMANDS[command] == said.keys() or command[0] in ("diff", "evaluate")
    if command == REPORT:
        assert Path(said["index"]).is_file()
        assert said["reports"][0]["pages"] == [{"name": "own", "title": "Own", "status": "ok", "problems": []}]
    if command == ANNOTATE:
        assert (said["articles"], said["annotated"], said["run"]) == (1, 1, "new")
        assert said["skipped"][0]["file"] == "bad.txt"


# Colour


def on_a_terminal(*arguments: str, **environment: str) -> str:
    """What the command writes where it believes that somebody is looking."""
    ours, theirs = pty.openpty()
    clean = {name: value for name, value in os.environ.items() if name != "NO_COLOR"} | environment
    with subprocess.Popen([*COMMAND, *arguments], stdout=theirs, stderr=theirs, env=clean) as running:
        os.close(theirs)
        parts = []
        while True:
            try:
                part = os.read(ours, 65536)
            except OSError:  # Linux: the other end is closed
                break
            if not part:
                break
            parts.append(part)
    os.close(ours)
    assert running.returncode == 0
    return b"".join(parts).decode()


def test_no_color_is_respected(folder: Path) -> None:
    notebook = str(folder / "own.ipynb")
    assert "\x1b[1mown" in on_a_terminal("inspect", notebook)
    assert "\x1b[1mown" in on_a_terminal("inspect", notebook, NO_COLOR="")
    assert "\x1b" not in on_a_terminal("inspect", notebook, NO_COLOR="1")


# Completion


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("stancebook rep", {"report"}),
        ("stancebook report --text ", {"full", "excerpt", "none"}),
        ("stancebook diff --fail", {"--fail-on-drift"}),
    ],
)
def test_the_shell_completes(words: str, expected: set[str], tmp_path: Path) -> None:
    """Also where the file of options is broken."""
    (tmp_path / "stancebook.toml").write_text("?", encoding="utf-8")
    asked = {"COMP_WORDS": words, "COMP_CWORD": str(words.count(" ")), "_STANCEBOOK_COMPLETE": "bash_complete"}
    done = subprocess.run(COMMAND, cwd=tmp_path, env=os.environ | asked, capture_output=True, text=True, check=False)
    assert {line.partition(",")[2] for line in done.stdout.splitlines()} == expected


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_there_is_a_script_for_each_shell(shell: str) -> None:
    asked = os.environ | {"_STANCEBOOK_COMPLETE": f"{shell}_source"}
    done = subprocess.run(COMMAND, env=asked, capture_output=True, text=True, check=False)
    assert f"_STANCEBOOK_COMPLETE={shell}_complete" in done.stdout


# More to read


def test_verbosity_can_be_turned_up(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.chdir(folder)
    said = []
    for options in ([], ["-v"], ["-vv"]):
        caplog.clear()
        assert cli.run([*options, *ANNOTATE, "--fresh", "--processes", "1"]) == 0
        said.append([record.message for record in caplog.records if record.name.startswith("stancebook")])
    quiet, more, most = said
    assert quiet == []
    assert any(line.startswith("1 articles in") for line in more)
    assert not any(line.startswith("a batch of") for line in more)
    assert any(line.startswith("a batch of 1 articles") for line in most)
