from __future__ import annotations

import json

import pytest

from workbook.errors import Reason
from workbook.school import Problem, Severity, problems_json, problems_table, read_problems_json, summary
from workbook.school.problems import counted


def problem(severity: Severity = Severity.ERROR, count: int = 1) -> Problem:
    return Problem(
        "school.xlsx", "Ученики", "C17", "Класс", "7 АБВ", Reason.VALUE_TYPE, severity, "Сообщение.", "", "pupils", 17,
        "class_", count, ("C17", "C18") if count > 1 else (),
    )  # fmt: skip


class TestTable:
    def test_headers_are_russian_and_values_plain(self) -> None:
        table = problems_table([problem(), problem(Severity.REPAIR, 2)])
        assert list(table) == [
            "Важность", "Файл", "Лист", "Ячейка", "Столбец", "Значение", "Что не так и что сделать", "Возможно",
            "Ячеек", "Код правила",
        ]  # fmt: skip
        assert table["Важность"].tolist() == ["ошибка", "исправлено"]
        assert table["Ячеек"].tolist() == [1, 2]
        assert table["Код правила"].tolist() == ["value-type", "value-type"]

    def test_no_problems_make_an_empty_table_of_the_same_shape(self) -> None:
        assert problems_table([]).dtypes.equals(problems_table([problem()]).dtypes)


class TestJson:
    def test_comes_back_equal(self) -> None:
        listed = (problem(), problem(Severity.WARNING, 30))
        assert read_problems_json(problems_json(listed)) == listed

    def test_cyrillic_is_readable(self) -> None:
        text = problems_json([problem()])
        assert "7 АБВ" in text
        assert json.loads(text)[0]["severity"] == "ошибка"


class TestSummary:
    @pytest.mark.parametrize(
        ("problems", "sentence"),
        [
            ([], "Замечаний нет."),
            ([problem()], "Найдено: 1 ошибка; данные с ошибками в расчёт не входят."),
            (
                [problem(count=22), problem(Severity.WARNING, 5), problem(Severity.REPAIR, 11)],
                "Найдено: 22 ошибки, 5 предупреждений и 11 исправлений; данные с ошибками в расчёт не входят.",
            ),
            ([problem(Severity.REPAIR, 21)], "Найдено: 21 исправление; ошибок нет, все строки учтены."),
            ([problem(Severity.WARNING, 2)], "Найдено: 2 предупреждения; ошибок нет."),
        ],
    )
    def test_counts_cells_in_good_russian(self, problems: list[Problem], sentence: str) -> None:
        assert summary(problems) == sentence

    @pytest.mark.parametrize(
        ("n", "words"),
        [(0, "0 ячеек"), (1, "1 ячейка"), (3, "3 ячейки"), (11, "11 ячеек"), (14, "14 ячеек"), (101, "101 ячейка")],
    )
    def test_plurals(self, n: int, words: str) -> None:
        assert counted(n, "ячейка", "ячейки", "ячеек") == words
