"""One row an answer: the kit's own table of responses and its like from other programs.

Apart from the wide layout because rows must be gathered into pupils, and a pair met twice is found only here.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from workbook.errors import DataRefused, Reason
from workbook.school.intake.answers import AnswerSheet, Wishes
from workbook.school.intake.columns import foreign_columns
from workbook.school.intake.gaps import emptied
from workbook.school.intake.heading import Body
from workbook.school.intake.keys import KeyFile
from workbook.school.intake.matter import Matter, settled
from workbook.school.intake.place import listed
from workbook.school.intake.roles import ColumnNote, Role, number, role_of
from workbook.school.origin import Finding
from workbook.school.problems import Problem, Severity
from workbook.school.repairs import fold, shown

__all__ = ["read_long", "recognise_long"]

_MOST_COLUMNS = 14
_HEADERS = {
    "pupil": r"(код |номер |№ ?)?(ученика?|участника|обучающегося|учащегося)|код|фио.*|ф\.и\.о\.?|student.*|pupil.*|"
             r"person.*|respondent|name|examinee",
    "item": r"(код |номер |№ ?)?(задания|задание|вопроса?)|item.*|question.*|task",
    "answer": r"ответ( ученика)?|выбор|answer|response|choice",
    "score": r"балл(ы)?|оценка|score|points?|correct|верно|mark",
    "test": r"код (работы|фос)|работа|тест|test|фос|fos",
    "variant": r"вариант|(номер|№) варианта|variant|form|booklet",
    "key": r"ключ|верный ответ|правильный ответ|key|right answer|correct answer",
    "max": r"макс\w*\.?( балл)?|max\w*( ?score)?",
}  # fmt: skip
_KNOWN = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _HEADERS.items()}


def _positions(body: Body) -> dict[str, int]:
    found: dict[str, int] = {}
    for position, header in enumerate(body.headers):
        plain = " ".join(header.casefold().replace("_", " ").split())
        name = next((name for name, pattern in _KNOWN.items() if pattern.fullmatch(plain)), "")
        if name:
            found.setdefault(name, position)
    return found


def recognise_long(body: Body) -> bool:
    """Whether a row of the body is one answer: it names a pupil, an item, and an answer or a score."""
    at = _positions(body)
    if len(body.headers) > _MOST_COLUMNS or not {"pupil", "item"} <= at.keys() or not {"answer", "score"} & at.keys():
        return False
    items = body.column(at["item"])
    return len(set(items)) <= 0.7 * len(items) or len(set(body.column(at["pupil"]))) < len(items)


def read_long(body: Body, wishes: Wishes, key: KeyFile) -> AnswerSheet:
    """Gather the rows into pupils × items.

    Parameters
    ----------
    body : Body
    wishes : Wishes
        ``test`` chooses the work when the file holds several.
    key : KeyFile

    Returns
    -------
    AnswerSheet

    Raises
    ------
    DataRefused
        The file holds several works, and the wished one is not among them.
    """
    at = _positions(body)
    rows = pd.DataFrame({name: body.column(position) for name, position in at.items()}, dtype=object)
    rows = rows.reindex(columns=[*_HEADERS]).assign(number=body.numbers)
    rows, problems = _one_test(rows, wishes, body)
    rows, told = _once(rows, body)
    problems += told
    people, items = rows["pupil"].unique(), rows["item"].unique()
    shape = rows.set_index(["pupil", "item"])
    held = shape["number"].unstack("item").reindex(index=people, columns=items).notna().to_numpy()
    wide = {
        name: shape[name].unstack("item").reindex(index=people, columns=items).reset_index(drop=True)
        for name in ("answer", "score")
    }
    keys = {str(item): str(text) for item, text in rows.groupby("item", sort=False)["key"].first().items() if text}
    labels = [str(item) for item in items]
    named = key.labels(labels)
    keys |= {header: key.named[label] for header, label in named.items() if label in key.named}
    answers, scores, maxima, told = _cells(wide, keys, wishes, body)
    problems += told
    maxima |= _told_maxima(rows) | {h: key.maxima[label] for h, label in named.items() if label in key.maxima}
    notes = _notes(body, at)
    first = rows.groupby("pupil", sort=False)
    return AnswerSheet(
        "таблица «ответ — строка»", body.place, tuple(first["number"].first()), tuple(map(str, people)), answers,
        scores, held, tuple(text if isinstance(text, str) else "" for text in first["variant"].first()), notes, None,
        keys, maxima, {}, (*problems, *foreign_columns(body.place, notes)),
    )  # fmt: skip


def _one_test(rows: pd.DataFrame, wishes: Wishes, body: Body) -> tuple[pd.DataFrame, list[Problem]]:
    lost = rows["item"].eq("") | rows["pupil"].eq("")
    problems = []
    if lost.any():
        told = "нет кода ученика или задания. Строки не учтены."
        finding = Finding(Reason.VALUE_MISSING, Severity.ERROR, told)
        problems.append(body.place.rows(finding, rows.loc[lost, "number"].tolist()))
        rows = rows[~lost]
    works = [text for text in rows["test"].dropna().unique() if text]
    mine = [text for text in works if fold(text) == fold(wishes.test)]
    if mine:
        other = len(works) - len(mine)
        if other:
            told = f"в файле есть и другие работы ({other}); взята «{wishes.test}»."
            problems.append(body.place.whole(Finding(Reason.VALUE_REPAIRED, Severity.REPAIR, told)))
        return rows[rows["test"].isin(mine)], problems
    if len(works) > 1:
        raise DataRefused(
            f"В файле «{body.place.file}» несколько работ ({listed([shown(text) for text in works])}), а "
            f"«{wishes.test}» среди них нет. Укажите одну из них (--test).",
            Reason.REFERENCE_UNKNOWN,
        )
    if works:
        told = f"код работы «{shown(works[0])}» заменён на «{wishes.test}»."
        problems.append(body.place.whole(Finding(Reason.VALUE_REPAIRED, Severity.REPAIR, told)))
    return rows, problems


def _once(rows: pd.DataFrame, body: Body) -> tuple[pd.DataFrame, list[Problem]]:
    """Keep the first row of each pupil and item; say which repeated rows differ."""
    again = rows.duplicated(["pupil", "item"])
    if not again.any():
        return rows, []
    same = rows.duplicated(["pupil", "item", "answer", "score"])
    problems = []
    if (again & same).any():
        finding = Finding(Reason.ROW_DOUBLE, Severity.REPAIR, "строки повторяют прежние и учтены один раз.")
        problems.append(body.place.rows(finding, rows.loc[again & same, "number"].tolist()))
    if (again & ~same).any():
        told = "ученик ответил на то же задание иначе. Учтена первая строка; оставьте одну, верную."
        finding = Finding(Reason.ROW_DOUBLE, Severity.ERROR, told)
        problems.append(body.place.rows(finding, rows.loc[again & ~same, "number"].tolist()))
    return rows[~again], problems


def _cells(
    wide: dict[str, pd.DataFrame], keys: dict[str, str], wishes: Wishes, body: Body
) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, float], list[Problem]]:
    """Read answers and scores; a file may hold both, either, or answers of some items and scores of others."""
    texts, problems = emptied(wide["answer"], wishes.missing, body.place)
    if wide["score"].replace("", None).isna().to_numpy().all():
        return settled(Matter(body.place, wide["answer"], keys, {}, wishes.missing, not wishes.missing))
    cells, told = emptied(wide["score"], (), body.place)
    scores = cells.map(lambda text: number(text) if isinstance(text, str) else None).astype(float)
    odd = int((cells.notna() & scores.isna()).to_numpy().sum())
    if odd:
        text = "среди баллов стоит не число: прочитано как пропуск."
        told.append(body.place.whole(Finding(Reason.VALUE_TYPE, Severity.WARNING, text), count=odd))
    tops = scores.max().fillna(1.0).clip(lower=1.0)
    return texts, scores, {str(item): float(top) for item, top in tops.items()}, [*problems, *told]


def _told_maxima(rows: pd.DataFrame) -> dict[str, float]:
    told = {str(item): number(str(text)) for item, text in rows.groupby("item", sort=False)["max"].first().items()}
    return {item: value for item, value in told.items() if value is not None and np.isfinite(value)}


def _notes(body: Body, at: dict[str, int]) -> tuple[ColumnNote, ...]:
    known = {at["item"]: Role.ITEM, **{at[name]: Role.SCORE for name in ("score", "max") if name in at}}
    known |= {at["answer"]: Role.ITEM} if "answer" in at else {}
    known |= {at["key"]: Role.KEY} if "key" in at else {}
    known |= {at["variant"]: Role.VARIANT} if "variant" in at else {}
    taken = {*at.values()} - {at["pupil"]}
    return tuple(
        ColumnNote(i, header, known.get(i) or role_of(header, body.column(i)) or Role.OTHER, i in taken)
        for i, header in enumerate(body.headers)
    )
