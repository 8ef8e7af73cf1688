"""What made a report: `manifest.json` beside it."""

from __future__ import annotations

import json
import platform
import subprocess
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from analysis.reports.workbook import checkout

NAME = "manifest.json"
PACKAGES = ("stancebook", "spacy", "pandas", "matplotlib", "papermill", "nbconvert", "textblob", "vaderSentiment")


def versions() -> dict[str, str]:
    """The versions of Python and of the packages that make the numbers and the pages."""
    return {"python": platform.python_version()} | {name: version(name) for name in PACKAGES}


def git_revision() -> str | None:
    """The commit of the checkout, with `+changes` where files differ from it; None outside a checkout."""
    root = checkout()
    if root is None:
        return None
    try:
        commit = _git(root, "rev-parse", "HEAD")
        return commit + ("+changes" if _git(root, "status", "--porcelain", "--untracked-files=no") else "")
    except (OSError, subprocess.SubprocessError):  # no git, or a repository without a commit
        return None


def _git(root: Path, *arguments: str) -> str:
    command = ["git", "-C", str(root), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=20).stdout.strip()


def write_manifest(report: Path, content: Mapping[str, Any]) -> Path:
    """Write the manifest whole."""
    path = report / NAME
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8", errors="replace")
    return partial.replace(path)


def read_manifest(report: Path) -> dict[str, Any]:
    """The manifest of a report; empty where there is none that can be read."""
    try:
        content = json.loads((report / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
