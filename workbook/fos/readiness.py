"""May this assessment tool be used, and how much of the fund is up to date: a draft decision for a human.

Apart from the analyses because it computes nothing new: it lays their figures beside the school's own limits.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, TypeVar

import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.estimates import half_up
from workbook.fos.blueprint import Coverage, coverage
from workbook.fos.expertise import Review, review
from workbook.fos.item_analysis import item_table
from workbook.fos.reliability import overall, reliability
from workbook.fos.scoring import HasTables, Scored, score
from workbook.settings import FosRules

__all__ = ["MET", "NOT_MET", "TOO_FEW", "Analyses", "Evidence", "conditions", "fund", "gather", "verdict"]

MET, NOT_MET, TOO_FEW = "выполнено", "не выполнено", "мало данных"
_NAMED = 6
_T = TypeVar("_T")


@dataclass(frozen=True)
class Evidence:
    """All that is known about one assessment tool; None where the school handed in nothing.

    Attributes
    ----------
    test : str
        Code of the assessment tool.
    coverage : Coverage or None
    items : pandas.DataFrame or None
        :func:`workbook.fos.item_analysis.item_table`.
    reliability : pandas.DataFrame or None
        :func:`workbook.fos.reliability.reliability`.
    review : Review or None
    plan : pandas.DataFrame or None
        The tool's row of :func:`fund`.
    """

    test: str
    coverage: Coverage | None = None
    items: pd.DataFrame | None = None
    reliability: pd.DataFrame | None = None
    review: Review | None = None
    plan: pd.DataFrame | None = None


class Analyses(Protocol):
    """The analyses of one tool's answers by whoever has them already."""

    @property
    def scored(self) -> Scored:
        """The scored answers, or MissingData."""

    @property
    def items(self) -> pd.DataFrame:
        """:func:`workbook.fos.item_analysis.item_table`."""

    @property
    def reliability(self) -> pd.DataFrame:
        """:func:`workbook.fos.reliability.reliability`."""

    @property
    def coverage(self) -> Coverage:
        """The specification beside the items, or MissingData."""

    @property
    def review(self) -> Review:
        """What the experts say, or MissingData."""


@dataclass(frozen=True)
class _Fresh:
    """The analyses of a tool that nobody has analysed yet."""

    school: HasTables
    test: str
    rules: FosRules

    @cached_property
    def scored(self) -> Scored:
        tables = self.school.tables
        return score(tables["responses"], tables["items"], self.test)

    @cached_property
    def items(self) -> pd.DataFrame:
        return item_table(self.scored, self.rules)

    @cached_property
    def reliability(self) -> pd.DataFrame:
        return reliability(self.scored, self.rules)

    @cached_property
    def coverage(self) -> Coverage:
        tables = self.school.tables
        return coverage(
            tables["blueprint"], tables["items"], self.test, tables.get("responses"), tables.get("fos_plan")
        )

    @cached_property
    def review(self) -> Review:
        return review(self.school.tables["expertise"], self.test, self.rules)


def gather(school: HasTables, test: str, rules: FosRules, analyses: Analyses | None = None) -> Evidence:
    """Run every analysis for which the school handed in the tables.

    Parameters
    ----------
    school : HasTables
        Tables blueprint, items, responses, expertise, fos_plan; any may be absent.
    test : str
        Code of the assessment tool.
    rules : FosRules
        Thresholds.
    analyses : Analyses, optional
        What is already computed for this tool; by default it is computed here.

    Raises
    ------
    MissingData
        Nothing at all is known about the tool.
    """
    tables = school.tables
    plan = tables.get("fos_plan")
    known = _Fresh(school, test, rules) if analyses is None else analyses
    answered = {"responses", "items"} <= tables.keys() and _perhaps(lambda: known.scored) is not None
    found = Evidence(
        test,
        _perhaps(lambda: known.coverage) if {"blueprint", "items"} <= tables.keys() else None,
        known.items if answered else None,
        known.reliability if answered else None,
        _perhaps(lambda: known.review) if "expertise" in tables else None,
        None if plan is None or not (plan["fos"] == test).any() else fund(plan[plan["fos"] == test], rules),
    )
    if all(part is None for part in (found.coverage, found.items, found.review, found.plan)):
        whose = f"О работе «{test}» нет данных" if test else "Школа не передала ни одной работы"
        raise MissingData(
            f"{whose}: ни спецификации, ни ответов, ни экспертизы, ни строки плана.",
            Reason.TABLE_EMPTY, ("blueprint", "responses", "expertise", "fos_plan"),
        )  # fmt: skip
    return found


def conditions(evidence: Evidence, rules: FosRules) -> pd.DataFrame:
    """Check each condition under which a tool may be used («проверка готовности»).

    Parameters
    ----------
    evidence : Evidence
        What is known.
    rules : FosRules
        Limits of difficulty, discrimination, reliability; minimal numbers of answers.

    Returns
    -------
    pandas.DataFrame
        noun, condition (Russian), status («выполнено», «не выполнено», «мало данных»), figure, reason (Russian).
    """
    rows = [(noun, title, *check(evidence, rules)) for noun, (title, check) in _CHECKS.items()]
    return pd.DataFrame(rows, columns=["noun", "condition", "status", "figure", "reason"])


def verdict(checked: pd.DataFrame) -> str:
    """Draft the decision: «доработать», «мало данных» or «можно применять».

    Parameters
    ----------
    checked : pandas.DataFrame
        :func:`conditions`.
    """
    if (checked["status"] == NOT_MET).any():
        return "доработать"
    return "мало данных" if (checked["status"] == TOO_FEW).any() else "можно применять"


def fund(plan: pd.DataFrame, rules: FosRules) -> pd.DataFrame:
    """Tell of each tool of the plan whether it is up to date («обновление ФОС», показатель 6 ВСОКО).

    A tool counts when it was revised by its due day, not earlier than ``version_years`` before it, and its expertise
    is accepted.

    Parameters
    ----------
    plan : pandas.DataFrame
        fos, title, subject, grade, control_type, due, version, revised, expertise.
    rules : FosRules
        ``version_years``.

    Returns
    -------
    pandas.DataFrame
        The plan's columns and in_date, accepted, updated (bool), lacking (Russian, empty when updated).
    """
    frame = plan.reset_index(drop=True).copy()
    oldest = frame["due"] - pd.DateOffset(years=rules.version_years)
    late, stale = frame["revised"] > frame["due"], frame["revised"] < oldest
    frame["in_date"] = frame["revised"].notna() & ~late & ~stale
    frame["accepted"] = (frame["expertise"] == "принято").fillna(False).astype(bool)
    frame["updated"] = frame["in_date"] & frame["accepted"]
    causes = {
        "нет даты обновления": frame["revised"].isna(),
        "обновлено позже срока": late,
        f"версия старше {rules.version_years} лет": stale,
        "экспертизы не было": ~frame["expertise"].isin(["принято", "доработать", "отклонено"]),
        "экспертиза вернула на доработку": frame["expertise"] == "доработать",
        "экспертиза отклонила": frame["expertise"] == "отклонено",
    }
    frame["lacking"] = [
        "; ".join(name for name, holds in causes.items() if bool(holds.iloc[row])) for row in range(len(frame))
    ]
    return frame


def _perhaps(make: Callable[[], _T]) -> _T | None:
    try:
        return make()
    except MissingData:
        return None


_Check = tuple[str, str, str]


def _covered(evidence: Evidence, _rules: FosRules) -> _Check:
    found = evidence.coverage
    if found is None:
        return TOO_FEW, "—", "Нет спецификации или заданий, с которыми её сравнить."
    worst = found.worst()
    holes = worst[worst["status"] == "не хватает"]
    figure = f"{_whole(found.covered_percent)}\u00a0% мест"
    if holes.empty:
        return MET, figure, "Все места спецификации заполнены."
    cells = holes[["content", "skill", "tier"]].astype(str).itertuples(index=False)
    named = _named(" × ".join(cell) for cell in cells)
    return NOT_MET, figure, f"Не хватает заданий: {named}."


def _planned_tiers(evidence: Evidence, _rules: FosRules) -> _Check:
    found = evidence.coverage
    if found is None or found.source == "банк":
        return TOO_FEW, "—", "Вариант работы ещё не собран."
    # The variant that departs most from the plan speaks for the work.
    away = (found.tiers["present"] - found.tiers["required"]).abs().groupby(found.tiers["variant"]).sum()
    tiers = found.tiers[found.tiers["variant"] == away.idxmax()]
    planned = tiers.loc[tiers["required"] > 0, ["tier", "present", "required"]].itertuples(index=False)
    figure = ", ".join(f"{tier!s} {present} из {required}" for tier, present, required in planned)
    if away.max() == 0:
        return MET, figure, "Число заданий каждого уровня совпадает с планом."
    return NOT_MET, figure, "Число заданий по уровням отличается от плана."


def _difficult(evidence: Evidence, rules: FosRules) -> _Check:
    limits = f"от {_whole(100 * rules.p_low)} до {_whole(100 * rules.p_high)}\u00a0%"
    return _items(evidence, "p_verdict", ("трудное", "лёгкое"), (f"Выполнение {limits}.", f"Вне границ {limits}"))


def _discriminating(evidence: Evidence, rules: FosRules) -> _Check:
    limit = _comma(rules.r_min)
    return _items(evidence, "r_verdict", ("слабо", "обратно"), (f"Различение r не ниже {limit}.", f"r ниже {limit}"))


def _keys(evidence: Evidence, _rules: FosRules) -> _Check:
    return _items(evidence, "action", ("key",), ("Признаков ошибки в ключе нет.", "Возможно, ошибка в ключе"))


def _tiers(evidence: Evidence, _rules: FosRules) -> _Check:
    said = ("Ответы не противоречат заявленным уровням.", "Уровень не подтверждён")
    return _items(evidence, "tier_verdict", ("ниже", "выше"), said)


def _items(evidence: Evidence, column: str, failing: tuple[str, ...], said: tuple[str, str]) -> _Check:
    """Check one verdict of every item; ``said`` holds the sentence when all is well and the start of the other."""
    table = evidence.items
    if table is None:
        return TOO_FEW, "—", "Ответов учеников нет."
    bad, few = table[column].isin(failing), table[column].isin(["мало данных", "collect"])
    if column != "action":  # what a doubtful key does to the other figures is said once, under the keys
        bad &= table["action"] != "key"
    figure = f"{int((~bad & ~few).sum())} из {len(table)} заданий"
    if few.all():
        return TOO_FEW, figure, "По всем заданиям ответов слишком мало."
    if bad.any():
        unknown = f" О других судить рано: {few.sum()}." if few.any() else ""
        return NOT_MET, figure, f"{said[1]}: {_named(table.loc[bad, 'item'])}.{unknown}"
    if few.any():
        return TOO_FEW, figure, f"Мало ответов для вывода: {_named(table.loc[few, 'item'])}."
    return MET, figure, said[0]


def _reliable(evidence: Evidence, rules: FosRules) -> _Check:
    table = evidence.reliability
    if table is None or table.empty:
        return TOO_FEW, "—", "Ответов учеников нет."
    row = overall(table)
    figure = "α не определён" if math.isnan(row["alpha"]) else f"α = {_comma(row['alpha'])}"
    status = {"достаточна": MET, "недостаточна": NOT_MET}.get(str(row["verdict"]), TOO_FEW)
    limit = f"Нужно не ниже {_comma(rules.alpha_min)}."
    return status, figure, " ".join(part for part in (limit, str(row["reason"])) if part)


def _accepted(evidence: Evidence, _rules: FosRules) -> _Check:
    found = evidence.review
    if found is not None and found.decision != TOO_FEW:
        figure = f"{_comma(found.mean_total, 1)} из 24"
        split = " Мнения экспертов разошлись." if not found.disagreements.empty else ""
        return MET if found.decision == "принято" else NOT_MET, figure, found.reason + split
    if evidence.plan is not None and evidence.plan["accepted"].iloc[0]:
        return MET, "—", "По плану ФОС экспертиза принята; листов в данных нет."
    return TOO_FEW, "—", found.reason if found is not None else "Листов экспертизы нет."


def _revised(evidence: Evidence, _rules: FosRules) -> _Check:
    if evidence.plan is None:
        return TOO_FEW, "—", "Работы нет в плане ФОС."
    row = evidence.plan.iloc[0]
    figure = f"{row['revised']:%d.%m.%Y}" if not pd.isna(row["revised"]) else "—"
    if row["in_date"]:
        return MET, figure, f"Срок {row['due']:%d.%m.%Y} соблюдён."
    cause = next((part for part in row["lacking"].split("; ") if not part.startswith("экспертиз")), "")
    return NOT_MET, figure, f"Срок {row['due']:%d.%m.%Y}: {cause}."


_CHECKS: dict[str, tuple[str, Callable[[Evidence, FosRules], _Check]]] = {
    "спецификация": ("Все места спецификации заполнены", _covered),
    "доли уровней": ("Заданий каждого уровня столько, сколько в плане", _planned_tiers),
    "ключи": ("Ключи не вызывают сомнений", _keys),
    "трудность": ("Трудность заданий в границах", _difficult),
    "различение": ("Задания различают учеников", _discriminating),
    "подтверждение уровней": ("Ответы подтверждают заявленные уровни", _tiers),
    "надёжность": ("Надёжность достаточна", _reliable),
    "экспертиза": ("Экспертиза приняла работу", _accepted),
    "срок обновления": ("Обновлено в срок", _revised),
}


def _named(names: Iterable[object]) -> str:
    listed = [str(name) for name in names]
    rest = len(listed) - _NAMED
    return ", ".join(listed[:_NAMED]) + (f" и ещё {rest}" if rest > 0 else "")


def _whole(value: float) -> str:
    return f"{half_up(value):.0f}"


def _comma(value: float, digits: int = 2) -> str:
    return f"{half_up(value, digits) + 0.0:.{digits}f}".replace(".", ",").replace("-", "−")
