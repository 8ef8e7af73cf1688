"""What every annotator promises, over a real parse: offsets, order, determinism, an unchanged Doc, and no crash."""

from __future__ import annotations

import dataclasses
from itertools import pairwise
from typing import Any

import pytest
from spacy.tokens import Doc

from analysis.annotators import ANNOTATORS, Annotator, Found
from analysis.annotators.mentions import Actor, Mention
from analysis.annotators.quotes import Quote
from analysis.annotators.sentiment import ArticleTone, Sentence
from analysis.annotators.stances import Stance
from analysis.articles import Article
from analysis.lexicons import load_topic
from analysis.pipeline import Model, load_annotators
from analysis.tables import SCHEMAS
from docs import VOCAB

NEWS = """EU ministers agree on measures against Belarus

The European Union imposed new sanctions on Belarus on Monday. “We will answer every restriction,” Foreign Minister \
Vladimir Makei said, adding that Minsk would “never bow to pressure.”

U.S. Secretary of State Antony Blinken told reporters that Washington would join the measures if Brussels asked. He
refused to rule out a travel ban. According to the State Department, the sanctions are necessary.

"Such sanctions are illegal and they hurt Europe," the Kremlin's spokesman told the Harbour Post. China, Iran and
Venezuela urged the bloc to lift them. Germany's request for a waiver was rejected."""
ODD = {
    "emoji": "🇪🇺🇧🇾 The EU 👏 imposed sanctions 🌍 on Belarus 👨‍👩‍👧. “We 😡 object,” said Minsk 🤷🏽.",
    "only punctuation": "… — “ ” ‘ ’ ! ? ; ( ) [ ] \"\" '' ,,, ...",
    "one token": "Sanctions",
    "one character": "“",
    "blank": " \n\n\t \u00a0 \n",
    "a very long token": "The EU imposed sanctions on " + "Bel" * 5000 + ". It lifted them.",
    "unbalanced quotes": '“We oppose sanctions, he said. "They "hurt" us”, she added. ‘No” one \'knows. ”“',
    "right to left": "قال الوزير “لا للعقوبات” The EU imposed sanctions. הסנקציות נגד איראן \u202e snoitcnas \u202c",
    "combining and zero-width": "The E\u200bU impo\u0301sed sanc\u00adtions on Bela\u0300rus.\ufeff",
    "line ends": "The EU\r\nimposed sanctions\r\non Belarus.\r\n\r\nMinsk\robjected.\x0b\x0c",
    "capitals": "EU IMPOSES SANCTIONS ON BELARUS, MINSK SAYS ‘NO’",
    "markup": "<p>The EU <b>imposed</b> sanctions &amp; more</p> https://example.org/?q=sanctions#a @EU #sanctions",
    "no sentence end": "EU sanctions Belarus bank oil ban " * 60,
    "lone words": "he she it they we I who that this\nthe\nsanctions\n\nit\n\nthey said\n\nsaid: said",
}
POSITIONS, KINDS = {"support", "oppose", "neutral"}, {"name", "nominal", "pronoun"}


def found_by(kind: type[Annotator], text: str, model: Model, doc: Doc | None = None) -> tuple[Doc, list[Any]]:
    """What one annotator finds after those before it."""
    doc = model.nlp(text) if doc is None else doc
    article, before = Article(article_id="a", text=doc.text, date="2022-01-03"), Found()
    for annotator in load_annotators():
        records = list(annotator(article, doc, before))
        if type(annotator) is kind:
            return doc, records
        before.add(records)
    raise AssertionError(f"{kind.__name__} is not loaded")


def spans(record: Any) -> list[tuple[int | None, int | None]]:
    names = [f.name.removesuffix("start_char") for f in dataclasses.fields(record) if f.name.endswith("start_char")]
    return [(getattr(record, f"{name}start_char"), getattr(record, f"{name}end_char")) for name in names]


def check_offsets(doc: Doc, records: list[Any]) -> None:
    for record in records:
        for start, end in spans(record):
            assert (start is None) == (end is None), record
            assert start is None or end is None or 0 <= start < end <= len(doc.text), record


each = pytest.mark.parametrize("kind", ANNOTATORS, ids=lambda kind: kind.__name__)


@each
def test_finds_something_in_news(kind: type[Annotator], model: Model) -> None:
    doc, records = found_by(kind, NEWS, model)
    assert {type(r) for r in records} - {Actor} == set(kind.records) - {Actor}
    check_offsets(doc, records)


@each
@pytest.mark.parametrize("text", ODD.values(), ids=ODD.keys())
def test_odd_text_costs_no_article(kind: type[Annotator], text: str, model: Model) -> None:
    doc, records = found_by(kind, text, model)
    assert doc.text == text
    check_offsets(doc, records)


@each
def test_document_order(kind: type[Annotator], model: Model) -> None:
    _, records = found_by(kind, NEWS, model)
    for of in {type(r) for r in records} - {Actor, ArticleTone}:
        starts = [r.start_char for r in records if isinstance(r, of)]
        assert starts == sorted(starts)


@each
def test_two_runs_are_equal(kind: type[Annotator], model: Model) -> None:
    doc, first = found_by(kind, NEWS, model)
    _, same_doc = found_by(kind, NEWS, model, doc)
    _, new_doc = found_by(kind, NEWS, model)
    assert first == same_doc == new_doc


@each
def test_the_doc_is_left_as_it_was(kind: type[Annotator], model: Model) -> None:
    doc = model.nlp(NEWS)
    before = doc.to_bytes()
    found_by(kind, NEWS, model, doc)
    assert doc.to_bytes() == before
    assert doc.user_data == {}


@each
def test_an_empty_doc_gives_nothing(kind: type[Annotator], model: Model) -> None:
    assert found_by(kind, "", model, Doc(VOCAB))[1] == []


@each
def test_records_are_frozen_rows_of_a_table(kind: type[Annotator], model: Model) -> None:
    for row in kind.records:
        assert row.table in SCHEMAS
        assert dataclasses.is_dataclass(row)
        assert hasattr(row, "__slots__")
    record = found_by(kind, NEWS, model)[1][0]
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(record, dataclasses.fields(record)[0].name, None)


@pytest.mark.parametrize("text", [NEWS, *ODD.values()], ids=["news", *ODD])
def test_records_agree_with_each_other(text: str, annotate) -> None:
    """Ids lead to actors, values are those of the codebook, and nothing overlaps that should not."""
    _, found = annotate(text, date="2022-01-03")
    actors = {actor.actor_id for actor in found.of(Actor)}
    assert all(a.end_char <= b.start_char for a, b in pairwise(found.of(Sentence)))
    for a, b in pairwise(found.of(Mention)):
        # Only a description of unnamed people holds a name: "EU ministers".
        assert a.end_char <= b.start_char or (a.kind == "nominal" and b.end_char <= a.end_char)
    for mention in found.of(Mention):
        assert mention.actor_id in actors
        assert mention.kind in KINDS
    for quote in found.of(Quote):
        assert quote.speaker_id is None or quote.speaker_id in actors
        assert quote.kind in {"direct", "indirect"}
    acts = load_topic("sanctions").acts
    for stance in found.of(Stance):
        assert {stance.holder_id, stance.via_id, stance.target_id, *stance.sender_ids} - {None} <= actors
        assert stance.position in POSITIONS
        assert (acts[stance.act].position, acts[stance.act].cameo) == (stance.position, stance.cameo_code)
        assert stance.attribution in {"direct", "indirect", "narrated"}
        assert stance.conditional == (stance.condition_start_char is not None)
        assert 0 <= stance.confidence <= 1
