"""May the scores of two forms be converted, by which method, and is the conversion larger than its error.

Apart from the methods because a formula always gives numbers; here stands when no number is better than a wrong one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbook.errors import DataRefused, MissingData, Reason
from workbook.estimates import NORMAL_95, half_up_series
from workbook.fos.equating.checks import NOT_MET, Pair, check, prepare
from workbook.fos.equating.designs import Anchored, Design
from workbook.fos.equating.forms import Form, forms_to_compare
from workbook.fos.equating.methods import METHODS, Method
from workbook.fos.equating.smoothing import best_degree
from workbook.fos.scoring import HasTables
from workbook.settings import EquatingRules

__all__ = ["CONVERT", "LEAVE", "REFUSE", "Equating", "convert", "equate", "equate_all", "equate_if_several"]

Floats = NDArray[np.float64]

CONVERT, LEAVE, REFUSE = "пересчитать", "пересчёт не нужен", "не выравнивать"
_SEED = 20250901


@dataclass(frozen=True)
class Equating:
    """The conversion of the scores of a new form to the scale of an old one, or the reason why there is none.

    Attributes
    ----------
    new, old : str
        Names of the forms.
    sizes : tuple of int
        Pupils who wrote the new and the old form.
    anchor : tuple of str
        Common items; empty for random groups.
    maximum : float
        Highest score of the old form.
    verdict : str
        «пересчитать», «пересчёт не нужен» (the difference is within its error or does not matter) or «не выравнивать».
    reason : str
        Russian sentence.
    method : str
        The method chosen by the number of pupils and the design; empty when nothing is converted.
    checks : pandas.DataFrame
        noun, condition, status, figure, reason: the conditions of equating one by one.
    table : pandas.DataFrame
        score, equated, se, low, high, difference, rounded (whole, within the scale), seen (pupils with this score);
        empty with the verdict «не выравнивать».
    methods : pandas.DataFrame
        method, score, equated, se for every method that the number of pupils allows; empty likewise.
    """

    new: str
    old: str
    sizes: tuple[int, int]
    anchor: tuple[str, ...]
    maximum: float
    verdict: str
    reason: str
    method: str
    checks: pd.DataFrame
    table: pd.DataFrame
    methods: pd.DataFrame

    @property
    def converted(self) -> bool:
        """Whether scores are to be converted."""
        return self.verdict == CONVERT


def equate(new: Form, old: Form, rules: EquatingRules, *, random: bool = False) -> Equating:
    """Equate a new form to an old one, or say why not.

    Conditions first: the same specification, enough pupils, a long enough anchor that goes with the sum, groups not too
    far apart. Then the method: the arc of a circle below ``linear_n`` pupils, a line below ``equipercentile_n``, equal
    percentile ranks above. Last, whether the difference is larger than its error: with few pupils the scores as they
    are have a smaller error than converted ones.

    Parameters
    ----------
    new, old : Form
        :func:`workbook.fos.equating.forms_of`, or two years' works.
    rules : EquatingRules
        Thresholds.
    random : bool
        Without common items: the school confirms that the variants were handed out at random.

    Returns
    -------
    Equating

    Raises
    ------
    MissingData
        A form has no pupils, or its sums are not whole.

    References
    ----------
    Kolen, M. J., Brennan, R. L. (2014). Test Equating, Scaling, and Linking, 3rd ed., ch. 8 (conditions; identity
    equating in small samples).
    """
    pair = prepare(new, old, rules, random=random)
    checked = check(pair, rules)
    failed = checked[checked["status"] == NOT_MET]
    if len(failed):
        return _answer(pair, checked, REFUSE, " ".join(failed["reason"]), "")
    allowed = _allowed(pair, rules)
    degree = rules.degree or best_degree(pair.design.forms()[0])
    spread = pair.design.resampled(rules.draws, _SEED)
    curves = {method.name: _curve(method, pair.design, spread, degree) for method in allowed}
    chosen = _choose(pair, allowed, rules)
    table = _table(pair, *curves[chosen])
    verdict, reason = _matters(table, rules)
    methods = pd.concat(
        [
            pd.DataFrame({"method": name, "score": np.arange(len(values)), "equated": values, "se": errors})
            for name, (values, errors) in curves.items()
        ],
        ignore_index=True,
    )
    return _answer(pair, checked, verdict, reason, chosen, table, methods)


def convert(design: Design, method: str, *, degree: int = 3, draws: int = 500) -> pd.DataFrame:
    """Apply one method by name, whatever its conditions, with bootstrap errors.

    Parameters
    ----------
    design : RandomGroups, SingleGroup or Anchored
    method : str
        A key of :data:`workbook.fos.equating.METHODS`.
    degree : int
        Moments kept by the smoothed methods.
    draws : int
        Resamples of pupils for the error; the seed is fixed.

    Returns
    -------
    pandas.DataFrame
        score, equated, se.

    Raises
    ------
    DataRefused
        There is no such method.
    MissingData
        The method rests on common items and the design has none, or nobody wrote a form.
    """
    if method not in METHODS:
        known = ", ".join(f"«{name}»" for name in METHODS)
        raise DataRefused(f"Способа выравнивания «{method}» нет. Есть: {known}.", Reason.VALUE_CHOICE)
    if METHODS[method].anchored and not isinstance(design, Anchored):
        raise MissingData(f"Способ «{method}» опирается на общие задания, а их нет.", Reason.TABLE_EMPTY)
    values, errors = _curve(METHODS[method], design, design.resampled(draws, _SEED), degree)
    return pd.DataFrame({"score": np.arange(len(values)), "equated": values, "se": errors})


def _curve(method: Method, design: Design, spread: Design, degree: int) -> tuple[Floats, Floats]:
    values = method.convert(design, degree)
    return values, np.nanstd(method.convert(spread, degree), axis=0, ddof=1)


def _allowed(pair: Pair, rules: EquatingRules) -> list[Method]:
    anchored = isinstance(pair.design, Anchored)
    least = min(pair.design.sizes)
    needs = {"дуга": rules.small_n, "линейное": rules.linear_n, "процентильное": rules.equipercentile_n}
    return [
        method
        for method in METHODS.values()
        if least >= needs[method.family] and (method.anchored == anchored or method.family == "дуга")
    ]


def _choose(pair: Pair, allowed: list[Method], rules: EquatingRules) -> str:
    families = {method.family for method in allowed}
    anchored = isinstance(pair.design, Anchored)
    if "процентильное" in families:
        return "цепное процентильное сглаженное" if anchored else "процентильное сглаженное"
    if "линейное" not in families:
        return "дуга"
    if not anchored:
        return "линейное"
    return "Такер" if abs(pair.apart) < rules.groups_apart else "Левин"


def _table(pair: Pair, values: Floats, errors: Floats) -> pd.DataFrame:
    seen, other = pair.design.forms()
    scores = np.arange(len(values), dtype=float)
    shown = np.clip(values, 0, len(other) - 1)
    table = pd.DataFrame(
        {
            "score": scores.astype(int), "equated": values, "se": errors, "low": values - NORMAL_95 * errors,
            "high": values + NORMAL_95 * errors, "difference": values - scores, "seen": seen.astype(int),
        }
    )  # fmt: skip
    table["rounded"] = half_up_series(pd.Series(shown)).astype(int)
    return table


def _matters(table: pd.DataFrame, rules: EquatingRules) -> tuple[str, str]:
    """Compare the difference with its error and with half a point over the middle of the scores seen."""
    reached, part = table["seen"].cumsum() / table["seen"].sum(), table["seen"] / table["seen"].sum()
    tail = (1 - rules.middle_percent / 100) / 2
    middle = table[(reached > tail) & (reached - part < 1 - tail)]
    large = middle["difference"].abs() >= rules.matters
    sure = middle["difference"].abs() > NORMAL_95 * middle["se"]
    if not large.any():
        return LEAVE, "Варианты равны: разница меньше половины балла и округлённого балла не меняет."
    if not sure.any():
        return LEAVE, (
            "Варианты равны в пределах ошибки: разница не больше той, что даёт случай, и пересчёт внёс бы больше "
            "ошибки, чем снял."
        )
    if not (large & sure).any():
        return LEAVE, "Разница заметна, но надёжно не установлена: пересчёт не оправдан."
    return CONVERT, "Разница вариантов больше своей ошибки и меняет округлённый балл."


def _answer(
    pair: Pair,
    checked: pd.DataFrame,
    verdict: str,
    reason: str,
    method: str,
    *tables: pd.DataFrame,
) -> Equating:
    table, methods = tables or (
        pd.DataFrame(columns=["score", "equated", "se", "low", "high", "difference", "seen", "rounded"]),
        pd.DataFrame(columns=["method", "score", "equated", "se"]),
    )
    old = pair.old
    return Equating(
        pair.new.name, old.name, pair.design.sizes, pair.anchor, old.maximum, verdict, reason, method, checked, table,
        methods,
    )  # fmt: skip


def equate_all(forms: Sequence[Form], rules: EquatingRules, *, random: bool = False) -> list[Equating]:
    """Equate every variant of a work to the first one.

    Parameters
    ----------
    forms : sequence of Form
        :func:`workbook.fos.equating.forms_of`.
    rules : EquatingRules
    random : bool
        As in :func:`equate`.

    Raises
    ------
    MissingData
        There is one variant only, or a variant without pupils.
    """
    if len(forms) < 2:
        raise MissingData("Вариант один: выравнивать нечего.", Reason.TABLE_EMPTY, ("responses",))
    return [equate(form, forms[0], rules, random=random) for form in forms[1:]]


def equate_if_several(
    school: HasTables, test: str, old_test: str, rules: EquatingRules, *, random: bool = False
) -> list[Equating]:
    """Equate the forms of a work when there is more than one; an empty list where nothing can be compared.

    Parameters
    ----------
    school : HasTables
        Tables responses and items, either may be absent.
    test, old_test : str
        As in :func:`workbook.fos.equating.forms_to_compare`.
    rules : EquatingRules
    random : bool
        As in :func:`equate`.
    """
    try:
        return equate_all(forms_to_compare(school, test, old_test), rules, random=random)
    except MissingData:
        return []
