"""The assembler's workbook: variants, keys, proof sheet and composition as sheets (XLSX).

Apart from the printed papers because this one is checked, kept with the specification and never shown to pupils.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
import xlsxwriter

from workbook.documents.paper import Work
from workbook.fos.assembly import Assembly
from workbook.school.forms import CREATED
from workbook.school.remarks import safe_text

__all__ = ["assembly_book"]

_VARIANTS = {"variant": "Вариант", "place": "№", "item": "Код задания", "tier": "Уровень", "kind": "Тип",
             "text": "Условие", "offered": "Варианты ответов", "score": "Баллы",
             "minutes": "Минут", "common": "Общее"}  # fmt: skip
_KEYS = {"variant": "Вариант", "place": "№", "item": "Код задания", "key": "Ключ", "score": "Баллы",
         "bank_letters": "Буквы банка в порядке печати"}  # fmt: skip
_CELLS = {"variant": "Вариант", "title": "Клетка спецификации", "required": "Заданий по плану",
          "present": "Заданий есть", "required_score": "Баллов по плану", "present_score": "Баллов есть"}  # fmt: skip
_WIDE = {"Условие": 70, "Варианты ответов": 45, "Клетка спецификации": 60, "Требование": 58, "Что нужно": 30,
         "Что есть": 34, "Тип": 18, "№": 5, "Вариант": 9,
         "Уровень": 9, "Баллы": 8, "Минут": 8, "Общее": 8, "Код задания": 14,
         "Буквы банка в порядке печати": 28, "Ключ": 20}  # fmt: skip
_NARROW, _LINE = 12, 15.0
"""Width of other columns in letters, height of a line in points."""


def assembly_book(work: Work, assembly: Assembly) -> bytes:
    """Write the finished assembly as a workbook of four sheets.

    Parameters
    ----------
    work : Work
        What is printed, with keys.
    assembly : Assembly
        Variants that were found.

    Returns
    -------
    bytes
        XLSX: «Варианты», «Ключи», «Лист доказательства», «Состав».

    Raises
    ------
    MissingData
        No variants were found.
    """
    proof = assembly.checked()
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"title": safe_text(work.title), "created": CREATED})
        sheets = _Sheets(book)
        forms = work.forms.assign(
            offered=[" | ".join(choices) for choices in work.forms["choices"]],
            common=["да" if common else "" for common in work.forms["common"]],
        )
        sheets.table(sheets.add("Варианты"), _VARIANTS, forms.to_dict("records"))
        sheets.table(sheets.add("Ключи"), _KEYS, forms.to_dict("records"))
        _proof(sheets, sheets.add("Лист доказательства"), work, assembly)
        sheets.table(sheets.add("Состав"), _CELLS, proof.cells.to_dict("records"))
    return target.getvalue()


def _proof(sheets: _Sheets, sheet: Any, work: Work, assembly: Assembly) -> None:
    proof = assembly.checked()
    order = assembly.order
    lines = [
        f"{work.title} ({work.test}), {work.about}",
        f"Вариантов: {order.variants}; состояние: {assembly.status}; номер подбора: {order.seed}; "
        f"заданий, из которых выбирали: {assembly.pool_size}",
        f"Трудность: {assembly.gauge.source}",
    ]
    if math.isfinite(assembly.away):
        lines.append(
            f"Наибольшее отличие от цели: {_comma(assembly.away)} % (доказано, что меньше {_comma(assembly.bound)} % "
            "нельзя)" if assembly.bound else f"Наибольшее отличие от цели: {_comma(assembly.away)} %"
        )  # fmt: skip
    top = sheets.lines(sheet, lines)
    heads = {"requirement": "Требование", "wanted": "Что нужно", "found": "Что есть", "met": "Выполнено"}
    checks = proof.checks.assign(met=["да" if met else "нет" for met in proof.checks["met"]])
    top = sheets.table(sheet, heads, checks.to_dict("records"), top + 1)
    names = {"variant": "Вариант", "items": "Заданий", "score": "Баллов", "minutes": "Минут", "common": "Общих"}
    names |= {name: "Ожидаемое выполнение, %" if name == "success" else f"Информация при {name}"
              for name in assembly.gauge.names}  # fmt: skip
    names["worst"] = "Отличие от цели, %"
    rounded = proof.variants.round(dict.fromkeys((*assembly.gauge.names, "worst"), 2))
    top = sheets.table(sheet, names, rounded.to_dict("records"), top + 1)
    grid = proof.overlap.rename(index=str, columns=lambda name: f"Вариант {name}")
    grid.insert(0, "variant", [f"Вариант {name}" for name in proof.overlap.index])
    sheets.table(sheet, {str(name): "Одинаковых заданий" if name == "variant" else str(name) for name in grid.columns},
                 grid.to_dict("records"), top + 1)  # fmt: skip


class _Sheets:
    """Writes tables with one look."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._head = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#DCE6F1"}
        )
        self._cell = book.add_format({"text_wrap": True, "valign": "top"})
        self._number = book.add_format({"valign": "top", "align": "center"})
        self._title = book.add_format({"bold": True})

    def add(self, name: str) -> Any:
        """Add a sheet that prints on A4, as wide as the page."""
        sheet = self._book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        return sheet

    def lines(self, sheet: Any, texts: Iterable[str]) -> int:
        """Write lines from the top; return the row below them."""
        row = 0
        for text in texts:
            sheet.write_string(row, 0, safe_text(text), self._title if row == 0 else None)
            row += 1
        return row

    def table(self, sheet: Any, heads: Mapping[str, str], rows: Iterable[Mapping[Any, Any]], top: int = 0) -> int:
        """Write a table; return the row below it."""
        sheet.set_row(top, _LINE * max(_lines(head, head) for head in heads.values()))
        for column, head in enumerate(heads.values()):
            sheet.write_string(top, column, head, self._head)
            if top == 0 or head in _WIDE:
                sheet.set_column(column, column, _WIDE.get(head, _NARROW))
        if top == 0:
            sheet.freeze_panes(1, 0)
            sheet.repeat_rows(0)
        for row in rows:
            top += 1
            # Not every program measures wrapped rows on opening, so their height is given.
            sheet.set_row(top, _LINE * max(_lines(row[name], head) for name, head in heads.items()))
            for column, name in enumerate(heads):
                self._write(sheet, top, column, row[name])
        return top + 1

    def _write(self, sheet: Any, row: int, column: int, value: Any) -> None:
        if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
            return
        if isinstance(value, str):
            sheet.write_string(row, column, safe_text(value), self._cell)
        else:
            sheet.write_number(row, column, float(value), self._number)


def _lines(value: Any, head: str) -> int:
    if not isinstance(value, str):
        return 1
    width = _WIDE.get(head, _NARROW)
    return sum(max(1, math.ceil(1.1 * len(part) / width)) for part in value.split("\n"))


def _comma(value: float) -> str:
    return f"{value:.2f}".replace(".", ",")
