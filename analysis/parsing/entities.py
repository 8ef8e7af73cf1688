"""Named entities by the weights of spaCy's recognizer, searched in one pass over a text.

spaCy's recognizer (transition-based, after Lample et al. 2016) reads a text token by token: outside of entities, or
first, inner, last or only token of one. Outside its choice depends on the token alone, so it is computed here for all
tokens of a text at once; only inside of entities, of which there are few, it goes on step by step. Choices and what
constrains them are spaCy's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.language import Language
from spacy.pipeline import EntityRecognizer
from spacy.tokens import Doc, Span

from analysis.parsing.products import on_one_core
from analysis.parsing.rows import by_doc, rows_of

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]
Found = tuple[int, int, str]  # tokens [start, end) and the label


@dataclass(frozen=True, eq=False)
class Network:
    """The recognizer's layers above its token vectors, and the move that each class stands for."""

    features: Floats  # (feature and hidden and piece, vector)
    padding: Floats  # (feature, hidden, piece): for a token that is not there
    bias: Floats  # (hidden, piece)
    scores: Floats  # (class, hidden)
    score_bias: Floats
    moves: tuple[str, ...]  # "O", "B-ORG", "I-ORG" …
    begins: Flags  # by move: whether it opens an entity of several tokens
    onlys: Flags  # whether it is an entity of one
    outside: Flags  # whether it leaves the token out

    @classmethod
    def of(cls, ner: EntityRecognizer) -> Network:
        """The weights of spaCy's model."""
        lower, upper = ner.model.get_ref("lower"), ner.model.get_ref("upper")
        features = lower.get_param("W")
        moves = tuple(ner.moves.get_class_name(i) for i in range(ner.moves.n_moves))
        return cls(
            features=features.reshape(-1, features.shape[-1]),
            padding=lower.get_param("pad")[0],
            bias=lower.get_param("b"),
            scores=upper.get_param("W"),
            score_bias=upper.get_param("b"),
            moves=moves,
            begins=np.array([move.startswith("B-") for move in moves]),
            onlys=np.array([move.startswith("U-") and move != "U-" for move in moves]),
            outside=np.array([move == "O" for move in moves]),
        )

    def parts(self, vectors: Floats) -> Floats:
        """What each token adds to the hidden layer in each of the three places: (token, place, hidden, piece).

        The places: the token that is read, the first token of the entity that is open, the token before.
        """
        return (vectors @ self.features.T).reshape(len(vectors), *self.padding.shape)

    def hidden(self, read: Floats, first: Floats, before: Floats) -> Floats:
        """The hidden layer where these parts come together."""
        return np.asarray((read + first + before + self.bias).max(axis=-1))


@dataclass(frozen=True, eq=False)
class Entities:
    """Does to a Doc what the entity recognizer does."""

    ner: EntityRecognizer
    network: Network

    @classmethod
    def of(cls, nlp: Language) -> Entities:
        """Take the weights of the pipeline's own recognizer."""
        ner: Any = nlp.get_pipe("ner")
        return cls(ner=ner, network=Network.of(ner))

    @classmethod
    def can_replace(cls, nlp: Language) -> bool:
        """Whether the pipeline has a recognizer of the form that is known here."""
        ner: Any = nlp.get_pipe("ner") if "ner" in nlp.pipe_names else None
        if type(ner) is not EntityRecognizer or ner.cfg["beam_width"] != 1 or ner.model.name != "parser_model":
            return False
        attributes, lower = ner.model.attrs, ner.model.get_ref("lower")
        known = attributes["has_upper"] and not attributes["unseen_classes"]
        return bool(known and lower.get_dim("nF") == 3 and lower.get_dim("nP") > 1)

    def __call__(self, doc: Doc) -> Doc:
        """Set the entities of one Doc."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 32) -> Iterator[Doc]:
        """Set the entities of Docs, a batch at a time and in order; a Doc that has some already is left to spaCy."""
        rest = iter(stream)
        while docs := list(islice(rest, batch_size)):
            fresh = [doc for doc in docs if len(doc) and not doc.has_annotation("ENT_IOB")]
            for doc, found in zip(fresh, self._find(fresh), strict=True):
                doc.set_ents([Span(doc, start, end, label=label) for start, end, label in found], default="outside")
            done = {id(doc) for doc in fresh}
            yield from (doc if id(doc) in done else self.ner(doc) for doc in docs)

    def _find(self, docs: Sequence[Doc]) -> list[list[Found]]:
        """The entities of each Doc, in order; each is searched alone, so that no result depends on the others."""
        if not docs:
            return []
        vectors = self.ner.model.get_ref("tok2vec").predict(docs)
        with on_one_core():
            return [self._search(doc, own) for doc, own in zip(docs, by_doc(vectors, docs), strict=True)]

    def _outside(self, read: Floats, ends: Flags, spaces: Flags) -> NDArray[np.intp]:
        """The move at each token where no entity is open: none begins at a blank, a longer one at no sentence's end."""
        net = self.network
        scores = net.hidden(read, net.padding[1], net.padding[2]) @ net.scores.T + net.score_bias
        scores[:, ~(net.begins | net.onlys | net.outside)] = -np.inf
        scores[np.ix_(ends, net.begins)] = -np.inf
        scores[np.ix_(spaces, ~net.outside)] = -np.inf
        return np.asarray(scores.argmax(axis=1))

    def _search(self, doc: Doc, vectors: Floats) -> list[Found]:
        """The entities of a text, from left to right."""
        parts, ends = self.network.parts(vectors), _sentence_ends(doc)
        outside, moves = self._outside(parts[:, 0], ends, rows_of(doc, "IS_SPACE")[:, 0] > 0), self.network.moves
        found: list[Found] = []
        free = 0  # the first token behind the last entity
        for start in np.flatnonzero(outside != moves.index("O")).tolist():
            if start >= free:
                move, _, label = moves[outside[start]].partition("-")
                free = start + 1 if move == "U" else self._end(parts, ends, start, label)
                found.append((start, free, label))
        return found

    def _end(self, parts: Floats, ends: Flags, start: int, label: str) -> int:
        """Where an entity that begins at `start` ends: at the latest with its sentence."""
        net = self.network
        inner, last = net.moves.index(f"I-{label}"), net.moves.index(f"L-{label}")
        for i in range(start + 1, len(parts)):
            if ends[i]:
                return i + 1
            hidden = net.hidden(parts[i, 0], parts[start, 1], parts[i - 1, 2])
            scores = net.scores[[inner, last]] @ hidden + net.score_bias[[inner, last]]
            if scores[1] > scores[0]:
                return i + 1
        raise AssertionError("the last token of a Doc ends a sentence")


def _sentence_ends(doc: Doc) -> Flags:
    """Whether each token is the last of its sentence, or of the Doc."""
    starts = rows_of(doc, "SENT_START")[:, 0] == 1
    return np.append(starts[1:], True)
