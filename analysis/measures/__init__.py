"""Tables → small tidy frames, each with its n, and an interval where it states a rate or a mean.

Pure functions, by question: `corpus` (what was read), `copies` (what was read twice), `tone` (how it is said), `actors`
(who is in it), `coverage` (where and when), `attitude` (how it is written about), `stance` (who stands where),
`changes` (what moved), `network` (who shares positions), `naming` (what became of what names the topic), `gold` and
`trust` (how well it does), `findings` (the same in sentences). Every frame keeps its columns when it is empty. Missing
is missing: an article without a score is in no mean, a statement without a target in no pair, an undated article in no
period.
"""

from analysis.measures.actors import actor_counts, actor_ids, co_mentions, frequent_actors, speakers
from analysis.measures.attitude import attitude_by_actor, attitude_by_outlet
from analysis.measures.changes import change_findings, stance_changes
from analysis.measures.copies import both_ways, copied_articles, copy_groups, with_copies, without_copies
from analysis.measures.corpus import article_with_most_statements, articles_by_outlet, articles_over_time, undated
from analysis.measures.coverage import actors_by_month, articles_by_month
from analysis.measures.findings import (
    actor_findings,
    article_findings,
    corpus_findings,
    findings,
    stance_findings,
    tone_findings,
)
from analysis.measures.gold import Gold, gold_figures
from analysis.measures.intervals import FEW, mean_interval, wilson
from analysis.measures.naming import STATED, naming_counts, naming_sentences
from analysis.measures.network import shared_positions
from analysis.measures.stance import (
    ACTS,
    POSITIONS,
    acts_by_day,
    acts_over_time,
    outlet_stance,
    senders_and_targets,
    stance_by_actor,
    stance_over_time,
    statements,
    who_against_whom,
)
from analysis.measures.tone import polarity_by_outlet, polarity_of_sentences, polarity_over_time, strongest_sentences
from analysis.measures.trust import by_confidence, trust_findings, undated_by_outlet
from analysis.measures.wording import Cases, Sentence

__all__ = [
    "ACTS",
    "FEW",
    "POSITIONS",
    "STATED",
    "Cases",
    "Gold",
    "Sentence",
    "actor_counts",
    "actor_findings",
    "actor_ids",
    "actors_by_month",
    "acts_by_day",
    "acts_over_time",
    "article_findings",
    "article_with_most_statements",
    "articles_by_month",
    "articles_by_outlet",
    "articles_over_time",
    "attitude_by_actor",
    "attitude_by_outlet",
    "both_ways",
    "by_confidence",
    "change_findings",
    "co_mentions",
    "copied_articles",
    "copy_groups",
    "corpus_findings",
    "findings",
    "frequent_actors",
    "gold_figures",
    "mean_interval",
    "naming_counts",
    "naming_sentences",
    "outlet_stance",
    "polarity_by_outlet",
    "polarity_of_sentences",
    "polarity_over_time",
    "senders_and_targets",
    "shared_positions",
    "speakers",
    "stance_by_actor",
    "stance_changes",
    "stance_findings",
    "stance_over_time",
    "statements",
    "strongest_sentences",
    "tone_findings",
    "trust_findings",
    "undated",
    "undated_by_outlet",
    "who_against_whom",
    "wilson",
    "with_copies",
    "without_copies",
]
