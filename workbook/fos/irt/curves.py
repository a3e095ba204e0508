"""What a fitted model of the answer says about items: the curves from which ability, fit and information are computed.

Apart from the estimation because every model of this room gives the same value, and its readers need no estimation.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import softmax

__all__ = ["ItemCurves"]

COLUMNS = {"item": "str", "step": "int64", "a": "float64", "a_se": "float64", "b": "float64", "b_se": "float64"}


@dataclass(frozen=True)
class ItemCurves:
    """The curves of the items of one work.

    The chance of c points for ability θ is proportional to exp Σₛ≤c a(θ − bₛ) (Masters, 1982; with one step it
    is the logistic curve of Rasch and of the two-parameter model). The metric is logistic: no factor of 1.7.

    Attributes
    ----------
    model : str
        «Раш», «1PL», «2PL» or «частичный кредит».
    items : tuple of str
        Items in the order of the matrix.
    slopes : numpy.ndarray, shape (items,)
        Discriminations a, per unit of θ.
    thresholds : tuple of numpy.ndarray
        Per item: one difficulty b of an item scored 0/1, m step difficulties of an item scored 0…m.
    slope_errors : numpy.ndarray, shape (items,)
        Standard errors of a; NaN where a was fixed or errors were not asked for.
    threshold_errors : tuple of numpy.ndarray
        Standard errors of b, in the shapes of `thresholds`; NaN where not computed.
    spread : float
        Standard deviation of ability, whose mean is 0 under marginal ML; NaN under conditional ML, which says
        nothing of ability.
    loglik : float
        Logarithm of the likelihood (conditional ML: of the conditional likelihood) at the estimates; a prior is not
        in it.
    parameters : int
        Free parameters.
    n : int
        Pupils who informed the estimates.
    converged : bool
        Whether the estimation came to rest.
    iterations : int
        Steps it took.
    spread_error : float
        Standard error of `spread`; NaN where it was fixed.
    dropped : int
        Pupils left out because they say nothing: no answers at all; under conditional ML also a sum of zero or of
        all points.
    notes : tuple of str
        Russian sentences a reader of the numbers must know: who was left out, which item has no bounded estimate.
    """

    model: str
    items: tuple[str, ...]
    slopes: NDArray[np.float64]
    thresholds: tuple[NDArray[np.float64], ...]
    slope_errors: NDArray[np.float64]
    threshold_errors: tuple[NDArray[np.float64], ...]
    spread: float
    loglik: float
    parameters: int
    n: int
    converged: bool
    iterations: int
    spread_error: float = float("nan")
    dropped: int = 0
    notes: tuple[str, ...] = ()

    def probabilities(self, theta: ArrayLike) -> list[NDArray[np.float64]]:
        """Return, per item, the chance of each number of points.

        Parameters
        ----------
        theta : array, shape (points,)
            Abilities in logits.

        Returns
        -------
        list of numpy.ndarray
            One array per item, shape (points, m + 1); rows sum to 1.
        """
        at = np.atleast_1d(np.asarray(theta, dtype=float))
        result = []
        for slope, steps in zip(self.slopes, self.thresholds, strict=True):
            terms = np.zeros((len(at), len(steps) + 1))
            np.cumsum(slope * (at[:, None] - steps), axis=1, out=terms[:, 1:])
            result.append(softmax(terms, axis=1))
        return result

    def expected(self, theta: ArrayLike) -> NDArray[np.float64]:
        """Return the expected points of each item.

        Parameters
        ----------
        theta : array, shape (points,)
            Abilities in logits.

        Returns
        -------
        numpy.ndarray, shape (points, items)
            For an item scored 0/1, the chance of a right answer.
        """
        return np.column_stack([chance @ np.arange(chance.shape[1]) for chance in self.probabilities(theta)])

    def table(self) -> pd.DataFrame:
        """Return the parameters as a table, one row per step of an item.

        Returns
        -------
        pandas.DataFrame
            item, step (1…m), a, a_se, b, b_se.

        Examples
        --------
        >>> one = np.ones(1)
        >>> curves = ItemCurves(
        ...     "Раш", ("З1",), one, (np.zeros(1),), one * np.nan, (one * 0.1,), 1.0, -20.0, 1, 30, True, 5
        ... )
        >>> curves.table().to_dict("records")
        [{'item': 'З1', 'step': 1, 'a': 1.0, 'a_se': nan, 'b': 0.0, 'b_se': 0.1}]
        """
        rows = [
            (item, step + 1, self.slopes[i], self.slope_errors[i], b, self.threshold_errors[i][step])
            for i, item in enumerate(self.items)
            for step, b in enumerate(self.thresholds[i])
        ]
        return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
