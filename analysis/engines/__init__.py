"""How articles become a run: batches, in this process, on several, or on a Dask cluster."""

from analysis.engines.batches import Done, annotate_batch, batches_of
from analysis.engines.cache import cached_run, load_tables
from analysis.engines.local import WorkerDiedError
from analysis.engines.runs import Run, annotate, explain

__all__ = [
    "Done",
    "Run",
    "WorkerDiedError",
    "annotate",
    "annotate_batch",
    "batches_of",
    "cached_run",
    "explain",
    "load_tables",
]
