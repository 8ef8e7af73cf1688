"""The report cache: what is unchanged starts no kernel, changed prose is rendered anew, everything else runs again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest

from analysis.reports import forks, keys
from analysis.reports.build import Options, build_report
from analysis.reports.cache import Cache
from analysis.reports.execution import execute, retell
from analysis.reports.parameters import Given
from reporting import figure_code, html_code, write_notebook, write_run

HEAD = 'tables: str = ""  # a run\nn: int = 3  # a number\n'
KERNELS, RENDERS, NOTHING = ["kernel", "page"], ["page"], None
HEAVY = (
    "spacy",
    "pandas",
    "numpy",
    "pyarrow",
    "nbformat",
    "papermill",
    "nbconvert",
    "matplotlib",
    "IPython",
    "ipykernel",
)


# The store


def write(text):
    return lambda folder: (folder / "text").write_text(text)


def test_an_entry_is_whole_or_not_there(tmp_path):
    cache = Cache(tmp_path)

    def fails(folder: Path) -> None:
        write("half")(folder)
        raise OSError("the disk is full")

    cache.keep("a", fails)
    assert cache.find("a") is None
    assert list(tmp_path.iterdir()) == []
    cache.keep("a", write("whole"))
    found = cache.find("a")
    assert found is not None
    assert (found / "text").read_text() == "whole"


def test_the_entry_used_longest_ago_goes_first(tmp_path):
    cache = Cache(tmp_path, most_bytes=250)
    for index, key in enumerate("abc"):
        cache.keep(key, write("x" * 60))
        os.utime(tmp_path / key, (index, index))
    assert cache.find("a")
    Cache(tmp_path, most_bytes=130).trim()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "c"]


def test_what_would_fill_the_cache_is_not_kept(tmp_path):
    cache = Cache(tmp_path, most_bytes=100)
    cache.keep("a", write("x" * 60))
    assert cache.find("a") is None


def test_two_that_keep_the_same_at_once_leave_one_entry(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: Cache(tmp_path).keep("a", write("same")), range(40)))
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_place_that_cannot_be_written_costs_nothing(tmp_path):
    (tmp_path / "file").write_text("")
    cache = Cache(tmp_path / "file" / "below")
    cache.keep("a", write("x"))
    cache.trim()
    assert cache.find("a") is None


# Keys


def keys_of(notebook, parameters=None, data="data"):
    found = keys.NotebookKeys.of(notebook, parameters or {}, data)
    assert found is not None
    return found


@pytest.fixture
def notebook(tmp_path):
    return write_notebook(tmp_path / "a.ipynb", "# A", ("parameters", HEAD), ("", "n + 1"))


def test_prose_changes_the_page_and_not_the_outputs(notebook):
    before = keys_of(notebook)
    write_notebook(notebook, "# B", ("parameters", HEAD), ("", "n + 1"))
    after = keys_of(notebook)
    assert before.outputs == after.outputs
    assert before.page != after.page


@pytest.mark.parametrize(
    ("cells", "parameters", "data"),
    [
        (("", "n + 2"), {}, "data"),
        (("findings", "n + 1"), {}, "data"),
        (("", "n + 1"), {"n": 4}, "data"),
        (("", "n + 1"), {}, "other data"),
    ],
    ids=["code", "tags", "parameters", "data"],
)
def test_what_outputs_depend_on_changes_their_key(cells, parameters, data, notebook):
    before = keys_of(notebook)
    write_notebook(notebook, "# A", ("parameters", HEAD), cells)
    assert keys_of(notebook, parameters, data).outputs != before.outputs


def test_a_value_of_another_type_is_another_parameter(notebook):
    found = [keys_of(notebook, {"n": n}).outputs for n in (1, "1", 1.5, True, None, [1])]
    assert len(set(found)) == len(found)


def test_code_settings_and_tables_are_part_of_the_keys(tmp_path, monkeypatch):
    before = keys.made_by()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    assert keys.made_by() != before
    run = write_run(tmp_path / "run")
    data = keys.data_of(run, {"created": "today", "n_skipped": 1})
    assert data == keys.data_of(run, {"created": "tomorrow", "n_skipped": 1})
    assert data != keys.data_of(run, {"n_skipped": 2})
    table = next((run / "tables" / "quotes").glob("*.parquet"))
    table.write_bytes(table.read_bytes() + b"\0")
    assert data != keys.data_of(run, {"n_skipped": 1})


def test_a_cell_tagged_no_cache_runs_every_time(notebook):
    write_notebook(notebook, ("no-cache", "import time; time.time()"))
    assert keys.NotebookKeys.of(notebook, {}, "data") is None


# Whole reports


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A report of two notebooks, and one that fails."""
    folder = tmp_path_factory.mktemp("cached")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
        write_run(folder / "run")
        make(folder)
        yield folder


def make(folder, *, prose="Before.", code="n + 1", fails=False, out="out", given=None, **options):
    shown = ("findings", html_code("<ul><li>One.</li></ul>"))
    notebooks = [
        write_notebook(folder / "00-a.ipynb", f"# A\n\n{prose}", ("parameters", HEAD), shown, ("", code)),
        write_notebook(folder / "01-b.ipynb", "# B", ("", "import sys; print('é'); print(1, file=sys.stderr)")),
    ]
    if fails:
        notebooks.append(write_notebook(folder / "02-c.ipynb", "# C", ("", "1 / 0")))
        notebooks.append(write_notebook(folder / "03-d.ipynb", "# D", ("", figure_code(""))))
    how = Options(progress=False, **options)
    return build_report(folder / "run", folder / out, notebooks=notebooks, given=given, options=how)


@pytest.fixture
def started(monkeypatch):
    """What zygotes were started for; nothing is."""
    parts = []

    class Zygote(forks.Zygote):
        def __init__(self, *names):
            parts.append(list(names))
            super().__init__(*names)

    monkeypatch.setattr(forks, "Zygote", Zygote)
    return parts


def files(report):
    return {p.relative_to(report.path): p.read_bytes() for p in report.path.rglob("*.*") if p.name != "manifest.json"}


def test_an_unchanged_report_is_the_same_and_starts_nothing(made, started):
    first = files(make(made))
    started.clear()
    again = make(made)
    assert started == []
    assert {e.outcome.cached for e in again.entries} == {True}
    after = files(again)
    assert after.keys() == first.keys()
    assert [name for name in first if name.suffix != ".html" and first[name] != after[name]] == []
    page = (again.path / "00-a.html").read_text(encoding="utf-8")
    computed = again.entries[0].outcome.computed
    assert f'ran on <time datetime="{computed}">' in page
    manifest = json.loads((again.path / "manifest.json").read_text(encoding="utf-8"))
    assert [(n["cached"], n["computed"]) for n in manifest["notebooks"]] == [
        (True, e.outcome.computed) for e in again.entries
    ]


def test_changed_prose_is_rendered_with_the_outputs_there_are(made, started):
    changed = make(made, prose="After.")
    assert started == [RENDERS]
    page = (changed.path / "00-a.html").read_text(encoding="utf-8")
    assert "After." in page
    assert "Before." not in page
    assert "<li>One.</li>" in page
    assert changed.entries[0].outcome.cached
    again = make(made, prose="After.")
    assert started == [RENDERS]
    assert files(again).keys() == files(changed).keys()


@pytest.mark.parametrize(
    "change",
    [{"code": "n + 2"}, {"given": {"n": Given(("5",))}}, {"cache": False}],
    ids=["code", "parameters", "no-cache"],
)
def test_other_changes_run_the_notebook(made, started, change):
    report = make(made, **change)
    assert started == [KERNELS]
    assert [e.outcome.cached for e in report.entries] == [False, "cache" not in change]


def test_what_fails_runs_again(made, started):
    for _ in range(2):
        report = make(made, fails=True)
        assert [e.name for e in report.failed] == ["02-c", "03-d"]
    assert started == [KERNELS, KERNELS]


def test_a_damaged_entry_is_made_anew(made, started):
    make(made)
    started.clear()
    for said in (made / "cache").rglob("said.json"):
        said.write_text('{"outcome": {')
    assert not make(made).failed
    assert not make(made).failed
    assert started == [KERNELS]


def test_retold_prose_gives_the_notebook_that_a_run_gives(tmp_path):
    cells = (("parameters", HEAD), ("", "print(n)\nn + 1"), ("", figure_code()))
    before = write_notebook(tmp_path / "a.ipynb", "# Before", *cells)
    execute(before, tmp_path / "before" / "a.ipynb", {"n": 7})
    after = write_notebook(tmp_path / "a.ipynb", "# After", cells[0], "More.", *cells[1:])
    execute(after, tmp_path / "ran" / "a.ipynb", {"n": 7})
    retell(after, tmp_path / "told" / "a.ipynb", {"n": 7}, tmp_path / "before" / "a.ipynb")
    ran, told = (nbformat.read(tmp_path / where / "a.ipynb", as_version=4) for where in ("ran", "told"))
    assert told == ran


def test_an_unchanged_report_loads_nothing_heavy(made):
    options = ["--out", str(made / "out"), *(f"--notebooks={made / name}" for name in ("00-a.ipynb", "01-b.ipynb"))]
    code = (
        "import sys\nfrom analysis import cli\n"
        f"code = cli.run(['report', {str(made / 'run')!r}, *{options!r}])\n"
        f"print(code, [name for name in {HEAVY!r} if name in sys.modules])"
    )
    command = [sys.executable, "-c", code]
    subprocess.run(command, capture_output=True, timeout=300, check=True)
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.stdout.splitlines()[-1] == "0 []", done.stdout + done.stderr
    assert "as before" in done.stdout
