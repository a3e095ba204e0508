"""Files as programs write them, and files that must be refused while the process lives on."""

from __future__ import annotations

import contextlib
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbook.errors import DataRefused, FileRefused, WorkbookError
from workbook.school.intake import Wishes, read_answers
from workbook.school.intake.sheet import open_sheet

LINES = ("Ученик{s}Задание 1{s}Задание 2", "Иванова{s}1{s}0", "Петров{s}0{s}1")
WISHES = Wishes("МА7-ИТ", "математика", 7, "Б")


def _write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


class TestTexts:
    @pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "cp866", "koi8-r", "utf-16"])
    def test_any_separator_and_code_page(self, tmp_path: Path, separator: str, encoding: str) -> None:
        path = _write(tmp_path / "о.csv", "\r\n".join(LINES).format(s=separator), encoding)
        sheet = open_sheet(path)
        assert sheet.rows[0] == ("Ученик", "Задание 1", "Задание 2")
        assert len(sheet.rows) == 3
        assert bool(sheet.problems) == (not encoding.startswith("utf-8"))

    def test_decimal_commas_do_not_split_cells(self, tmp_path: Path) -> None:
        path = _write(tmp_path / "о.csv", "Код;З1;З2\nУ-0101;0,5;1,5\nУ-0102;1,0;2,0\n")
        assert open_sheet(path).rows[1] == ("У-0101", "0,5", "1,5")

    def test_excels_separator_line(self, tmp_path: Path) -> None:
        sheet = open_sheet(_write(tmp_path / "о.csv", "sep=;\nКод;З1\nУ-0101;1\n"))
        assert sheet.rows[0] == ("Код", "З1")
        assert sheet.first == 2

    def test_an_unclosed_quote_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(FileRefused, match="не закрыта кавычка"):
            open_sheet(_write(tmp_path / "о.csv", 'Код;З1\n"У-0101;1\nУ-0102;1\n'))

    def test_damaged_utf_8_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "о.csv"
        path.write_bytes("Ученик;Ответ\nИванова;да\n".encode() + b"\xff\xfe\n")
        with pytest.raises(FileRefused, match="в строке 3 повреждены буквы"):
            open_sheet(path)


class TestBooks:
    def test_the_fullest_sheet_and_its_dates(self, tmp_path: Path) -> None:
        book = openpyxl.Workbook()
        book.active.title = "Титул"
        book.active["A1"] = "Контрольная"
        page = book.create_sheet("7 А")
        for row in (["Ученик", 1, 2], ["Иванова", 1, 0.5], ["Петров", None, 1]):
            page.append(row)
        path = tmp_path / "о.xlsx"
        book.save(path)
        sheet = open_sheet(path)
        assert sheet.rows == (("Ученик", "1", "2"), ("Иванова", "1", "0.5"), ("Петров", "", "1"))
        assert "не прочитаны: «Титул»" in sheet.problems[0].message
        assert open_sheet(path, "Титул").rows == (("Контрольная",),)
        with pytest.raises(DataRefused, match=r"нет заполненного листа «8 Б». Есть: Титул, 7 А"):
            open_sheet(path, "8 Б")
        intake = read_answers(path, WISHES)
        assert len(intake.responses) == 4


@pytest.mark.hostile
class TestHostile:
    def _refused(self, path: Path) -> str:
        with pytest.raises(WorkbookError) as refusal:
            read_answers(path, WISHES)
        assert any("а" <= letter <= "я" for letter in refusal.value.message)
        return refusal.value.message

    def test_nul_bytes(self, tmp_path: Path) -> None:
        path = tmp_path / "о.csv"
        path.write_bytes(b"a;b\n1;\x000\n")
        assert "нулевые байты" in self._refused(path)

    def test_nul_bytes_in_utf_16(self, tmp_path: Path) -> None:
        assert "нулевые байты" in self._refused(_write(tmp_path / "о.csv", "а;б\n1;\x00\n", "utf-16"))

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
    def test_a_line_of_ten_megabytes(self, tmp_path: Path, encoding: str) -> None:
        text = "Код;З1\nУ-0101;" + "1" * (10 * 2**20 if encoding == "utf-8" else 4 * 2**20)
        assert "не принят" in self._refused(_write(tmp_path / "о.csv", text, encoding))

    def test_a_cell_at_the_end_of_the_sheet(self, tmp_path: Path) -> None:
        path = tmp_path / "о.xlsx"
        book = openpyxl.Workbook()
        book.active["A1"] = "Код"
        book.save(path)
        with zipfile.ZipFile(path) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        sheet = parts["xl/worksheets/sheet1.xml"].decode()
        row = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
        parts["xl/worksheets/sheet1.xml"] = sheet.replace("</sheetData>", row).encode()
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in parts.items():
                archive.writestr(name, data)
        assert path.stat().st_size < 10_000
        assert "1\u00a0048\u00a0576" in self._refused(path)

    def test_a_web_page_and_an_archive_under_a_false_name(self, tmp_path: Path) -> None:
        assert "веб-страница" in self._refused(_write(tmp_path / "о.csv", "<html><table></table></html>"))
        path = tmp_path / "п.csv"
        path.write_bytes(b"PK\x03\x04" + b"\x01" * 100)
        assert "архив ZIP" in self._refused(path)

    def test_formulas_stay_texts(self, tmp_path: Path) -> None:
        path = _write(tmp_path / "о.csv", "Код;З1\nКлюч;А\nУ-0101;\"=cmd|'/c calc'!A1\"\nУ-0102;А\nУ-0103;@SUM(1)\n")
        intake = read_answers(path, WISHES)
        assert intake.responses["answer"].tolist() == ["=cmd|'/c calc'!A1", "А", "@SUM(1)"]

    def test_thousands_of_columns(self, tmp_path: Path) -> None:
        width = 20_000
        path = _write(tmp_path / "о.csv", ",".join(f"q{i}" for i in range(width)) + "\n" + ",".join("1" * width) + "\n")
        assert "столбцов" in self._refused(path)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=400) | st.text(alphabet="01АБВ;,\n\"'=+-. \tКодФИО/", max_size=300).map(str.encode))
def test_any_bytes_give_tables_or_a_russian_refusal(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "о.csv"
    path.write_bytes(data)
    with contextlib.suppress(WorkbookError):  # a refusal carries its Russian sentence; any other error fails here
        intake = read_answers(path, WISHES)
        assert len(intake.responses) >= 1
        assert intake.responses["pupil"].str.fullmatch(r"У-\d{3,6}").all()
