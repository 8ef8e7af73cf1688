"""A few actors for the tests of names and references; titles and words are the package's own."""

from __future__ import annotations

from datetime import date

from analysis.annotators.gazetteer import Gazetteer, Vocabulary
from analysis.lexicons import RESOURCES, ActorEntry, Office, load_titles, load_yaml


def state(id_: str, name: str, **more: object) -> ActorEntry:
    return ActorEntry.model_validate({"id": id_, "name": name, "type": "state", **more})


def organization(id_: str, name: str, **more: object) -> ActorEntry:
    return ActorEntry.model_validate({"id": id_, "name": name, "type": "organization", **more})


def person(id_: str, name: str, *offices: Office, **more: object) -> ActorEntry:
    return ActorEntry.model_validate({"id": id_, "name": name, "type": "person", "offices": offices, **more})


def office(role: str, of: str, start: str, end: str | None = None) -> Office:
    return Office(role=role, of=of, from_=date.fromisoformat(start), to=date.fromisoformat(end) if end else None)


ACTORS = (
    state(
        "united_states",
        "United States",
        country="USA",
        names=["US", "U.S.", "America"],
        metonyms=["Washington"],
        demonyms=["American"],
        people=["Americans"],
        leader="president",
    ),
    state("russia", "Russia", country="RUS", metonyms=["Moscow"], demonyms=["Russian"], leader="president"),
    state("ukraine", "Ukraine", country="UKR", metonyms=["Kyiv", "Kiev"], demonyms=["Ukrainian"], leader="president"),
    state("belarus", "Belarus", country="BLR", metonyms=["Minsk"], demonyms=["Belarusian"]),
    state("iran", "Iran", country="IRN", metonyms=["Tehran"], demonyms=["Iranian"], people=["Iranians"]),
    state("north_korea", "North Korea", country="PRK", names=["DPRK"], metonyms=["Pyongyang"]),
    state("ruritania", "Ruritania", country="RUR", demonyms=["Ruritanian"]),
    organization("nato", "NATO", names=["Nato"], nominals=["alliance"]),
    organization("european_union", "European Union", names=["EU"], metonyms=["Brussels"], nominals=["bloc"]),
    organization("us_state_department", "US State Department", country="USA", names=["State Department"]),
    organization("white_house", "White House", country="USA", parent="united_states", leader="president"),
    organization("us_allies", "US allies", names=["American allies"]),
    person("joe_biden", "Joe Biden", office("president", "united_states", "2021-01-20"), country="USA", gender="male"),
    person(
        "barack_obama",
        "Barack Obama",
        office("president", "united_states", "2009-01-20", "2017-01-20"),
        country="USA",
        gender="male",
    ),
    person("michelle_obama", "Michelle Obama", country="USA", gender="female"),
    person("vladimir_putin", "Vladimir Putin", office("president", "russia", "2012-05-07"), country="RUS"),
    person("yevgeny_prigozhin", "Yevgeny Prigozhin", country="RUS"),
)


def small_gazetteer() -> Gazetteer:
    return Gazetteer.build(ACTORS, load_titles(), load_yaml(RESOURCES / "mentions.yml", Vocabulary))
