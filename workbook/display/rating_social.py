"""Social projects on a page: what was done for others, by whom, with which partners, and who organised it.

Apart from involvement because the reader asks about events here, not about shares of pupils.
"""

from __future__ import annotations

from workbook.display import numbers
from workbook.display.blocks import Block, Details, Finding, Findings, Heading, Stack, finding
from workbook.display.rating_words import listed, named, of_all, of_people, people
from workbook.display.tables import Table, col
from workbook.estimates import share
from workbook.rating import Social
from workbook.settings import PrivacyRules

__all__ = ["social_projects"]


def social_projects(found: Social, privacy: PrivacyRules) -> Block:
    """Tell of social, ecological and patriotic events: text first, then events and classes.

    Parameters
    ----------
    found : Social
        From :func:`workbook.rating.social`.
    privacy : PrivacyRules
        The smallest class shown.
    """
    blocks: list[Block] = [Heading("Социальные проекты и дела для других", 3), Findings(_findings(found))]
    if len(found.events):
        blocks.append(_events_table(found))
    if found.pupils and (found.classes["hidden"] == "").any():
        blocks.append(_classes_table(found, privacy))
    return Stack(blocks)


def _findings(found: Social) -> list[Finding]:
    if not found.pupils:
        names = listed(map(named, found.idle["title"]))
        return [finding("warn", f"В социальных, экологических и патриотических делах не участвовал никто. Есть карты: "
                                f"{names}.")]  # fmt: skip
    reach = share(found.pupils, found.roster)
    events = numbers.count(len(found.events), "мероприятии", "мероприятиях", "мероприятиях")
    said = [
        finding(
            "info",
            f"Участвовали {of_all(found.pupils, found.roster)} ({numbers.percent(reach.value)}, интервал "
            f"{numbers.interval(reach.low, reach.high)}) в {events}; в составе команды — {found.team_pupils}.",
        ),
        _led(found),
    ]
    partners = found.partners
    alone = int((found.events["partner"] == "").sum())
    if partners:
        names = listed(f"{name} ({count})" for name, count in partners.items())
        said.append(finding("ok", f"С партнёрами: {names}. Без партнёра мероприятий: {alone}."))
    else:
        said.append(finding("info", "Ни у одного из этих мероприятий партнёр в карте не назван."))
    rows = found.classes[found.classes["hidden"] == ""]
    empty = rows.loc[rows["k"] == 0, "class_"]
    if len(empty):
        said.append(finding("warn", f"Классы, где не участвовал никто: {listed(empty)}."))
    if len(found.idle):
        names = listed(map(named, found.idle["title"]))
        said.append(finding("info", f"Карта есть, записей нет: {names}."))
    return said


def _led(found: Social) -> Finding:
    led = found.events[(found.events["organisers"] > 0) | (found.events["captains"] > 0)]
    if led.empty:
        return finding(
            "warn",
            "Учеников-организаторов и капитанов в записях нет: или дела готовили только взрослые, или роль не внесена.",
        )
    names = listed(map(named, led["title"]))
    who = f"Организаторы — {people(found.organisers)}, вместе с капитанами — {found.leaders}"
    who = who if found.organisers else f"Организаторов в записях нет, капитаны — {people(found.leaders)}"
    return finding(
        "ok" if found.organisers else "info",
        f"{who} из {of_people(found.pupils)}: {names}. Роль организатора стоит дороже участия: проверьте, всем ли она "
        "записана.",
    )


def _events_table(found: Social) -> Block:
    events = found.events
    view = events.assign(
        led=events["organisers"] + events["captains"], kind=events["direction"] + ", " + events["scale"]
    )
    columns = {
        "title": col("Мероприятие"),
        "kind": col("Направление и уровень"),
        "partner": col("Партнёр"),
        "pupils": col("Учеников", "int"),
        "led": col("Организаторов и капитанов", "int"),
        "classes": col("Классов", "int"),
    }
    note = "Учеников — разных детей с записью за период, подтверждённой или нет; отозванные записи не считаются."
    return Table(view, columns, "Что сделано", note)


def _classes_table(found: Social, privacy: PrivacyRules) -> Block:
    rows = found.classes[found.classes["hidden"] == ""]
    columns = {
        "class_": col("Класс"),
        "n": col("Учеников", "int"),
        "k": col("Участвовали", "int"),
        "organisers": col("Организаторы и капитаны", "int"),
        "percent": col("Доля", "share_bar"),
        "interval": col("Интервал, %", "interval", low="low", high="high"),
    }
    hidden = len(found.classes) - len(rows)
    note = ""
    if hidden:
        less = numbers.count(hidden, "класс", "класса", "классов")
        note = f"Не показано: {less} (меньше {privacy.small_cell} учеников или выдали бы такой класс)."
    return Details("Кто делает: по классам", Table(rows, columns, note=note))
