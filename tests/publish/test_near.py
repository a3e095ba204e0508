"""Far folders: what is brought, what is put, and what happens when a store stops answering in the middle."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from workbook.errors import DataRefused, RunFailed
from workbook.publish import RunOptions, Shard, SilentProgress, Status, bring_near, make_plan, read_journal, run
from workbook.publish.journal import HIDDEN
from workbook.publish.mirror import bring_data
from workbook.publish.outlet import Outlet
from workbook.publish.remote import Remote, is_address

pytestmark = pytest.mark.slow

ANSWER = """
from IPython.display import display
row = dict(indicator="answer", title="Ответ", value=float(len(school)), group="", low=None, high=None, n=3, unit="%",
           headline=True, verdict="хорошо", note="")
made = {"application/vnd.workbook.results+json": [row], "text/html": "<p>Показатели</p>", "text/plain": "r"}
display(made, raw=True)
"""


class Moody(MemoryFileSystem):  # type: ignore[misc]
    """A store in memory that answers as long as it is told to."""

    protocol = "moody"
    store: ClassVar[dict[str, Any]] = {}
    pseudo_dirs: ClassVar[list[str]] = [""]
    left = 10**9
    cachable = False

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return str(MemoryFileSystem._strip_protocol(path.replace("moody://", "memory://")))

    def _answer(self) -> None:
        Moody.left -= 1
        if Moody.left < 0:
            raise ConnectionResetError("кабель выдернут")

    def pipe_file(self, path: str, value: bytes, **more: Any) -> None:
        self._answer()
        super().pipe_file(path, value, **more)

    def cat_file(self, path: str, **more: Any) -> bytes:
        self._answer()
        return bytes(super().cat_file(path, **more))

    def find(self, path: str, **more: Any) -> Any:
        self._answer()
        return super().find(path, **more)


@pytest.fixture
def moody(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Moody]]:
    fsspec.register_implementation("moody", Moody, clobber=True)
    monkeypatch.setattr("workbook.publish.remote._PAUSES", (0.0, 0.0))
    Moody.store.clear()
    Moody.left = 10**9
    yield Moody
    Moody.left = 10**9


def put(files: dict[str, str], url: str = "moody://store/data") -> None:
    remote = Remote(url)
    for name, text in files.items():
        remote.write(name, text.encode())


def near_files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")
    }  # fmt: skip


SCHOOLS = {"alfa/school.yml": "школа: alfa", "alfa/a.csv": "1", "beta/school.yml": "школа: beta", "scales.csv": "x"}


class TestAddresses:
    @pytest.mark.parametrize(
        ("place", "far"),
        [("s3://bucket/x", True), ("file:///tmp/x", True), ("данные", False), (r"C:\данные", False), ("/a", False)],
    )
    def test_an_address_is_told_from_a_path(self, place: str, far: bool) -> None:
        assert is_address(place) is far

    def test_an_unknown_kind_of_address_is_refused(self) -> None:
        with pytest.raises(RunFailed, match=r"Адрес ftpp://x не понятен: .* Пишут, например, s3://хранилище/папка\."):
            Remote("ftpp://x")

    def test_a_file_system_shows_the_old_file_or_the_new_one(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        remote = Remote(tmp_path.as_uri())
        remote.write("a/b.html", b"old")
        monkeypatch.setattr("workbook.publish.remote._PAUSES", ())
        monkeypatch.setattr(remote._system, "mv", lambda *_: (_ for _ in ()).throw(OSError("нет места")))
        with pytest.raises(RunFailed, match="нет места"):
            remote.write("a/b.html", b"new")
        assert [path.name for path in (tmp_path / "a").iterdir()] == ["b.html"]
        assert (tmp_path / "a" / "b.html").read_bytes() == b"old"

    def test_a_short_silence_is_waited_out(self, moody: type[Moody], monkeypatch: pytest.MonkeyPatch) -> None:
        put({"a": "1"})
        moody.left = 0
        monkeypatch.setattr("workbook.publish.remote.time.sleep", lambda _: setattr(moody, "left", 5))
        assert Remote("moody://store/data").read("a") == b"1"


class TestData:
    def test_only_what_changed_is_brought(self, moody: type[Moody], tmp_path: Path) -> None:
        put(SCHOOLS)
        assert bring_data(Remote("moody://store/data"), tmp_path) == ["alfa", "beta"]
        assert near_files(tmp_path) == SCHOOLS
        before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.yml")}
        put({"alfa/a.csv": "22"})
        bring_data(Remote("moody://store/data"), tmp_path)
        assert near_files(tmp_path)["alfa/a.csv"] == "22"
        assert before == {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.yml")}

    def test_what_has_gone_there_goes_here(self, moody: type[Moody], tmp_path: Path) -> None:
        put(SCHOOLS)
        bring_data(Remote("moody://store/data"), tmp_path)
        remote = Remote("moody://store/data")
        remote.drop("beta/school.yml")
        remote.drop("alfa/a.csv")
        assert bring_data(remote, tmp_path) == ["alfa"]
        assert sorted(near_files(tmp_path)) == ["alfa/school.yml", "scales.csv"]
        assert not (tmp_path / "beta").exists()

    def test_other_schools_stay_there(self, moody: type[Moody], tmp_path: Path) -> None:
        put(SCHOOLS)
        assert bring_data(Remote("moody://store/data"), tmp_path, lambda _: ["beta"]) == ["beta"]
        assert sorted(near_files(tmp_path)) == ["beta/school.yml", "scales.csv"]

    def test_a_store_that_falls_silent_leaves_whole_files_and_is_resumed(
        self, moody: type[Moody], tmp_path: Path
    ) -> None:
        put(SCHOOLS)
        moody.left = 2
        with pytest.raises(RunFailed, match=r"не отвечает .*кабель выдернут.* повторите команду"):
            bring_data(Remote("moody://store/data"), tmp_path)
        brought = near_files(tmp_path)
        assert len(brought) == 1
        assert brought.items() <= SCHOOLS.items()
        moody.left = 10**9
        bring_data(Remote("moody://store/data"), tmp_path)
        assert near_files(tmp_path) == SCHOOLS

    def test_an_empty_address_is_refused(self, moody: type[Moody], tmp_path: Path) -> None:
        with pytest.raises(DataRefused, match="По адресу moody://store/data нет ни одной школы"):
            bring_data(Remote("moody://store/data"), tmp_path)


@pytest.fixture(scope="session")
def made(
    tmp_path_factory: pytest.TempPathFactory, make_notebook: Callable[..., Path], make_school: Callable[..., Path]
) -> Path:
    """Make the reports of two schools once: the notebook, the data and the near folder of reports."""
    folder = tmp_path_factory.mktemp("готовое")
    path = make_notebook(folder / "тетради" / "малая.ipynb", ANSWER)
    for school in ("alfa", "beta"):
        make_school(folder / "данные" / school)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("workbook.publish.jobs.package_digest", lambda: "pinned")
        summary = run(make_plan([path], folder / "данные"), folder / "отчёты", RunOptions(workers=2))
    assert summary.exit_status == 0
    return folder


@pytest.fixture
def finished(made: Path) -> Callable[[Path], None]:
    """Put finished reports into a near folder, as a run would."""

    def put_near(out: Path) -> None:
        shutil.copytree(made / "отчёты", out, dirs_exist_ok=True)

    return put_near


def far_files(url: str = "moody://store/out") -> set[str]:
    return {name for name in Remote(url).stamps() if "/lists/" not in name}


class TestReports:
    def test_put_taken_in_elsewhere_and_not_made_again(
        self, moody: type[Moody], tmp_path: Path, made: Path, finished: Callable[[Path], None]
    ) -> None:
        first = tmp_path / "один"
        outlet = Outlet(Remote("moody://store/out"), first)
        finished(first)
        count = outlet.finish()
        assert {"index.html", "alfa/малая.html", f"{HIDDEN}/journal.sqlite"} <= far_files()
        assert len(far_files()) == count
        assert not any("lease" in name for name in far_files())
        second = tmp_path / "другой компьютер"
        outlet = Outlet(Remote("moody://store/out"), second)
        summary = run(make_plan([made / "тетради" / "малая.ipynb"], made / "данные"), second)
        assert (len(summary.entries), summary.skipped) == (0, 4)
        outlet.finish()
        assert (second / "alfa" / "малая.html").read_bytes() == (first / "alfa" / "малая.html").read_bytes()

    def test_a_store_that_falls_silent_costs_no_report(
        self, moody: type[Moody], tmp_path: Path, finished: Callable[[Path], None]
    ) -> None:
        near = tmp_path / "здесь"
        outlet = Outlet(Remote("moody://store/out"), near)
        finished(near)
        moody.left = 3
        with pytest.raises(RunFailed, match=r"Отчёты готовы, но не все выложены\. .*не отвечает.* Пока они здесь: "):
            outlet.finish()
        outlet.leave()
        assert all(entry.status is Status.DONE for entry in read_journal(near))
        moody.left = 10**9
        outlet = Outlet(Remote("moody://store/out"), near)
        assert outlet.finish() == len(far_files())
        there = json.loads(Remote("moody://store/out").read(f"{HIDDEN}/lists/list.json") or b"")
        assert set(there["files"]) == far_files()

    def test_a_file_that_went_here_goes_there(
        self, moody: type[Moody], tmp_path: Path, finished: Callable[[Path], None]
    ) -> None:
        near = tmp_path / "здесь"
        outlet = Outlet(Remote("moody://store/out"), near)
        finished(near)
        outlet.finish()
        (near / "beta" / "малая.html").unlink()
        Outlet(Remote("moody://store/out"), near).finish()
        assert "beta/малая.html" not in far_files()
        assert "alfa/малая.html" in far_files()

    def test_two_computers_do_not_write_at_once(self, moody: type[Moody], tmp_path: Path) -> None:
        first = Outlet(Remote("moody://store/out"), tmp_path / "a")
        with pytest.raises(RunFailed, match="В moody://store/out уже пишет другой запуск"):
            Outlet(Remote("moody://store/out"), tmp_path / "b")
        Outlet(Remote("moody://store/out"), tmp_path / "b", Shard(1, 2)).leave()
        first.leave()
        Outlet(Remote("moody://store/out"), tmp_path / "b").leave()

    def test_a_broken_run_goes_on_at_once_where_it_was(self, moody: type[Moody], tmp_path: Path) -> None:
        Outlet(Remote("moody://store/out"), tmp_path / "a")
        Outlet(Remote("moody://store/out"), tmp_path / "a").leave()

    def test_a_list_cannot_write_outside(self, moody: type[Moody], tmp_path: Path) -> None:
        bad = {"issue": "1", "files": {"../тайна.txt": "1", "/тайна.txt": "1", "a.html": "1"}}
        put({f"{HIDDEN}/lists/list.json": json.dumps(bad), "a.html": "x", "../тайна.txt": "x"}, "moody://store/out")
        Outlet(Remote("moody://store/out"), tmp_path / "near").leave()
        assert not list(tmp_path.rglob("тайна.txt"))
        assert (tmp_path / "near" / "a.html").read_text() == "x"


class TestRun:
    def test_shares_with_folders_of_their_own_meet_in_the_store(
        self, moody: type[Moody], tmp_path: Path, schools: Path, notebook: Callable[..., Path]
    ) -> None:
        path = notebook("малая", ANSWER)
        put({file.relative_to(schools).as_posix(): file.read_text(encoding="utf-8")
             for file in schools.rglob("*") if file.is_file()})  # fmt: skip
        for number in (1, 2):
            shard = Shard(number, 2)
            place = tmp_path / f"компьютер {number}"
            with bring_near("moody://store/data", "moody://store/out", place, shard=shard) as here:
                assert here.outlet is not None
                if here.schools:
                    plan = make_plan([path], here.data, schools=here.schools)
                    told = here.outlet.told(SilentProgress())
                    assert run(plan, here.out, RunOptions(workers=1, shard=shard), told).exit_status == 0
                here.outlet.finish()
        with bring_near("moody://store/data", "moody://store/out", tmp_path / "третий") as here:
            assert here.outlet is not None
            summary = run(make_plan([path], here.data), here.out)
            assert (len(summary.entries), summary.skipped) == (0, 4)
            here.outlet.finish()
        assert {"index.html", "alfa/малая.html", "beta/малая.html"} <= far_files()
