"""The options of all commands that read articles and annotate them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def reading_options(command: F) -> F:
    """How a source is read and annotated."""
    options = [
        click.option("--columns", multiple=True, metavar="FIELD=COLUMN", help="Column of a field: text=body."),
        click.option("--encoding", metavar="NAME", help="Encoding of text files without a byte order mark [utf-8]."),
        click.option("--limit", type=click.IntRange(min=1), help="Read at most so many articles."),
        click.option("--processes", type=click.IntRange(min=1), help="Worker processes [one a core]."),
        click.option("--model", metavar="NAME", help="The spaCy model [the best one installed]."),
        click.option("--actors", multiple=True, metavar="FILE", help="Actors of your own, as YAML."),
        click.option("--topic", "topics", multiple=True, metavar="NAME|FILE", help="A topic, or its YAML [sanctions]."),
        click.option("--targeted-sentiment/--no-targeted-sentiment", default=True, help="Tone toward actors [on]."),
        click.option("--min-confidence", type=click.FloatRange(0, 1), default=0.0, help="Leave out stances below [0]."),
        click.option("--engine", type=click.Choice(["local", "dask"]), default="local", help="Who annotates [local]."),
        click.option("--scheduler", metavar="ADDRESS", help="The scheduler of the Dask cluster: tcp://host:8786."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def as_given(columns: tuple[str, ...], **options: Any) -> dict[str, Any]:
    """The options as `annotate` takes them."""
    return options | {"columns": _mapped(columns)}


def _mapped(columns: tuple[str, ...]) -> dict[str, str] | None:
    pairs = [part for text in columns for part in text.split(",")]
    if wrong := [pair for pair in pairs if "=" not in pair]:
        raise click.UsageError(f"--columns {wrong[0]!r}: give it as FIELD=COLUMN, such as text=body")
    return dict((part.strip() for part in pair.split("=", 1)) for pair in pairs) or None  # type: ignore[misc]
