"""Many tests at once: p values adjusted so that a long list raises no more false alarms than one test.

Apart because differences between groups, fit of items and ties of pairs all ask for it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["holm"]


def holm(p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Adjust p values so that the chance of one false alarm in the whole list stays as planned; NaN stays NaN.

    References
    ----------
    Holm, S. (1979). Scandinavian Journal of Statistics 6, 65–70.

    Examples
    --------
    >>> holm(np.array([0.01, 0.04, 0.03])).tolist()
    [0.03, 0.06, 0.06]
    """
    adjusted = np.full(len(p), np.nan)
    order = np.argsort(p)[: int(np.isfinite(p).sum())]
    steps = p[order] * np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1.0) if len(order) else steps
    return adjusted
