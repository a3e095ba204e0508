"""The draft of a scale with everything known about it: cuts, consequences, chance. It is a proposal and not a decision.

Apart from the parts because a page, a document and the results need them together, for one and the same choice.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from workbook.errors import MissingData
from workbook.fos.scoring import HasTables
from workbook.fos.standard.compare import METHODS, Comparison, compare
from workbook.fos.standard.consequences import Consequences, class_names, consequences
from workbook.fos.standard.decision import Decision, decision
from workbook.fos.standard.scale import OWN, Scale, make_scale
from workbook.fos.standard.work import Work, work_from_bank
from workbook.settings import Settings, StandardRules

__all__ = ["Choice", "Draft", "draft", "method_choices", "scale_or_none", "survey", "works_with_cuts"]


@dataclass(frozen=True)
class Choice:
    """Which cuts to look at.

    Attributes
    ----------
    method : str
        A method of :data:`workbook.fos.standard.METHODS` or «обычные пороги»; empty takes the first usable one.
    own : tuple of float
        The school's own least sums for «3», «4» and «5»; 0 leaves the method's.
    rounding : str
        «вверх», «к ближайшему», «вниз»; empty takes the school's rule.
    """

    method: str = ""
    own: tuple[float, float, float] = (0, 0, 0)
    rounding: str = ""


@dataclass(frozen=True)
class Draft:
    """A draft scale of one work.

    Attributes
    ----------
    title : str
        Code and name of the work.
    work : Work
    comparison : Comparison
    scale : Scale
    rounding : str
        The rule by which cuts became whole sums.
    consequences : Consequences or None
        None when nobody has written the work.
    decision : Decision or None
        Likewise.
    rules : StandardRules
        The rules in force.
    """

    title: str
    work: Work
    comparison: Comparison
    scale: Scale
    rounding: str
    consequences: Consequences | None
    decision: Decision | None
    rules: StandardRules


def survey(school: HasTables, test: str, settings: Settings) -> Comparison:
    """Run all methods for one work of a school; the slow part, the same whatever cuts are then chosen.

    Parameters
    ----------
    school : HasTables
        Tables items, responses, judgements; only the bank is needed, with answers or judged items.
    test : str
        Code of the assessment tool.
    settings : Settings
        ``standard`` and ``fos``.

    Raises
    ------
    MissingData
        Nothing is known of the work.
    """
    work = work_from_bank(school, test, settings.fos)
    return compare(school.tables.get("judgements"), work, settings.standard)


def draft(school: HasTables, found: Comparison, settings: Settings, choice: Choice | None = None) -> Draft:
    """Make the draft scale of a work.

    Parameters
    ----------
    school : HasTables
        Tables pupils (classes) and fos_plan (title), either may be absent.
    found : Comparison
        :func:`survey`.
    settings : Settings
        ``standard``.
    choice : Choice, optional
        Which cuts; by default those of the first usable method.

    Raises
    ------
    MissingData
        The chosen cuts make no scale (with the reason).
    """
    choice, work = choice or Choice(), found.work
    rounding = choice.rounding or settings.standard.rounding
    scale = _scale(found, choice, rounding)
    title = _title(school, work.test)
    if not work.n:
        return Draft(title, work, found, scale, rounding, None, None, settings.standard)
    pupils = school.tables.get("pupils")
    classes = None if pupils is None else class_names(pupils, str(getattr(school, "year", "")))
    return Draft(
        title, work, found, scale, rounding, consequences(work, scale, classes),
        decision(work, scale, settings.standard), settings.standard,
    )  # fmt: skip


def scale_or_none(found: Comparison, settings: Settings, choice: Choice) -> Scale | None:
    """Make the chosen scale, or nothing where the cuts make none: methods can be compared all the same.

    Parameters
    ----------
    found : Comparison
        :func:`survey`.
    settings : Settings
        ``standard``.
    choice : Choice
        Which cuts.
    """
    try:
        return _scale(found, choice, choice.rounding or settings.standard.rounding)
    except MissingData:
        return None


def method_choices(found: Comparison) -> dict[str, str]:
    """List what may be chosen for a work: methods that give a scale first, then those that were refused.

    Parameters
    ----------
    found : Comparison
        :func:`survey`.
    """
    labels = {name: name for name in found.usable}
    return labels | {str(name): f"{name} (шкалы нет)" for name in found.refused["method"] if name not in labels}


def works_with_cuts(school: HasTables) -> dict[str, str]:
    """List works for which cut scores can be looked at: code → label, those with judgements and answers first.

    Parameters
    ----------
    school : HasTables
    """
    tables = school.tables
    judged, written = tables.get("judgements"), tables.get("responses")
    said = set() if judged is None else set(judged.loc[judged["method"].isin(list(METHODS)), "fos"].dropna())
    sat = set() if written is None else set(written["test"].dropna())
    order = sorted(said | sat, key=lambda code: (code not in (said & sat), code not in sat, code))
    labels = {}
    for code in order:
        notes = [words for words, there in (("есть суждения", code in said), ("без ответов", code not in sat)) if there]
        tail = f" ({', '.join(notes)})" if notes else ""
        labels[str(code)] = _title(school, str(code)) + tail
    return labels


def _scale(found: Comparison, choice: Choice, rounding: str) -> Scale:
    if not any(choice.own):
        return found.scale(choice.method, rounding)
    name = choice.method or (found.usable[0] if found.usable else "")
    given = found.cuts[found.cuts["method"] == name]
    values = {int(row["mark"]): float(row["value"]) for _, row in given.iterrows()}
    values |= {mark: float(value) for mark, value in zip((3, 4, 5), choice.own, strict=True) if value}
    label = OWN if all(choice.own) else f"{OWN}, остальные — {name}"
    return make_scale(values, found.work.maximum, label, rounding, found.work.unit)


def _title(school: HasTables, test: str) -> str:
    plan = school.tables.get("fos_plan")
    rows = pd.DataFrame() if plan is None else plan[plan["fos"] == test]
    if rows.empty or not isinstance(rows["title"].iloc[0], str):
        return test
    return f"{test} — {rows['title'].iloc[0]}"
