"""Options from `stancebook.toml`, or `[tool.stancebook]` of `pyproject.toml`, as click takes them for defaults."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import chain
from pathlib import Path
from typing import Any

import click

OWN, PYPROJECT = "stancebook.toml", "pyproject.toml"
NO_KEYS = ("config", "version", "help")

Table = dict[str, Any]
Options = dict[str, click.Option]


class ConfigError(ValueError):
    """A file of options that cannot be used, with the file, the key and the remedy."""


@dataclass(frozen=True)
class Config:
    """What a file of options says: for each command (the group itself is "") its options by their long names, and as
    click's `default_map` takes them. `path` is None where there is no file."""

    path: Path | None = None
    options: Mapping[str, Table] = field(default_factory=dict)
    default_map: Table = field(default_factory=dict)


def find_config(start: Path) -> Path | None:
    """The nearest file of options from the folder `start` upward; a `pyproject.toml` counts if it has our table."""
    for folder in (start, *start.parents):
        if (folder / OWN).is_file():
            return folder / OWN
        if (folder / PYPROJECT).is_file() and _ours(folder / PYPROJECT):
            return folder / PYPROJECT
    return None


def read_config(path: Path, group: click.Group) -> Config:
    """Read the file for the commands of `group`.

    A key is the long name of an option. In a table named after a command it counts for this one, outside for every
    command that has the option. Relative paths start at the file. Raises `ConfigError` for a key that no command has,
    and for a value that its option does not take.
    """
    commands = {"": group, **group.commands}
    known = {name: _options(command) for name, command in commands.items()}
    given = _by_command(path, _ours(path), known)
    options = {
        name: {key: _taken(path, known[name][key], value) for key, value in entries.items()}
        for name, entries in given.items()
        if entries
    }
    maps = {name: {known[name][key].name: value for key, value in found.items()} for name, found in options.items()}
    return Config(path, options, maps.pop("", {}) | maps)


def _ours(path: Path) -> Table:
    """What the file says for us; of a `pyproject.toml` our table."""
    table = _parsed(path)
    for part in ("tool", "stancebook") if path.name == PYPROJECT else ():
        inner = table.get(part)
        table = inner if isinstance(inner, dict) else {}
    return table


def _by_command(path: Path, table: Table, known: Mapping[str, Options]) -> dict[str, Table]:
    """What the file gives for each command; raises `ConfigError` for a key that is none."""
    tables = {key: value for key, value in table.items() if key in known and isinstance(value, dict)}
    general = {key: value for key, value in table.items() if key not in tables}
    _check_keys(path, "", general, list(chain.from_iterable(known.values())), known)
    for where, entries in tables.items():
        _check_keys(path, where, entries, list(known[where]))
    # Several values are for the commands that take several: `topic` is a list for annotate, and one for export.
    lists = {key for key, value in general.items() if isinstance(value, list | dict) and _takes_several(key, known)}
    return {
        name: {key: general[key] for key in options if key in general and (options[key].multiple or key not in lists)}
        | tables.get(name, {})
        for name, options in known.items()
    }


def _check_keys(path: Path, where: str, entries: Table, allowed: Sequence[str], tables: Iterable[str] = ()) -> None:
    for key in entries:
        if key not in allowed:
            close = get_close_matches(key.replace("_", "-"), [*allowed, *tables], 1)
            keys = f"keys are the long options of stancebook {where or 'and its commands'}, without dashes"
            hint = f"did you mean {close[0]}?" if close else keys
            raise ConfigError(f"{path}: {f'[{where}] ' * bool(where)}{key}: no such key; {hint}")


def _takes_several(key: str, known: Mapping[str, Options]) -> bool:
    return any(options[key].multiple for options in known.values() if key in options)


def _parsed(path: Path) -> Table:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeError:
        raise ConfigError(f"{path}: not UTF-8; save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from None


def _options(command: click.Command) -> Options:
    """The options of a command by their long names, without dashes."""
    options = [option for option in command.params if isinstance(option, click.Option)]
    return {_key(option): option for option in options if _key(option) not in NO_KEYS}


def _key(option: click.Option) -> str:
    return max(option.opts, key=len).lstrip("-")


def _taken(path: Path, option: click.Option, value: Any) -> Any:
    """The value as the option takes it, checked."""
    made = [_placed(path, option, item) for item in _listed(option, value)]
    made = made if option.multiple else made[0]
    try:
        if isinstance(made, list | dict) and not option.multiple:
            raise ValueError("takes one value")
        option.type_cast_value(click.Context(click.Command("config")), made)
    except (click.BadParameter, ValueError, TypeError) as error:
        said = error.message if isinstance(error, click.BadParameter) else str(error)
        raise ConfigError(f"{path}: {_key(option)}: {said}") from None
    return made


def _listed(option: click.Option, value: Any) -> list[Any]:
    """The values of an option that may be given several times; `{text = "body"}` is text=body, or a pair of the two."""
    if not option.multiple:
        return [value]
    if isinstance(value, dict):
        pairs = [(name, item) for name, v in value.items() for item in (v if isinstance(v, list) else [v])]
        return [[name, str(item)] if option.nargs == 2 else f"{name}={item}" for name, item in pairs]
    return value if isinstance(value, list) else [value]


def _placed(path: Path, option: click.Option, value: Any) -> Any:
    """A relative path as seen from the working folder; an address stays, so that it is refused as everywhere."""
    from analysis.reports.places import is_remote

    metavar = option.metavar or ""
    is_path = isinstance(option.type, click.Path) or metavar in ("FILE", "FOLDER")
    if not isinstance(value, str) or is_remote(value) or not (is_path or "FILE" in metavar):
        return value
    there = path.parent / Path(value).expanduser()
    if there == Path(value):
        return value
    return os.path.relpath(there) if is_path or there.exists() else value
