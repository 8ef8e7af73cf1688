"""How well this version does against hand-annotated articles, as `make evaluation` last measured it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from analysis.pipeline import fingerprint

FILE = Path(__file__).with_name("gold.yml")  # not a resource: annotations do not depend on it
GOLD = ["what", "measure", "value", "low", "high", "precision", "recall", "n", "articles"]


@dataclass(frozen=True)
class Gold:
    """The figures, the version that they are of, and whether the code and the knowledge are still the same."""

    figures: pd.DataFrame
    version: str
    current: bool

    def says(self) -> str:
        """Whether the figures are those of what made this report, in a sentence."""
        if self.figures.empty:
            return "This version has not been measured against a gold."
        if self.current:
            return f"Measured with exactly this version ({self.version}), its rules, weights and lexicons."
        return (
            f"Measured with version {self.version}; rules, weights or lexicons have changed since, and the figures may "
            "have too. make evaluation measures anew."
        )


def code() -> str:
    """The hash of the code and the knowledge that annotations depend on, without versions of libraries and options."""
    whole = fingerprint()
    files = {name: part for name, part in whole.parts.items() if name.startswith("file ")}
    return replace(whole, parts=files).digest


@lru_cache(maxsize=1)
def _read() -> dict[str, Any]:
    return dict(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def gold_figures() -> Gold:
    """How this version does by field, as far as it was measured.

    A row a field: what (in words), measure (F1, accuracy or macro-F1), value, low, high (95 %, bootstrap over
    articles), precision, recall (missing where the measure has none), n (in the gold), articles (missing for
    sentences).
    """
    said = _read()
    frame = pd.DataFrame(said["figures"], columns=GOLD)
    frame = frame.astype(dict.fromkeys(GOLD[2:7], "float64") | {"n": "int64", "articles": "Int64"})
    return Gold(frame, str(said["version"]), said["code"] == code())
