"""Forked processes: private, ended with whoever asked for them, limited, and quick to come."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from workbook.warm import Forked, Nursery, Zygote, child_environment, fork_is_safe
from workbook.warm.wire import Order

pytestmark = [
    pytest.mark.skipif(not fork_is_safe(), reason="без fork тёплых процессов нет"),
    pytest.mark.slow,
]
HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def zygote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zygote]:
    folder = tmp_path_factory.mktemp("тёплые")
    environment = child_environment(os.environ)
    environment["PYTHONPATH"] = f"{HERE}{os.pathsep}{environment['PYTHONPATH']}"
    warm = Zygote.own(folder / "zygote", folder / "log", environment)
    yield warm
    warm.end()


def ask(zygote: Zygote, what: str, folder: Path, **order: object) -> tuple[Forked, str]:
    hear, say = os.pipe()
    environment = {"PATH": os.environ["PATH"], "СЛОВО": "есть"}
    wish = Order(f"children:{what}", {"leave": 5}, environment, str(folder), **order)  # type: ignore[arg-type]
    with (folder / "words").open("ab") as words, Path(os.devnull).open("rb") as silence:
        child = zygote.fork(wish, [silence.fileno(), words.fileno(), words.fileno(), say])
    os.close(say)
    with os.fdopen(hear, "rb") as line:
        return child, os.read(line.fileno(), 1000).decode()


def wait_until(true: Callable[[], bool], seconds: float = 10.0) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.05)
    return bool(true())


def gone(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.status() == psutil.STATUS_ZOMBIE
    return True


class TestChild:
    def test_has_its_own_folder_variables_group_and_random_state(self, zygote: Zygote, tmp_path: Path) -> None:
        told = []
        for _ in range(2):
            child, words = ask(zygote, "tell", tmp_path)
            assert child.wait(20) == 5
            told.append(words.split("|"))
        folder, columns, pyplot, word, foreign, first, leads = told[0]
        assert (folder, word, foreign, leads) == (str(tmp_path), "есть", "None", "True")
        assert columns == "20"  # as pandas chooses inside a notebook, not in a terminal
        assert pyplot == "False"  # the backend is the child's to choose
        assert told[1][5] != first

    def test_dies_with_its_grandchildren_when_who_asked_lets_go(self, zygote: Zygote, tmp_path: Path) -> None:
        child, _ = ask(zygote, "hang", tmp_path)
        family = [psutil.Process(child.pid), *psutil.Process(child.pid).children()]
        assert len(family) == 2
        child.close()
        assert wait_until(lambda: all(map(gone, family)))

    def test_hears_a_signal_sent_before_it_has_done_anything(self, zygote: Zygote, tmp_path: Path) -> None:
        wish = Order("children:hang", {}, {"PATH": os.environ["PATH"]}, str(tmp_path))
        for _ in range(20):
            with Path(os.devnull).open("r+b") as silence:
                child = zygote.fork(wish, [silence.fileno()] * 4)
            child.kill()
            assert child.wait(10) == -signal.SIGKILL

    def test_is_killed_like_any_process(self, zygote: Zygote, tmp_path: Path) -> None:
        child, _ = ask(zygote, "hang", tmp_path)
        assert child.poll() is None
        with pytest.raises(subprocess.TimeoutExpired):
            child.wait(0.1)
        child.kill()
        assert child.wait(10) == -signal.SIGKILL

    def test_a_memory_limit_is_an_error_in_the_child_only(self, zygote: Zygote, tmp_path: Path) -> None:
        child, _ = ask(zygote, "eat", tmp_path, memory=500 * 2**20)
        assert child.wait(20) == 7
        child, _ = ask(zygote, "tell", tmp_path)
        assert child.wait(20) == 5

    def test_keeps_one_heap_and_returns_what_it_has_freed(self, zygote: Zygote, tmp_path: Path) -> None:
        child, words = ask(zygote, "tell_heap", tmp_path)
        assert child.wait(20) == 0
        pool, returned = words.split()
        assert pool == "system"
        assert int(returned) > 50

    def test_an_unknown_function_is_a_word_in_its_own_log(self, zygote: Zygote, tmp_path: Path) -> None:
        child, _ = ask(zygote, "nothing_of_the_kind", tmp_path)
        assert child.wait(20) == 1
        assert "nothing_of_the_kind" in (tmp_path / "words").read_text(encoding="utf-8")


class TestZygote:
    def test_a_nursery_starts_another_when_one_has_died(self, tmp_path: Path) -> None:
        nursery = Nursery(tmp_path / "z", tmp_path / "log")
        try:
            nursery.open()
            (first,) = (process for process in psutil.Process().children() if nursery.path in process.cmdline())
            first.kill()
            assert wait_until(lambda: gone(first))
            with Path(os.devnull).open("r+b") as silence:
                order = Order("time:sleep", {}, dict(os.environ))
                child = nursery.fork(order, [silence.fileno()] * 3)
            assert child.wait(20) == 1  # sleep refuses a mapping: the child was there and said so
        finally:
            nursery.close()

    def test_a_nursery_revives_what_others_ask_by_its_path(self, tmp_path: Path) -> None:
        nursery = Nursery(tmp_path / "z", tmp_path / "log")
        try:
            assert not nursery.revive()  # nobody has opened it
            nursery.open()
            path = nursery.path
            assert not nursery.revive()
            (first,) = (process for process in psutil.Process().children() if path in process.cmdline())
            first.kill()
            assert wait_until(lambda: gone(first))
            assert nursery.revive()
            assert nursery.path != path
            with Path(os.devnull).open("r+b") as silence:
                child = Zygote(Path(nursery.path)).fork(
                    Order("time:sleep", {}, dict(os.environ)), [silence.fileno()] * 3
                )
            assert child.wait(20) == 1
        finally:
            nursery.close()

    def test_two_in_one_folder_do_not_know_each_other(self, tmp_path: Path) -> None:
        first, second = (Nursery(tmp_path / "z", tmp_path / "log") for _ in range(2))
        try:
            first.open()
            second.open()
            assert first.path != second.path
            second.close()
            with Path(os.devnull).open("r+b") as silence:
                child = first.fork(Order("time:sleep", {}, dict(os.environ)), [silence.fileno()] * 3)
            assert child.wait(20) == 1
            assert [path.name for path in (tmp_path / "z").iterdir()] == [Path(first.path).name]
        finally:
            first.close()
            second.close()

    def test_a_folder_of_a_long_name_is_as_good(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        (temporary := tmp_path / "tmp").mkdir()
        monkeypatch.setenv("TMPDIR", str(temporary))
        folder = tmp_path / ("отчёты всех школ очень большого района " * 3)
        nursery = Nursery(folder, tmp_path / "log")
        try:
            nursery.open()
            assert Path(nursery.path).parent == folder
            with Path(os.devnull).open("r+b") as silence:
                child = nursery.fork(Order("time:sleep", {}, dict(os.environ)), [silence.fileno()] * 3)
            assert child.wait(20) == 1
        finally:
            nursery.close()
        assert list(folder.iterdir()) == []
        assert list(temporary.iterdir()) == []

    def test_its_children_and_what_they_started_die_with_it(self, tmp_path: Path) -> None:
        environment = child_environment(os.environ)
        environment["PYTHONPATH"] = f"{HERE}{os.pathsep}{environment['PYTHONPATH']}"
        zygote = Zygote.own(tmp_path / "z", tmp_path / "log", environment)
        child, _ = ask(zygote, "hang", tmp_path)
        family = [psutil.Process(child.pid), *psutil.Process(child.pid).children()]
        assert len(family) == 2
        parent = family[0].parent()
        assert parent is not None
        parent.kill()
        assert wait_until(lambda: child.poll() is not None)
        assert wait_until(lambda: all(map(gone, family)))
        zygote.end()

    def test_ends_when_whoever_started_it_is_killed(self, tmp_path: Path) -> None:
        code = (
            "import os, sys, time; from pathlib import Path; from workbook.warm import Zygote, child_environment\n"
            "folder = Path(sys.argv[1]); Zygote.own(folder / 'z', folder / 'log', child_environment(os.environ))\n"
            "print('ready', flush=True); time.sleep(600)"
        )
        environment = child_environment(os.environ)
        with subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, env=environment
        ) as starter:
            assert starter.stdout is not None
            assert starter.stdout.readline() == b"ready\n"
            zygote = psutil.Process(starter.pid).children()[0]
            starter.kill()
        assert wait_until(lambda: gone(zygote))
