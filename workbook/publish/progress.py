"""How a run tells about itself: a bar per running report and a total in a terminal, plain lines anywhere else.

Apart from the runner so that the command line stays thin and a test can listen.
"""

from __future__ import annotations

import sys
from typing import Protocol, TextIO

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from workbook import display
from workbook.publish.jobs import Job
from workbook.publish.journal import Entry, Status

__all__ = ["PlainProgress", "RichProgress", "RunProgress", "SilentProgress", "choose_progress"]

_WORDS = {Status.DONE: "готово", Status.FAILED: "ошибка", Status.STOPPED: "остановлено"}


class RunProgress(Protocol):
    """What the runner calls; all calls come from one thread."""

    def begin(self, todo: int, skipped: int) -> None:
        """Jobs are planned: how many are to be made, how many are done already."""

    def more(self, todo: int) -> None:
        """So many further jobs have become due: those of the municipality."""

    def job(self, job: Job) -> None:
        """A worker has taken a job."""

    def cell(self, job: Job, number: int, total: int) -> None:
        """A job's cell starts."""

    def close(self, job: Job, entry: Entry) -> None:
        """A job has ended, well or not."""

    def end(self) -> None:
        """Nothing more will come."""


class SilentProgress:
    """Says nothing."""

    def begin(self, todo: int, skipped: int) -> None:
        """Ignore the call."""

    def more(self, todo: int) -> None:
        """Ignore the call."""

    def job(self, job: Job) -> None:
        """Ignore the call."""

    def cell(self, job: Job, number: int, total: int) -> None:
        """Ignore the call."""

    def close(self, job: Job, entry: Entry) -> None:
        """Ignore the call."""

    def end(self) -> None:
        """Ignore the call."""


class PlainProgress(SilentProgress):
    """One line per job that has ended, for logs and pipes."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._todo = 0
        self._ended = 0

    def begin(self, todo: int, skipped: int) -> None:
        """Say how much there is to do."""
        self._todo = todo
        self._say(f"Заданий: {todo}, уже готово: {skipped}")

    def more(self, todo: int) -> None:
        """Say how much has been added, if anything."""
        self._todo += todo
        if todo:
            self._say(f"По муниципалитету: {display.count(todo, 'задание', 'задания', 'заданий')}")

    def close(self, job: Job, entry: Entry) -> None:
        """Say how the job ended."""
        self._ended += 1
        why = f" — {entry.message}" if entry.message else ""
        seconds = display.number(entry.seconds, 1)
        self._say(f"[{self._ended}/{self._todo}] {job.name}: {_WORDS[entry.status]}, {seconds} с{why}")

    def _say(self, text: str) -> None:
        print(text, file=self._stream, flush=True)


class RichProgress:
    """Bars in a terminal: one per running job, one for all."""

    def __init__(self, console: Console) -> None:
        self._bars = Progress(
            TextColumn("{task.description}"), BarColumn(bar_width=30), MofNCompleteColumn(), TimeElapsedColumn(),
            console=console, transient=False,
        )  # fmt: skip
        self._total = TaskID(-1)
        self._todo = 0
        self._running: dict[str, TaskID] = {}

    def begin(self, todo: int, skipped: int) -> None:
        """Draw the total."""
        done = f" (ещё {skipped} готовы с прошлого раза)" if skipped else ""
        self._todo = todo
        self._total = self._bars.add_task(f"[bold]Всего[/bold]{done}", total=todo)
        self._bars.start()

    def more(self, todo: int) -> None:
        """Make the total longer."""
        self._todo += todo
        self._bars.update(self._total, total=self._todo)

    def job(self, job: Job) -> None:
        """Draw the job's bar."""
        self._running[job.name] = self._bars.add_task(f"  {job.school} · {job.title}"[:60], total=None)

    def cell(self, job: Job, number: int, total: int) -> None:
        """Move the job's bar."""
        self._bars.update(self._running[job.name], completed=number, total=total)

    def close(self, job: Job, entry: Entry) -> None:
        """Take the job's bar away; a failure stays on the screen as a line."""
        if (task := self._running.pop(job.name, None)) is not None:
            self._bars.remove_task(task)
        self._bars.advance(self._total)
        if entry.status is not Status.DONE:
            self._bars.console.print(f"✘ {job.name}: {entry.message}", style="red", markup=False, highlight=False)

    def end(self) -> None:
        """Leave the total as it is."""
        for task in self._running.values():
            self._bars.remove_task(task)
        self._bars.stop()


def choose_progress(stream: TextIO | None = None) -> RunProgress:
    """Return bars for a terminal, lines for anything else."""
    stream = stream or sys.stderr
    return RichProgress(Console(file=stream)) if stream.isatty() else PlainProgress(stream)
