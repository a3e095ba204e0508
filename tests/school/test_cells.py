from __future__ import annotations

from datetime import date

import pytest

from workbook.errors import Reason
from workbook.school import TABLES, Column, Kind
from workbook.school.cells import Fault, read_cell, requirement


def column(path: str) -> Column:
    table, name = path.split(".")
    return TABLES[table].column(name)


def fault(text: str, path: str) -> Fault:
    found = read_cell(text, column(path)).fault
    assert found is not None
    return found


class TestExamples:
    @pytest.mark.parametrize(
        ("table", "name"), [(table.name, item.name) for table in TABLES.values() for item in table.columns]
    )
    def test_the_example_of_every_column_passes_without_repair(self, table: str, name: str) -> None:
        item = TABLES[table].column(name)
        reading = read_cell(item.example, item)
        assert reading.fault is None
        assert reading.repairs == ()
        assert reading.value is not None

    @pytest.mark.parametrize("table", list(TABLES))
    def test_every_requirement_is_one_sentence(self, table: str) -> None:
        for item in TABLES[table].columns:
            sentence = requirement(item)
            assert sentence.startswith(("Нуж", "Допустимо: «"))
            assert sentence.endswith(".")


class TestClass:
    @pytest.mark.parametrize(
        "text",
        [
            "7А",
            "7-А",
            "7 а",
            "7a",
            "7 A",
            "7–А",
            "7«А»",
            '7 "А"',
            "07 А",
            "7.А",
            "7 класс А",
            "7кл А",
            " 7  А",
            "7\u00a0А",
        ],
    )
    def test_is_repaired(self, text: str) -> None:
        reading = read_cell(text, column("pupils.class_"))
        assert reading.value == "7 А"
        assert reading.repairs

    def test_two_digits(self) -> None:
        assert read_cell("11Б", column("pupils.class_")).value == "11 Б"

    @pytest.mark.parametrize("text", ["7 АБВ", "7", "А", "7b", "семь А", "7 А 1", "7 1"])
    def test_is_not_guessed(self, text: str) -> None:
        assert fault(text, "pupils.class_") == Fault(
            Reason.VALUE_TYPE, f"класс «{text}» не распознан. Нужно число от 1 до 11 и одна буква, например «7 А»."
        )

    def test_there_is_no_twelfth(self) -> None:
        assert fault("12 А", "pupils.class_") == Fault(
            Reason.VALUE_RANGE, "класса «12 А» не бывает. Нужно число от 1 до 11 и одна буква, например «7 А»."
        )


class TestYear:
    @pytest.mark.parametrize(
        "text", ["2025-2026", "2025/26", "2025–2026", "2025 / 2026", "2025/2026 уч. год", "2025-26"]
    )
    def test_is_repaired(self, text: str) -> None:
        reading = read_cell(text, column("pupils.year"))
        assert reading.value == "2025/2026"
        assert reading.repairs

    def test_turn_of_the_century(self) -> None:
        assert read_cell("1999/2000", column("pupils.year")).value == "1999/2000"

    def test_a_single_year_is_only_suggested(self) -> None:
        assert fault("2025", "pupils.year") == Fault(
            Reason.VALUE_TYPE,
            "учебный год «2025» не распознан. Нужны два года подряд через дробь, например «2025/2026».",
            "2025/2026",
        )

    def test_two_years_must_follow(self) -> None:
        assert fault("2025/2027", "pupils.year") == Fault(
            Reason.VALUE_RANGE,
            "учебный год «2025/2027» не подходит. Нужны два года подряд через дробь, например «2025/2026».",
        )


class TestDate:
    @pytest.mark.parametrize("text", ["01.11.2025", "2025-11-01", "2025-11-01 00:00:00", "2025-11-01T00:00:00"])
    def test_two_notations_are_plain(self, text: str) -> None:
        reading = read_cell(text, column("pupils.left"))
        assert (reading.value, reading.repairs) == (date(2025, 11, 1), ())

    @pytest.mark.parametrize(
        ("text", "note"),
        [
            ("1.11.25", "дата записана как ДД.ММ.ГГГГ"),
            ("1.11.2025", "дата записана как ДД.ММ.ГГГГ"),
            ("01/11/2025", "дата записана как ДД.ММ.ГГГГ"),
            ("01-11-2025", "дата записана как ДД.ММ.ГГГГ"),
            ("2025.11.01", "дата записана как ДД.ММ.ГГГГ"),
            ("1 ноября 2025 г.", "дата записана как ДД.ММ.ГГГГ"),
            ("01.11.2025 г.", "дата записана как ДД.ММ.ГГГГ"),
            ("45962", "номер дня из Excel прочитан как дата"),
            ("2025-11-01 08:30", "время суток отброшено"),
        ],
    )
    def test_others_are_repaired(self, text: str, note: str) -> None:
        reading = read_cell(text, column("pupils.left"))
        assert reading.value == date(2025, 11, 1)
        assert note in reading.repairs

    @pytest.mark.parametrize("text", ["31.02.2025", "13.13.2025", "завтра", "11/2025", "1 ноябр 2025х"])
    def test_is_not_guessed(self, text: str) -> None:
        assert fault(text, "pupils.left") == Fault(
            Reason.VALUE_TYPE,
            f"дата «{text}» в столбце «Дата выбытия» не распознана. Нужна дата вида ДД.ММ.ГГГГ, например «15.01.2026».",
        )

    def test_far_years_are_refused(self) -> None:
        assert fault("01.09.1025", "pupils.left") == Fault(
            Reason.VALUE_RANGE,
            "дата «01.09.1025» в столбце «Дата выбытия» вне пределов: годы от 1990 до 2100. Нужна дата вида "
            "ДД.ММ.ГГГГ, например «15.01.2026».",
        )


class TestNumber:
    @pytest.mark.parametrize(("text", "value"), [("58,4", 58.4), ("58.4", 58.4), ("58", 58.0), ("0", 0.0)])
    def test_comma_and_point_are_plain(self, text: str, value: float) -> None:
        reading = read_cell(text, column("references.mean"))
        assert (reading.value, reading.repairs) == (value, ())

    @pytest.mark.parametrize(
        ("text", "value", "path", "note"),
        [
            ("58,4 %", 58.4, "references.mean", "убран знак процента"),
            ("58%", 58.0, "references.mean", "убран знак процента"),
            ("30 мин", 30.0, "requests.minutes", "убрана единица измерения"),
            ("17 баллов", 17.0, "procedures.primary_score", "убрана единица измерения"),
            ("−5", -5.0, "survey.value", "тире заменено минусом"),
            ("–5,5", -5.5, "survey.value", "тире заменено минусом"),
            ("1 000", 1000.0, "survey.value", "убраны пробелы между разрядами"),
            ("1\u00a0000", 1000.0, "survey.value", "убран неразрывный пробел"),
        ],
    )
    def test_others_are_repaired(self, text: str, value: float, path: str, note: str) -> None:
        reading = read_cell(text, column(path))
        assert reading.value == value
        assert note in reading.repairs

    @pytest.mark.parametrize("text", ["25,0", "25.00"])
    def test_a_whole_number_loses_its_zeros(self, text: str) -> None:
        reading = read_cell(text, column("schools.pupils"))
        assert (reading.value, reading.repairs) == (25, ("убрана нулевая дробная часть",))
        assert isinstance(reading.value, int)

    def test_half_a_teacher_is_refused(self) -> None:
        assert fault("12,5", "teachers.experience_years") == Fault(
            Reason.VALUE_TYPE,
            "значение «12,5» в столбце «Стаж» — не целое число. Нужно целое число от 0 до 65, например «12».",
        )

    @pytest.mark.parametrize("text", ["двенадцать", "1e2", "1 2", "1О", "17 из 25", "nan", "inf", "٣", "9" * 400])
    def test_words_are_refused(self, text: str) -> None:
        assert fault(text, "procedures.primary_score").reason is Reason.VALUE_TYPE

    def test_text_in_full(self) -> None:
        assert fault("17 из 25", "procedures.primary_score") == Fault(
            Reason.VALUE_TYPE,
            "значение «17 из 25» в столбце «Первичный балл» — не число. Нужно число от 0 до 1000, например «17».",
        )

    def test_limits(self) -> None:
        assert fault("101", "references.mean") == Fault(
            Reason.VALUE_RANGE,
            "значение «101» в столбце «Среднее» вне пределов. Нужно число от 0 до 100, например «58,4».",
        )

    def test_a_large_limit_has_no_exponent(self) -> None:
        column = Column("value", "Значение", Kind.NUMBER, "Число", "12", low=0.5, high=1_000_000)
        assert requirement(column) == "Нужно число от 0,5 до 1000000, например «12»."

    def test_a_spreadsheet_made_it_a_date(self) -> None:
        assert fault("2025-05-17", "references.mean") == Fault(
            Reason.VALUE_TYPE,
            "в столбце «Среднее» стоит дата «17.05.2025»: вероятно, таблица сама превратила значение в дату. Задайте "
            "столбцу текстовый формат и введите значение заново. Нужно число от 0 до 100, например «58,4».",
            "17,5",
        )


class TestChoice:
    @pytest.mark.parametrize(
        ("text", "path", "value", "note"),
        [
            ("б", "items.tier", "Б", "прописные и строчные буквы — как в списке"),
            ("впр", "procedures.procedure", "ВПР", "прописные и строчные буквы — как в списке"),
            ("BПP", "procedures.procedure", "ВПР", "латинские буквы заменены русскими"),
            ("призер", "participations.result", "призёр", "буква «ё» — как в списке"),
            ("5,0", "marks.mark", "5", "написание — как в списке"),
            ("осв.", "marks.mark", "осв", "написание — как в списке"),
            ("H", "marks.mark", "н", "латинские буквы заменены русскими"),
        ],
    )
    def test_spelling_is_repaired(self, text: str, path: str, value: str, note: str) -> None:
        reading = read_cell(text, column(path))
        assert (reading.value, reading.repairs) == (value, (note,))

    def test_a_point_is_a_mark_and_not_an_empty_cell(self) -> None:
        assert read_cell(".", column("marks.mark")).value == "."

    def test_the_nearest_is_named(self) -> None:
        assert fault("пирвая", "teachers.category") == Fault(
            Reason.VALUE_CHOICE,
            "значение «пирвая» в столбце «Категория» не из списка. Допустимо: «высшая», «первая», «соответствие», "
            "«без категории».",
            "первая",
        )

    def test_of_two_equally_near_none_is_named(self) -> None:
        assert fault("ОО", "pupils.level").suggestion == ""

    def test_a_beginning_is_enough_for_a_hint(self) -> None:
        assert fault("контр", "marks.work_type").suggestion == "контрольная"


class TestCode:
    @pytest.mark.parametrize(
        ("text", "note"),
        [
            ("Y-0123", "латинские буквы заменены русскими"),
            ("у-0123", "буква стала прописной"),
            ("У–0123", "тире заменено дефисом"),
            ("У - 0123", "тире заменено дефисом"),
            ("У0123", "добавлен дефис"),
            ("У 0123", "добавлен дефис"),
            ("y0123", "латинские буквы заменены русскими"),
        ],
    )
    def test_a_pupil_code_is_repaired(self, text: str, note: str) -> None:
        reading = read_cell(text, column("pupils.pupil"))
        assert reading.value == "У-0123"
        assert note in reading.repairs

    def test_a_bare_number_is_only_suggested(self) -> None:
        assert fault("0123", "pupils.pupil") == Fault(
            Reason.VALUE_PATTERN, "код «0123» в столбце «Код ученика» не подходит. Нужен код вида «У-0123».", "У-0123"
        )

    def test_a_school_code_is_latin(self) -> None:
        reading = read_cell("Shkоla-7", column("schools.school"))  # the о is Cyrillic
        assert reading.value == "shkola-7"

    def test_a_free_code_becomes_wholly_cyrillic(self) -> None:
        assert read_cell("MA7–ИТ", column("fos_plan.fos")).value == "МА7-ИТ"
        assert read_cell("ISBN-1", column("fos_plan.fos")).value == "ISBN-1"

    def test_a_name_is_never_repeated(self) -> None:
        found = fault("Иванова Мария", "pupils.pupil")
        assert found == Fault(
            Reason.NAME_NOT_CODE,
            "в столбце «Код ученика» стоит, похоже, имя, а не код (само имя здесь не повторяется). Имён в файлах быть "
            "не должно: поставьте код вида «У-0123», а ключ «имя — код» храните вне папки школы.",
            hidden=True,
        )

    def test_a_name_in_any_column_is_masked(self) -> None:
        assert "Иванова" not in fault("Иванова Мария", "pupils.class_").text

    def test_a_content_code_became_a_date(self) -> None:
        found = fault("2026-03-02", "items.content")
        assert (found.reason, found.suggestion) == (Reason.VALUE_TYPE, "2.3")


class TestText:
    def test_latin_letters_and_the_case_of_subjects(self) -> None:
        reading = read_cell("Мaтематика", column("marks.subject"))
        assert reading.value == "математика"
        assert reading.repairs == ("латинские буквы заменены русскими", "название предмета со строчной буквы")

    @pytest.mark.parametrize("text", ["ОБЗР", "ИЗО", "английский язык", "Я"])
    def test_abbreviated_subjects_stay(self, text: str) -> None:
        assert read_cell(text, column("marks.subject")).value == text

    def test_pattern(self) -> None:
        assert fault("все", "cards.grades") == Fault(
            Reason.VALUE_PATTERN, "значение «все» в столбце «Параллели» не подходит. Нужно значение вида «5–9»."
        )

    def test_parallels_became_a_date(self) -> None:
        assert fault("2026-09-05", "cards.grades").suggestion == "5–9"


class TestEmpty:
    @pytest.mark.parametrize("text", ["", "  ", "\u00a0"])
    def test_blank_is_missing_without_a_word(self, text: str) -> None:
        reading = read_cell(text, column("pupils.profile"))
        assert (reading.value, reading.repairs, reading.fault) == (None, (), None)

    @pytest.mark.parametrize("text", ["-", "—", "н/д", "Нет данных"])
    def test_a_dash_is_missing_and_said_so(self, text: str) -> None:
        reading = read_cell(text, column("pupils.profile"))
        assert (reading.value, reading.repairs) == (None, ("прочерк означает пустую ячейку",))


def test_every_kind_has_a_reader() -> None:
    for kind in Kind:
        example = next(item for table in TABLES.values() for item in table.columns if item.kind is kind)
        assert read_cell(example.example, example).value is not None
