"""Sections on the calendar of works: what breaks the rules, where classes are overloaded, what to move.

Apart from the plan because these sections speak of classes and days.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from workbook.display import numbers
from workbook.display.blocks import Block, Details, Finding, Findings, Stack, Text, Tile, Tiles
from workbook.display.figure import Chart
from workbook.display.tables import Table, col
from workbook.display.vsoko_plan import plan_steps
from workbook.display.vsoko_plan_charts import weeks
from workbook.display.vsoko_plan_lessons import by_lessons, hours_source, lesson_note, never_inner
from workbook.display.vsoko_words import listed
from workbook.errors import MissingData
from workbook.school import School
from workbook.vsoko.calendar import Calendar, calendar_of, weekly
from workbook.vsoko.calendar_rules import CLOSED, EDGE, GAP, PER_DAY, RULES, gap_days
from workbook.vsoko.calendar_works import TOOLS
from workbook.vsoko.plan import check_plan

__all__ = ["breaches", "load", "moves", "next_steps", "week_map", "work_summary"]

_SHOWN = 12


def work_summary(calendar: Calendar) -> Block:
    """Say in a minute how many works stand, what they break and how little must move."""
    works, broken, moved = calendar.works, calendar.breaches, calendar.proposal.moves
    classes = numbers.count(works["class_"].nunique(), "класс", "класса", "классов")
    tiles = [
        Tile("Работы с датами", numbers.number(len(works), 0), f"{classes}, {_sources(works)}"),
        Tile("Нарушения правил дней", numbers.number(len(broken), 0), _kinds(broken),
             "внимание" if len(broken) else "хорошо"),
        Tile("Предложено перенести", numbers.number(len(moved), 0), _reach(moved)),
        Tile("Сверх доли часов", numbers.number(len(calendar.excess), 0),
             f"из {numbers.count(len(calendar.load), 'пары', 'пар', 'пар')} «класс — предмет»",
             "внимание" if len(calendar.excess) else "хорошо"),
    ]  # fmt: skip
    return Stack([Tiles(tiles), Findings(_main(calendar), title="Главное", urgent_first=True)])


def breaches(calendar: Calendar) -> Block:
    """List every breach of the rules of days: class, subject, days, by how much."""
    table, rules = calendar.breaches, calendar.school.settings.calendar
    said = {
        PER_DAY: f"у класса не больше {rules.per_day} в день",
        GAP: f"между работами по предмету не меньше {numbers.number(rules.gap_weeks)} недели ({gap_days(rules)} дней)",
        CLOSED: "не в каникулы, праздники и выходные",
    }
    if calendar.lessons:
        said[EDGE] = "не на первом и не на последнем уроке (кроме предметов с одним уроком в неделю)"
    found = [Finding("info", f"Проверено: {'; '.join(said.values())}."), lesson_note(calendar)]
    if table.empty:
        return Findings([Finding("ok", "Нарушений правил дней нет."), *found])
    shown = table.assign(
        title=table["rule"].map(RULES),
        by=[_by(row) for row in table.to_dict("records")],
        short=[listed(str(names).split(", "), 3) for names in table["subject"]],
    )
    columns = {
        "class_": col("Класс"), "short": col("Предмет"), "date": col("Дата", "date"),
        "other": col("Предыдущая", "date"), "title": col("Правило"), "by": col("На сколько"),
    }  # fmt: skip
    worst = shown.sort_values(["over", "date"], ascending=[False, True], kind="stable")
    blocks: list[Block] = [
        Findings(found),
        Table(worst.head(_SHOWN), columns, caption="Нарушения: сначала самые большие"),
    ]
    if len(worst) > _SHOWN:
        blocks.append(Details(f"Все нарушения по классам ({len(shown)})", Table(shown, columns)))
    return Stack(blocks)


def week_map(calendar: Calendar) -> Block:
    """Show classes against weeks: where works gather."""
    table = weekly(calendar.works, calendar.days)
    busiest = table.sum().sort_values(ascending=False, kind="stable")
    counts = table.to_numpy()
    row, column = divmod(int(counts.argmax()), counts.shape[1])
    name, monday = table.index[row], table.columns[column]
    found = Finding(
        "info",
        f"Самая плотная неделя — с {numbers.date(busiest.index[0])}: "
        f"{numbers.count(int(busiest.iloc[0]), 'работа', 'работы', 'работ')} во всех классах. Больше всего у одного "
        f"класса за неделю — {int(counts.max())} ({name}, с {numbers.date(monday)}).",
    )
    chart = Chart(
        weeks(table, calendar.breaches), title="Сколько работ у класса в неделю?",
        alt="Карта: классы по неделям учебного года, число работ; рамка — нарушение правил дней",
    )  # fmt: skip
    return Stack([Findings([found]), chart])


def load(calendar: Calendar) -> Block:
    """Compare the hours of works with the hours of the subject."""
    table, excess = calendar.load, calendar.excess
    rules = calendar.school.settings.calendar
    limit = numbers.percent(rules.hours_share, 0)
    unknown = sorted(table.loc[table["hours"].isna(), "subject"].unique())
    found = [
        Finding("warn", f"Больше {limit} часов предмета: {listed(excess['words'], 3)}. Перенос здесь не поможет: "
                "часть работ объединить или убрать.")
        if len(excess) else Finding("ok", f"Работы нигде не занимают больше {limit} часов предмета."),
        Finding("info", f"{hours_source(table)}, учебных недель — {rules.weeks}; "
                f"без даты, но в доле часов учтены: {rules.undated.replace(';', ',')}."),
    ]  # fmt: skip
    if unknown:
        found.append(
            Finding("neutral", f"Часов нет ни в расписании, ни в методике, доля не проверена: {listed(unknown)}.")
        )
    columns = {
        "class_": col("Класс"), "subject": col("Предмет"), "works": col("С датой", "int"),
        "undated": col("Без даты", "int"), "total": col("Всего", "int"), "hours": col("Часов в год", "number", 0),
        "hours_from": col("Часы откуда"), "share": col("Доля часов", "percent"),
        "allowed": col("Допустимо", "int"), "over": col("Лишних", "int"),
    }  # fmt: skip
    blocks: list[Block] = [Findings(found)]
    if len(excess):
        blocks.append(Table(excess, columns, caption="Сверх доли часов", limit=_SHOWN))
    blocks.append(Details(f"Все классы и предметы ({len(table)})", Table(table, columns)))
    return Stack(blocks)


def moves(calendar: Calendar) -> Block:
    """Say what to move so that every rule of days holds, and what stands in the way."""
    moved, blocked = calendar.proposal.moves, calendar.proposal.blocked
    rules = calendar.school.settings.calendar
    found = []
    if calendar.breaches.empty:
        return Findings([Finding("ok", "Переносить нечего: правила дней выполнены.")])
    if len(moved):
        found.append(Finding("info", f"Перенести: {listed(moved['words'], 4)}."))
    if calendar.left.empty:
        found.append(Finding("ok", "После переносов правила дней выполнены во всех классах."))
    else:
        left = numbers.count(len(calendar.left), "нарушение", "нарушения", "нарушений")
        found.append(Finding("warn", f"После переносов останется {left}."))
        found += never_inner(calendar)
    found += [Finding("warn", words) for words in blocked["words"]]
    if calendar.since is not None:
        found.append(Finding("info", f"Работы до {numbers.date(calendar.since)} проведены и не переносятся."))
    columns = {
        "class_": col("Класс"), "subject": col("Предмет"), "title": col("Работа"), "source": col("Откуда"),
        "date": col("Было", "date"), "new_date": col("Стало", "date"), "days": col("Дней", "change", 0),
    }  # fmt: skip
    note = (
        "Сначала — наименьшее число переносов, затем — наименьшее число дней. Работа сдвигается не дальше "
        f"{rules.shift_days} дней{by_lessons(calendar)}. Если работа из плана ФОС переносится раньше, средство должно "
        "быть готово раньше."
    )
    caption = "Предложение: какие работы перенести"
    blocks: list[Block] = [Findings(found), Table(moved.head(_SHOWN), columns, caption=caption, note=note)]
    if len(moved) > _SHOWN:
        blocks.append(Details(f"Все переносы ({len(moved)})", Table(moved, columns)))
    return Stack(blocks)


def next_steps(school: School, plan: str = "", day: str = "", source: str = "", since: str = "") -> Block:
    """Say what to decide next about the plan and the calendar; what is missing is asked for."""
    steps = []
    try:
        steps += plan_steps(check_plan(school, plan, day))
    except MissingData as gap:
        steps.append(gap.message)
    try:
        calendar = calendar_of(school, source, since)
        steps += _work_steps(calendar)
    except MissingData as gap:
        steps.append(gap.message)
    if not steps:
        steps.append("Срочных решений нет: повторить проверку в следующем месяце.")
    return Stack(
        [
            Findings([Finding("info", step) for step in steps], title="Предложения к обсуждению"),
            Text("Это черновик: решения принимают люди, знающие школу.", tone="quiet"),
        ]
    )


def _work_steps(calendar: Calendar) -> list[str]:
    steps = []
    moved, excess = calendar.proposal.moves, calendar.excess
    if len(moved):
        count = numbers.count(len(moved), "перенос", "переноса", "переносов")
        steps.append(f"Обсудить с учителями {count} и утвердить единый график оценочных процедур.")
    if len(excess):
        steps.append(f"Решить, какие работы объединить или убрать: {listed(_pairs(excess), 5)}.")
    if len(calendar.proposal.blocked):
        classes = listed(dict.fromkeys(calendar.proposal.blocked["class_"]), 6)
        steps.append(f"Для классов {classes} сначала ослабить названное правило или убрать работы.")
    return steps


def _main(calendar: Calendar) -> list[Finding]:
    broken, proposal = calendar.breaches, calendar.proposal
    found = []
    if broken.empty:
        found.append(Finding("ok", "Правила дней выполнены во всех классах."))
    else:
        found.append(Finding("warn", f"Нарушено: {_worst(broken)}."))
        found += _common_term(calendar)
        if calendar.left.empty:
            moved = numbers.count(len(proposal.moves), "переноса", "переносов", "переносов")
            found.append(Finding("info", f"Чтобы правила дней выполнялись, хватит {moved}: список ниже."))
        else:
            found += [Finding("warn", words) for words in proposal.blocked["words"].head(3)] or never_inner(calendar)
    if len(calendar.excess):
        found.append(Finding("warn", f"Работ больше, чем допускает доля часов: {listed(_pairs(calendar.excess), 5)}."))
    return found


def _worst(broken: pd.DataFrame) -> str:
    """Name the largest breach of each rule."""
    said = []
    for rule, rows in broken.groupby("rule", sort=False):
        row = rows.sort_values("over", ascending=False, kind="stable").iloc[0]
        subjects = listed(str(row["subject"]).split(", "), 3)
        name = RULES[str(rule)]
        where = f"{row['class_']}, {numbers.date(row['date'])} ({subjects})"
        worst = "например" if rule in (EDGE, CLOSED) else "больше всего"
        said.append(f"«{name}» — {len(rows)}, {worst} {where}: {_by(row)}")
    return "; ".join(said)


def _common_term(calendar: Calendar) -> list[Finding]:
    """Tell a term common to the whole plan of tools from a schedule."""
    planned = calendar.works.loc[calendar.works["source"].eq(TOOLS)]
    if planned.empty:
        return []
    day, n = planned["date"].value_counts().index[0], int(planned["date"].value_counts().iloc[0])
    if 2 * n <= len(planned):
        return []
    return [
        Finding(
            "info",
            f"{n} из {numbers.count(len(planned), 'работы', 'работ', 'работ')} плана ФОС имеют один срок "
            f"{numbers.date(day)}: это день готовности, а не расписание. Назначьте каждой работе свой день — "
            "предложение ниже.",
        )
    ]


def _pairs(table: pd.DataFrame) -> list[str]:
    return [f"{row['class_']} — {row['subject']}" for row in table.to_dict("records")]


def _sources(works: pd.DataFrame) -> str:
    return ", ".join(f"{name}: {n}" for name, n in works["source"].value_counts().sort_index().items())


def _kinds(broken: pd.DataFrame) -> str:
    return ", ".join(f"{rule}: {n}" for rule, n in broken["rule"].value_counts().items()) or "все правила выполнены"


def _reach(moved: pd.DataFrame) -> str:
    if moved.empty:
        return "переносить нечего"
    return f"самый дальний перенос — {numbers.count(int(moved['days'].abs().max()), 'день', 'дня', 'дней')}"


def _by(row: Any) -> str:
    """Say by how much; at which lesson when that is the breach."""
    return str(row["words"]).rpartition(" — ")[2] if row["rule"] == EDGE else f"{row['over']} {_unit(row)}"


def _unit(row: Any) -> str:
    over = int(row["over"])
    if row["unit"] == "дней":
        return "дн. не хватает"
    return numbers.plural(over, "лишняя", "лишние", "лишних") if row["rule"] == PER_DAY else "работа"
