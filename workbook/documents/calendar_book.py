"""The single schedule of assessment procedures as a book: classes by dates, month after month, and the moves proposed.

Apart from the section on the page because a schedule hangs on the wall and is signed.
"""

from __future__ import annotations

import pandas as pd

from workbook.display import numbers
from workbook.documents.fund_sheet import Field, Part, Sheet, write_book
from workbook.vsoko.calendar import NOT_CHECKED, Calendar
from workbook.vsoko.calendar_rules import RULES
from workbook.vsoko.calendar_works import class_sort
from workbook.vsoko.plan_events import MONTHS

__all__ = ["calendar_book"]

_SIGNED = ("Составил", "Утвердил")
_CLASS, _DAY = 8.0, 17.0
_MOST_DATES = 10
"""Dates side by side on one printed page; a fuller month goes on below."""

_MOVED = "→ "
_CHECKED = "Новые дни выбраны по расписанию: урок предмета в этот день не первый и не последний."


def calendar_book(calendar: Calendar) -> bytes:
    """Write the proposed schedule (class × dates, a sheet a month), the moves, the breaches and the hours.

    Parameters
    ----------
    calendar : Calendar

    Returns
    -------
    bytes
        XLSX. A moved work begins with «→».

    Raises
    ------
    MissingData
        No works with dates.
    """
    works = calendar.proposal.works
    sheets = []
    for month, part in works.groupby(works["new_date"].dt.to_period("M")):
        sheets.append(_month(calendar, pd.Timestamp(month.start_time), part))
    sheets += [_moves(calendar), _breaches(calendar), _hours(calendar)]
    title = f"Единый график оценочных процедур, {calendar.school.year} учебный год"
    return write_book(sheets, title, calendar.school.id)


def _month(calendar: Calendar, month: pd.Timestamp, part: pd.DataFrame) -> Sheet:
    words = f"{MONTHS[month.month - 1]} {month.year}"
    told = part.assign(text=[_text(row) for row in part.to_dict("records")])
    classes = sorted(calendar.works["class_"].unique(), key=class_sort)
    grid = told.groupby(["class_", "new_date"])["text"].agg("; ".join).unstack()
    grid = grid.reindex(index=classes).sort_index(axis=1)
    parts = []
    for first in range(0, grid.shape[1], _MOST_DATES):
        days = [pd.Timestamp(day) for day in grid.columns[first : first + _MOST_DATES]]
        frame = grid[days].reset_index()
        frame.columns = pd.Index(["class_", *(f"{day:%d.%m}" for day in days)])
        fields = (Field("class_", "Класс", "center"), *(Field(f"{day:%d.%m}", _head(day), "center") for day in days))
        parts.append(Part("" if first == 0 else f"{words}, продолжение", fields, frame))
    heading = f"График оценочных процедур: {words}. {calendar.school.title}"
    widths = (_CLASS, *([_DAY] * min(grid.shape[1], _MOST_DATES)), *([_DAY] * max(6 - grid.shape[1], 0)))
    lines = ("Предложение по правилам «методики школы»: переносы отмечены стрелкой. Прочерк — работ нет.",)
    return Sheet(words.capitalize(), heading, widths, tuple(parts), lines, _SIGNED)


def _moves(calendar: Calendar) -> Sheet:
    fields = (
        Field("class_", "Класс", "center"), Field("subject", "Предмет"), Field("title", "Работа"),
        Field("source", "Откуда", "center"), Field("date", "Было", "date"), Field("new_date", "Стало", "date"),
        Field("days", "Дней", "int"),
    )  # fmt: skip
    moved, blocked = calendar.proposal.moves, calendar.proposal.blocked
    parts = [Part("Переносы", fields, moved, "" if len(moved) else "Переносить нечего.")]
    if len(blocked):
        parts.append(Part("Расставить нельзя", (Field("class_", "Класс", "center"), Field("words", "Что мешает")),
                          blocked))  # fmt: skip
    rules = calendar.school.settings.calendar
    lines = (
        f"{calendar.school.title}, {calendar.school.year} учебный год. Работ: {len(calendar.works)}, переносов: "
        f"{len(moved)}. Сначала наименьшее число переносов, затем — дней; не дальше {rules.shift_days} дней.",
        _CHECKED if calendar.lessons else NOT_CHECKED,
    )
    return Sheet("Переносы", "Какие работы перенести", (8, 36, 44, 12, 12, 12, 8), tuple(parts), lines, _SIGNED)


def _breaches(calendar: Calendar) -> Sheet:
    table = calendar.breaches.assign(title=calendar.breaches["rule"].map(RULES))
    fields = (Field("class_", "Класс", "center"), Field("title", "Правило"), Field("words", "Что нарушено"))
    part = Part("", fields, table, "" if len(table) else "Нарушений правил дней нет.")
    return Sheet("Нарушения", "Нарушения правил в графике, как он есть", (8, 40, 90), (part,))


def _hours(calendar: Calendar) -> Sheet:
    table = calendar.load.assign(tone=calendar.load["over"].gt(0).map({True: "warn", False: ""}))
    fields = (
        Field("class_", "Класс", "center"), Field("subject", "Предмет"), Field("works", "С датой", "int"),
        Field("undated", "Без даты", "int"), Field("hours", "Часов в год", "int"), Field("hours_from", "Часы откуда"),
        Field("share", "Доля часов", "share"),
        Field("allowed", "Допустимо работ", "int"), Field("over", "Лишних", "int"),
    )  # fmt: skip
    rules = calendar.school.settings.calendar
    lines = (
        f"Допустимо не больше {numbers.percent(rules.hours_share, 0)} часов предмета за год. Недель — {rules.weeks}; "
        "часы в неделю — расписание, а где его нет — методика школы.",
    )
    return Sheet("Доля часов", "Доля часов предмета, занятая работами", (8, 40, 10, 10, 12, 16, 12, 12, 10),
                 (Part("", fields, table),), lines)  # fmt: skip


def _text(row: dict[object, object]) -> str:
    return f"{_MOVED if row['days'] else ''}{row['subject']}"


def _head(day: pd.Timestamp) -> str:
    return f"{day:%d.%m} {('пн', 'вт', 'ср', 'чт', 'пт', 'сб', 'вс')[day.weekday()]}"
