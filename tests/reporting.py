"""What the tests of reports share: a run without a model, little notebooks, and a browser."""

from __future__ import annotations

import dataclasses
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
import pyarrow as pa
import pytest

from analysis.articles import Skipped
from analysis.store import RunWriter
from analysis.tables import SCHEMAS, Tables
from handmade import made_tables

INFO: dict[str, Any] = {
    "stancebook": "0.1.0",
    "source": "articles.csv",
    "created": "2022-04-01T12:00:00+00:00",
    "model": {"name": "made_by_hand", "version": "1.0", "spacy": "3.8"},
    "data_sha256": "0123456789abcdef" * 4,
    "n_articles": 10,
    "n_duplicates": 2,
    "n_skipped": 1,
}
SKIPPED = Skipped(file="b&w <b>.csv", row=3, reason="empty", remedy="leave the row out")
ALT = "Two bars, one longer than the other"


def write_run(
    folder: Path,
    tables: Tables | None = None,
    skipped: Sequence[Skipped] = (SKIPPED,),
    info: Mapping[str, object] = INFO,
) -> Path:
    """Write hand-made tables as a run."""
    made = tables or made_tables()
    parts = {f.name: getattr(made, f.name) for f in dataclasses.fields(made) if f.name != "skipped"}
    with RunWriter(folder) as writer:
        writer.append({n: pa.Table.from_pandas(p, SCHEMAS[n], preserve_index=False) for n, p in parts.items()})
        writer.skip(skipped)
        writer.finish(info)
    return folder


def write_notebook(path: Path, *cells: str | tuple[str, str]) -> Path:
    """Write a notebook: a text is a Markdown cell, a pair is (tags, code)."""
    notebook = nbformat.v4.new_notebook()
    for index, cell in enumerate(cells):
        if isinstance(cell, str):
            made = nbformat.v4.new_markdown_cell(cell, id=f"cell-{index}")
        else:
            made = nbformat.v4.new_code_cell(cell[1], id=f"cell-{index}", metadata={"tags": cell[0].split()})
        notebook.cells.append(made)
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    return path


def figure_code(alt: str = ALT) -> str:
    """Code that shows a small PNG with an alt text, without matplotlib."""
    return f"""
import base64, struct, zlib
def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
rows = zlib.compress((b"\\0" + b"\\x20\\x60\\xa0" * 40) * 20)
png = b"\\x89PNG\\r\\n\\x1a\\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 40, 20, 8, 2, 0, 0, 0)) + chunk(b"IDAT", rows)
display(
    {{"image/png": base64.b64encode(png + chunk(b"IEND", b"")).decode(), "text/plain": "figure"}},
    metadata={{"image/png": {{"alt": {alt!r}}}}}, raw=True,
)
"""


def html_code(markup: str) -> str:
    """Code that shows HTML."""
    return f"display({{'text/html': {markup!r}, 'text/plain': ''}}, raw=True)"


def browser_path() -> str:
    """Where Chromium is. The test is skipped where there is none, and fails in CI."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("STANCEBOOK_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if found and Path(found).exists():
        return found
    reason = "no Chromium found: install it (Debian: chromium) or name it in STANCEBOOK_CHROMIUM"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def chromium() -> Iterator[Any]:
    """A running headless Chromium, driven by Playwright."""
    path = browser_path()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()
