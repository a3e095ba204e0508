"""Dirties the files of shkola-8 in known ways and records what a correct reader must say about each of them.

Apart from writing because here every fault is wanted. A way that people use every day and that leaves no doubt (another
code page, another separator, title rows) must be read silently: its expectation is that nothing is said.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from generator.stories import Style
from generator.writing import csv_rows, csv_text
from workbook.school.tables import TABLES

__all__ = ["EXPECTED_COLUMNS", "WAYS", "Desk", "write_dirty"]

EXPECTED_COLUMNS = ("file", "sheet", "cell", "header", "reason", "severity", "value", "way")

_ERROR, _WARNING, _REPAIR = "ошибка", "предупреждение", "исправлено"
_LONG = " ".join(["Карта дефицитов по предметам и параллелям."] * 120)
Row = list[str]


@dataclass
class _Sheet:
    rows: list[Row]
    header: Row
    separator: str = ";"
    encoding: str = "utf-8-sig"
    line_end: str = "\r\n"


@dataclass(frozen=True)
class _Expected:
    table: str
    row: Row | None
    column: int | None
    header: str
    reason: str
    severity: str
    value: str
    way: str


@dataclass
class Desk:
    """The files of the school while they are being dirtied.

    Attributes
    ----------
    sheets : dict
        English table name → rows of text; ``header`` is the header row among them.
    expected : list
        What a reader must say; rows are kept as objects, for later ways move them.
    extra : dict
        File name → text of files that belong to no table.
    touched : set
        Identities of rows that a way has used already.
    """

    sheets: dict[str, _Sheet]
    expected: list[_Expected] = field(default_factory=list)
    extra: dict[str, str] = field(default_factory=dict)
    touched: set[int] = field(default_factory=set)

    def column(self, table: str, name: str) -> int:
        """Return the position of a column by its English name."""
        return self.sheets[table].header.index(TABLES[table].column(name).header)

    def fresh(self, table: str, number: int, test: Callable[[Row], bool] = bool) -> Row:
        """Return the first untouched body row from this number on that passes the test, and mark it as used."""
        body = [row for row in self.sheets[table].rows if row is not self.sheets[table].header]
        for row in body[number:]:
            if id(row) not in self.touched and test(row):
                self.touched.add(id(row))
                return row
        raise LookupError(f"{table}: no row for a damage from {number} on")

    def expect(self, table: str, row: Row | None, name: str, verdict: tuple[str, str], value: str, way: str) -> None:
        """Record what a reader must say about a cell (or, without a row, about the table)."""
        column = self.column(table, name) if name and row is not None else None
        header = TABLES[table].column(name).header if name else ""
        self.expected.append(_Expected(table, row, column, header, *verdict, " ".join(value.split()), way))


@dataclass(frozen=True)
class _Cell:
    """A way that damages one cell.

    Attributes
    ----------
    way, table, column : str
        What the damage is, and where.
    text : str or function of the old text
    reason, severity : str
        What a reader must say; empty when it must say nothing.
    number : int
        From which body row on the victim is looked for.
    only : str
        Old text of the victim; empty when any will do.
    hidden : bool
        The value may not be repeated.
    """

    way: str
    table: str
    column: str
    text: str | Callable[[str], str]
    reason: str = ""
    severity: str = _ERROR
    number: int = 10
    only: str = ""
    hidden: bool = False

    def __call__(self, desk: Desk) -> None:
        place = desk.column(self.table, self.column)
        row = desk.fresh(self.table, self.number, lambda row: bool(row[place]) and self.only in ("", row[place]))
        row[place] = self.text if isinstance(self.text, str) else self.text(row[place])
        if self.reason:
            value = "" if self.hidden else row[place]
            desk.expect(self.table, row, self.column, (self.reason, self.severity), value, self.way)


def _cp1251(desk: Desk) -> None:
    desk.sheets["pupils"].encoding = "cp1251"


def _tabs(desk: Desk) -> None:
    desk.sheets["competences"].separator = "\t"


def _commas(desk: Desk) -> None:
    sheet = desk.sheets["survey"]
    sheet.separator, sheet.encoding, sheet.line_end = ",", "utf-8", "\n"


def _title_rows(desk: Desk) -> None:
    width = len(desk.sheets["observations"].header)
    desk.sheets["observations"].rows[:0] = [["Карты посещённых уроков, 2025/2026", *[""] * (width - 1)], [""] * width]


def _trailing_rows(desk: Desk) -> None:
    sheet = desk.sheets["teachers"]
    sheet.rows += [[""] * len(sheet.header) for _ in range(5)]


def _total_row(desk: Desk) -> None:
    sheet = desk.sheets["card_points"]
    points = desk.column("card_points", "points")
    row = [""] * len(sheet.header)
    row[0], row[points] = "Итого", "44"
    sheet.rows.append(row)
    for name in ("role", "result"):
        desk.expect("card_points", row, name, ("value-missing", _ERROR), "", "строка «Итого»")


def _missing_header(desk: Desk) -> None:
    place = desk.column("requests", "topic")
    for row in desk.sheets["requests"].rows:
        del row[place]
    desk.expect("requests", None, "topic", ("header-missing", _ERROR), "", "нет обязательного столбца")


def _unknown_header(desk: Desk) -> None:
    sheet = desk.sheets["teachers"]
    for row in sheet.rows:
        row.append("Кабинет" if row is sheet.header else "12")
    _expect_header(desk, "teachers", "", "header-unknown", "Кабинет", "лишний столбец")


def _double_header(desk: Desk) -> None:
    place = desk.column("period_marks", "mark")
    for row in desk.sheets["period_marks"].rows:
        row.append(row[place])
    _expect_header(desk, "period_marks", "mark", "header-double", "Отметка", "столбец дважды")


def _expect_header(desk: Desk, table: str, name: str, reason: str, value: str, way: str) -> None:
    sheet = desk.sheets[table]
    header = TABLES[table].column(name).header if name else ""
    desk.expected.append(_Expected(table, sheet.header, len(sheet.header) - 1, header, reason, _WARNING, value, way))


def _double_row(desk: Desk) -> None:
    row = desk.fresh("procedures", 40)
    copy = list(row)
    rows = desk.sheets["procedures"].rows
    rows.insert(next(i for i, one in enumerate(rows) if one is row) + 1, copy)
    desk.touched.add(id(copy))
    desk.expect("procedures", copy, "pupil", ("row-double", _WARNING), "", "строка повторена")


def _double_key(desk: Desk) -> None:
    place = desk.column("period_marks", "mark")
    row = desk.fresh("period_marks", 200, lambda row: row[place] == "4")
    copy = list(row)
    copy[place] = "5"
    desk.sheets["period_marks"].rows.append(copy)
    desk.touched.add(id(copy))
    key = ("year", "pupil", "subject", "period")
    value = ", ".join(f"«{row[desk.column('period_marks', name)]}»" for name in key)
    desk.expect("period_marks", copy, "pupil", ("row-double", _ERROR), value, "один ключ, разные отметки")


def _above_max(desk: Desk) -> None:
    row = desk.fresh("procedures", 90, lambda row: bool(row[desk.column("procedures", "primary_score")]))
    row[desk.column("procedures", "primary_score")] = "99"
    desk.expect("procedures", row, "primary_score", ("score-above-max", _ERROR), "99", "балл выше максимума")


def _ends_before(desk: Desk) -> None:
    row = desk.fresh("cards", 5)
    row[desk.column("cards", "ends")] = "01.09.2025"
    desk.expect("cards", row, "ends", ("row-order", _ERROR), "01.09.2025", "окончание раньше начала")


def _left_before(desk: Desk) -> None:
    year, left = desk.column("pupils", "year"), desk.column("pupils", "left")
    row = desk.fresh("pupils", 30, lambda row: row[year] == "2025/2026" and not row[left])
    row[left] = "15.08.2025"
    desk.expect("pupils", row, "left", ("row-order", _ERROR), "15.08.2025", "выбыл раньше, чем прибыл")


def _wide_row(desk: Desk) -> None:
    sheet = desk.sheets["plan"]
    row = desk.fresh("plan", 8)
    row.append("лишняя точка с запятой")
    desk.expect("plan", row, TABLES["plan"].columns[0].name, ("row-wide", _ERROR), "", "в строке лишняя ячейка")
    assert len(row) == len(sheet.header) + 1


def _empty_table(desk: Desk) -> None:
    desk.sheets["applications"].rows[:] = [desk.sheets["applications"].header]
    desk.expect("applications", None, "", ("table-empty", _WARNING), "", "пустая таблица")


def _unknown_file(desk: Desk) -> None:
    desk.extra["заметки завуча.csv"] = "что;когда\r\nпозвонить в управление;завтра\r\n"
    desk.expected.append(_Expected("", None, None, "", "file-unknown", _WARNING, "", "лишний файл"))


WAYS: tuple[Callable[[Desk], None], ...] = (
    # Cells that are repaired: beyond doubt what was meant.
    _Cell("«7А» без пробела", "pupils", "class_", "7А", "value-repaired", _REPAIR, 0, "7 А"),
    _Cell("латинская A в классе", "pupils", "class_", "8 A", "value-repaired", _REPAIR, 0, "8 А"),
    _Cell("неразрывный пробел", "pupils", "pupil", lambda old: f"{old}\u00a0", "value-repaired", _REPAIR, 12),
    _Cell("латинская Y вместо У", "marks", "pupil", lambda old: "Y" + old[1:], "value-repaired", _REPAIR, 20),
    _Cell("код строчной буквой", "marks", "pupil", str.lower, "value-repaired", _REPAIR, 40),
    _Cell("дата 5.11.25", "marks", "date", lambda old: f"{int(old[:2])}{old[2:6]}{old[8:]}", "value-repaired",
          _REPAIR, 60),
    _Cell("дата словами", "participations", "date", "12 ноября 2025 г.", "value-repaired", _REPAIR, 30),
    _Cell("число Excel вместо даты", "expertise", "date", "46096", "value-repaired", _REPAIR, 6),
    _Cell("год через дефис", "period_marks", "year", "2025-2026", "value-repaired", _REPAIR, 3000, "2025/2026"),
    _Cell("знак процента", "plan", "baseline", lambda old: f"{old}%", "value-repaired", _REPAIR, 2),
    _Cell("пробел в тысячах", "plan", "target", "1 200", "value-repaired", _REPAIR, 4),
    _Cell("прописные буквы в выборе", "cards", "form", "ОЧНО", "value-repaired", _REPAIR, 12, "очно"),
    _Cell("предмет с прописной буквы", "procedures", "subject", "Математика", "value-repaired", _REPAIR, 10,
          "математика"),
    _Cell("единица измерения в числе", "items", "minutes", lambda old: f"{old} мин", "value-repaired", _REPAIR, 7),
    _Cell("прочерк вместо пустой ячейки", "cards", "partner", "—", "value-repaired", _REPAIR, 2),
    _Cell("лишние пробелы", "teachers", "subjects", lambda old: f"  {old} ", "value-repaired", _REPAIR, 3),
    _Cell("перенос строки в ячейке", "fos_plan", "title", lambda old: old.replace(", ", ",\n"), "value-repaired",
          _REPAIR, 5),
    # Cells that are read as they stand: nothing is to be said.
    _Cell("дата ГГГГ-ММ-ДД", "marks", "date", lambda old: f"{old[6:]}-{old[3:5]}-{old[:2]}", number=80),
    _Cell("десятичная точка среди запятых", "marks", "weight", lambda old: f"{old}.0", number=100),
    _Cell("десятичная запятая", "marks", "weight", lambda old: f"{old},0", number=105),
    _Cell("похоже на формулу, но текст", "cards", "purpose", "=1+1", number=14),
    _Cell("HTML в названии", "cards", "title", "<script>alert('Школа')</script><b>Праздник</b> & «чай»", number=23),
    _Cell("очень длинный текст", "plan", "product", _LONG, number=10),
    # Cells that cannot be used.
    _Cell("невозможная дата", "marks", "date", "31.02.2026", "value-type", number=140),
    _Cell("отметка 6", "marks", "mark", "6", "value-choice", number=160),
    _Cell("отметка словом", "marks", "mark", "отл", "value-choice", number=180),
    _Cell("описка в выборе", "marks", "work_type", "контрольня", "value-choice", number=200, only="контрольная"),
    _Cell("слово вместо числа", "marks", "weight", "пять", "value-type", number=220),
    _Cell("неизвестный ученик", "marks", "pupil", "У-89999", "reference-unknown", number=240),
    _Cell("имя вместо кода", "participations", "pupil", "Примерова Анна", "name-not-code", number=50, hidden=True),
    _Cell("пустая обязательная ячейка", "period_marks", "subject", "", "value-missing", number=500),
    _Cell("отрицательное число", "teachers", "experience_years", "-3", "value-range", number=6),
    _Cell("формула в числе", "responses", "score", "=1+1", "value-type", number=33),
    _Cell("балл выше максимума задания", "responses", "score", "7", "score-above-max", number=60),
    _Cell("неизвестное задание", "responses", "item", "МА7-999", "reference-unknown", number=90),
    _Cell("класса не бывает", "group_results", "class_", "12 А", "value-range", number=9),
    _Cell("параллель словом", "fos_plan", "grade", "седьмая", "value-type", number=60),
    _Cell("дробный критерий", "expertise", "criterion", "5,5", "value-type", number=20),
    _Cell("балл карты урока 3", "observations", "score", "3", "value-range", number=15),
    _Cell("учебный год через два года", "survey", "year", "2025/2027", "value-range", number=11),
    # Whole rows, headers, tables and files.
    _title_rows, _unknown_header, _trailing_rows, _total_row, _missing_header, _double_header, _double_row,
    _double_key, _above_max, _ends_before, _left_before, _wide_row, _empty_table, _unknown_file, _cp1251, _tabs,
    _commas,
)  # fmt: skip
"""Every way in which the files are dirtied, in the order of application."""


def write_dirty(folder: Path, tables: Mapping[str, pd.DataFrame], listing: Path) -> None:
    """Write the school's files with all damages, and the list of problems that a reader must find.

    Parameters
    ----------
    folder : Path
        The school's folder.
    tables : mapping of str to DataFrame
        Sound tables by English name.
    listing : Path
        The CSV of expected problems: file, sheet, cell, header, reason, severity, value, way.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows = {name: csv_rows(name, frame, Style()) for name, frame in tables.items()}
    desk = Desk({name: _Sheet(body, body[0]) for name, body in rows.items()})
    for way in WAYS:
        way(desk)
    for name, sheet in desk.sheets.items():
        text = csv_text(sheet.rows, sheet.separator).replace("\r\n", sheet.line_end)
        (folder / f"{name}.csv").write_bytes(text.encode(sheet.encoding))
    for file, text in desk.extra.items():
        (folder / file).write_bytes(text.encode("utf-8-sig"))
    lines = sorted(_line(one, desk) for one in desk.expected)
    with listing.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle, lineterminator="\n").writerows([EXPECTED_COLUMNS, *lines])


def _line(one: _Expected, desk: Desk) -> tuple[str, ...]:
    file = f"{one.table}.csv" if one.table else next(iter(desk.extra))
    cell = ""
    if one.row is not None and one.column is not None:
        number = next(i for i, row in enumerate(desk.sheets[one.table].rows, 1) if row is one.row)
        cell = f"{chr(65 + one.column)}{number}"
    return file, "", cell, one.header, one.reason, one.severity, one.value, one.way
