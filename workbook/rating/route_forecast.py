"""What result to expect (чего ждать): the pupil's own results and the school's share of prizes in such events.

Apart from the choice of events, because a hope is not a promise: with few results of the pupil's own the expected
result is taking part, whatever the school's journal says.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from workbook.rating.outcome import Outcome
from workbook.rating.rules import exact
from workbook.settings import RouteRules

__all__ = ["CAUTIOUS", "SUCCESS", "Forecast", "confirmed", "forecast"]

CAUTIOUS, SUCCESS = "участник", "призёр"
"""The result that taking part brings for sure, and the one called success."""

_REAL = [
    str(code)
    for code in Outcome
    if code.capped or code in (Outcome.COUNTED, Outcome.BEST_STAGE, Outcome.OTHER_STAGE, Outcome.BEST_N, Outcome.ZERO)
]


@dataclass(frozen=True)
class Forecast:
    """What is known of success in such events.

    Attributes
    ----------
    own_prizes, own : int
        The pupil's prizes and all results in the direction, this season and the one before.
    school_prizes, school : int
        The same of all other pupils in events of this direction and level.
    result : str
        The result to expect.
    """

    own_prizes: int
    own: int
    school_prizes: int
    school: int
    result: str


def confirmed(ledger: pd.DataFrame) -> pd.DataFrame:
    """Return the records that really took place: confirmed, of known cards, not doubled; counted or not."""
    return ledger[ledger["outcome"].isin(_REAL)]


def forecast(results: pd.DataFrame, pupil: str, direction: str, scale: str, rules: RouteRules) -> Forecast:
    """Say which result to expect of a pupil.

    The share of prizes is the pupil's own, moved towards the school's as if the school's experience were
    ``rules.school_weight`` further results: (k + w·s) / (n + w). Prize is expected from ``rules.likely_share`` on and
    only with ``rules.own_results`` results of the pupil's own (методика школы).

    Parameters
    ----------
    results : DataFrame
        Confirmed records: ``pupil``, ``direction``, ``scale``, ``result``.
    pupil, direction, scale : str
    rules : RouteRules

    Returns
    -------
    Forecast
    """
    mine = results["pupil"] == pupil
    own = results[mine & (results["direction"] == direction)]
    others = results[~mine & (results["direction"] == direction) & (results["scale"] == scale)]
    k, n = int((own["result"] != CAUTIOUS).sum()), len(own)
    school_k, school_n = int((others["result"] != CAUTIOUS).sum()), len(others)
    weight = rules.school_weight if school_n else 0
    share = Fraction(0)
    if n + weight:
        share = (k + weight * Fraction(school_k, school_n or 1)) / (n + weight)
    likely = n >= rules.own_results and share * 100 >= exact(rules.likely_share)
    return Forecast(k, n, school_k, school_n, SUCCESS if likely else CAUTIOUS)
