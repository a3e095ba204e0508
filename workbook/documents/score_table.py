"""Score tables to print and sign: which mark a sum earns, and which sum of one variant equals a sum of another.

Apart from the pages because a table is approved on paper; it says «проект» until people have signed it.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from workbook.display import numbers
from workbook.display.markup import clean
from workbook.documents.paper import saved
from workbook.documents.signed import repeated, say, signed_paper, whole
from workbook.fos.equating import Equating
from workbook.fos.standard import Scale
from workbook.school.forms import CREATED

__all__ = ["Paper", "conversion_paper", "docx_of", "mark_paper", "xlsx_of"]

_DRAFT = "Проект — решение принимает школа"
_GROUND = "E9F2F9"
_SIGN = ("Руководитель методического объединения", "Заместитель директора", "Директор")
_LINE = "_" * 22
_WIDTHS = (42, 20, 28)
_LINE_HEIGHT = 16.0


@dataclass(frozen=True)
class Paper:
    """One table to be signed.

    Attributes
    ----------
    title, subtitle : str
        What it is, and of which work and school.
    lines : tuple of str
        Where the numbers come from and how they are read.
    heads : tuple of str
        Column headers of the short table.
    rows : tuple of tuple
        Its rows.
    long_heads : tuple of str
        Column headers of the table score by score.
    long_rows : tuple of tuple
        Its rows.
    """

    title: str
    subtitle: str
    lines: tuple[str, ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    long_heads: tuple[str, ...]
    long_rows: tuple[tuple[object, ...], ...]


def mark_paper(scale: Scale, work: str, school: str = "", shares: dict[int, str] | None = None) -> Paper:
    """Prepare the table «балл → отметка».

    Parameters
    ----------
    scale : Scale
        The draft scale.
    work, school : str
        Titles.
    shares : dict, optional
        Mark → «23 из 96 (24 %)»: how many pupils would get it.
    """
    bands = scale.bands()
    rows = tuple(
        (int(row["mark"]), _band(row["low"], row["high"]), (shares or {}).get(int(row["mark"]), numbers.MISSING))
        for row in bands.to_dict("records")
    )
    lines = (
        f"Основание порогов: {scale.method}. Наибольшая сумма — {numbers.number(scale.maximum, 0)} {scale.unit}.",
        "Отметка ставится, если сумма не меньше нижней границы. Таблица действует после подписи.",
    )
    every = tuple((int(row["sum"]), int(row["mark"])) for row in scale.sums().to_dict("records"))
    unit = "Сумма баллов" if scale.unit == "баллов" else "% максимума"
    return Paper(
        "Шкала перевода баллов в отметку", _under(work, school), lines, ("Отметка", unit, "Учеников по прошлой работе"),
        rows, (unit, "Отметка"), every,
    )  # fmt: skip


def conversion_paper(found: Equating, work: str, school: str = "", scale: Scale | None = None) -> Paper:
    """Prepare the table «балл варианта → балл другого варианта»; identical scores when nothing is converted.

    Parameters
    ----------
    found : Equating
    work, school : str
        Titles.
    scale : Scale, optional
        Adds the mark of the converted sum.
    """
    new, old = _forms(found)
    lines = [f"Решение: {found.verdict}. {found.reason}"]
    if found.converted:
        lines.append(
            f"Метод: {found.method}. Учеников: {found.sizes[0]} ({found.new}) и {found.sizes[1]} ({found.old})."
        )
    else:
        lines.append("Баллы вариантов сравниваются как есть, без пересчёта.")
    long_rows = []
    for row in found.table.to_dict("records") if found.converted else _identity(found):
        converted = int(row["rounded"])
        cells: list[object] = [int(row["score"]), converted]
        if scale is not None:
            mark = [int(sums["mark"]) for sums in scale.sums().to_dict("records") if sums["sum"] == converted]
            cells.append(mark[0] if mark else numbers.MISSING)
        long_rows.append(tuple(cells))
    heads = (new, old, *(("Отметка",) if scale is not None else ()))
    checks = tuple((row["condition"], row["status"], row["figure"]) for row in found.checks.to_dict("records"))
    return Paper(
        f"Перевод баллов: {found.new} → {found.old}", _under(work, school), tuple(lines),
        ("Условие", "Состояние", "Сколько"), checks, heads, tuple(long_rows),
    )  # fmt: skip


def xlsx_of(paper: Paper) -> bytes:
    """Write the paper as a book of two sheets, ready to print on A4.

    Returns
    -------
    bytes
        XLSX; texts are never formulas or links.
    """
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties({"title": paper.title, "author": "Рабочая тетрадь ВСОКО", "created": CREATED})
    book.set_calc_mode("manual")
    looks = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "note": book.add_format({"text_wrap": True, "valign": "top"}),
        "draft": book.add_format({"italic": True, "font_color": "#52606D"}),
        "head": book.add_format({"bold": True, "bg_color": f"#{_GROUND}", "border": 1, "text_wrap": True,
                                 "valign": "vcenter"}),
        "cell": book.add_format({"border": 1, "align": "left", "text_wrap": True, "valign": "top"}),
    }  # fmt: skip
    for name, heads, rows in (
        ("Итог", paper.heads, paper.rows), ("По баллам", paper.long_heads, paper.long_rows),
    ):  # fmt: skip
        _sheet(book, name, paper, (heads, rows), looks)
    book.close()
    return target.getvalue()


def docx_of(paper: Paper) -> bytes:
    """Write the paper as a document with lines for signatures.

    Returns
    -------
    bytes
        DOCX.
    """
    document = signed_paper("Шкала перевода", _DRAFT)
    for text, size, bold in ((paper.title, 15, True), (paper.subtitle, 11, False)):
        heading = document.add_paragraph()
        heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
        say(heading, text, size=size, bold=bold)
    for text in paper.lines:
        say(document.add_paragraph(), text)
    _grid(document, paper.heads, paper.rows)
    document.add_paragraph()
    _wide_grid(document, paper)
    document.add_paragraph()
    say(document.add_paragraph(), "Решение: утвердить / доработать (нужное подчеркнуть).")
    for who in _SIGN:
        line = document.add_paragraph()
        line.paragraph_format.space_before = Pt(10)
        line.paragraph_format.tab_stops.add_tab_stop(Cm(8))
        say(line, f"{who}\t{'_' * 18} / {'_' * 18} /")
    say(document.add_paragraph(), "«____» ______________ 20___ г.")
    return saved(document)


def _identity(found: Equating) -> list[dict[str, Any]]:
    return [{"score": score, "rounded": score} for score in range(round(found.maximum) + 1)]


def _forms(found: Equating) -> tuple[str, str]:
    return f"Балл: {found.new}", f"Равен баллу: {found.old}"


def _under(work: str, school: str) -> str:
    return f"{work}. {school}" if school else work


def _band(low: float, high: float) -> str:
    ends = [numbers.number(end, 0) for end in (low, high)]
    return ends[0] if low == high else f"{ends[0]}–{ends[1]}"


def _sheet(
    book: Any, name: str, paper: Paper, table: tuple[Sequence[str], Sequence[Sequence[object]]], looks: dict[str, Any]
) -> None:
    heads, rows = table
    sheet = book.add_worksheet(name)
    sheet.set_paper(9)
    sheet.set_margins(left=0.8, right=0.5, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L" + _DRAFT + "&RСтраница &P из &N")
    wide = max(len(heads), 3)
    for column in range(wide):
        sheet.set_column(column, column, _WIDTHS[min(column, 2)])
    sheet.write_string(0, 0, clean(paper.title), looks["title"])
    sheet.write_string(1, 0, clean(paper.subtitle))
    sheet.write_string(2, 0, _DRAFT, looks["draft"])
    place = 3
    for text in paper.lines:
        sheet.merge_range(place, 0, place, wide - 1, "", looks["note"])
        sheet.write_string(place, 0, clean(text), looks["note"])
        sheet.set_row(place, _LINE_HEIGHT * (1 + len(text) // sum(_WIDTHS)))
        place += 1
    place += 1
    sheet.set_row(place, _height(heads))
    for column, head in enumerate(heads):
        sheet.write_string(place, column, clean(head), looks["head"])
    sheet.repeat_rows(place)
    sheet.freeze_panes(place + 1, 0)
    for shift, row in enumerate(rows, start=1):
        sheet.set_row(place + shift, _height(row))
        for column, value in enumerate(row):
            if isinstance(value, int | float):
                sheet.write_number(place + shift, column, value, looks["cell"])
            else:
                sheet.write_string(place + shift, column, clean(str(value)), looks["cell"])
    foot = place + len(rows) + 2
    for shift, who in enumerate(_SIGN):
        sheet.write_string(foot + 2 * shift, 0, who)
        sheet.write_string(foot + 2 * shift, 1, f"{_LINE} / {_LINE} /")


def _height(cells: Sequence[object]) -> float:
    """Room for wrapped text: programs other than Excel do not make it themselves."""
    return _LINE_HEIGHT * max(
        1 + len(str(cell)) // (_WIDTHS[min(place, 2)] - 2) for place, cell in enumerate(cells)
    )  # fmt: skip


def _grid(document: Any, heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    table = document.add_table(rows=0, cols=len(heads))
    table.style, table.alignment = "Table Grid", WD_TABLE_ALIGNMENT.CENTER
    _row(table, heads, bold=True)
    repeated(table.rows[0])
    for row in rows:
        _row(table, row)


def _wide_grid(document: Any, paper: Paper) -> None:
    """Lay a long two- or three-column table in blocks side by side, so that it fits a page."""
    blocks = 1 if len(paper.long_rows) <= 12 else 2 if len(paper.long_rows) <= 24 else 3
    size = -(-len(paper.long_rows) // blocks)
    heads, width = list(paper.long_heads) * blocks, len(paper.long_heads)
    rows: list[list[object]] = []
    for place in range(size):
        cells: list[object] = []
        for block in range(blocks):
            at = block * size + place
            cells += list(paper.long_rows[at]) if at < len(paper.long_rows) else [""] * width
        rows.append(cells)
    _grid(document, heads, rows)


def _row(table: Any, cells: Sequence[object], *, bold: bool = False) -> None:
    row = table.add_row()
    for cell, value in zip(row.cells, cells, strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        say(paragraph, value, size=10, bold=bold)
        if bold:
            shade = OxmlElement("w:shd")
            shade.set(qn("w:val"), "clear")
            shade.set(qn("w:fill"), _GROUND)
            cell._tc.get_or_add_tcPr().append(shade)
    whole(row)
