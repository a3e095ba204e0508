"""Progress: bars in a terminal, lines elsewhere."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from workbook.publish.jobs import Job, make_plan
from workbook.publish.journal import Entry, Status
from workbook.publish.progress import PlainProgress, RichProgress, RunProgress, choose_progress


def entry(job: Job, status: Status, message: str = "") -> Entry:
    return Entry(job.name, job.school, job.school_title, job.slug, job.title, "", job.key, {}, {}, status,
                 message=message, seconds=2.25)  # fmt: skip


def play(progress: RunProgress, job: Job) -> None:
    progress.begin(2, 1)
    progress.job(job)
    progress.cell(job, 1, 3)
    progress.close(job, entry(job, Status.DONE))
    progress.close(job, entry(job, Status.FAILED, "Нет таблицы [отметки]."))
    progress.end()


def test_lines(notebook: Callable[..., Path], schools: Path) -> None:
    stream = io.StringIO()
    play(PlainProgress(stream), make_plan([notebook("10_a")], schools).jobs[1])
    assert stream.getvalue().splitlines() == [
        "Заданий: 2, уже готово: 1",
        "[1/2] alfa/10_a: готово, 2,3 с",
        "[2/2] alfa/10_a: ошибка, 2,3 с — Нет таблицы [отметки].",
    ]


def test_bars(notebook: Callable[..., Path], schools: Path) -> None:
    stream = io.StringIO()
    play(
        RichProgress(Console(file=stream, force_terminal=True, width=100)),
        make_plan([notebook("10_a")], schools).jobs[1],
    )
    assert "✘ alfa/10_a: Нет таблицы [отметки]." in stream.getvalue()
    assert "2/2" in stream.getvalue()


def test_a_pipe_gets_lines() -> None:
    assert isinstance(choose_progress(io.StringIO()), PlainProgress)
