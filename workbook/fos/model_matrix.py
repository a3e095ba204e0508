"""What goes into a model of the answer: which items and pupils, in which points, and whether variants make one scale.

Apart from the models because every refusal here is about the data and would be the same for any model.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbook.fos.scoring import Scored, State
from workbook.settings import ModelRules

__all__ = ["Prepared", "prepare", "unlinked"]


@dataclass(frozen=True)
class Prepared:
    """The matrix of a model and what was set aside on the way.

    Attributes
    ----------
    scores : pandas.DataFrame
        Pupils × items, whole points 0…m; NaN where the pupil had no such item, did not reach it or the answer was set
        aside: an item is not judged by those who never saw it.
    sums : pandas.DataFrame
        The same, but what was not reached counts 0, as it does in the pupil's sum: by these pupils are measured.
    aside : pandas.DataFrame
        item, reason (Russian).
    merged : pandas.DataFrame
        item, reason: items whose rare numbers of points were joined with neighbouring ones.
    forms : dict of str to tuple of str
        Variant → its items in the model.
    """

    scores: pd.DataFrame
    sums: pd.DataFrame
    aside: pd.DataFrame
    merged: pd.DataFrame
    forms: dict[str, tuple[str, ...]]

    @property
    def plain(self) -> bool:
        """Whether every item is scored right or wrong."""
        return bool((self.scores.max() <= 1).all())


def prepare(scored: Scored, rules: ModelRules) -> Prepared:
    """Choose the items that a model can take and bring their points to 0, 1, … m.

    A pupil without an answer to any item left is not counted.

    An item that all or none solved has no place on the scale: it is set aside by name. So is one with fewer than
    ``sparse_n`` answers. Half points become steps; numbers of points that fewer than ``category_n`` pupils got are
    joined with the rarer neighbour.

    Parameters
    ----------
    scored : Scored
        The scored test.
    rules : ModelRules
        ``sparse_n``, ``category_n``.

    Returns
    -------
    Prepared

    References
    ----------
    Linacre, J. M. (2002). Optimizing rating scale category effectiveness. Journal of Applied Measurement 3, 85–106.
    """
    kept: dict[str, pd.Series[float]] = {}
    tops = dict(zip(scored.items.index, scored.items["max_score"].astype(float), strict=True))
    aside, merged = [], []
    for item in scored.scores.columns:
        points = scored.scores[item]
        reason = _unfit(points.dropna(), tops[item], rules.sparse_n)
        if reason:
            aside.append((item, reason))
            continue
        steps = _steps(points, rules.category_n)
        kept[str(item)] = points.map(steps)
        said = _joined(steps)
        if said:
            merged.append((item, said))
    scores = pd.DataFrame(kept, index=scored.scores.index)
    if kept:
        scores = scores[scores.notna().any(axis=1)]
    late = (scored.states.reindex(index=scores.index, columns=scores.columns) == State.NOT_REACHED).to_numpy(dtype=bool)
    return Prepared(
        scores, scores.mask(late, 0.0), pd.DataFrame(aside, columns=["item", "reason"], dtype="str"),
        pd.DataFrame(merged, columns=["item", "reason"], dtype="str"), _forms(scored, list(scores.columns)),
    )  # fmt: skip


def unlinked(forms: dict[str, tuple[str, ...]], least: int) -> str:
    """Say why variants cannot share one scale.

    Two variants are tied when they have ``least`` items in common, directly or through other variants.

    Parameters
    ----------
    forms : dict of str to tuple of str
        Variant → items.
    least : int
        ``rules.common_items``.

    Returns
    -------
    str
        Empty when all variants are tied.

    Examples
    --------
    >>> unlinked({"1": ("a", "b"), "2": ("b", "c")}, 1)
    ''
    """
    names = list(forms)
    tied, wave = set(names[:1]), names[:1]
    while wave:
        mine = wave.pop()
        near = [name for name in names if name not in tied and len(set(forms[mine]) & set(forms[name])) >= least]
        tied.update(near)
        wave += near
    apart = [name for name in names if name not in tied]
    if not apart:
        return ""
    shared = max(len(set(forms[one]) & set(forms[two])) for one in apart for two in tied)
    held = "нет общих заданий" if not shared else f"общих заданий только {shared}"
    return (
        f"У вариантов {', '.join(sorted(tied))} и {', '.join(apart)} {held}, а для одной шкалы нужно не меньше "
        f"{least}: чей вариант труднее и чьи ученики сильнее, различить нельзя."
    )


def _unfit(points: pd.Series[float], top: float, least: int) -> str:
    if len(points) < least:
        return f"ответов {len(points)}, нужно не меньше {least}"
    if points.min() < points.max():
        return ""
    value = float(points.iloc[0])
    return "все верно" if value >= top else "все неверно" if value == 0 else "у всех одинаковый балл"


def _steps(points: pd.Series[float], least: int) -> dict[float, float]:
    """Map points earned to 0, 1, … m, joining numbers of points that too few pupils got; at least two remain."""
    counts = points.value_counts().sort_index()
    groups = [([float(value)], int(count)) for value, count in counts.items()]  # type: ignore[arg-type]
    while len(groups) > 2:
        place = min(range(len(groups)), key=lambda number: groups[number][1])
        if groups[place][1] >= least:
            break
        beside = [number for number in (place - 1, place + 1) if 0 <= number < len(groups)]
        other = min(beside, key=lambda number: groups[number][1])
        first, second = sorted((place, other))
        groups[first : second + 1] = [(groups[first][0] + groups[second][0], groups[first][1] + groups[second][1])]
    return {value: float(step) for step, (values, _) in enumerate(groups) for value in values}


def _joined(steps: dict[float, float]) -> str:
    told = []
    for step in sorted(set(steps.values())):
        values = [f"{value:g}".replace(".", ",") for value, of in steps.items() if of == step]
        if len(values) > 1:
            told.append(" и ".join(values))
    return f"объединены редкие баллы: {'; '.join(told)}" if told else ""


def _forms(scored: Scored, items: list[str]) -> dict[str, tuple[str, ...]]:
    result = {}
    for variant, pupils in scored.variants.groupby(scored.variants).groups.items():
        held = (scored.states.loc[pupils, items] != State.DESIGN).any().to_numpy(dtype=bool)
        result[str(variant)] = tuple(np.array(items, dtype=object)[held])
    return result
