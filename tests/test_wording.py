"""The lean scores are those of TextBlob and VADER, to the last digit."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textblob.en.sentiments import PatternAnalyzer
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from analysis.annotators.wording import Tone, Wording

WORDING, TEXTBLOB, VADER = Wording(), PatternAnalyzer(), SentimentIntensityAnalyzer()


def of_the_libraries(text: str) -> Tone:
    polarity, subjectivity = TEXTBLOB.analyze(text)
    return Tone(polarity, subjectivity, VADER.polarity_scores(text)["compound"])


@pytest.mark.parametrize(
    "text",
    [
        "The talks were good.",
        "The talks were not good, and the dinner wasn't very good either.",
        "It was not a good idea. It was never a really bad one.",
        "Really not good: the ministers kind of failed, no doubt!",
        "The GREAT deal failed; nobody was happy, but the ships sailed well.",
        "THE WAR IS A DISASTER!!! Is it? Is it???",
        "A kind of peace, the least happy of all, at least friendly.",
        "They signed (June 8) and left :) or 8 ) or : (a) happy.",
        "What a success ( ! ) for the least loved minister (!)",
        "The envoy 🙂 smiled; 12:30 p.m., U.S. time; e.g. the so-called “friends'” 'good' talks…",
        "don't can't won't 'twas the 1990s' worst—and best—year",
        "Without doubt a win.\n\nNever so brave, this never terrible man.",
        "no good no or bad nor good",
        "...! ?! -- ;) XD x-D >:( <3",
        "12 34",
        "",
    ],
)
def test_scores_are_the_libraries_own(text: str) -> None:
    assert WORDING.score(text) == of_the_libraries(text)
    assert WORDING.score(text) == of_the_libraries(text)  # its words remembered


TRICKY = (
    *(
        "good",
        "bad",
        "great",
        "terrible",
        "happy",
        "win",
        "very",
        "really",
        "hardly",
        "kind",
        "of",
        "least",
        "at",
        "but",
    ),
    *("not", "no", "never", "without", "doubt", "isn't", "n't", "so", "this", "the", "a", "to", "talks", "GOOD", "WAR"),
    *(
        ":)",
        ":(",
        ":D",
        "8)",
        "(8)",
        "=",
        "(",
        ")",
        "!",
        "(!)",
        "?!",
        "...",
        ".",
        ",",
        "'",
        '"',
        "'s",
        "x",
        "D",
        "XD",
        "♥",
    ),
    *("U.S.", "Mr.", "e.g.", "12:3", "so-called", "sort", "bomb", "shit", "die", "for", "🙂", "`", "''", "_", "END"),
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(TRICKY), min_size=1, max_size=12),
    st.lists(st.sampled_from([" ", " ", " ", "", "\n", "\n\n", " ", ","]), min_size=12, max_size=12),
)
def test_no_mix_of_words_and_marks_scores_otherwise(words: list[str], gaps: list[str]) -> None:
    text = "".join(word + gap for word, gap in zip(words, gaps, strict=False))
    assert WORDING.score(text) == of_the_libraries(text)
