"""Columns hold what the tokens say."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc

from analysis.annotators.columns import columns_of
from docs import VOCAB, doc_of


@pytest.mark.parametrize(
    "doc",
    [
        doc_of(
            "The/DT/DET/det/+2 Dutch/JJ/ADJ/amod/+1 envoys/NNS/NOUN/nsubj/+1/envoy left/VBD/VERB/ROOT/0/leave~ "
            "././PUNCT/punct/-1"
        ),
        Doc(VOCAB, words=["Über", "\n\n", "uns", "’s"], spaces=[True, False, False, False]),
        Doc(VOCAB),
    ],
    ids=["parsed", "bare", "empty"],
)
def test_columns_are_the_tokens_attributes(doc: Doc) -> None:
    columns = columns_of(doc)
    assert columns.text == doc.text
    assert columns.starts == [t.idx for t in doc]
    assert columns.ends == [t.idx + len(t) for t in doc]
    assert columns.texts == [t.text for t in doc]
    assert columns.lowers == [t.lower_ for t in doc]
    assert columns.lemmas == [t.lemma_ for t in doc]
    assert columns.tags == [t.tag_ for t in doc]
    assert columns.pos == [t.pos_ for t in doc]
    assert columns.opens == [bool(t.is_sent_start) for t in doc]


def test_another_doc_has_its_own_columns() -> None:
    one, other = Doc(VOCAB, words=["One"]), Doc(VOCAB, words=["Other"])
    assert [columns_of(doc).texts for doc in (one, other, one)] == [["One"], ["Other"], ["One"]]
