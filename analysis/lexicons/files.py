"""A lexicon file → validated, frozen entries, or an error that names the file and the entry."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar, get_args

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from analysis.lexicons.kept import kept

RESOURCES = Path(str(files("analysis"))) / "resources"


class LexiconError(ValueError):
    """A lexicon file that cannot be used, with the file, the entry and the remedy."""


@dataclass(frozen=True)
class OwnFile:
    """A lexicon file of the user's: what it says, and its name for messages. Two of one content are equal."""

    name: str = field(compare=False)
    text: str

    @classmethod
    def read(cls, path: str | Path) -> OwnFile:
        """Raises `LexiconError` where the file cannot be read."""
        return cls(str(path), _text(Path(path)))


class Entry(BaseModel):
    """Base of every lexicon entry: immutable, and no key but the declared ones."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class _Loader(yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader):  # type: ignore[misc]
    """YAML in which NO and on are strings, only true and false are booleans; dates are left to the schema."""


_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in rules
        if tag != "tag:yaml.org,2002:timestamp" and (tag != "tag:yaml.org,2002:bool" or first in "tTfF")
    ]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


T = TypeVar("T", bound=Entry)


def _problem(data: Any, kind: type[Entry], loc: tuple[int | str, ...], message: str) -> str:
    """One validation problem: where, in which entries (each by its first value), the keys allowed there."""
    entries = []
    for step in loc:
        fields = {field.alias or name: field for name, field in kind.model_fields.items()}
        if step in fields:
            hint = fields[step].annotation
            kind = next((t for t in (hint, *get_args(hint)) if hasattr(t, "model_fields")), kind)
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            break
        if isinstance(step, int) and isinstance(data, dict):
            entries.append(str(next(iter(data.values()), "")))
    keys = ", ".join(field.alias or name for name, field in kind.model_fields.items())
    return f"{'.'.join(map(str, loc))} (entry {' / '.join(entries) or 'none'}): {message} (allowed keys: {keys})"


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise LexiconError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeError as error:
        raise LexiconError(f"{path}: not UTF-8; save it as UTF-8") from error


def parsed(file: Path | OwnFile) -> tuple[str, Any]:
    """The file's name and its content."""
    own = OwnFile.read(file) if isinstance(file, Path) else file
    try:
        if isinstance(file, Path) and RESOURCES in file.parents:
            return own.name, kept(file, own.text, _content)
        return own.name, _content(own.text)
    except yaml.YAMLError as error:
        raise LexiconError(f"{own.name}: not valid YAML: {error}") from error


def _content(text: str) -> Any:
    return yaml.load(text, Loader=_Loader)


def checked(name: str, data: Any, kind: type[T]) -> T:
    try:
        return kind.model_validate(data)
    except ValidationError as error:
        problems = "; ".join(_problem(data, kind, e["loc"], e["msg"]) for e in error.errors()[:5])
        raise LexiconError(f"{name}: {problems}") from error


def load_yaml(file: Path | OwnFile, kind: type[T]) -> T:
    """Read one lexicon file as `kind`; raises `LexiconError`: where the fault is, and what may stand there."""
    return checked(*parsed(file), kind)
