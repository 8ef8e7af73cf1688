"""Weights are those that are pinned, or nothing is annotated with them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from analysis import pipeline
from analysis.lexicons import OwnFile, weights
from analysis.lexicons.weights import LIST, MODELS, WeightsError, check_weights, digests, read_list, write_list


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in {"a.npz": b"a", "b.onnx": b"b", "b.json": b"{}", "a.md": b"# a"}.items():
        (tmp_path / name).write_bytes(content)
    write_list(tmp_path)
    return tmp_path


def test_the_packages_own_are_pinned() -> None:
    assert read_list() == digests(), f"whoever changed them runs: {weights.RENEW}"
    assert {Path(name).suffix for name in read_list()} >= {".npz", ".onnx", ".json"}


def test_the_list_is_one_that_sha256sum_reads(folder: Path) -> None:
    assert list(read_list(folder)) == ["a.npz", "b.json", "b.onnx"]
    if shutil.which("sha256sum"):
        subprocess.run(["sha256sum", "--strict", "-c", LIST], cwd=folder, check=True, capture_output=True)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda folder: (folder / "b.onnx").write_bytes(b"B"), r"b\.onnx: these weights are not those that are pinned"),
        (lambda folder: (folder / "c.npz").write_bytes(b"c"), r"c\.npz: these weights are not pinned"),
        (lambda folder: (folder / LIST).unlink(), r"a\.npz: these weights are not pinned"),
    ],
)
def test_what_is_not_pinned_is_refused_with_the_remedy(change, words: str, folder: Path) -> None:
    check_weights(folder)
    check_weights.cache_clear()
    change(folder)
    with pytest.raises(WeightsError, match=words + ".*install the package again"):
        check_weights(folder)


def test_nothing_is_annotated_with_weights_that_were_exchanged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = shutil.copytree(MODELS, tmp_path / "models")
    monkeypatch.setattr(pipeline, "check_weights", lambda: check_weights(copy))
    options = pipeline.Options(topics=(OwnFile("none.yml", "not read"),))  # of which nothing is loaded yet
    with next(copy.glob("*.npz")).open("ab") as file:
        file.write(b"more")
    for load in (lambda: pipeline.load_annotators(options), pipeline._batched.__wrapped__):
        with pytest.raises(WeightsError, match="not those that are pinned"):
            load()
