"""The crew of a run: where its workers come from, how many there are, and what keeps them warm.

Apart from the runner because it need not know whether a worker is forked here, started here or works in a cluster.
"""

from __future__ import annotations

import queue
from pathlib import Path

from workbook.errors import RunFailed
from workbook.publish.cluster import Cluster
from workbook.publish.kernels import HERE, PLAIN, WARM
from workbook.publish.options import RunOptions
from workbook.publish.slots import Event, Slot, WarmSlot
from workbook.warm import ZYGOTE, Nursery

__all__ = ["WORKER_STACK", "Crew"]

WORKER_STACK = (
    "papermill", "papermill.engines", "nbclient", "nbconvert.exporters.templateexporter", "workbook.publish.worker",
    "workbook.publish.here", "workbook.publish.html",
)  # fmt: skip
"""What a forked worker needs beside the stack of the notebooks."""


class Crew:
    """The workers of one run.

    Parameters
    ----------
    options : RunOptions
    hidden : Path
        Where the run keeps what is its own: sockets, logs.
    events : SimpleQueue of Event
        Where the workers' words go.

    Attributes
    ----------
    way : str
        A name of :mod:`workbook.publish.kernels`: how cells are computed. Settled by :meth:`open`.
    """

    def __init__(self, options: RunOptions, hidden: Path, events: queue.SimpleQueue[Event]) -> None:
        self.way = options.kernel
        self._options = options
        self._hidden = hidden
        self._events = events
        self._nursery: Nursery | None = None
        self._cluster: Cluster | None = None

    def open(self) -> None:
        """Make ready: a cluster is asked for, a zygote is started.

        Where the zygote does not start the plain way gives the same reports, only later.

        Raises
        ------
        RunFailed
            The cluster does not answer.
        """
        if self._options.scheduler:
            self._cluster = Cluster(self._options)
        elif self._options.kernel in (HERE, WARM):
            nursery = Nursery(self._hidden / "zygote", self._hidden / "logs" / "zygote.log", WORKER_STACK)
            try:
                nursery.open()
            except RunFailed:
                self.way = PLAIN
            else:
                self._nursery = nursery

    @property
    def size(self) -> int:
        """How many workers there may be at most."""
        return self._options.slots if self._cluster is None else self._options.workers or self._cluster.size

    def slot(self, number: int) -> Slot:
        """Return a place for one worker; nothing is started yet."""
        log = self._hidden / "logs" / f"worker-{number}.log"
        if self._cluster is not None:
            return self._cluster.slot(number, self._events, log)
        if self._nursery is None:
            return Slot(number, self._events, log)
        if self.way == WARM:
            return Slot(number, self._events, log, {ZYGOTE: self._nursery.path})
        return WarmSlot(number, self._events, log, self._nursery, self._options.memory_limit * 2**20)

    def close(self) -> None:
        """End what kept the workers warm; the workers have ended before."""
        if self._nursery is not None:
            self._nursery.close()
        if self._cluster is not None:
            self._cluster.close()
