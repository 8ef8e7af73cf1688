"""Targeted sentiment: the attitude that a sentence conveys toward the actor of a mention.

A small encoder (MiniLM, Wang et al. 2020, fine-tuned on NewsMTSC, Hamborg & Donnay 2021) reads the sentence with the
mention marked; see `resources/models/targeted_sentiment.md`. It runs on onnxruntime, after the annotators, and can be
switched off: a mention costs more than the parse of its sentence.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from analysis.annotators.mentions import Mention
from analysis.annotators.records import Found
from analysis.annotators.sentiment import Sentence
from analysis.annotators.word_pieces import END, START, WordPieces, session
from analysis.articles import Article
from analysis.lexicons import RESOURCES

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

    Array = np.ndarray[Any, np.dtype[Any]]

MODEL = RESOURCES / "models" / "targeted_sentiment.onnx"
LABELS = ("negative", "neutral", "positive")
LONGEST = 128  # word pieces; what is farther from the mention is cut off
OPENING, CLOSING = "[unused1]", "[unused2]"


class Target(NamedTuple):
    """A sentence, and the characters of the mention in it."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Encoded:
    """Word pieces with marks around the mention, and the places of the marks."""

    pieces: tuple[int, ...]
    opening: int
    closing: int


@dataclass(frozen=True)
class Encoder:
    """Turns a target into word pieces; the weights were trained on exactly this."""

    pieces: WordPieces

    @classmethod
    def load(cls) -> Encoder:
        return cls(WordPieces.load())

    def __call__(self, target: Target) -> Encoded:
        cut = self.pieces.numbers
        mention = cut(target.text[target.start : target.end])[: LONGEST // 2]
        before, after = cut(target.text[: target.start]), cut(target.text[target.end :])
        room = LONGEST - len(mention) - 4
        before = before[max(len(before) - max(room // 2, room - len(after)), 0) :]
        after = after[: room - len(before)]
        start, end, opening, closing = map(self.pieces.mark, (START, END, OPENING, CLOSING))
        pieces = (start, *before, opening, *mention, closing, *after, end)
        return Encoded(pieces, opening=1 + len(before), closing=2 + len(before) + len(mention))


def padded(rows: Sequence[Encoded]) -> Mapping[str, Array]:
    """What the model takes: word pieces and mask (rows by pieces), and the marks' places (rows by 2)."""
    width = max(len(row.pieces) for row in rows)
    pieces, mask = (np.zeros((len(rows), width), dtype=np.int64) for _ in range(2))
    for i, row in enumerate(rows):
        pieces[i, : len(row.pieces)] = row.pieces
        mask[i, : len(row.pieces)] = 1
    marks = np.array([(row.opening, row.closing) for row in rows], dtype=np.int64)
    return {"pieces": pieces, "mask": mask, "marks": marks}


@dataclass(frozen=True)
class TargetedSentiment:
    """Fills `sentiment` and `sentiment_score` of the mentions of a batch of articles."""

    encoder: Encoder
    session: InferenceSession

    @classmethod
    def load(cls) -> TargetedSentiment:
        """With the weights of the package."""
        return cls(Encoder.load(), session(MODEL))

    def __call__(self, pairs: Sequence[tuple[Article, Found]]) -> None:
        """Replace every mention by one with its sentiment; a mention outside all sentences keeps none."""
        places = [(number, k, target) for number, (article, found) in enumerate(pairs)
                  for k, target in _targets(article, found)]  # fmt: skip
        mentions = [list(found.of(Mention)) for _, found in pairs]
        for (number, k, _), (label, score) in zip(places, self.score([t for *_, t in places]), strict=True):
            mentions[number][k] = replace(mentions[number][k], sentiment=label, sentiment_score=score)
        for (_, found), changed in zip(pairs, mentions, strict=True):
            found.replace(Mention, changed)

    def score(self, targets: Sequence[tuple[str, int, int]]) -> list[tuple[str, float]]:
        """Of each target (a sentence, and where the mention starts and ends in it), in their order: the label, and
        P(positive) - P(negative), in [-1, 1]."""
        # One by one: in 8 bits the scale of a batch would depend on its other rows, and one core gains nothing by it.
        scores = {target: self._score(Target(*target)) for target in dict.fromkeys(targets)}
        return [scores[target] for target in targets]

    def _score(self, target: Target) -> tuple[str, float]:
        logits = self.session.run(None, dict(padded([self.encoder(target)])))[0]
        return _read(np.asarray(logits)[0])


def _read(logits: Array) -> tuple[str, float]:
    shares = np.exp(logits - logits.max())
    shares /= shares.sum()
    return LABELS[int(shares.argmax())], round(float(shares[2] - shares[0]), 3)


def _targets(article: Article, found: Found) -> Iterator[tuple[int, Target]]:
    """The article's mentions by their number, each in its sentence."""
    sentences = found.of(Sentence)
    starts = [s.start_char for s in sentences]
    for k, mention in enumerate(found.of(Mention)):
        i = bisect_right(starts, mention.start_char) - 1
        if i >= 0 and mention.end_char <= (sentence := sentences[i]).end_char:
            text = article.text[sentence.start_char : sentence.end_char]
            start = mention.start_char - sentence.start_char
            yield k, Target(text, start, start + mention.end_char - mention.start_char)
