"""The rating list as the school keeps it (XLSX): whole, by class, classes, journal, rules, and what may be published.

Apart from the page because a list is signed and stored; how a sheet looks is said in
:mod:`workbook.documents.fund_sheet`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from workbook.display import numbers
from workbook.display.rating_words import other_season
from workbook.documents.fund_sheet import Field, Part, Sheet, write_book
from workbook.estimates import half_up_series
from workbook.rating import (
    DIRECTIONS,
    Outcome,
    Rules,
    Season,
    calculation,
    check_publication,
    of_last_season,
    public_list,
)
from workbook.school import School

__all__ = ["INTERNAL", "public_sheet", "rating_book"]

INTERNAL = "Внутренний документ: показаны коды, за пределы школы он не выходит."
_HEADS = {
    "интеллектуальное": "Интеллек-\nтуальное",
    "патриотическое": "Патриоти-\nческое",
    "экологическое": "Экологи-\nческое",
}
"""Directions whose names are too long for a narrow column."""
_NARROW = 11.5


def rating_book(school: School, season: Season) -> bytes:
    """Write the rating list of one season.

    Parameters
    ----------
    school : School
        Title, year and rules.
    season : Season
        What was counted for it.

    Returns
    -------
    bytes
        XLSX. Every sheet is a draft by its own words, fits A4 across and repeats its header; texts are never formulas
        or links. «Публичный вариант» is there only when it passes the check of publication; otherwise the sheet of
        rules says why it is absent.
    """
    said = _said(season)
    sheets = [_list_sheet(season, said), _class_list_sheet(season, said), _classes_sheet(season, said)]
    sheets.append(_journal_sheet(season, said))
    public = public_list(season.rating, school.settings.privacy)
    reasons = check_publication(public, school.settings.privacy)
    sheets.append(_rules_sheet(school, season, reasons))
    if not reasons:
        sheets.append(public_sheet(public, season.rules))
    return write_book(sheets, f"Рейтинг-лист {school.year}", f"{school.title}, {school.year}")


def public_sheet(public: pd.DataFrame, rules: Rules) -> Sheet:
    """Lay out a list that has passed the check.

    Parameters
    ----------
    public : DataFrame
        From :func:`workbook.rating.public_list`.
    rules : Rules
        Its period.
    """
    fields = [Field("pupil", "Код ученика", "center"), Field("league", "Лига", "center"), Field("band", "Группа",
                                                                                                "center")]  # fmt: skip
    if not public["league"].any():
        fields.pop(1)
    lines = (
        _period(rules),
        "Группа 1 — наибольшие суммы лиги. Внутри группы порядок кодов ничего не значит.",
    )
    return Sheet("Публичный вариант", "Достижения учеников: публичный вариант", (24, 18, 34)[: len(fields)],
                 (Part("", tuple(fields), public),), lines, portrait=True)  # fmt: skip


def _said(season: Season) -> tuple[str, ...]:
    """Return what stands under the heading of every internal sheet."""
    assumed = tuple(f"Расчёт «что если», не по правилам школы: {note}." for note in season.rules.assumed)
    return (_period(season.rules), INTERNAL, *assumed)


def _period(rules: Rules) -> str:
    return f"Период: {numbers.date(rules.period.starts)}–{numbers.date(rules.period.ends)}."


def _list_sheet(season: Season, said: tuple[str, ...]) -> Sheet:
    placed = season.rating[season.rating["place"].notna()]
    without = len(season.rating) - len(placed)
    heads = [
        Field("place", "Место", "int"),
        Field("pupil", "Код ученика", "center"),
        Field("class_", "Класс", "center"),
    ]
    view, points = _points(placed)
    fields = (*heads, *points, Field("league", "Лига", "center"), Field("league_place", "Место в лиге", "int"))
    widths = (8.0, 13.0, 9.0, *[_NARROW] * len(points), 9.0, 9.0)
    lines = (*said, f"Столбцы направлений — личные баллы. Без баллов: {without}; они есть на листе «По классам».")
    signed = ("Составил", "Председатель комиссии")
    return Sheet("Рейтинг-лист", "Рейтинг-лист достижений учеников", widths, (Part("", fields, view),), lines, signed)


def _class_list_sheet(season: Season, said: tuple[str, ...]) -> Sheet:
    rating = season.rating.sort_values(["grade", "class_", "place", "pupil"], na_position="last", ignore_index=True)
    rating["class_place"] = rating.groupby("class_")["place"].rank(method="dense").astype("Int64")
    heads = [Field("class_", "Класс", "center"), Field("class_place", "Место в классе", "int")]
    heads += [Field("pupil", "Код ученика", "center"), Field("place", "Место в списке", "int")]
    view, points = _points(rating)
    fields = (*heads, *points, Field("league_place", "Место в лиге", "int"))
    widths = (9.0, 9.0, 13.0, 9.0, *[_NARROW] * len(points), 9.0)
    lines = (*said, "Все ученики списка, и без баллов тоже; в классе — от большей суммы к меньшей.")
    return Sheet("По классам", "Рейтинг-лист по классам", widths, (Part("", fields, view),), lines)


def _points(rating: pd.DataFrame) -> tuple[pd.DataFrame, list[Field]]:
    """Return a list with its points written as points, and the columns that hold them."""
    names = [name for name in DIRECTIONS if name in rating and rating[name].any()]
    view = rating.copy()
    for name in [*names, "group"]:
        view[name] = (rating[name] / 100).where(rating[name] > 0)
    view["total"] = (rating["total"] / 100).where(rating["total"] > 0)
    fields = [Field(name, _HEADS.get(name, name.capitalize()), "number") for name in names]
    fields.append(Field("group", "Групповые", "number"))
    if rating["carried"].any():
        view["carried"] = (rating["carried"] / 100).where(rating["carried"] > 0)
        fields.append(Field("carried", "Перенос", "number"))
    fields.append(Field("total", "Итого", "number"))
    view["growth"] = rating["growth"].astype("Float64") / 100
    view["limit"] = ["да" if capped else "" for capped in rating["capped"]]
    return view, [*fields, Field("growth", "Прирост", "number"), Field("limit", "Достигнут лимит", "center")]


def _classes_sheet(season: Season, said: tuple[str, ...]) -> Sheet:
    reach = season.reach_by_class[["class_", "k"]]
    table = season.class_totals.merge(reach, on="class_")
    view = table.assign(
        total=table["total"] / 100, group=table["group"] / 100, per_head=table["per_head"] / 100,
        percent=half_up_series(100 * table["k"] / table["pupils"], 0),
    )  # fmt: skip
    fields = (
        Field("place", "Место", "int"), Field("class_", "Класс", "center"), Field("league", "Лига", "center"),
        Field("pupils", "Учеников", "int"), Field("k", "Участвовали", "int"), Field("percent", "Охват", "share"),
        Field("scorers", "С баллами", "int"), Field("group", "Групповые", "number"), Field("total", "Сумма", "number"),
        Field("per_head", "На ученика", "number"),
    )  # fmt: skip
    lines = (*said, "Место — по сумме на ученика: сумма класса делится на всех учеников списка, и без баллов тоже.")
    view = view.sort_values(["place", "grade", "class_"], na_position="last")
    return Sheet("Классы", "Коллективный рейтинг классов", (8, 10, 10, 12, 14, 10, 12, 13, 13, 13),
                 (Part("", fields, view),), lines)  # fmt: skip


def _journal_sheet(season: Season, said: tuple[str, ...]) -> Sheet:
    inside = ~of_last_season(season.ledger, season.rules)
    rows = (
        season.ledger[inside]
        .merge(season.roster[["pupil", "class_"]], on="pupil", how="left")
        .sort_values(["date", "card", "pupil", "line"])
    )
    left_out = int((~inside).sum())
    said = (*said, other_season(left_out)) if left_out else said
    view = rows.assign(
        name=rows["record"].fillna("строка " + rows["line"].astype("str")),
        part=[", ".join(str(part) for part in parts if isinstance(part, str)) for parts in zip(
            rows["scale"], rows["result"], rows["role"].where(rows["role"] != "исполнитель"), strict=True)],
        how=[calculation(row, season.rules) for row in rows.to_dict("records")],
        earned=rows["earned"] / 100,
        counted=rows["counted"] / 100,
        advice=[Outcome(code).advice for code in rows["outcome"]],
    )  # fmt: skip
    view["why"] = (view["reason"].str.capitalize() + ". " + view["advice"]).str.strip()
    fields = (
        Field("name", "Запись", "center"), Field("date", "Дата", "date"), Field("pupil", "Код ученика", "center"),
        Field("class_", "Класс", "center"), Field("card", "Карта", "center"), Field("title", "Мероприятие"),
        Field("part", "Уровень, результат, роль"), Field("how", "Как посчитано"), Field("earned", "Баллы", "number"),
        Field("counted", "Засчитано", "number"), Field("why", "Что стало с записью"),
    )  # fmt: skip
    widths = (11, 12, 12, 8, 9, 34, 28, 34, 9, 11, 40)
    return Sheet("Журнал", "Журнал достижений: что засчитано и почему", widths, (Part("", fields, view),), said)


def _rules_sheet(school: School, season: Season, reasons: tuple[str, ...]) -> Sheet:
    rules, settings = season.rules, school.settings
    facts = [
        ("Школа", school.title), ("Учебный год", school.year),
        ("Методика", f"{settings.title}, версия {settings.version}"), ("Отпечаток методики", settings.digest),
        ("Период", _period(rules).removeprefix("Период: ").rstrip(".")),
        ("Правила действуют с", numbers.date(rules.effective)),
        ("Последняя запись журнала", numbers.date(season.ledger["date"].max())),
        *(("Расчёт «что если»", note) for note in rules.assumed),
        *((f"Замечание: {remark.path}", remark.message) for remark in rules.remarks),
        ("Публичный вариант", "прошёл проверку, отдельный лист" if not reasons else " ".join(reasons)),
    ]  # fmt: skip
    results = list(dict.fromkeys(result for _, result in rules.points))
    prices = pd.DataFrame(
        [{"level": level, **{result: rules.points[level, result] / 100 for result in results},
          "cap": rules.level_caps[level] / 100 if level in rules.level_caps else None} for level in rules.levels]
    ).astype({"cap": "Float64"})  # fmt: skip
    keys = pd.DataFrame(list(_keys(school)), columns=["key", "value", "changed", "meaning", "source"])
    parts = (
        Part("Версия", (Field("what", "Сведения"), Field("value", "Значение")),
             pd.DataFrame(facts, columns=["what", "value"])),
        Part("Баллы за результат", (Field("level", "Уровень"), *(Field(name, name.capitalize(), "number") for name in
             results), Field("cap", "Лимит за период", "number")), prices),
        Part("Все правила раздела «рейтинг»", (Field("key", "Правило"), Field("value", "Значение"),
             Field("changed", "Изменено школой", "center"), Field("meaning", "Что решает"),
             Field("source", "Источник")), keys),
    )  # fmt: skip
    return Sheet(
        "Правила", "Правила, по которым посчитан список", (28, 52, 16, 60, 40), parts, signatures=("Утвердил",)
    )


def _keys(school: School) -> Iterator[tuple[str, str, str, str, str]]:
    for rule in school.settings.rules():
        if rule.section == "рейтинг":
            yield (rule.key, _value(rule.value), "да" if rule.changed else "", rule.meaning, rule.source)


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_value(item)}" for key, item in value.items())
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return numbers.number(value)
    return str(value) if str(value) else "не задано"
