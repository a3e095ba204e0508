"""The conditions under which scores of two forms may be equated, each with its figure and its reason.

Apart from the verdict because people read the conditions one by one, also when all of them are met.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbook.fos.equating.designs import Anchored, RandomGroups, moments
from workbook.fos.equating.forms import Form, common_items, composition, design_of
from workbook.fos.equating.rasch_linking import Link, link
from workbook.settings import EquatingRules

__all__ = ["DOUBTFUL", "MET", "NOT_MET", "TOO_FEW", "Pair", "check", "prepare"]

MET, NOT_MET, DOUBTFUL, TOO_FEW = "выполнено", "не выполнено", "внимание", "мало данных"
_STATISTICAL = ("связь", "группы", "неизменность")
_Answer = tuple[str, str, str]


@dataclass(frozen=True)
class Pair:
    """Two forms counted for equating.

    Attributes
    ----------
    new, old : Form
    design : RandomGroups or Anchored
    anchor : tuple of str
        Common items.
    random : bool
        Whether the school confirms random groups.
    apart : float
        New group minus old group on the anchor, pooled standard deviations; NaN without an anchor.
    """

    new: Form
    old: Form
    design: RandomGroups | Anchored
    anchor: tuple[str, ...]
    random: bool
    apart: float


def prepare(new: Form, old: Form, rules: EquatingRules, *, random: bool) -> Pair:
    """Count both forms and measure how far apart the groups are.

    Raises
    ------
    MissingData
        A form has no pupils, or its sums are not whole.
    """
    design, apart = design_of(new, old, rules), float("nan")
    if isinstance(design, Anchored):
        one, two = moments(design.x), moments(design.y)
        n, m = design.sizes
        pooled = ((n - 1) * one.anchor_variance + (m - 1) * two.anchor_variance) / max(n + m - 2, 1)
        if pooled > 0:
            apart = float((one.anchor_mean - two.anchor_mean) / np.sqrt(pooled))
    return Pair(new, old, design, common_items(new, old), random, apart)


def check(pair: Pair, rules: EquatingRules) -> pd.DataFrame:
    """Check every condition.

    Returns
    -------
    pandas.DataFrame
        noun, condition, status («выполнено», «не выполнено», «внимание», «мало данных»), figure, reason (Russian;
        empty when met). With too few pupils nothing is said of the anchor and the groups.
    """
    rows = [(noun, title, *examine(pair, rules)) for noun, (title, examine) in _CHECKS.items()]
    table = pd.DataFrame(rows, columns=["noun", "condition", "status", "figure", "reason"])
    if min(pair.design.sizes) < rules.small_n:
        blind = table["noun"].isin(_STATISTICAL)
        table.loc[blind, "status"] = TOO_FEW
        table.loc[blind, "reason"] = ""
    return table


def drift_of(pair: Pair, rules: EquatingRules) -> Link:
    """Compare the difficulty of each common item in the two groups, in logits of the share of points.

    An item is called drifted when it departs from the others by more than ``drift`` logits and by more than
    ``drift_errors`` of its own standard errors.
    """
    tables = [_logits(form, pair.anchor) for form in (pair.new, pair.old)]
    found = link(tables[0], tables[1], rules.drift)
    errors = np.hypot(tables[0]["error"].to_numpy(), tables[1]["error"].to_numpy())
    sure = found.items["moved"].abs().to_numpy() > rules.drift_errors * errors
    return Link(found.shift, found.error, found.items.assign(drifted=found.items["drifted"].to_numpy() & sure))


def _size(pair: Pair, rules: EquatingRules) -> _Answer:
    least = min(pair.design.sizes)
    figure = " и ".join(map(str, pair.design.sizes))
    if least >= rules.small_n:
        return MET, figure, ""
    return NOT_MET, figure, (
        f"Учеников на вариант {least}, нужно не меньше {rules.small_n}: случайная разница групп больше разницы "
        "вариантов."
    )  # fmt: skip


def _same(pair: Pair, _rules: EquatingRules) -> _Answer:
    differ = composition(pair.new, pair.old)
    if not differ:
        return MET, "совпадает", ""
    return NOT_MET, differ, f"Состав форм разный ({differ}): они измеряют не одно и то же."


def _share(pair: Pair, rules: EquatingRules) -> _Answer:
    if not pair.anchor:
        if pair.random:
            return MET, "случайные группы", ""
        return NOT_MET, "нет", (
            "Общих заданий нет, а случайная раздача вариантов не подтверждена: разницу вариантов не отделить от "
            "разницы групп."
        )  # fmt: skip
    part = 100 * len(pair.anchor) / len(pair.new.items)
    figure = f"{len(pair.anchor)} из {len(pair.new.items)}"
    if part >= rules.anchor_share:
        return MET, figure, ""
    return NOT_MET, figure, f"Общих заданий {figure}: нужно не меньше {rules.anchor_share:g} %."


def _relation(pair: Pair, rules: EquatingRules) -> _Answer:
    if not isinstance(pair.design, Anchored):
        return MET, "—", ""
    found = [float(moments(part).correlation) for part in (pair.design.x, pair.design.y)]
    if not all(np.isfinite(found)):
        return NOT_MET, "—", "У всех учеников одинаковый балл за общие задания или за работу: связи не видно."
    figure = " и ".join(f"{value:.2f}".replace(".", ",").replace("-", "−") for value in found)
    if min(found) >= rules.anchor_r:
        return MET, figure, ""
    least = f"{rules.anchor_r:g}".replace(".", ",")
    return NOT_MET, figure, f"Общие задания слабо связаны с суммой (r = {figure}, нужно {least}): якорь не держит."


def _groups(pair: Pair, rules: EquatingRules) -> _Answer:
    if not np.isfinite(pair.apart):
        return MET, "—", ""
    figure = f"{pair.apart:+.2f} ст. откл.".replace(".", ",", 1).replace("-", "−")
    if abs(pair.apart) < rules.groups_apart:
        return MET, figure, ""
    if abs(pair.apart) < rules.groups_far:
        return DOUBTFUL, figure, "Группы заметно различаются по общим заданиям: методы могут разойтись."
    return NOT_MET, figure, "Группы слишком различаются по общим заданиям: пересчёт был бы догадкой."


def _drift(pair: Pair, rules: EquatingRules) -> _Answer:
    if len(pair.anchor) < 2:
        return MET, "—", ""
    moved = drift_of(pair, rules).drifted
    if not moved:
        return MET, "не изменились", ""
    return DOUBTFUL, ", ".join(moved), f"Общие задания изменили трудность: {', '.join(moved)}. Проверить, те же ли они."


_CHECKS: dict[str, tuple[str, Callable[[Pair, EquatingRules], _Answer]]] = {
    "состав": ("Одинаковые максимум, уровни и содержание", _same),
    "число учеников": ("Учеников на вариант достаточно", _size),
    "общие задания": ("Общих заданий достаточно или варианты розданы случайно", _share),
    "связь": ("Балл за общие задания связан с суммой", _relation),
    "группы": ("Группы близки по общим заданиям", _groups),
    "неизменность": ("Общие задания не изменили трудность", _drift),
}


def _logits(form: Form, items: tuple[str, ...]) -> pd.DataFrame:
    earned = form.scores[list(items)].mean().to_numpy(dtype=float)
    part = (earned / form.items.loc[list(items), "max_score"].to_numpy(dtype=float) * form.n + 0.5) / (form.n + 1)
    return pd.DataFrame(
        {"item": list(items), "b": -np.log(part / (1 - part)), "error": 1 / np.sqrt(part * (1 - part) * (form.n + 1))}
    ).reset_index(drop=True)
