"""Whom descriptions and pronouns mean, and where they are left alone."""

from __future__ import annotations

import pytest

from analysis.annotators.mentions import Actor, Mention, MentionAnnotator
from analysis.annotators.records import Found
from analysis.articles import Article
from parses import parsed
from small_lexicon import small_gazetteer


@pytest.fixture(scope="module")
def annotator() -> MentionAnnotator:
    return MentionAnnotator(gazetteer=small_gazetteer())


def references(
    annotator: MentionAnnotator, text: str, day: str | None = None, source: str | None = None
) -> list[tuple[str, str]]:
    doc = parsed(text)
    records = annotator(Article(article_id="a", text=doc.text, date=day, source=source), doc, Found())
    return [(doc.text[r.start_char : r.end_char], r.actor_id) for r in records if isinstance(r, Mention)]


OFFICE = "The U.S. President thanked the Russian leader."


@pytest.mark.parametrize(
    ("day", "president", "leader"),
    [
        ("2014-03-01", "barack_obama", "vladimir_putin"),
        ("2022-01-03", "joe_biden", "vladimir_putin"),
        (None, "president_of_united_states", "president_of_russia"),  # undated: it stays with the office
    ],
)
def test_an_office_is_its_holder_on_the_day(
    day: str | None, president: str, leader: str, annotator: MentionAnnotator
) -> None:
    expected = [("The U.S. President", president), ("the Russian leader", leader)]
    assert references(annotator, OFFICE, day) == expected


@pytest.mark.parametrize(
    ("source", "president"),
    [("US Daily", "joe_biden"), (None, "vladimir_putin"), ("Ukrainian Daily", "vladimir_putin")],
)
def test_a_president_whom_nobody_introduced_is_the_outlets(
    source: str | None, president: str, annotator: MentionAnnotator
) -> None:
    found = references(annotator, "The president thanked Moscow.", "2022-01-03", source)
    assert found == [("The president", president), ("Moscow", "russia")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Anna Lind met Boris Berg. She thanked him.", [("She", "anna_lind"), ("him", "boris_berg")]),
        ("Iran protested. The country said it would answer.", [("The country", "iran"), ("it", "iran")]),
        ("A firm said it would leave Iran.", []),  # who the firm is, is not said
        ('"He lied," Boris Berg said.', []),  # he is not the speaker
        (
            "The Harbour Safety Agency (HSA) objected. The agency said it would sue. HSA lawyers agreed.",
            [
                ("The agency", "harbour_safety_agency"),
                ("it", "harbour_safety_agency"),
                ("HSA lawyers", "hsa_lawyers"),
            ],
        ),
        ("Washington and its allies imposed sanctions.", [("its allies", "us_allies")]),
        ("Senior officials said the ministry was wrong.", [("Senior officials", "senior_officials")]),
        (
            "Boris Berg, the minister of finance, spoke. The minister left.",
            [("the minister of finance", "boris_berg"), ("The minister", "boris_berg")],
        ),
        ("The former president met Barack Obama.", []),  # not he
    ],
)
def test_references(text: str, expected: list[tuple[str, str]], annotator: MentionAnnotator) -> None:
    doc = parsed(text)
    records = annotator(Article(article_id="a", text=doc.text, date="2022-01-03"), doc, Found())
    found = [
        (doc.text[r.start_char : r.end_char], r.actor_id)
        for r in records
        if isinstance(r, Mention) and r.kind != "name"
    ]
    assert found == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Barack Obama spoke. Mrs. Obama smiled.",
            [("Barack Obama", "barack_obama"), ("Mrs. Obama", "michelle_obama")],
        ),
        ("Lind spoke. Anna Lind left.", [("Lind", "anna_lind"), ("Anna Lind", "anna_lind")]),
    ],
)
def test_surnames(text: str, expected: list[tuple[str, str]], annotator: MentionAnnotator) -> None:
    assert references(annotator, text) == expected


def test_an_administration_is_an_organization_of_its_own(annotator: MentionAnnotator) -> None:
    doc = parsed("The Obama administration imposed sanctions.")
    actors = [r for r in annotator(Article(article_id="a", text=doc.text), doc, Found()) if isinstance(r, Actor)]
    assert [(a.actor_id, a.name, a.type, a.country) for a in actors] == [
        ("obama_administration", "Obama administration", "organization", "USA")
    ]
