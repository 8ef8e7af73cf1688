"""Targeted sentiment: what is marked, what is filled in, and how well it does."""

from __future__ import annotations

import pytest

from analysis.annotators.mentions import Mention
from analysis.annotators.records import Found
from analysis.annotators.sentiment import Sentence
from analysis.annotators.targeted_sentiment import LONGEST, Encoder, Target, TargetedSentiment
from analysis.articles import Article
from analysis.evaluation.sentiment import evaluate_sentiment


@pytest.fixture(scope="module")
def step() -> TargetedSentiment:
    return TargetedSentiment.load()


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder.load()


def target(text: str, mention: str) -> Target:
    start = text.index(mention)
    return Target(text, start, start + len(mention))


@pytest.mark.parametrize(
    ("text", "mention", "label"),
    [
        ("The minister betrayed his voters and lied to parliament again.", "The minister", "negative"),
        ("Anna Keller won praise from all sides for her brilliant and honest work.", "Anna Keller", "positive"),
        ("The delegation will meet Anna Keller on Tuesday.", "Anna Keller", "neutral"),
        ("Voters adore Keller for her courage.", "Keller", "positive"),
    ],
)
def test_the_attitude_toward_a_mention(step, text, mention, label):
    [(found, score)] = step.score([target(text, mention)])
    assert found == label
    assert -1 <= score <= 1


def test_it_is_about_the_mention_not_the_sentence(step):
    text = "While Keller was praised for her courage, Brandt was convicted of fraud."
    [(_, hero), (_, villain)] = step.score([target(text, "Keller"), target(text, "Brandt")])
    assert hero > 0 > villain


def test_a_result_does_not_depend_on_its_neighbours(step):
    one = target("Keller was accused of fraud.", "Keller")
    other = target("A much longer sentence praises the admirable and wise Brandt, whom all of them love.", "Brandt")
    assert step.score([one]) == step.score([other, one, other])[1:2]
    assert step.score([]) == []


def test_the_marks_stand_around_the_mention(encoder):
    encoded = encoder(target("The EU praised Kyiv.", "EU"))
    pieces = [encoder.pieces.tokenizer.id_to_token(piece) for piece in encoded.pieces]
    assert pieces == ["[CLS]", "the", "[unused1]", "eu", "[unused2]", "praised", "kyiv", ".", "[SEP]"]
    assert (encoded.opening, encoded.closing) == (2, 4)


@pytest.mark.parametrize("place", ["start", "middle", "end"])
def test_long_sentences_keep_what_is_near_the_mention(encoder, place):
    before, after = {"start": (0, 400), "middle": (200, 200), "end": (400, 0)}[place]
    text = "word " * before + "Keller" + " word" * after
    encoded = encoder(target(text, "Keller"))
    assert len(encoded.pieces) <= LONGEST
    inside = encoded.pieces[encoded.opening + 1 : encoded.closing]
    assert encoder.pieces.tokenizer.decode(list(inside)) == "keller"


def test_every_mention_in_a_sentence_is_filled(step):
    text = "Keller was accused of fraud.\n\nBrandt"
    article = Article(article_id="a", text=text)
    sentence = Sentence(start_char=0, end_char=28, polarity=0.0, subjectivity=0.0, compound=0.0)
    mentions = [
        Mention(start_char=0, end_char=6, actor_id="keller", kind="name"),
        Mention(start_char=30, end_char=36, actor_id="brandt", kind="name"),
    ]
    found = Found([sentence, *mentions])
    step([(article, found)])
    first, second = found.of(Mention)
    assert first.sentiment == "negative"
    assert first.sentiment_score is not None
    assert first.sentiment_score < 0
    assert second == mentions[1]  # outside all sentences: not measured


@pytest.mark.gold
@pytest.mark.parametrize(("name", "least"), [("dev-mt", 0.74), ("dev-rw", 0.81)])
def test_newsmtsc(shared, name, least):
    """0.761 and 0.832 where processors have VNNI; beyond TextBlob and VADER by 0.2 in any case."""
    result = evaluate_sentiment(shared / "data" / "newsmtsc" / f"{name}.jsonl")
    summary = result.summary().set_index("method")["macro_f1"]
    assert summary["targeted"] >= least
    assert summary["targeted"] >= summary.drop("targeted").max() + 0.2
