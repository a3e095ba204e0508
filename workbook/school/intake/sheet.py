"""Opens a file of answers as it is: any separator, old code pages, UTF-16, a workbook; out come plain rows of text.

Apart from :mod:`workbook.school.reading` because there a table's headers tell encoding and separator; here nothing is
known of the file beforehand. The guard and the isolated parser are the same.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from workbook.errors import DataRefused, FileRefused, Reason
from workbook.school.guard import ACCEPTED, FileKind, admit
from workbook.school.intake.place import Place, listed
from workbook.school.isolation import read_cells
from workbook.school.limits import Limits, refuse, thousands
from workbook.school.origin import Finding
from workbook.school.problems import Problem, Severity
from workbook.school.repairs import clean, shown

__all__ = ["Sheet", "open_sheet"]

_SEPARATORS = (";", "\t", ",", "|")
_PROBED = 40
_OLD = ("cp1251", "cp866", "koi8-r", "mac-cyrillic")
_OLD_NAMES = {"cp1251": "Windows-1251", "cp866": "DOS-866", "koi8-r": "KOI8-R", "mac-cyrillic": "Mac Cyrillic"}
_WORDS = (
    "вопрос", "ответ", "балл", "задание", "фамилия", "имя", "ученик", "класс", "вариант", "ключ", "код", "почт", "верн",
    "нет", "состояние", "отметка", "школа", "пол",
)  # fmt: skip
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_FIELD = 131_072


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one file or sheet.

    Attributes
    ----------
    place : Place
    rows : tuple of tuple of str
        From row 1 of the file on, all of equal width; an empty cell is an empty text, a number its shortest decimal
        notation, a date «2026-03-01».
    first : int
        Number of the first row, as a person sees it.
    problems : tuple of Problem
        What had to be repaired to read it.
    """

    place: Place
    rows: tuple[tuple[str, ...], ...]
    first: int = 1
    problems: tuple[Problem, ...] = ()

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.rows[0]) if self.rows else 0

    def column(self, position: int, start: int = 0) -> list[str]:
        """Return the texts of a column from the row position ``start`` on."""
        return [row[position] for row in self.rows[start:]]


def open_sheet(path: Path | str, title: str = "", limits: Limits | None = None) -> Sheet:
    """Open a file of answers.

    Parameters
    ----------
    path : Path or str
        CSV, TSV or TXT in UTF-8, UTF-16 or an old Russian code page; XLSX, XLS, ODS; Parquet.
    title : str
        Sheet of a workbook; the fullest one by default.
    limits : Limits, optional
        What is allowed.

    Returns
    -------
    Sheet

    Raises
    ------
    FileRefused
        The guard refuses the file, or it is no table.
    DataRefused
        There is no such sheet, or nothing is written in the file.
    """
    path = Path(path)
    limits = limits or Limits()
    if ACCEPTED.get(path.suffix.lower()) is FileKind.TEXT:
        sheet = _text_sheet(path, limits)
    else:
        sheet = _book_sheet(path, title, limits)
    if not any(any(row) for row in sheet.rows):
        raise DataRefused(f"В файле «{path.name}» нет ни одной заполненной ячейки.", Reason.TABLE_EMPTY)
    return sheet


def _text_sheet(path: Path, limits: Limits) -> Sheet:
    place, problems = Place(path.name), []
    text, encoding = _decoded(path, limits)
    if encoding:
        told = f"текст записан в кодировке {encoding}, прочитан в ней."
        problems.append(place.whole(Finding(Reason.FILE_ENCODING, Severity.REPAIR, told)))
    lines = text.splitlines(keepends=True)
    first, separator = 1, ""
    if lines and lines[0].strip().casefold().startswith("sep=") and len(lines[0].strip()) == 5:
        separator, lines, first = lines[0].strip()[-1], lines[1:], 2
    separator = separator or _separator(lines)
    body = "".join(lines)
    try:
        rows = list(csv.reader(io.StringIO(body, newline=""), delimiter=separator))
    except csv.Error:
        rows = []
    if not rows or any(len(cell) > _FIELD for row in rows for cell in row) or _unclosed(body, rows):
        refuse(path, Reason.FILE_BROKEN, 'в нём открыта и не закрыта кавычка (")', "Закройте её или уберите")
    width = max(map(len, rows))
    if width > limits.columns or len(rows) > limits.rows or width * len(rows) > limits.cells:
        refuse(
            path, Reason.FILE_TOO_LARGE,
            f"в нём {thousands(len(rows))} строк и {thousands(width)} столбцов, а допустимо "
            f"{thousands(limits.rows)} строк и {thousands(limits.columns)} столбцов",
            "Разделите его на части",
        )  # fmt: skip
    return Sheet(place, _squared([[clean(cell)[0] for cell in row] for row in rows]), first, tuple(problems))


def _unclosed(text: str, rows: Sequence[Sequence[str]]) -> bool:
    return text.count('"') % 2 == 1 and any("\n" in cell for cell in rows[-1])


def _decoded(path: Path, limits: Limits) -> tuple[str, str]:
    """Read the text and name its encoding when it is not UTF-8."""
    try:
        with path.open("rb") as handle:
            head = handle.read(2)
    except OSError:
        head = b""
    if head not in _UTF16:
        admit(path, limits)
        return _eight_bit(path)
    if path.stat().st_size > limits.file_bytes:
        admit(path, limits)
    try:
        text = path.read_bytes().decode("utf-16")
    except UnicodeDecodeError:
        refuse(path, Reason.FILE_ENCODING, "текст UTF-16 повреждён", "Выгрузите таблицу ещё раз как CSV UTF-8")
    # The guard reads bytes of eight bits: the same text in UTF-8 goes through the same door.
    with tempfile.TemporaryDirectory() as folder:
        twin = Path(folder) / path.name
        twin.write_bytes(text.encode("utf-8", "replace"))
        admit(twin, limits)
    return text.removeprefix("\ufeff"), "UTF-16"


def _eight_bit(path: Path) -> tuple[str, str]:
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError as error:
        damaged = error.start
    if b"\xd0" in data[:damaged] and any(
        word in data[:damaged].decode("utf-8", "ignore").casefold() for word in _WORDS
    ):
        line = data.count(b"\n", 0, damaged) + 1
        refuse(
            path, Reason.FILE_ENCODING, f"в строке {line} повреждены буквы (не UTF-8)",
            "Сохраните таблицу заново как «CSV UTF-8 (разделитель — запятая)»",
        )  # fmt: skip
    texts = {name: data.decode(name, errors="replace") for name in _OLD}
    found = max(_OLD, key=lambda name: (sum(texts[name].casefold().count(word) for word in _WORDS), name == "cp1251"))
    if "\ufffd" in texts[found]:
        raise FileRefused(
            f"Файл «{path.name}» не прочитан: кодировка не распознана. Принимаются UTF-8, UTF-16 и Windows-1251. "
            "Сохраните таблицу в Excel как «CSV UTF-8 (разделитель — запятая)».",
            Reason.FILE_ENCODING,
        )
    return texts[found], _OLD_NAMES[found]


def _separator(lines: Sequence[str]) -> str:
    """Choose the separator under which most rows have as many cells as the fullest kind of row."""
    return max(_SEPARATORS, key=lambda mark: _regularity(lines[:_PROBED], mark))


def _regularity(lines: Sequence[str], separator: str) -> tuple[int, int]:
    try:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=separator) if row)
    except csv.Error:
        return (0, 0)
    width, rows = max(widths.items(), key=lambda pair: (pair[1] if pair[0] > 1 else 0, pair[0]), default=(1, 0))
    return (rows, width) if width > 1 else (0, 0)


def _book_sheet(path: Path, title: str, limits: Limits) -> Sheet:
    sheets = {name: rows for name, rows in read_cells(path, limits).items() if any(_filled(row) for row in rows)}
    if not sheets:
        raise DataRefused(f"В файле «{path.name}» нет ни одной заполненной ячейки.", Reason.TABLE_EMPTY)
    if title and title not in sheets:
        raise DataRefused(
            f"В книге «{path.name}» нет заполненного листа «{shown(title)}». Есть: {listed(list(sheets))}.",
            Reason.TABLE_MISSING,
        )
    chosen = title or max(sheets, key=lambda name: sum(map(_filled, sheets[name])))
    place = Place(path.name, chosen)
    problems = []
    rest = [f"«{shown(name)}»" for name in sheets if name != chosen]
    if rest and not title:
        told = f"прочитан самый заполненный лист; не прочитаны: {listed(rest)}. Другой лист выбирается параметром."
        problems.append(place.whole(Finding(Reason.FILE_UNKNOWN, Severity.WARNING, told), count=len(rest)))
    rows = _squared([[_cell_text(cell) for cell in row] for row in sheets[chosen]])
    return Sheet(place, rows, 1, tuple(problems))


def _filled(row: Sequence[object]) -> bool:
    return any(cell is not None and cell != "" for cell in row)


def _cell_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return f"{cell:.15g}"
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    return clean(str(cell))[0]


def _squared(rows: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    """Give rows one width and drop empty rows at the end and empty columns at the right."""
    full = [len(row) - next((i for i, cell in enumerate(reversed(row)) if cell), len(row)) for row in rows]
    width = max(full, default=0)
    last = max((i + 1 for i, length in enumerate(full) if length), default=0)
    return tuple(tuple(row[:width]) + ("",) * (width - len(row)) for row in rows[:last])
