"""A run that is broken off by the disk or by a kill: the journal tells the truth, the next run makes the rest."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from workbook.errors import Reason, RunFailed
from workbook.publish import RunOptions, Status, make_plan, read_journal, read_results, run, runner
from workbook.store import Store

ANSWER = """
from IPython.display import display
row = dict(indicator="answer", title="Ответ", value={value}, group="", low=None, high=None, n=3, unit="%",
           headline=True, verdict="хорошо", note="")
made = {{"application/vnd.workbook.results+json": [row], "text/html": "<p>Показатели</p>", "text/plain": "r"}}
display(made, raw=True)
"""
WAIT = """
import pathlib, time
here, sign = pathlib.Path({here!r}), pathlib.Path({sign!r})
here.touch()
while not sign.exists():
    time.sleep(0.05)
"""
FILL = """
import pathlib
filler = pathlib.Path({filler!r})
if not filler.exists():
    with filler.open("wb", buffering=0) as file:
        for size in (2**16, 2**10, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                pass
"""
root_on_linux = pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="needs root on Linux")


class Killed(BaseException):
    """Stands for a kill: nobody catches it."""


@contextmanager
def mounted(place: Path, *options: str) -> Iterator[None]:
    """Mount something at a place until the block ends."""
    if subprocess.run(["mount", *options, str(place)], capture_output=True).returncode:
        pytest.skip("no right to mount")
    try:
        yield
    finally:
        subprocess.run(["umount", str(place)], check=True)


@contextmanager
def read_only(place: Path) -> Iterator[None]:
    """Make a folder read-only for everybody, root included; what is open stays open, as on a share that was lost."""
    with mounted(place, "--bind", str(place)):
        subprocess.run(["mount", "-o", "remount,bind,ro", str(place)], check=True)
        yield


def statuses(out: Path) -> dict[str, Status]:
    return {entry.name: entry.status for entry in read_journal(out)}


class TestReadOnly:
    @pytest.mark.skipif(sys.platform == "win32" or os.geteuid() != 0, reason="needs root to become somebody else")
    def test_a_folder_of_somebody_else_is_refused(
        self, notebook: Callable[..., Path], schools: Path, tmp_path: Path
    ) -> None:
        plan = make_plan([notebook("10_a", "print(1)")], schools)
        (out := tmp_path / "отчёты").mkdir(mode=0o755)
        os.seteuid(65534)
        try:
            with pytest.raises(RunFailed, match=r"недоступна для записи.*Укажите другую папку") as refused:
                run(plan, out)
        finally:
            os.seteuid(0)
        assert refused.value.reason == Reason.RUN_DISK
        assert list(out.iterdir()) == []

    @root_on_linux
    @pytest.mark.slow
    def test_finished_reports_on_a_read_only_disk_stay_as_they_are(
        self, notebook: Callable[..., Path], schools: Path, tmp_path: Path
    ) -> None:
        out, path = tmp_path / "отчёты", notebook("10_a", ANSWER.format(value=1))
        run(make_plan([path], schools), out)
        before = {page: page.read_bytes() for page in out.rglob("*.html")}
        notebook("10_a", ANSWER.format(value=2))
        with read_only(out), pytest.raises(RunFailed, match=r"недоступна для записи|запись не удалась"):
            run(make_plan([path], schools), out)
        assert {page: page.read_bytes() for page in out.rglob("*.html")} == before
        assert set(statuses(out).values()) == {Status.DONE}
        assert run(make_plan([path], schools), out).exit_status == 0
        assert read_results(out)["value"].tolist() == [2, 2]

    @root_on_linux
    @pytest.mark.slow
    def test_a_share_lost_in_mid_run_is_told_and_made_up_for(
        self, notebook: Callable[..., Path], schools: Path, tmp_path: Path
    ) -> None:
        out, here, sign = tmp_path / "отчёты", tmp_path / "здесь", tmp_path / "дальше"
        wait = WAIT.format(here=str(here), sign=str(sign))
        paths = [notebook("10_a", ANSWER.format(value=1)), notebook("20_b", wait)]
        over = threading.Event()

        def lose() -> None:
            until = time.monotonic() + 120
            while not here.exists() and time.monotonic() < until:
                time.sleep(0.05)
            try:
                with read_only(out):
                    sign.touch()
                    over.wait(120)
            finally:
                sign.touch()

        out.mkdir()
        thief = threading.Thread(target=lose)
        thief.start()
        try:
            with pytest.raises(RunFailed, match=r"запись не удалась.*Read-only.*Проверьте место на диске и права"):
                run(make_plan(paths, schools), out, RunOptions(workers=1))
        finally:
            over.set()
            thief.join()
        found = {entry.name: entry for entry in read_journal(out)}
        assert found["alfa/10_a"].status is Status.DONE
        lost = [entry for entry in found.values() if entry.status is not Status.DONE]
        assert lost
        assert {entry.status for entry in lost} <= {Status.FAILED, Status.STOPPED}
        assert found["alfa/20_b"].reason == Reason.RUN_DISK
        assert "Отчёт не записан: папка недоступна" in found["alfa/20_b"].message
        again = run(make_plan(paths, schools), out, RunOptions(workers=1))
        assert again.exit_status == 0
        assert "alfa/10_a" not in {entry.name for entry in again.entries}
        assert set(statuses(out).values()) == {Status.DONE}
        assert len(read_results(out)) == 2


@root_on_linux
@pytest.mark.slow
def test_a_disk_filled_to_the_last_byte_ends_the_run_and_loses_nothing(
    notebook: Callable[..., Path], schools: Path, tmp_path: Path
) -> None:
    (disk := tmp_path / "диск").mkdir()
    out, filler = disk / "отчёты", disk / "чужое"
    with mounted(disk, "-t", "tmpfs", "-o", "size=3m", "tmpfs"):
        paths = [notebook("10_a", ANSWER.format(value=1)), notebook("20_b", FILL.format(filler=str(filler)))]
        with suppress(RunFailed):  # what the lost report gives back may be just enough for the journal and the list
            run(make_plan(paths, schools), out, RunOptions(workers=1))
        found = {entry.name: entry for entry in read_journal(out)}
        assert found["alfa/20_b"].status is not Status.DONE
        assert all(
            (out / name).is_file() for entry in found.values() if entry.status is Status.DONE for name in entry.outputs
        )
        filler.write_bytes(b"")
        assert run(make_plan(paths, schools), out, RunOptions(workers=1)).exit_status == 0
        assert set(statuses(out).values()) == {Status.DONE}
        assert len(read_results(out)) == 2
        assert all(page.read_text(encoding="utf-8").rstrip().endswith("</html>") for page in out.rglob("*.html"))


class TestKilledAtTheEnd:
    """A run killed when all reports are made and the store or the list of reports is not."""

    @pytest.mark.slow
    @pytest.mark.parametrize("step", ["compact", "write_index"])
    def test_the_next_run_makes_the_rest(
        self, notebook: Callable[..., Path], schools: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
    ) -> None:
        out, path = tmp_path / "отчёты", notebook("10_a", ANSWER.format(value=1))
        run(make_plan([path], schools), out)
        notebook("10_a", ANSWER.format(value=2))

        def kill(*_: object) -> None:
            raise Killed

        with monkeypatch.context() as broken, suppress(Killed):
            broken.setattr(runner, step, kill)
            run(make_plan([path], schools), out)
        (out / ".index.html.4711.tmp").write_text("<html", encoding="utf-8")
        (out / ".workbook" / "store" / "10_a" / ".jobs.arrow.4711.tmp").write_bytes(b"")
        (out / ".workbook" / "cache").mkdir(exist_ok=True)
        (out / ".workbook" / "cache" / ".abcdef.part").write_bytes(b"")
        again = run(make_plan([path], schools), out)
        assert again.entries == ()
        assert Store(out).rows()["value"].tolist() == [2, 2]
        index = (out / "index.html").read_text(encoding="utf-8")
        assert "2\N{NO-BREAK SPACE}%" in index or "2,0\N{NO-BREAK SPACE}%" in index
        assert [*out.rglob(".*.tmp"), *out.rglob(".*.part")] == []

        before = (out / "index.html").stat().st_mtime_ns
        run(make_plan([path], schools), out)
        assert (out / "index.html").stat().st_mtime_ns == before
