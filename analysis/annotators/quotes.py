"""Quotes: who said what, in whose words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from spacy.tokens import Doc, Token

from analysis.annotators.attribution import Attribution, find_attributions
from analysis.annotators.direct import QuotationFinder, Reporting, Stretch, measure_stretches
from analysis.annotators.labels import find_labelled
from analysis.annotators.mentions import Mention
from analysis.annotators.quotation_marks import find_marked, find_paragraphs
from analysis.annotators.records import Found
from analysis.annotators.reporting import Cues
from analysis.annotators.sources import source_range
from analysis.annotators.speakers import Speakers
from analysis.articles import Article
from analysis.lexicons import load_reporting, load_titles


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

    @classmethod
    def load(cls) -> QuoteAnnotator:
        roles = load_titles().roles
        spokespersons = frozenset(nominal for role in roles if role.speaks_for for nominal in role.nominals)
        return cls(cues=Cues.of(load_reporting()), spokespersons=spokespersons)

    def __call__(self, article: Article, doc: Doc, found: Found) -> Iterator[Quote]:
        speakers = Speakers(found.of(Mention), self.cues.documents, self.spokespersons)
        last = None
        for reported in sorted(find_reported(doc, self.cues, speakers), key=lambda r: (r.start, -r.end, r.kind)):
            quote = _quote(doc, reported, speakers, last)
            last = quote.speaker_id or last
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
    stretches = measure_stretches(doc, find_marked(doc.text))
    paragraphs = find_paragraphs(doc.text)
    attributions = find_attributions(doc, cues)
    quotations = QuotationFinder(doc, stretches, paragraphs, attributions, cues).find()
    for quotation in quotations:
        by = quotation.reporting or Reporting(None, None)
        yield Reported(quotation.mark.start, quotation.mark.end, "direct", by.cue, by.source)
    whole = [(quotation.mark.start, quotation.mark.end) for quotation in quotations]
    for label in find_labelled(doc, paragraphs, lambda t: t.lemma_.lower() in cues.voices or bool(speakers.at(t))):
        start, end = trimmed(doc, label.content)
        whole.append((start, end))
        yield Reported(start, end, "indirect", label.cue, label.source, form="clause")
    for said in attributions:
        for start, end in indirect_spans(doc, said, stretches, whole):
            yield Reported(start, end, "indirect", said.cue, said.source, said.mode, said.form)


def _quote(doc: Doc, reported: Reported, speakers: Speakers, last: str | None) -> Quote:
    speaker = _chars(doc, source_range(reported.source, reported.cue)) if reported.source is not None else (None, None)
    cue = _chars(doc, reported.cue) if reported.cue is not None else (None, None)
    return Quote(
        start_char=reported.start,
        end_char=reported.end,
        kind=reported.kind,
        speaker_id=speakers.actor_of(reported.source, last),
        speaker_start_char=speaker[0],
        speaker_end_char=speaker[1],
        cue_start_char=cue[0],
        cue_end_char=cue[1],
        mode=reported.mode,
        form=reported.form,
    )


def _chars(doc: Doc, tokens: tuple[int, int]) -> tuple[int, int]:
    first, last = doc[tokens[0]], doc[tokens[1] - 1]
    return first.idx, last.idx + len(last)


def trimmed(doc: Doc, tokens: tuple[int, int]) -> tuple[int, int]:
    """The characters of a token range without the white space at its edges."""
    start, end = _chars(doc, tokens)
    text = doc.text[start:end]
    return start + len(text) - len(text.lstrip()), end - len(text) + len(text.rstrip())


def indirect_spans(
    doc: Doc, attribution: Attribution, stretches: Sequence[Stretch], whole: Collection[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """The parts of an attribution's content that are not direct quotations as a whole, in characters.

    A part that reaches into a marked stretch holds all of it. A cue inside speech that is `whole` reports nothing here:
    what its speaker reports is part of it.
    """
    cue = doc[attribution.cue[0]].idx
    if any(start <= cue < end for start, end in whole):
        return
    for first, end in attribution.parts:
        start_char, end_char = _chars(doc, (first, end))
        alone = False
        for stretch in stretches:
            mark = stretch.mark
            if mark.start >= end_char:
                break
            if mark.end <= start_char:
                continue
            start_char, end_char = min(start_char, mark.start), max(end_char, mark.end)
            alone |= (mark.start, mark.end) in whole and start_char >= mark.start and end_char <= mark.end
        if start_char < end_char and not alone:
            yield start_char, end_char
