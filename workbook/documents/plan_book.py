"""The school's plan as a book with the red pen: marked cells with notes, and the list of what to mend.

Apart from the section on the page because this one goes back to the plan's author, who mends it right there.
"""

from __future__ import annotations

import io
from typing import Any

import pandas as pd
import xlsxwriter

from workbook.display import numbers
from workbook.display.vsoko_plan import IMPORTANCE
from workbook.school.forms import CREATED
from workbook.school.remarks import Marks, safe_text
from workbook.vsoko.plan import PlanCheck
from workbook.vsoko.plan_events import HEADERS

__all__ = ["plan_book"]

_DRAFT = "Черновик — решение принимает человек"
_COLUMNS = {"number": "№", **HEADERS}
_WIDTHS = {
    "number": 5, "event": 38, "start": 11, "end": 11, "audience": 18, "product": 20, "responsible": 20,
    "indicator": 22, "baseline": 11, "target": 11, "status": 12, "evidence": 18,
}  # fmt: skip
_LIST = (("№", 5), ("Важность", 11), ("Мероприятие", 38), ("Столбец", 16), ("Что стоит", 20), ("Что не так", 48),
         ("Что сделать", 40), ("Отметка автора", 18))  # fmt: skip
_SEVERITY = {3: "ошибка", 2: "предупреждение", 1: "исправлено"}
"""Weight → one of the three looks of the red pen: red, yellow, grey."""

_TOP = 4
"""Rows above the table: heading, verdict, draft mark, header."""

_LINE = 15.5


def plan_book(check: PlanCheck, school: str = "") -> bytes:
    """Write the checked plan: the sheet «План» with marked cells and notes, the sheet «Замечания».

    Parameters
    ----------
    check : PlanCheck
    school : str
        Title of the school.

    Returns
    -------
    bytes
        XLSX; texts are never formulas or links.
    """
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": f"{check.title}: замечания", "author": "Рабочая тетрадь ВСОКО", "created": CREATED})
    looks = _Looks(book)
    _plan_sheet(book.add_worksheet("План"), check, (school, looks))
    _list_sheet(book.add_worksheet("Замечания"), check, looks)
    book.close()
    return target.getvalue()


class _Looks:
    """Formats of the book, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._cells: dict[tuple[str, str], Any] = {}
        self.title = book.add_format({"bold": True, "font_size": 15, "font_color": "#1F4E79"})
        self.line = book.add_format({"font_color": "#52606D"})
        self.head = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True,
                                     "valign": "vcenter", "align": "center"})  # fmt: skip

    def cell(self, style: dict[str, Any], kind: str) -> Any:
        """Return the format of a cell: its mark and its kind («text», «date», «number»)."""
        key = (str(sorted(style.items())), kind)
        if key not in self._cells:
            form = {"text": "@", "date": "dd.mm.yyyy", "number": "0.##"}[kind]
            look = {"border": 1, "border_color": "#9AA5B1", "valign": "top", "text_wrap": True, "num_format": form}
            self._cells[key] = self._book.add_format(look | style)
        return self._cells[key]


def _plan_sheet(page: Any, check: PlanCheck, how: tuple[str, _Looks]) -> None:
    school, looks = how
    fields = list(_COLUMNS)
    for column, field in enumerate(fields):
        page.set_column(column, column, _WIDTHS[field])
    head = f"{check.title}, {check.year.title} учебный год"
    page.write_string(0, 0, safe_text(f"{head}. {school}" if school else head), looks.title)
    verdict = check.verdict[:1].upper() + check.verdict[1:]
    page.write_string(1, 0, f"{verdict}: {check.checkable} из {check.total}. Проверен на {numbers.date(check.day)}. "
                            "Замечания — в примечаниях к закрашенным клеткам и на листе «Замечания».",
                      looks.line)  # fmt: skip
    page.write_string(2, 0, _DRAFT, looks.line)
    for column, field in enumerate(fields):
        page.write_string(3, column, _COLUMNS[field], looks.head)
    page.set_row(3, 32)
    marks = _marks(check, fields)
    for place, record in enumerate(check.events.to_dict("records")):
        row = _TOP + place
        for column, field in enumerate(fields):
            _write(page, (row, column), record[field], (looks, marks.style((row, column))))
        page.set_row(row, _height((record[field], _WIDTHS[field]) for field in fields))
    marks.write_notes(page)
    _print(page, 3, len(fields) - 1)


def _marks(check: PlanCheck, fields: list[str]) -> Marks:
    """Turn findings into marks of cells; a finding without a column marks the name of the event."""
    rows = {number: _TOP + place for place, number in enumerate(check.events["number"])}
    marks = Marks()
    for finding in check.findings.to_dict("records"):
        if finding["number"] not in rows:
            continue
        field = finding["field"] if finding["field"] in fields else "event"
        spot = rows[finding["number"]], fields.index(field)
        # The gravest come first, so the first mark of a cell stays.
        marks.severity.setdefault(spot, _SEVERITY[finding["weight"]])
        what = finding["what"][:1].upper() + finding["what"][1:]
        marks.notes[spot].append(f"{what.rstrip('.')}. {finding['fix']}")
    return marks


def _list_sheet(page: Any, check: PlanCheck, looks: _Looks) -> None:
    for column, (header, width) in enumerate(_LIST):
        page.set_column(column, column, width)
        page.write_string(0, column, header, looks.head)
    text, plain = looks.cell({}, "text"), looks.cell({}, "number")
    for row, finding in enumerate(check.findings.to_dict("records"), start=1):
        place = finding["number"]
        if place:
            page.write_number(row, 0, place, plain)
        else:
            page.write_string(row, 0, numbers.MISSING, text)
        told = (IMPORTANCE[finding["weight"]], finding["event"], finding["header"], finding["value"], finding["what"],
                finding["fix"], "")  # fmt: skip
        for column, value in enumerate(told, start=1):
            page.write_string(row, column, safe_text(value), text)
        page.set_row(row, _height((value, width) for value, (_, width) in zip(told, _LIST[1:], strict=True)))
    page.autofilter(0, 0, max(len(check.findings), 1), len(_LIST) - 1)
    _print(page, 0, len(_LIST) - 1)


def _write(page: Any, spot: tuple[int, int], value: Any, how: tuple[_Looks, dict[str, Any]]) -> None:
    looks, style = how
    if value is None or pd.isna(value):
        page.write_blank(*spot, None, looks.cell(style, "text"))
    elif isinstance(value, pd.Timestamp):
        page.write_datetime(*spot, value.to_pydatetime(), looks.cell(style, "date"))
    elif isinstance(value, int | float):
        page.write_number(*spot, float(value), looks.cell(style, "number"))
    else:
        page.write_string(*spot, safe_text(str(value)), looks.cell(style, "text"))


def _height(cells: Any) -> float:
    """Room for wrapped text: programs other than Excel do not make it themselves."""
    lines = [1 + int(1.1 * len(str(value)) // width) for value, width in cells if isinstance(value, str)]
    return _LINE * min(max(lines, default=1), 20)


def _print(page: Any, head: int, last: int) -> None:
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(head)
    page.freeze_panes(head + 1, 2 if last > len(_LIST) else 0)
    page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    page.set_footer(f"&L{_DRAFT}&RСтраница &P из &N")
