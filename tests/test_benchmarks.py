"""The benchmark: what it runs, what a command costs, and what its page says of results."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks.bench import joined, plan
from benchmarks.costs import CommandError, run
from benchmarks.page import NAMES, Result, Results, ratios, write_page


def result(kind: str, size: int, seconds: float, processes: int = 1, peak: float = 100.0) -> Result:
    return Result(kind, size, processes, words=1000, seconds=seconds, processor=seconds, peak=peak, rounds=3)


def test_every_job_has_a_name_and_comes_after_what_it_reads(tmp_path: Path) -> None:
    jobs = plan(tmp_path, (2, 3), (4,), (1,))
    assert {job.kind for job in jobs} <= NAMES.keys()
    assert len({job.key for job in jobs}) == len(jobs)
    order = [job.kind for job in jobs]
    assert order.index("annotate") < order.index("annotate-one-new")
    assert order.index("sample") < order.index("reports") < order.index("reports-unchanged")


def test_of_many_articles_ours_alone_is_measured(tmp_path: Path) -> None:
    jobs = plan(tmp_path, (2, 3), (4, 5), ())
    for kind, sizes in {
        "bare": [2, 2, 3, 3],
        "annotate": [2, 2, 3, 3, 4, 5],
        "annotate-one-new": [5],
        "annotate-off-topic": [2],
    }.items():
        assert [job.size for job in jobs if job.kind == kind] == sizes


def test_what_is_measured_later_is_added() -> None:
    old = [result("bare", 100, 9.0), result("annotate", 100, 8.0), result("help", 1, 1.0)]
    new = [result("annotate", 3000, 80.0), result("annotate", 100, 7.0)]
    assert [(r.kind, r.size, r.seconds) for r in joined(old, new)] == [
        ("bare", 100, 9.0),
        ("annotate", 100, 7.0),
        ("annotate", 3000, 80.0),
        ("help", 1, 1.0),
    ]


def test_a_command_costs_time_and_memory(tmp_path: Path) -> None:
    held = "import time; held = bytearray(b'x') * (64 << 20); time.sleep(1)"
    cost = run((sys.executable, "-c", held), tmp_path)
    assert 1 < cost.seconds < 60
    assert cost.processor > 0
    assert cost.peak > 64


def test_a_command_that_fails_says_so(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="exit code 3"):
        run((sys.executable, "-c", "print('no'); raise SystemExit(3)"), tmp_path)


def test_ratios_are_held_or_missed() -> None:
    found = {
        r.what: r
        for r in ratios(
            Results(
                [
                    *(result("bare", 300, 10.0, 1), result("bare", 300, 6.0, 2)),
                    *(result("annotate", 300, 9.0, 1), result("annotate", 300, 8.0, 2)),
                    *(result("help", 1, 0.2), result("python", 1, 0.01)),
                    *(result("reports", 20, 10.0, 2), result("reports-papermill", 1, 5.0)),
                ]
            )
        )
    }
    (one,) = (r for what, r in found.items() if what.endswith("300 articles, 1 process"))
    assert one.value == pytest.approx(0.9)
    assert one.held
    assert not next(r for what, r in found.items() if what.startswith("gain")).held
    assert not next(r for what, r in found.items() if "--help" in what).held
    reports = next(r for what, r in found.items() if what.startswith("papermill"))
    assert reports.value == pytest.approx(10.0)
    assert reports.held


def test_the_page_says_what_was_missed(tmp_path: Path) -> None:
    write_page([result("bare", 100, 10.0), result("annotate", 100, 12.0)], tmp_path / "page.md")
    page = (tmp_path / "page.md").read_text(encoding="utf-8")
    assert "| 1.2 | at most 1.15 | missed |" in page
    assert (tmp_path / "images" / "benchmark.png").stat().st_size > 1000
