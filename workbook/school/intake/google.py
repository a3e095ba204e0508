"""Google Forms: a moment, an address, «5 / 10», and a column a question, with [Score] and [Feedback] columns in a quiz.

Apart from the wide layout because the headers are the questions themselves and the points stand beside the answers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd

from workbook.errors import DataRefused, Reason
from workbook.school.intake.answers import AnswerSheet, Wishes
from workbook.school.intake.columns import foreign_columns, people_of
from workbook.school.intake.gaps import emptied
from workbook.school.intake.heading import Body
from workbook.school.intake.keys import KeyFile
from workbook.school.intake.place import Place, listed
from workbook.school.intake.roles import ColumnNote, Role, number, role_of
from workbook.school.origin import Finding
from workbook.school.problems import Problem, Severity
from workbook.school.repairs import shown

__all__ = ["read_google", "recognise_google"]

_SCORE = re.compile(r"(?P<question>.+?) *\[(?:score|балл|баллы|оценка)\]", re.IGNORECASE)
_FEEDBACK = re.compile(r".+\[(?:feedback|отзыв|комментарий)\]", re.IGNORECASE)
_STAMP = re.compile(r"отметка времени|timestamp|дата и время", re.IGNORECASE)
_PAIR = re.compile(r"(-?\d+(?:[.,]\d+)?) ?/ ?(\d+(?:[.,]\d+)?)")
_OPTIONS = 10


def recognise_google(body: Body) -> bool:
    """Whether the file begins with a moment column or has [Score] columns."""
    return any(_STAMP.fullmatch(header) for header in body.headers[:2]) or any(map(_SCORE.fullmatch, body.headers))


def read_google(body: Body, wishes: Wishes, key: KeyFile) -> AnswerSheet:
    """Read the answers of a form.

    Points come from the [Score] columns, else from a key file, else from a row «Ключ»; a key that the file does not
    tell is read off the answers that got all points, where these agree.

    Parameters
    ----------
    body : Body
    wishes : Wishes
    key : KeyFile

    Returns
    -------
    AnswerSheet

    Raises
    ------
    DataRefused
        There are neither points nor a key.
    """
    notes, pairs = _columns(body)
    questions = [note for note in notes if note.role is Role.ITEM]
    cells = pd.DataFrame({note.header: body.column(note.position) for note in questions}, dtype=object)
    answers, problems = emptied(cells, wishes.missing, body.place)
    scores = pd.DataFrame(np.nan, index=cells.index, columns=cells.columns)
    maxima: dict[str, float] = {}
    for header, position in pairs.items():
        scores[header], maxima[header] = _points(body.column(position))
    labels = [*cells.columns]
    named = key.labels(labels)
    keys = {h: key.named[label] for h, label in named.items() if label in key.named}
    ordered = key.in_order(len(labels))
    if ordered and len(ordered) == len(labels):
        keys = dict(zip(labels, ordered, strict=True))
    if body.key is not None and not keys:
        keys = {note.header: body.key[note.position] for note in questions if body.key[note.position]}
    if not pairs and not keys:
        raise DataRefused(
            f"В ответах формы «{body.place.file}» нет ни баллов по вопросам, ни ключа. Скачайте ответы теста из формы "
            "в CSV, укажите файл с ключом (--key) или добавьте в таблицу строку, где вместо имени написано «Ключ».",
            Reason.KEY_MISSING,
        )
    found = _read_off(answers, scores, maxima, keys)
    if found:
        told = f"ключ восстановлен по ответам с полным баллом: {listed([f'«{shown(name)}»' for name in found])}."
        problems.append(body.place.whole(Finding(Reason.VALUE_REPAIRED, Severity.REPAIR, told), count=len(found)))
    problems += _several(answers, body.place)
    maxima = dict.fromkeys(labels, 1.0) | maxima
    totals = _totals(body, notes)
    return AnswerSheet(
        "ответы Google Формы", body.place, body.numbers, people_of(body, notes), answers, scores,
        np.ones(cells.shape, dtype=bool), ("",) * len(cells), tuple(notes), totals, {**found, **keys}, maxima,
        {label: label for label in labels}, (*body.problems, *foreign_columns(body.place, notes), *problems),
    )  # fmt: skip


def _columns(body: Body) -> tuple[list[ColumnNote], dict[str, int]]:
    pairs = {
        match["question"].strip(): i for i, header in enumerate(body.headers) if (match := _SCORE.fullmatch(header))
    }
    notes = []
    for i, header in enumerate(body.headers):
        if _SCORE.fullmatch(header):
            # Google writes a [Score] column for the name question too; without points it is no item.
            question = _SCORE.fullmatch(header)["question"].strip()  # type: ignore[index]
            filled = any(_top(cell) for cell in body.column(i))
            if not filled:
                pairs.pop(question)
            notes.append(ColumnNote(i, header, Role.SCORE if filled else Role.OTHER, filled))
        elif _FEEDBACK.fullmatch(header):
            notes.append(ColumnNote(i, header, Role.FEEDBACK))
        else:
            role = role_of(header, body.column(i))
            if role is None and pairs and header not in pairs and any(map(_SCORE.fullmatch, body.headers)):
                role = Role.OTHER
            notes.append(ColumnNote(i, header, role or Role.ITEM, role is None))
    pairs = {question: i for question, i in pairs.items() if any(n.header == question and n.taken for n in notes)}
    return notes, pairs


def _top(cell: str) -> float:
    match = _PAIR.fullmatch(cell)
    value = float(match[2].replace(",", ".")) if match else number(cell)
    return value or 0.0


def _points(cells: list[str]) -> tuple[list[float], float]:
    """Read «1.00 / 2», «-- / 2» or a bare number; the greatest score is what stands after the stroke."""
    values, tops = [], [1.0]
    for cell in cells:
        match = _PAIR.fullmatch(cell)
        if match:
            values.append(float(match[1].replace(",", ".")))
            tops.append(float(match[2].replace(",", ".")))
        else:
            value = number(cell)
            values.append(np.nan if value is None else value)
            tops.append(value or 0.0)
    return values, max(tops)


def _read_off(
    answers: pd.DataFrame, scores: pd.DataFrame, maxima: Mapping[str, float], keys: Mapping[str, str]
) -> dict[str, str]:
    """Find the one answer that got all points wherever it was given."""
    found = {}
    for name, top in maxima.items():
        full = {str(text) for text in answers[name][scores[name] == top] if isinstance(text, str)}
        plain = {text.casefold().replace(",", ".") for text in full}
        if name not in keys and len(plain) == 1:
            found[name] = sorted(full)[0]
    return found


def _several(answers: pd.DataFrame, place: Place) -> list[Problem]:
    """Warn of boxes: Google joins several chosen ones with commas, and that cannot be told from one answer."""
    mixed = [
        str(name)
        for name in answers.columns
        if answers[name].nunique() > _OPTIONS and answers[name].dropna().str.contains(", ").mean() > 0.5
    ]
    if not mixed:
        return []
    told = (
        f"в вопросах {listed([f'«{shown(name)}»' for name in mixed])} ученики, похоже, отмечали несколько вариантов "
        "сразу: такие ответы сравниваются с ключом целиком."
    )
    return [place.whole(Finding(Reason.KEY_SUSPECT, Severity.WARNING, told), count=len(mixed))]


def _totals(body: Body, notes: list[ColumnNote]) -> np.ndarray | None:
    at = next((note.position for note in notes if note.role is Role.TOTAL), None)
    if at is None:
        return None
    values = [_PAIR.fullmatch(cell) for cell in body.column(at)]
    plain = [number(cell) for cell in body.column(at)]
    return np.array([
        float(match[1].replace(",", ".")) if match else np.nan if value is None else value
        for match, value in zip(values, plain, strict=True)
    ])  # fmt: skip
