"""Results of ОГЭ and ЕГЭ: samples whole, three damaged copies of each with their exact complaints."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from workbook.errors import DataRefused
from workbook.school.layouts import Known

from .conftest import Desk, Told, sizes


class TestOge:
    def test_whole(self, desk: Desk, samples: Path) -> None:
        found = desk.read(samples / "ОГЭ_математика.xlsx")
        procedures = found.tables["procedures"].set_index("pupil")
        assert procedures["primary_score"].dropna().tolist() == [
            24,
            19,
            16,
            13,
            9,
            10,
        ]  # the sixth passed on the reserve day
        assert set(procedures["max_score"]) == {31}
        assert found.tables["scales"].loc[0, ["mark", "min_score"]].tolist() == ["3", 8]

    def test_a_greatest_score_that_nobody_tells_is_asked_for(self, desk: Desk) -> None:
        path = desk.book("ОГЭ_математика.xlsx", B3=None)
        with pytest.raises(DataRefused, match="наибольший первичный балл по предмету «математика» не указан"):
            desk.read(path)
        assert set(desk.read(path, max_score=31.0).tables["procedures"]["max_score"]) == {31}
        met = pd.DataFrame([("ОГЭ", 9, "математика", 31.0)], columns=["procedure", "grade", "subject", "max_score"])
        known = Known("2025/2026", desk.known.pupils, maxima=met)
        assert set(desk.read(path, known).tables["procedures"]["max_score"]) == {31}

    def test_scores(self, desk: Desk, told: Told) -> None:
        found = desk.read(desk.book("ОГЭ_математика.xlsx", D7=34, D8="много", E9=7, E11=4, D11=7))
        assert sizes(found) == {"procedures": 5, "scales": 1}
        assert told(found) == [
            "исправлено: строк над заголовком: 5; таблица начинается со строки 6.",
            "исправлено: строка 15: итоги и подписи под таблицей пропущены.",
            "ошибка: ячейка D8: первичный балл — не число и не «неявка». Строка не учтена.",
            "ошибка: ячейка E9: отметка — не 2, 3, 4, 5. Значение не учтено.",
            "ошибка: строка 7: первичный балл больше наибольшего возможного. Строка не учтена.",
            "предупреждение: строка 11: балл ниже минимального, а отметка не «2». Взято как в файле; проверьте "
            "минимум и отметку.",
            "исправлено: строка 13: экзамен не писал: балл записан пустым.",
            "предупреждение: строка 14: экзамен сдан ещё раз: взят результат последнего дня.",
        ]

    def test_doubles(self, desk: Desk, told: Told) -> None:
        found = desk.read(desk.book("ОГЭ_математика.xlsx", C14="02.06.2026"))
        assert sizes(found) == {"procedures": 7, "scales": 1}
        assert told(found) == [
            "исправлено: строк над заголовком: 5; таблица начинается со строки 6.",
            "исправлено: строка 15: итоги и подписи под таблицей пропущены.",
            "исправлено: строка 13: экзамен не писал: балл записан пустым.",
            "ошибка: строка 14: по этому экзамену у ученика есть другой результат того же дня. Учтена первая "
            "строка; оставьте верную.",
        ]

    def test_people(self, desk: Desk, told: Told) -> None:
        found = desk.read(desk.book("ОГЭ_математика.xlsx", A7="Иванов Иван", B8="9 Б", A9=None))
        assert sizes(found) == {"procedures": 5, "scales": 1}
        assert told(found) == [
            "исправлено: строк над заголовком: 5; таблица начинается со строки 6.",
            "исправлено: строка 15: итоги и подписи под таблицей пропущены.",
            "ошибка: строка 9: не указано, о ком строка; она не учтена.",
            "ошибка: строка 7: вместо кодов стоят имена (здесь они не повторяются). Люди в папке школы — только "
            "коды: возьмите выгрузку с кодами или дайте таблицу «имя — код», которая лежит вне папки школы "
            "(--names). Строка не учтена.",
            "предупреждение: строка 8: класс не совпадает с таблицей «Ученики» (в выгрузке 9 Б, у школы 9 А). "
            "Результаты взяты; проверьте, тот ли это ученик.",
            "исправлено: строка 13: экзамен не писал: балл записан пустым.",
            "предупреждение: строка 14: экзамен сдан ещё раз: взят результат последнего дня.",
        ]


class TestEge:
    def test_whole(self, desk: Desk, samples: Path) -> None:
        found = desk.read(samples / "ЕГЭ.tsv")
        procedures = found.tables["procedures"]
        assert procedures["test_score"].tolist() == [79, 67, 33, 65, 43]
        assert set(procedures["procedure"]) == {"ЕГЭ"}
        assert found.made.told == (
            "ЕГЭ, русский язык: 3 результата, ниже минимума (36) — 1.",
            "ЕГЭ, физика: 2 результата, ниже минимума (39) — 0.",
        )

    def test_scores(self, desk: Desk, told: Told) -> None:
        found = desk.read(desk.text("ЕГЭ.tsv", ("\t79\t", "\t179\t"), ("\t12\t43", "\t52\t43"), encoding="utf-8-sig"))
        assert sizes(found) == {"procedures": 3}
        assert told(found) == [
            "исправлено: строк над заголовком: 1; таблица начинается со строки 2.",
            "ошибка: ячейка E3: тестовый балл — не число от 0 до 100. Строка не учтена.",
            "ошибка: строка 7: первичный балл больше наибольшего возможного. Строка не учтена.",
        ]

    def test_people(self, desk: Desk, told: Told) -> None:
        path = desk.text(
            "ЕГЭ.tsv", ("У-1101\t11А\tФ", "Иванов Иван\t11А\tФ"), ("У-1103", "У-1109"), encoding="utf-8-sig"
        )
        found = desk.read(path)
        assert sizes(found) == {"procedures": 3}
        assert told(found) == [
            "исправлено: строк над заголовком: 1; таблица начинается со строки 2.",
            "ошибка: строка 6: вместо кодов стоят имена (здесь они не повторяются). Люди в папке школы — только "
            "коды: возьмите выгрузку с кодами или дайте таблицу «имя — код», которая лежит вне папки школы "
            "(--names). Строка не учтена.",
            "ошибка: строка 5: учеников с этими кодами в таблице «Ученики» школы нет: проверьте коды или сначала "
            "внесите контингент. Строка не учтена.",
        ]

    def test_doubles(self, desk: Desk, told: Told) -> None:
        path = desk.text("ЕГЭ.tsv", ("У-1103", "У-1102"), ("Физика\t12\t43", "Физика\t-\t-"), encoding="utf-8-sig")
        found = desk.read(path)
        assert sizes(found) == {"procedures": 4}
        assert told(found) == [
            "исправлено: строк над заголовком: 1; таблица начинается со строки 2.",
            "исправлено: строка 7: экзамен не писал: балл записан пустым.",
            "ошибка: строка 5: по этому экзамену у ученика есть другой результат того же дня. Учтена первая "
            "строка; оставьте верную.",
        ]
