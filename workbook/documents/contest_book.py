"""The book of the contest (XLSX): finalists, every score, sums and places, what would change them, diplomas by code.

Apart from the protocol because it is for checking the count, not for signing.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from workbook.display.markup import clean
from workbook.rating import Contest
from workbook.rating.contest import ALONE, CLOSE, FIRM, TIE
from workbook.rating.contest_jury import GAP
from workbook.school.forms import CREATED
from workbook.school.remarks import safe_text

__all__ = ["contest_book"]

_INK, _PALE, _LINE = "#1F4E79", "#DCE6F1", "#9AA5B1"
_DRAFT = "Черновик — решение принимает человек. Коды вместо имён; имя по коду вписывают вне этой программы."
Cells = Sequence[object]


def contest_book(held: Contest) -> bytes:
    """Make the book.

    Parameters
    ----------
    held : Contest

    Returns
    -------
    bytes
        XLSX: «Финалисты»; with the jury's scores also «Оценки» (an empty cell is a gap, not a zero), «Итоги», «Если»
        and «Дипломы» (codes only, with a column for the consent to be filled).
    """
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    book.set_properties({"title": "Конкурс достижений", "author": "Рабочая тетрадь ВСОКО", "created": CREATED})
    sheet = _Sheet(book)
    sheet.write("Финалисты", _FINALISTS, _finalists(held), (16, 8, 14, 10, 10, 10, 16, 66, 14))
    if held.decisions:
        heads, rows = _scores(held)
        sheet.write("Оценки", heads, rows, (16, 14, 28, *(10 for _ in held.jurors)))
        sheet.write("Итоги", _TOTALS, _totals(held), (16, 8, 14, 11, 11, 11, 14, 14, 18, 24))
        sheet.write("Если", ("Номинация", "Если", "Стал бы первым", "Меняется"), _turns(held), (16, 52, 26, 12))
        sheet.write("Дипломы", _DIPLOMAS, _diplomas(held), (16, 24, 14, 32, 26))
    book.close()
    return target.getvalue()


_FINALISTS = ("Номинация", "Место", "Код", "Класс", "Баллов", "Побед", "Выше не вошедших на", "Записи по уровням",
              "Без документа")  # fmt: skip
_TOTALS = ("Номинация", "Место", "Код", "Жюри, %", "Рейтинг, %", "Итог, %", "Баллов рейтинга", "Первый в повторах, %",
           "Равенство", "Вывод")  # fmt: skip
_DIPLOMAS = ("Номинация", "Диплом", "Код", "Согласие на публикацию (да/нет)", "Подпись получателя")


def _finalists(held: Contest) -> list[Cells]:
    rows = held.finalists.merge(held.firmness, on=["nomination", "unit"]).merge(
        held.portfolios, on=["nomination", "unit"], suffixes=("", "_behind")
    )
    return [
        (row["nomination"], row["place"], row["unit"], row["class_"], row["points"] / 100, row["wins"],
         None if row["gap"] is None or row["gap"] != row["gap"] else row["gap"] / 100, row["levels"],
         row["undocumented"])
        for row in rows.astype({"gap": "float64"}).to_dict("records")
    ]  # fmt: skip


def _scores(held: Contest) -> tuple[Cells, list[Cells]]:
    jurors = held.jurors
    rows: list[Cells] = []
    for name, decision in held.decisions.items():
        given = decision.ballots
        for spot, unit in enumerate(given.units):
            for line, criterion in enumerate(given.criteria):
                said = {
                    juror: given.scores[person, line, spot] / 100
                    for person, juror in enumerate(given.jurors)
                    if given.scores[person, line, spot] != GAP
                }
                rows.append((name, unit, criterion, *(said.get(juror) for juror in jurors)))
    return ("Номинация", "Код", "Критерий", *jurors), rows


def _totals(held: Contest) -> list[Cells]:
    return [
        (name, row["place"], row["unit"], row["jury"], row["rating"], row["total"], row["points"] / 100,
         row["first_percent"] if row["first_percent"] == row["first_percent"] else None, row["tie"],
         decision.status if row["place"] == 1 else "")
        for name, decision in held.decisions.items()
        for row in decision.table.to_dict("records")
    ]  # fmt: skip


def _turns(held: Contest) -> list[Cells]:
    return [
        (name, row["scenario"], row["first"], "да" if row["changes"] else "")
        for name, decision in held.decisions.items()
        for row in decision.scenarios.to_dict("records")
    ]


def _diplomas(held: Contest) -> list[Cells]:
    rows: list[Cells] = []
    for name, decision in held.decisions.items():
        sure = decision.status in (FIRM, TIE, ALONE)
        for row in decision.table.to_dict("records"):
            first = row["place"] == 1
            word = (
                "победитель" if first and sure else "решает жюри" if first and decision.status == CLOSE else "финалист"
            )
            rows.append((name, word, row["unit"], "", ""))
        rows += [(name, "финалист", unit, "", "") for unit in decision.ballots.unseen]
    return rows


class _Sheet:
    """A book and its formats: each table is a sheet with a head, a draft line and borders."""

    def __init__(self, book: Any) -> None:
        cell = {"border": 1, "border_color": _LINE, "valign": "vcenter", "text_wrap": True}
        self.book = book
        self.draft = book.add_format({"italic": True, "font_color": "#52606D"})
        self.head = book.add_format({**cell, "bold": True, "bg_color": _INK, "font_color": "#FFFFFF"})
        self.text = book.add_format(cell)
        self.whole = book.add_format({**cell, "num_format": "0"})
        self.number = book.add_format({**cell, "num_format": "0.0#"})

    def write(self, title: str, heads: Cells, rows: Sequence[Cells], widths: Sequence[int]) -> None:
        """Write one sheet."""
        page = self.book.add_worksheet(title)
        page.write_string(0, 0, _DRAFT, self.draft)
        for column, (text, width) in enumerate(zip(heads, widths, strict=True)):
            page.set_column(column, column, width)
            page.write_string(2, column, str(text), self.head)
        page.set_row(2, 32)
        for line, row in enumerate(rows, 3):
            for column, value in enumerate(row):
                self._cell(page, line, column, value)
        page.freeze_panes(3, 0)
        page.autofilter(2, 0, 2 + len(rows), len(heads) - 1)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(2)

    def _cell(self, page: Any, line: int, column: int, value: object) -> None:
        if isinstance(value, float) and value == value:
            page.write_number(line, column, value, self.number)
        elif isinstance(value, int):
            page.write_number(line, column, value, self.whole)
        else:
            text = "" if value is None or value != value else safe_text(clean(value))
            page.write_string(line, column, text, self.text)
