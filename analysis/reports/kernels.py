"""The kernels of notebooks: of the interpreter that runs this, with this package, whatever kernels are installed."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any
from uuid import uuid4

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import default

from analysis.reports import forks

_LAUNCH = [sys.executable, "-m", "ipykernel_launcher"]


class OwnKernel(AsyncKernelManager):
    """A kernel in a process of its own, started anew.

    It is spoken to through sockets in a folder that only this user can enter.
    """

    @default("transport")
    def _by_file(self) -> str:
        return "ipc"

    @default("connection_file")
    def _in_own_folder(self) -> str:
        self._folder = tempfile.TemporaryDirectory(prefix="stancebook-")
        return str(Path(self._folder.name) / "kernel.json")

    @property
    def kernel_spec(self) -> KernelSpec:
        argv = [*_LAUNCH, "--log-level=CRITICAL", "-f", "{connection_file}"]
        return KernelSpec(argv=argv, env=forks.package_environment(), display_name="stancebook", language="python")


class ForkedKernel(OwnKernel):
    """The same kernel, forked from a process that has imported what notebooks need."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.kernel_id = str(uuid4())
        self.provisioner = _Forking(kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self)


class _Forking(LocalProvisioner):
    """Forks where its base class starts a process; a fork leads a process group of its own, as that does."""

    async def launch_kernel(self, cmd: list[str], **options: Any) -> KernelConnectionInfo:
        assert cmd[: len(_LAUNCH)] == _LAUNCH
        where = {"cwd": str(options.get("cwd") or Path.cwd()), "env": dict(options["env"])}
        process = forks.fork("kernel", argv=cmd[len(_LAUNCH) :], **where)
        self.process = process  # type: ignore[assignment]
        self.pid = self.pgid = process.pid
        self.cwd = where["cwd"]
        return self.connection_info
