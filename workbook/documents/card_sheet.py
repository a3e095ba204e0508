"""Technological cards on paper and in the school's form: one card, the booklet of all cards, the rows to be read back.

Apart from the page because these are files to be signed, bound and handed in.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
from docx.enum.text import WD_ALIGN_PARAGRAPH

from workbook.display import Block, Download, Downloads, Stack, Text, numbers
from workbook.display.rating_cards_draft import place_words
from workbook.display.rating_words import scored
from workbook.documents.paper import borders, page_number, saved, write
from workbook.documents.signed import repeated, say, signed_paper, whole
from workbook.rating import CARD_FORM, CardDesk, CardDraft, CardPage, card_page, card_pages, draft_page
from workbook.school import TABLES, School, write_form

__all__ = ["book", "booklet", "card_form", "card_sheet", "draft_papers", "papers"]

_DRAFT = "Черновик — решение принимает человек"
_LISTS = ("Результаты", "Критерии", "Риски")
_APART = ("Код карты", "Название", "Этапы", "Баллы карты", *_LISTS)
_TABLES = ("cards", "card_stages", "card_points")
_BLANK = "_" * 24


def card_sheet(page: CardPage, school: str = "") -> bytes:
    """Write one card for print.

    Parameters
    ----------
    page : CardPage
    school : str
        Title of the school.

    Returns
    -------
    bytes
        DOCX: facts, results, criteria, risks, stages, points, lines for signatures.
    """
    document = _paper(f"Технологическая карта {page.code}")
    _card(document, page, school)
    return saved(document)


def booklet(pages: Iterable[CardPage], school: str = "", period: str = "") -> bytes:
    """Write all cards of the school as one document, each on a page of its own, the list of them first.

    Parameters
    ----------
    pages : iterable of CardPage
    school, period : str
        Title of the school, the days of the season.

    Returns
    -------
    bytes
        DOCX.
    """
    pages = list(pages)
    document = _paper("Технологические карты")
    _centred(document, school, 11)
    _centred(document, "Технологические карты", 16, bold=True)
    _centred(document, period, 11)
    rows = [
        (page.code, page.title, page.lines["Направление"], page.lines["Начало"], page.lines["Параллели"] or "все")
        for page in pages
    ]
    _grid(document, ("Код", "Название", "Направление", "Начало", "Параллели"), rows, (1.7, 6.9, 3.6, 2.3, 2.5))
    for page in pages:
        document.add_page_break()
        _card(document, page, "")
    return saved(document)


def card_form(tables: dict[str, pd.DataFrame], school: School) -> bytes:
    """Write rows of cards as the school's own form: the sheets of cards, stages and points that reading takes.

    Parameters
    ----------
    tables : dict of str to DataFrame
        «cards», «card_stages», «card_points»; one left out gives an empty sheet.
    school : School
        Whose labels are printed in the form.

    Returns
    -------
    bytes
        XLSX.
    """
    labels = {"Школа": school.title, "Муниципалитет": school.municipality, "Учебный год": school.year}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        write_form(path, [TABLES[name] for name in _TABLES], rows=tables, passport=labels)
        return path.read_bytes()


def draft_papers(desk: CardDesk, made: CardDraft, school: School) -> Block:
    """Offer the draft's card and its rows; a draft that reading would not take gives no rows.

    Parameters
    ----------
    desk : CardDesk
    made : CardDraft
    school : School
    """
    page = draft_page(desk, made)
    if page is None or not made.sound:
        return Text("Файлы черновика появятся, когда в нём не останется ошибок.", tone="quiet")
    name = f"{school.id}-{made.code}-черновик"
    files = [
        Download(f"Черновик карты {made.code} (Word)", f"{name}.docx", card_sheet(page, school.title)),
        Download("Строки для бланка школы (Excel)", f"{name}.xlsx", card_form(dict(made.tables), school)),
    ]
    return Stack(
        [
            Downloads(files),
            Text(
                "В книге три листа бланка: карта, её этапы, её баллы. После утверждения перенесите строки в таблицы "
                "школы; программа читает их без правки.",
                tone="quiet",
            ),
        ]
    )


def papers(desk: CardDesk, code: str, school: School) -> Block:
    """Offer one card of the school.

    Parameters
    ----------
    desk : CardDesk
    code : str
        Empty for the example.
    school : School
    """
    page = card_page(desk, code)
    name = f"{school.id}-{page.code}.docx"
    return Downloads([Download(f"Карта {page.code} (Word)", name, card_sheet(page, school.title))])


def book(desk: CardDesk, school: School) -> Block:
    """Offer the booklet of all cards of the season.

    Parameters
    ----------
    desk : CardDesk
    school : School
    """
    period = desk.rules.period
    days = f"{numbers.date(period.starts)}–{numbers.date(period.ends)}"
    title = f"Все карты периода: {len(desk.cards)} (Word)"
    return Downloads([Download(title, f"{school.id}-карты.docx", booklet(card_pages(desk), school.title, days))])


def _paper(title: str) -> Any:
    document = signed_paper(title, _DRAFT)
    foot = document.sections[0].footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    page_number(foot)
    return document


def _card(document: Any, page: CardPage, school: str) -> None:
    _centred(document, school, 11)
    _centred(document, f"Технологическая карта {page.code}", 11)
    _centred(document, page.title, 15, bold=True)
    facts = [
        (column.header, page.lines[column.header] or numbers.MISSING)
        for column in CARD_FORM
        if column.header not in _APART
    ]
    lists = [(name, "; ".join(page.listed(name)) or numbers.MISSING) for name in _LISTS]
    _grid(document, (), [*facts, *lists], (4.2, 12.8))
    _section(document, "Этапы")
    if page.stages.empty:
        say(document.add_paragraph(), "Этапы в карте не названы.", italic=True)
    else:
        rows = [
            (
                numbers.number(number, 0),
                *(str(text) if pd.notna(text) else "" for text in words),
                numbers.number(minutes),
            )
            for number, *words, minutes in page.stages.itertuples(index=False, name=None)
        ]
        heads = ("№", "Этап", "Что делает учитель", "Что делает ученик", "Минут")
        _grid(document, heads, rows, (1, 3.6, 5.4, 5.4, 1.6))
    _section(document, "Баллы за роль и результат")
    grid = page.prices.assign(said=page.prices["points"].map(scored)).pivot(
        index="role", columns="result", values="said"
    )
    results = list(dict.fromkeys(page.prices["result"]))
    roles = list(dict.fromkeys(page.prices["role"]))
    rows = [(role, *(str(grid.at[role, result]) for result in results)) for role in roles]
    _grid(document, ("Роль", *(name.capitalize() for name in results)), rows, (5, 4, 4, 4))
    source = "Баллы заданы картой." if page.prices["own"].any() else "Баллы по шкале школы."
    shared = " Это баллы всей команды." if page.lines["Участие"] == "групповое" else ""
    say(document.add_paragraph(), " ".join([source + shared, *place_words(page)]), size=9, italic=True)
    for who in ("Ответственный", "Согласовано"):
        say(document.add_paragraph(), f"{who}: {_BLANK}    Дата: ______________")


def _centred(document: Any, text: str, size: float, *, bold: bool = False) -> None:
    if text:
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.keep_with_next = True
        say(paragraph, text, size=size, bold=bold)


def _section(document: Any, text: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    say(paragraph, text, bold=True, size=12)


def _grid(document: Any, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]], widths: tuple[float, ...]) -> None:
    table = borders(document, *widths)
    first = table.rows[0]
    if heads:
        repeated(first)
        for cell, text in zip(first.cells, heads, strict=True):
            write(cell, text, bold=True, size=10)
    for number, values in enumerate(rows):
        row = first if number == 0 and not heads else table.add_row()
        whole(row)
        for place, (cell, text) in enumerate(zip(row.cells, values, strict=True)):
            write(cell, text, bold=not heads and place == 0, size=10)
    document.add_paragraph().paragraph_format.space_after = 0
