"""Places and percentile ranks with honest ties.

Apart because a place is a claim about people: equal values must share it, and the order of rows must not matter.
"""

from __future__ import annotations

import pandas as pd

from workbook.estimates.counts import half_up_series

__all__ = ["dense_ranks", "percentile_ranks"]


def dense_ranks(table: pd.DataFrame | pd.Series, by: list[str] | None = None, *, ascending: bool = False) -> pd.Series:
    """Dense places 1, 2, 2, 3: equal values share a place and no place is skipped (плотные места).

    Parameters
    ----------
    table : Series or DataFrame
        One participant a row. A row with a missing value has no place.
    by : list of str
        For a DataFrame: the columns compared one after another; the next decides only among equals of the previous.
    ascending : bool
        True when the smallest value takes the first place.

    Returns
    -------
    Series of Int64
        With the table's index.

    Examples
    --------
    >>> dense_ranks(pd.Series([30, 50, 50, 10])).tolist()
    [2, 1, 1, 3]
    """
    frame = table.to_frame("value") if isinstance(table, pd.Series) else table[by or list(table.columns)]
    kept = frame.dropna()
    places = pd.Series(pd.NA, index=frame.index, dtype="Int64")
    if kept.empty:
        return places
    order = kept.groupby(list(kept.columns), sort=True).ngroup()
    return places.where(frame.isna().any(axis=1), _places(order, ascending).reindex(frame.index))


def _places(order: pd.Series, ascending: bool) -> pd.Series:
    return (order + 1 if ascending else order.max() - order + 1).astype("Int64")


def percentile_ranks(values: pd.Series, *, digits: int = 0) -> pd.Series:
    """Share of the group below a value plus half of its equals, in percent, rounded half up (процентильный ранг).

    Parameters
    ----------
    values : Series of numbers
        One participant a row; a missing value gets no rank and does not count.
    digits : int
        Decimal places kept.

    Returns
    -------
    Series of float64
        0..100, with the same index.

    References
    ----------
    Crocker L., Algina J. (1986). Introduction to Classical and Modern Test Theory, ch. 19.

    Examples
    --------
    >>> percentile_ranks(pd.Series([10, 20, 20, 40])).tolist()
    [13.0, 50.0, 50.0, 88.0]
    """
    numbers = values.astype("float64")
    return half_up_series(100 * (numbers.rank(method="average") - 0.5) / max(int(numbers.count()), 1), digits)
