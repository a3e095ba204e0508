"""The run: jobs of a plan go to workers, their outputs into place, their fate into the journal.

Apart from the workers because whatever happens in a worker, this process alone says what is true. One thread, one
queue of events, no state that the journal does not hold.
"""

from __future__ import annotations

import queue
import signal
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any

from workbook.errors import Reason, RunFailed
from workbook.publish.compaction import compact
from workbook.publish.crew import Crew
from workbook.publish.faults import disk_fault, killed_fault, time_fault
from workbook.publish.index import write_index
from workbook.publish.jobs import CHECK, MUNICIPALITY, Job, Plan
from workbook.publish.journal import HIDDEN, Entry, Journal, Status, lock_folder
from workbook.publish.messages import Task
from workbook.publish.options import RunOptions
from workbook.publish.progress import RunProgress, SilentProgress
from workbook.publish.shard import shard_folders
from workbook.publish.slots import Event, Slot
from workbook.publish.staging import Staging, clean_aside, clean_folder
from workbook.publish.store import results_name
from workbook.publish.summary import Summary
from workbook.store import store_folder

__all__ = ["run"]

_TICK = 0.25
_SPOILT_STARTS = 3


def run(plan: Plan, out: Path | str, options: RunOptions | None = None, progress: RunProgress | None = None) -> Summary:
    """Make the reports of a plan.

    Parameters
    ----------
    plan : Plan
        From :func:`~workbook.publish.jobs.make_plan`.
    out : Path
        The reports folder; made when absent.
    options : RunOptions, optional
    progress : RunProgress, optional
        Told what happens; silent by default.

    Returns
    -------
    Summary
        Failures of single jobs are in it; they never stop the others.

    Raises
    ------
    RunFailed
        Another runner works in the folder, the folder cannot be written, workers do not start.
    """
    out, options = Path(out).resolve(), options or RunOptions()
    with lock_folder(out, options.shard):
        try:
            journal = Journal(out, options.shard.folder(out) if options.shard else None)
            try:
                return _Run(plan, out, options, progress or SilentProgress(), journal).go()
            finally:
                journal.close()
        except (sqlite3.Error, OSError) as error:
            raise RunFailed(
                f"Папка отчётов {out}: запись не удалась ({error}). Проверьте место на диске и права.", Reason.RUN_DISK
            ) from error


class _Run:
    """One run of one plan; holds what must be ended when it ends."""

    def __init__(self, plan: Plan, out: Path, options: RunOptions, progress: RunProgress, journal: Journal) -> None:
        self._plan = plan
        self._out = out
        self._options = options
        self._progress = progress
        self._journal = journal
        self._hidden = options.shard.folder(out) if options.shard else out / HIDDEN
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()
        self._slots: list[Slot] = []
        self._waiting: deque[Job] = deque()
        self._held: dict[str, list[Job]] = {}
        self._ended: list[str] = []
        self._changed = False
        self._stopping = False
        self._why = "Запуск остановлен до конца."
        self._spoilt = 0
        self._measured = 0.0
        self._crew = Crew(options, self._hidden, self._events)

    def go(self) -> Summary:
        began = time.monotonic()
        self._gather()
        self._journal.recover()
        if self._options.shard is None:
            self._changed |= self._journal.begin()
            self._forget()
            clean_aside(self._out, self._out / HIDDEN / "cache", *store_folder(self._out).glob("*"))
        _tidy(self._hidden)
        due = self._due()
        skipped = len(self._plan.jobs) - len(due)
        last: list[Job] = []
        self._progress.begin(len(due), skipped)
        with self._stop_on_signal():
            try:
                self._work(due)
                if not self._stopping and self._options.shard is None:
                    last = self._last()
                    skipped += len(self._plan.municipal) - len(last)
                    self._progress.more(len(last))
                    self._work(last)
            finally:
                self._finish()
        self._progress.end()
        if self._options.shard is None and (due or last or self._changed or not self._has_index()):
            write_index(self._out)
        if self._options.shard is None:
            self._journal.end()
        entries = tuple(entry for entry in map(self._journal.get, sorted(self._ended)) if entry is not None)
        return Summary(self._out, entries, skipped, time.monotonic() - began, self._stopping)

    def _gather(self) -> None:
        """Take in what other runs of the folder have done: a share that of the whole, the whole that of all shares."""
        if self._options.shard is not None:
            self._journal.absorb(self._out / HIDDEN, {job.school for job in self._plan.jobs})
            return
        for folder in shard_folders(self._out):
            self._changed |= self._journal.absorb(folder) > 0
            _tidy(folder)

    def _has_index(self) -> bool:
        return (self._out / "index.html").is_file()

    def _work(self, due: list[Job]) -> None:
        """Have these jobs made."""
        with self._journal.together():
            for job in due:
                self._journal.planned(job)
        self._queue(due)
        self._start()
        while not self._stopping and (self._left or any(slot.job for slot in self._slots)):
            self._assign()
            self._listen()
            self._watch()

    @property
    def _left(self) -> int:
        """Jobs that no worker has taken yet."""
        return len(self._waiting) + sum(map(len, self._held.values()))

    def _forget(self) -> None:
        """Drop what is known of schools whose data and reports the user has deleted."""
        for school in self._journal.strangers(self._plan.root):
            for entry in self._journal.of_school(school):
                pages = [name for name in entry.outputs if not name.startswith(HIDDEN)]
                if not any((self._out / name).exists() for name in pages):
                    (self._out / results_name(entry.slug, entry.school, entry.variant)).unlink(missing_ok=True)
                    self._journal.forget(entry.name)
                    self._changed = True

    def _due(self) -> list[Job]:
        """Return the jobs that are to be made, in the order of the plan."""
        force, jobs = self._options.force, self._plan.jobs
        if self._options.only_failed:
            checks = [job for job in jobs if job.is_check]
            due = {job.name for job in (checks if force else self._journal.undone(checks))}
            due |= {entry.name for entry in self._journal if entry.status in (Status.FAILED, Status.STOPPED)}
            return [job for job in jobs if job.name in due]
        return list(jobs) if force else self._journal.undone(jobs, self._options.keep)

    def _last(self) -> list[Job]:
        """Bring the compacted store in step and return the jobs of the municipality that it has not seen yet."""
        municipal = self._plan.municipal
        if not (self._ended or self._changed or municipal):
            return []
        stamp = compact(self._out, self._journal)
        jobs = [replace(job, parts={**job.parts, "store": stamp}) for job in municipal]
        return jobs if self._options.force else self._journal.undone(jobs, self._options.keep)

    def _queue(self, due: list[Job]) -> None:
        """Put jobs in line; those of a school whose data are still to be checked are held until that is done."""
        for job in due:
            if job.is_check:
                self._held[job.school] = []
                self._waiting.append(job)
            elif job.school in self._held:
                self._held[job.school].append(job)
            else:
                self._waiting.append(job)

    def _start(self) -> None:
        if not self._left:
            return
        if not self._slots:
            self._crew.open()
        for number in range(min(self._crew.size, self._left)):
            if number == len(self._slots):
                self._slots.append(self._crew.slot(number))
            if not self._slots[number].ready:
                self._slots[number].start()

    def _assign(self) -> None:
        for slot in self._slots:
            while slot.free and not self._stopping and self._waiting:
                job = self._waiting.popleft()
                check = self._check_of(job)
                if check is not None and check.status is Status.FAILED and check.reason != Reason.RUN_CODE:
                    self._fail(job, {"reason": check.reason, "message": check.message}, 0.0, 0)
                    continue
                self._journal.running(job)
                self._progress.job(job)
                slot.give(job, self._task(job, check))

    def _check_of(self, job: Job) -> Entry | None:
        return None if job.is_check else self._journal.get(f"{job.school}/{CHECK}")

    def _task(self, job: Job, check: Entry | None) -> Task:
        safe = job.name.replace("/", "~")
        return Task(
            name=job.name, key=job.key, school=job.school, school_title=job.school_title, slug=job.slug,
            title=job.title, variant=job.variant, notebook=str(job.notebook or ""), folder=str(job.folder),
            given=dict(job.given), staging=str(self._hidden / "staging" / safe),
            scratch=str(self._hidden / "scratch" / safe), cache=str(self._out / HIDDEN / "cache"),
            logs=str(self._hidden / "logs"), keep=self._options.keep, kernel=self._crew.way,
            year=str(check.facts.get("year", "")) if check else "",
            reports=str(self._out) if job.school == MUNICIPALITY else "",
        )  # fmt: skip

    def _listen(self) -> None:
        try:
            event = self._events.get(timeout=_TICK)
        except queue.Empty:
            return
        slot = self._slots[event.slot] if 0 <= event.slot < len(self._slots) else None
        if slot is None or event.generation != slot.generation:
            return
        if event.message is None:
            self._bury(slot)
            return
        kind = event.message["event"]
        if kind == "ready":
            slot.ready, self._spoilt = True, 0
        elif kind == "cell" and slot.job is not None:
            slot.cell, slot.source = event.message["cell"], event.message["source"]
            self._progress.cell(slot.job, slot.cell, event.message["total"])
        elif kind == "done" and slot.job is not None:
            self._publish(slot, event.message)
        elif kind == "failed" and slot.job is not None:
            self._fail_of(slot, event.message["fault"])
        elif kind == "lost":
            self._stopping = True
            self._why = event.message["message"]

    def _publish(self, slot: Slot, message: dict[str, Any]) -> None:
        outputs: dict[str, str] = message["outputs"]
        seconds, memory, job = slot.seconds, slot.memory, slot.take()
        try:
            Staging(Path(message["staging"])).publish(self._out, list(outputs))
        except OSError as error:
            self._fail(job, disk_fault(error, "").as_mapping(), seconds, memory)
            return
        self._journal.done(job, outputs, message["facts"], seconds, memory)
        self._close(job)

    def _fail_of(self, slot: Slot, fault: dict[str, Any]) -> None:
        """Note a fault that the worker reported; only this process has seen the memory of a kernel that died."""
        seconds, memory = slot.seconds, slot.memory
        if fault["reason"] == Reason.RUN_KILLED:
            fault = {**fault, "message": killed_fault(fault["cell"], fault["source"], memory, "").message}
        self._fail(slot.take(), fault, seconds, memory)

    def _fail(self, job: Job, fault: dict[str, Any], seconds: float, memory: int) -> None:
        self._journal.failed(job, fault, seconds, memory)  # first: the rows of a failed job are counted by nobody
        with suppress(OSError):
            (self._out / results_name(job.slug, job.school, job.variant)).unlink(missing_ok=True)
        self._close(job)

    def _close(self, job: Job) -> None:
        self._ended.append(job.name)
        if job.is_check:
            self._waiting.extendleft(reversed(self._held.pop(job.school, [])))
        entry = self._journal.get(job.name)
        assert entry is not None
        self._progress.close(job, entry)

    def _watch(self) -> None:
        """End jobs that take too long; note memory once a second."""
        now = time.monotonic()
        measure = now - self._measured >= 1.0
        for slot in self._slots:
            if slot.job is not None and slot.seconds > self._options.time_limit:
                fault = time_fault(slot.cell, slot.source, self._options.time_limit)
                self._drop(slot, fault.as_mapping())
            elif measure:
                slot.measure()
        if measure:
            self._measured = now

    def _bury(self, slot: Slot) -> None:
        """Deal with a worker that died by itself."""
        code = slot.exit_code()
        if slot.job is not None:
            trace = f"worker {slot.number} left with {code}"
            fault = killed_fault(slot.cell, slot.source, slot.memory, trace)
            self._drop(slot, fault.logged(self._hidden / "logs", slot.job.name).as_mapping())
            return
        self._spoilt += 1
        if self._spoilt >= _SPOILT_STARTS:
            log = self._hidden / "logs" / f"worker-{slot.number}.log"
            raise RunFailed(f"Рабочий процесс не запускается. Подробности в файле {log}.", Reason.RUN_KILLED)
        slot.start()

    def _drop(self, slot: Slot, fault: dict[str, Any]) -> None:
        """End a slot's worker, give its job this fault, and start another worker if there is work for it."""
        seconds, memory = slot.seconds, slot.memory
        slot.end()
        job = slot.take()
        if slot.scratch is not None:
            clean_folder(slot.scratch)
        self._fail(job, fault, seconds, memory)
        if self._left:
            slot.start()

    def _finish(self) -> None:
        """End all workers; whatever has not ended is stopped, and says so."""
        for slot in self._slots:
            slot.end()
        self._crew.close()
        left = [slot.take() for slot in self._slots if slot.job is not None]
        left += [*self._waiting, *(job for jobs in self._held.values() for job in jobs)]
        self._waiting.clear()
        self._held.clear()
        fault = {"reason": Reason.RUN_STOPPED, "message": self._why, "status": Status.STOPPED}
        for job in left:
            self._journal.failed(job, fault, 0.0, 0)
            self._close(job)
        _tidy(self._hidden)

    @contextmanager
    def _stop_on_signal(self) -> Iterator[None]:
        """Turn the first Ctrl-C (or SIGTERM) into a polite stop."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return

        def stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the system's signature
            self._stopping = True
            self._events.put(Event(-1, -1, None))

        before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _tidy(folder: Path) -> None:
    """Remove what a run leaves only when it was killed."""
    for leftover in ("staging", "scratch", "zygote"):
        clean_folder(folder / leftover)
