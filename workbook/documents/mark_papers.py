"""What the notebook of marks gives to take away: the school's book, one class, one teacher.

Apart from the books because any of them may be missing while the others are there.
"""

from __future__ import annotations

import re

from workbook.display import Block, Download, Downloads, Finding, Findings, Stack, Text
from workbook.documents.mark_tables import class_book, school_book, teacher_book
from workbook.errors import DataRefused, MissingData, Reason
from workbook.settings import Settings
from workbook.vsoko.mark_look import MarkLook, class_choice, teacher_choice

__all__ = ["papers"]

_UNSAFE = re.compile(r"[\\/:*?\"<>|\x00-\x1f]")


def papers(look: MarkLook, rules: Settings, class_: str = "", teacher: str = "") -> Block:
    """Offer the forms that can be made.

    Parameters
    ----------
    look : MarkLook
    rules : Settings
    class_ : str
        Whose class forms; empty takes the class looked at, else the first with marks.
    teacher : str
        Whose report; empty takes the first teacher of the part.

    Raises
    ------
    DataRefused
        An unknown class or teacher.
    MissingData
        No marks at all.
    """
    scope, known = look.scope, list(dict.fromkeys(look.records.sort_values(["grade", "class_"])["class_"]))
    school, period = look.school, _UNSAFE.sub("-", scope.period)
    chosen = class_ or (look.part if look.part in known else known[0])
    codes = sorted(look.records["teacher"].dropna().unique())
    code = teacher or (codes[0] if codes else "")
    _check("Класса", chosen, class_choice(school, scope.year))
    files = [Download("Сводный отчёт по параллелям (Excel)", f"{school.id} {period} сводный.xlsx",
                      school_book(look, rules))]  # fmt: skip
    gaps = []
    try:
        one = look.narrowed(chosen)
        name = f"{school.id} {period} {_UNSAFE.sub('-', chosen)}.xlsx"
        files.append(Download(f"Класс {chosen}: отчёт, ведомость, резерв (Excel)", name, class_book(one, rules)))
    except MissingData as gap:
        gaps.append(Finding("neutral", f"Форм класса нет: {gap.message}"))
    if code:
        _check("Учителя", code, teacher_choice(school, scope.year))
        try:
            name = f"{school.id} {period} {_UNSAFE.sub('-', code)}.xlsx"
            files.append(Download(f"Отчёт учителя {code} (Excel)", name, teacher_book(look, rules, code)))
        except MissingData as gap:
            gaps.append(Finding("neutral", f"Отчёта учителя нет: {gap.message}"))
    else:
        gaps.append(Finding("neutral", "Отчёта учителя нет: в отметках за период не указаны коды учителей."))
    words = Text("Файлы внутренние: коды и классы вместе выдают ребёнка. Отчёт учителя видят он и администрация.",
                 tone="quiet")  # fmt: skip
    blocks: list[Block] = [Downloads(files), *([Findings(gaps)] if gaps else []), words]
    return Stack(blocks)


def _check(who: str, value: str, known: list[str]) -> None:
    if value not in known:
        named = ", ".join(f"«{name}»" for name in known[:12])
        raise DataRefused(f"{who} «{value}» с отметками в этом году нет. Есть: {named}.", Reason.REFERENCE_UNKNOWN)
