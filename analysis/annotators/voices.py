"""Who says "we" outside quotation marks: the official whose statement an article is, and the state behind it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from analysis.annotators.gazetteer import Gazetteer
from analysis.articles import Article
from analysis.lexicons import ActorEntry

LONGEST_NAME = 4  # words
# "Statement by National Security Advisor Jake Sullivan on …": the speaker follows; otherwise the first person named.
_BY = re.compile(r"\b(?:by|from)\b", re.IGNORECASE)
# "THE PRESIDENT: I have one comment …": a turn of a transcript.
TURN = re.compile(r"(?:^|\n)[ \t]*([A-Z][A-Z .'’-]{2,60}?)[ \t]*:", re.MULTILINE)


@dataclass(frozen=True)
class Voices:
    """The actors that may stand behind an article's first person, as (relation, actor)."""

    gazetteer: Gazetteer

    def of(self, article: Article) -> list[tuple[str, ActorEntry]]:
        """The official in the title of an official text, and the state whose institution published it."""
        if not (article.genre or "").startswith("official"):
            return []
        found: list[tuple[str, ActorEntry]] = []
        if (person := self._in_title(article)) is not None:
            found.append(("voice", person))
        if (state := self.gazetteer.home_of(article.source)) is not None:
            found.append(("voice-state", state))
        return found

    def _in_title(self, article: Article) -> ActorEntry | None:
        title = article.title or ""
        by = _BY.search(title)
        parts = (title[by.end() :], title) if by else (title,)
        return next((person for part in parts for person in self._persons(part, _day(article))), None)

    def _persons(self, text: str, day: date | None) -> Iterator[ActorEntry]:
        """The lexicon's persons in a line, from left to right; of namesakes the one in office on the day."""
        words = re.findall(r"[\w.’'-]+", text)
        for start in range(len(words)):
            for end in range(min(len(words), start + LONGEST_NAME), start, -1):
                name = re.sub(r"[’']s$", "", " ".join(words[start:end]))
                persons = [s.entry for s in self.gazetteer.names.get(name) if s.entry.type == "person"]
                if persons:
                    yield min(persons, key=lambda p: not any(o.held_on(day) for o in p.offices))
                    break


def _day(article: Article) -> date | None:
    return date.fromisoformat(article.date) if article.date else None
