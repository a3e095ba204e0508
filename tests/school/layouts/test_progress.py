"""Reports of pupils: blocks on a sheet and a sheet a pupil; three damaged copies with their exact complaints."""

from __future__ import annotations

from pathlib import Path

from .conftest import Desk, Told, sizes


class TestProgress:
    def test_whole(self, desk: Desk, samples: Path) -> None:
        found = desk.read(samples / "отчёты_учеников_7А.xlsx")
        marks = found.tables["period_marks"]
        assert sizes(found) == {"period_marks": 34}
        table = marks.pivot(index=["pupil", "subject"], columns="period", values="mark")
        assert table.loc[("У-0701", "алгебра")].tolist() == ["5", "5", "4", "5", "5"]
        assert table.loc[("У-0704", "история")].isna().sum() == 1
        assert table.loc[("У-0709", "алгебра"), "2 четверть"] == "н/а"
        assert set(table.loc[("У-0704", "физическая культура")]) == {"осв"}

    def test_marks(self, desk: Desk, told: Told) -> None:
        found = desk.read(desk.book("отчёты_учеников_7А.xlsx", C4="5 4", D4="н", E4="отл", F5="зачёт"))
        assert sizes(found) == {"period_marks": 31}
        assert told(found) == [
            "ошибка: ячейка C4: несколько отметок в клетке отметки за период: какая верна, не видно. Значение не "
            "учтено.",
            "ошибка: ячейка D4: отметка об отсутствии стоит вместо отметки за период. Значение не учтено.",
            "ошибка: ячейка E4: это не отметка за период. Допустимо: 5, 4, 3, 2, н/а, осв, зч, незач. Значение "
            "не учтено.",
            "исправлено: ячейка F5: отметки записаны, как принято: 4, н/а, осв, зч, незач.",
            "предупреждение: ячейка E12: точка — долг, а не отметка за период; отметки нет. Поставьте отметку или н/а.",
        ]

    def test_people(self, desk: Desk, told: Told) -> None:
        found = desk.read(desk.book("отчёты_учеников_7А.xlsx", B2="Иванова Мария", B9="У-0999"))
        assert sizes(found) == {"period_marks": 10}
        assert told(found) == [
            "ошибка: строка 2: вместо кодов стоят имена (здесь они не повторяются). Люди в папке школы — только "
            "коды: возьмите выгрузку с кодами или дайте таблицу «имя — код», которая лежит вне папки школы "
            "(--names). Строка не учтена.",
            "ошибка: строка 9: учеников с этими кодами в таблице «Ученики» школы нет: проверьте коды или сначала "
            "внесите контингент. Строка не учтена.",
        ]

    def test_doubles(self, desk: Desk, told: Told) -> None:
        found = desk.read(desk.book("отчёты_учеников_7А.xlsx", B9="У-0701", G11="3"))
        assert sizes(found) == {"period_marks": 25}
        assert told(found) == [
            "предупреждение: ячейка E12: точка — долг, а не отметка за период; отметки нет. Поставьте отметку или н/а.",
            "исправлено: ячейки C12, E11: отметка этого ученика по предмету за период уже есть, такая же; повтор "
            "не учтён.",
            "ошибка: ячейки C11, D11, D12, F11, F12, G11, G12: у этого ученика по предмету за период уже стоит "
            "другая отметка. Учтена первая; оставьте одну, верную.",
        ]
