"""The scores of TextBlob and VADER, computed from the words that decide them.

Both libraries take a sentence apart anew each time and look at all of its words, of which most change nothing. Here
every word is looked up once a process, the words that cannot matter are left out, and the libraries do the arithmetic
over the rest. The results are theirs to the last digit; where a sentence holds something that reaches over several
words (an emoticon, an emoji) the library is given all of it.
"""

from __future__ import annotations

import re
from enum import IntEnum
from functools import lru_cache
from typing import Any, NamedTuple

from textblob._text import EMOTICONS
from textblob.en import parser, sentiment
from vaderSentiment.vaderSentiment import BOOSTER_DICT, SentimentIntensityAnalyzer, SentiText, allcap_differential

WORDS = 1 << 16  # how many different words are remembered


class Weight(IntEnum):
    """What a word does to TextBlob's score."""

    NONE = 0  # nothing, and what governs the words behind it ("not", "very") goes on doing so: "a", ","
    CLOSES = 1  # nothing, but nothing before it governs the words behind it any more
    COUNTS = 2  # has a score, or turns or strengthens that of another


class Word(NamedTuple):
    """What stands between two blanks, as either library sees it."""

    tokens: tuple[tuple[str, Weight], ...]  # TextBlob's, in lower case
    stripped: str  # VADER's: without the punctuation around it
    scored: bool  # VADER has a score for it


class Tone(NamedTuple):
    """Polarity in [-1, 1] and subjectivity in [0, 1] by TextBlob, compound in [-1, 1] by VADER."""

    polarity: float
    subjectivity: float
    compound: float


class Wording:
    """Scores sentences; one a process, as it remembers words."""

    def __init__(self, vader: SentimentIntensityAnalyzer | None = None) -> None:
        self.vader = vader or SentimentIntensityAnalyzer()
        self._emojis = frozenset(self.vader.emojis)
        self._look_up = lru_cache(maxsize=WORDS)(self._read)

    def score(self, text: str) -> Tone:
        """The scores that `TextBlob(text).sentiment` and `polarity_scores(text)` give."""
        words = [self._look_up(word) for word in text.split()]
        polarity, subjectivity = sentiment(text) if _EMOTICON.search(text) else _pattern(words)
        return Tone(polarity, subjectivity, self._compound(text, words))

    def _read(self, word: str) -> Word:
        """What the libraries make of one word, whatever stands around it."""
        stripped = SentiText._strip_punc_if_word(word)
        lower = stripped.lower()
        scored = lower in self.vader.lexicon and lower not in BOOSTER_DICT
        return Word(tuple((token, _weight(token)) for token in _tokens(word)), stripped, scored)

    def _compound(self, text: str, words: list[Word]) -> float:
        if not self._emojis.isdisjoint(text):
            return float(self.vader.polarity_scores(text)["compound"])
        scored = [i for i, word in enumerate(words) if word.scored]
        if not scored:
            return 0.0
        stripped = [word.stripped for word in words]
        capitals = allcap_differential(stripped)
        scores: list[float] = [0] * len(words)
        for i in scored:
            if stripped[i].lower() == "kind" and [w.lower() for w in stripped[i + 1 : i + 2]] == ["of"]:
                continue
            # It reads three words before and two behind.
            near = _Near(stripped[max(i - 3, 0) : i + 3], capitals)
            scores[i] = self.vader.sentiment_valence(0, near, stripped[i], min(i, 3), [])[0]
        if any(word.lower() == "but" for word in stripped):
            scores = self.vader._but_check(stripped, scores)
        return float(self.vader.score_valence(scores, text)["compound"])


class _Near(NamedTuple):
    """The part of a `SentiText` that the score of one word is made from."""

    words_and_emoticons: list[str]
    is_cap_diff: bool


def _pattern(words: list[Word]) -> Any:
    """TextBlob's polarity and subjectivity of a sentence without emoticons."""
    kept, governed = [], False
    for word in words:
        for token, weight in word.tokens:
            if weight is Weight.COUNTS:
                kept.append(token)
                governed = True
            elif governed:
                kept.append(token)
                governed = weight is not Weight.CLOSES
    return sentiment(kept) if kept else (0.0, 0.0)


def _tokens(word: str) -> list[str]:
    if word.isalpha():
        return [word.lower()]  # the usual case; TextBlob's tokenizer would say the same
    if word[:-1].isalpha() and word[-1] == ",":
        return [word[:-1].lower(), ","]
    return " ".join(parser.find_tokens(word)).lower().split()


def _loosely(mark: str) -> str:
    """Where TextBlob may find an emoticon: it cuts marks off words and puts them together again, "(June 8)" to "8)"."""
    spread = r"[\s.]*".join(map(re.escape, mark))
    return rf"{spread}(?:(?!\w)|(?=n't))" if mark[-1].isalnum() else spread


_MARKS = ("(!)", *sorted(e for known in EMOTICONS.values() for e in known))
_EMOTICON = re.compile("|".join(map(_loosely, _MARKS)))
_SPECIAL = frozenset({"!", *(mark.lower() for mark in _MARKS)})


def _weight(token: str) -> Weight:
    if token in sentiment or token in sentiment.negations or token in _SPECIAL:
        return Weight.COUNTS
    return Weight.CLOSES if len(token) > 2 and len(token.strip("'")) > 1 else Weight.NONE
