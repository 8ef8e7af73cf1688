"""The tables of a run as data frames. Needs no spaCy: notebooks read finished runs."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa
from markupsafe import Markup


def data_frame(table: pa.Table) -> pd.DataFrame:
    """A table as a data frame; made in the thread that asks, as `store.read_part` reads."""
    frame: pd.DataFrame = table.to_pandas(use_threads=False)
    return frame


@dataclass(frozen=True, kw_only=True)
class Tables:
    """The tables of a run as data frames; `Tables.select` narrows all of them together."""

    articles: pd.DataFrame
    sentences: pd.DataFrame
    actors: pd.DataFrame
    mentions: pd.DataFrame
    quotes: pd.DataFrame
    stances: pd.DataFrame
    skipped: pd.DataFrame

    @classmethod
    def from_arrow(cls, tables: Mapping[str, pa.Table]) -> Tables:
        return cls(**{field.name: data_frame(tables[field.name]) for field in dataclasses.fields(cls)})

    def __repr__(self) -> str:
        sizes = [f"{field.name} ({len(getattr(self, field.name)):,})" for field in dataclasses.fields(self)]
        return f"Tables: {', '.join(sizes)}"

    def _repr_html_(self) -> str:
        """Every table with its rows and columns: what Jupyter shows."""
        frames = [(field.name, getattr(self, field.name)) for field in dataclasses.fields(self)]
        row = Markup('<tr><th scope="row">{}</th><td>{:,}</td><td style="text-align: left">{}</td></tr>\n')
        body = Markup("").join(row.format(name, len(frame), ", ".join(frame.columns)) for name, frame in frames)
        head = Markup('<tr><th scope="col">table</th><th scope="col">rows</th><th scope="col">columns</th></tr>')
        return str(Markup("<table>\n<thead>{}</thead>\n<tbody>\n{}</tbody>\n</table>").format(head, body))

    def select(
        self,
        *,
        start: str | None = None,
        end: str | None = None,
        outlets: Iterable[str] = (),
        keep_undated: bool = True,
    ) -> Tables:
        """The rows of the articles dated `start` to `end` (ISO, inclusive) from these outlets (none given: all).

        Undated articles stay unless `keep_undated` is false or a bound is given. Raises `ValueError` for an unknown
        outlet, with those there are.
        """
        articles = self.articles
        wanted = {outlets} if isinstance(outlets, str) else set(outlets)
        if unknown := wanted - set(articles["source"].dropna()):
            known = ", ".join(sorted(set(articles["source"].dropna())))
            raise ValueError(f"no such outlet: {', '.join(sorted(unknown))}; there are: {known}")
        keep = articles["source"].isin(wanted) if wanted else pd.Series(True, index=articles.index)
        dates = articles["date"]
        if start or end or not keep_undated:
            keep &= dates.notna()
        if start:
            keep &= dates.fillna("") >= start
        if end:
            keep &= dates.fillna("9999") <= end
        return self.narrowed(articles[keep])

    def narrowed(self, articles: pd.DataFrame) -> Tables:
        """The rows of these articles, which are rows of `articles`; actors that nothing names any more are left out."""
        ids = set(articles["article_id"])
        parts = {
            name: frame[frame["article_id"].isin(ids)].reset_index(drop=True)
            for name in ("sentences", "mentions", "quotes", "stances")
            for frame in [getattr(self, name)]
        }
        stances = parts["stances"]
        used = {*parts["mentions"]["actor_id"], *parts["quotes"]["speaker_id"]}
        used |= {*stances["holder_id"], *stances["via_id"], *stances["target_id"], *stances["sender_ids"].explode()}
        actors = self.actors[self.actors["actor_id"].isin(used)].reset_index(drop=True)
        return Tables(articles=articles.reset_index(drop=True), actors=actors, skipped=self.skipped, **parts)
