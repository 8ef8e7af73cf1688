"""What moved between two runs: each kind of change, its reason, and the ways to say it."""

from __future__ import annotations

import dataclasses
import json
from html.parser import HTMLParser

import pytest

from analysis import cli
from analysis.corrections import append_decisions, correct_run
from analysis.differences import compare_runs, difference, to_json, to_page, to_text
from analysis.review import review_items
from handmade import made_tables
from reporting import INFO, write_run

CHINA = "China opposes sanctions on Russia"
NEW_VERSION = INFO | {"stancebook": "0.2.0", "fingerprint": "f" * 64}


def changed(tables, words, **values):
    """The tables with another reading of the statement with these words."""
    stances = tables.stances.copy()
    row = stances.index[stances["text"] == words][0]
    for name, value in values.items():
        stances.loc[row, name] = value
    return dataclasses.replace(tables, stances=stances)


def without(tables, words):
    return dataclasses.replace(tables, stances=tables.stances[tables.stances["text"] != words])


def other_ids(tables):
    stances = tables.stances.assign(stance_id=[f"x{i}" for i in range(len(tables.stances))])
    return dataclasses.replace(tables, stances=stances)


def test_a_run_does_not_differ_from_itself_whatever_its_ids():
    found = difference(made_tables(), INFO, other_ids(made_tables()), INFO)
    assert (found.changes, found.settings, found.drift, found.matched) == ((), (), 0.0, 14)
    assert found.actors.empty
    assert "Both runs were made the same way" in to_text(found)


@pytest.mark.parametrize(
    ("new", "kind", "fields"),
    [
        (changed(made_tables(), CHINA, position="support", act="endorse"), "flipped", ("position", "act")),
        (changed(made_tables(), CHINA, holder_id="germany"), "flipped", ("holder",)),
        (changed(made_tables(), CHINA, act="refuse"), "changed", ("act",)),
        (changed(made_tables(), CHINA, target_id=None), "changed", ("target",)),
        (without(made_tables(), CHINA), "vanished", ()),
    ],
)
def test_each_kind_of_change_is_seen_with_its_reason(new, kind, fields):
    found = difference(made_tables(), INFO, new, NEW_VERSION)
    (change,) = found.changes
    assert (change.kind, change.fields, change.text, change.why) == (kind, fields, CHINA, "version")
    assert found.drift == (0 if kind == "changed" else pytest.approx(1 / 14))
    back = difference(new, NEW_VERSION, made_tables(), INFO)
    assert back.changes[0].kind == ("appeared" if kind == "vanished" else kind)
    assert (back.changes[0].before, back.changes[0].after) == (change.after, change.before)


def test_a_shorter_span_is_the_same_statement():
    end = made_tables().stances.set_index("text")["end_char"][CHINA]
    found = difference(made_tables(), INFO, changed(made_tables(), CHINA, end_char=end - 10), INFO)
    assert found.changes == ()


def test_what_nobody_can_explain_is_said():
    found = difference(made_tables(), INFO, changed(made_tables(), CHINA, act="refuse"), INFO)
    assert found.changes[0].why.startswith("not known")


@pytest.mark.parametrize(
    ("options", "kind", "why"),
    [
        ({"min_confidence": 0.9}, "vanished", "confidence below 0.9"),
        ({"min_confidence": 0.1, "topics": ["sanctions", "tariffs"]}, "vanished", "options"),
        ({"min_confidence": 0.0}, "vanished", "program or models, of one version"),
    ],
)
def test_options_are_told_apart_from_versions(options, kind, why):
    given = {"min_confidence": 0.0, "topics": ["sanctions"]}
    old, new = INFO | {"options": given, "fingerprint": "a"}, INFO | {"options": given | options, "fingerprint": "b"}
    found = difference(made_tables(), old, without(made_tables(), CHINA), new)
    assert [(c.kind, c.why) for c in found.changes] == [(kind, why)]
    back = difference(without(made_tables(), CHINA), new, made_tables(), old)
    assert back.changes[0].why == (f"{why}, which was left out before" if "below" in why else why)
    if "topics" in options:
        assert "option topics: sanctions → sanctions, tariffs" in to_text(found)


def test_articles_are_told_by_their_texts():
    old, new = made_tables(["a1", "a2", "a3"]), made_tables(["a2", "a3", "a4", "a5"])
    found = difference(old, INFO, new, INFO)
    assert (found.common, [a[0] for a in found.new_articles], [a[0] for a in found.gone_articles]) == (
        2,
        ["a4", "a5"],
        ["a1"],
    )
    assert (found.new_statements, found.gone_statements, found.changes) == (3, 1, ())


def test_actors_are_counted_before_and_after():
    found = difference(made_tables(), INFO, changed(made_tables(), CHINA, position="support", act="endorse"), INFO)
    (row,) = found.actors.to_dict("records")
    assert (row["actor"], row["n_before"], row["n_after"]) == ("China", 2, 2)
    assert (row["oppose_before"], row["oppose_after"], row["support_after"]) == (2, 1, 1)
    assert (row["mean_before"], row["mean_after"]) == (-1.0, 0.0)


@pytest.fixture
def runs(tmp_path):
    """A run, and the same with one statement rejected and one corrected."""
    old = write_run(tmp_path / "old")
    items = {item.evidence: item for item in review_items(made_tables())}
    weird = items["Moscow said <b>sanctions</b> & threats are useless"]
    decisions = [
        items[CHINA].decide("reject", items[CHINA].found, "ada"),
        weird.decide("correct", weird.found.model_copy(update={"act": "refuse", "holder": "<i>Guild</i>"}), "ada"),
    ]
    append_decisions(tmp_path / "c.jsonl", decisions)
    correct_run(old, tmp_path / "c.jsonl", tmp_path / "new")
    return old, tmp_path / "new"


def test_corrections_are_named_as_the_reason(runs):
    found = compare_runs(*runs)
    assert {(c.kind, c.why) for c in found.changes} == {
        ("vanished", "correction by ada"),
        ("flipped", "correction by ada"),
    }
    back = compare_runs(*reversed(runs))
    assert {(c.kind, c.why) for c in back.changes} == {
        ("appeared", "correction by ada"),
        ("flipped", "correction by ada"),
    }
    assert "Why: correction by ada (2)." in to_text(found)
    assert [name for name, _, _ in found.settings] == ["corrections"]


def test_the_page_is_self_contained_and_escaped(runs):
    page = to_page(compare_runs(*runs))
    assert "&lt;b&gt;sanctions&lt;/b&gt; &amp; threats" in page
    assert "<b>&lt;i&gt;Guild&lt;/i&gt;</b>" in page  # what differs is marked
    assert "default-src 'none'" in page

    class Reader(HTMLParser):
        tags, addresses, ids = [], [], []

        def handle_starttag(self, tag, attrs):
            self.tags.append(tag)
            self.addresses += [value for name, value in attrs if name in ("src", "href")]
            self.ids += [value for name, value in attrs if name == "id"]

    reader = Reader()
    reader.feed(page)
    assert not {"script", "i", "img", "iframe", "form"} & set(reader.tags)
    assert set(reader.addresses) == {"data:,"}
    assert len(reader.ids) == len(set(reader.ids))
    assert reader.tags.count("th") == page.count('scope="')


def test_json_holds_all_of_it(runs):
    content = json.loads(to_json(compare_runs(*runs)))
    assert content["statements"]["vanished"] == 1
    assert content["articles"]["common"] == 10
    flipped = next(c for c in content["changes"] if c["kind"] == "flipped")
    assert (flipped["before"]["holder"], flipped["after"]["holder"]) == ("Russia", "<i>Guild</i>")
    assert flipped["fields"] == ["holder", "act"]
    assert content["drift"] == round(2 / 14, 4)


@pytest.mark.parametrize(
    ("options", "code"), [([], 0), (["--fail-on-drift", "0.5"], 0), (["--fail-on-drift", "0.1"], 3)]
)
def test_the_exit_code_tells_of_drift(options, code, runs, tmp_path, capsys):
    page = tmp_path / "page.html"
    assert cli.run(["diff", str(runs[0]), str(runs[1]), "--html", str(page), *options]) == code
    captured = capsys.readouterr()
    assert "Statements that vanished: 1" in captured.out
    assert ("drift: 0.143 is above 0.1" in captured.err) is (code == 3)
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_the_command_prints_json_and_nothing_else(runs, tmp_path, capsys):
    assert cli.run(["diff", str(runs[0]), str(runs[1]), "--json", "--html", str(tmp_path / "p.html")]) == 0
    json.loads(capsys.readouterr().out)


def test_what_is_no_run_is_said(tmp_path, capsys):
    assert cli.run(["diff", str(tmp_path), str(tmp_path)]) == 2
    assert "stancebook annotate" in capsys.readouterr().err


def test_runs_without_articles_can_be_compared():
    found = difference(made_tables([]), INFO, made_tables([]), INFO)
    assert (found.common, found.drift) == (0, 0.0)
    assert to_text(found)
    assert to_page(found)
