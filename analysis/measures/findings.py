"""Findings: the measures in sentences, each with its n; few cases are said to be few.

Each function gives a list of plain sentences, the most telling first, and an empty list where there is nothing to tell.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from analysis.measures.actors import actor_counts, attitude_by_actor, co_mentions
from analysis.measures.corpus import NO_OUTLET, articles_by_outlet, undated
from analysis.measures.intervals import FEW, wilson
from analysis.measures.periods import period_of, spoken, unit_of
from analysis.measures.stance import POSITIONS, senders_and_targets, stance_by_actor, statements
from analysis.measures.tone import polarity_by_outlet
from analysis.measures.wording import counted, few, percent, percents
from analysis.tables import Tables


def findings(tables: Tables, topic: str = "sanctions") -> list[str]:
    """The first findings of every question: what was read, who stands where, who is in it, how it is said."""
    if tables.articles.empty:
        return corpus_findings(tables)
    return [
        *corpus_findings(tables)[:1],
        *stance_findings(tables, topic)[:3],
        *actor_findings(tables)[:1],
        *tone_findings(tables)[:1],
    ]


def corpus_findings(tables: Tables) -> list[str]:
    """How many articles, from where and when, and what was left out."""
    articles = tables.articles
    if articles.empty:
        return ["No article is in this selection."]
    outlets = articles_by_outlet(tables)
    outlets = outlets[outlets["outlet"] != NO_OUTLET]
    dates = articles["date"].dropna()
    when = f", from {spoken(dates.min())} to {spoken(dates.max())}" if len(dates) else ""
    sentences = [f"{counted(len(articles), 'article')} from {counted(len(outlets), 'outlet')}{when}{_undated(tables)}."]
    if len(outlets) > 1:
        top = outlets.iloc[0]
        share = top["articles"] / len(articles)
        sentences.append(
            f"The largest share is from {top['outlet']}: {counted(top['articles'], 'article')} ({percent(share)})."
        )
    if len(tables.skipped):
        sentences.append(f"{counted(len(tables.skipped), 'part')} of the source could not be read as an article.")
    return sentences


def stance_findings(tables: Tables, topic: str = "sanctions") -> list[str]:
    """Support and opposition over all, who speaks most, who threatens or imposes on whom, and when."""
    frame = statements(tables, topic)
    if frame.empty:
        return [f"No statement on {topic} was found in {counted(len(tables.articles), 'article')}."]
    return [
        _balance(frame, topic),
        *_sides(tables, topic),
        *_pairs(tables, topic),
        *_acts_when(tables, frame),
        *_conditions(frame),
    ]


def _balance(frame: pd.DataFrame, topic: str) -> str:
    support, oppose = (int((frame["position"] == side).sum()) for side in ("support", "oppose"))
    where = f"{counted(len(frame), 'statement')} in {counted(frame['article_id'].nunique(), 'article')}"
    if not support + oppose:
        return f"No statement on {topic} takes a side ({where})."
    low, high = wilson(support, support + oppose)
    return (
        f"{support} of the {counted(support + oppose, 'statement')} that take a side are for {topic} and {oppose} "
        f"against: {percent(support / (support + oppose))} support (95 % interval {percents(low, high)}; {where})."
    )


def _sides(tables: Tables, topic: str) -> Iterable[str]:
    """The actor most often for, and the actor most often against."""
    actors = stance_by_actor(tables, topic)
    for side, words in (("support", "for"), ("oppose", "against")):
        top = actors.sort_values([side, "holder"], ascending=[False, True]).head(1)
        for row in top[top[side] > 0].to_dict("records"):
            sided = row["support"] + row["oppose"]
            yield (
                f"{row['holder']} speaks most often {words} {topic}: {row[side]} of its {counted(sided, 'statement')} "
                f"with a side{few(sided)}."
            )


def _pairs(tables: Tables, topic: str) -> Iterable[str]:
    pairs = senders_and_targets(tables, topic)
    for row in pairs.head(1).to_dict("records"):
        yield (
            f"The pair named most is {row['sender']} → {row['target']}: {counted(row['n'], 'statement')}, of them "
            f"{counted(row['impose'], 'imposition')} and {counted(row['threaten'], 'threat')}{few(row['n'])}."
        )


def _acts_when(tables: Tables, frame: pd.DataFrame) -> Iterable[str]:
    """The periods with most threats and most impositions."""
    unit = unit_of(tables.articles["date"])
    for act, noun in (("threaten", "Threats"), ("impose", "Impositions")):
        dates = frame.loc[frame["act"] == act, "date"]
        counts = period_of(dates, unit).value_counts().sort_index()
        if len(counts) > 1 and (counts == counts.max()).sum() == 1:
            top = str(counts.idxmax())
            total = int(counts.sum())
            yield f"{noun} are most frequent in {spoken(top)}: {counts[top]} of {total} dated ones{few(total)}."


def _conditions(frame: pd.DataFrame) -> Iterable[str]:
    n = int(frame["conditional"].sum())
    if n:
        yield f"{n} of {counted(len(frame), 'statement')} hold only on a condition ({percent(n / len(frame))})."


def actor_findings(tables: Tables) -> list[str]:
    """Who is in most articles, who is quoted most, who stands together, and whom the text speaks of worst."""
    counts = actor_counts(tables)
    if counts.empty:
        return ["No actor was found in this selection."]
    n = len(tables.articles)
    first = ", ".join(f"{row['actor']} ({row['articles']})" for row in counts.head(3).to_dict("records"))
    sentences = [f"In most articles: {first}, of {counted(n, 'article')} with {counted(len(counts), 'actor')}{few(n)}."]
    for row in counts.sort_values(["quotes", "actor"], ascending=[False, True]).head(1).to_dict("records"):
        total = len(tables.quotes)
        if row["quotes"]:
            share = f"{row['quotes']} of {counted(total, 'quote')}"
            sentences.append(f"Quoted most: {row['actor']}, with {share}{few(total)}.")
    for row in co_mentions(tables).head(1).to_dict("records"):
        sentences.append(
            f"Most often together: {row['actor']} and {row['other']}, in {counted(row['n'], 'article')} "
            f"({percent(row['jaccard'])} of those with either){few(row['n'])}."
        )
    return [*sentences, *_worst(tables)]


def _worst(tables: Tables) -> Iterable[str]:
    attitudes = attitude_by_actor(tables)
    enough = attitudes[attitudes["n"] >= FEW].sort_values(["share", "actor"], ascending=[False, True])
    for row in enough.head(1).to_dict("records"):
        yield (
            f"The text speaks worst of {row['actor']}: {row['negative']} of {counted(row['n'], 'mention')} negative "
            f"({percent(row['share'])}, 95 % interval {percents(row['low'], row['high'])})."
        )


def tone_findings(tables: Tables) -> list[str]:
    """The outlets with the most positive and most negative wording, where there is more than one."""
    outlets = polarity_by_outlet(tables, "compound")
    total = int(outlets["n"].sum())
    if outlets.empty:
        return ["No article has a sentiment score in this selection."]
    if len(outlets) == 1:
        row = outlets.iloc[0]
        return [f"The wording of {row['outlet']} averages {row['mean']:+.2f} (VADER, {counted(total, 'article')})."]
    high, low = outlets.iloc[0], outlets.iloc[-1]
    # A missing bound compares as False: one article has no interval, and so does not differ.
    apart = "their intervals do not overlap" if high["low"] > low["high"] else "their intervals overlap"
    return [
        f"The wording is brightest in {high['outlet']} ({high['mean']:+.2f}, n = {high['n']}) and darkest in "
        f"{low['outlet']} ({low['mean']:+.2f}, n = {low['n']}) by VADER; {apart} ({counted(total, 'article')})."
    ]


def article_findings(tables: Tables, article_id: str, topic: str = "sanctions") -> list[str]:
    """What one article holds: its statements by position, its quotes and its actors."""
    frame = statements(tables, topic)
    frame = frame[frame["article_id"] == article_id]
    quotes = tables.quotes[tables.quotes["article_id"] == article_id]
    actors = tables.mentions.loc[tables.mentions["article_id"] == article_id, "actor_id"].nunique()
    counts = frame["position"].value_counts()
    sides = ", ".join(f"{counts[side]} {side}" for side in POSITIONS if side in counts)
    return [
        f"The article holds {counted(len(frame), 'statement')} on {topic}{f' ({sides})' if sides else ''}, "
        f"{counted(len(quotes), 'quote')} and {counted(actors, 'actor')}."
    ]


def _undated(tables: Tables) -> str:
    n = undated(tables)
    return f"; {n} undated" if n else ""
