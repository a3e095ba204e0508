"""The report on self-examination (DOCX): the analytic part with places to fill, then the form of indicators.

Apart from the book because this paper is read at a council, signed and put on the site.
"""

from __future__ import annotations

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm

from workbook.display import numbers
from workbook.display.vsoko_self_words import FILL, parts, public_text, source_text, value_text
from workbook.documents.paper import borders, page_number, saved, write
from workbook.documents.signed import repeated, say, signed_paper, whole
from workbook.vsoko.self_examination import SelfExamination
from workbook.vsoko.self_examination_checks import BAD

__all__ = ["report"]

_DRAFT = "Черновик — решение принимает человек"
_INSIDE = "для учредителя и школы"
_WIDTHS = (1.4, 6.2, 2.0, 3.1, 4.3)
_SHORT = (1.5, 10.0, 2.0, 3.5)


def report(found: SelfExamination, *, public: bool = False) -> bytes:
    """Write the report.

    Parameters
    ----------
    found : SelfExamination
    public : bool
        The copy for the site: few people hidden, no sources, no remarks of the check.

    Returns
    -------
    bytes
        DOCX.
    """
    year = found.calendar_year
    document = signed_paper(f"Отчёт о самообследовании за {year} год", _DRAFT if public else f"{_DRAFT}; {_INSIDE}")
    foot = document.sections[0].footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    page_number(foot)
    _title(document, found)
    _head(document, "Аналитическая часть")
    for place, part in enumerate(parts(found, public=public), start=1):
        _head(document, f"{place}. {part.title}", size=12)
        if part.said:
            say(document.add_paragraph(), " ".join(part.said))
        for gap in part.to_fill:
            say(document.add_paragraph(), f"{FILL} {gap}", italic=True)
    _head(document, f"Показатели деятельности за {year} год")
    say(document.add_paragraph(), "Форма: приказ Минобрнауки России от 10.12.2013 № 1324, приложение 2.", size=10)
    if public:
        _public_form(document, found)
    else:
        _form(document, found)
        _remarks(document, found)
    _signatures(document)
    return saved(document)


def _title(document: Any, found: SelfExamination) -> None:
    for text, size in ((found.school.title, 13), ("Отчёт о результатах самообследования", 16),
                       (f"за {found.calendar_year} календарный год", 13)):  # fmt: skip
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        say(paragraph, text, size=size, bold=True)
    council = "Рассмотрен на педагогическом совете: протокол № ______ от «____» __________ 20___ г."
    say(document.add_paragraph(), f"{council} На сайт и учредителю — до {numbers.date(found.due)}.")


def _head(document: Any, text: str, *, size: float = 14) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    say(paragraph, text, size=size, bold=True)


def _form(document: Any, found: SelfExamination) -> None:
    table = _table(document, ("№", "Показатель", "Единица", "Значение", "Источник"), _WIDTHS)
    for line in found.form:
        cells = (line.indicator.number, line.indicator.title, line.indicator.unit, value_text(line), source_text(line))
        _line(table, cells, _WIDTHS)


def _public_form(document: Any, found: SelfExamination) -> None:
    k = found.school.settings.privacy.k_anonymity
    table = _table(document, ("№", "Показатель", "Единица", "Значение"), _SHORT)
    for item in found.public:
        indicator = item.line.indicator
        _line(table, (indicator.number, indicator.title, indicator.unit, public_text(item, k)), _SHORT)
    if any(item.hidden for item in found.public):
        why = (
            f"Числа меньше {k} человек и то, по чему их можно вычислить, в публичной копии не показаны: по ним можно "
            "узнать человека. Полная форма направлена учредителю."
        )
        say(document.add_paragraph(), why, size=9)


def _table(document: Any, heads: tuple[str, ...], widths: tuple[float, ...]) -> Any:
    table = borders(document, *widths)
    for cell, text in zip(table.rows[0].cells, heads, strict=True):
        write(cell, text, bold=True, size=10)
    repeated(table.rows[0])
    return table


def _line(table: Any, cells: tuple[str, ...], widths: tuple[float, ...]) -> None:
    row = table.add_row()
    whole(row)
    for cell, text, width in zip(row.cells, cells, widths, strict=True):
        cell.width = Cm(width)
        write(cell, text, size=9.5)


def _remarks(document: Any, found: SelfExamination) -> None:
    wrong = [check for check in found.checks if check.tone == BAD]
    others = [check for check in found.checks if check.tone != BAD]
    for title, said in (("До подписания исправить", wrong), ("Проверить и объяснить", others)):
        if said:
            _head(document, title, size=12)
        for check in said:
            say(document.add_paragraph(), f"— {check.text}", size=10)


def _signatures(document: Any) -> None:
    document.add_paragraph()
    say(document.add_paragraph(), "Руководитель: ______________________ / ______________________ /")
    say(document.add_paragraph(), "М. П.    «____» ______________ 20___ г.")
