"""A linear model over named features: small, inspectable, and in no need of the library that trained it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

SEPARATOR = "\0"  # between names in the file: a feature may hold any other character

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class LinearModel:
    """Logistic regression with binary features; a feature that it does not know counts nothing."""

    classes: tuple[str, ...]
    index: Mapping[str, int]  # feature → row of `weights`
    weights: Array  # (features, classes)
    intercept: Array  # (classes,)

    def scores(self, features: Iterable[str]) -> Array:
        """The summed weights of each class, shape (classes,)."""
        rows = [row for name in features if (row := self.index.get(name)) is not None]
        return np.asarray(self.intercept + self.weights[rows].sum(axis=0))

    def probabilities(self, features: Iterable[str]) -> dict[str, float]:
        """The probability of each class; they sum to 1."""
        scores = self.scores(features)
        exps = np.exp(scores - scores.max())
        return dict(zip(self.classes, (exps / exps.sum()).tolist(), strict=True))

    def reasons(self, features: Iterable[str], label: str, n: int = 3) -> list[str]:
        """The `n` features that speak most for a class, with their weights: "c0=lift +0.71"."""
        column = self.classes.index(label)
        known = {
            name: float(self.weights[row, column]) for name in features if (row := self.index.get(name)) is not None
        }
        best = sorted(known.items(), key=lambda item: (-item[1], item[0]))[:n]
        return [f"{name} {weight:+.2f}" for name, weight in best if weight > 0]


def save_models(path: Path, models: Mapping[str, LinearModel]) -> None:
    """Write models into one compressed file, their weights as 16-bit floats."""
    arrays: dict[str, npt.NDArray[np.generic]] = {}
    for name, model in models.items():
        features = sorted(model.index, key=lambda feature: model.index[feature])
        arrays[f"{name}.features"] = np.frombuffer(SEPARATOR.join(features).encode(), dtype=np.uint8)
        arrays[f"{name}.classes"] = np.frombuffer(SEPARATOR.join(model.classes).encode(), dtype=np.uint8)
        arrays[f"{name}.weights"] = model.weights.astype(np.float16)
        arrays[f"{name}.intercept"] = model.intercept
    np.savez_compressed(path, **arrays)  # type: ignore[arg-type]


def load_models(path: Path) -> dict[str, LinearModel]:
    """Read what `save_models` wrote; nothing in the file is executed."""
    with np.load(path, allow_pickle=False) as file:
        names = sorted({key.split(".")[0] for key in file.files})
        return {
            name: LinearModel(
                classes=tuple(_lines(file[f"{name}.classes"])),
                index={feature: i for i, feature in enumerate(_lines(file[f"{name}.features"]))},
                weights=file[f"{name}.weights"].astype(np.float64),
                intercept=file[f"{name}.intercept"].astype(np.float64),
            )
            for name in names
        }


def _lines(raw: npt.NDArray[np.uint8]) -> Sequence[str]:
    return raw.tobytes().decode().split(SEPARATOR)
