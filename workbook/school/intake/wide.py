"""One row a pupil, one column an item: letters to be scored by a key, points, pluses and minuses, or a mixture.

Apart from the exports of programs because here nothing in the file says what it is; it is told from headers and values.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbook.errors import DataRefused, Reason
from workbook.school.intake.answers import AnswerSheet, Wishes
from workbook.school.intake.columns import choose_columns, people_of
from workbook.school.intake.heading import Body
from workbook.school.intake.keys import KeyFile
from workbook.school.intake.matter import Matter, settled
from workbook.school.intake.place import Place, listed
from workbook.school.intake.roles import ColumnNote, Role, number
from workbook.school.origin import Finding
from workbook.school.problems import Problem, Severity, counted

__all__ = ["header_maxima", "read_wide", "recognise_wide"]

_HEADER_MAX = re.compile(
    r"(?:\s/\s*|\(\s*(?:макс\w*\.?|max\.?)\s*[:=]?\s*|\(\s*)(\d{1,3}(?:[.,]\d+)?)\s*(?:б\.?|балл\w*|points?|pts?)?\s*\)?$",
    re.IGNORECASE,
)
_BARE_BRACKET = re.compile(r"\(\s*\d{1,3}(?:[.,]\d+)?\s*\)$")


def recognise_wide(body: Body) -> bool:
    """Whether the body can be read so: any table can."""
    return bool(body.rows)


def read_wide(body: Body, wishes: Wishes, key: KeyFile) -> AnswerSheet:
    """Read answers or points that stand one pupil a row.

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
        No column is an item, or the answers are letters and there is no key.
    """
    notes, problems = choose_columns(body, key)
    items = [note for note in notes if note.taken]
    labels = [note.header for note in items]
    cells = pd.DataFrame({note.header: body.column(note.position) for note in items}, dtype=object)
    keys, found = _keys(body, items, key)
    problems += found
    maxima = header_maxima(labels) | _row_maxima(body, items) | _file_maxima(labels, key)
    matter = Matter(body.place, cells, keys, maxima, wishes.missing, not wishes.missing)
    answers, scores, maxima, told = settled(matter)
    layout = "таблица «ученик — строка»: " + ("ответы" if answers.notna().to_numpy().any() else "баллы")
    variants = _variants(body, notes)
    held, design = _held(answers, scores, variants, body.place)
    return AnswerSheet(
        layout, body.place, body.numbers, people_of(body, notes), answers, scores, held, variants, tuple(notes),
        _totals(body, notes), keys, maxima, {}, (*problems, *told, *design),
    )  # fmt: skip


def _variants(body: Body, notes: Sequence[ColumnNote]) -> tuple[str, ...]:
    at = next((note.position for note in notes if note.role is Role.VARIANT), None)
    return ("",) * len(body.rows) if at is None else tuple(body.column(at))


def _totals(body: Body, notes: Sequence[ColumnNote]) -> npt.NDArray[np.float64] | None:
    """Return the column that the file calls a sum, when there is exactly one that may be."""
    sums = [
        note.position
        for note in notes
        if note.role is Role.TOTAL
        and re.match(r"total|итог|сумма|всего|балл|raw|общий|первичный|sum", note.header, re.I)
    ]
    if not sums:
        return None
    values = [number(cell.partition("/")[0].strip()) for cell in body.column(sums[0])]
    return np.array([np.nan if value is None else value for value in values])


def _keys(body: Body, items: Sequence[ColumnNote], key: KeyFile) -> tuple[dict[str, str], list[Problem]]:
    """Put keys to items: from the key file by name, else by order, else from the row of keys."""
    labels = [note.header for note in items]
    problems: list[Problem] = []
    ordered = key.in_order(len(labels))
    if ordered:
        if len(ordered) != len(labels):
            raise DataRefused(
                f"Ключей в файле «{key.place.file if key.place else ''}» {len(ordered)}, а заданий в ответах "
                f"{len(labels)}. Проверьте, что ключ от этой работы, или назовите задания в файле с ключом.",
                Reason.KEY_SUSPECT,
            )
        return dict(zip(labels, ordered, strict=True)), problems
    matched = key.labels(labels)
    keys = {header: key.named[label] for header, label in matched.items() if label in key.named}
    strangers = [label for label in key.named if label not in matched.values()]
    if strangers and key.place is not None:
        told = f"в ключе есть задания, которых нет в ответах: {listed(strangers)}."
        problems.append(key.place.whole(Finding(Reason.KEY_SUSPECT, Severity.WARNING, told), count=len(strangers)))
    if body.key is not None and not keys:
        keys = {note.header: body.key[note.position] for note in items if body.key[note.position]}
        told = f"строка с ключом найдена в самой таблице: {counted(len(keys), 'ключ', 'ключа', 'ключей')}."
        problems.append(body.place.whole(Finding(Reason.VALUE_REPAIRED, Severity.REPAIR, told)))
    return keys, problems


def header_maxima(labels: Sequence[str]) -> dict[str, float]:
    """Read the greatest score from a header: «Q. 1 /1.00», «Задание 3 (макс. 2)», «№ 4 (2 балла)»."""
    found = {label: _HEADER_MAX.search(label) for label in labels}
    return {
        label: float(match[1].replace(",", "."))
        for label, match in found.items()
        if match is not None and not _BARE_BRACKET.search(label) and float(match[1].replace(",", ".")) > 0
    }


def _row_maxima(body: Body, items: Sequence[ColumnNote]) -> dict[str, float]:
    if body.maxima is None:
        return {}
    read = {note.header: number(body.maxima[note.position]) for note in items}
    return {label: value for label, value in read.items() if value}


def _file_maxima(labels: Sequence[str], key: KeyFile) -> dict[str, float]:
    return {header: key.maxima[label] for header, label in key.labels(labels).items() if label in key.maxima}


def _held(
    answers: pd.DataFrame, scores: pd.DataFrame, variants: Sequence[str], place: Place
) -> tuple[npt.NDArray[np.bool_], list[Problem]]:
    """Tell which items each variant has: an item that nobody of a variant touched is not in it."""
    given = (answers.notna() | scores.notna()).to_numpy()
    held = np.ones(given.shape, dtype=bool)
    names = np.array(variants, dtype=object)
    for variant in sorted(set(variants) - {""}):
        mine = names == variant
        held[mine] = given[mine].any(axis=0)
    lost = int((~held).any(axis=0).sum())
    if not lost:
        return held, []
    told = f"заданий, которые есть не в каждом варианте: {lost}; в чужом варианте их нет, и пропуском это не считается."
    return held, [place.whole(Finding(Reason.VALUE_REPAIRED, Severity.REPAIR, told), count=lost)]
