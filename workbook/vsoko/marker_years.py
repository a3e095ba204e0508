"""Markers that follow the same pupils from one work to the next: a jump of a cohort, a break with the ОГЭ (M5, M6).

Apart from the scores of one year because the evidence is a move among the schools of the territory: marks and points
of different years cannot be subtracted, places among schools can.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from scipy.special import ndtr

from workbook.estimates import NORMAL_95
from workbook.settings import ObjectivityRules
from workbook.vsoko.marker_scores import standing
from workbook.vsoko.marker_terms import FEW, NO_DATA, check_table, judged, previous_year, tail
from workbook.vsoko.precision import mean_ratio

__all__ = ["break_checks", "cohorts", "jump_checks", "percentile"]

_PAIR = ("before", "after", "works")


def percentile(z: float) -> float:
    """Place among schools when school means are normal: the percentile of a mean ``z`` spreads above the reference.

    Examples
    --------
    >>> round(percentile(0.0)), round(percentile(1.0))
    (50, 84)
    """
    return float(100 * ndtr(z))


def jump_checks(
    procedures: pd.DataFrame, references: pd.DataFrame, rules: ObjectivityRules, *, year: str, procedure: str = "ВПР",
    grade: int = 0,
) -> pd.DataFrame:  # fmt: skip
    """M5: the same pupils in the same subjects stand quite elsewhere among schools a year later (4→5, 5→6 …).

    Parameters
    ----------
    procedures, references : DataFrame
        As in :func:`workbook.vsoko.marker_scores.standing`; needs the year before.
    rules : ObjectivityRules
        ``jump_points``, ``marker_n``.
    year, procedure : str
        The later year.
    grade : int
        Only the cohort that is now in this parallel; 0 for all.

    Returns
    -------
    DataFrame
        Checks, one a cohort: value — change of the percentile (−100 … 100), threshold with the sign of the value;
        extra columns before, after (percentiles), works (pairs of works).

    Notes
    -----
    Percentile of a cohort: Φ of the mean distance from the reference in spreads of schools. Interval of the change:
    square-and-add with the correlation of the same pupils (Zou, Donner, *Statistics in Medicine* 27 (2008),
    1693–1702). Both directions are looked at, so p is doubled. Nominal level of the verdict: ``marker_level``.
    """
    works = standing(procedures.loc[procedures["procedure"].eq(procedure)], references)
    before = works.loc[works["year"].eq(previous_year(year))].assign(grade=lambda t: t["grade"] + 1)
    now = works.loc[works["year"].eq(year)]
    if grade:
        now = now.loc[now["grade"].eq(grade)]
    pairs = before.merge(now, on=["pupil", "grade", "subject"], suffixes=("_before", "_after"))
    rows = []
    for group in sorted(pairs["grade"].unique()):
        pair = pairs.loc[pairs["grade"].eq(group)]
        head = {"marker": "M5", "group": f"{int(group) - 1} → {int(group)} кл.", "works": len(pair)}
        rows.append({**head, **_moved(pair, rules.marker_n, rules.jump_points, both=True)})
    return check_table(rows, _PAIR)


def break_checks(
    procedures: pd.DataFrame, references: pd.DataFrame | None, rules: ObjectivityRules, *, year: str,
    procedure: str = "ВПР",
) -> pd.DataFrame:  # fmt: skip
    """M6: the same pupils stand much lower in the ОГЭ than a year before in ВПР-8, or the order of pupils is lost.

    Parameters
    ----------
    procedures : DataFrame
        As in :func:`workbook.vsoko.marker_scores.standing`.
    references : DataFrame or None
        Without it only the order of pupils is checked.
    rules : ObjectivityRules
        ``break_points``, ``break_rho``, ``break_n``.
    year : str
        The year of the ОГЭ; the inner work of class 8 is of the year before.
    procedure : str
        The inner procedure.

    Returns
    -------
    DataFrame
        Checks: «положение среди школ» (value — percentile before minus percentile of the ОГЭ, over subjects common to
        both) and one «порядок учеников» a subject (value — Spearman's ρ; too low is looked for); extra columns before,
        after, works.

    Notes
    -----
    Interval of ρ: Fisher's z with the standard error √((1 + ρ²/2)/(n − 3)) (Bonett, Wright, *Psychometrika* 65 (2000),
    23–28). Nominal level of the verdict: ``marker_level``.
    """
    columns = ["procedure", "year", "grade", "subject", "territory", "unit", "mean", "sd"]
    known = pd.DataFrame(columns=columns).astype({"sd": float, "mean": float}) if references is None else references
    works = standing(procedures, known.astype({"grade": "Int64"}))
    inner = works["procedure"].eq(procedure) & works["grade"].eq(8) & works["year"].eq(previous_year(year))
    exam = works["procedure"].eq("ОГЭ") & works["year"].eq(year)
    pairs = works.loc[inner].merge(works.loc[exam], on=["pupil", "subject"], suffixes=("_before", "_after"))
    rows = []
    if len(pairs):
        head = {"marker": "M6", "group": "положение среди школ", "works": len(pairs)}
        rows.append({**head, **_moved(pairs, rules.break_n, rules.break_points, both=False)})
    for subject, pair in pairs.groupby("subject", observed=True):
        head = {"marker": "M6", "group": f"порядок учеников, {subject}", "n": len(pair), "works": len(pair)}
        if len(pair) < rules.break_n:
            rows.append({**head, "status": FEW, "reason": f"учеников меньше {rules.break_n}"})
        else:
            rows.append({**head, **_order(pair, rules.break_rho)})
    return check_table(rows, _PAIR)


def cohorts(procedures: pd.DataFrame, references: pd.DataFrame, *, year: str, procedure: str = "ВПР") -> pd.DataFrame:
    """Follow each cohort of this year through the years: its place among schools and its percent of the maximum.

    Parameters
    ----------
    procedures, references : DataFrame
        As in :func:`workbook.vsoko.marker_scores.standing`.
    year, procedure : str
        The cohort is named by its parallel of this year.

    Returns
    -------
    DataFrame
        cohort (parallel now, int), year, grade (parallel then), n (pupils), percent, percentile, low, high (ends of the
        percentile). All subjects of the year with a reference; pupils who came or left are in it.
    """
    works = standing(procedures.loc[procedures["procedure"].eq(procedure)], references).dropna(subset=["z"])
    back = int(year[:4]) - works["year"].str[:4].astype(int)
    works = works.assign(cohort=works["grade"].astype(int) + back).loc[back >= 0]
    present = works.loc[works["year"].eq(year), "cohort"].unique()
    works = works.loc[works["cohort"].isin(present)]
    by = ["cohort", "year", "grade"]
    if works.empty:
        return pd.DataFrame(columns=[*by, "n", "percent", "percentile", "low", "high"])
    table = mean_ratio(works, by, "z", "one")
    for name, source in (("percentile", "mean"), ("low", "low"), ("high", "high")):
        table[name] = 100 * ndtr(table[source].to_numpy(float))
    table["percent"] = works.groupby(by, observed=True)["percent"].mean()
    table["n"] = table["clusters"]
    return table.reset_index()[[*by, "n", "percent", "percentile", "low", "high"]]


def _moved(pair: pd.DataFrame, least: int, limit: float, *, both: bool) -> dict[str, object]:
    """Change of the percentile from «before» to «after»; ``both`` looks for a jump either way, else for a fall."""
    known = pair.dropna(subset=["z_before", "z_after"])
    n = int(known["pupil"].nunique())
    if known.empty:
        return {"n": int(pair["pupil"].nunique()), "status": NO_DATA,
                "reason": "в ориентирах нет среднего и разброса школ"}  # fmt: skip
    if n < least:
        return {"n": n, "status": FEW, "reason": f"учеников меньше {least}"}
    known = known.assign(one=1)
    ends = []
    for name in ("z_before", "z_after"):
        row = mean_ratio(known, [], name, "one").iloc[0]
        ends.append([percentile(float(row[end])) for end in ("mean", "low", "high")])
    (was, was_low, was_high), (now, now_low, now_high) = ends
    means = known.groupby("pupil")[["z_before", "z_after"]].mean().to_numpy(float)
    spread = means.std(axis=0)
    r = float(np.corrcoef(means.T)[0, 1]) if (spread > 0).all() else 0.0
    value = now - was
    low = value - _side(now - now_low, was_high - was, r)
    high = value + _side(now_high - now, was - was_low, r)
    if not both:  # a fall is named by how much higher the work before stood
        value, low, high = -value, -high, -low
    sign = -1.0 if both and value < 0 else 1.0
    size, end = sign * value, sign * (high if sign < 0 else low)
    p = tail(size, end, limit, freedom=float(n - 1)) * (2 if both else 1)
    return {"n": n, "value": value, "low": max(low, -100.0), "high": min(high, 100.0), "threshold": sign * limit,
            "p": min(p, 1.0), "status": judged(size, end, limit), "before": was, "after": now}  # fmt: skip


def _side(one: float, other: float, r: float) -> float:
    return math.sqrt(max(one * one + other * other - 2 * r * one * other, 0.0))


def _order(pair: pd.DataFrame, limit: float) -> dict[str, object]:
    ranks = pair[["percent_before", "percent_after"]].rank()
    n = len(ranks)
    if (ranks.std() == 0).any():
        return {"status": FEW, "reason": "все работы оценены одинаково"}
    rho = float(np.corrcoef(ranks.to_numpy(float).T)[0, 1])
    z = math.atanh(max(min(rho, 1 - 1e-12), -1 + 1e-12))
    error = math.sqrt((1 + rho * rho / 2) / (n - 3))
    low, high = math.tanh(z - NORMAL_95 * error), math.tanh(z + NORMAL_95 * error)
    p = tail(z, z + NORMAL_95 * error, math.atanh(limit))
    return {
        "value": rho,
        "low": low,
        "high": high,
        "threshold": limit,
        "p": p,
        "status": judged(rho, high, limit, low=True),
    }
