"""Russian words that the rating sections share: points, lists of classes, ranges of grades.

Apart from the sections, because the same phrase must read the same everywhere in the report.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from workbook.display import numbers

__all__ = [
    "HEADS",
    "blank_zero",
    "grade_ranges",
    "groups",
    "listed",
    "named",
    "of_all",
    "of_people",
    "of_points",
    "other_season",
    "people",
    "points",
    "reached",
    "records",
    "scored",
]


_SOFT = "\u00ad"
HEADS = {
    "интеллектуальное": f"Интел{_SOFT}лекту{_SOFT}альное",
    "творческое": f"Твор{_SOFT}ческое",
    "спортивное": f"Спор{_SOFT}тивное",
    "социальное": f"Соци{_SOFT}альное",
    "патриотическое": f"Патрио{_SOFT}тическое",
    "экологическое": f"Эколо{_SOFT}гическое",
    "лидерское": f"Лидер{_SOFT}ское",
}
"""Directions as narrow headers: seven long words must not push the total off the screen."""


def scored(value: Any) -> str:
    """Write hundredths as points: 4117 → «41,17», 400 → «4»."""
    return numbers.number(None if pd.isna(value) else int(value) / 100)


def points(value: Any) -> str:
    """Write hundredths with the noun: «41,17 балла», «5 баллов»."""
    whole, rest = divmod(int(value), 100)
    word = "балла" if rest else numbers.plural(whole, "балл", "балла", "баллов")
    return f"{scored(value)}{numbers.NBSP}{word}"


def of_points(value: Any) -> str:
    """Write hundredths with the noun in the genitive: «меньше 1 балла», «до 2 баллов»."""
    whole, rest = divmod(int(value), 100)
    word = "балла" if rest else numbers.plural(whole, "балла", "баллов", "баллов")
    return f"{scored(value)}{numbers.NBSP}{word}"


def groups(n: int) -> str:
    """Write how many groups are left: «остаётся 13 групп», «остаются 2 группы»."""
    verb = numbers.plural(n, "остаётся", "остаются", "остаётся")
    return f"{verb} {numbers.count(n, 'группа', 'группы', 'групп')}"


def blank_zero(values: pd.Series) -> pd.Series:
    """Write a column of hundredths as points with zeros left blank."""
    return values.map(lambda value: scored(value) if value else "").astype("str")


def people(n: int) -> str:
    """Write how many pupils: «1 ученик», «5 учеников»."""
    return numbers.count(n, "ученик", "ученика", "учеников")


def of_people(n: int) -> str:
    """Write how many pupils in the genitive: «из 1 ученика», «из 5 учеников»."""
    return numbers.count(n, "ученика", "учеников", "учеников")


def records(n: int) -> str:
    """Write how many records of the journal: «28 записей»."""
    return numbers.count(n, "запись", "записи", "записей")


def other_season(n: int) -> str:
    """Say how many records were left out because they belong to the season before."""
    more = numbers.count(n, "запись", "записи", "записей")
    verb = numbers.plural(n, "она не относится", "они не относятся", "они не относятся")
    return f"Ещё {more} прошлого периода: к этому списку {verb}."


def reached(percent: Any, low: Any, high: Any) -> str:
    """Write a share with its interval in one cell: «46,2 % (28,8–64,5)»."""
    share = numbers.percent(percent)
    return share if share == numbers.MISSING else f"{share} ({numbers.interval(low, high)})"


def of_all(part: Any, whole: Any) -> str:
    """Write a part of a whole: «12 из 26»."""
    return f"{numbers.number(part, 0)} из {numbers.number(whole, 0)}"


def listed(items: Iterable[object], most: int = 6) -> str:
    """Write a list that stops in time: «7 А, 7 Б и ещё 3»."""
    words = [str(item) for item in items]
    if len(words) <= most + 1:
        return ", ".join(words)
    return f"{', '.join(words[:most])} и ещё {len(words) - most}"


def named(title: object) -> str:
    """Put a title in quotes unless it has its own."""
    text = str(title)
    return text if "«" in text else f"«{text}»"


def grade_ranges(grades: Iterable[int]) -> str:
    """Write grades as ranges: 1, 2, 3, 4, 10 → «1–4, 10»."""
    rows: list[list[int]] = []
    for grade in sorted(set(grades)):
        if rows and grade == rows[-1][-1] + 1:
            rows[-1].append(grade)
        else:
            rows.append([grade])
    return ", ".join(f"{row[0]}–{row[-1]}" if len(row) > 1 else str(row[0]) for row in rows)
