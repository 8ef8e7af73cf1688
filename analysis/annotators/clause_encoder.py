"""Clauses read by a small encoder: whether a clause takes a position, who of the actors holds it, by which act.

MiniLM (Wang et al. 2020), fine-tuned on coded statements. It reads a sentence once, with the end of the one before; its
vectors are averaged over the term, over the clause and over the mentions of each candidate, and joined with vectors of
the features that the linear models read (`features.py`): those know structure, this knows meaning. It runs on
onnxruntime, one sentence at a time: in 8 bits the scale of a batch would depend on its other rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from analysis.annotators.linear import LinearModel, load_models
from analysis.annotators.word_pieces import END, START, WordPieces, session
from analysis.lexicons import RESOURCES

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

    from analysis.annotators.features import Features

    Array = np.ndarray[Any, np.dtype[Any]]

LONGEST = 128  # word pieces
BEFORE = 40  # of them at most of the sentence before

Chars = tuple[int, int]  # [start, end) in the sentence


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of the sentence: its term, all of it, and each candidate's mentions in the sentence."""

    term: Chars
    span: Chars
    candidates: tuple[tuple[Chars, ...], ...]
    features: Features


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with the clauses to be read, and what stands before it."""

    text: str
    before: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What the encoder sees in a clause: log-odds of a statement and of each candidate as its holder, and for each
    candidate log-probabilities of the acts, shape (candidates, acts)."""

    evidence: float
    holders: Array
    acts: Array


def given(pieces: WordPieces, sentences: Sequence[Sentence]) -> dict[str, Array]:
    """What the model takes. Rows are sentences, clauses, candidates:

    pieces, segments, mask (sentences, width); term, span (clauses, width) and mention (candidates, width), which
    average over pieces; row (clauses): its sentence; clause (candidates): its clause.
    """
    encoded = [_encoded(pieces, sentence) for sentence in sentences]
    width = max(len(numbers) for numbers, _, _ in encoded)
    clauses = [(i, clause) for i, sentence in enumerate(sentences) for clause in sentence.clauses]
    candidates = [(k, mentions) for k, (_, clause) in enumerate(clauses) for mentions in clause.candidates]
    found: dict[str, Array] = {
        name: np.zeros((len(sentences), width), dtype=np.int64) for name in ("pieces", "segments", "mask")
    }
    for i, (numbers, segments, _) in enumerate(encoded):
        found["pieces"][i, : len(numbers)] = numbers
        found["segments"][i, : len(numbers)] = segments
        found["mask"][i, : len(numbers)] = 1
    rows = [encoded[i][2] for i, _ in clauses]
    return {
        **found,
        "term": _average(width, [(rows[k], (clause.term,)) for k, (_, clause) in enumerate(clauses)]),
        "span": _average(width, [(rows[k], (clause.span,)) for k, (_, clause) in enumerate(clauses)]),
        "mention": _average(width, [(rows[k], mentions) for k, mentions in candidates]),
        "row": np.array([i for i, _ in clauses], dtype=np.int64),
        "clause": np.array([k for k, _ in candidates], dtype=np.int64),
    }


Places = Sequence[tuple[int, Chars]]  # the pieces of the sentence: where among all, and which characters


def _encoded(pieces: WordPieces, sentence: Sentence) -> tuple[list[int], list[int], Places]:
    before = pieces.numbers(sentence.before)[-BEFORE:] if sentence.before else []
    numbers, characters = pieces.cut(sentence.text)
    first = len(before) + 2
    room = LONGEST - first - 1
    numbers, characters = numbers[:room], characters[:room]
    start, end = pieces.mark(START), pieces.mark(END)
    segments = [0] * first + [1] * (len(numbers) + 1)
    return [start, *before, end, *numbers, end], segments, list(enumerate(characters, start=first))


def _average(width: int, rows: Sequence[tuple[Places, Sequence[Chars]]]) -> Array:
    """Weights that average over the pieces of these characters; nothing where they are cut off or there are none."""
    weights = np.zeros((len(rows), width), dtype=np.float32)
    for weight, (places, spans) in zip(weights, rows, strict=True):
        inside = [i for i, (low, high) in places if any(low < end and high > start for start, end in spans)]
        if inside:
            weight[inside] = 1 / len(inside)
    return weights


@dataclass(frozen=True)
class Bags:
    """Vectors of features, summed: of the clause, of a candidate as its holder, of a candidate in reading its act."""

    clause: LinearModel
    candidate: LinearModel
    act: LinearModel

    def given(self, clauses: Sequence[Clause]) -> dict[str, Array]:
        """What the model takes of them: rows are clauses, candidates, candidates."""
        bags = (self.clause, self.candidate, self.act)
        return {name: _summed(bag, rows) for bag, (name, rows) in zip(bags, feature_rows(clauses).items(), strict=True)}


def feature_rows(clauses: Sequence[Clause]) -> dict[str, list[list[str]]]:
    """The features behind each bag of these clauses: a row a clause, a candidate, a candidate."""
    return {
        "clause_bag": [clause.features.unit for clause in clauses],
        "candidate_bag": [row for clause in clauses for row in clause.features.candidates],
        "act_bag": [row for clause in clauses for row in clause.features.acts],
    }


def _summed(bag: LinearModel, rows: Sequence[Sequence[str]]) -> Array:
    return np.array([bag.scores(row) for row in rows], dtype=np.float32).reshape(len(rows), len(bag.classes))


@dataclass(frozen=True)
class ClauseEncoder:
    """Reads clauses by the weights of `resources/models/<topic>.onnx`; see the model card beside it."""

    pieces: WordPieces
    bags: Bags
    session: InferenceSession
    acts: tuple[str, ...]

    @classmethod
    def load(cls, topic: str) -> Self | None:
        """With the topic's weights; None where it has none."""
        path = model_path(topic)
        if not path.exists():
            return None
        loaded = session(path)
        acts = loaded.get_modelmeta().custom_metadata_map["acts"].split()
        return cls(WordPieces.load(), Bags(**load_models(bags_path(topic))), loaded, tuple(acts))

    def read(self, sentence: Sentence) -> list[Seen]:
        """What is seen in each clause of a sentence, in their order."""
        taken = given(self.pieces, [sentence]) | self.bags.given(sentence.clauses)
        evidence, holders, acts = (np.asarray(out) for out in self.session.run(None, taken))
        of = taken["clause"]
        return [Seen(float(evidence[k]), holders[of == k], acts[of == k]) for k in range(len(sentence.clauses))]


def model_path(topic: str) -> Path:
    """Where a topic's encoder lies."""
    return RESOURCES / "models" / f"{topic}.onnx"


def bags_path(topic: str) -> Path:
    """Where the vectors of its features lie."""
    return RESOURCES / "models" / f"{topic}.bags.npz"
