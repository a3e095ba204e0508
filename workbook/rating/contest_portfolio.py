"""What stands behind a finalist's points: records, levels, documents, each traced to its card and its line.

Apart from the shortlists because the jury reads it, and the count does not need it.
"""

from __future__ import annotations

import pandas as pd

from workbook.rating.contest_finalists import nomination_records, team_results
from workbook.rating.contest_nominations import TEAM
from workbook.rating.season import Season
from workbook.settings import ContestRules

__all__ = ["portfolio", "portfolios"]

_COLUMNS = ["record", "date", "card", "title", "scale", "result", "role", "points", "evidence", "verified_by"]


def portfolio(season: Season, journal: pd.DataFrame, rules: ContestRules, nomination: str, unit: str) -> pd.DataFrame:
    """Return the records of one finalist that brought points into one nomination, the dearest first.

    Parameters
    ----------
    season : Season
    journal : DataFrame
        Table «Участие в мероприятиях»: where the documents are named.
    rules : ContestRules
    nomination : str
    unit : str
        Code of the pupil, for «Команда года» of the team.

    Returns
    -------
    DataFrame
        ``record`` (number in the journal, else «строка N»), ``date``, ``card``, ``title``, ``scale``, ``result``,
        ``role`` (missing for teams), ``points`` (hundredths that entered the nomination; for «Прорыв» of this season),
        ``evidence`` and ``verified_by`` (missing where the journal names none). A team has one row per event with the
        record of the first of its members.
    """
    return _of(_behind(season, journal, rules, nomination), unit)


def portfolios(season: Season, journal: pd.DataFrame, rules: ContestRules, shortlist: pd.DataFrame) -> pd.DataFrame:
    """Sum up the portfolios of all finalists.

    Parameters
    ----------
    shortlist : DataFrame
        :func:`workbook.rating.contest_finalists.finalists`.

    Returns
    -------
    DataFrame
        In the order of `shortlist`: ``nomination``, ``unit``, ``records``, ``levels`` («всероссийский: 1; школьный:
        2», the highest first), ``documents`` (records with a document), ``undocumented`` (without).
    """
    rank = {name: place for place, name in enumerate(season.rules.levels)}
    rows = []
    behind = {name: _behind(season, journal, rules, name) for name in shortlist["nomination"].unique()}
    for nomination, unit in zip(shortlist["nomination"], shortlist["pupil"].fillna(shortlist["team"]), strict=True):
        own = _of(behind[nomination], unit)
        levels = own["scale"].value_counts()
        ordered = sorted(levels.items(), key=lambda item: -rank[str(item[0])])
        named = int((own["evidence"].fillna("").str.strip() != "").sum())
        rows.append({
            "nomination": nomination, "unit": unit, "records": len(own),
            "levels": "; ".join(f"{name}: {n}" for name, n in ordered), "documents": named,
            "undocumented": len(own) - named,
        })  # fmt: skip
    return pd.DataFrame(rows, columns=["nomination", "unit", "records", "levels", "documents", "undocumented"])


def _behind(season: Season, journal: pd.DataFrame, rules: ContestRules, nomination: str) -> pd.DataFrame:
    """Return the records behind a nomination, ``unit`` for whose they are."""
    if nomination == TEAM:
        rows = team_results(season, rules)
        rows = rows.assign(
            line=[min(lines) for lines in rows["lines"]], points=rows["worth"], unit=rows["team"], role=None
        )
        rows = rows.merge(season.ledger[["line", "record"]], on="line", how="left", validate="many_to_one")
    else:
        rows = nomination_records(season, rules, nomination)
        rows = rows.assign(points=rows["counted"], unit=rows["pupil"])
    said = journal.reset_index(drop=True)[["evidence", "verified_by"]].assign(line=range(1, len(journal) + 1))
    rows = rows.merge(said, on="line", how="left", validate="many_to_one")
    rows = rows.assign(record=rows["record"].fillna("строка " + rows["line"].astype("str")))
    return rows.sort_values(["points", "date", "line"], ascending=[False, True, True])


def _of(rows: pd.DataFrame, unit: str) -> pd.DataFrame:
    return rows.loc[rows["unit"] == unit, _COLUMNS].reset_index(drop=True)
