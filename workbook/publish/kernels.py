"""Where the cells of a report are computed, by name.

Apart because the runner must know the names without importing what only a worker needs.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any

__all__ = ["ENGINES", "HERE", "KERNELS", "PLAIN", "WARM", "engine_of", "kernel_class", "usual"]

PLAIN = "plain"
"""An ipykernel started anew for each report, as everybody's papermill does it; the only way without fork."""

WARM = "warm"
"""A real ipykernel forked from the zygote."""

HERE = "here"
"""The worker itself is forked from the zygote and computes the cells."""

KERNELS: Mapping[str, str] = MappingProxyType({
    PLAIN: "workbook.publish.plain_kernel:PlainKernel",
    WARM: "workbook.publish.plain_kernel:WarmKernel",
})  # fmt: skip
"""Kernel managers (``module:class``) of the kernels that are processes of their own."""

ENGINES: Mapping[str, str] = MappingProxyType({HERE: "workbook.publish.here:HereEngine"})
"""papermill's engines (``module:class``) for cells that need no kernel process."""


def kernel_class(name: str) -> Any:
    """Return the kernel manager of this name, or None where cells need no kernel process."""
    return _load(KERNELS[name]) if name in KERNELS else None


def engine_of(name: str) -> Any:
    """Return papermill's engine of this name, or None for papermill's own."""
    return _load(ENGINES[name]) if name in ENGINES else None


def usual() -> str:
    """Return the quickest way that is safe on this system."""
    from workbook.warm import fork_is_safe

    return HERE if fork_is_safe() else PLAIN


def _load(place: str) -> Any:
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)
