"""What a node of a cluster does with one task: the same worker in a process of its own, forked where that is safe.

Apart from the slots of the runner because it runs inside a process of Dask, in a thread, with nobody to report to but
the value it returns. Limits of time and memory are kept here, beside the process they are about.
"""

from __future__ import annotations

import atexit
import queue
import tempfile
import threading
import uuid
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from workbook.errors import Reason, RunFailed
from workbook.publish.crew import WORKER_STACK
from workbook.publish.faults import killed_fault, time_fault
from workbook.publish.inputs import package_digest
from workbook.publish.jobs import Job
from workbook.publish.kernels import HERE, PLAIN, usual
from workbook.publish.messages import Task
from workbook.publish.slots import Event, Slot, WarmSlot
from workbook.warm import Nursery

__all__ = ["Limits", "make"]

_TICK = 1.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What one job may take: seconds, and megabytes of private memory (0 means no limit)."""

    seconds: float
    memory: int


def make(given: dict[str, Any], limits: Limits, package: str) -> dict[str, Any]:
    """Make one report on this node.

    Parameters
    ----------
    given : dict
        :class:`~workbook.publish.messages.Task` as plain values; its folders are the same on all nodes.
    limits : Limits
    package : str
        The digest of the runner's package: another version here must not make reports under its name.

    Returns
    -------
    dict
        The worker's last word («done» or «failed») with ``seconds`` and ``memory`` of the attempt.

    Raises
    ------
    RunFailed
        This node has another version of the package, or no worker starts here.
    """
    if package != package_digest():
        raise RunFailed(
            "На узле кластера другая версия пакета workbook: обновите её и повторите команду.", Reason.RUN_STOPPED
        )
    attempt = uuid.uuid4().hex[:8]  # a task that the cluster has given twice must not write into one folder
    with tempfile.TemporaryDirectory(prefix="workbook-") as scratch:
        nursery = _nursery()
        task = Task(**{
            **given, "keep": tuple(given["keep"]), "staging": f"{given['staging']}~{attempt}", "scratch": scratch,
            "kernel": HERE if nursery is not None else PLAIN,
        })  # fmt: skip
        return _made(task, limits, nursery)


def _made(task: Task, limits: Limits, nursery: Nursery | None) -> dict[str, Any]:
    events: queue.SimpleQueue[Event] = queue.SimpleQueue()
    log = Path(task.logs) / "cluster.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    slot = Slot(0, events, log) if nursery is None else WarmSlot(0, events, log, nursery, limits.memory * 2**20)
    given = False
    try:
        slot.start()
        while True:
            try:
                event = events.get(timeout=_TICK)
            except queue.Empty:
                event = None
            slot.measure()
            if given and slot.seconds > limits.seconds:
                return _failed(slot, time_fault(slot.cell, slot.source, limits.seconds).as_mapping())
            if event is None or event.generation != slot.generation:
                continue
            if event.message is None:
                fault = killed_fault(slot.cell, slot.source, slot.memory, f"worker left with {slot.exit_code()}")
                return _failed(slot, fault.logged(Path(task.logs), task.name).as_mapping())
            kind = event.message["event"]
            if kind == "ready":
                slot.give(cast("Job", SimpleNamespace(name=task.name)), task)
                given = True
            elif kind == "cell":
                slot.cell, slot.source = event.message["cell"], event.message["source"]
            else:
                return {**event.message, "seconds": slot.seconds, "memory": slot.memory, "staging": task.staging}
    finally:
        slot.end()


def _failed(slot: Slot, fault: dict[str, Any]) -> dict[str, Any]:
    return {"event": "failed", "fault": fault, "seconds": slot.seconds, "memory": slot.memory}


_LOCK = threading.Lock()
_KEPT: list[Nursery] = []


def _nursery() -> Nursery | None:
    """Return this process's zygote, started at the first task; None where fork is not safe or it does not start."""
    with _LOCK:
        if usual() != HERE:
            return None
        if not _KEPT:
            folder = Path(tempfile.mkdtemp(prefix="workbook-zygote-"))
            nursery = Nursery(folder, folder / "zygote.log", WORKER_STACK)
            try:
                nursery.open()
            except RunFailed:
                return None
            atexit.register(nursery.close)
            _KEPT.append(nursery)
        return _KEPT[0]
