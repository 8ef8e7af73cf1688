"""The articles written for this project: invented, and coded within their own words."""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.evaluation import GoldArticle, read_gold
from analysis.lexicons import AUTHOR, load_actors, load_topic

WRITTEN = Path(__file__).parent.parent / "training" / "written.jsonl.gz"


@pytest.fixture(scope="module")
def articles() -> list[GoldArticle]:
    return list(read_gold(WRITTEN))


def test_every_text_is_there_once(articles: list[GoldArticle]) -> None:
    assert len(articles) == len({a.id for a in articles}) == len({a.text for a in articles}) > 500


def test_codes_stand_in_the_text_and_agree(articles: list[GoldArticle]) -> None:
    acts = load_topic("sanctions").acts
    for article in articles:
        for stance in article.stances:
            assert article.text[stance.start : stance.end].strip(), article.id
            assert acts[stance.act].position == stance.position, (article.id, stance)
            named = stance.holder_mention or ""
            assert stance.holder == "author" or named in article.text, (article.id, named)


def test_nobody_who_lives_is_made_to_say_anything(articles: list[GoldArticle]) -> None:
    persons = {entry.name for entry in load_actors() if entry.type == "person" and entry.id != AUTHOR}
    assert [(a.id, s.holder) for a in articles for s in a.stances if {s.holder, s.via} & persons] == []
