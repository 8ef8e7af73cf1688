"""Copies of one text: wire copy that several outlets print, a statement that is published twice, a corrected version.

Two texts are compared by their shingles, the runs of five words that they hold (Broder 1997, "On the resemblance and
containment of documents"); their similarity is the Jaccard coefficient of the two sets. It is computed exactly, for
the pairs whose sketches (the smallest hash values of each set, from the same paper) share enough. Case and punctuation
do not count.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.measures.corpus import outlet_of
from analysis.progress import Progress
from analysis.tables import Tables

Shingles = npt.NDArray[np.uint64]
Places = npt.NDArray[np.int64]
Measure = Callable[[Tables, Collection[str] | None], pd.DataFrame]

# Dated within three days of each other, two texts with 40 % of their shingles in common are one text, edited. Of 6,684
# news articles the least similar such pair has 0.47 (a wire report under two mastheads), the most similar other pair
# 0.36 (two reports that print the same list); a form filled in for two states on one day has 0.33.
NEAR_DAYS, EDITED = 3, 0.4
# Without a date, or up to a month apart, one outlet's background paragraphs make up to 0.76 of articles with different
# news; the least similar copy has 0.84.
FAR_DAYS, SAME = 31, 0.8

WORDS = 5  # a shingle
SKETCH = 64  # hash values a sketch
SHARED = 0.2  # the part of the smaller sketch that a pair shares at least: half of what the lower threshold lets expect
NEIGHBOURS = 10  # with how many of the texts before it that hold the same shingle a text is paired

WORD = re.compile(r"\w+")
STEP, MIX = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9)  # the odd numbers of splitmix64


@lru_cache(maxsize=200_000)
def _code(word: str) -> int:
    return zlib.crc32(word.encode())


def shingles(text: str) -> Shingles:
    """The hash values of a text's runs of five words, sorted, each once; a shorter text is one run."""
    words = np.fromiter(map(_code, WORD.findall(text.casefold())), dtype=np.uint64)
    size = min(WORDS, len(words))
    runs = np.zeros(len(words) - size + 1, dtype=np.uint64)
    for start in range(size):
        runs = runs * STEP + words[start : start + len(runs)]
    runs = (runs ^ (runs >> np.uint64(30))) * MIX
    return np.unique(runs ^ (runs >> np.uint64(31)))


def jaccard(one: Shingles, other: Shingles) -> float:
    """The shared part of two sets: 1 for the same, 0 for nothing in common."""
    shared = len(np.intersect1d(one, other, assume_unique=True))
    return shared / (len(one) + len(other) - shared)


def copy_groups(tables: Tables) -> pd.DataFrame:
    """One row an article, in the order of the articles: article_id, group, n, similarity.

    `group` is the id of the article that this one copies, its own where it copies none: the earliest by date, undated
    ones last, then by id. `n` is how many articles the group has, `similarity` that to the group's first, 1 for itself.

    Copies share at least 40 % of their shingles when they are dated within three days of each other, and 80 % when they
    are up to a month apart or one has no date. The same form filled in again a year later is no copy. Every member of a
    group is a copy of its first, so that groups do not grow by chains. What is not found: translations, rewritten
    texts, and a short text inside a much longer one.
    """
    articles = tables.articles[["article_id", "date"]].reset_index(drop=True)
    articles = articles.sort_values(["date", "article_id"], na_position="last", kind="stable")
    texts, places = tables.articles["text"], articles.index.to_list()
    found = _firsts(lambda i: shingles(texts.iloc[places[i]]), [_day(day) for day in articles["date"]])
    ids = articles["article_id"].to_list()
    groups = articles[["article_id"]].assign(
        group=pd.array([ids[first] for first, _ in found], dtype="str"), similarity=[s for _, s in found]
    )
    sizes = groups.groupby("group")["group"].transform("size").astype("int64")
    return groups.assign(n=sizes).sort_index()[["article_id", "group", "n", "similarity"]]


def _firsts(read: Callable[[int], Shingles], days: Sequence[date | None]) -> list[tuple[int, float]]:
    """For each text the first text of its group and the similarity to it; of several the most similar."""
    firsts = [(i, 1.0) for i in range(len(days))]
    for later, earlier in _candidates(read, len(days)):
        own = read(later)
        similar = [(jaccard(read(first), own), first) for first in sorted({firsts[e][0] for e in earlier})]
        similar = [(s, first) for s, first in similar if s >= _threshold(days[first], days[later])]
        if similar:
            similarity, first = max(similar, key=lambda pair: pair[0])
            firsts[later] = first, similarity
    return firsts


def _day(day: object) -> date | None:
    return date.fromisoformat(day) if isinstance(day, str) else None


def _threshold(one: date | None, other: date | None) -> float:
    """How similar texts of these dates have to be; more than 1 where they are too far apart to be copies."""
    if one is None or other is None:
        return SAME
    days = abs((one - other).days)
    return EDITED if days <= NEAR_DAYS else SAME if days <= FAR_DAYS else 2.0


def _candidates(read: Callable[[int], Shingles], n: int) -> Iterator[tuple[int, list[int]]]:
    """Texts in their order, each with those before it whose sketch shares enough with its own.

    A shingle pairs a text with the ten nearest before it that hold it, so that a phrase that everybody prints costs no
    more than others; copies share many shingles, and some of them with few other texts.
    """
    sketches = []
    with Progress("comparing texts", unit="text", total=n) as progress:
        for i in range(n):
            sketches.append(read(i)[:SKETCH].copy())  # a slice alone would keep the whole set alive
            progress.add()
    later, earlier = _sharing(sketches)
    starts = np.flatnonzero(np.diff(later, prepend=-1))
    for i, group in zip(later[starts], np.split(earlier, starts[1:]), strict=False):
        yield int(i), group.tolist()


def _sharing(sketches: Sequence[Shingles]) -> tuple[Places, Places]:
    """The pairs of sketches that share enough, as the places of the later and of the earlier."""
    if not sketches:
        return np.array([], dtype=np.int64), np.array([], dtype=np.int64)
    n, sizes = len(sketches), np.array([len(sketch) for sketch in sketches])
    values, owners = np.concatenate(sketches), np.repeat(np.arange(n), sizes)
    order = np.argsort(values, kind="stable")
    values, owners = values[order], owners[order]
    pairs = []
    for lag in range(1, NEIGHBOURS + 1):
        same = values[lag:] == values[:-lag]
        pairs.append(owners[lag:][same] * n + owners[:-lag][same])
    both, shared = np.unique(np.concatenate(pairs), return_counts=True)
    later, earlier = np.divmod(both, n)
    enough = shared >= SHARED * np.minimum(sizes[later], sizes[earlier])
    return later[enough], earlier[enough]


def without_copies(tables: Tables, groups: pd.DataFrame | None = None) -> Tables:
    """The tables of the articles that copy none of the others: of each group the earliest stays.

    `groups` is what `copy_groups` found in these tables, where it is at hand.
    """
    firsts = set((copy_groups(tables) if groups is None else groups)["group"])
    return tables.narrowed(tables.articles[tables.articles["article_id"].isin(firsts)])


def with_copies(tables: Tables, keep: bool) -> Tables:
    """The tables as they are, or `without_copies`: what the parameter `copies` of a notebook decides."""
    return tables if keep else without_copies(tables)


def both_ways(measure: Measure, tables: Tables, once: Tables, actors: Collection[str] | None = None) -> pd.DataFrame:
    """A measure's frame, each of its counts followed by the same in `once` (of `without_copies`): `articles`,
    `articles_once` and so on.
    """
    frame, alone = measure(tables, actors), measure(once, actors)
    counts = [str(c) for c in frame.columns if pd.api.types.is_integer_dtype(frame[c])]
    keys = [str(c) for c in frame.columns if pd.api.types.is_string_dtype(frame[c])]
    wide = frame.merge(alone[keys + counts], how="left", on=keys, suffixes=("", "_once"))
    added = [f"{c}_once" for c in counts]
    wide[added] = wide[added].fillna(0).astype("int64")
    order = [name for c in frame.columns for name in (c, f"{c}_once") if name in wide.columns]
    return wide[order]


def copied_articles(tables: Tables, groups: pd.DataFrame) -> pd.DataFrame:
    """The articles that are copies by these groups, by date.

    Columns: date, outlet, similarity, first_date, first_outlet (of the article that it copies).
    """
    places = tables.articles.assign(outlet=outlet_of(tables.articles))[["article_id", "date", "outlet"]]
    firsts = places.rename(columns={"article_id": "group", "date": "first_date", "outlet": "first_outlet"})
    frame = groups[groups["group"] != groups["article_id"]].merge(places, on="article_id").merge(firsts, on="group")
    frame = frame.sort_values(["date", "article_id"], ignore_index=True, kind="stable")
    return frame[["date", "outlet", "similarity", "first_date", "first_outlet"]]
