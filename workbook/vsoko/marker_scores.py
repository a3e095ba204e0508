"""Markers that lie in the scores of one procedure and year: spikes, a mean too high, a spread too narrow (M1–M3).

Apart from the markers of years because these need no history of pupils, only works and an official scale or a
reference. Each function takes plain tables and returns checks; :func:`workbook.vsoko.marker_terms.judge` says the
verdict of the school.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import fdtr, fdtri, ndtri

from workbook.estimates import NORMAL_95, share
from workbook.settings import ObjectivityRules
from workbook.vsoko.distribution import boundary_spikes, score_counts
from workbook.vsoko.marker_terms import (
    CLEAR,
    FEW,
    NO_DATA,
    POSSIBLE,
    WATCH,
    Marker,
    check_table,
    explained,
    judge,
    judged,
    tail,
)
from workbook.vsoko.precision import change, mean_ratio

__all__ = ["high_checks", "high_marker", "narrow_checks", "spike_checks", "standing"]

_WORK = ["procedure", "year", "grade", "subject"]
_EXAM_YEARS = 3


def standing(procedures: pd.DataFrame, references: pd.DataFrame) -> pd.DataFrame:
    """Set each work against its territory: percent of the maximum and its distance from the mean of schools.

    Parameters
    ----------
    procedures : DataFrame
        year, pupil, procedure, grade, subject, primary_score, max_score; a row without a score did not write.
    references : DataFrame
        procedure, year, grade, subject, territory, unit, mean, sd. Rows «процент выполнения» with a spread are used,
        the region before the municipality.

    Returns
    -------
    DataFrame
        procedure, year, grade, subject, pupil, percent (0..100), mean, sd (of school means, same unit), z (in spreads
        of schools; missing without a reference), one (1).
    """
    rows = procedures.loc[procedures["primary_score"].notna(), [*_WORK, "pupil", "primary_score", "max_score"]]
    rows = rows.assign(percent=100 * rows["primary_score"] / rows["max_score"], one=1)
    known = references.loc[references["unit"].eq("процент выполнения") & references["sd"].gt(0)]
    known = known.sort_values("territory", ascending=False, kind="stable").drop_duplicates(_WORK)
    rows = rows.merge(known[[*_WORK, "mean", "sd"]], on=_WORK, how="left", validate="many_to_one")
    rows["z"] = (rows["percent"] - rows["mean"]) / rows["sd"]
    return rows.drop(columns=["primary_score", "max_score"])


def spike_checks(
    procedures: pd.DataFrame, scales: pd.DataFrame | None, rules: ObjectivityRules, *, year: str,
    procedure: str = "ВПР",
) -> pd.DataFrame:  # fmt: skip
    """M1: many works that just reach a mark, few that just miss it.

    Parameters
    ----------
    procedures, scales : DataFrame
        As handed in; without the official scale a work cannot be checked.
    rules : ObjectivityRules
        ``spike_p``, ``spike_excess``, ``spike_n``.
    year, procedure : str
        Which works.

    Returns
    -------
    DataFrame
        Checks, one a boundary: value — works on the boundary, % of those on it and one point below; threshold 50;
        extra columns at, below (works).

    Notes
    -----
    The null hypothesis is an even chance of the two neighbouring scores. Below the peak of the distribution an honest
    slope favours the boundary too: therefore the verdict of the school needs several spikes or one beyond all chance.
    Nominal level of the verdict: ``marker_level``.
    """
    works = procedures.loc[procedures["year"].eq(year)]
    table = boundary_spikes(score_counts(works, procedure=procedure), scales, rules, procedure=procedure)
    rows = []
    for row in table.to_dict("records"):
        near = share(int(row["at"]), int(row["at"] + row["below"]))
        few = row["status"] == FEW
        unscaled = row["boundary"] == ""
        reason = f"работ меньше {rules.spike_n}" if few else "границы отметок не заданы" if unscaled else ""
        rows.append({
            "marker": "M1", "group": f"{_work(row)}{', ' + row['boundary'] if row['boundary'] else ''}", "n": row["n"],
            "value": near.value, "low": near.low, "high": near.high, "threshold": 50.0, "p": row["p"],
            "status": NO_DATA if unscaled else row["status"], "reason": reason, "at": row["at"], "below": row["below"],
        })  # fmt: skip
    return check_table(rows, ("at", "below"))


def high_checks(
    procedures: pd.DataFrame, references: pd.DataFrame, rules: ObjectivityRules, *, year: str, procedure: str = "ВПР"
) -> pd.DataFrame:
    """M2: the interval of the school's mean lies wholly above the reference mean plus one spread of schools.

    Parameters
    ----------
    procedures, references : DataFrame
        As in :func:`standing`.
    rules : ObjectivityRules
        ``high_sd``, ``marker_n``.
    year, procedure : str
        Which works.

    Returns
    -------
    DataFrame
        Checks, all works together first, then one a work: value — distance of the school's mean from the reference in
        spreads of schools; extra columns percent, reference, sd.

    Notes
    -----
    The null hypothesis is a true mean at or below the threshold; a truly strong school is beyond it honestly, which
    :func:`high_marker` asks the ОГЭ about. Nominal level of the verdict: ``marker_level``.
    """
    works = standing(procedures.loc[procedures["year"].eq(year) & procedures["procedure"].eq(procedure)], references)
    rows = [_high("все работы", works, rules)]
    for (subject, grade), work in works.groupby(["subject", "grade"], observed=True):
        rows.append(_high(f"{subject}, {grade} кл.", work, rules))
    return check_table(rows if len(works) else [], ("percent", "reference", "sd"))


def high_marker(
    procedures: pd.DataFrame,
    references: pd.DataFrame,
    rules: ObjectivityRules,
    *,
    year: str,
    procedure: str = "ВПР",
    exams: pd.DataFrame | None = None,
) -> Marker:
    """M2 with the answer to the first question it raises: does the ОГЭ show the same?

    Parameters
    ----------
    procedures, references, rules, year, procedure
        As in :func:`high_checks`.
    exams : DataFrame or None
        Where the ОГЭ is looked for, when ``procedures`` are cut to one parallel.

    Returns
    -------
    Marker
        «Объяснено» instead of «возможный признак» when the ОГЭ of the last three years stands above its reference and
        is not below the procedure beyond the error (interval of 1 − ``marker_level``: the cohorts differ, and a
        narrower one accused strong schools more often than nominally). One class 9 is one cohort: three say more.
    """
    marker = judge("M2", high_checks(procedures, references, rules, year=year, procedure=procedure), rules)
    if not marker.raised or procedure == "ОГЭ":
        return marker
    outer_works = procedures if exams is None else exams
    inner, exam = (standing(table, references).dropna(subset=["z"]) for table in (procedures, outer_works))
    inner = inner.loc[inner["procedure"].eq(procedure) & inner["year"].eq(year)]
    back = int(year[:4]) - exam["year"].str[:4].astype(int)
    exam = exam.loc[exam["procedure"].eq("ОГЭ") & back.between(0, _EXAM_YEARS - 1)]
    if exam["pupil"].nunique() < rules.marker_n:
        return marker
    outer, own = (_place(part) for part in (exam, inner))
    gap, low, _ = change(outer, own)
    room = float(ndtri(1 - rules.marker_level / 2)) / NORMAL_95
    if outer[0] > 0 and gap - room * (gap - low) <= 0:
        return explained(marker, "ОГЭ последних лет так же высок: похоже на сильную школу")
    return marker


def narrow_checks(
    procedures: pd.DataFrame, rules: ObjectivityRules, *, year: str, procedure: str = "ВПР"
) -> pd.DataFrame:
    """M3: a mean above 80 % with half the usual spread of pupils or less.

    Parameters
    ----------
    procedures : DataFrame
        All years: the usual spread is the school's own.
    rules : ObjectivityRules
        ``narrow_ratio``, ``narrow_mean``, ``narrow_works``, ``marker_n``.
    year, procedure : str
        Which works are checked.

    Returns
    -------
    DataFrame
        Checks, one a work: value — SD of pupils divided by the pooled SD of the school's other works of the same
        procedure (all years and parallels, of the same subject when there are enough); threshold ``narrow_ratio``;
        extra columns percent, sd, usual (percentage points), works (behind the usual spread).

    Notes
    -----
    Reference tables give the spread of schools, not of pupils, so the school's own works serve («методика школы»). A
    school that always copies cannot be seen so. Interval of the ratio: F distribution of variances. A high mean
    narrows the spread honestly (at 85 % by a quarter); the threshold is a half. Nominal level: ``marker_level``.
    """
    works = procedures.loc[procedures["procedure"].eq(procedure) & procedures["primary_score"].notna()]
    works = works.assign(percent=100 * works["primary_score"] / works["max_score"])
    table = works.groupby(["year", "grade", "subject"], observed=True)["percent"].agg(["mean", "var", "count"])
    table = table.reset_index()
    others = table.loc[table["count"] >= rules.marker_n]
    rows = []
    for own in table.loc[table["year"].eq(year)].to_dict("records"):
        rows.append(_narrow({str(name): value for name, value in own.items()}, others, rules))
    return check_table(rows, ("percent", "sd", "usual", "works"))


def _place(works: pd.DataFrame) -> tuple[float, float, float]:
    row = mean_ratio(works, [], "z", "one").iloc[0]
    return float(row["mean"]), float(row["low"]), float(row["high"])


def _high(name: str, work: pd.DataFrame, rules: ObjectivityRules) -> dict[str, object]:
    known = work.dropna(subset=["z"])
    head: dict[str, object] = {"marker": "M2", "group": name, "threshold": rules.high_sd, "n": work["pupil"].nunique(),
                               "percent": work["percent"].mean(), "reference": known["mean"].mean(),
                               "sd": known["sd"].mean()}  # fmt: skip
    if known.empty:
        return {**head, "status": NO_DATA, "reason": "в ориентирах нет среднего и разброса школ"}
    n = int(known["pupil"].nunique())
    if n < rules.marker_n:
        return {**head, "n": n, "status": FEW, "reason": f"учеников меньше {rules.marker_n}"}
    value, low, high = _place(known)
    return {**head, "n": n, "value": value, "low": low, "high": high, "status": judged(value, low, rules.high_sd),
            "p": tail(value, low, rules.high_sd, freedom=n - 1)}  # fmt: skip


def _narrow(own: dict[str, Any], table: pd.DataFrame, rules: ObjectivityRules) -> dict[str, object]:
    mean, variance, n = float(own["mean"]), float(own["var"]), int(own["count"])
    same_work = table["year"].eq(own["year"]) & table["grade"].eq(own["grade"]) & table["subject"].eq(own["subject"])
    rest = table.loc[~same_work]
    alike = rest.loc[rest["subject"].eq(own["subject"])]
    rest = alike if len(alike) >= rules.narrow_works else rest
    head: dict[str, object] = {"marker": "M3", "group": _work(own), "n": n, "threshold": rules.narrow_ratio,
                               "percent": mean, "sd": math.sqrt(variance) if n > 1 else math.nan}  # fmt: skip
    if n < rules.marker_n:
        return {**head, "status": FEW, "reason": f"работ меньше {rules.marker_n}"}
    if len(rest) < rules.narrow_works:
        return {**head, "status": FEW, "reason": "разброс учеников в ориентирах не задан, а других работ школы мало"}
    freedom = float((rest["count"] - 1).sum())
    usual = float((rest["var"] * (rest["count"] - 1)).sum()) / freedom
    ratio2 = variance / usual if usual > 0 else math.nan
    ratio = math.sqrt(ratio2)
    low, high = np.sqrt(ratio2 / fdtri(n - 1, freedom, [0.975, 0.025]))
    p = float(fdtr(n - 1, freedom, ratio2 / rules.narrow_ratio**2))
    flat = mean > rules.narrow_mean and ratio < rules.narrow_ratio
    status = (POSSIBLE if high < rules.narrow_ratio else WATCH) if flat else CLEAR
    # A work below the limit of the mean was looked at and cannot raise the marker, whatever its spread.
    p = p if mean > rules.narrow_mean else 1.0
    return {**head, "value": ratio, "low": float(low), "high": float(high), "p": p, "status": status,
            "usual": math.sqrt(usual), "works": len(rest)}  # fmt: skip


def _work(row: Mapping[Any, Any]) -> str:
    return f"{row['subject']}, {row['grade']} кл."
