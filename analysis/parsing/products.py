"""Matrix products by the BLAS that numpy brings, two to three times as fast as the one that thinc brings.

Its last bits may depend on where in a matrix a row stands, so what is given to it has to be of one text alone. It works
on one core: several processes share the others.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import lru_cache
from typing import Any

import numpy as np
from thinc.api import Model, NumpyOps
from threadpoolctl import ThreadpoolController


class Products(NumpyOps):  # type: ignore[misc]  # thinc has no types for it
    """What thinc computes on numpy's arrays, with numpy's products of matrices."""

    name = "numpy"

    def gemm(self, x: Any, y: Any, out: Any = None, trans1: bool = False, trans2: bool = False) -> Any:
        """`x @ y`, either turned first."""
        return np.matmul(x.T if trans1 else x, y.T if trans2 else y, out=out)


def use_products(model: Model[Any, Any]) -> None:
    """Let a model and those within it compute so, unless they compute on another device or by another library."""
    products = Products()
    for node in model.walk():
        if type(node.ops) is NumpyOps:
            node.ops = products


def on_one_core() -> AbstractContextManager[Any]:
    """Numpy's products take one core within; elsewhere as many as they took before."""
    return _threads().limit(limits=1, user_api="blas")  # type: ignore[no-any-return]


@lru_cache(maxsize=1)
def _threads() -> ThreadpoolController:
    return ThreadpoolController()
