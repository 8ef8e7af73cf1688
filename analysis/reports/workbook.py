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
    """The workbook's folder `part`: notebooks, data or reports."""
    packaged = _PACKAGED / part
    return packaged if packaged.exists() else _CHECKOUT / part


def checkout() -> Path | None:
    """The root of the git checkout that this package is in; None where it is installed."""
    return _CHECKOUT if not _PACKAGED.exists() and (_CHECKOUT / ".git").exists() else None


def template_path() -> Path:
    """The folder of the report's template."""
    return workbook_path("reports") / "template"


def find_notebooks(names: Sequence[str] = ()) -> list[Path]:
    """The workbook's notebooks in their order, or those named: "03-stance", "stance", "03", or a path of an own one.

    Raises `ParameterError` for a name that none has.
    """
    ours = {path.stem: path for path in sorted(workbook_path("notebooks").glob("*.ipynb"))}
    if not names:
        return list(ours.values())
    return list(dict.fromkeys(_named(name, ours) for name in names))


def is_interactive(notebook: Path) -> bool:
    """Whether a notebook is there to click in: a cell of it has the tag `interactive`. It is no page of a report."""
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        return any("interactive" in cell.get("metadata", {}).get("tags", []) for cell in cells)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False  # what is no notebook is said where its parameters are read


def report_notebooks() -> list[Path]:
    """The workbook's notebooks that are the pages of a report, in their order."""
    return [path for path in find_notebooks() if not is_interactive(path)]


def _named(name: str, ours: dict[str, Path]) -> Path:
    if name.endswith(".ipynb") and Path(name).is_file():
        return Path(name)
    wanted = name.removesuffix(".ipynb")
    for stem, path in ours.items():
        number, _, title = stem.partition("-")
        if wanted in (stem, number, title):
            return path
    shorts = [stem.partition("-")[2] for stem in ours]
    close = get_close_matches(wanted, [*ours, *shorts], 1)
    hint = f"did you mean {close[0]}? " if close else ""
    raise ParameterError(f"no notebook {name!r}; {hint}there are: {', '.join(ours) or 'none'}")
