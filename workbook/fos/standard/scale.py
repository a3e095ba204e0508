"""The draft scale: from which whole sum each mark begins, and which mark a sum earns.

Apart from the cuts because a scale is one decision that a school approves, and cuts are many opinions.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.fos.standard.cuts import MARKS, rounded
from workbook.fos.standard.work import POINTS

__all__ = ["OWN", "Scale", "make_scale"]

OWN = "свои пороги"


@dataclass(frozen=True)
class Scale:
    """Least sums of the marks «3», «4» and «5».

    Attributes
    ----------
    cuts : mapping of int to float
        Mark → least whole sum, on the scale of the work.
    maximum : float
        End of the scale.
    method : str
        Where the cuts come from.
    unit : str
        «баллов» or «% максимума».
    """

    cuts: Mapping[int, float]
    maximum: float
    method: str
    unit: str = POINTS

    def marks(self, sums: pd.Series[float]) -> pd.Series[int]:
        """Return the mark that each sum would earn.

        Examples
        --------
        >>> scale = Scale({3: 5.0, 4: 8.0, 5: 10.0}, 12, "свои пороги")
        >>> scale.marks(pd.Series([4.0, 5.0, 9.0, 12.0])).tolist()
        [2, 3, 4, 5]
        """
        result = pd.Series(2, index=sums.index, dtype="int64")
        for mark in sorted(self.cuts):
            result[sums >= self.cuts[mark] - 1e-9] = mark
        return result

    def bands(self) -> pd.DataFrame:
        """Return mark, low, high: the whole sums of each mark, from «5» to «2»."""
        rows, top = [], self.maximum
        for mark in sorted(self.cuts, reverse=True):
            rows.append((mark, self.cuts[mark], top))
            top = self.cuts[mark] - 1
        return pd.DataFrame([*rows, (2, 0.0, top)], columns=["mark", "low", "high"])

    def sums(self) -> pd.DataFrame:
        """Return sum, mark for every whole sum of the scale."""
        every = pd.Series(range(int(self.maximum) + 1), dtype="float64")
        return pd.DataFrame({"sum": every.astype(int), "mark": self.marks(every)})


def make_scale(values: Mapping[int, float], maximum: float, method: str, rounding: str, unit: str = POINTS) -> Scale:
    """Round the cuts and refuse a scale that cannot be.

    Parameters
    ----------
    values : mapping of int to float
        Mark → cut, not rounded; NaN where a method could not say.
    maximum : float
        Highest sum.
    method : str
    rounding : str
        «вверх», «к ближайшему» or «вниз».
    unit : str

    Raises
    ------
    MissingData
        A cut is missing, marks cross or fall together, or a cut is off the scale.

    Examples
    --------
    >>> make_scale({3: 9.2, 4: 13.5, 5: 17.0}, 20, "Ангофф", "вверх").cuts[3]
    10.0
    """
    missing = [str(mark) for mark in MARKS if not math.isfinite(values.get(mark, math.nan))]
    if missing:
        listed = " и ".join(f"«{mark}»" for mark in missing)
        raise MissingData(f"Шкалы нет: по методу «{method}» не установлен порог {listed}.", Reason.VALUE_MISSING)
    cuts = {mark: rounded(float(values[mark]), rounding) for mark in MARKS}
    for mark in MARKS:
        if not 0 < cuts[mark] <= maximum:
            raise MissingData(
                f"Порог «{mark}» — {cuts[mark]:g}: нужно число от 1 до {maximum:g} ({unit}).", Reason.VALUE_RANGE
            )
    for low, high in ((3, 4), (4, 5)):
        if cuts[high] <= cuts[low]:
            raise MissingData(
                f"Пороги пересекаются: «{high}» начинается с {cuts[high]:g}, а «{low}» — с {cuts[low]:g}. Каждая "
                "следующая отметка должна начинаться выше.",
                Reason.ROW_ORDER,
            )
    return Scale(MappingProxyType(cuts), maximum, method, unit)
