"""The weights of `resources/models`, pinned: their SHA-256 stand in a list beside them, and are checked before use.

`python -m analysis.lexicons.weights` writes the list anew, for whoever trained; `sha256sum -c SHA256SUMS` reads it too.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from analysis.lexicons.files import RESOURCES

MODELS = RESOURCES / "models"
LIST = "SHA256SUMS"
RENEW = "python -m analysis.lexicons.weights"


class WeightsError(ValueError):
    """Weights that are not those of the list, with the remedy."""


@cache
def check_weights(folder: Path = MODELS) -> None:
    """Raise `WeightsError` where a file of weights is damaged, exchanged or not listed; looks once a process."""
    listed, found = read_list(folder), digests(folder)
    for name, digest in found.items():
        if listed.get(name) != digest:
            what = "are not those that are pinned" if name in listed else "are not pinned"
            raise WeightsError(
                f"{folder / name}: these weights {what} in {LIST}; install the package again, "
                f"or, where you trained them yourself, run: {RENEW}"
            )


def digests(folder: Path = MODELS) -> dict[str, str]:
    """The SHA-256 of every file of weights; what describes them (.md) is not among these."""
    paths = (path for path in sorted(folder.iterdir()) if path.is_file() and path.suffix != ".md" and path.name != LIST)
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def read_list(folder: Path = MODELS) -> dict[str, str]:
    """The SHA-256 that are pinned, by file; none where there is no list."""
    path = folder / LIST
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return {name.strip(): digest for digest, _, name in (line.partition(" ") for line in lines)}


def write_list(folder: Path = MODELS) -> Path:
    """Pin the weights that are there."""
    path = folder / LIST
    path.write_text("".join(f"{digest}  {name}\n" for name, digest in digests(folder).items()), encoding="utf-8")
    return path


if __name__ == "__main__":
    print(write_list())
