"""Sections on measures: what became of each, what is overdue or empty, and the decisions typed on the live page.

Apart from the map because a measure is judged by its term, its person and its evidence, not by the data alone.
"""

from __future__ import annotations

import pandas as pd

from workbook.display import numbers
from workbook.display.blocks import Block, Finding, Findings, Stack, Text, finding
from workbook.display.tables import Table, col
from workbook.display.vsoko_deficit_words import amount
from workbook.display.vsoko_words import listed
from workbook.vsoko.deficit_look import Deficits
from workbook.vsoko.deficit_measures import CLOSED, LOST, OPEN

__all__ = ["decided", "measure_findings", "measures"]

_OF_MARKS = ("успеваемость", "качество", "соу")

_NEVER = "разрыва нет"
_UNSURE = "ниже цели, не подтверждён"

_PLACE = (
    "Сохраните файл «Меры по дефицитам» в папку школы вместо прежнего; если таблица стоит листом в school.xlsx, "
    "удалите там этот лист. До этого ничего не изменилось."
)


def measures(look: Deficits) -> Block:
    """Show each measure beside what its row says today."""
    table = look.states
    if table.empty:
        return Text(
            "Мер ещё нет. Впишите их в таблицу «Меры по дефицитам»: заготовка с первыми строками карты — среди файлов "
            "ниже.", tone="quiet",
        )  # fmt: skip
    blocks: list[Block] = [Findings(measure_findings(look), urgent_first=True)]
    shown = table.assign(
        name=table["indicator"] + ": " + table["group"] + "\n" + pd.Series([_way(row) for _, row in table.iterrows()]),
        status=table["status"].astype("object").fillna(""), remark=[_remark(row) for _, row in table.iterrows()],
    )  # fmt: skip
    words = ["measure", "responsible", "evidence"]
    shown[words] = shown[words].astype("object").fillna("")
    never = shown["found"].eq(CLOSED) & ~shown["fact_before"].lt(shown["target"])
    unsure = shown["found"].eq(OPEN) & ~shown["confirmed"]
    shown["seen"] = shown["found"].mask(never, _NEVER).mask(unsure, _UNSURE)
    shown["what"] = (shown["measure"] + "\n" + shown["responsible"]).str.strip()
    columns = {
        "name": col("Показатель, где; было → стало"), "seen": col("По карте"), "what": col("Мера, кто"),
        "due": col("Срок", "date"), "status": col("Статус"), "remark": col("На что посмотреть"),
    }  # fmt: skip
    note = (
        f"Сроки — на {numbers.date(look.day)}. «Было» — прошлый учебный год: в той же параллели учились другие дети. "
        "Закрытый разрыв не доказывает, что помогла мера."
    )
    blocks.append(Table(shown, columns, "Меры этого и прошлого года", note, row_class=_tone))
    return Stack(blocks)


def measure_findings(look: Deficits) -> list[Finding]:
    """Say in words what is overdue, empty, done without effect, closed, or written against no row."""
    table = look.states
    bare = int(look.confirmed["measure"].eq("").sum())
    found: list[Finding] = []
    if bare:
        rows = numbers.count(bare, "подтверждённой строки", "подтверждённых строк", "подтверждённых строк")
        found.append(finding("info", f"Без меры стоят {bare} из {len(look.confirmed)} подтверждённых строк."
                             if bare < len(look.confirmed) else f"Меры нет ни у одной из {rows}."))  # fmt: skip
    found += _said(table, "overdue", "warn", "Просрочены меры ({n}): {names}.")
    found += _said(table, "undone", "warn", "Мера выполнена, а разрыв всё ещё подтверждён ({n}): {names}. Возможно, "
                   "мера не та или прошло мало времени.")  # fmt: skip
    found += _said(table, "nobody", "warn", "Нет ответственного ({n}): {names}.")
    found += _said(table, "undated", "warn", "Нет срока ({n}): {names}.")
    found += _said(table, "unproved", "info", "Мера выполнена, подтверждения нет ({n}): {names}.")
    found += _closed(look)
    for _, row in table.loc[table["found"].eq(LOST)].iterrows():
        near = f" Похожа строка «{row['near'].replace(' | ', ': ')}»." if row["near"] else ""
        found.append(finding("neutral", f"Меры «{_name(row)}» нет среди показателей карты: проверьте слова.{near}"))
    return found


def decided(look: Deficits, *, live: bool) -> Block:
    """Show what the decisions typed on the page write into the table, or why they are refused.

    Parameters
    ----------
    look : Deficits
    live : bool
        Whether the reader has the fields before them; a report says where they are.
    """
    if not any(text.strip() for text in look.decisions):
        if not live:
            return Text("Решения вписывают на живой странице или в файл «Меры по дефицитам».", tone="quiet")
        return Text(
            "Откройте «Решение 1»: без номера оно относится к первой из предложенных строк, с номером — к любой строке "
            "карты. Прочерк очищает ячейку, пустое поле её не меняет. Значимость и влияние переставят строку сразу.",
            tone="quiet",
        )
    found = [finding("bad", words) for words in look.refusals]
    numbers_ = [edit.number for edit in look.edits]
    rows = look.rows.loc[look.rows["number"].isin(numbers_)]
    if not found and len(rows):
        found.append(finding("ok", f"Решения приняты: {len(numbers_)}. {_PLACE}" if look.changed else
                             "Изменены только веса строк: порядок карты другой, таблица мер прежняя."))  # fmt: skip
    order = {number: place for place, number in enumerate(look.rows["number"], start=1)}
    shown = rows.assign(
        name=rows["indicator"] + "\n" + rows["group"], place=rows["number"].map(order),
        weights=rows["importance"].astype("str") + " × " + rows["influence"].astype("str"),
    )  # fmt: skip
    columns = {
        "number": col("№", "int"), "place": col("Место теперь", "int"), "name": col("Показатель и где"),
        "weights": col("Значи\u00adмость × влияние", align="center"), "cause": col("Причина"), "measure": col("Мера"),
        "responsible": col("Ответ\u00adственный"), "due": col("Срок", "date"), "state": col("Статус"),
    }  # fmt: skip
    blocks: list[Block] = [Findings(found)]
    if len(shown):
        blocks.append(Table(shown, columns, "Что будет записано"))
    return Stack(blocks)


def _closed(look: Deficits) -> list[Finding]:
    """Tell gaps that closed from those not seen the year before either; marks are good news only when trusted."""
    table = look.states.loc[look.states["found"].eq(CLOSED)]
    fresh = table["fact_before"].lt(table["target"])
    found = []
    for rows, words in ((table.loc[fresh], "Разрыв закрыт"), (table.loc[~fresh], "Разрыва по карте нет")):
        if rows.empty:
            continue
        ways = [f"{_name(row)} ({_way(row)})" for _, row in rows.iterrows()]
        doubted = rows["key"].isin(_OF_MARKS).any() and look.doubtful
        more = " Отметки здесь читать вместе с выводами об объективности." if doubted else ""
        good = words == "Разрыв закрыт" and not doubted
        found.append(finding("ok" if good else "info", f"{words}: {listed(ways, 4)}.{more}"))
    return found


def _said(table: pd.DataFrame, flag: str, tone: str, words: str) -> list[Finding]:
    rows = table.loc[table[flag]]
    if rows.empty:
        return []
    names = listed([_name(row) for _, row in rows.iterrows()], 4)
    return [finding(tone, words.format(n=len(rows), names=names))]


def _name(row: pd.Series) -> str:
    return f"{row['indicator']}: {row['group']}"


def _way(row: pd.Series) -> str:
    """Write «44,0 % → 57,1 % при цели 50 %»."""
    if pd.isna(row["fact"]):
        return numbers.MISSING
    unit = str(row["unit"])
    before = f"{amount(float(row['fact_before']), unit)} → " if pd.notna(row["fact_before"]) else ""
    return f"{before}{amount(float(row['fact']), unit)} при цели {amount(float(row['target']), unit)}"


def _remark(row: pd.Series) -> str:
    said = [
        words
        for flag, words in (
            ("overdue", "срок прошёл"), ("undone", "выполнено, а разрыв есть"), ("nobody", "нет ответственного"),
            ("undated", "нет срока"), ("unproved", "нет подтверждения"),
        )
        if row[flag]
    ]  # fmt: skip
    return ", ".join(said)


def _tone(row: pd.Series) -> str:
    if row["found"] == CLOSED:
        return "ok" if row["seen"] == CLOSED else ""
    return "warn" if row["found"] == OPEN and row["remark"] else "neutral" if row["found"] == LOST else ""
