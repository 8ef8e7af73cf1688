"""Quotes: who said what, in whose words."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from spacy.tokens import Doc, Token

from analysis.annotators.columns import columns_of
from analysis.annotators.gazetteer import Gazetteer
from analysis.annotators.mentions import Actor, Mention
from analysis.annotators.records import Found
from analysis.annotators.speech.attribution import Attribution
from analysis.annotators.speech.direct import Quotation, QuotationFinder, Reporting
from analysis.annotators.speech.indirect import find_attributions
from analysis.annotators.speech.labels import find_labelled
from analysis.annotators.speech.quotation_marks import find_marked, find_paragraphs
from analysis.annotators.speech.reporting import Cues
from analysis.annotators.speech.sources import source_range
from analysis.annotators.speech.speakers import Speakers
from analysis.annotators.speech.stretches import Stretch, measure_stretches
from analysis.articles import Article
from analysis.lexicons import OURS, Options, load_reporting, load_titles

NEAR = 1000  # characters after a quote in which "he added" means its speaker, where nobody else is meant
_AUXILIARIES = frozenset({"aux", "auxpass", "neg", "advmod"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A stretch of reported speech: its content, its cue, and its speaker where known.

    A direct quote includes its quotation marks. Mixed speech is an indirect quote and a direct one for the marked part.
    """

    table: ClassVar[str] = "quotes"
    start_char: int
    end_char: int
    kind: str  # direct, indirect
    speaker_id: str | None = None  # the actor; None where the words before could not be resolved
    speaker_start_char: int | None = None
    speaker_end_char: int | None = None
    cue_start_char: int | None = None
    cue_end_char: int | None = None
    mode: str = "speech"  # speech (said, written, shown) or thought (believed, wished, felt)
    form: str = "quotation"  # quotation, or what the cue takes: clause, infinitive, gerund, object, naming


@dataclass(frozen=True)
class QuoteAnnotator:
    """Yields quotes in document order."""

    records: ClassVar[tuple[type, ...]] = (Quote,)
    cues: Cues
    spokespersons: frozenset[str]  # nominals: those who speak for another
    persons: frozenset[str]  # nouns that describe one person

    @classmethod
    def load(cls, options: Options = OURS) -> QuoteAnnotator:
        roles = load_titles().roles
        spokespersons = frozenset(nominal for role in roles if role.speaks_for for nominal in role.nominals)
        persons = Gazetteer.load(options.actors).words.person_nouns
        return cls(cues=Cues.of(load_reporting()), spokespersons=spokespersons, persons=persons)

    def __call__(self, article: Article, doc: Doc, found: Found) -> Iterator[Quote]:  # noqa: ARG002
        speakers = Speakers(found.of(Mention), self.cues.documents, self.spokespersons, self.persons)
        people = {actor.actor_id for actor in found.of(Actor) if actor.type == "person"}
        last, end = None, 0  # who spoke before, and where that ended
        for reported in sorted(find_reported(doc, self.cues, speakers), key=lambda r: (r.start, -r.end, r.kind)):
            person = last if last in people and reported.start - end < NEAR else None
            quote = _quote(doc, reported, speakers.actor_of(reported.source, last, person))
            if quote.speaker_id is not None:
                last, end = quote.speaker_id, reported.end
            yield quote


@dataclass(frozen=True, slots=True)
class Reported:
    """A stretch of reported speech before its speaker is resolved."""

    start: int
    end: int
    kind: str
    cue: tuple[int, int] | None  # tokens
    source: Token | None
    mode: str = "speech"
    form: str = "quotation"


def find_reported(doc: Doc, cues: Cues, speakers: Speakers) -> Iterator[Reported]:
    """The direct quotations, the labelled paragraphs, then the indirect speech outside both."""
    text = columns_of(doc).text
    paragraphs = find_paragraphs(text)
    stretches = measure_stretches(doc, find_marked(text, paragraphs))
    attributions = find_attributions(doc, cues)
    quotations = QuotationFinder(doc, stretches, paragraphs, attributions, cues).find()
    for quotation in quotations:
        by = quotation.reporting or Reporting(None, None)
        yield Reported(quotation.mark.start, quotation.mark.end, "direct", by.cue, by.source)
    outside = Outside(doc, stretches, quotations)
    for label in find_labelled(doc, paragraphs, lambda t: t.lemma_.lower() in cues.voices or bool(speakers.at(t))):
        outside.close(*label.content)
        start, end = trimmed(doc, label.content)
        yield Reported(start, end, "indirect", label.cue, label.source, form="clause")
    for said in attributions:
        for start, end in outside.spans(said):
            yield Reported(start, end, "indirect", said.cue, said.source, said.mode, said.form)


def _quote(doc: Doc, reported: Reported, speaker_id: str | None) -> Quote:
    speaker = _chars(doc, source_range(reported.source, reported.cue)) if reported.source is not None else (None, None)
    cue = _chars(doc, _verb_group(doc, reported.cue)) if reported.cue is not None else (None, None)
    return Quote(
        start_char=reported.start,
        end_char=reported.end,
        kind=reported.kind,
        speaker_id=speaker_id,
        speaker_start_char=speaker[0],
        speaker_end_char=speaker[1],
        cue_start_char=cue[0],
        cue_end_char=cue[1],
        mode=reported.mode,
        form=reported.form,
    )


def _verb_group(doc: Doc, cue: tuple[int, int]) -> tuple[int, int]:
    """The cue with what stands directly before it and turns its sense: "never said", "will not rule out"."""
    first, end = cue
    while first and doc[first - 1].dep_ in _AUXILIARIES and first <= doc[first - 1].head.i < end:
        first -= 1
    return first, end


def _chars(doc: Doc, tokens: tuple[int, int]) -> tuple[int, int]:
    columns = columns_of(doc)
    return columns.starts[tokens[0]], columns.ends[tokens[1] - 1]


def trimmed(doc: Doc, tokens: tuple[int, int]) -> tuple[int, int]:
    """The characters of a token range without the white space at its edges."""
    start, end = _chars(doc, tokens)
    text = columns_of(doc).text[start:end]
    return start + len(text) - len(text.lstrip()), end - len(text) + len(text.rstrip())


class Outside:
    """What of indirect speech lies outside direct quotations and labelled paragraphs."""

    def __init__(self, doc: Doc, stretches: Sequence[Stretch], quotations: Sequence[Quotation]) -> None:
        self.doc, self.stretches = doc, stretches
        self.firsts = [stretch.first for stretch in stretches]
        self.quoted = {quotation.mark.start for quotation in quotations}
        self.closed = bytearray(len(doc))
        for stretch in stretches:
            if stretch.mark.start in self.quoted:
                self.close(stretch.first, stretch.end)

    def close(self, first: int, end: int) -> None:
        """What is reported in these tokens is part of what their own speaker says, and no row."""
        self.closed[first:end] = b"\1" * (end - first)

    def spans(self, said: Attribution) -> Iterator[tuple[int, int]]:
        """The parts of its content in characters: each holds the whole of a marked stretch that it reaches into.

        A part that is a direct quotation and nothing more is left out.
        """
        if self.closed[said.cue[0]]:
            return
        for first, end in said.parts:
            start_char, end_char = _chars(self.doc, (first, end))
            alone = False
            at = max(bisect_right(self.firsts, first) - 1, 0)
            for stretch in self.stretches[at : bisect_left(self.firsts, end)]:
                mark = stretch.mark
                if mark.end > start_char:
                    start_char, end_char = min(start_char, mark.start), max(end_char, mark.end)
                    alone |= mark.start in self.quoted and start_char == mark.start and end_char == mark.end
            if not alone:
                yield start_char, end_char
