"""The evidence behind the markers: journal, scores, years, each with every place that was looked at.

Apart from the summary because this is for the person who will check the works, and it names works and classes.
"""

from __future__ import annotations

import math

import pandas as pd

from workbook.display import charts, numbers, vsoko_objectivity
from workbook.display.blocks import Block, Details, Finding, Findings, Stack, Text
from workbook.display.figure import Chart
from workbook.display.tables import Column, Table, col
from workbook.display.vsoko_marker_words import TONES, sentence
from workbook.display.vsoko_words import listed
from workbook.errors import MissingData
from workbook.vsoko.marker_terms import FEW, POSSIBLE, WATCH
from workbook.vsoko.objectivity import Objectivity
from workbook.vsoko.objectivity_forms import WORSE

__all__ = ["HIDDEN", "checks", "inverted", "journal", "regional", "scores", "years"]

HIDDEN = "Вид для публикации: раздел называет классы и малые группы, он остаётся внутри школы."

_VALUES: dict[str, dict[str, Column]] = {
    "M1": {"at": col("На границе", "int"), "below": col("На балл ниже", "int"),
           "value": col("Доля на границе", "percent", 0), "p": col("p", "number", 4)},
    "M2": {"percent": col("Выпол\u00adнение", "percent"), "reference": col("Ориентир", "percent"),
           "sd": col("Разброс школ", "number", 1), "value": col("От ориентира, разбросов", "change", 2)},
    "M3": {"percent": col("Выпол\u00adнение", "percent"), "sd": col("Разброс учеников", "number", 1),
           "usual": col("Обычный разброс", "number", 1), "value": col("К обычному", "number", 2)},
    "M4": {"kind": col("Что проверено"), "value": col("п.п. или %", "change")},
    "M5": {"before": col("Был процентиль", "number", 0), "after": col("Стал", "number", 0),
           "value": col("Изменение", "change")},
    "M6": {"before": col("Процентиль ВПР-8", "number", 0), "after": col("Процентиль ОГЭ", "number", 0),
           "value": col("Разность или связь", "number", 2)},
    "M7": {"weak_percent": col("Слабая группа", "percent", 0), "strong_percent": col("Сильная", "percent", 0),
           "value": col("Разность, п.п.", "change")},
}  # fmt: skip
_NOTES = {
    "M1": "Если соседние баллы одинаково вероятны, на границе половина; p — точный биномиальный критерий. Естественный "
          "наклон распределения тоже меняет p.",
    "M2": "Ориентир — среднее территории; разброс школ — стандартное отклонение средних по школам.",
    "M3": "Обычный разброс — объединённый по другим работам школы (этот предмет, иначе все): в ориентирах разброса "
          "учеников нет. Вывод возможен только при высоком среднем.",
    "M4": "Плюс — работа ниже журнала. По классам — доля пар с большим разрывом.",
    "M5": "Те же ученики по тем же предметам; процентиль — место среди школ, если средние школ распределены нормально.",
    "M6": "Те же ученики: ВПР за 8 класс и ОГЭ через год. Связь — коэффициент Спирмена.",
    "M7": "Группы — по отметке за эту работу; если её нет, трети по сумме остальных заданий.",
}  # fmt: skip
_ORDER = {POSSIBLE: 0, WATCH: 1}
_SHOWN = 40


def journal(look: Objectivity, public: bool = False) -> Block:
    """Show the form of ФИС ОКО, the 4 × 4 table, the years, the list of large gaps, and all checks of M4.

    Parameters
    ----------
    look : Objectivity
    public : bool
        Only the three groups, and only when each is large enough.
    """
    form = look.comparison
    least = look.scope.settings.privacy.small_cell
    columns = {
        "group": col("Группы участников"),
        "count": col("Кол-во участников", "int"),
        "percent": col("%", "percent"),
    }
    table = Table(form, columns, caption=f"Сравнение отметок с отметками по журналу: {look.title}",
                  note="Участник — пара отметок: один ученик по одному предмету.",
                  row_class=lambda row: "total" if row["group"] == "Всего" else "")  # fmt: skip
    if public:
        if look.scope.subject or look.scope.grade:  # the whole less all parts but one would be that part
            raise MissingData("Для публикации показывают школу целиком: выберите все предметы и все параллели.")
        if (form["count"] < least).any():
            raise MissingData(f"Для публикации групп мало: в одной из них меньше {least}.")
        return table
    return Stack([table, vsoko_objectivity.journal(look.scope), checks(look, "M4")])


def scores(look: Objectivity, public: bool = False) -> Block:
    """Show the distribution with its boundaries and all checks of M1, M2 and M3."""
    if public:
        return Text(HIDDEN, tone="quiet")
    pictures = vsoko_objectivity.distributions(look.scope, shown=1)
    return Stack([checks(look, "M1"), *pictures, checks(look, "M2"), checks(look, "M3")])


def years(look: Objectivity, public: bool = False) -> Block:
    """Show cohorts through the years, the share of «2», and all checks of M5 and M6."""
    if public:
        return Text(HIDDEN, tone="quiet")
    return Stack([_cohorts(look), checks(look, "M5"), checks(look, "M6"), _lows(look)])


def inverted(look: Objectivity, public: bool = False) -> Block:
    """Show the items in which weak pupils beat strong ones (M7)."""
    return Text(HIDDEN, tone="quiet") if public else checks(look, "M7")


def checks(look: Objectivity, code: str) -> Block:
    """Show every place that a marker looked at, those beyond the threshold first.

    Parameters
    ----------
    look : Objectivity
    code : str
        «M1» … «M7».
    """
    marker = next(one for one in look.markers if one.code == code)
    said = Findings([Finding(TONES[marker.status], sentence(marker))])
    try:
        table = look.checks(code)
    except MissingData:
        return said
    if table.empty:
        return said
    order = table.assign(order=table["status"].map(_ORDER).fillna(2).where(table["status"].ne(FEW), 3))
    order = order.sort_values(["order", "p"], kind="stable", na_position="last")
    order["said"] = order["status"] + order["reason"].map(lambda words: f": {words}" if words else "")
    columns = {
        "group": col("Где"), "n": col("n", "int"), **_VALUES[code],
        "ends": col("95\u00a0% интервал", "interval", 2 if code in ("M2", "M3", "M6") else 1, low="low", high="high"),
        "threshold": col("Порог", "number"), "said": col("Вывод об одном месте"),
    }  # fmt: skip
    note = _NOTES[code] + " Одно место из многих выходит за порог и случайно."
    shown = Table(order, columns, note=note, limit=_SHOWN,
                  row_class=lambda row: "warn" if row["status"] == POSSIBLE else "")  # fmt: skip
    return Stack([said, Details(f"Все проверки {code}: {len(table)}", shown)])


def regional(look: Objectivity, public: bool = False) -> Block:
    """Show the school's rows in the form of the regional table, for its own use."""
    if public:
        return Text(HIDDEN, tone="quiet")
    table = look.regional
    if table.empty:
        raise MissingData(f"Нет работ с отметками: {look.title}.", missing=("procedures",))
    shown = table.assign(work=table["subject"] + ", " + table["grade"].astype(str) + " кл.")
    columns = {"work": col("Работа"), "n": col("Участ\u00adников", "int")}
    for code, title in (("vpr", look.procedure), ("journal", "журнал")):
        columns |= {f"{code}_{mark}": col(f"«{mark}» {title}, %", "number", 1) for mark in (2, 3, 4, 5)}
    note = (
        "Форма региональной таблицы «Необъективные результаты ВПР». Здесь стоят все работы школы: строка в форме не "
        "означает, что работа необъективна. Проценты — от участников; журнал — от участников с отметкой по журналу. "
        "Район и название школы стоят в файле."
    )
    return Details(f"Форма «Необъективные результаты ВПР»: {numbers.count(len(shown), 'работа', 'работы', 'работ')}",
                   Table(shown, columns, note=note))  # fmt: skip


def _cohorts(look: Objectivity) -> Block:
    try:
        table = look.cohorts
    except MissingData as gap:
        return Findings([Finding("neutral", f"Поколения по годам не показаны. {gap.message}")])
    several = table.groupby("cohort")["year"].transform("nunique").gt(1) if len(table) else pd.Series(dtype=bool)
    table = table.loc[several]
    if table.empty:
        return Findings([Finding("neutral", "Поколения по годам не показаны: работы есть только за один год.")])
    label = (
        table["cohort"].astype(int).astype(str) + " кл. теперь: " + table["year"] + ", "
        + table["grade"].astype(int).astype(str) + " кл."
    )  # fmt: skip
    shown = table.assign(label=label)
    return Chart(
        charts.intervals(shown, "label", "percentile", n="n", unit="процентиль", target=50, title="место среди школ"),
        "Где одно и то же поколение стоит среди школ из года в год?",
        "Точки с интервалами: процентиль поколения среди школ территории по годам",
        note="Все предметы года с ориентиром; сюда входят и прибывшие. Маркер M5 сравнивает тех же учеников.",
    )


def _lows(look: Objectivity) -> Block:
    table = look.lows
    if table.empty or table["change"].isna().all():
        return Findings([Finding("neutral", "Динамика доли «2» не показана: нет работ за прошлый год.")])
    whole = table.iloc[0]
    found = []
    if not math.isnan(whole["change"]):
        tone = "neutral" if whole["dynamics"] == "мало данных" else "warn" if whole["dynamics"] == WORSE else "ok"
        error = "" if whole["sure"] else ", в пределах погрешности"
        found.append(
            Finding(
                tone if whole["sure"] else "info",
                f"Доля «2» по всем работам: {numbers.percent(whole['before'])} → {numbers.percent(whole['now'])}, "
                f"{numbers.points(whole['change'])} ({numbers.interval(whole['low'], whole['high'])}){error}.",
            )
        )
    worse = table.iloc[1:].loc[lambda rows: rows["dynamics"].eq(WORSE)]
    if len(worse):
        named = worse["work"] + " (" + worse["change"].map(numbers.points) + ")"
        sure = "" if worse["sure"].all() else " Часть изменений — в пределах погрешности."
        limit = numbers.number(look.rules.low_rise)
        found.append(Finding("warn", f"Доля «2» выросла на {limit} п.п. и больше: {listed(named)}.{sure}"))
    columns = {
        "work": col("Работа"), "n": col("Работ", "int"), "before": col("Было «2»", "percent"),
        "now": col("Стало", "percent"), "change": col("Изменение, п.п.", "change"),
        "ends": col("95\u00a0% интервал", "interval", low="low", high="high"), "dynamics": col("Динамика"),
    }  # fmt: skip
    note = (
        "Та же параллель через год — это другие ученики. Годы сравнимы, если работа проверяет те же умения. "
        f"Не больше нуля — положительная, от {numbers.number(look.rules.low_rise)} п.п. — отрицательная (ФИОКО, 2026)."
    )
    rows = Table(table, columns, note=note, row_class=lambda row: "total" if row["work"] == "все работы" else "")
    return Stack([Findings(found, title="Доля «2»"), Details("Доля «2» по работам", rows)])
