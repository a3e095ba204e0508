"""Whether one pupil's answers look like those of other pupils of the same ability.

Apart from item fit because its reader asks about a pupil, and its words must never accuse.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbook.fos.irt.ability import abilities, checked_scores
from workbook.fos.irt.curves import ItemCurves
from workbook.fos.irt.information import moments
from workbook.fos.irt.item_fit import mean_squares
from workbook.settings import ModelRules

__all__ = ["person_fit", "remarks"]

Floats = NDArray[np.float64]

_SURE = 0.7
"""Chance from which an item is called easy for the pupil, and below whose complement it is called hard."""


def person_fit(curves: ItemCurves, scores: pd.DataFrame, method: str = "WLE") -> pd.DataFrame:
    """Measure how usual the pattern of answers of each pupil is.

    Parameters
    ----------
    curves : ItemCurves
        A fitted model.
    scores : pandas.DataFrame
        Pupils × items, points 0…m; NaN where the pupil had no such item.
    method : str
        How ability is estimated (:func:`workbook.fos.irt.ability.abilities`); l_z* knows the estimator.

    Returns
    -------
    pandas.DataFrame
        pupil, theta, items (answered), infit, infit_z, outfit, outfit_z, lz, lz_star (standardised log-likelihood of
        the pattern: strongly negative means unusual; l_z* corrects for ability having been estimated from the same
        answers), missed (easy items failed), lucky (hard items solved): points lost or won against expectation.

    References
    ----------
    Drasgow, F., Levine, M. V., Williams, E. A. (1985). Appropriateness measurement with polychotomous item response
    models and standardized indices. British Journal of Mathematical and Statistical Psychology 38, 67–86.
    Snijders, T. A. B. (2001). Asymptotic null distribution of person fit statistics with estimated person parameter.
    Psychometrika 66, 331–342; several points: Sinharay, S. (2016). Psychometrika 81, 992–1013.
    """
    points, given = checked_scores(curves, scores)
    able = abilities(curves, scores, method)
    theta = np.nan_to_num(able["theta"].to_numpy(dtype=float))
    known = able["theta"].notna().to_numpy()
    rows = _Pattern(curves, points, given, theta)
    lz, star = rows.standardised_likelihood(_pull(curves, given, theta, method))
    names = ("items", "infit", "infit_z", "outfit", "outfit_z")
    table = pd.DataFrame(dict(zip(names, rows.squares(), strict=True)))
    table.insert(0, "theta", able["theta"])
    table.insert(0, "pupil", able["pupil"])
    table["items"] = given.sum(axis=1).astype(int)
    missed, lucky = rows.surprises()
    table = table.assign(lz=lz, lz_star=star, missed=missed, lucky=lucky)
    table.loc[~known, ["infit", "infit_z", "outfit", "outfit_z", "lz", "lz_star", "missed", "lucky"]] = np.nan
    return table


def remarks(table: pd.DataFrame, rules: ModelRules) -> pd.DataFrame:
    """Add to each pupil whether the pattern is unusual, and what may lie behind it.

    Parameters
    ----------
    table : pandas.DataFrame
        :func:`person_fit`.
    rules : ModelRules
        ``person_items``, ``person_limit``.

    Returns
    -------
    pandas.DataFrame
        The table with unusual (bool) and said (Russian; empty when nothing is to be said). With fewer than
        ``person_items`` answers nothing is said.
    """
    unusual = (table["lz_star"] < rules.person_limit) & (table["items"] >= rules.person_items)
    careless = table["missed"] >= table["lucky"]
    said = np.where(careless, _CARELESS, _LUCKY)
    return table.assign(unusual=unusual, said=np.where(unusual, said, ""))


_CARELESS = (
    "необычный рисунок ответов: лёгкие для ученика задания не решены; возможно, невнимательность, пропущенная тема или "
    "мало времени"
)
_LUCKY = (
    "необычный рисунок ответов: решены задания заметно труднее остальных; возможно, угадывание, помощь или хорошо "
    "знакомая тема"
)


class _Pattern:
    """The answers of all pupils beside what the model expects of them."""

    def __init__(self, curves: ItemCurves, points: Floats, given: Floats, theta: Floats) -> None:
        self.points = points
        self.given = given
        self.slopes = np.asarray(curves.slopes)
        self.tops = np.array([len(steps) for steps in curves.thresholds], dtype=float)
        shape = points.shape
        self.mean, self.variance, self.fourth = np.zeros(shape), np.zeros(shape), np.zeros(shape)
        self.log, self.log_mean, self.log_variance, self.log_slope = (np.zeros(shape) for _ in range(4))
        for item, chance in enumerate(curves.probabilities(theta)):
            values = np.arange(chance.shape[1], dtype=float)
            logs = np.log(np.maximum(chance, 1e-300))
            apart = values - (chance @ values)[:, None]
            log_mean = (chance * logs).sum(axis=1)
            self.mean[:, item] = chance @ values
            self.variance[:, item] = (chance * apart**2).sum(axis=1)
            self.fourth[:, item] = (chance * apart**4).sum(axis=1)
            self.log[:, item] = logs[np.arange(len(logs)), points[:, item].astype(int)]
            self.log_mean[:, item] = log_mean
            self.log_variance[:, item] = (chance * (logs - log_mean[:, None]) ** 2).sum(axis=1)
            self.log_slope[:, item] = (chance * logs * apart).sum(axis=1)

    def standardised_likelihood(self, pull: Floats) -> tuple[Floats, Floats]:
        """Return l_z and l_z*; ``pull`` is the term r₀ that the estimator adds to the slope of the likelihood."""
        above = (self.given * (self.log - self.log_mean)).sum(axis=1)
        variance = (self.given * self.log_variance).sum(axis=1)
        information = (self.given * self.slopes**2 * self.variance).sum(axis=1)
        tied = (self.given * self.slopes * self.log_slope).sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            c = tied / information
            rest = variance - c * tied
            # What is left of the variance once ability is fitted; with equal difficulties nothing is.
            rest = np.where(rest > 1e-9 * np.maximum(variance, 1e-12), rest, np.nan)
            return above / np.sqrt(variance), (above + c * pull) / np.sqrt(rest)

    def squares(self) -> tuple[Floats, ...]:
        """Return the number of answers, infit and outfit of each pupil."""
        apart = self.given * (self.points - self.mean) ** 2
        return mean_squares(apart, self.variance, self.fourth, self.given)

    def surprises(self) -> tuple[Floats, Floats]:
        """Return points lost on items easy for the pupil, and won on items hard for the pupil."""
        share, apart = self.mean / self.tops, self.points - self.mean
        missed = (self.given * np.where(share >= _SURE, np.maximum(-apart, 0), 0)).sum(axis=1)
        lucky = (self.given * np.where(share <= 1 - _SURE, np.maximum(apart, 0), 0)).sum(axis=1)
        return missed, lucky


def _pull(curves: ItemCurves, given: Floats, theta: Floats, method: str) -> Floats:
    if method == "WLE":
        _, variance, third = moments(curves, theta)
        a = np.asarray(curves.slopes)
        information = (given * a**2 * variance).sum(axis=1)
        return np.asarray((given * a**3 * third).sum(axis=1) / (2 * np.maximum(information, 1e-300)))
    if (
        method in ("MAP", "EAP") and curves.spread > 0
    ):  # EAP is nearly the top of the posterior, whose prior pulls by −θ / spread²
        return -theta / curves.spread**2
    return np.zeros(len(theta))
