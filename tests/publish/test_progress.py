"""Progress: bars in a terminal, lines elsewhere."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from workbook.publish import PageProgress, SilentProgress
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


def test_a_page_that_renews_itself_until_the_end(notebook: Callable[..., Path], schools: Path, tmp_path: Path) -> None:
    job = make_plan([notebook("10_a", title="Отчёт <b>")], schools).jobs[1]
    page = tmp_path / "progress.html"
    progress = PageProgress(SilentProgress(), page)
    progress.begin(2, 1)
    begun = page.read_text(encoding="utf-8")
    assert 'http-equiv="refresh" content="5"' in begun
    assert "Закончено 0 из 2; готовы с прошлого раза 1; прошло 0 с; сколько осталось, пока неизвестно." in begun
    progress.job(job)
    progress.close(job, entry(job, Status.DONE))
    progress.close(job, entry(job, Status.FAILED, "Нет таблицы <отметки>."))
    progress.end()
    over = page.read_text(encoding="utf-8")
    assert "refresh" not in over
    assert "Закончено 2 из 2; с ошибкой 1; готовы с прошлого раза 1; заняло 0 с." in over
    assert "Школа «Альфа» · Отчёт &lt;b&gt;</b>: Нет таблицы &lt;отметки&gt;." in over
    assert 'href="index.html"' in over


def test_a_disk_that_refuses_the_page_does_not_stop_the_run(tmp_path: Path) -> None:
    (tmp_path / "файл").write_text("", encoding="utf-8")
    PageProgress(SilentProgress(), tmp_path / "файл" / "progress.html").begin(1, 0)
