"""Decides item by item whether the cells of a table are answers or points, and what the greatest score is.

Apart from the layouts because a wide table and a long one ask the same, and the question is the hardest of the intake.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from workbook.errors import DataRefused, Reason
from workbook.school.intake.gaps import emptied, suspected_in_answers, suspected_in_scores
from workbook.school.intake.place import Place, listed
from workbook.school.intake.roles import number
from workbook.school.origin import Finding
from workbook.school.problems import Problem, Severity
from workbook.school.repairs import shown

__all__ = ["Matter", "settled"]

_ZEROS = 0.005  # the share of zeros from which numbers are points and not numbers of options
_MOSTLY = 0.5
# «X» and «N» stand in the forms of ВПР for a task that was not begun or not in the variant
_ABSENT = frozenset({"x", "х", "n", "н", "нб", "н/б", "б", "отс", "отсутствовал", "отсутствовала", "болел", "болела",
                     "осв", "не писал", "не писала"})  # fmt: skip
_SIGNS = {
    "+": "1", "-": "0", "−": "0", "–": "0", "true": "1", "false": "0", "истина": "1", "ложь": "0", "верно": "1",
    "неверно": "0", "правильно": "1", "неправильно": "0",
}  # fmt: skip


@dataclass(frozen=True)
class Matter:
    """Item cells before it is decided which of them are answers and which are points.

    Attributes
    ----------
    place : Place
    cells : DataFrame
        Pupils × items, text as it stands in the file.
    keys, maxima : mapping
        What the file itself or the key file tells.
    missing : tuple of str
        Codes of absence named by the person.
    guess : bool
        Whether codes of absence may be guessed.
    """

    place: Place
    cells: pd.DataFrame
    keys: Mapping[str, str] = field(default_factory=dict)
    maxima: Mapping[str, float] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    guess: bool = True


def settled(matter: Matter) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, float], list[Problem]]:
    """Decide item by item whether its cells are answers or points, and clear the codes of absence.

    Parameters
    ----------
    matter : Matter

    Returns
    -------
    answers, scores : DataFrame
        Pupils × items; an item stands in one of them only.
    maxima : dict
        Greatest score of every item; inferred ones are said in the problems.
    problems : list of Problem

    Raises
    ------
    DataRefused
        The cells are answers and no item has a key.
    """
    signed, problems = _signed(matter)
    cells, told = emptied(signed, (*matter.missing, *_absences(signed, matter.keys)), matter.place)
    problems += told
    numeric = {name: _all_numbers(cells[name]) for name in cells.columns}
    zeros = _holds_zeros(cells[[name for name in cells.columns if numeric[name] and name not in matter.keys]])
    points = [
        name
        for name in cells.columns
        if _is_points(cells[name], matter.keys.get(name), numeric=numeric[name], zeros=zeros)
    ]
    letters = [name for name in cells.columns if name not in points]
    if letters and not any(name in matter.keys for name in letters):
        _ask_for_key(matter.place, cells[letters])
    if matter.guess and letters:
        codes, told = suspected_in_answers(cells[letters], {n: matter.keys[n] for n in letters if n in matter.keys},
                                           matter.place)  # fmt: skip
        cells = cells.assign(**cells[letters].mask(cells[letters].isin([*codes]), None))
        problems += told
    if matter.guess and points:
        codes, told = suspected_in_scores(cells[points], matter.place)
        cells = cells.assign(**cells[points].mask(cells[points].isin([*codes]), None))
        problems += told
    problems += _not_numbers(cells[points], matter.place)
    read = cells[points].map(lambda text: number(text) if isinstance(text, str) else None)
    scores = read.astype(float).reindex(columns=cells.columns)
    answers = cells.astype(object).where(cells.notna(), None)
    answers[points] = None
    maxima, told = _maxima(scores[points], matter)
    return answers, scores, maxima | {name: matter.maxima.get(name, 1.0) for name in letters}, [*problems, *told]


def _signed(matter: Matter) -> tuple[pd.DataFrame, list[Problem]]:
    """Read pluses and minuses, true and false as points, where the whole table is written so."""
    cells = matter.cells
    flat = [str(cell).casefold() for cell in cells.to_numpy(dtype=object).ravel() if cell]
    pluses = sum(1 for cell in flat if cell in _SIGNS and _SIGNS[cell] == "1")
    if matter.keys or pluses < 0.1 * len(flat) or sum(cell in _SIGNS for cell in flat) < 0.8 * len(flat):
        return cells, []
    told = "плюсы и минусы (верно и неверно) прочитаны как баллы 1 и 0."
    note = matter.place.whole(Finding(Reason.VALUE_REPAIRED, Severity.REPAIR, told), count=len(flat))
    return cells.map(lambda cell: _SIGNS.get(str(cell).casefold(), cell)), [note]


def _absences(cells: pd.DataFrame, keys: Mapping[str, str]) -> set[str]:
    """Find «н» and the like in a table of points; among answers the same letters may be answers."""
    flat = [str(cell) for cell in cells.to_numpy(dtype=object).ravel() if cell]
    if keys or sum(number(text) is not None for text in flat) < _MOSTLY * len(flat):
        return set()
    return {text for text in flat if text.casefold().rstrip(".") in _ABSENT}


def _all_numbers(column: pd.Series[str]) -> bool:
    filled = [text for text in column if isinstance(text, str)]
    return bool(filled) and sum(number(text) is not None for text in filled) >= 0.98 * len(filled)


def _not_numbers(cells: pd.DataFrame, place: Place) -> list[Problem]:
    odd = [text for text in cells.to_numpy(dtype=object).ravel() if isinstance(text, str) and number(text) is None]
    if not odd:
        return []
    told = f"среди баллов стоит не число ({listed(sorted({shown(text) for text in odd}))}): прочитано как пропуск."
    return [place.whole(Finding(Reason.VALUE_TYPE, Severity.WARNING, told, shown(odd[0])), count=len(odd))]


def _is_points(column: pd.Series[str], key: str | None, *, numeric: bool, zeros: bool) -> bool:
    """Whether an item's numbers are points: it has no key, or its numbers can only be points."""
    values = {text for text in column if isinstance(text, str)}
    if not numeric:
        return not values and key is None
    if key is not None:
        return values <= {"0", "1"} and key not in ("0", "1")
    return zeros


def _holds_zeros(cells: pd.DataFrame) -> bool:
    """Whether zeros or fractions are among the numbers: points have them, numbers of options do not."""
    pool = [number(text) for text in cells.to_numpy(dtype=object).ravel() if isinstance(text, str)]
    told = sum(1 for value in pool if value is not None and (value == 0 or value != round(value)))
    return bool(pool) and (told >= _ZEROS * len(pool) or set(pool) == {1.0})


def _ask_for_key(place: Place, cells: pd.DataFrame) -> None:
    met = sorted({str(text) for text in cells.to_numpy(dtype=object).ravel() if isinstance(text, str)})
    kind = "номера вариантов ответа" if all(number(text) is not None for text in met) else "ответы, а не баллы"
    raise DataRefused(
        f"В файле «{place.file}» стоят {kind} ({listed([shown(text) for text in met])}), а ключа нет. Укажите файл с "
        "ключом (--key) или добавьте в таблицу строку «Ключ».",
        Reason.KEY_MISSING,
    )


def _maxima(scores: pd.DataFrame, matter: Matter) -> tuple[dict[str, float], list[Problem]]:
    """Take the greatest scores that were told and infer the others from what pupils got."""
    tops = scores.max().fillna(1.0)
    guessed = {str(name): max(1.0, float(tops[name])) for name in scores.columns if name not in matter.maxima}
    told = {str(name): float(matter.maxima[name]) for name in scores.columns if name in matter.maxima}
    problems = []
    partial = [f"«{shown(name)}» — {top:g}".replace(".", ",") for name, top in guessed.items() if top > 1]
    if partial:
        text = (
            f"максимальный балл в файле не указан и взят по наибольшему набранному: {listed(partial, 40)}; у "
            "остальных 1. Если полного балла не набрал никто, укажите максимумы строкой «Макс. балл» или в файле с "
            "ключом."
        )
        problems.append(matter.place.whole(Finding(Reason.VALUE_REPAIRED, Severity.WARNING, text), count=len(partial)))
    above = [name for name, top in told.items() if float(tops[name]) > top]
    if above:
        names = listed([f"«{shown(name)}»" for name in above])
        text = f"балл больше максимального в заданиях {names}: такие баллы отложены."
        problems.append(matter.place.whole(Finding(Reason.SCORE_ABOVE_MAX, Severity.ERROR, text), count=len(above)))
    return guessed | told, problems
