"""The juror's sheet: a book to be filled (XLSX) and the same on paper (DOCX), finalists in rows, criteria in columns.

Apart from the protocol because it goes out before the jury meets and comes back filled; it is read by
:mod:`workbook.school.jury_sheets`, and its labels are those of :mod:`workbook.school.jury_form`. Points of the rating
are not on it: the jury judges the portfolio, the points enter by their own weight.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

from workbook.documents.paper import page_number, saved
from workbook.documents.signed import repeated, say, signed_paper, whole
from workbook.school.forms import CREATED
from workbook.school.jury_form import CONTEST, DAY, FINALIST, JUROR, NOMINATION, JuryForm
from workbook.school.remarks import safe_text

__all__ = ["juror_book", "juror_books", "juror_name", "juror_paper"]

_FORBIDDEN = re.compile(r"[\[\]:*?/\\'\"<>|\x00-\x1f]")
_TITLE = "Лист члена жюри"
_PORTFOLIO, _REMARK = "Что в портфолио", "Замечание"
_HOW = (
    "Посмотрите портфолио и выступление каждого финалиста. Заполните жёлтые клетки: код члена жюри (вместо фамилии), "
    "дату и балл по каждому критерию от 0 до {top}. Не можете судить — оставьте клетку пустой: пустая клетка не ноль."
)
_INK, _INPUT, _LINE = "#1F4E79", "#FFF8DC", "#9AA5B1"


def juror_name(juror: str = "") -> str:
    """Name the file of a book: «Лист жюри Ж-02.xlsx»."""
    return _FORBIDDEN.sub(" ", " ".join(part for part in ("Лист жюри", juror) if part)) + ".xlsx"


def juror_book(form: JuryForm, portfolios: Mapping[tuple[str, str], str], juror: str = "") -> bytes:
    """Make the book of one juror.

    Parameters
    ----------
    form : JuryForm
        Contest, finalists, criteria and the highest score.
    portfolios : mapping of (str, str) to str
        ``(nomination, code) → «международный: 1; школьный: 3»``; what is absent stays empty.
    juror : str
        Code of the juror, written in; empty leaves it to be filled.

    Returns
    -------
    bytes
        XLSX; all cells but those to be filled are locked without a password.
    """
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    book.set_properties({"title": _TITLE, "author": "Рабочая тетрадь ВСОКО", "created": CREATED})
    styles = _styles(book)
    page = book.add_worksheet("Лист жюри")
    heads = (NOMINATION, FINALIST, _PORTFOLIO, *form.criteria, _REMARK)
    last = len(heads) - 1
    for column, width in enumerate((16, 14, 38, *(14 for _ in form.criteria), 34)):
        page.set_column(column, column, width)
    page.merge_range(0, 0, 0, last, _TITLE, styles["title"])
    page.set_row(0, 26)
    page.merge_range(1, 0, 1, last, _HOW.format(top=_plain(form.top)), styles["how"])
    page.set_row(1, 34)
    _write_passport(page, form, juror, styles)
    head = 7
    for column, text in enumerate(heads):
        page.write_string(head, column, safe_text(text), styles["head"])
    page.set_row(head, 32)
    row = head
    for nomination, units in form.finalists.items():
        for spot, unit in enumerate(units):
            row += 1
            page.write_string(row, 0, nomination, styles["first" if spot == 0 else "again"])
            page.write_string(row, 1, safe_text(unit), styles["code"])
            page.write_string(row, 2, safe_text(portfolios.get((nomination, unit), "")), styles["text"])
            for column in range(3, last):
                page.write_blank(row, column, None, styles["score"])
            page.write_blank(row, last, None, styles["remark"])
            page.set_row(row, 30)
    if row > head:
        page.data_validation(head + 1, 3, row, last - 1, {
            "validate": "decimal", "criteria": "between", "minimum": 0, "maximum": form.top, "input_title": "Балл",
            "input_message": f"От 0 до {_plain(form.top)}; пусто — не могу судить", "error_title": "Балл",
            "error_message": f"Допустимо от 0 до {_plain(form.top)}.",
        })  # fmt: skip
    _set_page(page, form, head, row + 2)
    book.close()
    return target.getvalue()


def juror_books(form: JuryForm, portfolios: Mapping[tuple[str, str], str], jurors: Sequence[str]) -> bytes:
    """Make a ZIP with one book for every juror; without codes, one book to be copied."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for juror in jurors or [""]:
            entry = zipfile.ZipInfo(juror_name(juror), (2025, 9, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, juror_book(form, portfolios, juror))
    return target.getvalue()


def juror_paper(form: JuryForm, portfolios: Mapping[tuple[str, str], str], school: str = "") -> bytes:
    """Make the sheet for filling by hand (DOCX), one table per nomination."""
    document = signed_paper(_TITLE, "Код вместо фамилии; пустая клетка — не ноль")
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    page_number(foot)
    for text, size in ((school, 11), (_TITLE, 15), (form.contest, 12)):
        if text:
            paragraph = document.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            say(paragraph, text, bold=size > 11, size=size)
    say(document.add_paragraph(), f"{JUROR}: ______________    {DAY}: ______________    Подпись: ____________________")
    say(
        document.add_paragraph(),
        f"Балл по каждому критерию от 0 до {_plain(form.top)}. Не можете судить — оставьте клетку пустой.",
        italic=True,
    )
    share = 10.5 / max(len(form.criteria), 1)
    widths = (2.8, 6.5, *(share for _ in form.criteria), 5.4)
    for nomination, units in form.finalists.items():
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_before, paragraph.paragraph_format.keep_with_next = Pt(8), True
        say(paragraph, nomination, bold=True, size=12)
        rows = [(unit, portfolios.get((nomination, unit), ""), *("" for _ in form.criteria), "") for unit in units]
        _table(document, (FINALIST, _PORTFOLIO, *form.criteria, _REMARK), rows, widths)
    return saved(document)


def _styles(book: Any) -> dict[str, Any]:
    cell = {"border": 1, "border_color": _LINE, "valign": "vcenter", "text_wrap": True}
    filled = {**cell, "bg_color": _INPUT, "locked": False}
    return {
        "title": book.add_format({"bold": True, "font_size": 16, "font_color": _INK, "valign": "vcenter"}),
        "how": book.add_format({"text_wrap": True, "valign": "top", "font_color": "#52606D"}),
        "label": book.add_format({"bold": True, "align": "left"}),
        "value": book.add_format({"align": "left"}),
        "head": book.add_format({**cell, "bold": True, "bg_color": _INK, "font_color": "#FFFFFF", "align": "center"}),
        "first": book.add_format({**cell, "bold": True}),
        "again": book.add_format({**cell, "font_color": "#6B7785"}),
        "code": book.add_format({**cell, "bold": True, "num_format": "@"}),
        "text": book.add_format({**cell, "font_size": 9}),
        "fill": book.add_format({**filled, "num_format": "@", "align": "left"}),
        "day": book.add_format({**filled, "num_format": "dd.mm.yyyy", "align": "left"}),
        "score": book.add_format({**filled, "align": "center", "bold": True, "font_size": 13}),
        "remark": book.add_format({**filled, "num_format": "@"}),
    }


def _write_passport(page: Any, form: JuryForm, juror: str, styles: dict[str, Any]) -> None:
    page.write_string(3, 0, CONTEST, styles["label"])
    page.write_string(3, 1, safe_text(form.contest), styles["value"])
    page.write_string(4, 0, JUROR, styles["label"])
    page.write_string(4, 1, juror, styles["fill"])
    page.write_string(5, 0, DAY, styles["label"])
    page.write_blank(5, 1, None, styles["day"])
    page.data_validation(5, 1, 5, 1, {
        "validate": "date", "criteria": "between", "minimum": datetime.date(2020, 1, 1),
        "maximum": datetime.date(2040, 12, 31), "input_title": "Дата", "input_message": "Например 20.05.2026",
        "error_type": "warning", "error_title": "Дата", "error_message": "Нужна дата вида ДД.ММ.ГГГГ.",
    })  # fmt: skip


def _set_page(page: Any, form: JuryForm, head: int, note: int) -> None:
    page.write_string(note, 0, "Лист — мнение одного члена жюри. Решение принимает жюри вместе, по протоколу.")
    page.protect("", {"select_locked_cells": True, "format_rows": True, "format_columns": True})
    page.hide_gridlines(2)
    page.freeze_panes(head + 1, 2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    page.repeat_rows(head)
    page.set_footer(f"&L{form.contest.replace('&', '&&')}&RСтраница &P из &N")


def _table(document: Any, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]) -> None:
    table = document.add_table(rows=0, cols=len(widths))
    table.style, table.autofit = "Table Grid", False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for number, row in enumerate([heads, *rows]):
        line = table.add_row()
        if number == 0:
            repeated(line)
        else:
            line.height = Cm(0.9)
        whole(line)
        for cell, text, width in zip(line.cells, row, widths, strict=True):
            cell.width = Cm(width)
            say(cell.paragraphs[0], text, bold=number == 0, size=10)
            cell.paragraphs[0].paragraph_format.space_after = Pt(1)


def _plain(value: float) -> str:
    return f"{value:g}".replace(".", ",")
