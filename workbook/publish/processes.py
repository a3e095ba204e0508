"""Processes and their end: nothing that a job started outlives the job, on any system.

Apart because a kernel leads its own process group and may start children of its own, so that ending the worker alone
would leave them running.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from collections.abc import Iterable

import psutil

__all__ = ["end_descendants", "end_tree", "memory_of_tree"]

_PATIENCE = 5.0


def end_tree(pid: int) -> None:
    """End a process, its descendants and their process groups at once, and wait until they are gone."""
    try:
        root = psutil.Process(pid)
    except psutil.NoSuchProcess:
        return
    _end([*_descendants(root), root])


def end_descendants() -> None:
    """End everything that this process started."""
    _end(_descendants(psutil.Process()))


def memory_of_tree(pid: int) -> int:
    """Return the resident memory of a process and its descendants, MB; 0 when it is gone."""
    total = 0
    try:
        root = psutil.Process(pid)
        for process in (root, *root.children(recursive=True)):
            with contextlib.suppress(psutil.Error):
                total += process.memory_info().rss
    except psutil.Error:
        return 0
    return round(total / 2**20)


def _descendants(root: psutil.Process) -> list[psutil.Process]:
    try:
        return list(root.children(recursive=True))
    except psutil.NoSuchProcess:
        return []


def _end(processes: Iterable[psutil.Process]) -> None:
    processes = list(processes)
    if sys.platform != "win32":
        _end_groups({process.pid for process in processes})
    for process in processes:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(processes, timeout=_PATIENCE)


def _end_groups(pids: set[int]) -> None:
    """End the groups that these processes lead: a grandchild whose parent has gone is found by its group only."""
    if sys.platform == "win32":
        return
    for pid in pids:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if os.getpgid(pid) == pid and pid != os.getpgid(0):
                os.killpg(pid, signal.SIGKILL)
