"""The one door to HiGHS: rows in, an answer with its state out.

Apart because SciPy's optimiser takes most of a second to import and reports in English numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbook.fos.assembly.layout import Rows

__all__ = ["Answer", "solve"]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Answer:
    """What the solver says.

    Attributes
    ----------
    x : numpy.ndarray or None
        The solution found.
    proven : bool
        The search ended by itself: the solution is optimal or there is none; False when time ran out.
    """

    x: Floats | None
    proven: bool


def solve(
    rows: Iterable[Rows], objective: Floats, whole: NDArray[np.bool_], upper: Floats, seconds: float
) -> Answer:  # fmt: skip
    """Minimise a linear objective over columns between 0 and `upper`.

    Parameters
    ----------
    rows : iterable of Rows
        All rows, over the same columns.
    objective : numpy.ndarray
        Cost of each column; zeros ask for any solution.
    whole : numpy.ndarray of bool
        Which columns must be whole numbers.
    upper : numpy.ndarray
        The greatest value of each column.
    seconds : float
        Time limit.

    References
    ----------
    Huangfu, Q., Hall, J. A. J. (2018). Parallelizing the dual revised simplex method. Mathematical Programming
    Computation 10, 119–142 (HiGHS, through :func:`scipy.optimize.milp`).
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array

    parts = [part for part in rows if part.low]
    heights = np.cumsum([0, *(len(part.low) for part in parts)])
    row = np.concatenate(
        [np.asarray(part.row, dtype=np.int64) + top for part, top in zip(parts, heights, strict=False)]
    )
    column = np.concatenate([np.asarray(part.column, dtype=np.int64) for part in parts])
    value = np.concatenate([np.asarray(part.value, dtype=float) for part in parts])
    matrix = coo_array((value, (row, column)), shape=(int(heights[-1]), len(objective))).tocsr()
    low = np.concatenate([np.asarray(part.low, dtype=float) for part in parts])
    high = np.concatenate([np.asarray(part.high, dtype=float) for part in parts])
    found = milp(
        objective, integrality=whole.astype(int), bounds=Bounds(0, upper),
        constraints=LinearConstraint(matrix, low, high),
        options={"time_limit": max(seconds, 0.05), "mip_rel_gap": 0.0},
    )  # fmt: skip
    x = None if found.x is None else np.asarray(found.x, dtype=float)
    return Answer(x, found.status in (0, 2))
