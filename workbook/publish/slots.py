"""A slot: a place for one worker process, which is replaced when it dies or must be ended.

Apart from the runner because here, and only here, processes are started; the runner sees events in one queue.
"""

from __future__ import annotations

import contextlib
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any

from workbook.publish.jobs import Job
from workbook.publish.messages import Task, decode, encode
from workbook.publish.processes import end_tree, memory_of_tree
from workbook.warm import Forked, Nursery, child_environment
from workbook.warm.wire import Order

__all__ = ["Event", "Slot", "WarmSlot"]

_PATIENCE = 5.0


@dataclass(frozen=True, slots=True)
class Event:
    """What a worker said; ``message`` is None when it has gone.

    ``generation`` tells the words of an ended worker from those of the one that took its place.
    """

    slot: int
    generation: int
    message: dict[str, Any] | None


class Slot:
    """One worker and the job it is busy with.

    Parameters
    ----------
    number : int
    events : SimpleQueue of Event
        Where the worker's words go.
    log : Path
        The file that takes what libraries and kernels print.
    surroundings : mapping of str to str, optional
        Further variables for the worker and its kernels.
    """

    def __init__(
        self,
        number: int,
        events: queue.SimpleQueue[Event],
        log: Path,
        surroundings: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._surroundings = dict(surroundings)
        self.number = number
        self.generation = 0
        self.ready = False
        self.job: Job | None = None
        self.cell = 0
        self.source = ""
        self.memory = 0
        self.scratch: Path | None = None
        self._since = 0.0
        self._events = events
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def seconds(self) -> float:
        """Seconds since the job was given."""
        return time.monotonic() - self._since

    @property
    def free(self) -> bool:
        """Whether a job may be given."""
        return self.ready and self.job is None

    def start(self) -> None:
        """Start a worker in this slot, ending the one that is there."""
        self.end()
        self.generation += 1
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "workbook.publish.worker"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
                env=child_environment(os.environ) | self._surroundings, **_apart(),
            )  # fmt: skip
        assert self._process.stdout is not None
        threading.Thread(target=self._listen, args=(self._process.stdout, self.generation), daemon=True).start()

    def give(self, job: Job, task: Task) -> None:
        """Hand a job to the worker; a worker that has just died is noticed by its event, not here."""
        self._note(job, task)
        assert self._process is not None
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.write(encode(task.as_mapping()))
            self._process.stdin.flush()

    def _note(self, job: Job, task: Task) -> None:
        self.job, self.cell, self.source, self.memory = job, 0, "", 0
        self.scratch = Path(task.scratch)
        self._since = time.monotonic()

    def take(self) -> Job:
        """Take the job back from the slot."""
        assert self.job is not None
        job, self.job = self.job, None
        return job

    def measure(self) -> None:
        """Note the largest memory that the job's processes were seen with."""
        if self.job is not None and self._process is not None:
            self.memory = max(self.memory, memory_of_tree(self._process.pid))

    def end(self) -> None:
        """End the worker with everything it started."""
        self.ready = False
        process, self._process = self._process, None
        if process is None:
            return
        end_tree(process.pid)
        process.wait()
        if process.stdin is not None:
            with contextlib.suppress(OSError):
                process.stdin.close()

    def exit_code(self) -> int | None:
        """Return how the worker left, or None while it lives."""
        return self._process.poll() if self._process is not None else None

    def _listen(self, stream: IO[bytes], generation: int) -> None:
        with stream:
            for line in stream:
                try:
                    message = decode(line)
                except ValueError:  # the worker died in mid-line
                    break
                self._events.put(Event(self.number, generation, message))
        self._events.put(Event(self.number, generation, None))


class WarmSlot(Slot):
    """A slot whose worker is forked for each job and leaves after it: nothing of one report can reach the next.

    Parameters
    ----------
    number, events, log
        As for :class:`Slot`.
    nursery : Nursery
        Where workers come from.
    memory : int
        Bytes of private memory that a worker may take; 0 means no limit.
    """

    def __init__(
        self, number: int, events: queue.SimpleQueue[Event], log: Path, nursery: Nursery, memory: int = 0
    ) -> None:
        super().__init__(number, events, log)
        self._nursery = nursery
        self._memory_limit = memory
        self._child: Forked | None = None

    def start(self) -> None:
        """Be ready at once: there is nothing to start before there is a job."""
        self.end()
        self.generation += 1
        self._events.put(Event(self.number, self.generation, {"event": "ready"}))

    def give(self, job: Job, task: Task) -> None:
        """Fork a worker for the job; one that could not be forked is noticed like one that died."""
        self._part()
        self._note(job, task)
        self.generation += 1
        hear, say = os.pipe()
        order = Order(
            "workbook.publish.worker:serve_one", task.as_mapping(), child_environment(os.environ),
            memory=self._memory_limit,
        )  # fmt: skip
        try:
            with self._log.open("ab") as log, Path(os.devnull).open("rb") as silence:
                self._child = self._nursery.fork(order, [silence.fileno(), log.fileno(), log.fileno(), say])
        except OSError:
            self._child = None
        finally:
            os.close(say)
        threading.Thread(target=self._listen, args=(os.fdopen(hear, "rb"), self.generation), daemon=True).start()

    def take(self) -> Job:
        """Take the job back; what its worker still says, its farewell included, belongs to the past."""
        self.generation += 1
        return super().take()

    def measure(self) -> None:
        """Note the largest memory that the job's processes were seen with."""
        if self.job is not None and self._child is not None:
            self.memory = max(self.memory, memory_of_tree(self._child.pid))

    def end(self) -> None:
        """End the worker with everything it started."""
        self.ready = False
        if self._child is not None and self._child.poll() is None:
            end_tree(self._child.pid)
        self._part()

    def exit_code(self) -> int | None:
        """Return how the worker left, or None while it lives."""
        return self._child.poll() if self._child is not None else None

    def _part(self) -> None:
        """See the last worker off: it has said all it had to say, and may still be tidying up."""
        child, self._child = self._child, None
        if child is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(_PATIENCE)
            child.close()


def _apart() -> dict[str, Any]:
    """Keep the keyboard's Ctrl-C from the worker: the runner stops it politely."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}
