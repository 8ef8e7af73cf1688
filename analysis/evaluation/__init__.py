"""Gold and tables → precision, recall and F1 with intervals, and where the run fails.

`evaluate` scores a run, `compare` two runs against the same gold. By module: `gold` reads the gold, `answers` what the
run says of it, `names` knows when two names mean one actor, `matching` pairs spans and actors, `outcomes` counts an
article's hits, `statements` says what became of each statement, `scores` turns counts into figures, `text` prints them.
"""

from analysis.evaluation.comparison import Comparison, compare
from analysis.evaluation.evaluation import BY, Evaluation, evaluate
from analysis.evaluation.gold import GoldArticle, GoldError, read_gold
from analysis.evaluation.outcomes import FIELDS, MEASURES

__all__ = [
    "BY",
    "FIELDS",
    "MEASURES",
    "Comparison",
    "Evaluation",
    "GoldArticle",
    "GoldError",
    "compare",
    "evaluate",
    "read_gold",
]
