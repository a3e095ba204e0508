"""The tidy results of the report: what the index page and the district notebook read.

Apart from the sections because numbers outlive the words and pictures of one page.
"""

from __future__ import annotations

import math
from contextlib import suppress

import pandas as pd

from workbook.errors import MissingData
from workbook.estimates import Estimate, Result, results_table
from workbook.settings import Settings
from workbook.vsoko.criteria import Criteria, criteria_of
from workbook.vsoko.criterion import FAILED, MET, UNKNOWN, Criterion
from workbook.vsoko.deficit_look import deficits_of
from workbook.vsoko.deficits import CONFIRMED
from workbook.vsoko.distribution import POSSIBLE, TESTED
from workbook.vsoko.public_rows import public_means, public_steps
from workbook.vsoko.scope import Scope

__all__ = ["INDICATORS", "confirmed_verdict", "criterion_rows", "mark_verdict", "results"]

INDICATORS = {
    "success": ("Успеваемость", "успеваемость"),
    "quality": ("Качество знаний", "качество"),
    "sou": ("СОУ", "соу"),
}
"""Base indicators: name of the columns → title and key of the target in the settings."""

_SUCCESS, _EXAMS, _KEPT = 1, 3, 4
_PEOPLE = {2, 5, 7}
_UNITS = {"отметка": "отметка", "тестовый балл": "баллов"}
_HEADLINES = {"success", "quality"}


def results(scope: Scope, settings: Settings | None = None) -> pd.DataFrame:
    """Gather the key figures of the scope; what the data do not allow is left out.

    Parameters
    ----------
    scope : Scope
        The question.
    settings : Settings or None
        Other rules of the marks («what if»); None keeps the school's.

    Returns
    -------
    DataFrame
        :data:`workbook.estimates.RESULT_COLUMNS`: criteria-met and criterion-1 … criterion-7 (:func:`criterion_rows`),
        успеваемость, качество, СОУ and «подтвердили» for the school, then the same by class and by subject, the balance
        of понизили − повысили, markers, deficits. Headlines: criteria-met, успеваемость, качество, «подтвердили».
    """
    rules = settings or scope.settings
    rows = criterion_rows(scope)
    for part in (_marks, _journal, _markers, _kept, _deficits):
        try:
            rows += part(scope, rules)
        except MissingData:
            continue
    return results_table(rows)


def criterion_rows(scope: Scope) -> list[Result]:
    """Put the seven criteria of the scope's year in rows with stable codes.

    Parameters
    ----------
    scope : Scope
        Its school and year; the criteria look at the whole school.

    Returns
    -------
    list of Result
        criteria-met (how many of seven; n is how many could be judged), then criterion-1 … criterion-7: value,
        interval and n of the leading figure, verdict «хорошо» (met), «внимание» (not met) or «мало данных», note
        «state: reason». Criterion 1 is not called good while markers of inflation stand beside it; answers or teachers
        fewer than ``privacy.small_cell`` carry no value. Then exam-gap by compulsory exam and satisfied-percent by
        group, where the data have them.
    """
    found = criteria_of(scope.school, scope.year)
    met, open_ = found.counts.get(MET, 0), found.counts.get(UNKNOWN, 0)
    rows = [
        Result("criteria-met", "Выполнено критериев ВСОКО", met, n=len(found.all) - open_, unit="шт.", headline=True,
               verdict=("мало данных" if open_ == len(found.all) else "хорошо" if met == len(found.all) else ""),
               note=f"из {len(found.all)}; не выполнено {found.counts.get(FAILED, 0)}, недостаточно данных {open_}")
    ]  # fmt: skip
    quiet = _of_few(found)
    rows += [_criterion(item, scope, told=item.number not in quiet) for item in found.all]
    for part in (_exams, _satisfied):
        with suppress(MissingData):
            rows += part(found)
    return rows


def _exams(found: Criteria) -> list[Result]:
    table = found.exams
    told = table.loc[table["year"].eq(found.year) & table["compulsory"] & table["gap"].notna()]
    told = told.loc[told["n"].ge(found.settings.privacy.small_cell)]
    return [
        Result("exam-gap", "Разница с регионом", float(row["gap"]), f"{row['procedure']}, {row['subject']}",
               float(row["gap_low"]), float(row["gap_high"]), int(row["n"]), _UNITS[row["unit"]],
               verdict="мало данных" if row["small"] else "хорошо" if row["gap"] > 0 else "внимание")
        for row in told.to_dict("records")
    ]  # fmt: skip


def _satisfied(found: Criteria) -> list[Result]:
    table, rules = found.satisfaction, found.settings.criteria
    told = table.loc[table["year"].eq(found.year) & table["question"].eq("")]
    told = told.loc[told["answered"].ge(found.settings.privacy.small_cell)]
    return [
        Result("satisfied-percent", "Удовлетворены", float(row["percent"]), str(row["group"]), float(row["low"]),
               float(row["high"]), int(row["answered"]), "%",
               verdict="мало данных" if not row["response"] >= rules.response else
               "хорошо" if row["percent"] >= rules.satisfied else "внимание")
        for row in told.to_dict("records")
    ]  # fmt: skip


def _of_few(found: Criteria) -> set[int]:
    """Return the criteria whose reasons could name a class or an exam of few pupils."""
    least, quiet = found.settings.privacy.small_cell, set()
    with suppress(MissingData):
        exams = found.exams
        if exams.loc[exams["year"].eq(found.year) & exams["compulsory"], "n"].lt(least).any():
            quiet.add(_EXAMS)
    if not found.school.has("pupils") or found.kept["start"].lt(least).any():
        quiet |= {_SUCCESS, _KEPT}
    return quiet


def _criterion(item: Criterion, scope: Scope, *, told: bool = True) -> Result:
    verdict = {MET: "хорошо", FAILED: "внимание", UNKNOWN: "мало данных"}[item.state]
    value, note = item.estimate, f"{item.state}: {item.reason if told else 'есть малые группы, подробности в школе'}"
    if item.number == _SUCCESS and item.state == MET and scope.doubtful:
        verdict, note = "", f"{note}; возможно, отметки завышены: нужна проверка"
    if item.number in _PEOPLE and 0 < value.n < scope.settings.privacy.small_cell:
        value, note = Estimate(math.nan, math.nan, math.nan, value.n), f"{item.state}: группа мала для публикации"
    return Result(
        f"criterion-{item.number}", f"Критерий {item.number}. {item.title}", value.value, "", value.low, value.high,
        value.n, item.unit, verdict=verdict, note=note,
    )  # fmt: skip


def mark_verdict(row: pd.Series, name: str, rules: Settings, doubtful: bool = False) -> str:
    """Set a base indicator against its target: «внимание» only when its whole interval lies below.

    Parameters
    ----------
    row : Series
        A row of :func:`workbook.vsoko.marks.indicators`.
    name : str
        A key of :data:`INDICATORS`.
    rules : Settings
        Targets of the deficit map.
    doubtful : bool
        Possible markers of inflation stand beside the marks: a reached target is then not called good.

    Returns
    -------
    str
        «хорошо», «внимание», «мало данных» or empty (below the target within the error, or doubtful).
    """
    target = float(rules.deficits.targets[INDICATORS[name][1]])
    if row["small"]:
        return "мало данных"
    if row[f"{name}_percent"] >= target:
        return "" if doubtful else "хорошо"
    return "внимание" if row[f"{name}_high"] < target else ""


def confirmed_verdict(row: pd.Series, rules: Settings) -> str:
    """Judge the share that confirmed: «хорошо» only when neither the gap nor the target speaks against it.

    Parameters
    ----------
    row : Series
        A row of :func:`workbook.vsoko.journal.agreement`.
    rules : Settings
        Targets of the deficit map.

    Returns
    -------
    str
        The verdict of the gap, empty when the share is below the target but both ways alike.
    """
    below = row["confirmed_percent"] < rules.deficits.targets["подтвердили"]
    return "" if row["verdict"] == "хорошо" and below else str(row["verdict"])


def _told(table: pd.DataFrame, by: list[str], rules: Settings) -> pd.DataFrame:
    """Leave the groups that may be told of; classes only all together, for parallels are told elsewhere."""
    least = int(rules.privacy.small_cell)
    if "class_" in by:
        return public_steps(table.assign(step=""), least)
    return public_means(table, by[-1], least) if by else table.loc[table["pupils"] >= least]


def _marks(scope: Scope, rules: Settings) -> list[Result]:
    rows: list[Result] = []
    doubtful = scope.doubtful
    for by in ([], ["grade", "class_"], ["subject"]):
        for _, row in _told(scope.indicators(by, rules), by, rules).iterrows():
            group = str(row[by[-1]]) if by else ""
            for name, (title, key) in INDICATORS.items():
                target = float(rules.deficits.targets[key])
                low, high = float(row[f"{name}_low"]), float(row[f"{name}_high"])
                value, verdict = float(row[f"{name}_percent"]), mark_verdict(row, name, rules, doubtful)
                rows.append(
                    Result(
                        f"{name}-percent", title, value, group, low, high, int(row["n"]), "%",
                        headline=not by and name in _HEADLINES, verdict=verdict, note=f"цель {target:g} %",
                    )
                )  # fmt: skip
    return rows


def _journal(scope: Scope, rules: Settings) -> list[Result]:
    rows: list[Result] = []
    for by in ([], ["subject"]):
        for _, row in _told(scope.agreement(by), by, rules).iterrows():
            group = str(row[by[0]]) if by else ""
            rows.append(
                Result(
                    "confirmed-percent", f"Подтвердили отметку ({scope.procedure})", float(row["confirmed_percent"]),
                    group, float(row["confirmed_low"]), float(row["confirmed_high"]), int(row["n"]), "%",
                    headline=not by, verdict=confirmed_verdict(row, rules), note=str(row["words"]),
                )
            )  # fmt: skip
            rows.append(
                Result(
                    "balance-points", f"Понизили − повысили ({scope.procedure})", float(row["balance_percent"]),
                    group, float(row["balance_low"]), float(row["balance_high"]), int(row["n"]), "п.п.",
                    verdict=str(row["verdict"]), note=f"порог проверки {rules.objectivity.gap_share:g} п.п.",
                )
            )  # fmt: skip
    return rows


def _markers(scope: Scope, rules: Settings) -> list[Result]:
    spikes = scope.spikes
    tested = int(spikes["status"].isin(TESTED).sum())
    found = int(spikes["status"].eq(POSSIBLE).sum())
    chance = tested * rules.objectivity.spike_p
    verdict = "мало данных" if not tested else "внимание" if found > chance else "хорошо"
    note = f"проверено границ: {tested}"
    return [Result("spike-boundaries", "Всплески у границ отметок", found, n=tested, unit="шт.", verdict=verdict,
                   note=note)]  # fmt: skip


def _kept(scope: Scope, rules: Settings) -> list[Result]:
    table = scope.retention
    year = table.loc[table["year"].eq(scope.year)]
    if year.empty:
        return []
    rows = [
        Result("retention-percent", "Сохранность контингента", 100 * year["end"].sum() / year["start"].sum(),
               n=int(year["start"].sum()), unit="%")
    ]  # fmt: skip
    for _, row in year.loc[year["profiled"]].iterrows():
        kept = float(row["adjusted_percent"])
        verdict = "хорошо" if kept >= float(rules.deficits.targets["сохранность"]) else "внимание"
        rows.append(Result("retention-percent", "Сохранность профильного класса", kept, str(row["class_"]),
                           n=int(row["start"] - row["moved"]), unit="%", verdict=verdict,
                           note="без выбывших из-за переезда"))  # fmt: skip
    return rows


def _deficits(scope: Scope, rules: Settings) -> list[Result]:
    del rules
    table = deficits_of(scope.school, scope.year).rows
    return [
        Result("deficits-confirmed", "Подтверждённые дефициты", int(table["status"].eq(CONFIRMED).sum()),
               n=len(table), unit="шт.", note="показатели ниже цели вместе с интервалом")
    ]  # fmt: skip
