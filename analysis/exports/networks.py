"""Networks of actors as GraphML, and actors by concepts as matrices."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import combinations
from pathlib import Path
from typing import Any

import networkx as nx
import pandas as pd

from analysis.exports.statements import concepts, flat_statements
from analysis.tables import Tables

# What XML 1.0 cannot hold, not even escaped.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
SIDES = ("support", "oppose")


def who_against_whom(tables: Tables, topic: str | None = None) -> nx.DiGraph[str]:
    """From whoever puts sanctions to whom they are put on, as the statements have it.

    An edge counts the statements that say both (`weight`), those of them that impose and that threaten, and their
    articles. A statement with two senders counts for each.
    """
    flat = flat_statements(tables, topic)
    pairs = flat.explode("sender_ids").dropna(subset=["sender_ids", "target_id"])
    graph = nx.DiGraph()
    for (sender, target), group in pairs.groupby(["sender_ids", "target_id"], sort=True):
        acts = group["act"].value_counts()
        counts = {act: int(acts.get(act, 0)) for act in ("impose", "threaten")}
        graph.add_edge(sender, target, weight=len(group), **counts, articles=int(group["article_id"].nunique()))
    return _described(graph, tables)


def discourse(tables: Tables, topic: str | None = None) -> nx.Graph[str]:
    """Actors that share positions: the congruence network of discourse network analysis (Leifeld 2017).

    A concept is a topic and a target. `congruence` counts the concepts on which both are for, and those on which both
    are against; `conflict` those on which one is for and the other against; an actor who has said both counts on both
    sides. `subtract` is their difference. `weight` is congruence divided by the average number of concepts of the two
    (normalisation by average activity), so that two actors are not near only because they say much. An edge is there
    where congruence is. Nodes have their `statements` and `concepts`. Left out are neutral statements, and those whose
    target is not said: two of them need not be about the same sanctions.
    """
    flat = flat_statements(tables, topic)
    flat = flat[flat["position"].isin(SIDES) & flat["target_id"].notna()]
    said: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for holder, position, concept in zip(flat["holder_id"], flat["position"], concepts(flat), strict=True):
        said[holder][position].add(concept)
    known = {holder: sides["support"] | sides["oppose"] for holder, sides in said.items()}
    counts = flat["holder_id"].value_counts()
    graph = nx.Graph()
    for holder in sorted(said):
        graph.add_node(holder, statements=int(counts[holder]), concepts=len(known[holder]))
    for one, other in combinations(sorted(said), 2):
        congruence = sum(len(said[one][side] & said[other][side]) for side in SIDES)
        conflict = sum(len(said[one][a] & said[other][b]) for a, b in (SIDES, SIDES[::-1]))
        if congruence:
            weight = congruence / ((len(known[one]) + len(known[other])) / 2)
            numbers = {"congruence": congruence, "conflict": conflict, "subtract": congruence - conflict}
            graph.add_edge(one, other, weight=weight, **numbers)
    return _described(graph, tables)


def _described(graph: Any, tables: Tables) -> Any:
    """Give every node the actor's name, type and country, where they are known; `label` is what Gephi shows."""
    actors = tables.actors.drop_duplicates("actor_id").set_index("actor_id")[["name", "type", "country"]]
    known = actors.reindex(list(graph.nodes)).to_dict("index")
    for node, attributes in known.items():
        said = {key: _xml(value) for key, value in attributes.items() if pd.notna(value)}
        graph.nodes[node].update({"label": said.get("name", _xml(node))} | said)
    return graph


def _xml(value: object) -> str:
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", str(value))


def write_graphml(path: Path, graph: Any) -> None:
    """Write a graph as GraphML; ids that XML cannot hold are replaced."""
    clean = nx.relabel_nodes(graph, {node: _xml(node) for node in graph.nodes})
    nx.write_graphml_xml(clean, path, named_key_ids=True)


def actor_concept(tables: Tables, topic: str | None = None) -> dict[str, pd.DataFrame]:
    """The two-mode network: for each side (support, oppose) a frame of actors by concepts that counts statements.

    Both have the same rows and columns, in the order of their names, and a first column `actor`.
    """
    flat = flat_statements(tables, topic)
    flat = flat.assign(concept=concepts(flat))[flat["position"].isin(SIDES)]
    rows = sorted(flat["holder_name"].unique())
    columns = sorted(flat["concept"].unique())
    return {side: _counts(flat[flat["position"] == side], rows, columns) for side in SIDES}


def _counts(flat: pd.DataFrame, rows: list[str], columns: list[str]) -> pd.DataFrame:
    counts = pd.crosstab(flat["holder_name"], flat["concept"]) if len(flat) else pd.DataFrame()
    counts = counts.reindex(index=rows, columns=columns, fill_value=0).astype("int64")
    return counts.rename_axis(index="actor", columns=None).reset_index()
