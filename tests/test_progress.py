"""Progress is counted always, and said only where it helps."""

from __future__ import annotations

import pytest

from analysis import progress
from analysis.progress import Progress


@pytest.fixture
def no_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "PLAIN_EVERY", -1.0)


@pytest.mark.usefixtures("no_wait")
def test_plain_lines_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress("annotating", unit="article", total=10) as bar:
        bar.add(4)
        bar.add()
    assert bar.done == 5
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines() == ["annotating: 4 of 10 articles", "annotating: 5 of 10 articles"]


@pytest.mark.usefixtures("no_wait")
def test_without_a_total(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress("reading", unit="file") as bar:
        bar.add(3)
    assert capsys.readouterr().err == "reading: 3 files\n"


@pytest.mark.usefixtures("no_wait")
def test_silent_where_told(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress("annotating", unit="article", show=False) as bar:
        bar.add(3)
    assert bar.done == 3
    assert capsys.readouterr().err == ""


def test_lines_are_far_between(capsys: pytest.CaptureFixture[str]) -> None:
    with Progress("annotating", unit="article") as bar:
        for _ in range(1000):
            bar.add()
    assert bar.done == 1000
    assert capsys.readouterr().err == ""
