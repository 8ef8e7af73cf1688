"""A user's own actors and topics: what they add, what they replace, and what is wrong with them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from analysis.annotators.gazetteer import Gazetteer
from analysis.annotators.stances import Stance, StanceAnnotator
from analysis.articles import Article
from analysis.lexicons import RESOURCES, LexiconError, Options, OwnFile, load_actors, load_topic
from analysis.pipeline import Model, annotate_articles

OURS = {entry.id: entry for entry in load_actors()}


def own(*entries: dict[str, Any], name: str = "mine.yml") -> OwnFile:
    return OwnFile(name, yaml.safe_dump({"actors": list(entries)}))


def actors(*files: OwnFile) -> dict[str, Any]:
    return {entry.id: entry for entry in load_actors(files)}


def test_an_actor_needs_no_source_and_licence() -> None:
    made = actors(own({"id": "harbour_union", "name": "Harbour Union", "type": "organization", "names": ["HU"]}))
    assert made["harbour_union"].names == ("HU",)
    assert made.keys() - OURS.keys() == {"harbour_union"}


def test_what_is_given_with_our_id_alone_is_added() -> None:
    russia = actors(own({"id": "russia", "names": ["Muscovy"], "country": "XXX"}))["russia"]
    assert russia.names == (*OURS["russia"].names, "Muscovy")
    assert (russia.name, russia.metonyms, russia.country) == ("Russia", OURS["russia"].metonyms, "XXX")


def test_an_office_is_added_to_those_of_ours() -> None:
    office = {"role": "president", "of": "russia", "from": "2040-01-01"}
    biden = actors(own({"id": "joe_biden", "offices": [office]}))["joe_biden"]
    assert len(biden.offices) == len(OURS["joe_biden"].offices) + 1


def test_a_name_of_ours_that_the_user_gives_away_is_the_users() -> None:
    files = (own({"id": "brussels_city", "name": "City of Brussels", "type": "organization", "names": ["Brussels"]}),)
    assert "Brussels" in OURS["european_union"].metonyms
    assert "Brussels" not in actors(*files)["european_union"].metonyms
    senses = Gazetteer.load(files).names.get("Brussels")
    assert [sense.entry.id for sense in senses] == ["brussels_city"]


PERSON = {"id": "anna", "name": "Anna Lind", "type": "person"}


@pytest.mark.parametrize(
    ("files", "parts"),
    [
        ([own(PERSON | {"nmaes": ["x"]})], ["mine.yml", "anna", "nmaes", "allowed keys: id"]),
        ([own({"id": "russia", "nmaes": ["x"]})], ["mine.yml", "russia", "nmaes", "allowed keys: id"]),
        ([own({"id": "unheard_of", "names": ["x"]})], ["mine.yml", "unheard_of", "name", "Field required"]),
        ([own(PERSON), own(PERSON, name="two.yml")], ["two.yml", "anna", "in mine.yml (entry anna)"]),
        ([own(PERSON, PERSON | {"id": "bo"})], ["mine.yml", "bo", "'anna lind' is a name of anna"]),
        ([own(PERSON | {"names": ["Russia"]})], ["mine.yml", "anna", "'russia' is a name of russia"]),
        ([own({"id": "hu", "name": "HU", "type": "organization", "parent": "hx"})], ["hu", "no actor 'hx'"]),
        ([own(PERSON | {"offices": [{"role": "presdent", "of": "russia"}]})], ["no role 'presdent'", "president"]),
        ([OwnFile("mine.yml", "- just\n- words")], ["mine.yml", "allowed keys: source, licence, actors"]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_file_and_entry(files: list[OwnFile], parts: list[str]) -> None:
    with pytest.raises(LexiconError) as error:
        load_actors(tuple(files))
    assert [part for part in parts if part not in str(error.value)] == []


# Topics


def pack(**changes: Any) -> str:
    """The pack of sanctions as one of tariffs."""
    text = (RESOURCES / "topics" / "sanctions.yml").read_text(encoding="utf-8")
    ours = yaml.load(text, Loader=yaml.BaseLoader)
    ours["terms"] = {"names": ["tariff", "import duty"]}
    return yaml.safe_dump(ours | {"topic": "tariffs"} | changes)


@pytest.fixture
def tariffs(tmp_path: Path) -> Path:
    path = tmp_path / "tariffs.yml"
    path.write_text(pack(), encoding="utf-8")
    return path


def test_a_topic_of_the_users_own_stands_beside_ours(tariffs: Path, model: Model) -> None:
    text = "The United States imposed new tariffs on China. Germany imposed sanctions on Belarus."
    options = Options.read(topics=["sanctions", tariffs])
    ((_, found),) = annotate_articles([Article(article_id="a", text=text)], model, options)
    stances = {(s.topic, s.holder_id, s.act) for s in found.of(Stance)}
    assert ("tariffs", "united_states", "impose") in stances
    assert ("sanctions", "germany", "impose") in stances
    alone = StanceAnnotator.load(Options.read(topics=[tariffs]))
    assert [topic.topic.topic for topic in alone.topics] == ["tariffs"]


LIKE = """
topic: tariffs
like: sanctions
terms: {names: [tariff, import duty]}
"""


def test_a_topic_says_only_what_is_its_own(model: Model) -> None:
    ours, theirs = load_topic(OwnFile("mine.yml", LIKE)), load_topic("sanctions")
    assert (ours.predicates, ours.targets) == (theirs.predicates, theirs.targets)
    assert {name: act.position for name, act in ours.acts.items()} == {n: a.position for n, a in theirs.acts.items()}
    assert {act.cameo for act in ours.acts.values()} == {None}  # codes say what is done with a topic
    assert ours.terms.measures == ()
    options = Options(topics=(OwnFile("mine.yml", LIKE),))
    ((_, found),) = annotate_articles([Article(article_id="a", text="France refused to lift tariffs.")], model, options)
    assert [(s.holder_id, s.act) for s in found.of(Stance)] == [("france", "maintain")]


def test_a_class_stands_in_place_of_the_others_or_goes_on_with_it() -> None:
    predicates = "predicates: {lift: [scrap], put: [..., hike]}\nacts: {ease: {position: support, cameo: '061'}}"
    ours, theirs = load_topic(OwnFile("mine.yml", LIKE + predicates)), load_topic("sanctions")
    assert ours.predicates["lift"] == ("scrap",)
    assert ours.predicates["put"] == (*theirs.predicates["put"], "hike")
    assert (ours.acts["ease"].position, ours.acts["ease"].cameo) == ("support", "061")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (LIKE.replace("like: s", "like: S"), ["like: no topic pack named Sanctions", "there are: arms_deliveries, "]),
        (LIKE + "acts: [impose]", ["acts", "dictionary"]),
        (LIKE + "acts: {impose: support}", ["acts.impose", "Act"]),
        (LIKE + "acts: {bargain: {position: neutral}}", ["acts: the rules know these"]),
        (LIKE + "predicates: [put]", ["predicates", "dictionary"]),
        (LIKE + "predicates: {put: tax}", ["predicates.put", "tuple"]),
        (LIKE + "predicates: {puts: [tax]}", ["predicates: unknown class puts"]),
        (pack(topic="sanctions"), ["the topic sanctions comes with the package"]),
        (pack(predicates={"puts": ["raise"]}), ["predicates: unknown class puts", "put, keep"]),
        (pack(acts={"impose": {"position": "support"}}), ["acts", "each is needed", "call_for"]),
        (pack(terms={"nouns": ["tariff"]}), ["terms.nouns", "allowed keys: names"]),
    ],
)
def test_what_is_wrong_with_a_topic_is_said(text: str, parts: list[str]) -> None:
    with pytest.raises(LexiconError) as error:
        load_topic(OwnFile("mine.yml", text))
    assert [part for part in ["mine.yml", *parts] if part not in str(error.value)] == []


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"topics": ["sanktions"]}, r"no topic pack named sanktions; there are: .*sanctions.*\*\.yml"),
        ({"topics": ["nowhere.yml"]}, r"nowhere\.yml: cannot be read"),
        ({"topics": ["sanctions", "sanctions"]}, "sanctions is given twice"),
        ({"actors": ["nowhere.yml"]}, r"nowhere\.yml: cannot be read"),
        ({"min_confidence": 1.5}, "between 0 and 1"),
    ],
)
def test_options_that_cannot_be_used_are_refused(given: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Options.read(**given)
