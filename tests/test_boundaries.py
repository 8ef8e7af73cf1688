"""What may be given from outside: no name or value is code, a template or a way out; only fetch asks a network."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from analysis import cli
from analysis.lexicons import LexiconError, OwnFile, load_topic
from analysis.reports import places
from analysis.reports.build import Options, build_report
from analysis.reports.given import collect
from analysis.reports.matrix import Matrix, read_matrix
from analysis.reports.parameters import Given, ParameterError, assign, parse_cell
from analysis.store import read_arrow
from handmade import made_tables
from reporting import write_notebook, write_run

HEAD = (
    'tables: str = ""  # a run\ntopic: str = "sanctions"  # of what\nactors: list[str] = []  # whom\nn: int = 1  # some'
)
CODE = (
    "'; import os; os.mkdir('made') #",
    '"""\nimport os; os.mkdir("made")\n"""',
    "__import__('os').mkdir('made')",
    "{topic.__class__.__init__.__globals__}",
    "{{ ''.__class__.__mro__ }} {% raw %} ${n} %(n)s %s",
    "\\'); import os; os.mkdir('made') #",
    "!!python/object/apply:os.mkdir [made]",
    "../../../made",
    "/tmp/made",
    "\n%%bash\nmkdir made",
    "$(mkdir made) `mkdir made` | mkdir made",
    "\u202e\u2028import os\x00\x1b",
)


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Whoever asks for a host or a connection to another machine is noted and fails."""
    asked: list[Any] = []
    connect = socket.socket.connect

    def refuse(*address: Any, **_: Any) -> Any:
        asked.append(address)
        raise AssertionError(f"asked the network for {address}")

    def only_local(self: socket.socket, address: Any) -> None:
        if self.family == socket.AF_UNIX or str(address[0]).startswith("127."):
            return connect(self, address)
        return refuse(address)

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", only_local)
    return asked


# Values


def test_no_value_is_run_whatever_it_says(tmp_path: Path) -> None:
    """All at once, through papermill into a notebook, which finds the very texts."""
    shown = (
        "from pathlib import Path\nPath('found').write_text(repr([topic, actors]), encoding='utf-8', errors='replace')"
    )
    notebook = write_notebook(tmp_path / "00-a.ipynb", "# A", ("parameters", HEAD), ("", shown))
    run = write_run(tmp_path / "run")
    given = {"topic": Given((" ".join(CODE),)), "actors": Given(CODE, listed=True)}
    options = Options(progress=False, cache=False, forked=False)
    made = build_report(run, tmp_path / "out", name="{x.__class__}", notebooks=[notebook], given=given, options=options)
    assert [entry.problems for entry in made.failed] == []
    found = made.path / "notebooks" / "found"
    assert found.read_text(encoding="utf-8") == repr([" ".join(CODE), list(CODE)])
    found.unlink()
    assert [path for path in tmp_path.rglob("*") if path.name == "made"] == []
    assert {path.name for path in tmp_path.iterdir()} == {"00-a.ipynb", "run", "out"}


@pytest.mark.parametrize(
    "name", [*CODE, "n = 1; import os", "n\nimport os", "tables", "source", "class", "__builtins__"]
)
def test_no_name_is_run(name: str) -> None:
    with pytest.raises(ParameterError):
        assign({"a": parse_cell(HEAD)}, {name: Given(("1",))})


@pytest.mark.parametrize("name", ["password", "DB_PASSWD", "pwd", "apiKey", "api_key", "auth_token", "client_secret"])
def test_secrets_are_refused_by_name_also_where_a_notebook_has_them(name: str, tmp_path: Path) -> None:
    notebooks = {"a": parse_cell(f'{name}: str = ""  # x')}
    (tmp_path / "matrix.csv").write_text(f"{name}\nhunter2\n", encoding="utf-8")
    ways = [collect([(name, "hunter2")]), collect(texts=[f"{name}: hunter2"])]
    ways += [dict(one) for one in read_matrix(tmp_path / "matrix.csv").parameters()]
    for given in ways:
        with pytest.raises(ParameterError, match="looks like a secret") as error:
            assign(notebooks, given)
        assert "hunter2" not in str(error.value)


@pytest.mark.parametrize("text", ["!!python/object/apply:os.mkdir [made]", "a: !!python/name:os.system", "a: &b [*b]"])
def test_yaml_makes_no_objects(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.yml").write_text(text, encoding="utf-8")
    for read in (lambda: collect(texts=[text]), lambda: collect(files=["a.yml"]), lambda: read_matrix("a.yml")):
        try:
            made = read()
        except ParameterError:
            continue
        assert all(isinstance(one, Given) for one in (made if isinstance(made, dict) else {}).values())
        assert not isinstance(made, Matrix) or all(
            isinstance(item, str) for one in made.parameters() for given in one.values() for item in given.items
        )
    with pytest.raises(LexiconError):
        load_topic(OwnFile.read("a.yml"))
    assert not Path("made").exists()


@pytest.mark.parametrize("name", ["../../evil", "/etc/passwd", "a/b", "", ".hidden", "a\0b", "..", "a\\b"])
def test_a_topic_of_ones_own_names_no_path(name: str, tmp_path: Path) -> None:
    """Its name is that of the files of its weights."""
    pack = Path("analysis/resources/topics/arms_deliveries.yml").read_text(encoding="utf-8")
    file = tmp_path / "own.yml"
    quoted = '"' + name.replace("\\", "\\\\").replace("\0", "\\0") + '"'
    file.write_text(pack.replace("topic: arms_deliveries", f"topic: {quoted}"), encoding="utf-8")
    with pytest.raises(LexiconError, match="topic"):
        load_topic(OwnFile.read(file))
    with pytest.raises(LexiconError, match="no topic pack named"):
        load_topic(name)


# Addresses

ADDRESSES = ("https://example.org/x.csv", "s3://bucket/x.jsonl", "file:///etc/hostname", "gs://b/x", "http:/one/slash")
COMMANDS = (
    ["annotate", "ADDRESS", "--out", "out"],
    ["annotate", "run", "--out", "ADDRESS"],
    ["annotate", "news.txt", "--out", "out", "--actors", "ADDRESS"],
    ["annotate", "news.txt", "--out", "out", "--topic", "ADDRESS"],
    ["report", "ADDRESS", "--out", "out"],
    ["report", "run", "--out", "ADDRESS"],
    ["report", "run", "--out", "out", "--corrections", "ADDRESS"],
    ["report", "run", "--out", "out", "--matrix", "ADDRESS"],
    ["report", "run", "--out", "out", "--notebooks", "ADDRESS"],
    ["report", "run", "--out", "out", "-f", "ADDRESS"],
    *(
        ["report", "run", "--out", "out", option, "ADDRESS"]
        for option in ("--baseline", "--summary", "--junit", "--outputs")
    ),
    ["evaluate", "ADDRESS"],
    *(["evaluate", "gold.jsonl", option, "ADDRESS"] for option in ("--summary", "--junit")),
    ["evaluate", "gold.jsonl", "ADDRESS"],
    ["export", "ADDRESS", "--to", "out"],
    ["export", "run", "--to", "ADDRESS"],
    ["review", "ADDRESS"],
    ["review", "run", "--out", "ADDRESS"],
    ["merge", "ADDRESS", "--out", "out.jsonl"],
    ["merge", "news.txt", "--out", "ADDRESS"],
    ["review", "run", "--corrections", "ADDRESS", "--gold", "ADDRESS"],
    ["diff", "ADDRESS", "run"],
    ["diff", "run", "run", "--html", "ADDRESS"],
    ["inspect", "ADDRESS"],
    # The one command that asks a network reads from addresses, and from these two kinds only; it writes to none.
    ["fetch", "news.txt", "--out", "ADDRESS"],
    ["fetch", "news.txt", "--out", "out.jsonl", "--cache", "ADDRESS"],
    ["inspect", "--workbook", "ADDRESS"],
    ["report", "run", "--out", "out", "--workbook", "ADDRESS"],
    ["init", "ADDRESS"],
    ["--config", "ADDRESS", "inspect"],
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_command_but_fetch_reads_from_an_address_and_none_writes_to_one(
    command: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    offline: list[Any],
) -> None:
    monkeypatch.chdir(tmp_path)
    write_run(tmp_path / "run", made_tables(["a1"]))
    (tmp_path / "news.txt").write_text("The council met in Northport on Monday.", encoding="utf-8")
    before = {path.relative_to(tmp_path) for path in tmp_path.rglob("*")}
    for address in ADDRESSES:
        assert cli.run([address if part == "ADDRESS" else part for part in command]) == 2, address
        error = capsys.readouterr().err
        assert error
        assert "Traceback" not in error
    assert {path.relative_to(tmp_path) for path in tmp_path.rglob("*")} == before
    assert offline == []


def test_every_command_but_fetch_is_among_those_that_ask_no_network() -> None:
    tried = {command[2] if command[0] == "--config" else command[0] for command in COMMANDS}
    assert tried == set(cli.cli.commands) - {"config"}  # it takes no path


@pytest.mark.parametrize("address", [a for a in ADDRESSES if not a.startswith("https://")])
def test_fetch_asks_nothing_but_http_and_https(
    address: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], offline: list[Any]
) -> None:
    assert cli.run(["fetch", address, "--out", str(tmp_path / "out.jsonl")]) == 2
    assert "no article came" in capsys.readouterr().err
    assert offline == []


# Places


@pytest.mark.parametrize("link", ["index.html", "tables", "articles", "tables/articles.csv", "run.json.partial"])
def test_nothing_is_written_through_a_link_that_leads_out(link: str, tmp_path: Path) -> None:
    notebook = write_notebook(tmp_path / "00-a.ipynb", "# A", ("", "1"))
    options = Options(progress=False, cache=False, forked=False)
    made = write_run(tmp_path / "run", made_tables(["a1"]))
    folder = build_report(made, tmp_path / "out", name="x", notebooks=[notebook], options=options).path
    outside = tmp_path / "outside"
    outside.mkdir()
    target = outside if "." not in link else outside / "file"
    if not target.exists():
        target.write_text("mine", encoding="utf-8")
    if (folder / link).is_dir():
        (folder / link).rename(folder / "moved")
    (folder / link).unlink(missing_ok=True)
    (folder / link).symlink_to(target)
    with pytest.raises(ParameterError, match="is a link that leads out"):
        build_report(made, tmp_path / "out", name="x", notebooks=[notebook], options=options)
    assert list(outside.iterdir()) in ([], [outside / "file"])
    assert not (outside / "file").exists() or (outside / "file").read_text(encoding="utf-8") == "mine"


def test_a_run_is_not_annotated_into_a_folder_of_links(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out" / ".kept").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "news.txt").write_text("The council met in Northport on Monday.", encoding="utf-8")
    assert cli.run(["annotate", str(tmp_path / "news.txt"), "--out", str(tmp_path / "out")]) == 2
    assert "leads out" in capsys.readouterr().err
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_links_inside_the_folder_are_the_users_own(tmp_path: Path) -> None:
    run = write_run(tmp_path / "run", made_tables(["a1"]))
    (run / "also.json").symlink_to(run / "run.json")
    places.check_run_folder(run)
    assert read_arrow(run, "articles").num_rows == 1
