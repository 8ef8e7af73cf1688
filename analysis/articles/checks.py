"""What is not an article: an empty text, one that cannot be stored or parsed, one that is not English."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from analysis.lexicons.files import Entry, load_yaml

MAX_CHARACTERS = 900_000  # spaCy refuses texts above 1,000,000
MIN_LETTERS = 60  # a shorter text is not judged by its language
_SAMPLE = 600  # characters from the beginning, and as many from the middle

# "Oram Aide Admits To Meeting Northport Lawyer With Offer For Party" looks most like Nigerian Pidgin (0.5), but English
# is still at 0.2; headlines and captions full of names stay above 0.02, sentences of other languages far below.
_ENGLISH_AT_MOST = 0.01
_OTHER_AT_LEAST = 0.5

# So many of its words, and so many different ones, are in `english.yml`: surely English, and the identifier, slow to
# load, is not asked. Of 6,684 articles 109 are left to it.
_SHARE, _DIFFERENT = 0.15, 8
_WORD = re.compile(r"[^\W\d_]+")

_NO_LANGUAGE = "zxx"  # ISO 639's code for "no linguistic content"
_SURROGATE = re.compile("[\ud800-\udfff]")


def why_not(text: object) -> tuple[str, str] | None:
    """Reason and remedy where this is not the text of an English article, else None."""
    if text is None or (isinstance(text, float) and text != text):
        return "empty", "leave the row out"
    if not isinstance(text, str):
        return f"the text is of type {type(text).__name__}", "give one text a row (JSON of pandas: orient='records')"
    if not text.strip():
        return "empty", "leave the row out"
    if len(text) > MAX_CHARACTERS:
        return f"too long: {len(text):,} characters, more than {MAX_CHARACTERS:,}", "split it into articles"
    if "\0" in text:
        return "holds NUL characters", "remove the NUL characters, or export the file again as text"
    if _SURROGATE.search(text):
        return "holds half a character (a lone surrogate)", "export the text again as UTF-8"
    if not any(map(str.isalpha, text)):
        return "no letters", "leave the row out"
    language = foreign_language(text)
    if language == _NO_LANGUAGE:
        return "no sentences (code, hashes or the like)", "leave it out"
    if language:
        return f"not English (looks like {language})", "leave it out, or give its English translation"
    return None


def foreign_language(text: str) -> str | None:
    """The ISO 639 code of the text's language where it surely is another than English, else None.

    Source: py3langid (a naive Bayes model over byte n-grams; Lui and Baldwin 2012), over a sample of the text. It is
    asked only where the sample has few of the words that hold English together.
    """
    middle = max(_SAMPLE, len(text) // 2)
    sample = text[:_SAMPLE] + text[middle : middle + _SAMPLE]
    if sum(map(str.isalpha, sample)) < MIN_LETTERS:
        return None
    words, english = _WORD.findall(sample.lower()), _english()
    found = [word for word in words if word in english]
    if len(found) >= _SHARE * len(words) and len(set(found)) >= _DIFFERENT:
        return None
    probabilities = dict(_identifier().rank(sample))
    language: str = max(probabilities, key=lambda code: probabilities[code])
    surely = probabilities[language] >= _OTHER_AT_LEAST and probabilities["en"] <= _ENGLISH_AT_MOST
    return language if surely else None


class English(Entry):
    """The file `english.yml`."""

    source: str
    licence: str
    words: frozenset[str]


@lru_cache(maxsize=1)
def _english() -> frozenset[str]:
    return load_yaml(Path(__file__).with_name("english.yml"), English).words


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
