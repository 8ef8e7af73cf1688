"""How the run of a notebook ended, and what its page will show. Loads nothing, so that finished pages are quick."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, Self

Status = Literal["ok", "failed", "timeout", "stopped"]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How the run of a notebook ended: `stopped` is an end before the last cell, as by `sys.exit(0)`.

    `computed` is when it ran, as ISO 8601 in UTC; `cached` says that this was for an earlier report.
    """

    name: str
    path: Path
    status: Status
    seconds: float
    error: str | None = None
    computed: str = ""
    cached: bool = False

    def to_json(self) -> dict[str, Any]:
        """As `from_json` takes it."""
        return asdict(self) | {"path": str(self.path)}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Self:
        """What `to_json` gave."""
        return cls(**dict(content) | {"path": Path(content["path"])})


@dataclass(frozen=True, kw_only=True)
class Body:
    """A notebook as HTML: `findings` and `summary` are the outputs of cells tagged so, `lead` its first paragraph."""

    title: str
    lead: str
    html: str
    findings: str
    headings: tuple[tuple[int, str, str], ...]
    problems: tuple[str, ...]
    summary: str = ""

    @classmethod
    def empty(cls) -> Self:
        """The body of a notebook that shows nothing."""
        return cls(title="", lead="", html="", findings="", headings=(), problems=())

    def to_json(self) -> dict[str, Any]:
        """As `from_json` takes it."""
        return asdict(self)

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Self:
        """What `to_json` gave."""
        headings = tuple((level, place, text) for level, place, text in content["headings"])
        return cls(**dict(content) | {"headings": headings, "problems": tuple(content["problems"])})
