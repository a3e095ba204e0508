"""Criterion 7, компетенции педагогов: is the mean at the end of the year above the mean before it.

Apart from the growth of teachers because the rule of the programme is weaker than a proof, and both must be said.
"""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from workbook.estimates import Estimate
from workbook.settings import Settings
from workbook.vsoko.criterion import Criterion, judged, said, target_of
from workbook.vsoko.growth_change import ALL, GROWN

__all__ = ["growth_criterion"]


def growth_criterion(changes: pd.DataFrame, settings: Settings, year: str) -> Criterion:
    """Judge the change over all domains by the rule of the programme; the test stands beside.

    Parameters
    ----------
    changes : DataFrame
        :func:`workbook.vsoko.growth_change.changes`.
    settings : Settings
        ``growth.direction_n``, ``growth.test_n``.
    year : str
    """
    row: dict[Any, Any] = changes.loc[changes["domain"].eq(ALL)].iloc[0].to_dict()
    rules, n = settings.growth, int(row["n"])
    way = f"среднее {said(row['before'])} → {said(row['after'])}"
    if math.isnan(row["p_value"]):
        proof = f"учителей {n}, меньше {rules.test_n}: только направление"
    else:
        proof = "рост доказан" if row["verdict"] == GROWN else "изменение в пределах погрешности"
    failures, gaps = [], []
    if n < rules.direction_n:
        gaps.append(f"учителей, оценённых дважды, {n} из {rules.direction_n} нужных")
    elif not row["seed"]:
        failures.append(f"{way}; {proof}")
    state, reason = judged(failures, gaps, f"{way}; {proof}")
    return Criterion(
        7, state, reason, target_of(7, settings),
        Estimate(float(row["change"]), float(row["low"]), float(row["high"]), n), "баллов",
        ("учитель", "учителя", "учителей"), ((year, float(row["change"])),),
    )  # fmt: skip
