"""Counting what-ifs of one pupil: the season's total with records that do not exist yet.

Apart from the choice of events, so that what a route promises is what the ledger itself would count: hypothetical
records go through the very same stages, best results, teams and limits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from workbook.rating.ledger import ledger
from workbook.rating.record_states import State
from workbook.rating.rules import Rules
from workbook.rating.season import Season

__all__ = ["Recount", "added_records"]


def added_records(pupil: str, card: Mapping[Any, Any], result: str, *, team: str = "маршрут") -> list[dict[str, Any]]:
    """Return the records that the journal would hold if the pupil took part: the own one and those of a team.

    Parameters
    ----------
    pupil : str
    card : mapping
        ``card``, ``participation``, ``ends`` and ``team_size`` of an event.
    result : str
        «участник», «призёр», «победитель».
    team : str
        Code of the team in a group event.

    Returns
    -------
    list of dict
        Rows of the journal, the pupil's first. Team mates have codes that no pupil can have and that stand before any
        code, so that the odd hundredths of a team never fall to the pupil in a promise.
    """
    in_team = card["participation"] == "групповое"
    mates = [f" соучастник {number:03d}" for number in range(1, int(card["team_size"]))] if in_team else []
    usual = {
        "card": card["card"], "team": team if in_team else None, "role": "исполнитель", "result": result,
        "date": card["ends"], "verified_by": "маршрут", "state": str(State.CONFIRMED), "logged": False,
    }  # fmt: skip
    return [{**usual, "pupil": code} for code in (pupil, *mates)]


@dataclass
class Recount:
    """The total of one pupil with any hypothetical results.

    Attributes
    ----------
    pupil : str
    journal : DataFrame
        Records with their states, as known on the first day of the route: the pupil's and those of the pupil's teams.
    cards : DataFrame
    own : DataFrame or None
        Table «Баллы карты».
    rules : Rules
    carried : int
        What the list carries over from the season before, hundredths.
    """

    pupil: str
    journal: pd.DataFrame
    cards: pd.DataFrame
    own: pd.DataFrame | None
    rules: Rules
    carried: int = 0
    _kept: dict[tuple[tuple[str, str], ...], int] = field(default_factory=dict)

    @classmethod
    def known(cls, pupil: str, season: Season, own: pd.DataFrame | None, carried: int = 0) -> Recount:
        """Take what a season's journal holds of the pupil and of the pupil's teams."""
        journal = season.journal
        mine = journal[journal["pupil"] == pupil]
        teams = mine.loc[mine["team"].notna(), ["card", "team", "date"]].drop_duplicates()
        mates = journal[journal["team"].notna() & (journal["pupil"] != pupil)].merge(teams, on=["card", "team", "date"])
        rows = pd.concat([mine, mates], ignore_index=True)
        return cls(pupil, rows, season.cards, own, season.rules, carried)

    def counted(self, added: Iterable[Mapping[str, Any]] = ()) -> pd.DataFrame:
        """Return the pupil's ledger of the known records and those added."""
        rows = pd.DataFrame(list(added))
        journal = self.journal
        if len(rows):
            more = rows.reindex(columns=journal.columns).astype(journal.dtypes)
            journal = pd.concat([journal, more], ignore_index=True)
        found = ledger(journal, self.cards, self.own, self.rules)
        return found[found["pupil"] == self.pupil]

    def total(self, events: pd.DataFrame, results: Mapping[str, str]) -> int:
        """Return the season's total, hundredths, when the pupil gets these results in these events.

        Parameters
        ----------
        events : DataFrame
            Of :func:`workbook.rating.route_events.route_events`.
        results : mapping
            Code of a card → result.
        """
        key = tuple(sorted(results.items()))
        if key not in self._kept:
            rows = events[events["card"].isin(results)].to_dict("records")
            added = [record for row in rows for record in added_records(self.pupil, row, results[row["card"]])]
            self._kept[key] = int(self.counted(added)["counted"].sum()) + self.carried
        return self._kept[key]

    def prices(self, events: pd.DataFrame, results: Iterable[str]) -> dict[tuple[str, str], tuple[int, str]]:
        """Return what each result in each event is worth before limits, with the card's group of a common limit.

        Returns
        -------
        dict
            ``(card, result) → (hundredths, group of cards or an empty text)``.
        """
        added: list[dict[str, Any]] = []
        keys: list[tuple[str, str]] = []
        for row in events.to_dict("records"):
            for result in results:
                keys.append((str(row["card"]), result))
                added += added_records(self.pupil, row, result, team=f"маршрут {result}")
        if not added:
            return {}
        found = self.counted(added).tail(len(keys))
        worth = found["earned"]
        if self.rules.policy == "каждому полностью":
            worth = worth.mask(found["members"].notna(), worth.clip(upper=self.rules.team_cap))
        groups = found["cap_group"].fillna("").astype("str")
        return {key: (int(points), str(group)) for key, points, group in zip(keys, worth, groups, strict=True)}
