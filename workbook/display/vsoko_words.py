"""Words that the ВСОКО sections share: lists that end, values with their interval, names of works and groups.

Apart from the sections because the same number must be said the same way in each of them.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from workbook.display import numbers
from workbook.estimates import Estimate

__all__ = ["behind", "listed", "lower", "people", "percent_of", "value", "works"]

_LISTED = 6


def listed(names: Iterable[object], limit: int = _LISTED) -> str:
    """Write a list and say how many are left out: «7 А, 7 Б и ещё 3»."""
    words = [str(name) for name in names]
    rest = len(words) - limit
    between = "; " if any("," in word for word in words[:limit]) else ", "
    return between.join(words[:limit]) + (f" и ещё {rest}" if rest > 0 else "")


def lower(text: str) -> str:
    """Begin with a small letter, unless the word is an abbreviation: «СОУ», «ВПР»."""
    first = text.split(" ")[0]
    return text if len(first) > 1 and first.isupper() else text[:1].lower() + text[1:]


def people(n: float) -> str:
    """Write how many pupils: «28 учеников»."""
    return numbers.count(n, "ученик", "ученика", "учеников")


def percent_of(target: float) -> str:
    """Write a target: «98 %»."""
    return f"{numbers.number(target)}{numbers.NBSP}%"


def value(row: pd.Series, name: str) -> str:
    """Write ``name_percent`` of a row with its interval and n."""
    ends = float(row[f"{name}_low"]), float(row[f"{name}_high"])
    return numbers.estimate(Estimate(float(row[f"{name}_percent"]), *ends, int(row["n"])))


def behind(row: pd.Series, name: str) -> str:
    """Write the interval of ``name``: «60,1–70,3»."""
    return numbers.interval(row[f"{name}_low"], row[f"{name}_high"])


def works(table: pd.DataFrame) -> pd.Series:
    """Name the work of each row: «математика, 7 кл.»."""
    return table["subject"] + ", " + table["grade"].astype(str) + " кл."
