"""How a run tells about itself to a browser: a page beside the reports that renews itself while the run works.

Apart from the lines and bars of a terminal because a run of hours is left alone, and looked at from elsewhere.
"""

from __future__ import annotations

import contextlib
import time
from datetime import datetime
from pathlib import Path

from workbook import display
from workbook.publish.jobs import Job
from workbook.publish.journal import Entry, Status
from workbook.publish.pages import render_page
from workbook.publish.progress import RunProgress
from workbook.publish.staging import write_whole

__all__ = ["PageProgress"]

_EVERY = 2.0
_RENEWED = 5
_FAILURES_SHOWN = 20
_EARLY = 3


class PageProgress:
    """Tells another progress everything, and writes the page.

    Parameters
    ----------
    told : RunProgress
        Bars or lines.
    path : Path
        The page; written whole every two seconds at most. A disk that refuses it does not stop the run.
    final : bool
        The run writes the index page when it ends; a share of a run does not.
    """

    def __init__(self, told: RunProgress, path: Path, *, final: bool = True) -> None:
        self._told = told
        self._path = path
        self._final = final
        self._began = time.monotonic()
        self._written = 0.0
        self._todo = 0
        self._skipped = 0
        self._ended = 0
        self._running: dict[str, tuple[str, str, str]] = {}
        self._failures: list[tuple[str, str]] = []

    def begin(self, todo: int, skipped: int) -> None:
        """Begin the page."""
        self._told.begin(todo, skipped)
        self._todo, self._skipped = todo, skipped
        self._write(due=True)

    def more(self, todo: int) -> None:
        """Make the total longer."""
        self._told.more(todo)
        self._todo += todo

    def job(self, job: Job) -> None:
        """Name the job among those that are being made."""
        self._told.job(job)
        self._running[job.name] = (job.school_title, job.title, "начат")
        self._write()

    def cell(self, job: Job, number: int, total: int) -> None:
        """Say how far the job is."""
        self._told.cell(job, number, total)
        self._running[job.name] = (job.school_title, job.title, f"{number} из {total}")
        self._write()

    def close(self, job: Job, entry: Entry) -> None:
        """Count the job; keep why it failed."""
        self._told.close(job, entry)
        self._running.pop(job.name, None)
        self._ended += 1
        if entry.status is not Status.DONE:
            self._failures.append((f"{job.school_title} · {job.title}", entry.message))
        self._write()

    def end(self) -> None:
        """Write the page for the last time: it no longer renews itself."""
        self._told.end()
        self._running.clear()
        self._write(due=True, over=True)

    def _write(self, *, due: bool = False, over: bool = False) -> None:
        now = time.monotonic()
        if not due and now - self._written < _EVERY:
            return
        self._written = now
        page = render_page(
            "progress.html.j2",
            title="Расчёт закончен" if over else "Идёт расчёт отчётов",
            moment=datetime.now().astimezone().strftime("%d.%m.%Y %H:%M:%S"),
            over=over,
            seconds=_RENEWED,
            todo=self._todo,
            ended=self._ended,
            counted=self._counted(now - self._began, over=over),
            running=sorted(self._running.values()),
            failures=self._failures[:_FAILURES_SHOWN],
            more=max(0, len(self._failures) - _FAILURES_SHOWN),
            index=self._final,
        )
        with contextlib.suppress(OSError):
            write_whole(self._path, page.encode())

    def _counted(self, seconds: float, *, over: bool) -> str:
        parts = [f"Закончено {self._ended} из {self._todo}"]
        parts += [f"с ошибкой {len(self._failures)}"] if self._failures else []
        parts += [f"готовы с прошлого раза {self._skipped}"] if self._skipped else []
        parts.append(f"{'заняло' if over else 'прошло'} {_span(seconds)}")
        left = self._todo - self._ended
        if left and not over:
            told = self._ended >= _EARLY
            parts.append(
                f"осталось около {_span(seconds / self._ended * left)}" if told else "сколько осталось, пока неизвестно"
            )
        return "; ".join(parts) + "."


def _span(seconds: float) -> str:
    """Say a span of time in the two units that matter."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} ч {minutes:02d} мин"
    return f"{minutes} мин {rest:02d} с" if minutes else f"{display.number(rest, 0)} с"
