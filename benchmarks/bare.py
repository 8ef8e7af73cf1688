"""What annotating is measured against: spaCy's full parse of the articles, by spaCy's own means and nothing else.

python -m benchmarks.bare ARTICLES.jsonl [--processes N]
"""

from __future__ import annotations

import argparse
import json
import warnings
from pathlib import Path

import spacy

from analysis.pipeline import find_model


def main() -> None:
    """Parse every text and count the tokens."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("articles", type=Path)
    parser.add_argument("--processes", type=int, default=1)
    options = parser.parse_args()
    texts = [json.loads(line)["text"] for line in options.articles.read_text(encoding="utf-8").splitlines()]
    warnings.filterwarnings("ignore", message=r"\[W095\]")
    nlp = spacy.load(find_model())
    # Batches of the size that annotating has: with spaCy's own of 256, two processes would share few articles badly.
    docs = nlp.pipe(texts, n_process=options.processes, batch_size=32)
    print(sum(len(doc) for doc in docs), "tokens")


if __name__ == "__main__":
    main()
