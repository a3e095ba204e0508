"""The pupil's page and the parents' page of a route, as they stand on the screen before they are printed.

Apart from the report for adults, because these two are for reading at home: no comparison, no places.
"""

from __future__ import annotations

import pandas as pd

from workbook.display.blocks import Block, Findings, Heading, Stack, Text, finding
from workbook.display.rating_route_sheet import CONSENT, REFLECTION, Sheet
from workbook.display.tables import Table, col

__all__ = ["pages"]


def pages(sheet: Sheet) -> Block:
    """Show both pages of one pupil.

    Parameters
    ----------
    sheet : Sheet
    """
    tone = "ok" if sheet.shown else "warn"
    mark = Findings([finding(tone, f"{sheet.consent[0].upper()}{sheet.consent[1:]}.")])
    return Stack([mark, *_pupil(sheet), *_parents(sheet)])


def _pupil(sheet: Sheet) -> list[Block]:
    blocks: list[Block] = [
        Heading("Мой маршрут", 3),
        Text(
            f"{sheet.pupil}, {sheet.class_}. {sheet.school}, {sheet.year}. Моя цель: {sheet.goal}. Мне интересно: "
            f"{sheet.interests}. Мне помогает: {sheet.support}."
        ),
    ]
    if sheet.reason:
        return [*blocks, Text(sheet.reason)]
    columns = {
        "when": col("Когда"), "title": col("Что"), "about": col("Какое"), "doing": col("Что делает участник"),
        "hours": col("Времени", align="right"), "worth": col("Баллы"),
    }  # fmt: skip
    blocks.append(Table(_frame(sheet), columns, note=sheet.points))
    if sheet.follows:
        blocks.append(Text("Если получится — дальше: " + "; ".join(sheet.follows) + "."))
    said = f" Уже сказано: «{sheet.reflection}»." if sheet.reflection else ""
    blocks.append(Text(f"После каждого шага: {' '.join(REFLECTION)}{said}", tone="quiet"))
    return blocks


def _parents(sheet: Sheet) -> list[Block]:
    blocks: list[Block] = [Heading("Лист для родителей", 3)]
    if sheet.reason:
        return [*blocks, Text("Предложение пока не составлено: решим вместе при встрече.")]
    columns = {
        "when": col("Когда"), "title": col("Что"), "hours": col("Сколько времени", align="right"),
        "purpose": col("Для чего"), "helper": col("Кто помогает"),
    }  # fmt: skip
    note = f"Всего: {sheet.load}. Сопровождает: {sheet.support}."
    return [
        *blocks,
        Table(_frame(sheet), columns, note=note),
        Text(CONSENT, "Подпись ____________   Дата ____________"),
    ]


def _frame(sheet: Sheet) -> pd.DataFrame:
    names = ("when", "title", "about", "hours", "purpose", "helper", "doing", "worth")
    table = pd.DataFrame([{name: getattr(step, name) for name in names} for step in sheet.steps], columns=list(names))
    return table.assign(doing=table["doing"].where(table["doing"] != "", "спросить у ответственного"))
