"""Engagement on a page: which classes and directions the points system does not reach.

Apart from the list, because these sections are about those who are not in it.
"""

from __future__ import annotations

import pandas as pd

from workbook.display import charts, numbers
from workbook.display.blocks import Block, Details, Finding, Findings, Heading, Stack, finding
from workbook.display.figure import Chart
from workbook.display.rating_words import grade_ranges, listed, of_all, people, reached
from workbook.display.tables import Table, col
from workbook.estimates import half_up
from workbook.rating import Season, absent, engagement, gini, involvement, retention
from workbook.settings import PrivacyRules

__all__ = ["class_findings", "classes", "direction_findings", "directions", "involved", "low_classes"]


def low_classes(season: Season) -> pd.DataFrame:
    """Return the classes whose whole interval lies below the school's engagement."""
    table = season.reach_by_class
    return table[table["high"] < season.reach.value]


def class_findings(season: Season) -> list[Finding]:
    """Say which classes are not reached."""
    table = season.reach_by_class
    whole = season.reach
    low = low_classes(season)
    found = []
    if len(low):
        names = listed(f"{row.class_} ({of_all(row.k, row.n)})" for row in low.sort_values("percent").itertuples())
        found.append(finding("warn", f"Охват заметно ниже школьного ({numbers.percent(whole.value)}): {names}."))
    empty = table.loc[(table["k"] == 0) & ~table["class_"].isin(low["class_"]), "class_"]
    if len(empty):
        found.append(finding("warn", f"Не участвовал никто: {listed(empty)}."))
    if not found:
        found.append(
            finding("ok", "Ни один класс заметно не отстаёт по охвату: отличия от школы в пределах погрешности.")
        )
    return found


def classes(season: Season) -> Block:
    """Show class totals per head of the class list and the share of pupils reached."""
    reach = season.reach_by_class
    whole = season.reach
    table = season.class_totals.merge(reach[["class_", "k", "percent", "low", "high"]], on="class_")
    view = _with_reach(table).assign(
        total=table["total"] / 100, per_head=table["per_head"] / 100, group=table["group"] / 100
    )  # fmt: skip
    found = class_findings(season)
    levels = season.reach_by_level
    if len(levels) > 1:
        said = "; ".join(
            f"{name}{numbers.NBSP}{numbers.percent(value)} ({numbers.interval(low, high)})"
            for name, value, low, high in zip(
                *(levels[key] for key in ("level", "percent", "low", "high")), strict=True
            )
        )
        found.append(finding("info", f"Охват по уровням образования: {said}."))
    lone = table[table["top_part"] >= 50]
    if len(lone):
        names = listed(f"{row.class_} ({numbers.percent(row.top_part, 0)})" for row in lone.itertuples())
        found.append(finding("info", f"Половину баллов класса или больше принёс один ученик: {names}."))
    columns = {
        "class_": col("Класс"),
        "pupils": col("Учеников", "int"),
        "k": col("Участво\u00adвали", "int"),
        "reached": col("Охват (интервал)", align="right"),
        "scorers": col("С баллами", "int"),
        "group": col("Команд\u00adные", "number", 2),
        "total": col("Сумма", "number", 2),
        "per_head": col("На ученика", "number", 2),
        "place": col("Место", "int"),
    }
    chart = Chart(
        charts.intervals(reach, "class_", "percent", n="n", target=half_up(whole.value, 1)),
        title="Какая доля класса участвовала хотя бы в одном мероприятии?",
        alt=f"Охват по классам с интервалами; по школе {numbers.percent(whole.value)}",
        note="Пунктир — охват всей школы.",
    )
    note = "«На ученика» — сумма класса, делённая на всех учеников списка, и без баллов тоже."
    return Stack([Findings(found), Table(view, columns, "Классы: охват и сумма на ученика", note), chart])


def _with_reach(table: pd.DataFrame) -> pd.DataFrame:
    """Add ``reached``: a share and its interval in one cell."""
    ends = zip(table["percent"], table["low"], table["high"], strict=True)
    return table.assign(reached=[reached(*row) for row in ends])


def direction_findings(season: Season) -> list[Finding]:
    """Say which directions are not offered, and which are offered in vain."""
    open_to = season.offer
    taking = season.reach_by_direction
    found = []
    offered = open_to.groupby("direction", sort=False)["events"].sum()
    nowhere = offered.index[offered == 0]
    if len(nowhere):
        found.append(finding("warn", f"Направления без единого мероприятия: {listed(nowhere)}."))
    holes = open_to[(open_to["events"] == 0) & ~open_to["direction"].isin(nowhere)]
    parts = [
        f"{name} ({grade_ranges(rows['grade'].dropna().astype(int))})"
        for name, rows in holes.groupby("direction", sort=False)
    ]
    if parts:
        found.append(finding("warn", f"Параллели, которым направление не предложено: {', '.join(parts)}."))
    vain = taking[(taking["k"] == 0) & taking["direction"].isin(offered.index[offered > 0])]
    if len(vain):
        found.append(finding("warn", f"Предложено, но не участвовал никто: {listed(vain['direction'])}."))
    return found or [finding("ok", "Каждой параллели предложены мероприятия всех направлений.")]


def directions(season: Season) -> Block:
    """Show what is offered and who takes part, class by direction."""
    open_to = season.offer
    reach = engagement(season.ledger, season.roster, "class_", by_direction=True)
    both = reach.merge(open_to, on=["class_", "direction"])
    shown = both["percent"].where((both["events"] > 0) | (both["k"] > 0))
    order = list(dict.fromkeys(season.roster["class_"]))
    names = list(dict.fromkeys(open_to["direction"]))
    grid = both.assign(percent=shown).pivot(index="class_", columns="direction", values="percent")
    chart = Chart(
        charts.heatmap(grid.reindex(index=order, columns=names), 0, "участвовали, % класса", low=0),
        title="Кто в каких направлениях участвует?",
        alt="Классы по строкам, направления по столбцам, доля участвовавших в процентах",
        note="Прочерк — классу в этом направлении ничего не предложено.",
    )
    events = season.cards.assign(key=("событие " + season.cards["event"]).fillna("карта " + season.cards["card"]))
    total = events.groupby("direction")["key"].nunique()
    school = season.reach_by_direction
    school = school.assign(events=school["direction"].map(total).fillna(0).astype("int64"))
    columns = {
        "direction": col("Направление"),
        "events": col("Событий в картах", "int"),
        "k": col("Участвовали", "int"),
        "percent": col("Охват школы", "share_bar"),
        "interval": col("Интервал, %", "interval", low="low", high="high"),
    }
    note = "Этапы одного события считаются один раз. Участвовал — есть запись за период, зачтённая или нет."
    return Stack([Findings(direction_findings(season)), Table(school, columns, "Направления", note), chart])


def involved(season: Season, sex: pd.Series | None, privacy: PrivacyRules) -> Block:
    """Show groups of pupils beside each other, how evenly points lie, and who came again.

    Parameters
    ----------
    season : Season
    sex : Series or None
        ``pupil → «ж» / «м»``; None when the school does not give it.
    privacy : PrivacyRules
        The smallest group shown.
    """
    table = involvement(season, sex, privacy.small_cell)
    columns = {
        "group": col("Группа"),
        "n": col("Учеников", "int"),
        "k": col("Участвовали", "int"),
        "absent": col("Ни разу", "int"),
        "reached": col("Охват (интервал)", align="right"),
        "scorers": col("С баллами", "int"),
        "gini": col("Индекс Джини", "number", 2),
    }
    hidden = int((table["hidden"] != "").sum())
    groups = numbers.count(hidden, "группа", "группы", "групп")
    note = "Индекс Джини: 0 — баллов у всех поровну, ближе к 1 — почти все баллы у одного; ученики без баллов учтены."
    if hidden:
        note += f" Не показано: {groups} (меньше {privacy.small_cell} учеников или выдали бы такую группу)."
    blocks: list[Block] = [
        Heading("Вовлечённость: кого год не коснулся", 3),
        Findings(_involved_findings(season, table)),
        Table(_with_reach(table[table["hidden"] == ""]), columns, "Охват и неравенство по группам", note),
    ]
    codes = absent(season)
    if len(codes):
        shown = Table(codes, {"pupil": col("Код ученика"), "class_": col("Класс")})
        blocks.append(Details(f"Ни одной записи за период: {people(len(codes))}. Коды — только для школы", shown))
    return Stack(blocks)


def _involved_findings(season: Season, table: pd.DataFrame) -> list[Finding]:
    found = []
    even = gini(season.rating["total"])
    if even == even:
        scorers = season.rating.loc[season.rating["total"] > 0, "total"]
        found.append(
            finding(
                "info",
                f"Индекс Джини баллов {numbers.number(even, 2)} по всему списку и {numbers.number(gini(scorers), 2)} "
                "среди тех, у кого баллы есть: первое число показывает, скольких система не достигла, второе — "
                "насколько неравны участники.",
            )
        )
    sexes = table[(table["kind"] == "пол") & (table["hidden"] == "")]
    if len(sexes) == 2:
        first, second = sexes.iloc[0], sexes.iloc[1]
        apart = first["low"] > second["high"] or second["low"] > first["high"]
        said = ", ".join(
            f"{name} {numbers.percent(value)} ({numbers.interval(low, high)})"
            for name, value, low, high in zip(
                *(sexes[key] for key in ("group", "percent", "low", "high")), strict=True
            )
        )  # fmt: skip
        words = (
            "Охват мальчиков и девочек различается" if apart else "Охват мальчиков и девочек уверенно не различается"
        )
        found.append(finding("warn" if apart else "ok", f"{words}: {said}."))
    social = season.reach_by_direction
    social = social[social["direction"] == "социальное"]
    if len(social):
        row = social.iloc[0]
        found.append(
            finding(
                "info",
                f"В социальных проектах и делах участвовали {of_all(row['k'], row['n'])} "
                f"({numbers.percent(row['percent'])}, интервал {numbers.interval(row['low'], row['high'])}).",
            )
        )
    return [*found, _retention_finding(season)]


def _retention_finding(season: Season) -> Finding:
    kept = retention(season)
    if kept is None:
        return finding("neutral", "Записей прошлого периода нет: удержание участников и прирост не посчитаны.")
    ends = numbers.interval(kept.stayed.low, kept.stayed.high)
    return finding(
        "info",
        f"Из участвовавших в прошлом периоде снова участвуют {of_all(kept.returned, kept.stayed.n)} "
        f"({numbers.percent(kept.stayed.value)}, интервал {ends}); не вернулись {people(kept.gone)}, впервые "
        f"участвуют {people(kept.newcomers)} из учившихся здесь год назад.",
    )
