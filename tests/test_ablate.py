"""The ablations: what each leaves of what the stances build on."""

from __future__ import annotations

from types import ModuleType

import pytest
from spacy.tokens import Doc

from analysis.annotators import Found
from analysis.annotators.mentions import Actor, Mention
from analysis.annotators.quotes import Quote
from analysis.articles import Article
from analysis.evaluation import GoldArticle
from docs import VOCAB
from trainings import load_script

TEXT = "Brun left. She said that Hale had called."


@pytest.fixture(scope="module")
def ablate() -> ModuleType:
    return load_script("ablate")


def mention(words: str, actor: str, kind: str) -> Mention:
    start = TEXT.index(words)
    return Mention(start_char=start, end_char=start + len(words), actor_id=actor, kind=kind)


def quote(words: str, speaker: str | None) -> Quote:
    start = TEXT.index(words)
    return Quote(start_char=start, end_char=start + len(words), kind="indirect", speaker_id=speaker)


MENTIONS = [mention("Brun", "brun", "name"), mention("She", "brun", "pronoun"), mention("Hale", "hale", "nominal")]
OUTER, INNER = quote("that Hale had called", "brun"), quote("had called", "hale")


@pytest.fixture
def read(ablate: ModuleType) -> object:
    found = Found([Actor(actor_id="brun", name="Brun", type="person"), *MENTIONS, OUTER, INNER])
    gold = GoldArticle(id="a", text=TEXT)
    return ablate.Read(gold, Article(article_id="a", text=TEXT), Doc(VOCAB, words=TEXT.split()), found)


def test_without_coreference_names_stay_and_who_is_only_described(ablate: ModuleType, read: object) -> None:
    found = ablate.names_only(read)
    assert found.of(Mention) == (MENTIONS[0], MENTIONS[2])
    assert found.of(Quote) == ()  # read anew from a Doc that has no parse


def test_without_chains_the_outermost_speaker_stays(ablate: ModuleType, read: object) -> None:
    assert ablate.one_speaker(read).of(Quote) == (OUTER,)
    assert ablate.nobody_speaks(read).of(Quote) == ()
    assert ablate.nobody_speaks(read).of(Mention) == tuple(MENTIONS)


def test_the_whole_is_measured_beside_the_parts(ablate: ModuleType, read: object) -> None:
    whole = ablate.ABLATIONS[0]
    assert whole.found(read).of(Quote) == (OUTER, INNER)
    assert len({ablation.without for ablation in ablate.ABLATIONS}) == len(ablate.ABLATIONS) == 8
