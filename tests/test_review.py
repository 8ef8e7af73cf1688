"""The review: what is shown, what a filled-in sheet says, and what the panel's buttons save."""

from __future__ import annotations

import csv
import dataclasses

import pytest

from analysis import cli
from analysis.corrections import CorrectionError, Decision, append_decisions, apply, merge, read_decisions
from analysis.review import (
    new_decisions,
    read_sheet,
    review,
    review_findings,
    review_items,
    write_disagreements,
    write_sheet,
)
from analysis.review.items import context, locate
from analysis.review.sheet import COLUMNS
from handmade import made_tables
from reporting import write_run

FIRST = "If Russia attacks, the United States will impose sanctions"  # the least confident of the hand-made ones


# Items


def test_the_most_doubtful_come_first_and_what_is_decided_does_not_come():
    tables = made_tables()
    items = review_items(tables)
    assert [i.confidence for i in items] == sorted(i.confidence for i in items)
    assert items[0].evidence == FIRST
    decision = items[0].decide("confirm", items[0].found, "ada")
    assert [i.stance_id for i in review_items(tables, [decision])] == [i.stance_id for i in items[1:]]
    assert review_findings(tables, [decision])[0] == "1 of 14 statements of the program are reviewed, 13 are not."


def test_a_statement_stands_in_its_context():
    item = review_items(made_tables())[0]
    assert item.before == "Biden warned Moscow."
    assert item.opening + item.evidence + item.closing == f"{FIRST}."
    assert item.after == "“We are ready,” Biden said."
    assert item.found.model_dump() == {
        "holder": "United States", "position": "support", "act": "threaten", "target": "Russia",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0, 1, ("", "", ".", "B c.")),
        (5, 6, ("A.", "B ", ".", "D.")),
        (3, 9, ("A.", "", ".", "")),  # over two sentences
        (8, 9, ("B c.", "", ".", "")),
    ],
)
def test_context(start, end, expected):
    assert context("A. B c. D.", [(0, 2), (3, 7), (8, 10)], start, end) == expected


def test_context_without_sentences_is_the_text():
    assert context("A. B.", [], 3, 4) == ("", "A. ", ".", "")


def test_words_are_found_whatever_the_white_space():
    assert locate("One\n two  three", "two three") == (5, 15)
    with pytest.raises(ValueError, match="2 times"):
        locate("one and one", "one")
    for words in ("four", "", "  "):
        with pytest.raises(ValueError, match="do not stand in the article"):
            locate("one", words)


# The sheet


def fill(path, cells, separator=",", encoding="utf-8-sig"):
    """Fill in cells of a sheet, {row: {column: text}} with rows from 0, as another program would save it."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for number, row in cells.items():
        if number == len(rows):
            rows.append(dict.fromkeys(COLUMNS, ""))
        rows[number] |= row
    with path.open("w", encoding=encoding, errors="replace", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, delimiter=separator)
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def sheet(tmp_path):
    path = tmp_path / "review.csv"
    write_sheet(path, review_items(made_tables()))
    return path


@pytest.mark.parametrize(("separator", "encoding"), [(",", "utf-8-sig"), (";", "cp1252"), ("\t", "utf-16")])
def test_a_sheet_comes_back_from_other_programs(separator, encoding, sheet):
    tables = made_tables()
    items = review_items(tables)
    cells = {
        0: {"decision": "confirm"},
        1: {"decision": "Correct", "holder": "germany", "act": "criticize", "target": "none", "note": "'=sure"},
        2: {"decision": "reject"},
        14: {
            "article": "a-a8",
            "evidence": "The weather was fine",
            "decision": "add",
            "holder": "Kremlin",
            "act": "ease",
        },
    }
    fill(sheet, cells, separator, encoding)
    decisions = read_sheet(sheet, tables, "ada")
    assert [d.decision for d in decisions] == ["confirm", "correct", "reject", "add"]
    confirmed, corrected, rejected, added = decisions
    assert confirmed.reading == items[0].found
    assert (corrected.holder, corrected.position, corrected.act, corrected.target, corrected.note) == (
        "Germany", "oppose", "criticize", None, "=sure",
    )  # fmt: skip
    assert corrected.was == items[1].found
    assert rejected.text == items[2].evidence
    assert (added.article, added.text, added.position, added.was) == ("a8", "The weather was fine", "oppose", None)
    assert {d.coder for d in decisions} == {"ada"}
    assert [o.status for o in apply(tables, decisions).outcomes] == ["applied"] * 4


def test_a_sheet_may_be_read_twice(sheet):
    fill(sheet, {0: {"decision": "confirm"}, 1: {"decision": "reject"}})
    first = read_sheet(sheet, made_tables(), "ada")
    fill(sheet, {1: {"decision": "confirm"}})
    second = read_sheet(sheet, made_tables(), "ada")
    assert new_decisions(first, first) == []
    assert [d.decision for d in new_decisions(second, first)] == ["confirm"]
    assert len(new_decisions(read_sheet(sheet, made_tables(), "ben"), first)) == 2


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"decision": "yes"}, "row 2: decision 'yes': write confirm, correct, reject, add or withdraw"),
        ({"holder": "China"}, "row 2: holder filled in, but no decision; write correct"),
        ({"decision": "confirm", "act": "ease"}, "confirm, but act filled in; write correct"),
        ({"decision": "correct"}, "fill in what is wrong"),
        ({"decision": "correct", "act": "forbid"}, "there is no act 'forbid'; the acts are impose"),
        ({"decision": "correct", "position": "against"}, "write support, oppose or neutral"),
        (
            {"decision": "correct", "position": "oppose"},
            "does not go with the act threaten; give an act as well: critic",
        ),
        ({"decision": "correct", "position": "oppose", "act": "impose"}, "the act impose is support, not oppose"),
        (
            {"decision": "correct", "holder": "Jo Biden"},
            "did you mean 'Joe Biden'",
        ),
        ({"decision": "confirm", "key": "1-2"}, "leave the column key as it was written"),
        ({"decision": "confirm", "key": "a-zz@1-2"}, "article 'a-zz' is not in this run"),
        ({"decision": "add", "key": "", "evidence": "no such words"}, "do not stand in the article"),
        ({"decision": "add", "key": "", "act": "ease"}, "add needs holder"),
    ],
)
def test_a_wrong_row_is_named_with_its_remedy(cells, words, sheet):
    fill(sheet, {0: cells, 1: {"decision": "confirm"}})
    with pytest.raises(CorrectionError) as error:
        read_sheet(sheet, made_tables(), "ada")
    assert words in str(error.value)
    assert "review.csv, row 2: " in str(error.value)
    assert "row 3" not in str(error.value)


def test_every_wrong_row_is_told_at_once(sheet):
    fill(sheet, {i: {"decision": "?"} for i in range(14)})
    with pytest.raises(CorrectionError) as error:
        read_sheet(sheet, made_tables(), "ada")
    assert len(str(error.value).splitlines()) == 11
    assert str(error.value).endswith("and 4 more")


def test_what_is_no_sheet_is_refused(tmp_path):
    (tmp_path / "x.csv").write_text("a,b\n1,2\n")
    with pytest.raises(CorrectionError, match="row 1: no column decision and key"):
        read_sheet(tmp_path / "x.csv", made_tables(), "ada")
    with pytest.raises(CorrectionError, match="--coder NAME"):
        read_sheet(tmp_path / "x.csv", made_tables(), " ")


def test_an_unknown_actor_far_from_any_other_is_a_new_one(sheet):
    fill(
        sheet,
        {0: {"decision": "correct", "holder": "Zyxwvut Guild"}, 1: {"decision": "correct", "holder": "new: Jo Biden"}},
    )
    assert [d.holder for d in read_sheet(sheet, made_tables(), "ada")] == ["Zyxwvut Guild", "Jo Biden"]


@pytest.mark.parametrize(("mode", "shown"), [("full", True), ("none", False)])
def test_a_sheet_holds_as_many_words_as_wanted(mode, shown, tmp_path):
    write_sheet(tmp_path / "s.csv", review_items(made_tables()), mode)
    assert (FIRST in (tmp_path / "s.csv").read_text(encoding="utf-8")) is shown


def test_a_sheet_runs_no_formula(tmp_path):
    tables = made_tables()
    tables = dataclasses.replace(tables, articles=tables.articles.assign(source="=HYPERLINK(1)"))
    write_sheet(tmp_path / "s.csv", review_items(tables))
    text = (tmp_path / "s.csv").read_text(encoding="utf-8")
    assert '"\'=HYPERLINK(1)"' in text
    assert '"=HYPER' not in text


def test_disagreements_are_settled_in_a_sheet(tmp_path):
    tables = made_tables()
    items = review_items(tables)
    ada = [items[0].decide("confirm", items[0].found, "ada"), items[1].decide("reject", items[1].found, "ada")]
    ben = [items[0].decide("reject", items[0].found, "ben"), items[1].decide("reject", items[1].found, "ben")]
    merged = merge([ada, ben])
    path = tmp_path / "d.csv"
    assert write_disagreements(path, merged) == 1
    with path.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["ada says"], row["ben says"]) == ("confirm, United States: support (threaten), on Russia", "reject")
    path.write_text(path.read_text(encoding="utf-8").replace('"","","","","",""', '"confirm","","","","",""'))
    settled = read_sheet(path, tables, "chair")
    corrected = apply(tables, [*merged.decisions, *settled])
    assert [o.status for o in corrected.outcomes if o.decision.coder == "chair"] == ["applied"]
    assert FIRST in set(corrected.tables.stances["text"])


# The panel


@pytest.fixture
def panel(tmp_path):
    return review(made_tables(), tmp_path / "corrections.jsonl", "ada")


def press(panel, label):
    """Click a button of the panel as JupyterLab would."""
    buttons = [panel.box.children]
    while buttons:
        for child in buttons.pop():
            if getattr(child, "description", None) == label and hasattr(child, "click"):
                child.click()
                return
            buttons.append(getattr(child, "children", ()))
    raise AssertionError(f"no button {label}")


def saved(panel):
    return read_decisions(panel.corrections, missing_ok=True)


def test_each_click_is_saved_at_once(panel):
    press(panel, "Confirm")
    assert [(d.decision, d.text, d.coder) for d in saved(panel)] == [("confirm", FIRST, "ada")]
    panel.holder.value, panel.act.value = "Germany", "refuse"
    press(panel, "Save correction")
    assert (saved(panel)[1].holder, saved(panel)[1].position) == ("Germany", "oppose")
    press(panel, "Reject")
    assert saved(panel)[2].decision == "reject"
    assert "Statement 4 of 14" in panel.shown.value
    press(panel, "Take back the last")
    assert saved(panel)[3].decision == "withdraw"
    assert len(apply(made_tables(), saved(panel)).outcomes) == 2


def test_a_second_thought_replaces_the_first(panel):
    press(panel, "Reject")
    press(panel, "Back")
    press(panel, "Confirm")
    corrected = apply(made_tables(), saved(panel))
    assert [o.decision.decision for o in corrected.outcomes] == ["confirm"]


def test_later_saves_nothing_and_what_is_decided_does_not_come_again(panel):
    press(panel, "Later")
    press(panel, "Confirm")
    again = review(made_tables(), panel.corrections, "ada")
    assert len(again.items) == 13
    assert again.items[0].evidence == FIRST


def test_a_missed_statement_is_added(panel):
    panel.missed_words.value = "Biden warned  Moscow"
    panel.missed_holder.value, panel.missed_act.value = "joe biden", "threaten"
    press(panel, "Add this statement")
    (decision,) = saved(panel)
    assert (decision.decision, decision.text, decision.holder, decision.position, decision.target) == (
        "add", "Biden warned Moscow", "Joe Biden", "support", None,
    )  # fmt: skip
    assert panel.missed_words.value == ""


@pytest.mark.parametrize(
    ("change", "button", "words"),
    [
        ({"name": " "}, "Confirm", "write your name"),
        ({"holder": "Jo Biden"}, "Save correction", "did you mean &#39;Joe Biden&#39;"),
        ({}, "Save correction", "nothing is corrected"),
        ({"act": "ease"}, "Confirm", "a field was changed"),
        ({"missed_words": "nothing like it", "missed_holder": "China"}, "Add this statement", "do not stand in"),
        ({"missed_words": "Biden warned Moscow"}, "Add this statement", "add needs holder"),
        ({}, "Take back the last", "nothing was saved"),
    ],
)
def test_what_is_missing_is_told_and_nothing_is_saved(change, button, words, panel):
    for name, value in change.items():
        getattr(panel, name).value = value
    press(panel, button)
    assert words in panel.message.value
    assert 'role="status"' in panel.message.value
    assert saved(panel) == ()


def test_the_end_is_told(tmp_path):
    panel = review(made_tables(["a4"]), tmp_path / "c.jsonl", "ada")
    press(panel, "Confirm")
    assert "No statement is left" in panel.shown.value
    press(panel, "Confirm")
    assert "no statement is left" in panel.message.value
    press(panel, "Back")
    assert "Statement 1 of 1" in panel.shown.value


def test_article_text_is_escaped_in_the_panel(tmp_path):
    panel = review(made_tables(["a10"]), tmp_path / "c.jsonl", "ada")
    bundle = panel._repr_mimebundle_()
    for html in (panel.shown.value, bundle["text/html"]):
        assert "&lt;b&gt;sanctions&lt;/b&gt; &amp; threats" in html
        assert "<b>sanctions" not in html
    press(panel, "Reject")
    assert "<b>sanctions" not in panel.message.value
    assert "application/vnd.jupyter.widget-view+json" in bundle


@pytest.mark.parametrize("mode", ["excerpt", "none"])
def test_the_panel_shows_as_many_words_as_wanted(mode, tmp_path):
    panel = review(made_tables(["a1"]), tmp_path / "c.jsonl", "ada", text=mode)
    for html in (panel.shown.value, panel._repr_mimebundle_()["text/html"]):
        assert ("United States will impose" in html) is (mode == "excerpt")
    if mode == "none":
        assert "Biden warned" not in panel.shown.value


def test_an_empty_run_has_a_panel(tmp_path):
    panel = review(made_tables(stances=False), tmp_path / "c.jsonl", "ada")
    press(panel, "Add this statement")
    assert "no article is shown" in panel.message.value
    assert "none" in panel._repr_mimebundle_()["text/html"]


# The commands


def test_the_round_of_a_review(tmp_path, capsys):
    run, sheet, file = write_run(tmp_path / "run"), tmp_path / "r.csv", tmp_path / "c.jsonl"
    assert cli.run(["review", str(run), "--out", str(sheet), "--limit", "3"]) == 0
    assert "statements to review: 3" in capsys.readouterr().out
    fill(sheet, {0: {"decision": "reject"}, 1: {"decision": "confirm"}})
    reading = ["review", str(run), "--read", str(sheet), "--coder", "ada", "--corrections", str(file)]
    assert cli.run(reading) == 0
    assert "2 decisions of ada added\n2 of 14 statements" in capsys.readouterr().out
    assert cli.run(reading) == 0
    assert "0 decisions of ada added, 2 were there already" in capsys.readouterr().out
    gold = tmp_path / "gold.jsonl"
    assert cli.run(["review", str(run), "--corrections", str(file), "--gold", str(gold)]) == 0
    assert "articles reviewed to the end: 1" in capsys.readouterr().out
    assert cli.run(["review", str(run), "--read", str(sheet), "--coder", "ada"]) == 2
    assert "--corrections FILE" in capsys.readouterr().err


def test_coders_are_merged_by_command(tmp_path, capsys):
    items = review_items(made_tables())
    for coder, kinds in (("ada", ("confirm", "confirm")), ("ben", ("confirm", "reject"))):
        decisions: list[Decision] = [i.decide(k, i.found, coder) for i, k in zip(items, kinds, strict=False)]  # type: ignore[arg-type]
        append_decisions(tmp_path / f"{coder}.jsonl", decisions)
    files = [str(tmp_path / "ada.jsonl"), str(tmp_path / "ben.jsonl")]
    assert cli.run(["merge", *files, "--out", str(tmp_path / "c.jsonl")]) == 0
    said = capsys.readouterr().out
    assert "4 decisions of ada, ben" in said
    assert "statement: Krippendorff's alpha 0.00, 1 of 2 judged alike" in said
    assert "statements on which they differ: 1" in said
    assert (tmp_path / "c-disagreements.csv").exists()
    assert len(read_decisions(tmp_path / "c.jsonl")) == 4
