"""Sections of the notebook of marks on base indicators: every step of the school, and periods side by side.

Apart from the dashboard's sections because here the denominators and the readings of «н/а» are shown, not only used.
"""

from __future__ import annotations

import dataclasses

import pandas as pd

from workbook.display import charts, numbers
from workbook.display.blocks import Block, Details, Finding, Findings, Stack, Text, Tile, Tiles
from workbook.display.figure import Chart
from workbook.display.tables import Column, Table, col
from workbook.display.vsoko_words import behind, listed, people, percent_of
from workbook.settings import Settings
from workbook.vsoko.mark_look import MarkLook
from workbook.vsoko.mark_pass import pass_fail
from workbook.vsoko.mark_steps import changed, side_by_side
from workbook.vsoko.mark_terms import kind_of, terms_in_order
from workbook.vsoko.marks import indicators
from workbook.vsoko.results import INDICATORS, mark_verdict
from workbook.vsoko.scope_choices import ABSENT_READINGS

__all__ = ["ABSENT", "base", "figures", "levelled", "mark_columns", "periods", "small_row", "unbroken"]

_CHART_ROWS = 40
_YEAR = "год"
ABSENT = "н/\u2060а"
"""The header «н/а», never broken between two lines."""


def figures(look: MarkLook, rules: Settings) -> Block:
    """Show the four base figures with their intervals, targets and the words of the school's bands."""
    row = look.steps(rules.marks).iloc[0]
    doubtful = look.scope.doubtful
    tiles = []
    for name, (title, key) in INDICATORS.items():
        level = f"{row[f'{name}_level']}; " if f"{name}_level" in row else ""
        note = f"{behind(row, name)}; {level}цель {percent_of(float(rules.deficits.targets[key]))}"
        tiles.append(
            Tile(title, numbers.percent(row[f"{name}_percent"]), note, mark_verdict(row, name, rules, doubtful))
        )
    ends = numbers.interval(row["mean_low"], row["mean_high"], 2)
    tiles.append(Tile("Средний балл", numbers.number(row["mean_mark"], 2), f"{ends}; без «н/а»"))
    return Tiles(tiles)


def base(look: MarkLook, rules: Settings) -> Block:
    """Show the indicators from the school down to the class, with denominators and readings of «н/а»."""
    table = look.steps(rules.marks)
    classes = table.loc[table["step"].eq("класс")]
    target = float(rules.deficits.targets["качество"])
    total = table.iloc[0]
    found = [_denominator(total)]
    below = classes.loc[(classes["quality_high"] < target) & ~classes["small"]]
    if len(below):
        found.append(Finding("warn", f"Качество ниже цели {percent_of(target)} вместе с интервалом: "
                                     f"{listed(below['name'])}."))  # fmt: skip
    elif not classes["small"].all():
        # A reached target is no good news while outside works do not confirm the marks.
        found.append(
            Finding(
                "info" if look.scope.doubtful else "ok",
                f"Классов, где качество надёжно ниже цели {percent_of(target)}, нет.",
            )
        )
    small = classes.loc[classes["small"], "name"]
    if len(small):
        found.append(Finding("neutral", f"Малая выборка (меньше {rules.marks.small_n} учеников): {listed(small)}. "
                                        "По таким классам выводы не делаются."))  # fmt: skip
    found.append(_unweighted(classes, total))
    columns = {"name": col("Кто"), **mark_columns()}
    chart = charts.intervals(
        classes.head(_CHART_ROWS), label="name", value="quality_percent", low="quality_low", high="quality_high",
        n="pupils", unit="%", target=target,
    )  # fmt: skip
    return Stack(
        [
            Findings(found),
            Chart(chart, title="Качество знаний по классам: где оно надёжно отличается от цели?",
                  alt="Точки с интервалами: качество знаний по классам", n=int(total["pupils"]),
                  note="Интервал 95 % учитывает, что отметки одного ученика зависимы."),
            Table(unbroken(levelled(table), "name"), columns, caption="От школы до класса", row_class=_step_row,
                  note="На каждой ступени сначала складываются отметки, потом считается доля. Серым — малая "
                     "выборка: её уровень не называется."),
            Details("Как считается СОУ и что меняет «н/а»", _readings(look, rules)),
            *_passed(look),
        ]
    )  # fmt: skip


def periods(look: MarkLook, rules: Settings) -> Block:
    """Show periods of the year and years side by side, each change with its interval."""
    rows, parts = look.year_records, []
    named = terms_in_order(rules.marks)
    if "period" in rows:
        known = set(rows["period"].unique())
        for kind in dict.fromkeys(kind_of(name) for name in named if kind_of(name) != _YEAR):
            order = [name for name in named if kind_of(name) == kind and name in known]
            if order:
                part = side_by_side(rows.loc[rows["period"].isin(order)], "period", order, rules.marks)
                parts.append(part.rename(columns={"period": "when"}))
    terms = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    years = side_by_side(look.years_records, "year", sorted(look.years_records["year"].unique()), rules.marks)
    years = years.rename(columns={"year": "when"})
    found = _moves(terms, "Период") + _moves(years, "Год")
    blocks: list[Block] = [Findings(found)]
    if len(terms):
        blocks.append(Table(unbroken(terms, "when"), _change_columns("Период"), caption=f"Периоды {look.scope.year}",
                            row_class=small_row,
                            note="Изменение — к периоду того же вида перед ним. Четверти и полугодия между собой не "
                                 "сравнивают: в них разные классы."))  # fmt: skip
    if len(years) > 1:
        wide = " Класс каждый год другой, поэтому взята его параллель." if " " in look.part else ""
        blocks.append(
            Table(
                years,
                _change_columns("Год"),
                caption=f"Годы: {look.scope.period}",
                row_class=small_row,
                note="Дети в разные годы отчасти разные: рост качества может быть сменой детей." + wide,
            )
        )
    blocks += _last_change(look, rules)
    return Stack(blocks)


def mark_columns() -> dict[str, Column]:
    """Columns of counts and indicators, as every table of marks shows them."""
    return {
        "pupils": col("Уче\u00adников", "int"), "n": col("N", "int"),
        "success_percent": col("Успева\u00adемость", "percent"), "quality_percent": col("Качество", "percent"),
        "quality": col("95 % интервал", "interval", low="quality_low", high="quality_high"),
        "sou_percent": col("СОУ", "percent"), "mean_mark": col("Средний балл", "number", 2),
        "n5": col("«5»", "int"), "n4": col("«4»", "int"), "n3": col("«3»", "int"), "n2": col("«2»", "int"),
        "absent": col(ABSENT, "int"), "exempt": col("осв", "int"), "quality_level": col("Качество: уровень"),
        "sou_level": col("СОУ: уровень"),
    }  # fmt: skip


def levelled(table: pd.DataFrame) -> pd.DataFrame:
    """Take the words of the bands from small samples: of nine pupils no level is named."""
    return table.assign(
        **{name: table[name].where(~table["small"], numbers.MISSING) for name in ("quality_level", "sou_level")}
    )


def unbroken(table: pd.DataFrame, *names: str) -> pd.DataFrame:
    """Keep short names in one line: «2 классы», «1 четверть»."""
    return table.assign(**{name: table[name].str.replace(" ", numbers.NBSP) for name in names})


def small_row(row: pd.Series) -> str:
    """Set a small sample in grey."""
    return "neutral" if row["small"] else ""


def _step_row(row: pd.Series) -> str:
    if row["step"] == "школа":
        return "total"
    return "neutral" if row["small"] else "info" if row["step"] == "уровень" else ""


def _denominator(total: pd.Series) -> Finding:
    marks = numbers.count(total["n"], "отметка", "отметки", "отметок")
    absent = numbers.count(total["absent"], "«н/а»", "«н/а»", "«н/а»")
    left = numbers.count(total["exempt"], "«осв»", "«осв»", "«осв»")
    return Finding(
        "info",
        f"Знаменатель N — {marks} у {people(total['pupils']).replace('ученик ', 'ученика ')}: {absent} в нём остаются, "
        f"{left} из него исключены. В средний балл «н/а» не входят.",
    )


def _unweighted(classes: pd.DataFrame, total: pd.Series) -> Finding:
    plain = float(classes["quality_percent"].mean())
    return Finding(
        "info",
        f"Качество всех вместе {numbers.percent(total['quality_percent'])} посчитано по сумме отметок. Среднее из "
        f"процентов классов дало бы {numbers.percent(plain)}: так считать нельзя, классы разной величины.",
    )


def _readings(look: MarkLook, rules: Settings) -> Block:
    rows = []
    for reading, label in ABSENT_READINGS.items():
        taken = reading == rules.marks.sou_absent
        marks = dataclasses.replace(rules.marks, sou_absent=reading)
        table = look.steps(marks) if taken else indicators(look.records, [], marks)
        sou, now = table["sou_percent"].iloc[0], "взято сейчас" if taken else ""
        rows.append({"reading": f"«н/а» — {label}", "sou": sou, "now": now})
    weights = ", ".join(f"«{mark}» — {numbers.number(size)}" for mark, size in rules.marks.sou_weights.items())
    shown = Table(pd.DataFrame(rows), {"reading": col("Как читать «н/а»"), "sou": col("СОУ", "percent", 2),
                                       "now": col("")})  # fmt: skip
    words = (
        f"СОУ (Симонов) — сумма весов отметок, делённая на N: {weights}. Это не успеваемость: некоторые калькуляторы "
        "делят на N просто число «5», «4» и «3».",
        "Границы уровней СОУ и качества — методика школы: единой нормы нет. Уровень называет группу, а не ученика.",
    )
    return Stack([Text(*words), shown])


def _passed(look: MarkLook) -> list[Block]:
    table = pass_fail(look.school["period_marks"], look.roster, look.scope.year, look.scope.period)
    if table.empty:
        return []
    columns = {"subject": col("Предмет"), "grade": col("Параллель", "int"), "passed": col("Зачтено", "int"),
               "failed": col("Не зачтено", "int")}  # fmt: skip
    note = "В проценты успеваемости и качества эти предметы не входят."
    return [Details("Безотметочные предметы", Table(table, columns, note=note))]


def _change_columns(head: str) -> dict[str, Column]:
    return {
        "when": col(head), "pupils": col("Уче\u00adников", "int"), "n": col("N", "int"),
        "success_percent": col("Успева\u00adемость", "percent"), "quality_percent": col("Качество", "percent"),
        "quality_change": col("Изменение, п.п.", "change"),
        "quality": col("95 % интервал", "interval", low="quality_change_low", high="quality_change_high"),
        "quality_direction": col("Что видно"), "sou_percent": col("СОУ", "percent"),
        "mean_mark": col("Средний балл", "number", 2), "mean_change": col("Изменение", "change", 2),
        "mean_direction": col("Что видно"),
    }  # fmt: skip


def _moves(table: pd.DataFrame, head: str) -> list[Finding]:
    found = []
    for row in table.to_dict("records"):
        word = row.get("quality_direction")
        if word in ("рост", "снижение"):
            ends = numbers.interval(row["quality_change_low"], row["quality_change_high"])
            found.append(
                Finding(
                    "info" if word == "рост" else "warn",
                    f"{head} «{row['when']}»: {word} качества, {numbers.points(row['quality_change'])} ({ends}).",
                )
            )
    if not found and len(table) > 1:
        what = "периодов года" if head == "Период" else "лет"
        found.append(Finding("info", f"Изменения качества по ряду {what} — в пределах погрешности или без изменений."))
    return found


def _last_change(look: MarkLook, rules: Settings) -> list[Block]:
    name, before = look.before
    if not name or before["in_n"].sum() == 0:
        return []
    blocks: list[Block] = []
    for key, head in (("class_", "Класс"), ("subject", "Предмет")):
        if key == "class_" and "/" in name:
            continue  # a class of the year before is other children
        keys = ["grade", key] if key == "class_" else [key]
        table = changed(before, look.records, keys, rules.marks).reset_index()
        if table.empty:
            continue
        table["small"] = table["pupils"] < rules.marks.small_n
        columns = {
            key: col(head), "shared": col("Учеников в обоих", "int"), "quality_before": col(name, "percent"),
            "quality_after": col(look.scope.period if "/" not in name else look.scope.year, "percent"),
            "quality_change": col("Изменение, п.п.", "change"),
            "quality": col("95 % интервал", "interval", low="quality_change_low", high="quality_change_high"),
            "quality_direction": col("Что видно"), "mean_change": col("Средний балл, изменение", "change", 2),
        }  # fmt: skip
        n = len(table)
        note = (
            f"Сравнений {n}: примерно одно из двадцати уйдёт за погрешность случайно."
            if n > 5
            else "Сравнивается качество."
        )
        blocks.append(Details(f"{head}: {name} и сейчас", Table(table, columns, note=note, row_class=small_row)))
    return blocks
