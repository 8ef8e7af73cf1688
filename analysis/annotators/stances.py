"""Stances: whose position on a topic, by which act, toward whom, on what condition.

Three small linear models decide over features of the parse (`features.py`): whether a clause takes a position, which of
the actors around it holds it, and by which act. Without models (another topic) the rules of `rules.py` decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from spacy.tokens import Doc

from analysis.annotators.candidates import Candidate, Places, Unit, find_candidates, find_units
from analysis.annotators.conditions import Conditions
from analysis.annotators.decisions import Choice, Decider, LearnedDecider
from analysis.annotators.gazetteer import Gazetteer
from analysis.annotators.mentions import Actor, Mention
from analysis.annotators.quotes import Quote
from analysis.annotators.readings import Reader
from analysis.annotators.records import Found
from analysis.annotators.rules import RuleDecider
from analysis.annotators.targets import Parties, Party
from analysis.annotators.topics import TermFinder
from analysis.annotators.voices import Voices
from analysis.articles import Article
from analysis.lexicons import AUTHOR, OURS, Act, ActorEntry, Options, Topic, load_topic


@dataclass(frozen=True, slots=True, kw_only=True)
class Stance:
    """A stance statement: the smallest clause in which a holder takes a position on the topic."""

    table: ClassVar[str] = "stances"
    start_char: int
    end_char: int
    topic: str
    holder_id: str
    via_id: str | None = None
    position: str  # support, oppose, neutral
    act: str  # an act of the topic pack: impose, threaten, call_for, maintain, endorse, criticize …
    sender_ids: tuple[str, ...] = ()
    target_id: str | None = None
    conditional: bool = False
    attribution: str  # direct, indirect, narrated
    cameo_code: str | None = None
    holder_start_char: int | None = None
    holder_end_char: int | None = None
    target_start_char: int | None = None
    target_end_char: int | None = None
    condition_start_char: int | None = None
    condition_end_char: int | None = None
    cue_start_char: int | None = None
    cue_end_char: int | None = None
    rule: str  # the steps of the reading, and the features that weighed most
    confidence: float  # in [0, 1]: that clause, holder and position are all right, as the models see it


@dataclass(frozen=True)
class StanceAnnotator:
    """Yields the stance statements of every topic, in document order."""

    records: ClassVar[tuple[type, ...]] = (Actor, Stance)
    topics: tuple[TopicAnnotator, ...]
    gazetteer: Gazetteer
    min_confidence: float = 0.0  # below which a statement is left out

    @classmethod
    def load(cls, options: Options = OURS) -> StanceAnnotator:
        gazetteer = Gazetteer.load(options.actors)
        topics = tuple(TopicAnnotator.of(load_topic(topic), gazetteer) for topic in options.topics)
        return cls(topics=topics, gazetteer=gazetteer, min_confidence=options.min_confidence)

    def __call__(self, article: Article, doc: Doc, found: Found) -> Iterator[Actor | Stance]:
        stances = [stance for topic in self.topics for stance in topic(article, doc, found)]
        stances = [stance for stance in stances if stance.confidence >= self.min_confidence]
        yield from self._unmentioned(stances, {actor.actor_id for actor in found.of(Actor)})
        yield from sorted(stances, key=lambda s: (s.start_char, s.end_char))

    def _unmentioned(self, stances: Iterable[Stance], known: set[str]) -> Iterator[Actor]:
        """Actors that the article does not mention: its author, its speaker, the state behind "Russian sanctions"."""
        ids = [i for s in stances for i in (s.holder_id, s.via_id, s.target_id, *s.sender_ids) if i]
        for actor_id in dict.fromkeys(ids):
            if actor_id not in known and actor_id in self.gazetteer.actors:
                yield _actor(self.gazetteer.actors[actor_id])


def _actor(entry: ActorEntry) -> Actor:
    return Actor(actor_id=entry.id, name=entry.name, type=entry.type, country=entry.country, wikidata_id=entry.wikidata)


@dataclass(frozen=True)
class Case:
    """A unit with all that the decision reads: its candidates, their types, and the parties it names."""

    article: Article
    unit: Unit
    candidates: tuple[Candidate, ...]
    kinds: tuple[str, ...]  # the candidates' actor types
    on_target: tuple[bool, ...]  # whether a candidate's state is the target
    target: Party | None
    said_senders: tuple[str | None, ...]  # whom the words at the term name
    own_senders: tuple[str | None, ...]  # whose measures those of each candidate are
    mentioned_senders: tuple[str, ...]  # whom the unit mentions
    likely_senders: tuple[str, ...]  # of the article, the likeliest first

    def senders(self, candidate: int, act: Act) -> tuple[str, ...]:
        """Who puts the measures: as it is said, else the holder of such an act, else who is mentioned, else likely."""
        own = self.own_senders[candidate : candidate + 1] if act.own else ()
        surest = (self._but_target(some) for some in (self.said_senders, own, self.mentioned_senders))
        return next(filter(None, surest), self._but_target(self.likely_senders)[:1])

    def _but_target(self, senders: Iterable[str | None]) -> tuple[str, ...]:
        """The senders, each once. Nobody puts measures on himself."""
        target = self.target.actor_id if self.target else None
        return tuple(dict.fromkeys(sender for sender in senders if sender is not None and sender != target))


@dataclass(frozen=True)
class TopicAnnotator:
    """Yields the stance statements of one topic."""

    topic: Topic
    finder: TermFinder
    reader: Reader
    parties: Parties
    voices: Voices
    conditions: Conditions
    decider: Decider

    @classmethod
    def of(cls, topic: Topic, gazetteer: Gazetteer) -> TopicAnnotator:
        parties = Parties.of(gazetteer.actors.values(), topic)
        voices = Voices(gazetteer)
        reader = Reader.of(topic)
        decider: Decider = LearnedDecider.load(topic, reader) or RuleDecider(topic, reader)
        return cls(topic, TermFinder.of(topic), reader, parties, voices, Conditions.load(), decider)

    def cases(self, article: Article, doc: Doc, found: Found) -> list[Case]:
        """The clauses that may take a position, in document order."""
        terms = list(self.finder.find(doc))
        if not terms:
            return []
        voices = self.voices.of(article)
        places = Places(doc, found.of(Mention), found.of(Quote), [(relation, actor.id) for relation, actor in voices])
        actors = {actor.actor_id: actor for actor in found.of(Actor)}
        actors |= {entry.id: _actor(entry) for _, entry in voices if entry.id not in actors}
        units = list(find_units(doc, terms, self.reader, places))
        targets = [self.parties.target(unit, places, actors) for unit in units]
        senders = [self.parties.senders(unit, places) for unit in units]
        target = self.parties.regime(targets, places, actors)
        likely = self.parties.article_senders((p for named in senders for p in named), places, actors)
        return [
            self._case(article, unit, places, actors, own or target, named, likely)
            for unit, own, named in zip(units, targets, senders, strict=True)
        ]

    def _case(
        self, article: Article, unit: Unit, places: Places, actors: Mapping[str, Actor], target: Party | None,
        named: Sequence[Party], likely: Sequence[str],
    ) -> Case:  # fmt: skip
        candidates = tuple(find_candidates(unit, places, [(p.actor_id, p.span) for p in named]))
        states = [self.parties.state_of(c.actor_id, actors) for c in candidates]
        return Case(
            article=article,
            unit=unit,
            candidates=candidates,
            kinds=tuple(self._kind(c, actors) for c in candidates),
            on_target=tuple(target is not None and state == target.actor_id for state in states),
            target=target,
            said_senders=tuple(self.parties.sender_of(p.actor_id, actors) for p in named),
            own_senders=tuple(self.parties.sender_of(c.actor_id, actors) for c in candidates),
            mentioned_senders=tuple(self.parties.mentioned_senders(unit, places, actors)),
            likely_senders=tuple(likely),
        )

    def _kind(self, candidate: Candidate, actors: Mapping[str, Actor]) -> str:
        if candidate.actor_id == AUTHOR:
            return AUTHOR
        known = actors.get(candidate.actor_id) or self.voices.gazetteer.actors.get(candidate.actor_id)
        return known.type if known else "unknown"

    def __call__(self, article: Article, doc: Doc, found: Found) -> Iterator[Stance]:
        return self.decided(self.cases(article, doc, found))

    def decided(self, cases: Sequence[Case]) -> Iterator[Stance]:
        """The statements that the decider finds in an article's cases."""
        for case, choice in self.decider.decide(cases):
            yield self._stance(case, choice)

    def _stance(self, case: Case, choice: Choice) -> Stance:
        unit, holder = case.unit, case.candidates[choice.candidate]
        act = self.topic.acts[choice.act]
        start, end = _holder_span(unit, holder)
        condition = self.conditions.of_unit(unit)
        cue = unit.reading.cue
        return Stance(
            start_char=unit.start_char,
            end_char=unit.end_char,
            topic=self.topic.topic,
            holder_id=holder.actor_id,
            via_id=_via(unit, holder),
            position=act.position,
            act=choice.act,
            sender_ids=case.senders(choice.candidate, act),
            target_id=case.target.actor_id if case.target else None,
            conditional=condition is not None,
            attribution=_attribution(unit, holder),
            cameo_code=act.cameo,
            holder_start_char=start,
            holder_end_char=end,
            target_start_char=case.target.start_char if case.target else None,
            target_end_char=case.target.end_char if case.target else None,
            condition_start_char=condition[0] if condition else None,
            condition_end_char=condition[1] if condition else None,
            cue_start_char=cue.idx,
            cue_end_char=cue.idx + len(cue),
            rule=choice.rule,
            confidence=round(choice.confidence, 3),
        )


def _holder_span(unit: Unit, holder: Candidate) -> tuple[int | None, int | None]:
    """The words that name the holder: the mention, else the speaker's words of the quote, else an adjective."""
    if holder.mention is not None:
        return holder.mention.start_char, holder.mention.end_char
    quote = next((q for q in unit.quotes if q.speaker_id == holder.actor_id), None)
    if quote is not None:
        return quote.speaker_start_char, quote.speaker_end_char
    return next(iter(holder.spans), (None, None))


def _via(unit: Unit, holder: Candidate) -> str | None:
    """Who reports it for the holder: the speaker of the widest quote around, where that is another."""
    speakers = [q.speaker_id for q in unit.quotes if q.speaker_id not in (None, holder.actor_id)]
    return speakers[-1] if speakers else None


def _attribution(unit: Unit, holder: Candidate) -> str:
    kinds = [q.kind for q in unit.quotes if q.speaker_id == holder.actor_id]
    return "direct" if "direct" in kinds else "indirect" if kinds or unit.quotes else "narrated"
