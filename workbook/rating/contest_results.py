"""Tidy results of the contest for the results store and the index page; codes of pupils never enter it.

Apart from the sections, because the store keeps numbers and the sections tell them.
"""

from __future__ import annotations

import math

import pandas as pd

from workbook.estimates import Result, results_table
from workbook.rating.contest import FIRM, Contest
from workbook.rating.contest_agreement import MILDER, STRICTER
from workbook.rating.contest_nominations import NOMINATIONS

__all__ = ["contest_results"]


def contest_results(held: Contest) -> pd.DataFrame:
    """Return the contest's key figures, one a row.

    Parameters
    ----------
    held : Contest

    Returns
    -------
    DataFrame
        Columns of :data:`workbook.estimates.RESULT_COLUMNS`. Headlines: nominations with finalists, pupils among the
        finalists, jurors, nominations whose winner is sure.
    """
    rows = held.finalists
    jury = len(held.jurors)
    sure = sum(one.status == FIRM for one in held.decisions.values())
    found = [
        Result("contest-nominations", "Номинаций с финалистами", len(held.nominations), n=len(NOMINATIONS), unit="шт.",
               headline=True),
        Result("contest-finalists", "Учеников в финале", int(rows["pupil"].nunique()), n=len(held.season.roster),
               headline=True),
        Result("contest-jurors", "Членов жюри", jury, headline=True,
               note="" if jury else "оценок жюри нет"),
        Result("contest-winners", "Номинаций с уверенным победителем", sure if jury else math.nan,
               n=len(held.decisions), unit="шт.", headline=True),
        Result("contest-undocumented", "Записей финалистов без документа", int(held.portfolios["undocumented"].sum()),
               n=int(held.portfolios["records"].sum()), unit="шт."),
    ]  # fmt: skip
    found += [
        Result("contest-list", "Финалистов", int((rows["nomination"] == name).sum()), name) for name in held.nominations
    ]
    for name, one in held.decisions.items():
        leading = float(one.table["first_percent"].max()) if len(one.table) else math.nan
        found.append(
            Result("contest-first-percent", "Первый остаётся первым при другом жюри", leading, name,
                   n=len(one.ballots.jurors), unit="%", note=one.status)
        )  # fmt: skip
        found.append(
            Result("contest-turning", "Разобранных случаев, меняющих первое место", len(one.turning), name,
                   n=len(one.scenarios), unit="шт.")
        )  # fmt: skip
    for row in held.concordance.to_dict("records"):
        found.append(
            Result("contest-order", "W Кендалла", row["value"], row["nomination"], n=row["units"], note=row["reason"])
        )
    if held.decisions:
        for row in held.agreement.to_dict("records"):
            found.append(
                Result(f"contest-{row['code']}", str(row["name"]), row["value"], "", row["low"], row["high"],
                       row["units"], note=row["reason"])
            )  # fmt: skip
        strict = int(held.severity["verdict"].isin([STRICTER, MILDER]).sum())
        found.append(Result("contest-severity", "Членов жюри, возможно, строже или мягче других", strict, n=jury))
    return results_table(found)
