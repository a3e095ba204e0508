from __future__ import annotations

import pickle
from dataclasses import FrozenInstanceError
from pathlib import Path

import pandas as pd
import pytest

from workbook.errors import DataRefused, MissingData, Reason
from workbook.school import School, read_school
from workbook.settings import Settings

from .conftest import Folder

PUPILS = ("Учебный год;Код ученика;Класс;Уровень образования", "2024/2025;У-0001;6 А;ООО", "2025/2026;У-0001;7 А;ООО")
SCALES = "Процедура;Учебный год;Параллель;Предмет;Отметка;Минимальный балл"


@pytest.fixture
def school(folder: Folder) -> School:
    folder.write("pupils.csv", *PUPILS)
    return read_school(folder.path)


class TestSchool:
    def test_passport_and_settings(self, school: School, folder: Folder) -> None:
        assert (school.id, school.title, school.year, school.folder) == (
            "shkola-7", "Школа № 7", "2025/2026", folder.path,
        )  # fmt: skip
        assert school.settings == Settings()

    def test_is_frozen(self, school: School) -> None:
        with pytest.raises(FrozenInstanceError):
            school.id = "x"  # type: ignore[misc]
        with pytest.raises(TypeError):
            school.tables["pupils"] = pd.DataFrame()  # type: ignore[index]
        mine = school["pupils"]
        mine["class_"] = "1 А"
        mine.loc[0, "pupil"] = "У-9999"
        assert school["pupils"]["class_"].tolist() == ["6 А", "7 А"]
        assert school["pupils"]["pupil"].tolist() == ["У-0001", "У-0001"]

    def test_survives_the_way_between_processes(self, school: School) -> None:
        again = pickle.loads(pickle.dumps(school))
        pd.testing.assert_frame_equal(again["pupils"], school["pupils"])
        with pytest.raises(TypeError):
            again.tables["pupils"] = None
        assert again.settings == school.settings

    def test_repr_says_what_is_there(self, school: School) -> None:
        assert repr(school) == "School('shkola-7', '2025/2026', {pupils: 2}, 'Замечаний нет.')"

    def test_year_comes_from_the_tables_when_the_passport_is_silent(self, folder: Folder) -> None:
        folder.passport("школа: shkola-7")
        assert read_school(folder.path).year == ""
        folder.write("pupils.csv", *PUPILS)
        assert read_school(folder.path).year == "2025/2026"

    def test_no_folder(self, tmp_path: Path) -> None:
        with pytest.raises(DataRefused):
            read_school(tmp_path / "нет")


class TestNeed:
    def test_what_is_there_is_not_missed(self, school: School) -> None:
        school.need("pupils")
        assert school.has("pupils")
        assert not school.has("marks")

    def test_one_is_missing(self, school: School) -> None:
        with pytest.raises(MissingData) as caught:
            school["scales"]
        assert caught.value.message == (
            "Не хватает таблицы «Шкалы перевода» (scales.csv). Добавьте её в папку школы «shkola-7» файлом CSV или "
            "листом книги school.xlsx."
        )
        assert caught.value.missing == ("scales",)
        assert caught.value.reason is Reason.TABLE_MISSING

    def test_several_are_missing(self, school: School) -> None:
        with pytest.raises(MissingData) as caught:
            school.need("pupils", "procedures", "scales", "marks")
        assert caught.value.message == (
            "Не хватает таблиц «Результаты процедур» (procedures.csv), «Шкалы перевода» (scales.csv) и «Текущие "
            "отметки» (marks.csv). Добавьте недостающее в папку школы «shkola-7» файлом CSV или листом книги "
            "school.xlsx."
        )

    def test_handed_in_but_unreadable(self, folder: Folder) -> None:
        folder.write("marks.csv", "Код ученика;Предмет", "У-0001;физика")
        with pytest.raises(MissingData) as caught:
            read_school(folder.path).need("marks")
        assert caught.value.message == (
            "Не хватает таблицы «Текущие отметки» (marks.csv). «Текущие отметки» — сдана, но не прочитана: исправьте "
            "ошибки из списка замечаний."
        )

    def test_an_unknown_table_is_a_mistake_of_the_programmer(self, school: School) -> None:
        with pytest.raises(KeyError):
            school.need("no_such_table")


class TestMunicipality:
    def test_shared_tables_serve_a_school_without_its_own(self, folder: Folder) -> None:
        (folder.path.parent / "scales.csv").write_text(f"{SCALES}\nВПР;2025/2026;7;физика;3;8\n", encoding="utf-8")
        assert read_school(folder.path)["scales"]["min_score"].tolist() == [8.0]
        folder.write("scales.csv", SCALES, "ВПР;2025/2026;7;физика;3;9")
        school = read_school(folder.path)
        assert school["scales"]["min_score"].tolist() == [9.0]
        assert school.problems == ()

    def test_problems_name_the_folder_above(self, folder: Folder) -> None:
        (folder.path.parent / "scales.csv").write_text(f"{SCALES}\nВПР;2025/2026;7;физика;3;много\n", encoding="utf-8")
        assert read_school(folder.path).problems[0].file == "../scales.csv"
