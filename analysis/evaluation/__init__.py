"""Gold and tables → precision, recall and F1 with intervals, and where the run fails.

`evaluate` scores a run's stances, mentions and quotes, `compare` two runs against the same gold, `evaluate_speech` its
quotes against attributions, `evaluate_sentiment` sentiment toward actors against sentences; `score` does what a file is
a gold of. By module: `gold` reads the gold, `answers` what the run says of it, `names` knows when two names mean one
actor, `matching` pairs spans and actors, `outcomes` counts an article's hits, `statements` says what became of each
statement, `errors` and `cascade` what went wrong, `scores` turns counts into figures, `text` prints them, `page` makes
the page of the docs.
"""

from analysis.evaluation.comparison import Comparison, compare
from analysis.evaluation.evaluation import BY, Evaluation, evaluate
from analysis.evaluation.gold import GoldArticle, GoldError, read_gold
from analysis.evaluation.kinds import kind_of, score
from analysis.evaluation.outcomes import FIELDS, MEASURES
from analysis.evaluation.sentiment import SentimentEvaluation, evaluate_sentiment
from analysis.evaluation.speech import SpeechEvaluation, evaluate_speech

__all__ = [
    "BY",
    "FIELDS",
    "MEASURES",
    "Comparison",
    "Evaluation",
    "GoldArticle",
    "GoldError",
    "SentimentEvaluation",
    "SpeechEvaluation",
    "compare",
    "evaluate",
    "evaluate_sentiment",
    "evaluate_speech",
    "kind_of",
    "read_gold",
    "score",
]
