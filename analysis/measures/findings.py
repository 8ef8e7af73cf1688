"""Findings: the measures in sentences, each with its n; few cases are said to be few.

Each function gives a list of plain sentences, the most telling first, and an empty list where there is nothing to tell.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

import pandas as pd

from analysis.lexicons import AUTHOR
from analysis.measures.actors import actor_counts, co_mentions
from analysis.measures.attitude import attitude_by_actor, attitude_by_outlet
from analysis.measures.changes import change_findings
from analysis.measures.corpus import NO_OUTLET, articles_by_outlet, undated
from analysis.measures.intervals import FEW, wilson
from analysis.measures.periods import bounds_of, period_of, spoken, unit_of
from analysis.measures.stance import POSITIONS, senders_and_targets, stance_by_actor, statements
from analysis.measures.tone import polarity_by_outlet
from analysis.measures.wording import Cases, Sentence, counted, few, percent, percents, topic_name
from analysis.tables import Tables

COMPARED = 20  # the actors in most articles, among whom it is asked of whom the text speaks worst


def findings(tables: Tables, topic: str = "sanctions") -> list[str]:
    """The first findings of every question: what was read, who stands where, what changed, who is in it, what tone."""
    if tables.articles.empty:
        return corpus_findings(tables)
    return [
        *corpus_findings(tables)[:1],
        *stance_findings(tables, topic)[:3],
        *change_findings(tables, topic),
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
        return [f"No statement on {topic_name(topic)} was found in {counted(len(tables.articles), 'article')}."]
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
        return f"No statement on {topic_name(topic)} takes a side ({where})."
    low, high = wilson(support, support + oppose)
    return Sentence.of(
        Cases(support, {"position": "support"}),
        " of the ",
        Cases(counted(support + oppose, "statement"), {"position": ("support", "oppose")}),
        f" that take a side are for {topic_name(topic)} and ",
        Cases(oppose, {"position": "oppose"}),
        f" against: {percent(support / (support + oppose))} support (95 % interval {percents(low, high)}; {where}).",
    )


def _sides(tables: Tables, topic: str) -> Iterable[str]:
    """The actor most often for, and the actor most often against. The authors of many articles are no one actor."""
    actors = stance_by_actor(tables, topic)
    actors = actors[actors["holder"] != AUTHOR]
    their = set(tables.actors.loc[tables.actors["type"].isin(["person", "group"]), "name"])
    for side, words in (("support", "for"), ("oppose", "against")):
        top = actors.sort_values([side, "holder"], ascending=[False, True]).head(1)
        for row in top[top[side] > 0].to_dict("records"):
            sided, holder = row["support"] + row["oppose"], {"holder": row["holder"]}
            yield Sentence.of(
                f"{row['holder']} speaks most often {words} {topic_name(topic)}: ",
                Cases(row[side], holder | {"position": side}),
                f" of {'their' if row['holder'] in their else 'its'} ",
                Cases(counted(sided, "statement"), holder | {"position": ("support", "oppose")}),
                f" with a side{few(sided)}.",
            )


def _pairs(tables: Tables, topic: str) -> Iterable[str]:
    pairs = senders_and_targets(tables, topic)
    for row in pairs.head(1).to_dict("records"):
        pair = {"sender": row["sender"], "target": row["target"]}
        yield Sentence.of(
            f"The pair named most is {row['sender']} → {row['target']}: ",
            Cases(counted(row["n"], "statement"), pair),
            ", of them ",
            Cases(counted(row["impose"], "imposition"), pair | {"act": "impose"}),
            " and ",
            Cases(counted(row["threaten"], "threat"), pair | {"act": "threaten"}),
            f"{few(row['n'])}.",
        )


def _acts_when(tables: Tables, frame: pd.DataFrame) -> Iterable[str]:
    """The periods with most threats and most impositions."""
    unit = unit_of(tables.articles["date"])
    for act, noun in (("threaten", "Threats"), ("impose", "Impositions")):
        dates = frame.loc[frame["act"] == act, "date"]
        counts = period_of(dates, unit).value_counts().sort_index()
        if len(counts) > 1 and (counts == counts.max()).sum() == 1:
            top = str(counts.idxmax())
            (first, last), total = bounds_of(top), int(counts.sum())
            yield Sentence.of(
                f"{noun} are most frequent in {spoken(top)}: ",
                Cases(counts[top], {"act": act, "from": first, "to": last}),
                " of ",
                Cases(total, {"act": act, "dated": "yes"}),
                f" dated ones{few(total)}.",
            )


def _conditions(frame: pd.DataFrame) -> Iterable[str]:
    n = int(frame["conditional"].sum())
    if n:
        yield Sentence.of(
            Cases(n, {"condition": "yes"}),
            f" of {counted(len(frame), 'statement')} hold only on a condition ({percent(n / len(frame))}).",
        )


def actor_findings(tables: Tables, once: Tables | None = None) -> list[str]:
    """Who is in most articles, who is quoted most, who stands together, of whom the text speaks worst, and where.

    With `once`, the same tables without copies, it is said how many articles are copies and what the first counts are
    without them.
    """
    counts = actor_counts(tables)
    if counts.empty:
        return ["No actor was found in this selection."]
    sentences = [_most_articles(tables, counts, once), *_copied(tables, once)]
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
    first = counts["actor_id"].head(COMPARED).to_list()
    return [*sentences, *_worst(tables, first), *_apart(tables, first)]


def _most_articles(tables: Tables, counts: pd.DataFrame, once: Tables | None) -> str:
    n = len(tables.articles)
    alone = {} if once is None else actor_counts(once).set_index("actor_id")["articles"].to_dict()
    parts = []
    for row in counts.head(3).to_dict("records"):
        without = alone.get(row["actor_id"], row["articles"])
        also = f"; {without} without copies" if without != row["articles"] else ""
        parts.append(f"{row['actor']} ({row['articles']}{also})")
    of = f"{counted(n, 'article')} with {counted(len(counts), 'actor')}"
    return f"In most articles: {', '.join(parts)}, of {of}{few(n)}."


def _copied(tables: Tables, once: Tables | None) -> Iterable[str]:
    n = len(tables.articles)
    dropped = n - len(once.articles) if once is not None else 0
    if dropped:
        verb = "copies" if dropped == 1 else "copy"
        yield f"{dropped} of {counted(n, 'article')} {verb} an earlier one ({percent(dropped / n)})."


def _worst(tables: Tables, actors: Collection[str]) -> Iterable[str]:
    """Of these actors the one with the largest share of negative mentions."""
    attitudes = attitude_by_actor(tables, actors)
    enough = attitudes[attitudes["articles"] >= FEW].dropna(subset=["low"])
    enough = enough.sort_values(["share", "actor"], ascending=[False, True])
    for row in enough.head(1).to_dict("records"):
        among = f"Of the {len(enough)} actors in most articles the" if len(enough) > 1 else "The"
        yield (
            f"{among} text speaks worst of {row['actor']}: {row['negative']} of {counted(row['n'], 'mention')} "
            f"negative ({percent(row['share'])}, 95 % interval {percents(row['low'], row['high'])}, "
            f"{counted(row['articles'], 'article')})."
        )


def _apart(tables: Tables, actors: Collection[str]) -> Iterable[str]:
    """The outlet that is most surely apart from the others in how it writes about one of these actors."""
    frame = attitude_by_outlet(tables, actors)
    frame = frame[(frame["articles"] >= FEW) & (frame["others_articles"] >= FEW)].dropna(subset=["difference_low"])
    # The bound nearer to 0: above 0 where the whole interval lies on one side of it.
    surely = frame["difference_low"].where(frame["difference"] > 0, -frame["difference_high"])
    apart = frame.assign(surely=surely)[surely > 0].sort_values(
        ["surely", "actor", "outlet"], ascending=[False, True, True]
    )
    for row in apart.head(1).to_dict("records"):
        more = "more" if row["difference"] > 0 else "less"
        yield (
            f"{row['outlet']} writes {more} favourably of {row['actor']} than the other outlets: net share "
            f"{row['net']:+.2f} against {row['others']:+.2f} (95 % interval of the difference "
            f"{row['difference_low']:+.2f} to {row['difference_high']:+.2f}; {row['articles']} and "
            f"{row['others_articles']} articles). It is the clearest of {counted(len(frame), 'comparison')}."
        )


def tone_findings(tables: Tables) -> list[str]:
    """The outlets with the most positive and most negative wording, where there is more than one.

    Of outlets with ten articles or more, where there are two of them: the extremes of single articles say little.
    """
    outlets = polarity_by_outlet(tables, "compound")
    total = int(outlets["n"].sum())
    if outlets.empty:
        return ["No article has a sentiment score in this selection."]
    if len(outlets) == 1:
        row = outlets.iloc[0]
        return [f"The wording of {row['outlet']} averages {row['mean']:+.2f} (VADER, {counted(total, 'article')})."]
    enough = outlets[outlets["n"] >= FEW]
    outlets = enough if len(enough) > 1 else outlets
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
        f"The article holds {counted(len(frame), 'statement')} on {topic_name(topic)}{f' ({sides})' if sides else ''}, "
        f"{counted(len(quotes), 'quote')} and {counted(actors, 'actor')}."
    ]


def _undated(tables: Tables) -> str:
    n = undated(tables)
    return f"; {n} undated" if n else ""
