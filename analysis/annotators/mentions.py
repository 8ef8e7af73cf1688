"""Actors and where they are mentioned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from spacy.tokens import Doc

from analysis.annotators.cast import Cast
from analysis.annotators.columns import columns_of
from analysis.annotators.coreference import refer
from analysis.annotators.descriptions import find_descriptions
from analysis.annotators.gazetteer import Gazetteer
from analysis.annotators.institutions import join_administrations, join_institutions
from analysis.annotators.names import Name, entity_names, lexicon_names, repeated_names, short_names
from analysis.annotators.phrases import Pieces
from analysis.annotators.places import mark_non_mentions
from analysis.annotators.records import Found
from analysis.annotators.titles import TitleIndex, add_titled_names, attach_titles
from analysis.articles import Article
from analysis.lexicons import OURS, Options


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Whoever an article names or describes: its type is person, organization, state or group."""

    table: ClassVar[str] = "actors"
    actor_id: str
    name: str
    type: str  # person, organization, state, group
    country: str | None = None  # ISO 3166-1 alpha-3
    wikidata_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """One place where an article names, describes or refers to an actor."""

    table: ClassVar[str] = "mentions"
    start_char: int
    end_char: int
    actor_id: str
    kind: str  # name, nominal, pronoun
    role: str | None = None  # the title in the text, if any: "Foreign Minister"
    sentiment: str | None = None  # toward the actor: negative, neutral, positive; None where not measured
    sentiment_score: float | None = None  # in [-1, 1]


@dataclass(frozen=True)
class MentionAnnotator:
    """Yields the article's actors, then their mentions in document order.

    Mentions overlap only where unnamed people are described by a name: "EU ministers" and "EU" are two.
    """

    records: ClassVar[tuple[type, ...]] = (Actor, Mention)
    gazetteer: Gazetteer

    @classmethod
    def load(cls, options: Options = OURS) -> MentionAnnotator:
        return cls(gazetteer=Gazetteer.load(options.actors))

    def __call__(self, article: Article, doc: Doc, found: Found) -> Iterator[Actor | Mention]:  # noqa: ARG002
        pieces = Pieces.of(doc)
        names = find_names(doc, pieces, self.gazetteer)
        cast = Cast(self.gazetteer, _day(article.date), self.gazetteer.home_of(article.source))
        members = cast.resolve_all(doc, names)
        descriptions = find_descriptions(doc, pieces, names, self.gazetteer)
        references = refer(doc, names, members, descriptions, cast)
        for member in {r.member.actor_id: r.member for r in references}.values():
            yield Actor(
                actor_id=member.actor_id,
                name=member.name,
                type=member.type,
                country=member.country,
                wikidata_id=member.entry.wikidata if member.entry else None,
            )
        columns = columns_of(doc)
        for r in references:
            yield Mention(
                start_char=columns.starts[r.start],
                end_char=columns.ends[r.end - 1],
                actor_id=r.member.actor_id,
                kind=r.kind,
                role=r.role,
            )


def find_names(doc: Doc, pieces: Pieces, gazetteer: Gazetteer) -> list[Name]:
    """Every name with its title, in document order; none overlap."""
    index = TitleIndex.of(pieces, gazetteer)
    names = short_names(doc, lexicon_names(doc, pieces, gazetteer), gazetteer)
    names = join_institutions(doc, pieces, names, gazetteer)
    names = join_administrations(doc, names, gazetteer)
    names = entity_names(doc, names, index.tokens, gazetteer)
    names = repeated_names(doc, pieces, add_titled_names(doc, names, index))
    names = join_administrations(doc, names, gazetteer)
    mark_non_mentions(doc, names, gazetteer)
    return attach_titles(doc, names, index)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None
