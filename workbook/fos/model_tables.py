"""What a fitted model says of each item, each pupil and the work as a whole, in tables.

Apart from the choice of the model because these tables are the same for any of them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from workbook.estimates import NORMAL_95
from workbook.fos.irt.ability import abilities, score_table
from workbook.fos.irt.curves import ItemCurves
from workbook.fos.irt.information import item_information
from workbook.fos.irt.item_fit import item_fit, judged
from workbook.fos.irt.person_fit import person_fit, remarks
from workbook.fos.model_matrix import Prepared
from workbook.fos.scoring import Scored
from workbook.fos.tiers import TIER_NAMES, TIERS
from workbook.settings import ModelRules

__all__ = [
    "BELOW",
    "Separation",
    "form_information",
    "item_rows",
    "level_cuts",
    "precise_range",
    "pupil_rows",
    "score_tables",
    "separation",
]

BELOW = "ниже базового"
"""Level of a pupil who has not mastered even the first tier of the work."""

_SCALE = np.linspace(-6.0, 6.0, 241)


@dataclass(frozen=True)
class Separation:
    """How well the work tells these pupils apart on the scale of the model.

    Attributes
    ----------
    person : float
        Reliability of separation: 1 − mean squared error / variance of the WLE abilities.
    posterior : float
        EAP reliability: variance of EAP / (variance of EAP + mean posterior variance).
    strata : float
        How many levels of ability the work tells apart: (4G + 1) / 3, G² = R / (1 − R).
    mean, sd : float
        Of the abilities, logits.
    """

    person: float
    posterior: float
    strata: float
    mean: float
    sd: float


def item_rows(curves: ItemCurves, prepared: Prepared, scored: Scored, rules: ModelRules) -> pd.DataFrame:
    """Describe each item on the scale of the model.

    Parameters
    ----------
    curves : ItemCurves
        The fitted model.
    prepared : Prepared
        Its matrix.
    scored : Scored
        For tiers and contents.
    rules : ModelRules
        Limits of fit.

    Returns
    -------
    pandas.DataFrame
        item, content, tier, max_score, steps (points in the model), n, b (difficulty, logits; for several points the
        mean of the steps), se, low, high (95 %), a, then the columns of
        :func:`workbook.fos.irt.item_fit.judged` without n. The error of a mean of steps takes them as independent.
    """
    b = np.array([steps.mean() for steps in curves.thresholds])
    se = np.array([np.sqrt((errors**2).sum()) / len(errors) for errors in curves.threshold_errors])
    about = scored.items.loc[list(curves.items)]
    table = pd.DataFrame(
        {
            "item": list(curves.items), "content": about["content"].to_numpy(), "tier": about["tier"].to_numpy(),
            "max_score": about["max_score"].to_numpy(dtype=float),
            "steps": [len(steps) for steps in curves.thresholds],
            "n": prepared.scores[list(curves.items)].notna().sum().to_numpy(),
            "b": b, "se": se, "low": b - NORMAL_95 * se, "high": b + NORMAL_95 * se, "a": curves.slopes,
        }
    )  # fmt: skip
    fit = judged(item_fit(curves, prepared.scores), rules)
    return table.join(fit.drop(columns=["item", "n"]))


def pupil_rows(curves: ItemCurves, prepared: Prepared, scored: Scored, rules: ModelRules) -> pd.DataFrame:
    """Place each pupil on the scale of the model.

    Parameters
    ----------
    curves : ItemCurves
        The fitted model.
    prepared : Prepared
        Its matrix.
    scored : Scored
        For variants.
    rules : ModelRules
        ``level_percent`` and the limits of person fit.

    Returns
    -------
    pandas.DataFrame
        pupil, variant, raw, possible (points of the model), theta, se (WLE, logits; what was not reached counts 0),
        eap, eap_se, level (:data:`BELOW` or a tier's name, by the cuts of :func:`level_cuts`), lz_star, outfit,
        unusual, said. The pattern of answers is judged by the items the pupil reached, and not at all with fewer than
        ``rasch_n`` pupils.
    """
    able = abilities(curves, prepared.sums, "WLE")
    posterior = abilities(curves, prepared.sums, "EAP")
    pattern = remarks(person_fit(curves, prepared.scores), rules)
    cuts = level_cuts(curves, scored.items["tier"], rules)
    if len(prepared.scores) < rules.rasch_n:  # difficulties this rough cannot tell whose answers are unusual
        pattern = pattern.assign(unusual=False, said="")
    return pd.DataFrame(
        {
            "pupil": able["pupil"], "variant": scored.variants.reindex(prepared.scores.index).to_numpy(),
            "raw": able["raw"], "possible": able["possible"], "theta": able["theta"], "se": able["se"],
            "eap": posterior["theta"], "eap_se": posterior["se"],
            "level": _levels(able["theta"], cuts),
            **{name: pattern[name] for name in ("lz_star", "outfit", "unusual", "said")},
        }
    )  # fmt: skip


def level_cuts(curves: ItemCurves, tiers: pd.Series[str], rules: ModelRules) -> pd.DataFrame:
    """Find the ability from which a pupil earns the asked share of points on the items of each tier.

    A higher tier never begins below a lower one: where its items happen to be easier, it begins where the lower does.

    Parameters
    ----------
    curves : ItemCurves
        The fitted model.
    tiers : pandas.Series
        Item → Б, П or В.
    rules : ModelRules
        ``level_percent``, ``level_items``.

    Returns
    -------
    pandas.DataFrame
        tier, name, items, cut (logits; NaN when no ability within ±6 logits earns as much); tiers with fewer
        than ``level_items`` items are absent.

    References
    ----------
    Mitzel, H. C., Lewis, D. M., Patz, R. J., Green, D. R. (2001). The Bookmark procedure, in Cizek, Setting
    performance standards, 249–281 (response probability 2/3).
    """
    expected = curves.expected(_SCALE)
    tops = np.array([len(steps) for steps in curves.thresholds], dtype=float)
    of = np.array([tiers.get(item) for item in curves.items], dtype=object)
    rows, reached = [], -math.inf
    for tier in TIERS:
        mine = of == tier
        if mine.sum() < rules.level_items:
            continue
        share = 100 * expected[:, mine].sum(axis=1) / tops[mine].sum()
        cut = float(np.interp(rules.level_percent, share, _SCALE, left=-6.0, right=math.nan))
        reached = max(reached, cut) if math.isfinite(cut) else math.nan
        rows.append((tier, TIER_NAMES[tier], int(mine.sum()), reached))
    return pd.DataFrame(rows, columns=["tier", "name", "items", "cut"])


def separation(pupils: pd.DataFrame) -> Separation:
    """Summarise how well pupils are told apart.

    Parameters
    ----------
    pupils : pandas.DataFrame
        :func:`pupil_rows`.

    Returns
    -------
    Separation
        NaN with fewer than three pupils; a person reliability below 0 is shown as 0.

    References
    ----------
    Wright, B. D., Masters, G. N. (1982). Rating scale analysis, pp. 105–106 (reliability, separation, strata).
    Adams, R. J. (2005). Reliability as a measurement design effect. Studies in Educational Evaluation 31, 162–172.
    """
    known = pupils.dropna(subset=["theta", "se"])
    if len(known) < 3:
        return Separation(*(math.nan,) * 5)
    variance, error = float(known["theta"].var(ddof=1)), float((known["se"] ** 2).mean())
    person = max(1 - error / variance, 0.0) if variance > 0 else 0.0
    spread, left = float(known["eap"].var(ddof=1)), float((known["eap_se"] ** 2).mean())
    strata = (4 * math.sqrt(person / (1 - person)) + 1) / 3 if person < 1 else math.inf
    return Separation(
        person, spread / (spread + left) if spread + left > 0 else math.nan, strata, float(known["theta"].mean()),
        math.sqrt(variance),
    )  # fmt: skip


def score_tables(curves: ItemCurves, prepared: Prepared) -> pd.DataFrame:
    """Give the place on the scale for each sum of points of each variant (шкала перевода).

    Parameters
    ----------
    curves : ItemCurves
        A Rasch or partial credit model.
    prepared : Prepared
        Its matrix.

    Returns
    -------
    pandas.DataFrame
        variant, raw, theta, se (WLE). Empty when slopes differ or points were joined, for then the pupil's own sum
        does not decide. Items set aside are not in the sum.
    """
    columns = ["variant", "raw", "theta", "se"]
    if np.ptp(curves.slopes) > 1e-9 or len(prepared.merged):
        return pd.DataFrame(columns=columns)
    parts = [score_table(curves, "WLE", items).assign(variant=name) for name, items in prepared.forms.items() if items]
    return pd.concat(parts, ignore_index=True)[columns]


def form_information(curves: ItemCurves, forms: Mapping[str, Sequence[str]], theta: ArrayLike) -> pd.DataFrame:
    """Compute the information of each variant: a pupil is measured by the items of his own variant only.

    Parameters
    ----------
    curves : ItemCurves
        The fitted model.
    forms : mapping
        Variant → its items in the model.
    theta : array, shape (points,)
        Abilities in logits.

    Returns
    -------
    pandas.DataFrame
        Index theta, one column per variant; per squared logit.
    """
    at = np.atleast_1d(np.asarray(theta, dtype=float))
    whole = pd.DataFrame(item_information(curves, at), index=at, columns=list(curves.items))
    return pd.DataFrame({name: whole[list(items)].sum(axis=1) for name, items in forms.items() if len(items)})


def precise_range(information: pd.Series[float]) -> tuple[float, float, float]:
    """Say where on the scale a work is most exact.

    Parameters
    ----------
    information : pandas.Series
        Index ability in ascending order; information.

    Returns
    -------
    tuple of float
        The ability of greatest information, and the ends of the stretch around it where information is at least half of
        that (the error at most √2 times the least one).

    Examples
    --------
    >>> precise_range(pd.Series([1.0, 3.0, 4.0, 2.0, 1.0], index=[-2.0, -1.0, 0.0, 1.0, 2.0]))
    (0.0, -1.0, 1.0)
    """
    values, at = information.to_numpy(dtype=float), information.index.to_numpy(dtype=float)
    top = int(values.argmax())
    weak = values < values[top] / 2
    low, high = np.flatnonzero(weak[:top]), np.flatnonzero(weak[top:])
    left = at[low[-1] + 1] if len(low) else at[0]
    right = at[top + high[0] - 1] if len(high) else at[-1]
    return float(at[top]), float(left), float(right)


def _levels(theta: pd.Series[float], cuts: pd.DataFrame) -> list[str]:
    known = cuts.dropna(subset=["cut"])
    if known.empty:
        return [""] * len(theta)
    names = [BELOW, *known["name"]]
    reached = np.searchsorted(known["cut"].to_numpy(dtype=float), theta.to_numpy(dtype=float), side="right")
    return [names[place] if math.isfinite(value) else "" for place, value in zip(reached, theta, strict=True)]
