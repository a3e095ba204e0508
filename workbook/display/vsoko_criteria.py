"""Sections of the criteria that rest on results: успеваемость, экзамены, мотивация, удовлетворённость.

Apart from the board because a row says whether a criterion is met, and a section shows what it rests on.
"""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from workbook.display import charts, numbers
from workbook.display.blocks import Block, Details, Finding, Findings, Stack
from workbook.display.figure import Chart
from workbook.display.tables import Table, col
from workbook.display.vsoko_criteria_board import TONES, trend_words
from workbook.display.vsoko_words import people
from workbook.errors import MissingData
from workbook.estimates import suppress
from workbook.vsoko.criteria import Criteria
from workbook.vsoko.criteria_exams import EXAMS
from workbook.vsoko.criterion import MET, Criterion
from workbook.vsoko.motivation import WAVES, motivation_levels
from workbook.vsoko.scope import Scope

__all__ = ["answer", "doubt", "exams", "motivation", "satisfaction", "success"]

_DOUBT = "Внешние работы отметок не подтверждают: возможно, они завышены, нужна проверка (тетрадь «Объективность»)."
_INTERVAL = "Интервал 95\u00a0%"
_WEAKEST = 5


def answer(item: Criterion, remark: str = "") -> Finding:
    """Put the answer of a criterion in one sentence; a remark that doubts it takes the green away."""
    reason = item.reason[:1].upper() + item.reason[1:]
    tone = "warn" if remark else TONES[item.state]
    return Finding(tone, f"Критерий {item.number} — {item.state}. {reason}.{f' {remark}' if remark else ''}")


def doubt(criteria: Criteria, scope: Scope) -> str:
    """Say that outside works do not confirm the marks behind a met criterion 1; empty when nothing is doubted."""
    try:
        return _DOUBT if criteria.of(1).state == MET and scope.doubtful else ""
    except MissingData:  # no marks or no works: nothing to doubt by
        return ""


def success(criteria: Criteria, scope: Scope) -> Block:
    """Show успеваемость by year, level and the weakest classes; say it when outside works doubt the marks."""
    found, item = criteria.success, criteria.of(1)
    ends = {"percent": col("Успеваемость", "percent", 2), "ends": col(_INTERVAL, "interval", 2, low="low", high="high"),
            "n": col("Отметок", "int"), "pupils": col("Учеников", "int")}  # fmt: skip
    weak = found.classes.loc[found.classes["year"].eq(criteria.year)]
    weak = weak.sort_values(["percent", "class_"]).head(_WEAKEST)
    weak = weak.assign(size=["малая выборка" if small else "" for small in weak["small"]])
    blocks: list[Block] = [Findings([answer(item, doubt(criteria, scope)), *_direction(item)])]
    blocks.append(Table(found.years, {"year": col("Учебный год"), **ends}, caption="Успеваемость по годам"))
    more = Stack([
        Table(found.levels, {"level": col("Уровень"), **ends}, caption=f"По уровням, {criteria.year}"),
        Table(weak, {"class_": col("Класс"), **ends, "size": col("Замечание")},
              caption=f"Классы с наименьшей успеваемостью, {criteria.year}"),
    ])  # fmt: skip
    blocks.append(Details("По уровням и классам", more))
    return Stack(blocks)


def exams(criteria: Criteria) -> Block:
    """Set the school beside the region by exam and subject, and the compulsory subjects by year."""
    item = criteria.of(3)
    rows = criteria.exams.loc[criteria.exams["year"].eq(criteria.year)]
    rows = _guarded(rows.assign(said=[_beside(row) for row in rows.to_dict("records")]))
    columns = {
        "procedure": col("Экзамен"), "subject": col("Предмет"), "n": col("Работ", "int"),
        "mean": col("Школа", "number", 2), "region": col("Регион", "number", 2), "gap": col("Разница", "change", 2),
        "ends": col(_INTERVAL, "interval", 2, low="gap_low", high="gap_high"), "said": col("Вывод"),
    }  # fmt: skip
    note = (
        "ОГЭ — средняя отметка, ЕГЭ — средний тестовый балл. Среднее по региону — внешнее число из таблицы "
        "«Ориентиры», его погрешность неизвестна; интервал отражает только разброс учеников школы."
    )
    pictures = []
    for exam, (unit, _) in EXAMS.items():
        drawn = rows.loc[rows["procedure"].eq(exam) & rows["gap_low"].notna() & ~rows["small"]]
        if len(drawn):
            tone = ["ok" if low > 0 else "warn" if high < 0 else "info"
                    for low, high in zip(drawn["gap_low"], drawn["gap_high"], strict=True)]  # fmt: skip
            pictures.append(
                Chart(
                    charts.intervals(
                        drawn.assign(tone=tone), "subject", "gap", "gap_low", "gap_high", n="n", unit=unit, target=0,
                        tone="tone" if set(tone) != {"info"} else "", title=f"разница с регионом, {_UNITS[unit]}",
                    ),
                    f"{exam}: где школа отличается от региона больше, чем на погрешность?",
                    f"{exam}: разница среднего школы и региона по предметам с интервалами",
                    f"Предметы, где работ меньше {criteria.settings.marks.small_n}, — только в таблице.",
                )
            )  # fmt: skip
    table = Table(rows, columns, caption=f"Экзамены и регион, {criteria.year}", note=note)
    past = _exam_years(criteria)
    blocks: list[Block] = [Findings([answer(item), *_direction(item)]), *pictures]
    blocks.append(Details("Числа по предметам", table, opened=not pictures))
    if past["year"].nunique() > 1:
        years = {"procedure": col("Экзамен"), "subject": col("Предмет"), "year": col("Учебный год"),
                 "n": col("Работ", "int"), "gap": col("Разница", "change", 2),
                 "ends": col(_INTERVAL, "interval", 2, low="gap_low", high="gap_high")}  # fmt: skip
        blocks.append(Details("Обязательные предметы по годам", Table(past, years)))
    return Stack(blocks)


def motivation(criteria: Criteria) -> Block:
    """Show the same pupils before and after: share of internal motivation, levels, parallels; nobody alone."""
    found, item, rules = criteria.motivation, criteria.of(2), criteria.settings.criteria
    least = criteria.settings.privacy.small_cell
    said = [answer(item)]
    if found.change.n >= least:
        said.append(
            Finding(
                "info",
                f"Внутренняя мотивация (от {numbers.number(rules.motivation_internal)} баллов): "
                f"{numbers.estimate(found.before)} в начале года → {numbers.estimate(found.after)} в конце. "
                f"Выросла у {numbers.percent(found.change.improved_share.value, 0)}, "
                f"снизилась у {numbers.percent(found.change.worsened_share.value, 0)} учеников.",
            )
        )
    left = [f"только один срез — {people(found.once)}" if found.once else "",
            f"начальная школа, другой опросник — {people(found.other_scale)}" if found.other_scale else "",
            f"балл вне шкалы — {numbers.count(found.impossible, 'строка', 'строки', 'строк')}" if found.impossible
            else ""]  # fmt: skip
    if any(left):
        said.append(Finding("info", f"Не вошли: {'; '.join(filter(None, left))}."))
    blocks: list[Block] = [Findings(said)]
    levels = suppress(motivation_levels(found, rules), "count", ["wave", "level"], least)
    if not levels["suppressed"].ne("").any():
        wide = levels.pivot(index="wave", columns="level", values="count").reindex(WAVES).astype(int).reset_index()
        names = list(dict.fromkeys(levels["level"]))
        wide = wide.assign(label=[f"{wave} года" for wave in wide["wave"]])
        blocks.append(
            Chart(
                charts.stacked_shares(wide, "label", {name: name for name in reversed(names)}),
                "Как изменились уровни внутренней мотивации?",
                "Доли учеников с высоким, средним и низким уровнем в начале и в конце года",
                "Те же ученики. Толкует психолог; отдельных учеников отчёт не показывает.",
            )
        )
    by_grade = _parallels(found.pairs, least)
    if len(by_grade):
        columns = {
            "grade": col("Параллель", "int"), "n": col("Учеников", "int"), "before": col("Медиана до", "number", 1),
            "after": col("Медиана после", "number", 1), "change": col("Медиана изменения", "change", 1),
        }  # fmt: skip
        hidden = (
            "" if len(by_grade) == found.pairs["grade"].nunique() else f" Параллели меньше {least} учеников скрыты."
        )
        table = Table(by_grade, columns, note=f"Медиана изменения — середина личных изменений.{hidden}")
        blocks.append(Details("По параллелям", table))
    return Stack(blocks)


def satisfaction(criteria: Criteria) -> Block:
    """Show the three groups against the target, how many answered, and each question."""
    item, rules = criteria.of(5), criteria.settings.criteria
    table = criteria.satisfaction.loc[criteria.satisfaction["year"].eq(criteria.year)]
    whole = table.loc[table["question"].eq("")]
    said = [answer(item)]
    for row in criteria.satisfaction_changes.to_dict("records"):
        ends = numbers.interval(row["low"], row["high"])
        words = f"{row['group']}: {numbers.points(row['change'])} к {row['earlier']} ({ends})"
        sure = row["low"] > 0 or row["high"] < 0
        said.append(Finding("info", f"{words[:1].upper()}{words[1:]}{'' if sure else ': в пределах погрешности'}."))
    chart = Chart(
        charts.intervals(whole, "group", "percent", n="answered", target=rules.satisfied, title="удовлетворены, %"),
        f"Каждая ли группа не ниже {numbers.number(rules.satisfied)}\u00a0%?",
        "Доля удовлетворённых учеников, родителей и педагогов с интервалами",
    )
    columns = {
        "group": col("Группа"), "percent": col("Удовлетворены", "percent"),
        "ends": col(_INTERVAL, "interval", low="low", high="high"), "answered": col("Ответили", "int"),
        "asked": col("Приглашены", "int"), "response": col("Доля ответивших", "percent"),
    }  # fmt: skip
    note = (
        "Удовлетворены — ответы «полностью» и «скорее» среди всех ответов; интервал учитывает, что один человек "
        f"отвечает на несколько вопросов. Приглашены: ученики с {rules.survey_grade} класса на конец года, родителей "
        "столько же (точное число семей неизвестно), педагоги — все из таблицы «Учителя»."
    )
    questions = {
        "group": col("Группа"), "question": col("Вопрос"), "percent": col("Удовлетворены", "percent"),
        "ends": col(_INTERVAL, "interval", low="low", high="high"), "answered": col("Ответили", "int"),
    }  # fmt: skip
    each = table.loc[table["question"].ne("") & table["answered"].ge(criteria.settings.privacy.small_cell)]
    return Stack([
        Findings(said), chart, Table(whole, columns, caption="Группы", note=note),
        Details("По вопросам", Table(each, questions)),
    ])  # fmt: skip


_UNITS = {"отметка": "отметки", "тестовый балл": "баллов"}


def _direction(item: Criterion) -> list[Finding]:
    """Say the direction with its honesty: few points prove nothing."""
    if len(item.points) < 3:
        return []
    n = len(item.points)
    years = numbers.plural(n, "году", "годам", "годам")
    what = ", доля обязательных предметов выше региона" if item.figure else ""
    return [Finding("info", f"По {n} {years}{what} — {trend_words(item)}. Это направление, а не доказанная тенденция.")]


def _beside(row: dict[Any, Any]) -> str:
    gap, low, high = (float(row[name]) for name in ("gap", "gap_low", "gap_high"))
    if math.isnan(gap):
        return "нет среднего по региону"
    if row["small"]:
        return "малая выборка"
    if low > 0:
        return "надёжно выше"
    return "надёжно ниже" if high < 0 else "в пределах погрешности"


def _guarded(rows: pd.DataFrame) -> pd.DataFrame:
    """Take away the intervals of small samples, and the «mean» of one work: it is a pupil's own result."""
    rows = rows.copy()
    rows.loc[rows["small"], ["gap_low", "gap_high"]] = float("nan")
    rows.loc[rows["n"].eq(1), ["mean", "gap"]] = float("nan")
    return rows


def _exam_years(criteria: Criteria) -> pd.DataFrame:
    table = criteria.exams
    past = table.loc[table["compulsory"] & table["year"].le(criteria.year) & table["gap"].notna()]
    return _guarded(past).sort_values(["procedure", "subject", "year"], ascending=[False, False, True])


def _parallels(pairs: pd.DataFrame, least: int) -> pd.DataFrame:
    """Medians of the parallels with enough pupils; of medians and sizes nothing follows about a hidden one."""
    table = pairs.dropna(subset=["grade"]).groupby("grade").agg(
        n=("change", "size"), before=("before", "median"), after=("after", "median"), change=("change", "median")
    ).reset_index()  # fmt: skip
    return table.loc[table["n"].ge(least)]
