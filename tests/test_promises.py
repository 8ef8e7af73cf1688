"""docs/promises.md names tests that there are, and says of each whether it is slow."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
PROMISES = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`(test_\w+)::(test_\w+)`( \(slow\))?", PROMISES)


def slowness(module: str) -> dict[str, bool]:
    """The tests of a module, and whether each is slow."""
    path = ROOT / "tests" / f"{module}.py"
    body = ast.parse(path.read_text(encoding="utf-8")).body if path.exists() else []
    functions = [node for node in body if isinstance(node, ast.FunctionDef)]
    assigned = [ast.unparse(node) for node in body if isinstance(node, ast.Assign)]
    of_all = any(line.startswith("pytestmark") and "mark.slow" in line for line in assigned)
    return {f.name: of_all or any("mark.slow" in ast.unparse(mark) for mark in f.decorator_list) for f in functions}


def test_every_promise_names_tests_that_there_are() -> None:
    assert len(NAMED) > 40
    known = {module: slowness(module) for module, _, _ in NAMED}
    assert [f"{module}::{name}" for module, name, _ in NAMED if name not in known[module]] == []
    wrong = [f"{module}::{name}" for module, name, slow in NAMED if known[module][name] != bool(slow)]
    assert wrong == [], "slow, or not"


def test_every_row_has_a_promise_a_test_and_a_figure() -> None:
    rows = [
        line for line in PROMISES.splitlines() if line.startswith("| ") and not line.startswith(("| promise", "| ---"))
    ]
    assert len(rows) > 25
    assert [row for row in rows if row.count("|") != 4 or "`test_" not in row] == []
