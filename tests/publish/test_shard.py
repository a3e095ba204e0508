"""Shares of a run: every school in exactly one, three at once in one folder, and the whole is as if made in one go."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.errors import RunFailed
from workbook.publish import RunOptions, Shard, Status, make_plan, read_journal, run
from workbook.publish.jobs import Job
from workbook.publish.journal import HIDDEN, Journal, lock_folder
from workbook.school import school_ids
from workbook.store import Store, store_folder

ANSWER = """
from IPython.display import display
row = dict(indicator="answer", title="Ответ", value=float(len(school)), group="", low=None, high=None, n=3, unit="%",
           headline=True, verdict="хорошо", note="")
made = {"application/vnd.workbook.results+json": [row], "text/html": "<p>Показатели</p>", "text/plain": "r"}
display(made, raw=True)
"""
DRIVER = """
import sys
from pathlib import Path
from workbook.publish import RunOptions, Shard, jobs, make_plan, run
from workbook.school import school_ids
jobs.package_digest = lambda: "pinned"
notebook, root, out, shard = sys.argv[1], sys.argv[2], sys.argv[3], Shard.from_text(sys.argv[4])
plan = make_plan([notebook], root, schools=shard.choose(school_ids(root)))
raise SystemExit(run(plan, out, RunOptions(workers=1, shard=shard)).exit_status)
"""


def names(out: Path) -> dict[str, Status]:
    return {entry.name: entry.status for entry in read_journal(out)}


class TestChoice:
    @given(st.lists(st.text("abcdef0123456789-", min_size=1, max_size=8), unique=True), st.integers(1, 7))
    def test_every_school_is_in_exactly_one_share(self, schools: list[str], of: int) -> None:
        parts = [Shard(number, of).choose(schools) for number in range(1, of + 1)]
        assert sorted(school for part in parts for school in part) == sorted(schools)

    def test_shares_of_many_schools_are_about_equal(self) -> None:
        sizes = [len(Shard(number, 4).choose(f"shkola-{n}" for n in range(4000))) for number in range(1, 5)]
        assert min(sizes) > 900

    @pytest.mark.parametrize("text", ["", "1", "a/b", "1/2/3", "-1/3"])
    def test_what_is_no_share(self, text: str) -> None:
        with pytest.raises(RunFailed, match=r"Пишут номер части и сколько их всего: 1/3\."):
            Shard.from_text(text)

    @pytest.mark.parametrize("text", ["0/3", "4/3"])
    def test_a_share_that_does_not_exist(self, text: str) -> None:
        with pytest.raises(RunFailed, match="из 3 нет"):
            Shard.from_text(text)


class TestLock:
    def test_shares_work_beside_each_other_and_no_whole_run_beside_them(self, tmp_path: Path) -> None:
        with lock_folder(tmp_path, Shard(1, 2)), lock_folder(tmp_path, Shard(2, 2)):
            with pytest.raises(RunFailed, match="уже работает"), lock_folder(tmp_path):
                raise AssertionError("unreachable")
            with pytest.raises(RunFailed, match="уже работает"), lock_folder(tmp_path, Shard(1, 2)):
                raise AssertionError("unreachable")
        with (
            lock_folder(tmp_path),
            pytest.raises(RunFailed, match="уже работает"),
            lock_folder(tmp_path, Shard(1, 2)),
        ):
            raise AssertionError("unreachable")


class TestJournals:
    def test_what_is_newer_stays(self, tmp_path: Path) -> None:
        job = Job("a", "А", "10_t", "Т", "", tmp_path / "t.ipynb", tmp_path, {}, {"inputs": "1"})
        share = Shard(1, 1).folder(tmp_path)
        share.mkdir(parents=True)
        whole, part = Journal(tmp_path), Journal(tmp_path, share)
        part.planned(job)
        part.done(job, {}, {}, 1.0, 0)
        assert whole.absorb(share) == 1
        assert whole.is_done(job)
        assert list(part) == []
        whole.failed(job, {"reason": "run-code", "message": "Ошибка."}, 1.0, 0)
        part.absorb(tmp_path / HIDDEN, {"b"})
        assert list(part) == []
        part.absorb(tmp_path / HIDDEN, {"a"})
        assert [entry.status for entry in part] == [Status.FAILED]
        assert len(list(whole)) == 1
        part.close()
        whole.close()


@pytest.mark.slow
class TestShares:
    def test_three_at_once_give_the_store_of_one_run(
        self, tmp_path: Path, notebook: Callable[..., Path], make_school: Callable[..., Path]
    ) -> None:
        root = tmp_path / "данные"
        for number in range(7):
            make_school(root / f"s{number}")
        path = notebook("20_t", ANSWER)
        whole, parts = tmp_path / "целиком", tmp_path / "по частям"
        run(make_plan([path], root), whole)
        runs = [
            subprocess.Popen([sys.executable, "-c", DRIVER, str(path), str(root), str(parts), f"{number}/3"])
            for number in (1, 2, 3)
        ]
        assert [started.wait(120) for started in runs] == [0, 0, 0]
        assert not (parts / "index.html").exists()
        summary = run(make_plan([path], root), parts)
        assert (summary.entries, summary.skipped) == ((), 14)
        assert names(parts) == names(whole)
        for path_of in sorted(store_folder(whole).rglob("*.parquet")):
            assert (store_folder(parts) / path_of.relative_to(store_folder(whole))).read_bytes() == path_of.read_bytes()
        assert len(Store(parts).rows()) == 7
        assert (parts / "index.html").is_file()
        again = run(make_plan([path], root, schools=Shard(1, 3).choose(school_ids(root))), parts, shard())
        assert again.entries == ()


def shard() -> RunOptions:
    return RunOptions(shard=Shard(1, 3))
