"""What the data bear out of the incentive sheet: growth of outside works, confirmed marks, accepted assessment tools.

Apart from the sheet because evidence is counted and points are decided. Marks of the journal enter only where they can
lower a number, never where they could raise it: качество знаний is not evidence.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from workbook.settings import IncentiveRules, ObjectivityRules
from workbook.vsoko.journal import mark_pairs
from workbook.vsoko.marker_scores import spike_checks
from workbook.vsoko.marker_terms import POSSIBLE, judge
from workbook.vsoko.precision import mean_ratio, share_ratio

__all__ = ["ABOVE", "BELOW", "DOUBT", "NOT_BELOW", "confirmed", "gains", "spiked", "taught", "tools", "withheld"]

ABOVE, NOT_BELOW, BELOW = "выше ожидаемого", "не меньше ожидаемого", "меньше ожидаемого"
"""Growth against the region's, as in the settings."""

DOUBT = "ВПР под вопросом"
"""Why good numbers give no points: the works themselves may not be objective."""

_FINAL = "ВПР"
_TERRITORIES = ("регион", "муниципалитет")


def taught(period_marks: pd.DataFrame, year: str) -> pd.DataFrame:
    """Say whose pupil each pupil is in each subject: the teacher of the year mark, else of the last period.

    Returns
    -------
    DataFrame
        Columns pupil, subject, teacher; a pupil and subject once.
    """
    rows = period_marks.loc[period_marks["year"].eq(year) & period_marks["teacher"].notna()]
    rows = rows.assign(whole=rows["period"].eq("год")).sort_values(["whole", "period"], kind="stable")
    return rows.drop_duplicates(["pupil", "subject"], keep="last")[["pupil", "subject", "teacher"]].reset_index(
        drop=True
    )


def gains(
    procedures: pd.DataFrame, references: pd.DataFrame, teaching: pd.DataFrame, year: str, rules: IncentiveRules
) -> pd.DataFrame:
    """Growth of each teacher's pupils from the start to ВПР, beyond the growth of the region.

    Parameters
    ----------
    procedures, references : DataFrame
        Validated tables; percent of the largest primary score is used, marks are not.
    teaching : DataFrame
        :func:`taught`.
    year : str
        Of the final works. The start is the starting diagnostics of this year, else ВПР of the year before in the same
        subject.
    rules : IncentiveRules
        Points of each word, fewest pupils.

    Returns
    -------
    DataFrame
        Columns teacher, value, low, high (percentage points: the pupil's growth less the growth of the reference means
        of the same two works), n (pupils), word (:data:`ABOVE` …), points, why; points are nan when pupils are fewer
        than ``rules.gain_n``, ``why`` then says so. Sorted by teacher.

    Notes
    -----
    Intervals are Student's over pupils. The journal does not enter, so no mark of it can raise the growth.
    """
    pairs = _work_pairs(procedures, references, year).merge(teaching, on=["pupil", "subject"])
    if pairs.empty:
        return pd.DataFrame(columns=["teacher", "value", "low", "high", "n", "word", "points", "why"])
    table = mean_ratio(pairs.assign(one=1), ["teacher"], "gain", "one").rename(columns={"mean": "value"})
    table["n"] = table["clusters"]
    words = np.select([table["low"].gt(0), table["high"].lt(0)], [ABOVE, BELOW], NOT_BELOW)
    table["word"] = pd.Series(words, index=table.index, dtype="str")
    points = table["word"].map({word: float(value) for word, value in rules.gain.items()})
    table["points"] = points.where(table["n"] >= rules.gain_n)
    table["why"] = _few(table["n"], rules.gain_n, "учеников мало")
    return table.reset_index()[["teacher", "value", "low", "high", "n", "word", "points", "why"]]


def _work_pairs(procedures: pd.DataFrame, references: pd.DataFrame, year: str) -> pd.DataFrame:
    """Pairs of works of one pupil in one subject with the growth beyond the region's."""
    keys = ["procedure", "year", "grade", "subject"]
    works = procedures.loc[procedures["primary_score"].notna(), [*keys, "pupil", "primary_score", "max_score"]]
    known = references.loc[references["unit"].eq("процент выполнения"), [*keys, "territory", "mean"]]
    works = works.merge(known, on=keys)
    works["over"] = 100 * works["primary_score"] / works["max_score"] - works["mean"]
    before = f"{int(year[:4]) - 1}/{year[:4]}"
    final = works.loc[works["procedure"].eq(_FINAL) & works["year"].eq(year)]
    started = works.loc[works["procedure"].eq("стартовая") & works["year"].eq(year)].assign(rank=0)
    earlier = works.loc[works["procedure"].eq(_FINAL) & works["year"].eq(before)].assign(rank=1)
    # Both ends against the same territory; the region first, the starting work of this year first.
    rows = final.merge(pd.concat([started, earlier]), on=["pupil", "subject", "territory"], suffixes=("", "_start"))
    rows["place"] = rows["territory"].map({name: place for place, name in enumerate(_TERRITORIES)})
    rows = rows.sort_values(["pupil", "subject", "place", "rank"], kind="stable").drop_duplicates(["pupil", "subject"])
    return rows.assign(gain=rows["over"] - rows["over_start"])[["pupil", "subject", "gain"]].reset_index(drop=True)


def confirmed(
    procedures: pd.DataFrame, pupils: pd.DataFrame, teaching: pd.DataFrame, year: str, rules: IncentiveRules
) -> pd.DataFrame:
    """Share of each teacher's works that ВПР marked lower than the journal, and higher.

    Parameters
    ----------
    procedures, pupils : DataFrame
        Validated tables.
    teaching : DataFrame
        :func:`taught`.
    year : str
    rules : IncentiveRules
        Bands of the lowered share, fewest pairs.

    Returns
    -------
    DataFrame
        Columns teacher, value, low, high (percent lowered), n (pairs), raised (percent), points (nan when pairs are
        fewer than ``rules.pairs_n``), why. Sorted by teacher.

    Notes
    -----
    Only «понизили» counts: a mark of the journal that rises can turn «повысили» into «подтвердили» or «подтвердили»
    into «понизили», so the points never rise with the journal. Points for «подтвердили» would reward whoever lifts a
    strict mark.
    """
    pairs = mark_pairs(procedures.loc[procedures["year"].eq(year)], pupils, procedure=_FINAL)
    pairs = pairs.merge(teaching, on=["pupil", "subject"])
    if pairs.empty:
        return pd.DataFrame(columns=["teacher", "value", "low", "high", "n", "raised", "points", "why"])
    table = share_ratio(pairs, ["teacher"], "lowered", "pair").rename(columns={"percent": "value"})
    table["raised"] = share_ratio(pairs, ["teacher"], "raised", "pair")["percent"]
    points = _band(table["value"], rules.lowered, at_most=True)
    table["points"] = points.where(table["n"] >= rules.pairs_n)
    table["why"] = _few(table["n"], rules.pairs_n, "пар мало")
    return table.reset_index()[["teacher", "value", "low", "high", "n", "raised", "points", "why"]]


def spiked(procedures: pd.DataFrame, scales: pd.DataFrame | None, year: str, rules: ObjectivityRules) -> bool:
    """Whether ВПР of a year shows the possible marker M1: spikes of scores just at the marks.

    The journal does not enter: a doubt that it could raise or take away would let marks move the points.
    """
    checks = spike_checks(procedures, scales, rules, year=year, procedure=_FINAL)
    return bool(judge("M1", checks, rules).status == POSSIBLE)


def withheld(part: pd.DataFrame, *, wholly: bool = False) -> pd.DataFrame:
    """Take back the points that doubtful works would give; nought stays, unless the start is what is doubted.

    Parameters
    ----------
    part : DataFrame
        :func:`gains` or :func:`confirmed`.
    wholly : bool
        Take back nought too: an inflated start makes honest growth look small.
    """
    taken = part["points"].notna() & (part["points"].gt(0) | wholly)
    return part.assign(points=part["points"].mask(taken), why=part["why"].mask(taken, DOUBT))


def tools(fos_plan: pd.DataFrame, year: str, rules: IncentiveRules) -> pd.DataFrame:
    """Count the assessment tools of each teacher that were renewed in the year and accepted by the expertise.

    Parameters
    ----------
    fos_plan : DataFrame
        Validated table; outside works («внешний») are nobody's tools.
    year : str
        Tools due and renewed from 1 July before it to its 30 June.
    rules : IncentiveRules
        Bands of the number.

    Returns
    -------
    DataFrame
        Columns teacher, value (accepted), n (due), points. Sorted by teacher.
    """
    first = int(year[:4])
    season = pd.Timestamp(first, 7, 1), pd.Timestamp(first + 1, 6, 30)
    plan = fos_plan.loc[fos_plan["teacher"].notna() & fos_plan["due"].between(*season)]
    plan = plan.loc[plan["control_type"].ne("внешний")]
    good = plan["expertise"].eq("принято") & plan["revised"].between(*season)
    table = plan.assign(good=good.fillna(False).astype(int), one=1).groupby("teacher")[["good", "one"]].sum()
    table = table.rename(columns={"good": "value", "one": "n"}).astype({"value": "float64"})
    table["points"] = _band(table["value"], rules.tools, at_most=False)
    return table.reset_index()


def _few(n: pd.Series, least: int, words: str) -> pd.Series:
    return pd.Series(np.where(n >= least, "", words), index=n.index, dtype="str")


def _band(values: pd.Series, bands: Mapping[str, float], *, at_most: bool) -> pd.Series:
    """Give the most points whose limit is kept: a value at most, or at least, the limit."""
    points = pd.Series(0.0, index=values.index)
    for word, limit in bands.items():
        kept = values.le(limit) if at_most else values.ge(limit)
        points = points.mask(kept & points.lt(float(word)), float(word))
    return points
