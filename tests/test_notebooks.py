"""The notebooks: thin, typed, without outputs; each runs by plain papermill."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import jupytext
import nbformat
import pytest

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
MOST_CELLS, MOST_LINES = 12, 16
BUNDLE = "image/png"


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def path(request):
    return request.param


@pytest.fixture
def notebook(path):
    return nbformat.read(path, as_version=4)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def tagged(notebook, tag):
    return [cell for cell in notebook.cells if tag in cell.metadata.get("tags", [])]


def test_there_are_notebooks():
    assert len(NOTEBOOKS) >= 5


def test_it_is_valid_and_holds_no_output(path, notebook):
    nbformat.validate(notebook)
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert notebook.metadata.kernelspec.name == "python3"
    assert not any(cell.outputs or cell.execution_count for cell in code_cells(notebook))
    ids = [cell.id for cell in notebook.cells]
    assert len(ids) == len(set(ids))
    assert path.read_text(encoding="utf-8").endswith("}\n")


def test_it_is_thin(notebook):
    cells = code_cells(notebook)
    assert len(cells) <= MOST_CELLS
    for cell in cells:
        assert len(cell.source.splitlines()) <= MOST_LINES, cell.id
        kinds = (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While, ast.If)
        assert not any(isinstance(node, kinds) for node in ast.walk(ast.parse(cell.source))), f"{cell.id}: logic"


def test_it_begins_with_a_title_and_typed_commented_parameters(notebook):
    assert notebook.cells[0].source.startswith("# ")
    (cell,) = tagged(notebook, "parameters")
    assert notebook.cells[1] is cell
    for line, node in zip(cell.source.splitlines(), ast.parse(cell.source).body, strict=True):
        assert isinstance(node, ast.AnnAssign), line
        assert "  # " in line, f"no help: {line}"
        assert node.value is not None, line
        ast.literal_eval(node.value)


def test_every_parameter_is_used(notebook):
    (cell,) = tagged(notebook, "parameters")
    names = {node.target.id for node in ast.parse(cell.source).body}
    rest = ast.parse("\n".join(c.source for c in code_cells(notebook) if c is not cell))
    assert names == names & {node.id for node in ast.walk(rest) if isinstance(node, ast.Name)}


def test_it_shows_findings(notebook):
    assert len(tagged(notebook, "findings")) == 1


def test_prose_stands_before_every_figure(notebook):
    for before, cell in zip(notebook.cells, notebook.cells[1:], strict=False):
        if "display(figures." in cell.source:
            assert before.cell_type == "markdown", cell.id
            assert "highlights.note(" in cell.source, f"{cell.id}: a figure without its caveat"


def execute(path: Path, out: Path, *parameters: str, cwd: Path = ROOT) -> nbformat.NotebookNode:
    """Run a notebook as a user would, with plain papermill; its standard error where it fails."""
    command = [sys.executable, "-m", "papermill", str(path), str(out), "--no-progress-bar", *parameters]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return nbformat.read(out, as_version=4)


def outputs(notebook):
    return [output for cell in code_cells(notebook) for output in cell.outputs]


def check(executed) -> None:
    """What holds of every executed notebook."""
    assert not [o for o in outputs(executed) if o.output_type == "error"]
    for output in outputs(executed):
        if BUNDLE in output.get("data", {}):
            assert output.metadata[BUNDLE]["alt"].strip()
    (findings,) = tagged(executed, "findings")
    assert "sb-findings" in findings.outputs[0].data["text/html"]


@pytest.fixture(scope="session")
def silent(tmp_path_factory) -> Path:
    """A source of two undated articles that say nothing of sanctions."""
    folder = tmp_path_factory.mktemp("silent")
    texts = ["The choir sang in the old hall and the mayor of the town thanked its members warmly for the concert."]
    texts.append("The river rose after two days of rain, and the ferry to the island stayed in the harbour until noon.")
    rows = [json.dumps({"id": f"s{i}", "source": "Town paper", "text": text}) for i, text in enumerate(texts)]
    path = folder / "silent.jsonl"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return path


def test_it_runs_on_the_sample(path, notebook, tmp_path):
    executed = execute(path, tmp_path / "out.ipynb")
    check(executed)
    drawn = sum("display(figures." in cell.source for cell in code_cells(notebook))
    assert sum(BUNDLE in o.get("data", {}) for o in outputs(executed)) == drawn


def test_it_survives_a_pairing_with_jupytext(notebook):
    """As text in the percent format and back: every cell is there, with its words, tags and kind."""
    text = jupytext.writes(notebook, "py:percent")
    back = jupytext.combine.combine_inputs_with_outputs(jupytext.reads(text, "py:percent"), notebook)
    told = [[(c.cell_type, c.source, c.metadata) for c in each.cells] for each in (notebook, back)]
    assert told[0] == told[1]


@pytest.mark.slow
def test_nbconvert_runs_them(tmp_path):
    """All of them by plain `jupyter nbconvert --execute`, as they stand."""
    command = [sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute", "--output-dir", str(tmp_path)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [*command, *map(str, NOTEBOOKS)], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    for path in NOTEBOOKS:
        check(nbformat.read(tmp_path / path.name, as_version=4))


@pytest.mark.slow
def test_it_runs_without_stances_and_dates_from_the_notebooks_folder(path, tmp_path, silent):
    check(execute(path, tmp_path / "out.ipynb", "-p", "source", str(silent), cwd=path.parent))


@pytest.mark.slow
def test_it_runs_on_an_empty_selection(path, tmp_path):
    check(execute(path, tmp_path / "out.ipynb", "-p", "start", "1999-01-01", "-p", "end", "1999-12-31"))


@pytest.mark.slow
def test_the_sample_is_found_from_the_notebooks_folder(tmp_path):
    check(execute(NOTEBOOKS[0], tmp_path / "out.ipynb", cwd=NOTEBOOKS[0].parent))


@pytest.mark.slow
def test_an_unknown_actor_fails_with_a_hint(tmp_path):
    command = ["-y", "actors: [Vladimir Putim]"]
    with pytest.raises(AssertionError, match="did you mean 'Vladimir Putin'"):
        execute(ROOT / "notebooks" / "02-actors.ipynb", tmp_path / "out.ipynb", *command)
