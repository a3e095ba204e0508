"""The runner as a consultant meets it: real kernels, real deaths, one truth."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from workbook.publish import RunOptions, Status, Summary, make_plan, read_journal, read_results, run
from workbook.publish.kernels import HERE, PLAIN, usual

pytestmark = pytest.mark.slow

FATES = """
import os, signal, subprocess, sys, time, warnings
warnings.warn("не для читателя")
print("прочитано", school, os.path.basename(os.environ["WORKBOOK_DATA"]))
if school == "endless":
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
    while True:
        time.sleep(0.1)
if school == "killed":
    os.kill(os.getpid(), signal.SIGKILL)
if school == "left":
    sys.exit(0)
if school == "nodata":
    from workbook.errors import MissingData
    raise MissingData("Нет таблицы «Отметки» (marks.csv).")
if school == "broken":
    1 / 0
if school == "crashed":
    import ctypes
    ctypes.string_at(0)
if school == "hungry":
    held = bytearray(3 * 2**30)
"""
ANSWER = """
from IPython.display import display
row = dict(indicator="answer", title="Ответ", value=42.5, group="", low=None, high=None, n=3, unit="%",
           headline=True, verdict="хорошо", note="")
made = {"application/vnd.workbook.results+json": [row], "text/html": "<p>Показатели</p>", "text/plain": "r"}
display(made, raw=True)
"""
SLOW = "import time\ntime.sleep(1.5)"
DRIVER = """
import sys
from workbook.publish import RunOptions, jobs, make_plan, run
jobs.package_digest = lambda: "pinned"
notebooks, root, out = sys.argv[1].split("|"), sys.argv[2], sys.argv[3]
raise SystemExit(run(make_plan(notebooks, root), out, RunOptions(workers=2)).exit_status)
"""


def statuses(out: Path) -> dict[str, Status]:
    return {entry.name: entry.status for entry in read_journal(out)}


def marked(mark: str) -> list[psutil.Process]:
    """Return the processes that inherited the mark, however far from their parents."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("WORKBOOK_TEST") == mark and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:
            continue
    return found


@pytest.fixture
def mark(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Mark whatever is started, and leave nothing running."""
    name = uuid.uuid4().hex
    yield name
    for process in marked(name):
        process.kill()


def whole(out: Path) -> bool:
    """Whether every page under the folder is a whole one."""
    return all(page.read_text(encoding="utf-8").rstrip().endswith("</html>") for page in out.rglob("*.html"))


@pytest.fixture(scope="module", params=[usual(), PLAIN] if usual() != PLAIN else [PLAIN])
def fates(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    make_notebook: Callable[..., Path],
    make_school: Callable[..., Path],
) -> Iterator[tuple[Summary, str]]:
    base = tmp_path_factory.mktemp("судьбы школ")
    hungry = ("hungry",) if request.param == HERE else ()  # the limit is held where workers are forked
    for name in ("alfa", "broken", "crashed", "endless", "killed", "left", "nodata", *hungry):
        make_school(base / "данные" / name)
    (base / "данные" / "rules").mkdir()
    (base / "данные" / "rules" / "school.yml").write_text("методика: {отметка: {}}", encoding="utf-8")
    path = make_notebook(base / "тетради" / "10_a.ipynb", FATES, ANSWER)
    mark = uuid.uuid4().hex
    os.environ["WORKBOOK_TEST"] = mark
    try:
        options = RunOptions(workers=2, time_limit=25, keep=("html", "ipynb"), kernel=request.param, memory_limit=2000)
        yield run(make_plan([path], base / "данные"), base / "отчёты", options), mark
    finally:
        del os.environ["WORKBOOK_TEST"]


class TestFates:
    """One run in which each school meets another end."""

    def test_the_good_school_has_its_report(self, fates: tuple[Summary, str]) -> None:
        out = fates[0].out
        page = (out / "alfa" / "10_a.html").read_text(encoding="utf-8")
        assert "прочитано alfa данные" in page
        assert "UserWarning" not in page
        assert read_results(out)["value"].tolist() == [42.5]
        kept = json.loads((out / "alfa" / "10_a.ipynb").read_text(encoding="utf-8"))
        assert "papermill" not in kept["metadata"]
        assert "school = 'alfa'" in json.dumps(kept, ensure_ascii=False)

    @pytest.mark.parametrize(
        ("school", "reason", "words"),
        [
            ("broken", "run-code", "Ячейка 3 («import os, signal, subprocess, sys, time, warnings»): ошибка в расчёте"),
            ("endless", "run-time", "не уложился в 25 с"),
            ("crashed", "run-killed", "аварийно завершился"),
            ("hungry", "run-memory", "расчёту не хватило памяти"),
            ("killed", "run-killed", "аварийно завершился: возможно, не хватило памяти"),
            ("left", "run-code", "прервала расчёт командой выхода: отчёт не готов"),
            ("nodata", "run-data", "Нет таблицы «Отметки» (marks.csv)."),
            ("rules", "setting-unknown", "ключ «отметка» неизвестен"),
        ],
    )
    def test_each_failure_has_its_reason(
        self, fates: tuple[Summary, str], school: str, reason: str, words: str
    ) -> None:
        entries = {entry.name: entry for entry in read_journal(fates[0].out)}
        if school == "hungry" and not (fates[0].out.parent / "данные" / school).exists():
            return  # the plain way holds no limit
        entry = entries[f"{school}/10_a"]
        assert (entry.status, entry.reason) == (Status.FAILED, reason)
        assert words in entry.message
        assert entry.cell == (0 if school == "rules" else 3)
        assert not (fates[0].out / school / "10_a.html").exists()

    def test_the_summary_counts_them(self, fates: tuple[Summary, str]) -> None:
        summary = fates[0]
        assert summary.exit_status == 1
        assert {entry.school for entry in summary.failures} - {"hungry"} == {
            "broken", "crashed", "endless", "killed", "left", "nodata", "rules",
        }  # fmt: skip
        assert summary.slowest(1)[0].school == "endless"
        # every report but one, and the check of the school with spoilt rules
        assert f"с ошибкой {len({entry.school for entry in summary.failures}) + 1}" in summary.lines()[0]

    def test_tracebacks_lie_in_the_log_only(self, fates: tuple[Summary, str]) -> None:
        out = fates[0].out
        entry = {entry.name: entry for entry in read_journal(out)}["broken/10_a"]
        assert "ZeroDivisionError" in (out / ".workbook" / "logs" / f"{entry.incident}.log").read_text(encoding="utf-8")
        assert "Traceback" not in (out / "index.html").read_text(encoding="utf-8")

    def test_the_index_tells_the_truth(self, fates: tuple[Summary, str]) -> None:
        page = (fates[0].out / "index.html").read_text(encoding="utf-8")
        assert 'href="alfa/10_a.html"' in page
        assert 'href="broken/10_a.html"' not in page
        assert page.count(">ошибка<") >= 4
        assert ">нет данных<" in page
        assert "42,5" in page
        assert "черновик — решение принимает человек" in page.lower()
        assert not re.search(r"""(src|href)=["']https?:|<script|@import""", page)

    def test_nothing_is_left_behind(self, fates: tuple[Summary, str]) -> None:
        hidden = fates[0].out / ".workbook"
        assert marked(fates[1]) == []
        assert not (hidden / "staging").exists()
        assert not (hidden / "scratch").exists()


class TestResume:
    def test_only_what_changed_is_made_again(
        self, notebook: Callable[..., Path], schools: Path, tmp_path: Path
    ) -> None:
        out = tmp_path / "мои отчёты"
        paths = [notebook("10_a", ANSWER), notebook("20_b", "print(1)")]
        first = run(make_plan(paths, schools), out, RunOptions(workers=2))
        assert (first.exit_status, len(first.entries), first.skipped) == (0, 6, 0)
        before = {page: page.stat().st_mtime_ns for page in out.glob("*/*.html")}

        second = run(make_plan(paths, schools), out, RunOptions(workers=2))
        assert (second.entries, second.skipped) == ((), 6)
        assert {page: page.stat().st_mtime_ns for page in out.glob("*/*.html")} == before

        (schools / "alfa" / "classes.csv").write_text("класс\n", encoding="utf-8")
        (out / "beta" / "20_b.html").write_text("обрыв", encoding="utf-8")
        third = run(make_plan(paths, schools), out, RunOptions(workers=2))
        assert [entry.name for entry in third.entries] == ["alfa/10_a", "alfa/20_b", "alfa/problems", "beta/20_b"]
        assert len(read_results(out)) == 2
        assert whole(out)

        notebook("10_a", "raise ValueError('сломалось')")
        fourth = run(make_plan(paths, schools, schools=["beta"]), out, RunOptions(workers=1))
        assert [entry.name for entry in fourth.failures] == ["beta/10_a"]
        assert read_results(out)["school"].tolist() == ["alfa"]
        index = (out / "index.html").read_text(encoding="utf-8")
        assert "прежний отчёт" in index
        assert 'href="alfa/10_a.html"' in index

        notebook("10_a", ANSWER)
        fifth = run(make_plan(paths, schools), out, RunOptions(workers=1, only_failed=True))
        assert [entry.name for entry in fifth.entries] == ["beta/10_a"]
        assert statuses(out)["beta/10_a"] is Status.DONE


class TestDeath:
    @pytest.fixture
    def started(
        self, notebook: Callable[..., Path], make_school: Callable[..., Path], tmp_path: Path, mark: str
    ) -> Iterator[tuple[subprocess.Popen[bytes], Path, list[Path], Path]]:
        """Start a runner of eight reports and wait until it is in the middle."""
        root, out = tmp_path / "данные", tmp_path / "отчёты"
        for name in "abcd":
            make_school(root / name)
        paths = [notebook("10_a", SLOW, ANSWER), notebook("20_b", SLOW)]
        process = subprocess.Popen(
            [sys.executable, "-c", DRIVER, "|".join(map(str, paths)), str(root), str(out)],
            env={**os.environ, "WORKBOOK_TEST": mark},
        )  # fmt: skip
        try:
            self._wait_for_the_middle(process, out)
            yield process, out, paths, root
        finally:
            process.kill()
            process.wait()

    def _wait_for_the_middle(self, process: subprocess.Popen[bytes], out: Path) -> None:
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline and process.poll() is None:
            reports = [entry for entry in read_journal(out) if entry.slug != "problems"]
            if any(e.status is Status.DONE for e in reports) and any(e.status is Status.RUNNING for e in reports):
                return
            time.sleep(0.05)
        pytest.fail(f"the runner did not get to the middle, status {process.poll()}")

    def test_kill_nine_loses_only_what_was_under_way(
        self, started: tuple[subprocess.Popen[bytes], Path, list[Path], Path], mark: str
    ) -> None:
        process, out, paths, root = started
        process.kill()
        process.wait()
        done = {name for name, status in statuses(out).items() if status is Status.DONE}
        deadline = time.monotonic() + 15
        while marked(mark) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert marked(mark) == []
        assert whole(out)
        again = run(make_plan(paths, root), out, RunOptions(workers=2))
        assert again.exit_status == 0
        assert not done & {entry.name for entry in again.entries}
        assert set(statuses(out).values()) == {Status.DONE}
        assert len(list(out.glob("*/*.html"))) == 12
        assert len(read_results(out)) == 4
        assert whole(out)

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGINT for one process")
    def test_ctrl_c_stops_politely(
        self, started: tuple[subprocess.Popen[bytes], Path, list[Path], Path], mark: str
    ) -> None:
        process, out, _, _ = started
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=30) == 130
        assert marked(mark) == []
        assert set(statuses(out).values()) == {Status.DONE, Status.STOPPED}
        assert "остановлен" in (out / "index.html").read_text(encoding="utf-8")
        assert whole(out)


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="a small disk needs root on Linux")
def test_a_full_disk_spoils_nothing(notebook: Callable[..., Path], schools: Path, tmp_path: Path) -> None:
    disk = tmp_path / "диск"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1500k", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("no right to mount")
    try:
        big = "from IPython.display import HTML\nHTML('<p>' + 'я' * 3_000_000 + '</p>')"
        plan = make_plan([notebook("10_a", "print(1)"), notebook("20_b", big)], schools, schools=["alfa"])
        summary = run(plan, disk / "отчёты", RunOptions(workers=1))
        found = {entry.name: entry for entry in summary.failures}
        assert list(found) == ["alfa/20_b"]
        assert "на диске нет места" in found["alfa/20_b"].message
        assert whole(disk)
        subprocess.run(["mount", "-o", "remount,size=30m", str(disk)], check=True)
        assert run(plan, disk / "отчёты", RunOptions(workers=1)).exit_status == 0
        assert whole(disk)
    finally:
        subprocess.run(["umount", str(disk)], check=True)
