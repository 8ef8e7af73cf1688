"""Corrections in reports: they change the numbers, outlive runs and versions, and what became of each is said."""

from __future__ import annotations

import csv
import json
import re

import nbformat
import pytest

from analysis import annotate, cli, load_tables
from analysis.corrections import (
    CorrectionError,
    append_decisions,
    correct_run,
    found_in,
    read_applied,
    read_decisions,
    read_found,
)
from analysis.engines import runs as engine_runs
from analysis.pipeline import Fingerprint, fingerprint
from analysis.reports import keys, workbook
from analysis.reports.build import Options, build_report
from analysis.reports.parameters import Given, ParameterError
from analysis.review import review_items
from analysis.store import read_info, read_tables
from handmade import made_tables
from reporting import write_notebook, write_run

CHINA = "China opposes sanctions on Russia"
HEAD = 'tables: str = ""  # a run\ncorrections: str = ""  # decisions\n'
COUNT = (
    "from analysis import load_tables\n"
    "held = load_tables(tables=tables, corrections=corrections).stances\n"
    "print('statements:', len(held), 'by China:', int((held['holder_id'] == 'china').sum()))"
)


@pytest.fixture(scope="module")
def notebook(tmp_path_factory):
    path = tmp_path_factory.mktemp("notebook") / "00-count.ipynb"
    return write_notebook(path, "# Count", ("parameters", HEAD), ("", COUNT))


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return write_run(tmp_path_factory.mktemp("made") / "run")


@pytest.fixture
def file(tmp_path):
    """Ada corrects one statement; Ben rejects one that is gone and one of an article that is not there."""
    items = {item.evidence: item for item in review_items(made_tables())}
    china, moscow = items[CHINA], items["Moscow said that sanctions harm Europe"]
    gone = moscow.decide("reject", moscow.found, "Ben").model_copy(update={"start": 0, "end": 9, "text": "Moscow un"})
    elsewhere = china.decide("confirm", china.found, "Ben").model_copy(update={"article": "f" * 64})
    germany = china.found.model_copy(update={"holder": "Germany", "position": "support", "act": "endorse"})
    text = made_tables().articles.set_index("sha256")["text"][moscow.article]
    gone = gone.model_copy(update={"text": text[0:9], "holder_start": None, "holder_end": None})
    decisions = [china.decide("correct", germany, "Ada"), gone, elsewhere]
    append_decisions(tmp_path / "corrections.jsonl", decisions)
    return tmp_path / "corrections.jsonl"


def report(source, folder, notebook, file=None, **options):
    made = Options(corrections=file, progress=False, forked=False, **options)
    return build_report(source, folder, name="made", notebooks=[notebook], options=made)


def counted(made):
    found = re.search(r"statements: (\d+) by China: (\d+)", (made.path / "00-count.html").read_text())
    assert found
    return found.groups()


def said(made):
    page = (made.path / "index.html").read_text(encoding="utf-8")
    found = re.search(r'<section aria-labelledby="corrections">.*?</section>', page, re.DOTALL)
    assert found
    return found[0]


def test_a_report_is_one_on_the_corrected_run(run, file, notebook, tmp_path):
    made = report(run, tmp_path / "out", notebook, file)
    assert counted(made) == ("14", "1")  # of 14 and 2
    assert 'href="index.html#corrections"' in (made.path / "00-count.html").read_text(encoding="utf-8")
    assert read_info(run).get("corrections") is None  # the run that was given stays as it is
    told = json.loads((made.path / "manifest.json").read_text())["run"]["corrections"]
    assert (told["file"], told["decisions"], told["coders"]) == ("corrections.jsonl", 3, {"Ada": 1, "Ben": 2})
    with (made.path / "tables" / "stances.csv").open(encoding="utf-8", newline="") as rows:
        assert sum(row["rule"].startswith("correct by Ada") for row in csv.DictReader(rows)) == 1
    above = (made.path / "index.html").read_text(encoding="utf-8").split('id="pages"')[0]
    assert 'by Ada (1), Ben (2). <a href="#corrections">' in above
    page = said(made)
    assert "2 of 3 decisions are in force, by Ada (1), Ben (2)." in page
    assert "the program does not find it either" in page
    assert "the run has no article of this content" in page
    assert CHINA in page  # the words of what could not be applied
    rows = list(csv.DictReader((made.path / "corrections.csv").open(encoding="utf-8", newline="")))
    assert sorted(row["status"] for row in rows) == ["applied", "gone", "no article"]
    assert "corrections.csv" in json.loads((made.path / "manifest.json").read_text())["files"]


def test_no_word_of_an_article_where_none_is_wanted(run, file, notebook, tmp_path):
    made = report(run, tmp_path / "out", notebook, file, text="none")
    assert CHINA not in said(made) + (made.path / "corrections.csv").read_text()
    assert "characters" in said(made)


def test_a_report_that_nobody_corrected_says_how_to(run, notebook, tmp_path):
    page = said(report(run, tmp_path / "out", notebook))
    assert "Nobody has corrected" in page
    assert "stancebook review RUN" in page


def test_the_key_of_what_is_kept_knows_the_corrections(run, file, tmp_path):
    def key(folder):
        return keys.data_of(folder, read_info(folder))

    correct_run(run, file, tmp_path / "once")
    correct_run(run, file, tmp_path / "again")
    assert key(tmp_path / "once") == key(tmp_path / "again") != key(run)
    found = read_decisions(file)
    file.write_text(found[0].model_copy(update={"note": "sure"}).line() + "\n", encoding="utf-8")
    correct_run(run, file, tmp_path / "again")
    assert key(tmp_path / "once") != key(tmp_path / "again")


@pytest.mark.slow
def test_pages_are_taken_over_only_with_the_same_corrections(run, file, notebook, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def status(made):
        return made.entries[0].outcome.cached, counted(made)

    out = tmp_path / "out"
    assert status(report(run, out, notebook)) == (False, ("14", "2"))
    assert status(report(run, out, notebook, file)) == (False, ("14", "1"))
    assert status(report(run, out, notebook, file)) == (True, ("14", "1"))
    item = next(item for item in review_items(made_tables()) if item.evidence == CHINA)
    append_decisions(file, [item.decide("reject", item.found, "Ada")])
    assert status(report(run, out, notebook, file)) == (False, ("13", "1"))
    made = report(run, out, notebook)
    assert status(made) == (True, ("14", "2"))
    assert not (made.path / "run.json").exists()  # nothing of the corrected run is left there
    assert "Nobody has corrected" in said(made)


def test_a_corrected_run_can_be_corrected_anew_and_reported_as_it_is(run, file, notebook, tmp_path):
    corrected = tmp_path / "corrected"
    correct_run(run, file, corrected)
    made = report(corrected, tmp_path / "out", notebook)
    assert counted(made) == ("14", "1")
    assert "2 of 3 decisions are in force" in said(made)
    item = next(item for item in review_items(read_found(corrected)) if item.evidence == CHINA)
    assert item.found.holder == "China"  # as found, not as corrected
    append_decisions(file, [item.decide("withdraw", item.found, "Ada")])
    correct_run(corrected, file, corrected)
    assert read_tables(corrected).stances.equals(read_tables(run).stances)
    assert found_in(found_in(corrected)) == found_in(corrected)
    assert read_applied(run) is None


def test_a_wrong_file_is_said_before_anything_is_made(run, notebook, tmp_path, capsys):
    wrong = tmp_path / "c.jsonl"
    wrong.write_text('{"article": 1}\n', encoding="utf-8")
    with pytest.raises(CorrectionError, match=r"c\.jsonl, line 1"):
        report(run, tmp_path / "out", notebook, wrong)
    options = ["--notebooks", str(notebook), "--out", str(tmp_path / "out"), "--corrections", str(tmp_path / "no")]
    assert cli.run(["report", str(run), *options]) == 2
    assert "cannot be read" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    with pytest.raises(ParameterError, match="use --corrections FILE"):
        build_report(run, tmp_path / "out", notebooks=[notebook], given={"corrections": Given((str(wrong),))})


def test_a_notebook_by_hand_corrects_as_the_report_does(run, file, capsys):
    tables = load_tables(tables=str(run), corrections=str(file))
    assert (tables.stances["holder_id"] == "china").sum() == 1
    assert "corrections: 2 of 3 decisions are in force" in capsys.readouterr().out
    assert load_tables(tables=str(run), as_found=True).stances.equals(read_tables(run).stances)


def test_what_is_there_to_click_in_is_no_page():
    assert "05-review" in [path.stem for path in workbook.find_notebooks()]
    assert [path.stem for path in workbook.report_notebooks() if workbook.is_interactive(path)] == []
    assert "05-review" not in [path.stem for path in workbook.report_notebooks()]


def test_who_reviews_goes_on_with_the_file(run, file, tmp_path):
    cells = [("parameters", HEAD), ("interactive", "print('the file:', corrections)")]
    notebook = write_notebook(tmp_path / "00-click.ipynb", "# Click", *cells)
    made = report(run, tmp_path / "out", notebook, file)
    executed = nbformat.read(made.path / "notebooks" / "00-click.ipynb", as_version=4)
    assert executed.cells[-1].outputs[0].text == f"the file: {file.resolve()}\n"


# From the articles on, with the model

ARTICLES = [
    "China opposes the sanctions on Russia, its foreign ministry said on Monday in Beijing.",
    "Poland called for new sanctions on Belarus. The European Union imposed sanctions on Belarus last week.",
]


@pytest.mark.slow
def test_a_correction_outlives_a_new_run_and_a_new_version(notebook, tmp_path, monkeypatch, capsys):
    """Made on a sheet, it changes the number in the report, and still does when the program is another."""
    source, file, out = tmp_path / "news.jsonl", tmp_path / "corrections.jsonl", tmp_path / "out"
    source.write_text("".join(json.dumps({"text": text}) + "\n" for text in ARTICLES), encoding="utf-8")
    making = ["report", str(source), "--out", str(out), "--notebooks", str(notebook), "--no-targeted-sentiment"]
    making += ["--processes", "1", "--notebook-engine", "standard"]
    page, run = out / "news" / "00-count.html", out / "news"

    def make(*more):
        assert cli.run([*making, *more]) == 0, capsys.readouterr().err
        found = re.search(r"statements: (\d+) by China: (\d+)", page.read_text())
        assert found
        return [int(n) for n in found.groups()]

    before, of_china = make()
    assert of_china == 1
    first = read_info(run)

    sheet = tmp_path / "review.csv"
    assert cli.run(["review", str(run), "--out", str(sheet)]) == 0
    rows = list(csv.DictReader(sheet.open(encoding="utf-8-sig", newline="")))
    wrong = next(row for row in rows if row["holder_found"] == "China")
    wrong |= {"decision": "correct", "holder": "Germany"}
    with sheet.open("w", encoding="utf-8", newline="") as written:
        writer = csv.DictWriter(written, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    reading = ["review", str(run), "--read", str(sheet), "--coder", "Ada", "--corrections", str(file)]
    assert cli.run(reading) == 0
    assert [d.decision for d in read_decisions(file)] == ["correct"]

    assert make("--corrections", str(file)) == [before, 0]
    assert "1 of 1 decision is in force, by Ada (1)." in (run / "index.html").read_text()

    def bumped(options):
        return Fingerprint({**fingerprint(options).parts, "model": "made_by_hand 2.0"})

    monkeypatch.setattr(engine_runs, "fingerprint", bumped)
    assert make("--corrections", str(file)) == [before, 0]
    again = read_info(run)
    assert again["fingerprint"] != first["fingerprint"]
    assert again["n_annotated"] == len(ARTICLES)  # by the other model, all of them
    assert again["corrections"]["outcomes"] == {"applied": 1, "corrected": 1}
    assert "everything is annotated anew" in capsys.readouterr().out  # said by the report too
    assert make() == [before, 1]


def test_messages_of_annotating_are_said_by_a_report(tmp_path, notebook):
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_text(ARTICLES[0], encoding="utf-8")
    (tmp_path / "articles" / "actors.yml").write_text("source: by hand\nlicence: CC0-1.0\nactors: []\n")
    told: list[str] = []
    options = Options(progress=False, forked=False, annotate={"targeted_sentiment": False, "processes": 1})
    build_report(tmp_path / "articles", tmp_path / "out", notebooks=[notebook], options=options, say=told.append)
    assert any("found beside the articles" in line for line in told)


def test_annotating_again_leaves_no_trace_of_corrections(tmp_path, file):
    source = tmp_path / "news.jsonl"
    source.write_text(json.dumps({"text": ARTICLES[0]}) + "\n", encoding="utf-8")
    run = tmp_path / "run2"
    annotate(source, run, processes=1, progress=False, targeted_sentiment=False)
    correct_run(run, file, run)
    assert found_in(run) == run / ".found"
    annotate(source, run, processes=1, progress=False, targeted_sentiment=False)
    assert found_in(run) == run
