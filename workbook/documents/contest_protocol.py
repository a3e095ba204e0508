"""The protocol of the contest (DOCX): a draft to be talked over at the jury's meeting, completed by hand and signed.

Apart from the sheets because it is made after they have come back; nothing of it is read back.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Cm, Pt

from workbook.display import numbers
from workbook.display.rating_contest_decision import decision_findings
from workbook.display.rating_contest_jury import severity_findings
from workbook.documents.paper import page_number, saved
from workbook.documents.signed import repeated, say, signed_paper, whole
from workbook.rating import Contest, Decision
from workbook.rating.contest_decision import WAYS

__all__ = ["contest_protocol"]

_DRAFT = "Черновик — решение принимает человек"
_BLANK = "_" * 30


def contest_protocol(held: Contest, school: str = "") -> bytes:
    """Write the protocol of the jury.

    Parameters
    ----------
    held : Contest
        With scores of the jury.
    school : str
        Title of the school.

    Returns
    -------
    bytes
        DOCX with the mark «Черновик», sums and places, ties, what would change them, places for dissent and signatures.
    """
    document = signed_paper("Протокол жюри", _DRAFT)
    foot = document.sections[0].footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    page_number(foot)
    _heading(document, held, school)
    _jury(document, held)
    _section(document, "2. Номинации")
    for name, decision in held.decisions.items():
        _nomination(document, held, name, decision)
    missed = [name for name in held.nominations if name not in held.decisions]
    if missed:
        _line(document, f"Жюри не оценивало номинации: {', '.join(missed)}.")
    _steadiness(document, held)
    _signatures(document, held)
    return saved(document)


def _heading(document: Any, held: Contest, school: str) -> None:
    for text, size in (
        (school, 11),
        ("Протокол жюри конкурса достижений", 15),
        (f"«{held.title}»", 12),
        ("№ ______ от «____» ______________ 20___ г.", 11),
    ):
        if text:
            paragraph = document.add_paragraph()
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
            say(paragraph, text, bold=size > 12, size=size)


def _jury(document: Any, held: Contest) -> None:
    _section(document, "1. Жюри и правила")
    rules = held.rules
    way = "по сумме баллов" if held.way == WAYS[0] else "по сумме мест"
    _line(document, f"Члены жюри (коды): {', '.join(held.jurors)}.")
    _line(
        document,
        f"Оценки от 0 до {numbers.number(rules.top_score)}, складывают {way}. Доля жюри в итоге "
        f"{numbers.percent(rules.jury_weight, 0)}, доля рейтинга {numbers.percent(100 - rules.jury_weight, 0)}. "
        "При равном итоге выше тот, у кого больше баллов номинации, затем побед; иначе место делится.",
    )
    for text in held.remarks:
        _line(document, text)
    for item in severity_findings(held):
        _line(document, item.text)


def _nomination(document: Any, held: Contest, name: str, decision: Decision) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.keep_with_next = Pt(8), True
    say(paragraph, name, bold=True, size=12)
    rows = [
        (
            row["place"],
            row["unit"],
            numbers.number(row["jury"], 1),
            numbers.number(row["rating"], 1),
            numbers.number(row["total"], 1),
            row["tie"] or numbers.MISSING,
            "",
        )
        for row in decision.table.to_dict("records")
    ]
    heads = ("Место", "Код", "Жюри, %", "Рейтинг, %", "Итог, %", "Равенство", "Решение жюри")
    _table(document, heads, rows, (1.5, 2.8, 2.0, 2.2, 2.0, 2.9, 3.6))
    for item in decision_findings(held, name):
        _line(document, item.text)
    if decision.ballots.unseen:
        _line(document, f"Финалисты без оценок жюри: {', '.join(decision.ballots.unseen)}.")


def _steadiness(document: Any, held: Contest) -> None:
    _section(document, "3. От чего зависит первое место")
    rows = [
        (name, row["scenario"], ", ".join(decision.first), row["first"])
        for name, decision in held.decisions.items()
        for row in decision.turning.to_dict("records")
    ]
    if rows:
        _table(document, ("Номинация", "Если", "Сейчас первый", "Стал бы первым"), rows, (3.2, 6.2, 3.8, 3.8))
    else:
        _line(document, "Ни один из разобранных случаев первого места не меняет.")
    dissent = [
        (name, row["expert"], row["first"])
        for name, decision in held.decisions.items()
        for row in decision.dissent.to_dict("records")
    ]
    if dissent:
        _line(document, "Кто из жюри по своим оценкам ставит первым другого:", bold=True)
        _table(document, ("Номинация", "Член жюри", "Его первый"), dissent, (5.0, 4.0, 8.0))


def _signatures(document: Any, held: Contest) -> None:
    _section(document, "4. Решение")
    for text in ("Решили: ", "Особое мнение (кто и почему): ", "Согласие родителей победителей получено: "):
        _line(document, text + _BLANK)
    rows = [(f"Член жюри {juror}", "", "") for juror in held.jurors]
    _table(document, ("", "Подпись", "Дата"), [("Председатель", "", ""), *rows, ("Секретарь", "", "")],
           (7.0, 6.0, 4.0), tall=True)  # fmt: skip
    _line(document, f"{_DRAFT}. Протокол составлен по листам жюри автоматически и действует только с подписями.")


def _line(document: Any, text: str, *, bold: bool = False) -> None:
    say(document.add_paragraph(), text, bold=bold)


def _section(document: Any, text: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.keep_with_next = Pt(10), True
    say(paragraph, text, bold=True, size=13)


def _table(
    document: Any, heads: Sequence[str], rows: Sequence[Sequence[object]], widths: Sequence[float], *,
    tall: bool = False,
) -> None:  # fmt: skip
    table = document.add_table(rows=0, cols=len(widths))
    table.style, table.autofit = "Table Grid", False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for number, row in enumerate([heads, *rows]):
        line = table.add_row()
        if number == 0:
            repeated(line)
        elif tall:
            line.height = Cm(0.9)
        whole(line)
        for cell, text, width in zip(line.cells, row, widths, strict=True):
            cell.width = Cm(width)
            cell.paragraphs[0].paragraph_format.space_after = Pt(1)
            cell.paragraphs[0].paragraph_format.keep_with_next = number < len(rows)
            say(cell.paragraphs[0], text, bold=number == 0, size=10)
    document.add_paragraph().paragraph_format.space_after = Pt(2)
