"""Firmness of places on a page: which places differ, what the order hangs on, what moves whom.

Apart from the list: the list says what the rules give, this section how much another year would have changed it.
"""

from __future__ import annotations

import pandas as pd

from workbook.display import charts, numbers
from workbook.display.blocks import Block, Finding, Findings, Heading, Stack, Text, finding
from workbook.display.figure import Chart
from workbook.display.rating_words import listed, of_people, people
from workbook.display.tables import Table, col
from workbook.rating import Firmness, Season

__all__ = ["beside", "firm_findings", "firm_places", "ranges"]

_METHOD = (
    "Как это посчитано. Год составлен заново много раз: события (со всеми записями) выбраны случайно с повторением из "
    "тех, что были, и правила применены снова. Отсюда ошибка суммы и интервал места: место уступают только тому, чья "
    "сумма больше уверенно (Могстад и др., 2024). Записи учеников при этом не меняются: речь о том, насколько порядок "
    "зависит от набора мероприятий, а не о том, чего стоит ребёнок."
)

_DIRECTION, _EVENT = "направление", "событие"


def ranges(firm: Firmness) -> pd.Series:
    """Return what stands beside every place: pupil → «1–37», the positions that cannot be told apart from it."""
    rows = firm.places
    said = [_range(low, high) for low, high in zip(rows["low"], rows["high"], strict=True)]
    return pd.Series(said, index=rows["pupil"], dtype="str")


def _range(low: int, high: int) -> str:
    return numbers.interval(low, high, 0) if low < high else numbers.number(low, 0)


def _named(name: str) -> str:
    """Put a name in quotes unless it has its own."""
    return name if "«" in name else f"«{name}»"


def firm_findings(season: Season, firm: Firmness) -> list[Finding]:
    """Say how many groups the head of the list really has and what its order hangs on."""
    head = firm.places.head(firm.head)
    sizes = [len(tier) for tier in firm.tiers]
    if len(sizes) == 1:
        found = [
            finding(
                "warn",
                f"Первые {numbers.count(firm.head, 'место', 'места', 'мест')} уверенно не различаются: при другом "
                "наборе мероприятий порядок мог быть иным. Верхушку честнее награждать одной группой.",
            )
        ]
    else:
        verb = numbers.plural(len(sizes), "различается", "различаются", "различаются")
        groups = numbers.count(len(sizes), "группа", "группы", "групп")
        parts = ", ".join(str(size) for size in sizes)
        found = [
            finding(
                "info",
                f"Из {numbers.count(firm.head, 'места', 'мест', 'мест')} верхушки уверенно {verb} {groups} "
                f"(учеников: {parts}). Внутри группы и у самой границы порядок мог быть иным.",
            )
        ]
    if firm.head == len(firm.places):
        # The head is the whole list: nobody can leave it.
        return found
    sure = head.loc[head["high"] <= firm.head, "pupil"]
    trust = f"с надёжностью {numbers.number(firm.confidence)} %"
    if len(sure):
        verb = numbers.plural(len(sure), "остался", "остались", "остались")
        found.append(finding("ok", f"Уверенно ({trust}) {verb} бы в верхушке: {listed(sure)}."))
    else:
        found.append(finding("info", f"Ни о ком нельзя сказать {trust}, что он остался бы в верхушке."))
    found.append(_noise_finding(firm, head))
    return found + _hangs_on(firm, _titles(season))


def beside(firm: Firmness, pupil: str) -> Finding:
    """Say how many pupils are surely above one pupil, cannot be told apart from it, and are surely below.

    A pupil without points has no place and nothing to compare.
    """
    if pupil not in firm.comparison.units:
        return finding("neutral", "Баллов нет, поэтому места и сравнения с другими тоже нет.")
    counts = firm.comparison.against(pupil).value_counts()
    above, same, below = (int(counts.get(word, 0)) for word in ("выше", "не различимы", "ниже"))
    row = firm.places.loc[firm.places["pupil"] == pupil].iloc[0]
    first = (
        f"Место {row['place']} не отличить от позиций {_range(row['low'], row['high'])}"
        if same
        else f"Место {row['place']} уверенно отличается от всех остальных"
    )
    return finding(
        "info",
        f"{first}: уверенно выше {people(above)}, не различимы {people(same)}, уверенно ниже {people(below)}.",
    )


def _noise_finding(firm: Firmness, head: pd.DataFrame) -> Finding:
    stay = int((head["head_share"] >= firm.confidence).sum())
    shift = int((head["noise_high"] - head["noise_low"]).median())
    tone = "ok" if stay == len(head) else "info"
    within = numbers.count(shift + 1, "позиции", "позиций", "позиций")
    return finding(
        tone,
        f"Если каждую цену таблицы баллов случайно сдвинуть на величину до {numbers.number(firm.noise)} %, в верхушке "
        f"почти всегда остаются {stay} из {of_people(len(head))}, а место обычно меняется в пределах {within}.",
    )


def _moved(firm: Firmness) -> pd.DataFrame:
    """Return one row per thing left out: who left the head, whose place fell most."""
    rows = firm.moves
    gone = rows[rows["in_head"] & ~rows["stays"]].groupby(["kind", "name"]).size().rename("left")
    top = rows[rows["in_head"]].assign(fall=lambda frame: frame["after"] - frame["before"])
    worst = top.sort_values(["fall", "before", "pupil"], ascending=[False, True, True]).drop_duplicates(
        ["kind", "name"]
    )
    lost = rows.groupby(["kind", "name"])["lost"].sum().rename("points")
    table = worst.set_index(["kind", "name"])[["pupil", "before", "after", "fall"]].join([gone, lost]).reset_index()
    table["left"] = table["left"].fillna(0).astype("int64")
    table["percent"] = 100 * table["points"] / max(1, int(firm.places["total"].sum()))
    return table.sort_values(["left", "fall", "points", "name"], ascending=[False, False, False, True])


def _hangs_on(firm: Firmness, titles: dict[str, str]) -> list[Finding]:
    table = _moved(firm)
    found = []
    for kind, words in ((_DIRECTION, "направление"), (_EVENT, "событие")):
        rows = table[table["kind"] == kind]
        if len(rows) < 2 or not rows["left"].iloc[0]:
            continue
        first = rows.iloc[0]
        name = titles.get(first["name"], first["name"])
        verb = numbers.plural(first["left"], "выходит", "выходят", "выходят")
        found.append(
            finding(
                "info",
                f"Сильнее всего верхушку определяет {words} {_named(name)}: без него из неё {verb} "
                f"{people(first['left'])} из {firm.head}.",
            )
        )
    return found


def firm_places(season: Season, firm: Firmness, top: int = 20) -> Block:
    """Show how firm the first places are and what moves them.

    Parameters
    ----------
    season : Season
    firm : Firmness
    top : int
        Rows shown.
    """
    titles, found = _titles(season), firm_findings(season, firm)
    rows = firm.places.head(max(1, top))
    view = rows.assign(
        total=rows["total"] / 100,
        error=rows["error"] / 100,
        range=ranges(firm).reindex(rows["pupil"]).to_numpy(),
        noise=[_range(low, high) for low, high in zip(rows["noise_low"], rows["noise_high"], strict=True)],
        moved=_held_by(firm, list(rows["pupil"])),
    )
    columns = {
        "place": col("Место", "int"),
        "range": col("Не раз\u00adличимы позиции", align="right"),
        "pupil": col("Код ученика"),
        "class_": col("Класс"),
        "total": col("Итого", "number", 2),
        "error": col("± ошибка", "number", 1),
        "noise": col("При других ценах", align="right"),
        "head_share": col("В верхушке, %", "number", 0),
        "moved": col("На чём держится"),
    }
    note = (
        f"Позиция — сколько сумм больше, плюс один; «не различимы» — с надёжностью {numbers.number(firm.confidence)} % "
        f"для каждого ученика отдельно. «При других ценах» — середина 90 % из {firm.draws} пересчётов. «На чём "
        "держится» — без какого направления место падает сильнее всего."
    )
    chart = Chart(
        charts.intervals(
            rows.assign(label=rows["pupil"] + " (" + rows["class_"] + ")"),
            "label",
            "position",
            unit="позиция",
            confidence=firm.confidence,
        ),
        title="Какие позиции нельзя отличить от места ученика?",
        alt=f"Интервалы позиций первых учеников списка. {found[0].text}",
        note=f"Всего с баллами: {people(len(firm.places))}. Чем длиннее отрезок, тем меньше значит место.",
    )
    return Stack(
        [
            Heading("Насколько прочны места", 3),
            Findings(found),
            chart,
            Table(view, columns, "Места верхушки и что о них известно", note),
            _moves_table(firm, titles, top),
            Text(_METHOD, tone="quiet"),
        ]
    )


def _held_by(firm: Firmness, pupils: list[str]) -> list[str]:
    """Write for each pupil the direction without which the place falls most."""
    rows = firm.moves[(firm.moves["kind"] == _DIRECTION) & firm.moves["pupil"].isin(pupils)]
    rows = rows.assign(fall=rows["after"] - rows["before"]).sort_values(["fall", "name"], ascending=[False, True])
    first = rows.drop_duplicates("pupil").set_index("pupil")
    said = []
    for pupil in pupils:
        row = first.loc[pupil]
        said.append(f"{row['name']}: {row['before']} → {row['after']}" if row["fall"] > 0 else "ни на чём одном")
    return said


def _moves_table(firm: Firmness, titles: dict[str, str], top: int) -> Block:
    table = _moved(firm)
    events = table[table["kind"] == _EVENT].head(max(5, min(top, 10)))
    shown = pd.concat([table[table["kind"] == _DIRECTION], events])
    shown = shown.assign(
        name=[titles.get(name, name) for name in shown["name"]],
        worst=[
            f"{pupil}: {before} → {after}" if after > before else "—"
            for pupil, before, after in zip(shown["pupil"], shown["before"], shown["after"], strict=True)
        ],
    )
    columns = {
        "kind": col("Что убрано"),
        "name": col("Название"),
        "percent": col("Доля баллов списка", "share_bar"),
        "left": col("Вышли из верхушки", "int"),
        "worst": col("Сильнее всех сдвинулся"),
    }
    note = "Список пересчитан без направления или события по тем же правилам; события — те, что меняют больше других."
    return Table(shown, columns, "Что и кого двигает", note)


def _titles(season: Season) -> dict[str, str]:
    """Return readable names of events: code → title of its cards."""
    cards = season.cards
    named = {f"карта {card}": str(title) for card, title in zip(cards["card"], cards["title"], strict=True)}
    staged = cards[cards["event"].notna()].drop_duplicates("event")
    named |= {str(event): str(title) for event, title in zip(staged["event"], staged["title"], strict=True)}
    return named
