"""Kills, full disks, places that cannot be written: the next run completes, its tables are those of a calm one."""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analysis import cli, committed
from analysis.corrections import append_decisions, correct_run
from analysis.corrections.runs import found_in
from analysis.engines import annotate, runs
from analysis.store import NoRunError, kept, read_info
from handmade import made_tables
from reporting import figure_code, html_code, write_notebook, write_run
from test_corrections import decide, missed
from test_engines import alive
from test_incremental import ROWS, Engine, tables, write

ROOT = Path(__file__).parent.parent
CHANGES = {
    *("open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.link", "os.truncate"),
    *("shutil.copyfile", "shutil.rmtree"),
}


def killed_at(number: int, folder: Path, work: Callable[[], object]) -> bool:
    """Work in a child that is killed right before its change `number` below `folder`; whether it was."""
    child = os.fork()
    if child == 0:
        left = number

        def count(event: str, arguments: tuple[Any, ...]) -> None:
            nonlocal left
            if event not in CHANGES or str(folder) not in str(arguments[0]):
                return
            if event == "open" and not (isinstance(arguments[1], str) and set(arguments[1]) & set("wax+")):
                return
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

        def write_table(table: pa.Table, path: Path, **options: Any) -> None:
            sys.audit("open", str(path), "w", 0)  # Arrow opens files behind Python's back
            plain(table, path, **options)

        plain, pq.write_table = pq.write_table, write_table
        sys.addaudithook(count)
        try:
            work()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    made = Engine()
    monkeypatch.setattr(runs, "run_local", made)
    monkeypatch.setattr(kept, "PART", 4)
    monkeypatch.setattr(kept, "SMALL", 2)
    return made


def killed(before: Path, work: Callable[[Path], object], every: int = 1) -> Iterator[Path]:
    """Copies of a folder, in each of which work was killed right before another of its changes; `every` is the step."""
    for number in count(step=every):
        out = before.with_name(f"{before.name}-{number}")
        shutil.copytree(before, out)
        if not killed_at(number, out, partial(work, out)):
            assert number > 5
            return
        yield out


def seen(run: Path) -> tuple[dict[str, Any], dict[str, list[dict[str, object]]]]:
    """All that a run says, without what differs each time."""
    info = read_info(run)
    return {name: info.get(name) for name in ("of", "n_articles", "data_sha256", "corrections")}, tables(run)


@pytest.mark.usefixtures("engine")
def test_a_kill_before_any_change_on_disk_loses_nothing(tmp_path: Path) -> None:
    """An update of an earlier run, killed at every fifth of its changes, twice in a row; then it is made to the end."""
    before, source = write(tmp_path / "before.jsonl", ROWS[:5]), write(tmp_path / "news.jsonl", ROWS[2:])
    annotate(before, tmp_path / "earlier", progress=False)
    old = seen(tmp_path / "earlier")
    new = seen(annotate(source, tmp_path / "fresh", progress=False).path)
    assert old[0] != new[0]
    update = partial(annotate, source, progress=False)
    kills = 0
    for out in killed(tmp_path / "earlier", update, every=5):
        assert seen(out) in (old, new), out
        killed_at(5 * kills + 7, out, partial(update, out))
        assert seen(out) in (old, new), out
        update(out)
        assert seen(out) == new, out
        assert {path.name for path in out.iterdir()} == {".kept", "tables", "run.json"}, out
        kills += 1
    assert kills >= 20


def test_at_any_moment_of_a_commit_a_run_is_the_old_one_or_the_new(tmp_path: Path) -> None:
    """Killed at each change, and again at each change of putting it right."""

    def write_new(out: Path) -> None:
        write_run(out, made_tables(["a6"]), info={"of": "new"})

    before = write_run(tmp_path / "before", made_tables(["a1"]), info={"of": "old"})
    write_new(tmp_path / "after")
    both, found = [seen(before), seen(tmp_path / "after")], []
    for out in killed(before, write_new):
        found.append(seen(out))
        assert found[-1] in both, out
        assert committed.is_run(out)
        for number in count():
            cut_off = killed_at(number, out, partial(committed.settle, out))
            assert seen(out) == found[-1], (out, number)
            if not cut_off:
                break
        assert {path.name for path in out.iterdir()} == {"tables", "run.json"}, out
    assert [of["of"] for of, _ in found] == sorted((of["of"] for of, _ in found), reverse=True)
    assert all(one in found for one in both)


def test_at_any_moment_of_a_first_commit_there_is_no_run_or_a_whole_one(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    after, runs_seen = seen(write_run(tmp_path / "after")), []
    for out in killed(tmp_path / "empty", write_run):
        runs_seen.append(committed.is_run(out))
        if runs_seen[-1]:
            assert seen(out) == after
        else:
            with pytest.raises(NoRunError):
                read_info(out)
        committed.settle(out)
        assert committed.is_run(out) == runs_seen[-1]
    assert set(runs_seen) == {False, True}


@pytest.mark.parametrize("case", ["in place", "once more", "from another folder"])
def test_a_kill_while_a_run_is_corrected_keeps_what_was_found(case: str, tmp_path: Path) -> None:
    before, first, second = tmp_path / "before", tmp_path / "first.jsonl", tmp_path / "second.jsonl"
    found = tables(write_run(before))
    shutil.copytree(before, tmp_path / "origin")
    append_decisions(first, [decide("reject")])
    append_decisions(second, [missed()])
    if case != "in place":
        correct_run(before, first, before)
    correct_run(before, second, tmp_path / "after")
    either = [seen(before), seen(tmp_path / "after")]
    assert either[0][1] != either[1][1]
    for out in killed(
        before, lambda out: correct_run(tmp_path / "origin" if case == "from another folder" else out, second, out)
    ):
        assert seen(out) in either, out
        assert tables(found_in(out)) == found, out
        correct_run(out, second, out)
        assert seen(out) == either[1], out
        assert tables(found_in(out)) == found, out


# Disks


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of two megabytes."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)], capture_output=True, text=True
    )
    if made.returncode:
        pytest.skip(f"no small file system can be mounted here: {made.stderr.strip()}")
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def fill(place: Path, leave: int) -> Path:
    """Take all room of a file system but `leave` bytes."""
    free = os.statvfs(place).f_bavail * os.statvfs(place).f_frsize
    ballast = place / "ballast"
    ballast.write_bytes(b"\0" * max(free - leave, 0))
    return ballast


def test_a_full_disk_ends_a_run_in_plain_words_and_the_next_goes_on(
    small_disk: Path, tmp_path: Path, engine: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    out, source = small_disk / "run", write(tmp_path / "news.jsonl", ROWS)
    annotate(write(tmp_path / "before.jsonl", ROWS[:2]), out, progress=False)
    old, fresh = tables(out), tables(annotate(source, tmp_path / "fresh", progress=False).path)
    for leave in (0, 20_000, 60_000):
        ballast = fill(small_disk, leave)
        code = cli.run(["-q", "annotate", str(source), "--out", str(out)])
        error = capsys.readouterr().err
        assert code == 2, leave
        assert os.strerror(errno.ENOSPC) in error
        assert "Traceback" not in error
        assert tables(out) == old, leave
        ballast.unlink()
    engine.done = []
    assert cli.run(["-q", "annotate", str(source), "--out", str(out)]) == 0
    assert tables(out) == fresh
    assert len(engine.done) < len(ROWS) - 2, "what was complete was kept"


@pytest.mark.slow
def test_a_full_disk_ends_a_report_in_plain_words(
    small_disk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = write_run(tmp_path / "run", made_tables(["a1", "a6"]))
    notebook = write_notebook(tmp_path / "00-a.ipynb", "# A", ("", html_code("<p>a</p>")), ("", figure_code()))
    command = ["-q", "report", str(run), "-o", str(small_disk), "--notebooks", str(notebook), "--no-cache"]
    ballast = fill(small_disk, 30_000)
    assert cli.run(command) in (1, 2)
    error = capsys.readouterr().err
    assert os.strerror(errno.ENOSPC) in error
    assert "Traceback" not in error
    ballast.unlink()
    assert cli.run(command) == 0
    assert json.loads((small_disk / "run" / "manifest.json").read_text(encoding="utf-8"))["status"] == "complete"


def test_a_place_that_cannot_be_written_is_said(
    tmp_path: Path, small_disk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, run = write(tmp_path / "news.jsonl", ROWS[:2]), write_run(tmp_path / "run", made_tables(["a1"]))
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    for command in (["annotate", str(source), "--out"], ["report", str(run), "--out"], ["export", str(run), "--to"]):
        assert cli.run([*command, str(small_disk / "out")]) == 2
        error = capsys.readouterr().err
        assert os.strerror(errno.EROFS) in error
        assert "Traceback" not in error


# The command, killed at random moments


def command(*arguments: object) -> subprocess.Popen[str]:
    """`stancebook` in a group of its own, with its cache beside its last argument, and no revision of git to tell."""
    cache = cache_of(Path(str(arguments[-1])))
    return subprocess.Popen(
        [sys.executable, "-m", "analysis", *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | {"XDG_CACHE_HOME": str(cache), "SOURCE_DATE_EPOCH": "1648814400", "GIT_DIR": os.devnull},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def cache_of(out: Path) -> Path:
    return out.with_suffix(".cache")


def leaves_nothing(group: int) -> bool:
    until = time.monotonic() + 30
    while alive(group):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def kill_at_random(seconds: float, *arguments: object, kills: int = 20) -> None:
    """Run a command until it was killed `kills` times, each time somewhere in the `seconds` that it takes afresh.

    A command that ended before its moment came made its last argument complete: that is thrown away and begun anew.
    """
    chance, out, afresh = random.Random(str(arguments[0])), Path(str(arguments[-1])), True
    for _ in range(10 * kills):
        running, began = command(*arguments), time.monotonic()
        with suppress(subprocess.TimeoutExpired):
            running.wait(seconds * chance.random())
        took = time.monotonic() - began
        running.kill()
        _, said = running.communicate(timeout=60)
        assert "Traceback" not in said
        assert leaves_nothing(running.pid)
        if running.returncode == -signal.SIGKILL:
            kills, afresh = kills - 1, False
            if not kills:
                return
            continue
        assert running.returncode == 0, said
        seconds = took if afresh else seconds
        for made in (out, cache_of(out)):
            shutil.rmtree(made, ignore_errors=True)
        afresh = True
    pytest.fail(f"{kills} kills are missing: the command ends too soon for them")


SENTENCES = (
    "The European Union imposed sanctions on Belarus on day {}. “We will answer,” said Alexander Lukashenko, who "
    "opposes the sanctions. The United States welcomed decision {}. "
)


@pytest.mark.slow
def test_annotate_and_report_killed_at_twenty_moments_each_go_on(tmp_path: Path) -> None:
    """Side by side, each on a core: the calm ones first, then those that are killed, then once more to the end."""
    rows = [{"id": f"n{i}", "text": "".join(SENTENCES.format(n, i) for n in range(30))} for i in range(12)]
    source, run = write(tmp_path / "news.jsonl", rows), write_run(tmp_path / "run")
    code = html_code("<p>a</p>") + "\nimport time; time.sleep(0.3)"
    notebooks = [
        write_notebook(tmp_path / f"0{i}-a.ipynb", "# A", ("findings", code), ("", figure_code())) for i in "01"
    ]
    named = [f"--notebooks={path}" for path in notebooks]
    lines: dict[str, list[Any]] = {
        "run": ["annotate", source, "--processes", 2, "--no-targeted-sentiment", "--out"],
        "report": ["report", run, *named, "--name", "made", "-o"],
    }
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(calm_and_killed, tmp_path / name, *line) for name, line in lines.items()]:
            done.result()
    calm, out = tmp_path / "run-calm", tmp_path / "run-killed"
    assert tables(out) == tables(calm)
    assert read_info(out)["data_sha256"] == read_info(calm)["data_sha256"]
    assert {path.name for path in out.iterdir()} == {".kept", "tables", "run.json"}
    before, after = contents(tmp_path / "report-calm"), contents(tmp_path / "report-killed")
    assert after.keys() == before.keys()
    differ = [name for name in before if before[name] != after[name]]
    assert [name for name in differ if not name.endswith("manifest.json")] == []
    assert json.loads(after["made/manifest.json"])["status"] == "complete"


def calm_and_killed(place: Path, *line: object) -> None:
    """The command into PLACE-calm, and, killed twenty times before it may end, into PLACE-killed."""
    calm, killed = (place.with_name(f"{place.name}-{how}") for how in ("calm", "killed"))
    began = time.monotonic()
    assert command(*line, calm).wait(300) == 0
    kill_at_random(time.monotonic() - began, *line, killed)
    assert command(*line, killed).wait(300) == 0


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.slow
def test_a_second_interruption_ends_annotate_too(tmp_path: Path) -> None:
    """Twice Ctrl-C, as impatient people do: plain words, nothing left running, and the next run completes."""
    rows = [{"id": f"n{i}", "text": "".join(SENTENCES.format(n, i) for n in range(200))} for i in range(6)]
    source, out = write(tmp_path / "news.jsonl", rows), tmp_path / "out"
    running = command("annotate", source, "--processes", 2, "--no-targeted-sentiment", "--out", out)
    until = time.monotonic() + 120
    while not list(out.glob(".kept/*/*/keys")):
        assert running.poll() is None
        assert time.monotonic() < until
        time.sleep(0.05)
    for _ in range(2):
        os.killpg(running.pid, signal.SIGINT)
        time.sleep(0.05)
    running.communicate(timeout=60)
    assert running.returncode == 130
    assert leaves_nothing(running.pid)
    again = annotate(source, out, processes=2, progress=False, targeted_sentiment=False)
    assert len(again.tables.articles) == len(rows)
