"""An engine for papermill, registered by its entry point: `papermill --engine stancebook notebook.ipynb out.ipynb`.

It is papermill's standard engine, nbclient, with kernels forked from a process that is warm. What a notebook gives is
the same; a test compares them. papermill loads this module whenever it is imported, so it loads nothing else.
"""

from __future__ import annotations

from typing import Any

from papermill.engines import NBClientEngine, NotebookExecutionManager
from papermill.log import logger

NAME = "stancebook"


class ForkedEngine(NBClientEngine):  # type: ignore[misc]
    """Runs Python notebooks in forked kernels, and everything else as the standard engine does."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: NotebookExecutionManager, kernel_name: str, **options: Any) -> None:
        from analysis.reports import forks
        from analysis.reports.kernels import ForkedKernel

        spec = nb_man.nb.metadata.get("kernelspec", {})
        if forks.possible() and spec.get("language", "python") == "python":
            options["kernel_manager_class"] = ForkedKernel
        else:
            logger.info("this notebook's kernel cannot be forked; the standard engine runs it")
        super().execute_managed_notebook(nb_man, kernel_name, **options)
