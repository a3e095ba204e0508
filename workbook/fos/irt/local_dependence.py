"""Pairs of items that share more than the ability: one helps, repeats or spoils the other.

Apart from item fit because its row is a pair.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr

from workbook.estimates import holm
from workbook.fos.irt.ability import abilities, checked_scores
from workbook.fos.irt.curves import ItemCurves
from workbook.fos.points import as_table
from workbook.settings import ModelRules

__all__ = ["linked", "residual_correlations", "residuals"]

Floats = NDArray[np.float64]


def residuals(curves: ItemCurves, scores: pd.DataFrame, method: str = "WLE") -> pd.DataFrame:
    """Return points less the points expected at the pupil's ability.

    Parameters
    ----------
    curves : ItemCurves
        A fitted model.
    scores : pandas.DataFrame
        Pupils × items, points 0…m; NaN where the pupil had no such item.
    method : str
        How ability is estimated.

    Returns
    -------
    pandas.DataFrame
        Pupils × items of the model; NaN where there is no answer or no ability.
    """
    scores = as_table(scores, curves.items)
    points, given = checked_scores(curves, scores)
    theta = abilities(curves, scores, method)["theta"].to_numpy(dtype=float)
    known = np.isfinite(theta)[:, None] & (given > 0)
    values = np.where(known, points - curves.expected(np.nan_to_num(theta)), np.nan)
    return pd.DataFrame(values, index=scores.index, columns=list(curves.items))


def residual_correlations(curves: ItemCurves, scores: pd.DataFrame, method: str = "WLE") -> pd.DataFrame:
    """Compute Yen's Q3 of every pair of items: the correlation of their residuals.

    Ability is estimated from the same answers, so residuals are tied even when the model holds: in a work of k items Q3
    is near −1/(k − 1), not 0. What matters is how far a pair lies above the average of all pairs.

    Parameters
    ----------
    curves : ItemCurves
        A fitted model.
    scores : pandas.DataFrame
        Pupils × items, points 0…m; NaN where the pupil had no such item.
    method : str
        How ability is estimated.

    Returns
    -------
    pandas.DataFrame
        item, item_2, n (pupils who had both), q3, above (Q3 less the average of all pairs), expected (−1/(k − 1) for
        the mean number of items k of a pupil), p (one-sided, Fisher's z against the average, not corrected); pairs
        that share fewer than four pupils have NaN. Strongest first.

    References
    ----------
    Yen, W. M. (1984). Effects of local item dependence on the fit and equating performance of the three-parameter
    logistic model. Applied Psychological Measurement 8, 125–145; the value −1/(k − 1): Yen, W. M. (1993). Journal of
    Educational Measurement 30, 187–213.
    Christensen, K. B., Makransky, G., Horton, M. (2017). Critical values for Yen's Q3. Applied Psychological
    Measurement 41, 178–194 (relative to the average of all pairs).
    """
    apart = residuals(curves, scores, method)
    known = apart.notna().to_numpy(dtype=float)
    shared = (known.T @ known).astype(int)
    correlations = apart.corr(min_periods=4).to_numpy()
    first, second = np.triu_indices(len(curves.items), 1)
    q3, n = correlations[first, second], shared[first, second]
    seen = np.isfinite(q3)
    average = float(q3[seen].mean()) if seen.any() else float("nan")
    with np.errstate(invalid="ignore"):
        z = (
            np.arctanh(np.clip(q3, -0.999999, 0.999999)) - np.arctanh(np.clip(average, -0.999999, 0.999999))
        ) * np.sqrt(np.maximum(n - 3, 0))
    names = np.array(curves.items, dtype=object)
    held = known.sum(axis=1)
    size = float(held[held > 0].mean()) if (held > 0).any() else float("nan")
    table = pd.DataFrame(
        {
            "item": names[first], "item_2": names[second], "n": n, "q3": q3, "above": q3 - average,
            "expected": -1 / (size - 1) if size > 1 else np.nan, "p": ndtr(-z),
        }
    ).astype({"item": "str", "item_2": "str"})  # fmt: skip
    return table.sort_values("q3", ascending=False, kind="stable", na_position="last").reset_index(drop=True)


def linked(table: pd.DataFrame, rules: ModelRules) -> pd.DataFrame:
    """Mark the pairs that are tied beyond the ability.

    Parameters
    ----------
    table : pandas.DataFrame
        :func:`residual_correlations`.
    rules : ModelRules
        ``pair_gap``, ``fit_alpha``, ``rasch_n``.

    Returns
    -------
    pandas.DataFrame
        The table with verdict: «связаны» (above the average by ``pair_gap`` and not by chance, Holm over the pairs),
        «независимы», «мало данных» (fewer than ``rasch_n`` pupils had both).
    """
    enough = (table["n"] >= rules.rasch_n) & table["q3"].notna()
    tied = (table["above"] >= rules.pair_gap) & (holm(table["p"].where(enough).to_numpy()) < rules.fit_alpha)
    return table.assign(verdict=np.where(~enough, "мало данных", np.where(tied, "связаны", "независимы")))
