"""The results store: fixed columns whatever a notebook hands over."""

from __future__ import annotations

import io
import math

import pyarrow.parquet as pq
import pytest

from workbook.estimates import RESULT_COLUMNS
from workbook.publish.store import SCHEMA, read_results, results_bytes

WHOSE = {"run": "k", "school": "a", "school_title": "А", "notebook": "10_a", "variant": "", "year": "2025/2026"}


def rows(*given: dict) -> list[dict]:
    return pq.read_table(io.BytesIO(results_bytes(given, WHOSE))).to_pylist()


class TestBytes:
    def test_missing_values_become_empty_ones(self) -> None:
        row = rows({"indicator": "quality", "value": 58, "low": None})[0]
        assert (row["school"], row["value"], row["n"], row["headline"], row["note"]) == ("a", 58.0, 0, False, "")
        assert math.isnan(row["low"])

    def test_columns_are_those_of_the_results_table(self) -> None:
        assert SCHEMA.names[len(WHOSE) :] == list(RESULT_COLUMNS)

    def test_no_rows(self) -> None:
        assert rows() == []

    @pytest.mark.parametrize(
        "row", [{"value": 1}, {"indicator": "x", "чужое": 1}, {"indicator": "x", "value": "много"}]
    )
    def test_a_row_that_does_not_fit_is_refused(self, row: dict) -> None:
        with pytest.raises(ValueError):
            results_bytes([row], WHOSE)

    def test_same_rows_same_bytes(self) -> None:
        assert results_bytes([{"indicator": "x"}], WHOSE) == results_bytes([{"indicator": "x"}], WHOSE)


def test_an_empty_folder_has_no_results(tmp_path) -> None:
    frame = read_results(tmp_path)
    assert list(frame.columns) == SCHEMA.names
    assert frame.empty
