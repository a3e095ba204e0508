"""Counting one season again many times (пересчёт): other weights, other events, the same rules.

Apart from the ledger, which explains records one by one: here only totals are asked for, of hundreds of seasons at
once. The choice of records and the limits are those of the ledger itself, applied to all seasons in one pass.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbook.rating.choice import TAKEN, choose, in_order
from workbook.rating.limits import limit
from workbook.rating.outcome import Outcome
from workbook.rating.rules import Rules

__all__ = ["Recount", "recount"]

_COMPETED = [str(code) for code in Outcome if code is Outcome.COUNTED or code.capped]
_COMPETED += [str(Outcome.BEST_STAGE), str(Outcome.OTHER_STAGE), str(Outcome.BEST_N)]

_AT_ONCE = 400_000
"""Records counted in one pass; more are counted in several, so that memory stays small."""


@dataclass(frozen=True)
class Recount:
    """The records that compete for points, ready to be priced anew.

    Attributes
    ----------
    pupils : tuple of str
        Rows of every answer.
    records : DataFrame
        One row per competing record: ``pupil`` and ``event`` (positions), ``points`` (hundredths before limits),
        ``cell`` (position of its price), ``direction``, ``scale``, ``card``, ``cap_group``, ranks and ``date``.
    events, cells : tuple of str
        Names of events and of prices («районный, призёр»; «карта К-03, призёр» where a card has its own).
    rules : Rules
    carried : array of int64, shape (pupils,)
        What was carried over from the season before.
    counts_for : str
        Direction whose points are summed; empty for all.
    """

    pupils: tuple[str, ...]
    records: pd.DataFrame
    events: tuple[str, ...]
    cells: tuple[str, ...]
    rules: Rules
    carried: NDArray[np.int64]
    counts_for: str = ""

    def totals(
        self, *, prices: NDArray[np.float64] | None = None, times: NDArray[np.int64] | None = None
    ) -> NDArray[np.int64]:
        """Count seasons.

        Parameters
        ----------
        prices : array of shape (cells, seasons), optional
            Factor of each price; None leaves prices as they are.
        times : array of shape (events, seasons), optional
            How many times each event was held, with all its records; None is once.

        Returns
        -------
        array of int64, shape (pupils, seasons)
            Totals in hundredths.
        """
        seasons = next((given.shape[1] for given in (prices, times) if given is not None), 1)
        if times is None:
            times = np.ones((len(self.events), seasons), dtype="int64")
        return self._in_parts(prices, times[self.records["event"]])

    def without(self, dropped: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Count seasons that lack some records.

        Parameters
        ----------
        dropped : array of bool, shape (records, seasons)

        Returns
        -------
        array of int64, shape (pupils, seasons)
            Totals in hundredths.
        """
        return self._in_parts(None, (~dropped).astype("int64"))

    def _in_parts(self, prices: NDArray[np.float64] | None, held: NDArray[np.int64]) -> NDArray[np.int64]:
        size = max(1, _AT_ONCE // max(1, len(self.records)))
        parts = [np.empty((len(self.pupils), 0), dtype="int64")]
        for start in range(0, held.shape[1], size):
            some = slice(start, start + size)
            parts.append(self._count(None if prices is None else prices[:, some], held[:, some]))
        return np.hstack(parts) + self.carried[:, None]

    def _count(self, prices: NDArray[np.float64] | None, held: NDArray[np.int64]) -> NDArray[np.int64]:
        (rows, seasons), pupils = held.shape, len(self.pupils)
        often = held.T.ravel()
        row = np.repeat(np.tile(np.arange(rows), seasons), often)
        season = np.repeat(np.repeat(np.arange(seasons), rows), often)
        # Copies of one event held again are other events: each brings its own best stage.
        copy = np.arange(len(row)) - np.repeat(np.cumsum(often) - often, often)
        many = self.records.take(row).reset_index(drop=True)
        points = many["points"].to_numpy("int64")
        if prices is not None:
            points = np.floor(points * prices[many["cell"], season] + 0.5).astype("int64")
        many["pupil"] = many["pupil"].to_numpy() + pupils * season
        many["event_key"] = many["event"].to_numpy() + len(self.events) * copy
        many["points"] = many["even_points"] = points
        many = many[points > 0]
        many = many.iloc[in_order(many)]
        chosen = many[choose(many, self.rules) == TAKEN]
        counted = limit(chosen, "points", self.rules)
        if self.counts_for:
            wanted = (chosen["direction"] == self.counts_for).to_numpy()
            chosen, counted = chosen[wanted], counted[wanted]
        sums = np.bincount(chosen["pupil"], weights=counted, minlength=pupils * seasons)
        return sums.astype("int64").reshape(seasons, pupils).T


def recount(ledger: pd.DataFrame, rating: pd.DataFrame, rules: Rules, direction: str = "") -> Recount:
    """Take from a ledger what competes for points.

    Parameters
    ----------
    ledger : DataFrame
        From :func:`workbook.rating.ledger.ledger`.
    rating : DataFrame
        The rating list whose totals are to be counted again.
    rules : Rules
    direction : str
        Sum the points of one direction only; empty for all.

    Returns
    -------
    Recount
        Its totals with unchanged prices and every event held once are those of `rating`. Two things are linear here
        that the ledger rounds or asks of all members of a team: a changed price scales the pupil's own part.
    """
    people = tuple(str(pupil) for pupil in rating["pupil"])
    rows = ledger[ledger["outcome"].isin(_COMPETED) & ledger["pupil"].isin(people)]
    points = rows["earned"].to_numpy("int64")
    if rules.policy == "каждому полностью":
        points = np.where(rows["members"].notna(), np.minimum(points, rules.team_cap), points)
    event = (rows["event"].astype("str").where(rows["event"].notna(), "карта " + rows["card"])).to_numpy()
    own = rows["own_price"].fillna(False).to_numpy("bool")
    cell = np.where(own, "карта " + rows["card"], rows["scale"]) + np.array(", ", dtype=object) + rows["result"]
    event_codes, events = pd.factorize(event, sort=True)
    cell_codes, cells = pd.factorize(np.asarray(cell, dtype=object), sort=True)
    levels = {name: rank for rank, name in enumerate(rules.levels, start=1)}
    results = {"участник": 1, "призёр": 2, "победитель": 3}
    records = pd.DataFrame(
        {
            "pupil": pd.Index(people).get_indexer(pd.Index(rows["pupil"])),
            "event": event_codes,
            "cell": cell_codes,
            "points": points,
            "direction": rows["direction"].astype("category").array,
            "scale": rows["scale"].astype("category").array,
            "card": rows["card"].astype("category").array,
            "cap_group": rows["cap_group"].astype("category").array,
            "level_rank": rows["scale"].map(levels).astype("int64").array,
            "result_rank": rows["result"].map(results).astype("int64").array,
            "date": rows["date"].array,
        }
    )
    carried = np.zeros(len(people), dtype="int64") if direction else rating["carried"].to_numpy("int64")
    return Recount(people, records, tuple(map(str, events)), tuple(map(str, cells)), rules, carried, direction)
