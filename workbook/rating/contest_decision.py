"""From ballots to places: the jury's part and the rating's part of each finalist, exact sums, ties and who is first.

Apart from the ballots and from chance: this is the rule of the contest, and a person can repeat it with a pencil.

A juror's score enters by a criterion only when he scored every finalist by it, so that a gap helps and harms nobody.
The jury's part J is a share of the best possible: «сумма» — mean of the criteria's means over jurors, divided by the
highest score; «места» — each juror's own order of the finalists, J = (k − r̄) / (k − 1) for the mean place r̄ among k.
The rating's part R is the finalist's points over those of the best finalist. Total = w·J + (1 − w)·R, in fractions:
equal is equal. Ties: points of the nomination, wins, else a shared place.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd

from workbook.rating.contest_jury import Ballots
from workbook.rating.rules import exact, hundredths
from workbook.settings import ContestRules

__all__ = ["WAYS", "Part", "first", "parts", "standings"]

WAYS = ("сумма", "места")
"""Ways to add the jury's scores."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one finalist has.

    Attributes
    ----------
    unit : str
    jury, rating, total : Fraction
        From 0 to 1.
    points, wins : int
        What tells equal totals apart.
    """

    unit: str
    jury: Fraction
    rating: Fraction
    total: Fraction
    points: int
    wins: int

    @property
    def key(self) -> tuple[Fraction, int, int]:
        """By what finalists are ordered, larger first."""
        return self.total, self.points, self.wins


def parts(
    given: Ballots, rules: ContestRules, *, way: str = "", weight: float | None = None, gaps: bool = False
) -> tuple[Part, ...]:
    """Count the parts of each finalist, in the order of the ballots.

    Parameters
    ----------
    given : Ballots
    rules : ContestRules
        ``adding``, ``jury_weight``, ``top_score``.
    way : str
        One of :data:`WAYS`; empty takes the school's.
    weight : float or None
        Weight of the jury, percent; None takes the school's.
    gaps : bool
        Count whatever was scored, also by criteria that leave somebody out (only to see what this would change).

    Returns
    -------
    tuple of Part
        Empty when no juror scored all finalists by any criterion.
    """
    jury = _places(given, gaps) if (way or rules.adding) == "места" else _means(given, rules, gaps)
    if jury is None:
        return ()
    share = exact(rules.jury_weight if weight is None else weight) / 100
    best = max(given.points, default=0)
    ratings = [Fraction(points, best) if best else Fraction(0) for points in given.points]
    return tuple(
        Part(unit, one, rating, share * one + (1 - share) * rating, points, wins)
        for unit, one, rating, points, wins in zip(given.units, jury, ratings, given.points, given.wins, strict=True)
    )


def first(found: tuple[Part, ...]) -> tuple[str, ...]:
    """Return who shares the first place, in the order of codes; empty without parts."""
    best = max((part.key for part in found), default=None)
    return tuple(sorted(part.unit for part in found if part.key == best))


def standings(found: tuple[Part, ...]) -> pd.DataFrame:
    """Order the finalists.

    Returns
    -------
    DataFrame
        ``place`` (dense), ``unit``, ``jury``, ``rating``, ``total`` (percent of the best possible), ``points``
        (hundredths), ``wins``, ``tie`` (how an equal total was told apart: «баллы», «победы», «место поделено», or
        empty). Equal finalists stand in the order of codes.
    """
    ordered = sorted(found, key=lambda part: ([-value for value in part.key], part.unit))
    keys = sorted({part.key for part in found}, reverse=True)
    rows = [
        {
            "place": 1 + keys.index(part.key), "unit": part.unit, "jury": float(100 * part.jury),
            "rating": float(100 * part.rating), "total": float(100 * part.total), "points": part.points,
            "wins": part.wins, "tie": _tie(part, found),
        }
        for part in ordered
    ]  # fmt: skip
    columns = ["place", "unit", "jury", "rating", "total", "points", "wins", "tie"]
    return pd.DataFrame(rows, columns=columns)


def _tie(part: Part, found: tuple[Part, ...]) -> str:
    same = [other for other in found if other.unit != part.unit and other.total == part.total]
    if not same:
        return ""
    if any(other.key == part.key for other in same):
        return "место поделено"
    return "победы" if any(other.points == part.points for other in same) else "баллы"


def _means(given: Ballots, rules: ContestRules, gaps: bool) -> list[Fraction] | None:
    """Return the mean of the criteria's means, as shares of the highest score."""
    counted = given.given if gaps else np.repeat(given.rows[:, :, None], len(given.units), axis=2)
    top = hundredths(rules.top_score)
    result = []
    for unit in range(len(given.units)):
        means = [
            Fraction(int(given.scores[rows, criterion, unit].sum()), int(rows.sum()))
            for criterion in range(len(given.criteria))
            if (rows := counted[:, criterion, unit]).any()
        ]
        if not means:
            return None
        result.append(sum(means, Fraction(0)) / len(means) / top)
    return result or None


def _places(given: Ballots, gaps: bool) -> list[Fraction] | None:
    """Return the mean place in the jurors' own orders, as a share of the way from the last to the first."""
    orders = [order for juror in range(len(given.jurors)) if (order := _order(given, juror, gaps)) is not None]
    if not orders:
        return None
    k = len(given.units)
    if k == 1:
        return [Fraction(1)]
    return [(k - sum((order[unit] for order in orders), Fraction(0)) / len(orders)) / (k - 1) for unit in range(k)]


def _order(given: Ballots, juror: int, gaps: bool) -> list[Fraction] | None:
    """Return the juror's places of all finalists, equal ones sharing the middle; None when he skipped somebody."""
    rows = given.given[juror] if gaps else np.repeat(given.rows[juror][:, None], len(given.units), axis=1)
    if not rows.any(axis=0).all():
        return None
    own = [Fraction(int(given.scores[juror, rows[:, unit], unit].sum()), int(rows[:, unit].sum()))
           for unit in range(len(given.units))]  # fmt: skip
    return [1 + sum(other > mine for other in own) + Fraction(sum(other == mine for other in own) - 1, 2)
            for mine in own]  # fmt: skip
