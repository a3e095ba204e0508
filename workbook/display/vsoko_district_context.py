"""Sections of the municipality about fairness: similar schools, results beside the context, progress, mutual help.

Apart from the plain comparison because each of these answers the same objection: our children are different.
"""

from __future__ import annotations

import pandas as pd

from workbook.display import charts, numbers
from workbook.display.blocks import Block, Details, Finding, Findings, Stack
from workbook.display.figure import Chart
from workbook.display.tables import Table, col
from workbook.display.vsoko_district import schools
from workbook.display.vsoko_words import listed
from workbook.errors import MissingData
from workbook.vsoko.district import District
from workbook.vsoko.district_context import CONTEXT, context_index, expected, nearest_schools, resilient
from workbook.vsoko.district_exchange import exchange
from workbook.vsoko.district_progress import progress_choices, school_progress

__all__ = ["beside_context", "help_each_other", "progress", "similar"]

_LIMIT = 60


def similar(district: District, indicator: str) -> Block:
    """Show each chosen school between those that work with the most similar children."""
    rules = district.settings.district
    near = nearest_schools(district.schools, rules)
    near = near.loc[near["school"].isin(district.shown)]
    if near.empty:
        raise MissingData(
            "Контекст школ не задан: в таблице «Школы» нет учеников, родителей с высшим образованием, детей с ОВЗ или "
            "неродного русского хотя бы у двух школ."
        )
    values = _values(district, indicator)
    rows = []
    for code in [school for school in district.shown if school in set(near["school"])]:
        mine = near.loc[near["school"].eq(code)]
        alike = mine.loc[mine["similar"], "other"]
        rows.append(
            {
                "name": district.names[code],
                "value": values.get(code, "мало данных"),
                "others": "\n".join(f"{district.names[other]} — {values.get(other, 'мало данных')}" for other in alike)
                or f"похожих нет: ближайшая — {district.names[mine['other'].iloc[0]]}",
                "distance": float(mine["distance"].iloc[0]),
            }
        )
    title = district.compared(indicator).title
    columns = {
        "name": col("Школа"), "value": col(title, align="right"), "others": col("Похожие школы и их значение"),
        "distance": col("До ближайшей", "number", 2),
    }  # fmt: skip
    note = (
        f"Похожи по контексту: {', '.join(CONTEXT.values())}. «До ближайшей» — расстояние в стандартных отклонениях; "
        f"дальше {numbers.number(rules.far)} школы похожими не считаются. В скобках — интервал 95\u00a0%."
    )
    return Table(pd.DataFrame(rows), columns, caption="Школа среди похожих", note=note, limit=_LIMIT)


def beside_context(district: District, indicator: str) -> Block:
    """Show results against what the context lets expect; with few schools say why this is not done."""
    rules = district.settings.district
    found = district.compared(indicator)
    index = context_index(district.schools)
    table = expected(found.table, index, rules)
    shown = table.loc[[code for code in district.shown if code in table.index]]
    named = shown.assign(name=[district.names[str(code)] for code in shown.index])
    columns = {
        "name": col("Школа"), "context": col("Индекс контекста", "change"), "value": col("Значение", "number", 1),
        "expected": col("Ожидалось", "number", 1),
        "ends": col("Пределы 95\u00a0%", "interval", low="low", high="high"), "gap": col("Разница", "change"),
        "said": col("Итог"),
    }  # fmt: skip
    note = (
        "Индекс контекста — сумма отклонений от среднего: больше родителей с высшим образованием, меньше детей с ОВЗ и "
        "с неродным русским. Ожидание — прямая по всем школам; связь не означает причины."
    )
    strong = resilient(found.table, index, rules)
    words = (
        f"Резильентные школы (трудный контекст, результат среди лучших с учётом погрешности): "
        f"{listed(district.names[code] for code in strong)}. У них стоит учиться."
        if strong
        else "Резильентных школ по этому показателю не выделено: с учётом погрешности ни одна школа с трудным "
        "контекстом не стоит твёрдо в лучшей трети."
    )
    return Stack([Table(named, columns, caption="Результат и контекст", note=note, limit=_LIMIT),
                  Findings([Finding("ok" if strong else "info", words)])])  # fmt: skip


def progress(district: District, choice: str) -> Block:
    """Show the progress of schools from the start: shrunken estimates with their intervals, in the order of names."""
    fit = school_progress(district.rows, choice, district.settings)
    offered = progress_choices(district.rows, district.settings)
    chosen = choice if choice in offered else offered[0]
    effects = fit.effects.reindex([code for code in district.names if code in fit.effects.index])
    table = effects.loc[[code for code in district.shown if code in effects.index]].assign(
        name=lambda one: [district.names[str(code)] for code in one.index]
    )
    table["said"] = [
        "выше" if low > 0 else "ниже" if high < 0 else "" for low, high in table[["low", "high"]].to_numpy()
    ]
    columns = {
        "name": col("Школа"), "effect": col("Прогресс, п.п.", "change"),
        "ends": col("Интервал 95\u00a0%", "interval", low="low", high="high"), "n": col("n", "int"),
        "raw": col("Без сжатия", "change"), "said": col("Относительно ожидаемого"),
    }  # fmt: skip
    note = (
        f"Работы: {chosen}. Прогресс — на сколько процентов выполнения ученики школы ушли от того, что обещал их "
        "старт; оценка малой школы сжата к нулю. Порядок — по названиям. Посчитано по суммам, без результатов "
        f"учеников. Между школами лежит {numbers.percent(fit.share, 0)} оставшегося разброса."
    )
    blocks: list[Block] = []
    if len(table) <= _LIMIT:
        chart = charts.intervals(table, "name", "effect", n="n", unit="п.п.", target=0, title="прогресс, п.п.")
        blocks.append(Chart(chart, "Где дети прошли больше ожидаемого?", "Прогресс школ с интервалами"))
    blocks.append(Details("Таблица прогресса", Table(table, columns, note=note, limit=_LIMIT)))
    words = (
        "Различий между школами сверх случайных модель не нашла."
        if fit.singular
        else f"Интервал целиком выше нуля: {_names(table, 'выше')}; целиком ниже: {_names(table, 'ниже')}."
    )
    return Stack([*blocks, Findings([Finding("info", words)])])


def help_each_other(district: District) -> Block:
    """Put wishes of schools beside offers of others."""
    table = exchange(district.schools, district.settings.district)
    named = [
        {
            "topic": row["topic"],
            "school": district.names[row["school"]],
            "helpers": ", ".join(
                district.names[code] + (" (похожая школа)" if code in row["similar"] else "") for code in row["helpers"]
            )
            or "в муниципалитете никто не предложил",
        }
        for row in table.to_dict("records")
        if row["school"] in district.shown
    ]
    alone = sorted({row["topic"] for row in table.to_dict("records") if not row["helpers"]})
    columns = {"topic": col("Тема"), "school": col("Кому нужна помощь"), "helpers": col("Кто готов помочь")}
    found = (
        [Finding("info", f"Помощника в муниципалитете нет: {listed(alone)}. Ищите за его пределами.")] if alone else []
    )
    return Stack([Table(pd.DataFrame(named, columns=list(columns)), columns, caption="Обмен опытом", limit=_LIMIT),
                  *([Findings(found)] if found else [])])  # fmt: skip


def _names(table: pd.DataFrame, side: str) -> str:
    found = list(table.loc[table["said"].eq(side), "name"])
    return listed(found) if found else f"нет {schools(0).split(numbers.NBSP)[-1]}"


def _values(district: District, indicator: str) -> dict[str, str]:
    found = district.compared(indicator)
    unit = "" if found.unit == "отметка" else f"{numbers.NBSP}{found.unit}"
    places = 2 if found.unit == "отметка" else 1
    return {
        str(row.Index): f"{numbers.number(row.value, places)}{unit} ({numbers.interval(row.low, row.high, places)})"
        for row in found.table.itertuples()
    }
