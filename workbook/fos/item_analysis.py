"""The passport of each item: how hard it is, whether it tells strong pupils from weak, what was left blank.

Apart from the advice because these are numbers, and the advice is what people do with them.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from workbook.estimates import Estimate, half_up, mean, share
from workbook.fos.advice import advise
from workbook.fos.distractors import correlation, option_table
from workbook.fos.reliability import alpha_if_deleted
from workbook.fos.scoring import Scored, State
from workbook.fos.tiers import observed_tier, tier_verdict
from workbook.school.schema import NOT_TOLD
from workbook.settings import FosRules

__all__ = ["discrimination", "item_table"]


def discrimination(points: np.ndarray, totals: np.ndarray, share_of_group: float) -> float:
    """Compute D, the difference in success between the best and the weakest pupils (индекс различения).

    Pupils with equal sums at the border of a group enter it in equal parts, so the order of rows does not matter.

    Parameters
    ----------
    points : numpy.ndarray
        Share of the item's maximum earned by each pupil, 0..1.
    totals : numpy.ndarray
        Sum of points (or share of points) by which pupils are ordered.
    share_of_group : float
        Size of each group, usually 0.27.

    References
    ----------
    Kelley, T. L. (1939). The selection of upper and lower groups for the validation of test items. Journal of
    Educational Psychology 30, 17–24.

    Examples
    --------
    >>> discrimination(np.array([1, 1, 0, 0.0]), np.array([9, 8, 3, 2.0]), 0.27)
    1.0
    """
    size = int(half_up(share_of_group * len(points)))
    if size < 1 or np.ptp(totals) == 0:
        return math.nan
    return _group_mean(points, totals, size) - _group_mean(points, -totals, size)


def item_table(scored: Scored, rules: FosRules, options: pd.DataFrame | None = None) -> pd.DataFrame:
    """Describe every item of the test and recommend one action.

    Parameters
    ----------
    scored : Scored
        The scored test.
    rules : FosRules
        Thresholds of difficulty, discrimination, numbers of answers, tier bands.
    options : pandas.DataFrame, optional
        :func:`workbook.fos.distractors.option_table`, where it is already known.

    Returns
    -------
    pandas.DataFrame
        One row per item in the order of the work: item, content, skill, tier, kind, key, max_score;
        counts n (pupils who reached it), right, partial, wrong, blank, not_reached;
        success_percent, success_low, success_high (mean share of the maximum; Wilson for one point, Student's t for
        more); r, r_low, r_high (corrected item–rest correlation, Fisher z); d27; alpha_if_deleted;
        blank_percent, not_reached_percent (of all who had the item); observed_tier, tier_verdict;
        p_verdict («в границах», «трудное», «лёгкое», «мало данных»), r_verdict («различает», «слабо», «обратно»,
        «мало данных»): with fewer than ``alpha_n`` answers a limit is broken only when the whole interval breaks it;
        dead, stronger (options, «; » between); key_conflicts; reason (why r and D are not given, else empty);
        action (code of :mod:`workbook.fos.advice`), action_title, advice (Russian), needs_work.
    """
    named = _named_options(option_table(scored, rules) if options is None else options)
    rest, totals, without = scored.rest_shares(), scored.total_shares().to_numpy(), _alpha_without(scored)
    rows = []
    for item, about in scored.items.iterrows():
        row = {"item": item, **about[["content", "skill", "tier", "kind", "key", "max_score", "key_conflicts"]]}
        row |= _counts(scored.states[item])
        relative = scored.scores[item].to_numpy(dtype=float) / float(about["max_score"])
        row |= _success(relative, row["right"], row["n"], float(about["max_score"]))
        row |= _discriminating(relative, rest[item].to_numpy(dtype=float), totals, rules)
        row["alpha_if_deleted"] = without.get(str(item), math.nan) if not row["reason"] else math.nan
        row |= _tiers(row, rules) | _limits(row, rules)
        row["dead"] = "; ".join(named[str(item), "не работает"])
        row["stronger"] = "; ".join(named[str(item), "сильнее ключа"])
        advice = advise(row, rules)
        row |= {
            "action": advice.code, "action_title": advice.title, "advice": advice.text, "needs_work": advice.needs_work,
        }  # fmt: skip
        rows.append(row)
    return pd.DataFrame(rows)


def _group_mean(points: np.ndarray, order: np.ndarray, size: int) -> float:
    border = np.sort(order)[-size]
    above, tied = order > border, order == border
    room = size - above.sum()
    return float((points[above].sum() + room * points[tied].mean()) / size)


def _counts(states: pd.Series[str]) -> dict[str, float]:
    of = Counter(states.tolist())
    right, partial, wrong, blank, late = (
        of[state]
        for state in (State.RIGHT, State.PARTIAL, State.WRONG, State.BLANK, State.NOT_REACHED)
    )  # fmt: skip
    reached = right + partial + wrong + blank
    had = reached + late
    return {
        "n": reached, "right": right, "partial": partial, "wrong": wrong, "blank": blank, "not_reached": late,
        "blank_percent": 100 * blank / had if had else math.nan,
        "not_reached_percent": 100 * late / had if had else math.nan,
    }  # fmt: skip


def _success(relative: np.ndarray, right: int, n: int, top: float) -> dict[str, float]:
    known = relative[np.isfinite(relative)]
    whole = np.isin(known, (0.0, 1.0)).all()
    if (top == 1 and whole) or (len(known) and np.ptp(known) == 0 and whole):
        found = share(right, n)
    else:
        found = mean(100 * known)
        found = Estimate(found.value, max(found.low, 0.0), min(found.high, 100.0), found.n)
    return {"success_percent": found.value, "success_low": found.low, "success_high": found.high}


def _discriminating(relative: np.ndarray, rest: np.ndarray, totals: np.ndarray, rules: FosRules) -> dict[str, object]:
    known = np.isfinite(relative) & np.isfinite(rest)
    n = int(known.sum())
    nothing: dict[str, object] = dict.fromkeys(("r", "r_low", "r_high", "d27"), math.nan)
    if n < rules.item_n:
        return nothing | {"reason": f"Ответов {n}, для вывода нужно не меньше {rules.item_n}."}
    r, low, high = correlation(relative, rest)
    d27 = discrimination(relative[known], totals[known], rules.group_share)
    reason = "" if math.isfinite(r) else "Баллы у всех одинаковы: различать учеников задание не может."
    return {"r": r, "r_low": low, "r_high": high, "d27": d27, "reason": reason}


def _tiers(row: Mapping[str, Any], rules: FosRules) -> dict[str, str]:
    if row["n"] < rules.item_n or row["content"] == NOT_TOLD:  # a tier nobody claimed cannot be refuted
        return {"observed_tier": "", "tier_verdict": "мало данных"}
    found = Estimate(row["success_percent"], row["success_low"], row["success_high"], row["n"])
    return {
        "observed_tier": observed_tier(found.value, rules.tier_bands),
        "tier_verdict": tier_verdict(str(row["tier"]), found, rules.tier_bands),
    }


def _limits(row: Mapping[str, Any], rules: FosRules) -> dict[str, str]:
    if row["n"] < rules.item_n:
        return {"p_verdict": "мало данных", "r_verdict": "мало данных"}
    many = row["n"] >= rules.alpha_n
    low, high = 100 * rules.p_low, 100 * rules.p_high
    p, r = "в границах", "мало данных"
    if row["success_percent"] < low:
        p = "трудное" if many or row["success_high"] < low else "мало данных"
    elif row["success_percent"] > high:
        p = "лёгкое" if many or row["success_low"] > high else "мало данных"
    if row["r"] >= rules.r_min:
        r = "различает"
    elif row["r"] < rules.r_min and (many or row["r_high"] < rules.r_min):
        r = "обратно" if row["r"] < 0 else "слабо"
    return {"p_verdict": p, "r_verdict": r}


def _alpha_without(scored: Scored) -> dict[str, float]:
    """Give each item the α of its work without it; an item of several variants gets the mean weighted by pupils."""
    sums: dict[str, list[tuple[float, int]]] = {}
    for matrix in scored.forms().values():
        for item, value in zip(matrix.columns, alpha_if_deleted(matrix), strict=True):
            if math.isfinite(value):
                sums.setdefault(str(item), []).append((float(value), len(matrix)))
    return {item: sum(a * n for a, n in pairs) / sum(n for _, n in pairs) for item, pairs in sums.items()}


def _named_options(options: pd.DataFrame) -> dict[tuple[str, str], list[str]]:
    """Return (item, verdict) → the options so judged, in capitals."""
    named: dict[tuple[str, str], list[str]] = defaultdict(list)
    for item, verdict, option in zip(options["item"], options["verdict"], options["option"], strict=True):
        named[str(item), str(verdict)].append(str(option).upper())
    return named
