"""Rows added to a school's folder: what stood there stays, contradictions and unreadable rows change nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from workbook import fos
from workbook.errors import DataRefused
from workbook.school import new_school, read_school
from workbook.school.exchange import add_rows
from workbook.school.exchange.bringing import bring_answers, completed, read_names, write_names
from workbook.school.intake import Intake, Wishes, read_answers
from workbook.school.intake.bank import typed

TEST = "МА7-ИТ"
ANSWERS = "Ученик;З1;З2;З3\nКлюч;А;Б;В\nИванова Мария;А;Б;В\nПетров Пётр;А;;Б\nСидорова Анна;Б;Б;В\n"


def _answers(folder: Path, text: str = ANSWERS) -> Path:
    path = folder / "ответы.csv"
    path.write_text(text, encoding="utf-8")
    return path


def _read(path: Path, school: Path, **wishes: object) -> Intake:
    return read_answers(path, completed(Wishes(TEST, "математика", 7, "Б", **wishes), school))  # type: ignore[arg-type]


@pytest.fixture
def school(tmp_path: Path) -> Path:
    """A school of text files: pupils in cp1251 with commas, a plan."""
    folder = tmp_path / "м" / "shkola-7"
    folder.mkdir(parents=True)
    (folder / "school.yml").write_text("школа: shkola-7\nназвание: Школа № 7\nгод: 2025/2026\n", encoding="utf-8")
    rows = "Учебный год,Код ученика,Класс,Уровень образования\n2025/2026,У-0101,7 А,ООО\n2025/2026,У-0102,7 А,ООО\n"
    (folder / "pupils.csv").write_bytes(rows.encode("cp1251"))
    plan = f"Код ФОС;Предмет;Параллель;Вид контроля;Срок\n{TEST};алгебра;7;итоговый;20.04.2026\n"
    (folder / "fos_plan.csv").write_text(plan, encoding="utf-8")
    return folder


def _bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


class TestTexts:
    def test_new_pupils_go_into_their_class(self, school: Path, tmp_path: Path) -> None:
        intake = _read(_answers(tmp_path), school, names={"Иванова Мария": "У-0101"})
        added = bring_answers(intake, school, "7А")
        after = read_school(school)
        assert not after.problems
        assert after["pupils"]["pupil"].tolist() == ["У-0101", "У-0102", "У-900001", "У-900002"]
        assert after["pupils"]["class_"].unique().tolist() == ["7 А"]
        assert (school / "pupils.csv").read_bytes().decode("cp1251").startswith("Учебный год,Код ученика")
        assert fos.score(after["responses"], after["items"], TEST).scores.shape == (3, 3)
        assert "Таблица «Ответы на задания»: 9 строк в новую таблицу." in added.told

    def test_unknown_pupils_change_nothing(self, school: Path, tmp_path: Path) -> None:
        before = _bytes(school)
        with pytest.raises(DataRefused, match="таблицу «имя — код»") as refusal:
            bring_answers(_read(_answers(tmp_path), school), school)
        assert "Ничего не записано." in refusal.value.message
        assert _bytes(school) == before

    def test_a_work_outside_the_plan_changes_nothing(self, school: Path, tmp_path: Path) -> None:
        path = _answers(tmp_path, "Код;З1;З2\nКлюч;А;Б\nУ-0101;А;Б\n")
        intake = read_answers(path, completed(Wishes("МА7-ХХ", "математика", 7, "Б"), school))
        before = _bytes(school)
        with pytest.raises(DataRefused, match="Такой работы нет в плане ФОС"):
            bring_answers(intake, school)
        assert _bytes(school) == before

    def test_the_plan_tells_subject_and_grade(self, school: Path) -> None:
        wishes = completed(Wishes(TEST), school)
        assert (wishes.subject, wishes.grade) == ("алгебра", 7)
        assert wishes.taken == {"У-0101", "У-0102"}

    def test_without_a_grade_nothing_is_written(self, school: Path, tmp_path: Path) -> None:
        (school / "fos_plan.csv").unlink()
        intake = read_answers(_answers(tmp_path), completed(Wishes(TEST), school))
        with pytest.raises(DataRefused, match="--subject математика --grade 7"):
            bring_answers(intake, school)

    def test_again_the_same_and_again_otherwise(self, school: Path, tmp_path: Path) -> None:
        text = "Код;З1;З2\nКлюч;А;Б\nУ-0101;А;Б\nУ-0102;Б;Б\n"
        bring_answers(_read(_answers(tmp_path, text), school), school)
        before = _bytes(school)
        told = bring_answers(_read(_answers(tmp_path, text), school), school).told
        assert "4 строки уже были и оставлены без изменений" in told[1]
        assert _bytes(school) == before
        with pytest.raises(DataRefused, match="уже есть другие значения: не совпадает 1 строка"):
            bring_answers(_read(_answers(tmp_path, text.replace("У-0102;Б", "У-0102;А")), school), school)
        assert _bytes(school) == before

    def test_a_second_file_of_nameless_pupils_is_refused(self, school: Path, tmp_path: Path) -> None:
        bring_answers(_read(_answers(tmp_path), school), school, "7 А")
        with pytest.raises(DataRefused, match="учеников с прежними не сопоставить"):
            bring_answers(_read(_answers(tmp_path), school), school, "7 А")

    def test_the_banks_key_stays_and_is_told(self, school: Path, tmp_path: Path) -> None:
        text = "Код;З1;З2\nКлюч;А;Б\nУ-0101;А;Б\n"
        bring_answers(_read(_answers(tmp_path, text), school), school)
        other = text.replace("Ключ;А;Б", "Ключ;А;В").replace("У-0101;А;Б", "У-0102;А;В")
        told = bring_answers(_read(_answers(tmp_path, other), school), school).told
        assert "Ключ в банке другой и остался прежним: МА7-ИТ-2" in told[0]

    def test_texts_that_a_spreadsheet_would_compute(self, school: Path) -> None:
        row = {"item": "МА7-001", "subject": "математика", "grade": 7, "content": "1", "skill": "1", "tier": "Б",
               "kind": "краткий ответ", "max_score": 1, "key": "-3,5", "text": "=HYPERLINK(1)"}  # fmt: skip
        add_rows(school, {"items": typed([row], "items")})
        text = (school / "items.csv").read_text(encoding="utf-8-sig")
        assert ";'=HYPERLINK(1)" in text
        assert ";-3,5;" in text


class TestForm:
    def test_an_empty_form_is_filled_and_the_former_kept(self, tmp_path: Path) -> None:
        folder = new_school(tmp_path, "shkola-9", title="Школа № 9", municipality="", year="2025/2026")
        intake = _read(_answers(tmp_path), folder)
        told = bring_answers(intake, folder, "7 А").told
        after = read_school(folder)
        assert not after.problems
        assert len(after["responses"]) == 9
        assert "прежняя сохранена рядом: «school.xlsx.bak»" in told[-1]
        assert sorted(path.name for path in folder.iterdir()) == ["school.xlsx", "school.xlsx.bak", "school.yml"]

    @pytest.mark.slow
    def test_a_schools_book_keeps_all_its_values(self, tmp_path: Path, municipality: Path) -> None:
        folder = tmp_path / "gimnaziya-1"
        shutil.copytree(municipality / "gimnaziya-1", folder)
        before = read_school(folder)
        item = before["items"].iloc[[0]].assign(item="МА7-999")
        add_rows(folder, {"items": item})
        after = read_school(folder)
        assert after.problems == before.problems
        assert len(after["items"]) == len(before["items"]) + 1
        for name, frame in before.tables.items():
            if name != "items":
                pd.testing.assert_frame_equal(after[name], frame)

    def test_a_book_with_sheets_of_its_own_is_left_alone(self, tmp_path: Path) -> None:
        import openpyxl

        folder = new_school(tmp_path, "shkola-9", title="Школа № 9", municipality="", year="2025/2026")
        book = openpyxl.load_workbook(folder / "school.xlsx")
        book.create_sheet("Моё")["A1"] = "важное"
        book.save(folder / "school.xlsx")
        before = _bytes(folder)
        with pytest.raises(DataRefused, match="лист «Моё»"):
            bring_answers(_read(_answers(tmp_path), folder), folder)
        assert _bytes(folder) == before


class TestNames:
    def test_the_table_of_names_comes_back(self, tmp_path: Path, school: Path) -> None:
        table = pd.DataFrame({"Кто в файле": ["Иванова Мария", "=Петров"], "Код ученика": ["У-900001", "У-900002"]})
        path = tmp_path / "имена.csv"
        write_names(path, table, {"Сидоров": "У-0003"}, school)
        assert read_names(path) == {"Сидоров": "У-0003", "Иванова Мария": "У-900001", "=Петров": "У-900002"}
        assert path.stat().st_mode & 0o077 == 0

    def test_never_inside_the_schools_folder(self, school: Path) -> None:
        table = pd.DataFrame({"Кто в файле": [], "Код ученика": []})
        with pytest.raises(DataRefused, match="не может лежать в папке школы"):
            write_names(school / "имена.csv", table, {}, school)

    def test_a_file_without_codes(self, tmp_path: Path) -> None:
        path = tmp_path / "имена.csv"
        path.write_text("Имя;Номер\nИванова;1\n", encoding="utf-8")
        with pytest.raises(DataRefused, match="нет столбца с кодами"):
            read_names(path)


def test_items_with_the_new_columns_and_the_codifier_go_through_the_form(tmp_path: Path, municipality: Path) -> None:
    """The XLSX form of the bank: out filled, back in, equal in every column."""
    from workbook.school import TABLES, write_form

    school = read_school(municipality / "shkola-2")
    folder = tmp_path / "shkola-2"
    folder.mkdir()
    shutil.copy2(municipality / "shkola-2" / "school.yml", folder)
    tables = {name: school[name] for name in ("items", "codifier") if school.has(name)}
    write_form(folder / "school.xlsx", [TABLES[name] for name in tables], rows=tables)
    after = read_school(folder)
    assert not after.problems
    for name, frame in tables.items():
        pd.testing.assert_frame_equal(after[name], frame)
