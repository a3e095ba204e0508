"""The book of objectivity (XLSX): markers, comparison with the journal, the regional form, checks, items.

Apart from the other books because two of its sheets are forms that are sent outside: those hold no pupil's code.
"""

from __future__ import annotations

import pandas as pd

from workbook.display import Block, Download, Downloads, Stack, Text, numbers
from workbook.display.vsoko_marker_words import checks_said, condition, evidence, step
from workbook.documents.mark_sheet import Column, Form, write_forms
from workbook.errors import MissingData
from workbook.vsoko.marker_terms import MARKERS
from workbook.vsoko.objectivity import Objectivity

__all__ = ["objectivity_book", "papers"]

_DEPUTY = ("Заместитель директора",)
_INSIDE = "Внутренний документ: по классам и работам можно узнать людей."
_MARKS = ("2", "3", "4", "5")


def papers(look: Objectivity, public: bool = False) -> Block:
    """Offer the book; a public page offers nothing.

    Parameters
    ----------
    look : Objectivity
    public : bool
    """
    if public:
        return Stack([])
    name = f"{look.school.id} {look.year.replace('/', '-')} объективность.xlsx"
    words = Text("Листы «Сравнение» и «Форма региона» — без кодов; остальные остаются внутри школы.", tone="quiet")
    return Stack([Downloads([Download("Книга объективности (Excel)", name, objectivity_book(look))]), words])


def objectivity_book(look: Objectivity) -> bytes:
    """Write the book; a sheet that the data do not allow is left out.

    Parameters
    ----------
    look : Objectivity

    Returns
    -------
    bytes
        XLSX with the sheets «Маркеры», «Сравнение», «Форма региона», «Проверки», «Задания».
    """
    forms = [_markers(look)]
    for part in (_comparison, _regional, _checks, _items):
        try:
            forms.append(part(look))
        except MissingData:
            continue
    return write_forms(forms, f"Объективность: {look.title}", f"{look.school.title}, {look.title}")


def _said(look: Objectivity) -> str:
    return f"{look.school.title}. {look.title}."


def _markers(look: Objectivity) -> Form:
    table = pd.DataFrame(
        {"kind": "строка", "title": f"{marker.code}. {marker.title}", "status": marker.status,
         "evidence": evidence(marker), "checks": checks_said(marker), "condition": condition(marker.code, look.rules),
         "step": step(marker)}
        for marker in look.markers
    )  # fmt: skip
    columns = (
        Column("title", "Маркер", "text", 22), Column("status", "Вывод", "text", 15),
        Column("evidence", "Что измерено, где сильнее всего", "text", 32), Column("checks", "Проверок", "text", 17),
        Column("condition", "Условие", "text", 36), Column("step", "Следующий шаг", "text", 36),
    )  # fmt: skip
    level = numbers.number(look.rules.marker_level)
    notes = (
        "Маркер — повод посмотреть работы, а не вывод о людях. В скобках — 95 % интервал и число наблюдений.",
        f"Вывод учитывает число проверок: ложная тревога одного маркера не чаще {level} (поправка Бонферрони).",
    )
    return Form("Маркеры", "Маркеры объективности", columns, table, (_said(look), _INSIDE), notes, _DEPUTY)


def _comparison(look: Objectivity) -> Form:
    table = look.comparison.assign(kind=["строка", "строка", "строка", "всего"])
    columns = (Column("group", "Группы участников", "text", 48), Column("count", "Кол-во участников", width=15),
               Column("percent", "%", "percent", 10))  # fmt: skip
    return Form("Сравнение", "Сравнение отметок с отметками по журналу", columns, table, (_said(look),),
                ("Участник — пара отметок: один ученик по одному предмету.",), _DEPUTY, portrait=True)  # fmt: skip


def _regional(look: Objectivity) -> Form:
    table = look.regional
    if table.empty:
        raise MissingData(f"Нет работ с отметками: {look.title}.", missing=("procedures",))
    table = table.assign(kind="строка", place=look.school.municipality, school=look.school.title,
                         work=table["subject"] + ", " + table["grade"].astype(str) + " кл.")  # fmt: skip
    columns = (
        Column("place", "Район", "text", 20), Column("school", "Название ОО", "text", 22),
        Column("work", "Работа", "text", 26), Column("n", "Кол-во участников", width=12),
        *(Column(f"vpr_{mark}", mark, "percent", 8, f"{look.procedure}, %") for mark in _MARKS),
        *(Column(f"journal_{mark}", mark, "percent", 8, "Журнал, %") for mark in _MARKS),
    )  # fmt: skip
    notes = (
        "Форма региональной таблицы «Необъективные результаты ВПР»: здесь все работы школы, строка в форме не "
        "означает, что работа необъективна.",
    )
    return Form("Форма региона", "Результаты работы и журнала по отметкам", columns, table, (_said(look),), notes,
                _DEPUTY)  # fmt: skip


def _checks(look: Objectivity) -> Form:
    tables = []
    for code in MARKERS:
        try:
            tables.append(look.checks(code))
        except MissingData:
            continue
    known = [table for table in tables if len(table)]
    if not known:
        raise MissingData(f"Проверок нет: {look.title}.")
    names = ["marker", "group", "n", "value", "low", "high", "threshold", "p", "status", "reason"]
    table = pd.concat([table[names] for table in known], ignore_index=True)
    table = table.assign(kind="строка", p=table["p"].map(lambda p: numbers.number(p, 4)))
    columns = (
        Column("marker", "Маркер", "center", 9), Column("group", "Где", "text", 44), Column("n", "n", width=7),
        Column("value", "Значение", "number", 11), Column("low", "Интервал от", "number", 11),
        Column("high", "до", "number", 11), Column("threshold", "Порог", "number", 9), Column("p", "p", "center", 9),
        Column("status", "Вывод об одном месте", "text", 20), Column("reason", "Почему не проверено", "text", 34),
    )  # fmt: skip
    notes = (
        "Единицы: M1 — % на границе, M2 — разбросы школ, M3 — доля обычного разброса, M4 и M7 — п.п. или %, M5 и M6 — "
        "процентили или связь. Одно место из многих выходит за порог и случайно.",
    )
    return Form("Проверки", "Все места, которые проверены", columns, table, (_said(look), _INSIDE), notes)


def _items(look: Objectivity) -> Form:
    zones = look.items
    table = zones.assign(kind="строка", remark=zones["small"].map({True: "малая выборка", False: ""}))
    columns = (
        Column("test", "Работа", "text", 12), Column("item", "Задание", "text", 12),
        Column("tier", "Уровень", "center", 9),
        Column("content", "КЭС", "center", 8), Column("skill", "КПУ", "center", 8), Column("n", "Учеников"),
        Column("percent", "Выполнение, %", "percent", 12), Column("low", "Интервал от", "percent", 11),
        Column("high", "до", "percent", 9), Column("zone", "Зона", "text", 18),
        Column("remark", "Замечание", "text", 16),
    )  # fmt: skip
    notes = ("Зоны ФИОКО: уровень Б — ниже 57, от 57 и от 60 %; П и В — ниже 28,5, от 28,5 и от 30 %.",)
    return Form("Задания", "Выполнение заданий", columns, table, (_said(look),), notes)
