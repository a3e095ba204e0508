"""Sections on progress: what the year shows in words, how far it can be trusted, what to do next.

Apart from the sections by class because these sentences judge the whole picture before anyone looks at one class.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from workbook.display import numbers
from workbook.display.blocks import Block, Details, Finding, Findings, Stack, Text, Tile, Tiles
from workbook.display.tables import Table, col
from workbook.display.vsoko_words import listed
from workbook.estimates import NORMAL_95
from workbook.vsoko.progress import ABOVE, BELOW, FEW, Progress
from workbook.vsoko.progress_pairs import OWN

__all__ = ["model", "named", "next_steps", "summary"]


def summary(progress: Progress) -> Block:
    """Say in a minute whether classes differ in progress and how far that can be trusted.

    Parameters
    ----------
    progress : Progress
    """
    table, fit = progress.classes, progress.checked.fit
    pupils = progress.pupils["pupil"].nunique()
    few = int(table["verdict"].eq(FEW).sum())
    tiles = [
        Tile("Ученики со стартом и финишем", numbers.number(pupils, 0),
             f"{progress.subject}, {progress.pair or 'все пары работ'}, {progress.year}"),
        Tile("Классы", numbers.number(table["class_"].nunique(), 0),
             f"из них с малой выборкой — {few}" if few else "малых выборок нет"),
        Tile("Разброс прогресса между классами", numbers.percent(fit.share, 0), _spread(progress)),
    ]  # fmt: skip
    return Stack([Tiles(tiles), Findings([*_main(progress), *_cautions(progress)], title="Главное")])


def model(progress: Progress) -> Block:
    """Tell how the expected finish was found and whether two ways of counting agree."""
    fit, said = progress.checked.fit, []
    for name in progress.predictors:
        if name == "x своя норма":
            continue
        kind = name.removeprefix("x ")
        said.append(
            {"kind": kind, "n": int(progress.known["slope"].eq(kind).sum()), "slope": fit.params[name],
             "low": fit.params[name] - NORMAL_95 * fit.se[name], "high": fit.params[name] + NORMAL_95 * fit.se[name]}
        )  # fmt: skip
    columns = {
        "kind": col("Переход"), "n": col("Пар", "int"), "slope": col("Наклон", "number", 2),
        "ends": col("Интервал 95\u00a0%", "interval", 2, low="low", high="high"),
    }  # fmt: skip
    slopes = Table(
        pd.DataFrame(said), columns, caption="Сколько процентных пунктов финиша даёт один пункт старта",
        note="Наклон меньше единицы — обычный возврат к среднему: после высокого старта финиш чуть ближе к норме.",
    )  # fmt: skip
    words = (
        "Смешанная модель: финиш = старт + класс + остальное; строится по всем классам и годам предмета "
        f"({numbers.count(fit.n, 'пара', 'пары', 'пар')} «старт — финиш», "
        f"{numbers.count(len(fit.effects), 'группа', 'группы', 'групп')} «класс и пара работ»). Разброс между классами "
        f"{numbers.number(fit.var_group**0.5, 1)} п.п., внутри класса {numbers.number(fit.var_residual**0.5, 1)} п.п."
    )
    shrink = (
        "Оценка класса сжата к среднему тем сильнее, чем меньше учеников. Отрезки сравнивают класс со средним школы; "
        "два класса между собой ими сравнивать нельзя (для этого отрезки строят короче: ± 1,39 ошибки)."
    )
    return Stack([
        Findings([_converged(progress), Finding("info", _norm(progress))]),
        Details("Как посчитано", Stack([Text(words), Text(shrink), slopes])),
    ])  # fmt: skip


def next_steps(progress: Progress) -> Block:
    """Say what to decide next."""
    table, steps = progress.classes, []
    if progress.doubts:
        steps.append(
            "Сначала проверить объективность работ (тетрадь «Объективность»): пока она под вопросом, прогресс класса "
            "обсуждать рано."
        )
    low = table.loc[table["verdict"].eq(BELOW)]
    if len(low):
        steps.append(
            f"Посмотреть вместе с учителем, что помешало: {listed(named(low))}. Сравнить темы работ, пропуски, смену "
            "учителя, состав класса."
        )
    high = table.loc[table["verdict"].eq(ABOVE)]
    if len(high) and not progress.doubts:
        steps.append(f"Узнать, что сработало, и показать коллегам: {listed(named(high))}.")
    behind = progress.pupils.loc[progress.pupils["side"].eq("below")]
    if len(behind):
        steps.append(
            f"Ученикам, закончившим ниже похожих ({len(behind)}), предложить помощь по темам работы, а не по отметке: "
            "их коды — в разделе «Рост среди похожих»."
        )
    lost = table.loc[table["n"] < 0.8 * table["listed"]]
    if len(lost):
        steps.append(
            f"Выяснить, почему у части класса нет пары работ: {listed(named(lost))}. Если работу пропустили слабые, "
            "прогресс выглядит лучше, чем есть."
        )
    steps.append("Через год повторить те же пары работ: один год класса — это ещё не устойчивый результат.")
    return Stack(
        [
            Findings([Finding("info", step) for step in steps], title="Предложения к обсуждению"),
            Text("Прогресс класса — не оценка учителя: мест по нему не назначают.", tone="quiet"),
        ]
    )  # fmt: skip


def named(table: Any) -> list[str]:
    """Name rows of classes: «7 А (ВПР-6 → ВПР-7)»."""
    return [f"{row['class_']} ({row['pair']})" for row in table.to_dict("records")]


def _main(progress: Progress) -> list[Finding]:
    table = progress.classes
    high, low = (table.loc[table["verdict"].eq(word)] for word in (ABOVE, BELOW))
    if progress.checked.reason:
        return [Finding("neutral", f"Классы не сравниваются: {progress.checked.reason}. Ниже — только рост среди "
                                   "похожих учеников.")]  # fmt: skip
    if len(table) and table["verdict"].eq(FEW).all():
        return [Finding("neutral", "В каждом классе мало учеников с обеими работами: классы не сравниваются.")]
    if not progress.differ:
        return [Finding("info", "Различия в прогрессе между классами не больше случайных: искать по этим числам "
                                "«сильный» или «слабый» класс нельзя.")]  # fmt: skip
    found = []
    if len(high):
        tone = "info" if progress.doubts else "ok"
        found.append(Finding(tone, f"Закончили выше, чем обычно при таком старте: {listed(named(high))}."))
    if len(low):
        found.append(Finding("warn", f"Закончили ниже, чем обычно при таком старте: {listed(named(low))}."))
    if not found:
        found.append(Finding("info", "Классы различаются больше, чем случайно, но в этом году ни один не вышел за "
                                     "пределы ожидаемого."))  # fmt: skip
    return found


def _cautions(progress: Progress) -> list[Finding]:
    found = []
    if progress.doubts:
        found.append(
            Finding("warn", f"Возможно завышение отметок или баллов: {listed(progress.doubts)}. Завышенный старт "
                            "прячет рост, завышенный финиш его рисует — сначала проверьте объективность.")
        )  # fmt: skip
    few = progress.classes.loc[progress.classes["verdict"].eq(FEW)]
    if len(few):
        least = numbers.count(progress.school.settings.marks.small_n, "пары", "пар", "пар")
        found.append(Finding("neutral", f"Малая выборка (меньше {least} работ): {listed(named(few))}. О них выводов "
                                        "нет."))  # fmt: skip
    return found


def _converged(progress: Progress) -> Finding:
    if progress.checked.reason:
        return Finding("neutral", f"Модель классов не используется: {progress.checked.reason}.")
    return Finding("ok", "Расчёт проверен: два разных способа счёта дали один ответ.")


def _norm(progress: Progress) -> str:
    norms = set(progress.pupils["norm"])
    if norms == {OWN}:
        return (
            "Ориентиров региона нет, поэтому трудность работ вычтена по среднему самой школы: сравнивать можно только "
            "классы одной параллели."
        )
    some = " Для части пар ориентира нет: там вычтено среднее школы." if OWN in norms else ""
    place = "региона" if "регион" in norms else "муниципалитета"
    return (
        f"Старт и финиш — проценты от максимального балла минус среднее {place} за ту же работу: так учтена трудность "
        f"работ, но не разная ширина их шкал.{some} При погрешности стартовой работы классы с сильным стартом в такой "
        "модели немного выигрывают."
    )


def _spread(progress: Progress) -> str:
    if progress.checked.reason:
        return "не оценён"
    if progress.classes["verdict"].eq(FEW).all():
        return "малые выборки, вывода нет"
    p = progress.checked.fit.p_groups
    if p > 0.99:
        return "не больше случайного (p\u00a0>\u00a00,99)"
    said = "p\u00a0<\u00a00,001" if p < 0.001 else f"p\u00a0=\u00a0{numbers.number(p, 3 if p < 0.1 else None)}"
    return ("больше случайного" if progress.differ else "не больше случайного") + f" ({said})"
