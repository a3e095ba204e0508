import pandas as pd
import pytest

from workbook.estimates import results_table
from workbook.vsoko.progress_store import SUM_INDICATORS, schools_from_results, sum_rows
from workbook.vsoko.progress_sums import SUM_COLUMNS, sums_table

PAIR = "ВПР-6 → ВПР-7, 2025/2026"


def sums(n: int, subject: str = "математика") -> pd.DataFrame:
    pupils = pd.DataFrame({"pair": PAIR, "start": range(n), "finish": range(1, n + 1)})
    return sums_table(pupils, "start", "finish", "pair").assign(subject=subject)


def stored(school: str, *tables: pd.DataFrame) -> pd.DataFrame:
    rows = [row for table in tables for row in sum_rows(table, 10)]
    return results_table(rows).assign(school=school)


class TestSumRows:
    def test_five_rows_a_pair_with_the_number_of_pupils(self):
        rows = sum_rows(sums(12), 10)
        assert [row.indicator for row in rows] == list(SUM_INDICATORS)
        assert {row.n for row in rows} == {12}
        assert rows[0].group == "ВПР-6 → ВПР-7, 2025/2026 | математика"
        assert rows[0].value == sum(range(12))
        assert rows[3].value == sum(x * (x + 1) for x in range(12))

    def test_nine_pupils_leave_no_sums(self):
        assert sum_rows(sums(9), 10) == []


class TestSchoolsFromResults:
    def test_what_was_written_is_read(self):
        rows = pd.concat([stored("a", sums(12), sums(10, "русский язык")), stored("b", sums(20))])
        table = schools_from_results(rows)
        assert list(table.columns) == ["school", "pair", "subject", *SUM_COLUMNS]
        assert table[["school", "subject", "n"]].to_numpy().tolist() == [
            ["a", "математика", 12], ["b", "математика", 20], ["a", "русский язык", 10],
        ]  # fmt: skip
        for name in SUM_COLUMNS:
            assert table.loc[1, name] == sums(20).loc[0, name]

    def test_other_indicators_and_half_a_pair_are_left_aside(self):
        other = stored("a", sums(12)).assign(indicator="quality-percent").head(1)
        half = stored("b", sums(12)).iloc[:4]
        assert list(schools_from_results(pd.concat([other, half, stored("c", sums(12))]))["school"]) == ["c"]

    def test_no_rows_give_the_same_columns(self):
        table = schools_from_results(stored("a"))
        assert table.empty
        assert list(table.columns) == ["school", "pair", "subject", *SUM_COLUMNS]
        assert table["n"].dtype == "int64"

    def test_a_repeated_row_counts_once_the_last(self):
        twice = pd.concat([stored("a", sums(12)).assign(value=0.0), stored("a", sums(12))])
        assert schools_from_results(twice)["sum_x"].tolist() == [pytest.approx(66)]
