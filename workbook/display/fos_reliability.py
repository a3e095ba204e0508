"""The words about precision: whether sums of points can be trusted, by which measures, and how exact one sum is.

Apart from the sections about items because an item may be good and a sum still too rough to compare two pupils.
"""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from workbook.display import fos_charts, numbers
from workbook.display.blocks import Block, Details, Finding, Findings, Stack, Text, finding
from workbook.display.figure import Chart
from workbook.display.tables import Table, col
from workbook.estimates import NORMAL_95
from workbook.fos import ALL_VARIANTS, Precision, Scored, overall
from workbook.fos.measurement_error import difference_error
from workbook.settings import FosRules

__all__ = ["reliability"]

_APART = 0.1
_MEANING = {
    "alpha": "главная мера; занижает надёжность, если задания связаны с умением неодинаково",
    "lambda2": "не ниже α: нижняя граница надёжности",
    "omega": "доля разброса сумм, которую объясняет одно общее умение",
    "odd_even": "две половины работы друг против друга",
    "halves": "в среднем по случайным половинам; рядом — от худшей до лучшей",
    "stratified": "если уровни измеряют разное",
    "kr21": "как если бы все задания были одинаково трудны: не выше KR-20",
}


def reliability(table: pd.DataFrame, scored: Scored, rules: FosRules, precise: Precision | None = None) -> Block:
    """Say whether the sum of points tells pupils apart, and how exact it is.

    Parameters
    ----------
    table : DataFrame
        :func:`workbook.fos.reliability`.
    scored : Scored
        :func:`workbook.fos.score`: for the distribution of sums.
    rules : FosRules
        ``alpha_min``, ``alpha_n``.
    precise : Precision, optional
        :func:`workbook.fos.precision`: other measures and the error of each sum.
    """
    row = overall(table)
    said = [_alpha_finding(row, rules)]
    if math.isfinite(row["sem"]) and row["verdict"] != "мало данных":
        gap = math.ceil(NORMAL_95 * difference_error(row["sem"]))
        error = numbers.number(row["sem"], 1)
        said.append(
            finding(
                "info",
                f"Ошибка измерения ±{error} балла из {numbers.number(row['max_score'])}: двух учеников, чьи суммы "
                f"отличаются меньше чем на {numbers.count(gap, 'балл', 'балла', 'баллов')}, работа не различает.",
            )
        )
    method = Text(
        f"{row['kind']} показывает, насколько согласованно задания измеряют одно и то же: 0 — сумма случайна, 1 — "
        "точна. "
        f"Нужно не ниже {numbers.number(rules.alpha_min, 2)} при числе работ не меньше {rules.alpha_n}; интервал "
        "95\u00a0% "
        "по Фельдту. Варианты считаются отдельно"
        + (" и вместе внутри вариантов." if (table["variant"] == ALL_VARIANTS).any() else "."),
        tone="quiet",
    )
    tops = [numbers.number(value, 0) for value in table["max_score"]]
    means = [f"{numbers.number(value, 1)} из {top}" for value, top in zip(table["mean"], tops, strict=True)]
    shown = table.assign(variant=table["variant"].replace("", "один вариант"), average=means)
    columns = {
        "variant": col("Вариант"), "n": col("Работ", "int"), "items": col("Заданий", "int"),
        "alpha": col(str(row["kind"]), "number", 2), "ends": col("интервал", "interval", 2, low="low", high="high"),
        "average": col("Средняя сумма", align="right"),
        "sd": col("Разброс", "number", 1), "sem": col("Ошибка измерения", "number", 1), "verdict": col("Вывод"),
    }  # fmt: skip
    values, top, unit = _sums(scored)
    chart = Chart(
        fos_charts.sums(values, top, float(row["sem"]) if unit == "баллов" else math.nan, unit),
        "Как распределились суммы баллов?", n=len(values),
    )  # fmt: skip
    blocks: list[Block] = [Findings(said), method, Table(shown, columns, caption="Надёжность по вариантам"), chart]
    if precise is not None and len(precise.measures) > 1:
        blocks[0] = Findings([*said, *_compared(precise), *_one_sum(precise)])
        blocks.insert(3, _measures(precise.measures))
        blocks += [_errors(name, frame) for name, frame in precise.errors.items()]
    return Stack(blocks)


def _alpha_finding(row: pd.Series[Any], rules: FosRules) -> Finding:
    value = numbers.number(row["alpha"], 2)
    ends = numbers.interval(row["low"], row["high"], 2)
    size = numbers.count(row["n"], "работа", "работы", "работ")
    tone = {"достаточна": "ok", "недостаточна": "bad"}.get(str(row["verdict"]), "neutral")
    head = f"Надёжность {row['verdict']}" if tone != "neutral" else "О надёжности судить рано"
    sure = ""
    if tone == "ok" and float(row["low"]) < rules.alpha_min:
        sure = f" Нижняя граница интервала меньше {numbers.number(rules.alpha_min, 2)}: вывод предварительный."
    reason = f" {row['reason']}" if row["reason"] else ""
    return finding(tone, f"{head}: {row['kind']} = {value} ({ends}; {size}).{reason}{sure}")


def _compared(precise: Precision) -> list[Finding]:
    """Say where another measure disagrees with α, and why that may be."""
    alpha, omega, halves = (precise.value(code) for code in ("alpha", "omega", "halves"))
    said = []
    if math.isfinite(omega) and omega - alpha >= _APART:
        said.append(
            finding(
                "info",
                f"ω = {numbers.number(omega, 2)} заметно выше α: задания связаны с общим умением неодинаково, и α "
                "занижает надёжность.",
            )
        )
    for row in precise.measures.to_dict("records"):
        if row["code"] == "omega" and row["reason"]:
            said.append(finding("warn" if math.isfinite(omega) else "neutral", str(row["reason"])))
    split = precise.measures[precise.measures["code"] == "halves"]
    if math.isfinite(halves) and len(split):
        ends = numbers.interval(split["low"].iloc[0], split["high"].iloc[0], 2)
        said.append(
            finding(
                "info",
                f"Если делить работу пополам наугад, надёжность от худшей до лучшей половины {ends}, в среднем "
                f"{numbers.number(halves, 2)}: одно деление мало что доказывает.",
            )
        )
    return said


def _one_sum(precise: Precision) -> list[Finding]:
    """Say for a usual sum where the pupil's true sum may lie."""
    if not precise.errors:
        return []
    name, table = next(iter(precise.errors.items()))
    usual = table.sort_values("pupils", ascending=False, kind="stable").iloc[0]
    where = f" (вариант {name})" if len(precise.errors) > 1 else ""
    return [
        finding(
            "info",
            f"Самая частая сумма — {numbers.number(usual['raw'])} из {numbers.number(table['raw'].max())}{where}: "
            f"истинная сумма такого ученика, вероятнее всего, от {numbers.number(usual['low'], 0)} до "
            f"{numbers.number(usual['high'], 0)}.",
        )
    ]


def _measures(table: pd.DataFrame) -> Table:
    table = table[table["value"].notna() | (table["code"] == "omega")]
    shown = table.assign(meaning=[row["reason"] or _MEANING[row["code"]] for row in table.to_dict("records")])
    return Table(
        shown,
        {
            "measure": col("Мера"), "value": col("Значение", "number", 2),
            "ends": col("от и до", "interval", 2, low="low", high="high"), "meaning": col("Что значит"),
        },
        caption="Другие меры согласованности",
        note="Меры опираются на разные предположения; решает α, остальные её проверяют.",
    )  # fmt: skip


def _errors(name: str, table: pd.DataFrame) -> Details:
    title = f"Ошибка каждой суммы, вариант {name}" if name else "Ошибка каждой суммы"
    return Details(
        title,
        Table(
            table,
            {
                "raw": col("Сумма", "number", 0), "pupils": col("Учеников", "int"),
                "error": col("Ошибка измерения", "number", 1),
                "ends": col("Истинная сумма, 95 %", "interval", 1, low="low", high="high"),
                "expected": col("Ожидаемая при повторе", "number", 1),
            },
            note="Ошибка у краёв шкалы меньше, в середине больше. Ожидаемая сумма ближе к средней: часть очень высоких "
            "и очень низких сумм — случайность.",
        ),
    )  # fmt: skip


def _sums(scored: Scored) -> tuple[pd.Series[float], float, str]:
    """Return all pupils' sums on one scale: points when every variant has the same maximum, else percent of it."""
    forms = scored.forms().values()
    tops = [float(scored.items.loc[form.columns, "max_score"].sum()) for form in forms]
    if len(set(tops)) == 1:
        return pd.concat([form.sum(axis=1) for form in forms]), tops[0], "баллов"
    return (
        pd.concat([100 * form.sum(axis=1) / top for form, top in zip(forms, tops, strict=True)]),
        100.0,
        "% максимума",
    )
