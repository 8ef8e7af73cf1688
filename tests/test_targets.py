"""On whom and by whom: targets and senders as a clause's own words name them."""

from __future__ import annotations

import pytest
from spacy.tokens import Doc

from analysis.annotators.candidates import Places, Unit, find_units
from analysis.annotators.mentions import Actor, Mention
from analysis.annotators.readings import Reader
from analysis.annotators.targets import Parties, Party, common_party
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


def test_the_common_party_carries_no_words() -> None:
    parties = [Party("iran", 3, 7), None, Party("belarus"), Party("iran", 9, 13)]
    assert common_party(parties) == Party("iran")
    assert common_party([None]) is None
