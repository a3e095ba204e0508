"""Small cells that must not leave the school, and the others that would give them away.

Apart because hiding one cell is useless when the row total is printed: what is hidden must not be computable.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

__all__ = ["suppress"]

_EPSILON = 1e-6


def suppress(table: pd.DataFrame, count: str, by: list[str], minimum: int) -> pd.DataFrame:
    """Hide counts below a minimum and as many others as keep them unknown (подавление малых ячеек).

    The reader is assumed to know every line's total: the sum over one column of ``by`` with the others fixed. So in
    each line that hides a cell (1) at least two are hidden, (2) the hidden ones together are not a small group, as far
    as the line is large enough for that, and (3) no hidden count follows from the totals and from counts being not
    negative; (3) is checked by solving the totals as linear equations. The smallest fitting cell is hidden first.
    A line of one cell cannot be protected from its own total: do not print that total.

    Parameters
    ----------
    table : DataFrame
        One cell a row, each combination of ``by`` once.
    count : str
        Column of counts; a missing count is taken as a cell that nobody prints and stays missing.
    by : list of str
        One or more columns that name the cell.
    minimum : int
        The smallest count that may be shown; zero is hidden too, it also says something about each member.

    Returns
    -------
    DataFrame
        A copy: ``count`` as Int64, missing where hidden; ``suppressed`` — «малая ячейка», «дополнительно» or "".

    Raises
    ------
    ValueError
        Repeated cells or negative counts.

    References
    ----------
    Cox L. H. (1980). Suppression methodology and statistical disclosure control. JASA, 75, 377–385.

    Examples
    --------
    >>> cells = pd.DataFrame({"class_": ["5 А", "5 Б", "5 В"], "n": [4, 12, 20]})
    >>> suppress(cells, "n", ["class_"], 10)["suppressed"].tolist()
    ['малая ячейка', 'дополнительно', '']
    """
    if table.duplicated(by).any():
        raise ValueError(f"cells repeat by {by}")
    counts: _Counts = np.asarray(table[count].astype("Float64").to_numpy(dtype="float64", na_value=np.nan), "float64")
    if (counts < 0).any():
        raise ValueError(f"negative counts in {count!r}")
    present = ~np.isnan(counts)
    hidden = present & (counts < minimum)
    small = hidden.copy()
    unsure = np.zeros(len(counts), dtype=bool)
    lines = _lines(table, by, present)
    while True:
        weak = _weak_line(lines, counts, hidden, minimum)
        if weak is None:
            weak = _open_line(lines, counts, hidden, unsure)
        if weak is None:
            break
        shown = weak[~hidden[weak]]
        hidden[shown[np.argmin(counts[shown])]] = True
    words = np.where(small, "малая ячейка", np.where(hidden, "дополнительно", ""))
    shown_counts = pd.Series(counts, index=table.index).mask(hidden).astype("Int64")
    return table.assign(**{count: shown_counts, "suppressed": pd.Series(words, index=table.index, dtype="str")})


_Flags = np.ndarray[Any, np.dtype[np.bool_]]
_Counts = np.ndarray[Any, np.dtype[np.float64]]
_Line = np.ndarray[Any, np.dtype[np.intp]]


def _lines(table: pd.DataFrame, by: list[str], present: _Flags) -> list[_Line]:
    """Positions of the cells whose sum is a printed total."""
    lines: list[_Line] = []
    for column in by:
        others = [name for name in by if name != column]
        if not others:
            lines.append(np.flatnonzero(present))
            continue
        number = table.groupby(others, dropna=False, sort=False).ngroup().to_numpy()
        lines += [np.flatnonzero(present & (number == line)) for line in np.unique(number)]
    return [line for line in lines if len(line)]


def _weak_line(lines: list[_Line], counts: _Counts, hidden: _Flags, minimum: int) -> _Line | None:
    for line in lines:
        covered = hidden[line]
        if covered.any() and not covered.all() and (covered.sum() < 2 or counts[line][covered].sum() < minimum):
            return line
    return None


def _open_line(lines: list[_Line], counts: _Counts, hidden: _Flags, unsure: _Flags) -> _Line | None:
    """Find a line through a hidden cell that the totals still give away, and that has a cell left to hide."""
    cells = np.flatnonzero(hidden)
    if not len(cells):
        return None
    open_lines = [line for line in lines if hidden[line].any() and not hidden[line].all()]
    # Hiding more only adds solutions: a cell once unsure stays so and is not solved again (``unsure`` is kept up).
    unsure[cells] |= _unsure(_totals(lines, cells, hidden), counts[cells], unsure[cells])
    for cell in cells[~unsure[cells]]:
        through = [line for line in open_lines if cell in line] or open_lines
        if through:
            return min(through, key=lambda line: float(counts[line][~hidden[line]].min()))
    return None


def _totals(lines: list[_Line], cells: _Line, hidden: _Flags) -> _Counts:
    """Return the printed totals as equations: lines × hidden cells, ones where a cell belongs to a line."""
    touched = [line[hidden[line]] for line in lines if hidden[line].any()]
    return np.array([np.isin(cells, line) for line in touched], dtype="float64")


def _unsure(equations: _Counts, counts: _Counts, known: _Flags) -> _Flags:
    """Which cells may differ by one pupil at least between two fillings that fit the totals."""
    from scipy.optimize import linprog

    low, high = counts.copy(), counts.copy()
    for cell in np.flatnonzero(~known):
        for sign in (1.0, -1.0):
            if high[cell] - low[cell] > 1 - _EPSILON:
                break
            goal = np.zeros(len(counts))
            goal[cell] = sign
            found = linprog(goal, A_eq=equations, b_eq=equations @ counts, bounds=(0, None), method="highs")
            if found.x is None:
                raise ArithmeticError(f"totals cannot be solved: {found.message}")
            low, high = np.minimum(low, found.x), np.maximum(high, found.x)
    return np.asarray(high - low > 1 - _EPSILON)
