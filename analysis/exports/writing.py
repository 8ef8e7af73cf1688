"""The exports of a run in a folder."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.exports.cells import write_csv
from analysis.exports.citation import citation_bib, citation_cff
from analysis.exports.dictionary import as_markdown, dictionary
from analysis.exports.dna import SEPARATOR, dna_events
from analysis.exports.networks import actor_concept, discourse, who_against_whom, write_graphml
from analysis.exports.statements import flat_statements
from analysis.tables import Tables


class ExportError(ValueError):
    """An export that cannot be made, with the remedy."""


@dataclass(frozen=True)
class Written:
    """A file that was written, and what it holds."""

    path: Path
    what: str


@dataclass(frozen=True)
class _Export:
    tables: Tables
    info: Mapping[str, Any]
    folder: Path
    topic: str | None
    text: str

    def dna(self) -> list[Written]:
        frame = dna_events(self.tables, self.topic, self.text)
        path = self.folder / "dna-events.csv"
        write_csv(path, frame, SEPARATOR)
        return [Written(path, f"{len(frame):,} statements that take a side, for the Discourse Network Analyzer")]

    def graphml(self) -> list[Written]:
        made = []
        for name, graph in (("who-against-whom", who_against_whom), ("discourse-network", discourse)):
            network = graph(self.tables, self.topic)
            path = self.folder / f"{name}.graphml"
            write_graphml(path, network)
            made.append(Written(path, f"{len(network):,} actors, {network.number_of_edges():,} edges"))
        return made

    def matrix(self) -> list[Written]:
        made = []
        for side, frame in actor_concept(self.tables, self.topic).items():
            path = self.folder / f"actors-by-concepts-{side}.csv"
            write_csv(path, frame)
            made.append(Written(path, f"{len(frame):,} actors by {frame.shape[1] - 1:,} concepts, statements: {side}"))
        return made

    def csv(self) -> list[Written]:
        frame = flat_statements(self.tables, self.topic, self.text)
        path = self.folder / "statements.csv"
        write_csv(path, frame)
        return [Written(path, f"{len(frame):,} statements with all attributes")]

    def parquet(self) -> list[Written]:
        frame = flat_statements(self.tables, self.topic, self.text)
        path = self.folder / "statements.parquet"
        frame.to_parquet(path, index=False)
        return [Written(path, f"{len(frame):,} statements with all attributes, exact values")]

    def dictionary(self) -> list[Written]:
        frame = dictionary()
        table, page = self.folder / "data-dictionary.csv", self.folder / "data-dictionary.md"
        write_csv(table, frame)
        page.write_text(as_markdown(frame), encoding="utf-8")
        return [Written(table, f"{len(frame):,} columns described"), Written(page, "the same to read")]

    def citation(self) -> list[Written]:
        made = []
        for name, text in (("CITATION.cff", citation_cff(self.info)), ("citation.bib", citation_bib(self.info))):
            (self.folder / name).write_text(text, encoding="utf-8")
            made.append(Written(self.folder / name, "how to cite these data"))
        return made


_WRITERS: dict[str, Callable[[_Export], list[Written]]] = {
    "dna": _Export.dna,
    "graphml": _Export.graphml,
    "matrix": _Export.matrix,
    "csv": _Export.csv,
    "parquet": _Export.parquet,
    "dictionary": _Export.dictionary,
    "citation": _Export.citation,
}
FORMATS = tuple(_WRITERS)


def export_run(
    tables: Tables,
    info: Mapping[str, Any],
    folder: str | Path,
    formats: Iterable[str] = FORMATS,
    *,
    topic: str | None = "sanctions",
    text: str = "excerpt",
) -> list[Written]:
    """Write the exports of a run's tables into a folder; `info` is its `run.json`.

    Raises `ExportError` for an unknown format or topic before anything is written. Files of the same names are
    replaced.
    """
    wanted = list(dict.fromkeys(formats))
    for name in wanted:
        if name not in _WRITERS:
            near = difflib.get_close_matches(name, FORMATS, 1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise ExportError(f"there is no format {name!r}: {', '.join(FORMATS)}{hint}")
    topics = sorted(set(tables.stances["topic"]))
    if topic is not None and topics and topic not in topics:
        raise ExportError(f"the run has no statement on the topic {topic!r}; it has: {', '.join(topics)}")
    path = Path(folder)
    path.mkdir(parents=True, exist_ok=True)
    export = _Export(tables, info, path, topic, text)
    return [made for name in wanted for made in _WRITERS[name](export)]
