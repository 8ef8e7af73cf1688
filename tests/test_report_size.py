"""A report of hundreds of articles: its pages stay small and open fast."""

from __future__ import annotations

import dataclasses
import math
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analysis.reports.build import Options, build_report
from analysis.reports.pages import WARN_BYTES
from analysis.tables import Tables
from handmade import made_tables
from reporting import chromium, write_run

pytestmark = pytest.mark.slow

TIMES = 65  # 650 articles with some 900 statements, as many as 300 real articles on sanctions have
SLOWER, LEAST_TRIES, TRIES = 3, 9, 60


def many_tables(times: int) -> Tables:
    """The hand-made articles again and again, under other ids and on other days, by ever other holders."""
    made = made_tables()
    copies: dict[str, list[pd.DataFrame]] = {f.name: [] for f in dataclasses.fields(made)}
    for i in range(times):
        for name, frames in copies.items():
            frame = getattr(made, name).copy()
            for column in {"article_id", "sentence_id", "stance_id"} & set(frame.columns):
                frame[column] = f"n{i}-" + frame[column]
            if "date" in frame:
                frame["date"] = (pd.to_datetime(frame["date"]) + pd.Timedelta(days=9 * i)).dt.strftime("%Y-%m-%d")
            if "text" in frame and name == "articles":
                frame["text"] = frame["text"] + f" It was day {i}, and {i * i} people had come to number {i * 31 % 97}."
            frames.append(frame)
    parts = {name: pd.concat(frames, ignore_index=True) for name, frames in copies.items()}
    parts |= {"actors": made.actors, "skipped": made.skipped}
    return Tables(**{n: p.astype(getattr(made, n).dtypes.to_dict()) for n, p in parts.items()})


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("size")
    made = build_report(write_run(folder / "run", many_tables(TIMES)), folder / "out", options=Options(progress=False))
    assert [entry.problems for entry in made.failed] == []
    assert made.warnings == ()
    return made.path


def test_no_page_is_too_large(report):
    sizes = {path.relative_to(report): path.stat().st_size for path in report.rglob("*.html")}
    assert len(sizes) > 10 * TIMES
    assert {path: size for path, size in sizes.items() if size > WARN_BYTES} == {}
    assert (
        max(size for path, size in sizes.items() if path.parent.name == "articles" and path.name != "index.html") < 1e5
    )


def opening(browser: Any, path: Path) -> tuple[float, int]:
    """Milliseconds from the request for a page to the end of its load event, and how many elements it has."""
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    page = context.new_page()
    page.goto(path.as_uri(), wait_until="load")
    took = page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd")
    elements = page.evaluate("document.querySelectorAll('*').length")
    context.close()
    return float(took), int(elements)


def empty_page(path: Path, size: int, elements: int) -> Path:
    """A page with as many bytes and elements, that are paragraphs which say nothing."""
    head = '<!DOCTYPE html><html lang="en"><title>Empty</title>\n'
    each = (size - len(head)) // elements - len("<p></p>\n")
    path.write_text(head + f"<p>{'empty ' * (each // 6)}</p>\n" * elements, encoding="utf-8")
    return path


def test_a_page_opens_in_three_times_what_an_empty_one_of_its_size_takes(report, tmp_path):
    """The quickest of several tries of each, in turns: a busy machine slows the slower page most, for a while."""
    slow = {}
    with chromium() as browser:
        for path in sorted(report.glob("*.html")):
            _, elements = opening(browser, path)
            empty = empty_page(tmp_path / "empty.html", path.stat().st_size, elements)
            full = least = math.inf
            for tried in range(1, TRIES + 1):
                full, least = min(full, opening(browser, path)[0]), min(least, opening(browser, empty)[0])
                if tried >= LEAST_TRIES and full <= SLOWER * least:
                    break
            print(f"{path.name}: {full:.0f} ms, empty {least:.0f} ms, {elements:,} elements")
            if full > SLOWER * least:
                slow[path.name] = f"{full:.0f} ms, empty {least:.0f} ms"
    assert slow == {}
