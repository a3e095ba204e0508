"""Whether each item behaves as the model says: infit and outfit for single surprises, S-X2 for the shape of the curve.

Apart from the classical item table because these figures exist only beside a fitted model.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc, ndtr

from workbook.estimates import holm
from workbook.fos.irt.ability import checked_scores
from workbook.fos.irt.curves import ItemCurves
from workbook.fos.irt.sum_scores import chances_given_sum
from workbook.settings import ModelRules

__all__ = ["FIT_VERDICTS", "item_fit", "judged", "mean_squares", "standardised"]

Floats = NDArray[np.float64]
Squares = tuple[int, float, float, float, float]

FIT_VERDICTS = ("согласуется", "непредсказуемо", "слишком предсказуемо", "кривая иная", "мало данных")
"""What is said of an item."""

_LEAST_EXPECTED = 1.0
"""Cells of S-X2 whose expected count is smaller are joined (Orlando, Thissen, 2000, p. 56)."""


_LEANS = 1.6448536269514722
"""Normal score of a one-sided 5 %."""


def item_fit(
    curves: ItemCurves, scores: pd.DataFrame, theta: ArrayLike | None = None, *, own: bool = True
) -> pd.DataFrame:
    """Compare the answers to each item with the model.

    By default the expectations are those *given the sum of points* of the pupil's own set of items. For Rasch and
    partial credit that makes infit and outfit exactly unbiased in works of any length, while the usual statistics at
    estimated abilities shrink below 1 in short works and find "too predictable" items everywhere.

    Parameters
    ----------
    curves : ItemCurves
        A fitted model.
    scores : pandas.DataFrame
        Pupils × items, points 0…m; NaN where the pupil had no such item.
    theta : array, shape (pupils,), optional
        Abilities at which to compute the usual infit and outfit instead (to compare with other programs); pupils with
        NaN are left out. S-X2 is the same in both cases.
    own : bool
        The difficulties were estimated from these very answers. Then residuals are smaller than those of known
        difficulties, and the normal scores allow for it; without that they would spread by 0.8 instead of 1.

    Returns
    -------
    pandas.DataFrame
        item, n (answers), told (answers of those who have neither all points nor none, for only these say something
        of fit), infit, infit_z, outfit, outfit_z (mean squares, expected 1, and their Wilson–Hilferty normal scores),
        sx2, sx2_df, sx2_p (NaN when no degrees of freedom remain after joining sparse cells), sx2_rmsea (size of the
        misfit, free of n).

    References
    ----------
    Wright, B. D., Masters, G. N. (1982). Rating scale analysis, pp. 99–101 (mean squares, cube-root transformation).
    Müller, M. (2020). Item fit statistics for Rasch analysis: can we trust them? Journal of Statistical Distributions
    and Applications 7, 5 (conditional infit and outfit).
    Orlando, M., Thissen, D. (2000). Applied Psychological Measurement 24, 50–64; several points: Kang, T.,
    Chen, T. T. (2008). Journal of Educational Measurement 45, 391–406.
    """
    points, given = checked_scores(curves, scores)
    tables = _tables(curves, points, given)
    if theta is None:
        squares = [_given_sum(table, own=own) for table in tables]
    else:
        squares = _at(curves, points, given, np.asarray(theta, dtype=float))
    free_slope = int(np.ptp(curves.slopes) > 1e-9)
    rows = []
    for item, table in enumerate(tables):
        cells = _sx2(table, len(curves.thresholds[item]) + free_slope, float(given[:, item].sum()))
        rows.append((curves.items[item], int(given[:, item].sum()), *squares[item], *cells))
    columns = [
        "item", "n", "told", "infit", "infit_z", "outfit", "outfit_z", "sx2", "sx2_df", "sx2_p", "sx2_rmsea",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns).astype({"item": "str", "n": "int64", "told": "int64"})


def judged(table: pd.DataFrame, rules: ModelRules) -> pd.DataFrame:
    """Add a verdict to each row of :func:`item_fit`.

    Parameters
    ----------
    table : pandas.DataFrame
        :func:`item_fit`.
    rules : ModelRules
        ``rasch_n``, ``fit_low``, ``fit_high``, ``fit_alpha``, ``curve_n``, ``curve_rmsea``.

    Returns
    -------
    pandas.DataFrame
        The table with verdict (:data:`FIT_VERDICTS`) and said (a Russian sentence, empty when the item fits). A limit
        is broken only when the deviation is both large (mean square, RMSEA) and not chance (Holm over the items).
    """
    # Of two statistics the worse one is looked at, so its chance counts twice.
    worst = table[["infit_z", "outfit_z"]].max(axis=1)
    high, low = holm(np.minimum(2 * ndtr(-worst.to_numpy()), 1.0)), holm(ndtr(table["infit_z"].to_numpy()))
    curve = holm(table["sx2_p"].to_numpy())
    verdicts = []
    for place, row in enumerate(table.to_dict("records")):
        # Outfit alone may be one pupil's luck with a very hard item: infit must at least lean the same way.
        leans = row["infit_z"] > _LEANS
        loud = leans and max(row["infit"], row["outfit"]) > rules.fit_high and high[place] < rules.fit_alpha
        quiet = row["infit"] < rules.fit_low and low[place] < rules.fit_alpha
        bent = row["n"] >= rules.curve_n and curve[place] < rules.fit_alpha and row["sx2_rmsea"] >= rules.curve_rmsea
        few = row["n"] < rules.rasch_n or not np.isfinite(row["infit"])
        places = (few, loud, quiet, bent, True)
        words = ("мало данных", "непредсказуемо", "слишком предсказуемо", "кривая иная", "согласуется")
        verdicts.append(words[places.index(True)])
    return table.assign(verdict=verdicts, said=[_SAID.get(word, "") for word in verdicts])


_SAID = {
    "непредсказуемо": "Ответы расходятся с подготовкой: сильные ошибаются, слабые решают. Возможно, неясное условие, "
    "угадывание или ошибка в ключе.",
    "слишком предсказуемо": "Задание делит учеников почти без исключений. Возможно, оно повторяет другое задание.",
    "кривая иная": "Доля решивших растёт с подготовкой не так, как предполагает модель. Возможно, задание проверяет и "
    "другое умение.",
}


def mean_squares(
    squares: Floats, variance: Floats, fourth: Floats, count: Floats, spent: tuple[float, float] = (0.0, 0.0)
) -> tuple[Floats, ...]:
    """Compute infit and outfit with their normal scores.

    Parameters
    ----------
    squares, variance, fourth : numpy.ndarray, shape (..., cells)
        Squared residuals, variances and fourth central moments expected by the model; cells without variance are
        left out.
    count : numpy.ndarray, shape (..., cells)
        How many answers each cell stands for; ``squares`` are sums over the cell.
    spent : tuple of float
        Parts of the variance of the sums of squared residuals, plain and standardised, that the estimation of the item
        used up.

    Returns
    -------
    tuple of numpy.ndarray, each of shape (...)
        n, infit, infit_z, outfit, outfit_z; NaN with fewer than two answers.

    References
    ----------
    Wright, B. D., Masters, G. N. (1982). Rating scale analysis, p. 100, Table 5.3a.
    """
    told = (variance > 1e-12) & (count > 0)
    count = np.where(told, count, 0.0)
    sure = np.where(told, variance, 1.0)
    n = count.sum(axis=-1)
    enough = n >= 2
    whole = np.where(enough, (count * sure).sum(axis=-1), 1.0)
    size = np.where(enough, n, 1.0)
    infit = np.where(told, squares, 0.0).sum(axis=-1) / whole
    outfit = (np.where(told, squares, 0.0) / sure).sum(axis=-1) / size
    infit_q = np.sqrt(np.maximum((count * (fourth - sure**2)).sum(axis=-1) - spent[0], 0.0)) / whole
    outfit_q = np.sqrt(np.maximum((count * (fourth / sure**2 - 1)).sum(axis=-1) - spent[1], 0.0)) / size
    found = (infit, standardised(infit, infit_q), outfit, standardised(outfit, outfit_q))
    return n, *(np.where(enough, part, np.nan) for part in found)


def standardised(mean_square: ArrayLike, deviation: ArrayLike) -> Floats:
    """Turn mean squares into normal scores by the cube root (Wilson, Hilferty).

    Parameters
    ----------
    mean_square : array
        Infit or outfit, expected 1.
    deviation : array
        Its standard deviation under the model; 0 gives NaN.

    Examples
    --------
    >>> standardised([1.0, 1.5], [0.3, 0.2]).round(2).tolist()
    [0.1, 2.24]
    """
    q = np.asarray(deviation, dtype=float)
    q = np.where(q > 0, q, np.nan)
    return np.asarray((np.cbrt(mean_square) - 1) * 3 / q + q / 3)


@dataclass(frozen=True)
class _Table:
    """Answers to one item by the sum of points: counts and the chances the model gives, rows of all sets of items."""

    counts: Floats
    chances: Floats


def _tables(curves: ItemCurves, points: Floats, given: Floats) -> list[_Table]:
    """Count the answers by set of items and sum; pupils with all or no points say nothing and are left out."""
    tops = np.array([len(steps) for steps in curves.thresholds])
    counts: list[list[Floats]] = [[np.zeros((0, top + 1))] for top in tops]
    chances: list[list[Floats]] = [[np.zeros((0, top + 1))] for top in tops]
    patterns, place = np.unique(given, axis=0, return_inverse=True)
    for number, pattern in enumerate(patterns):
        items = np.flatnonzero(pattern)
        if len(items) < 2:
            continue
        mine = points[place.ravel() == number]
        sums = mine.sum(axis=1).astype(int)
        top = int(tops[items].sum())
        for item, chance in zip(items, chances_given_sum(curves, list(items)), strict=True):
            width = int(tops[item]) + 1
            cells = np.bincount(sums * width + mine[:, item].astype(int), minlength=(top + 1) * width)
            table = cells.reshape(top + 1, width)[1:-1].astype(float)
            seen = table.sum(axis=1) > 0
            counts[item].append(table[seen])
            chances[item].append(chance[1:-1][seen])
    return [_Table(np.vstack(one), np.vstack(two)) for one, two in zip(counts, chances, strict=True)]


def _given_sum(table: _Table, *, own: bool) -> Squares:
    points = np.arange(table.chances.shape[1], dtype=float)
    apart = points - table.chances @ points[:, None]
    variance, fourth = ((table.chances * apart**power).sum(axis=1) for power in (2, 4))
    count = table.counts.sum(axis=1)
    spent = _spent(table.chances, apart**2, variance, count) if own else (0.0, 0.0)
    return _plain(mean_squares((table.counts * apart**2).sum(axis=1), variance, fourth, count, spent))


def _spent(chances: Floats, squares: Floats, variance: Floats, count: Floats) -> tuple[float, float]:
    """Compute the variance of the sums of squared residuals that fitting the steps of the item explains.

    Estimated steps make the counts of "at least s points" equal to their expectations; what the squares share with
    these counts (their regression on them) is therefore no longer free to vary.
    """
    told = variance > 1e-12
    chances, squares, variance, count = (part[told] for part in (chances, squares, variance, count))
    if not len(count):
        return 0.0, 0.0
    reached = 1.0 * (np.arange(chances.shape[1])[:, None] >= np.arange(1, chances.shape[1]))  # points × steps
    mean = chances @ reached
    own = np.einsum("rp,ps,pt,r->st", chances, reached, reached, count) - (mean * count[:, None]).T @ mean
    shared = (chances * squares) @ reached - variance[:, None] * mean
    inverse = np.linalg.pinv(own, hermitian=True)
    plain, scaled = count @ shared, (count / variance) @ shared
    return float(plain @ inverse @ plain), float(scaled @ inverse @ scaled)


def _at(curves: ItemCurves, points: Floats, given: Floats, theta: Floats) -> list[Squares]:
    known = np.isfinite(theta)
    result = []
    for item, chance in enumerate(curves.probabilities(theta[known])):
        apart = np.arange(chance.shape[1]) - (chance @ np.arange(chance.shape[1]))[:, None]
        variance, fourth = ((chance * apart**power).sum(axis=1) for power in (2, 4))
        place = points[known, item].astype(int)
        squares = given[known, item] * apart[np.arange(len(place)), place] ** 2
        result.append(_plain(mean_squares(squares, variance, fourth, given[known, item])))
    return result


def _plain(found: tuple[Floats, ...]) -> Squares:
    n, infit, infit_z, outfit, outfit_z = (float(part) for part in found)
    return round(n), infit, infit_z, outfit, outfit_z


def _sx2(table: _Table, parameters: int, n: float) -> tuple[float, float, float, float]:
    """Compute S-X2, its degrees of freedom, p and RMSEA."""
    rows = [(seen, seen.sum() * chance) for seen, chance in zip(table.counts, table.chances, strict=True)]
    while True:
        thin = next((place for place, row in enumerate(rows) if len(_cells(*row)[0]) < 2), None)
        if thin is None or len(rows) < 2:
            break
        beside = [place for place in (thin - 1, thin + 1) if 0 <= place < len(rows)]
        other = min(beside, key=lambda place: rows[place][0].sum())
        first, second = sorted((thin, other))
        rows[first : second + 1] = [(rows[first][0] + rows[second][0], rows[first][1] + rows[second][1])]
    cells = [_cells(*row) for row in rows]
    df = sum(len(seen) - 1 for seen, _ in cells) - parameters
    if df < 1:
        return float("nan"), float("nan"), float("nan"), float("nan")
    value = float(sum(((seen - expected) ** 2 / expected).sum() for seen, expected in cells))
    return value, float(df), float(chdtrc(df, value)), float(np.sqrt(max(value - df, 0.0) / (df * max(n - 1, 1.0))))


def _cells(seen: Floats, expected: Floats) -> tuple[Floats, Floats]:
    """Join neighbouring numbers of points until each is expected often enough."""
    starts, held = [0], 0.0
    for place, value in enumerate(expected):
        held += value
        if held >= _LEAST_EXPECTED and place + 1 < len(expected):
            starts.append(place + 1)
            held = 0.0
    if len(starts) > 1 and held < _LEAST_EXPECTED:
        starts.pop()
    return np.add.reduceat(seen, starts), np.add.reduceat(expected, starts)
