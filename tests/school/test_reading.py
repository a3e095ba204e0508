from __future__ import annotations

import datetime
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter

from workbook.errors import FileRefused, Reason
from workbook.school import TABLES, read_school
from workbook.school.reading import decode, split_text

from .conftest import Folder

HEADER = ["Учебный год", "Код ученика", "Класс", "Уровень образования", "Профиль"]
ROW = ["2025/2026", "У-0001", "7 А", "ООО", "физика; химия"]


def quoted(row: list[str], separator: str) -> str:
    return separator.join(f'"{cell}"' if separator in cell else cell for cell in row)


class TestText:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251"])
    @pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
    def test_encodings_and_separators(self, folder: Folder, encoding: str, separator: str) -> None:
        folder.write("Ученики.csv", quoted(HEADER, separator), quoted(ROW, separator), encoding=encoding)
        school = read_school(folder.path)
        assert school.problems == ()
        assert school["pupils"].iloc[0, :4].tolist() == ["2025/2026", "У-0001", "7 А", "ООО"]
        assert school["pupils"]["profile"].tolist() == ["физика; химия"]

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_line_ends(self, end: str) -> None:
        assert split_text(f"Код учителя;Предметы{end}П-001;физика{end}", TABLES["teachers"], "t.csv") == [
            ["Код учителя", "Предметы"],
            ["П-001", "физика"],
        ]

    def test_quotes_hold_separators_and_line_ends(self) -> None:
        text = 'Код учителя;Предметы\nП-001;"физика; ""химия""\nи биология"\n'
        assert split_text(text, TABLES["teachers"], "t.csv")[1] == ["П-001", 'физика; "химия"\nи биология']

    def test_titles_full_of_commas_do_not_mislead(self) -> None:
        text = "Список, составлен 1 сентября, школа, район\n\nКод учителя;Предметы\nП-001;физика\n"
        assert split_text(text, TABLES["teachers"], "t.csv")[3] == ["П-001", "физика"]

    def test_open_quotation_mark(self) -> None:
        with pytest.raises(FileRefused) as caught:
            split_text('Код учителя;Предметы\nП-001;"физика\nП-002;химия\n', TABLES["teachers"], "Учителя.csv")
        assert caught.value.reason is Reason.FILE_BROKEN
        assert caught.value.message == (
            'Файл «Учителя.csv» не прочитан: в строке 2 открыта и не закрыта кавычка ("). Закройте её или уберите.'
        )

    def test_damaged_utf8(self) -> None:
        data = "Код учителя;Предметы\nП-001;физика и химия".encode()[:-1] + "\nП-002;биология\n".encode()
        with pytest.raises(FileRefused) as caught:
            decode(data, TABLES["teachers"], "Учителя.csv")
        assert caught.value.message == (
            "Файл «Учителя.csv» не прочитан: в строке 2 повреждены буквы (не UTF-8). Сохраните таблицу заново как "
            "«CSV UTF-8 (разделитель — запятая)»."
        )

    @pytest.mark.parametrize("encoding", ["cp866", "koi8-r", "mac-cyrillic"])
    def test_older_encodings_are_told_by_the_headers(self, encoding: str) -> None:
        text = "Код учителя;Предметы\nП-001;ФИЗИКА\n"
        assert decode(text.encode(encoding), TABLES["teachers"], "Учителя.csv") == text

    def test_capitals_and_codes_do_not_mislead(self) -> None:
        text = "Код ученика;Класс;Уровень образования\nУ-0001;7 А;ООО\n"
        assert decode(text.encode("cp1251"), TABLES["pupils"], "Ученики.csv") == text

    def test_no_encoding_at_all(self) -> None:
        with pytest.raises(FileRefused) as caught:
            decode(b"\x98\xff\x98;\xfe\n", TABLES["teachers"], "Учителя.csv")
        assert caught.value.reason is Reason.FILE_ENCODING
        assert caught.value.message == (
            "Файл «Учителя.csv» не прочитан: кодировка не распознана. Принимаются UTF-8 и Windows-1251. Сохраните "
            "таблицу в Excel как «CSV UTF-8 (разделитель — запятая)»."
        )

    def test_an_empty_file_is_a_problem_and_not_an_error(self, folder: Folder) -> None:
        (folder.path / "pupils.csv").write_bytes(b"")
        (problem,) = read_school(folder.path).problems
        assert (problem.file, problem.reason, problem.table) == ("pupils.csv", Reason.FILE_BROKEN, "pupils")

    def test_one_refused_file_leaves_the_others(self, folder: Folder) -> None:
        folder.write("pupils.csv", ";".join(HEADER), "2025/2026;У-0001;7 А;ООО;")
        (folder.path / "marks.csv").write_bytes(b"%PDF-1.4 not a table")
        school = read_school(folder.path)
        assert school.has("pupils")
        assert [item.reason for item in school.problems] == [Reason.FILE_KIND]


def book(path: Path, sheets: dict[str, list[list[object]]]) -> None:
    with xlsxwriter.Workbook(path, {"default_date_format": "dd.mm.yyyy"}) as workbook:
        for title, rows in sheets.items():
            sheet = workbook.add_worksheet(title)
            for i, row in enumerate(rows):
                sheet.write_row(i, 0, row)


class TestWorkbook:
    def test_sheets_are_tables(self, folder: Folder) -> None:
        rows: list[list[object]] = [
            ["Список учеников"], [], ["", *HEADER[:4], "Дата прибытия"],
            ["", "2025/2026", "У-0001", "7А", "ООО", datetime.date(2025, 9, 1)],
            ["", "2025/2026", "У-0002", "7 А", "ООО", 45901],
        ]  # fmt: skip
        book(folder.path / "school.xlsx", {"Ученики": rows, "Учителя": [], "Лист1": []})
        school = read_school(folder.path)
        assert school["pupils"]["enrolled"].tolist() == [pd.Timestamp(2025, 9, 1)] * 2
        assert [item.message for item in school.problems] == [
            "school.xlsx, лист «Ученики», ячейка D4: «7А» прочитано как «7 А»: класс записан как номер, пробел и "
            "буква. Исправлять файл не обязательно.",
            "school.xlsx, лист «Ученики», ячейка F5: «45901» прочитано как «01.09.2025»: номер дня из Excel прочитан "
            "как дата. Исправлять файл не обязательно.",
        ]

    def test_unfilled_sheets_of_the_form_are_silent(self, folder: Folder) -> None:
        book(
            folder.path / "school.xlsx",
            {table.title: [[column.header for column in table.columns]] for table in TABLES.values()},
        )
        school = read_school(folder.path)
        assert (dict(school.tables), school.problems) == ({}, ())

    def test_unknown_sheet(self, folder: Folder) -> None:
        book(
            folder.path / "school.xlsx",
            {"Ученик": [["x"]], "Архив": [["x"]], "Как заполнять": [["x"]], "Списки": [["x"]]},
        )
        near, far = read_school(folder.path).problems
        assert near.message == (
            "school.xlsx, лист «Ученик»: такой таблицы нет, лист не прочитан. Возможно, имелось в виду «Ученики»: "
            "переименуйте лист."
        )
        assert far.message == (
            "school.xlsx, лист «Архив»: такой таблицы нет, лист не прочитан. Названия листов — как в бланке, например "
            "«Ученики»."
        )

    def test_a_workbook_of_one_table(self, folder: Folder) -> None:
        book(folder.path / "Учителя.xlsx", {"Лист1": [["Код учителя", "Предметы"], ["П-001", "физика"]]})
        school = read_school(folder.path)
        assert school.problems == ()
        assert school["teachers"]["teacher"].tolist() == ["П-001"]

    def test_a_number_is_shown_with_a_comma(self, folder: Folder) -> None:
        book(
            folder.path / "school.xlsx",
            {"Учителя": [["Код учителя", "Предметы", "Стаж"], ["П-001", "физика", 4.5]]},
        )
        (problem,) = read_school(folder.path).problems
        assert problem.value == "4,5"

    def test_a_table_handed_in_twice(self, folder: Folder) -> None:
        rows: list[list[object]] = [["Код учителя", "Предметы"], ["П-001", "физика"]]
        book(folder.path / "school.xlsx", {"Учителя": rows})
        folder.write("teachers.csv", "Код учителя;Предметы", "П-002;химия")
        school = read_school(folder.path)
        assert school["teachers"]["teacher"].tolist() == ["П-001"]
        (problem,) = school.problems
        assert problem.reason is Reason.FILE_DOUBLE
        assert problem.message == (
            "teachers.csv: таблица «Учителя» сдана в папке школы дважды. Учтена та, что в school.xlsx, лист «Учителя»; "
            "удалите лишнюю."
        )

    def test_an_empty_sheet_of_the_form_leaves_room_for_a_file(self, folder: Folder) -> None:
        book(folder.path / "school.xlsx", {"Учителя": [["Код учителя", "Предметы"]]})
        folder.write("teachers.csv", "Код учителя;Предметы", "П-002;химия")
        school = read_school(folder.path)
        assert school["teachers"]["teacher"].tolist() == ["П-002"]
        assert not school.problems


class TestParquet:
    def test_typed_columns(self, folder: Folder) -> None:
        frame = pd.DataFrame(
            {"pupil": ["У-0001"], "subject": ["физика"], "date": [pd.Timestamp(2025, 10, 1)], "work_type": ["урок"],
             "weight": [1.5], "mark": [5]}
        )  # fmt: skip
        frame.to_parquet(folder.path / "marks.parquet")
        school = read_school(folder.path)
        assert school.problems == ()
        assert school["marks"]["mark"].tolist() == ["5"]
        assert school["marks"]["weight"].tolist() == [1.5]

    def test_places_are_cells_as_if_it_were_open_in_a_spreadsheet(self, folder: Folder) -> None:
        pd.DataFrame({"teacher": ["П-001"], "subjects": [None]}).to_parquet(folder.path / "teachers.parquet")
        problems = read_school(folder.path).problems
        assert problems[0].reason is Reason.TABLE_EMPTY
        assert problems[1].message.startswith("teachers.parquet, ячейка B2: не заполнен")
