from __future__ import annotations

from datetime import date

import pytest

from workbook.school.cells import read_cell
from workbook.school.dates import day_and_month, parse_date, parse_month
from workbook.school.tables import TABLES


class TestDate:
    def test_two_digit_years_are_of_this_century(self) -> None:
        assert parse_date("1.9.99")[0] == date(2099, 9, 1)

    @pytest.mark.parametrize(
        ("word", "month"),
        [("января", 1), ("февраля", 2), ("марта", 3), ("апреля", 4), ("мая", 5), ("май", 5), ("июня", 6), ("июля", 7),
         ("августа", 8), ("сентября", 9), ("октября", 10), ("ноября", 11), ("дек", 12)],
    )  # fmt: skip
    def test_months_in_words(self, word: str, month: int) -> None:
        assert parse_date(f"5 {word} 2025") == (date(2025, month, 5), "дата записана как ДД.ММ.ГГГГ")

    @pytest.mark.parametrize("text", ["5 брюмера 2025", "29.02.2025", "00.01.2025", "2025", "1.1", ""])
    def test_no_such_day(self, text: str) -> None:
        assert parse_date(text)[0] is None

    def test_leap_day(self) -> None:
        assert parse_date("29.02.2024") == (date(2024, 2, 29), "")


class TestMonth:
    @pytest.mark.parametrize(
        ("text", "which", "day"),
        [("март 2026", "первый", date(2026, 3, 1)), ("Март 2026 г.", "последний", date(2026, 3, 31)),
         ("февраль 2028", "последний", date(2028, 2, 29)), ("май 2026", "последний", date(2026, 5, 31)),
         ("дек. 2025", "первый", date(2025, 12, 1))],
    )  # fmt: skip
    def test_the_day_of_a_month_alone(self, text: str, which: str, day: date) -> None:
        assert parse_month(text, which) == (day, f"назван только месяц: взят {which} день")

    @pytest.mark.parametrize("text", ["Декабрь20222", "март", "2026", "весна 2026", "5 марта 2026", "март 0000"])
    def test_no_month(self, text: str) -> None:
        assert parse_month(text, "первый")[0] is None

    def test_only_terms_of_a_plan_are_read_so(self) -> None:
        read = {name: read_cell("март 2026", TABLES["plan"].column(name)) for name in ("start", "end")}
        assert [read[name].value for name in ("start", "end")] == [date(2026, 3, 1), date(2026, 3, 31)]
        assert read_cell("март 2026", TABLES["marks"].column("date")).fault is not None


class TestDayAndMonth:
    def test_what_a_spreadsheet_made_of_a_code(self) -> None:
        assert day_and_month("2026-03-02") == (2, 3, "02.03.2026")
        assert day_and_month("02.03.2026") is None
        assert day_and_month("2026-13-02") is None
