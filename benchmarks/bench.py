"""Measure, and write docs/benchmark.md and its figure.

    python -m benchmarks.bench            under 20 minutes: 100 articles, 300 and 1,000 by ours; 1 report by commands
    python -m benchmarks.bench --full     hours: 100 to 3,000 articles by all, the whole corpus by ours, and 5 and 20
                                          reports by command line
    python -m benchmarks.bench --only annotate bare --sizes 3000 --add

Every job is a whole process. The jobs take turns, so that what disturbs the machine disturbs all alike; figures are
medians over the rounds. `--add` measures some more and keeps the figures that are there.
"""

from __future__ import annotations

import argparse
import json
import os
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from math import inf
from operator import attrgetter
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from analysis.progress import Progress
from benchmarks import corpus, jobs
from benchmarks.costs import Cost, run_all
from benchmarks.jobs import ROOT, Job
from benchmarks.page import NAMES, Result, write_page

SIZES, FULL_SIZES = (100,), (100, 300, 1000, 3000)
ALONE = (300, 1000)  # so many articles are annotated without the others beside it, unless all is measured
REPORTS = (1, 5, 20)
LONG = 40  # seconds: what takes longer is measured once, unless all is measured


def plan(work: Path, sizes: Sequence[int], alone: Sequence[int], by_command_line: Sequence[int]) -> list[Job]:
    """The jobs in their order; what reads another's result comes after it. Of `alone` articles ours only."""
    measured = (*sizes, *alone)
    largest = ALONE[-1] if ALONE[-1] in measured else measured[-1]
    return [
        *jobs.starting(),
        *jobs.annotating(work, sizes, (1, 2)),
        *(jobs.alone(work, size) for size in alone),
        *jobs.off_topic(work, sizes[0]),
        *jobs.targeted(work, sizes[0]),
        *jobs.again(work, largest),
        *jobs.reports(work, REPORTS, by_command_line),
    ]


def _alone(full: bool) -> tuple[int, ...]:
    """So many articles ours alone annotates; of all, the whole corpus."""
    if not full:
        return ALONE
    whole = corpus.size()
    return (whole,) if whole > FULL_SIZES[-1] else ()


def measure(planned: Sequence[Job], rounds: int, long: float = LONG) -> list[Result]:
    """The medians of every job over these rounds; a job of more than `long` seconds has one."""
    costs: defaultdict[str, list[Cost]] = defaultdict(list)
    with Progress("measuring", unit="job", total=rounds * len(planned)) as bar:
        for _ in range(rounds):
            for job in planned:
                if not costs[job.key] or (costs[job.key][0].seconds <= long and not job.once):
                    job.prepare()
                    costs[job.key].append(run_all(job.commands, ROOT))
                bar.add(1)
    return [_result(job, costs[job.key]) for job in planned]


def _result(job: Job, costs: Sequence[Cost]) -> Result:
    return Result(
        kind=job.kind,
        size=job.size,
        processes=job.processes,
        words=job.words,
        seconds=median(cost.seconds for cost in costs),
        processor=median(cost.processor for cost in costs),
        peak=median(cost.peak for cost in costs),
        rounds=len(costs),
    )


def joined(old: Sequence[Result], new: Sequence[Result]) -> list[Result]:
    """All results, by kind and size; a new one takes the place of an old one."""
    key = attrgetter("kind", "size", "processes")
    found = {key(result): result for result in (*old, *new)}
    kinds = list(dict.fromkeys(result.kind for result in found.values()))
    return sorted(found.values(), key=lambda r: (kinds.index(r.kind), r.size, r.processes))


def main() -> None:
    """Measure and write, or write anew from results that are there."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--full", action="store_true", help="everything; takes hours")
    parser.add_argument("--sizes", type=int, nargs="+", metavar="N", help="numbers of articles [100, ours 300 1000]")
    parser.add_argument("--only", nargs="+", metavar="JOB", choices=NAMES, help="these jobs alone")
    parser.add_argument("--add", action="store_true", help="keep the results that are there of other jobs and sizes")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--results", type=Path, default=ROOT / "reports" / "benchmark.json", help="where figures go")
    parser.add_argument("--page", type=Path, default=ROOT / "docs" / "benchmark.md")
    parser.add_argument("--only-page", action="store_true", help="write the page from the results that are there")
    options = parser.parse_args()
    results: list[Result] = []
    if options.only_page or options.add:
        results = [Result(**row) for row in json.loads(options.results.read_text(encoding="utf-8"))]
    if not options.only_page:
        with TemporaryDirectory(prefix="benchmark-") as work:
            os.environ["XDG_CACHE_HOME"] = str(Path(work, "cache"))  # what the commands keep is gone afterwards
            sizes = options.sizes or (FULL_SIZES if options.full else SIZES)
            alone = () if options.sizes else _alone(options.full)
            planned = plan(Path(work), sizes, alone, REPORTS if options.full else REPORTS[:1])
            wanted = [job for job in planned if not options.only or job.kind in options.only]
            results = joined(results, measure(wanted, options.rounds, inf if options.full else LONG))
        options.results.parent.mkdir(parents=True, exist_ok=True)
        options.results.write_text(json.dumps([asdict(result) for result in results], indent=1), encoding="utf-8")
    write_page(results, options.page)
    print(f"{options.page}: {len(results)} jobs")


if __name__ == "__main__":
    main()
