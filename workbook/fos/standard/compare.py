"""All methods side by side: what each says about «3», «4» and «5», and which of them may become a scale.

Apart from the methods because no method knows of the others, and the school chooses among them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.fos.standard.angoff import angoff
from workbook.fos.standard.beuk import beuk
from workbook.fos.standard.bookmark import bookmark
from workbook.fos.standard.borderline import borderline
from workbook.fos.standard.cuts import FEW, MARKS, REFUSED, Cut, cut_table, rounded
from workbook.fos.standard.ebel import ebel
from workbook.fos.standard.hofstee import hofstee
from workbook.fos.standard.scale import Scale, make_scale
from workbook.fos.standard.work import Work
from workbook.settings import StandardRules

__all__ = ["CUSTOMARY", "METHODS", "Comparison", "compare", "customary"]

CUSTOMARY = "обычные пороги"

_Method = Callable[[pd.DataFrame, Work, StandardRules], pd.DataFrame]

METHODS: dict[str, _Method] = {
    "Ангофф": lambda judgements, work, rules: angoff(judgements, work, rules).cuts,
    "Эбел": lambda judgements, work, rules: ebel(judgements, work, rules).judged.cuts,
    "закладка": lambda judgements, work, rules: bookmark(judgements, work, rules).cuts,
    "Хофсти": hofstee,
    "Бойк": beuk,
    "пограничная группа": lambda judgements, work, rules: borderline(judgements, work, rules).cuts,
}
"""Methods by the name in the table of judgements, in the order in which they are shown."""


@dataclass(frozen=True)
class Comparison:
    """Cuts of all methods for one work.

    Attributes
    ----------
    cuts : pandas.DataFrame
        :func:`workbook.fos.standard.cut_table` with percent (of the maximum) and points (rounded by the school's
        rule); intervals are kept within the scale.
    usable : tuple of str
        Methods that give all three marks in rising order: the sure ones, then «обычные пороги», then those with too
        few experts or pupils.
    refused : pandas.DataFrame
        method, reason: why a method that has judgements gives no scale.
    work : Work
    """

    cuts: pd.DataFrame
    usable: tuple[str, ...]
    refused: pd.DataFrame
    work: Work

    def scale(self, method: str, rounding: str) -> Scale:
        """Make the draft scale of one method; an empty name takes the first usable one.

        Raises
        ------
        MissingData
            The method gives no scale, with the reason.
        """
        name = method or next(iter(self.usable), CUSTOMARY)
        given = self.cuts[self.cuts["method"] == name]
        why = self.refused.loc[self.refused["method"] == name, "reason"]
        if len(why):
            raise MissingData(f"Шкалы по методу «{name}» нет. {why.iloc[0]}", Reason.VALUE_MISSING)
        if given.empty:
            raise MissingData(f"Суждений по методу «{name}» о работе «{self.work.test}» нет.", missing=("judgements",))
        values = {int(row["mark"]): float(row["value"]) for _, row in given.iterrows()}
        return make_scale(values, self.work.maximum, name, rounding, self.work.unit)


def customary(work: Work, rules: StandardRules) -> pd.DataFrame:
    """Put the school's customary percent borders on the scale of the work, without an interval."""
    return cut_table(
        Cut(CUSTOMARY, int(mark), work.maximum * float(share) / 100) for mark, share in sorted(rules.customary.items())
    )


def compare(judgements: pd.DataFrame | None, work: Work, rules: StandardRules) -> Comparison:
    """Run every method for which there are judgements, and the customary borders.

    Parameters
    ----------
    judgements : pandas.DataFrame or None
        The school's table; None when it was not handed in.
    work : Work
    rules : StandardRules

    Returns
    -------
    Comparison
    """
    tables, refused = [], []
    mine = set() if judgements is None else set(judgements.loc[judgements["fos"] == work.test, "method"].dropna())
    for name, run in METHODS.items():
        if name not in mine or judgements is None:
            continue
        try:
            found = run(judgements, work, rules)
        except MissingData as gap:
            refused.append({"method": name, "reason": gap.message})
            continue
        tables.append(found)
        why = _why_not(found, work, rules, name)
        if why:
            refused.append({"method": name, "reason": why})
    own = customary(work, rules)
    why = _why_not(own, work, rules, CUSTOMARY)
    if why:
        refused.append({"method": CUSTOMARY, "reason": why})
    cuts = pd.concat([*tables, own], ignore_index=True)
    cuts["percent"] = 100 * cuts["value"] / work.maximum
    cuts["points"] = [rounded(float(value), rules.rounding) for value in cuts["value"]]
    for end in ("low", "high"):
        cuts[end] = np.clip(cuts[end].to_numpy(dtype=float), 0.0, work.maximum)
    bad = {row["method"] for row in refused}
    few = set(cuts.loc[cuts["verdict"] == FEW, "method"])
    names = sorted((str(name) for name in cuts["method"].unique() if name not in bad), key=lambda name: name in few)
    return Comparison(cuts, tuple(names), pd.DataFrame(refused, columns=["method", "reason"]), work)


def _why_not(found: pd.DataFrame, work: Work, rules: StandardRules, name: str) -> str:
    """Say why a method gives no scale; a method that speaks of some marks only is compared, but makes none."""
    failed = found[found["verdict"] == REFUSED]
    if len(failed):
        return " ".join(f"«{row['mark']}»: {_small(str(row['reason']))}" for _, row in failed.iterrows())
    unknown = found[found["value"].isna()]
    if len(unknown):
        return str(unknown["reason"].iloc[0])
    lacking = [f"«{mark}»" for mark in MARKS if mark not in set(found["mark"])]
    if lacking:
        return f"Нет суждений о пороге {', '.join(lacking)}."
    values = {int(row["mark"]): float(row["value"]) for _, row in found.iterrows()}
    try:
        make_scale(values, work.maximum, name, rules.rounding, work.unit)
    except MissingData as gap:
        return gap.message
    return ""


def _small(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
