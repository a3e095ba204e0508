"""Everything that a finished assembly is printed as, offered on the page: variants, keys, answer sheet, workbook.

Apart from each document because the page needs them together, and only when there are variants.
"""

from __future__ import annotations

import pandas as pd

from workbook.display import Block, Download, Downloads, Finding, Findings, Stack, finding, numbers
from workbook.documents.answer_sheet import answer_sheet
from workbook.documents.assembly_book import assembly_book
from workbook.documents.paper import Work
from workbook.documents.variants import keys_document, variants_document
from workbook.errors import MissingData, Reason
from workbook.estimates import half_up
from workbook.fos.assembly import Assembly, forms
from workbook.school.school import School

__all__ = ["papers", "work_of"]


def work_of(assembly: Assembly, school: School, *, shuffle: bool = False) -> Work:
    """Gather what is printed.

    Parameters
    ----------
    assembly : Assembly
        Variants that were found.
    school : School
        Tables items and fos_plan.
    shuffle : bool
        Another order of options in each variant; keys follow.
    """
    order = assembly.order
    plan = school["fos_plan"]
    titles = plan.loc[plan["fos"] == order.test, "title"].dropna()
    title = str(titles.iloc[0]) if len(titles) else order.test
    printed = forms(assembly, school["items"], shuffle=shuffle)
    longest = float(printed.groupby("variant")["minutes"].sum(min_count=1).max())
    known = printed["minutes"].notna().all()
    minutes = order.minutes or (half_up(longest) if known else 0.0)
    return Work(order.test, title, order.subject, order.grade, minutes, printed)


def papers(assembly: Assembly, school: School, *, shuffle: bool = False) -> Block:
    """Offer the files of a finished assembly.

    Parameters
    ----------
    assembly, school, shuffle
        As in :func:`work_of`.

    Raises
    ------
    MissingData
        There are no variants.
    """
    if not assembly.found:
        raise MissingData("Вариантов нет: причина и что изменить — в начале отчёта.", Reason.TABLE_EMPTY, ("items",))
    work = work_of(assembly, school, shuffle=shuffle)
    code = work.test
    files = [
        Download("Варианты для печати (Word)", f"{code} варианты.docx", variants_document(work)),
        Download("Ключи для проверяющего (Word)", f"{code} ключи.docx", keys_document(work)),
        Download("Бланк ответов (Word)", f"{code} бланк ответов.docx", answer_sheet(work)),
        Download("Варианты, ключи, лист доказательства (Excel)", f"{code} сборка.xlsx", assembly_book(work, assembly)),
    ]
    return Stack([Downloads(files), Findings(_said(work.forms, shuffle=shuffle))])


def _said(printed: pd.DataFrame, *, shuffle: bool) -> list[Finding]:
    said: list[Finding] = []
    silent = printed.loc[printed["text"] == "", "item"].nunique()
    if silent:
        n = numbers.count(silent, "задания", "заданий", "заданий")
        said.append(finding("warn", f"У {n} в банке нет текста: в вариантах стоит код и место для условия."))
    else:
        said.append(finding("ok", "Тексты есть у всех заданий: варианты можно печатать."))
    mute = printed[(printed["options"] > 0) & (printed["choices"].map(len) == 0)]["item"].nunique()
    if mute:
        n = numbers.count(mute, "задания", "заданий", "заданий")
        said.append(finding("warn", f"У {n} с выбором ответа нет текстов ответов: оставлено место, чтобы их вписать."))
    keyless = printed[(printed["key"] == "") & (printed["kind"] != "развёрнутый ответ")]["item"].nunique()
    if keyless:
        n = numbers.count(keyless, "задания", "заданий", "заданий")
        said.append(finding("warn", f"У {n} в банке нет ключа: впишите его до проверки."))
    moved = int((printed["bank_letters"] != "").sum())
    if shuffle and moved:
        said.append(
            finding("info", "Ответы в вариантах переставлены, ключи переставлены вместе с ними. Внося ответы учеников "
                    "в таблицу, переведите буквы в буквы банка: порядок указан в ключах.")
        )  # fmt: skip
    return said
