"""Shortlists of the contest (финалисты): who has the most points of each nomination, and where the border is a tie.

Apart from the jury because a list of finalists exists before any jury meets, and stands without one.

Points of a nomination are those the ledger counted, limits and best stages included; the odd hundredth left from
sharing a team's points never decides. A team is compared by what its results were worth as a whole, whatever was given
to each member: base × form of its best stage of each event. «Прорыв» is the growth of the counted sum against the
season before and only for pupils who were at school then.
"""

from __future__ import annotations

import pandas as pd

from workbook.rating.contest_nominations import BREAKTHROUGH, TEAM, feeds
from workbook.rating.outcome import Outcome
from workbook.rating.rules import hundredths
from workbook.rating.season import Season
from workbook.settings import ContestRules

__all__ = ["COLUMNS", "VALID", "candidates", "finalists", "nomination_records", "team_results"]

COLUMNS = ("nomination", "pupil", "team", "class_", "points", "even", "wins", "records", "place", "finalist", "border")
"""Columns of :func:`candidates` in order."""

_SOUND = (Outcome.COUNTED, Outcome.BEST_STAGE, Outcome.OTHER_STAGE, Outcome.BEST_N)

VALID = tuple(str(code) for code in Outcome if code.capped or code in _SOUND)
"""Outcomes of records that are sound, whether or not a limit or a better stage left them points."""


def finalists(season: Season, rules: ContestRules) -> pd.DataFrame:
    """Return the finalists of every nomination.

    Parameters
    ----------
    season : Season
        :func:`workbook.rating.season.season`.
    rules : ContestRules
        ``finalists`` are taken from the top; everybody equal to the last of them is taken too, and nobody below
        ``least_points``.

    Returns
    -------
    DataFrame
        The rows of :func:`candidates` with ``finalist``, in its order.

    Raises
    ------
    SettingsRefused
        The rules name a direction or a role that does not exist.
    """
    found = candidates(season, rules)
    return found[found["finalist"]].reset_index(drop=True)


def candidates(season: Season, rules: ContestRules) -> pd.DataFrame:
    """Return everybody with points in each nomination, best first.

    Returns
    -------
    DataFrame
        ``nomination``; ``pupil`` or ``team`` (the other is missing); ``class_`` (missing for teams); ``points``
        (hundredths) and ``even`` (without the odd hundredth, by which places go); ``wins``; ``records`` (that brought
        points); ``place`` (one plus the number of those with more); ``finalist``; ``border`` (a finalist who shares
        the last place of the list with somebody, so that the list is longer than the rule). Equal points stand in the
        order of codes, which means nothing.
    """
    parts = [
        _of_pupils(season, feed.nomination, nomination_records(season, rules, feed.nomination)) for feed in feeds(rules)
    ]
    parts += [_of_teams(season, rules), _of_growth(season)]
    found = [_placed(part, rules) for part in parts if len(part)]
    if not found:
        return _typed(pd.DataFrame(columns=list(COLUMNS)))
    return _typed(pd.concat(found, ignore_index=True))


def nomination_records(season: Season, rules: ContestRules, nomination: str) -> pd.DataFrame:
    """Return the rows of the ledger behind a nomination: what was counted, and for teams what is sound.

    Returns
    -------
    DataFrame
        Columns of :data:`workbook.rating.ledger.COLUMNS`, in the order of the journal. «Прорыв» takes every counted
        record of the season.
    """
    ledger = season.ledger
    if nomination == TEAM:
        return ledger[ledger["outcome"].isin(VALID) & ledger["members"].notna()]
    rows = ledger[ledger["counted"] > 0]
    if nomination == BREAKTHROUGH:
        return rows
    feed = next((one for one in feeds(rules) if one.nomination == nomination), None)
    if feed is None:
        return rows.iloc[:0]
    return rows[rows["direction"].isin(feed.directions) | rows["role"].isin(feed.roles)]


def _of_pupils(season: Season, nomination: str, rows: pd.DataFrame) -> pd.DataFrame:
    sums = rows.groupby("pupil").agg(points=("counted", "sum"), even=("even", "sum"), records=("counted", "size"))
    sums["wins"] = rows[rows["result"] == "победитель"].groupby("pupil").size()
    table = sums.reset_index().merge(season.roster[["pupil", "class_"]], on="pupil", how="inner")
    return table.assign(nomination=nomination, team=None)


def _of_growth(season: Season) -> pd.DataFrame:
    grown = season.rating[season.rating["growth"].notna()]
    if season.before is None or grown.empty:
        return pd.DataFrame()
    now, then = (ledger.groupby("pupil")["even"].sum() for ledger in (season.ledger, season.before))
    table = grown[["pupil", "class_", "wins"]].assign(
        points=grown["growth"].astype("int64"), records=grown["counted_records"], nomination=BREAKTHROUGH, team=None
    )
    even = table["pupil"].map(now).fillna(0) - table["pupil"].map(then).fillna(0)
    return table.assign(even=even.astype("int64"))


def team_results(season: Season, rules: ContestRules) -> pd.DataFrame:
    """Return what each team achieved, the best stage of each event.

    Returns
    -------
    DataFrame
        ``team``, ``event``, ``card``, ``title``, ``scale``, ``date``, ``result``, ``worth`` (hundredths of the team as
        a whole), ``won``, ``lines`` (rows of the journal, tuple), ``heads`` (pupils of the team over all its events).
        Teams with fewer than ``team_least`` pupils are left out.
    """
    rows = nomination_records(season, rules, TEAM)
    rows = rows[rows["pupil"].isin(season.roster["pupil"])]
    rows = rows.assign(
        event=rows["event"].fillna(rows["card"]),
        worth=(2 * rows["base"].astype("int64") * rows["form_factor"].astype("int64") + 100) // 200,
        won=rows["result"] == "победитель",
    )
    stages = rows.groupby(["team", "event", "card", "date"], as_index=False).agg(
        title=("title", "first"), scale=("scale", "first"), result=("result", "first"), worth=("worth", "max"),
        won=("won", "max"), lines=("line", tuple),
    )  # fmt: skip
    order = stages.sort_values(["worth", "won", "date", "card"], ascending=[False, False, True, True])
    best = order.drop_duplicates(["team", "event"])
    best = best.assign(heads=best["team"].map(rows.groupby("team")["pupil"].nunique()).astype("int64"))
    return best[best["heads"] >= rules.team_least].reset_index(drop=True)


def _of_teams(season: Season, rules: ContestRules) -> pd.DataFrame:
    best = team_results(season, rules)
    sums = best.groupby("team", as_index=False).agg(
        points=("worth", "sum"), wins=("won", "sum"), records=("worth", "size"), heads=("heads", "first")
    )
    if rules.team_points == "на участника":
        sums["points"] = (2 * sums["points"] + sums["heads"]) // (2 * sums["heads"])
    return sums.assign(even=sums["points"], nomination=TEAM, pupil=None, class_=None)


def _placed(table: pd.DataFrame, rules: ContestRules) -> pd.DataFrame:
    code = table["pupil"].fillna(table["team"])
    table = table.assign(_code=code).sort_values(["even", "_code"], ascending=[False, True], ignore_index=True)
    table = table[table["points"] > 0].reset_index(drop=True)
    above = table["even"].rank(method="min", ascending=False).astype("int64")
    inside = (above <= rules.finalists) & (table["points"] >= hundredths(rules.least_points))
    last = table.loc[inside, "even"].min()
    border = inside & (table["even"] == last) & (int(inside.sum()) > rules.finalists)
    return table.assign(place=above, finalist=inside, border=border)


def _typed(table: pd.DataFrame) -> pd.DataFrame:
    kinds = dict.fromkeys(("points", "even", "wins", "records", "place"), "int64")
    kinds |= dict.fromkeys(("nomination", "pupil", "team", "class_"), "str")
    kinds |= dict.fromkeys(("finalist", "border"), "bool")
    return table.assign(wins=table["wins"].fillna(0))[list(COLUMNS)].astype(kinds)
