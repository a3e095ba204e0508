"""The protocol of the commission of selection (DOCX): members, rules, lists, reasons, appeals, signatures.

Apart from the book because this paper is read aloud and signed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm

from workbook.display import Block, Download, Downloads, Finding, Findings, Stack, clean, numbers
from workbook.display.vsoko_selection import NO_LABEL, applications, points
from workbook.documents.paper import borders, page_number, saved, write
from workbook.documents.selection_book import public_book, selection_book
from workbook.documents.signed import repeated, say, signed_paper, whole
from workbook.vsoko.selection import Selection
from workbook.vsoko.selection_rating import BELOW, TIE

__all__ = ["papers", "protocol"]

_DRAFT = "Черновик — решение принимает комиссия. Для служебного пользования"
_APPEALS = 4


def protocol(found: Selection) -> bytes:
    """Write the protocol.

    Parameters
    ----------
    found : Selection

    Returns
    -------
    bytes
        DOCX.
    """
    document = signed_paper("Протокол комиссии по отбору", _DRAFT)
    foot = document.sections[0].footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    page_number(foot)
    _centred(document, "Протокол комиссии по индивидуальному отбору в профильные классы", 15)
    _centred(document, f"{found.school.title}, набор {found.year} учебного года", 11)
    _say(document, "№ ________   от «____» ______________ 20___ г.")
    _members(document, found)
    rules = found.rules
    _say(document, f"Сумма: балл / наибольший · 100. Веса — {rules.weights}. Минимумы — {rules.minima or 'нет'}. При "
                   f"равной сумме сравнивают: {rules.ties}. Правила — «{found.school.settings.title}», версия "
                   f"{found.school.settings.version}.")  # fmt: skip
    _say(document, NO_LABEL)
    for name, part in found.rating.groupby("profile"):
        _profile(document, str(name), part, found)
    if found.remarks:
        _head(document, "Сверить с документами до подписания")
        for text in found.remarks:
            _say(document, f"— {text}")
    if len(found.border):
        _head(document, "У границы")
        _say(document, f"Если вес одного показателя изменить на ±{numbers.percent(found.step, 0)}, итог меняется у "
                       f"{', '.join(found.border['applicant'])}: эти заявления рассмотрены полностью.")  # fmt: skip
    _appeals(document, found)
    return saved(document)


def papers(found: Selection) -> Block:
    """Offer the protocol, the book, and the list by numbers when it may be published."""
    base = found.school.id
    files = [
        Download("Протокол комиссии (Word)", f"{base}-протокол-отбора.docx", protocol(found)),
        Download("Рейтинг для комиссии (Excel)", f"{base}-рейтинг-отбора.xlsx", selection_book(found)),
    ]
    if found.faults:
        gap = Finding("bad", f"Списка для публикации нет: {found.faults[0]}")
        return Stack([Downloads(files), Findings([gap])])
    public = Download("Список для публикации (Excel)", f"{base}-список-отбора.xlsx", public_book(found))
    return Downloads([*files, public])


def _members(document: Any, found: Selection) -> None:
    need, members = found.rules.commission, found.commission
    if members and len(members) < need:
        _say(document, f"Комиссия неполна: {len(members)}, нужно не меньше {need}.", bold=True)
    _say(document, f"Комиссия (не меньше {need}):")
    lines = [*members, *[""] * max(0, need - len(members))]
    _table(document, (("№", 1.2), ("Член комиссии", 8.0), ("Подпись", 7.0)), [
        (str(place), member, "") for place, member in enumerate(lines, start=1)
    ])  # fmt: skip


def _profile(document: Any, name: str, part: pd.DataFrame, found: Selection) -> None:
    room = numbers.count(found.room[name], "место", "места", "мест")
    _head(document, f"Профиль «{name}»: {applications(len(part))}, {room}")
    rated = part.loc[part["status"].ne(BELOW)]
    heads = (("Место", 1.6), ("Номер", 2.6), ("Сумма", 2.4), ("Преимущество", 3.0), ("Итог", 6.8))
    _table(document, heads, [
        (str(place), applicant, points(total), "да" if right else "", status)
        for place, applicant, total, right, status in zip(
            rated["place"], rated["applicant"], rated["total"], rated["privilege"], rated["status"], strict=True
        )
    ])  # fmt: skip
    if part["status"].eq(TIE).any():
        _say(document, "Решение комиссии о равных на границе и его мотив: " + "_" * 30)
    below = part.loc[part["status"].eq(BELOW)]
    if len(below):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        say(paragraph, "Не в рейтинге (причину сообщают лично):")
        _table(
            document, (("Номер", 2.6), ("Причина", 13.8)), list(zip(below["applicant"], below["reason"], strict=True))
        )


def _appeals(document: Any, found: Selection) -> None:
    days = numbers.count(found.rules.appeal_days, "рабочего дня", "рабочих дней", "рабочих дней")
    _head(document, "Журнал апелляций")
    _say(document, f"Апелляции принимают в течение {days} после публикации списка.")
    heads = (("Дата", 2.2), ("Номер", 2.4), ("О чём", 5.4), ("Решение и основание", 4.4), ("Ответ дан", 2.0))
    _table(document, heads, [("", "", "", "", "")] * _APPEALS)


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
    document.add_paragraph()


def _head(document: Any, text: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    say(paragraph, text, size=12, bold=True)


def _centred(document: Any, text: str, size: float) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    say(paragraph, text, size=size, bold=size > 12)


def _say(document: Any, text: str, *, bold: bool = False) -> None:
    say(document.add_paragraph(), text, bold=bold)
