"""Word pieces: how the encoders of `resources/models` read text. All start from one model and share its vocabulary."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.lexicons import RESOURCES

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

VOCABULARY = RESOURCES / "models" / "word_pieces.json"
START, END = "[CLS]", "[SEP]"


@dataclass(frozen=True)
class WordPieces:
    """Cuts text into the pieces of words that an encoder knows by number."""

    tokenizer: Tokenizer

    @classmethod
    def load(cls) -> WordPieces:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(VOCABULARY))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return cls(tokenizer)

    def mark(self, name: str) -> int:
        """The number of a mark such as `[SEP]`."""
        return int(self.tokenizer.token_to_id(name) or 0)

    def numbers(self, text: str) -> list[int]:
        """The pieces of a text."""
        return self.cut(text)[0]

    def cut(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """The pieces of a text, and the characters [start, end) of each."""
        encoding = self.tokenizer.encode(text, add_special_tokens=False)
        return list(encoding.ids), list(encoding.offsets)


def session(path: Path) -> InferenceSession:
    """An ONNX model on one thread: the articles are spread over processes."""
    from onnxruntime import InferenceSession, SessionOptions

    options = SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
