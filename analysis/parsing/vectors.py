"""Token vectors, the same as spaCy's in less time: words are looked at once, and texts are read by faster products.

A model's first layer looks at each token alone: its form, its affixes and shape, whether a blank follows. A batch of
articles repeats most of its words, so the layer is given every word once, and its answers go to where they stand. The
layers above read each token in its context; they are given one text at a time, so that no result depends on the others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc

from analysis.parsing.products import on_one_core, use_products
from analysis.parsing.rows import Rows, by_doc, distinct, rows_of, set_rows

# What decides a token's vector, as long as the layer reads nothing but these features.
_READ = ("ORTH", "NORM", "SPACY")
_FEATURES = frozenset({"ORTH", "NORM", "LOWER", "PREFIX", "SUFFIX", "SHAPE", "SPACY", "IS_SPACE"})


def speed_up_vectors(nlp: Language, name: str) -> bool:
    """Wrap the layers of a component's token vectors, in place; False where they have another form."""
    pipe: Any = nlp.get_pipe(name) if name in nlp.pipe_names else None
    vectors = next((node for node in pipe.model.walk() if _embeds(node)), None) if pipe else None
    if vectors is None:
        return False
    embed, read = vectors.layers
    use_products(read)
    vectors.layers[:] = [_wrapped("distinct_words", _embed, embed), _wrapped("single_texts", _read, read)]
    return True


def _wrapped(name: str, forward: Callable[..., Any], layer: Any) -> Any:
    """A layer that gives its work to this one; thinc has one class for all of them."""
    return type(layer)(name, forward, layers=[layer], dims={"nO": layer.maybe_get_dim("nO")})


def _embeds(node: Any) -> bool:
    """Whether these are the two layers of spaCy's `Tok2Vec`, of which the first reads known features off the Doc."""
    if len(node.layers) != 2 or not node.layers[0].name.startswith("extract_features>>list2ragged>>"):
        return False
    features = next(layer for layer in node.layers[0].walk() if layer.name == "extract_features")
    return node.layers[1].name.startswith("with_array(") and set(features.attrs["columns"]) <= _FEATURES


def _embed(model: Any, docs: Sequence[Doc], is_train: bool) -> tuple[list[Any], Callable[[Any], Sequence[Doc]]]:
    (embed,) = model.layers
    if is_train or not docs:
        return embed(docs, is_train)  # type: ignore[no-any-return]
    rows = np.concatenate([rows_of(doc, *_READ) for doc in docs])
    first, which = distinct(rows)
    (vectors,) = embed.predict([_words(docs[0], rows[first])])
    return by_doc(vectors[which], docs), lambda _: docs


def _read(model: Any, texts: Sequence[Any], is_train: bool) -> tuple[list[Any], Callable[[Any], Sequence[Any]]]:
    (read,) = model.layers
    if is_train:
        return read(texts, is_train)  # type: ignore[no-any-return]
    with on_one_core():
        return [read.predict([text])[0] for text in texts], lambda _: texts


def _words(like: Doc, rows: Rows) -> Doc:
    """A Doc of these words in a row."""
    words = [like.vocab.strings[form] for form in rows[:, 0].tolist()]
    doc = Doc(like.vocab, words=words, spaces=rows[:, 2].astype(bool).tolist())
    set_rows(doc, rows[:, 1:2], "NORM")
    return doc
