"""Limits that a run has to keep, each with what was measured and what to do where it is not kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.measures.wording import counted

if TYPE_CHECKING:
    from analysis.differences import Difference

NOT_PASSED = 3  # the exit code


@dataclass(frozen=True, kw_only=True)
class Gate:
    """A limit. `said` is what was measured and what may be, `remedy` what to do where it was not passed."""

    name: str
    passed: bool
    said: str
    remedy: str

    @property
    def sentence(self) -> str:
        """For a log: the verdict, and the remedy where there is need of one."""
        verdict = "passed" if self.passed else "not passed"
        return f"gate {self.name}: {verdict}: {self.said}" + ("" if self.passed else f"; {self.remedy}")


def drift_gate(found: Difference, most: float) -> Gate:
    """Whether no larger share of the statements of common articles than `most` appeared, vanished or flipped."""
    compared = f"{counted(found.common, 'article')} in both runs" if found.common else "no article is in both runs"
    return Gate(
        name="drift",
        passed=found.drift <= most,
        said=f"drift {found.drift:.3f}, at most {most:g} ({compared})",
        remedy=f"{_way_to_see(found)}; where that is right, take the new run as the baseline",
    )


def _way_to_see(found: Difference) -> str:
    """How to see what moved: the old run may be gone, where the new one took its folder."""
    if Path(found.old).resolve() == Path(found.new).resolve():
        return "--summary FILE says what moved"
    return f"see what moved with: stancebook diff {found.old} {found.new}"


def skipped_share(info: Mapping[str, Any]) -> float:
    """Of all that was read (articles, duplicates, what is none) the share that was skipped; a broken file is one."""
    articles, duplicates, skipped = (int(info.get(f"n_{name}", 0)) for name in ("articles", "duplicates", "skipped"))
    return skipped / (articles + duplicates + skipped) if skipped else 0.0


def skipped_gate(info: Mapping[str, Any], most: float) -> Gate:
    """Whether no larger share than `most` was skipped."""
    share, skipped = skipped_share(info), int(info.get("n_skipped", 0))
    return Gate(
        name="skipped",
        passed=share <= most,
        said=f"skipped {share:.3f} of the source ({skipped:,}), at most {most:g}",
        remedy="the list of skipped articles names file, row and remedy of each",
    )


def f1_gates(figures: Mapping[str, float], floors: Iterable[tuple[str, float]]) -> list[Gate]:
    """A gate a floor, in their order. Raises `ValueError` for a field that the gold does not measure."""
    return [_f1_gate(field, figures, least) for field, least in floors]


def _f1_gate(field: str, figures: Mapping[str, float], least: float) -> Gate:
    if field not in figures:
        near = get_close_matches(field, figures, 1)
        hint = f"did you mean {near[0]}? " if near else ""
        raise ValueError(f"--min-f1 {field}: the gold has no such field; {hint}there are: {', '.join(figures)}")
    value = figures[field]
    known = value == value  # missing where there is nothing to divide by
    return Gate(
        name=f"F1 of {field}",
        passed=known and value >= least,
        said=f"F1 of {field} {value:.3f}, at least {least:g}" if known else f"F1 of {field}: no case, none found",
        remedy="read the errors that stancebook evaluate lists; where the gold is right, go back to the rules, lexicon "
        "or model that reached it",
    )
