"""«Контингент»: the sample whole, three damaged copies with their exact complaints, codes given to names."""

from __future__ import annotations

from pathlib import Path

from .conftest import Desk, Told, sizes


class TestMovement:
    def test_whole(self, desk: Desk, samples: Path) -> None:
        pupils = desk.read(samples / "контингент.csv").tables["pupils"].set_index("pupil")
        assert len(pupils) == 20
        gone = pupils.loc["У-0908"]
        assert (gone["class_"], gone["level"], gone["leave_reason"]) == ("9 А", "ООО", "перевод в другую школу")
        assert f"{gone['left']:%d.%m.%Y}" == "15.01.2026"
        assert f"{pupils.at['У-0711', 'enrolled']:%d.%m.%Y}" == "10.11.2025"

    def test_names_get_codes_only_when_a_key_is_kept(self, desk: Desk) -> None:
        path = desk.text("контингент.csv", ("У-0703", "Иванов Иван"))
        found = desk.read(path, give_codes=True)
        assert sizes(found) == {"pupils": 20}
        assert found.made.key_table is not None
        assert found.made.key_table.to_numpy().tolist() == [["Иванов Иван (7 А)", "У-900001"]]
        assert "Иванов" not in found.tables["pupils"].to_csv()

    def test_a_pupil_who_changed_class_is_one_row(self, desk: Desk, told: Told) -> None:
        moved = ("5;У-0705;7А;м;01.09.2025;;", "5;У-0704;7Б;м;12.01.2026;;")
        path = desk.text(
            "контингент.csv", ("4;У-0704;7А;ж;01.09.2025;;", "4;У-0704;7А;м;01.09.2025;11.01.2026;"), moved
        )
        found = desk.read(path)
        mine = found.tables["pupils"].set_index("pupil").loc["У-0704"]
        assert (mine["class_"], f"{mine['enrolled']:%d.%m.%Y}") == ("7 Б", "01.09.2025")
        assert (
            told(found)[-1]
            == "исправлено: строка 9: ученик перешёл в другой класс: записан новый класс и первая дата прибытия."
        )

    def test_dates(self, desk: Desk, told: Told) -> None:
        path = desk.text(
            "контингент.csv", ("1;У-0701;7А;м;01.09.2025", "1;У-0701;7А;м;31.09.2025"), ("15.01.2026", "15.08.2025")
        )
        found = desk.read(path)
        assert sizes(found) == {"pupils": 20}
        assert told(found) == [
            "исправлено: текст записан в кодировке Windows-1251, прочитан в ней.",
            "исправлено: строк над заголовком: 3; таблица начинается со строки 4.",
            "исправлено: строка 25: итоги и подписи под таблицей пропущены.",
            "ошибка: ячейка E5: дата прибытия не распознана: нужна ДД.ММ.ГГГГ. Значение не учтено.",
            "ошибка: строка 24: дата выбытия раньше даты прибытия; выбытие не записано.",
        ]

    def test_people(self, desk: Desk, told: Told) -> None:
        path = desk.text("контингент.csv", ("У-0703", "Иванов Иван"), ("У-0705", "У-0706"), ("Всего: 20", "Всего: 25"))
        found = desk.read(path)
        assert sizes(found) == {"pupils": 18}
        assert told(found) == [
            "исправлено: текст записан в кодировке Windows-1251, прочитан в ней.",
            "исправлено: строк над заголовком: 3; таблица начинается со строки 4.",
            "исправлено: строка 25: итоги и подписи под таблицей пропущены.",
            "предупреждение: в файле сказано «всего 25», а строк учеников 20. Проверьте, весь ли список выгружен.",
            "ошибка: строка 7: вместо кодов стоят имена (здесь они не повторяются). Люди в папке школы — только "
            "коды: возьмите выгрузку с кодами или дайте таблицу «имя — код», которая лежит вне папки школы "
            "(--names). Строка не учтена.",
            "ошибка: строка 10: ученик записан ещё раз с другими сведениями. Учтена первая его строка; оставьте "
            "одну, верную.",
        ]

    def test_classes(self, desk: Desk, told: Told) -> None:
        path = desk.text(
            "контингент.csv",
            ("4;У-0704;7А", "4;У-0704;12А"),
            ("5;У-0705;7А;м", "5;У-0705;7А;x"),
            ("Перевод в другую школу", "по семейным"),
        )
        found = desk.read(path)
        assert sizes(found) == {"pupils": 19}
        assert told(found) == [
            "исправлено: текст записан в кодировке Windows-1251, прочитан в ней.",
            "исправлено: строк над заголовком: 3; таблица начинается со строки 4.",
            "исправлено: строка 25: итоги и подписи под таблицей пропущены.",
            "ошибка: ячейка C8: класс не указан или не распознан: нужно «7 А». Строка не учтена.",
            "ошибка: ячейка D9: пол — «м» или «ж». Значение не учтено.",
            "предупреждение: ячейка G24: причина выбытия не из списка, записано «другое».",
        ]
