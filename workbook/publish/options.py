"""How a run is made: the few things that a person may choose.

Apart from the runner so that the command line and a scheduler can hand over one frozen value.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field

import psutil

from workbook.publish.kernels import ENGINES, KERNELS, usual
from workbook.publish.shard import Shard

__all__ = ["RunOptions"]

_USUAL_MEMORY = 500
"""Megabytes set aside for one worker: a plain kernel with its libraries and a report takes 300 to 450."""


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How to run.

    Attributes
    ----------
    workers : int
        Worker processes; 0 means one per processor core, fewer where the free memory does not hold so many.
    time_limit : float
        Seconds that one job may take.
    keep : tuple of str
        ``"html"``, ``"ipynb"`` or both.
    force : bool
        Make everything anew, whatever the journal says.
    only_failed : bool
        Make only what failed or was stopped the last time.
    kernel : str
        A name of :mod:`workbook.publish.kernels`; the quickest that is safe here unless it is named.
    memory_limit : int
        Megabytes of private memory that one job may take; 0 means no limit. Held where workers are forked.
    shard : Shard, optional
        The plan is this share of a run; other shares may work in the same reports folder at the same time.
    scheduler : str
        Address of a Dask scheduler whose nodes make the reports; empty means this computer does. All nodes see the
        folders of notebooks, data and reports under the same paths.
    """

    workers: int = 0
    time_limit: float = 600.0
    keep: tuple[str, ...] = ("html",)
    force: bool = False
    only_failed: bool = False
    kernel: str = field(default_factory=usual)
    memory_limit: int = 0
    shard: Shard | None = None
    scheduler: str = ""

    def __post_init__(self) -> None:
        """Refuse what cannot be run."""
        if self.workers < 0 or self.time_limit <= 0 or not set(self.keep) <= {"html", "ipynb"} or not self.keep:
            raise ValueError("workers ≥ 0, time_limit > 0, keep among html and ipynb")
        known = {*KERNELS, *ENGINES}
        if self.kernel not in known:
            raise ValueError(f"unknown kernel {self.kernel!r}, known: {sorted(known)}")
        if self.memory_limit < 0:
            raise ValueError("memory_limit ≥ 0")

    @property
    def slots(self) -> int:
        """How many workers to start at most: as many as were asked for, else one a core as far as memory goes."""
        if self.workers:
            return self.workers
        free = int(psutil.virtual_memory().available) // 2**20
        return max(1, min(_cores(), free // (self.memory_limit or _USUAL_MEMORY)))


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
