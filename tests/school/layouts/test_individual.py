"""«Ф1» of ФИС ОКО: the sample whole, three damaged copies with their exact complaints, codes of participants."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from workbook.errors import DataRefused
from workbook.school.layouts import Known

from .conftest import Desk, Told, sizes


class TestIndividual:
    def test_whole(self, desk: Desk, samples: Path, names: dict[str, str]) -> None:
        found = desk.read(samples / "Ф1_математика_7.xlsx", names=names)
        assert found.reason == (
            "7 столбцов заданий вида «1 (2б)», есть столбец «Код участника», над таблицей «ВПР 2026 Математика 7 класс»"
        )
        procedures = found.tables["procedures"].set_index("pupil")
        first = procedures.loc["У-0701"]
        assert (first["procedure"], first["year"], first["grade"], first["subject"]) == (
            "ВПР",
            "2025/2026",
            7,
            "математика",
        )
        assert (first["primary_score"], first["max_score"], first["mark"], first["journal_mark"]) == (10, 10, "5", "5")
        assert pd.isna(procedures.at["У-0712", "primary_score"])
        assert pd.isna(procedures.at["У-0712", "journal_mark"])
        items = found.tables["items"]
        assert items["item"].tolist()[2:5] == ["ВПР-МА7-2026-03К1", "ВПР-МА7-2026-03К2", "ВПР-МА7-2026-04.1"]
        assert items["tier"].tolist() == ["Б", "Б", "Б", "Б", "П", "П", "П"]
        assert items["max_score"].sum() == 10
        responses = found.tables["responses"]
        assert responses["score"].isna().sum() == 6  # six «X» of pupils who wrote
        sums = responses.groupby("pupil")["score"].sum()
        assert (sums == procedures["primary_score"].dropna()).all()
        assert found.tables["fos_plan"].loc[0, ["fos", "control_type"]].tolist() == ["ВПР-МА7-2026", "внешний"]
        assert f"{found.tables['fos_plan'].loc[0, 'due']:%d.%m.%Y}" == "14.04.2026"

    def test_without_a_key_participants_keep_numbers_of_their_own(self, desk: Desk, samples: Path, told: Told) -> None:
        found = desk.read(samples / "Ф1_математика_7.xlsx", known=Known("2025/2026"))
        assert found.tables["pupils"]["pupil"].tolist()[:2] == ["У-970001", "У-970002"]
        assert set(found.tables["pupils"]["class_"]) == {"7 А"}
        assert told(found)[1] == (
            "предупреждение: коды участников — не коды учеников: записаны как У-970001 … У-970012. С журналом и "
            "другими процедурами они не сопоставляются; чтобы сопоставить, дайте таблицу «код участника — код "
            "ученика» (--names)."
        )

    def test_a_class_is_never_counted_twice(self, desk: Desk, samples: Path, told: Told) -> None:
        found = desk.read(samples / "Ф1_математика_7.xlsx")
        assert not found.tables
        assert told(found)[-1] == (
            "ошибка: ученики класса 7 А у школы уже есть. Под новыми кодами класс был бы учтён дважды, поэтому "
            "результаты не переносятся: дайте таблицу «код участника — код ученика» (--names)."
        )

    def test_numbers_of_another_year_are_other_children(self, desk: Desk, samples: Path, told: Told) -> None:
        pupils = pd.DataFrame([("2024/2025", "У-970003", "7 А")], columns=["year", "pupil", "class_"], dtype="str")
        found = desk.read(samples / "Ф1_математика_7.xlsx", known=Known("2025/2026", pupils))
        assert not found.tables
        assert "номера участников повторяют коды других учеников школы (У-970003)" in told(found)[-1]

    def test_marks_against_the_scale_of_the_school(
        self, desk: Desk, samples: Path, names: dict[str, str], told: Told
    ) -> None:
        rows = [("ВПР", "2025/2026", 7, "математика", mark, low) for mark, low in (("3", 3), ("4", 6), ("5", 8))]
        scales = pd.DataFrame(rows, columns=["procedure", "year", "grade", "subject", "mark", "min_score"])
        known = Known("2025/2026", desk.known.pupils, scales=scales)
        found = told(desk.read(samples / "Ф1_математика_7.xlsx", known, names=names))
        assert [line for line in found if "шкал" in line] == [
            "предупреждение: строка 10: отметка не соответствует шкале школы («3» от 3, «4» от 6, «5» от 8). Отметки "
            "взяты из файла; проверьте шкалу и файл."
        ]

    def test_two_schools_in_one_file_are_refused(self, desk: Desk, names: dict[str, str]) -> None:
        path = desk.book("Ф1_математика_7.xlsx", A21="МБОУ СОШ № 3 (edu654321)")
        with pytest.raises(DataRefused, match=r"результаты нескольких школ \(edu123456, edu654321\)"):
            desk.read(path, names=names)

    def test_points(self, desk: Desk, told: Told, names: dict[str, str]) -> None:
        found = desk.read(desk.book("Ф1_математика_7.xlsx", G9=3, I10=7, N11=9, H12="да", N16="много"), names=names)
        assert sizes(found) == {"fos_plan": 1, "items": 7, "procedures": 10, "responses": 56}
        assert told(found) == [
            "ошибка: ячейка H12: балл за задание — не число, не «X» и не прочерк. Значение не учтено.",
            "ошибка: ячейки G9, I10: балл за задание больше его максимума из заголовка. Значения не учтены.",
            "ошибка: ячейка N16: первичный балл — не число. Строка не учтена.",
            "ошибка: строка 11: сумма баллов по заданиям не равна первичному баллу (7 и 9). Выгрузите файл ещё "
            "раз или исправьте неверное число. Строка не учтена.",
            "исправлено: строки 19, 20: участник не писал работу (нет ни баллов, ни отметки за неё): балл "
            "записан пустым.",
            "исправлено: имена и номера заменены кодами по таблице «имя — код»: 10; сами имена никуда не записаны.",
        ]

    def test_people(self, desk: Desk, told: Told, names: dict[str, str]) -> None:
        path = desk.book("Ф1_математика_7.xlsx", D10=70001, D12="79999", D14=None, B6="Кол-во участников: 14")
        found = desk.read(path, names=names)
        assert sizes(found) == {"fos_plan": 1, "items": 7, "procedures": 9, "responses": 49}
        assert told(found) == [
            "ошибка: строка 14: нет кода участника. Строка не учтена.",
            "предупреждение: «Кол-во участников: 14», а строк участников 11. Файл, возможно, неполон: выгрузите "
            "его ещё раз.",
            "ошибка: строка 10: участник записан ещё раз с другими результатами. Учтена первая его строка; "
            "оставьте одну, верную.",
            "исправлено: строки 19, 20: участник не писал работу (нет ни баллов, ни отметки за неё): балл "
            "записан пустым.",
            "ошибка: строка 12: ученик обозначен не кодом вида «У-0123» и не найден в таблице «имя — код» "
            "(--names). Строка не учтена.",
            "исправлено: имена и номера заменены кодами по таблице «имя — код»: 9; сами имена никуда не записаны.",
        ]

    def test_marks(self, desk: Desk, told: Told, names: dict[str, str]) -> None:
        found = desk.read(desk.book("Ф1_математика_7.xlsx", O9=2, P10="6", G7=None, B3=12, O15=5), names=names)
        assert sizes(found) == {"fos_plan": 1, "items": 7, "procedures": 12, "responses": 70}
        assert told(found) == [
            "предупреждение: уровень сложности не указан у заданий 1: записан базовый (Б), исправьте в банке.",
            "предупреждение: максимумы заданий дают вместе 10, а «Максимальный первичный балл» — 12. Взята сумма "
            "максимумов; проверьте, все ли задания в файле.",
            "ошибка: ячейка P10: отметка по журналу — не 2, 3, 4, 5 и не «нет отметки». Значение не учтено.",
            "исправлено: строки 19, 20: участник не писал работу (нет ни баллов, ни отметки за неё): балл "
            "записан пустым.",
            "предупреждение: строки 9, 15: отметка спорит с отметками за больший или меньший балл: такой шкалы "
            "не бывает. Взята из файла; проверьте.",
            "исправлено: имена и номера заменены кодами по таблице «имя — код»: 12; сами имена никуда не записаны.",
        ]
