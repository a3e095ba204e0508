"""Numbers as people type them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbook.course.typed_number import read_number


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("0,75", "", 0.75), ("0.75", "", 0.75), ("75 %", "%", 75), ("75%", "%", 75), ("0,75", "%", 75), ("1", "%", 1),
        ("1,0", "%", 100), ("75 %", "", 0.75), ("1 250", "", 1250), ("1\u00a0250,5", "", 1250.5), ("−3,5", "", -3.5),
        ("– 3,5", "", -3.5), (" 7 баллов ", "баллов", 7), ("7.", "", 7), (",5", "", 0.5), ("1,5 %", "%", 1.5),
        ("12 34", "", None), ("", "", None), ("семь", "", None), ("1,2,3", "", None), ("1e5", "", None),
        ("٣", "", None), ("inf", "", None), ("%", "%", None),
    ],
)  # fmt: skip
def test_reads(text: str, unit: str, value: float | None) -> None:
    assert read_number(text, unit) == (pytest.approx(value) if value is not None else None)


@given(st.decimals(min_value=-99999, max_value=99999, places=2))
def test_a_written_number_is_read_back(value) -> None:
    assert read_number(f"{value}".replace(".", ",")) == pytest.approx(float(value))


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    read_number(text, "%")
