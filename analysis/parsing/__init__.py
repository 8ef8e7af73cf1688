"""spaCy's English pipelines made faster, with the same results.

`Attributes` stands for the attribute ruler and the lemmatizer, `Entities` for the search of the entity recognizer, and
`speed_up_vectors` spares both networks words that they have seen and slow products of matrices. Each takes its rules or
weights from spaCy's own component, says whether it can stand for it, and leaves it in its place where it cannot. A test
holds the results equal.
"""

from __future__ import annotations

from spacy.language import Language

from analysis.parsing.attributes import Attributes
from analysis.parsing.entities import Entities
from analysis.parsing.vectors import speed_up_vectors

__all__ = ["Attributes", "Entities", "speed_up", "speed_up_vectors"]


def speed_up(nlp: Language) -> list[str]:
    """Put the faster steps in the place of spaCy's where they can stand for them; the names of spaCy's."""
    Language.factory("attributes", func=_attributes)
    Language.factory("entities", func=_entities)
    speed_up_vectors(nlp, "ner")
    faster = ["tok2vec"] if speed_up_vectors(nlp, "tok2vec") else []
    replaced = []
    if Attributes.can_replace(nlp):
        nlp.add_pipe("attributes", before="attribute_ruler")
        replaced += ["attribute_ruler", "lemmatizer"]
    if Entities.can_replace(nlp):
        nlp.add_pipe("entities", before="ner")
        replaced.append("ner")
    for name in replaced:
        nlp.disable_pipe(name)
    return faster + replaced


def _attributes(nlp: Language, name: str) -> Attributes:  # noqa: ARG001
    return Attributes.of(nlp)


def _entities(nlp: Language, name: str) -> Entities:  # noqa: ARG001
    return Entities.of(nlp)
