"""How far the jurors agree, and who is stricter than the others, over one nomination and over the whole contest.

Apart from the decision because agreement is about the jury, not about the finalists.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
import pandas as pd

from workbook.estimates import mean
from workbook.estimates.agreement import Bootstrap, Coefficient, intraclass, kendall_w, krippendorff_alpha
from workbook.rating.contest_jury import GAP, Ballots
from workbook.settings import ContestRules

__all__ = ["ALIKE", "MILDER", "STRICTER", "UNKNOWN", "agreement", "concordance", "severity"]

STRICTER, MILDER, ALIKE, UNKNOWN = "строже", "мягче", "как другие", "мало данных"

_LEAST = 3
"""Finalists below which a juror's severity is a story about one of them."""


def agreement(given: Iterable[Ballots], rules: ContestRules) -> pd.DataFrame:
    """Return the agreement of the jury over all scores of the contest.

    Parameters
    ----------
    given : iterable of Ballots
    rules : ContestRules
        ``draws``, ``confidence``.

    Returns
    -------
    DataFrame
        ``code``, ``name`` (Russian), ``value``, ``low``, ``high``, ``units`` (scored cells), ``raters``, ``reason``.
        «alpha»: Krippendorff's α of intervals, gaps allowed; «one» and «all»: ICC(2,1) and ICC(2,k), severity counts
        as error; «order»: ICC(3,k), severity does not count.
    """
    table = _cells(given)
    found = intraclass(table, confidence=rules.confidence / 100).forms
    alpha = krippendorff_alpha(
        table, "interval", bootstrap=Bootstrap(draws=rules.draws, confidence=rules.confidence / 100)
    )
    rows = [
        ("alpha", "α Криппендорфа: одни и те же баллы", alpha),
        ("one", "ICC(2,1): оценка одного члена жюри", found["ICC(2,1)"]),
        ("all", "ICC(2,k): среднее всего жюри", found["ICC(2,k)"]),
        ("order", "ICC(3,k): среднее всего жюри, если строгость не считать ошибкой", found["ICC(3,k)"]),
    ]
    return pd.DataFrame([_row(code, name, one) for code, name, one in rows])


def concordance(given: Iterable[Ballots]) -> pd.DataFrame:
    """Return Kendall's W of each nomination: do the jurors put the finalists in the same order.

    Returns
    -------
    DataFrame
        ``nomination``, ``value``, ``units`` (finalists), ``raters`` (jurors without gaps), ``p`` (chance of such a W
        without a common order; rough with so few finalists), ``reason`` (Russian, when W does not exist).
    """
    rows = []
    for one in given:
        whole = [one.jurors.index(name) for name in one.full]
        sums = one.scores[whole].sum(axis=1).T.astype("float64")
        found = kendall_w(sums.reshape(len(one.units), len(whole)))
        rows.append({
            "nomination": one.nomination, "value": found.w.value, "units": len(one.units), "raters": len(whole),
            "p": found.p, "reason": found.w.reason,
        })  # fmt: skip
    return pd.DataFrame(rows, columns=["nomination", "value", "units", "raters", "p", "reason"])


def severity(given: Iterable[Ballots], rules: ContestRules) -> pd.DataFrame:
    """Compare each juror with the median of the others on the same finalists and criteria (строгость члена жюри).

    Parameters
    ----------
    given : iterable of Ballots
    rules : ContestRules
        ``severity_shift``, ``confidence``.

    Returns
    -------
    DataFrame
        ``expert``, ``n`` (finalists compared), ``cells`` (scores of his), ``gaps`` (cells he left empty),
        ``severity`` (points a criterion; negative = stricter), ``low``, ``high`` (Student's interval over finalists,
        each of them counted once), ``verdict``: «строже» or «мягче» needs a difference of at least ``severity_shift``
        and an interval without 0.
    """
    blocks = list(given)
    table = _cells(blocks)
    rows = []
    for expert in table.columns:
        others = table.drop(columns=expert).median(axis=1)
        away = (table[expert] - others).dropna()
        by_unit = away.groupby(level=["nomination", "unit"]).mean()
        found = mean(by_unit, confidence=rules.confidence / 100)
        gaps = sum(n for one in blocks for name, n in one.gaps() if name == expert)
        rows.append({
            "expert": expert, "n": found.n, "cells": int(table[expert].notna().sum()), "gaps": gaps,
            "severity": found.value, "low": found.low, "high": found.high,
            "verdict": _verdict(found.value, found.low, found.high, found.n, rules),
        })  # fmt: skip
    return pd.DataFrame(rows, columns=["expert", "n", "cells", "gaps", "severity", "low", "high", "verdict"])


def _cells(given: Iterable[Ballots]) -> pd.DataFrame:
    """Return points, one row per nomination, finalist and criterion, one column per juror, gaps as nan."""
    parts = []
    for one in given:
        index = pd.MultiIndex.from_product(
            [[one.nomination], one.units, one.criteria], names=["nomination", "unit", "criterion"]
        )
        flat = one.scores.transpose(2, 1, 0).reshape(-1, len(one.jurors))
        parts.append(pd.DataFrame(np.where(flat == GAP, np.nan, flat / 100), index, list(one.jurors)))
    if not parts:
        return pd.DataFrame(index=pd.MultiIndex.from_arrays([[], [], []], names=["nomination", "unit", "criterion"]))
    whole = pd.concat(parts)
    return whole[sorted(whole.columns)]


def _verdict(value: float, low: float, high: float, n: int, rules: ContestRules) -> str:
    if n < _LEAST or not math.isfinite(low):
        return UNKNOWN
    if low <= 0 <= high or abs(value) < rules.severity_shift:
        return ALIKE
    return STRICTER if value < 0 else MILDER


def _row(code: str, name: str, one: Coefficient) -> dict[str, object]:
    return {
        "code": code, "name": name, "value": one.value, "low": one.low, "high": one.high, "units": one.units,
        "raters": one.raters, "reason": one.reason,
    }  # fmt: skip
