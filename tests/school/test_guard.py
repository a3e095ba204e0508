"""Every file that should not come in is refused with its reason, in Russian, quickly; every honest one comes in."""

from __future__ import annotations

import contextlib
import io
import os
import random
import struct
import time
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from workbook.errors import FileRefused, Reason
from workbook.school.guard import ACCEPTED, FileKind, Limits, admit

pytestmark = pytest.mark.hostile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ROW = '<row r="1"><c r="A1" t="inlineStr"><is><t>Класс</t></is></c></row>'


def sheet(data: str = ROW, before: str = "", after: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{data}</sheetData>{after}</worksheet>'


def xlsx_parts(page: str | bytes = "", **extra: str | bytes) -> dict[str, str | bytes]:
    types = (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
    )
    rels = f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" '
    return {
        "[Content_Types].xml": types,
        "_rels/.rels": f'{rels}Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="Лист1" sheetId="1" '
        'r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{rels}Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": page or sheet(),
        **extra,
    }


def archive(path: Path, parts: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in parts.items():
            book.writestr(name, data)
    return path


def ods(path: Path, rows: str, **extra: str | bytes) -> Path:
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="Лист1">{rows}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    parts = {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": content,
        "META-INF/manifest.xml": manifest,
        "Configurations2/accelerator/current.xml": "",
        **extra,
    }
    return archive(path, parts)


def refused(path: Path, *, within: float = 0.5, limits: Limits | None = None) -> FileRefused:
    start = time.process_time()
    with pytest.raises(FileRefused) as caught:
        admit(path, limits)
    assert time.process_time() - start < within
    message = caught.value.message
    assert message.startswith(f"Файл «{path.name}» не принят: ")
    assert message.endswith(".")
    assert any("а" <= letter <= "я" for letter in message)
    return caught.value


def cell(text: str = "1", **attributes: str) -> str:
    marks = "".join(f' table:{name.replace("_", "-")}="{value}"' for name, value in attributes.items())
    return f'<table:table-cell office:value-type="float" office:value="{text}"{marks}/>'


class TestHonestFiles:
    def test_xlsxwriter_openpyxl_and_hand_made(self, tmp_path):
        with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
            page = book.add_worksheet("Ученики")
            page.write_row(0, 0, ["Код ученика", "Класс", 3])
            page.write_comment("A1", "Код вместо имени")
            page.write_url("A2", "https://example.org")
            chart = book.add_chart({"type": "column"})
            chart.add_series({"values": "=Ученики!$C$1:$C$1"})
            page.insert_chart("E2", chart)
        other = openpyxl.Workbook()
        other.active["B3"] = "7 А"
        other.active.merge_cells("A1:XFD1")
        other.save(tmp_path / "b.xlsx")
        assert admit(tmp_path / "a.xlsx") is FileKind.XLSX
        assert admit(tmp_path / "b.xlsx") is FileKind.XLSX
        assert admit(archive(tmp_path / "C.XLSX", xlsx_parts())) is FileKind.XLSX

    def test_formatted_but_empty_cells_to_the_end_of_the_sheet(self, tmp_path):
        """Honest books of LibreOffice and Excel declare and format the last row; no value stands there."""
        page = sheet(ROW + '<row r="1048576"><c r="XFD1048576" s="1"/></row>', '<dimension ref="A1:XFD1048576"/>')
        assert admit(archive(tmp_path / "a.xlsx", xlsx_parts(page))) is FileKind.XLSX

    def test_broken_vml_of_excel_buttons(self, tmp_path):
        parts = xlsx_parts(**{"xl/drawings/vmlDrawing1.vml": "<xml><div>кнопка<br></div></xml>"})
        assert admit(archive(tmp_path / "a.xlsx", parts)) is FileKind.XLSX

    def test_ods_with_the_usual_tail(self, tmp_path):
        tail = '<table:table-cell table:number-columns-repeated="16383"/>'
        rows = (
            f"<table:table-row>{cell()}{tail}</table:table-row>"
            f'<table:table-row table:number-rows-repeated="1048575">{tail}</table:table-row>'
        )
        assert admit(ods(tmp_path / "a.ods", rows)) is FileKind.ODS

    def test_text(self, tmp_path):
        for name, data in {
            "a.csv": "Класс;Предмет\n7 А;математика\n".encode("cp1251"),
            "b.txt": "Класс\tПредмет\r\n".encode("utf-8-sig"),
            "c.tsv": b"a\tb\n",
            "d.csv": b"PK;MZ\n1;2\n",
        }.items():
            (tmp_path / name).write_bytes(data)
            if name != "d.csv":
                assert admit(tmp_path / name) is FileKind.TEXT

    def test_xls_and_parquet_by_their_marks(self, tmp_path):
        head = bytearray(OLE + bytes(504))
        head[30:32] = (9).to_bytes(2, "little")
        head[44:48] = (1).to_bytes(4, "little")
        (tmp_path / "a.xls").write_bytes(bytes(head) + bytes(4_096))
        (tmp_path / "a.parquet").write_bytes(b"PAR1" + bytes(20) + struct.pack("<I", 20) + b"PAR1")
        assert admit(tmp_path / "a.xls") is FileKind.XLS
        assert admit(str(tmp_path / "a.parquet")) is FileKind.PARQUET


class TestKind:
    @pytest.mark.parametrize("extension", sorted(ACCEPTED))
    def test_random_bytes(self, tmp_path, extension):
        path = tmp_path / f"школа{extension}"
        path.write_bytes(random.Random(extension).randbytes(50_000))
        assert refused(path).reason in {Reason.FILE_BROKEN, Reason.FILE_ENCODING}

    @pytest.mark.parametrize("extension", sorted(ACCEPTED))
    def test_empty(self, tmp_path, extension):
        path = tmp_path / f"a{extension}"
        path.touch()
        assert "пуст" in refused(path).message

    @pytest.mark.parametrize(
        ("name", "advice"),
        [("a.xlsm", "макросами"), ("a.xlsb", "XLSB"), ("a.docx", "«.docx» не читаются"), ("a", "нет расширения")],
    )
    def test_extension(self, tmp_path, name, advice):
        path = archive(tmp_path / name, xlsx_parts())
        error = refused(path)
        assert error.reason is Reason.FILE_KIND
        assert advice in error.message

    def test_missing_and_folder_and_pipe(self, tmp_path):
        (tmp_path / "a.csv").mkdir()
        assert refused(tmp_path / "a.csv").reason is Reason.FILE_MISSING
        assert refused(tmp_path / "b.csv").reason is Reason.FILE_MISSING
        if hasattr(os, "mkfifo"):
            os.mkfifo(tmp_path / "c.csv")
            assert refused(tmp_path / "c.csv").reason is Reason.FILE_MISSING

    def test_page_disguised_as_xls(self, tmp_path):
        path = tmp_path / "журнал.xls"
        path.write_text("\n<html><table><tr><td>5</td></tr></table></html>", encoding="utf-8")
        error = refused(path)
        assert error.reason is Reason.FILE_KIND
        assert "веб-страница" in error.message
        assert "(*.xlsx)" in error.message

    @pytest.mark.parametrize("name", ["a.csv", "a.xls", "a.parquet"])
    def test_book_under_another_name(self, tmp_path, name):
        error = refused(archive(tmp_path / name, xlsx_parts()))
        assert error.reason is Reason.FILE_KIND
        assert "книга XLSX" in error.message

    def test_other_archives(self, tmp_path):
        assert refused(ods(tmp_path / "a.xlsx", "")).reason is Reason.FILE_KIND
        assert refused(archive(tmp_path / "b.ods", xlsx_parts())).reason is Reason.FILE_KIND
        word = archive(tmp_path / "c.xlsx", {"[Content_Types].xml": "<Types/>", "word/document.xml": "<a/>"})
        assert "Word" in refused(word).message
        assert "другой документ" in refused(ods(tmp_path / "d.ods", "", mimetype="application/zip")).message

    def test_password(self, tmp_path):
        body = OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(2_000)
        (tmp_path / "a.xlsx").write_bytes(body)
        assert refused(tmp_path / "a.xlsx").reason is Reason.FILE_PASSWORD
        manifest = '<m:manifest xmlns:m="urn:m"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'
        assert refused(ods(tmp_path / "b.ods", "", **{"META-INF/manifest.xml": manifest})).reason is (
            Reason.FILE_PASSWORD
        )

    def test_too_large_on_disk(self, tmp_path):
        path = tmp_path / "a.csv"
        with path.open("wb") as file:
            file.truncate(10 * 2**20 + 1)
        error = refused(path, within=0.05)
        assert error.reason is Reason.FILE_TOO_LARGE
        assert "11 МБ, а допустимо 10 МБ" in error.message


class TestText:
    def test_nul(self, tmp_path):
        (tmp_path / "a.csv").write_bytes(b"a;b\n1;\x00\n")
        assert refused(tmp_path / "a.csv").reason is Reason.FILE_ENCODING

    def test_utf16_says_how_to_save(self, tmp_path):
        (tmp_path / "a.txt").write_text("Класс\tПредмет\n", encoding="utf-16")
        error = refused(tmp_path / "a.txt")
        assert error.reason is Reason.FILE_ENCODING
        assert "CSV UTF-8" in error.message

    def test_one_long_line(self, tmp_path):
        (tmp_path / "a.csv").write_bytes(b"5;" * (9 * 2**19))
        error = refused(tmp_path / "a.csv")
        assert error.reason is Reason.FILE_UNSAFE
        assert "9\u00a0437\u00a0184 байт" in error.message

    @pytest.mark.parametrize("data", [b"%PDF-1.7 a", b"<html><table>", b"a;b\x01\n", b"\x1f\x8b\x08abc"])
    def test_not_a_table(self, tmp_path, data):
        (tmp_path / "a.csv").write_bytes(data)
        assert refused(tmp_path / "a.csv").reason in {Reason.FILE_KIND, Reason.FILE_BROKEN}


class TestArchive:
    def test_honest_bomb_is_refused_by_its_own_header(self, tmp_path):
        parts = xlsx_parts(**{"xl/media/image1.png": bytes(161 * 2**20)})
        assert refused(archive(tmp_path / "a.xlsx", parts), within=0.1).reason is Reason.FILE_TOO_LARGE

    def test_ratio(self, tmp_path):
        parts = xlsx_parts(sheet("<row/>" * 2**20))
        error = refused(archive(tmp_path / "a.xlsx", parts), within=0.05)
        assert error.reason is Reason.FILE_UNSAFE
        assert "300 раз" in error.message

    def test_forged_size_hides_nothing(self, tmp_path):
        """The header declares the size and CRC of a harmless beginning; the stream goes on to XFD1048576."""
        whole = sheet(ROW + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>').encode()
        path = archive(tmp_path / "a.xlsx", xlsx_parts(whole))
        harmless = whole.index(b'<row r="1048576"')
        data = bytearray(path.read_bytes())
        wrong = struct.pack("<I", zlib.crc32(whole[:harmless]))
        right = struct.pack("<I", zlib.crc32(whole))
        data = data.replace(right, wrong)
        at = data.rindex(wrong) + 8
        data[at : at + 4] = struct.pack("<I", harmless)
        path.write_bytes(data)
        with zipfile.ZipFile(path) as book:
            assert book.read("xl/worksheets/sheet1.xml") == whole[:harmless]
        error = refused(path)
        assert error.reason in {Reason.FILE_UNSAFE, Reason.FILE_TOO_LARGE}

    def test_many_members(self, tmp_path):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as book:
            for number in range(100_000):
                book.writestr(zipfile.ZipInfo(f"{number}"), b"")
        (tmp_path / "a.xlsx").write_bytes(buffer.getvalue())
        error = refused(tmp_path / "a.xlsx", within=0.1)
        assert error.reason is Reason.FILE_UNSAFE
        assert "больше 2\u00a0000 частей" in error.message

    @pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "C:/autoexec.bat", "..\\up.xml", "a\tb.xml"])
    def test_names(self, tmp_path, name):
        error = refused(archive(tmp_path / "a.xlsx", xlsx_parts(**{name: "x"})))
        assert error.reason is Reason.FILE_UNSAFE

    def test_double_name(self, tmp_path):
        error = refused(archive(tmp_path / "a.xlsx", xlsx_parts(**{"xl/WORKBOOK.xml": "<a/>"})))
        assert "дважды" in error.message

    def test_encrypted_member(self, tmp_path):
        path = archive(tmp_path / "a.xlsx", xlsx_parts())
        data = bytearray(path.read_bytes())
        at = data.rindex(b"PK\x01\x02")
        data[at + 8] |= 1
        path.write_bytes(data)
        assert refused(path).reason is Reason.FILE_PASSWORD

    @pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
    def test_truncated(self, tmp_path, share):
        path = archive(tmp_path / "a.xlsx", xlsx_parts())
        data = path.read_bytes()
        path.write_bytes(data[: int(len(data) * share)])
        assert refused(path).reason is Reason.FILE_BROKEN

    def test_flipped_bytes_never_raise_anything_else(self, tmp_path):
        rng = random.Random(7)
        whole = archive(tmp_path / "a.xlsx", xlsx_parts()).read_bytes()
        path = tmp_path / "b.xlsx"
        for _ in range(300):
            data = bytearray(whole)
            for _ in range(rng.randint(1, 4)):
                data[rng.randrange(len(data))] = rng.randrange(256)
            path.write_bytes(data)
            with contextlib.suppress(FileRefused):
                admit(path)

    def test_truncated_xls(self, tmp_path):
        head = bytearray(OLE + bytes(504))
        head[30:32] = (9).to_bytes(2, "little")
        head[44:48] = (900).to_bytes(4, "little")
        path = tmp_path / "a.xls"
        for data in (OLE, bytes(head) + bytes(4_096)):
            path.write_bytes(data)
            assert refused(path).reason is Reason.FILE_BROKEN

    @pytest.mark.parametrize(
        ("name", "data", "word"),
        [
            ("xl/vbaProject.bin", b"\0", "макросы"),
            ("xl/macrosheets/sheet1.xml", "<a/>", "макросы"),
            ("xl/externalLinks/externalLink1.xml", "<a/>", "ссылается на другие файлы"),
            ("xl/embeddings/oleObject1.bin", b"\0", "объекты"),
            ("xl/activeX/activeX1.xml", "<a/>", "объекты"),
            (
                "xl/worksheets/_rels/sheet1.xml.rels",
                f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r" TargetMode="External" '
                f'Type="{OFFICE}/image" Target="http://example.org/a.png"/></Relationships>',
                "ссылается на другие файлы",
            ),
            ("docProps/x.xml", '<Types><Override ContentType="a.macroEnabled.main+xml"/></Types>', "макросы"),
        ],
    )
    def test_active_content(self, tmp_path, name, data, word):
        error = refused(archive(tmp_path / "a.xlsx", xlsx_parts(**{name: data})))
        assert error.reason is Reason.FILE_UNSAFE
        assert word in error.message


LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "ха">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]><w>&j;</w>"
)


class TestMarkup:
    @pytest.mark.parametrize("name", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "docProps/app.xml"])
    def test_dtd(self, tmp_path, name):
        error = refused(archive(tmp_path / "a.xlsx", xlsx_parts(**{name: LAUGHS})))
        assert error.reason is Reason.FILE_UNSAFE
        assert "DTD" in error.message
        assert "DTD" in refused(ods(tmp_path / "a.ods", "", **{"styles.xml": LAUGHS})).message

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
    def test_only_utf8(self, tmp_path, encoding):
        error = refused(archive(tmp_path / "a.xlsx", xlsx_parts(sheet().encode(encoding))))
        assert error.reason is Reason.FILE_UNSAFE
        declared = '<?xml version="1.0" encoding="windows-1251"?>' + sheet("")
        assert refused(archive(tmp_path / "b.xlsx", xlsx_parts(declared))).reason is Reason.FILE_UNSAFE

    def test_malformed(self, tmp_path):
        assert refused(archive(tmp_path / "a.xlsx", xlsx_parts("<worksheet><row>"))).reason is Reason.FILE_BROKEN

    def test_deep(self, tmp_path):
        page = "<a>" * 50_000 + "</a>" * 50_000
        error = refused(archive(tmp_path / "a.xlsx", xlsx_parts(page)))
        assert error.reason is Reason.FILE_UNSAFE
        assert "вложенность" in error.message

    def test_many_element_names(self, tmp_path):
        page = sheet(after="".join(f"<n{n}/>" for n in range(6_000)))
        assert refused(archive(tmp_path / "a.xlsx", xlsx_parts(page))).reason is Reason.FILE_UNSAFE


class TestSheet:
    def test_far_cell(self, tmp_path):
        page = sheet(ROW + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
        path = archive(tmp_path / "a.xlsx", xlsx_parts(page))
        assert path.stat().st_size < 4_096
        error = refused(path, within=0.05)
        assert error.reason is Reason.FILE_TOO_LARGE
        assert "строке 1\u00a0048\u00a0576, столбце 16\u00a0384" in error.message
        assert "Ctrl+End" in error.message

    @pytest.mark.parametrize(
        "data",
        [
            '<row r="1048576"><c><v>1</v></c></row>',
            '<row r="1"><c r="XFD1" t="inlineStr"><is><t>a</t></is></c></row>',
            '<x:row xmlns:x="u" r="1"><x:c r="$XFD$1048576"><x:v>1</x:v></x:c></x:row>',
            "<row>" + "<c><v>1</v></c>" * 2_001 + "</row>",
            '<row r="499999"><c r="A499999"><v>1</v></c></row><row r="1"><c r="ALL1"><v>1</v></c></row>',
            '<row r="1"><c r="&#88;FD1"><v>1</v></c></row>',
        ],
    )
    def test_far_by_other_ways(self, tmp_path, data):
        assert refused(archive(tmp_path / "a.xlsx", xlsx_parts(sheet(data)))).reason is Reason.FILE_TOO_LARGE

    def test_many_sheets_of_many_cells(self, tmp_path):
        page = sheet('<row r="500000"><c r="H500000"><v>1</v></c></row>')
        parts = xlsx_parts(page, **{"xl/worksheets/sheet2.xml": page})
        error = refused(archive(tmp_path / "a.xlsx", parts))
        assert "больше 5\u00a0000\u00a0000 ячеек" in error.message

    @pytest.mark.parametrize("address", ["A0x", "ЯЯ1", "A", "17", "AAAAA1", "A99999999999"])
    def test_address(self, tmp_path, address):
        page = sheet(f'<row r="1"><c r="{address}"><v>1</v></c></row>')
        error = refused(archive(tmp_path / "a.xlsx", xlsx_parts(page)))
        assert error.reason in {Reason.FILE_BROKEN, Reason.FILE_TOO_LARGE}

    def test_dimension_beyond_the_grid(self, tmp_path):
        page = sheet(before='<dimension ref="A1:ZZZ9999999"/>')
        assert refused(archive(tmp_path / "a.xlsx", xlsx_parts(page))).reason is Reason.FILE_TOO_LARGE

    def test_merges(self, tmp_path):
        wide = sheet(after='<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')
        assert refused(archive(tmp_path / "a.xlsx", xlsx_parts(wide))).reason is Reason.FILE_TOO_LARGE
        many = sheet(after="<mergeCells>" + '<mergeCell ref="A1:B2"/>' * 20_001 + "</mergeCells>")
        assert refused(archive(tmp_path / "b.xlsx", xlsx_parts(many))).reason is Reason.FILE_TOO_LARGE

    def test_shared_strings(self, tmp_path):
        declared = {"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}" uniqueCount="99999999999"/>'}
        assert refused(archive(tmp_path / "a.xlsx", xlsx_parts(**declared))).reason is Reason.FILE_TOO_LARGE
        seen = {"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{"<si/>" * 101}</sst>'}
        path = archive(tmp_path / "b.xlsx", xlsx_parts(**seen))
        assert refused(path, limits=Limits(strings=100)).reason is Reason.FILE_TOO_LARGE

    def test_many_sheets(self, tmp_path):
        book = f'<workbook xmlns="{MAIN}"><sheets>{"<sheet/>" * 201}</sheets></workbook>'
        assert "200 листов" in refused(archive(tmp_path / "a.xlsx", xlsx_parts(**{"xl/workbook.xml": book}))).message


class TestOds:
    @pytest.mark.parametrize(
        "rows",
        [
            f"<table:table-row>{cell(number_columns_repeated='16384')}</table:table-row>",
            f'<table:table-row table:number-rows-repeated="1048576">{cell()}</table:table-row>',
            f'<table:table-row table:number-rows-repeated="1048575"/><table:table-row>{cell()}</table:table-row>',
            f'<table:table-row><table:table-cell table:number-columns-repeated="16383"/>{cell()}</table:table-row>',
            f'<table:table-row table:number-rows-repeated="499999">{cell(number_columns_repeated="1000")}'
            "</table:table-row>",
            '<table:table-row><table:covered-table-cell table:number-columns-repeated="9999" '
            'office:value-type="string"/></table:table-row>',
        ],
    )
    def test_repeats_that_hold_a_value(self, tmp_path, rows):
        path = ods(tmp_path / "a.ods", rows)
        assert refused(path, within=0.05).reason is Reason.FILE_TOO_LARGE

    def test_repeat_is_a_number(self, tmp_path):
        rows = f"<table:table-row>{cell(number_columns_repeated='-5')}</table:table-row>"
        assert refused(ods(tmp_path / "a.ods", rows)).reason is Reason.FILE_BROKEN

    def test_spaces(self, tmp_path):
        rows = (
            '<table:table-row><table:table-cell office:value-type="string"><text:p><text:s text:c="999999999"/>'
            "</text:p></table:table-cell></table:table-row>"
        )
        assert refused(ods(tmp_path / "a.ods", rows)).reason is Reason.FILE_UNSAFE

    def test_macros_links_and_objects(self, tmp_path):
        assert "макросы" in refused(ods(tmp_path / "a.ods", "", **{"Basic/script-lc.xml": "<a/>"})).message
        link = '<table:table-source xmlns:x="u" x:href="file:///etc/passwd"/>'
        assert "другие файлы" in refused(ods(tmp_path / "b.ods", link)).message
        manifest = (
            '<manifest:manifest xmlns:manifest="u"><manifest:file-entry '
            'manifest:media-type="application/vnd.sun.star.oleobject"/></manifest:manifest>'
        )
        assert "объекты" in refused(ods(tmp_path / "c.ods", "", **{"META-INF/manifest.xml": manifest})).message
