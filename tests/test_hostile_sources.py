"""A folder of everything that goes wrong with files: a line for each, the rest goes on, and the exit code says so.

What each format makes of each fault is in `test_articles.py`; here faults come together, by the command.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analysis import cli
from analysis.articles import formats, read_articles
from analysis.engines import runs
from analysis.store import read_arrow
from test_articles import CAFE, A, B, read, table
from test_incremental import Engine

DEEP = 200_000
ROWS = [f"{A} Row {i}." for i in range(50)]


def parquet(path: Path, texts: list[str], **options: object) -> bytes:
    pq.write_table(pa.table({"text": texts, "date": ["2022-01-03"] * len(texts)}), path, **options)
    return path.read_bytes()


def bad_files(folder: Path) -> dict[str, bytes]:
    """Files of which something is lost, by name."""
    whole = parquet(folder / "whole.parquet", ROWS)
    (folder / "whole.parquet").unlink()
    packed = gzip.compress("".join(json.dumps({"text": f"{t} {random.random()}"}) + "\n" for t in ROWS * 40).encode())
    objects = [{"text": 3}, {"text": [A]}, {"text": None}, {"text": f"{B} Bad date.", "date": "2022-02-31"}]
    objects += [{"id": "twice", "text": f"{A} One."}, {"id": "twice", "text": f"{A} The other."}]
    mixed = f"text\n{A} Mixed.\n".encode() + CAFE.encode("cp1252") + b"\n" + CAFE.encode() + b"\n"
    return {
        "bomb.jsonl.gz": gzip.compress(b'{"text": "' + b" " * 30_000_000 + b'"}'),
        "cut.jsonl.gz": packed[:-3000],
        "cut.parquet": whole[: len(whole) // 2],
        "deep.json": b"[" * DEEP + b"]" * DEEP,
        "deep.jsonl": b'{"text": ' * DEEP + b"\n" + json.dumps({"text": f"{B} Below."}).encode(),
        "empty.txt": b"",
        "flipped.parquet": whole[:100] + bytes(100) + whole[200:],
        "cut.html": f"<html><body><article><p>{A} Page.</p><p>{B}</p><p>It is c".encode(),
        "deep.html": b"<div>" * DEEP,
        "marked.txt": b"\xef\xbb\xbf" + f"{A} Marked.".encode(),
        "mixed.csv": mixed,
        "picture.txt": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9,
        "quotes.csv": f'id,text\n1,"{B} Quotes."\n2,"never closed\n3,"{B} Again."\n4,{B} Last.\n'.encode(),
        "types.jsonl": "\n".join(map(json.dumps, objects)).encode(),
        "wide.txt": f"{A} Wide.".encode("utf-16-le"),
    }


# What is said of each (file, row, the reason's beginning), in the order of reading.
SAID = [
    ("bomb.jsonl.gz", 1, "line too long"),
    ("cut.jsonl.gz", None, "broken gzip, not read to its end"),
    ("cut.parquet", None, "not a readable Parquet file"),
    ("deep.html", None, "no main text"),
    ("deep.json", None, "malformed JSON: nested too deeply"),
    ("deep.jsonl", 1, "malformed JSON: nested too deeply"),
    ("empty.txt", None, "empty"),
    ("flipped.parquet", None, "not a readable Parquet file"),
    ("leaves.txt", None, "link that leaves the folder"),
    ("mixed.csv", 2, "not UTF-8"),
    ("picture.txt", None, "binary, not text"),
    ("quotes.csv", 2, "quotation marks out of order"),
    ("types.jsonl", 1, "the text is of type int"),
    ("types.jsonl", 2, "the text is of type list"),
    ("types.jsonl", 3, "empty"),
    ("wide.txt", None, "not UTF-8; UTF-16 without a byte order mark?"),
]


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    """Annotates without a model."""
    made = Engine(size=500)
    monkeypatch.setattr(runs, "run_local", made)
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "news"
    made.mkdir()
    for name, content in bad_files(made).items():
        (made / name).write_bytes(content)
    (tmp_path / "secret.txt").write_text(f"{A} Secret.", encoding="utf-8")
    (made / "leaves.txt").symlink_to(tmp_path / "secret.txt")
    return made


def test_each_fault_has_its_line_and_the_rest_goes_on(folder: Path) -> None:
    account = read(folder)
    said = [(Path(s.file).name, s.row, s.reason) for s in account.skipped]
    assert [(name, row) for name, row, _ in said] == [(name, row) for name, row, _ in SAID], said
    assert [s for s, (_, _, reason) in zip(said, SAID, strict=True) if not s[2].startswith(reason)] == []
    assert all(s.remedy for s in account.skipped)
    assert [(Path(w.file).name, w.row) for w in account.warnings] == [("types.jsonl", 4), ("types.jsonl", 6)]
    texts = [article.text for article in read_articles(folder)]
    for word in ("Marked.", "Mixed.", "Quotes.", "Last.", "Below.", "Bad date.", "One.", "The other."):
        assert sum(text.endswith(word) for text in texts) == 1, word
    assert [text for text in texts if text.startswith(f"{A} Page.\n\n{B}")]
    assert len([text for text in texts if "Row" in text]) > 1500, "what the cut file still holds"
    assert not any("Secret" in text for text in texts)


@pytest.mark.usefixtures("engine")
def test_the_command_says_so_and_its_exit_code_is_0(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["-q", "annotate", str(folder), "--out", str(tmp_path / "run")]) == 0
    assert cli.run(["annotate", str(folder), "--out", str(tmp_path / "run")]) == 0
    said = capsys.readouterr().out
    assert f"skipped {folder / 'bomb.jsonl.gz'}, row 1: line too long (split it: one article a line)" in said
    assert f"and {len(SAID) - 3} more, in the table skipped" in said
    assert len(read_arrow(tmp_path / "run", "skipped")) == len(SAID)


def test_with_no_article_left_the_exit_code_is_2(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("cut.html", "cut.jsonl.gz", "marked.txt", "deep.jsonl", "mixed.csv", "quotes.csv", "types.jsonl"):
        (folder / name).unlink()
    assert cli.run(["annotate", str(folder), "--out", str(tmp_path / "run")]) == 2
    error = capsys.readouterr().err
    assert error.startswith("error: no usable article in ")
    assert "cut.parquet: not a readable Parquet file" in error
    assert "Traceback" not in error
    assert not (tmp_path / "run").exists()


def test_a_file_that_goes_while_the_folder_is_read_costs_itself(folder: Path) -> None:
    source = read_articles(folder)
    for _ in source:
        (folder / "types.jsonl").unlink(missing_ok=True)
    gone = [s for s in source.skipped if Path(s.file).name == "types.jsonl"]
    assert [(s.reason, s.remedy) for s in gone] == [("gone while the folder was read", "run again")]


@pytest.mark.parametrize("compression", ["zstd", "snappy"])
def test_a_parquet_bomb_is_not_unpacked(tmp_path: Path, compression: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "FREE", 1_000_000)
    monkeypatch.setattr(formats, "MAX_RATIO", 15)
    texts, options = [f"{A} {'x' * 20_000_000}"], {"compression": compression, "use_dictionary": False}
    parquet(tmp_path / "bomb.parquet", texts, write_statistics=False, **options)
    account = read(tmp_path / "bomb.parquet")
    assert account.n_read == 0
    assert re.fullmatch(r"unpacks to 20,000,\d+ bytes, more than 15 times its size", account.skipped[0].reason)
    monkeypatch.setattr(formats, "FREE", 100_000_000)
    assert read(tmp_path / "bomb.parquet").skipped[0].reason.startswith("too long")


def test_any_damage_to_a_parquet_file_is_a_line(tmp_path: Path) -> None:
    whole, chance = parquet(tmp_path / "a.parquet", ROWS), random.Random(7)
    for _ in range(150):
        damaged = bytearray(whole)
        for _ in range(chance.choice([1, 2, 20])):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        (tmp_path / "a.parquet").write_bytes(damaged)
        account = read(tmp_path / "a.parquet")
        assert account.n_read or account.skipped


# Permissions

READ = """
import os, sys
from analysis.articles import NoArticlesError, read_articles
list(read_articles(sys.argv[2]))  # what is loaded once is loaded: it may lie where the other user cannot go
if os.getuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
source = read_articles(sys.argv[1])
print(sum(1 for _ in source), *(f"{s.file.rpartition('/')[2]}: {s.reason}" for s in source.skipped), sep="\\n")
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user of the machine can enter; pytest's own are the user's alone."""
    made = Path(tempfile.mkdtemp(prefix="stancebook-test-"))
    made.chmod(0o755)
    yield made
    for path in made.rglob("*"):
        path.chmod(0o755)
    shutil.rmtree(made)


def test_what_may_not_be_read_is_told_and_the_rest_goes_on(open_folder: Path, tmp_path: Path) -> None:
    """As a user whom permissions bind: for root there are none."""
    for name in ("a.txt", "closed/b.txt", "c.txt"):
        (open_folder / name).parent.mkdir(exist_ok=True)
        (open_folder / name).write_text(f"{A} {name}", encoding="utf-8")
    (open_folder / "closed").chmod(0)
    (open_folder / "c.txt").chmod(0)
    warm, root = tmp_path / "warm.txt", Path(__file__).parent.parent
    warm.write_text(A, encoding="utf-8")
    command = [sys.executable, "-c", READ, str(open_folder), str(warm)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        "1",
        "c.txt: cannot be read: Permission denied",
        "closed: cannot be read: Permission denied",
    ]


# Many


@pytest.mark.slow
def test_twenty_thousand_files_are_read_one_at_a_time(tmp_path: Path) -> None:
    for i in range(20_000):
        (tmp_path / f"{i:05}.txt").write_text(f"{A} Number {i}.", encoding="utf-8")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (len(list(Path("/proc/self/fd").iterdir())) + 20, hard))
    try:
        account = read(tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert (account.n_read, account.skipped, account.warnings) == (20_000, [], [])


def test_rows_of_a_csv_with_every_delimiter_and_quotation_end_somewhere() -> None:
    """A reader that loops would hang here."""
    with tempfile.TemporaryDirectory() as name:
        for text in (table([[",;|\t" * 50]] * 50), '"' * 9999, "text\n" + '"' * 9999, "text,\n" + "\n," * 9999):
            (Path(name) / "a.csv").write_text(text, encoding="utf-8")
            assert read(name).n_read == 0
