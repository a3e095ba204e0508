"""How much the same teachers changed by domain: interval, test where people are enough, the seed rule beside.

Apart from the index because a difference of two means is the beginning of the question, not its answer.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbook.estimates import Estimate, holm, mean, paired_change
from workbook.settings import GrowthRules
from workbook.vsoko.growth_index import DOMAINS

__all__ = [
    "ALL",
    "DIRECTION",
    "FALLEN",
    "FEW",
    "GROWN",
    "UNPROVED",
    "LowStart",
    "changes",
    "low_start",
    "method_changes",
    "teacher_means",
]

ALL = "все области"
FEW, DIRECTION = "мало данных", "только направление"
GROWN, FALLEN, UNPROVED = "рост", "снижение", "не доказано"


@dataclass(frozen=True)
class LowStart:
    """Change of those who began low and of the others: what regression to the mean can look like.

    Attributes
    ----------
    low, rest : Estimate
        Mean change of the pairs «teacher × domain» that began below the deficit and of the others.
    """

    low: Estimate
    rest: Estimate


def teacher_means(pairs: pd.DataFrame) -> pd.DataFrame:
    """Average the sufficient domains of each teacher: people, not domains, are independent.

    Parameters
    ----------
    pairs : DataFrame
        :func:`workbook.vsoko.growth_index.pairs`.

    Returns
    -------
    DataFrame
        Columns teacher, before, after, one row a teacher.
    """
    rows = pairs.loc[pairs["enough"]]
    return rows.groupby("teacher")[["before", "after"]].mean().reset_index()


def changes(pairs: pd.DataFrame, rules: GrowthRules) -> pd.DataFrame:
    """Judge the change of the school by domain and over all domains.

    Parameters
    ----------
    pairs : DataFrame
        :func:`workbook.vsoko.growth_index.pairs`; rows not «enough» are left out.
    rules : GrowthRules
        ``direction_n``, ``test_n``, ``p_value``.

    Returns
    -------
    DataFrame
        First row :data:`ALL` (teachers' means), then the domains that have pairs. Columns domain, n (teachers), before,
        after, seed (bool: «среднее после > среднего до»), change, low, high (mean change, Student), median, p_value
        (Wilcoxon, for domains adjusted by Holm; nan under ``test_n``), improved, improved_low, improved_high (percent
        of teachers, Wilson), verdict.

    References
    ----------
    Wilcoxon F. (1945). Biometrics Bulletin, 1, 80–83; Holm S. (1979). Scandinavian Journal of Statistics, 6, 65–70.
    """
    rows = pairs.loc[pairs["enough"]]
    groups = [(ALL, teacher_means(pairs))] + [(name, rows.loc[rows["domain"].eq(name)]) for name in DOMAINS]
    table = pd.DataFrame([_change(name, part, rules) for name, part in groups if len(part)])
    if table.empty:
        return table
    own = table["domain"].ne(ALL).to_numpy()
    table.loc[own, "p_value"] = holm(table.loc[own, "p_value"].to_numpy(dtype="float64"))
    table["verdict"] = [_verdict(row, rules) for _, row in table.iterrows()]
    return table


def method_changes(means: pd.DataFrame, rules: GrowthRules) -> pd.DataFrame:
    """Mean change by method: does the test grow with the self-assessment.

    Parameters
    ----------
    means : DataFrame
        :func:`workbook.vsoko.growth_index.method_means`.
    rules : GrowthRules
        Order of the methods.

    Returns
    -------
    DataFrame
        Columns method, n, before, after, change, low, high.
    """
    found = []
    for name in rules.weights:
        part = means.loc[means["method"].eq(name)]
        if len(part):
            change = mean(part["after"] - part["before"])
            found.append(
                (name, len(part), part["before"].mean(), part["after"].mean(), change.value, change.low, change.high)
            )
    return pd.DataFrame(found, columns=["method", "n", "before", "after", "change", "low", "high"])


def low_start(pairs: pd.DataFrame, rules: GrowthRules) -> LowStart:
    """Compare the change of those who began below the deficit with the others.

    Notes
    -----
    Whoever is chosen for a low first score rises at the second by chance alone (возврат к среднему: Galton F., 1886),
    so this difference is no effect of a measure.
    """
    rows = pairs.loc[pairs["enough"]]
    below = rows["before"] < rules.deficit
    return LowStart(mean(rows.loc[below, "change"]), mean(rows.loc[~below, "change"]))


def _change(name: str, part: pd.DataFrame, rules: GrowthRules) -> dict[str, object]:
    before, after = part["before"].astype("float64"), part["after"].astype("float64")
    moved = (after - before).round(9)  # 0.1 + 0.2: a change that is none must stay a tie
    shift, paired = mean(moved), paired_change(np.zeros(len(moved)), moved)
    n = len(part)
    return {
        "domain": name, "n": n, "before": before.mean(), "after": after.mean(),
        "seed": bool(moved.mean() > 0), "change": shift.value, "low": shift.low, "high": shift.high,
        "median": paired.estimate.value, "p_value": paired.p_value if n >= rules.test_n else math.nan,
        "improved": paired.improved_share.value, "improved_low": paired.improved_share.low,
        "improved_high": paired.improved_share.high, "improved_n": int((moved > 0).sum()),
    }  # fmt: skip


def _verdict(row: pd.Series, rules: GrowthRules) -> str:
    if row["n"] < rules.direction_n:
        return FEW
    if row["n"] < rules.test_n:
        return DIRECTION
    sure = math.isfinite(row["p_value"]) and row["p_value"] <= rules.p_value
    # The test speaks of ranks, the report of means: a conclusion needs both to point the same way.
    if sure and row["low"] > 0:
        return GROWN
    return FALLEN if sure and row["high"] < 0 else UNPROVED
