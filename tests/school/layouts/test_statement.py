"""«Сводная ведомость»: the sample is a web page in cp1251; three damaged copies with their exact complaints."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbook.errors import DataRefused
from workbook.school.layouts import Memory

from .conftest import Desk, Told, sizes


class TestStatement:
    def test_whole(self, desk: Desk, samples: Path) -> None:
        found = desk.read(samples / "сводная_ведомость_7А.xls")
        marks = found.tables["period_marks"]
        assert sizes(found) == {"period_marks": 60}
        assert set(marks["period"]) == {"4 четверть"}
        assert set(marks["year"]) == {"2025/2026"}
        table = marks.pivot(index="pupil", columns="subject", values="mark")
        assert table.loc["У-0704"].to_dict() == {
            "алгебра": "4", "геометрия": "4", "история": "4", "русский язык": "3", "физическая культура": "осв",
        }  # fmt: skip
        assert table.loc["У-0712", "алгебра"] == "н/а"
        assert marks.groupby("subject")["teacher"].first()["русский язык"] == "П-702"

    def test_the_school_answers_once_what_a_subject_is_called(self, desk: Desk, told: Told) -> None:
        path = desk.text("сводная_ведомость_7А.xls", ("История", "Волшебство"))
        found = desk.read(path, memory=Memory(subjects={"волшебство": "история"}))
        assert "история" in set(found.tables["period_marks"]["subject"])
        assert not [line for line in told(found) if "волшебство" in line]

    def test_a_period_that_nobody_tells_is_asked_for(self, desk: Desk) -> None:
        path = desk.text("сводная_ведомость_7А.xls", ("4 четверть", ""))
        with pytest.raises(DataRefused, match="период не указан ни в файле, ни в паспорте"):
            desk.read(path)
        assert set(desk.read(path, period="год").tables["period_marks"]["period"]) == {"год"}

    def test_periods_under_subjects_are_told_apart(self, desk: Desk, tmp_path: Path) -> None:
        path = tmp_path / "итоги.csv"
        rows = [
            "Итоговые отметки 7 А класса, 2025/2026 учебный год", "№;Ученик;Алгебра;;;История;;",
            ";;1 ч.;2 ч.;Год;I ч;II ч;Годовая",
            "1;У-0701;5;4;5;4;3;4", "2;У-0702;3;н/а;3;осв;осв;осв",
        ]  # fmt: skip
        path.write_text("\n".join(rows), encoding="utf-8")
        marks = desk.read(path).tables["period_marks"]
        table = marks.pivot(index="pupil", columns=["subject", "period"], values="mark")
        assert table.loc["У-0701"].tolist() == ["5", "4", "5", "4", "3", "4"]
        assert len(marks) == 12

    def test_physics_is_no_name(self, desk: Desk, tmp_path: Path, told: Told) -> None:
        path = tmp_path / "итоги.csv"
        path.write_text("Код ученика;Физика;Физ. культура;Химия\nУ-0701;5;4;3\nУ-0702;4;осв;4\n", encoding="utf-8")
        found = desk.read(path, period="год")
        assert sorted(set(found.tables["period_marks"]["subject"])) == ["физика", "физическая культура", "химия"]
        assert told(found) == []

    def test_a_column_without_a_header_does_not_vanish(self, desk: Desk, tmp_path: Path, told: Told) -> None:
        path = tmp_path / "итоги.csv"
        path.write_text("Ученик;Алгебра;История;\nУ-0701;5;4;3\nУ-0702;4;4;4\n", encoding="utf-8")
        found = desk.read(path, period="год")
        assert told(found) == ["ошибка: столбцы без заголовка не прочитаны: D. Подпишите их."]

    def test_names_become_codes_by_a_key(self, desk: Desk, told: Told) -> None:
        path = desk.text("сводная_ведомость_7А.xls", ("У-0705", "Иванов  Иван"))
        found = desk.read(path, names={"иванов иван (7 а)": "У-0705"})
        assert sizes(found) == {"period_marks": 60}
        assert not [problem for problem in found.problems if "Иванов" in problem.message]
        found = desk.read(path, names={"петров петр": "У-0705"})
        assert "ошибка: строка 10: этих имён нет в таблице «имя — код»" in "".join(told(found))

    def test_marks(self, desk: Desk, told: Told) -> None:
        path = desk.text(
            "сводная_ведомость_7А.xls",
            ("У-0701</td><td>5</td><td>5<", "У-0701</td><td>.</td><td>5 4<"),
            ("У-0702</td><td>5<", "У-0702</td><td>н<"),
            ("У-0703</td><td>4<", "У-0703</td><td>7<"),
        )
        found = desk.read(path)
        assert sizes(found) == {"period_marks": 56}
        assert told(found) == [
            "исправлено: внутри веб-страница, так выгружают некоторые журналы: прочитаны её таблицы.",
            "исправлено: столбцы не предметов не прочитаны: «Средний балл».",
            "исправлено: строк над заголовком: 2; таблица начинается со строки 3.",
            "исправлено: строки 18, 19: итоги и подписи под таблицей пропущены.",
            "предупреждение: ячейка C6: точка — долг, а не отметка за период; отметки нет. Поставьте отметку или н/а.",
            "ошибка: ячейка C7: отметка об отсутствии стоит вместо отметки за период. Значение не учтено.",
            "ошибка: ячейка C8: это не отметка за период. Допустимо: 5, 4, 3, 2, н/а, осв, зч, незач. Значение "
            "не учтено.",
            "ошибка: ячейка D6: несколько отметок в клетке отметки за период: какая верна, не видно. Значение не "
            "учтено.",
        ]

    def test_people(self, desk: Desk, told: Told) -> None:
        path = desk.text(
            "сводная_ведомость_7А.xls",
            ("У-0705", "Иванов Иван"),
            ("У-0706", "У-0999"),
            ("У-0707", "y-0707"),
            ("У-0708", "У-0709"),
        )
        found = desk.read(path)
        assert sizes(found) == {"period_marks": 45}
        assert told(found) == [
            "исправлено: внутри веб-страница, так выгружают некоторые журналы: прочитаны её таблицы.",
            "исправлено: столбцы не предметов не прочитаны: «Средний балл».",
            "исправлено: строк над заголовком: 2; таблица начинается со строки 3.",
            "исправлено: строки 18, 19: итоги и подписи под таблицей пропущены.",
            "ошибка: строка 10: вместо кодов стоят имена (здесь они не повторяются). Люди в папке школы — только "
            "коды: возьмите выгрузку с кодами или дайте таблицу «имя — код», которая лежит вне папки школы "
            "(--names). Строка не учтена.",
            "ошибка: строка 11: учеников с этими кодами в таблице «Ученики» школы нет: проверьте коды или "
            "сначала внесите контингент. Строка не учтена.",
            "исправлено: строка 12: код ученика записан как «У-0123».",
            "исправлено: ячейки C14, D14, E14: отметка этого ученика по предмету за период уже есть, такая же; "
            "повтор не учтён.",
            "ошибка: ячейки F14, G14: у этого ученика по предмету за период уже стоит другая отметка. Учтена "
            "первая; оставьте одну, верную.",
        ]

    def test_subjects(self, desk: Desk, told: Told) -> None:
        path = desk.text(
            "сводная_ведомость_7А.xls", ("Геометрия", "Алгебра"), ("История", "Волшебство"), ("П-704", "Петрова А. И.")
        )
        found = desk.read(path)
        assert sizes(found) == {"period_marks": 48}
        assert told(found) == [
            "исправлено: внутри веб-страница, так выгружают некоторые журналы: прочитаны её таблицы.",
            "исправлено: столбцы не предметов не прочитаны: «Средний балл».",
            "исправлено: имена учителей в заголовке не перенесены: 1. Учитель записывается кодом «П-017».",
            "предупреждение: столбец F: предмета «волшебство» у школы ещё не было; записан так. Ответ "
            'запоминается: --subject-name "Волшебство=волшебство".',
            "исправлено: строк над заголовком: 2; таблица начинается со строки 3.",
            "исправлено: строки 18, 19: итоги и подписи под таблицей пропущены.",
            "исправлено: ячейки D6, D8, D9, D11, D12, D13, D14, D16 и ещё 1: отметка этого ученика по предмету "
            "за период уже есть, такая же; повтор не учтён.",
            "ошибка: ячейки D7, D10, D15: у этого ученика по предмету за период уже стоит другая отметка. Учтена "
            "первая; оставьте одну, верную.",
        ]
