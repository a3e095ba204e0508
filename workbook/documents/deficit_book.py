"""The deficit map as a book: every column of the map with lists and live priorities, and how to read it.

Apart from the section on the page because this one is edited in a meeting, printed and signed.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from workbook.display import numbers
from workbook.display.vsoko_deficit_words import CHANCE_NOTE, SMALL, chance_words, evidence, row_name, title, why
from workbook.school.forms import CREATED
from workbook.school.remarks import safe_text
from workbook.school.tables import TABLES
from workbook.vsoko.deficit_edits import KEY_TITLES
from workbook.vsoko.deficit_look import Deficits
from workbook.vsoko.deficits import CONFIRMED

__all__ = ["HEADERS", "deficit_book"]

_DRAFT = "Черновик — решение принимает человек"
_INK, _PALE, _LINE, _MUTED, _SURE, _SMALL = "#1F4E79", "#DCE6F1", "#9AA5B1", "#52606D", "#FDF4DF", "#F1F3F5"
_STATUSES = list(TABLES["deficit_measures"].column("status").allowed)
_TOP = 4
"""Rows above the table: heading, what stands behind it, draft mark; the header is the fourth."""

_FORMS = {"text": "@", "int": "0", "number": "0.0", "weight": "0.00", "date": "dd.mm.yyyy"}
_LINE_HEIGHT, _TALLEST = 15, 20


@dataclass(frozen=True, slots=True)
class _Field:
    """A column of the sheet: where its value stands, its header, its kind and its width in letters."""

    name: str
    header: str
    kind: str
    width: float


_FIELDS = (
    _Field("number", "№", "int", 5), _Field("sphere", "Объект", "text", 11), _Field("level", "Уровень", "text", 13),
    _Field("name", "Показатель", "text", 34), _Field("target", "Целевое", "number", 9),
    _Field("fact", "Факт", "number", 8), _Field("gap", "Разрыв", "number", 8),
    _Field("evidence", "n и ДИ", "text", 20), _Field("source", "Источник", "text", 24),
    _Field("cause", "Причина", "text", 24), _Field("importance", "Значимость 1–3", "int", 11),
    _Field("influence", "Влияние школы 1–3", "int", 10), _Field("priority", "Приоритет", "weight", 10),
    _Field("measure", "Мера", "text", 28), _Field("responsible", "Ответственный", "text", 17),
    _Field("due", "Срок", "date", 11), _Field("state", "Статус", "text", 11),
    _Field("verdict", "Вывод", "text", 21),
)  # fmt: skip
HEADERS = tuple(field.header for field in _FIELDS)
"""Headers in order: the number, the sixteen columns of the map (методика раздела 5.3), the verdict."""

_PLACE = {field.name: place for place, field in enumerate(_FIELDS)}


def deficit_book(look: Deficits) -> bytes:
    """Write the map («Карта дефицитов»), what to take up first («Первые») and how to read it («Как читать»).

    Parameters
    ----------
    look : Deficits

    Returns
    -------
    bytes
        XLSX: filters, frozen header, lists of statuses and weights; «Разрыв» and «Приоритет» are formulas, so that the
        map follows an edited target or weight. Texts are never formulas or links.
    """
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    heading = f"Карта дефицитов, {look.year} учебный год. {look.school.title}"
    book.set_properties({"title": heading, "author": "Рабочая тетрадь ВСОКО", "created": CREATED, "comments": _DRAFT})
    looks = _Looks(book)
    _map_sheet(book.add_worksheet("Карта дефицитов"), look, heading, looks)
    _first_sheet(book.add_worksheet("Первые"), look, looks)
    _guide_sheet(book.add_worksheet("Как читать"), look, looks)
    book.close()
    return target.getvalue()


class _Looks:
    """Formats of the book, each made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._cells: dict[tuple[str, str], Any] = {}
        self.title = book.add_format({"bold": True, "font_size": 15, "font_color": _INK})
        self.line = book.add_format({"font_color": _MUTED})
        self.words = book.add_format({"text_wrap": True, "valign": "top"})
        self.head = book.add_format({
            "bold": True, "bg_color": _PALE, "font_color": _INK, "border": 1, "border_color": _LINE, "align": "center",
            "text_wrap": True, "valign": "vcenter",
        })  # fmt: skip

    def cell(self, kind: str, ground: str = "") -> Any:
        """Return the format of a cell of this kind on this ground."""
        if (kind, ground) not in self._cells:
            style = {"border": 1, "border_color": _LINE, "valign": "top", "num_format": _FORMS[kind]}
            style |= {"text_wrap": True} if kind == "text" else {"align": "center"}
            self._cells[kind, ground] = self._book.add_format(style | ({"bg_color": ground} if ground else {}))
        return self._cells[kind, ground]


def _map_sheet(page: Any, look: Deficits, heading: str, looks: _Looks) -> None:
    page.write_string(0, 0, safe_text(heading), looks.title)
    page.write_string(1, 0, chance_words(look), looks.line)
    page.write_string(2, 0, f"{_DRAFT}. Сроки — на {numbers.date(look.day)}.", looks.line)
    for place, field in enumerate(_FIELDS):
        page.set_column(place, place, field.width)
        page.write_string(_TOP - 1, place, field.header, looks.head)
    page.set_row(_TOP - 1, 32)
    rows = look.rows.assign(
        name=row_name(look.rows), evidence=[evidence(row) for _, row in look.rows.iterrows()],
        verdict=[_verdict(row) for _, row in look.rows.iterrows()],
    )  # fmt: skip
    for place, row in enumerate(rows.to_dict("records")):
        _map_row(page, _TOP + place, row, looks)
    last = _TOP + max(len(rows), 1) - 1
    page.autofilter(_TOP - 1, 0, last, len(_FIELDS) - 1)
    page.freeze_panes(_TOP, _PLACE["name"] + 1)
    _lists(page, last)
    page.set_landscape()
    page.set_paper(8)
    page.fit_to_pages(1, 0)
    page.repeat_rows(_TOP - 1)
    page.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    page.set_header(f"&R&9{_DRAFT}")
    page.set_footer(f"&L&9{look.school.id} · Карта дефицитов&R&9Страница &P из &N")


def _map_row(page: Any, place: int, row: dict[Any, Any], looks: _Looks) -> None:
    ground = _SURE if row["status"] == CONFIRMED else _SMALL if row["small"] else ""
    cells = {name: xl_rowcol_to_cell(place, column) for name, column in _PLACE.items()}
    share = f"IF({cells['target']}>0,MIN(1,MAX(0,{cells['gap']})/{cells['target']}),1)"
    formulas = {
        "gap": f"={cells['target']}-{cells['fact']}",
        "priority": f"={share}*{cells['importance']}*{cells['influence']}",
    }
    tall = 1
    for column, field in enumerate(_FIELDS):
        form, value = looks.cell(field.kind, ground), row[field.name]
        if field.name in formulas:
            page.write_formula(place, column, formulas[field.name], form, float(value))
        elif field.kind == "text":
            page.write_string(place, column, safe_text(str(value)), form)
            tall = max(tall, -(-len(str(value)) // int(0.8 * field.width)))
        elif pd.isna(value):
            page.write_blank(place, column, None, form)
        elif field.kind == "date":
            page.write_datetime(place, column, pd.Timestamp(value).to_pydatetime(), form)
        else:
            page.write_number(place, column, float(value), form)
    page.set_row(place, _LINE_HEIGHT * min(tall, _TALLEST))


def _lists(page: Any, last: int) -> None:
    """Let a meeting choose statuses, weights and days instead of typing them."""
    state, due = _PLACE["state"], _PLACE["due"]
    page.data_validation(_TOP, state, last, state, {"validate": "list", "source": _STATUSES})
    for name in ("importance", "influence"):
        page.data_validation(_TOP, _PLACE[name], last, _PLACE[name], {"validate": "list", "source": ["1", "2", "3"]})
    page.data_validation(_TOP, due, last, due, {
        "validate": "date", "criteria": ">", "value": CREATED.replace(year=2000), "error_title": "Срок",
        "error_message": "Нужна дата, например 15.03.2026.", "ignore_blank": True,
    })  # fmt: skip


def _verdict(row: pd.Series) -> str:
    if row["status"] == CONFIRMED:
        return "подтверждён" + ("" if pd.isna(row["p"]) or row["firm"] else "; случай не исключён")
    if row["small"]:
        return SMALL
    return "наблюдать" + (f": {row['doubt']}" if row["doubt"] else "")


def _first_sheet(page: Any, look: Deficits, looks: _Looks) -> None:
    page.write_string(0, 0, "Что предлагается взять в работу первым", looks.title)
    page.write_string(1, 0, _DRAFT, looks.line)
    for column, (header, width) in enumerate((("Показатель", 30), ("Почему в числе первых", 90), ("Мера", 50))):
        page.set_column(column, column, width)
        page.write_string(3, column, header, looks.head)
    form = looks.cell("text")
    for place, one in enumerate(look.first, start=4):
        for column, words in enumerate(
            (f"{title(one)}\n{one.lead['group']}", why(one), str(one.lead["measure"]) or "меры нет")
        ):
            page.write_string(place, column, safe_text(words), form)
        page.set_row(place, _LINE_HEIGHT * max(len(why(one)) // 75 + 1, 3))
    if not look.first:
        page.write_string(4, 0, "Подтверждённых разрывов нет.", form)
    _plain(page)


def _guide_sheet(page: Any, look: Deficits, looks: _Looks) -> None:
    page.set_column(0, 0, 34)
    page.set_column(1, 3, 16)
    page.write_string(0, 0, "Как читать карту", looks.title)
    words = (
        "Приоритет = разрыв / целевое × значимость × влияние школы, от 0 до 9 (методика школы). Измените значимость, "
        "влияние или целевое на листе «Карта дефицитов» — разрыв и приоритет пересчитаются; порядок строк меняет "
        "сортировка.",
        CHANCE_NOTE,
        "Жёлтые строки — разрыв подтверждён; серые — малая выборка: одной такой группе верить рано. Остальные требуют "
        "наблюдения.",
        "Чтобы программа прочитала решения, впишите их в файл «Меры по дефицитам»: этот лист она не читает.",
    )
    for place, text in enumerate(words, start=2):
        page.merge_range(place, 0, place, 3, text, looks.words)
        page.set_row(place, _LINE_HEIGHT * (len(text) // 62 + 1))
    start = len(words) + 3
    for column, header in enumerate(("Показатель", "Целевое, %", "Значимость", "Влияние школы")):
        page.write_string(start, column, header, looks.head)
    rules = look.rules
    for place, (key, name) in enumerate(KEY_TITLES.items(), start=start + 1):
        page.write_string(place, 0, name, looks.cell("text"))
        if key in rules.targets:
            page.write_number(place, 1, float(rules.targets[key]), looks.cell("int"))
        else:
            page.write_string(place, 1, "своё у строки", looks.cell("text"))
        page.write_number(place, 2, float(rules.importance[key]), looks.cell("int"))
        page.write_number(place, 3, float(rules.influence[key]), looks.cell("int"))
    _plain(page, portrait=True)


def _plain(page: Any, *, portrait: bool = False) -> None:
    page.hide_gridlines(2)
    page.set_paper(9)
    if portrait:
        page.set_portrait()
    else:
        page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_header(f"&R&9{_DRAFT}")
