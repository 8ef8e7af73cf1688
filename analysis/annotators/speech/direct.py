"""Direct quotations: which marked stretches are someone's words, and which cue stands beside them.

A quotation breaks the parse (it runs over sentences, it opens in the middle of one), so its cue is first looked for in
the words beside it, up to the end of the sentence or the next quotation; then in the parse; then in what came before.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from analysis.annotators.columns import columns_of
from analysis.annotators.speech.attribution import Attribution
from analysis.annotators.speech.nominal_cues import phrase_end
from analysis.annotators.speech.quotation_marks import Marked
from analysis.annotators.speech.reporting import Cues
from analysis.annotators.speech.sources import antecedent_of, subject_of
from analysis.annotators.speech.stretches import Stretch

_ENDS = frozenset({".", "!", "?", "…", "..."})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
_INNER = frozenset({"compound", "amod", "nmod", "poss", "nummod", "det", "flat", "case"})
_ASIDES = 2  # sentences that may stand between a quotation and one that goes on with it
_NEAR = 25  # tokens between a quotation and its cue


@dataclass(frozen=True, slots=True)
class Reporting:
    """The cue, as a token range (None where only the context names the speaker), and the head of the source."""

    cue: tuple[int, int] | None
    source: Token | None


@dataclass(frozen=True, slots=True)
class Quotation:
    """A marked stretch that is someone's words, with what reports it where that was found."""

    mark: Marked
    reporting: Reporting | None


Told = tuple[Stretch, Reporting | None]


class QuotationFinder:
    """Decides, in the order of the text, which stretches of one Doc are quotations and who said them."""

    def __init__(
        self,
        doc: Doc,
        stretches: Sequence[Stretch],
        paragraphs: Sequence[tuple[int, int]],
        attributions: Sequence[Attribution],
        cues: Cues,
    ) -> None:
        self.columns = columns_of(doc)
        self.doc, self.text, self.stretches, self.cues = doc, self.columns.text, stretches, cues
        self.inside = bytearray(len(doc))
        for stretch in stretches:
            self.inside[stretch.first : stretch.end] = b"\1" * (stretch.end - stretch.first)
        self.paragraph_starts = [start for start, _ in paragraphs]
        self.attributions = [a for a in attributions if not self.inside[a.cue[0]]]
        self.cue_starts = [a.cue[0] for a in self.attributions]
        self.reported_by = self._by_stretch()

    def find(self) -> list[Quotation]:
        """The quotations in order."""
        found: list[Quotation] = []
        before: Told | None = None  # the last that could stand alone
        latest: Told | None = None
        for at, stretch in enumerate(self.stretches):
            stands = stretch.full and not stretch.term
            reporting = self._beside(at, before)
            if reporting is None and stands:
                reporting = self._shared(stretch, latest) or self._from_context(stretch, before)
            if reporting is None and not stands:
                continue
            found.append(Quotation(stretch.mark, reporting))
            latest = stretch, reporting
            if stands or before is None or self._opens_sentence(stretch):
                before = stretch, reporting
        return found

    def _beside(self, at: int, before: Told | None) -> Reporting | None:
        """What reports it in its own sentence; a single word or a title is a term, whatever stands beside it."""
        stretch = self.stretches[at]
        opens = self._opens_sentence(stretch)
        if stretch.words < 2 and not (opens and stretch.runs_on):
            return None  # said that Washington was “probing” the possibility
        parsed = self.reported_by.get(at)
        if stretch.term and not stretch.clause and not opens:
            return parsed if parsed and self._after_colon(stretch) else self._colon(stretch)
        if not opens:
            return self._before(at) or parsed or self._after(at) or self._colon(stretch)
        return self._before(at) or self._after(at) or self._continued(stretch, before) or parsed or self._colon(stretch)

    # The words before: 'Salehi said: “…', 'he said, “…', 'called it “…'

    def _before(self, at: int) -> Reporting | None:
        stretch = self.stretches[at]
        floor = self.stretches[at - 1].end if at else 0
        first = self._sentence_start(stretch.first, floor)
        verbs = self._cue_verbs(max(first, stretch.first - _NEAR), stretch.first)
        if not verbs:
            return None
        verb = verbs[-1]
        between = [t for t in self.doc[verb.i + 1 : stretch.first] if not t.is_space]
        direct = not between or between[-1].text in {",", ":"} or between[-1].lower_ in {"that", "as", "saying"}
        if not direct and not (stretch.full and self._opens_clause(stretch)):
            return None
        return self._reporting(verb, (first, stretch.first))

    def _opens_clause(self, stretch: Stretch) -> bool:
        return self.text[stretch.mark.inside[0] : stretch.mark.inside[0] + 1].isupper()

    # The words after: '…,” said Psaki', '…,” the ministry said in a statement'

    def _after(self, at: int) -> Reporting | None:
        stretch = self.stretches[at]
        ceiling = self.stretches[at + 1].first if at + 1 < len(self.stretches) else len(self.doc)
        end = self._sentence_end(stretch.end, min(ceiling, stretch.end + _NEAR))
        phrase = next((t for t in self.doc[stretch.end : end] if not t.is_punct and not t.is_space), None)
        if phrase is not None and (last := phrase_end(phrase, self.cues)) is not None:
            return Reporting((phrase.i, last.i + 1), next((t for t in last.rights if t.dep_ == "pobj"), None))
        verbs = self._cue_verbs(stretch.end, end)
        if not verbs:
            return None
        verb = next((v for v in verbs if v.dep_ != "relcl" or v.i - stretch.end < 2), None)
        if verb is None or (not stretch.runs_on and not self._is_tag(verb, stretch, end)):
            return None  # '…” and urged Congress to act'
        return self._reporting(verb, (stretch.end, end))

    def _is_tag(self, verb: Token, stretch: Stretch, end: int) -> bool:
        """A reporting clause behind a finished sentence: '….” Trump said'; not a new sentence of its own."""
        between = self.doc[stretch.end : verb.i]
        closed = len(between) > 6 or any(t.is_punct or t.pos_ == "CCONJ" for t in between)
        return not (closed or verb.tag_ == "VBG" or self._has_own_content(verb, end))

    def _has_own_content(self, verb: Token, end: int) -> bool:
        at = bisect_left(self.cue_starts, verb.i)
        own = at < len(self.attributions) and self.attributions[at].head == verb
        return own and any(verb.i < first < end for first, _ in self.attributions[at].parts)

    # The parse

    def _by_stretch(self) -> dict[int, Reporting]:
        """The innermost attribution of speech that holds each stretch, or meets the most of it."""
        best: dict[int, tuple[int, Reporting]] = {}
        firsts = [s.first for s in self.stretches]
        for attribution in self.attributions:
            if attribution.mode != "speech" and attribution.form != "naming":
                continue
            size = sum(end - first for first, end in attribution.parts)
            for first, end in attribution.parts:
                at = max(bisect_right(firsts, first) - 1, 0)
                while at < len(firsts) and firsts[at] < end:
                    if self.stretches[at].end > first and (at not in best or size < best[at][0]):
                        best[at] = size, Reporting(attribution.cue, attribution.source)
                    at += 1
        return {at: reporting for at, (_, reporting) in best.items()}

    # No cue in the sentence

    def _continued(self, stretch: Stretch, before: Told | None) -> Reporting | None:
        """'“…,” he said. “…”' goes on with the same cue, unless someone else speaks between, or too much is told."""
        start = self._paragraph(stretch.mark.start)
        if before is None or before[1] is None or before[0].mark.start < start:
            return None
        if self._sentences(before[0].end, stretch.first) > _ASIDES:
            return None
        spoken = [a for a in self._spoken(before[0].mark.end, stretch) if a.source is not None]
        if spoken and before[1].cue is not None and spoken[-1].head.sent.start > before[1].cue[0]:
            return Reporting(None, spoken[-1].source)
        return before[1]

    def _shared(self, stretch: Stretch, latest: Told | None) -> Reporting | None:
        """'called it a “farce” bent on “keeping the people from the polls”': both in one sentence."""
        if latest is None or latest[1] is None or self._opens_sentence(stretch):
            return None
        within = latest[0].mark.start >= self._paragraph(stretch.mark.start)
        return latest[1] if within and not self._sentences(latest[0].end, stretch.first) else None

    def _sentences(self, first: int, end: int) -> int:
        texts = self.columns.texts[first:end]
        return sum(text in _ENDS and not self.inside[i] for i, text in enumerate(texts, first))

    def _from_context(self, stretch: Stretch, before: Told | None) -> Reporting | None:
        """A quotation without a cue: said by who spoke last in this paragraph, or in the one before it opens.

        "Kim was firm. “…”": whom the sentence before is about, where it is a person. A heading has no speaker.
        """
        start = self._paragraph(stretch.mark.start)
        alone = stretch.mark.start - start < 2
        if alone and not stretch.closed and self._ends_paragraph(stretch):
            return None
        previous = self._paragraph(start - 1) if start > 0 and alone else start
        candidates = [a for a in self._spoken(previous, stretch) if a.source is not None]
        subject = self._last_subject(previous, stretch)
        same = before is not None and before[1] is not None and candidates and candidates[-1].cue == before[1].cue
        if candidates and not same and (before is None or candidates[-1].cue[0] >= before[0].end):
            near = self._sentences(candidates[-1].cue[0], stretch.first) < _ASIDES
            return Reporting(None, candidates[-1].source if near or subject is None else subject)
        if (
            before is not None
            and before[0].mark.end > previous
            and before[1] is not None
            and (alone or subject is None)
        ):
            return before[1]
        return Reporting(None, subject)

    def _ends_paragraph(self, stretch: Stretch) -> bool:
        return stretch.end >= len(self.doc) or self._paragraph(self.doc[stretch.end].idx + 1) > stretch.mark.start

    def _spoken(self, start: int, stretch: Stretch) -> list[Attribution]:
        end = bisect_left(self.cue_starts, stretch.first)
        spoken = []
        for attribution in reversed(self.attributions[:end]):
            if attribution.head.idx < start:
                break
            if attribution.mode == "speech" and attribution.form in {"clause", "infinitive", "object"}:
                spoken.append(attribution)
        return spoken[::-1]

    def _last_subject(self, start: int, stretch: Stretch) -> Token | None:
        """The person that the sentence before is about."""
        for token in reversed(list(self.doc[max(0, stretch.first - 60) : stretch.first])):
            if token.idx < start or self._sentences(token.i, stretch.first) > 1:
                return None
            person = token.ent_type_ == "PERSON" or token.lower_ in {"he", "she"}
            if person and token.dep_ == "nsubj" and token.head.dep_ == "ROOT" and not self.inside[token.i]:
                return token
        return None

    # Pieces

    def _paragraph(self, char: int) -> int:
        """Where the paragraph of this character starts."""
        at = bisect_right(self.paragraph_starts, max(char, 0)) - 1
        return self.paragraph_starts[at] if at >= 0 else 0

    def _sentence_start(self, token: int, floor: int) -> int:
        start = self._paragraph(self.doc[token].idx)
        at, texts, starts = token, self.columns.texts, self.columns.starts
        while at > floor and texts[at - 1] not in _ENDS and starts[at - 1] >= start:
            at -= 1
        return at

    def _sentence_end(self, token: int, ceiling: int) -> int:
        at, texts = token, self.columns.texts
        while at < ceiling and texts[at] not in _ENDS:
            if texts[at].isspace() and self._paragraph(self.columns.ends[at]) > self.columns.starts[token]:
                break
            at += 1
        return at

    def _opens_sentence(self, stretch: Stretch) -> bool:
        near = [t for t in self.doc[max(0, stretch.first - 2) : stretch.first] if not t.is_space]
        before = near[-1] if near else None
        fresh = before is None or before.text in _ENDS or before.text.endswith(".") or self.inside[before.i]
        return bool(fresh) or self._paragraph(stretch.mark.start) == stretch.mark.start

    def _after_colon(self, stretch: Stretch) -> bool:
        return stretch.first > 0 and self.doc[stretch.first - 1].text == ":"

    def _colon(self, stretch: Stretch) -> Reporting | None:
        """A caption or headline: 'Trump: “…”'."""
        if not self._after_colon(stretch):
            return None
        before = self.doc[max(0, stretch.first - 2)]
        return Reporting((stretch.first - 1, stretch.first), _top(before)) if before.pos_ in _NOMINAL else None

    def _cue_verbs(self, first: int, end: int) -> list[Token]:
        pos = self.columns.pos
        return [
            self.doc[i]
            for i in range(max(first, 0), min(max(end, 0), len(pos)))
            if pos[i] in {"VERB", "AUX"} and not self.inside[i] and self.cues.speaks(self.doc[i])
        ]

    def _reporting(self, verb: Token, frame: tuple[int, int]) -> Reporting:
        source = subject_of(verb)
        if source is None or self.inside[antecedent_of(source).i] or self.inside[source.i]:
            source = self._nearest(verb, frame)
        return Reporting((verb.i, verb.i + 1), source)

    def _nearest(self, verb: Token, frame: tuple[int, int]) -> Token | None:
        """The noun next to the cue where the parse has no subject: before it, else after it ("said Psaki")."""
        left = [t for t in self.doc[frame[0] : verb.i] if t.pos_ in _NOMINAL and not self.inside[t.i]]
        right = [t for t in self.doc[verb.i + 1 : frame[1]] if t.pos_ in _NOMINAL and not self.inside[t.i]]
        tops = [t for t in left if t.dep_ != "pobj" and t.dep_ not in _INNER] or left
        return tops[-1] if tops else (_top(right[0]) if right else None)


def _top(token: Token) -> Token:
    while token.dep_ in _INNER and token.head != token:
        token = token.head
    return token
