"""Content validity by experts, item by item and together: CVR, I-CVI, S-CVI, κ*, Aiken's V with its interval.

Apart from agreement because the question is another one: not whether the experts agree with each other, but whether
they find the items relevant. Any table items × experts will do; the twelve criteria of a sheet are one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.estimates import Estimate
from workbook.fos.content_ratio import CvrLimit, content_validity_ratio, cvr_limit, modified_kappa
from workbook.settings import AgreementRules

__all__ = [
    "Scale",
    "ScaleValidity",
    "aiken_v",
    "item_validity",
    "scale_validity",
]

_CALIBRE = ((0.74, "отлично"), (0.60, "хорошо"), (0.40, "удовлетворительно"), (-math.inf, "слабо"))
"""Limits of κ*: Cicchetti, Sparrow, 1981; Fleiss, 1981, as Polit, Beck, Owen (2007, p. 466) take them."""

_PANEL = 6
"""Experts from which I-CVI .78 suffices; fewer must be unanimous (Lynn, 1986)."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The scale on which experts rate items.

    Attributes
    ----------
    low, high : int
        Its ends.
    relevant : int
        The rating from which an item counts as relevant (I-CVI) or essential (CVR): 3 on Lynn's scale of 1 to 4.
    """

    low: int = 1
    high: int = 4
    relevant: int = 3

    def __post_init__(self) -> None:
        """Refuse a scale that cannot tell anything."""
        if not self.low < self.relevant <= self.high:
            raise ValueError(f"impossible scale: {self.low}..{self.high}, relevant from {self.relevant}")


def aiken_v(ratings: pd.Series[float] | list[float], scale: Scale, *, confidence: float = 0.95) -> Estimate:
    """Aiken's V with the score interval (V Айкена).

    Parameters
    ----------
    ratings : sequence of numbers
        Ratings of one item; gaps are left out.
    scale : Scale
        Ends of the scale.
    confidence : float
        Coverage of the interval.

    Returns
    -------
    Estimate
        0 to 1: the mean on the scale from ``low`` to ``high``.

    Raises
    ------
    ValueError
        A rating outside the scale.

    References
    ----------
    Aiken L. R. (1985). Three coefficients for analyzing the reliability and validity of ratings. EPM, 45, 131–142.
    Penfield R. D., Giacobbi P. R. (2004). Applying a score confidence interval to Aiken's item content-relevance
    index. Measurement in Physical Education and Exercise Science, 8, 213–225: Wilson's interval of n·k trials.

    Examples
    --------
    >>> e = aiken_v([4, 4, 3, 4, 3], Scale())
    >>> round(e.value, 3), round(e.low, 3), round(e.high, 3), e.n
    (0.867, 0.621, 0.963, 5)
    """
    values = pd.Series(ratings).astype("float64").dropna().to_numpy()
    if ((values < scale.low) | (values > scale.high)).any():
        raise ValueError(f"a rating lies outside the scale {scale.low}..{scale.high}")
    n, width = len(values), scale.high - scale.low
    if n == 0:
        return Estimate(math.nan, math.nan, math.nan, 0)
    value = float((values.mean() - scale.low) / width)
    # Imported here: the normal quantile comes from scipy.special, which agreement alone does not need.
    from scipy.special import ndtri

    z2, trials = float(ndtri(0.5 + confidence / 2)) ** 2, n * width
    middle = (2 * trials * value + z2) / (2 * (trials + z2))
    half = math.sqrt(z2 * (4 * trials * value * (1 - value) + z2)) / (2 * (trials + z2))
    low = 0.0 if value == 0 else min(middle - half, value)
    return Estimate(value, low, 1.0 if value == 1 else max(middle + half, value), n)


def item_validity(ratings: pd.DataFrame, scale: Scale, rules: AgreementRules) -> pd.DataFrame:
    """Content validity of each item.

    Parameters
    ----------
    ratings : pandas.DataFrame
        Items × experts on ``scale``; gaps allowed.
    scale : Scale
        Ends and the rating that counts as relevant.
    rules : AgreementRules
        ``cvr_p``, ``cvi_min``, ``v_min``.

    Returns
    -------
    pandas.DataFrame
        item (the index of ``ratings``), n (experts), relevant (count), cvr, cvr_limit (NaN when no count is enough),
        essential («да», «нет», «мало экспертов»), i_cvi, cvi_limit, kappa, kappa_word, v, v_low, v_high, verdict
        («подтверждено», «не подтверждено», «мало данных»: below three experts), reason (Russian).

    Raises
    ------
    MissingData
        No rating at all.
    ValueError
        A rating outside the scale.
    """
    if ratings.empty or not ratings.notna().to_numpy().any():
        raise MissingData("Оценок экспертов нет: содержательную валидность считать не по чему.", Reason.TABLE_EMPTY)
    rows = []
    for item, marks in zip(ratings.index, ratings.to_numpy(dtype="float64", na_value=np.nan), strict=True):
        given = marks[~np.isnan(marks)]
        n, relevant = len(given), int((given >= scale.relevant).sum())
        limit = cvr_limit(n, rules.cvr_p)
        v = aiken_v(list(given), scale)
        index = relevant / n if n else math.nan
        least = 1.0 if n < _PANEL else rules.cvi_min
        verdict, reason = _judged(n, index, least, v, rules)
        kappa = modified_kappa(relevant, n)
        rows.append({
            "item": item, "n": n, "relevant": relevant, "cvr": content_validity_ratio(relevant, n),
            "cvr_limit": limit.cvr,
            "essential": _essential(relevant, limit),
            "i_cvi": index, "cvi_limit": least, "kappa": kappa, "kappa_word": _calibre(kappa),
            "v": v.value, "v_low": v.low, "v_high": v.high, "verdict": verdict, "reason": reason,
        })  # fmt: skip
    return pd.DataFrame(rows)


def _judged(n: int, index: float, least: float, v: Estimate, rules: AgreementRules) -> tuple[str, str]:
    if n < rules.experts_n:
        return "мало данных", f"оценок {n}, нужно не меньше {rules.experts_n}"
    if index < least:
        return (
            "не подтверждено",
            "уместным его считают не все" if least == 1 else "уместным его считают слишком немногие",
        )
    if v.low < rules.v_min:
        return "мало данных", "интервал V слишком широк: экспертов мало или оценки невысоки"
    return "подтверждено", "эксперты считают его уместным"


def _essential(relevant: int, limit: CvrLimit) -> str:
    if limit.essential is None:
        return "мало экспертов"
    return "да" if relevant >= limit.essential else "нет"


def _calibre(kappa: float) -> str:
    if math.isnan(kappa):
        return ""
    return next(word for least, word in _CALIBRE if kappa > least or (kappa == least and word != "отлично"))


@dataclass(frozen=True, slots=True)
class ScaleValidity:
    """Content validity of the whole set of items.

    Attributes
    ----------
    average : float
        S-CVI/Ave: the mean I-CVI.
    universal : float
        S-CVI/UA: share of items that every expert found relevant.
    items, experts : int
        Size of the table; ``experts`` is the largest panel.
    enough : bool
        S-CVI/Ave reaches ``scale_cvi_min``.
    """

    average: float
    universal: float
    items: int
    experts: int
    enough: bool


def scale_validity(table: pd.DataFrame, rules: AgreementRules) -> ScaleValidity:
    """Sum the items up: S-CVI/Ave and S-CVI/UA.

    Parameters
    ----------
    table : pandas.DataFrame
        :func:`item_validity`.
    rules : AgreementRules
        ``scale_cvi_min``.

    References
    ----------
    Polit D. F., Beck C. T. (2006). The content validity index. Research in Nursing & Health, 29, 489–497.
    """
    known = table.dropna(subset=["i_cvi"])
    average = float(known["i_cvi"].mean())
    return ScaleValidity(
        average, float((known["i_cvi"] == 1).mean()), len(known), int(known["n"].max()),
        bool(average >= rules.scale_cvi_min),
    )  # fmt: skip
