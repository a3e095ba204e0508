"""The incentive sheet as a book (XLSX): sums in order of code, every criterion, remarks.

Apart from the protocol because numbers are checked here and decided there.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import pandas as pd
import xlsxwriter

from workbook.display.vsoko_incentives import NO_RANKS, evidence_words
from workbook.documents.row_height import row_height
from workbook.school.forms import CREATED
from workbook.school.remarks import safe_text
from workbook.vsoko.incentive import IncentiveSheet

__all__ = ["incentive_book"]

_DRAFT = "Черновик — решение принимает комиссия. Не публиковать"


def incentive_book(found: IncentiveSheet) -> bytes:
    """Write the book of the commission.

    Parameters
    ----------
    found : IncentiveSheet

    Returns
    -------
    bytes
        XLSX: «Лист», «Критерии», «Замечания»; texts are never formulas or links.
    """
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(target, options)
    book.set_properties({"title": "Лист стимулирования", "author": "Рабочая тетрадь ВСОКО", "created": CREATED})
    edge = {"border": 1, "border_color": "#9AA5B1", "valign": "top", "text_wrap": True}
    looks = {
        "title": book.add_format({"bold": True, "font_size": 14, "font_color": "#1F4E79"}),
        "line": book.add_format({"font_color": "#52606D"}),
        "head": book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True,
                                 "valign": "vcenter", "align": "center"}),
        "text": book.add_format(edge | {"num_format": "@"}),
        "number": book.add_format(edge | {"num_format": "General"}),
    }  # fmt: skip
    wide = found.rows.pivot_table(index="teacher", columns="criterion", values="points", sort=False)
    names = list(found.rules.caps)
    _sheet(book, looks, "Лист", (("Учитель", 11), *((f"{name} (до {found.rules.caps[name]:g})", 17) for name in names),
           ("Сумма", 10), ("Ждёт решения", 12)),
           [(row["teacher"], *(wide.at[row["teacher"], name] for name in names), row["total"], int(row["waiting"]))
            for row in found.sums.to_dict("records")], found)  # fmt: skip
    _sheet(book, looks, "Критерии", (("Учитель", 11), ("Критерий", 26), ("Что показывают данные", 52),
           ("По данным", 10), ("Заявлено", 10), ("Подтверждение", 28), ("Решение комиссии", 12),
            ("Баллы", 9), ("Основание", 17)),
           [(row["teacher"], row["criterion"], evidence_words({str(key): value for key, value in row.items()}),
             row["computed"], row["claimed"], row["proof"], row["decided"], row["points"], row["state"])
            for row in found.rows.to_dict("records")], found)  # fmt: skip
    _sheet(book, looks, "Замечания", (("Учитель", 11), ("Критерий", 26), ("Замечание", 80), ("Ответ комиссии", 40)),
           [(row["teacher"], row["criterion"], row["remark"], "") for row in found.remarks.to_dict("records")],
           found)  # fmt: skip
    book.close()
    return target.getvalue()


def _sheet(
    book: Any, looks: dict[str, Any], name: str, heads: Sequence[tuple[str, float]], rows: Sequence[Sequence[Any]],
    found: IncentiveSheet,
) -> None:  # fmt: skip
    page = book.add_worksheet(name)
    page.write_string(0, 0, f"Лист стимулирования, {found.year} учебный год", looks["title"])
    page.write_string(1, 0, safe_text(f"{found.school.title}. {_DRAFT}"), looks["line"])
    page.write_string(2, 0, NO_RANKS, looks["line"])
    for column, (header, width) in enumerate(heads):
        page.set_column(column, column, width)
        page.write_string(3, column, safe_text(header), looks["head"])
    widths = [width for _, width in heads]
    for place, row in enumerate(rows, start=4):
        page.set_row(place, row_height(row, widths))
        for column, value in enumerate(row):
            if isinstance(value, str):
                page.write_string(place, column, safe_text(value), looks["text"])
            elif pd.isna(value):
                page.write_blank(place, column, None, looks["text"])
            else:
                page.write_number(place, column, float(value), looks["number"])
    page.set_row(3, 45)
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(3)
    page.freeze_panes(4, 1)
    page.set_footer("&LЧерновик — решение принимает комиссия&RСтраница &P из &N")
