"""Scores of sentences and their mean, from words alone."""

from __future__ import annotations

import subprocess
import sys
from statistics import fmean

import pytest
from spacy.tokens import Doc

from analysis.annotators.records import Found
from analysis.annotators.sentiment import ArticleTone, Sentence, SentimentAnnotator
from analysis.articles import Article
from docs import sentences


@pytest.fixture(scope="module")
def annotator() -> SentimentAnnotator:
    return SentimentAnnotator.load()


def scored(annotator: SentimentAnnotator, doc: Doc) -> tuple[list[Sentence], list[ArticleTone]]:
    records = list(annotator(Article(article_id="a", text=doc.text), doc, Found()))
    return [r for r in records if isinstance(r, Sentence)], [r for r in records if isinstance(r, ArticleTone)]


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("A wonderful and happy day .", 1),
        ("A terrible and cruel attack .", -1),
        ("The train left at noon .", 0),
        ("The speech wasn't good .", -1),
    ],
)
def test_compound_has_the_sign_of_the_wording(annotator: SentimentAnnotator, text: str, sign: int) -> None:
    (sentence,), _ = scored(annotator, sentences(text))
    assert sentence.compound is not None
    assert (sentence.compound > 0.05) - (sentence.compound < -0.05) == sign


@pytest.mark.parametrize("curly", ["’", "‘", "ʼ", "＇"])
@pytest.mark.parametrize("text", ["She doesn't like it .", "It isn't good .", "They can't support a great deal ."])
def test_straight_and_curly_apostrophes_score_alike(annotator: SentimentAnnotator, text: str, curly: str) -> None:
    (straight,), _ = scored(annotator, sentences(text))
    (curled,), _ = scored(annotator, sentences(text.replace("'", curly)))
    assert (curled.polarity, curled.subjectivity, curled.compound) == (
        straight.polarity,
        straight.subjectivity,
        straight.compound,
    )
    (positive,), _ = scored(annotator, sentences(text.replace("n't", "")))
    assert positive.compound != straight.compound  # the negation counts


def test_a_sentence_without_a_word_has_no_score(annotator: SentimentAnnotator) -> None:
    found, (tone,) = scored(annotator, sentences("A good day .", "— 2022 !", "A bad day ."))
    assert [s.compound is None for s in found] == [False, True, False]
    assert (found[1].polarity, found[1].subjectivity) == (None, None)
    assert tone.compound == pytest.approx(fmean(s.compound for s in found if s.compound is not None))


def test_the_article_has_the_mean_of_its_sentences(annotator: SentimentAnnotator) -> None:
    found, (tone,) = scored(annotator, sentences("A wonderful day .", "A terrible war .", "It rained ."))
    for name in ("polarity", "subjectivity", "compound"):
        assert getattr(tone, name) == pytest.approx(fmean(getattr(s, name) for s in found))
    assert tone.n_tokens == 11


def test_an_article_without_words_has_no_score(annotator: SentimentAnnotator) -> None:
    found, (tone,) = scored(annotator, sentences("... !", "42"))
    assert len(found) == 2
    assert (tone.polarity, tone.subjectivity, tone.compound) == (None, None, None)


def test_blank_sentences_are_none(annotator: SentimentAnnotator) -> None:
    doc = Doc(sentences("x").vocab, words=["Good", ".", "\n\n", "Bad", "."], sent_starts=[True, None, True, True, None])
    found, _ = scored(annotator, doc)
    assert [doc.text[s.start_char : s.end_char] for s in found] == ["Good .", "Bad ."]


def test_an_empty_doc_gives_nothing(annotator: SentimentAnnotator) -> None:
    assert scored(annotator, Doc(sentences("x").vocab)) == ([], [])


def test_no_statistics_are_loaded_and_nltk_still_has_them() -> None:
    for module in ("scipy", "sklearn"):
        pytest.importorskip(module, reason=f"{module} is not installed")
    code = (
        "import sys, analysis.annotators.sentiment; assert not {'scipy.stats', 'sklearn'} & sys.modules.keys(); "
        "from nltk.metrics import BigramAssocMeasures as measures; assert measures.fisher(3, (4, 5), 20) > 0; "
        "from nltk.classify.scikitlearn import SklearnClassifier; from sklearn.naive_bayes import BernoulliNB; "
        "assert SklearnClassifier(BernoulliNB()).train([({'a': 1}, 'x'), ({'b': 1}, 'y')]).classify({'a': 1}) == 'x'; "
        "import scipy.stats"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
