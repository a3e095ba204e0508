"""What kills or floods the parser costs a refusal; addresses and values come through unharmed."""

from __future__ import annotations

import datetime
import random
import struct
import sys
import time
import zipfile
from pathlib import Path

import openpyxl
import pyarrow
import pytest
from pyarrow import parquet

from workbook.errors import FileRefused, Reason
from workbook.school import isolation
from workbook.school.guard import FileKind, Limits
from workbook.school.isolation import read_cells, read_parquet_cells

pytestmark = pytest.mark.hostile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"
FAR = (
    f'<worksheet xmlns="{MAIN}"><sheetData>'
    '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    "</sheetData></worksheet>"
)


def book(path: Path, **cells: object) -> Path:
    file = openpyxl.Workbook()
    page = file.active
    page.title = "Ученики"
    for address, value in cells.items():
        page[address] = value
    file.save(path)
    return path


def with_parts(path: Path, parts: dict[str, str]) -> Path:
    """Put other XML in place of parts of an honest book."""
    honest = book(path.with_name("honest.xlsx"), A1="a")
    with zipfile.ZipFile(honest) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys([*old.namelist(), *parts]):
            new.writestr(name, parts[name] if name in parts else old.read(name))
    return path


def unguarded(monkeypatch: pytest.MonkeyPatch, kind: FileKind) -> None:
    """Leave the child process alone with the file, as if the guard had a hole."""
    monkeypatch.setattr(isolation, "admit", lambda _path, _limits: kind)


class TestCells:
    def test_addresses_are_true_and_values_plain(self, tmp_path):
        path = book(
            tmp_path / "a.xlsx",
            C3="У-0123", D3=7, E3=2.5, F3=True, G3=datetime.date(2025, 9, 1), H3=datetime.datetime(2025, 9, 1, 8, 30),
            I3="  «Ё» ", J3=datetime.time(8, 30), C4=None, D5="=1+1",
        )  # fmt: skip
        sheets = read_cells(path)
        assert list(sheets) == ["Ученики"]
        rows = sheets["Ученики"]
        assert rows[0] == rows[1] == [None] * 10
        assert rows[2] == [
            None, None, "У-0123", 7, 2.5, True, datetime.date(2025, 9, 1), datetime.datetime(2025, 9, 1, 8, 30),
            "  «Ё» ", "08:30:00",
        ]  # fmt: skip
        assert [type(value) for value in rows[2][3:6]] == [int, float, bool]

    def test_several_sheets_keep_their_order(self, tmp_path):
        file = openpyxl.Workbook()
        file.active.title = "Я"
        file.create_sheet("А")["A1"] = 1
        file.create_sheet("Диаграмма")
        file.save(tmp_path / "a.xlsx")
        assert read_cells(tmp_path / "a.xlsx") == {"Я": [], "А": [[1]], "Диаграмма": []}

    def test_cyrillic_path_with_spaces_and_quotes(self, tmp_path):
        folder = tmp_path / "Школа № 7 'наша'"
        folder.mkdir()
        assert read_cells(book(folder / "таблица.xlsx", A1=1)) == {"Ученики": [[1]]}

    def test_text_is_not_for_the_child(self, tmp_path):
        (tmp_path / "a.csv").write_text("a", encoding="utf-8")
        with pytest.raises(FileRefused):
            read_cells(tmp_path / "a.csv")

    def test_start_up_is_fast(self, tmp_path):
        path = book(tmp_path / "a.xlsx", A1=1)
        fastest = min(_seconds(path) for _ in range(3))
        assert fastest < 1


def _seconds(path: Path) -> float:
    start = time.perf_counter()
    read_cells(path)
    return time.perf_counter() - start


class TestParquet:
    def test_values(self, tmp_path):
        table = pyarrow.table({
            "Код": ["У-1", None], "Балл": [1.5, 2.0], "Класс": pyarrow.array(["7 А", "7 А"]).dictionary_encode(),
            "Дата": [datetime.date(2025, 9, 1), None], "Список": [[1], [2]],
        })  # fmt: skip
        parquet.write_table(table, tmp_path / "marks.parquet")
        rows = read_parquet_cells(tmp_path / "marks.parquet")
        assert rows == [
            ["Код", "Балл", "Класс", "Дата", "Список"],
            ["У-1", 1.5, "7 А", datetime.date(2025, 9, 1), "[1]"],
            [None, 2, "7 А", None, "[2]"],
        ]
        assert read_cells(tmp_path / "marks.parquet") == {"marks": rows}

    def test_more_cells_than_allowed_are_not_read(self, tmp_path):
        parquet.write_table(
            pyarrow.table({"a": pyarrow.array([0] * 6_000_000, pyarrow.int8())}), tmp_path / "a.parquet"
        )
        with pytest.raises(FileRefused) as caught:
            read_parquet_cells(tmp_path / "a.parquet")
        assert caught.value.reason is Reason.FILE_TOO_LARGE

    def test_damaged(self, tmp_path):
        path = tmp_path / "a.parquet"
        path.write_bytes(b"PAR1" + bytes(20) + struct.pack("<I", 20) + b"PAR1")
        with pytest.raises(FileRefused) as caught:
            read_cells(path)
        assert caught.value.reason is Reason.FILE_BROKEN

    def test_only_parquet(self, tmp_path):
        with pytest.raises(FileRefused):
            read_parquet_cells(book(tmp_path / "a.xlsx", A1=1))


class TestHostileChild:
    @pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds address space reliably")
    def test_far_cell_aborts_the_child_only(self, tmp_path, monkeypatch):
        path = with_parts(tmp_path / "a.xlsx", {SHEET: FAR})
        unguarded(monkeypatch, FileKind.XLSX)
        with pytest.raises(FileRefused) as caught:
            read_cells(path, Limits(output_bytes=2**24))
        assert caught.value.reason is Reason.FILE_MEMORY
        assert "1\u00a0024 МБ памяти" in caught.value.message

    def test_random_bytes_and_truncated_books(self, tmp_path, monkeypatch):
        whole = book(tmp_path / "a.xlsx", A1=1).read_bytes()
        ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        rng = random.Random(3)
        for kind, name, data in [
            (FileKind.XLSX, "b.xlsx", whole[:1_000]),
            (FileKind.XLS, "c.xls", ole + rng.randbytes(20_000)),
            (FileKind.ODS, "d.ods", rng.randbytes(20_000)),
        ]:
            unguarded(monkeypatch, kind)
            (tmp_path / name).write_bytes(data)
            with pytest.raises(FileRefused) as caught:
                read_cells(tmp_path / name)
            assert caught.value.reason in {Reason.FILE_BROKEN, Reason.FILE_MEMORY}

    def test_one_long_text_in_many_cells(self, tmp_path):
        """Shared strings: 100 kB once in the file, 300 MB in the parent's memory."""
        rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 3_001))
        strings = f'<sst xmlns="{MAIN}"><si><t>{"a" * 10**5}</t></si></sst>'
        sheet = FAR.split("<row")[0] + rows + "</sheetData></worksheet>"
        path = with_parts(tmp_path / "a.xlsx", {SHEET: sheet, "xl/sharedStrings.xml": strings})
        with pytest.raises(FileRefused) as caught:
            read_cells(path, Limits(output_bytes=2**24))
        assert caught.value.reason is Reason.FILE_MEMORY

    def test_time(self, tmp_path, monkeypatch):
        monkeypatch.setattr(isolation, "_bootstrap", lambda _reader: "import time; time.sleep(60)")
        start = time.perf_counter()
        with pytest.raises(FileRefused) as caught:
            read_cells(book(tmp_path / "a.xlsx", A1=1), Limits(seconds=1))
        assert caught.value.reason is Reason.FILE_TIME
        assert time.perf_counter() - start < 5

    def test_memory_watch_without_system_limits(self, tmp_path, monkeypatch):
        """On macOS and Windows nothing but the parent's watch stops the child."""
        monkeypatch.setattr(isolation, "_bootstrap", lambda _reader: "import time; a = b'x' * 10**9; time.sleep(60)")
        with pytest.raises(FileRefused) as caught:
            read_cells(book(tmp_path / "a.xlsx", A1=1), Limits(memory_bytes=300 * 2**20, seconds=20))
        assert caught.value.reason is Reason.FILE_MEMORY

    @pytest.mark.parametrize(
        "code",
        [
            "import os; os.abort()",
            "import os; os.kill(os.getpid(), 11)" if sys.platform != "win32" else "import os; os.abort()",
            'print(\'{"sheet": "a"}\')',
            "print('нет')",
            "print('{\"end\": true}'); raise SystemExit(5)",
        ],
    )
    def test_crash_or_nonsense(self, tmp_path, monkeypatch, code):
        monkeypatch.setattr(isolation, "_bootstrap", lambda _reader: code)
        with pytest.raises(FileRefused) as caught:
            read_cells(book(tmp_path / "a.xlsx", A1=1))
        assert caught.value.reason is Reason.FILE_BROKEN
        assert caught.value.message.startswith("Файл «a.xlsx» не принят: ")

    def test_child_imports_nothing_of_ours(self, tmp_path, monkeypatch):
        """The parser runs without site, pandas and this package."""
        spy = (
            "; import json; open(1, 'w', closefd=False).write(json.dumps({'sheet': str(sorted(sys.modules))}) + '\\n')"
        )
        honest = isolation._bootstrap("calamine")
        monkeypatch.setattr(isolation, "_bootstrap", lambda _reader: _spying(honest, spy))
        modules = next(iter(read_cells(book(tmp_path / "a.xlsx", A1=1))))
        assert "python_calamine" in modules
        assert not any(f"'{name}'" in modules for name in ("workbook", "pandas", "numpy", "site", "pickle"))


def _spying(honest: str, spy: str) -> str:
    """Report the loaded modules before the parser's own output, having imported what it imports."""
    first, _, run = honest.partition("; runpy")
    return f"{first}; import python_calamine{spy}; runpy{run}"
