"""Names, their titles and institutions, and what is no mention: by sentence, on hand-kept parses."""

from __future__ import annotations

from itertools import pairwise

import pytest

from analysis.annotators.gazetteer import Gazetteer
from analysis.annotators.mentions import find_names
from analysis.annotators.names import Name, words_of
from analysis.annotators.phrases import Pieces
from parses import parsed
from small_lexicon import small_gazetteer


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return small_gazetteer()


def names_in(text: str, gazetteer: Gazetteer) -> list[tuple[str, Name]]:
    doc = parsed(text)
    return [(words_of(doc, n.begin, n.end), n) for n in find_names(doc, Pieces.of(doc), gazetteer)]


@pytest.mark.parametrize(
    ("text", "mentions"),
    [
        ("U.S. President Joe Biden told Moscow that NATO would act.", ["U.S. President Joe Biden", "Moscow", "NATO"]),
        ("The minister arrived in Moscow after a visit to Kyiv.", []),  # places
        ("Talks with Moscow failed, Washington said.", ["Moscow", "Washington"]),  # governments
        ("US sanctions hurt, and EU sanctions too.", ["EU"]),
        ("MINSK, 20 June (Ruta) - Moscow agreed.", ["Ruta", "Moscow"]),
        ("The Ruritanian Foreign Ministry rejected the plan.", ["The Ruritanian Foreign Ministry"]),
        ("Iran's parliament backed the government of Ukraine.", ["Iran's parliament", "the government of Ukraine"]),
        ("The Obama administration imposed sanctions.", ["The Obama administration"]),
        (
            "Foreign Minister Anna Lind met Prime Minister of Ukraine Denys Koval.",
            ["Foreign Minister Anna Lind", "Prime Minister of Ukraine Denys Koval"],
        ),
        ("The Minsk Agreement failed.", []),
        ("Ukraine thanked the Moscow Exchange.", ["Ukraine", "the Moscow Exchange"]),
        ("North Korea protested. Washington warned the North.", ["North Korea", "Washington", "the North"]),
        ("Image copyright Ruta. Ruta reported losses.", ["Ruta"]),  # the second one
        ("Iranians protested in Bakhmut, and Bakhmut burned.", ["Iranians"]),
        ("", []),
    ],
)
def test_mentions(text: str, mentions: list[str], gazetteer: Gazetteer) -> None:
    assert [words for words, name in names_in(text, gazetteer) if name.mention] == mentions


@pytest.mark.parametrize(
    ("text", "title", "roles", "role_of"),
    [
        ("U.S. President Joe Biden told Moscow that NATO would act.", "U.S. President", "president", "united_states"),
        (
            "Foreign Minister Anna Lind met Prime Minister of Ukraine Denys Koval.",
            "Foreign Minister",
            "foreign_minister",
            "",
        ),
    ],
)
def test_titles(text: str, title: str, roles: str, role_of: str, gazetteer: Gazetteer) -> None:
    name = next(name for _, name in names_in(text, gazetteer) if name.type == "person")
    assert (name.title, " ".join(name.roles), " ".join(name.role_of)) == (title, roles, role_of)


def test_a_long_title_tells_the_state(gazetteer: Gazetteer) -> None:
    names = names_in("Foreign Minister Anna Lind met Prime Minister of Ukraine Denys Koval.", gazetteer)
    assert names[-1][1].role_of == ("ukraine",)
    assert names[-1][1].roles == ("prime_minister",)


def test_the_government_is_the_state(gazetteer: Gazetteer) -> None:
    names = names_in("Iran's parliament backed the government of Ukraine.", gazetteer)
    assert [(n.institution, n.of, n.type) for _, n in names] == [
        ("parliament", "iran", "organization"),
        (None, "ukraine", "state"),
    ]


def test_names_do_not_overlap(gazetteer: Gazetteer) -> None:
    names = [n for _, n in names_in("U.S. President Joe Biden told Moscow that NATO would act.", gazetteer)]
    assert all(a.end <= b.begin for a, b in pairwise(names))
