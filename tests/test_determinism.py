"""Same in, same out: the whole of a report, made twice under different hash seeds and numbers of processes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.store import read_arrow
from analysis.tables import SCHEMAS

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "data" / "sample.jsonl"


def make(out: Path, source: Path, seed: int) -> Path:
    """The report, by the command, from nothing: no cache, `seed` decides the order of sets and how many work."""
    command = [sys.executable, "-m", "analysis", "-q", "report", str(source), "-o", str(out), "--name", "made"]
    environment = {"PYTHONHASHSEED": str(seed), "SOURCE_DATE_EPOCH": "1648814400", "XDG_CACHE_HOME": f"{out}.cache"}
    environment |= {"GIT_DIR": os.devnull}  # somebody may commit meanwhile, and pages tell the revision
    done = subprocess.run(
        [*command, "--no-cache", "--processes", str(seed)],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return out / "made"


@pytest.mark.slow
def test_two_reports_of_the_same_articles_are_the_same_bytes(tmp_path: Path) -> None:
    lines = SAMPLE.read_text(encoding="utf-8").splitlines()[:20]
    source = tmp_path / "news.jsonl"
    source.write_text("\n".join(lines), encoding="utf-8")
    one, two = (make(tmp_path / str(seed), source, seed) for seed in (1, 2))
    for name in SCHEMAS:
        assert read_arrow(one, name).equals(read_arrow(two, name)), name
    files = [{p.relative_to(made).as_posix(): p for p in made.rglob("*") if p.is_file()} for made in (one, two)]
    shown = [{name for name in found if re.search(r"\.(html|csv|ipynb)$", name)} for found in files]
    assert shown[0] == shown[1]
    assert len([name for name in shown[0] if name.endswith(".html")]) > 25
    differ = [name for name in sorted(shown[0]) if files[0][name].read_bytes() != files[1][name].read_bytes()]
    assert differ == [], first_difference(*(found[differ[0]].read_bytes() for found in files))
    # The whole of a figure is in its page: pictures are compared as well.
    assert "data:image/png;base64," in files[0]["01-sentiment.html"].read_text(encoding="utf-8")


def first_difference(one: bytes, two: bytes) -> tuple[bytes, bytes]:
    """The surroundings of the first byte that differs."""
    at = next((i for i, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))
    return one[max(at - 80, 0) : at + 80], two[max(at - 80, 0) : at + 80]
