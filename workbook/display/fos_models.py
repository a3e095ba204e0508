"""The words of the ФОС report about a fitted model: items and pupils on one scale, where it is exact, what misfits.

Apart from the sections on single items because they read percents of this class, and this one reads a scale.
"""

from __future__ import annotations

import math
from itertools import pairwise
from statistics import NormalDist

import numpy as np

from workbook.display import fos_model_charts, numbers
from workbook.display.blocks import Block, Details, Finding, Findings, Stack, Text, finding
from workbook.display.figure import Chart
from workbook.display.fos_model_tables import (
    VERDICT_TONES,
    item_table,
    model_table,
    odd_pupils,
    score_table,
    troubled_items,
)
from workbook.display.fos_words import listed, share_words
from workbook.fos import Calibration
from workbook.fos.irt.information import expected_percent
from workbook.fos.model_tables import form_information, precise_range
from workbook.fos.models import REFUSED, ROUGH
from workbook.settings import ModelRules

__all__ = ["calibration"]


def calibration(found: Calibration, rules: ModelRules) -> Block:
    """Show the map of items and pupils with what follows from it; when there are too few works, say what is needed.

    Parameters
    ----------
    found : Calibration
        :func:`workbook.fos.calibrate`.
    rules : ModelRules
        Gates and limits, for the explanation.
    """
    if found.verdict == REFUSED or found.curves is None:
        return _refused(found, rules)
    said = [
        _standing(found), _targeting(found, rules), _separated(found), *_items(found), *_pairs(found),
        *_pupils(found, rules), *_holes(found, rules), *_exact(found), *_slopes(found), *_set_aside(found),
        *_notes(found),
    ]  # fmt: skip
    works = found.n
    blocks: list[Block] = [
        Findings(said),
        Text(_method(found, rules), tone="quiet"),
        Chart(
            fos_model_charts.map_of_items_and_pupils(found), "Кому по силам какие задания?",
            "Карта заданий и учеников: задания по трудности и ученики по подготовке на одной шкале", n=works,
        ),
        Chart(
            fos_model_charts.error_curves(found), "Где работа измеряет точно?",
            "Ошибка места ученика вдоль шкалы подготовки", n=works,
        ),
    ]  # fmt: skip
    troubled = found.items[found.items["said"] != ""]
    if len(troubled):
        blocks.insert(2, troubled_items(troubled))
    blocks.append(Details("Все задания на шкале: числа", item_table(found)))
    if len(found.scale):
        blocks.append(Details("Шкала перевода: балл → место ученика", score_table(found.scale)))
    odd = found.pupils[found.pupils["unusual"]]
    if len(odd):
        blocks.append(Details("Ученики с необычным рисунком ответов: коды", odd_pupils(odd)))
    if len(found.comparison) > 1:
        blocks.append(Details("Сравнение моделей", model_table(found.comparison)))
    return Stack(blocks)


def _refused(found: Calibration, rules: ModelRules) -> Block:
    needed = Text(
        "Карта заданий и учеников ставит трудность заданий и подготовку учеников на одну шкалу. Чтобы она появилась, "
        f"нужно не меньше {rules.rough_n} работ (уверенно — от {rules.rasch_n}), не меньше {rules.least_items} заданий "
        f"и, если вариантов несколько, не меньше {rules.common_items} общих заданий в них. Работы разных классов и лет "
        "по одним и тем же заданиям складываются.",
        tone="quiet",
    )
    said = [finding("neutral", f"Шкала не построена. {found.reason}")]
    if found.n >= rules.rough_n:  # of a small class no item has enough answers, and naming them all says nothing
        said += _set_aside(found)
    return Stack([Findings(said), needed])


def _standing(found: Calibration) -> Finding:
    size = (
        f"{numbers.count(len(found.items), 'задание', 'задания', 'заданий')} и "
        f"{numbers.count(found.n, 'ученик', 'ученика', 'учеников')}"
    )
    if found.verdict == ROUGH:
        return finding("neutral", f"На одной шкале {size}, пока ориентировочно. {found.reason}")
    return finding("info", f"На одной шкале {size}.")


def _targeting(found: Calibration, rules: ModelRules) -> Finding:
    away = found.offset
    chance = numbers.percent(100 / (1 + math.exp(-away)), 0)
    words = f"средний ученик решает среднее задание с вероятностью {chance}"
    if away > rules.target_gap:
        return finding("info", f"Работа для этих учеников лёгкая: {words}. О сильных она скажет мало.")
    if away < -rules.target_gap:
        return finding("warn", f"Работа для этих учеников трудная: {words}. О слабых она скажет мало.")
    return finding("ok", f"Работа этим ученикам по силам: {words}.")


def _separated(found: Calibration) -> Finding:
    if found.separation is None or not math.isfinite(found.separation.strata):
        return finding("neutral", "Сколько уровней подготовки различает работа, определить не удалось.")
    value = numbers.number(found.separation.person, 2)
    levels = math.floor(found.separation.strata)
    if levels < 2:
        return finding("warn", f"Сильных и слабых работа уверенно не различает (надёжность разделения {value}).")
    many = numbers.count(levels, "уровень", "уровня", "уровней")
    return finding(
        "ok" if levels > 2 else "info", f"Работа различает {many} подготовки (надёжность разделения {value})."
    )


def _items(found: Calibration) -> list[Finding]:
    if found.verdict == ROUGH:
        return []
    of = {word: found.items.loc[found.items["verdict"] == word, "item"].tolist() for word in VERDICT_TONES}
    said = []
    if of["непредсказуемо"]:
        names = listed(of["непредсказуемо"])
        said.append(finding("bad", f"Ответы расходятся с подготовкой: {names}. Проверить условие и ключ."))
    if of["кривая иная"]:
        names = listed(of["кривая иная"])
        said.append(finding("warn", f"Выполнение растёт с подготовкой не так, как у других заданий: {names}."))
    if of["слишком предсказуемо"]:
        names = listed(of["слишком предсказуемо"])
        said.append(
            finding("info", f"Почти без исключений делят учеников: {names}. Возможно, повторяют другие задания.")
        )
    if not said:
        said.append(finding("ok", "Ни одно задание не спорит с остальными: работу можно считать одной шкалой."))
    return said


def _pairs(found: Calibration) -> list[Finding]:
    tied = found.pairs[found.pairs["verdict"] == "связаны"]
    if tied.empty:
        return []
    names = listed(f"{one} и {two}" for one, two in zip(tied["item"], tied["item_2"], strict=True))
    return [
        finding(
            "warn",
            f"Пары заданий связаны сильнее, чем объясняет подготовка: {names}. Возможно, общий текст, подсказка или "
            "одно и то же действие: вместе они считаются почти за одно.",
        )
    ]


def _pupils(found: Calibration, rules: ModelRules) -> list[Finding]:
    if found.verdict == ROUGH:
        return []
    judged = int((found.pupils["possible"] > 0).sum())
    odd = int(found.pupils["unusual"].sum())
    if not odd:
        return []
    pupils = numbers.count(odd, "ученика", "учеников", "учеников")
    expected = max(round(NormalDist().cdf(rules.person_limit) * judged), 1)
    return [
        finding(
            "info",
            f"У {pupils} из {judged} рисунок ответов необычен; при обычных ответах таких бывает около {expected}. Это "
            "повод посмотреть работу, а не вывод об ученике.",
        )
    ]


def _holes(found: Calibration, rules: ModelRules) -> list[Finding]:
    """Name stretches of the scale where there are pupils, but no item."""
    b = np.sort(found.items["b"].to_numpy(dtype=float))
    theta = found.pupils["theta"].dropna().to_numpy(dtype=float)
    edges = np.concatenate([[-np.inf], b, [np.inf]])
    said = []
    for left, right in pairwise(edges):
        if right - left < rules.target_gap:
            continue
        inside = (theta > left + rules.target_gap / 2) & (theta < right - rules.target_gap / 2)
        share = 100 * float(inside.mean()) if len(theta) else 0.0
        if share < rules.hole_percent:
            continue
        where = _stretch(found, left, right)
        said.append(finding("warn", f"{where}, а здесь {numbers.percent(share, 0)} учеников: добавить такие задания."))
    return said


def _stretch(found: Calibration, left: float, right: float) -> str:
    ordered = found.items.sort_values("b", kind="stable")
    below, above = ordered.loc[ordered["b"] <= left, "item"], ordered.loc[ordered["b"] >= right, "item"]
    if below.empty:
        return f"Легче задания {above.iloc[0]} заданий нет"
    if above.empty:
        return f"Труднее задания {below.iloc[-1]} заданий нет"
    return f"По трудности между {below.iloc[-1]} и {above.iloc[0]} заданий нет"


def _exact(found: Calibration) -> list[Finding]:
    if found.curves is None:
        return []
    information = form_information(found.curves, found.forms, np.linspace(-6, 6, 241)).mean(axis=1)
    _, low, high = precise_range(information)
    theta = found.pupils["theta"].dropna()
    inside = int(((theta >= low) & (theta <= high)).sum())
    ends = expected_percent(found.curves, [low, high])
    span = f"{numbers.interval(float(ends[0]), float(ends[1]), 0)}{numbers.NBSP}%"
    return [
        finding(
            "info", f"Точнее всего определены места тех, кто набирает {span} баллов: таких {inside} из {len(theta)}."
        )
    ]


def _slopes(found: Calibration) -> list[Finding]:
    if len(found.comparison) < 2:
        return []
    first, second = found.comparison.iloc[0], found.comparison.iloc[1]
    if second["aic"] >= first["aic"]:
        return [finding("ok", "Задания различают учеников одинаково хорошо: более сложная модель не точнее.")]
    return [
        finding(
            "info",
            "Задания различают учеников с разной силой: двухпараметрическая модель описывает ответы точнее. Места "
            "учеников здесь всё равно по сумме баллов, как и отметка.",
        )
    ]


def _set_aside(found: Calibration) -> list[Finding]:
    said = []
    for reason, group in found.aside.groupby("reason", sort=False) if len(found.aside) else []:
        said.append(finding("info", f"На шкалу не поставлены, {reason}: {listed(group['item'])}."))
    if len(found.merged):
        said.append(finding("info", f"Редкие баллы объединены с соседними: {listed(found.merged['item'])}."))
    return said


def _notes(found: Calibration) -> list[Finding]:
    notes = () if found.curves is None else found.curves.notes
    return [finding("neutral", note) for note in notes]


def _method(found: Calibration, rules: ModelRules) -> str:
    words = (
        "Логит — единица шкалы: ученик на 1 логит выше задания решает его примерно в 73 случаях из 100, на 2 логита — "
        "в 88, на столько же ниже — в 27 и 12. Ноль — средний ученик. "
    )
    if len(found.cuts):
        words += (
            "Пунктир на карте: с этого места за задания уровня ждут не меньше "
            f"{share_words(rules.level_percent / 100)} баллов. "
        )
    return words + (
        f"О согласии заданий с моделью, о похожих заданиях и о необычных ответах судим от {rules.rasch_n} учеников; "
        "границы — в методике школы."
    )
