"""TextBlob's pattern analyzer, without the seconds that scipy and scikit-learn take to load.

TextBlob imports all of NLTK, and NLTK, where they are installed, scipy's statistics for Fisher's exact test and
scikit-learn for a wrapper of its classifiers. Nothing here asks for them; NLTK does without, and finds them when
somebody calls what needs them.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from analysis.absent import absent


def _on_call(module: str, name: str) -> Callable[..., Any]:
    return lambda *arguments, **options: getattr(import_module(module), name)(*arguments, **options)


with absent("scipy.stats", "sklearn"):
    from nltk.classify import scikitlearn
    from nltk.metrics import association
    from textblob.en.sentiments import PatternAnalyzer

association.fisher_exact = _on_call("scipy.stats", "fisher_exact")
scikitlearn.DictVectorizer = _on_call("sklearn.feature_extraction", "DictVectorizer")
scikitlearn.LabelEncoder = _on_call("sklearn.preprocessing", "LabelEncoder")

__all__ = ["PatternAnalyzer"]
