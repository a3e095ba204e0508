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
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import workbook
from workbook.publish.jobs import Job
from workbook.publish.messages import Task, decode, encode
from workbook.publish.processes import end_tree, memory_of_tree

__all__ = ["Event", "Slot"]

_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS",
               "NUMEXPR_NUM_THREADS", "BLIS_NUM_THREADS", "ARROW_NUM_THREADS", "POLARS_MAX_THREADS")  # fmt: skip


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
    """

    def __init__(self, number: int, events: queue.SimpleQueue[Event], log: Path) -> None:
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
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, env=_environment(), **_apart(),
            )  # fmt: skip
        assert self._process.stdout is not None
        threading.Thread(target=self._listen, args=(self._process.stdout, self.generation), daemon=True).start()

    def give(self, job: Job, task: Task) -> None:
        """Hand a job to the worker; a worker that has just died is noticed by its event, not here."""
        self.job, self.cell, self.source, self.memory = job, 0, "", 0
        self.scratch = Path(task.scratch)
        self._since = time.monotonic()
        assert self._process is not None
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.write(encode(task.as_mapping()))
            self._process.stdin.flush()

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


def _environment() -> dict[str, str]:
    package = str(Path(workbook.__file__).parent.parent)
    paths = [package, *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    given = {
        **os.environ,
        **dict.fromkeys(_ONE_THREAD, "1"),
        "PYTHONPATH": os.pathsep.join(dict.fromkeys(paths)),
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }
    for name in ("VOILA_BASE_URL", "PYTHONSTARTUP", "MPLBACKEND"):
        given.pop(name, None)
    return given


def _apart() -> dict[str, Any]:
    """Keep the keyboard's Ctrl-C from the worker: the runner stops it politely."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}
