"""Counting and rounding as people do it by hand: half up, sums first, whole parts that add up.

Apart from the intervals because every table needs these few functions and most need nothing else.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pandas as pd

__all__ = ["half_up", "half_up_series", "largest_remainder", "percent"]

_DIGITS = 13
"""Significant digits trusted in a computed number: 100 · 0.145 is 14.499999999999998, and people mean 14.5."""


def half_up(x: float, digits: int = 0) -> float:
    """Round half away from zero, as school reports do; Python's own ``round`` gives 2.5 → 2.

    Parameters
    ----------
    x : float
        Any number; nan and infinities come back unchanged.
    digits : int
        Decimal places kept; negative values round to tens and hundreds.

    Returns
    -------
    float

    Examples
    --------
    >>> half_up(2.5), half_up(0.145 * 100), half_up(-2.345, 2)
    (3.0, 15.0, -2.35)
    """
    x = float(x)
    if not math.isfinite(x) or abs(x) >= 10**_DIGITS:
        return x
    return float(Decimal(f"{x:.{_DIGITS}g}").quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP))


def half_up_series(values: pd.Series, digits: int = 0) -> pd.Series:
    """Round a numeric column half up; missing values stay missing.

    Parameters
    ----------
    values : Series of numbers
    digits : int
        Decimal places kept.

    Returns
    -------
    Series of float64
        With the same index and name.
    """
    rounded = [half_up(value, digits) for value in values.astype("float64").fillna(math.nan)]
    return pd.Series(rounded, index=values.index, name=values.name, dtype="float64")


def percent(part: float, whole: float) -> float:
    """Return 100 · part / whole, or nan when there is nobody to count.

    Examples
    --------
    >>> percent(23, 25)
    92.0
    """
    return 100 * float(part) / float(whole) if whole else math.nan


def largest_remainder(parts: Sequence[float], total: int) -> list[int]:
    """Split a whole number in proportion to the parts so that the pieces add up to it exactly.

    Each piece gets the whole part of its quota; the units left over go to the largest fractional parts, and among
    equal ones to the earlier piece (the Hamilton–Hare method).

    Parameters
    ----------
    parts : sequence of float
        Non-negative weights; all zero means equal weights.
    total : int
        What is split; not negative.

    Returns
    -------
    list of int
        As long as ``parts``; its sum is ``total``.

    Raises
    ------
    ValueError
        A negative or missing weight, a negative total, or nothing to split among.

    Examples
    --------
    >>> largest_remainder([1, 1, 1], 10)
    [4, 3, 3]
    """
    if total < 0 or total != int(total):
        raise ValueError(f"total must be a whole number, not negative: {total}")
    if not parts:
        if total:
            raise ValueError("nothing to split among")
        return []
    if any(not math.isfinite(part) or part < 0 for part in parts):
        raise ValueError(f"weights must be finite and not negative: {list(parts)}")
    weights = [Fraction(part) for part in parts] if any(parts) else [Fraction(1)] * len(parts)
    whole = sum(weights)
    quotas = [weight * int(total) / whole for weight in weights]
    pieces = [math.floor(quota) for quota in quotas]
    order = sorted(range(len(parts)), key=lambda i: (pieces[i] - quotas[i], i))
    for i in order[: int(total) - sum(pieces)]:
        pieces[i] += 1
    return pieces
