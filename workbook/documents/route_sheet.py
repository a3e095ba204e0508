"""Routes on paper (DOCX): the pupil's page and the parents' page, alone or bound into the booklet of a class.

Apart from the other documents because these go home: a page without the parents' consent says so on itself and never
enters a booklet.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

from workbook.display import Block, Download, Downloads, Finding, Findings, Stack, clean, finding, numbers
from workbook.display.rating_route_sheet import CONSENT, REFLECTION, Sheet, sheet
from workbook.display.rating_route_words import titled
from workbook.documents.paper import borders, page_number, saved, write
from workbook.documents.signed import repeated, say, signed_paper, whole
from workbook.rating import RouteWish, consenting, route
from workbook.school import School

__all__ = ["booklet", "papers", "pupil_pages"]

_DRAFT = "Черновик — решение принимает человек"
_ASK = "спросить у ответственного"
_LINE = "_" * 78


def pupil_pages(page: Sheet) -> bytes:
    """Write the two pages of one pupil.

    Parameters
    ----------
    page : Sheet

    Returns
    -------
    bytes
        DOCX; without consent both pages carry the mark that they stay inside the school.
    """
    document = _open(f"Маршрут {page.pupil}")
    _pages(document, page)
    return saved(document)


def booklet(class_: str, pages: Sequence[Sheet]) -> bytes:
    """Bind the pages of a class; pages without the parents' consent are left out, whoever handed them in.

    Parameters
    ----------
    class_ : str
    pages : sequence of Sheet

    Returns
    -------
    bytes
        DOCX with the pages of the pupils whose parents agreed, by code.
    """
    document = _open(f"Маршруты класса {class_}")
    agreed = sorted((page for page in pages if page.shown and page.class_ == class_), key=lambda page: page.pupil)
    _centred(document, f"Индивидуальные маршруты: {class_}", 16)
    if agreed:
        _centred(document, f"{agreed[0].school}, {agreed[0].year}", 12)
    _say(document, f"В брошюре страницы {numbers.count(len(agreed), 'ученика', 'учеников', 'учеников')}: только тех, "
                   "чьи родители дали согласие. Порядок — по коду.")  # fmt: skip
    for page in agreed:
        document.add_section(WD_SECTION.NEW_PAGE)
        _pages(document, page)
    return saved(document)


def papers(school: School, wish: RouteWish, class_: str) -> Block:
    """Offer the page of the pupil as asked for and the booklet of a class as agreed.

    Parameters
    ----------
    school : School
    wish : RouteWish
    class_ : str
        Empty for the class of the pupil.
    """
    found = route(school, wish)
    own = sheet(found, school)
    name = class_ or found.brief.class_
    agreed = consenting(school, name)
    mark = "" if own.shown else " — согласия нет"
    files = [Download("Страницы ученика и родителей (Word)", f"маршрут {own.pupil}{mark}.docx", pupil_pages(own))]
    said: list[Finding] = []
    if agreed:
        bound = [sheet(route(school, RouteWish(code, day=wish.day)), school) for code in agreed]
        files.append(Download(f"Брошюра {name} (Word)", f"маршруты {name}.docx", booklet(name, bound)))
        n = numbers.count(len(agreed), "ученик", "ученика", "учеников")
        said.append(finding("info", f"В брошюре {name} {n}: у остальных маршрута или согласия родителей нет."))
    else:
        said.append(finding("warn", f"Брошюры {name} нет: ни у кого нет и маршрута, и согласия родителей."))
    if not own.shown:
        said.append(finding("warn", f"Страница {own.pupil}: {own.consent}."))
    return Stack([Downloads(files), Findings(said)])


def _open(title: str) -> Any:
    document = signed_paper(title, _DRAFT)
    foot = document.sections[0].footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    page_number(foot)
    return document


def _pages(document: Any, page: Sheet) -> None:
    _head(document, page, "Мой маршрут")
    _say(document, f"Моя цель: {page.goal}")
    _say(document, f"Мне интересно: {page.interests}. Мне помогает: {page.support}.")
    if page.reason:
        _say(document, page.reason)
    else:
        _table(document, (("Когда", 2.0), ("Что", 5.0), ("Что делает участник", 6.3), ("Время", 1.5), ("Баллы", 2.2)), [
            (step.when, f"{step.title}\n{step.about}", step.doing or _ASK, step.hours, step.worth)
            for step in page.steps
        ])  # fmt: skip
        _say(document, page.points)
        for text in page.follows:
            _say(document, f"Если получится — дальше: {text}.")
        for step in page.steps:
            _reflection(document, step.title)
        if page.reflection:
            _say(document, f"Уже сказано: «{page.reflection}»")
    document.add_page_break()
    _parents(document, page)


def _parents(document: Any, page: Sheet) -> None:
    _head(document, page, "Лист для родителей")
    _say(document, f"Цель, которую назвал ребёнок: {page.goal}")
    if page.reason:
        _say(document, "Предложение пока не составлено: решим вместе при встрече.")
    else:
        _table(document, (("Когда", 2.2), ("Что", 5.0), ("Времени", 2.0), ("Для чего", 5.4), ("Кто помогает", 2.4)), [
            (step.when, step.title, step.hours, step.purpose, step.helper) for step in page.steps
        ])  # fmt: skip
        _say(document, f"Всего: {page.load}.")
        for text in page.follows:
            _say(document, f"Возможное продолжение: {text}.")
    _say(document, f"Сопровождает: {page.support}. Любой шаг можно снять или заменить: скажите об этом ему.")
    _say(document, CONSENT)
    _say(document, "Подпись ______________________   Дата «____» ______________ 20___ г.")


def _head(document: Any, page: Sheet, title: str) -> None:
    _centred(document, title, 16)
    _centred(document, f"{page.pupil}, {page.class_} · {page.school}, {page.year}", 11)
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    say(paragraph, f"{page.consent[0].upper()}{page.consent[1:]}.", bold=not page.shown, italic=page.shown, size=10)


def _reflection(document: Any, title: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next, paragraph.paragraph_format.space_before = True, Pt(6)
    say(paragraph, f"После шага {titled(title)}. {' '.join(REFLECTION)}", size=10, italic=True)
    for last in (False, True):
        line = document.add_paragraph()
        line.paragraph_format.keep_with_next = not last
        say(line, _LINE)


def _table(document: Any, heads: Sequence[tuple[str, float]], rows: Sequence[Sequence[str]]) -> None:
    table = borders(document, *(width for _, width in heads))
    for cell, (text, _) in zip(table.rows[0].cells, heads, strict=True):
        write(cell, text, bold=True, size=10)
    repeated(table.rows[0])
    for row in rows:
        line = table.add_row()
        whole(line)
        for cell, text, (_, width) in zip(line.cells, row, heads, strict=True):
            cell.width = Cm(width)
            write(cell, clean(text), size=10)
    document.add_paragraph().paragraph_format.space_after = Pt(2)


def _centred(document: Any, text: str, size: float) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    say(paragraph, text, size=size, bold=size > 12)


def _say(document: Any, text: str) -> None:
    say(document.add_paragraph(), text)
