"""Social projects (социальные проекты): who does them, in which part, with whom, and who organises.

Apart from involvement, because here an event is looked at and not a pupil: a project with organisers of its own is
something else than a crowd of participants.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.estimates import share_table, suppress
from workbook.rating.outcome import Outcome
from workbook.rating.season import Season

__all__ = ["SOCIAL", "Social", "social"]

SOCIAL = ("социальное", "экологическое", "патриотическое")
"""Directions whose events are done for others (методика школы)."""

_NOT_DONE = [
    str(code) for code in (Outcome.CARD_UNKNOWN, Outcome.OUTSIDE_PERIOD, Outcome.LEFT, Outcome.NOT_ON_ROSTER,
                           Outcome.DOUBLE, Outcome.REVOKED, Outcome.REPLACED)
]  # fmt: skip
_ORGANISER = "организатор"
_LEADING = (_ORGANISER, "капитан")


@dataclass(frozen=True)
class Social:
    """Social, ecological and patriotic events of one season.

    Attributes
    ----------
    events : DataFrame
        One row per card with records: ``card``, ``title``, ``direction``, ``scale``, ``partner`` (empty without one),
        ``together`` (a team event), ``pupils``, ``organisers`` and ``captains`` (pupils in that role), ``spectators``,
        ``classes`` (how many took part), ``teams``; most pupils first.
    idle : DataFrame
        Cards of these directions that nobody entered: ``card``, ``title``, ``direction``, ``partner``.
    classes : DataFrame
        ``class_``, ``n`` pupils, ``k`` took part, ``organisers``, ``percent``, ``low``, ``high`` (Wilson, 95 %),
        ``hidden``: numbers are missing where the class is too small; in the order of the roster.
    pupils, team_pupils, organisers, leaders : int
        Pupils with any record here; in a team; as an organiser; as an organiser or a captain.
    roster : int
        All pupils of the list.
    """

    events: pd.DataFrame
    idle: pd.DataFrame
    classes: pd.DataFrame
    pupils: int
    team_pupils: int
    organisers: int
    leaders: int
    roster: int

    @property
    def partners(self) -> dict[str, int]:
        """Partners of events that took place → events with them, most first."""
        named = self.events.loc[self.events["partner"] != "", "partner"]
        counted = named.value_counts(sort=False).rename_axis("partner").reset_index(name="events")
        counted = counted.sort_values(["events", "partner"], ascending=[False, True])
        return dict(zip(counted["partner"], counted["events"].astype("int64").tolist(), strict=True))


def social(season: Season, minimum: int) -> Social:
    """Look at social projects, together and by class.

    Parameters
    ----------
    season : Season
    minimum : int
        The smallest class whose numbers are shown.

    Raises
    ------
    MissingData
        The school has no card of these directions in the season.
    """
    cards = season.cards.drop_duplicates("card")
    period = season.rules.period
    here = (cards["starts"] <= pd.Timestamp(period.ends)) & (cards["ends"] >= pd.Timestamp(period.starts))
    mine = cards[cards["direction"].isin(SOCIAL) & here]
    rows = season.ledger[season.ledger["direction"].isin(SOCIAL) & ~season.ledger["outcome"].isin(_NOT_DONE)]
    if mine.empty and rows.empty:
        raise MissingData(
            "Социальных, экологических и патриотических мероприятий в картах этого периода нет.",
            Reason.TABLE_EMPTY, ("cards",),
        )  # fmt: skip
    rows = rows.merge(season.roster[["pupil", "class_"]], on="pupil")
    partner = (
        cards.set_index("card")["partner"].fillna("").str.strip() if "partner" in cards else pd.Series(dtype="str")
    )
    unused = mine[~mine["card"].isin(rows["card"])]
    return Social(
        events=_events(rows, partner),
        idle=unused[["card", "title", "direction"]].assign(partner=unused["card"].map(partner).fillna("").to_numpy()),
        classes=_classes(season, rows, minimum),
        pupils=rows["pupil"].nunique(),
        team_pupils=rows.loc[rows["participation"] == "групповое", "pupil"].nunique(),
        organisers=rows.loc[rows["role"] == _ORGANISER, "pupil"].nunique(),
        leaders=rows.loc[rows["role"].isin(_LEADING), "pupil"].nunique(),
        roster=len(season.roster),
    )


def _events(rows: pd.DataFrame, partner: pd.Series) -> pd.DataFrame:
    groups = rows.groupby("card", sort=True)
    table = groups.agg(
        title=("title", "first"), direction=("direction", "first"), scale=("scale", "first"),
        participation=("participation", "first"), pupils=("pupil", "nunique"), classes=("class_", "nunique"),
        teams=("team", "nunique"),
    ).reset_index()  # fmt: skip
    for name, role in (("organisers", _ORGANISER), ("captains", "капитан"), ("spectators", "зритель")):
        counted = rows[rows["role"] == role].groupby("card")["pupil"].nunique()
        table[name] = table["card"].map(counted).fillna(0).astype("int64")
    table["together"] = table["participation"] == "групповое"
    table["partner"] = table["card"].map(partner).fillna("").astype("str")
    return table.sort_values(["pupils", "card"], ascending=[False, True], ignore_index=True)


def _classes(season: Season, rows: pd.DataFrame, minimum: int) -> pd.DataFrame:
    table = season.roster.groupby("class_", sort=False).size().rename("n").reset_index()
    for name, part in (("k", rows), ("organisers", rows[rows["role"].isin(_LEADING)])):
        table[name] = table["class_"].map(part.groupby("class_")["pupil"].nunique()).fillna(0).astype("int64")
    table["hidden"] = suppress(table, "n", ["class_"], minimum)["suppressed"]
    quiet = table["hidden"] != ""
    counts = ["n", "k", "organisers"]
    table[counts] = table[counts].astype("Int64")
    table.loc[quiet, counts] = pd.NA
    return share_table(table, "k", "n")
