"""The protocol of experts (DOCX): a draft to be talked over, completed by hand and signed.

Apart from the sheets because it is made after the review and belongs to the meeting; nothing of it is read back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

from workbook.display import numbers
from workbook.documents.expert_sheets import Tool
from workbook.documents.paper import page_number, saved
from workbook.documents.signed import repeated, say, signed_paper, whole
from workbook.fos.criteria import CRITERIA, TOP
from workbook.fos.expertise import must_criteria
from workbook.fos.protocol import Disagreements
from workbook.settings import Settings

__all__ = ["expert_protocol"]

_DRAFT = "Черновик — решение принимает человек"
_BLANK = "_" * 30


def expert_protocol(found: Disagreements, tool: Tool, settings: Settings, school: str = "") -> bytes:
    """Write the protocol of disagreements.

    Parameters
    ----------
    found : Disagreements
        :func:`workbook.fos.disagreements`.
    tool : Tool
        Passport of the assessment tool.
    settings : Settings
        The rule of the decision, told in the text.
    school : str
        Title of the school.

    Returns
    -------
    bytes
        DOCX with the mark «Черновик», empty places for what the experts agree on, and lines for signatures.
    """
    document = signed_paper("Протокол экспертизы", _DRAFT)
    foot = document.sections[0].footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    page_number(foot)
    _heading(document, school)
    _passport(document, tool, found)
    _decision(document, found, settings)
    _sheets(document, found)
    _agenda(document, found)
    _what_if(document, found)
    _signatures(document, found)
    return saved(document)


def _line(document: Any, text: str, *, bold: bool = False) -> None:
    say(document.add_paragraph(), text, bold=bold)


def _section(document: Any, text: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.keep_with_next = Pt(10), True
    say(paragraph, text, bold=True, size=13)


def _heading(document: Any, school: str) -> None:
    if school:
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        say(paragraph, school)
    for text, size in (
        ("Протокол экспертизы оценочного средства", 15),
        ("№ ______ от «____» ______________ 20___ г.", 11),
    ):
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        say(paragraph, text, bold=size > 12, size=size)


def _passport(document: Any, tool: Tool, found: Disagreements) -> None:
    rows = [("Код ФОС", tool.code), *tool.lines, ("Эксперты", ", ".join(found.sheets.experts))]
    if found.sheets.left_out:
        rows.append(("Не учтён лист", found.sheets.left_out))
    _table(document, (), rows, (4.5, 12.5))


def _decision(document: Any, found: Disagreements, settings: Settings) -> None:
    rules = settings.fos
    _section(document, "1. Проект решения")
    total = ""
    if found.outcome.total == found.outcome.total:
        total = f" Средняя сумма {numbers.number(found.outcome.total, 1)} из {TOP * len(CRITERIA)}."
    _line(document, f"Проект решения: {found.outcome.decision}.{total} {found.outcome.reason}", bold=True)
    must = ", ".join(map(str, must_criteria(rules)))
    _line(
        document,
        f"Правило: «принято» — средняя сумма не ниже {rules.accept_sum} и нет нулей по критериям {must}; от "
        f"{rules.rework_sum} — «доработать»; ниже — «отклонено». Неполные листы в сумму не входят.",
    )
    for text in found.needs:
        _line(document, text)
    steady = (
        "Ни один из разобранных случаев решения не меняет." if found.robust else "Решение неустойчиво: см. раздел 4."
    )
    if found.outcome.decision != "мало данных":
        _line(document, steady)


def _sheets(document: Any, found: Disagreements) -> None:
    _section(document, "2. Листы экспертов")
    rows = [
        (row["expert"], numbers.date(row["date"]), numbers.number(row["total"], 0),
         f"{row['criteria']} из {len(CRITERIA)}", row["zeros"] or numbers.MISSING, row["decision"])
        for row in found.review.experts.to_dict("records")
    ]  # fmt: skip
    heads = ("Эксперт", "Дата", "Сумма", "Критериев", "Нули по обязательным", "По листу")
    _table(document, heads, rows, (2.2, 2.6, 1.8, 2.4, 4.6, 3.4))
    if found.severity is not None:
        for row in found.severity.to_dict("records"):
            if row["verdict"] in ("строже", "мягче"):
                ends = numbers.interval(row["low"], row["high"], 1)
                gap = numbers.number(row["severity"], 1, signed=True)
                _line(document, f"Эксперт {row['expert']}, возможно, {row['verdict']} других: {gap} балла на критерий "
                                f"({ends}).")  # fmt: skip
    if found.agreement is not None:
        for row in found.agreement.to_dict("records"):
            if row["code"] in ("matches", "alpha"):
                value = numbers.number(row["value"], 2)
                _line(document, f"{row['name']}: {value}. {row['words']}")


def _agenda(document: Any, found: Disagreements) -> None:
    _section(document, "3. Что обсудить, по порядку")
    if found.agenda.empty:
        alone = "Лист один: расхождений быть не может." if len(found.sheets.experts) < 2 else "Спорных критериев нет."
        _line(document, alone)
        return
    rows = []
    for row in found.agenda.to_dict("records"):
        turn = "да" if row["pivotal"] else "нет"
        said = f"{row['said']}." + (f"\n{row['comments']}" if row["comments"] else "")
        rows.append((row["place"], f"{row['criterion']}. {row['title']}\n({row['why']})", said, turn, ""))
    heads = ("№", "Критерий и почему он спорный", "Что сказали", "Меняет решение", "Договорились: балл и почему")
    _table(document, heads, rows, (0.8, 4.6, 4.6, 2.0, 5.0))


def _what_if(document: Any, found: Disagreements) -> None:
    _section(document, "4. Что изменит решение")
    turning = found.scenarios[found.scenarios["changes"]]
    if turning.empty:
        _line(document, "Ни один из разобранных случаев решения не меняет.")
        return
    rows = [(row["scenario"], numbers.number(row["total"], 1), row["decision"]) for row in turning.to_dict("records")]
    _table(document, ("Если", "Сумма", "Проект решения"), rows, (10.0, 2.5, 4.5))


def _signatures(document: Any, found: Disagreements) -> None:
    _section(document, "5. Решение")
    for text in (
        "Решили (принято / доработать / отклонено): ",
        "Срок доработки: ",
        "Ответственный: ",
        "Особое мнение: ",
    ):
        _line(document, text + _BLANK)
    rows = [(f"Эксперт {expert}", "", "") for expert in found.sheets.experts]
    rows = [("Председатель", "", ""), *rows, ("Секретарь", "", "")]
    _table(document, ("", "Подпись", "Дата"), rows, (7.0, 6.0, 4.0), tall=True)
    _line(document, f"{_DRAFT}. Протокол составлен по листам экспертов автоматически и действует только с подписями.")


def _table(
    document: Any,
    heads: Sequence[str],
    rows: Sequence[Sequence[object]],
    widths: Sequence[float],
    *,
    tall: bool = False,
) -> None:
    table = document.add_table(rows=0, cols=len(widths))
    table.style = "Table Grid"
    table.autofit = False
    # The grid decides in LibreOffice, the cells in Word.
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for number, row in enumerate([*([heads] if heads else []), *rows]):
        line = table.add_row()
        if heads and number == 0:
            repeated(line)
        if tall and number:
            line.height = Cm(0.9)
        whole(line)
        for cell, text, width in zip(line.cells, row, widths, strict=True):
            cell.width = Cm(width)
            first = cell.paragraphs[0]
            first.paragraph_format.space_after = Pt(1)
            for place, part in enumerate(str(text).split("\n")):
                paragraph = first if place == 0 else cell.add_paragraph()
                paragraph.paragraph_format.space_after = Pt(1)
                say(paragraph, part, bold=bool(heads) and number == 0, size=10)
    document.add_paragraph().paragraph_format.space_after = Pt(2)
