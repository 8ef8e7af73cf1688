"""What all commands say: lines for people, unless `-q`, and the result for programs, with `--json`."""

from __future__ import annotations

import json
from typing import Any

import click


def _as_json(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    context.obj["json"] = wanted


json_option = click.option(
    "--json",
    is_flag=True,
    expose_value=False,
    callback=_as_json,
    help="The result as JSON; all else on standard error.",
)


def say(text: str) -> None:
    """A line for the user, unless `-q`; with `--json` beside the result."""
    context = click.get_current_context().obj
    if context["verbosity"] >= 0:
        click.echo(text, err=context.get("json", False))


def give(result: dict[str, Any]) -> None:
    """The result for another program, where `--json` asks for it."""
    if click.get_current_context().obj.get("json"):
        click.echo(json.dumps(result, indent=2))


def tell(text: str, result: dict[str, Any]) -> None:
    """The result, once: as lines for the user, or for another program."""
    if click.get_current_context().obj.get("json"):
        give(result)
    elif text:
        say(text)


def progress() -> bool | None:
    """Whether to show progress: as it suits the terminal, and not with `-q`."""
    return False if click.get_current_context().obj["verbosity"] < 0 else None
