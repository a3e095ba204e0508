"""The numbers behind the section on a fitted model: items, scale of sums, unusual patterns, compared models.

Apart from the words because a teacher reads those, and these are opened by who checks them.
"""

from __future__ import annotations

import pandas as pd

from workbook.display import numbers
from workbook.display.tables import Table, col
from workbook.fos import Calibration

__all__ = ["VERDICT_TONES", "item_table", "model_table", "odd_pupils", "score_table", "troubled_items"]

VERDICT_TONES = {
    "непредсказуемо": "bad", "кривая иная": "warn", "слишком предсказуемо": "info", "согласуется": "",
    "мало данных": "",
}  # fmt: skip
"""Tone of each verdict on an item."""

_SHOWN = 10
_USUAL = "необычный рисунок ответов: "


def troubled_items(rows: pd.DataFrame) -> Table:
    """List the items whose answers disagree with the scale."""
    return Table(
        rows,
        {
            "item": col("Задание"), "tier": col("Уровень"), "infit": col("infit", "number", 2),
            "outfit": col("outfit", "number", 2), "said": col("Что увидели"),
        },
        caption="Задания, которые спорят с остальными",
        row_class=lambda row: VERDICT_TONES.get(str(row["verdict"]), ""),
    )  # fmt: skip


def item_table(found: Calibration) -> Table:
    """List all items on the scale, the hardest first."""
    shown = found.items.sort_values("b", ascending=False, kind="stable")
    shown = shown.assign(chance=[_chance(p) for p in shown["sx2_p"]])
    return Table(
        shown,
        {
            "item": col("Задание"), "tier": col("Уровень"), "n": col("n", "int"),
            "b": col("Трудность", "number", 2), "ends": col("интервал", "interval", 2, low="low", high="high"),
            "infit": col("infit", "number", 2), "outfit": col("outfit", "number", 2),
            "sx2": col("S-X²", "number", 1), "sx2_df": col("ст. свободы", "int"), "chance": col("p", align="right"),
            "verdict": col("Вывод"),
        },
        note="Трудность в логитах; infit и outfit около 1 — ответы такие, каких ждёт модель, больше — случайнее, "
        "меньше — предсказуемее (считаются при данной сумме баллов). S-X² сравнивает выполнение по суммам баллов с "
        "кривой модели; прочерк — ответов для него мало.",
        row_class=lambda row: VERDICT_TONES.get(str(row["verdict"]), ""),
    )  # fmt: skip


def score_table(table: pd.DataFrame) -> Table:
    """List the place on the scale for each sum of points."""
    return Table(
        table,
        ({"variant": col("Вариант")} if table["variant"].nunique() > 1 else {})
        | {
            "raw": col("Сумма баллов", "int"), "theta": col("Место, логиты", "number", 2),
            "se": col("Ошибка", "number", 2),
        },
        note="Взвешенные оценки Уорма: у работы без единой ошибки и у пустой место тоже есть. Задания, не поставленные "
        "на шкалу, в сумму не входят.",
    )  # fmt: skip


def odd_pupils(rows: pd.DataFrame) -> Table:
    """List the pupils whose pattern of answers is unusual, by code."""
    return Table(
        rows.sort_values("lz_star", kind="stable").assign(said=rows["said"].str.removeprefix(_USUAL)),
        {
            "pupil": col("Ученик"), "raw": col("Баллов", "int"), "possible": col("из", "int"),
            "lz_star": col("l_z*", "number", 1), "said": col("Что увидели"),
        },
        limit=_SHOWN,
    )  # fmt: skip


def model_table(table: pd.DataFrame) -> Table:
    """Compare the models that were fitted."""
    table = table.assign(chance=[_chance(p) for p in table["p"]])
    return Table(
        table,
        {
            "model": col("Модель"), "parameters": col("Параметров", "int"),
            "loglik": col("Логарифм правдоподобия", "number", 1), "aic": col("AIC", "number", 1),
            "bic": col("BIC", "number", 1), "chance": col("p", align="right"),
        },
        note="Меньше AIC и BIC — лучше; p — проверка отношением правдоподобия против модели Раша.",
    )  # fmt: skip


def _chance(p: float) -> str:
    """Write a probability; so small a one that three digits show nothing is said to be small."""
    return "< 0,001" if p < 0.001 else numbers.number(p, 3)
