"""Titles and the words of reported speech."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from analysis.lexicons.files import RESOURCES, Entry, load_yaml


class Role(Entry):
    """An office by the words that name it; two roles may share a word, then the one held in that state is meant."""

    role: str
    titles: tuple[str, ...] = ()  # before a name, any case: Foreign Minister, Sen.
    nominals: tuple[str, ...] = ()  # lower case, alone: "top diplomat", "premier"
    speaks_for: bool = False  # spokespersons: the institution is the holder, the person only reports it
    single: bool = False  # one holder at a time in a state or organization


class TitleFile(Entry):
    """`resources/titles.yml`: the roles, and what stands before titles and names without an office."""

    source: str
    licence: str
    roles: tuple[Role, ...]
    honorifics: tuple[str, ...]  # before a name: Mr., Ayatollah, Gen.
    modifiers: tuple[str, ...]  # before a title: former, acting; "ex-" and "then-" are joined to it


class ReportingEntry(Entry):
    """Words that report speech or thought, and the forms of content they take; see the head of the file."""

    mode: Literal["speech", "thought"]
    takes: tuple[Literal["clause", "infinitive", "gerund", "object", "naming"], ...]
    words: tuple[str, ...]


class ReportingFile(Entry):
    """`resources/reporting_verbs.yml`: the cues of reported speech."""

    source: str
    licence: str
    verbs: tuple[ReportingEntry, ...]
    nouns: tuple[ReportingEntry, ...]
    adjectives: tuple[ReportingEntry, ...]
    phrases: tuple[str, ...]  # before the source: according to
    light_verbs: tuple[str, ...]  # verbs that lend a reporting noun their subject: "expressed hope that"
    documents: tuple[str, ...]  # what speaks for its author: statement, letter
    voices: tuple[str, ...]  # before a colon, without a name: "Poll: …"
    adverbials: tuple[str, ...]  # open a clause of time or reason, which is not what was said: after, because


@lru_cache(maxsize=1)
def load_titles() -> TitleFile:
    """The roles, honorifics and modifiers of `resources/titles.yml`."""
    return load_yaml(RESOURCES / "titles.yml", TitleFile)


@lru_cache(maxsize=1)
def load_reporting() -> ReportingFile:
    """The cues of `resources/reporting_verbs.yml`."""
    return load_yaml(RESOURCES / "reporting_verbs.yml", ReportingFile)
