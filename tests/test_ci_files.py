"""The action and the examples for CI: linted, told in the documents as they are, and run."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from actions import Run, definition, run_action
from evaluation_runs import gold_articles, write_gold

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples" / "ci"
GITHUB = sorted(EXAMPLES.glob("github-*.yml"))
SCRIPTS = [*sorted((ROOT / "ci").glob("*.sh")), EXAMPLES / "nightly.sh"]
SCHEMAS = {
    ROOT / "action.yml": ["vendor.github-actions"],
    **{path: ["vendor.github-workflows"] for path in GITHUB},
    EXAMPLES / "gitlab-ci.yml": ["vendor.gitlab-ci"],
    EXAMPLES / "circleci.yml": ["vendor.circle-ci"],
    EXAMPLES / "azure-pipelines.yml": [
        *("vendor.azure-pipelines", "--data-transform", "azure-pipelines", "--regex-variant", "nonunicode"),
    ],
}
WORKFLOWS = [ROOT / "action.yml", *GITHUB]


def tool(name: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / name), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


# Linted


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_files_are_what_their_systems_take(path: Path) -> None:
    checked = tool("check-jsonschema", "--builtin-schema", *SCHEMAS[path], path)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_every_example_is_linted() -> None:
    assert {path.name for path in EXAMPLES.iterdir()} == {p.name for p in SCHEMAS} - {"action.yml"} | {
        "nightly.sh",
        "zizmor.yml",
    }


def zizmor(*paths: Path) -> subprocess.CompletedProcess[str]:
    return tool("zizmor", "--offline", "--quiet", "--config", EXAMPLES / "zizmor.yml", *paths)


def test_zizmor_finds_no_hole() -> None:
    looked = zizmor(*WORKFLOWS)
    assert looked.returncode == 0, looked.stdout + looked.stderr


def test_zizmor_would_find_one(tmp_path: Path) -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    (tmp_path / "action.yml").write_text(
        text.replace('run: bash "$GITHUB_ACTION_PATH/ci/lock.sh"', 'run: "echo ${{ inputs.source }}"'), encoding="utf-8"
    )
    assert "template-injection" in zizmor(tmp_path / "action.yml").stdout


def test_scripts_pass_shellcheck() -> None:
    if shutil.which("shellcheck") is None:
        pytest.skip("shellcheck is not there; install Debian's shellcheck")
    checked = subprocess.run(
        ["shellcheck", "--external-sources", *SCRIPTS], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout


# Safe


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_other_actions_are_pinned_by_commit_and_named_by_version(path: Path) -> None:
    used = re.findall(r"uses: (\S+)(.*)", path.read_text(encoding="utf-8"))
    assert used
    ours = "OWNER/stancebook@"
    pinned = re.compile(r"actions/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
    assert [name + rest for name, rest in used if not (name.startswith(ours) or pinned.fullmatch(name + rest))] == []


def test_no_input_is_written_into_a_command() -> None:
    runs = [step["run"] for step in definition(ROOT)["runs"]["steps"] if "run" in step]
    assert len(runs) == 6
    assert [run for run in runs if not re.fullmatch(r'bash "\$GITHUB_ACTION_PATH/ci/\w+\.sh"', run)] == []


def test_every_input_is_used_and_described() -> None:
    action = definition(ROOT)
    steps = json.dumps(action["runs"]["steps"])
    assert [name for name in action["inputs"] if not re.search(rf"inputs\.{name}\b", steps)] == []
    told = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
    assert [name for name in (*action["inputs"], *action["outputs"]) if f"`{name}`" not in told] == []


@pytest.mark.parametrize("path", GITHUB, ids=lambda path: path.name)
def test_examples_need_no_secret_and_read_only(path: Path) -> None:
    """But for the job that deploys to Pages, which runs nothing of the repository."""
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert "secrets." not in path.read_text(encoding="utf-8")
    assert "pull_request_target" not in path.read_text(encoding="utf-8")
    for name, job in workflow["jobs"].items():
        granted = job.get("permissions", workflow["permissions"])
        assert granted == ({"pages": "write", "id-token": "write"} if name == "deploy" else {"contents": "read"})


# Told


@pytest.mark.parametrize("path", [*GITHUB, *SCHEMAS, EXAMPLES / "nightly.sh"], ids=lambda path: path.name)
def test_the_page_shows_the_examples_as_they_are(path: Path) -> None:
    if path.name != "action.yml":
        told = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
        language = "sh" if path.suffix == ".sh" else "yaml"
        assert f"```{language}\n{path.read_text(encoding='utf-8')}```\n" in told


def test_examples_name_the_version_of_the_project() -> None:
    version = re.search(r'^version = "(.+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    assert version
    named = [re.findall(r"\bv(\d+\.\d+\.\d+)$|--branch v(\S+)", p.read_text(), re.MULTILINE) for p in SCHEMAS]
    ours = {a or b for found in named for a, b in found} - pinned_versions()
    assert ours == {version[1]}


def pinned_versions() -> set[str]:
    return {v for p in WORKFLOWS for v in re.findall(r"[0-9a-f]{40} # v(\S+)", p.read_text(encoding="utf-8"))}


# Run

ARTICLES = [
    {"id": "1", "date": "2022-01-03", "source": "Courier", "text": "Norland imposed sanctions on Iran on Monday."},
    {"id": "2", "date": "2022-01-04", "source": "Gazette", "text": "Germany opposes sanctions on Russia, it said."},
    {"id": "3", "date": "2022-01-05", "source": "Gazette", "text": "China criticized the sanctions on Russia again."},
    {"id": "4", "text": ""},
]
ODD = "it's $(touch pwned) `touch pwned` ; touch pwned"  # a name of a folder


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as GitHub fetches it for a workflow, with what is not committed yet."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: there is nothing to clone")
    folder = tmp_path_factory.mktemp("actions") / "stancebook"
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", str(ROOT), str(folder)], check=True)
    changed = subprocess.run(["git", "diff", "HEAD", "--binary"], cwd=ROOT, capture_output=True, check=True).stdout
    if changed:
        subprocess.run(["git", "apply"], cwd=folder, input=changed, check=True)
    return folder


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workspace")
    (folder / ODD).mkdir()
    lines = "".join(json.dumps(article) + "\n" for article in ARTICLES)
    (folder / ODD / "news.jsonl").write_text(lines, encoding="utf-8")
    write_gold(folder, gold_articles())
    return folder


@pytest.fixture(scope="module")
def first(clone: Path, workspace: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """All is well: two reports, the gold measured, the pages published. It installs stancebook anew."""
    (workspace / "m.yml").write_text("outlets: each\n")
    temp = tmp_path_factory.mktemp("runner")
    return run_action(
        clone, workspace, temp, source=f"{ODD}\n", name="news", matrix="m.yml", max_skipped="0.5",
        parameters="topic: sanctions\ncopies: false\n", gold="gold.jsonl", min_f1="\n evidence=0 \n",
        pages="true", text="none", options="--notebooks\noverview", site="https://example.org/news",
    )  # fmt: skip


@pytest.mark.slow
def test_the_action_reports_measures_and_publishes(first: Run) -> None:
    assert first.failed is False, first.log
    said = first.outputs()
    assert (said["folder"], said["exit-code"], said["gold-exit-code"]) == ("reports/news", "0", "0")
    assert (said["drift"], said["skipped"]) == ("", "0.2500")
    assert "| skipped | passed | skipped 0.250 of the source (1), at most 0.5 |" in first.summary
    assert "[courier](<https://example.org/news/courier/index.html>)" in first.summary
    assert "| F1 of evidence | passed |" in first.summary
    assert "The pages: [artifact stancebook](<https://example.org/artifact>)." in first.summary
    assert re.search(r"^::warning .*title=skipped article::skipped .*row 4: empty", first.log, re.MULTILINE)
    assert not (first.workspace / "pwned").exists()


@pytest.mark.slow
def test_what_is_uploaded_holds_no_whole_article(first: Run) -> None:
    artifact, pages = (first.uploads[f"actions/upload-{kind}"] for kind in ("artifact", "pages-artifact"))
    assert {"summary.md", "report.xml", "gold.md", "gold.xml", "site/index.html"} <= set(artifact)
    assert {"index.html", "courier/index.html", "gazette/00-overview.html", "tables/stances.csv"} <= set(pages)
    assert [name for name in (*artifact, *pages) if name.endswith(".parquet") or "/." in f"/{name}"] == []
    site = first.temp / "stancebook" / "site"
    words = [ARTICLES[0]["text"].encode(), ARTICLES[1]["text"].encode()]
    held = [path for path in site.rglob("*") if path.is_file() and any(w in path.read_bytes() for w in words)]
    assert held == [], "text is none"


@pytest.mark.slow
def test_a_planted_drift_fails_the_action_and_is_told(first: Run) -> None:
    """The second time the article on China says nothing of sanctions any more, by a least confidence of 1."""
    run = run_action(
        first.action, first.workspace, first.temp, source=ODD, name="news", baseline="reports/news",
        fail_on_drift="0.05", options="--notebooks\noverview\n--min-confidence\n1\n", pages="true",
    )  # fmt: skip
    said = run.outputs()
    assert run.codes["report"] == 3, run.log
    assert said["exit-code"] == "3"
    assert float(said["drift"]) > 0.05
    assert {name for name, code in run.codes.items() if code} == {"report"}
    assert "upload-pages-artifact" not in "".join(run.uploads), "what is not well is not published"
    assert "site/index.html" in run.uploads["actions/upload-artifact"], "but it is kept"
    gate = r"\| drift \| \*\*not passed\*\* \| drift \d\.\d+, at most 0\.05 \(3 articles in both runs\) \|"
    assert re.search(gate, run.summary)
    assert re.search(r"\| vanished \| China: oppose .* \| no statement \| .* \| confidence below 1 \|", run.summary)
    assert re.search(r"^::error title=gate drift::drift ", run.log, re.MULTILINE)


@pytest.mark.slow
def test_where_there_is_no_article_the_summary_says_so(first: Run) -> None:
    run = run_action(first.action, first.workspace, first.temp, source="nowhere", gold="nowhere.jsonl")
    assert (run.codes["report"], run.codes["evaluate"]) == (2, 2)
    assert run.outputs()["exit-code"] == "2"
    assert run.summary.startswith("## stancebook: no report\n\nnowhere")
    assert "report.xml" in run.uploads["actions/upload-artifact"]


@pytest.mark.slow
def test_the_other_examples_run(first: Run, tmp_path: Path) -> None:
    """Their own lines, but for those that fetch and install stancebook, as the action has done that."""
    commands = {
        "gitlab-ci.yml": yaml.safe_load((EXAMPLES / "gitlab-ci.yml").read_text())["report"]["script"],
        "circleci.yml": [
            step["run"] for step in yaml.safe_load((EXAMPLES / "circleci.yml").read_text())["jobs"]["report"]["steps"]
            if isinstance(step, dict) and isinstance(step.get("run"), str)
        ],
        "azure-pipelines.yml": [
            step["script"] for step in yaml.safe_load((EXAMPLES / "azure-pipelines.yml").read_text())["steps"]
            if "script" in step
        ][:3],
    }  # fmt: skip
    shutil.copytree(first.workspace / ODD, tmp_path / "articles")
    (tmp_path / ".stancebook").symlink_to(first.action)
    for name, (fetch, install, report) in commands.items():
        assert fetch == 'git clone --quiet --depth 1 --branch v0.1.0 "$STANCEBOOK" .stancebook'
        assert install == "make -C .stancebook .venv/complete"
        shutil.rmtree(tmp_path / "ci", ignore_errors=True)
        done = shell(f"{report} --notebooks overview", first, tmp_path)
        assert done.returncode == 3, (name, done.stdout)  # 1 of 4 is skipped, 0.1 may be
        assert "| skipped | **not passed** |" in (tmp_path / "ci" / "summary.md").read_text()
        assert list((tmp_path / "ci").rglob("report.xml"))
    assert (tmp_path / "reports" / "articles" / "index.html").is_file()


@pytest.mark.slow
def test_the_nightly_script_compares_with_the_last_run_that_passed(first: Run, tmp_path: Path) -> None:
    shutil.copy(EXAMPLES / "nightly.sh", tmp_path)
    quick = tmp_path / "quick"
    quick.write_text(f'#!/bin/sh\nexec "{first.action}/.venv/bin/stancebook" "$@" --notebooks overview\n')
    quick.chmod(0o755)
    (tmp_path / "articles").mkdir()
    news = tmp_path / "articles" / "news.jsonl"
    news.write_text("".join(json.dumps(article) + "\n" for article in ARTICLES[:3]))
    assert shell("STANCEBOOK=./quick ./nightly.sh", first, tmp_path).returncode == 0
    assert (tmp_path / "accepted" / "run.json").is_file()
    before = (tmp_path / "accepted" / "run.json").read_bytes()
    news.write_text("".join(json.dumps(article) + "\n" for article in ARTICLES))
    failed = shell("STANCEBOOK=./quick ./nightly.sh", first, tmp_path)
    assert failed.returncode == 3, failed.stdout
    gate = "| drift | passed | drift 0.000, at most 0.05 (3 articles in both runs) |"
    assert gate in (tmp_path / "summary.md").read_text()
    assert (tmp_path / "accepted" / "run.json").read_bytes() == before


def shell(command: str, first: Run, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "XDG_CACHE_HOME": str(first.temp / "cache"),
        "HOME": str(folder),
    }
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    return subprocess.CompletedProcess(command, done.returncode, done.stdout + done.stderr, "")
