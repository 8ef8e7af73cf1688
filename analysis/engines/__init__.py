"""How articles become a run: batches, in this process, on several, or on a Dask cluster."""

from analysis.engines.account import account, in_words
from analysis.engines.batches import Done, annotate_batch, batches_of
from analysis.engines.cache import cached_run, load_tables
from analysis.engines.local import WorkerDiedError
from analysis.engines.runs import Run, annotate, explain

__all__ = [
    "Done",
    "Run",
    "WorkerDiedError",
    "account",
    "annotate",
    "annotate_batch",
    "batches_of",
    "cached_run",
    "explain",
    "in_words",
    "load_tables",
]
