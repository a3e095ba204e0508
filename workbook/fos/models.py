"""One work on one scale: whether a model of the answer may be fitted, which one, and all that it says.

Apart from the models themselves because the gates, the refusals in words and the choice belong to the school's method.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd
from scipy.special import chdtrc

from workbook.errors import WorkbookError
from workbook.fos.irt import SlopePrior, partial_credit, rasch, two_parameter
from workbook.fos.irt.curves import ItemCurves
from workbook.fos.irt.local_dependence import linked, residual_correlations
from workbook.fos.model_matrix import Prepared, prepare, unlinked
from workbook.fos.model_tables import (
    Separation,
    item_rows,
    level_cuts,
    pupil_rows,
    score_tables,
    separation,
)
from workbook.fos.scoring import Scored
from workbook.settings import ModelRules

__all__ = ["DONE", "REFUSED", "ROUGH", "Calibration", "calibrate"]

DONE, ROUGH, REFUSED = "рассчитано", "ориентировочно", "не рассчитано"
"""Verdicts of a calibration."""

RASCH, TWO = "Раш", "2PL"


@dataclass(frozen=True)
class Calibration:
    """What became of the attempt to put items and pupils of one work on one scale.

    Attributes
    ----------
    test : str
        Code of the work.
    verdict : str
        :data:`DONE`, :data:`ROUGH` (fewer pupils than ``rasch_n``: difficulties with wide intervals, no verdicts on
        fit) or :data:`REFUSED`.
    reason : str
        Russian sentence: why it is rough or refused; empty when done.
    model : str
        The model asked for, or the one that was fitted («частичный кредит» when some items give several points).
    n : int
        Pupils.
    curves : ItemCurves or None
        None when refused.
    items, pupils : pandas.DataFrame
        :func:`workbook.fos.model_tables.item_rows`, :func:`workbook.fos.model_tables.pupil_rows`; empty when refused.
    pairs : pandas.DataFrame
        :func:`workbook.fos.irt.local_dependence.linked`; empty when refused.
    cuts, scale : pandas.DataFrame
        :func:`workbook.fos.model_tables.level_cuts`, :func:`workbook.fos.model_tables.score_tables`.
    separation : Separation or None
        How well pupils are told apart.
    comparison : pandas.DataFrame
        model, loglik, parameters, aic, bic, p (likelihood-ratio test against Rasch); one row unless 2PL was allowed.
    aside, merged : pandas.DataFrame
        item, reason: items not taken, and items whose rare points were joined.
    forms : dict of str to tuple of str
        Variant → its items in the model.
    """

    test: str
    verdict: str
    reason: str
    model: str
    n: int
    curves: ItemCurves | None
    items: pd.DataFrame
    pupils: pd.DataFrame
    pairs: pd.DataFrame
    cuts: pd.DataFrame
    scale: pd.DataFrame
    separation: Separation | None
    comparison: pd.DataFrame
    aside: pd.DataFrame
    merged: pd.DataFrame
    forms: dict[str, tuple[str, ...]]

    @property
    def offset(self) -> float:
        """Mean ability less mean difficulty, logits: above 0 the work was easy for these pupils."""
        if self.separation is None:
            return float("nan")
        return self.separation.mean - float(self.items["b"].mean())


def calibrate(scored: Scored, rules: ModelRules, model: str = RASCH) -> Calibration:
    """Put the items and pupils of one work on one scale, if the data allow it.

    The standard error of a difficulty under Rasch lies between 2/√n and 3/√n logits for items of usual difficulty. So
    100 pupils give ±0.5 logit with confidence 95 %, 30 pupils ±1 logit, and fewer say less than the teacher knows.
    Below ``rough_n`` nothing is fitted, from there to ``rasch_n`` difficulties are shown with their intervals and
    nothing is said of fit. The slope of an item needs several times as many pupils: 2PL is refused below
    ``two_pl_n``.

    Parameters
    ----------
    scored : Scored
        The scored test.
    rules : ModelRules
        Gates and limits.
    model : str
        ``"Раш"`` (items of several points make it partial credit) or ``"2PL"`` (right/wrong items only).

    Returns
    -------
    Calibration
        Ability is estimated with its spread free; its mean over the pupils of the prior is 0.

    Raises
    ------
    ValueError
        An unknown model.

    References
    ----------
    Linacre, J. M. (1994). Sample size and item calibration stability. Rasch Measurement Transactions 7:4, 328.
    Masters, G. N. (1982). A Rasch model for partial credit scoring. Psychometrika 47, 149–174.
    """
    if model not in (RASCH, TWO):
        raise ValueError(f"unknown model: {model!r}; known: {RASCH}, {TWO}")
    prepared = prepare(scored, rules)
    n = len(prepared.scores)
    reason = _refusal(prepared, rules, model, n)
    if reason:
        return _refused(scored, prepared, model, reason)
    try:
        curves = _fit(prepared, model)
    except WorkbookError as refused:
        return _refused(scored, prepared, model, refused.message)
    if not curves.converged:
        return _refused(
            scored, prepared, model, "Расчёт модели не сошёлся: ответы слишком противоречивы для одной шкалы."
        )
    pupils = pupil_rows(curves, prepared, scored, rules)
    rough = n < rules.rasch_n
    said = (
        f"Работ {n}, для уверенной шкалы нужно не меньше {rules.rasch_n}: трудности показаны с широкими интервалами, о "
        "согласии заданий с моделью не судим."
    )
    return Calibration(
        scored.test, ROUGH if rough else DONE, said if rough else "", curves.model, n, curves,
        item_rows(curves, prepared, scored, rules), pupils,
        linked(residual_correlations(curves, prepared.scores), rules),
        level_cuts(curves, scored.items["tier"], rules), score_tables(curves, prepared),
        separation(pupils), _comparison(curves, prepared, rules), prepared.aside, prepared.merged, prepared.forms,
    )  # fmt: skip


def _refusal(prepared: Prepared, rules: ModelRules, model: str, n: int) -> str:
    if model == TWO and n < rules.two_pl_n:
        return (
            f"Для двухпараметрической модели нужно не меньше {rules.two_pl_n} учеников, есть {n}: крутизна каждого "
            f"задания оказалась бы случайной. Модель Раша возможна ориентировочно от {rules.rough_n} учеников и "
            f"уверенно от {rules.rasch_n}."
        )
    if n < rules.rough_n:
        return (
            f"Работ {n}, для шкалы нужно не меньше {rules.rough_n}: при меньшем числе трудность задания определяется "
            "слишком грубо. До тех пор судить по доле верных ответов с её интервалом."
        )
    if prepared.scores.shape[1] < rules.least_items:
        return (
            f"Заданий, пригодных для модели, {prepared.scores.shape[1]}, нужно не меньше {rules.least_items}: "
            "остальные решили все или не решил никто, или ответов на них мало."
        )
    if model == TWO and not prepared.plain:
        return (
            "Двухпараметрическая модель берёт только задания «верно — неверно», а в работе есть задания на несколько "
            "баллов."
        )
    return unlinked(prepared.forms, rules.common_items)


def _fit(prepared: Prepared, model: str) -> ItemCurves:
    if model == TWO:
        return two_parameter(prepared.scores, prior=SlopePrior(), errors=True)
    return rasch(prepared.scores, spread=None) if prepared.plain else partial_credit(prepared.scores, spread=None)


def _comparison(curves: ItemCurves, prepared: Prepared, rules: ModelRules) -> pd.DataFrame:
    """Compare Rasch with 2PL where both may be fitted (Akaike, 1974; Schwarz, 1978; likelihood-ratio test)."""
    fitted = [curves]
    if prepared.plain and curves.n >= rules.two_pl_n:
        fitted = [rasch(prepared.scores, spread=None, errors=False), two_parameter(prepared.scores, errors=False)]
    frame = pd.DataFrame(
        {
            "model": [one.model for one in fitted], "loglik": [one.loglik for one in fitted],
            "parameters": [one.parameters for one in fitted], "n": [one.n for one in fitted],
        }
    )  # fmt: skip
    frame["aic"] = 2 * frame["parameters"] - 2 * frame["loglik"]
    frame["bic"] = math.log(curves.n) * frame["parameters"] - 2 * frame["loglik"]
    gain = (2 * (frame["loglik"] - frame["loglik"].iloc[0])).clip(lower=0)
    more = frame["parameters"] - frame["parameters"].iloc[0]
    frame["p"] = chdtrc(more.where(more > 0), gain)
    return frame


def _refused(scored: Scored, prepared: Prepared, model: str, reason: str) -> Calibration:
    nothing = pd.DataFrame()
    return Calibration(
        scored.test, REFUSED, reason, model, len(prepared.scores), None, nothing, nothing, nothing, nothing, nothing,
        None, nothing, prepared.aside, prepared.merged, prepared.forms,
    )  # fmt: skip
