"""The plain kernel: an ipykernel of this very interpreter, started anew for each report.

Apart from the names of the kernels because it imports Jupyter's client, which only a worker needs.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from pathlib import Path

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from traitlets import default

__all__ = ["PlainKernel", "WarmKernel"]


class PlainKernel(AsyncKernelManager):
    """An ipykernel of this very interpreter.

    A kernelspec named ``python3`` in the user's home may point to another Python without the package; this manager
    never asks for it.
    """

    @default("transport")
    def _own_transport(self) -> str:
        """Talk over sockets in the working folder where the system has them: no open ports, none drawn twice."""
        return "tcp" if sys.platform == "win32" else "ipc"

    @default("ip")
    def _own_address(self) -> str:
        """Return a relative name: the system allows a socket's path about a hundred bytes."""
        return "127.0.0.1" if self.transport == "tcp" else "kernel"

    @default("connection_file")
    def _own_file(self) -> str:
        """Write it in the working folder, which is removed whoever was killed: it holds the key of the kernel."""
        return str(Path.cwd() / "kernel.json")

    @property
    def kernel_spec(self) -> KernelSpec:
        """The command of this interpreter's own kernel."""
        return KernelSpec(
            argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}",
                  "--HistoryManager.enabled=False"],
            display_name="Python 3", language="python",
        )  # fmt: skip

    async def cleanup_resources(self, restart: bool = False) -> None:  # type: ignore[override]
        """Let go of the kernel, and end what a cell has started: a kernel that was killed could not do it."""
        group = getattr(self.provisioner, "pgid", None)
        await super().cleanup_resources(restart=restart)
        if group and not restart and sys.platform != "win32":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(group, signal.SIGKILL)


class WarmKernel(PlainKernel):
    """The same kernel, forked from the zygote by its provisioner."""

    @property
    def kernel_spec(self) -> KernelSpec:
        """The command of the plain kernel and the provisioner that does without it."""
        plain = super().kernel_spec
        plain.metadata = {"kernel_provisioner": {"provisioner_name": "workbook-warm"}}
        return plain
