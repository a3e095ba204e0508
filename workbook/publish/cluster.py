"""A Dask cluster as a place for workers: each job is one task there, the journal stays with the runner.

Apart from the crew because Dask is installed only where a cluster is. Dask knows nothing that must survive: when its
scheduler dies, the jobs that were with it are called stopped, and the next run makes them.
"""

from __future__ import annotations

import logging
import queue
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbook.errors import Reason, RunFailed
from workbook.publish.faults import killed_fault
from workbook.publish.inputs import package_digest
from workbook.publish.jobs import Job
from workbook.publish.messages import Task
from workbook.publish.slots import Event, Slot

if TYPE_CHECKING:
    from workbook.publish.options import RunOptions

__all__ = ["Cluster", "ClusterSlot"]

_ANSWER_SECONDS = 15
_LOST = "Связь с планировщиком кластера потеряна: запустите его и повторите команду, готовое не пересчитывается."


class Cluster:
    """A connection with the scheduler of a cluster.

    Parameters
    ----------
    options : RunOptions
        ``scheduler`` is its address: ``tcp://127.0.0.1:8786``.

    Raises
    ------
    RunFailed
        Dask is not installed, the scheduler does not answer, it has no workers.
    """

    def __init__(self, options: RunOptions) -> None:
        try:
            from distributed import Client
        except ImportError as error:
            raise RunFailed(
                "Для кластера нужна библиотека Dask. Установите её: python -m pip install distributed",
                Reason.RUN_STOPPED,
            ) from error
        for name in ("distributed", "distributed.client", "distributed.utils", "distributed.comm.tcp"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)  # a lost scheduler is told of once, and in Russian
        self.options = options
        self.client: Any
        self.package = package_digest()
        try:
            self.client = Client(options.scheduler, timeout=_ANSWER_SECONDS, set_as_default=False)
        except (OSError, ValueError) as error:
            raise RunFailed(
                f"Планировщик кластера {options.scheduler} не отвечает. "
                "Проверьте адрес и что он запущен: dask scheduler",
                Reason.RUN_STOPPED,
            ) from error
        if not self.size:
            self.close()
            raise RunFailed(
                f"У планировщика {options.scheduler} нет ни одного узла. Запустите: dask worker {options.scheduler}",
                Reason.RUN_STOPPED,
            )

    @property
    def size(self) -> int:
        """How many jobs the cluster can make at once."""
        return sum(self.client.nthreads().values())

    def slot(self, number: int, events: queue.SimpleQueue[Event], log: Path) -> Slot:
        """Return a place for one job in the cluster."""
        return ClusterSlot(number, events, log, self)

    def close(self) -> None:
        """Take leave; what is still being made there is cancelled."""
        self.client.close(timeout=_ANSWER_SECONDS)


class ClusterSlot(Slot):
    """A slot whose worker is somewhere in the cluster.

    Parameters
    ----------
    number, events, log
        As for :class:`~workbook.publish.slots.Slot`.
    cluster : Cluster
    """

    def __init__(self, number: int, events: queue.SimpleQueue[Event], log: Path, cluster: Cluster) -> None:
        super().__init__(number, events, log)
        self._cluster = cluster
        self._future: Any = None
        self._took = 0.0

    @property
    def seconds(self) -> float:
        """Seconds that the job took on its node; 0 until it has ended: the node itself keeps the limit."""
        return self._took

    def start(self) -> None:
        """Be ready at once."""
        self.end()
        self.generation += 1
        self._events.put(Event(self.number, self.generation, {"event": "ready"}))

    def give(self, job: Job, task: Task) -> None:
        """Hand a job to the cluster."""
        from workbook.publish.node import Limits, make

        self._note(job, task)
        self._took = 0.0
        self.generation += 1
        options = self._cluster.options
        self._future = self._cluster.client.submit(
            make, task.as_mapping(), Limits(options.time_limit, options.memory_limit), self._cluster.package,
            key=f"{task.name}-{uuid.uuid4().hex}", pure=False,
        )  # fmt: skip
        generation = self.generation
        self._future.add_done_callback(lambda future: self._heard(future, generation))

    def take(self) -> Job:
        """Take the job back; the cluster may forget it."""
        self.generation += 1
        future, self._future = self._future, None
        if future is not None and not future.done():
            future.cancel()
        return super().take()

    def measure(self) -> None:
        """Nothing here: the node measures."""

    def end(self) -> None:
        """Give up what is being made."""
        self.ready = False

    def exit_code(self) -> int | None:
        """Return None: there is no process here."""
        return None

    def _heard(self, future: Any, generation: int) -> None:
        """Say what became of the job; called from the client's own thread."""
        self._events.put(Event(self.number, generation, self._message(future)))

    def _message(self, future: Any) -> dict[str, Any]:
        from distributed import KilledWorker

        if future.status == "finished":
            message: dict[str, Any] = future.result()
            self._took, self.memory = message["seconds"], message["memory"]
            return message
        error = future.exception() if future.status == "error" else None
        if isinstance(error, KilledWorker):
            fault = killed_fault(0, "", 0, "the nodes that took this task died")
            return {"event": "failed", "fault": fault.as_mapping()}
        if isinstance(error, RunFailed):
            return {"event": "lost", "message": str(error)}
        return {"event": "lost", "message": _LOST if error is None else f"{_LOST} ({error})"}
