"""The public interface: complete, documented, and free until it is used."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import analysis

SOURCE = ast.parse(Path(analysis.__file__).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", analysis.__all__)
def test_every_name_is_there_and_documented(name):
    assert getattr(analysis, name).__doc__


def test_type_checkers_see_the_same_names():
    block = next(node for node in SOURCE.body if isinstance(node, ast.If))
    seen: dict[str, str | None] = {}
    for node in block.body:
        assert isinstance(node, ast.ImportFrom)
        seen |= {alias.name: node.module for alias in node.names}
    assert seen == {name: f"analysis.{home}" for name, home in analysis._HOMES.items()}
    assert sorted(seen) == sorted(analysis.__all__)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'stance_of'"):
        _ = analysis.stance_of


def test_importing_loads_nothing():
    code = "import sys, analysis; print([m for m in ('pandas', 'spacy', 'matplotlib', 'numpy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
