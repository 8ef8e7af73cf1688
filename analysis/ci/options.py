"""The options of `report` and `evaluate` that are there for continuous integration. Loads nothing but click."""

from __future__ import annotations

import functools
import math
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])
_ADDRESS = re.compile(r"https?://[^\s<>\"']+")


@dataclass(frozen=True, kw_only=True)
class Outputs:
    """The files to write, and whether GitHub's runner reads along."""

    summary: Path | None = None
    junit: Path | None = None
    annotations: str = "none"


@dataclass(frozen=True, kw_only=True)
class Checks(Outputs):
    """What a report is held to, and where it is told."""

    baseline: Path | None = None
    fail_on_drift: float | None = None
    max_skipped: float | None = None
    outputs: Path | None = None
    site: str | None = None

    @property
    def asked(self) -> bool:
        """Whether there is anything to do once the report is made."""
        return self != Checks()

    def __post_init__(self) -> None:
        if self.fail_on_drift is not None and self.baseline is None:
            raise click.UsageError("--fail-on-drift needs --baseline RUN, the run to compare with")


@dataclass(frozen=True, kw_only=True)
class Floors(Outputs):
    """The least F1 by field, and where it is told."""

    min_f1: tuple[tuple[str, float], ...] = ()


def _local(_: click.Context, parameter: click.Parameter, value: str | None) -> Path | None:
    """A path of this machine; an address is refused."""
    from analysis.reports.places import check_local

    if value is None:
        return None
    check_local(value, parameter.opts[-1])
    return Path(value)


def _address(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    if value and not _ADDRESS.fullmatch(value):
        raise click.BadParameter(f"{value!r} is no address; give it as https://example.org/folder/")
    return value.rstrip("/") if value else None


def _floors(_: click.Context, __: click.Parameter, values: Sequence[str]) -> tuple[tuple[str, float], ...]:
    return tuple(_floor(value) for value in values)


def _floor(text: str) -> tuple[str, float]:
    field, _, value = text.rpartition("=")
    try:
        least = float(value)
    except ValueError:
        least = math.nan
    if not field.strip() or not 0 <= least <= 1:
        raise click.BadParameter(f"{text!r}: give it as FIELD=VALUE with a value from 0 to 1, such as stance=0.5")
    return field.strip(), least


SHARE = click.FloatRange(0, 1)
OUTPUTS = [
    click.option("--summary", callback=_local, metavar="FILE", help="Write what it says as Markdown."),
    click.option("--junit", callback=_local, metavar="FILE", help="Write what passed as JUnit XML."),
    click.option(
        "--annotations",
        type=click.Choice(["github", "none"]),
        default=lambda: "github" if os.environ.get("GITHUB_ACTIONS") == "true" else "none",
        show_default="github under GitHub Actions",
        help="Workflow commands for what failed and what was skipped.",
    ),
]
CHECKS = [
    click.option("--baseline", callback=_local, metavar="RUN", help="Say what moved since this run or report."),
    click.option(
        "--fail-on-drift",
        type=SHARE,
        metavar="SHARE",
        help="Exit with 3 where more than this share of the baseline's statements appeared, vanished or flipped.",
    ),
    click.option(
        "--max-skipped", type=SHARE, metavar="SHARE", help="Exit with 3 where more than this share was skipped."
    ),
    *OUTPUTS,
    click.option("--outputs", callback=_local, metavar="FILE", help="Add lines name=value: folder, drift, skipped …"),
    click.option("--site", callback=_address, metavar="URL", help="Where the report is published, for the summary."),
]
FLOORS = [
    click.option(
        "--min-f1",
        callback=_floors,
        multiple=True,
        metavar="FIELD=VALUE",
        help="Exit with 3 where the F1 of this field is lower: stance=0.5.",
    ),
    *OUTPUTS,
]


def checking_options(command: F) -> F:
    """The options of gates and outputs; the command gets them as one, `checks`."""
    return _packed(command, "checks", Checks, CHECKS)


def floor_options(command: F) -> F:
    """The options of gates on a gold; the command gets them as one, `floors`."""
    return _packed(command, "floors", Floors, FLOORS)


def _packed(command: F, name: str, kind: type[Any], options: Sequence[Callable[[Any], Any]]) -> F:
    @functools.wraps(command)
    def packed(**given: Any) -> Any:
        taken = {field.name: given.pop(field.name) for field in fields(kind)}
        return command(**given, **{name: kind(**taken)})

    made: Any = packed
    for option in reversed(options):
        made = option(made)
    return made  # type: ignore[no-any-return]
