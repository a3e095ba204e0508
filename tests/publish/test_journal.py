"""The journal: what counts as done, and what a killed runner leaves."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from workbook.errors import RunFailed
from workbook.publish.inputs import file_digest
from workbook.publish.jobs import Job, make_plan
from workbook.publish.journal import HIDDEN, Journal, Status, lock_folder, read_journal


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "отчёты"
    (folder / HIDDEN).mkdir(parents=True)
    return folder


@pytest.fixture
def job(notebook: Callable[..., Path], schools: Path) -> Job:
    return make_plan([notebook("10_a")], schools).jobs[1]


def finish(journal: Journal, job: Job, out: Path) -> Path:
    page = out / f"{job.name}.html"
    page.parent.mkdir(exist_ok=True)
    page.write_text("отчёт", encoding="utf-8")
    journal.planned(job)
    journal.running(job)
    journal.done(job, {f"{job.name}.html": file_digest(page)}, {"year": "2025/2026"}, 1.5, 90)
    return page


class TestDone:
    def test_a_finished_job_is_done(self, out: Path, job: Job) -> None:
        journal = Journal(out)
        finish(journal, job, out)
        assert journal.is_done(job)
        entry = read_journal(out)[0]
        assert (entry.status, entry.seconds, entry.memory, entry.facts) == (Status.DONE, 1.5, 90, {"year": "2025/2026"})
        journal.close()

    @pytest.mark.parametrize("spoil", ["remove", "change"])
    def test_a_lost_or_spoilt_output_is_not_done(self, out: Path, job: Job, spoil: str) -> None:
        journal = Journal(out)
        page = finish(journal, job, out)
        page.unlink() if spoil == "remove" else page.write_text("от", encoding="utf-8")
        assert not journal.is_done(job)
        journal.close()

    def test_a_page_of_the_same_size_and_time_is_not_read_again(self, out: Path, job: Job) -> None:
        journal = Journal(out)
        page = finish(journal, job, out)
        state = page.stat()
        page.write_text("тчёто", encoding="utf-8")
        assert not journal.is_done(job)
        os.utime(page, ns=(state.st_atime_ns, state.st_mtime_ns))
        assert journal.is_done(job)
        journal.close()

    def test_a_copied_page_is_read_and_found_the_same(self, out: Path, job: Job) -> None:
        journal = Journal(out)
        page = finish(journal, job, out)
        os.utime(page, (1, 1))
        assert journal.is_done(job)
        journal.close()

    def test_a_page_that_was_gone_before_it_was_noted_is_not_done(self, out: Path, job: Job) -> None:
        journal = Journal(out)
        journal.planned(job)
        journal.done(job, {f"{job.name}.html": "0" * 16}, {}, 1.5, 90)
        assert not journal.is_done(job)
        journal.close()

    def test_a_kind_that_was_not_made_then_is_undone(self, out: Path, job: Job) -> None:
        journal = Journal(out)
        page = finish(journal, job, out)
        page.with_suffix(".ipynb").write_text("старая тетрадь", encoding="utf-8")
        assert journal.undone([job], ["html"]) == []
        assert journal.undone([job], ["html", "ipynb"]) == [job]
        journal.close()

    def test_a_journal_of_the_first_versions_learns_stamps(self, out: Path, job: Job) -> None:
        journal = Journal(out)
        finish(journal, job, out)
        journal.close()
        with closing(sqlite3.connect(out / HIDDEN / "journal.sqlite")) as base, base:
            base.execute("ALTER TABLE jobs DROP COLUMN stamps")
        journal = Journal(out)
        assert journal.is_done(job)
        journal.close()

    def test_a_failure_keeps_the_trace_of_the_former_report(self, out: Path, job: Job) -> None:
        journal = Journal(out)
        finish(journal, job, out)
        journal.planned(job)
        journal.failed(job, {"reason": "run-code", "message": "Ошибка.", "cell": 3, "source": "1/0"}, 2.0, 0)
        entry = journal.get(job.name)
        assert entry is not None
        assert (entry.status, entry.message, entry.cell) == (Status.FAILED, "Ошибка.", 3)
        assert list(entry.outputs) == [f"{job.name}.html"]
        assert not journal.is_done(job)
        journal.close()


class TestRecovery:
    def test_running_jobs_of_a_killed_runner_are_stopped(self, out: Path, job: Job) -> None:
        journal = Journal(out)
        journal.planned(job)
        journal.running(job)
        journal.close()
        journal = Journal(out)
        assert journal.recover() == 1
        assert read_journal(out)[0].status is Status.STOPPED
        journal.close()


class TestLock:
    def test_a_second_runner_is_refused_and_a_third_is_not(self, tmp_path: Path) -> None:
        with (
            lock_folder(tmp_path),
            pytest.raises(RunFailed, match="уже работает другой запуск"),
            lock_folder(tmp_path),
        ):
            raise AssertionError("unreachable")
        with lock_folder(tmp_path):
            pass

    def test_a_folder_that_cannot_be_written(self, tmp_path: Path) -> None:
        (tmp_path / "файл").write_text("", encoding="utf-8")
        with pytest.raises(RunFailed, match="недоступна для записи"), lock_folder(tmp_path / "файл" / "отчёты"):
            raise AssertionError("unreachable")
