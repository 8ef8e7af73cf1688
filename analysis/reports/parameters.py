"""What notebooks take, and what was given: checked and typed before anything runs.

A parameter is a line `name: type = default  # help` of the cell tagged `parameters`. The declared type decides what a
given text means, never the look of the text: `NO` is the text "NO" for a `str`, an error for a `bool`.
"""

from __future__ import annotations

import ast
import io
import json
import keyword
import re
import tokenize
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from analysis.reports.values import convert


class ParameterError(ValueError):
    """A parameter, notebook or place that cannot be used; the message says which are there."""


@dataclass(frozen=True)
class Parameter:
    """A parameter of a notebook; `default` as it is written."""

    name: str
    type: str
    default: str
    help: str


@dataclass(frozen=True)
class Given:
    """The texts given for a parameter. `listed`: they are the items of a list; `raw`: they stand as they are."""

    items: tuple[str, ...]
    listed: bool = False
    raw: bool = False


# Set by the command itself.
RESERVED = {
    "source": "give the articles as SOURCE",
    "tables": "give the folder of a run as SOURCE",
    "text": "use --text full|excerpt|none",
    "corrections": "use --corrections FILE",
}
# They would be saved in the executed notebook and the manifest.
_SECRET = re.compile(r"passw|pwd|secret|token|bearer|cookie|credential|(api|private|access)_?key", re.IGNORECASE)


def declared(notebook: Path) -> tuple[Parameter, ...]:
    """The parameters of a notebook in their order; none where it has no such cell."""
    return parse_cell(_parameters_cell(notebook), str(notebook))


def _parameters_cell(notebook: Path) -> str:
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        source = next((c["source"] for c in cells if "parameters" in c.get("metadata", {}).get("tags", [])), "")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ParameterError(f"{notebook}: not a notebook of format 4 ({error})") from None
    return source if isinstance(source, str) else "".join(source)


def parse_cell(source: str, where: str = "the parameters cell") -> tuple[Parameter, ...]:
    """The parameters that a cell declares."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:  # NULs; nesting too deep for the parser
        raise ParameterError(f"{where}: the parameters cell is not Python: {error or 'too deep'}") from None
    comments = _comments(source)
    found = []
    for node in body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        value = getattr(node, "value", None)
        if isinstance(target, ast.Name) and value is not None and isinstance(node, ast.Assign | ast.AnnAssign):
            kind = ast.unparse(node.annotation) if isinstance(node, ast.AnnAssign) else _kind_of(value)
            found.append(Parameter(target.id, kind, ast.unparse(value), comments.get(node.end_lineno or 0, "")))
    return tuple(found)


def _comments(source: str) -> dict[int, str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {t.start[0]: t.string.lstrip("# ").strip() for t in tokens if t.type == tokenize.COMMENT}


def _kind_of(value: ast.expr) -> str:
    """The type of an undeclared parameter's default; what is no literal cannot be set."""
    try:
        return type(ast.literal_eval(value)).__name__
    except ValueError:
        return "unknown"


def assign(notebooks: Mapping[str, Sequence[Parameter]], given: Mapping[str, Given]) -> dict[str, dict[str, Any]]:
    """The typed values for each notebook: of what was given, what it declares.

    Raises `ParameterError` for a name that no notebook declares, a name that is reserved or looks like a secret, and a
    value that is not of the declared type.
    """
    for name in given:
        _check_name(name, notebooks)
    return {
        notebook: {p.name: _typed(p, given[p.name]) for p in parameters if p.name in given}
        for notebook, parameters in notebooks.items()
    }


def _check_name(name: str, notebooks: Mapping[str, Sequence[Parameter]]) -> None:
    if name in RESERVED:
        raise ParameterError(f"parameter {name} is set by the command; {RESERVED[name]}")
    if _SECRET.search(name):
        raise ParameterError(f"parameter {name!r} looks like a secret; it would be saved in the report")
    known = dict.fromkeys(p.name for parameters in notebooks.values() for p in parameters)
    # papermill writes names into code as they are.
    if name in known and name.isidentifier() and not keyword.iskeyword(name):
        return
    free = [n for n in known if n not in RESERVED]
    close = get_close_matches(name, free, 1, 0.5)
    hint = f"did you mean {close[0]}? " if close else ""
    raise ParameterError(f"no parameter {name!r}; {hint}there are: {', '.join(free) or 'none'}")


def _typed(parameter: Parameter, given: Given) -> Any:
    try:
        return convert(parameter.name, parameter.type, given.items, listed=given.listed, raw=given.raw)
    except ValueError as error:
        raise ParameterError(f"parameter {parameter.name}: {error}") from None
