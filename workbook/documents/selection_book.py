"""The rating of the selection as a book (XLSX): the commission's sheets and the list by numbers for publication.

Apart from the protocol because numbers are sorted and checked, and a protocol is read and signed.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import pandas as pd
import xlsxwriter

from workbook.display.vsoko_selection import NO_LABEL, public_table
from workbook.school.forms import CREATED
from workbook.school.remarks import safe_text
from workbook.vsoko.selection import Selection
from workbook.vsoko.selection_rating import BELOW

__all__ = ["public_book", "selection_book"]

_DRAFT = "Черновик — решение принимает человек"
_INSIDE = "Для комиссии: не публиковать"


def selection_book(found: Selection) -> bytes:
    """Write the book of the commission.

    Parameters
    ----------
    found : Selection

    Returns
    -------
    bytes
        XLSX: «Рейтинг», «Показатели», «Не в рейтинге», «Граница», «Апелляции»; texts are never formulas or links.
    """
    target, book, looks = _book("Отбор в профильные классы")
    table = found.rating
    rated = table.loc[table["status"].ne(BELOW)]
    _sheet(book, looks, "Рейтинг", (("Профиль", 20), ("Место", 8), ("Номер заявления", 17), ("Сумма", 11),
           ("Преимущество", 14), ("Итог", 40)),
           [(r["profile"], int(r["place"]), r["applicant"], int(r["total"]) / 100, "да" if r["privilege"] else "",
             r["status"]) for r in rated.to_dict("records")])  # fmt: skip
    wide = found.applications.pivot_table(index=["profile", "applicant"], columns="component", values="score")
    heads = (("Профиль", 20), ("Номер заявления", 17), *((str(name), 16) for name in wide.columns))
    _sheet(
        book,
        looks,
        "Показатели",
        heads,
        [(*map(str, key), *row) for key, row in zip(wide.index, wide.to_numpy(), strict=True)],
    )
    _sheet(book, looks, "Не в рейтинге", (("Профиль", 20), ("Номер заявления", 17), ("Причина", 70)),
           [(r.profile, r.applicant, r.reason) for r in table.loc[table["status"].eq(BELOW)].itertuples()])  # fmt: skip
    _sheet(book, looks, "Граница", (("Профиль", 20), ("Номер заявления", 17), ("Место", 8), ("Итог сейчас", 34),
           ("Иных итогов", 12), ("Из", 6), ("Когда", 60)),
           [(r["profile"], r["applicant"], int(r["place"]), r["status"], r["changed"], r["scenarios"], r["when"])
            for r in found.border.to_dict("records")])  # fmt: skip
    _sheet(book, looks, "Апелляции", (("№", 6), ("Дата", 12), ("Номер заявления", 17), ("О чём", 44), ("Решение", 30),
           ("Основание", 30), ("Дата ответа", 13)), [(n, *[""] * 6) for n in range(1, 11)])  # fmt: skip
    book.close()
    return target.getvalue()


def public_book(found: Selection) -> bytes:
    """Write the list for publication: numbers, sums and outcomes alone.

    Raises
    ------
    MissingData
        A number is a pupil's code or a name.
    """
    table = public_table(found)
    target, book, looks = _book("Список для публикации", inside=False)
    heads = (("Профиль", 20), ("Место", 8), ("Номер заявления", 17), ("Сумма", 11), ("Итог", 24))
    _sheet(book, looks, "Список", heads, [tuple(row) for row in table.itertuples(index=False)], f"Отбор {found.year}")
    book.close()
    return target.getvalue()


def _book(title: str, *, inside: bool = True) -> tuple[io.BytesIO, Any, dict[str, Any]]:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": title, "author": "Рабочая тетрадь ВСОКО", "created": CREATED})
    edge = {"border": 1, "border_color": "#9AA5B1", "valign": "top", "text_wrap": True}
    looks = {
        "title": book.add_format({"bold": True, "font_size": 14, "font_color": "#1F4E79"}),
        "line": book.add_format({"font_color": "#52606D"}),
        "head": book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True,
                                 "valign": "vcenter", "align": "center"}),
        "text": book.add_format(edge | {"num_format": "@"}),
        "number": book.add_format(edge | {"num_format": "0.##"}),
        "draft": f"{_DRAFT}. {_INSIDE}" if inside else _DRAFT,
    }  # fmt: skip
    return target, book, looks


def _sheet(
    book: Any,
    looks: dict[str, Any],
    name: str,
    heads: Sequence[tuple[str, float]],
    rows: Sequence[Sequence[Any]],
    title: str = "",
) -> None:
    page = book.add_worksheet(name)
    page.write_string(0, 0, title or name, looks["title"])
    page.write_string(1, 0, looks["draft"], looks["line"])
    page.write_string(2, 0, NO_LABEL, looks["line"])
    for column, (header, width) in enumerate(heads):
        page.set_column(column, column, width)
        page.write_string(3, column, safe_text(header), looks["head"])
    for place, row in enumerate(rows, start=4):
        for column, value in enumerate(row):
            if value is None or pd.isna(value):
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
