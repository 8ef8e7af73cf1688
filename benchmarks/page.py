"""The page of the figures: ratios with what is asked of them, a table of all jobs, and a figure."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from matplotlib.figure import Figure

from benchmarks.corpus import NEWS

NAMES = {
    "python": "`python -c pass`",
    "help": "`stancebook --help`",
    "bare": "spaCy's full parse",
    "annotate": "annotate, without targeted sentiment",
    "naive": "an afternoon's script: parse, TextBlob, stance by keyword",
    "bare-off-topic": "spaCy's full parse, nine of ten articles off the topic",
    "annotate-off-topic": "annotate the same",
    "annotate-targeted": "annotate, with targeted sentiment",
    "annotate-unchanged": "annotate again, nothing changed",
    "annotate-one-new": "annotate again, one article more",
    "sample": "annotate the sample, for the reports",
    "reports": "reports, ours, nothing kept yet",
    "reports-unchanged": "reports, ours, unchanged",
    "reports-papermill": "reports, by papermill and nbconvert on the command line",
}


@dataclass(frozen=True)
class Result:
    """The medians of one job on `size` articles or reports: seconds of the clock, and of all processors; MB at most."""

    kind: str
    size: int
    processes: int
    words: int
    seconds: float
    processor: float
    peak: float
    rounds: int


@dataclass(frozen=True)
class Ratio:
    """What is compared, its value, and what is asked of it."""

    what: str
    value: float
    asked: str
    held: bool


class Results:
    """Looks results up."""

    def __init__(self, results: Iterable[Result]) -> None:
        self.all = list(results)
        self._by_key = {(r.kind, r.size, r.processes): r for r in self.all}

    def get(self, kind: str, size: int, processes: int = 1) -> Result | None:
        """The result of a job, where it was measured."""
        return self._by_key.get((kind, size, processes))

    def sizes(self, kind: str) -> list[int]:
        """The sizes that were measured, from small to large."""
        return sorted({r.size for r in self.all if r.kind == kind})


def ratios(results: Results) -> Iterator[Ratio]:
    """Every ratio that the results allow."""
    for size in results.sizes("annotate"):
        for processes in (1, 2):
            yield from _ratio(
                f"annotate ÷ spaCy's parse, {size:,} articles, {processes} process{'es' * (processes > 1)}",
                results.get("annotate", size, processes), results.get("bare", size, processes), most=1.15,
            )  # fmt: skip
    for size in results.sizes("annotate-off-topic"):
        yield from _ratio(
            f"the same mostly off the topic, {size:,} articles",
            results.get("annotate-off-topic", size), results.get("bare-off-topic", size), most=0.8,
        )  # fmt: skip
    for size in results.sizes("annotate-targeted"):
        yield from _ratio(
            f"with targeted sentiment, {size:,} articles",
            results.get("annotate-targeted", size), results.get("bare", size), most=4,
        )  # fmt: skip
    yield from _gain(results)
    yield from _memory(results)
    for kind, asked in (("annotate-one-new", 0.05), ("annotate-unchanged", None)):
        for size in results.sizes(kind):
            what = f"{NAMES[kind]} ÷ all of them, {size:,} articles"
            # Start-up is a part of it: the ratio is asked of 1,000 articles.
            yield from _ratio(what, results.get(kind, size), results.get("annotate", size), asked, binding=size >= 1000)
    yield from _reports(results)
    yield from _ratio("`stancebook --help` ÷ `python -c pass`", results.get("help", 1), results.get("python", 1), 10)


def _ratio(
    what: str, ours: Result | None, other: Result | None, most: float | None, *, binding: bool = True
) -> Iterator[Ratio]:
    if ours and other:
        value = ours.seconds / other.seconds
        asked = "" if most is None or not binding else f"at most {most:g}"
        yield Ratio(what, value, asked, not asked or value <= (most or 0))


def _gain(results: Results) -> Iterator[Ratio]:
    """How much faster two processes are than one, compared with spaCy's own gain."""
    for size in results.sizes("annotate"):
        found = [results.get(kind, size, n) for kind in ("annotate", "bare") for n in (1, 2)]
        if all(found):
            one, two, bare_one, bare_two = (r.seconds for r in found if r)
            value = (one / two) / (bare_one / bare_two)
            yield Ratio(f"gain from 2 processes ÷ spaCy's, {size:,} articles", value, "at least 0.95", value >= 0.95)


def _memory(results: Results) -> Iterator[Ratio]:
    sizes = results.sizes("annotate")
    small, large = (results.get("annotate", size) for size in (300, max(sizes, default=0)))
    if small and large and large.size > small.size:
        value = large.peak / small.peak
        yield Ratio(f"memory for {large.size:,} ÷ for 300 articles", value, "at most 1.3", value <= 1.3)


def _reports(results: Results) -> Iterator[Ratio]:
    for size in results.sizes("reports"):
        ours, other = results.get("reports", size, 2), results.get("reports-papermill", size)
        one = results.get("reports-papermill", 1)
        if ours is None or one is None:
            continue
        seconds, note = (other.seconds, "") if other else (one.seconds * size, f" (taken as {size} times one)")
        again = results.get("reports-unchanged", size, 2)
        asked = size == 20
        value = seconds / ours.seconds
        yield Ratio(f"papermill and nbconvert ÷ ours, {size} reports{note}", value, "at least 8" * asked, value >= 8)
        if again:
            value = again.seconds / seconds
            yield Ratio(f"{size} unchanged reports ÷ those{note}", value, "at most 0.02" * asked, value <= 0.02)


def write_page(results: Sequence[Result], path: Path) -> None:
    """Write the page, and the figure in `images` beside it."""
    found = Results(results)
    figure = path.parent / "images" / "benchmark.png"
    figure.parent.mkdir(parents=True, exist_ok=True)
    draw(found).savefig(figure, dpi=110, metadata={"Software": None})
    path.write_text("\n".join(_lines(found)) + "\n", encoding="utf-8")


def _lines(results: Results) -> Iterator[str]:
    yield "# Benchmark"
    yield ""
    yield "Written by `make bench` (`make bench-full` for all sizes). Whole processes, start-up included, that take"
    yield f"turns in one run; medians of as many rounds as the table says. {_machine()}"
    yield f"The articles: {'news articles and official texts' if NEWS.is_file() else 'the sample, repeated'}."
    yield "`python -m benchmarks.steps` shows the share of each step of annotating."
    yield ""
    yield "![Seconds by number of articles, and by number of reports](images/benchmark.png)"
    yield ""
    yield from _table(
        ("ratio", "value", "asked", ""),
        (
            (r.what, f"{r.value:.3g}", r.asked, "" if not r.asked else "✓" if r.held else "missed")
            for r in ratios(results)
        ),
    )
    yield ""
    yield from _table(
        ("what", "articles or reports", "processes", "rounds", "seconds", "words a second", "peak MB"),
        (
            (NAMES[r.kind], f"{r.size:,}", str(r.processes), str(r.rounds), f"{r.seconds:.2f}",
             f"{r.words / r.seconds:,.0f}" if r.words else "", f"{r.peak:,.0f}" if r.peak else "")
            for r in results.all
        ),
    )  # fmt: skip


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + " --- |" * len(head)
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def _machine() -> str:
    return (
        f"On {len(os.sched_getaffinity(0)) if hasattr(os, 'sched_getaffinity') else os.cpu_count()} cores "
        f"({platform.machine()}, {platform.system()}), Python {platform.python_version()}, spaCy {version('spacy')}."
    )


def draw(results: Results) -> Figure:
    """Seconds by articles on the left, by reports on the right."""
    figure = Figure(figsize=(9, 4.6), layout="constrained")
    left, right = figure.subplots(1, 2)
    _lines_of(left.plot, results, [("bare", 1), ("bare", 2), ("annotate", 1), ("annotate", 2), ("naive", 1)])
    left.set(title="Annotating", xlabel="articles", ylabel="seconds", ylim=(0, None), xlim=(0, None))
    _lines_of(right.plot, results, [("reports-papermill", 1), ("reports", 2), ("reports-unchanged", 2)])
    right.set(title="Reports", xlabel="reports", ylabel="seconds", yscale="log")
    for axes in (left, right):
        axes.legend(fontsize=7, frameon=False, loc="upper center", bbox_to_anchor=(0.5, -0.16))
        axes.spines[["top", "right"]].set_visible(False)
    return figure


def _lines_of(plot: Callable[..., object], results: Results, lines: Sequence[tuple[str, int]]) -> None:
    for kind, processes in lines:
        found = [r for size in results.sizes(kind) if (r := results.get(kind, size, processes))]
        label = f"{NAMES[kind].split(':')[0]}, {processes} process{'es' * (processes > 1)}"
        plot([r.size for r in found], [r.seconds for r in found], marker="o", markersize=3, label=label)
