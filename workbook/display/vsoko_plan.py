"""Sections on the plan of the year: can it be checked, what is wrong with it, how it lies over the months.

Apart from the calendar of works because the plan is read by its authors, and the calendar by every teacher.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from workbook.display import numbers
from workbook.display.blocks import Block, Details, Finding, Findings, Stack, Tile, Tiles
from workbook.display.figure import Chart
from workbook.display.tables import Table, col
from workbook.display.vsoko_plan_charts import months
from workbook.display.vsoko_words import listed
from workbook.vsoko.plan import CHECKABLE, PlanCheck
from workbook.vsoko.plan_events import MONTHS

__all__ = ["plan_events", "plan_findings", "plan_months", "plan_steps", "plan_summary"]

IMPORTANCE = {3: "важно", 2: "доказать", 1: "уточнить"}
"""Weight → its word in the tables."""

_SHOWN = 25
_ORDER = ("порядок", "ссылка")


def plan_summary(check: PlanCheck) -> Block:
    """Say in a minute whether the plan can be checked and what to mend first."""
    grave = int(check.findings["weight"].eq(3).sum())
    late = check.of("просрочено")
    of_all = f"{check.checkable} из {numbers.count(check.total, 'мероприятия', 'мероприятий', 'мероприятий')}"
    tiles = [
        Tile("Мероприятия, которые можно проверить", numbers.percent(check.share, 0), of_all,
             "хорошо" if check.verdict == CHECKABLE else "внимание"),
        Tile("Замечания", numbers.number(len(check.findings), 0), f"важных: {grave}",
             "внимание" if grave else "хорошо"),
        Tile("Просрочено", numbers.number(len(late), 0), f"на {numbers.date(check.day)}",
             "внимание" if len(late) else "хорошо"),
    ]  # fmt: skip
    return Stack([Tiles(tiles), Findings(_main(check), title="Главное", urgent_first=True)])


def plan_findings(check: PlanCheck) -> Block:
    """List every defect: place, value, what is wrong, what to do; the gravest first."""
    table = check.findings
    if table.empty:
        return Findings([Finding("ok", "Замечаний к плану нет: у каждого мероприятия есть всё, что нужно.")])
    shown = table.assign(
        word=table["weight"].map(IMPORTANCE), place=table["number"].map(lambda n: str(n) if n else numbers.MISSING),
        event=table["event"].where(table["event"].ne(""), numbers.MISSING),
        spot=[_spot(row) for row in table.to_dict("records")],
    )  # fmt: skip
    columns = {
        "word": col("Важность"), "place": col("№", align="right"), "event": col("Мероприятие"),
        "spot": col("Где и что стоит"), "what": col("Что не так"), "fix": col("Что сделать"),
    }  # fmt: skip
    note = (
        "Важно — план нельзя проверить или выполнить; доказать — результат нечем подтвердить; уточнить — мелочь. "
        "Веса — методика школы. № — место мероприятия в плане."
    )
    kinds = table["rule"].value_counts()
    words = listed([f"{rule} — {n}" for rule, n in kinds.items()], 8)
    blocks: list[Block] = [
        Findings([Finding("info", f"По видам: {words}.")]),
        Table(shown.head(_SHOWN), columns, caption="Замечания к плану", note=note, row_class=_row),
    ]
    if len(shown) > _SHOWN:
        rest = numbers.count(len(shown) - _SHOWN, "замечание", "замечания", "замечаний")
        blocks.append(Details(f"Ещё {rest}", Table(shown.iloc[_SHOWN:], columns, row_class=_row)))
    return Stack(blocks)


def plan_months(check: PlanCheck) -> Block:
    """Show the plan over the months of the school year."""
    ends = check.events["end"].fillna(check.events["start"]).dropna().dt.to_period("M").value_counts()
    found = []
    crowd = check.of("сгущение")
    if len(crowd):
        found.append(Finding("info", "; ".join(crowd["what"]) + "."))
    elif len(ends):
        full = ", ".join(f"{MONTHS[month.month - 1]} {month.year}" for month in sorted(ends.index[ends.eq(ends.max())]))
        words = f"Больше всего сроков в одном месяце: {int(ends.max())} из {int(ends.sum())} ({full})."
        found.append(Finding("info", words))
    chart = Chart(
        months(check), title="Как план лежит по месяцам?",
        alt="Полосы по месяцам: от начала до срока каждого мероприятия, цвет и штриховка — состояние",
    )  # fmt: skip
    return Stack([Findings(found), chart])


def plan_events(check: PlanCheck) -> Block:
    """Say which events cannot be checked and which order the plan was checked for."""
    lacking = check.events.loc[~check.events["checkable"]]
    columns = {"number": col("№", "int"), "event": col("Мероприятие"), "lacking": col("Не хватает")}
    blocks: list[Block] = []
    if len(lacking):
        blocks.append(Table(lacking, columns, caption="Мероприятия, выполнение которых нельзя проверить"))
    names = dict(zip(check.events["number"], check.events["event"], strict=True))
    known = check.links.assign(
        first=check.links["before"].map(lambda n: f"{n}. {names.get(n, '')}"),
        second=check.links["after"].map(lambda n: f"{n}. {names.get(n, '')}"),
    )
    caption = f"Порядок, который проверен ({numbers.count(len(known), 'пара', 'пары', 'пар')})"
    order = Table(
        known, {"first": col("Раньше"), "second": col("Позже"), "ground": col("Почему")},
        note="Пары слов — методика школы, ключ «порядок_слов»; ссылки — «по итогам мероприятия 3» в тексте.",
    )  # fmt: skip
    return Stack([*blocks, Details(caption, order)])


def plan_steps(check: PlanCheck) -> list[str]:
    """Return what to do with the plan, most urgent first."""
    steps = []
    if check.unread:
        rows = numbers.count(check.unread, "строка", "строки", "строк")
        steps.append(f"Исправить непрочитанное в плане ({rows}): пока этих мероприятий нет ни в одном расчёте.")
    lacking = check.events.loc[~check.events["checkable"]]
    if len(lacking):
        steps.append(
            f"Дописать, без чего выполнение не проверить: {listed([f'мероприятие {n}' for n in lacking['number']], 5)}."
        )
    late = check.of("просрочено")
    if len(late):
        named = listed([str(number) for number in late["number"]], 8)
        steps.append(f"По просроченным мероприятиям (№ {named}) отметить выполнение с документом или назначить срок.")
    if len(check.of(*_ORDER)):
        steps.append("Поменять местами даты мероприятий, которые идут раньше своих оснований.")
    return steps


def _main(check: PlanCheck) -> list[Finding]:
    if check.verdict == CHECKABLE:
        found = [Finding("ok", f"План проверяем: у {_part(check)} есть срок, ответственный, показатель и цель.")]
    else:
        left = check.total - check.checkable
        found = [
            Finding(
                "warn",
                f"План непроверяем: у {numbers.count(left, 'мероприятия', 'мероприятий', 'мероприятий')} из "
                f"{check.total} нельзя сказать, выполнены ли они. Нужно, чтобы можно было у "
                f"{numbers.percent(check.floor, 0)}.",
            )
        ]
    for rules, tone, words in (
        (_ORDER, "warn", "Порядок нарушен"),
        (("дата", "год", "чтение"), "warn", "Даты и клетки"),
        (("просрочено",), "warn", "Просрочено"),
        (("заглушка",), "warn", "Заглушки вместо ответа"),
        (("цель", "значения", "предел"), "info", "Показатели и цели"),
        (("повтор", "день"), "info", "Возможно лишнее"),
    ):
        rows = check.of(*rules)
        if len(rows):
            found.append(Finding(tone, f"{words}: {listed(_places(rows), 4)}."))
    return found


def _part(check: PlanCheck) -> str:
    if check.checkable == check.total:
        return f"всех {numbers.count(check.total, 'мероприятия', 'мероприятий', 'мероприятий')}"
    return f"{check.checkable} из {numbers.count(check.total, 'мероприятия', 'мероприятий', 'мероприятий')}"


def _places(rows: pd.DataFrame) -> list[str]:
    """Name each defect shortly: «3 — вне 2025/2026 учебного года (12.05.2025)»."""
    texts = []
    for row in rows.to_dict("records"):
        value = f" ({row['value']})" if row["value"] else ""
        what = str(row["what"]).split(":")[0] if row["rule"] in ("просрочено", "чтение", "дата") else str(row["what"])
        what = f"не прочитано: {what}" if row["rule"] in ("чтение", "дата") else what
        place = f"№{numbers.NBSP}{row['number']} — " if row["number"] else ""
        texts.append(f"{place}{what.rstrip('.')}{value}")
    return texts


def _spot(row: dict[Any, Any]) -> str:
    """Name the column and what stands in it: «Начало: 12.05.2025»."""
    head = f"{row['header']}: " if row["header"] else ""
    nothing = "не прочитано" if row["rule"] == "чтение" else "пусто"
    return f"{head}{row['value'] or nothing}"


def _row(row: pd.Series) -> str:
    return "warn" if row["weight"] == 3 else ""
