"""`stancebook init`: a workbook of the user's own, in which the commands find what is its own."""

from __future__ import annotations

import json
import tomllib
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import yaml

from analysis import cli
from analysis.lexicons import Options
from analysis.reports.command import Made
from analysis.reports.parameters import ParameterError
from analysis.reports.starting import start_workbook
from analysis.reports.workbook import find_notebooks


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A new workbook, in which one works."""
    start_workbook(tmp_path / "own")
    monkeypatch.chdir(tmp_path / "own")
    return tmp_path / "own"


def test_a_new_workbook_has_everything(own: Path) -> None:
    found = {str(path.relative_to(own)) for path in own.rglob("*") if path.is_file()}
    notebooks = {f"notebooks/{path.name}" for path in find_notebooks()}
    assert found == notebooks | {
        *("README.md", "stancebook.toml", "actors.yml", "requirements.txt", ".gitignore", "articles/.gitkeep"),
        *("data/sample.jsonl", "data/README.md", ".github/workflows/report.yml"),
    }
    required = (own / "requirements.txt").read_text(encoding="utf-8").splitlines()
    assert [line for line in required if not line.startswith("#")] == [f"stancebook=={version('stancebook')}"]


def test_nothing_that_is_there_is_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "project"
    (folder / "notebooks").mkdir(parents=True)
    (folder / "notebooks" / "03-stance.ipynb").write_text("mine", encoding="utf-8")
    (folder / "README.md").symlink_to(tmp_path / "nowhere")  # also a link that leads nowhere is somebody's
    assert cli.run(["init", str(folder)]) == 0
    assert "left as they are: README.md, notebooks/03-stance.ipynb" in capsys.readouterr().out
    assert (folder / "notebooks" / "03-stance.ipynb").read_text(encoding="utf-8") == "mine"
    assert (folder / "notebooks" / "00-overview.ipynb").is_file()
    assert not (tmp_path / "nowhere").exists()
    assert cli.run(["init", str(folder), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["written"] == []
    assert len(said["there"]) > 10


def test_bad_places_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "half").mkdir()
    (tmp_path / "half" / "notebooks").touch()
    (tmp_path / "out").mkdir()
    (tmp_path / "linked").mkdir()
    (tmp_path / "linked" / "notebooks").symlink_to(tmp_path / "out")
    places = {"file": "is no folder", "half": "is no folder", "linked": "leads out"}
    with pytest.raises(ParameterError, match="only local paths"):
        start_workbook("https://example.org/x")
    for name, words in places.items():
        place = tmp_path / name
        with pytest.raises(ParameterError, match=words):
            start_workbook(place)
    assert sum(path.is_file() for path in tmp_path.rglob("*")) == 2
    assert len(list((tmp_path / "linked").iterdir())) == 1


def test_its_files_are_what_the_programs_take(own: Path) -> None:
    options = tomllib.loads((own / "stancebook.toml").read_text(encoding="utf-8"))
    assert options["workbook"] == "notebooks"
    assert Options.read(actors=["actors.yml"]).actors[0].text.endswith("actors: []\n")
    workflow = yaml.safe_load((own / ".github" / "workflows" / "report.yml").read_text(encoding="utf-8"))
    (job,) = workflow["jobs"].values()
    commands = [step["run"] for step in job["steps"] if "run" in step]
    assert commands == ["pip install -r requirements.txt", "stancebook report articles --out reports"]


def test_the_example_in_actors_yml_is_one(own: Path) -> None:
    """Without its # it names actors that can be used."""
    lines = (own / "actors.yml").read_text(encoding="utf-8").splitlines()
    example = [line[2:] for line in lines[lines.index("# actors:") :] if line.startswith("# ")]
    (own / "actors.yml").write_text("\n".join(example) + "\n", encoding="utf-8")
    (file,) = Options.read(actors=["actors.yml"]).actors
    assert [entry["id"] for entry in yaml.safe_load(file.text)["actors"]] == ["harbour_union", "russia", "anna_lind"]


def test_commented_options_can_be_taken_in(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (own / "stancebook.toml").read_text(encoding="utf-8")
    options = "\n".join(line.removeprefix("# ") for line in text.splitlines() if " = " in line or line.startswith("["))
    (own / "stancebook.toml").write_text(options, encoding="utf-8")
    assert cli.run(["config", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)["options"]["report"]
    assert report["processes"] == 2
    assert report["parameter"] == [["min_mentions", "5"], ["start", "2022-01-01"]]


def test_the_commands_take_the_workbooks_notebooks(
    own: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """By name and all of them, and its actors and options, also from a folder below."""
    taken = []

    def make(_: tuple[str, ...], out: str, __: None, **given: Any) -> Made:
        taken.append((Path(out).resolve(), given["options"].annotate["actors"], given["notebooks"]))
        return Made(code=0)

    monkeypatch.setattr("analysis.reports.command.make", make)
    for other in set((own / "notebooks").glob("*.ipynb")) - {own / "notebooks" / "03-stance.ipynb"}:
        other.unlink()
    assert cli.run(["report", "articles", "--notebooks", "stance"]) == 0
    assert cli.run(["report", "articles"]) == 0
    assert taken == [(own / "reports", ("actors.yml",), [Path("notebooks/03-stance.ipynb")])] * 2
    monkeypatch.chdir(own / "articles")
    assert cli.run(["report", "."]) == 0
    assert taken[2] == (own / "reports", ("../actors.yml",), [Path("../notebooks/03-stance.ipynb")])
    assert cli.run(["report", "articles", "--notebooks", "trust"]) == 2
    capsys.readouterr()
    assert cli.run(["inspect"]) == 0
    assert capsys.readouterr().out.splitlines()[0] == "03-stance"


def test_a_folder_without_notebooks_is_said(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ParameterError, match="holds no notebooks"):
        find_notebooks(folder=tmp_path / "empty")
    with pytest.raises(ParameterError, match="no such folder"):
        find_notebooks(folder=tmp_path / "gone")
