"""Word vectors before the context is read, computed once for each different word of a batch.

A model's first layer looks at each token alone: its form, its affixes and shape, whether a blank follows. A batch of
articles repeats most of its words, so the layer is given every word once, and its answers go to where they stand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from analysis.parsing.rows import Rows, distinct, rows_of, set_rows

# What decides a token's vector, as long as the layer reads nothing but these features.
_READ = ("ORTH", "NORM", "SPACY")
_FEATURES = frozenset({"ORTH", "NORM", "LOWER", "PREFIX", "SUFFIX", "SHAPE", "SPACY", "IS_SPACE"})


def compute_once(nlp: Language, name: str) -> bool:
    """Wrap the first layer of a component's token vectors, in place; False where it has another form."""
    pipe: Any = nlp.get_pipe(name) if name in nlp.pipe_names else None
    vectors = next((node for node in pipe.model.walk() if _embeds(node)), None) if pipe else None
    if vectors is None:
        return False
    embed = vectors.layers[0]
    layer = type(vectors)  # thinc's class of all layers
    vectors.layers[0] = layer("distinct_words", _forward, layers=[embed], dims={"nO": embed.maybe_get_dim("nO")})
    return True


def _embeds(node: Any) -> bool:
    """Whether these are the two layers of spaCy's `Tok2Vec`, of which the first reads known features off the Doc."""
    if len(node.layers) != 2 or not node.layers[0].name.startswith("extract_features>>list2ragged>>"):
        return False
    features = next(layer for layer in node.layers[0].walk() if layer.name == "extract_features")
    return node.layers[1].name.startswith("with_array(") and set(features.attrs["columns"]) <= _FEATURES


def _forward(model: Any, docs: Sequence[Doc], is_train: bool) -> tuple[list[Any], Callable[[Any], Sequence[Doc]]]:
    embed = model.layers[0]
    if is_train or not docs:
        return embed(docs, is_train)  # type: ignore[no-any-return]
    rows = np.concatenate([rows_of(doc, *_READ) for doc in docs])
    first, which = distinct(rows)
    (vectors,) = embed.predict([_words(docs[0], rows[first])])
    ends = np.cumsum([len(doc) for doc in docs])[:-1]
    return np.split(vectors[which], ends), lambda _: docs


def _words(like: Doc, rows: Rows) -> Doc:
    """A Doc of these words in a row."""
    words = [like.vocab.strings[form] for form in rows[:, 0].tolist()]
    doc = Doc(like.vocab, words=words, spaces=rows[:, 2].astype(bool).tolist())
    set_rows(doc, rows[:, 1:2], "NORM")
    return doc
