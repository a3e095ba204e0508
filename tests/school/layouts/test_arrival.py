"""Rows brought into a school: never doubled, never over other values, all or nothing."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from workbook.errors import DataRefused, FileRefused
from workbook.school import read_school
from workbook.school.intake.bank import typed
from workbook.school.layouts import arrival, bring
from workbook.school.layouts.additions import fresh_rows
from workbook.school.layouts.memory import FILE, Memory, read_memory, written_memory

PUPILS = ["Учебный год;Код ученика;Класс;Уровень образования", "2025/2026;У-0101;7 А;ООО", "2025/2026;У-0102;7 А;ООО"]


@pytest.fixture
def filled(school: Path) -> Path:
    (school / "pupils.csv").write_bytes("\n".join([*PUPILS, ""]).encode("cp1251"))
    return school


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def _marks(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return typed(
        [
            {"pupil": pupil, "subject": "алгебра", "date": day, "work_type": "урок", "mark": mark}
            for pupil, day, mark in rows
        ],
        "marks",
    )


def _period(mark: str, pupil: str = "У-0101", teacher: str = "") -> pd.DataFrame:
    record = {"year": "2025/2026", "pupil": pupil, "subject": "алгебра", "period": "год", "mark": mark}
    return typed([{**record, "teacher": teacher}], "period_marks")


class TestBring:
    def test_the_same_export_twice_adds_nothing(self, filled: Path) -> None:
        tables = {"period_marks": _period("4"), "marks": _marks(("У-0101", "2026-04-07", "5"))}
        bring(tables, filled)
        before = _bytes(filled)
        told = bring(tables, filled).told
        assert told == (
            "Таблица «Отметки за период»: добавляется 0 строк; 1 строка уже была и оставлена без изменений.",
            "Таблица «Текущие отметки»: добавляется 0 строк; уже было и оставлено: 1 строка.",
        )
        assert _bytes(filled) == before

    def test_two_equal_marks_of_one_day_are_two(self, filled: Path) -> None:
        bring({"marks": _marks(("У-0101", "2026-04-07", "5"))}, filled)
        bring({"marks": _marks(("У-0101", "2026-04-07", "5"), ("У-0101", "2026-04-07", "5"))}, filled)
        assert len(read_school(filled)["marks"]) == 2

    def test_contradictions_are_listed_and_nothing_is_written(self, filled: Path) -> None:
        bring({"period_marks": _period("4")}, filled)
        before = _bytes(filled)
        with pytest.raises(DataRefused) as refusal:
            bring({"period_marks": _period("5"), "marks": _marks(("У-0101", "2026-04-07", "5"))}, filled)
        assert refusal.value.message == (
            "У школы «shkola-12» в таблице «Отметки за период» другие значения: 1 строка (2025/2026, У-0101, алгебра, "
            "год). Ничего не записано. Решите, что верно, и повторите."
        )
        assert _bytes(filled) == before

    def test_what_fails_half_way_is_put_back(self, filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        before = _bytes(filled)

        def refuse(*_: object) -> list[str]:
            raise FileRefused("Файл занят.", arrival.Reason.RUN_DISK)

        monkeypatch.setattr(arrival, "add_keyless", refuse)
        with pytest.raises(FileRefused):
            bring({"period_marks": _period("4"), "marks": _marks(("У-0101", "2026-04-07", "5"))}, filled)
        assert _bytes(filled) == before

    def test_unknown_pupils_change_nothing(self, filled: Path) -> None:
        before = _bytes(filled)
        with pytest.raises(DataRefused, match="при проверке отложено 1 строка"):
            bring({"marks": _marks(("У-0999", "2026-04-07", "5"))}, filled)
        assert _bytes(filled) == before

    def test_what_is_empty_at_the_school_is_told_and_not_changed(self, filled: Path) -> None:
        row = {"year": "2025/2026", "pupil": "У-0101", "class_": "7 А", "level": "ООО", "left": "2026-01-15"}
        told = bring({"pupils": typed([row], "pupils")}, filled).told
        assert told[0] == (
            "Таблица «Ученики»: в столбце «Дата выбытия» у школы пусто, а в выгрузке есть значение: 2025/2026, У-0101. "
            "Прежние строки не меняются: впишите сами."
        )
        assert read_school(filled)["pupils"]["left"].isna().all()

    def test_a_file_gains_the_column_that_an_export_fills(self, filled: Path) -> None:
        bring({"period_marks": _period("4")}, filled)
        told = bring({"period_marks": _period("3", "У-0102", "П-017")}, filled).told
        assert told[0] == "В файл «period_marks.csv» добавлены столбцы «Код учителя»."
        after = read_school(filled)
        assert not after.problems
        assert after["period_marks"]["teacher"].fillna("").tolist() == ["", "П-017"]

    def test_an_old_encoding_and_its_separator_stay(self, filled: Path) -> None:
        fresh = typed([{"year": "2025/2026", "pupil": "У-0103", "class_": "7 А", "level": "ООО", "sex": "ж"}], "pupils")
        bring({"pupils": fresh}, filled)
        text = (filled / "pupils.csv").read_bytes().decode("cp1251")
        assert text.startswith("Учебный год;Код ученика;Класс;Уровень образования;Пол")
        assert read_school(filled)["pupils"]["sex"].fillna("").tolist() == ["", "", "ж"]

    def test_landmarks_go_where_the_district_keeps_them(self, filled: Path) -> None:
        row = {"procedure": "ВПР", "year": "2025/2026", "grade": 7, "subject": "алгебра", "territory": "регион"}
        district = filled.parent / "references.csv"
        district.write_text(
            "Процедура;Учебный год;Параллель;Предмет;Территория;Единица;Среднее\n"
            "ВПР;2025/2026;7;физика;регион;отметка;3,5\n",
            encoding="utf-8",
        )
        told = bring({"references": typed([{**row, "unit": "отметка", "mean": 3.42}], "references")}, filled).told
        assert told == ("Таблица «Ориентиры»: добавляется 1 строка. Файл: ../references.csv.",)
        assert not (filled / "references.csv").exists()
        assert read_school(filled)["references"]["mean"].tolist() == [3.5, 3.42]


class TestFreshRows:
    def test_counts_equal_rows(self, filled: Path) -> None:
        bring({"marks": _marks(("У-0101", "2026-04-07", "5"))}, filled)
        more = _marks(("У-0101", "2026-04-07", "5"), ("У-0101", "2026-04-07", "4"), ("У-0101", "2026-04-07", "5"))
        assert fresh_rows(read_school(filled), "marks", more)["mark"].tolist() == ["4", "5"]


class TestMemory:
    def test_round_trip(self, school: Path) -> None:
        memory = Memory({"Уч-ся: «список»": "ученик", "Автобус": "нет"}, {"Матем.": "математика"})
        (school / FILE).write_bytes(written_memory(memory))
        assert read_memory(school) == memory
        assert read_memory(school).column("автобус ") == "нет"
        assert read_memory(school).subject("матем") == "математика"

    @pytest.mark.parametrize(
        "text", ["- раз\n", "столбцы: [1]\n", "прочее: {}\n", "столбцы: {а: &x б, в: *x}\n", "а: {"]
    )
    def test_a_spoilt_file_is_refused(self, school: Path, text: str) -> None:
        (school / FILE).write_text(text, encoding="utf-8")
        with pytest.raises(Exception, match=r"импорт\.yml: .* Исправьте файл или удалите его\."):
            read_memory(school)
