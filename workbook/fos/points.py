"""Points as they are handed in: apart from the methods, so that all of them read a matrix alike and refuse it alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from workbook.errors import DataRefused, Reason

__all__ = ["as_numbers", "as_table"]


def as_table(scores: Any, items: Sequence[str] = ()) -> pd.DataFrame:
    """Return scores as a table of pupils × items.

    Parameters
    ----------
    scores : pandas.DataFrame or array or list of lists, pupils × items
        A bare array names nobody: its columns are taken in order.
    items : sequence of str
        Names for the columns of a bare array of this width; other arrays are numbered from 0.

    Returns
    -------
    pandas.DataFrame
        The table itself when it is one.

    Raises
    ------
    DataRefused
        Not a table with two sides; an item named twice.

    Examples
    --------
    >>> as_table([[1, 0], [1, 1]], ("З1", "З2")).columns.tolist()
    ['З1', 'З2']
    """
    if not isinstance(scores, pd.DataFrame):
        try:
            bare = np.asarray(scores)
        except ValueError as fault:
            raise _not_a_table() from fault
        if bare.ndim != 2:
            raise _not_a_table()
        named = list(items) if len(items) == bare.shape[1] else list(map(str, range(bare.shape[1])))
        return pd.DataFrame(bare, columns=named)
    names = scores.columns.map(str)
    double = sorted(set(names[names.duplicated()]))
    if double:
        told = ", ".join(f"«{name}»" for name in double)
        raise DataRefused(f"Задание названо дважды: {told}. Дайте каждому столбцу своё название.", Reason.HEADER_DOUBLE)
    return scores


def as_numbers(scores: ArrayLike | pd.DataFrame, *, finite: bool = True) -> NDArray[np.float64]:
    """Return points as floating numbers, gaps as NaN whatever they are marked by.

    Parameters
    ----------
    scores : array or pandas.DataFrame, pupils × items
    finite : bool
        Refuse infinities here; False leaves them to a method that tells the pupil and the item.

    Returns
    -------
    numpy.ndarray

    Raises
    ------
    DataRefused
        Words instead of points, rows of different length, infinities.

    Examples
    --------
    >>> as_numbers(pd.DataFrame({"З1": [1, None], "З2": [True, False]}, dtype="Int64")).tolist()
    [[1.0, 1.0], [nan, 0.0]]
    """
    try:
        if isinstance(scores, pd.DataFrame):
            values = scores.to_numpy(dtype=float, na_value=np.nan)
        else:
            values = np.asarray(scores, dtype=float)
    except (TypeError, ValueError) as fault:
        raise DataRefused(
            "В матрице баллов есть значения, которые не являются числами. Оставьте баллы; пусто — только там, где "
            "задания не было в варианте.",
            Reason.VALUE_TYPE,
        ) from fault
    if finite and np.isinf(values).any():
        raise DataRefused("В матрице баллов есть бесконечные значения. Оставьте баллы.", Reason.VALUE_RANGE)
    return np.ascontiguousarray(values)


def _not_a_table() -> DataRefused:
    return DataRefused("Нужна таблица баллов: ученики в строках, задания в столбцах.", Reason.VALUE_TYPE)
