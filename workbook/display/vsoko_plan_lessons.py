"""What the calendar of works says about lessons of the timetable: checked, not known, not to be mended by moves.

Apart from the other sections because a school may hand in no timetable, and then each of these says so.
"""

from __future__ import annotations

import pandas as pd

from workbook.display import numbers
from workbook.display.blocks import Finding
from workbook.display.vsoko_words import listed
from workbook.vsoko.calendar import NOT_CHECKED, Calendar
from workbook.vsoko.calendar_rules import EDGE, TYPED

__all__ = ["by_lessons", "hours_source", "lesson_note", "never_inner"]


def lesson_note(calendar: Calendar) -> Finding:
    """Say how far the timetable tells the lessons of works."""
    if not calendar.lessons:
        return Finding("neutral", NOT_CHECKED)
    n = len(calendar.off_timetable)
    if not n:
        return Finding("info", "Урок каждой работы найден в расписании по дню недели.")
    works = numbers.count(n, "работы", "работ", "работ")
    return Finding(
        "neutral",
        f"У {works} из {len(calendar.works)} в этот день недели нет урока предмета по расписанию: номер урока "
        "неизвестен, правило первого и последнего урока для них не проверено. Возможно, была замена или изменилось "
        "расписание.",
    )


def hours_source(table: pd.DataFrame) -> str:
    """Say where the hours of a table of loads come from."""
    typed = table.loc[table["hours_from"].eq(TYPED) & table["hours"].notna(), "subject"]
    if typed.empty:
        return "Часы в неделю — из расписания"
    if len(typed) == table["hours"].notna().sum():
        return "Часов в неделю взято из методики школы (таблицы «Расписание» нет)"
    return f"Часы в неделю — из расписания, а для предметов {listed(sorted(set(typed)), 4)} — из методики школы"


def by_lessons(calendar: Calendar) -> str:
    """Say to which days works move when there is a timetable; empty without one."""
    return ", на день, когда по расписанию есть урок предмета не первый и не последний" if calendar.lessons else ""


def never_inner(calendar: Calendar) -> list[Finding]:
    """Name the pairs that no move can mend."""
    left = calendar.left.loc[calendar.left["rule"].eq(EDGE), ["class_", "subject"]].drop_duplicates()
    if left.empty:
        return []
    pairs = [f"{row['class_']} — {row['subject']}" for row in left.to_dict("records")]
    return [
        Finding(
            "warn",
            f"Переносом не исправить — все уроки предмета первые или последние: {listed(pairs, 5)}. Поменяйте "
            "уроки местами в день работы.",
        )
    ]
