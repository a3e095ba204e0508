"""A real ipykernel in a forked child: the same application, started without importing it again."""

from __future__ import annotations

import os
import sys
from typing import Any

__all__ = ["serve", "take_backend"]


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
    application.initialize(list(given["arguments"]))
    take_backend()
    application.start()
    return 0


def take_backend() -> None:
    """Let matplotlib, imported before there was a kernel, draw where the kernel's variable says."""
    if "matplotlib" in sys.modules and "matplotlib.pyplot" not in sys.modules:
        sys.modules["matplotlib"].rcParams["backend"] = os.environ["MPLBACKEND"]
