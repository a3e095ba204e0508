"""Rules between the cells of one row and between the rows of one table: order of dates, ceilings, repeated keys.

Apart from the columns because these rules need values that already have their types.
"""

from __future__ import annotations

import numpy as np

from workbook.errors import Reason
from workbook.school.grid import ROW_TAIL, VALUE_TAIL, Checked
from workbook.school.origin import Finding
from workbook.school.problems import Problem, Severity
from workbook.school.repairs import shown

__all__ = ["check_rows"]

_ORDERS = {
    "pupils": ("enrolled", "left"),
    "cards": ("starts", "ends"),
    "plan": ("start", "end"),
    "requests": ("date", "answered"),
}
_CEILINGS = {"procedures": ("primary_score", "max_score")}


def check_rows(checked: Checked) -> Checked:
    """Apply the rules of rows to a table whose cells are typed.

    Returns
    -------
    Checked
        Rows that break a rule are set aside; an optional date that breaks the order becomes missing instead.
    """
    for rule in (_check_order, _check_ceiling, _check_keys):
        if checked.frame is not None:
            checked = rule(checked)
    return checked


def _check_order(checked: Checked) -> Checked:
    frame, origin = checked.frame, checked.origin
    table = origin.table
    if frame is None or table.name not in _ORDERS:
        return checked
    first, last = _ORDERS[table.name]
    bad = (frame[last] < frame[first]).to_numpy()
    required = table.column(last).required
    problems: list[Problem] = []
    for position in np.flatnonzero(bad):
        early, late = (f"{frame[name].iloc[position]:%d.%m.%Y}" for name in (first, last))
        text = (
            f"«{table.column(last).header}» {late} раньше, чем «{table.column(first).header}» {early}. "
            "Проверьте обе даты и исправьте неверную."
        )
        finding = Finding(Reason.ROW_ORDER, Severity.ERROR, text, late, tail=ROW_TAIL if required else VALUE_TAIL)
        problems += origin.of_cells(last, np.array([position]), finding)
    if not bad.any():
        return checked
    if required:
        return checked.noted(problems).without(bad)
    return checked.noted(problems).changed(frame.assign(**{last: frame[last].mask(bad)}))


def _check_ceiling(checked: Checked) -> Checked:
    frame, origin = checked.frame, checked.origin
    if frame is None or origin.table.name not in _CEILINGS:
        return checked
    score, ceiling = _CEILINGS[origin.table.name]
    bad = (frame[score] > frame[ceiling]).to_numpy()
    problems: list[Problem] = []
    for position in np.flatnonzero(bad):
        given, most = (f"{frame[name].iloc[position]:.15g}".replace(".", ",") for name in (score, ceiling))
        text = (
            f"«{origin.table.column(score).header}» {given} больше, чем «{origin.table.column(ceiling).header}» "
            f"{most}. Исправьте балл или максимум."
        )
        finding = Finding(Reason.SCORE_ABOVE_MAX, Severity.ERROR, text, given, tail=ROW_TAIL)
        problems += origin.of_cells(score, np.array([position]), finding)
    return checked.noted(problems).without(bad)


def _check_keys(checked: Checked) -> Checked:
    frame, origin = checked.frame, checked.origin
    table = origin.table
    if frame is None or not table.key:
        return checked
    key = list(table.key)
    again = frame.duplicated(key).to_numpy()
    if not again.any():
        return checked
    identical = frame.duplicated().to_numpy()
    # Groups are numbered as they first appear, and so are the rows that repeat nothing.
    first_rows = np.flatnonzero(~again)[frame.groupby(key, sort=False).ngroup().to_numpy()]
    headers = ", ".join(f"«{table.column(name).header}»" for name in key)
    problems: list[Problem] = []
    for position in np.flatnonzero(again):
        earlier = origin.rows[first_rows[position]]
        if identical[position]:
            text = f"строка полностью повторяет строку {earlier}. Удалите лишнюю строку."
            finding = Finding(Reason.ROW_DOUBLE, Severity.WARNING, text, tail=("Повтор не учтён.", ""))
        else:
            values = ", ".join(f"«{shown(frame[name].iloc[position])}»" for name in key)
            several = "значения столбцов" if len(key) > 1 else "значение столбца"
            text = (
                f"{several} {headers} ({values}) уже есть в строке {earlier}, "
                "а другие столбцы различаются. Учтена первая строка; оставьте одну, верную."
            )
            finding = Finding(Reason.ROW_DOUBLE, Severity.ERROR, text, values, tail=ROW_TAIL)
        problems += origin.of_cells(key[0] if len(key) == 1 else _own(key), np.array([position]), finding)
    return checked.noted(problems).without(again)


def _own(key: list[str]) -> str:
    """Choose the column of a compound key that a person looks for first: not the year."""
    return next(name for name in key if name != "year")
