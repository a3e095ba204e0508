"""The kernels that run a report: which process computes the cells, chosen by name.

Apart because this is the one place where a warm kernel joins later: it registers a manager here, and neither the worker
nor papermill notices.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from types import MappingProxyType

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

__all__ = ["KERNELS", "PLAIN", "PlainKernel"]

PLAIN = "plain"


class PlainKernel(AsyncKernelManager):  # type: ignore[misc]
    """An ipykernel of this very interpreter.

    A kernelspec named ``python3`` in the user's home may point to another Python without the package; this manager
    never asks for it.
    """

    @property
    def kernel_spec(self) -> KernelSpec:
        """The command of this interpreter's own kernel."""
        return KernelSpec(
            argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}",
                  "--HistoryManager.enabled=False"],
            display_name="Python 3", language="python",
        )  # fmt: skip


KERNELS: Mapping[str, type[AsyncKernelManager]] = MappingProxyType({PLAIN: PlainKernel})
"""Kernel managers by the name that :class:`~workbook.publish.runner.RunOptions` uses."""
