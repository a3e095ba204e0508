"""Marker M4 as a list of checks: journal marks that run away from the work, in one direction or by two marks at once.

Apart from the comparison itself because a school asks thirty times at once whether a gap is beyond the threshold, and
the answer must allow for that.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from workbook.estimates import holm
from workbook.settings import ObjectivityRules
from workbook.vsoko.journal import agreement, mark_pairs
from workbook.vsoko.marker_terms import CLEAR, FEW, POSSIBLE, WATCH, Marker, check_table, judge, judged, tail

__all__ = ["ALL_PAIRS", "gap_checks", "gap_marker", "pair_checks"]

ALL_PAIRS = "все пары"
"""Name of the check of all pairs together."""


def gap_checks(
    procedures: pd.DataFrame, pupils: pd.DataFrame, rules: ObjectivityRules, *, year: str, procedure: str = "ВПР"
) -> pd.DataFrame:
    """M4 from the tables of a school; see :func:`pair_checks`.

    Parameters
    ----------
    procedures : DataFrame
        year, pupil, procedure, subject, mark, journal_mark.
    pupils : DataFrame
        year, pupil, class_, level.
    rules : ObjectivityRules
    year, procedure : str
        Which works.
    """
    pairs = mark_pairs(procedures, pupils, procedure=procedure)
    return pair_checks(pairs.loc[pairs["year"].eq(year)], rules)


def pair_checks(pairs: pd.DataFrame, rules: ObjectivityRules) -> pd.DataFrame:
    """M4: |понизили − повысили| over all pairs and by work, and the share of gaps ≥ 2 by class.

    Parameters
    ----------
    pairs : DataFrame
        From :func:`workbook.vsoko.journal.mark_pairs`, of one year.
    rules : ObjectivityRules
        ``gap_share``, ``gap_n``, ``large_gap``, ``large_gap_share``.

    Returns
    -------
    DataFrame
        Checks; extra column kind («перевес» or «большие разрывы»). value: понизили − повысили, percentage points
        (positive: the journal is higher), or the share of large gaps in a class, %. The threshold has the sign of the
        value.

    Notes
    -----
    Both directions are looked at, so p of the balance is doubled. Nominal level of the verdict: ``marker_level``.
    """
    rows = []
    for by in ([], ["subject", "grade"]):
        for row in agreement(pairs, by, rules).to_dict("records") if len(pairs) else []:
            name = f"{row['subject']}, {row['grade']} кл." if by else ALL_PAIRS
            head = {"marker": "M4", "group": name, "n": int(row["n"]), "kind": "перевес"}
            value, low, high = (float(row[f"balance_{end}"]) for end in ("percent", "low", "high"))
            sign = -1.0 if value < 0 else 1.0
            end, threshold = (high if sign < 0 else low), sign * rules.gap_share
            known = {"value": value, "low": low, "high": high, "threshold": threshold}
            if row["n"] < rules.gap_n or row["pupils"] < 2:
                rows.append({**head, **known, "status": FEW, "reason": f"пар меньше {rules.gap_n}"})
                continue
            p = min(2 * tail(abs(value), sign * end, rules.gap_share, freedom=float(row["pupils"]) - 1), 1.0)
            status = judged(abs(value), sign * end, rules.gap_share)
            if low == high:
                p, status = _alike(value, int(row["pupils"]), rules)
            rows.append({**head, **known, "p": p, "status": status})
    for row in agreement(pairs, ["class_"], rules).to_dict("records") if len(pairs) else []:
        head = {"marker": "M4", "group": str(row["class_"]), "n": int(row["n"]), "kind": "большие разрывы"}
        value, low, high = (float(row[f"large_{end}"]) for end in ("percent", "low", "high"))
        known = {"value": value, "low": low, "high": high, "threshold": rules.large_gap_share}
        if row["n"] < rules.gap_n:
            rows.append({**head, **known, "status": FEW, "reason": f"пар меньше {rules.gap_n}"})
            continue
        p = tail(value, low, rules.large_gap_share) if value > low else 1.0
        rows.append({**head, **known, "p": p, "status": judged(value, low, rules.large_gap_share)})
    return check_table(rows, ("kind",))


def gap_marker(checks: pd.DataFrame, rules: ObjectivityRules) -> Marker:
    """Say M4 of the school: all pairs, a class, or several works; one work alone speaks of its scale first.

    Parameters
    ----------
    checks : DataFrame
        From :func:`pair_checks`.
    rules : ObjectivityRules

    Returns
    -------
    Marker
        «Наблюдать» instead of «возможный признак» when one work alone is beyond the threshold: a strict scale of that
        work does the same in every school, and a school cannot see it from inside.
    """
    marker = judge("M4", checks, rules)
    if not marker.raised:
        return marker
    beyond = checks.loc[checks["status"].eq(POSSIBLE) & (holm(checks["p"].to_numpy(float)) <= rules.marker_level)]
    if len(beyond) > 1 or beyond["group"].iloc[0] == ALL_PAIRS or beyond["kind"].iloc[0] != "перевес":
        return marker
    return replace(marker, status=WATCH, reason="порог превышен в одной работе: возможно, строга её шкала")


def _alike(value: float, pupils: int, rules: ObjectivityRules) -> tuple[float, str]:
    """Judge a place where all pupils moved alike, so that there is no interval.

    The balance stays within the limit when at most (1 + limit)/2 of pupils are lowered: the chance of all is its power.
    """
    if abs(value) < 100:
        return 1.0, WATCH if abs(value) > rules.gap_share else CLEAR
    p = min(2 * ((1 + rules.gap_share / 100) / 2) ** pupils, 1.0)
    return p, POSSIBLE if p <= 0.05 else WATCH
