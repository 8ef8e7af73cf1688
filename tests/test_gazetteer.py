"""The compiled lexicons: offices by day, sounds, institutions, outlets; and that the words fit the lexicons."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.annotators.gazetteer import Gazetteer, sound_of
from small_lexicon import small_gazetteer


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return small_gazetteer()


@pytest.mark.parametrize(
    ("day", "holder"),
    [
        (date(2014, 3, 1), "barack_obama"),
        (date(2017, 1, 19), "barack_obama"),
        (date(2017, 1, 20), None),  # the day of leaving is no day in office
        (date(2022, 1, 3), "joe_biden"),
        (None, None),
    ],
)
def test_held_by_depends_on_the_day(gazetteer: Gazetteer, day: date | None, holder: str | None) -> None:
    found = gazetteer.held_by(("president",), "united_states", day)
    assert (found and found.id) == holder


@pytest.mark.parametrize(
    ("surname", "given", "expected"),
    [
        ("Prigożin", None, "yevgeny_prigozhin"),
        ("Prigozjin", "Jewgienij", "yevgeny_prigozhin"),
        ("Prigozhin", "Pavel", None),
        ("Bydn", None, None),  # too short to tell
    ],
)
def test_sounding(gazetteer: Gazetteer, surname: str, given: str | None, expected: str | None) -> None:
    found = gazetteer.sounding(surname, given)
    assert (found and found.id) == expected


@pytest.mark.parametrize(("word", "sound"), [("Lavrov", "lvrv"), ("Ławrow", "lvrv"), ("Zełenski", "zlnsk")])
def test_sound_of(word: str, sound: str) -> None:
    assert sound_of(word) == sound


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("US Daily - News", "united_states"),
        ("President of Ukraine (gov)", "ukraine"),
        ("Iranian Times", "iran"),
        ("The Harbour", None),
        (None, None),
    ],
)
def test_home_of(gazetteer: Gazetteer, source: str | None, expected: str | None) -> None:
    home = gazetteer.home_of(source)
    assert (home and home.id) == expected


def test_institution_of(gazetteer: Gazetteer) -> None:
    ministry = gazetteer.institution("foreign_ministry")
    known = gazetteer.institution_of(gazetteer.actors["united_states"], ministry)
    assert known is not None
    assert known.id == "us_state_department"
    assert gazetteer.institution_of(gazetteer.actors["ruritania"], ministry) is None


def test_words_name_actors_and_roles_that_exist() -> None:
    gazetteer = Gazetteer.load()
    words = gazetteer.words
    actors = {actor for i in words.institutions for pair in i.lexicon.items() for actor in pair}
    actors |= set(words.short_names.values()) | set(words.adjectives)
    assert actors - set(gazetteer.actors) == set()
    roles = {role for role, _ in gazetteer.holders}
    assert {role for found in words.person_nominals.values() for role in found if role not in roles} <= {
        "diplomat",
        "negotiator",
        "special_envoy",
        "crown_prince",
        "economy_minister",
        "intelligence_minister",
        "member_of_parliament",
        "chief_executive",
        "candidate",
        "minister",
        "leader",
        "queen",
        "sultan",
        "emir",
    }
