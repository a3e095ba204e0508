"""The expert's sheet (XLSX): the tool's passport, twelve criteria with explanations, a score and a remark beside each.

Apart from the protocol because it goes out before the review and comes back filled; it is read by
:mod:`workbook.school.expert_sheets`, and its labels are those of :mod:`workbook.school.expert_form`.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import xlsxwriter

from workbook.display import numbers
from workbook.fos.criteria import SHEET, TOP
from workbook.fos.expertise import must_criteria
from workbook.school.expert_form import COMMENT, CRITERION, DATE, EXPERT, NUMBER, SCORE, TOOL
from workbook.school.forms import CREATED, sheet_title
from workbook.school.remarks import safe_text
from workbook.settings import FosRules

__all__ = ["Tool", "book_name", "expert_book", "expert_books", "tools"]


"""A fixed date makes the same sheet the same bytes."""

_FORBIDDEN = re.compile(r"[\[\]:*?/\\'\"<>|\x00-\x1f]")
_TITLE = "Лист экспертизы оценочных материалов"
_HOW = (
    "Прочитайте оценочное средство. Заполните жёлтые ячейки: код эксперта, дату, балл по каждому критерию "
    "(0, 1 или 2 — из списка) и замечание, если балл меньше 2. Вместо фамилии — код. Сохраните файл и верните его."
)
_INK, _PALE, _INPUT, _LINE = "#1F4E79", "#DCE6F1", "#FFF8DC", "#9AA5B1"
_WIDTHS = (5, 36, 62, 9, 48)


@dataclass(frozen=True, slots=True)
class Tool:
    """The passport of an assessment tool as it stands on the sheet.

    Attributes
    ----------
    code : str
        «МА7-ИТ».
    lines : tuple of (str, str)
        Label and value, Russian.
    """

    code: str
    lines: tuple[tuple[str, str], ...] = ()


def tools(plan: pd.DataFrame | None, codes: Iterable[str]) -> list[Tool]:
    """Take the passports of tools from the plan of the fund; a tool outside the plan has its code only.

    Parameters
    ----------
    plan : DataFrame or None
        fos, title, subject, grade, control_type, due, version.
    codes : iterable of str
        Codes in the order wanted.
    """
    rows = {} if plan is None else plan.drop_duplicates("fos").set_index("fos").to_dict("index")
    found = []
    for code in codes:
        row = rows.get(code)
        lines: list[tuple[str, Any]] = []
        if row is not None:
            lines = [
                ("Средство", row.get("title")), ("Предмет", row.get("subject")), ("Класс", row.get("grade")),
                ("Вид контроля", row.get("control_type")), ("Версия", row.get("version")),
                ("Срок применения", numbers.date(row.get("due"))),
            ]  # fmt: skip
        shown = tuple((label, str(value)) for label, value in lines
                      if value is not None and not pd.isna(value) and value != numbers.MISSING)  # fmt: skip
        found.append(Tool(str(code), shown))
    return found


def book_name(expert: str, codes: Sequence[str]) -> str:
    """Name the file of a book: «Экспертиза МА7-ИТ Э-03.xlsx»."""
    what = codes[0] if len(codes) == 1 else f"{len(codes)} средств"
    return _FORBIDDEN.sub(" ", " ".join(part for part in ("Экспертиза", what, expert) if part)) + ".xlsx"


def expert_book(given: Sequence[Tool], rules: FosRules, expert: str = "") -> bytes:
    """Make the book of one expert: a sheet for every tool.

    Parameters
    ----------
    given : sequence of Tool
        At least one.
    rules : FosRules
        ``must_criteria``: marked on the sheet.
    expert : str
        Code of the expert, written in; empty leaves it to be filled.

    Returns
    -------
    bytes
        XLSX. Nothing is hidden; all cells but those to be filled are locked without a password.
    """
    if not given:
        raise ValueError("a book needs at least one assessment tool")
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    book.set_properties({"title": _TITLE, "author": "Рабочая тетрадь ВСОКО", "created": CREATED})
    taken: set[str] = set()
    styles = _styles(book)
    for tool in given:
        _write_sheet(book.add_worksheet(sheet_title(tool.code, taken)), tool, expert, rules, styles)
    book.close()
    return target.getvalue()


def expert_books(given: Sequence[Tool], rules: FosRules, experts: Sequence[str]) -> bytes:
    """Make a ZIP with one book for every expert.

    Parameters
    ----------
    given : sequence of Tool
    rules : FosRules
    experts : sequence of str
        Codes; empty gives one book without a code.
    """
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for expert in experts or [""]:
            name = book_name(expert, [tool.code for tool in given])
            entry = zipfile.ZipInfo(name, (2025, 9, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, expert_book(given, rules, expert))
    return target.getvalue()


def _styles(book: Any) -> dict[str, Any]:
    cell = {"border": 1, "border_color": _LINE, "valign": "top", "text_wrap": True}
    filled = {**cell, "bg_color": _INPUT, "locked": False}
    return {
        "title": book.add_format({"bold": True, "font_size": 16, "font_color": _INK, "valign": "vcenter"}),
        "how": book.add_format({"text_wrap": True, "valign": "top", "font_color": "#52606D"}),
        "label": book.add_format({"bold": True, "valign": "top", "align": "left"}),
        "value": book.add_format({"valign": "top", "text_wrap": True, "align": "left"}),
        "head": book.add_format({**cell, "bold": True, "bg_color": _INK, "font_color": "#FFFFFF", "valign": "vcenter"}),
        "number": book.add_format({**cell, "align": "center"}),
        "text": book.add_format(cell),
        "must": book.add_format({**cell, "bold": True}),
        "code": book.add_format({**filled, "num_format": "@", "align": "left"}),
        "day": book.add_format({**filled, "num_format": "dd.mm.yyyy", "align": "left"}),
        "score": book.add_format({**filled, "num_format": "0", "align": "center", "bold": True, "font_size": 13}),
        "comment": book.add_format({**filled, "num_format": "@"}),
        "sum_label": book.add_format({**cell, "bold": True, "align": "right", "bg_color": _PALE}),
        "sum": book.add_format({**cell, "bold": True, "align": "center", "bg_color": _PALE}),
    }


def _write_sheet(page: Any, tool: Tool, expert: str, rules: FosRules, styles: dict[str, Any]) -> None:
    for column, width in enumerate(_WIDTHS):
        page.set_column(column, column, width)
    page.merge_range(0, 0, 0, 4, _TITLE, styles["title"])
    page.set_row(0, 26)
    page.merge_range(1, 0, 1, 4, _HOW, styles["how"])
    page.set_row(1, 34)
    row = _write_passport(page, tool, expert, styles)
    first = row + 1
    for column, text in enumerate((NUMBER, CRITERION, "Что проверить и что значит балл", SCORE, COMMENT)):
        page.write_string(row, column, text, styles["head"])
    page.set_row(row, 22)
    must = must_criteria(rules)
    for offset, one in enumerate(SHEET):
        at = first + offset
        page.write_number(at, 0, one.number, styles["number"])
        title = one.title[:1].upper() + one.title[1:]
        star = " (обязательный: 0 возвращает работу)" if one.number in must else ""
        page.write_string(at, 1, title + star, styles["must" if star else "text"])
        page.write_string(at, 2, f"{one.check}\n{one.scale}", styles["text"])
        page.write_blank(at, 3, None, styles["score"])
        page.write_blank(at, 4, None, styles["comment"])
        lines = -(-len(one.check) // 60) - (-len(one.scale) // 60)
        page.set_row(at, 15.5 * max(lines, -(-len(title + star) // 33)))
    last = first + len(SHEET) - 1
    _write_checks(page, first, last)
    _write_sums(page, first, last, must, styles)
    _set_page(page, tool, row, last + 5)


def _write_passport(page: Any, tool: Tool, expert: str, styles: dict[str, Any]) -> int:
    """Write the passport and the two cells of the expert; return the row after them."""
    row = 3
    for label, value in ((TOOL, tool.code), *tool.lines):
        page.write_string(row, 1, label, styles["label"])
        page.write_string(row, 2, safe_text(value), styles["value"])
        row += 1
    page.write_string(row, 1, EXPERT, styles["label"])
    # An empty text becomes a blank cell of the same look.
    page.write_string(row, 2, expert, styles["code"])
    page.data_validation(row, 2, row, 2, {
        "validate": "length", "criteria": "between", "minimum": 4, "maximum": 6, "input_title": EXPERT,
        "input_message": "Код вместо фамилии, например Э-03", "error_type": "warning",
        "error_title": "Код эксперта", "error_message": "Нужен код вида Э-03: буква Э, дефис, две–четыре цифры.",
    })  # fmt: skip
    page.write_string(row + 1, 1, DATE, styles["label"])
    page.write_blank(row + 1, 2, None, styles["day"])
    page.data_validation(row + 1, 2, row + 1, 2, {
        "validate": "date", "criteria": "between", "minimum": datetime.date(2020, 1, 1),
        "maximum": datetime.date(2040, 12, 31), "input_title": "Дата", "input_message": "Например 15.03.2026",
        "error_type": "warning", "error_title": "Дата", "error_message": "Нужна дата вида ДД.ММ.ГГГГ.",
    })  # fmt: skip
    return row + 3


def _write_checks(page: Any, first: int, last: int) -> None:
    page.data_validation(first, 3, last, 3, {
        "validate": "list", "source": [str(mark) for mark in range(TOP + 1)], "input_title": "Балл",
        "input_message": "0 — нет, 1 — частично, 2 — да", "error_title": "Балл",
        "error_message": "Допустимо 0, 1 или 2.",
    })  # fmt: skip
    page.data_validation(first, 4, last, 4, {
        "validate": "length", "criteria": "<=", "value": 500, "error_title": "Замечание", "error_type": "warning",
        "error_message": "Короче 500 знаков: что исправить и где.",
    })  # fmt: skip


def _write_sums(page: Any, first: int, last: int, must: Sequence[int], styles: dict[str, Any]) -> None:
    cells = f"D{first + 1}:D{last + 1}"
    zeros = "+".join(f"COUNTIF(D{first + number},0)" for number in must if 1 <= number <= len(SHEET))
    named = ", ".join(map(str, must))
    sums = [
        ("Оценено критериев", f"=COUNT({cells})"),
        (f"Сумма баллов, из {TOP * len(SHEET)}", f"=SUM({cells})"),
    ]
    if zeros:
        sums.append((f"Нулей по обязательным критериям ({named})", f"={zeros}"))
    for offset, (label, formula) in enumerate(sums, 1):
        page.write_string(last + offset, 2, label, styles["sum_label"])
        page.write_formula(last + offset, 3, formula, styles["sum"], 0)


def _set_page(page: Any, tool: Tool, header: int, note: int) -> None:
    page.write_string(note, 1, "Лист — мнение эксперта. Решение принимает методический совет по всем листам.")
    page.protect("", {"select_locked_cells": True, "format_rows": True, "format_columns": True})
    page.hide_gridlines(2)
    page.freeze_panes(header + 1, 0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    page.repeat_rows(header)
    page.set_footer(f"&L{tool.code.replace('&', '&&')}&RСтраница &P из &N")
