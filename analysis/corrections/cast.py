"""Actors by their names: the run's, then the lexicon's, then new ones."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from analysis.lexicons import load_actors

Row = dict[str, Any]


@dataclass(frozen=True)
class Cast:
    """Finds an actor's id by its name or id, in any case. What it has to make up is in `new`, as rows of `actors`."""

    ids: Mapping[str, str]  # casefolded id or name → id
    names: Mapping[str, str]  # id → name
    lexicon: Mapping[str, Row]  # casefolded id or name → a row
    new: dict[str, Row] = field(default_factory=dict)

    @classmethod
    def of(cls, actors: pd.DataFrame) -> Cast:
        pairs = [(str(i), str(name)) for i, name in zip(actors["actor_id"], actors["name"], strict=True)]
        known: dict[str, str] = {}
        for actor, name in pairs:
            known.setdefault(name.casefold(), actor)
        known |= {actor.casefold(): actor for actor, _ in pairs}
        return cls(known, dict(pairs), _lexicon())

    def name(self, actor: str | None) -> str | None:
        """The name of an id; an id without an actor is its own name."""
        return None if actor is None else self.names.get(actor, actor)

    def find(self, name: str) -> str | None:
        """The id of a known actor, else None."""
        folded = name.strip().casefold()
        row = self.lexicon.get(folded) or self.new.get(folded)
        return self.ids.get(folded) or (str(row["actor_id"]) if row else None)

    def id_of(self, name: str) -> str:
        """The id of an actor; one that nobody knows gets an id from its name, and no type."""
        folded = name.strip().casefold()
        if folded in self.ids:
            return self.ids[folded]
        made = {"actor_id": re.sub(r"\W+", "_", folded).strip("_") or "unnamed", "name": name.strip()}
        row = self.new.setdefault(folded, self.lexicon.get(folded, made))
        return str(row["actor_id"])

    def near(self, name: str, cutoff: float = 0.8) -> list[str]:
        """Names of known actors that one may have meant."""
        by_fold = {known.casefold(): known for known in self.names.values()}
        by_fold |= {str(row["name"]).casefold(): str(row["name"]) for row in self.lexicon.values()}
        return [by_fold[m] for m in difflib.get_close_matches(name.strip().casefold(), by_fold, n=2, cutoff=cutoff)]

    def new_rows(self) -> list[Row]:
        """The actors that the run did not have, each once."""
        rows = {str(row["actor_id"]): row for row in self.new.values()}
        return [row for actor, row in rows.items() if actor not in self.names]


def _lexicon() -> dict[str, Row]:
    rows: dict[str, Row] = {}
    for entry in load_actors():
        row: Row = {"actor_id": entry.id, "name": entry.name, "type": entry.type, "country": entry.country}
        row["wikidata_id"] = entry.wikidata
        for alias in (*entry.names, entry.name, entry.id):
            rows.setdefault(alias.casefold(), row)
    return rows
