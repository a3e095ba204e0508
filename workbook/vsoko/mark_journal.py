"""The current journal on a day: weighted means, distance to the border, debts, few marks, the last control work.

Apart from the weighted mean itself because a teacher looks at all of these before she decides; nothing here posts a
mark, and a «точка» is a debt, never a «2».
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from workbook.errors import DataRefused, Reason
from workbook.settings import JournalRules, WeightedRules
from workbook.vsoko.weighted import weighted_means

__all__ = ["few_marks", "journal_state", "lift", "moves", "near_border", "reweighted", "weighing"]

_MARKS = ("5", "4", "3", "2")
_NEXT = {"4": "5", "3": "4", "2": "3"}
_TOUCH = 1e-9


def journal_state(marks: pd.DataFrame, weighted: WeightedRules, journal: JournalRules, enough: int) -> pd.DataFrame:
    """Describe each pupil's journal in each subject.

    Parameters
    ----------
    marks : DataFrame
        Rows of the journal with pupil, class_, grade, subject, date, work_type, weight, mark.
    weighted : WeightedRules
        Weights and thresholds.
    journal : JournalRules
        Zone of the border, kinds of control works.
    enough : int
        How many marks the period needs.

    Returns
    -------
    DataFrame
        Columns of :func:`workbook.vsoko.weighted.weighted_means` (``enough`` by the argument), class_, grade, debts
        («точка»), missed («н»), last_control (the latest mark of a control work or empty), next_mark, to_next (to its
        threshold, NaN at «5»), above (over the threshold of the suggested mark), failed_control (the last control work
        is «2» though a better mark is suggested).
    """
    means = weighted_means(marks, weighted)
    means["enough"] = means["n"] >= enough
    people = marks[["pupil", "class_", "grade"]].drop_duplicates("pupil")
    table = means.merge(people, on="pupil", how="left")
    keys = ["pupil", "subject"]
    signs = marks.assign(debts=marks["mark"].eq("."), missed=marks["mark"].eq("н"))
    table = table.merge(signs.groupby(keys)[["debts", "missed"]].sum().astype(int).reset_index(), on=keys, how="left")
    kinds = [word.strip() for word in journal.control_works.split(";")]
    control = marks.loc[marks["work_type"].isin(kinds) & marks["mark"].isin(_MARKS)]
    # The weakest of two works of one day comes last, so the order of rows in the file decides nothing.
    control = control.sort_values([*keys, "date", "mark"], ascending=[True, True, True, False])
    last = control.groupby(keys)["mark"].last().rename("last_control").reset_index()
    table = table.merge(last, on=keys, how="left")
    table["last_control"] = table["last_control"].astype("str").fillna("")
    limits = {mark: float(weighted.thresholds[mark]) for mark in ("5", "4", "3")}
    table["next_mark"] = table["suggested"].map(_NEXT).astype("str").fillna("")
    table["to_next"] = table["next_mark"].map(limits).astype(float) - table["weighted_mean"]
    table["above"] = table["weighted_mean"] - table["suggested"].map(limits).astype(float)
    reminded = journal.last_control == "напомнить"
    table["failed_control"] = table["last_control"].eq("2") & table["suggested"].ne("2") & reminded
    return table.sort_values(["grade", "class_", "pupil", "subject"]).reset_index(drop=True)


def near_border(state: pd.DataFrame, weighted: WeightedRules, journal: JournalRules) -> pd.DataFrame:
    """List pupils whose weighted mean is a little short of a threshold, with what would lift it.

    Parameters
    ----------
    state : DataFrame
        From :func:`journal_state`.
    weighted : WeightedRules
        Thresholds, and weights of the kinds of works among which the lightest sufficient one is named.
    journal : JournalRules
        ``border_zone``.

    Returns
    -------
    DataFrame
        Rows of ``state`` with to_next ≤ zone, and lift_count, lift_mark, lift_kind, lift_weight (:func:`lift`).
    """
    rows = state.loc[state["to_next"].le(journal.border_zone + _TOUCH)].reset_index(drop=True)
    limits = {mark: float(weighted.thresholds[mark]) for mark in ("5", "4", "3")}
    found = [
        lift(row["weighted_mean"] * row["weight"], row["weight"], limits[row["next_mark"]], weighted.weights)
        for row in rows.to_dict("records")
    ]
    columns = ["lift_count", "lift_mark", "lift_kind", "lift_weight"]
    return rows.join(pd.DataFrame(found, columns=columns, index=rows.index))


def lift(points: float, weight: float, threshold: float, weights: Mapping[str, float]) -> tuple[int, str, str, float]:
    """Say what lifts a weighted mean to a threshold with the least effort.

    One mark is tried first, the lower mark and the lighter work before the higher and the heavier; if no single mark is
    enough, several «5» for the heaviest work.

    Parameters
    ----------
    points, weight : float
        ``Σ mark·weight`` and ``Σ weight`` of the marks now.
    threshold : float
        2..5.
    weights : mapping of str to float
        Kind of work → weight.

    Returns
    -------
    tuple
        How many marks, which mark, kind of work, its weight; (0, "", "", 0) when nothing is needed or nothing helps.

    Examples
    --------
    >>> lift(4.5 * 8, 8, 4.65, {"контрольная": 5, "домашняя": 1})
    (1, '5', 'контрольная', 5.0)
    """
    short = threshold * weight - points
    kinds = sorted(((float(size), kind) for kind, size in weights.items() if size > 0))
    if short <= _TOUCH or not kinds:
        return 0, "", "", 0.0
    for mark in range(max(math.floor(threshold) + 1, 3), 6):
        for size, kind in kinds:
            if mark > threshold and size * (mark - threshold) >= short - _TOUCH:
                return 1, str(mark), kind, size
    if threshold >= 5:
        return 0, "", "", 0.0
    size, kind = max(kinds, key=lambda pair: pair[0])
    return math.ceil((short - _TOUCH) / ((5 - threshold) * size)), "5", kind, size


def few_marks(expected: pd.DataFrame, marks: pd.DataFrame, enough: int) -> pd.DataFrame:
    """List pupils who may prove not assessed («н/а»): fewer marks than the school wants.

    Parameters
    ----------
    expected : DataFrame
        pupil, subject, class_, grade: who is to be marked in what.
    marks : DataFrame
        Rows of the journal.
    enough : int
        How many marks the period needs.

    Returns
    -------
    DataFrame
        Columns class_, grade, pupil, subject, n, lacking, debts, missed; those without a single mark first.
    """
    keys = ["pupil", "subject"]
    signs = marks.assign(n=marks["mark"].isin(_MARKS), debts=marks["mark"].eq("."), missed=marks["mark"].eq("н"))
    sums = signs.groupby(keys)[["n", "debts", "missed"]].sum().astype(int).reset_index()
    table = expected.merge(sums, on=keys, how="left")
    table[["n", "debts", "missed"]] = table[["n", "debts", "missed"]].fillna(0).astype(int)
    table["lacking"] = enough - table["n"]
    rows = table.loc[table["lacking"] > 0].sort_values(["n", "grade", "class_", "pupil", "subject"])
    return rows[["class_", "grade", "pupil", "subject", "n", "lacking", "debts", "missed"]].reset_index(drop=True)


def weighing(weighted: WeightedRules, weights: str = "", thresholds: str = "") -> WeightedRules:
    """Return the rules with other weights or thresholds («что если»); empty texts keep the school's own.

    Parameters
    ----------
    weighted : WeightedRules
        The rules in force.
    weights : str
        Lines «контрольная: 5»; a kind left out keeps its weight.
    thresholds : str
        «4,5; 3,5; 2,5»: from which mean «5», «4», «3» is suggested.

    Raises
    ------
    DataRefused
        An unknown kind, a weight outside 0–100, thresholds that are not three falling numbers.

    Examples
    --------
    >>> dict(weighing(WeightedRules(), thresholds="4,5; 3,5; 2,5").thresholds)["5"]
    4.5
    """
    if not weights.strip() and not thresholds.strip():
        return weighted
    own = {kind: float(size) for kind, size in weighted.weights.items()}
    for line in weights.replace(";", "\n").splitlines():
        kind, _, text = (part.strip() for part in line.partition(":"))
        if not kind:
            continue
        size = _number(text)
        if kind not in own or size is None or not 0 <= size <= 100:
            known = ", ".join(own)
            raise DataRefused(
                f"Вес «{line.strip()}» не понят. Пишите так: «контрольная: 5», вес от 0 до 100. Виды работ: {known}.",
                Reason.PARAMETER_TYPE,
            )
        own[kind] = size
    limits = {mark: float(value) for mark, value in weighted.thresholds.items()}
    if thresholds.strip():
        found = [_number(part) for part in thresholds.split(";")]
        if len(found) != 3 or any(value is None or not 2 <= value <= 5 for value in found):
            raise DataRefused(
                f"Пороги «{thresholds}» не поняты. Пишите три числа от 2 до 5 по убыванию: «4,65; 3,65; 2,65».",
                Reason.PARAMETER_TYPE,
            )
        limits = dict(zip(("5", "4", "3"), (float(value or 0) for value in found), strict=True))
    return dataclasses.replace(weighted, weights=own, thresholds=limits)


def reweighted(marks: pd.DataFrame, own: WeightedRules, other: WeightedRules) -> pd.DataFrame:
    """Put the other rules' weights on the kinds of works whose weight they change; the rest keeps the journal's.

    Parameters
    ----------
    marks : DataFrame
        Rows of the journal with work_type and weight.
    own, other : WeightedRules
        The school's rules and those of «что если».
    """
    sizes = {
        kind: float(size) for kind, size in other.weights.items() if float(size) != float(own.weights.get(kind, np.nan))
    }
    new = marks["work_type"].map(sizes).astype(float)
    return marks.assign(weight=new.where(new.notna(), marks["weight"]))


def moves(state: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Count what other weights or thresholds would change.

    Parameters
    ----------
    state, other : DataFrame
        :func:`journal_state` under the school's rules and under the others.

    Returns
    -------
    DataFrame
        Columns pupil, subject, class_, grade, weighted_mean, suggested, other_mean, other_suggested, way («выше»,
        «ниже», «та же»; «нет веса» when the other weights leave no mark).
    """
    new = other[["pupil", "subject", "weighted_mean", "suggested"]]
    new = new.rename(columns={"weighted_mean": "other_mean", "suggested": "other_suggested"})
    table = state[["pupil", "subject", "class_", "grade", "weighted_mean", "suggested"]].merge(
        new, on=["pupil", "subject"], how="left"
    )
    was, now = table["suggested"].astype(int), table["other_suggested"].astype("float")
    way = np.select([now.isna(), now > was, now < was], ["нет веса", "выше", "ниже"], "та же")
    return table.assign(way=pd.Series(way, table.index, dtype="str"))


def _number(text: str) -> float | None:
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) else None
