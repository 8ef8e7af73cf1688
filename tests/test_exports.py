"""Exports: what other programs read is what the tables say."""

from __future__ import annotations

import csv
import dataclasses
from pathlib import Path
from xml.etree import ElementTree

import networkx as nx
import pandas as pd
import pytest
import yaml

from analysis import cli, measures
from analysis.exports import (
    FORMATS,
    ExportError,
    actor_concept,
    cell,
    discourse,
    dna_events,
    export_run,
    flat_statements,
    plain,
    who_against_whom,
)
from analysis.exports.dictionary import as_markdown, descriptions, dictionary, tables_document
from analysis.exports.networks import write_graphml
from analysis.tables import SCHEMAS
from handmade import made_tables
from reporting import INFO, write_run

DOCS = Path(__file__).parent.parent / "docs"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("+49", "'+49"),
        ("-5 %", "'-5 %"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("  =1", "'  =1"),
        ("\uff1d1", "'\uff1d1"),  # = in full width
        ("a;=1", "a;'=1"),
        ("a, -1", "a,' -1"),
        ("a\n=1", "a\n'=1"),
        ("Minsk – Moscow, e.g. a-b", "Minsk – Moscow, e.g. a-b"),
        ("", ""),
        (["=a", "b"], "'=a; b"),
        (-0.5, -0.5),
        (None, None),
        (True, True),
    ],
)
def test_no_cell_is_run_as_a_formula(value, expected):
    assert cell(value) == expected


@pytest.mark.parametrize("text", ["=1+1", "-", "'quoted'", "'", "plain", "@a"])
def test_what_a_cell_begins_with_comes_back(text):
    assert plain(cell(text)) == text


def test_the_flat_table_has_every_attribute_and_names():
    tables = made_tables()
    flat = flat_statements(tables)
    assert len(flat) == len(tables.stances)
    assert set(SCHEMAS["stances"].names) <= set(flat.columns)
    row = flat[flat["text"] == "The European Union widened sanctions on Russia"].iloc[0]
    assert (row.holder_name, row.holder_type, row.target_name, row.target_country) == (
        "European Union", "organization", "Russia", "RUS",
    )  # fmt: skip
    assert row.sender_names == ["European Union", "United States"]
    assert (row.article_date, row.article_source) == ("2022-02-25", "Neutral agency style")


@pytest.mark.parametrize(("mode", "shown"), [("full", True), ("excerpt", True), ("none", False)])
def test_no_word_of_an_article_where_none_is_wanted(mode, shown):
    told = flat_statements(made_tables(), text=mode).to_csv() + dna_events(made_tables(), text=mode).to_csv()
    assert ("urged new sanctions" in told) is shown
    assert ("The weather" in told) is False


def test_the_event_list_is_dnas():
    events = dna_events(made_tables())
    assert list(events.columns)[:13] == [
        "statement ID", "time", "document ID", "document title", "author", "source", "section", "type", "text",
        "person", "organization", "concept", "agreement",
    ]  # fmt: skip
    assert len(events) == 13  # one of the 14 takes no side
    biden = events[events["person"] != ""].iloc[0]
    assert (biden["person"], biden["organization"], biden["concept"], biden["agreement"]) == (
        "Joe Biden", "", "sanctions on Russia", 1,
    )  # fmt: skip
    assert biden["time"] == "2022-01-25 00:00:00"
    undated = events[events["article_id"] == "a9"].iloc[0]
    assert undated["time"] == ""
    assert events[events["article_id"] == "a10"].iloc[0]["concept"] == "sanctions (target not said)"


def test_the_event_list_breaks_no_row(tmp_path):
    tables = made_tables()
    wild = tables.articles.assign(title='A "title"; with\nall of it')
    export_run(dataclasses.replace(tables, articles=wild), INFO, tmp_path, ["dna"])
    with (tmp_path / "dna-events.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter=";"))
    assert {len(row) for row in rows} == {22}
    assert rows[1][3] == "A 'title', with all of it"
    assert len((tmp_path / "dna-events.csv").read_text(encoding="utf-8").splitlines()) == len(rows)


def test_who_against_whom_counts_what_the_report_counts():
    tables = made_tables()
    graph = who_against_whom(tables)
    names = tables.actors.set_index("actor_id")["name"]
    edges = {(names[a], names[b], d["weight"], d["impose"], d["threaten"]) for a, b, d in graph.edges(data=True)}
    expected = measures.senders_and_targets(tables)[["sender", "target", "n", "impose", "threaten"]]
    assert edges == set(expected.itertuples(index=False, name=None))


def test_the_discourse_network_normalises_by_average_activity():
    graph = discourse(made_tables())
    # Both are for sanctions on Russia; each speaks of that alone, so they share all there is.
    assert graph.edges["usa", "ukraine"] == {"weight": 1.0, "congruence": 1, "conflict": 0, "subtract": 1}
    assert not graph.has_edge("china", "usa")
    assert graph.edges["china", "kremlin"]["congruence"] == 1
    assert "germany" not in graph  # it takes no side
    assert graph.nodes["european_union"]["statements"] == 3
    assert graph.nodes["russia"] == {
        "statements": 1, "concepts": 1, "label": "Russia", "name": "Russia", "type": "state", "country": "RUS",
    }  # fmt: skip


def test_graphml_is_read_as_it_was_written(tmp_path):
    tables = made_tables()
    names = tables.actors["name"].where(tables.actors["actor_id"] != "china", 'Chi\x00na <b>&"')
    graph = discourse(dataclasses.replace(tables, actors=tables.actors.assign(name=names)))
    write_graphml(tmp_path / "g.graphml", graph)
    read = nx.read_graphml(tmp_path / "g.graphml")
    assert read.nodes["china"]["label"] == 'Chi\ufffdna <b>&"'
    assert {frozenset(e) for e in read.edges} == {frozenset(e) for e in graph.edges}
    keys = [key.get("id") for key in ElementTree.parse(tmp_path / "g.graphml").iter() if key.tag.endswith("}key")]
    assert len(keys) == len(set(keys))


def test_the_matrices_count_each_side():
    tables = made_tables()
    sides = actor_concept(tables)
    for side, frame in sides.items():
        assert frame.set_index("actor").to_numpy().sum() == (tables.stances["position"] == side).sum()
    assert list(sides["support"].columns) == list(sides["oppose"].columns)
    assert list(sides["support"]["actor"]) == list(sides["oppose"]["actor"])
    assert sides["oppose"].set_index("actor").loc["China", "sanctions on Russia"] == 2


# The dictionary


def test_every_column_of_the_schema_is_described():
    frame = dictionary()
    assert frame.loc[frame["meaning"] == "", ["table", "column"]].to_numpy().tolist() == []
    described = frame[frame["table"] != "statements"].groupby("table")["column"].apply(list).to_dict()
    assert described == {table: schema.names for table, schema in SCHEMAS.items()}
    extra = set(frame.loc[frame["table"] == "statements", "column"]) | set(SCHEMAS["stances"].names)
    assert extra == set(flat_statements(made_tables()).columns)


def test_the_document_is_the_one_that_is_made():
    made = as_markdown(dictionary())
    assert (DOCS / "data-dictionary.md").read_text(encoding="utf-8") == made, (
        "make it anew: stancebook export RUN --to FOLDER --format dictionary, then copy data-dictionary.md to docs/"
    )


def test_columns_that_share_a_line_share_its_words():
    text = (
        "# x\n\n## stances\n\n| column | type | meaning |\n| --- | --- | --- |\n| a, b | int, string | what it is |\n"
    )
    assert descriptions(text) == {("stances", "a"): "what it is", ("stances", "b"): "what it is"}
    assert ("stances", "holder_id") in descriptions(tables_document())


# All together


def test_every_format_is_written(tmp_path):
    made = export_run(made_tables(), INFO, tmp_path / "out")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {w.path.name for w in made}
    assert len(made) >= len(FORMATS)
    citation = yaml.safe_load((tmp_path / "out" / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["cff-version"] == "1.2.0"
    assert citation["identifiers"][0]["value"] == f"sha256:{INFO['data_sha256']}"
    assert INFO["data_sha256"] in (tmp_path / "out" / "citation.bib").read_text(encoding="utf-8")


def test_parquet_keeps_the_exact_values(tmp_path):
    tables = made_tables()
    wild = tables.stances.assign(rule="=cmd()")
    export_run(dataclasses.replace(tables, stances=wild), INFO, tmp_path, ["csv", "parquet"], text="full")
    assert (pd.read_parquet(tmp_path / "statements.parquet")["rule"] == "=cmd()").all()
    assert (pd.read_csv(tmp_path / "statements.csv")["rule"] == "'=cmd()").all()


def test_the_same_run_gives_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        export_run(made_tables(), INFO, tmp_path / name)
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name


@pytest.mark.parametrize(
    ("formats", "topic", "words"),
    [(["dna", "graphl"], "sanctions", "did you mean graphml"), (["dna"], "tariffs", "it has: sanctions")],
)
def test_what_cannot_be_exported_is_said_before_anything_is_written(formats, topic, words, tmp_path):
    with pytest.raises(ExportError, match=words):
        export_run(made_tables(), INFO, tmp_path / "out", formats, topic=topic)
    assert not (tmp_path / "out").exists()


def test_a_run_without_statements_gives_empty_files(tmp_path):
    made = export_run(made_tables(stances=False), INFO, tmp_path)
    assert len(made) >= len(FORMATS)
    assert pd.read_csv(tmp_path / "dna-events.csv", sep=";").empty


def test_the_command(tmp_path, capsys):
    run = write_run(tmp_path / "run")
    assert cli.run(["export", str(run), "--to", str(tmp_path / "out"), "--format", "dna,citation"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3
    assert cli.run(["export", str(run), "--to", str(tmp_path / "out"), "--format", "xls"]) == 2
    assert "there is no format 'xls'" in capsys.readouterr().err
