from __future__ import annotations

import datetime

import pandas as pd
import pytest

from workbook.errors import Reason
from workbook.school import TABLES, Problem, Severity
from workbook.school.checking import check_table
from workbook.school.grid import Checked, Grid

PUPILS = ["Учебный год", "Код ученика", "Класс", "Уровень образования"]
ROW = ["2025/2026", "У-0001", "7 А", "ООО"]


def check(rows: list[list[object]], table: str = "pupils", sheet: str = "") -> Checked:
    return check_table(Grid("school.xlsx" if sheet else "Ученики.csv", sheet, rows), TABLES[table])


def pupils(*rows: list[object], headers: tuple[str, ...] = ()) -> Checked:
    return check([[*PUPILS, *headers], *rows])


def only(checked: Checked) -> Problem:
    assert len(checked.problems) == 1, [item.message for item in checked.problems]
    return checked.problems[0]


class TestFrame:
    def test_types_are_those_of_the_schema(self) -> None:
        for name, table in TABLES.items():
            rows: list[list[object]] = [[c.header for c in table.columns], [c.example for c in table.columns]]
            checked = check(rows, name)
            assert checked.problems == ()
            assert checked.frame is not None
            assert {c: str(t) for c, t in checked.frame.dtypes.items()} == {c.name: c.kind.dtype for c in table.columns}
            assert not checked.frame.isna().to_numpy().any()

    def test_optional_columns_always_exist(self) -> None:
        frame = pupils(ROW).frame
        assert frame is not None
        assert list(frame) == list(TABLES["pupils"].names)
        assert frame["left"].isna().all()
        assert str(frame["left"].dtype) == "datetime64[us]"
        assert str(frame["profile"].dtype) == "str"

    def test_blank_rows_are_skipped_and_addresses_stay_true(self) -> None:
        checked = pupils([], ["", " ", "", ""], ROW, [], ["2025/2026", "У-0002", "12 А", "ООО"])
        assert only(checked).cell == "C6"
        assert checked.frame is not None
        assert len(checked.frame) == 1

    def test_plain_cells_of_a_workbook(self) -> None:
        rows: list[list[object]] = [
            [*PUPILS, "Дата прибытия", "Профиль"],
            ["2025/2026", "У-0001", "7 А", "ООО", datetime.datetime(2025, 9, 1), 10],
            ["2025/2026", "У-0002", "7 А", "ООО", datetime.date(2025, 9, 2), True],
            ["2025/2026", "У-0003", "7 А", "ООО", None, 2.5],
        ]
        checked = check(rows, sheet="Ученики")
        assert checked.problems == ()
        assert checked.frame is not None
        assert checked.frame["enrolled"].tolist() == [pd.Timestamp(2025, 9, 1), pd.Timestamp(2025, 9, 2), pd.NaT]
        assert checked.frame["profile"].tolist() == ["10", "да", "2.5"]


class TestTable:
    def test_empty(self) -> None:
        checked = pupils([], ["", ""])
        assert checked.frame is None
        problem = only(checked)
        assert (problem.reason, problem.severity) == (Reason.TABLE_EMPTY, Severity.WARNING)
        assert problem.message == (
            "Ученики.csv: в таблице «Ученики» нет ни одной заполненной строки. Заполните таблицу или удалите её."
        )

    def test_no_sound_row_left(self) -> None:
        checked = pupils(["2025/2026", "У-0001", "класс", "ООО"])
        assert checked.frame is None
        assert checked.problems[0].reason is Reason.TABLE_EMPTY
        assert checked.problems[0].message == (
            "Ученики.csv: в таблице «Ученики» не осталось ни одной верной строки. Исправьте ошибки, перечисленные для "
            "этой таблицы. Таблица не учтена."
        )

    def test_missing_header_with_its_misspelling(self) -> None:
        checked = check([["Учебный год", "Код учиника", "Уровень образования"], ["2025/2026", "У-0001", "ООО"]])
        assert checked.frame is None
        messages = {item.reason: item.message for item in checked.problems if item.column == "pupil"}
        assert messages == {
            Reason.HEADER_MISSING: (
                "Ученики.csv: в таблице «Ученики» нет обязательного столбца «Код ученика». Возможно, это столбец B "
                "«Код учиника»: переименуйте его. Таблица не учтена."
            )
        }
        absent = next(item for item in checked.problems if item.column == "class_")
        assert absent.message == (
            "Ученики.csv: в таблице «Ученики» нет обязательного столбца «Класс». Добавьте столбец с заголовком "
            "«Класс». Таблица не учтена."
        )

    def test_unknown_header(self) -> None:
        problem = only(pupils([*ROW, "1"], headers=("Профил",)))
        assert (problem.reason, problem.severity, problem.cell) == (Reason.HEADER_UNKNOWN, Severity.WARNING, "E1")
        assert problem.message == (
            "Ученики.csv, ячейка E1: столбец «Профил» неизвестен в таблице «Ученики» и не учтён. Возможно, имелось в "
            "виду «Профиль»."
        )
        assert problem.suggestion == "Профиль"

    def test_header_of_names(self) -> None:
        problem = only(pupils([*ROW, "Иванова Мария"], headers=("ФИО",)))
        assert (problem.reason, problem.severity) == (Reason.NAME_NOT_CODE, Severity.ERROR)
        assert problem.message == (
            "Ученики.csv, ячейка E1: столбец «ФИО», похоже, хранит имена. Имён в файлах школы быть не должно: удалите "
            "столбец, а ключ «имя — код» храните вне папки школы. Столбец не прочитан."
        )

    def test_double_header(self) -> None:
        problem = only(pupils([*ROW, "8 Б"], headers=("Класс",)))
        assert (problem.reason, problem.severity) == (Reason.HEADER_DOUBLE, Severity.WARNING)
        assert problem.message == (
            "Ученики.csv, ячейка E1: столбец «Класс» встретился второй раз. Учтён первый, C; удалите или переименуйте "
            "лишний столбец."
        )

    def test_column_without_a_header(self) -> None:
        rows: list[list[object]] = [PUPILS, [*ROW, "заметка"]]
        problem = only(check(rows, sheet="Ученики"))
        assert problem.reason is Reason.HEADER_UNKNOWN
        assert problem.message == (
            "school.xlsx, лист «Ученики», ячейка E1: в столбце E есть значения, но нет заголовка. Столбец не учтён; "
            "подпишите его."
        )

    def test_row_wider_than_the_header_of_a_text(self) -> None:
        checked = pupils(ROW, ["2025/2026", "У-0002", "7 А", "ООО", "5"])
        problem = only(checked)
        assert (problem.reason, problem.cell) == (Reason.ROW_WIDE, "A3")
        assert problem.message == (
            "Ученики.csv, ячейка A3: в строке больше значений, чем столбцов в заголовке. Частая причина — запятая "
            "внутри значения («58,4») при разделителе «,»: возьмите такое значение в кавычки или сохраните файл с "
            "разделителем «;». Строка не учтена."
        )
        assert checked.frame is not None
        assert checked.frame["pupil"].tolist() == ["У-0001"]


class TestCells:
    def test_the_message_of_the_brief(self) -> None:
        problem = only(check([PUPILS, ["2025/2026", "У-0001", "7 АБВ", "ООО"], ROW], sheet="Ученики"))
        assert problem == Problem(
            "school.xlsx", "Ученики", "C2", "Класс", "7 АБВ", Reason.VALUE_TYPE, Severity.ERROR,
            "school.xlsx, лист «Ученики», ячейка C2: класс «7 АБВ» не распознан. Нужно число от 1 до 11 и одна буква, "
            "например «7 А». Исправьте ячейку. Строка не учтена.",
            "", "pupils", 2, "class_",
        )  # fmt: skip

    def test_missing(self) -> None:
        problem = only(pupils(["2025/2026", "У-0001", "", "ООО"], ROW))
        assert problem.reason is Reason.VALUE_MISSING
        assert problem.message == (
            "Ученики.csv, ячейка C2: не заполнен обязательный столбец «Класс». Нужно число от 1 до 11 и одна буква, "
            "например «7 А». Заполните ячейку. Строка не учтена."
        )

    def test_short_row_misses_its_last_cells(self) -> None:
        assert only(pupils(["2025/2026", "У-0001", "7 А"], ROW)).cell == "D2"

    def test_optional_cell_loses_its_value_only(self) -> None:
        checked = pupils([*ROW, "женский"], headers=("Пол",))
        assert only(checked).message == (
            "Ученики.csv, ячейка E2: значение «женский» в столбце «Пол» не из списка. Допустимо: «ж», «м». Возможно, "
            "имелось в виду «ж». Исправьте ячейку. Значение не учтено."
        )
        assert checked.frame is not None
        assert checked.frame["sex"].isna().all()

    def test_repair_is_listed(self) -> None:
        problem = only(pupils(["2025/2026", "У-0001", "7А", "ООО"]))
        assert (problem.reason, problem.severity) == (Reason.VALUE_REPAIRED, Severity.REPAIR)
        assert (problem.value, problem.suggestion) == ("7А", "7 А")
        assert problem.message == (
            "Ученики.csv, ячейка C2: «7А» прочитано как «7 А»: класс записан как номер, пробел и буква. Исправлять "
            "файл не обязательно."
        )

    def test_repaired_numbers_and_dates_are_shown_as_in_the_form(self) -> None:
        checked = pupils([*ROW, "1.9.25"], headers=("Дата прибытия",))
        assert only(checked).suggestion == "01.09.2025"

    def test_a_dash_in_a_required_cell_is_missing(self) -> None:
        assert only(pupils(["2025/2026", "У-0001", "—", "ООО"], ROW)).reason is Reason.VALUE_MISSING

    def test_name_is_nowhere_in_the_problem(self) -> None:
        problem = only(pupils(["2025/2026", "Иванова Мария", "7 А", "ООО"], ROW))
        assert problem.reason is Reason.NAME_NOT_CODE
        assert problem.value == problem.suggestion == ""
        assert problem.message == (
            "Ученики.csv, ячейка B2: в столбце «Код ученика» стоит, похоже, имя, а не код (само имя здесь не "
            "повторяется). Имён в файлах быть не должно: поставьте код вида «У-0123», а ключ «имя — код» храните вне "
            "папки школы. Строка не учтена."
        )
        assert "Иванова" not in repr(problem)

    def test_all_faults_at_once_in_reading_order(self) -> None:
        checked = pupils(["25", "Иванова Мария", "7 АБВ", "ОО"], ["", "123", "", "ООО"], ROW)
        assert [item.cell for item in checked.problems] == ["A2", "B2", "C2", "D2", "A3", "B3", "C3"]
        assert checked.frame is not None
        assert len(checked.frame) == 1


class TestGroups:
    def test_many_equal_faults_are_one_problem(self) -> None:
        rows = [["2025/2026", f"У-{i:04}", "7", "ООО"] for i in range(312)]
        checked = pupils(*rows, ["2025/2026", "У-9999", "7 А", "ООО"])
        problem = only(checked)
        assert (problem.count, problem.cell, len(problem.cells), problem.row) == (312, "C2", 312, 2)
        assert problem.message == (
            "Ученики.csv, столбец «Класс», 312 ячеек (первые: C2, C3, C4, C5, C6): класс «7» не распознан. Нужно число "
            "от 1 до 11 и одна буква, например «7 А». Исправьте ячейки. Строки не учтены."
        )

    def test_many_repairs_of_one_sort_are_one_problem(self) -> None:
        rows = [["2025/2026", f"У-{i:04}", f"{i % 9 + 1}А", "ООО"] for i in range(21)]
        problem = only(pupils(*rows))
        assert (problem.count, problem.severity) == (21, Severity.REPAIR)
        assert problem.message == (
            "Ученики.csv, столбец «Класс», 21 ячейка (первые: C2, C3, C4, C5, C6): например, «1А» прочитано как «1 А»: "
            "класс записан как номер, пробел и буква. Исправлять файл не обязательно."
        )

    def test_twenty_are_still_listed_one_by_one(self) -> None:
        rows = [["2025/2026", f"У-{i:04}", "7А", "ООО"] for i in range(20)]
        assert [item.cell for item in pupils(*rows).problems] == [f"C{i}" for i in range(2, 22)]

    def test_hundreds_of_different_faults_end_in_one_line(self) -> None:
        rows = [["2025/2026", f"У-{i:04}", f"{i}", "ООО"] for i in range(150)]
        checked = pupils(*rows, ["2025/2026", "У-9999", "7 А", "ООО"])
        assert len(checked.problems) == 101
        assert sum(item.count for item in checked.problems) == 150


class TestRows:
    def test_double_key_with_other_values(self) -> None:
        checked = pupils(ROW, ["2025/2026", "У-0001", "8 Б", "ООО"])
        problem = only(checked)
        assert (problem.reason, problem.severity, problem.cell) == (Reason.ROW_DOUBLE, Severity.ERROR, "B3")
        assert problem.message == (
            "Ученики.csv, ячейка B3: значения столбцов «Учебный год», «Код ученика» («2025/2026», «У-0001») уже есть в "
            "строке 2, а другие столбцы различаются. Учтена первая строка; оставьте одну, верную. Строка не учтена."
        )
        assert checked.frame is not None
        assert checked.frame["class_"].tolist() == ["7 А"]

    def test_wholly_repeated_row(self) -> None:
        problem = only(pupils(ROW, ROW))
        assert (problem.reason, problem.severity) == (Reason.ROW_DOUBLE, Severity.WARNING)
        assert problem.message == (
            "Ученики.csv, ячейка B3: строка полностью повторяет строку 2. Удалите лишнюю строку. Повтор не учтён."
        )

    def test_a_repeat_of_a_row_set_aside_is_none(self) -> None:
        checked = pupils(["2025/2026", "У-0001", "класс", "ООО"], ROW)
        assert only(checked).reason is Reason.VALUE_TYPE

    def test_left_before_enrolled(self) -> None:
        checked = pupils([*ROW, "01.09.2025", "01.08.2025"], headers=("Дата прибытия", "Дата выбытия"))
        problem = only(checked)
        assert (problem.reason, problem.cell, problem.value) == (Reason.ROW_ORDER, "F2", "01.08.2025")
        assert problem.message == (
            "Ученики.csv, ячейка F2: «Дата выбытия» 01.08.2025 раньше, чем «Дата прибытия» 01.09.2025. Проверьте обе "
            "даты и исправьте неверную. Значение не учтено."
        )
        assert checked.frame is not None
        assert checked.frame["left"].isna().all()
        assert checked.frame["enrolled"].notna().all()

    def test_an_event_that_ends_before_it_starts_is_set_aside(self) -> None:
        table = TABLES["cards"]
        sound = [column.example for column in table.columns]
        wrong = [{"card": "К-013", "ends": "04.10.2025"}.get(c.name, c.example) for c in table.columns]
        checked = check([[c.header for c in table.columns], sound, wrong], "cards")
        assert only(checked).message.endswith(
            "«Окончание» 04.10.2025 раньше, чем «Начало» 05.10.2025. Проверьте обе даты и исправьте неверную. "
            "Строка не учтена."
        )
        assert checked.frame is not None
        assert len(checked.frame) == 1

    def test_score_above_the_maximum(self) -> None:
        table = TABLES["procedures"]
        sound = [column.example for column in table.columns]
        wrong = [{"pupil": "У-0002", "primary_score": "25,5"}.get(c.name, c.example) for c in table.columns]
        checked = check([[c.header for c in table.columns], sound, wrong], "procedures")
        problem = only(checked)
        assert problem.reason is Reason.SCORE_ABOVE_MAX
        assert problem.message == (
            "Ученики.csv, ячейка F3: «Первичный балл» 25,5 больше, чем «Максимальный балл» 25. Исправьте балл или "
            "максимум. Строка не учтена."
        )


@pytest.mark.parametrize("table", [name for name, table in TABLES.items() if table.key])
def test_every_key_is_guarded(table: str) -> None:
    schema = TABLES[table]
    row: list[object] = [column.example for column in schema.columns]
    checked = check([[column.header for column in schema.columns], row, row], table)
    assert only(checked).reason is Reason.ROW_DOUBLE


def test_a_repair_that_nobody_sees_is_not_called_a_change() -> None:
    assert only(pupils(["2025/2026", "У-0001", "7\u00a0А", "ООО"])).message == (
        "Ученики.csv, ячейка C2: «7 А»: убран неразрывный пробел. Исправлять файл не обязательно."
    )
