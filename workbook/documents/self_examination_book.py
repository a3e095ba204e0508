"""The indicators of the self-examination as a book (XLSX): form, year before, checks; and the public copy alone.

Apart from the report because numbers are sorted and copied from here into other forms.
"""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from workbook.display.vsoko_self_words import change_text, public_text, source_text, value_text
from workbook.documents.row_height import row_height
from workbook.school.forms import CREATED
from workbook.school.remarks import safe_text
from workbook.vsoko.self_examination import SelfExamination
from workbook.vsoko.self_examination_form import SHARE, YES_NO
from workbook.vsoko.self_examination_lines import Line

__all__ = ["book", "public_book"]

_DRAFT = "Черновик — решение принимает человек"
_TONES = {"bad": "исправить", "warn": "проверить", "info": "знать"}


def book(found: SelfExamination) -> bytes:
    """Write the book of the school.

    Parameters
    ----------
    found : SelfExamination

    Returns
    -------
    bytes
        XLSX: «Показатели», «Год к году», «Проверка»; texts are never formulas or links.
    """
    target, work, looks = _open(f"Показатели самообследования за {found.calendar_year} год", found)
    _sheet(work, looks, "Показатели",
           (("№", 8), ("Показатель", 58), ("Единица", 10), ("Число", 10), ("Доля, %", 10), ("От скольких", 11),
            ("Значение для формы", 20), ("Источник", 48)),
           [(line.indicator.number, line.indicator.title, line.indicator.unit, *_figures(line), value_text(line),
             source_text(line)) for line in found.form])  # fmt: skip
    _sheet(work, looks, "Год к году",
           (("№", 8), ("Показатель", 58), (f"{found.calendar_year - 1}", 18), (f"{found.calendar_year}", 18),
            ("Изменение", 16)),
           [(line.indicator.number, line.indicator.title, value_text(found.before[line.indicator.number]),
             value_text(line), change_text(line, found.before[line.indicator.number]))
            for line in found.form])  # fmt: skip
    _sheet(work, looks, "Проверка", (("Что делать", 14), ("Показатели", 18), ("Замечание", 90)),
           [(_TONES[check.tone], ", ".join(check.numbers), check.text) for check in found.checks])  # fmt: skip
    work.close()
    return target.getvalue()


def public_book(found: SelfExamination) -> bytes:
    """Write the public copy: the form without few people, sources and the year before."""
    k = found.school.settings.privacy.k_anonymity
    target, work, looks = _open(f"Показатели самообследования за {found.calendar_year} год: публичная копия", found)
    _sheet(work, looks, "Показатели", (("№", 8), ("Показатель", 70), ("Единица", 12), ("Значение", 24)),
           [(item.line.indicator.number, item.line.indicator.title, item.line.indicator.unit, public_text(item, k))
            for item in found.public])  # fmt: skip
    work.close()
    return target.getvalue()


def _figures(line: Line) -> tuple[float | None, float | None, float | None]:
    """Number, percent and whole as numbers to count with."""
    if line.indicator.unit == YES_NO:
        return None, None, None
    share = line.percent if line.indicator.unit == SHARE else math.nan
    return tuple(None if math.isnan(x) else x for x in (line.value, share, line.whole))  # type: ignore[return-value]


def _open(title: str, found: SelfExamination) -> tuple[io.BytesIO, Any, dict[str, Any]]:
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    work = xlsxwriter.Workbook(target, options)
    work.set_properties({"title": title, "author": "Рабочая тетрадь ВСОКО", "created": CREATED})
    edge = {"border": 1, "border_color": "#9AA5B1", "valign": "top", "text_wrap": True}
    looks = {
        "title": work.add_format({"bold": True, "font_size": 14, "font_color": "#1F4E79"}),
        "line": work.add_format({"font_color": "#52606D"}),
        "head": work.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True,
                                 "valign": "vcenter", "align": "center"}),
        "text": work.add_format(edge | {"num_format": "@"}),
        "number": work.add_format(edge | {"num_format": "0.##"}),
        "heading": title, "school": found.school.title,
    }  # fmt: skip
    return target, work, looks


def _sheet(
    work: Any, looks: dict[str, Any], name: str, heads: Sequence[tuple[str, float]], rows: Sequence[Sequence[Any]]
) -> None:
    page = work.add_worksheet(name)
    page.write_string(0, 0, safe_text(looks["heading"]), looks["title"])
    page.write_string(1, 0, safe_text(f"{looks['school']}. {_DRAFT}"), looks["line"])
    for column, (header, width) in enumerate(heads):
        page.set_column(column, column, width)
        page.write_string(3, column, safe_text(header), looks["head"])
    widths = [width for _, width in heads]
    for place, row in enumerate(rows, start=4):
        page.set_row(place, row_height(row, widths))
        for column, value in enumerate(row):
            if value is None:
                page.write_blank(place, column, None, looks["text"])
            elif isinstance(value, str):
                page.write_string(place, column, safe_text(value), looks["text"])
            else:
                page.write_number(place, column, float(value), looks["number"])
    page.set_row(3, 32)
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(3)
    page.freeze_panes(4, 0)
    page.set_footer(f"&L{_DRAFT}&RСтраница &P из &N")
