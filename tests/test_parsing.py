"""The faster steps find what spaCy's find, and leave to spaCy what they do not know."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spacy
from spacy.attrs import DEP, ENT_IOB, ENT_TYPE, HEAD, LEMMA, MORPH, POS, SENT_START, TAG  # type: ignore[import-not-found]
from spacy.language import Language
from spacy.pipeline import AttributeRuler
from spacy.tokens import Doc, Span
from threadpoolctl import threadpool_info, threadpool_limits

from analysis.parsing import Attributes, Entities, speed_up, speed_up_vectors
from analysis.pipeline import find_model

SAMPLE = Path(__file__).parents[1] / "data" / "sample.jsonl"
ATTRIBUTES = [TAG, POS, MORPH, LEMMA, DEP, HEAD, SENT_START, ENT_IOB, ENT_TYPE]
# Rules over several tokens, rules by word, blanks, blank lines, names at the ends of sentences and of the text.
ODD = [
    "",
    " ",
    "\n\n",
    "Kim",
    "Let's go; there's a ship, there were two. They're gonna stay, y'all. It ain't so, c'mon! He's gotta.",
    "THE PRESIDENT\n\nMOSCOW — Anna  Berg\nmet\tthe Bank of Norland in New\nYork City",
    "On Monday, 5 May 2031, 3,000 Dutchmen paid $4.5 billion to the European Central Bank",
    "She had done what he'd do; I'd have had it. That is that: those who do, do so. 'em? Nothin' doin'!",
    "Oslo.\n\n\n  Bergen \n\n“Mr. Lee Min-ho of Seoul's Daily Post,” he said: “ Rome ”",
]


def plain_model() -> Language:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return spacy.load(find_model())


@pytest.fixture(scope="module")
def plain() -> Language:
    return plain_model()


@pytest.fixture(scope="module")
def fast() -> Language:
    nlp = plain_model()
    assert speed_up(nlp) == ["tok2vec", "attribute_ruler", "lemmatizer", "ner"]
    return nlp


def texts() -> list[str]:
    lines = SAMPLE.read_text(encoding="utf-8").splitlines()
    return [*ODD, *(json.loads(line)["text"] for line in lines[:24])]


def gold_texts(shared: Path) -> list[str]:
    lines = (shared / "gold" / "dev.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines]


@pytest.mark.parametrize("gold", [False, True])
def test_every_attribute_and_entity_is_the_same(plain: Language, fast: Language, gold: bool, request: Any) -> None:
    some = gold_texts(request.getfixturevalue("shared")) if gold else texts()
    for ours, theirs in zip(fast.pipe(some, batch_size=8), plain.pipe(some, batch_size=8), strict=True):
        assert (ours.to_array(ATTRIBUTES) == theirs.to_array(ATTRIBUTES)).all(), theirs.text[:60]
        assert [(e.start, e.end, e.label_) for e in ours.ents] == [(e.start, e.end, e.label_) for e in theirs.ents]


def test_the_size_of_batches_changes_nothing(fast: Language) -> None:
    alone, together = [[*map(fast, texts()[:20])], [*fast.pipe(texts()[:20], batch_size=20)]]
    for one, other in zip(alone, together, strict=True):
        assert (one.to_array(ATTRIBUTES) == other.to_array(ATTRIBUTES)).all()


@pytest.mark.parametrize("name", ["tok2vec", "ner"])
def test_vectors_are_the_same_to_the_last_bit_in_any_company(fast: Language, name: str) -> None:
    pipe: Any = fast.get_pipe(name)
    model = pipe.model if name == "tok2vec" else pipe.model.get_ref("tok2vec").layers[0]
    docs = [fast.make_doc(text) for text in texts() if text]
    for doc, together in zip(docs, model.predict(docs), strict=True):
        assert np.array_equal(model.predict([doc])[0], together), doc.text[:60]


def test_numpy_has_its_cores_again_after_a_parse(fast: Language) -> None:
    def cores() -> list[int]:
        return [library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"]

    with threadpool_limits(2, "blas"):
        before = cores()
        assert set(before) == {2}
        fast("Anna Berg left Oslo.")
        assert cores() == before


def test_entities_that_are_there_already_stay(fast: Language) -> None:
    doc = Doc(fast.vocab, words=["Anna", "Berg", "left", "Oslo", "."])
    doc.set_ents([Span(doc, 2, 3, label="ORG")], default="missing")
    found = fast.get_pipe("entities")(fast.get_pipe("tok2vec")(doc))
    assert ("left", "ORG") in [(e.text, e.label_) for e in found.ents]


def test_a_pipeline_of_another_form_stays_as_it_is() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    before = list(nlp.pipe_names)
    assert speed_up(nlp) == []
    assert nlp.pipe_names == before
    assert not speed_up_vectors(nlp, "tok2vec")
    assert not Entities.can_replace(nlp)


@pytest.mark.parametrize(
    ("pattern", "attrs", "known"),
    [
        ({"LOWER": "ship", "TAG": "NN"}, {"LEMMA": "ship"}, True),
        ({"LOWER": {"IN": ["ship", "boat"]}}, {"POS": "NOUN"}, True),
        ({"ORTH": "Ship"}, {"POS": "NOUN"}, False),
        ({"LOWER": {"FUZZY": "ship"}}, {"POS": "NOUN"}, False),
        ({"LOWER": "ship", "OP": "+"}, {"POS": "NOUN"}, False),
        ({"LOWER": "ship"}, {"NORM": "boat"}, False),
    ],
)
def test_rules_that_ask_for_something_else_are_spacys(
    pattern: dict[int | str, Any], attrs: dict[str, Any], known: bool
) -> None:
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("attribute_ruler")
    assert isinstance(ruler, AttributeRuler)
    ruler.add([[pattern]], attrs)
    nlp.add_pipe("lemmatizer", config={"mode": "rule"})
    assert Attributes.can_replace(nlp) == known
