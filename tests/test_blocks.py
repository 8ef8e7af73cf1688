"""The documents' fenced blocks: each is run in a workbook of its own, and shows what the document says it shows.

They run in the order of the document. A block after `<!-- file: NAME -->` is the file of that name, a `text` block what
the block before it prints. What is not run is in NOT_RUN, with the reason.
"""

from __future__ import annotations

import ast
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from analysis import annotate, measures
from analysis.articles import Article
from analysis.cli import run
from analysis.corrections import append_decisions, read_found, write_gold
from analysis.figures import Chart
from analysis.highlights import Html
from analysis.reports.starting import start_workbook
from analysis.review import review_items
from analysis.tables import Tables

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(
    r"^(?:<!-- file: (?P<file>\S+) -->\n)?```(?P<kind>\S*)\n(?P<text>.*?)^```$", re.DOTALL | re.MULTILINE
)

CHECKOUT = "of the checkout, not of a workbook; test_clean_install runs what it stands for"
CLUSTER = "an address of somebody's cluster; test_cluster runs one of its own"
NOT_RUN = {
    r"^make \w+": CHECKOUT,
    r"^(python -m )?pip install": "installs packages; test_clean_install does",
    r"^dask |--scheduler ": CLUSTER,
    r"^stancebook fetch https://": "asks the web; test_fetching asks servers of its own",
    r"^stancebook report data/sample.jsonl$": "all notebooks on all of it; test_clean_install does that",
}
ACTION = "a call of the action; test_ci_files runs its steps"
NOT_READ = {
    ("engines", "yaml", "distributed:"): CLUSTER,
    ("ci", "yaml", "- uses: OWNER/stancebook@v0.1.0"): ACTION,
    (
        "README",
        "yaml",
        "- uses: OWNER/stancebook@v0.1.0   # better a commit than a tag",
    ): ACTION,
    ("fetching", "", "corpus.jsonl: 41 new articles; 203 known before; 2 gave no article:"): "what hosts said",
}
OF_THE_SITE = "{toctree}"  # test_site builds it
EXAMPLES = {
    path.read_text(encoding="utf-8") for path in (ROOT / "examples" / "ci").iterdir()
}  # test_ci_files runs them
SLOW = re.compile(r"\breport\b|papermill|nbconvert|jupytext")
SHELL = re.compile(r"[|><$]")

ARTICLES = """date,source,text
2022-02-01,Western wire style,"China opposes the sanctions on Russia, its foreign ministry said on Monday."
2022-03-01,Opinion column,"Russia said it would answer. The European Union imposed sanctions on Belarus."
2022-04-01,Opinion column,"Poland called for new sanctions on Belarus, and the U.S. threatened some."
"""
# So that a report takes seconds: the documents show commands, other tests show what reports hold.
OPTIONS = """
processes = 1
targeted-sentiment = false
[report]
notebooks = ["notebooks/03-stance.ipynb"]
"""


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its text, the file that it is, if any."""

    kind: str
    text: str
    file: str | None

    @property
    def lines(self) -> list[str]:
        """The commands of a shell's block, without comments; a line that ends with \\ goes on."""
        lines = self.text.replace("\\\n", " ").splitlines() if self.kind == "sh" else []
        return [line for line in (re.sub(r"(^|\s)#.*", "", line).strip() for line in lines) if line]

    @property
    def commands(self) -> list[str]:
        """Those of them that are run."""
        return [line for line in self.lines if not any(re.search(pattern, line) for pattern in NOT_RUN)]

    @property
    def slow(self) -> bool:
        return any(map(SLOW.search, self.commands))


def blocks(document: Path) -> list[Block]:
    found = BLOCK.finditer(document.read_text(encoding="utf-8"))
    shown = [Block(match["kind"], match["text"], match["file"]) for match in found]
    return [block for block in shown if block.text not in EXAMPLES]


RUN = [document for document in DOCUMENTS if blocks(document)]


# A workbook with everything that documents name


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Articles, runs of them, decisions, a gold file, a matrix, parameters, under the names that documents use."""
    folder = tmp_path_factory.mktemp("documents")
    start_workbook(folder)
    (folder / "stancebook.toml").write_text(OPTIONS, encoding="utf-8")
    sample = (folder / "data" / "sample.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)[:4]
    (folder / "data" / "sample.jsonl").write_text("".join(sample), encoding="utf-8")
    (folder / "corpus.jsonl").write_text("".join(sample), encoding="utf-8")
    for place in ("articles.csv", "ARTICLES/articles.csv", "articles/articles.csv"):
        (folder / place).parent.mkdir(exist_ok=True)
        (folder / place).write_text(ARTICLES, encoding="utf-8")
    annotate(folder / "ARTICLES", folder / "RUN", targeted_sentiment=False, processes=1, progress=False)
    for name in ("OLD", "NEW", "OTHER-RUN", "EARLIER", "runs/mine"):
        shutil.copytree(folder / "RUN", folder / name)
    _decide(folder)
    (folder / "FILE").write_text("- {actors: [Russia]}\n", encoding="utf-8")
    (folder / "parameters.yml").write_text("min_mentions: 2\n", encoding="utf-8")
    return folder


def _decide(folder: Path) -> None:
    tables = read_found(folder / "RUN")
    items = review_items(tables)
    for name, coder in {"corrections": "Ada", "ada": "Ada", "ben": "Ben"}.items():
        append_decisions(folder / f"{name}.jsonl", [item.decide("confirm", item.found, coder) for item in items])
    decisions = [item.decide("confirm", item.found, "Ada") for item in items]
    for name in ("GOLD", "GOLD.jsonl", "gold.jsonl"):
        write_gold(folder / name, tables, decisions)


@pytest.fixture
def workbook(template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy to run one document in; commands of our environment come first."""
    shutil.copytree(template, tmp_path / "workbook")
    monkeypatch.chdir(tmp_path / "workbook")
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return tmp_path / "workbook"


# Running


def last_value(code: str, names: dict[str, Any]) -> Any:
    """Run a block as a cell of a notebook: the value of its last line, where that is an expression."""
    body = ast.parse(code).body
    last = body.pop() if isinstance(body[-1], ast.Expr) else None
    exec(compile(ast.Module(body, []), "block", "exec"), names)
    return eval(compile(ast.Expression(last.value), "block", "eval"), names) if isinstance(last, ast.Expr) else None


def do(command: str) -> str:
    """Run a command in the working folder; what it prints."""
    words = shlex.split(command)
    if words[0] == "cd":
        os.chdir(words[1])
    elif words[0].endswith("stancebook") and not SHELL.search(command):
        with redirect_stdout(StringIO()) as said:
            assert run(words[1:]) == 0, command
        return said.getvalue()
    else:
        ours = command.replace(".venv/bin/", "")
        done = subprocess.run(["bash", "-ceu", ours], capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, f"{command}\n{done.stderr[-3000:]}"
        return done.stdout
    return ""


def outputs(document: Path, names: dict[str, Any], *, slow: bool) -> Iterator[tuple[Block, Any, str]]:
    """Run the blocks in their order, each in the working folder; the value of its last line, and what it printed."""
    workbook = Path.cwd()
    for block in blocks(document):
        value, said = None, ""
        os.chdir(workbook)
        if block.file:
            Path(block.file).write_text(block.text, encoding="utf-8")
        elif block.kind == "sh":
            said = "".join(do(command) for command in block.commands if slow or not SLOW.search(command))
        elif block.kind == "python":
            with redirect_stdout(StringIO()) as printed:
                value = last_value(block.text, names)
            said = printed.getvalue()
        yield block, value, said


def check(document: Path, *, slow: bool) -> tuple[dict[str, Any], list[Any]]:
    """Run a document and compare what it shows; the names of its Python, and the value of each block."""
    names: dict[str, Any] = {}
    values, before = [], ""
    for block, value, said in outputs(document, names, slow=slow):
        if block.kind == "text" and not block.file:
            assert block.text.split() == before.split(), f"{document.name} shows\n{block.text}\nbut it is\n{before}"
        values += [value] if block.kind == "python" else []
        before = said or ("" if value is None else str(value))
    return names, values


@pytest.mark.parametrize("document", RUN, ids=lambda path: path.stem)
def test_every_block_runs(document: Path, workbook: Path) -> None:
    names, values = check(document, slow=False)
    if document.stem == "api":
        assert isinstance(names["first"], Article)
        assert [type(value) for value in values[:2]] == [Tables, Html]
        assert len(values[2]) == (measures.statements(names["tables"])["holder"] == "Russia").sum()
        assert isinstance(names["figures"].stance_by_actor(names["by_actor"]), Chart)
        suffixes = sorted(path.suffix for path in (workbook / "exports").iterdir())
        assert suffixes == [".bib", ".cff", ".csv", ".graphml", ".graphml"]


@pytest.mark.slow
@pytest.mark.usefixtures("workbook")
@pytest.mark.parametrize("document", [d for d in RUN if any(b.slow for b in blocks(d))], ids=lambda path: path.stem)
def test_every_slow_block_runs(document: Path) -> None:
    check(document, slow=True)


# Nothing is passed over


@pytest.mark.parametrize("document", RUN, ids=lambda path: path.stem)
def test_no_block_is_passed_over(document: Path) -> None:
    """Whatever is neither run, nor a file, nor an output is an exception with its reason."""
    for before, block in zip([None, *blocks(document)], blocks(document), strict=False):
        first = block.text.splitlines()[0]
        known = block.file or block.kind in ("sh", "python", OF_THE_SITE)
        shown = block.kind == "text" and before is not None and before.kind in ("sh", "python")
        assert known or shown or (document.stem, block.kind, first) in NOT_READ, f"{document.name}: {first}"


def test_every_exception_is_needed() -> None:
    lines = [line for document in RUN for block in blocks(document) for line in block.lines]
    assert [pattern for pattern in NOT_RUN if not any(re.search(pattern, line) for line in lines)] == []
    there = {(d.stem, block.kind, block.text.splitlines()[0]) for d in RUN for block in blocks(d)}
    assert set(NOT_READ) <= there
