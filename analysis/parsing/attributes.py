"""Parts of speech, morphology and lemmas by spaCy's rules, each kind of token looked up once.

spaCy tries every rule of its attribute ruler on every token. What the rules for single tokens say depends on word, tag
and dependency label, so their answer is remembered; rules over several tokens are tried as before. A lemma depends on
word, part of speech and morphology, by which spaCy's lemmatizer remembers it as well; its lists of thousands of words,
which it searches from the first to the last, become sets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from spacy.attrs import IDS  # type: ignore[import-not-found]
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.pipeline import AttributeRuler, Lemmatizer
from spacy.tokens import Doc

from analysis.parsing.rows import Rows, distinct, rows_of, set_rows

_ASKED = frozenset({"LOWER", "TAG", "DEP", "IS_SPACE"})  # what a rule may ask of a token
_SET = ("POS", "MORPH", "LEMMA", "TAG", "DEP")  # what it may give it

Rules = tuple[int, ...]  # numbers of rules, rising


@dataclass(frozen=True, eq=False)
class Attributes:
    """Does to a Doc what the attribute ruler and the lemmatizer do."""

    ruler: AttributeRuler
    lemmatizer: Lemmatizer
    several: Matcher  # the rules over several tokens
    is_named: Callable[[str], bool]  # whether a rule asks for this word
    _rules: dict[tuple[int, ...], Rules] = field(default_factory=dict)
    _given: dict[Rules, tuple[list[int], list[bool]]] = field(default_factory=dict)
    _lemmas: dict[tuple[int, ...], int] = field(default_factory=dict)

    @classmethod
    def of(cls, nlp: Language) -> Attributes:
        """Take the rules of the pipeline's own components."""
        ruler, lemmatizer = _components(nlp)
        words = lemmatizer.lookups.get_table("lemma_index", {})
        words.update({pos: frozenset(known) for pos, known in words.items()})
        several = Matcher(nlp.vocab)
        for number, rule in enumerate(ruler.patterns):
            longer = [pattern for pattern in _patterns(rule) if len(pattern) > 1]
            if longer:
                several.add(str(number), longer)
        return cls(ruler=ruler, lemmatizer=lemmatizer, several=several, is_named=_word_test(ruler))

    @classmethod
    def can_replace(cls, nlp: Language) -> bool:
        """Whether the pipeline has both components, side by side, with rules of the kinds that are understood here."""
        names = nlp.pipe_names
        if "attribute_ruler" not in names or names[names.index("attribute_ruler") + 1 :][:1] != ["lemmatizer"]:
            return False
        ruler, lemmatizer = _components(nlp)
        by_rules = type(ruler) is AttributeRuler and lemmatizer.mode == "rule" and not lemmatizer.overwrite
        return by_rules and all(_is_understood(rule) for rule in ruler.patterns)

    def __call__(self, doc: Doc) -> Doc:
        """Set the attributes; an empty Doc stays as it is."""
        if len(doc):
            self._apply_rules(doc)
            self._lemmatize(doc)
        return doc

    def _apply_rules(self, doc: Doc) -> None:
        first, which = distinct(rows_of(doc, "LOWER", "TAG", "DEP"))
        rules = [self._rules_of(doc, i) for i in first.tolist()]
        for number, start in self._over_several(doc):
            # This token is a kind of its own: rules count in their order, those over several tokens among the others.
            at = start + self.ruler.indices[number]
            rules.append(tuple(sorted({*rules[which[at]], number})))
            which[at] = len(rules) - 1
        given = [self._values(numbers) for numbers in rules]
        values = np.array([row for row, _ in given], dtype=np.uint64)[which]
        known = np.array([row for _, row in given])[which]
        set_rows(doc, np.where(known, values, rows_of(doc, *_SET)), *_SET)

    def _rules_of(self, doc: Doc, i: int) -> Rules:
        """The rules for single tokens that match this one, asked of a Doc that holds it alone."""
        token = doc[i]
        key = (token.lower if self.is_named(token.lower_) else 0, token.tag, token.dep, token.is_space)
        if key not in self._rules:
            alone = Doc(doc.vocab, words=[token.text], tags=[token.tag_], deps=[token.dep_], heads=[0])
            self._rules[key] = tuple(sorted({number for number, *_ in self.ruler.match(alone)}))
        return self._rules[key]

    def _values(self, rules: Rules) -> tuple[list[int], list[bool]]:
        """What the rules give, and which of it they give at all; the last rule decides."""
        if rules not in self._given:
            given: dict[int, int] = {}
            for number in rules:
                given |= self.ruler.attrs[number]
            self._given[rules] = [given.get(IDS[a], 0) for a in _SET], [IDS[a] in given for a in _SET]
        return self._given[rules]

    def _over_several(self, doc: Doc) -> Iterator[tuple[int, int]]:
        if len(self.several):
            for match, start, _ in self.several(doc, allow_missing=True):
                yield int(doc.vocab.strings[match]), start

    def _lemmatize(self, doc: Doc) -> None:
        lemmas, words = rows_of(doc, "LEMMA"), rows_of(doc, "ORTH", "POS", "MORPH")
        missing = np.flatnonzero(lemmas[:, 0] == 0)
        first, which = distinct(words[missing])
        found = [self._lemma(doc, i, words) for i in missing[first].tolist()]
        lemmas[missing, 0] = np.array(found, dtype=np.uint64)[which]
        set_rows(doc, lemmas, "LEMMA")

    def _lemma(self, doc: Doc, i: int, words: Rows) -> int:
        key = tuple(words[i].tolist())
        if key not in self._lemmas:
            self._lemmas[key] = doc.vocab.strings.add(self.lemmatizer.lemmatize(doc[i])[0])
        return self._lemmas[key]


def _components(nlp: Language) -> tuple[Any, Any]:
    """The attribute ruler and the lemmatizer."""
    return nlp.get_pipe("attribute_ruler"), nlp.get_pipe("lemmatizer")


def _patterns(rule: Mapping[str, Any]) -> list[list[dict[str, Any]]]:
    patterns: list[list[dict[str, Any]]] = rule["patterns"]
    return patterns


def _is_understood(rule: Mapping[str, Any]) -> bool:
    """Whether a rule asks for word, tag and label alone, of a fixed number of tokens, and sets what is set here."""
    tokens = [token for pattern in _patterns(rule) for token in pattern]
    tests = [token["LOWER"] for token in tokens if "LOWER" in token]
    asked = all(set(token) <= _ASKED for token in tokens)
    named = all(isinstance(test, str) or set(test) <= {"IN", "REGEX"} for test in tests)
    return asked and named and set(rule["attrs"]) <= set(_SET)


def _word_test(ruler: AttributeRuler) -> Callable[[str], bool]:
    """A function that says of a word in lower case whether a rule asks for it."""
    tests = [t["LOWER"] for rule in ruler.patterns for pattern in _patterns(rule) for t in pattern if "LOWER" in t]
    words = {word for test in tests for word in ([test] if isinstance(test, str) else test.get("IN", ()))}
    shapes = [re.compile(test["REGEX"]) for test in tests if not isinstance(test, str) and "REGEX" in test]
    return lambda word: word in words or any(shape.search(word) for shape in shapes)
