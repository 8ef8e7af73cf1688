"""Whole statements read from real parses: plain sentences of our own that any version has to get right."""

from __future__ import annotations

import pytest

from analysis.annotators.mentions import Actor
from analysis.annotators.stances import Stance

IMPOSED = "The EU imposed new sanctions on Belarus."


def statements(annotate, text: str, **fields: str) -> list[Stance]:
    _, found = annotate(text, date="2022-01-03", **fields)
    return list(found.of(Stance))


def test_every_field_of_a_plain_statement(annotate) -> None:
    (stance,) = statements(annotate, IMPOSED)
    assert (stance.holder_id, stance.position, stance.act) == ("european_union", "support", "impose")
    assert (stance.target_id, stance.attribution, stance.conditional) == ("belarus", "narrated", False)
    assert (stance.topic, stance.via_id, stance.cameo_code) == ("sanctions", None, "163")
    assert IMPOSED[stance.start_char : stance.end_char] == IMPOSED.rstrip(".")
    assert IMPOSED[stance.holder_start_char : stance.holder_end_char] == "The EU"
    assert IMPOSED[stance.target_start_char : stance.target_end_char] == "Belarus"
    assert IMPOSED[stance.cue_start_char : stance.cue_end_char] == "imposed"


@pytest.mark.parametrize(
    ("text", "holder", "position", "target"),
    [
        ("The United States imposed sanctions on Iran.", "united_states", "support", "iran"),
        ("Canada will impose sanctions on Russia.", "canada", "support", "russia"),
        ("Ukraine called for tougher sanctions against Russia.", "ukraine", "support", "russia"),
        ("Germany extended its sanctions against Russia.", "germany", "support", "russia"),
        ("The United States lifted sanctions on Sudan.", "united_states", "oppose", "sudan"),
        ("China opposes the sanctions against Iran.", "china", "oppose", "iran"),
        ("China criticized the U.S. sanctions on Iran as illegal.", "china", "oppose", "iran"),
        ("Hungary refused to back sanctions against Russia.", "hungary", "oppose", "russia"),
        ("Russia urged the EU to lift sanctions on Syria.", "russia", "oppose", "syria"),
        ("Sanctions were imposed on Belarus by Canada.", "canada", "support", "belarus"),
    ],
)
def test_who_stands_where(annotate, text: str, holder: str, position: str, target: str) -> None:
    (stance,) = statements(annotate, text)
    assert (stance.holder_id, stance.position, stance.target_id) == (holder, position, target)


@pytest.mark.parametrize(
    "text",
    [
        "The weather in Paris was fine on Monday.",
        "Putin met Macron in Moscow and spoke about Ukraine.",
        "The band cancelled its concert in Minsk.",
        "",
    ],
)
def test_no_statement_without_the_topic(annotate, text: str) -> None:
    assert statements(annotate, text) == []


def test_a_condition(annotate) -> None:
    text = "The United States will impose sanctions on Russia if Moscow invades Ukraine."
    (stance,) = statements(annotate, text)
    assert (stance.holder_id, stance.position, stance.target_id) == ("united_states", "support", "russia")
    assert stance.conditional
    assert text[stance.condition_start_char : stance.condition_end_char] == "if Moscow invades Ukraine"


def test_the_speaker_of_a_quote_holds_it(annotate) -> None:
    text = "“These sanctions are illegal and unjust,” Russian Foreign Minister Sergey Lavrov said on Monday."
    (stance,) = statements(annotate, text)
    assert (stance.holder_id, stance.position, stance.attribution) == ("sergei_lavrov", "oppose", "direct")


def test_reported_speech_is_indirect(annotate) -> None:
    text = "Ukrainian President Volodymyr Zelensky said that he supports sanctions against Russia."
    (stance,) = statements(annotate, text)
    assert (stance.holder_id, stance.position, stance.attribution) == ("volodymyr_zelensky", "support", "indirect")


OPINION = "Sanctions against Iran are useless. It would be wrong to impose new sanctions. They must be lifted now."


def test_the_author_holds_views_in_opinion_only(annotate) -> None:
    opinion = [s for s in statements(annotate, OPINION, genre="opinion") if s.holder_id == "author"]
    assert opinion
    assert {s.position for s in opinion} == {"oppose"}
    assert "author" not in {s.holder_id for s in statements(annotate, OPINION, genre="news")}


def test_the_author_is_an_actor_of_the_article(annotate) -> None:
    _, found = annotate(OPINION, genre="opinion")
    assert [(a.name, a.type) for a in found.of(Actor) if a.actor_id == "author"] == [("author", "person")]


def test_statements_are_in_document_order(annotate) -> None:
    found = statements(annotate, f"{IMPOSED} Ukraine called for tougher sanctions. Russia criticized the sanctions.")
    assert [s.holder_id for s in found] == ["european_union", "ukraine", "russia"]
    assert [s.start_char for s in found] == sorted(s.start_char for s in found)
