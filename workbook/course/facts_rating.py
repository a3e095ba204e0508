"""Numbers and pictures of lessons about the rating list: cards, points, lists.

Apart from the methods because here each answer has a name that an author without code writes, and one value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbook import rating
from workbook.course import rating_pictures
from workbook.course.facts import Sample, fact, picture
from workbook.display.numbers import number
from workbook.rating.price import price
from workbook.school import TABLES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__: list[str] = []

_TIES: Mapping[str, tuple[str, ...]] = {
    "победы, уровень": ("победы", "уровень"), "уровень, победы": ("уровень", "победы"), "не различать": (),
}  # fmt: skip
_PUPIL: Mapping[str, Callable[[Any], float]] = {
    "сумма": lambda row: row["total"] / 100,
    "командные": lambda row: row["group"] / 100,
    "победы": lambda row: row["wins"],
    "записи": lambda row: row["records"],
    "засчитанные записи": lambda row: row["counted_records"],
}
_RECORD: Mapping[str, Callable[[Any], float]] = {
    "начислено": lambda row: row["earned"] / 100,
    "засчитано": lambda row: row["counted"] / 100,
    "команде": lambda row: row["team_points"] / 100,
    "учеников в команде": lambda row: row["members"],
}
_CLASS: Mapping[str, Callable[[Any], float]] = {
    "сумма": lambda row: row["total"] / 100,
    "на ученика": lambda row: row["per_head"] / 100,
    "учеников": lambda row: row["pupils"],
    "участвовали": lambda row: row["k"],
    "охват": lambda row: row["k"] / row["n"],
    "доля лучшего": lambda row: row["top_part"] / 100,
}
_CARD = (
    "title", "scale", "participation", "form", "grades", "hours", "purpose", "criteria", "evidence", "responsible",
)  # fmt: skip
_RESULTS = ("участник", "призёр", "победитель")


def _season(sample: Sample, school: str, *, caps: bool = True) -> rating.Season:
    return rating.season(sample.school(school), caps=caps)


def _chosen(named: Mapping[str, Callable[[Any], float]], word: str, row: Any) -> float:
    if word not in named:
        raise ValueError(f"«{word}» не бывает; бывают: {', '.join(named)}")
    return float(named[word](row))


def _only(table: pd.DataFrame, column: str, value: str) -> pd.Series:
    found = table[table[column] == value]
    if len(found) != 1:
        raise LookupError(f"«{value}»: строк {len(found)}, нужна одна")
    return found.iloc[0]


def _table(headers: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    lines = [list(headers), *([str(cell).replace("|", "/") for cell in row] for row in rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _points(value: Any) -> str:
    """Hundredths as people write points: «4», «0,67»."""
    return number(value / 100)


@fact("балл ученика", "школа; ученик; что", "Сумма, командные, победы, записи или засчитанные записи ученика")
def _pupil(sample: Sample, school: str, pupil: str, what: str) -> float:
    return _chosen(_PUPIL, what, _only(_season(sample, school).rating, "pupil", pupil))


@fact("сумма без лимитов", "школа; ученик", "Какой была бы сумма ученика, если снять все лимиты")
def _uncapped(sample: Sample, school: str, pupil: str) -> float:
    return _chosen(_PUPIL, "сумма", _only(_season(sample, school, caps=False).rating, "pupil", pupil))


@fact("засчитано на уровне", "школа; ученик; уровень", "Сколько баллов ученика засчитано за мероприятия этого уровня")
def _of_level(sample: Sample, school: str, pupil: str, level: str) -> float:
    rows = _season(sample, school).ledger
    return float(rows.loc[(rows["pupil"] == pupil) & (rows["scale"] == level), "counted"].sum()) / 100


@fact(
    "место ученика", "школа; ученик; список или лига; победы, уровень | уровень, победы | не различать",
    "Место ученика при таком правиле для равных сумм",
)  # fmt: skip
def _place(sample: Sample, school: str, pupil: str, where: str, ties: str) -> float:
    if where not in ("список", "лига") or ties not in _TIES:
        raise ValueError(f"«{where}; {ties}» не бывает; бывают: список, лига; {' | '.join(_TIES)}")
    found = sample.made.get(key := ("места", school, ties))
    if found is None:
        rules = replace(_season(sample, school).rules, ties=_TIES[ties])
        found = sample.made[key] = rating.season_under(sample.school(school), rules).rating
    return float(_only(found, "pupil", pupil)["place" if where == "список" else "league_place"])


@fact("балл записи", "школа; запись; что", "Начислено, засчитано, команде или учеников в команде по записи журнала")
def _record(sample: Sample, school: str, record: str, what: str) -> float:
    return _chosen(_RECORD, what, _only(_season(sample, school).ledger, "record", record))


@fact("деление команды", "школа; запись", "Таблица: доли этой команды при каждом способе деления, по ролям")
def _split_table(sample: Sample, school: str, record: str) -> str:
    team = _only(_season(sample, school).ledger, "record", record)
    rows = []
    for policy in rating.POLICIES:
        ledger = rating.season(sample.school(school), policy=policy).ledger
        members = ledger[
            (ledger["card"] == team["card"]) & (ledger["team"] == team["team"]) & ledger["members"].notna()
        ]
        shares = [members.loc[members["role"] == role, "earned"] for role in ("капитан", "исполнитель")]
        rows.append([policy, *(_points(share.max()) if len(share) else "—" for share in shares),
                     _points(members["earned"].sum())])  # fmt: skip
    return _table(["Как делят", "Капитану", "Исполнителю", "Всей команде"], rows)


@fact("балл шкалы", "школа; уровень; результат", "Цена результата по шкале школы")
def _scale(sample: Sample, school: str, level: str, result: str) -> float:
    return _season(sample, school).rules.points[level, result] / 100


@fact("лимит уровня", "школа; уровень", "Наибольшая сумма ученика за период на этом уровне")
def _cap(sample: Sample, school: str, level: str) -> float:
    return _season(sample, school).rules.level_caps[level] / 100


@fact("множитель", "школа; роль или форма", "На что умножают цену: роль («капитан») или форма («дистанционно»)")
def _factor(sample: Sample, school: str, word: str) -> float:
    rules = _season(sample, school).rules
    return float({**rules.roles, **rules.forms}[word])


@fact(
    "балл карты", "школа; карта; результат", "Цена результата исполнителя по карте; у командной карты — на всю команду"
)
def _card_price(sample: Sample, school: str, card: str, result: str) -> float:
    season = _season(sample, school)
    row = _only(season.cards, "card", card)[["card", "scale", "direction", "form"]].to_frame().T
    row = row.assign(role="исполнитель", result=result, place=pd.array([pd.NA], dtype="Int64"))
    own = sample.school(school)
    priced = price(row, own["card_points"] if own.has("card_points") else None, season.rules)
    return float(priced["price"].iloc[0]) / 100


@fact(
    "класс в рейтинге", "школа; класс; что", "Сумма, на ученика, учеников, участвовали, охват или доля лучшего в классе"
)
def _class(sample: Sample, school: str, name: str, what: str) -> float:
    return _chosen(_CLASS, what, _only(_classes(_season(sample, school)), "class_", name))


def _classes(season: rating.Season) -> pd.DataFrame:
    """Totals of classes beside who took part in anything: two different things that lessons set against each other."""
    reach = rating.engagement(season.ledger, season.roster, "class_")
    return rating.class_totals(season.rating).merge(reach, on="class_", validate="one_to_one")


@fact("список школы", "школа; что", "Учеников, с баллами, охват или доля верхушки (часть баллов у 10 % учеников)")
def _whole(sample: Sample, school: str, what: str) -> float:
    season = _season(sample, school)
    named: Mapping[str, Callable[[Any], float]] = {
        "учеников": len,
        "с баллами": lambda rows: (rows["total"] > 0).sum(),
        "охват": lambda _: rating.engagement_of_all(season.ledger, season.roster).value / 100,
        "доля верхушки": lambda rows: rating.concentration(rows, season.rules) / 100,
    }
    return _chosen(named, what, season.rating)


@fact("публичный список", "школа; что", "Учеников в публичном списке полосами, групп в нём или учеников в наименьшей")
def _public(sample: Sample, school: str, what: str) -> float:
    found = rating.public_list(_season(sample, school).rating, sample.school(school).settings.privacy)
    sizes = found.groupby(["league", "band"]).size()
    return _chosen(
        {"учеников": lambda _: len(found), "групп": len, "наименьшая группа": lambda s: s.min()}, what, sizes
    )


@fact("шкала баллов", "школа", "Таблица: баллы за результат на каждом уровне и лимит уровня")
def _scale_table(sample: Sample, school: str) -> str:
    rules = _season(sample, school).rules
    return _table(
        ["Уровень", *_RESULTS, "лимит за период"],
        [
            [level, *(_points(rules.points[level, result]) for result in _RESULTS), _points(rules.level_caps[level])]
            for level in rules.levels
        ],
    )


@fact("технологическая карта", "школа; карта", "Таблица: главные поля карты и её баллы")
def _card_table(sample: Sample, school: str, card: str) -> str:
    row = _only(_season(sample, school).cards, "card", card)
    headers = {column.name: column.header for column in TABLES["cards"].columns}
    prices = ", ".join(f"{result} {number(_card_price(sample, school, card, result))}" for result in _RESULTS)
    whom = "на команду" if row["participation"] == "групповое" else "исполнителю"
    fields = [[headers[name], _said(row[name])] for name in _CARD]
    return _table(["Поле", "Что записано"], [*fields, ["Баллы", f"{prices} — {whom}"]])


def _said(value: Any) -> str:
    if pd.isna(value):
        return "не заполнено"
    return number(value) if isinstance(value, float) else str(value)


@fact("записи ученика", "школа; ученик", "Таблица: записи ученика за период без баллов, чтобы посчитать самим")
def _records_table(sample: Sample, school: str, pupil: str) -> str:
    season = _season(sample, school)
    rows = _sheet(season, pupil).sort_values(["date", "record"])
    states = season.journal.set_index("record")["state"]
    return _table(
        ["Мероприятие", "Уровень", "Форма", "Результат", "Запись"],
        [
            [row["title"], row["scale"], row["form"], row["result"], states[row["record"]]]
            for row in rows.to_dict("records")
        ],
    )


@fact("лист ученика", "школа; ученик", "Таблица «Из чего сложился балл»: записи, расчёт, засчитано, почему")
def _sheet_table(sample: Sample, school: str, pupil: str) -> str:
    rows = _sheet(_season(sample, school), pupil)
    return _table(
        ["Мероприятие", "Результат", "Расчёт", "Засчитано", "Почему"],
        [
            [row["title"], row["result"], row["calculation"], _points(row["counted"]), row["reason"]]
            for row in rows.to_dict("records")
        ],
    )


def _sheet(season: rating.Season, pupil: str) -> pd.DataFrame:
    return rating.explanation(season.ledger, season.roster, pupil, season.rules)


@fact("строки рейтинг-листа", "школа; ученики через запятую", "Таблица: строки этих учеников в рейтинг-листе")
def _list_table(sample: Sample, school: str, pupils: str) -> str:
    table = _season(sample, school).rating
    rows = [_only(table, "pupil", code.strip()) for code in pupils.split(",")]
    return _table(
        ["Место", "Код", "Класс", "Личные", "Командные", "Итого", "Побед", "Место в лиге"],
        [
            [row["place"], row["pupil"], row["class_"], _points(row["total"] - row["group"] - row["carried"]),
             _points(row["group"]), _points(row["total"]), row["wins"], row["league_place"]]
            for row in rows
        ],
    )  # fmt: skip


@picture("из чего сложился балл", "школа; ученик", "Записи ученика столбиками: сколько начислено и сколько засчитано")
def _sheet_picture(sample: Sample, school: str, pupil: str) -> Figure:
    return rating_pictures.record_by_record(_sheet(_season(sample, school), pupil))


@picture("охват классов", "школа", "Охват каждого класса и рядом сумма его баллов")
def _reach_picture(sample: Sample, school: str) -> Figure:
    return rating_pictures.reach(_classes(_season(sample, school)))


@picture("суммы учеников", "школа", "Сколько учеников с такой суммой баллов; без баллов — отдельно")
def _sums_picture(sample: Sample, school: str) -> Figure:
    return rating_pictures.sums(_season(sample, school).rating["total"] / 100)
