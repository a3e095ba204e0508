"""Robustness of the decision: what it would be without one expert, by the median, or were a dispute settled.

Apart from the decision because these are questions «что, если»; the decision itself is taken once, by the rule.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbook.errors import MissingData
from workbook.fos.criteria import CRITERIA, TOP
from workbook.fos.expertise import Outcome, Sheets, away_from_median, must_criteria, outcome, ruled
from workbook.fos.severity import additive
from workbook.settings import FosRules

__all__ = ["contested", "scenarios", "settled"]


def contested(scores: pd.DataFrame, rules: FosRules) -> list[int]:
    """List the criteria to be talked over: apart by the whole scale, or an obligatory one with a 0 that is not shared.

    Parameters
    ----------
    scores : pandas.DataFrame
        Criteria × experts.
    rules : FosRules
        ``must_criteria``.
    """
    low, high = scores.min(axis=1), scores.max(axis=1)
    whole = (high - low) >= TOP
    pivot = scores.index.isin(must_criteria(rules)) & (low == 0) & (high > 0)
    return [int(number) for number in scores.index[whole | pivot]]


def settled(scores: pd.DataFrame, criteria: list[int], rules: FosRules, *, upward: bool) -> Outcome:
    """Decide as if all experts had agreed on the highest (or the lowest) score that one of them gave."""
    agreed = scores.copy()
    for number in criteria:
        agreed.loc[number] = scores.loc[number].max() if upward else scores.loc[number].min()
    return outcome(agreed, rules)


def scenarios(given: Sheets, rules: FosRules) -> pd.DataFrame:
    """Work out the decision in every «что, если».

    Parameters
    ----------
    given : Sheets
        :func:`workbook.fos.expertise.sheets`.
    rules : FosRules
        The rule of the decision.

    Returns
    -------
    pandas.DataFrame
        kind («как есть», «без эксперта», «медиана», «поправка», «критерий», «все спорные»), scenario (Russian words),
        criterion (Int64, missing when none), total, decision, changes (the decision is another one), reason. The
        first row is the decision itself.
    """
    scores = given.scores
    rows: list[tuple[str, str, int | None, Outcome]] = [
        ("как есть", "Все листы, как есть", None, outcome(scores, rules))
    ]
    experts = given.experts if len(given.experts) > 1 else []
    for expert in experts:
        rows.append(("без эксперта", f"Без листа эксперта {expert}", None, outcome(scores.drop(columns=expert), rules)))
    if experts:
        rows.append(("медиана", "По медиане оценок каждого критерия", None, _median(scores, rules)))
        corrected = _corrected(scores, rules)
        if corrected is not None:
            rows.append(("поправка", "С поправкой на строгость; пропуски — по модели", None, corrected))
    disputed = contested(scores, rules)
    for number in disputed:
        for upward in (True, False):
            mark = scores.loc[number].max() if upward else scores.loc[number].min()
            words = f"По критерию {number} сошлись на\u00a0{mark:.0f}"
            rows.append(("критерий", words, number, settled(scores, [number], rules, upward=upward)))
    if len(disputed) > 1:
        for upward, words in ((True, "высшую"), (False, "низшую")):
            text = f"По всем спорным критериям приняли {words} из оценок"
            rows.append(("все спорные", text, None, settled(scores, disputed, rules, upward=upward)))
    first = rows[0][3].decision
    table = pd.DataFrame([
        {"kind": kind, "scenario": words, "criterion": number, "total": found.total, "decision": found.decision,
         "changes": found.decision != first, "reason": found.reason}
        for kind, words, number, found in rows
    ])  # fmt: skip
    return table.astype({"criterion": "Int64"})


def _median(scores: pd.DataFrame, rules: FosRules) -> Outcome:
    return outcome(scores.median(axis=1).to_frame("медиана"), rules)


def _corrected(scores: pd.DataFrame, rules: FosRules) -> Outcome | None:
    """Fill gaps by the additive model, take each expert's severity away; a 0 that was given stays a 0."""
    try:
        expected = additive(scores).fitted
    except MissingData:
        return None
    # The criterion was scored in the expert's own sheet even where the model had to guess, so all sheets count.
    away = away_from_median(scores).mean().fillna(0.0)
    levelled = scores.fillna(expected).sub(away, axis=1)
    total = float(np.clip(levelled, 0, TOP).sum().mean())
    zeros = tuple(number for number in must_criteria(rules) if number in CRITERIA and (scores.loc[number] == 0).any())
    return ruled(total, zeros, rules)
