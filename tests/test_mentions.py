"""The annotator's promises, and how well it does on the gold."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from analysis.annotators.mentions import Actor, Mention, MentionAnnotator
from analysis.annotators.records import Found
from analysis.articles import Article
from parses import PARSES, parsed
from small_lexicon import small_gazetteer

GOLD = Path(__file__).parents[2] / "shared" / "gold"


@pytest.fixture(scope="module")
def annotator() -> MentionAnnotator:
    return MentionAnnotator(gazetteer=small_gazetteer())


def records_of(annotator: MentionAnnotator, text: str, day: str | None = "2022-01-03") -> list[Actor | Mention]:
    doc = parsed(text)
    return list(annotator(Article(article_id="a", text=doc.text, date=day), doc, Found()))


def test_an_empty_text_gives_nothing(annotator: MentionAnnotator) -> None:
    assert records_of(annotator, "") == []


@pytest.mark.parametrize("text", PARSES)
def test_promises(text: str, annotator: MentionAnnotator) -> None:
    doc = parsed(text)
    before = doc.to_bytes()
    records = list(annotator(Article(article_id="a", text=doc.text), doc, Found()))
    actors = [r for r in records if isinstance(r, Actor)]
    mentions = [r for r in records if isinstance(r, Mention)]
    assert records == [*actors, *mentions]
    assert {m.actor_id for m in mentions} == {a.actor_id for a in actors}
    assert len(actors) == len({a.actor_id for a in actors})
    assert [m.start_char for m in mentions] == sorted(m.start_char for m in mentions)
    assert all(0 <= m.start_char < m.end_char <= len(doc.text) for m in mentions)
    assert records == records_of(annotator, text, None)
    assert doc.to_bytes() == before


def test_a_mention_has_its_title_as_role(annotator: MentionAnnotator) -> None:
    records = records_of(annotator, "U.S. President Joe Biden told Moscow that NATO would act.")
    assert records == [
        Actor(actor_id="joe_biden", name="Joe Biden", type="person", country="USA"),
        Actor(actor_id="russia", name="Russia", type="state", country="RUS"),
        Actor(actor_id="nato", name="NATO", type="organization"),
        Mention(start_char=0, end_char=24, actor_id="joe_biden", kind="name", role="U.S. President"),
        Mention(start_char=30, end_char=36, actor_id="russia", kind="name"),
        Mention(start_char=42, end_char=46, actor_id="nato", kind="name"),
    ]


def test_a_group_is_all_who_are_in_it() -> None:
    text = "A group of former officials and experts on Russia warned Kyiv."
    first = next(r for r in records_of(MentionAnnotator.load(), text) if isinstance(r, Mention))
    assert text[first.start_char : first.end_char] == "A group of former officials and experts on Russia"


def gold_of(name: str) -> Iterator[dict[str, object]]:
    path = GOLD / name
    if not path.exists():
        pytest.skip(f"no gold at {path}")
    return (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())


@pytest.mark.gold
def test_the_persons_of_the_seed_article() -> None:
    pipeline = pytest.importorskip("analysis.pipeline")
    gold = next(gold_of("seed.jsonl"))
    doc = pipeline.load_model().nlp(gold["text"])
    article = Article(article_id="seed", text=doc.text, date=str(gold["date"]))
    mentions = [r for r in MentionAnnotator.load()(article, doc, Found()) if isinstance(r, Mention)]
    persons = {a["id"] for a in gold["actors"] if a["type"] == "person"}  # type: ignore[attr-defined]
    wrong = []
    for g in gold["mentions"]:  # type: ignore[attr-defined]
        if g["actor"] in persons and g["kind"] != "pronoun" and not g.get("optional"):
            found = {m.actor_id for m in mentions if m.start_char < g["end"] and g["start"] < m.end_char}
            wrong += [] if found == {g["actor"]} else [(g["text"], g["actor"], found)]
    assert wrong == []
