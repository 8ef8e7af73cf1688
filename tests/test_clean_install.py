"""From a copy of the project, or from a wheel, and an empty environment to a report; what packages hold."""

from __future__ import annotations

import email
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email.message import Message
from pathlib import Path

import pytest

from reporting import chromium

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
    ours = ("PYTHONPATH", "VIRTUAL_ENV", "MAKEFLAGS", "MAKELEVEL", "ARGS")
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


# A wheel, a source package, and whoever installs them

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
TEXTS = {
    "2022-02-24-union.txt": "The European Union imposed sanctions on Russia on Thursday. France supported them.",
    "2022-03-02-ministry.txt": "China opposes the sanctions on Russia, its foreign ministry said on Wednesday.",
    "2022-03-09-harbour.txt": "The Harbour Union called for new sanctions on Belarus, and Poland backed the demand.",
}


@pytest.fixture(scope="module")
def built(copy: Path) -> Path:
    """The folder of the wheel and the source package of the copy, built by the hatchling that is locked."""
    done = subprocess.run([sys.executable, "-m", "hatchling", "build", "-d", "dist"], cwd=copy, check=False)
    assert done.returncode == 0
    return copy / "dist"


def only(folder: Path, pattern: str) -> Path:
    (found,) = folder.glob(pattern)
    return found


def contents(wheel: Path) -> dict[str, int]:
    """The files of a wheel by name, each with its checksum; the list of them, which names the others', left out."""
    with zipfile.ZipFile(wheel) as archive:
        return {entry.filename: entry.CRC for entry in archive.infolist() if not entry.filename.endswith("/RECORD")}


def metadata(wheel: Path) -> tuple[Message, str]:
    """What a wheel says of itself: its metadata and its entry points."""
    with zipfile.ZipFile(wheel) as archive:
        info = f"stancebook-{PROJECT['version']}.dist-info"
        said = email.message_from_bytes(archive.read(f"{info}/METADATA"))
        return said, archive.read(f"{info}/entry_points.txt").decode()


def test_a_wheel_of_the_source_package_is_the_same(built: Path, tmp_path: Path) -> None:
    with tarfile.open(only(built, "*.tar.gz")) as archive:
        archive.extractall(tmp_path, filter="data")
    unpacked = tmp_path / f"stancebook-{PROJECT['version']}"
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path], cwd=unpacked, check=True
    )
    assert contents(only(tmp_path, "*.whl")) == contents(only(built, "*.whl"))


def test_a_wheel_holds_what_runs_and_nothing_else(built: Path, copy: Path) -> None:
    found = {name for name in contents(only(built, "*.whl")) if ".dist-info/" not in name}
    package = {str(path.relative_to(copy)) for path in (copy / "analysis").rglob("*") if path.is_file()}
    carried = {name.removeprefix("analysis/_workbook/") for name in found if name.startswith("analysis/_workbook/")}
    folders = ("notebooks", "data", "reports/template", "workbook")
    expected = {str(path.relative_to(copy)) for part in folders for path in (copy / part).rglob("*") if path.is_file()}
    assert carried == expected | {"docs/tables.md"}
    assert found == {name for name in package if "__pycache__" not in name} | {
        f"analysis/_workbook/{n}" for n in carried
    }


def test_a_wheel_says_what_it_is(built: Path) -> None:
    said, entry_points = metadata(only(built, "*.whl"))
    assert (said["Name"], said["Version"]) == ("stancebook", PROJECT["version"])
    assert said["License-Expression"] == PROJECT["license"]
    assert re.sub(r"\s", "", said["Requires-Python"]) == "<3.15,>=3.11"
    pythons = [line for line in said.get_all("Classifier", []) if re.search(r":: 3\.\d+$", line)]
    assert pythons == ["Programming Language :: Python :: 3.11"], "what the tests run on, and no other"
    assert "stancebook = analysis.cli:main" in entry_points
    assert "stancebook = analysis.reports.engine:ForkedEngine" in entry_points


@pytest.fixture(scope="module")
def environment(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel and what it requires, in the locked versions, and nothing of the tests'."""
    folder = tmp_path_factory.mktemp("installed")
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = re.findall(r"^\S+==[^\\\n]+", lock, re.MULTILINE)
    (folder / "constraints.txt").write_text("\n".join(locked) + "\n", encoding="utf-8")
    subprocess.run([sys.executable, "-m", "venv", folder / "env"], check=True)
    pip = [str(folder / "env" / "bin" / "pip"), "install", "--quiet", "--only-binary", ":all:"]
    subprocess.run([*pip, "-c", folder / "constraints.txt", only(built, "*.whl")], check=True)
    return folder / "env" / "bin"


def installed(environment: Path, *command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command of the environment as a newcomer would, far from the checkout."""
    path = f"{environment}{os.pathsep}{os.environ['PATH']}"
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")} | {"PATH": path}
    made = subprocess.run(
        [environment / command[0], *command[1:]], cwd=cwd, env=clean, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stdout + made.stderr
    return made


def test_a_newcomers_way(environment: Path, tmp_path: Path) -> None:
    """Install the wheel, make a workbook, put three articles in, make the report, open it: no complaint."""
    assert installed(environment, "pip", "check", cwd=tmp_path).stdout.startswith("No broken requirements")
    assert installed(environment, "stancebook", "--version", cwd=tmp_path).stdout.split()[1] == PROJECT["version"]
    installed(environment, "stancebook", "init", "my-project", cwd=tmp_path)
    project = tmp_path / "my-project"
    for name, text in TEXTS.items():
        (project / "articles" / name).write_text(text, encoding="utf-8")
    example = (project / "actors.yml").read_text(encoding="utf-8").replace("# actors:", "actors:").replace("# -", "-")
    own = [line for line in example.splitlines() if line.startswith(("actors:", "- {id: harbour_union"))][:2]
    (project / "actors.yml").write_text("\n".join(own) + "\n", encoding="utf-8")

    said = json.loads(installed(environment, "stancebook", "report", "articles", "--json", cwd=project).stdout)
    assert said["complete"]
    assert Path(said["index"]) == Path("reports/articles/index.html")
    assert said["reports"][0]["pages"][0]["name"] == "00-overview"
    words = read_in_a_browser(project / said["index"])
    assert "3 articles" in words
    holders = (project / "reports/articles/tables/actors.csv").read_text(encoding="utf-8")
    assert "harbour_union" in holders

    exporting = ("stancebook", "export", "reports/articles", "--to", "exports", "--format", "dictionary")
    installed(environment, *exporting, cwd=project)
    described = (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert (project / "exports" / "data-dictionary.md").read_text(encoding="utf-8") == described


def read_in_a_browser(page: Path) -> str:
    """The words of a page, which opens without a complaint and asks for nothing but itself."""
    said: list[str] = []
    with chromium() as browser:
        opened = browser.new_page()
        opened.on("console", lambda message: said.append(message.text))
        opened.on("pageerror", lambda error: said.append(str(error)))
        opened.on("requestfailed", lambda request: said.append(request.url))
        opened.goto(page.as_uri())
        words: str = opened.inner_text("main")
        for link in opened.eval_on_selector_all("nav a[href]", "all => all.map(a => a.href)"):
            opened.goto(link)
            assert opened.locator("h1").count() == 1
    assert said == []
    return words


def test_no_python_that_fits_is_said_plainly(tmp_path: Path) -> None:
    shutil.copy2(ROOT / "Makefile", tmp_path)
    for name in ("requirements.lock", "pyproject.toml"):
        (tmp_path / name).touch()
    failed = make(tmp_path, "report", PYTHON="")
    assert failed.returncode != 0
    assert "no Python 3.11 to 3.14 found" in failed.stderr
