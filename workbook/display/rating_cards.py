"""The cards' report on a page: the minute at its start, the registry, the partners, what to put right, what to do next.

Apart from the offer map and the builder, which have sections of their own.
"""

from __future__ import annotations

import pandas as pd

from workbook.display import charts, numbers
from workbook.display.blocks import Block, Details, Finding, Findings, Stack, Text, Tiles, finding, tile
from workbook.display.figure import Chart
from workbook.display.rating_cards_map import clash_findings, hole_findings
from workbook.display.rating_words import HEADS, listed
from workbook.display.tables import Table, col
from workbook.rating import CardDesk, partner_share, partners

__all__ = ["next_steps", "partnership", "problems", "register", "summary"]


def summary(desk: CardDesk) -> Block:
    """Tell the whole report in a minute.

    Parameters
    ----------
    desk : CardDesk
    """
    cards, offer, shares = desk.cards, desk.offer, partner_share(desk.cards)
    complete, events, held = int(cards["complete"].sum()), int(shares["events"].sum()), int(shares["held"].sum())
    cells = len(offer.by_direction)
    outside = f"; других периодов — {desk.outside}" if desk.outside else ""
    tiles = [
        tile("Карты периода", _cards(len(cards)), f"{_events(events)}; этапы одного события — одно событие{outside}"),
        tile(
            "Заполнены полностью", f"{complete} из {len(cards)}", "по полям, нужным школе",
            "хорошо" if complete == len(cards) else "внимание",
        ),
        tile(
            "Кому не предложено", numbers.count(len(offer.holes), "дыра", "дыры", "дыр"),
            f"из {numbers.count(cells, 'клетки', 'клеток', 'клеток')} «класс × направление»",
            "внимание" if len(offer.holes) else "хорошо",
        ),
        tile("С партнёром", f"{held} из {_of_events(events)}", numbers.percent(100 * held / events)),
    ]  # fmt: skip
    holes = hole_findings(offer)
    found = holes[:3] + clash_findings(desk) + _complete_findings(desk) + _partner_findings(shares)
    if len(holes) > 3:
        rest = "; ".join(item.text.partition(":")[0] for item in holes[3:])
        found.insert(3, finding("warn", f"Дыры поменьше: {rest}. Все — в разделе «Карта предложения»."))
    kinds = pd.Series([item.kind for item in desk.problems], dtype="str").value_counts(sort=False)
    if len(kinds):
        words = listed(f"{kind} — {n}" for kind, n in kinds.items())
        found.append(finding("warn", f"Замечания к картам: {words}. Список — в разделе «Реестр карт»."))
    return Stack([Tiles(tiles), Findings(found, title="Главное", urgent_first=True)])


def register(desk: CardDesk) -> Block:
    """Show every card of the season with what is not filled in it.

    Parameters
    ----------
    desk : CardDesk
    """
    cards = desk.cards
    ratio = 100 * cards["minutes"] / cards["expected_minutes"].where(cards["expected_minutes"] > 0)
    days = [
        "–\n".join(dict.fromkeys(map(numbers.date, ends))) for ends in zip(cards["starts"], cards["ends"], strict=True)
    ]
    view = cards.assign(
        gaps=[", ".join(names) for names in cards["missing"]],
        kind=cards["direction"].map(lambda name: HEADS[name].lower())
        + "\n"
        + cards["scale"]
        + (", " + cards["form"]).where(cards["form"] != "очно", ""),
        named=cards["title"] + ("\nпартнёр: " + cards["partner"]).fillna(""),
        grades=cards["grades"].fillna("все"),
        days=days,
        time=[_time(*row) for row in zip(cards["hours"], cards["stages"], ratio, strict=True)],
    )
    columns = {
        "card": col("Код"),
        "named": col("Название и партнёр"),
        "gaps": col("Не заполнено"),
        "kind": col("Направление, уровень, форма"),
        "days": col("Дни"),
        "grades": col("Параллели"),
        "time": col("Часы и этапы"),
    }
    note = (
        "«Не заполнено» — из полей, нужных по правилам школы. Форма названа, если она не очная. Процент — какую часть "
        f"часов ученика занимают минуты этапов (в часе {desk.limits.hour_minutes} мин): меньше 100 — остальное, "
        "видимо, самостоятельная работа, о которой карта молчит."
    )
    table = Table(view, columns, "Реестр карт периода", note, row_class=lambda row: "" if row["complete"] else "warn")
    return Stack([Findings(_complete_findings(desk)), _counts(desk), _gap_table(desk), table])


def _counts(desk: CardDesk) -> Block:
    """Set cards beside each other by direction and level, and by form."""
    grid = pd.crosstab(desk.cards["direction"], desk.cards["scale"])
    order = list(dict.fromkeys(desk.offer.school["direction"]))
    levels = [level for level in desk.rules.levels if level in grid.columns]
    grid = grid.reindex(index=order, columns=levels, fill_value=0).astype("float64")
    forms = desk.cards["form"].value_counts()
    said = ", ".join(f"{name} — {forms[name]}" for name in forms.index)
    return Chart(
        charts.heatmap(grid.where(grid > 0), 0, "карт", low=0),
        title="Каких карт сколько?",
        alt="Направления по строкам, уровни по столбцам, число карт",
        note=f"Прочерк — ни одной карты. По форме: {said}.",
    )


def _gap_table(desk: CardDesk) -> Block:
    empty = desk.cards["empty"].explode().dropna()
    needed = set(desk.cards["missing"].explode().dropna())
    rows = [
        (name, int((empty == name).sum()), 100 * float((empty == name).mean() * len(empty)) / len(desk.cards),
         "нужное школе" if name in needed else "бывает не у всякой карты")
        for name in dict.fromkeys(empty)
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["field", "n", "percent", "kind"]).sort_values(
        ["kind", "n"], ascending=[False, False], kind="stable"
    )
    columns = {
        "field": col("Поле карты"),
        "n": col("Пусто у карт", "int"),
        "percent": col("Доля карт", "share_bar"),
        "kind": col("Какое поле"),
    }
    return Details("Какие поля пусты и у скольких карт", Table(frame, columns))


def _complete_findings(desk: CardDesk) -> list[Finding]:
    cards = desk.cards
    lacking = cards[~cards["complete"]]
    found = []
    if len(lacking):
        counts = lacking["missing"].explode().value_counts()
        words = listed(f"{name} — {n}" for name, n in counts.items())
        verb = numbers.plural(len(lacking), "заполнена", "заполнены", "заполнены")
        found.append(finding("warn", f"Не до конца {verb} {_cards(len(lacking))} из {len(cards)}. Пусто: {words}."))
    else:
        found.append(finding("ok", "Все нужные школе поля заполнены у всех карт периода."))
    under = cards[cards["minutes_under"]]
    if len(under):
        found.append(
            finding(
                "info",
                f"У {numbers.count(len(under), 'карты', 'карт', 'карт')} этапы заметно короче часов карты: впишите "
                "самостоятельную подготовку этапом, чтобы ученик видел, на что уходит время "
                f"({listed(under['card'])}).",
            )
        )
    return found


def problems(desk: CardDesk) -> Block:
    """List what is odd about the cards, with what to do.

    Parameters
    ----------
    desk : CardDesk
    """
    if not desk.problems:
        return Findings([finding("ok", "Замечаний к картам нет: этапы идут по порядку, ответственные известны.")])
    frame = pd.DataFrame(
        [(item.kind, ", ".join(item.cards), item.words) for item in desk.problems], columns=["kind", "cards", "words"]
    )
    columns = {"kind": col("Что"), "cards": col("Карты"), "words": col("Подробно и что сделать")}
    note = "Окончание раньше начала сюда не попадает: такую строку не принимает чтение, она названа внизу отчёта."
    found = [
        finding("warn", f"{str(kind).capitalize()} — {len(rows)}: {listed(rows['cards'], 12)}.")
        for kind, rows in frame.groupby("kind", sort=False)
    ]
    return Stack(
        [
            Findings(found, title="Замечания к картам"),
            Details(f"Все замечания по одному: {len(frame)}", Table(frame, columns, note=note), opened=len(frame) <= 6),
        ]
    )


def partnership(desk: CardDesk) -> Block:
    """Show what part of the offer partners hold.

    Parameters
    ----------
    desk : CardDesk
    """
    shares, held = partner_share(desk.cards), partners(desk.cards, desk.roster)
    held = held.assign(
        directions=[", ".join(names) for names in held["directions"]],
        levels=[", ".join(names) for names in held["levels"]],
    )
    by_direction = {
        "direction": col("Направление"),
        "events": col("Событий", "int"),
        "held": col("С партнёром", "int"),
        "percent": col("Доля", "share_bar"),
        "only": col("Только с партнёром", "flag"),
    }
    by_partner = {
        "partner": col("Партнёр"),
        "events": col("Событий", "int"),
        "cards": col("Карт", "int"),
        "directions": col("Направления"),
        "levels": col("Уровни"),
        "classes": col("Классов", "int"),
    }
    note = "Событие с партнёром — партнёр назван хотя бы у одного его этапа."
    return Stack(
        [
            Findings(_partner_findings(shares)),
            Table(shares, by_direction, "Сетевое взаимодействие по направлениям", note),
            Table(held, by_partner, "Партнёры"),
        ]
    )


def _partner_findings(shares: pd.DataFrame) -> list[Finding]:
    only = shares.loc[shares["only"], "direction"]
    alone = shares.loc[(shares["events"] > 0) & (shares["held"] == 0), "direction"]
    found = []
    if len(only):
        found.append(
            finding("info", f"Держатся только на партнёрах: {listed(only)}. Уйдёт партнёр — направление опустеет.")
        )
    if len(alone):
        found.append(finding("info", f"Школа ведёт одна, без партнёров: {listed(alone)}."))
    if not shares["held"].any():
        return [finding("warn", "Партнёров нет ни у одного события: сетевое взаимодействие в картах не показано.")]
    return found


def next_steps(desk: CardDesk) -> Block:
    """Say what to decide next, built from what was found.

    Parameters
    ----------
    desk : CardDesk
    """
    offer, steps = desk.offer, []
    if len(offer.holes):
        worst = offer.holes["direction"].value_counts(sort=True)
        steps.append(
            f"Начать с направления «{worst.index[0]}»: ему нечего предложить "
            f"{numbers.count(int(worst.iloc[0]), 'классу', 'классам', 'классам')}. Набросать карту в конструкторе: он "
            "покажет, какие дыры она закроет; возможный путь — партнёр дополнительного образования."
        )
    if len(offer.clashes):
        steps.append("Развести накладки дней: договориться с организаторами или заранее назвать детям выбор.")
    if not desk.cards["complete"].all():
        steps.append("Вернуть неполные карты ответственным: сначала те, что ещё впереди.")
    if any(item.kind == "нет участников" for item in desk.problems):
        steps.append("По картам без участников решить: записи не внесли или мероприятие школе не нужно.")
    steps.append("Утверждённую карту внести в бланк школы: строки для него даёт раздел «Взять с собой».")
    return Stack(
        [
            Findings([finding("info", step) for step in steps], title="Предложения к обсуждению"),
            Text("Это черновик: решения принимают люди, знающие школу и детей.", tone="quiet"),
        ]
    )


def _time(hours: float, stages: int, told: float) -> str:
    """Write hours, stages and what part of the hours the stages tell of: «6 ч, 4 этапа (56 %)»."""
    parts = [f"{numbers.number(hours)}{numbers.NBSP}ч"] if hours == hours else []
    if stages:
        part = f" ({numbers.percent(told, 0)})" if told == told else ""
        parts.append(numbers.count(stages, "этап", "этапа", "этапов") + part)
    return ", ".join(parts) or numbers.MISSING


def _cards(n: int) -> str:
    return numbers.count(n, "карта", "карты", "карт")


def _events(n: int) -> str:
    return numbers.count(n, "событие", "события", "событий")


def _of_events(n: int) -> str:
    return numbers.count(n, "события", "событий", "событий")
