"""The individual route on a page: is the goal within reach, the steps, what stands in the way, what to do next.

Apart from the pupil's and parents' pages, because this one is for the adult who prepares the talk.
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from workbook.display import numbers
from workbook.display.blocks import Block, Details, Finding, Findings, Stack, Text, Tiles, finding, tile
from workbook.display.figure import Chart
from workbook.display.rating_route_calendar import calendar
from workbook.display.rating_route_pages import pages
from workbook.display.rating_route_state import progress, state
from workbook.display.rating_route_words import (
    LIMITS,
    NO_CONSENT,
    closed_doors,
    days,
    events,
    experience,
    hours,
    of_hours,
    reason,
    relaxed,
    titled,
    verdict,
)
from workbook.display.rating_words import scored
from workbook.display.tables import Table, col
from workbook.rating import Closed, Route, Verdict

__all__ = ["next_steps", "obstacles", "pages", "progress", "state", "steps", "summary"]


def summary(route: Route) -> Block:
    """Tell the route in a minute: four figures, is the goal within reach, what was guessed, what must be settled."""
    asked = route.brief
    words = asked.goal_words or "цель словами не названа"
    tiles = [
        tile("Сейчас и цель", f"{scored(route.base)} → {scored(route.goal)}", words),
        tile("Если участник", scored(route.sure), "итог при участии во всех шагах"),
        tile("Если призёр", scored(route.success), "итог при призовых местах во всех шагах"),
        tile("Нагрузка", hours(route.hours), f"из {of_hours(asked.hours)}; {events(len(route.steps))}"),
    ]  # fmt: skip
    found: list[Finding] = []
    found += _shortage(route) + _agreement(route) + _refusals(route)
    found += [finding("info", f"{note[0].upper()}{note[1:]}.") for note in asked.assumed]
    if not route.proven:
        found.append(
            finding("warn", "Перебрано предельное число наборов: возможно, есть вариант легче или дороже этого.")
        )
    about = f"Ученик {asked.pupil}, {asked.class_}. Планируем мероприятия после {numbers.date(asked.start)}."
    main = [finding(*verdict(route)), *Findings(found, urgent_first=True).findings]
    return Stack([Text(about), Tiles(tiles), Findings(main, title="Главное")])


def steps(route: Route, ends: date) -> Block:
    """Show the steps by days: the table, the strip, and what may follow a success."""
    if route.steps.empty:
        return Text("Шагов нет: причина названа выше.", tone="quiet")
    view = route.steps.assign(
        when=[days(first, last) for first, last in zip(route.steps["starts"], route.steps["ends"], strict=True)],
        spent=[f"{numbers.number(spent / 100)}{'' if known else '*'}" for spent, known in
               zip(route.steps["hours_spent"], route.steps["hours_known"], strict=True)],
        sure_points=route.steps["counted_sure"] / 100, success_points=route.steps["counted_success"] / 100,
        what=route.steps["direction"] + ", " + route.steps["scale"],
        why=[reason(row, route) for _, row in route.steps.iterrows()],
    )  # fmt: skip
    columns = {
        "when": col("Когда"),
        "title": col("Мероприятие"),
        "what": col("Направление и уровень"),
        "spent": col("Часов", align="right"),
        "sure_points": col("Если участник", "number", 2),
        "success_points": col("Если призёр", "number", 2),
        "why": col("Почему в маршруте"),
    }
    blocks: list[Block] = [
        Table(view, columns, note=_notes(route)),
        Details("Чего ждать по опыту ученика и школы", _hopes(route)),
        Chart(calendar(route, ends), title="Когда что будет?", alt=f"Календарь маршрута: {events(len(view))}"),
    ]
    if len(route.continuations):
        blocks.append(_continuations(route))
    return Stack(blocks)


def obstacles(route: Route) -> Block:
    """Say which restriction holds the goal back and which doors are closed."""
    found: list[Finding] = []
    if route.relaxed:
        helping = [item for item in route.relaxed if item.reaches or item.total > route.most]
        single = [item for item in helping if item.limit != "all"]
        idle = [item for item in route.relaxed if item not in helping and item.limit != "all"]
        found += [finding("info", relaxed(item, route)) for item in helping]
        if idle:
            names = ", ".join(f"«{LIMITS[item.limit]}»" for item in idle)
            found.append(finding("neutral", f"Сами по себе ничего не решают: {names}."))
        if not helping:
            found.append(
                finding("warn", "Ни одно ограничение маршрута не виновато: открытых мероприятий слишком мало. "
                                f"{closed_doors(route)}")
            )  # fmt: skip
        elif not single:
            found.append(finding("warn", "В одиночку ни одно ограничение цели не держит, держат они вместе."))
    elif route.verdict is Verdict.NOTHING:
        found.append(finding("warn", closed_doors(route)))
    else:
        found.append(finding("ok", "Цель достижима при всех ограничениях: снимать нечего."))
    chosen = set(route.steps["card"])
    free = route.events[(route.events["closed"] == "") & ~route.events["card"].isin(chosen)]
    return Stack(
        [
            Findings(found, title="Что держит цель"),
            Details(f"Открытые, но не вошедшие: {events(len(free))}", _doors(free, closed=False)),
            Details(
                f"Закрытые: {events(int((route.events['closed'] != '').sum()))}",
                _doors(route.events[route.events["closed"] != ""], closed=True),
            ),
        ]
    )


def next_steps(route: Route) -> Block:
    """Say what to do with the proposal."""
    todo = []
    if len(route.steps):
        todo.append("Обсудить шаги с учеником: что из этого он сам хочет; лишнее отклонить, нужное добавить.")
    if route.verdict in (Verdict.SUCCESS, Verdict.SHORT, Verdict.NOTHING):
        todo.append("Поговорить о цели: сделать её посильной или открыть дорогу — часы, сроки, новые мероприятия.")
    if not route.shown:
        todo.append("Получить согласие родителей: без него страница остаётся в школе и в брошюру класса не входит.")
    if not route.brief.support:
        todo.append("Назвать взрослого, который сопровождает ученика.")
    todo.append("После беседы внести шаги в таблицу «Шаги маршрутов» и вернуться к ним после первого мероприятия.")
    return Stack(
        [
            Findings([finding("info", step) for step in todo], title="Предложения к обсуждению"),
            Text("Это черновик: маршрут выбирают ученик, родители и педагог.", tone="quiet"),
        ]
    )


def _shortage(route: Route) -> list[Finding]:
    asked, found = route.brief, []
    if 0 < len(route.steps) < asked.least:
        found.append(
            finding("warn", f"Помещается только {events(len(route.steps))}; маршрутом школа называет от {asked.least}. "
                            "Ограничивают часы, даты, направления или число открытых мероприятий.")
        )  # fmt: skip
    if len(route.steps) and len(route.directions) < asked.directions:
        n = numbers.count(asked.directions, "направление", "направления", "направлений")
        found.append(finding("warn", f"В маршруте одно направление, а хочется не меньше: {n}. Других открытых нет."))
    return found


def _agreement(route: Route) -> list[Finding]:
    if not route.brief.has_route:
        return [finding("info", "Маршрут этого года у ученика ещё не записан: это предложение к первой беседе.")]
    if route.brief.consent == "да":
        return [finding("ok", "Согласие родителей есть.")]
    refusal = "Родители отказали" if route.brief.consent == "нет" else "Согласие родителей не получено"
    return [finding("warn", f"{refusal}; {NO_CONSENT}.")]


def _refusals(route: Route) -> list[Finding]:
    titles = route.events.set_index("card")["title"]
    later = set(route.continuations["card"])
    found = []
    for card, why in route.refused:
        name = f"{titled(titles.get(card, card))} ({card})"
        if card in later:
            after = route.continuations.set_index("card")["after"][card]
            found.append(finding("info", f"{name} — продолжение: откроется после успеха — {titled(after)}."))
        else:
            found.append(finding("warn", f"{name} не вошло, хотя было выбрано: {why}."))
    return found


def _notes(route: Route) -> str:
    told = ["Столбцы «если участник» и «если призёр» — сколько засчитают правила школы с их лимитами."]
    if not route.steps["hours_known"].all():
        told.append("* — часов в карте нет, взято по уровню (методика школы).")
    teams = route.steps[route.steps["team_size"] > 1]
    if len(teams):
        sizes = sorted({int(size) for size in teams["team_size"]})
        told.append(f"Баллы команды поделены на {', '.join(map(str, sizes))} участников, как бывало в школе.")
    own = int((route.steps["counted_sure"]).sum())
    if own != route.sure - route.base:
        told.append(
            f"К итогу прибавится {scored(route.sure - route.base)}, а не {scored(own)}: новый результат заменит "
            "прежний."
        )
    return " ".join(told)


def _hopes(route: Route) -> Block:
    view = route.steps.assign(hope=[experience(row) for _, row in route.steps.iterrows()])
    note = (
        "Призового места ждут только при достаточном числе своих результатов. В журнал чаще попадают удачи, поэтому "
        "доля призовых мест, возможно, завышена."
    )
    return Table(view, {"title": col("Мероприятие"), "hope": col("Ждать и почему")}, note=note)


def _continuations(route: Route) -> Block:
    rows = route.continuations
    view = rows.assign(
        when=[days(first, last) for first, last in zip(rows["starts"], rows["ends"], strict=True)],
        spent=[numbers.number(spent / 100) for spent in rows["hours_spent"]], sure_points=rows["sure"] / 100,
        clashes=rows["clash"].map(lambda text: f"совпадают: {text}" if text else "—"),
    )  # fmt: skip
    columns = {
        "when": col("Когда"),
        "title": col("Следующий этап"),
        "after": col("После успеха в"),
        "spent": col("Ещё часов", align="right"),
        "sure_points": col("Стоит, если участник", "number", 2),
        "clashes": col("Даты"),
    }
    note = "На следующий этап направляют только прошедших предыдущий, поэтому в сумме маршрута эти шаги не учтены."
    return Table(view, columns, "Возможное продолжение", note)


def _doors(frame: pd.DataFrame, *, closed: bool) -> Block:
    view = frame.assign(
        when=[days(first, last) for first, last in zip(frame["starts"], frame["ends"], strict=True)],
        worth=frame["sure"] / 100,
        spent=[numbers.number(spent / 100) for spent in frame["hours_spent"]],
        why=[Closed(code).words if code else "" for code in frame["closed"]],
    )
    columns = {"when": col("Когда"), "title": col("Мероприятие"), "direction": col("Направление")}
    if closed:
        columns["why"] = col("Почему закрыто")
    else:
        columns |= {"spent": col("Часов", align="right"), "worth": col("Стоит, если участник", "number", 2)}
    return Table(view, columns)
