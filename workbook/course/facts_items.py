"""Numbers and tables of lessons about item analysis: difficulty, discrimination, options.

Apart from the methods because a lesson asks for one number by name, where a method gives a whole table.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbook import display, estimates, fos
from workbook.course.facts import Sample, fact, picture
from workbook.fos import TIER_NAMES, Scored, Tool

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__: list[str] = []

_COUNTS = {"дошли": "n", "верно": "right", "частично": "partial", "неверно": "wrong", "пусто": "blank",
           "не дошли": "not_reached"}  # fmt: skip
_SHARES = {"трудность": "success_percent", "трудность от": "success_low", "трудность до": "success_high"}
_TIES = {"D": "d27", "r": "r", "r от": "r_low", "r до": "r_high"}
_LIMITS = {"слишком трудное": "p_low", "слишком лёгкое": "p_high", "слабо различает": "r_min",
           "вариант не работает": "dead_share", "крайняя группа": "group_share", "ответов": "item_n"}  # fmt: skip


@fact("работ по заданиям", "школа; работа", "сколько учеников писали работу")
def _works(sample: Sample, school: str, test: str) -> float:
    return float(len(_tool(sample, school, test).scored.scores))


@fact("ответов на задание", "школа; работа; задание; состояние", "сколько учеников: дошли, верно, частично, неверно, "
      "пусто, не дошли")  # fmt: skip
def _count(sample: Sample, school: str, test: str, item: str, state: str) -> float:
    return float(_row(sample, school, test, item)[_named(_COUNTS, state)])


@fact("трудность задания", "школа; работа; задание; величина", "доля выполнения от 0 до 1: трудность, трудность от, "
      "трудность до (границы интервала)")  # fmt: skip
def _difficulty(sample: Sample, school: str, test: str, item: str, value: str) -> float:
    return float(_row(sample, school, test, item)[_named(_SHARES, value)]) / 100


@fact("различение задания", "школа; работа; задание; величина", "от −1 до 1: D по крайним группам, r с остатком работы,"
      " r от, r до")  # fmt: skip
def _discrimination(sample: Sample, school: str, test: str, item: str, value: str) -> float:
    return float(_row(sample, school, test, item)[_named(_TIES, value)])


@fact("учеников в крайней группе", "школа; работа", "сколько работ в сильной группе и столько же в слабой")
def _size(sample: Sample, school: str, test: str) -> float:
    return float(len(_extreme(_tool(sample, school, test), "слабые")))


@fact("выбрали ответ", "школа; работа; задание; ответ; группа", "сколько учеников дали ответ: все, сильные, слабые")
def _chose(sample: Sample, school: str, test: str, item: str, answer: str, group: str) -> float:
    tool = _tool(sample, school, test)
    answers = tool.scored.answers[item]
    mine = answers if group == "все" else answers[_extreme(tool, group)]
    return float((mine == fos.normalise(answer, str(tool.scored.items.loc[item, "key"]))).sum())


@fact("решили в группе", "школа; работа; задание; группа", "сколько учеников решили задание: сильные, слабые")
def _solved(sample: Sample, school: str, test: str, item: str, group: str) -> float:
    tool = _tool(sample, school, test)
    return float((tool.scored.states.loc[_extreme(tool, group), item] == fos.State.RIGHT).sum())


@fact("решили в классе", "школа; работа; задание; класс; величина", "решили или дошли, учеников")
def _solved_in_class(sample: Sample, school: str, test: str, item: str, class_: str, value: str) -> float:
    return float(_in_class(sample, school, test, item, class_)[{"решили": 0, "дошли": 1}[value]])


@fact("разность классов", "школа; работа; задание; класс; класс; величина", "доля решивших в первом классе без доли во "
      "втором, от −1 до 1: разность, от, до")  # fmt: skip
def _between(sample: Sample, school: str, test: str, item: str, first: str, second: str, value: str) -> float:  # noqa: PLR0917
    gap = estimates.difference(
        *_in_class(sample, school, test, item, first), *_in_class(sample, school, test, item, second)
    )
    return {"разность": gap.value, "от": gap.low, "до": gap.high}[value] / 100
