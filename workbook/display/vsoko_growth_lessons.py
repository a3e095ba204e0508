"""Sections on visited lessons: do the observers agree, how teachers see themselves, which criteria are weak.

Apart from the competences because the reader is another: whoever visits lessons and fills in sheets.
"""

from __future__ import annotations

from workbook.display import charts, numbers
from workbook.display.blocks import Block, Finding, Findings, Stack
from workbook.display.figure import Chart
from workbook.display.tables import Table, col
from workbook.display.vsoko_words import listed
from workbook.errors import MissingData, Reason
from workbook.settings import GrowthRules
from workbook.vsoko.growth import Growth
from workbook.vsoko.growth_lessons import Lessons

__all__ = ["observers", "profile"]


def observers(growth: Growth) -> Block:
    """Say whether lessons are seen by two, whether the two agree, and how self-analysis differs."""
    found, rules = growth.lessons, growth.rules
    return Findings([*_doubles(found, rules), *_mirror(found, rules), *_alone(found)])


def profile(growth: Growth, public: bool = False) -> Block:
    """Show the criteria of the lesson sheet: observer and self-analysis.

    Raises
    ------
    MissingData
        For publication: too few teachers were visited.
    """
    found, rules = growth.lessons, growth.rules
    least = growth.school.settings.privacy.small_cell
    if public and found.teachers < least:
        raise MissingData(
            f"Для публикации посещённых учителей мало: {found.teachers}, а нужно не меньше {least}.", Reason.TABLE_EMPTY
        )
    table = found.profile.assign(label=found.profile["criterion"].astype("str") + ". " + found.profile["title"])
    weak = list(table.loc[table["weak"], "label"])
    if found.seen < rules.kappa_lessons:
        said = Finding("neutral", f"Уроков {found.seen}: профиль критериев показан, но выводов по нему не делают "
                                  f"(нужно от {rules.kappa_lessons}).")  # fmt: skip
    elif weak:
        limit = numbers.percent(rules.weak_criterion, 0)
        said = Finding("warn", f"Слабые критерии (весь интервал ниже {limit} наибольшего балла): {listed(weak, 12)}.")
    else:
        said = Finding("ok", "Критериев, слабых с учётом погрешности, нет.")
    mirror = table["itself"].notna().any()
    columns = {
        "label": col("Критерий"), "lessons": col("Уроков", "int"), "observed": col("Наблюдатель", "percent", 0),
        "ends": col("Интервал 95\u00a0%", "interval", 0, low="low", high="high"),
        "itself": col("Самоанализ", "percent", 0), "gap": col("Разница, п.п.", "change", 0),
    }  # fmt: skip
    if not mirror:
        columns = {name: column for name, column in columns.items() if name not in ("itself", "gap")}
    chart = Chart(
        charts.dumbbell(table, "label", "observed", "itself", ("наблюдатель", "самоанализ"))
        if mirror
        else charts.bars(table, "label", "observed", n="lessons"),
        "Что на уроках видно наблюдателю и что — учителю?",
        "Каждый критерий карты урока: процент наибольшего балла у наблюдателя и в самоанализе",
    )
    note = "100 % — наибольший балл критерия. Интервал — по урокам: критерии одного урока не независимы."
    return Stack([Findings([said]), chart, Table(table, columns, caption="Критерии карты урока", note=note)])


def _doubles(found: Lessons, rules: GrowthRules) -> list[Finding]:
    norm = numbers.percent(rules.double_share, 0)
    lessons = numbers.count(found.seen, "урока", "уроков", "уроков")
    tone = "ok" if found.doubled.value >= rules.double_share else "warn"
    said = [Finding(tone, f"Двое видели {found.doubles} из {lessons} ({numbers.percent(found.doubled.value, 0)}); "
                          f"по методике — не меньше {norm}.")]  # fmt: skip
    kappa = found.observers
    need = numbers.number(rules.kappa)
    if not kappa.known:
        said.append(Finding("neutral", f"{kappa.reason} Пока это так, балл урока может зависеть от того, кто пришёл."))
    elif found.doubles < rules.kappa_lessons:
        said.append(
            Finding(
                "neutral",
                f"κ наблюдателей {numbers.number(kappa.value, 2)}, но уроков с двумя "
                f"наблюдателями {found.doubles}: вывод — от {rules.kappa_lessons}.",
            )
        )
    else:
        ends = numbers.interval(kappa.low, kappa.high, 2)
        value = f"Согласие наблюдателей κ = {numbers.number(kappa.value, 2)} ({ends}; уроков {kappa.units})"
        if kappa.value < rules.kappa:
            said.append(Finding("warn", f"{value}, ниже {need}: сверить понимание критериев на одном общем уроке."))
        elif kappa.low < rules.kappa:
            said.append(Finding("info", f"{value}: не ниже {need}, но интервал заходит ниже, уроков ещё мало."))
        else:
            said.append(Finding("ok", f"{value}: не ниже {need} вместе с интервалом."))
    return said


def _mirror(found: Lessons, rules: GrowthRules) -> list[Finding]:
    gap, kappa = found.gap, found.itself
    if not gap.n:
        return [Finding("neutral", "Самоанализа посещённых уроков нет: взгляд учителя не сравнить.")]
    value = numbers.number(gap.value, 2, signed=True)
    ends = numbers.interval(gap.low, gap.high, 2)
    about = f"{value} балла на критерий ({ends}; уроков {gap.n})" if gap.known else f"{value} балла (урок один)"
    if gap.excludes(0):
        way = "выше" if gap.value > 0 else "ниже"
        said = f"Учителя оценивают свой урок {way} наблюдателя: {about}. Обычное дело; начните разбор с этих критериев."
    else:
        said = f"Самоанализ и наблюдатель в среднем близки: {about}."
    found_ = [Finding("info", said)]
    if kappa.known and gap.n >= rules.kappa_lessons:
        ends = numbers.interval(kappa.low, kappa.high, 2)
        alike = "почти как случайное" if kappa.value < 0.2 else "слабое" if kappa.value < rules.kappa else "достаточное"
        found_.append(
            Finding("info", f"Совпадение самоанализа с наблюдателем по отдельным критериям — {alike}: "
                            f"κ = {numbers.number(kappa.value, 2)} ({ends}).")
        )  # fmt: skip
    return found_


def _alone(found: Lessons) -> list[Finding]:
    if not found.own_only:
        return []
    lessons = numbers.count(found.own_only, "уроке", "уроках", "уроках")
    return [
        Finding("warn", f"На {lessons} карту наблюдателя заполнил сам учитель: такие карты за посещение не считаны.")
    ]
