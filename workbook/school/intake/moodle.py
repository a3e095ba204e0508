"""Moodle's quiz reports: «Response 1 / Right answer 1» and «Q. 1 /1.00», with English or Russian headers.

Apart from the wide layout because Moodle names its columns itself, and because an attempt is not a pupil: one may try
twice, or never press «finish».
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from workbook.errors import Reason
from workbook.school.intake.answers import AnswerSheet, Wishes
from workbook.school.intake.columns import foreign_columns, people_of
from workbook.school.intake.gaps import emptied
from workbook.school.intake.heading import Body
from workbook.school.intake.keys import KeyFile
from workbook.school.intake.place import listed
from workbook.school.intake.roles import ColumnNote, Role, number, role_of
from workbook.school.origin import Finding
from workbook.school.problems import Problem, Severity

__all__ = ["read_moodle_grades", "read_moodle_responses", "recognise_moodle_grades", "recognise_moodle_responses"]

_RESPONSE = re.compile(r"(?:response|ответ) (\d+)", re.IGNORECASE)
_RIGHT = re.compile(r"(?:right answer|правильный ответ|верный ответ) (\d+)", re.IGNORECASE)
_QUESTION = re.compile(r"(?:question|вопрос) (\d+)", re.IGNORECASE)
_GRADE = re.compile(r"(?:q|в|вопрос|question)\.? ?(\d+) ?/ ?(\d+(?:[.,]\d+)?)", re.IGNORECASE)
_UNMARKED = ("requires grading", "требует оценивания", "требуется оценивание", "не оценено", "not yet graded")
_DONE = ("finished", "завершено", "завершен", "завершена", "завершенные", "готово", "оценено", "graded")


def _numbered(body: Body, pattern: re.Pattern[str]) -> dict[str, int]:
    found = ((pattern.fullmatch(header), i) for i, header in enumerate(body.headers))
    return {match[1]: i for match, i in found if match is not None}


def recognise_moodle_responses(body: Body) -> bool:
    """Whether the columns are «Response 1», «Response 2», … or «Ответ 1», …"""
    return len(_numbered(body, _RESPONSE)) >= 1 and bool(
        _numbered(body, _RIGHT) or _numbered(body, _QUESTION) or _state(body) is not None
    )


def recognise_moodle_grades(body: Body) -> bool:
    """Whether the columns are «Q. 1 /1.00», … or «В. 1 /1,00», …"""
    return len(_numbered(body, _GRADE)) >= 1


def read_moodle_responses(body: Body, wishes: Wishes, key: KeyFile) -> AnswerSheet:
    """Read the responses report: the texts of answers are scored by «Right answer N» or by a key file.

    Parameters
    ----------
    body : Body
    wishes : Wishes
    key : KeyFile

    Returns
    -------
    AnswerSheet
    """
    at, rights, questions = (_numbered(body, pattern) for pattern in (_RESPONSE, _RIGHT, _QUESTION))
    cells = pd.DataFrame({n: body.column(i) for n, i in at.items()}, dtype=object)
    answers, problems = emptied(cells, wishes.missing, body.place)
    named = key.labels([*at])
    keys = {n: text for n, i in rights.items() if n in at and (text := _common(body.column(i)))}
    keys |= {n: key.named[label] for n, label in named.items() if label in key.named}
    maxima = dict.fromkeys(at, 1.0) | {n: key.maxima[label] for n, label in named.items() if label in key.maxima}
    texts = {n: text for n, i in questions.items() if n in at and (text := _common(body.column(i)))}
    scores = pd.DataFrame(np.nan, index=answers.index, columns=answers.columns)
    roles = dict.fromkeys(at.values(), Role.ITEM) | dict.fromkeys(rights.values(), Role.KEY)
    roles |= dict.fromkeys(questions.values(), Role.QUESTION)
    problems += _moving(body, rights)
    sheet = _sheet("отчёт Moodle «Ответы»", body, roles, (answers, scores))
    return _attempts(replace(sheet, keys=keys, maxima=maxima, texts=texts, problems=(*sheet.problems, *problems)), body)


def read_moodle_grades(body: Body, wishes: Wishes, key: KeyFile) -> AnswerSheet:
    """Read the grades report: a column a question with its greatest grade in the header.

    Moodle scales a question's grade to the grade of the whole quiz («/0.50»), so maxima below one, or not whole, are
    brought back to one point.

    Parameters
    ----------
    body : Body
    wishes : Wishes
    key : KeyFile

    Returns
    -------
    AnswerSheet
    """
    found = {match[1]: (i, match[2]) for i, header in enumerate(body.headers) if (match := _GRADE.fullmatch(header))}
    cells = pd.DataFrame({n: body.column(i) for n, (i, _) in found.items()}, dtype=object)
    waiting = int(cells.map(lambda text: str(text).casefold() in _UNMARKED).to_numpy().sum())
    texts, problems = emptied(cells, (*wishes.missing, *_UNMARKED) if waiting else wishes.missing, body.place)
    if waiting:
        told = "ответ в Moodle ещё не оценён: прочитан как пропуск. Оцените его и выгрузите отчёт заново."
        problems.append(body.place.whole(Finding(Reason.VALUE_MISSING, Severity.WARNING, told), count=waiting))
    raw = texts.map(lambda text: number(text) if isinstance(text, str) else None).astype(float)
    tops = {n: float(top.replace(",", ".")) for n, (_, top) in found.items()}
    scores, maxima = raw.copy(), {}
    rescaled = [n for n, top in tops.items() if top < 1 or top != round(top)]
    for n, top in tops.items():
        maxima[n] = 1.0 if n in rescaled else top
        if n in rescaled and top > 0:
            scores[n] = (raw[n] / top).round(2)
    if rescaled:
        told = f"наибольшая оценка вопросов {listed(rescaled)} в Moodle не целая: переведено в доли балла от 0 до 1."
        problems.append(body.place.whole(Finding(Reason.VALUE_REPAIRED, Severity.REPAIR, told), count=len(rescaled)))
    named = key.labels([*found])
    keys = {n: key.named[label] for n, label in named.items() if label in key.named}
    answers = pd.DataFrame(None, index=scores.index, columns=scores.columns, dtype=object)
    sheet = _sheet("отчёт Moodle «Оценки»", body, {i: Role.SCORE for i, _ in found.values()}, (answers, scores))
    return _attempts(replace(sheet, keys=keys, maxima=maxima, problems=(*sheet.problems, *problems)), body)


def _sheet(
    layout: str, body: Body, roles: Mapping[int, Role], frames: tuple[pd.DataFrame, pd.DataFrame]
) -> AnswerSheet:
    notes = tuple(
        ColumnNote(i, header, roles.get(i) or role_of(header, body.column(i)) or Role.OTHER, i in roles)
        for i, header in enumerate(body.headers)
    )
    answers, scores = frames
    problems = (*body.problems, *foreign_columns(body.place, notes))
    return AnswerSheet(
        layout, body.place, body.numbers, people_of(body, notes), answers, scores,
        np.ones(answers.shape, dtype=bool), ("",) * len(answers), notes, None, problems=problems,
    )  # fmt: skip


def _common(cells: Sequence[str]) -> str:
    """Return what most rows of a column say; Moodle repeats the question and its right answer in every row."""
    filled = [cell for cell in cells if cell and cell != "-"]
    return max(set(filled), key=lambda text: (filled.count(text), text)) if filled else ""


def _moving(body: Body, rights: Mapping[str, int]) -> list[Problem]:
    """Say when the right answer differs from row to row: a random or calculated question."""
    many = [n for n, i in rights.items() if len({cell for cell in body.column(i) if cell and cell != "-"}) > 1]
    if not many:
        return []
    told = (
        f"в вопросах {listed(many)} верный ответ у разных учеников разный (случайный или вычисляемый вопрос): взят "
        "самый частый. Для таких вопросов выгрузите отчёт «Оценки»."
    )
    return [body.place.whole(Finding(Reason.KEY_SUSPECT, Severity.WARNING, told), count=len(many))]


def _state(body: Body) -> int | None:
    return next((i for i, header in enumerate(body.headers) if role_of(header, body.column(i)) is Role.STATE), None)


def _attempts(sheet: AnswerSheet, body: Body) -> AnswerSheet:
    """Keep one attempt a pupil: the first finished one."""
    at = _state(body)
    states = [row[at].casefold().replace("ё", "е") if at is not None else "" for row in body.rows]
    open_ = np.array([bool(state) and state not in _DONE for state in states])
    place, problems = sheet.place, []
    seen: dict[str, int] = {}
    drop = np.zeros(len(states), dtype=bool)
    for i in sorted(range(len(states)), key=lambda i: bool(open_[i])):
        name = sheet.people[i]
        if name and name in seen:
            drop[i] = True
        elif name:
            seen[name] = i
    if drop.any():
        told = "у ученика несколько попыток: учтена первая завершённая, остальные не учтены."
        finding = Finding(Reason.ROW_DOUBLE, Severity.WARNING, told)
        problems.append(place.rows(finding, [sheet.rows[i] for i in np.flatnonzero(drop)]))
    left = open_ & ~drop
    if left.any():
        told = "попытка не завершена: её ответы учтены как есть, пустые — как пропуски."
        finding = Finding(Reason.VALUE_MISSING, Severity.WARNING, told)
        problems.append(place.rows(finding, [sheet.rows[i] for i in np.flatnonzero(left)]))
    return sheet.kept(~drop, tuple(problems))
