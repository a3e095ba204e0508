"""Partial credit: Rasch's model for items that give several points.

Apart from Rasch because its items have steps, and a step that nobody stopped at must be refused by name.
"""

from __future__ import annotations

import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.fos.irt.curves import ItemCurves
from workbook.fos.irt.patterns import Answers, read_answers
from workbook.fos.irt.rasch import marginal_curves

__all__ = ["PARTIAL_CREDIT", "partial_credit"]

PARTIAL_CREDIT = "частичный кредит"


def partial_credit(scores: pd.DataFrame, *, spread: float | None = 1.0, errors: bool = True) -> ItemCurves:
    """Estimate Masters' partial credit model (модель частичного кредита) by marginal maximum likelihood.

    The chance of c points rather than c − 1 is 1 / (1 + exp(b_c − θ)). The sum of points is sufficient, as in Rasch's
    model, which this one becomes for items scored 0/1. The top of an item is the most points that somebody earned.

    Parameters
    ----------
    scores : pandas.DataFrame
        Pupils × items, whole points from 0; NaN where the pupil's variant has no such item.
    spread : float or None
        Standard deviation of ability; None estimates it.
    errors : bool
        Whether to compute standard errors (from the observed information).

    Returns
    -------
    ItemCurves
        One threshold per step; thresholds of an item need not grow.

    Raises
    ------
    DataRefused
        Points that are not whole or are below zero, an item named twice.
    MissingData
        Fewer than two items or three pupils; items with one and the same result; points below the top that nobody
        earned, for the steps beside them have no estimate.

    References
    ----------
    Masters, G. N. (1982). A Rasch model for partial credit scoring. Psychometrika 47, 149–174.
    Wilson, M., Masters, G. N. (1993). The partial credit model and null categories. Psychometrika 58, 87–99.

    Examples
    --------
    >>> scores = pd.DataFrame({"З1": [0, 1, 1, 2, 2, 1], "З2": [0, 0, 1, 1, 1, 0]})
    >>> partial_credit(scores).table()[["item", "step"]].to_numpy().tolist()
    [['З1', 1], ['З1', 2], ['З2', 1]]
    """
    answers = read_answers(scores, "модели частичного кредита")
    _refuse_unused(answers)
    return marginal_curves(PARTIAL_CREDIT, answers, spread, errors=errors)


def _refuse_unused(answers: Answers) -> None:
    unused = {
        item: [points for points, pupils in enumerate(counts) if not pupils]
        for item, counts in zip(answers.items, answers.earned(), strict=True)
    }
    unused = {item: points for item, points in unused.items() if points}
    if not unused:
        return
    listed = "; ".join(f"«{item}» — {', '.join(map(str, points))}" for item, points in unused.items())
    raise MissingData(
        f"Есть баллы, которых никто не получил: {listed}. Трудность соседних ступеней не определена: объедините такой "
        f"балл с соседним (например, считайте 2 балла за 1) и повторите расчёт.",
        Reason.VALUE_RANGE,
        tuple(unused),
    )
