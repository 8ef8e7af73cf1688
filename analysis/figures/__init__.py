"""Summaries → matplotlib figures in one style; every figure is a `Chart` and carries its alt text.

A function here takes the frame of the measure that has its name, and draws it: the same frame gives the same bytes. No
figure tells by colour alone (marks, hatches and labels stand beside it), each states its n, and an empty frame gives a
figure that says so. `style` holds the palette and the look; the other modules follow the measures.
"""

from analysis.figures.actors import actor_counts, co_mentions, speakers
from analysis.figures.attitude import attitude_by_actor, attitude_by_outlet
from analysis.figures.corpus import articles_by_outlet, articles_over_time
from analysis.figures.coverage import actors_by_month, actors_by_outlet
from analysis.figures.gold import gold_figures
from analysis.figures.network import shared_positions
from analysis.figures.pairs import senders_and_targets, who_against_whom
from analysis.figures.stance import outlet_stance, stance_by_actor
from analysis.figures.style import Chart
from analysis.figures.timelines import acts_by_day, acts_over_time, stance_over_time
from analysis.figures.tone import polarity_by_outlet, polarity_of_sentences, polarity_over_time

__all__ = [
    "Chart",
    "actor_counts",
    "actors_by_month",
    "actors_by_outlet",
    "acts_by_day",
    "acts_over_time",
    "articles_by_outlet",
    "articles_over_time",
    "attitude_by_actor",
    "attitude_by_outlet",
    "co_mentions",
    "gold_figures",
    "outlet_stance",
    "polarity_by_outlet",
    "polarity_of_sentences",
    "polarity_over_time",
    "senders_and_targets",
    "shared_positions",
    "speakers",
    "stance_by_actor",
    "stance_over_time",
    "who_against_whom",
]
