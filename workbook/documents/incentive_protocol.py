"""The commission's protocol on incentives (DOCX) and the sheet of each teacher on a page of its own.

Apart from the book because these papers are read aloud, signed and handed to one person.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm

from workbook.display import Block, Download, Downloads, numbers
from workbook.display.vsoko_incentives import NO_RANKS, evidence_words, points
from workbook.documents.incentive_book import incentive_book
from workbook.documents.paper import borders, page_number, saved, write
from workbook.documents.signed import repeated, say, signed_paper, whole
from workbook.errors import MissingData
from workbook.vsoko.incentive import IncentiveSheet
from workbook.vsoko.incentive_rows import CLAIMED, COMMISSION

__all__ = ["papers", "protocol", "sheets"]

_DRAFT = "Черновик — решение принимает комиссия. Для служебного пользования"


def protocol(found: IncentiveSheet) -> bytes:
    """Write the protocol: scales, points by teacher in order of code, what was decided by voices, signatures.

    Parameters
    ----------
    found : IncentiveSheet

    Returns
    -------
    bytes
        DOCX.
    """
    document = _paper("Протокол комиссии по стимулированию")
    _centred(document, "Протокол комиссии по распределению стимулирующих выплат", 15)
    _centred(document, f"{found.school.title}, {found.year} учебный год", 11)
    _say(document, "№ ________   от «____» ______________ 20___ г.")
    _say(document, f"Комиссия (не меньше {found.rules.commission}):")
    members = [(str(place), "", "") for place in range(1, found.rules.commission + 1)]
    _table(document, (("№", 1.2), ("Член комиссии", 9.0), ("Подпись", 6.5)), members)
    settings = found.school.settings
    _say(document, f"Правила — «{settings.title}», версия {settings.version}. {NO_RANKS}")
    _head(document, "Баллы по данным и по решению комиссии")
    sums = found.sums
    _table(
        document, (("Учитель", 2.6), ("По данным", 2.6), ("Подтверждено", 3.0), ("Сумма", 2.4), ("Ждёт решения", 6.1)),
        [(row["teacher"], points(row["counted"]), points(row["agreed"]), points(row["total"]),
          _waiting(found, str(row["teacher"]))) for row in sums.to_dict("records")],
    )  # fmt: skip
    open_rows = found.rows.loc[found.rows["state"].isin([CLAIMED, COMMISSION])]
    if len(open_rows):
        _head(document, "Решить голосованием")
        _table(
            document, (("Учитель", 2.4), ("Критерий", 4.2), ("Заявлено", 2.0), ("Подтверждение", 4.3),
                       ("Решение, за / против", 3.8)),
            [(row["teacher"], row["criterion"], points(row["claimed"]), row["proof"] or "нет", "")
             for row in open_rows.to_dict("records")],
        )  # fmt: skip
    if len(found.remarks):
        _head(document, "Замечания программы и ответ комиссии")
        _table(
            document, (("Учитель", 2.4), ("Критерий", 4.0), ("Замечание", 6.5), ("Ответ", 3.8)),
            [(row["teacher"], row["criterion"], row["remark"], "") for row in found.remarks.to_dict("records")],
        )  # fmt: skip
    _say(document, "Секретарь комиссии: ______________________ / ______________________ /")
    return saved(document)


def sheets(found: IncentiveSheet, teacher: str = "") -> bytes:
    """Write the sheets of teachers, each on its own page; of one teacher when a code is given.

    Returns
    -------
    bytes
        DOCX.
    """
    document = _paper("Листы учителей")
    codes = [teacher] if teacher else found.teachers
    for place, code in enumerate(codes):
        if place:
            document.add_page_break()
        rows = found.rows.loc[found.rows["teacher"].eq(code)]
        _centred(document, f"Лист стимулирования: учитель {code}", 14)
        _centred(document, f"{found.school.title}, {found.year} учебный год", 11)
        _table(
            document, (("Критерий", 3.2), ("Что показывают данные", 4.6), ("Заявлено, документ", 3.6), ("Баллы", 2.0),
                       ("Основание", 3.3)),
            [_sheet_row(row) for row in rows.to_dict("records")],
        )  # fmt: skip
        total = found.sums.loc[found.sums["teacher"].eq(code), "total"].item()
        _say(document, f"Сумма: {points(total)} из {points(found.rules.total)}.", bold=True)
        for text in rows.loc[rows["remark"].ne(""), "criterion"] + ": " + rows.loc[rows["remark"].ne(""), "remark"]:
            _say(document, f"— {text}")
        _say(document, "Ознакомлен(а): __________________    Несогласие и его мотив: " + "_" * 24)
    return saved(document)


def papers(found: IncentiveSheet, teacher: str = "", public: bool = False) -> Block:
    """Offer the protocol, the book and the sheets.

    Raises
    ------
    MissingData
        The page is public.
    """
    if public:
        raise MissingData("Документы комиссии не для публикации.")
    base = f"{found.school.id}-стимулирование"
    whose = f" {teacher}" if teacher else " учителей"
    return Downloads([
        Download("Протокол комиссии (Word)", f"{base}-протокол.docx", protocol(found)),
        Download("Лист комиссии (Excel)", f"{base}.xlsx", incentive_book(found)),
        Download(f"{'Лист' if teacher else 'Листы'}{whose} (Word)", f"{base}-листы.docx", sheets(found, teacher)),
    ])  # fmt: skip


def _sheet_row(row: dict[Any, Any]) -> tuple[str, ...]:
    claim = numbers.MISSING
    if not pd.isna(row["claimed"]):
        claim = f"{points(row['claimed'])}; {row['proof'] or 'документа нет'}"
    return (row["criterion"], evidence_words(row), claim, f"{points(row['points'])} из {points(row['cap'])}",
            row["state"])  # fmt: skip


def _waiting(found: IncentiveSheet, teacher: str) -> str:
    rows = found.rows.loc[found.rows["teacher"].eq(teacher) & found.rows["state"].isin([CLAIMED, COMMISSION])]
    return ", ".join(rows["criterion"])


def _paper(title: str) -> Any:
    document = signed_paper(title, _DRAFT)
    foot = document.sections[0].footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    page_number(foot)
    return document


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
            write(cell, str(text), size=10)
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
