"""The linear models: what they compute, and that a file gives back what was put in."""

from __future__ import annotations

from math import exp
from pathlib import Path

import numpy as np
import pytest

from analysis.annotators.linear import LinearModel, load_models, save_models

ODD = ["plain", "two\nlines", "tab\t, comma", "“curly” ’n …", "emoji 🌍", "ends with\r", "", " blank "]


@pytest.fixture
def made() -> LinearModel:
    return LinearModel(
        classes=("no", "yes"),
        index={"good": 0, "bad": 1},
        weights=np.array([[0.0, 2.0], [0.0, -1.0]]),
        intercept=np.array([0.0, 0.5]),
    )


@pytest.mark.parametrize(
    ("features", "score"),
    [([], 0.5), (["good"], 2.5), (["good", "bad"], 1.5), (["never seen"], 0.5), (["good", "never seen"], 2.5)],
)
def test_scores(made: LinearModel, features: list[str], score: float) -> None:
    assert made.scores(features).tolist() == [0.0, score]
    assert made.probabilities(features)["yes"] == pytest.approx(1 / (1 + exp(-score)))
    assert sum(made.probabilities(features).values()) == pytest.approx(1.0)


def test_large_scores_do_not_overflow() -> None:
    model = LinearModel(("a", "b"), {"x": 0}, np.array([[4000.0, -4000.0]]), np.zeros(2))
    assert model.probabilities(["x"]) == {"a": 1.0, "b": 0.0}


def test_reasons_are_what_speaks_for_the_class(made: LinearModel) -> None:
    assert made.reasons(["bad", "good", "never seen"], "yes") == ["good +2.00"]
    assert made.reasons(["bad"], "yes") == []


def test_a_file_gives_back_what_was_put_in(tmp_path: Path) -> None:
    weights = np.arange(len(ODD) * 3, dtype=np.float64).reshape(len(ODD), 3) / 8  # exact in 16 bits
    model = LinearModel(
        classes=("a", "b c", "d"),
        index={name: i for i, name in enumerate(ODD)},
        weights=weights,
        intercept=np.array([0.1, -2.0, 3.0]),
    )
    save_models(tmp_path / "m.npz", {"first": model, "second": model})
    loaded = load_models(tmp_path / "m.npz")
    assert sorted(loaded) == ["first", "second"]
    for found in loaded.values():
        assert found.classes == model.classes
        assert found.index == model.index
        assert (found.weights == weights).all()
        assert (found.intercept == model.intercept).all()
        assert found.probabilities(["two\nlines"]) == model.probabilities(["two\nlines"])


def test_the_same_models_give_the_same_file(made: LinearModel, tmp_path: Path) -> None:
    for name in ("one.npz", "two.npz"):
        save_models(tmp_path / name, {"made": made})
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
