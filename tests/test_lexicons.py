"""The actor lexicon and the titles: complete, consistent, and clear about what is wrong with a file."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from analysis.lexicons import (
    RESOURCES,
    ActorEntry,
    ActorFile,
    LexiconError,
    Office,
    TitleFile,
    load_actors,
    load_titles,
    load_yaml,
)

ACTOR_FILES = sorted((RESOURCES / "actors").glob("*.yml"))
ACTORS = {entry.id: entry for entry in load_actors()}
PERSONS = [entry for entry in ACTORS.values() if entry.type == "person"]
STATES = [entry for entry in ACTORS.values() if entry.type == "state"]
ROLES = {role.role: role for role in load_titles().roles}
NOT_MEMBERS = {"vatican", "palestine", "taiwan", "kosovo"}
# Territories that have an ISO code without being a state of the lexicon.
OTHER_CODES = {"HKG", "MAC"}
ONE_HOLDER = frozenset(role.role for role in ROLES.values() if role.single)
FIRST, LAST = date(1900, 1, 1), date(2100, 1, 1)


def write(folder: Path, text: str) -> Path:
    path = folder / "mine.yml"
    path.write_text(text, encoding="utf-8")
    return path


# --- the files


@pytest.mark.parametrize("path", ACTOR_FILES, ids=lambda path: path.name)
def test_every_file_states_source_and_licence(path: Path) -> None:
    file = load_yaml(path, ActorFile)
    assert file.source
    assert file.licence
    assert file.actors


@pytest.mark.parametrize("path", ACTOR_FILES, ids=lambda path: path.name)
def test_no_text_stands_twice_in_an_entry(path: Path) -> None:
    doubled = {
        entry.id: forms
        for entry in load_yaml(path, ActorFile).actors
        for forms in (entry.names, entry.surnames, entry.metonyms, entry.demonyms, entry.people, entry.nominals)
        if len(set(forms)) < len(forms) or entry.name in entry.names
    }
    assert not doubled


def test_ids_are_unique_over_all_files() -> None:
    ids = Counter(entry.id for path in ACTOR_FILES for entry in load_yaml(path, ActorFile).actors)
    assert [i for i, n in ids.items() if n > 1] == []


def test_ids_are_snake_case() -> None:
    assert [i for i in ACTORS if not re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", i)] == []


def test_wikidata_ids_are_well_formed_and_unique() -> None:
    ids = Counter(entry.wikidata for entry in ACTORS.values() if entry.wikidata)
    assert [i for i, n in ids.items() if n > 1 or not re.fullmatch(r"Q[1-9]\d*", i)] == []


def test_parents_exist() -> None:
    assert {e.id: e.parent for e in ACTORS.values() if e.parent and e.parent not in ACTORS} == {}


def test_leaders_are_roles() -> None:
    assert {e.id: e.leader for e in ACTORS.values() if e.leader and e.leader not in ROLES} == {}


def test_countries_are_codes_of_the_states() -> None:
    codes = {state.country for state in STATES} | OTHER_CODES
    assert {e.id: e.country for e in ACTORS.values() if e.country and e.country not in codes} == {}


# --- states


def test_all_members_of_the_united_nations_are_there() -> None:
    members = {state.id for state in STATES} - NOT_MEMBERS
    assert len(members) == 193
    assert set(ACTORS) >= NOT_MEMBERS


def test_states_agree_with_the_public_country_codes() -> None:
    path = Path(__file__).parents[2] / "shared" / "data" / "lexicons" / "country-codes.csv"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    import csv

    with path.open(encoding="utf-8", newline="") as file:
        rows = {r["ISO3166-1-Alpha-3"]: r for r in csv.DictReader(file)}
    ids = {s.id: (s.wikidata, rows[s.country or ""]["wikidata_id"]) for s in STATES if s.country in rows}
    # The list has the Kingdom of the Netherlands (Q29999) and no id for Namibia.
    wrong = {i for i, (mine, theirs) in ids.items() if theirs and not theirs.endswith(f"/{mine}")}
    assert wrong == {"netherlands"}
    independent = {code for code, row in rows.items() if row["is_independent"] == "Yes"}
    assert independent - {state.country for state in STATES} == set()


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("Moscow", "russia"),
        ("Kiev", "ukraine"),
        ("Kyiv", "ukraine"),
        ("Washington", "united_states"),
        ("Tehran", "iran"),
        ("Teheran", "iran"),
        ("Pyongyang", "north_korea"),
        ("Brussels", "european_union"),
        ("The Hague", "netherlands"),
    ],
)
def test_capitals_stand_for_one_government(text: str, actor: str) -> None:
    assert [entry.id for entry in ACTORS.values() if text in entry.metonyms] == [actor]


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("U.S.", "united_states"),
        ("DPRK", "north_korea"),
        ("Islamic Republic", "iran"),
        ("Russian Federation", "russia"),
        ("UK", "united_kingdom"),
        ("Türkiye", "turkey"),
        ("EU", "european_union"),
        ("UNSC", "un_security_council"),
        ("IAEA", "iaea"),
        ("State Department", "us_state_department"),
        ("OFAC", "ofac"),
        ("Majlis", "iranian_parliament"),
    ],
)
def test_a_name_means_one_state_or_organization(text: str, actor: str) -> None:
    assert [e.id for e in ACTORS.values() if e.type != "person" and text in (e.name, *e.names)] == [actor]


def test_names_of_states_and_organizations_are_not_shared() -> None:
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for entry in ACTORS.values():
        if entry.type != "person":
            for name in (entry.name, *entry.names, *entry.metonyms):
                owners[name].add(entry.id)
    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}


# --- persons and offices


def test_there_are_many_persons_with_gender() -> None:
    assert len(PERSONS) > 700
    assert [p.id for p in PERSONS if p.gender is None and p.id != "author"] == []


def test_no_surname_alone_is_a_month_or_a_pronoun() -> None:
    words = {"May", "March", "He", "She", "We", "You", "It", "Will", "An"}
    assert {p.id for p in PERSONS if words & set(p.surnames or (p.name.split()[-1],))} == set()


def test_full_names_of_persons_are_not_shared() -> None:
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for person in PERSONS:
        for name in (person.name, *person.names):
            owners[name].add(person.id)
    assert {name: ids for name, ids in owners.items() if len(ids) > 1} == {}


def test_offices_have_a_role_and_an_actor() -> None:
    wrong = {(p.id, o.role, o.of) for p in PERSONS for o in p.offices if o.role not in ROLES or o.of not in ACTORS}
    assert wrong == set()


def test_offices_begin_before_they_end() -> None:
    wrong = {(p.id, o.role) for p in PERSONS for o in p.offices if (o.from_ or FIRST) >= (o.to or LAST)}
    assert wrong == set()


def test_an_office_has_one_holder_at_a_time() -> None:
    terms: defaultdict[tuple[str, str], list[tuple[date, date, str]]] = defaultdict(list)
    for person in PERSONS:
        for office in person.offices:
            if office.role in ONE_HOLDER:
                terms[office.role, office.of].append((office.from_ or FIRST, office.to or LAST, person.id))
    overlaps = [
        (*office, a[2], b[2])
        for office, held in terms.items()
        for a, b in itertools.combinations(sorted(held), 2)
        if min(a[1], b[1]) - max(a[0], b[0]) > timedelta(days=31)
    ]
    assert overlaps == []


@pytest.mark.parametrize(
    ("role", "of", "day", "person"),
    [
        ("president", "united_states", "2021-12-30", "joe_biden"),
        ("president", "united_states", "2017-01-20", "donald_trump"),
        ("president", "united_states", "2017-01-19", "barack_obama"),
        ("president", "ukraine", "2022-01-02", "volodymyr_zelensky"),
        ("foreign_minister", "russia", "2014-03-18", "sergei_lavrov"),
        ("foreign_minister", "iran", "2015-07-14", "javad_zarif"),
        ("foreign_minister", "united_kingdom", "2022-01-31", "liz_truss"),
        ("foreign_minister", "canada", "2022-02-01", "melanie_joly"),
        ("chancellor", "germany", "2021-12-08", "olaf_scholz"),
        ("prime_minister", "israel", "2021-07-01", "naftali_bennett"),
        ("supreme_leader", "north_korea", "2017-09-01", "kim_jong_un"),
        ("finance_minister", "united_states", "2018-08-10", "steven_mnuchin"),
        ("press_secretary", "white_house", "2022-01-02", "jen_psaki"),
        ("secretary_general", "nato", "2022-01-07", "jens_stoltenberg"),
        ("director_general", "iaea", "2015-12-01", "yukiya_amano"),
        ("un_ambassador", "united_states", "2017-09-11", "nikki_haley"),
        ("un_ambassador", "russia", "2018-01-05", "vasily_nebenzya"),
    ],
)
def test_who_held_an_office(role: str, of: str, day: str, person: str) -> None:
    when = date.fromisoformat(day)
    held = [p.id for p in PERSONS for o in p.offices if (o.role, o.of) == (role, of) and o.held_on(when)]
    assert held == [person]


def test_an_office_is_not_held_on_an_unknown_day_nor_on_its_last() -> None:
    office = Office.model_validate({"role": "president", "of": "x", "from": "2021-01-20", "to": "2025-01-20"})
    assert office.held_on(date(2021, 1, 20))
    assert not office.held_on(date(2025, 1, 20))
    assert not office.held_on(None)


# --- titles


def test_roles_and_their_words_are_unique() -> None:
    roles = load_titles().roles
    assert len({role.role for role in roles}) == len(roles)
    for role in roles:
        for forms in (role.titles, role.nominals):
            assert len({form.casefold() for form in forms}) == len(forms), role.role


def test_nominals_are_lower_case() -> None:
    assert [n for role in ROLES.values() for n in role.nominals if n != n.lower()] == []


def test_spokespersons_speak_for_others() -> None:
    assert {role.role for role in ROLES.values() if role.speaks_for} == {"press_secretary", "spokesperson", "lawyer"}


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Secretary of State", "foreign_minister"),
        ("Foreign Secretary", "foreign_minister"),
        ("Defense Secretary", "defence_minister"),
        ("Treasury Secretary", "finance_minister"),
        ("Chancellor", "chancellor"),
        ("Sen.", "senator"),
        ("Amb.", "ambassador"),
        ("UN Ambassador", "un_ambassador"),
        ("Deputy Foreign Minister", "deputy_foreign_minister"),
        ("Vice President", "vice_president"),
    ],
)
def test_a_title_means_one_role(title: str, role: str) -> None:
    assert [r.role for r in ROLES.values() if title in r.titles] == [role]


# --- errors and the user's own files


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("{id: utopia, name: Utopia, type: state, captial: U}", ["utopia", "captial", "allowed keys: id, name, type"]),
        ("{id: utopia, name: Utopia, type: planet}", ["utopia", "'person', 'organization'"]),
        (
            "{id: jo, name: Jo, type: person, offices: [{role: king, off: x}]}",
            ["jo / king", "keys: role, of, from, to"],
        ),
        ("{id: jo, name: J, type: person, offices: [{role: king, of: x, from: 2021-13-40}]}", ["jo / king", "from"]),
    ],
)
def test_an_error_names_file_entry_and_allowed_keys(tmp_path: Path, text: str, parts: list[str]) -> None:
    path = write(tmp_path, f"source: s\nlicence: l\nactors:\n- {text}\n")
    with pytest.raises(LexiconError) as error:
        load_yaml(path, ActorFile)
    assert [part for part in (str(path), "actors.0", *parts) if part not in str(error.value)] == []


def test_an_unknown_key_of_the_file_lists_the_files_keys(tmp_path: Path) -> None:
    path = write(tmp_path, "source: s\nlicence: l\nactors: []\nlicense: l\n")
    with pytest.raises(LexiconError, match=r"license .*allowed keys: source, licence, actors"):
        load_yaml(path, ActorFile)


@pytest.mark.parametrize(("text", "problem"), [("actors: [", "not valid YAML"), ("- x", "valid dictionary")])
def test_a_file_that_is_no_lexicon_is_named(tmp_path: Path, text: str, problem: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(LexiconError) as error:
        load_yaml(path, TitleFile)
    assert str(path) in str(error.value)
    assert problem in str(error.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match=r"none\.yml: cannot be read"):
        load_yaml(tmp_path / "none.yml", ActorFile)


def test_only_true_and_false_are_booleans(tmp_path: Path) -> None:
    path = write(tmp_path, "source: s\nlicence: l\nactors: [{id: no, name: NO, type: state, names: [on, yes]}]\n")
    assert load_yaml(path, ActorFile).actors == (ActorEntry(id="no", name="NO", type="state", names=("on", "yes")),)


def test_the_users_entry_replaces_one_of_its_id(tmp_path: Path) -> None:
    mine = {"source": "s", "licence": "l", "actors": [{"id": "russia", "name": "Muscovy", "type": "state"}]}
    path = write(tmp_path, yaml.safe_dump(mine))
    actors = {entry.id: entry for entry in load_actors((path,))}
    assert actors["russia"].name == "Muscovy"
    assert len(actors) == len(ACTORS)
