"""TextBlob's pattern analyzer, without the second that scipy's statistics take to load.

TextBlob imports all of NLTK, and NLTK scipy's statistics, where they are installed, for Fisher's exact test alone.
Nothing here asks for it; NLTK does without, and finds the test when somebody calls it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

HEAVY = "scipy.stats"


@contextmanager
def _absent(module: str) -> Iterator[None]:
    """A module that cannot be imported meanwhile, unless it is loaded already."""
    loaded = module in sys.modules
    if not loaded:
        sys.modules[module] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        if not loaded:
            del sys.modules[module]


def _fisher_exact(*arguments: Any, **options: Any) -> Any:
    return import_module(HEAVY).fisher_exact(*arguments, **options)


with _absent(HEAVY):
    from nltk.metrics import association
    from textblob.en.sentiments import PatternAnalyzer

association.fisher_exact = _fisher_exact

__all__ = ["PatternAnalyzer"]
