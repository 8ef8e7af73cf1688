"""From a copy of the project and an empty environment to a report, and a second time without installing anything."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a git checkout: no list of the project's files"),
]

# Where nothing answers: whoever wants to install something from there fails at once.
NO_NETWORK = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "", "PIP_CONFIG_FILE": os.devnull}


def files() -> list[str]:
    """What a commit of the checkout would hold."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clean") / "stance book"  # a blank in the path, as people have it
    for name in files():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)
    return folder


def make(folder: Path, *targets: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run make as a newcomer would, without what this environment sets for Python."""
    ours = ("PYTHONPATH", "VIRTUAL_ENV", "MAKEFLAGS", "MAKELEVEL")
    environment = {name: value for name, value in os.environ.items() if name not in ours} | variables
    return subprocess.run(["make", *targets], cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def first(copy: Path) -> subprocess.CompletedProcess[str]:
    """The first `make report` in the copy, which builds the environment that the other tests use."""
    return make(copy, "report")


def test_make_report_needs_nothing_but_python_and_make(copy: Path, first: subprocess.CompletedProcess[str]) -> None:
    assert first.returncode == 0, first.stdout + first.stderr
    assert "pip install" in first.stdout
    index = copy / "reports" / "sample" / "index.html"
    assert str(index.relative_to(copy)) in first.stdout
    assert index.stat().st_size > 1000


@pytest.mark.usefixtures("first")
def test_a_second_run_installs_nothing(copy: Path) -> None:
    second = make(copy, "report", **NO_NETWORK)
    assert second.returncode == 0, second.stdout + second.stderr
    assert "pip" not in second.stdout


@pytest.mark.usefixtures("first")
def test_the_environment_is_consistent(copy: Path) -> None:
    python = str(copy / ".venv" / "bin" / "python")
    checked = subprocess.run([python, "-m", "pip", "check"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout
    where = [python, "-c", "import analysis; print(analysis.__file__)"]
    said = subprocess.run(where, cwd=copy.parent, capture_output=True, text=True, check=True).stdout
    assert Path(said.strip()).parent == copy / "analysis"


@pytest.mark.usefixtures("first")
def test_the_wheel_carries_the_workbook(copy: Path, tmp_path: Path) -> None:
    """The wheel, unpacked away from the checkout, reports the sample that it brings along."""
    python = str(copy / ".venv" / "bin" / "python")
    pip, unpacked = [python, "-m", "pip", "--quiet"], tmp_path / "unpacked"
    building = [*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(tmp_path), str(copy)]
    subprocess.run(building, check=True, cwd=tmp_path)
    (wheel,) = tmp_path.glob("stancebook-*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--target", str(unpacked), str(wheel)], check=True)

    ours = os.environ | {"PYTHONPATH": str(unpacked)}
    code = (
        "from analysis.reports.workbook import find_notebooks, template_path, workbook_path\n"
        "print(workbook_path('data'), template_path(), *find_notebooks(), sep='\\n')"
    )
    asked = subprocess.run([python, "-c", code], cwd=tmp_path, env=ours, check=True, capture_output=True, text=True)
    paths = [Path(line) for line in asked.stdout.splitlines()]
    assert len(paths) == 2 + len(list((copy / "notebooks").glob("*.ipynb")))
    assert [path for path in paths if not (path.exists() and path.is_relative_to(unpacked))] == []

    sample = str(paths[0] / "sample.jsonl")
    reporting = [python, "-m", "analysis", "report", sample, "--limit", "8", "--notebooks", "overview"]
    made = subprocess.run(reporting, cwd=tmp_path, env=ours, check=False, capture_output=True, text=True)
    assert made.returncode == 0, made.stdout + made.stderr
    assert (tmp_path / "reports" / "sample" / "index.html").is_file()

    exporting = [python, "-m", "analysis", "export", "reports/sample", "--to", "exports", "--format", "dictionary"]
    subprocess.run(exporting, cwd=tmp_path, env=ours, check=True)
    described = (copy / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert (tmp_path / "exports" / "data-dictionary.md").read_text(encoding="utf-8") == described


def test_no_python_that_fits_is_said_plainly(tmp_path: Path) -> None:
    shutil.copy2(ROOT / "Makefile", tmp_path)
    for name in ("requirements.lock", "pyproject.toml"):
        (tmp_path / name).touch()
    failed = make(tmp_path, "report", PYTHON="")
    assert failed.returncode != 0
    assert "no Python 3.11 to 3.14 found" in failed.stderr
