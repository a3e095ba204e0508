"""Items that work differently for equally prepared pupils of two groups (DIF, смещение): what to read again, and why.

Apart from item analysis because it needs to know whose the answers are, and because it may accuse nobody: an item is
looked at, never a group.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.estimates import holm
from workbook.fos.logistic_dif import logistic_dif
from workbook.fos.mantel_haenszel import common_odds, ets_class, points_gap
from workbook.fos.scoring import Scored
from workbook.settings.fos_sections import DifRules

__all__ = ["DIF_COLUMNS", "FLAGGED", "dif_table", "one_against_others", "sex_groups"]

DIF_COLUMNS = (
    "item", "n", "n_reference", "n_focal", "reference", "focal", "percent_reference", "percent_focal", "gap", "odds",
    "odds_low", "odds_high", "delta", "chi2", "p", "p_holm", "size", "crossing_p", "crossing_p_holm", "r2_uniform",
    "r2_crossing", "size_logistic", "verdict", "easier", "matched", "reason",
)  # fmt: skip
"""Columns of :func:`dif_table`."""

FLAGGED = ("сильное", "умеренное", "неравномерное")
"""Verdicts after which an item is read again."""

_NAN = math.nan


@dataclass(frozen=True)
class _Sides:
    """The pupils who are compared, as arrays in one order."""

    points: np.ndarray[Any, np.dtype[np.float64]]
    reached: np.ndarray[Any, np.dtype[np.bool_]]
    maxima: np.ndarray[Any, np.dtype[np.float64]]
    variants: np.ndarray[Any, np.dtype[np.int64]]
    focal: np.ndarray[Any, np.dtype[np.bool_]]
    labels: tuple[str, str]


def dif_table(scored: Scored, groups: pd.Series[Any], rules: DifRules, *, focal: str = "") -> pd.DataFrame:
    """Compare two groups item by item among equally prepared pupils.

    Pupils are matched on the sum of points of their own variant, the studied item included (Holland and Thayer); items
    found to differ are taken out of the sum and everything is computed again, until nothing changes. Neighbouring sums
    with too few pupils of a group are joined.

    Parameters
    ----------
    scored : Scored
        The scored test.
    groups : pandas.Series
        Pupil → group; two different values; pupils without a group are left out.
    rules : DifRules
        ``group_n``, ``total_n``, ``alpha``, ``stratum_n``, ``rounds`` and the limits of the classes.
    focal : str
        The group whose difference is told; empty takes the last in order.

    Returns
    -------
    pandas.DataFrame
        One row per item, columns :data:`DIF_COLUMNS`: n and n of both groups (pupils who reached the item);
        percent_reference, percent_focal (success as it was, %); gap (success of the focal group above that of equally
        prepared pupils of the other, percentage points); odds, odds_low, odds_high (common odds ratio of Mantel and
        Haenszel, 95 %), delta (MH D-DIF), NaN with partial credit; chi2, p (Mantel–Haenszel with the continuity
        correction, Mantel with partial credit), p_holm; size («A», «B», «C»); crossing_p, crossing_p_holm, r2_uniform,
        r2_crossing, size_logistic (logistic regression, only for items right or wrong); verdict («сильное»,
        «умеренное», «неравномерное», «под вопросом» (visible in this item alone, but among so many items perhaps by
        chance), «различий нет», «мало данных»); easier (the group for which it is easier); matched (items in the sum);
        reason (Russian).

    Raises
    ------
    MissingData
        No pupil of the test has a group, or there are not exactly two groups.

    References
    ----------
    Holland, P. W., Thayer, D. T. (1988). In: Wainer, Braun (eds.), Test Validity, 129–145;
    Holm, S. (1979). A simple sequentially rejective multiple test procedure. Scand. J. Statist. 6, 65–70;
    Jodoin, M. G., Gierl, M. J. (2001). Applied Measurement in Education 14, 329–349.
    """
    sides = _sides(scored, groups, focal)
    taken_out: frozenset[int] = frozenset()
    rows: list[dict[str, Any]] = []
    for _ in range(rules.rounds + 1):
        rows = [_item(sides, number, taken_out, rules) for number in range(len(sides.maxima))]
        found = frozenset(number for number, row in enumerate(rows) if row["size"] in ("B", "C"))
        # With the whole work flagged nothing would be left to match on.
        if found == taken_out or len(found) > len(rows) // 2:
            break
        taken_out = found
    table = pd.DataFrame(rows)
    table.insert(0, "item", scored.items.index.astype(str))
    table["p_holm"] = holm(table["p"].to_numpy(dtype=float))
    table["crossing_p_holm"] = holm(table["crossing_p"].to_numpy(dtype=float))
    table["verdict"] = [_verdict(row, rules) for row in table.to_dict("records")]
    table["reference"], table["focal"] = sides.labels
    return table[list(DIF_COLUMNS)]


def sex_groups(pupils: pd.DataFrame) -> pd.Series[Any]:
    """Return pupil → «девочки» or «мальчики» from the table of pupils.

    Raises
    ------
    MissingData
        The school did not hand in the sex of its pupils.
    """
    known = pupils.dropna(subset=["sex"]).drop_duplicates("pupil", keep="last")
    if known.empty:
        raise MissingData(
            "В таблице «Ученики» не заполнен столбец «Пол»: сравнить задания у мальчиков и девочек нельзя.",
            Reason.VALUE_MISSING, ("pupils",),
        )  # fmt: skip
    return known.set_index("pupil")["sex"].map({"ж": "девочки", "м": "мальчики"})


def one_against_others(groups: pd.Series[Any], name: Hashable) -> pd.Series[Any]:
    """Return pupil → the named group or «остальные», to compare one class with all others.

    Examples
    --------
    >>> one_against_others(pd.Series({"У-1": "5 А", "У-2": "5 Б"}), "5 А").tolist()
    ['5 А', 'остальные']
    """
    known = groups.dropna()
    return known.where(known == name, "остальные")


def _sides(scored: Scored, groups: pd.Series[Any], focal: str) -> _Sides:
    mine = groups[~groups.index.duplicated()].reindex(scored.scores.index).dropna().astype(str)
    labels = sorted(mine.unique())
    if len(labels) != 2:
        many = "ни об одном ученике не известно, из какой он группы" if not labels else f"групп: {len(labels)}"
        raise MissingData(f"Для сравнения нужны две группы учеников, в этой работе {many}.", Reason.VALUE_MISSING)
    second = focal or labels[1]
    if second not in labels:
        raise MissingData(f"Группы «{second}» в этой работе нет.", Reason.VALUE_CHOICE)
    scores = scored.scores.loc[mine.index]
    codes = scored.variants.loc[mine.index].astype("category").cat.codes.to_numpy().astype(np.int64)
    points = scores.to_numpy(dtype=float)
    return _Sides(
        np.nan_to_num(points), np.isfinite(points), scored.items["max_score"].to_numpy(dtype=float), codes,
        (mine == second).to_numpy(), (next(name for name in labels if name != second), second),
    )  # fmt: skip


def _item(sides: _Sides, number: int, taken_out: frozenset[int], rules: DifRules) -> dict[str, Any]:
    reached, top = sides.reached[:, number], float(sides.maxima[number])
    points, focal = sides.points[reached, number], sides.focal[reached]
    n2 = int(focal.sum())
    n1 = len(focal) - n2
    row: dict[str, Any] = dict.fromkeys(DIF_COLUMNS[1:], _NAN)
    row |= {"n": n1 + n2, "n_reference": n1, "n_focal": n2, "size": "", "size_logistic": "", "easier": "", "reason": ""}
    row["percent_reference"] = 100 * float(points[~focal].mean()) / top if n1 else _NAN
    row["percent_focal"] = 100 * float(points[focal].mean()) / top if n2 else _NAN
    row["reason"] = _lacking(sides.labels, n1, n2, rules)
    if row["reason"]:
        return row
    if np.ptp(points) == 0:
        return row | {"reason": "Баллы у всех одинаковы: сравнивать нечего."}
    matching = [place for place in range(len(sides.maxima)) if place not in taken_out or place == number]
    sums = sides.points[reached][:, matching].sum(axis=1)
    strata = _strata(sums, sides.variants[reached], focal, rules.stratum_n)
    found = points_gap(points, focal, strata)
    row |= {"matched": len(matching), "gap": 100 * found.gap / top, "chi2": found.chi2, "p": found.p}
    if np.isin(points, (0.0, top)).all():
        row |= _right_or_wrong(points == top, focal, strata, sums, rules)
    else:
        row["size"] = _size(abs(found.effect), rules.points_b, rules.points_c) if found.p < rules.alpha else "A"
    if math.isfinite(row["gap"]):
        row["easier"] = sides.labels[int(row["gap"] > 0)] if row["gap"] else ""
    if not row["size"]:
        row["reason"] = "Среди равно подготовленных учеников нет ошибок или нет учеников обеих групп."
    return row


def _right_or_wrong(right: Any, focal: Any, strata: Any, sums: Any, rules: DifRules) -> dict[str, Any]:
    cells = np.bincount(4 * strata + 2 * focal + ~right, minlength=4 * (int(strata.max()) + 1)).reshape(-1, 2, 2)
    odds = common_odds(cells)
    curve = logistic_dif(right, sums, focal)
    growth = max(curve.uniform_r2, curve.crossing_r2) if not curve.reason else _NAN
    return {
        "odds": odds.ratio, "odds_low": odds.low, "odds_high": odds.high, "delta": odds.delta, "chi2": odds.chi2,
        "p": odds.p, "size": ets_class(odds, rules.alpha, rules.odds_b, rules.odds_c),
        "crossing_p": curve.crossing_p, "r2_uniform": curve.uniform_r2, "r2_crossing": curve.crossing_r2,
        "size_logistic": _size(growth, rules.r2_b, rules.r2_c) if math.isfinite(growth) else "",
    }  # fmt: skip


def _size(value: float, medium: float, large: float) -> str:
    return "C" if value >= large else "B" if value >= medium else "A"


def _strata(sums: Any, variants: Any, focal: Any, least: int) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Number the strata: equal sums of one variant, neighbours joined until both groups have enough pupils."""
    place = np.zeros(len(sums), dtype=np.int64)
    number = 0
    for variant in np.unique(variants):
        mine = variants == variant
        first, held = number, [0, 0]
        for value in np.unique(sums[mine]):
            here = mine & (sums == value)
            place[here] = number
            held[0] += int((~focal[here]).sum())
            held[1] += int(focal[here].sum())
            if min(held) >= least:
                number, held = number + 1, [0, 0]
        if any(held):  # the top of the scale was too thin: it joins the stratum below
            if number > first:
                place[mine & (place == number)] = number - 1
            else:
                number += 1
    return place


def _lacking(labels: tuple[str, str], n1: int, n2: int, rules: DifRules) -> str:
    parts = [
        f"{label} — {n}, не хватает {rules.group_n - n}"
        for label, n in zip(labels, (n1, n2), strict=True)
        if n < rules.group_n
    ]
    if parts:
        return f"Для сравнения нужно не меньше {rules.group_n} учеников в группе: {'; '.join(parts)}."
    if n1 + n2 < rules.total_n:
        return (
            f"Учеников в двух группах {n1 + n2}, нужно не меньше {rules.total_n}: не хватает {rules.total_n - n1 - n2}."
        )
    return ""


_Rule = Callable[[dict[Hashable, Any], DifRules], bool]


def _verdict(row: dict[Hashable, Any], rules: DifRules) -> str:
    if row["reason"]:
        return "мало данных"
    return next((name for name, holds in _VERDICTS.items() if holds(row, rules)), "различий нет")


_VERDICTS: dict[str, _Rule] = {
    "сильное": lambda row, rules: row["size"] == "C" and row["p_holm"] < rules.alpha,
    "умеренное": lambda row, rules: row["size"] == "B" and row["p_holm"] < rules.alpha,
    "неравномерное": lambda row, rules: (
        row["crossing_p_holm"] < rules.alpha and row["r2_crossing"] >= rules.r2_b and row["size"] == "A"
    ),
    "под вопросом": lambda row, _: row["size"] in ("B", "C"),
}
