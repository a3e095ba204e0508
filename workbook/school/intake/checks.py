"""Looks at the answers as a whole: empty and constant items, empty pupils, sums that disagree with the file's own.

Apart from the layouts because these questions are the same for every file.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from workbook.errors import Reason
from workbook.school.intake.answers import AnswerSheet
from workbook.school.intake.keys import check_keys
from workbook.school.intake.place import listed
from workbook.school.origin import Finding
from workbook.school.problems import Problem, Severity, counted
from workbook.school.repairs import fold, shown

__all__ = ["check_sheet", "points"]

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}|\d{1,2}\.\d{1,2}\.\d{4}")


def points(sheet: AnswerSheet) -> pd.DataFrame:
    """Score the answers roughly, as the file would: given points, else the key; a gap is a gap.

    Only for the checks of the intake; a report scores with :func:`workbook.fos.score`.
    """
    result = sheet.scores.copy()
    for item in sheet.items:
        if item not in sheet.keys:
            continue
        right = _plain(sheet.keys[item])
        by_key = [
            (sheet.maxima.get(item, 1.0) if _plain(text) == right else 0.0) if isinstance(text, str) else np.nan
            for text in sheet.answers[item]
        ]
        result[item] = result[item].where(result[item].notna(), by_key)
    return result


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", fold(text)).replace(",", ".").strip("«»\"'().")


def check_sheet(sheet: AnswerSheet) -> list[Problem]:
    """Collect what a person should know before any number is computed.

    Parameters
    ----------
    sheet : AnswerSheet

    Returns
    -------
    list of Problem
    """
    given = (sheet.answers.notna() | sheet.scores.notna()).to_numpy()
    scored = points(sheet)
    return [
        *check_keys(sheet.keys, sheet.answers, sheet.place),
        *_unkeyed(sheet),
        *_blank(sheet, given),
        *_constant(sheet, scored),
        *_dates(sheet),
        *_totals(sheet, scored, given),
    ]


def _unkeyed(sheet: AnswerSheet) -> list[Problem]:
    lost = [
        item
        for item in sheet.items
        if item not in sheet.keys and (sheet.answers[item].notna() & sheet.scores[item].isna()).any()
    ]
    if not lost:
        return []
    told = f"нет ключа к заданиям {_quoted(lost)}: их ответы не оценены. Добавьте ключ или баллы."
    return [sheet.place.whole(Finding(Reason.KEY_MISSING, Severity.ERROR, told), count=len(lost))]


def _blank(sheet: AnswerSheet, given: np.ndarray) -> list[Problem]:
    problems = []
    empty = [item for item, column in zip(sheet.items, given.T, strict=True) if not column.any()]
    if empty:
        told = (
            f"на задания {_quoted(empty)} не ответил никто. Проверьте, были ли они в работе и в этом ли столбце ответы."
        )
        problems.append(sheet.place.whole(Finding(Reason.ITEM_CONSTANT, Severity.WARNING, told), count=len(empty)))
    absent = np.flatnonzero(~given.any(axis=1))
    if len(absent):
        told = "ученик не ответил ни на одно задание: его ответы записаны пустыми, в расчёт он не войдёт."
        finding = Finding(Reason.VALUE_MISSING, Severity.WARNING, told)
        problems.append(sheet.place.rows(finding, [sheet.rows[i] for i in absent]))
    blanks = int((~given & sheet.held).sum())
    if blanks:
        told = (
            f"{counted(blanks, 'пропуск сохранён', 'пропуска сохранены', 'пропусков сохранено')} пустой строкой ответа."
        )
        problems.append(sheet.place.whole(Finding(Reason.VALUE_REPAIRED, Severity.REPAIR, told), count=blanks))
    return problems


def _constant(sheet: AnswerSheet, scored: pd.DataFrame) -> list[Problem]:
    if len(scored) < 3:
        return []
    same = [item for item in sheet.items if scored[item].notna().any() and scored[item].dropna().nunique() == 1]
    if not same:
        return []
    told = f"по заданиям {_quoted(same)} у всех один и тот же балл: такие задания не различают учеников."
    return [sheet.place.whole(Finding(Reason.ITEM_CONSTANT, Severity.WARNING, told), count=len(same))]


def _dates(sheet: AnswerSheet) -> list[Problem]:
    """Say where a spreadsheet made a date of an answer: «1.2» became 01.02.2026."""
    spoilt = [
        item
        for item in sheet.items
        if not _DATE.fullmatch(sheet.keys.get(item, ""))
        and any(isinstance(text, str) and _DATE.fullmatch(text) for text in sheet.answers[item])
    ]
    if not spoilt:
        return []
    told = (
        f"среди ответов на задания {_quoted(spoilt)} есть даты: вероятно, таблица сама превратила ответ в дату. "
        "Задайте столбцу текстовый формат и введите ответы заново."
    )
    return [sheet.place.whole(Finding(Reason.VALUE_TYPE, Severity.WARNING, told), count=len(spoilt))]


def _totals(sheet: AnswerSheet, scored: pd.DataFrame, given: np.ndarray) -> list[Problem]:
    """Compare the file's own sum with the sum of the items, over pupils with any answer."""
    if sheet.totals is None or any((sheet.answers[item].notna() & scored[item].isna()).any() for item in sheet.items):
        return []
    sums = scored.sum(axis=1).to_numpy()
    known = np.isfinite(sheet.totals) & given.any(axis=1)
    off = np.flatnonzero(known & (np.abs(sums - sheet.totals) > 0.005 * len(sheet.items)))
    if not len(off):
        return []
    first = off[0]
    told = (
        f"сумма баллов не сходится с суммой в файле ({len(off)} из {int(known.sum())}; в первой из них по заданиям "
        f"{sums[first]:g}, в файле {sheet.totals[first]:g}). Проверьте ключ и не пропущено ли задание."
    )
    finding = Finding(Reason.TOTAL_DIFFERS, Severity.WARNING, told)
    return [sheet.place.rows(finding, [sheet.rows[i] for i in off])]


def _quoted(items: list[str]) -> str:
    return listed([f"«{shown(item)}»" for item in items])
