"""The compacted store: in step with the journal, no row doubled, years kept, any break repaired by the next run."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbook.errors import RunFailed
from workbook.publish.compaction import compact
from workbook.publish.jobs import MUNICIPALITY
from workbook.publish.journal import Entry, Status
from workbook.publish.staging import write_whole
from workbook.publish.store import results_bytes, results_name
from workbook.store import Store, store_folder

YEAR = "2025/2026"


class Reports:
    """A reports folder and the journal that belongs to it."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.entries: dict[tuple[str, str, str], Entry] = {}

    def made(self, school: str, value: float, *, slug: str = "31_marks", variant: str = "", year: str = YEAR) -> None:
        rows = [{"indicator": "quality-percent", "title": "Качество", "value": value, "n": 40, "unit": "%"},
                {"indicator": "quality-percent", "title": "Качество", "value": 1, "group": "7 А", "n": 12}]  # fmt: skip
        self.put(school, rows, slug=slug, variant=variant, year=year)

    def put(
        self,
        school: str,
        rows: Iterable[dict[str, Any]],
        *,
        slug: str = "31_marks",
        variant: str = "",
        year: str = YEAR,
    ) -> None:
        name = results_name(slug, school, variant)
        whose = {"run": f"{school}", "school": school, "school_title": f"Школа {school}", "notebook": slug,
                 "variant": variant, "year": year}  # fmt: skip
        data = results_bytes(rows, whose)
        write_whole(self.out / name, data)
        self.entries[slug, school, variant] = Entry(
            f"{school}/{slug}", school, f"Школа {school}", slug, "", variant, "", {}, {}, Status.DONE,
            outputs={name: str(hash(data))},
        )  # fmt: skip

    def failed(self, school: str, slug: str = "31_marks") -> None:
        entry = self.entries[slug, school, ""]
        (self.out / results_name(slug, school, "")).unlink()
        self.entries[slug, school, ""] = Entry(
            *(getattr(entry, name) for name in Entry.__slots__[:9]), status=Status.FAILED, outputs=entry.outputs
        )

    def follow(self) -> str:
        return compact(self.out, self.entries.values())

    def values(self) -> dict[tuple[str, str], float]:
        rows = Store(self.out).rows(grouped=())
        assert not rows.duplicated(["school", "year", "notebook", "indicator"]).any()
        return {(row.school, row.year): row.value for row in rows.itertuples()}


@pytest.fixture
def reports(tmp_path: Path) -> Reports:
    found = Reports(tmp_path / "отчёты")
    found.made("a", 50)
    found.made("b", 60)
    found.follow()
    return found


class TestCompaction:
    def test_rows_of_all_reports_stand_in_one_file(self, reports: Reports) -> None:
        assert reports.values() == {("a", YEAR): 50, ("b", YEAR): 60}
        assert [path.relative_to(store_folder(reports.out)) for path in Store(reports.out).files] == [
            Path("31_marks/2025-2026.parquet")
        ]

    def test_duckdb_reads_it_by_its_path(self, reports: Reports) -> None:
        files = store_folder(reports.out) / "31_marks" / "*.parquet"
        found = duckdb.sql(
            f"SELECT school, year, value FROM '{files.as_posix()}' WHERE \"group\" = '' ORDER BY school"
        ).fetchall()
        assert found == [("a", YEAR, 50.0), ("b", YEAR, 60.0)]

    def test_without_changes_nothing_is_written_and_the_digest_stays(self, reports: Reports) -> None:
        before = {path: path.stat().st_mtime_ns for path in Store(reports.out).files}
        assert reports.follow() == reports.follow()
        assert before == {path: path.stat().st_mtime_ns for path in Store(reports.out).files}

    def test_a_remade_report_takes_the_place_of_its_rows(self, reports: Reports) -> None:
        digest = reports.follow()
        reports.made("a", 55)
        assert reports.follow() != digest
        assert reports.values() == {("a", YEAR): 55, ("b", YEAR): 60}

    def test_a_failed_report_has_no_rows(self, reports: Reports) -> None:
        reports.failed("a")
        reports.follow()
        assert reports.values() == {("b", YEAR): 60}

    def test_a_forgotten_school_has_no_rows_in_any_year(self, reports: Reports) -> None:
        reports.made("a", 70, year="2026/2027")
        reports.follow()
        del reports.entries["31_marks", "a", ""]
        reports.follow()
        assert reports.values() == {("b", YEAR): 60}

    def test_a_year_that_ended_stays_as_it_was(self, reports: Reports) -> None:
        reports.made("a", 70, year="2026/2027")
        reports.follow()
        assert reports.values() == {("a", YEAR): 50, ("b", YEAR): 60, ("a", "2026/2027"): 70}
        reports.failed("a")
        reports.follow()
        assert reports.values() == {("a", YEAR): 50, ("b", YEAR): 60}

    def test_a_year_put_right_leaves_no_rows_of_the_future(self, reports: Reports) -> None:
        reports.made("a", 50, year="2052/2053")
        reports.follow()
        reports.made("a", 50, year=YEAR)
        reports.follow()
        assert reports.values() == {("a", YEAR): 50, ("b", YEAR): 60}

    def test_rows_of_the_municipality_are_not_its_own_source(self, reports: Reports) -> None:
        digest = reports.follow()
        reports.made(MUNICIPALITY, 1, slug="90_district", year="")
        assert reports.follow() == digest

    def test_variants_are_kept_and_not_read(self, reports: Reports) -> None:
        reports.made("a", 99, variant="abcdef")
        reports.follow()
        assert reports.values()["a", YEAR] == 50

    def test_damaged_rows_of_a_report_are_named_with_what_to_do(self, reports: Reports) -> None:
        reports.made("b", 70)
        path = reports.out / results_name("31_marks", "b", "")
        path.write_bytes(path.read_bytes()[:-7])
        with pytest.raises(RunFailed, match=r"b\.parquet повреждён и не читается\. Удалите его и повторите запуск"):
            reports.follow()

    def test_a_damaged_store_is_named_with_what_to_do(self, reports: Reports) -> None:
        folder = store_folder(reports.out) / "31_marks"
        (path,) = folder.glob("*.parquet")
        path.write_bytes(b"")
        reports.made("b", 70)
        with pytest.raises(RunFailed, match=r"повреждён и не читается\. Удалите папку .*31_marks и повторите запуск"):
            reports.follow()
        shutil.rmtree(folder)
        reports.follow()
        assert reports.values() == {("a", YEAR): 50, ("b", YEAR): 70}

    def test_a_report_without_rows_is_no_fault(self, reports: Reports) -> None:
        reports.put("a", [])
        reports.follow()
        assert reports.values() == {("b", YEAR): 60}
        assert reports.follow() == reports.follow()

    @pytest.mark.parametrize("damage", [b"", b"half a list"])
    def test_a_damaged_list_costs_only_time(self, reports: Reports, damage: bytes) -> None:
        (store_folder(reports.out) / "31_marks" / "jobs.arrow").write_bytes(damage)
        del reports.entries["31_marks", "b", ""]
        reports.made("a", 51)
        reports.follow()
        assert reports.values() == {("a", YEAR): 51}

    @settings(max_examples=25, deadline=None)
    @given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 9), st.booleans(), st.booleans()), max_size=12))
    def test_any_history_ends_where_a_fresh_store_would(
        self, tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, bool, bool]]
    ) -> None:
        slow = Reports(tmp_path_factory.mktemp("a"))
        for school, value, fails, pause in steps:
            slow.made(school, value)
            if fails:
                slow.failed(school)
            if pause:
                slow.follow()
        slow.follow()
        alive = {name for (_, name, _), entry in slow.entries.items() if entry.status is Status.DONE}
        last = {school: value for school, value, _, _ in steps}
        assert slow.values() == {(school, YEAR): last[school] for school in alive}


class TestStore:
    def test_groups_are_read_when_they_are_asked_for(self, reports: Reports) -> None:
        store = Store(reports.out)
        assert store.rows(grouped=())["group"].tolist() == ["", ""]
        assert len(store.rows(grouped=["quality-percent"])) == 4
        assert len(store.rows()) == 4

    def test_an_absent_folder_is_an_empty_store(self, tmp_path: Path) -> None:
        rows = Store(tmp_path / "нет").rows()
        assert rows.empty
        assert "indicator" in rows
        assert isinstance(rows, pd.DataFrame)
