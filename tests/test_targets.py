"""On whom and by whom: targets and senders as a clause's own words name them."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc

from analysis.annotators.candidates import Places, Unit, find_units
from analysis.annotators.mentions import Actor, Mention
from analysis.annotators.readings import Reader
from analysis.annotators.targets import Parties, Party
from analysis.annotators.topics import TermFinder
from analysis.lexicons import load_topic
from docs import clause
from small_lexicon import ACTORS

TOPIC = load_topic("sanctions")
FINDER, READER = TermFinder.of(TOPIC), Reader.of(TOPIC)
PARTIES = Parties.of(ACTORS, TOPIC)
NAMES = {
    "EU": "european_union",
    "US": "united_states",
    "Washington": "united_states",
    "Iran": "iran",
    "Belarus": "belarus",
    "Minsk": "belarus",
}
FOUND = {
    "iran": Actor(actor_id="iran", name="Iran", type="state", country="IRN"),
    "a_bank": Actor(actor_id="a_bank", name="A Bank", type="organization", country="IRN"),
    "a_group": Actor(actor_id="a_group", name="A Group", type="group"),
}


def last_unit(text: str) -> tuple[Unit, Places]:
    doc: Doc = clause(text)
    mentions = [
        Mention(start_char=t.idx, end_char=t.idx + len(t), actor_id=NAMES[t.text], kind="name")
        for t in doc
        if t.text in NAMES
    ]
    places = Places(doc, mentions, ())
    return list(find_units(doc, FINDER.find(doc), READER, places))[-1], places


@pytest.mark.parametrize(
    ("text", "expected", "words"),
    [
        ("The EU imposed new sanctions on Belarus.", "belarus", "Belarus"),
        ("The EU lifted sanctions on Belarus.", "belarus", "Belarus"),
        ("Sanctions against Iran imposed by the EU failed.", "iran", "Iran"),
        ("US sanctions on Iranian banks hurt farmers.", "iran", "Iranian"),  # banks stand for their state
        ("Minsk condemned anti-Russian sanctions.", "russia", "Russian"),
    ],
)
def test_target(text: str, expected: str, words: str) -> None:
    party = PARTIES.target(*last_unit(text), FOUND)
    assert party is not None
    assert party.actor_id == expected
    assert text[party.start_char : party.end_char] == words


def test_who_is_called_on_is_no_target() -> None:
    assert PARTIES.appeals >= {"call on"}
    assert PARTIES.target(*last_unit("Kyiv called on Washington to impose sanctions."), FOUND) is None


@pytest.mark.parametrize("text", ["Paris imposed sanctions.", "Washington’s sanctions failed."])
def test_no_target_where_none_is_named(text: str) -> None:
    assert PARTIES.target(*last_unit(text), FOUND) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("US sanctions on Iranian banks hurt farmers.", ["united_states"]),
        ("Washington’s sanctions failed.", ["united_states"]),
        ("Sanctions against Iran imposed by the EU failed.", ["european_union"]),
        ("Paris imposed sanctions.", []),
    ],
)
def test_senders(text: str, expected: list[str]) -> None:
    assert [party.actor_id for party in PARTIES.senders(*last_unit(text))] == expected


@pytest.mark.parametrize(
    ("actor", "expected"), [("a_bank", "iran"), ("iran", "iran"), ("a_group", "a_group"), ("unknown", "unknown")]
)
def test_what_has_a_state_stands_for_it(actor: str, expected: str) -> None:
    assert PARTIES.state_of(actor, FOUND) == expected


@pytest.mark.parametrize(
    ("named", "mentioned", "expected"),
    [
        ([], [], None),
        ([], ["iran", "iran", "belarus"], "iran"),  # usual targets, by how often they are mentioned
        ([], ["united_states"], None),  # a mention alone makes no target of others
        (["belarus"], ["iran", "iran", "belarus"], "belarus"),  # named as one in an article's own words
        (["belarus"], ["iran"] * 9, "iran"),
        (["israel"], ["iran"], "israel"),  # also where it is none of the usual ones
        (["united_states", "united_states"], ["iran"], "iran"),  # a sender is not the target beside another
        (["united_states"], [], "united_states"),
    ],
)
def test_the_regime_of_an_article(named: list[str], mentioned: list[str], expected: str | None) -> None:
    mentions = [Mention(start_char=i, end_char=i + 1, actor_id=a, kind="name") for i, a in enumerate(mentioned)]
    places = Places(clause("Paris imposed sanctions."), mentions, ())
    party = PARTIES.regime([None, *map(Party, named)], places, FOUND)
    assert (party and party.actor_id) == expected


@pytest.mark.parametrize(
    ("actor", "expected"),
    [
        ("united_states", "united_states"),
        ("iran", "iran"),
        ("a_bank", "iran"),
        ("a_senator", "united_states"),
        ("a_minister", None),  # of a state that puts its measures with others
        ("a_group", None),
        ("a_committee", "a_committee"),
        ("unknown", None),
    ],
)
def test_whose_measures_are_an_actors(actor: str, expected: str | None) -> None:
    found = FOUND | {
        "a_senator": Actor(actor_id="a_senator", name="A Senator", type="person", country="USA"),
        "a_minister": Actor(actor_id="a_minister", name="A Minister", type="person", country="BLR"),
        "a_committee": Actor(actor_id="a_committee", name="A Committee", type="organization"),
    }
    assert PARTIES.sender_of(actor, found) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sanctions against Iran imposed by the EU failed.", ["european_union"]),
        ("The EU lifted sanctions on Belarus.", ["european_union"]),
        ("Minsk condemned anti-Russian sanctions.", []),
    ],
)
def test_the_senders_that_a_clause_mentions(text: str, expected: list[str]) -> None:
    assert PARTIES.mentioned_senders(*last_unit(text), FOUND) == expected


@pytest.mark.parametrize(
    ("named", "mentioned", "expected"),
    [
        ([], [], []),
        ([], ["united_states"] * 3 + ["european_union"] * 5, ["european_union", "united_states"]),
        ([], ["united_states"] * 2, []),
        ([], ["iran"] * 5, []),  # a mention alone makes no sender of others
        (["united_states"], ["european_union"] * 3, ["united_states", "european_union"]),
        (["russia"], ["european_union"] * 5, ["european_union", "russia"]),
    ],
)
def test_the_likely_senders_of_an_article(named: list[str], mentioned: list[str], expected: list[str]) -> None:
    mentions = [Mention(start_char=i, end_char=i + 1, actor_id=a, kind="name") for i, a in enumerate(mentioned)]
    places = Places(clause("Paris imposed sanctions."), mentions, ())
    found = FOUND | {"russia": Actor(actor_id="russia", name="Russia", type="state", country="RUS")}
    assert PARTIES.article_senders(map(Party, named), places, found) == expected
