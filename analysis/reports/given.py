"""The options -p, -r, -y and -f → what was given for each parameter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from analysis.reports.parameters import Given, ParameterError
from analysis.reports.values import load_yaml_texts

Pairs = Iterable[tuple[str, str]]


def collect(
    pairs: Pairs = (), raw: Pairs = (), texts: Sequence[str] = (), files: Sequence[str | Path] = ()
) -> dict[str, Given]:
    """What was given, by parameter: files first, then YAML texts, then pairs, then raw pairs; the later wins.

    A pair that is given twice becomes a list. Raises `ParameterError` where YAML is not a mapping of names to values.
    """
    given: dict[str, Given] = {}
    for file in files:
        given |= _from_yaml(_read(file), str(file))
    for text in texts:
        given |= _from_yaml(text, "-y")
    return given | _from_pairs(pairs, raw=False) | _from_pairs(raw, raw=True)


def _from_pairs(pairs: Pairs, *, raw: bool) -> dict[str, Given]:
    given: dict[str, Given] = {}
    for name, text in pairs:
        before = given[name].items if name in given else ()
        given[name] = Given((*before, text), listed=bool(before), raw=raw)
    return given


def _read(file: str | Path) -> str:
    try:
        return Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        raise ParameterError(f"{file}: cannot be read as a file of parameters: {error}") from None


def _from_yaml(text: str, where: str) -> dict[str, Given]:
    try:
        loaded = load_yaml_texts(text)
    except ValueError as error:
        raise ParameterError(f"{where}: {error}") from None
    if loaded in (None, ""):
        return {}
    if not isinstance(loaded, dict):
        raise ParameterError(f"{where}: expected name: value, a line a parameter")
    return {str(name): _value(str(name), value, where) for name, value in loaded.items()}


def _value(name: str, value: object, where: str) -> Given:
    if isinstance(value, str):
        return Given((value,))
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return Given(tuple(value), listed=True)
    raise ParameterError(f"{where}: parameter {name}: expected a value or a list of values")
