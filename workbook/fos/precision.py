"""All that is said of the precision of one work: every measure of agreement beside α, and the error of each sum.

Apart from the formulas because here the gates stand: which measure a variant of so many pupils and items may have.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from workbook.estimates import NORMAL_95
from workbook.fos.internal_consistency import kr21, lambda2, omega, splits, stratified, weighted
from workbook.fos.measurement_error import difference_error, error_table
from workbook.fos.reliability import ALL_VARIANTS, overall, reliability
from workbook.fos.scoring import Scored
from workbook.settings import FosRules

__all__ = ["MEASURES", "Precision", "precision"]

MEASURES = {
    "alpha": "α Кронбаха",
    "lambda2": "λ2 Гуттмана",
    "omega": "ω Макдональда",
    "odd_even": "чётные и нечётные задания",
    "halves": "случайные половины, среднее",
    "stratified": "α по уровням заданий",
    "kr21": "KR-21",
}
"""Code of a measure → its Russian name, in the order in which they are shown."""


@dataclass(frozen=True)
class Precision:
    """How precisely one work measures.

    Attributes
    ----------
    measures : pandas.DataFrame
        code, measure (Russian), value, low, high (Feldt's interval for α, the range of random halves for «halves», else
        NaN), reason (Russian: why there is no value or what to beware of). Of several variants each value is the mean
        weighted by pupils; α is the one of :func:`workbook.fos.reliability.overall`.
    sem : float
        Standard error of measurement, points; NaN when α is not between 0 and 1.
    gap : float
        Smallest difference of two sums that is not explained by error (1.96 · SEM · √2), points.
    errors : dict of str to pandas.DataFrame
        Variant → :func:`workbook.fos.measurement_error.error_table`; only variants with ``alpha_n`` works.
    verdict : str
        «достаточна», «недостаточна» or «мало данных», as α decides.
    reason : str
        Why; empty when all is well.
    """

    measures: pd.DataFrame
    sem: float
    gap: float
    errors: dict[str, pd.DataFrame]
    verdict: str
    reason: str

    def value(self, code: str) -> float:
        """Return one measure by its code of :data:`MEASURES`; NaN when it is not defined."""
        found = self.measures.loc[self.measures["code"] == code, "value"]
        return float(found.iloc[0]) if len(found) else math.nan


def precision(scored: Scored, rules: FosRules) -> Precision:
    """Measure the precision of one work in every way that its data allow.

    Parameters
    ----------
    scored : Scored
        The scored test.
    rules : FosRules
        ``alpha_n``: with fewer works no measure besides α is given, for they only repeat its doubt.

    Returns
    -------
    Precision
    """
    forms = {name: form for name, form in scored.forms().items() if len(form) > 1 and form.shape[1] > 1}
    row = overall(reliability(scored, rules))
    rows: list[tuple[str, str, float, float, float, str]] = [
        ("alpha", str(row["kind"]), float(row["alpha"]), float(row["low"]), float(row["high"]), "")
    ]
    if row["verdict"] != "мало данных":
        mine = list(forms.values()) if row["variant"] == ALL_VARIANTS else [forms[str(row["variant"])]]
        rows += [(code, MEASURES[code], *_measured(code, mine, scored)) for code in list(MEASURES)[1:]]
    errors = {}
    for name, form in forms.items():
        if len(form) >= rules.alpha_n or (row["variant"] == ALL_VARIANTS and row["n"] >= rules.alpha_n):
            table = error_table(form, float(scored.items.loc[form.columns, "max_score"].sum()))
            if len(table):
                errors[name] = table
    sem = float(row["sem"])
    return Precision(
        pd.DataFrame(rows, columns=["code", "measure", "value", "low", "high", "reason"]),
        sem, NORMAL_95 * difference_error(sem), errors, str(row["verdict"]), str(row["reason"]),
    )  # fmt: skip


def _measured(code: str, forms: list[pd.DataFrame], scored: Scored) -> tuple[float, float, float, str]:
    if code == "omega":
        found = [(omega(form), len(form)) for form in forms]
        names = dict.fromkeys(str(form.columns[place]) for (one, _), form in zip(found, forms, strict=True)
                              for place in one.opposed)  # fmt: skip
        reason = next((one.reason for one, _ in found if one.reason), "")
        if names:
            reason = f"Связаны с общим умением обратно: {', '.join(names)}. Сначала проверить ключи."
        return weighted((one.value, n) for one, n in found), math.nan, math.nan, reason
    if code in ("odd_even", "halves"):
        halves = [(splits(form), len(form)) for form in forms]
        if code == "odd_even":
            return weighted((one.odd_even, n) for one, n in halves), math.nan, math.nan, ""
        parts = [weighted((getattr(one, name), n) for one, n in halves) for name in ("mean", "worst", "best")]
        return parts[0], parts[1], parts[2], ""
    value = weighted((_PLAIN[code](form, scored), len(form)) for form in forms)
    return value, math.nan, math.nan, "" if math.isfinite(value) else _UNDEFINED.get(code, "")


def _tiers(form: pd.DataFrame, scored: Scored) -> float:
    tiers = scored.items.loc[form.columns, "tier"].astype(str)
    return stratified(form, tiers.tolist()) if tiers.nunique() > 1 else math.nan


_PLAIN: dict[str, Callable[[pd.DataFrame, Scored], float]] = {
    "lambda2": lambda form, _: lambda2(form),
    "kr21": lambda form, _: kr21(form),
    "stratified": _tiers,
}
_UNDEFINED = {
    "kr21": "Определён только для заданий с баллами 0 и 1.",
    "stratified": "В работе задания одного уровня.",
}
