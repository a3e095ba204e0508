"""The kernels that may run a report, by name: which manager starts the process that computes the cells.

Apart because this is the one place where a warm kernel joins later, and because the runner must know the names without
importing what only a worker needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any

__all__ = ["KERNELS", "PLAIN", "kernel_class"]

PLAIN = "plain"

KERNELS: Mapping[str, str] = MappingProxyType({PLAIN: "workbook.publish.plain_kernel:PlainKernel"})
"""Kernel managers (``module:class``) by the name that :class:`~workbook.publish.options.RunOptions` uses."""


def kernel_class(name: str) -> Any:
    """Return the kernel manager of this name."""
    module, _, manager = KERNELS[name].partition(":")
    return getattr(import_module(module), manager)
