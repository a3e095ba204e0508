"""Giving memory back: what a process has freed still counts as its own until the C library is asked to return it.

Apart from kernels and workers because both do it at their quiet moments.
"""

from __future__ import annotations

import ctypes
import gc
import sys
from functools import cache
from typing import Any

__all__ = ["return_memory"]


def return_memory(*, collect: bool = True) -> None:
    """Return free pages to the system; without glibc nothing is returned.

    Parameters
    ----------
    collect : bool
        Collect what is no longer used first: twenty milliseconds, which only who stays need spend.
    """
    if collect:
        gc.collect()
    trim = _trim()
    if trim is not None:
        trim(0)


@cache
def _trim() -> Any:
    return getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
