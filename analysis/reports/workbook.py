"""Where the notebooks, the sample articles and the report's template are."""

from __future__ import annotations

import json
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from analysis.reports.parameters import ParameterError

# A wheel carries them inside the package; the folder beside the package counts in a checkout only.
_PACKAGED = Path(__file__).parents[1] / "_workbook"
_CHECKOUT = Path(__file__).parents[2]


def workbook_path(part: str) -> Path:
    """The package's folder `part`: notebooks, data, reports, or workbook (what a new workbook has besides)."""
    packaged = _PACKAGED / part
    return packaged if packaged.exists() else _CHECKOUT / part


def checkout() -> Path | None:
    """The root of the git checkout that this package is in; None where it is installed."""
    return _CHECKOUT if not _PACKAGED.exists() and (_CHECKOUT / ".git").exists() else None


def template_path() -> Path:
    """The folder of the report's template."""
    return workbook_path("reports") / "template"


def find_notebooks(names: Sequence[str] = (), folder: str | Path | None = None) -> list[Path]:
    """The notebooks of the workbook in `folder` (the package's own), in their order; or those of them that are named.

    A name is "03-stance", "stance", "03", or a path. Raises `ParameterError` for a name that none has, and for a folder
    without notebooks.
    """
    home = workbook_path("notebooks") if folder is None else _own(folder)
    there = {path.stem: path for path in sorted(home.glob("*.ipynb"))}
    if folder is not None and not there:
        raise ParameterError(f"{home} holds no notebooks; stancebook init writes them, --workbook names a folder")
    if not names:
        return list(there.values())
    return list(dict.fromkeys(_named(name, there) for name in names))


def _own(folder: str | Path) -> Path:
    if not Path(folder).is_dir():
        raise ParameterError(f"{folder}: no such folder; --workbook names the folder of the notebooks")
    return Path(folder)


def is_interactive(notebook: Path) -> bool:
    """Whether a notebook is there to click in: a cell of it has the tag `interactive`. It is no page of a report."""
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        return any("interactive" in cell.get("metadata", {}).get("tags", []) for cell in cells)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False  # what is no notebook is said where its parameters are read


def report_notebooks(folder: str | Path | None = None) -> list[Path]:
    """The workbook's notebooks that are the pages of a report, in their order; `folder` as for `find_notebooks`."""
    return [path for path in find_notebooks((), folder) if not is_interactive(path)]


def _named(name: str, there: dict[str, Path]) -> Path:
    if name.endswith(".ipynb") and Path(name).is_file():
        return Path(name)
    wanted = name.removesuffix(".ipynb")
    for stem, path in there.items():
        number, _, title = stem.partition("-")
        if wanted in (stem, number, title):
            return path
    shorts = [stem.partition("-")[2] for stem in there]
    close = get_close_matches(wanted, [*there, *shorts], 1)
    hint = f"did you mean {close[0]}? " if close else ""
    raise ParameterError(f"no notebook {name!r}; {hint}there are: {', '.join(there) or 'none'}")
