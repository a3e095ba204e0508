"""Printed forms: the sixteen columns add up, totals are sums, flags of the class sheet follow the marks."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.vsoko.test_mark_steps import records
from workbook.settings import MarkRules
from workbook.vsoko.mark_forms import (
    CLASS_FLAGS,
    PARALLEL_COLUMNS,
    class_sheet,
    class_teacher_report,
    parallel_report,
    subject_teacher_report,
)

RULES = MarkRules()

ROWS = [
    ("7 А", "У-1", "физика", "5"), ("7 А", "У-1", "химия", "5"),
    ("7 А", "У-2", "физика", "5"), ("7 А", "У-2", "химия", "4"),
    ("7 А", "У-3", "физика", "4"), ("7 А", "У-3", "химия", "3"),
    ("7 Б", "У-4", "физика", "3"), ("7 Б", "У-4", "химия", "3"),
    ("7 Б", "У-5", "физика", "2"), ("7 Б", "У-5", "химия", "2"),
    ("7 Б", "У-6", "физика", "н/а"), ("7 Б", "У-6", "химия", "4"),
    ("10 А", "У-7", "физика", "2"), ("10 А", "У-7", "химия", "н/а"),
    ("10 А", "У-8", "физика", "осв"), ("10 А", "У-8", "химия", "4"),
]  # fmt: skip


def roster(table: pd.DataFrame, *more: tuple[str, str]) -> pd.DataFrame:
    people = table[["pupil", "class_", "grade", "level"]].drop_duplicates("pupil")
    extra = pd.DataFrame(
        [{"pupil": pupil, "class_": name, "grade": int(name.split()[0]), "level": "ООО"} for pupil, name in more]
    )
    return pd.concat([people, extra], ignore_index=True)


class TestParallels:
    def test_sixteen_columns_in_the_order_of_the_form(self) -> None:
        table = records(ROWS)
        assert len(PARALLEL_COLUMNS) == 16
        assert list(parallel_report(table, roster(table)).columns) == [*PARALLEL_COLUMNS, "kind"]

    def test_counts(self) -> None:
        table = records(ROWS)
        report = parallel_report(table, roster(table, ("У-9", "7 Б"))).set_index("name")
        assert report.index.tolist() == ["7", "ООО", "10", "СОО", "Всего"]
        row = report.loc["7"]
        assert row[["pupils", "passed", "fives", "good", "one_four", "one_three", "threes"]].tolist() == [
            7, 4, 1, 1, 1, 1, 2,
        ]  # fmt: skip
        assert row[["absent", "failed", "failed_one", "failed_two", "failed_more", "unmarked"]].tolist() == [
            1, 1, 0, 1, 0, 1,
        ]  # fmt: skip
        assert row[["absent_excused", "absent_program"]].isna().all()
        assert report.loc["10", ["failed", "failed_one", "absent"]].tolist() == [1, 1, 0]

    @pytest.mark.parametrize("by", ["grade", "class_"])
    def test_every_pupil_stands_in_one_place(self, by: str) -> None:
        table = records(ROWS)
        report = parallel_report(table, roster(table, ("У-9", "7 Б")), by)
        assert (report["pupils"] == report[["passed", "absent", "failed", "unmarked"]].sum(axis=1)).all()
        assert (report["passed"] == report[["fives", "good", "threes"]].sum(axis=1)).all()
        assert (report["failed"] == report[["failed_one", "failed_two", "failed_more"]].sum(axis=1)).all()
        rows = report.loc[report["kind"].eq("строка"), ["pupils", "passed", "failed"]].sum()
        assert rows.tolist() == report.iloc[-1][["pupils", "passed", "failed"]].tolist()


class TestClass:
    def test_sheet(self) -> None:
        table = records([row for row in ROWS if row[0] == "7 А"])
        journal = pd.DataFrame({"pupil": ["У-2", "У-2", "У-3"], "mark": ["н", "н", "5"]})
        sheet, head = class_sheet(table, journal)
        assert head.to_dict("records") == [
            {"subject": "физика", "teacher": "П-01"}, {"subject": "химия", "teacher": "П-01"},
        ]  # fmt: skip
        assert sheet["missed"].tolist() == [0, 2, 0]
        assert sheet.set_index("pupil")[list(CLASS_FLAGS)].to_numpy().tolist() == [
            [1, 0, 0, 0, 0, 0, 0], [0, 1, 0, 0, 0, 0, 0], [0, 0, 0, 1, 0, 0, 0],
        ]  # fmt: skip

    def test_flags_of_failing_and_absent(self) -> None:
        sheet, _ = class_sheet(records([row for row in ROWS if row[0] == "7 Б"]))
        assert sheet.set_index("pupil")[list(CLASS_FLAGS)].to_numpy().tolist() == [
            [0, 0, 1, 0, 0, 0, 0], [0, 0, 0, 0, 0, 1, 0], [0, 0, 0, 0, 0, 0, 0],
        ]  # fmt: skip
        assert sheet["missed"].isna().all()

    def test_class_teacher(self) -> None:
        table = class_teacher_report(records([row for row in ROWS if row[0] == "7 А"])).set_index("name")
        assert table["n"].to_dict() == {
            "Отличники (всего)": 1, "Хорошисты (с одной «4»)": 1, "Хорошисты (всего)": 1,
            "Успевающие (с одной «3»)": 1, "Успевающие (всего)": 1, "Не аттестованы (всего)": 0,
            "Неуспевающие (всего)": 0,
        }  # fmt: skip
        assert table.loc["Успевающие (с одной «3»)", "codes"] == "У-3 (химия)"
        assert table.loc["Отличники (всего)", "percent"] == pytest.approx(100 / 3)


class TestTeacher:
    def test_totals_sum_counts_first(self) -> None:
        rows = [("7 А", f"У-{n}", "физика", "5") for n in range(2)]
        rows += [("7 Б", f"У-{n}", "физика", "3") for n in range(10, 18)]
        rows += [("7 Б", "У-10", "химия", "осв")]
        table = subject_teacher_report(records(rows), "П-01", RULES)
        total = table.loc[table["kind"].eq("предмет") & table["subject"].eq("физика")].iloc[0]
        assert (total["class_"], total["n"], total["quality_percent"]) == ("всего", 10, pytest.approx(20.0))
        assert table.loc[table["kind"].eq("строка"), "quality_percent"].dropna().mean() == pytest.approx(50.0)
        chemistry = table.loc[table["subject"].eq("химия")].iloc[0]
        assert (chemistry["roster"], chemistry["n"], chemistry["exempt"]) == (1, 0, 1)
        assert table.iloc[-1][["kind", "roster"]].tolist() == ["всего", 10]
