"""The jobs that are measured: each a command, or several, on the same articles, in an empty or a prepared folder."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import corpus

PYTHON = sys.executable
STANCEBOOK = (PYTHON, "-m", "analysis", "-q")
ROOT = corpus.ROOT
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))

Command = Sequence[str]


def nothing() -> None:
    """Prepare nothing."""


@dataclass(frozen=True)
class Job:
    """What is measured: `kind` is the row of the page, `size` its articles or reports."""

    kind: str
    size: int
    processes: int
    commands: tuple[Command, ...]
    words: int = 0
    prepare: Callable[[], None] = nothing
    once: bool = False  # one round is enough: nothing is asked of it

    @property
    def key(self) -> str:
        """Its name among the results."""
        return f"{self.kind}/{self.size}/{self.processes}"


def annotating(work: Path, sizes: Sequence[int], processes: Sequence[int]) -> list[Job]:
    """Parsing bare, annotating, and the naive notebook, on so many articles each."""
    jobs = []
    for size in sizes:
        rows = corpus.rows(size)
        articles, words = corpus.write(rows, work / f"articles-{size}.jsonl"), corpus.words(rows)
        for number in processes:
            jobs += [Job("bare", size, number, (bare(articles, number),), words), alone(work, size, number)]
        naive = (PYTHON, "-m", "benchmarks.naive", str(articles), str(work / "naive.csv"))
        jobs.append(Job("naive", size, 1, (naive,), words, once=True))
    return jobs


def alone(work: Path, size: int, processes: int = 1) -> Job:
    """Annotating so many articles."""
    rows = corpus.rows(size)
    articles = corpus.write(rows, work / f"articles-{size}.jsonl")
    return cold("annotate", articles, work / f"cold-{size}-{processes}", size, processes, corpus.words(rows))


def off_topic(work: Path, size: int) -> list[Job]:
    """Parsing bare and annotating on articles of which most do not name the topic."""
    rows = [*corpus.rows(size - size // 10, topic=False), *corpus.rows(size // 10, topic=True)]
    if len(rows) < size:
        return []
    articles, words = corpus.write(rows, work / f"off-topic-{size}.jsonl"), corpus.words(rows)
    return [
        Job("bare-off-topic", size, 1, (bare(articles, 1),), words),
        cold("annotate-off-topic", articles, work / f"off-topic-{size}", size, 1, words),
    ]


def targeted(work: Path, size: int) -> list[Job]:
    """Annotating with the tone toward actors, which is on unless one turns it off."""
    rows = corpus.rows(size)
    articles = corpus.write(rows, work / f"articles-{size}.jsonl")
    return [cold("annotate-targeted", articles, work / "targeted", size, 1, corpus.words(rows), "--targeted-sentiment")]


def again(work: Path, size: int) -> list[Job]:
    """Annotating what is annotated already, and with one article more."""
    rows = corpus.rows(size)
    one_more = [*rows, rows[0] | {"id": "one-more", "text": rows[0]["text"] + "\n\nA late edition."}]
    known, more = work / f"articles-{size}.jsonl", work / f"articles-{size}-and-one.jsonl"
    corpus.write(rows, known)
    corpus.write(one_more, more)
    done, copy = work / f"cold-{size}-1", work / "again"

    def prepare() -> None:
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(done, copy)

    return [
        Job("annotate-unchanged", size, 1, (annotate(known, copy, 1),), prepare=prepare),
        Job("annotate-one-new", size, 1, (annotate(more, copy, 1),), prepare=prepare),
    ]


def reports(work: Path, numbers: Sequence[int], by_command_line: Sequence[int]) -> list[Job]:
    """Reports on the annotated sample: ours with nothing kept and unchanged, and by papermill and nbconvert.

    What ours keep lies in a cache for each number, so that no round empties that of another.
    """
    run, out, other = work / "sample-run", work / "reports", work / "papermill"
    articles = corpus.SAMPLE
    jobs = [Job("sample", 1, 1, (annotate(articles, run, 1),), once=True)]
    for number in numbers:
        matrix = work / f"matrix-{number}.yml"
        matrix.write_text("".join(f"- {{end: 2040-01-{day + 1:02}}}\n" for day in range(number)), encoding="utf-8")
        name, cache = f"n{number}", work / f"cache-{number}"
        where = ("--out", str(out), "--name", name, "--matrix", str(matrix))
        command = ("env", f"XDG_CACHE_HOME={cache}", *STANCEBOOK, "report", str(run), *where)
        remove, once = _remover(out / name, cache), number == 5  # of which nothing is asked
        jobs.append(Job("reports", number, 2, (command,), prepare=remove, once=once))
        jobs.append(Job("reports-unchanged", number, 2, (command,)))
    for number in by_command_line:
        commands = tuple(c for day in range(number) for c in _papermill(run, other / f"{day}", f"2040-01-{day + 1:02}"))
        jobs.append(Job("reports-papermill", number, 1, commands, prepare=_remover(other)))
    return jobs


def starting() -> list[Job]:
    """An interpreter that does nothing, and our help."""
    return [
        Job("python", 1, 1, ((PYTHON, "-c", "pass"),)),
        Job("help", 1, 1, ((PYTHON, "-m", "analysis", "--help"),)),
    ]


def bare(articles: Path, processes: int) -> Command:
    """The command of the bare parse."""
    return (PYTHON, "-m", "benchmarks.bare", str(articles), "--processes", str(processes))


def annotate(articles: Path, out: Path, processes: int, option: str = "--no-targeted-sentiment") -> Command:
    """The command that annotates."""
    return (*STANCEBOOK, "annotate", str(articles), "--out", str(out), "--processes", str(processes), option)


def cold(
    kind: str, articles: Path, out: Path, size: int, processes: int, words: int, option: str = "--no-targeted-sentiment"
) -> Job:
    """Annotating into an empty folder."""
    return Job(kind, size, processes, (annotate(articles, out, processes, option),), words, _remover(out))


def _remover(*folders: Path) -> Callable[[], None]:
    def remove() -> None:
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)

    return remove


def _papermill(run: Path, folder: Path, end: str) -> list[Command]:
    """A report by command lines: papermill and nbconvert for every notebook."""
    commands: list[Command] = [(PYTHON, "-c", f"import pathlib; pathlib.Path({str(folder)!r}).mkdir(parents=True)")]
    for notebook in NOTEBOOKS:
        executed = folder / notebook.name
        given = ("-r", "tables", str(run), "-r", "end", end)
        commands += [
            (PYTHON, "-m", "papermill", "--no-progress-bar", str(notebook), str(executed), *given),
            (PYTHON, "-m", "nbconvert", "--to", "html", str(executed)),
        ]
    return commands
