"""What several tests share: the model, loaded once a session and only where a test asks for it."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from analysis.annotators.records import Found
from analysis.articles import Article
from analysis.pipeline import Model, annotate_doc, load_model

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"

Annotate = Callable[..., tuple[Article, Found]]

# The suite asks the same questions every time; make fuzz asks others, and many.
settings.register_profile("suite", deadline=None, derandomize=True, database=None)
settings.register_profile("fuzz", deadline=None, max_examples=3000, suppress_health_check=list(HealthCheck))
settings.load_profile("suite")

# A shell ignores interruptions for what it starts in the background, and so would the commands that tests interrupt.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def cache_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Caches of runs, of reports and of what these load lie in a folder of this session, never in the user's."""
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        yield folder


@pytest.fixture(scope="session")
def model() -> Model:
    """The spaCy model; a test that asks for it parses real text."""
    return load_model()


@pytest.fixture(scope="session")
def annotate(model: Model) -> Annotate:
    """Annotates one text by every annotator: `article, found = annotate("The EU …", genre="opinion")`."""

    def run(text: str, **fields: str) -> tuple[Article, Found]:
        article = Article(article_id="a", text=text, **fields)
        return article, annotate_doc(article, model.nlp(text))

    return run


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of gold files and data beside the checkout; the test is skipped where there is none."""
    if not SHARED.is_dir():
        pytest.skip(f"measures against {SHARED}, which is not there")
    return SHARED
