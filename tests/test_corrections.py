"""Decisions about statements: the file, what they change, and that they outlive runs and versions."""

from __future__ import annotations

import csv
import dataclasses
import json
import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest

from analysis import cli, measures
from analysis.corrections import (
    CorrectionError,
    Decision,
    Reading,
    alpha,
    append_decisions,
    apply,
    correct_run,
    gold_articles,
    merge,
    read_decisions,
    write_decisions,
    write_gold,
)
from analysis.corrections.matching import share_of_union
from analysis.evaluation import read_gold
from analysis.store import read_info, read_tables
from handmade import TEXTS, made_tables
from reporting import write_run

ROOT = Path(__file__).parent.parent
CHINA = "China opposes sanctions on Russia"
WAS = {"holder": "China", "position": "oppose", "act": "criticize", "target": "Russia"}


def decide(kind="confirm", article="a3", words=CHINA, named="China", was=WAS, **fields) -> Decision:
    """A decision about the words of a hand-made article; the articles' hashes are their ids there."""
    start = TEXTS[article].index(words)
    spans = {}
    if named:
        first = TEXTS[article].index(named, start)
        spans = {"holder_start": first, "holder_end": first + len(named)}
    said = {} if kind in ("reject", "withdraw") else dict(was or {})
    base = {"article": article, "start": start, "end": start + len(words), "decision": kind, "text": words, "was": was}
    base |= {"coder": "ada", "time": "2022-05-01T10:00:00+00:00"} | spans | said
    return Decision.model_validate(base | fields)


def missed(**fields) -> Decision:
    given = {"holder": "China", "position": "neutral", "act": "consider", "target": None} | fields
    return decide("add", "a8", "The weather was fine", named="", was=None, **given)


def statuses(corrected):
    return [outcome.status for outcome in corrected.outcomes]


def of_china(tables):
    return tables.stances[tables.stances["text"] == CHINA]


# The file


def test_what_is_written_is_read(tmp_path):
    path = tmp_path / "new" / "corrections.jsonl"
    decisions = (decide(note="“quoted”\nand broken"), missed(), decide("reject", coder="ben"))
    append_decisions(path, decisions[:1])
    append_decisions(path, decisions[1:])
    assert read_decisions(path) == decisions
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 3
    assert list(json.loads(lines[0]))[:3] == ["article", "start", "end"]
    write_decisions(path, decisions[:2])
    assert read_decisions(path) == decisions[:2]
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_a_line_that_a_crash_cut_off_does_not_swallow_the_next(tmp_path):
    path = tmp_path / "c.jsonl"
    path.write_text('{"article": "a3", "st', encoding="utf-8")
    append_decisions(path, [decide()])
    assert path.read_text(encoding="utf-8").splitlines()[1] == decide().line()
    with pytest.raises(CorrectionError, match=r"c\.jsonl, line 1: not JSON"):
        read_decisions(path)


LINE = json.loads(decide().line())


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("<<<<<<< HEAD", "keep the lines of both sides"),
        (json.dumps(LINE | {"position": "support"}), "the act criticize is oppose, not support; acts that are support"),
        (json.dumps(LINE | {"act": "condemn"}), "there is no act 'condemn'; the acts are impose"),
        (json.dumps(LINE | {"end": 0}), "is empty"),
        (json.dumps(LINE | {"time": "yesterday"}), "not ISO 8601"),
        (json.dumps(LINE | {"holder": None}), "confirm needs holder"),
        (json.dumps(LINE | {"holder_end": None}), "given together"),
        (json.dumps(LINE | {"comment": "x"}), "comment: Extra inputs"),
        (json.dumps(LINE | {"decision": "maybe"}), "decision: Input should be 'confirm'"),
    ],
)
def test_a_wrong_line_is_named_with_its_remedy(line, words, tmp_path):
    path = tmp_path / "c.jsonl"
    path.write_text(decide().line() + "\n" + line + "\n", encoding="utf-8")
    with pytest.raises(CorrectionError, match="line 2: ") as error:
        read_decisions(path)
    assert words in str(error.value)


def test_a_missing_file_is_an_error_unless_it_may_be_missing(tmp_path):
    assert read_decisions(tmp_path / "no.jsonl", missing_ok=True) == ()
    with pytest.raises(CorrectionError, match=r"no\.jsonl: cannot be read"):
        read_decisions(tmp_path / "no.jsonl")


def test_git_merges_two_coders_lines(tmp_path):
    def git(*arguments):
        identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
        subprocess.run(["git", *identity, *arguments], cwd=tmp_path, check=True, capture_output=True)

    git("init")
    shutil.copy(ROOT / ".gitattributes", tmp_path)
    file = tmp_path / "corrections.jsonl"
    write_decisions(file, [decide()])
    git("add", "-A")
    git("commit", "-m", "first")
    for coder in ("ben", "cem"):
        git("checkout", "-b", coder, "main")
        append_decisions(file, [decide("reject", coder=coder)])
        git("commit", "-a", "-m", coder)
    git("merge", "ben")
    assert [d.coder for d in read_decisions(file)] == ["ada", "cem", "ben"]


# Applying


def test_a_correction_changes_the_statement_and_the_numbers():
    tables = made_tables()
    new = {"holder": "Germany", "position": "support", "act": "call_for", "target": "Ukraine"}
    corrected = apply(tables, [decide("correct", **new)])
    assert statuses(corrected) == ["applied"]
    row = of_china(corrected.tables).iloc[0]
    assert (row.holder_id, row.position, row.act, row.target_id) == ("germany", "support", "call_for", "ukraine")
    assert row.confidence == 1.0
    assert row.rule.startswith("correct by ada, 2022-05-01; before: hand")
    # "China" does not name Germany, and call_for has no CAMEO code.
    assert row[["holder", "holder_start_char", "cameo_code"]].isna().all()
    before, after = (measures.stance_by_actor(t).set_index("holder")["n"] for t in (tables, corrected.tables))
    assert (before["Germany"], after["Germany"], before["China"], after["China"]) == (1, 2, 2, 1)
    assert of_china(tables).iloc[0].holder_id == "china"  # what was given stays


def test_confirming_changes_no_field_but_the_confidence():
    tables = made_tables()
    before, after = (of_china(t).iloc[0] for t in (tables, apply(tables, [decide()]).tables))
    changed = [
        name for name in before.index if before[name] is not after[name] and str(before[name]) != str(after[name])
    ]
    assert changed == ["rule", "confidence"]


def test_a_rejection_removes_just_its_statement():
    tables = made_tables()
    corrected = apply(tables, [decide("reject")])
    assert len(corrected.tables.stances) == len(tables.stances) - 1
    assert of_china(corrected.tables).empty
    assert corrected.decided == {of_china(tables).iloc[0].stance_id}


def test_an_addition_is_a_statement_like_the_others():
    corrected = apply(made_tables(), [missed(holder="Sweden", target="Nowhere at all")])
    row = corrected.tables.stances.query("article_id == 'a8'").iloc[0]
    assert (row.text, row.stance_id, row.sentence_id) == ("The weather was fine", "a8:1", "a8:0")
    assert (row.holder_id, row.act, row.cameo_code) == ("sweden", "consider", "014")
    actors = corrected.tables.actors.set_index("actor_id")
    assert list(actors.loc["sweden", ["name", "type", "country"]]) == ["Sweden", "state", "SWE"]  # of the lexicon
    assert actors.loc["nowhere_at_all", "name"] == "Nowhere at all"
    assert list(corrected.tables.stances["article_id"]) == sorted(
        corrected.tables.stances["article_id"], key=list(TEXTS).index
    )


LATER = {"time": "2022-05-02T10:00:00+00:00"}


@pytest.mark.parametrize(
    ("decisions", "left", "expected"),
    [
        ([decide("reject"), decide(**LATER)], 1, ["applied"]),
        ([decide(**LATER), decide("reject")], 1, ["applied"]),  # the order in the file does not count
        ([decide("reject"), decide("withdraw", **LATER)], 1, []),
        ([decide("reject"), decide("withdraw", coder="ben", **LATER)], 0, ["applied"]),  # only one's own
        ([decide("reject"), decide(coder="ben", **LATER)], 1, ["overruled", "applied"]),
        ([decide(), decide(coder="ben", **LATER)], 1, ["applied"]),  # they agree
        ([missed(), missed(coder="ben", **LATER)], 1, ["applied"]),
        ([missed(), decide("reject", "a8", "The weather was fine", named="", was=None, **LATER)], 0, ["gone"]),
    ],
)
def test_the_last_decision_counts(decisions, left, expected):
    corrected = apply(made_tables(["a3", "a8"]), decisions)
    others = ["Moscow said that sanctions harm Europe", *([CHINA] if decisions[0].article == "a8" else [])]
    assert len(corrected.tables.stances) - len(others) == left
    assert statuses(corrected) == expected


# Other runs and versions


def rerun(**changed):
    """The hand-made tables as a later version might make them: other ids, and China's statement read otherwise."""
    tables = made_tables()
    stances = tables.stances.copy()
    stances["stance_id"] = [f"x{i}:1" for i in range(len(stances))]
    row = stances.index[stances["text"] == CHINA][0]
    for name, value in changed.items():
        stances.loc[row, name] = value
    return dataclasses.replace(tables, stances=stances)


def without_china():
    tables = rerun()
    return dataclasses.replace(tables, stances=tables.stances[tables.stances["text"] != CHINA])


CORRECTED = decide("correct", holder="China", position="neutral", act="consider")


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        (rerun(), "applied"),
        (rerun(position="support", act="impose"), "applied"),  # the new version reads it otherwise: the coder counts
        (rerun(end_char=TEXTS["a3"].index(" on Russia")), "moved"),
        (rerun(holder_id="china", holder_start_char=None, holder_end_char=None), "moved"),
        (without_china(), "kept"),
    ],
)
def test_a_correction_outlives_a_rerun(tables, expected):
    corrected = apply(tables, [CORRECTED])
    assert statuses(corrected) == [expected]
    rows = corrected.tables.stances.query("holder_id == 'china' and article_id == 'a3'")
    assert rows[["position", "act"]].to_numpy().tolist() == [["neutral", "consider"]]
    assert len(corrected.sentences()) == (1 if expected == "applied" else 2)


def test_nothing_is_dropped_silently():
    decisions = [
        decide("reject"),
        decide("confirm", article="a3", start=0, end=5, text="Chine"),
        CORRECTED.model_copy(update={"article": "unknown"}),
    ]
    corrected = apply(without_china(), decisions)
    assert sorted(statuses(corrected)) == ["gone", "no article", "other words"]
    assert len(corrected.frame()) == 3
    assert "1 not applied: the run has no article of this content." in corrected.sentences()


def test_a_correction_that_fits_two_statements_is_reported_and_not_applied():
    tables = rerun(end_char=TEXTS["a3"].index(" on Russia"), position="support")
    twin = of_china(tables).assign(stance_id="twin:1", position="support")
    tables = dataclasses.replace(tables, stances=pd.concat([tables.stances, twin], ignore_index=True))
    corrected = apply(tables, [CORRECTED])
    assert statuses(corrected) == ["ambiguous"]
    assert of_china(corrected.tables)["position"].tolist() == ["support", "support"]


def test_another_holder_in_the_same_clause_is_another_statement():
    tables = rerun(holder_id="usa", holder_start_char=TEXTS["a3"].index("Russia"), holder_end_char=32)
    assert statuses(apply(tables, [CORRECTED])) == ["kept"]


def test_a_run_is_corrected_as_a_whole(tmp_path):
    run, file = write_run(tmp_path / "run"), tmp_path / "c.jsonl"
    append_decisions(file, [decide("reject"), missed()])
    correct_run(run, file, tmp_path / "corrected")
    before, after = read_tables(run), read_tables(tmp_path / "corrected")
    assert len(after.stances) == len(before.stances)
    assert of_china(after).empty
    assert after.mentions.equals(before.mentions)
    assert after.skipped.equals(before.skipped)
    told = read_info(tmp_path / "corrected")["corrections"]
    assert told["decisions"] == 2
    assert told["outcomes"] == {"applied": 2, "added": 1, "rejected": 1}
    again = correct_run(tmp_path / "corrected", file, tmp_path / "corrected")  # in place, and once more
    assert again.tables.stances["stance_id"].tolist() == after.stances["stance_id"].tolist()


def test_the_tables_of_an_empty_run_can_be_corrected():
    corrected = apply(made_tables([]), [decide()])
    assert statuses(corrected) == ["no article"]
    assert corrected.tables.stances.empty


# Gold


def test_gold_holds_articles_that_are_reviewed_to_the_end(tmp_path):
    moscow = {"holder": "Russia", "position": "oppose", "act": "warn_against", "target": None}
    second = decide("reject", "a3", "Moscow said that sanctions harm Europe", "Moscow", was=moscow)
    tables = made_tables()
    assert [a["id"] for a in gold_articles(tables, [CORRECTED, missed()])] == ["a8"]
    path = tmp_path / "gold.jsonl"
    assert write_gold(path, tables, [CORRECTED, missed(), second]) == 2
    articles = {article.id: article for article in read_gold(path)}
    assert set(articles) == {"a3", "a8"}
    (stance,) = articles["a3"].stances
    assert (stance.holder, stance.position, stance.act, stance.target) == ("China", "neutral", "consider", "Russia")
    assert articles["a3"].text[stance.start : stance.end] == CHINA
    assert gold_articles(tables, []) == []


# Agreement

# Krippendorff 2011, "Computing Krippendorff's alpha-reliability", data C (nominal): 0.743.
KRIPPENDORFF = [
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
]


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        ([[v for v in unit if v != "."] for unit in zip(*map(str.split, KRIPPENDORFF), strict=True)], 0.743),
        ([["a", "a"], ["b", "b"]], 1.0),
        ([["a", "b"], ["b", "a"]], -0.5),
        ([["a", "a"], ["a", "a"]], None),
        ([["a"], []], None),
    ],
)
def test_alpha(units, expected):
    assert alpha(units) == (expected if expected is None else pytest.approx(expected, abs=0.001))


def test_four_coders_files_give_the_published_alpha(tmp_path, capsys):
    """The published data as four corrections files: a unit is a statement, a value the act that a coder sees."""
    acts = dict(zip("12345", ["impose", "threaten", "call_for", "maintain", "endorse"], strict=True))
    was = WAS | {"position": "support", "act": "impose"}
    files = [tmp_path / f"{name}.jsonl" for name in ("ada", "ben", "cem", "dora")]
    for file, line in zip(files, KRIPPENDORFF, strict=True):
        said = [(unit, acts[value]) for unit, value in enumerate(line.split()) if value != "."]
        spans = [{"start": 2 * unit, "end": 2 * unit + 1, "text": ""} for unit, _ in said]
        made = [decide("correct", named="", was=was, coder=file.stem, act=act) for _, act in said]
        write_decisions(file, [d.model_copy(update=span) for d, span in zip(made, spans, strict=True)])
    merged = merge(map(read_decisions, files))
    act = next(field for field in merged.agreement if field.field == "act")
    assert act.alpha == pytest.approx(0.743, abs=0.001)
    assert (act.units, act.agreed) == (11, 8)
    assert cli.run(["merge", *map(str, files), "--out", str(tmp_path / "all.jsonl")]) == 0
    told = capsys.readouterr().out
    assert "act: Krippendorff's alpha 0.74, 8 of 11 judged alike" in told
    assert "statements on which they differ: 3" in told
    with (tmp_path / "all-disagreements.csv").open(encoding="utf-8-sig", newline="") as sheet:
        rows = list(csv.DictReader(sheet))
    verdicts = [[row[f"{file.stem} says"] for file in files] for row in rows]
    assert [len(set(words)) for words in verdicts] == [2, 4, 2]  # the units 2 2 3 2, 1 2 3 4 and 1 1 2 1
    assert verdicts[0][2] == "correct, China: support (call_for), on Russia"


def test_coders_are_merged_with_their_agreement_and_disagreements():
    moscow = {"holder": "Russia", "position": "oppose", "act": "warn_against", "target": None}
    words = "Moscow said that sanctions harm Europe"
    ada = [decide(), decide("confirm", "a3", words, "Moscow", was=moscow), missed()]
    ben = [
        decide("correct", coder="ben", act="refuse"),
        decide("reject", "a3", words, "Moscow", was=moscow, coder="ben"),
        missed(coder="ben"),
    ]
    merged = merge([ada, [*ben, *ada[:1]]])
    assert len(merged.decisions) == 6  # what stands in both files counts once
    assert merged.coders == ("ada", "ben")
    by_field = {a.field: (a.units, a.agreed) for a in merged.agreement}
    assert by_field == {"statement": (3, 2), "holder": (2, 2), "position": (2, 2), "act": (2, 1), "target": (2, 2)}
    # By hand. Statement: of 6 values 5 say yes, the one disagreement counts 2: 1 - (6 - 1) * 2 / (36 - 25 - 1) = 0.
    # Act: criticize, refuse, consider twice; 1 - (4 - 1) * 2 / (16 - 1 - 1 - 4) = 0.4. All agree on three different
    # holders, positions or targets: 1; where there is one value only, nothing could differ: none.
    assert {a.field: a.alpha for a in merged.agreement} == {
        "statement": pytest.approx(0), "holder": None, "position": 1, "act": pytest.approx(0.4), "target": 1,
    }  # fmt: skip
    assert [[d.decision for d in unit] for unit in merged.disagreements] == [
        ["confirm", "correct"],
        ["confirm", "reject"],
    ]
    assert apply(made_tables(), merged.decisions).counts()["overruled"] == 2


@pytest.mark.parametrize(
    ("a", "b", "share"),
    [((0, 10), (0, 10), 1.0), ((0, 10), (5, 15), 1 / 3), ((0, 5), (5, 9), 0.0), ((2, 4), (0, 8), 0.25)],
)
def test_share_of_union(a, b, share):
    assert share_of_union(a, b) == share_of_union(b, a) == pytest.approx(share)


def test_readings_compare_by_what_they_say():
    assert decide().reading == Reading.model_validate(WAS)
    assert decide("reject").same_as(decide("withdraw"))
    assert not decide().same_as(decide("reject"))
