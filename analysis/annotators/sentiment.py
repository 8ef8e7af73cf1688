"""Sentiment of sentences and of the article, by two lexicons.

TextBlob's pattern lexicon gives polarity in [-1, 1] and subjectivity in [0, 1]; VADER gives a compound score in [-1, 1]
(Hutto & Gilbert 2014). Both describe wording, not stance: neither knows *sanctions*, *invade* or *veto*.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import fmean
from typing import ClassVar

from spacy.tokens import Doc
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from analysis.annotators.columns import columns_of
from analysis.annotators.polarity import PatternAnalyzer
from analysis.annotators.records import Found
from analysis.annotators.wording import Wording
from analysis.articles import Article
from analysis.lexicons import OURS, Options

# "doesn’t support sanctions": the lexicons know n't with a straight apostrophe only.
STRAIGHT = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "＇": "'"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence; scores are None where it has no word."""

    table: ClassVar[str] = "sentences"
    start_char: int
    end_char: int
    polarity: float | None
    subjectivity: float | None
    compound: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleTone:
    """The article's scores: the mean of its sentences', None where no sentence has one.

    The mean, not the score of the whole text: VADER's compound saturates with length (+0.99 for almost any article).
    """

    table: ClassVar[str] = "articles"
    n_tokens: int
    polarity: float | None
    subjectivity: float | None
    compound: float | None


@dataclass(frozen=True)
class SentimentAnnotator:
    """Yields the sentences in order, then the article's tone."""

    records: ClassVar[tuple[type, ...]] = (Sentence, ArticleTone)
    textblob: PatternAnalyzer
    vader: SentimentIntensityAnalyzer
    wording: Wording

    @classmethod
    def load(cls, options: Options = OURS) -> SentimentAnnotator:  # noqa: ARG003
        vader = SentimentIntensityAnalyzer()
        return cls(textblob=PatternAnalyzer(), vader=vader, wording=Wording(vader))

    def __call__(  # the signature that all annotators share
        self,
        article: Article,  # noqa: ARG002
        doc: Doc,
        found: Found,  # noqa: ARG002
    ) -> Iterator[Sentence | ArticleTone]:
        text = columns_of(doc).text
        sentences = [self._score(text, start, end) for start, end in sentence_spans(doc, text)]
        yield from sentences
        if sentences:
            yield ArticleTone(
                n_tokens=len(doc) - int(doc.to_array("IS_SPACE").sum()),
                polarity=_mean(s.polarity for s in sentences),
                subjectivity=_mean(s.subjectivity for s in sentences),
                compound=_mean(s.compound for s in sentences),
            )

    def _score(self, text: str, start: int, end: int) -> Sentence:
        words = text[start:end].translate(STRAIGHT)
        if not any(c.isalpha() for c in words):
            return Sentence(start_char=start, end_char=end, polarity=None, subjectivity=None, compound=None)
        tone = self.wording.score(words)
        return Sentence(
            start_char=start,
            end_char=end,
            polarity=tone.polarity,
            subjectivity=tone.subjectivity,
            compound=tone.compound,
        )


def sentence_spans(doc: Doc, text: str) -> Iterator[tuple[int, int]]:
    """Character spans of the parser's sentences without the white space around them; blank ones are left out."""
    for sent in doc.sents:
        words = text[sent.start_char : sent.end_char]
        if stripped := words.strip():
            start = sent.start_char + words.index(stripped[0])
            yield start, start + len(stripped)


def _mean(values: Iterable[float | None]) -> float | None:
    known = [v for v in values if v is not None]
    return fmean(known) if known else None
