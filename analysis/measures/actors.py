"""Who is in it: mentions, company, and speech. Actors are shown by their names."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Sequence
from itertools import combinations

import pandas as pd

from analysis.measures.corpus import outlet_of
from analysis.tables import Tables


def names_of(tables: Tables, ids: pd.Series[str]) -> pd.Series[str]:
    """The actors' names for their ids; an id without an actor stays as it is, a missing id stays missing."""
    actors = tables.actors[::-1]  # of two with one id the first counts
    names = dict(zip(actors["actor_id"], actors["name"], strict=True))
    return ids.map(names).astype("str").fillna(ids)


def actor_ids(tables: Tables, actors: Iterable[str]) -> list[str]:
    """The ids of actors given by name or id, in any case.

    Raises `ValueError` with the nearest names for an unknown one.
    """
    ids = [str(i) for i in tables.actors["actor_id"]]
    known = dict(zip(tables.actors["name"].str.casefold(), ids, strict=True))
    known |= {i.casefold(): i for i in ids}
    unknown = [name for name in actors if name.casefold() not in known]
    if unknown:
        raise ValueError("; ".join(_unknown(name, tables.actors["name"].to_list()) for name in unknown))
    return list(dict.fromkeys(known[name.casefold()] for name in actors))


def _unknown(name: str, names: Sequence[str]) -> str:
    by_case = {n.casefold(): n for n in names}
    near = difflib.get_close_matches(name.casefold(), by_case, n=3, cutoff=0.5)
    near = near or [folded for folded in by_case if name.casefold() in folded][:3]
    hint = f"did you mean {' or '.join(repr(by_case[n]) for n in near)}?" if near else "no actor has a name like it"
    return f"no actor is called {name!r}: {hint}"


def frequent_actors(tables: Tables, min_mentions: int, actors: Iterable[str] = ()) -> list[str]:
    """The ids of the named actors, or where none is named of those with at least so many mentions, most first."""
    if named := actor_ids(tables, actors):
        return named
    counts = actor_counts(tables)
    return [str(i) for i in counts.loc[counts["mentions"] >= min_mentions, "actor_id"]]


def actor_counts(tables: Tables, actors: Collection[str] | None = None) -> pd.DataFrame:
    """One row an actor, most articles first.

    Columns: actor_id, actor, type, country, mentions, articles, quotes (spoken by it), outlets.

    An actor counts once an article in `articles`, which is what to compare: long articles mention more.
    """
    mentions = tables.mentions.merge(_outlets(tables), on="article_id")
    counts = mentions.groupby("actor_id").agg(
        mentions=("article_id", "size"), articles=("article_id", "nunique"), outlets=("outlet", "nunique")
    )
    counts["quotes"] = tables.quotes.groupby("speaker_id").size().reindex(counts.index, fill_value=0)
    known = tables.actors.drop_duplicates("actor_id").set_index("actor_id")[["name", "type", "country"]]
    frame = counts.join(known).reset_index(names="actor_id").rename(columns={"name": "actor"})
    frame["actor"] = frame["actor"].fillna(frame["actor_id"])
    frame = _only(frame, "actor_id", actors)
    frame = frame.sort_values(["articles", "mentions", "actor"], ascending=[False, False, True], ignore_index=True)
    return frame[["actor_id", "actor", "type", "country", "mentions", "articles", "quotes", "outlets"]]


def _outlets(tables: Tables) -> pd.DataFrame:
    return tables.articles.assign(outlet=outlet_of(tables.articles))[["article_id", "outlet"]]


def _only(frame: pd.DataFrame, column: str, actors: Collection[str] | None) -> pd.DataFrame:
    return frame if actors is None else frame[frame[column].isin(set(actors))]


def co_mentions(tables: Tables, actors: Collection[str] | None = None) -> pd.DataFrame:
    """Pairs of actors by the articles that mention both, most first: actor, other, n (articles), jaccard.

    `jaccard` is the share of the articles with either that have both, so that a pair is not near only because both are
    everywhere. Each pair stands once, in the order of the names.
    """
    pairs = _only(tables.mentions[["article_id", "actor_id"]].drop_duplicates(), "actor_id", actors)
    named = pairs.assign(actor=names_of(tables, pairs["actor_id"]))
    single = named.groupby("actor")["article_id"].nunique()
    both: dict[tuple[str, str], int] = {}
    for _, group in named.groupby("article_id")["actor"]:
        for pair in combinations(sorted(set(group)), 2):
            both[pair] = both.get(pair, 0) + 1
    rows = [(a, b, n, n / (single[a] + single[b] - n)) for (a, b), n in both.items()]
    frame = pd.DataFrame(rows, columns=["actor", "other", "n", "jaccard"])
    return frame.sort_values(["n", "actor", "other"], ascending=[False, True, True], ignore_index=True)


def speakers(tables: Tables, actors: Collection[str] | None = None) -> pd.DataFrame:
    """Who is quoted, most first: actor, direct, indirect, n (quotes), articles.

    Quotes without a known speaker are left out.
    """
    quotes = _only(tables.quotes.dropna(subset=["speaker_id"]), "speaker_id", actors)
    named = quotes.assign(actor=names_of(tables, quotes["speaker_id"]))
    counts = named.groupby("actor").agg(
        direct=("kind", lambda kinds: int((kinds == "direct").sum())),
        indirect=("kind", lambda kinds: int((kinds == "indirect").sum())),
        n=("kind", "size"),
        articles=("article_id", "nunique"),
    )
    return counts.reset_index().sort_values(["n", "actor"], ascending=[False, True], ignore_index=True)
