"""The section on личностные результаты: shares of anonymous groups, with everything small hidden.

Apart from the composite because nothing here may stand beside a child, and what is hidden has no reason printed: «мало»
and «вычислялось бы» look alike, else the reason itself would tell.
"""

from __future__ import annotations

import pandas as pd

from workbook.display import charts, numbers
from workbook.display.blocks import Block, Details, Finding, Findings, Stack
from workbook.display.figure import Chart
from workbook.display.tables import Column, Table, col
from workbook.vsoko.personal_protection import STEPS
from workbook.vsoko.personal_results import PersonalResults

__all__ = ["personal", "personal_table"]

HIDDEN = "скрыто"
_HEADS = {"школа": "Школа", "уровень": "Уровни образования", "параллель": "Параллели", "класс": "Классы"}


def personal(found: PersonalResults) -> Block:
    """Show the anonymous results of one instrument."""
    said = [
        Finding(
            "info",
            f"«{found.instrument}», {found.year}: опрос обезличен, в таблице нет кодов. Личностные результаты не "
            "оценивают и ни в какую оценку ученика не включают.",
        ),
        Finding(
            "neutral",
            f"Число меньше {found.minimum} не показывается; вместе с ним скрыты другие, чтобы его нельзя было "
            "вычислить по суммам, соседним классам и параллелям. Что скрыто в одном срезе, скрыто и в другом.",
        ),
        *_change_findings(found),
    ]
    blocks: list[Block] = [Findings(said)]
    seen = found.of("уровень")
    last = seen.loc[seen["wave"].eq(found.waves[-1])]
    whole = found.of("школа")
    whole_last = whole.loc[whole["wave"].eq(found.waves[-1])]
    shown = pd.concat([whole_last, last], ignore_index=True)
    if not shown["hidden"].any():
        wide = shown.pivot_table(index="unit", columns="category", values="count", sort=False).reset_index()
        chart = charts.stacked_shares(wide, "unit", {name: name for name in found.categories})
        blocks.append(
            Chart(chart, f"Как распределились ответы ({found.waves[-1]} года)?", "Доли ответов по школе и уровням")
        )
    if len(found.change):
        blocks.append(_change_table(found))
    blocks += [
        Details(_HEADS[step], Table(personal_table(found, step), _columns(found), note=_NOTE), opened=step == "уровень")
        for step in STEPS
        if not found.of(step)["hidden"].all() or step == "школа"
    ]
    empty = [_HEADS[step].lower() for step in STEPS if found.of(step)["hidden"].all() and step != "школа"]
    if empty:
        blocks.append(Findings([Finding("neutral", f"Скрыто целиком, таблиц нет: {', '.join(empty)}.")]))
    return Stack(blocks)


_NOTE = "Доля — от ответивших в группе."


def personal_table(found: PersonalResults, step: str) -> pd.DataFrame:
    """Return one step as printed: unit, wave, n and a text for each category; hidden counts say only «скрыто»."""
    rows = found.of(step)
    rows = rows.assign(text=[_cell(row) for row in rows.to_dict("records")])
    order = {wave: place for place, wave in enumerate(found.waves)}
    units = {unit: place for place, unit in enumerate(dict.fromkeys(rows["unit"]))}
    wide = rows.pivot_table(index=["unit", "wave"], columns="category", values="text", aggfunc="first", sort=False)
    sizes = rows.drop_duplicates(["unit", "wave"]).set_index(["unit", "wave"])["n"]
    table = wide.join(sizes).reset_index()
    table = table.assign(
        size=["мало" if pd.isna(n) else numbers.number(int(n), 0) for n in table["n"]],
        first=table["unit"].map(units), second=table["wave"].map(order),
    )  # fmt: skip
    return table.sort_values(["first", "second"]).drop(columns=["first", "second", "n"]).reset_index(drop=True)


def _columns(found: PersonalResults) -> dict[str, Column]:
    heads = {name: col(name, align="right") for name in found.categories}
    return {"unit": col("Группа"), "wave": col("Срез"), "size": col("Ответили", align="right"), **heads}


def _cell(row: dict[object, object]) -> str:
    if row["hidden"]:
        return HIDDEN
    count, n = int(str(row["count"])), int(str(row["n"]))
    return f"{numbers.number(count, 0)} ({numbers.percent(100 * count / n, 0)})"


def _change_findings(found: PersonalResults) -> list[Finding]:
    if len(found.waves) < 2:
        return [Finding("neutral", "Срез один: изменения не видно.")]
    said = []
    for row in found.change.to_dict("records"):
        if row["low"] > 0 or row["high"] < 0:
            way = "выросла" if row["change"] > 0 else "снизилась"
            said.append(
                Finding("info", f"Доля «{row['category']}» по школе {way}: {numbers.points(row['change'])} "
                                f"({numbers.interval(row['low'], row['high'])}).")
            )  # fmt: skip
    if not said and len(found.change):
        said.append(Finding("info", "Изменение долей по школе не больше погрешности."))
    if found.change.empty:
        said.append(Finding("neutral", "Изменение не показано: хотя бы в одном срезе число скрыто."))
    return said


def _change_table(found: PersonalResults) -> Block:
    columns = {"category": col("Группа результата"), "before": col(found.waves[0], "percent"),
               "after": col(found.waves[-1], "percent"), "change": col("Изменение, п.п.", "change"),
               "ends": col("Интервал 95\u00a0%", "interval", 1, low="low", high="high")}  # fmt: skip
    note = (
        "Изменение показано только по всей школе. Кто есть кто, в обезличенном опросе не известно, поэтому интервал — "
        "как для разных людей: он шире, чем был бы у тех же детей."
    )
    return Table(found.change, columns, caption="Изменение за год, вся школа", note=note)
