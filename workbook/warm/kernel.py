"""A real ipykernel in a forked child: the same application, started without importing it again."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any, ClassVar

__all__ = ["few_modules", "serve", "take_backend"]


def serve(given: dict[str, Any], descriptors: list[int]) -> int:  # noqa: ARG001 - the zygote's signature
    """Run the kernel until its client shuts it down.

    Parameters
    ----------
    given : dict
        ``arguments``: the command line after the launcher's name, with the connection file.
    descriptors : list of int
        None are used.
    """
    from ipykernel.kernelapp import IPKernelApp

    application = IPKernelApp.instance()
    with few_modules():
        application.initialize(list(given["arguments"]))
    take_backend()
    application.start()
    return 0


@contextmanager
def few_modules() -> Iterator[None]:
    """Let a kernel made in this block not list the files of all modules, which its debugger would pass by.

    Looking at each of two thousand modules copies its page of memory from the parent: fifteen megabytes a kernel.
    """
    from ipykernel import ipkernel

    ipkernel.sys = _Interpreter("sys")  # type: ignore[attr-defined]
    try:
        yield
    finally:
        ipkernel.sys = sys  # type: ignore[attr-defined]


class _Interpreter(ModuleType):
    """Python's ``sys`` but for the list of modules."""

    modules: ClassVar[dict[str, ModuleType]] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(sys, name)


def take_backend() -> None:
    """Let matplotlib, imported before there was a kernel, draw where the kernel's variable says."""
    if "matplotlib" in sys.modules and "matplotlib.pyplot" not in sys.modules:
        sys.modules["matplotlib"].rcParams["backend"] = os.environ["MPLBACKEND"]
