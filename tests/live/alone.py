"""A thread of one's own for a test: a browser test that came before may have left its loop running in this one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

__all__ = ["alone", "without_loop"]


def alone(work: Coroutine[Any, Any, Any]) -> Any:
    """Run the coroutine to its end."""
    return without_loop(lambda: asyncio.run(work))


def without_loop(work: Callable[[], Any]) -> Any:
    """Call where no loop runs."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work).result()
