"""Sections on the selection to profile classes: the rating, reasons, the border, what may be published.

Apart from the other sections because a family reads their consequences: every answer stands beside its reason.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from workbook.display import charts, numbers
from workbook.display.blocks import Block, Details, Finding, Findings, Heading, Stack, Text, Tile, Tiles
from workbook.display.figure import Chart
from workbook.display.tables import Table, col
from workbook.display.vsoko_words import listed
from workbook.errors import MissingData
from workbook.vsoko.selection import Selection
from workbook.vsoko.selection_rating import BELOW, IN, RESERVE, TIE

__all__ = [
    "NO_LABEL",
    "applications",
    "border",
    "commission",
    "forecast",
    "lists",
    "next_steps",
    "points",
    "public_table",
    "publication",
    "reasons",
    "summary",
]

NO_LABEL = (
    "Рейтинг — порядок заявлений на этот набор и больше ничего: он не говорит о способностях и не переходит в "
    "характеристику ученика."
)
_PUBLIC = {IN: "рекомендован", TIE: "решает комиссия", RESERVE: "резерв", BELOW: "сообщено лично"}


def points(value: Any) -> str:
    """Write whole hundredths of a point: «372,40»."""
    return numbers.MISSING if value is None or pd.isna(value) else numbers.number(int(value) / 100, 2)


def applications(n: int) -> str:
    """Write how many applications: «26 заявлений»."""
    return numbers.count(n, "заявление", "заявления", "заявлений")


def summary(found: Selection) -> Block:
    """Say in a minute how many applied, who is in and where a person must decide."""
    table = found.rating
    below, ties = int(table["status"].eq(BELOW).sum()), int(table["status"].eq(TIE).sum())
    room = sum(found.room.values())
    tiles = [
        Tile("Заявления", numbers.number(len(table), 0), f"{found.year}; профилей: {len(found.room)}"),
        Tile("В пределах мест", numbers.number(int(table["status"].eq(IN).sum()), 0), f"мест: {room}"),
        Tile("Не в рейтинге", numbers.number(below, 0), "ниже минимума или нет показателя"),
        Tile("У границы зависят от весов", numbers.number(len(found.border), 0),
             f"веса ±{numbers.percent(found.step, 0)}", "внимание" if len(found.border) or ties else "хорошо"),
    ]  # fmt: skip
    said = [_profile_said(name, found) for name in found.room]
    if ties:
        said.append(
            Finding("warn", f"Равны на границе мест: {listed(_codes(table, TIE))}. Выбирает комиссия, не программа.")
        )
    said += [Finding("warn", text) for text in found.remarks[:5]]
    if len(found.remarks) > 5:
        said.append(Finding("warn", f"И ещё противоречий в таблице: {len(found.remarks) - 5}; все — в протоколе."))
    said.append(Finding("info", NO_LABEL))
    return Stack([Tiles(tiles), Findings(said, title="Главное", urgent_first=True)])


def lists(found: Selection) -> Block:
    """Show the rating of each profile with the line of places."""
    blocks: list[Block] = []
    for name, part in found.rating.groupby("profile"):
        table = part.loc[part["status"].ne(BELOW)]
        shown = table.assign(
            sum=[points(value) for value in table["total"]], right=table["privilege"].map({True: "да", False: ""})
        )
        columns = {
            "place": col("Место", "int"), "applicant": col("Номер заявления"), "sum": col("Сумма", align="right"),
            "right": col("Преимущество"), "status": col("Итог"),
        }  # fmt: skip
        n = found.room[str(name)]
        note = (
            f"Мест — {n}, резерв — {found.rules.reserve}. Сумма: балл / наибольший · 100 с весами методики. При "
            f"равенстве сравнивают: {found.rules.ties}.{_parted(table)}"
        )
        blocks += [
            Heading(f"Профиль: {name}", 3),
            Table(shown, columns, caption="Рейтинг заявлений", note=note,
                  row_class=lambda row: {TIE: "warn", IN: "ok", RESERVE: "info"}.get(row["status"], "")),
        ]  # fmt: skip
    return Stack(blocks)


def reasons(found: Selection) -> Block:
    """Say of each application outside the rating why."""
    table = found.rating.loc[found.rating["status"].eq(BELOW)]
    if table.empty:
        return Findings([Finding("ok", "Все заявления в рейтинге: минимумы достигнуты, показатели есть.")])
    said = [
        Finding("info", f"Не в рейтинге {applications(len(table))}. Причину сообщают семье лично и в день решения.")
    ]
    right = list(table.loc[table["privilege"], "applicant"])
    if right:
        said.append(Finding("info", f"Преимущественное право есть у {listed(right)}: оно действует при равной "
                                    "сумме и минимума не отменяет. Проверьте по своему порядку отбора."))  # fmt: skip
    columns = {"profile": col("Профиль"), "applicant": col("Номер заявления"), "reason": col("Причина")}
    return Stack([Findings(said), Table(table, columns, caption="Ниже минимума или без показателя")])


def border(found: Selection) -> Block:
    """Show who crosses the border when weights change, and how wide the border is."""
    step = numbers.percent(found.step, 0)
    said = [_gap(str(name), part, found) for name, part in found.rating.groupby("profile")]
    table = found.border
    if table.empty:
        said.append(Finding("ok", f"Ни один вес, изменённый на ±{step}, не меняет, кто в пределах мест."))
        return Findings(said)
    n = len(table)
    said.append(
        Finding("warn", f"{applications(n)} у границы {'меняет' if n % 10 == 1 and n % 100 != 11 else 'меняют'} итог, "
                        f"если вес одного показателя изменить на ±{step}: {listed(table['applicant'])}. Эти дела "
                        "смотрят полностью.")
    )  # fmt: skip
    shown = table.assign(sum=[points(value) for value in table["total"]])
    columns = {
        "profile": col("Профиль"), "applicant": col("Номер заявления"), "place": col("Место", "int"),
        "sum": col("Сумма", align="right"), "status": col("Итог сейчас"),
        "changed": col(f"Иной итог, из {table['scenarios'].iloc[0]}", "int"), "when": col("Если показатель"),
    }  # fmt: skip
    return Stack([Findings(said), Table(shown, columns, caption="Кто меняется у границы")])


def commission(found: Selection) -> Block:
    """Check the commission."""
    need, members = found.rules.commission, found.commission
    if not members:
        return Findings([Finding("info", f"Состав комиссии не назван: в протоколе оставлено {need} строк. Нужно "
                                         f"не меньше {need} человек.")])  # fmt: skip
    if len(members) < need:
        return Findings(
            [Finding("warn", f"В комиссии {len(members)}, а нужно не меньше {need}: решение будет неполномочным.")]
        )
    return Findings([Finding("ok", f"Комиссия: {listed(members, 12)} — {len(members)}, нужно не меньше {need}.")])


def forecast(found: Selection) -> Block:
    """Show what past years say of retention, by profile and never by pupil."""
    rows, said = [], []
    for one in found.forecasts:
        shares = [100 * kept / began for _, began, kept in one.years if began]
        room = found.room[one.profile]
        low, high = one.expected
        ends = numbers.interval(one.kept.low, one.kept.high, 0)
        rows.append((one.profile, one.kept.value, one.kept.low, one.kept.high, one.kept.n))
        years = numbers.count(len(one.years), "год", "года", "лет")
        said.append(
            Finding("info", f"{one.profile}: за {years} до конца 10 класса оставались "
                            f"{numbers.percent(one.kept.value, 0)} ({ends}; "
                            f"по годам {numbers.interval(min(shares), max(shares), 0)} %). Из {room} принятых "
                            f"останутся примерно {low}–{high}.")
        )  # fmt: skip
    said.append(Finding("neutral", "Это о классе в целом: кто именно уйдёт, программа не предсказывает. Новый набор "
                                   "может отличаться от прежних сильнее, чем интервал."))  # fmt: skip
    table = pd.DataFrame(rows, columns=["profile", "percent", "low", "high", "n"])
    chart = Chart(
        charts.intervals(table, "profile", "percent", n="n", title="сохранились до конца 10 класса, %"),
        "Сколько учеников профиля оставалось до конца года?",
        "Сохранность каждого профиля за прошлые годы с интервалом",
    )
    return Stack([Findings(said), chart])


def publication(found: Selection) -> Block:
    """Show the list as it may be published: by number, without privilege and reasons; or why it may not."""
    if found.faults:
        return Findings([Finding("bad", f"Публиковать нельзя: {text}") for text in found.faults[:5]])
    table = public_table(found)
    columns = {"profile": col("Профиль"), "place": col("Место"), "applicant": col("Номер заявления"),
               "sum": col("Сумма", align="right"), "said": col("Итог")}  # fmt: skip
    said = Finding("ok", "Публикация по номерам: кодов учеников и имён нет. Преимущество и причины не показаны: их "
                         "сообщают лично.")  # fmt: skip
    block = Table(table, columns, caption="Список для публикации")
    return Stack([Findings([said]), Details(f"Список для публикации ({applications(len(table))})", block)])


def public_table(found: Selection) -> pd.DataFrame:
    """Return the rows that may be published: profile, place, applicant, sum, said.

    Raises
    ------
    MissingData
        A number is a pupil's code or a name.
    """
    if found.faults:
        raise MissingData(f"Списка для публикации нет: {found.faults[0]}")
    table = found.rating.sort_values(["profile", "place", "applicant"], na_position="last")
    places = [numbers.MISSING if pd.isna(place) else str(place) for place in table["place"]]
    return pd.DataFrame(
        {
            "profile": table["profile"], "place": places, "applicant": table["applicant"],
            "sum": [points(value) for value in table["total"]],
            "said": table["status"].map(_PUBLIC).fillna("мест не хватило"),
        }
    ).reset_index(drop=True)  # fmt: skip


def next_steps(found: Selection) -> Block:
    """Say what to decide next."""
    table, steps = found.rating, []
    if found.remarks:
        steps.append(f"Сверить с документами: противоречий в таблице — {len(found.remarks)}.")
    if table["status"].eq(TIE).any():
        steps.append(f"Комиссии — выбрать между равными: {listed(_codes(table, TIE))}; решение и мотив — в протокол.")
    if len(found.border):
        steps.append("Дела у границы рассмотреть полностью: их итог держится на весах, а веса — решение людей.")
    steps.append(
        f"Подписать протокол (комиссия от {found.rules.commission}), опубликовать список по номерам, "
        f"{numbers.count(found.rules.appeal_days, 'рабочий день', 'рабочих дня', 'рабочих дней')} принимать апелляции."
    )
    free = [name for name, room in found.room.items() if _count(table, name, IN) < room]
    if free:
        steps.append(f"Остались свободные места: {listed(free)}. Решить о дополнительном наборе.")
    return Stack(
        [
            Findings([Finding("info", step) for step in steps], title="Предложения к обсуждению"),
            Text(NO_LABEL, tone="quiet"),
        ]
    )


def _profile_said(name: str, found: Selection) -> Finding:
    table, room = found.rating, found.room[name]
    part = table.loc[table["profile"].eq(name)]
    inside = part.loc[part["status"].eq(IN)]
    last = f"; сумма последнего — {points(inside['total'].min())}" if len(inside) else ""
    return Finding(
        "info", f"{name}: {applications(len(part))} на {numbers.count(room, 'место', 'места', 'мест')}; в пределах "
        f"мест {len(inside)}, резерв {_count(table, name, RESERVE)}, не в рейтинге {_count(table, name, BELOW)}{last}.",
    )  # fmt: skip


def _parted(table: pd.DataFrame) -> str:
    """Name the equal sums that the order of the act has parted."""
    groups = [part for _, part in table.groupby("total") if part["place"].nunique() > 1]
    told = [" раньше ".join(part.sort_values("place")["applicant"]) for part in groups]
    return f" Равные суммы так и разделены: {listed(told)}." if told else ""


def _gap(name: str, part: pd.DataFrame, found: Selection) -> Finding:
    inside, rest = part.loc[part["status"].eq(IN), "total"], part.loc[part["status"].isin([RESERVE, TIE]), "total"]
    if inside.empty or rest.empty:
        free = found.room[name] - len(inside)
        return Finding("info", f"{name}: мест хватило всем в рейтинге"
                               + (f", свободно {free}." if free > 0 else "."))  # fmt: skip
    gap = int(inside.min()) - int(rest.max())
    return Finding("info", f"{name}: последнего в пределах мест и следующего разделяет {points(gap)} балла суммы.")


def _count(table: pd.DataFrame, name: str, status: str) -> int:
    return int((table["profile"].eq(name) & table["status"].eq(status)).sum())


def _codes(table: pd.DataFrame, status: str) -> list[str]:
    return list(table.loc[table["status"].eq(status), "applicant"])
