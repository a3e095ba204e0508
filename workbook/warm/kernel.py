"""A real ipykernel in a forked child: the same application, started without importing it again."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any, ClassVar

from workbook.warm.heap import return_memory

__all__ = ["few_modules", "serve", "take_backend", "take_widgets"]

_QUIET = 3000  # milliseconds between looks whether there is memory to return
_TAKEN = 500  # pages taken since the last look; fewer are not worth it


def serve(given: dict[str, Any], descriptors: list[int]) -> int:  # noqa: ARG001 - the zygote's signature
    """Run the kernel until its client shuts it down.

    Parameters
    ----------
    given : dict
        ``arguments``: the command line after the launcher's name, with the connection file.
    descriptors : list of int
        None are used.
    """
    from workbook.warm.application import WarmKernelApp

    application: Any = WarmKernelApp.instance()
    with few_modules():
        application.initialize(list(given["arguments"]))
    take_backend()
    take_widgets()
    _return_memory_when_idle()
    application.start()
    return 0


def _return_memory_when_idle() -> None:
    """Look at quiet moments, which the loop finds between cells: an open page is read longer than it is computed."""
    from tornado.ioloop import PeriodicCallback

    taken = [_pages()]

    def look() -> None:
        if _pages() - taken[0] > _TAKEN:
            return_memory()
            taken[0] = _pages()

    PeriodicCallback(look, _QUIET).start()


def _pages() -> int:
    import resource  # not on Windows, where nobody comes here

    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt


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


def take_widgets() -> None:
    """Let ipywidgets, imported before there was a kernel, answer the browser's question for all widgets at once.

    Without it the browser asks for each widget by itself, hundreds of times, and sometimes in vain.
    """
    if "ipywidgets" in sys.modules:
        sys.modules["ipywidgets"].register_comm_target()


def take_backend() -> None:
    """Let matplotlib, imported before there was a kernel, draw where the kernel's variable says."""
    if "matplotlib" in sys.modules and "matplotlib.pyplot" not in sys.modules:
        sys.modules["matplotlib"].rcParams["backend"] = os.environ["MPLBACKEND"]
