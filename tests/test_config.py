"""Options from a file: found upward, checked against the commands, below the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest

from analysis import cli
from analysis.config import NO_KEYS, ConfigError, find_config, read_config
from handmade import made_tables
from reporting import write_run

OWN = """
processes = 2
columns = {text = "body", date = "day"}
actors = ["mine.yml"]
topic = ["arms_deliveries", "tariffs.yml"]

[report]
out = "pages"
text = "none"
parameter = {min_mentions = 5, actors = ["Russia", "Iran"]}
cache = false
"""


def read(folder: Path, text: str, name: str = "stancebook.toml") -> Any:
    (folder / name).write_text(text, encoding="utf-8")
    return read_config(folder / name, cli.cli)


def test_options_reach_the_commands_that_have_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tariffs.yml").touch()
    found = read(tmp_path, OWN).default_map
    assert found["annotate"] == {
        "processes": 2,
        "columns": ["text=body", "date=day"],
        "actors": ["mine.yml"],
        "topics": ["arms_deliveries", "tariffs.yml"],
    }
    pairs = [["min_mentions", "5"], ["actors", "Russia"], ["actors", "Iran"]]
    own = {"out": "pages", "text": "none", "pairs": pairs, "cache": False}
    assert found["report"] == found["annotate"] | own
    assert "export" not in found, "it takes one topic"
    assert read(tmp_path, "topic = 'tariffs'").default_map["export"] == {"topic": "tariffs"}


def test_the_command_line_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`[export] text = "none"` gives way to --text, and holds where nothing is given."""
    write_run(tmp_path / "run", made_tables())
    read(tmp_path, '[export]\nto = "tables"\ntext = "none"\nformat = ["csv"]\n')
    monkeypatch.chdir(tmp_path)
    texts = []
    for options in ([], ["--text", "full"]):
        assert cli.run(["export", "run", *options]) == 0
        texts.append((tmp_path / "tables" / "statements.csv").read_text(encoding="utf-8"))
    assert len(texts[0]) < len(texts[1])
    assert cli.run(["--config", "/dev/null", "export", "run"]) == 2, "--to is missing then"


def test_the_nearest_file_counts_and_paths_start_at_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "a" / "pyproject.toml").write_text("[project]\nname = 'x'\n", encoding="utf-8")
    outer = tmp_path / "pyproject.toml"
    outer.write_text("[tool.stancebook.report]\nout = 'pages'\n", encoding="utf-8")
    assert find_config(inner) == outer
    monkeypatch.chdir(inner)
    assert read_config(outer, cli.cli).default_map == {"report": {"out": "../../pages"}}
    (tmp_path / "a" / "stancebook.toml").touch()
    assert find_config(inner) == tmp_path / "a" / "stancebook.toml"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("proceses = 2", "proceses: no such key; did you mean processes?"),
        ("[report]\nmin_confidence = 1", "[report] min_confidence: no such key; did you mean min-confidence?"),
        ("[repord]\ntext = 'none'", "repord: no such key; did you mean report?"),
        ("[annotate]\ntext = 'none'", "[annotate] text: no such key"),
        ("[report]\ntext = 'all'", "text: 'all' is not one of"),
        ("processes = 'two'", "processes: 'two' is not a valid integer"),
        ("processes = [1, 2]", "processes: takes one value"),
        ("config = 'x.toml'", "config: no such key"),
        ("processes = ", "not valid TOML"),
    ],
)
def test_what_cannot_be_used_is_an_error_with_file_and_key(
    text: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "stancebook.toml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert cli.run(["inspect"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("error: ")
    assert "stancebook.toml: " + words in line
    assert cli.run(["--help"]) == 0


def test_a_file_that_cannot_be_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.toml").write_bytes(b"\xff\xfe")
    assert cli.run(["--config", str(tmp_path / "x.toml"), "inspect"]) == 2
    assert cli.run(["--config", str(tmp_path / "gone.toml"), "inspect"]) == 2
    first, second = capsys.readouterr().err.splitlines()
    assert "x.toml: not UTF-8" in first
    assert "gone.toml: cannot be read: No such file" in second


def test_an_address_in_a_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_run(tmp_path / "run", made_tables())
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError, match="only local paths"):
        read(tmp_path, "[export]\nto = 's3://bucket'")
    for key in ("out", "corrections", "matrix", "workbook"):
        read(tmp_path, f"[report]\n{key} = 'https://example.org/x'")
        assert cli.run(["report", "run"]) == 2
    assert {path.name for path in tmp_path.iterdir()} == {"run", "stancebook.toml"}


def test_every_long_option_can_stand_in_a_file() -> None:
    """And none of them is called like a command: a table and a key would be confused."""
    for command in cli.cli.commands.values():
        for option in command.params:
            if isinstance(option, click.Option):
                assert any(name.startswith("--") for name in option.opts), option.opts
                assert not {name.lstrip("-") for name in option.opts} & (cli.cli.commands.keys() - set(NO_KEYS))


def test_config_says_what_is_in_force(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.run(["config"]) == 0
    assert "no stancebook.toml" in capsys.readouterr().out
    read(tmp_path, "quiet = false\n[diff]\nfail-on-drift = 0.05\n")
    assert cli.run(["config"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines == [
        str(tmp_path / "stancebook.toml"),
        *("stancebook", "  quiet = false", "stancebook diff", "  fail-on-drift = 0.05"),
    ]
    assert cli.run(["config", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["options"] == {"": {"quiet": False}, "diff": {"fail-on-drift": 0.05}}


def test_verbose_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "stancebook.toml").touch()
    command = [sys.executable, "-m", "analysis", "-v", "inspect"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stderr.strip().endswith(f"options from {tmp_path / 'stancebook.toml'}")
