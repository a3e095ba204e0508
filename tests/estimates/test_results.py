"""The tidy rows of a report."""

from __future__ import annotations

import pytest

from workbook.estimates import RESULT_COLUMNS, Result, results_table


class TestResultsTable:
    def test_columns_and_types_also_without_rows(self):
        for rows in ([], [Result("quality-percent", "Качество знаний", 60.0, unit="%", headline=True)]):
            table = results_table(rows)
            assert tuple(table.columns) == RESULT_COLUMNS
            assert str(table["n"].dtype) == "int64"
            assert str(table["headline"].dtype) == "bool"
            assert str(table["value"].dtype) == "float64"

    def test_refuses_what_no_page_can_show(self):
        with pytest.raises(ValueError, match="kebab"):
            Result("Quality Percent", "Качество", 1)
        with pytest.raises(ValueError, match="verdict"):
            Result("quality", "Качество", 1, verdict="ужасно")

    def test_refuses_repeats_and_five_headlines(self):
        with pytest.raises(ValueError, match="repeat"):
            results_table([Result("a", "А", 1), Result("a", "А", 2)])
        with pytest.raises(ValueError, match="headlines"):
            results_table([Result("a", "А", i, group=str(i), headline=True) for i in range(5)])
