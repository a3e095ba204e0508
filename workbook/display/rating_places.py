"""The rating list on a page: places with their meaning, the spread of totals, one pupil's points explained.

Apart from engagement, because these sections are about those who have points.
"""

from __future__ import annotations

import pandas as pd

from workbook.display import charts, numbers
from workbook.display.blocks import Block, Finding, Findings, Heading, Stack, Text, Tiles, finding, tile
from workbook.display.figure import Chart
from workbook.display.rating_robustness import beside, ranges
from workbook.display.rating_words import (
    HEADS,
    blank_zero,
    groups,
    listed,
    of_people,
    of_points,
    other_season,
    people,
    points,
    records,
    scored,
)
from workbook.display.tables import Column, Table, col
from workbook.errors import MissingData
from workbook.rating import DIRECTIONS, Firmness, Outcome, Season, closeness, explanation, records_of_last_season

__all__ = ["distribution", "explained", "places"]

_INTERNAL = (
    "Список внутренний и предварительный: показаны коды, за пределы школы он не выходит. "
    "Решение о местах и наградах принимает комиссия."
)

_PART = ("scale", "result", "role")


def places(season: Season, direction: str = "", top: int = 20, firm: Firmness | None = None) -> Block:
    """Show the head of the rating list and say how much its places mean.

    Parameters
    ----------
    season : Season
    direction : str
        One direction; empty for all.
    top : int
        Rows shown.
    firm : Firmness or None
        How firm these places are; None when there is too little to tell, and the page says so.
    """
    rating = season.rating_of(direction)
    placed = rating[rating["place"].notna()]
    title = f"Рейтинг-лист: {direction} направление" if direction else "Рейтинг-лист"
    if placed.empty:
        return Text(f"{title}: баллов за период ни у кого нет.", tone="quiet")
    return Stack(
        [
            Findings(_place_findings(season, rating)),
            _list_table(placed, title, top, firm),
            Text(_INTERNAL, tone="quiet"),
        ]
    )


def _place_findings(season: Season, rating: pd.DataFrame) -> list[Finding]:
    close = closeness(rating, season.rules)
    found = [
        finding(
            "warn" if close.groups < close.places else "info",
            f"Мест {close.places} на {of_people(close.pupils)}. Если не различать соседей, между которыми меньше "
            f"{of_points(close.step)} (одно участие в школьном мероприятии), {groups(close.groups)}: "
            "внутри группы порядок почти ничего не значит.",
        )
    ]
    if close.sharing:
        found.append(finding("info", f"Делят место с другими: {people(close.sharing)}."))
    leaders = rating[rating["place"] == 1]
    if len(leaders) > 1:
        codes = listed(leaders["pupil"])
        found.append(finding("info", f"Первое место делят {codes}: правила при равенстве их не различают."))
    return found


def _list_table(placed: pd.DataFrame, title: str, top: int, firm: Firmness | None) -> Block:
    shown = placed.head(max(1, top)).copy()
    names = [name for name in DIRECTIONS if name in shown and shown[name].any()]
    columns: dict[str, Column] = {
        "spot": col("Место", align="right"),
        "range": col("Не раз\u00adличи\u00adмы"),
        "who": col("Ученик"),
        "sum": col("Итого", align="right"),
    }
    shown["spot"] = [
        numbers.number(place, 0) + ("" if pd.isna(league) else f"\nв лиге {league}")
        for place, league in zip(shown["place"], shown["league_place"], strict=True)
    ]
    shown["who"] = [f"{pupil}\n{class_}" for pupil, class_ in zip(shown["pupil"], shown["class_"], strict=True)]
    shown["sum"] = [
        numbers.number(total / 100, 2) + ("\nлимит" if capped else "")
        for total, capped in zip(shown["total"], shown["capped"], strict=True)
    ]
    shown["range"] = shown["pupil"].map(ranges(firm)) if firm is not None else "не оценено"
    if shown["growth"].notna().any():
        shown["growth"] = shown["growth"].astype("Float64") / 100
        columns["growth"] = col("При\u00adрост", "change", 2)
    for name in names:
        shown[name] = blank_zero(shown[name])
        columns[name] = col(HEADS[name], align="right")
    shown["group"] = blank_zero(shown["group"])
    columns |= {"group": col("Команд\u00adные", align="right"), "wins": col("По\u00adбед", "int")}
    hidden = len(placed) - len(shown)
    more = f"Показаны первые {len(shown)}; ещё {people(hidden)} с баллами. "
    known = (
        "от которых место нельзя уверенно отличить, см. «Насколько прочны места»."
        if firm is not None
        else "не оценены: событий или учеников с баллами слишком мало."
    )
    note = (
        (more if hidden else "") + "Столбцы направлений — личные баллы, пусто — нет баллов. Равные суммы различаются "
        "по правилам школы; сотая доля, лишняя при делении командных баллов, место не меняет. «Лимит» — часть баллов "
        f"срезана лимитом. «Не различимы» — позиции, {known}"
    )
    return Table(shown, columns, title, note)


def distribution(season: Season, direction: str = "") -> Block:
    """Show how totals are spread among pupils with points."""
    rating = season.rating_of(direction)
    totals = rating.loc[rating["total"] > 0, "total"] / 100
    if totals.empty:
        return Text("Распределение не построено: баллов за период ни у кого нет.", tone="quiet")
    middle, best = float(totals.median()), float(totals.max())
    without = len(rating) - len(totals)
    words = (
        f"Половина учеников с баллами набрала не больше {of_points(round(100 * middle))}, наибольшая сумма — "
        f"{numbers.number(best)}. Без баллов: {people(without)}."
    )
    chart = Chart(
        charts.histogram(totals, unit="сумма баллов", who="учеников"),
        title="Как распределены суммы баллов?",
        alt=f"Гистограмма сумм баллов. {words}",
        note="Только ученики с баллами.",
        n=len(totals),
    )
    return Stack([Findings([finding("info", words)]), chart])


def explained(season: Season, pupil: str = "", firm: Firmness | None = None) -> Block:
    """Show where one pupil's points come from, record by record.

    Parameters
    ----------
    season : Season
    pupil : str
        Code; empty takes the pupil with most records as an example.
    firm : Firmness or None
        How firm the places are; None when there is too little to tell.

    Raises
    ------
    MissingData
        The roster is empty.
    DataRefused
        The roster has no such pupil.
    """
    code = pupil or season.example
    if not code:
        raise MissingData("В списке этого года нет ни одного ученика.")
    carried = season.rating.loc[season.rating["pupil"] == code, "carried"].sum()
    sheet = explanation(season.ledger, season.roster, code, season.rules, int(carried))
    row = season.rating[season.rating["pupil"] == code].iloc[0]
    place = numbers.number(row["place"], 0)
    tiles = [
        tile("Ученик", code, f"{row['class_']}, лига {row['league'] or '—'}"),
        tile("Итого", scored(row["total"]), f"командных {scored(row['group'])}"),
        tile("Место", place, f"в лиге {numbers.number(row['league_place'], 0)}"),
        tile("Записей", str(len(sheet)), f"дали баллы {row['counted_records']}"),
    ]
    heading = Heading(f"Из чего сложился балл: {code}", 3)
    older = records_of_last_season(season.ledger, code, season.rules)
    end: list[Block] = [Text(other_season(older), tone="quiet")] if older else []
    if sheet.empty:
        none = "Записей об участии за период у ученика нет." if older else "Записей об участии у ученика нет."
        return Stack([heading, Tiles(tiles), Text(none, tone="quiet"), *end])
    lost = sheet[sheet["counted"] < sheet["earned"]]
    words = [finding("ok", f"Засчитано {points(int(sheet['counted'].sum()))}: столько же, сколько в рейтинг-листе.")]
    if firm is not None:
        words.append(beside(firm, code))
    for reason, rows in lost.groupby("reason", sort=False):
        advice = Outcome(str(rows["outcome"].iloc[0])).advice
        missed = int((rows["earned"] - rows["counted"]).sum())
        text = f"{str(reason).capitalize()}: {records(len(rows))}, не засчитано баллов: {scored(missed)}."
        words.append(finding("warn" if advice else "info", f"{text} {advice}".strip()))
    columns = {
        "entry": col("Запись"),
        "what": col("Мероприятие, уровень и результат"),
        "calculation": col("Как посчитано"),
        "earned": col("Баллы", "number", 2),
        "counted": col("Зачтено", "number", 2),
        "reason": col("Почему"),
    }
    table = Table(_sheet_view(sheet), columns, row_class=_row_class)
    return Stack([heading, Tiles(tiles), Findings(words), table, *end])


def _sheet_view(sheet: pd.DataFrame) -> pd.DataFrame:
    """Put what belongs together into one cell: the reason must not fall off the page."""
    parts = [_part(*row) for row in zip(*(sheet[name] for name in _PART), strict=True)]
    titles = sheet["title"].where(sheet["title"].notna(), "карта " + sheet["card"])
    return sheet.assign(
        entry=[
            record if pd.isna(day) else f"{record}\n{numbers.date(day)}"
            for record, day in zip(sheet["record"], sheet["date"], strict=True)
        ],
        what=[f"{title}\n{part}" if part else title for title, part in zip(titles, parts, strict=True)],
        earned=sheet["earned"] / 100,
        counted=sheet["counted"] / 100,
    )


def _part(scale: object, result: object, role: object) -> str:
    """Write what the pupil did; a performer's role goes without saying."""
    words = [scale, result, role if role != "исполнитель" else None]
    return ", ".join(str(word) for word in words if isinstance(word, str))


def _row_class(row: pd.Series) -> str:
    outcome = Outcome(str(row["outcome"]))
    if outcome is Outcome.COUNTED:
        return ""
    return "warn" if outcome.fixable else "neutral"
