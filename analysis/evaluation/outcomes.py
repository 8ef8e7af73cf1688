"""One article against its gold: what matches, by each measure.

A statement counts when the evidence spans share 20 % or more of their union, each with one partner, and, measure by
measure, position and holder agree too. The holder may be met by the gold's `via`. Within an article one actor of the
run stands for one gold holder.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.evaluation.answers import Answer, Row, span
from analysis.evaluation.gold import GoldArticle, GoldStance
from analysis.evaluation.matching import Pair, match_spans, one_actor_each, overlap
from analysis.evaluation.names import ActorNames

SHARE = 0.2  # of the union of two evidence spans
MEASURES = ("evidence", "evidence+position", "stance", "mention span", "mention", "quote", "speaker")
# What is counted of statements; two of them are steps on the way to a measure.
OF_STANCES = ("evidence", "evidence+position", "evidence+holder", "evidence+position+holder", "stance")
FIELDS = ("act", "target", "senders", "conditional")  # scored on the statements that match


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How an article fares by one measure."""

    article_id: str
    measure: str
    matched: int
    n_pred: int
    n_gold: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A pair of statements of one article: by `stance` (with position and holder) or by `evidence` alone."""

    article_id: str
    by: str
    gold: int  # index into the article's gold statements
    found: int  # index into the article's found statements
    counted: bool  # false where the actor stands for another gold holder already
    gold_position: str
    found_position: str
    gold_act: str
    found_act: str
    act: bool
    target: bool
    senders: bool  # all of them and no other
    conditional: bool


@dataclass(frozen=True)
class Trial:
    """A gold article beside a run's answer to it."""

    gold: GoldArticle
    answer: Answer

    def counts(self) -> Iterator[Count]:
        """The article's counts by every measure that its gold is annotated for."""
        size = len(self.answer.stances), len(self.gold.stances)
        yield self._count("evidence", len(self._pairs(position=False, holder=False)), *size)
        yield self._count("evidence+position", len(self._pairs(position=True, holder=False)), *size)
        yield self._count("evidence+holder", len(self._pairs(position=False, holder=True)), *size)
        yield self._count("evidence+position+holder", len(self.stance_pairs()), *size)
        yield self._count("stance", len(self.hits()), *size)
        if self.gold.mentions is not None:
            yield from self._mention_counts()
        if self.gold.quotes is not None:
            yield from self._quote_counts()

    def matches(self) -> Iterator[Match]:
        """Matched statements, by evidence and then by stance."""
        by_evidence, by_stance = self._pairs(position=False, holder=False), self.stance_pairs()
        for by, pairs, kept in (
            ("evidence", by_evidence, [True] * len(by_evidence)),
            ("stance", by_stance, self._kept(by_stance)),
        ):
            yield from (self._match(by, pair, counted) for pair, counted in zip(pairs, kept, strict=True))

    def hits(self) -> list[Pair]:
        """Statements that count as found: the stance pairs that fit a one-to-one pairing of holders."""
        pairs = self.stance_pairs()
        return [pair for pair, kept in zip(pairs, self._kept(pairs), strict=True) if kept]

    def stance_pairs(self) -> list[Pair]:
        """Statements that agree in place, position and holder."""
        return self._pairs(position=True, holder=True)

    def _pairs(self, *, position: bool, holder: bool) -> list[Pair]:
        gold, found = self.gold.stances, self.answer.stances

        def agree(i: int, j: int) -> bool:
            if position and gold[i].position != found[j]["position"]:
                return False
            return not holder or self.same_holder(gold[i], found[j])

        return match_spans([g.span for g in gold], [span(f) for f in found], agree, SHARE)

    def _kept(self, pairs: Sequence[Pair]) -> list[bool]:
        names = ActorNames.load()
        gold, found = self.gold.stances, self.answer.stances
        return one_actor_each([(names.key(gold[i].holder), str(found[j]["holder_id"])) for i, j in pairs])

    def same_holder(self, gold: GoldStance, found: Row) -> bool:
        """Whether the run's holder is the gold's, or the one that reports for it."""
        names, keys = ActorNames.load(), self.answer.named(found["holder_id"])
        return names.same(gold.holder, gold.holder_mention, keys) or names.same(gold.via, None, keys)

    def _same(self, gold_name: str | None, actor: str | None) -> bool:
        return ActorNames.load().same(gold_name, None, self.answer.named(actor))

    def _same_all(self, gold_names: Sequence[str], actors: Sequence[str]) -> bool:
        """Whether the run's actors are those of the gold, each with one partner."""
        left = list(actors)
        for name in gold_names:
            partner = next((actor for actor in left if self._same(name, actor)), None)
            if partner is None:
                return False
            left.remove(partner)
        return not left

    def _count(self, measure: str, matched: int, n_pred: int, n_gold: int) -> Count:
        return Count(article_id=self.gold.id, measure=measure, matched=matched, n_pred=n_pred, n_gold=n_gold)

    def _match(self, by: str, pair: Pair, counted: bool) -> Match:
        gold, found = self.gold.stances[pair[0]], self.answer.stances[pair[1]]
        target = found["target_id"]
        return Match(
            article_id=self.gold.id,
            by=by,
            gold=pair[0],
            found=pair[1],
            counted=counted,
            gold_position=gold.position,
            found_position=found["position"],
            gold_act=gold.act,
            found_act=found["act"],
            act=gold.act == found["act"],
            target=self._same(gold.target, target) if gold.target else not target,
            senders=self._same_all(gold.senders, found["sender_ids"] or ()),
            conditional=gold.conditional == bool(found["conditional"]),
        )

    def _mention_counts(self) -> Iterator[Count]:
        all_gold = self.gold.mentions or ()
        optional = [m.span for m in all_gold if m.optional]
        gold = [m for m in all_gold if not m.optional and m.kind != "pronoun"]
        found = [m for m in self.answer.mentions if not any(overlap(o, span(m)) for o in optional)]
        spans = [g.span for g in gold], [span(f) for f in found]
        in_place = match_spans(*spans, lambda _i, _j: True)
        actors = [self.gold.name_of(mention.actor) for mention in gold]
        linked = match_spans(*spans, lambda i, j: self._same(actors[i], found[j]["actor_id"]))
        kept = one_actor_each([(gold[i].actor, found[j]["actor_id"]) for i, j in linked])
        yield self._count("mention span", len(in_place), len(found), len(gold))
        yield self._count("mention", sum(kept), len(found), len(gold))

    def _quote_counts(self) -> Iterator[Count]:
        gold = [q for q in self.gold.quotes or () if q.kind == "direct"]
        found = self.answer.quotes
        spans = [g.span for g in gold], [span(f) for f in found]
        in_place = match_spans(*spans, lambda _i, _j: True)
        speakers = [self.gold.name_of(quote.speaker) for quote in gold]
        spoken = match_spans(*spans, lambda i, j: self._same(speakers[i], found[j]["speaker_id"]))
        yield self._count("quote", len(in_place), len(found), len(gold))
        yield self._count("speaker", len(spoken), len(found), len(gold))


def lost_counts(gold: GoldArticle) -> Iterator[Count]:
    """The counts of an article that the run lost: its statements are missed; mentions and quotes are not counted."""
    for measure in OF_STANCES:
        yield Count(article_id=gold.id, measure=measure, matched=0, n_pred=0, n_gold=len(gold.stances))
