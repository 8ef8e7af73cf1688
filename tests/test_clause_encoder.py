"""What the clause encoder is given: pieces of the sentence and of the one before, and averages over them."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.annotators.clause_encoder import BEFORE, LONGEST, Bags, Chars, Clause, ClauseEncoder, Sentence, given
from analysis.annotators.features import Features
from analysis.annotators.linear import LinearModel
from analysis.annotators.word_pieces import WordPieces

NOTHING = Features(unit=[], candidates=[[]], acts=[[]])
TEXT = "Paris lifted its sanctions."


@pytest.fixture(scope="module")
def pieces() -> WordPieces:
    return WordPieces.load()


def chars(text: str, words: str) -> Chars:
    return text.index(words), text.index(words) + len(words)


def sentence(text: str, term: str, *mentions: str, before: str = "") -> Sentence:
    candidates = (tuple(chars(text, m) for m in mentions),)
    return Sentence(text, before, (Clause(chars(text, term), (0, len(text)), candidates, NOTHING),))


def words(pieces: WordPieces, numbers: np.ndarray) -> list[str]:
    return [pieces.tokenizer.id_to_token(int(n)) or "" for n in numbers]


def test_the_sentence_stands_behind_the_one_before(pieces: WordPieces) -> None:
    taken = given(pieces, [sentence(TEXT, "sanctions", before="Rome agreed.")])
    assert " ".join(words(pieces, taken["pieces"][0])) == "[CLS] rome agreed . [SEP] paris lifted its sanctions . [SEP]"
    assert taken["segments"][0].tolist() == [0] * 5 + [1] * 6
    assert taken["mask"].all()


def test_term_and_mentions_are_averaged(pieces: WordPieces) -> None:
    taken = given(pieces, [sentence(TEXT, "sanctions", "Paris", "its")])
    read = words(pieces, taken["pieces"][0])
    assert {read[i]: w for i, w in enumerate(taken["term"][0].tolist()) if w} == {"sanctions": 1.0}
    assert {read[i]: w for i, w in enumerate(taken["mention"][0].tolist()) if w} == {"paris": 0.5, "its": 0.5}


def test_a_candidate_without_mention_is_nowhere(pieces: WordPieces) -> None:
    assert not given(pieces, [sentence(TEXT, "sanctions")])["mention"].any()


def test_what_is_too_long_is_cut_off(pieces: WordPieces) -> None:
    long = "Rome " * 200
    taken = given(pieces, [sentence(long + TEXT, "sanctions", "Paris", before=long)])
    assert taken["pieces"].shape == (1, LONGEST)
    assert taken["segments"][0].tolist().count(0) == BEFORE + 2
    assert not taken["term"].any()  # behind the end
    assert taken["span"].sum() == pytest.approx(1.0)


def test_sentences_of_a_batch_keep_their_own(pieces: WordPieces) -> None:
    short, long = sentence(TEXT, "sanctions", "Paris"), sentence("Rome said that " + TEXT, "sanctions", "Rome", "Paris")
    alone, together = given(pieces, [long]), given(pieces, [short, long])
    width = alone["pieces"].shape[1]
    assert together["pieces"].shape == (2, width)
    assert (together["mention"][1] == alone["mention"][0]).all()
    assert together["row"].tolist() == [0, 1]
    assert together["clause"].tolist() == [0, 1]
    assert together["mask"][0].sum() < width


def test_bags_sum_the_vectors_of_known_features() -> None:
    bag = LinearModel(("0", "1"), {"a": 0, "b": 1}, np.array([[1.0, 0.0], [0.5, 2.0]]), np.zeros(2))
    clause = Clause((0, 1), (0, 1), ((), ()), Features(["a", "b", "?"], [["a"], []], [["b"], ["b"]]))
    summed = Bags(bag, bag, bag).given([clause])
    assert summed["clause_bag"].tolist() == [[1.5, 2.0]]
    assert summed["candidate_bag"].tolist() == [[1.0, 0.0], [0.0, 0.0]]
    assert summed["act_bag"].tolist() == [[0.5, 2.0], [0.5, 2.0]]


def test_the_weights_know_who_lifts_and_who_imposes() -> None:
    encoder = ClauseEncoder.load("sanctions")
    assert encoder is not None
    for text, act in (
        ("Paris lifted its sanctions on Minsk.", "ease"),
        ("Paris imposed new sanctions on Minsk.", "impose"),
        ("Paris condemned the sanctions as illegal.", "criticize"),
    ):
        (seen,) = encoder.read(sentence(text, "sanctions", "Paris"))
        assert encoder.acts[int(seen.acts[0].argmax())] == act
        assert seen.acts.shape == (1, len(encoder.acts))


def test_no_weights_no_encoder() -> None:
    assert ClauseEncoder.load("no_such_topic") is None
