"""Measures against deficits as a school writes them down: some late, one without a person, one no longer needed.

Apart from the plan because a measure answers one line of the deficit map.
"""

from __future__ import annotations

import datetime as dt

import pandas as pd

from generator import YEARS
from generator.people import Population
from generator.subjects import PASS_FAIL

__all__ = ["deficit_measures", "planted_measures"]

_QUALITY, _CONFIRMED, _FOS = "Качество знаний", "Подтверждение отметок на ВПР", "Обновление ФОС"
_TARGET = {_QUALITY: 50.0, _CONFIRMED: 60.0}
_HELD = 55.0
_COUNTED = ("5", "4", "3", "2", "н/а")


def deficit_measures(people: Population, periods: pd.DataFrame, procedures: pd.DataFrame) -> pd.DataFrame:
    """Make the table of a school.

    Parameters
    ----------
    people : Population
    periods, procedures : DataFrame
        What the school hands in: measures stand by the worst figures of the year.

    Returns
    -------
    DataFrame
        In order: two measures whose term has passed and that are still «идёт»; one without a person and not begun; one
        done with its proof; the renewal of tools; one whose figure has reached its target.
    """
    quality = _quality(people, periods)
    low = quality[quality < _TARGET[_QUALITY]].sort_values(kind="stable")
    confirmed = _confirmed(procedures)
    doubted = confirmed[confirmed < _TARGET[_CONFIRMED]].sort_values(kind="stable")
    held = quality[quality >= _HELD].sort_values(kind="stable")
    rows: list[dict[str, object]] = []
    first = [(_QUALITY, str(group)) for group in low.index[:3]] + [(_CONFIRMED, str(group)) for group in doubted.index]
    late, late_too, nobody, done = (first + [(_QUALITY, str(group)) for group in low.index[3:]])[:4]
    rows.append(_row(late, "пробелы в теме прошлого года", "два занятия в неделю для группы А",
                     "руководитель методического объединения", dt.date(2026, 3, 15), "идёт"))  # fmt: skip
    rows.append(_row(late_too, "контрольные проверяют не то, чему учили", "сверить контрольные с кодификатором",
                     "заместитель директора", dt.date(2026, 1, 30), "идёт"))  # fmt: skip
    rows.append(_row(nobody, None, "взаимопроверка контрольных в параллели", None, dt.date(2026, 8, 31), "не начато"))
    rows.append(_row(done, "критерии отметки разные у двух учителей", "единые критерии контрольных",
                     "заместитель директора", dt.date(2026, 4, 10), "выполнено",
                     "протокол № 4 от 08.04.2026"))  # fmt: skip
    rows.append(_row((_FOS, "все предметы"), "не все работы прошли экспертизу", "график экспертизы по неделям",
                     "руководители объединений", dt.date(2026, 8, 31), "идёт"))  # fmt: skip
    rows.append(_row((_QUALITY, str(held.index[0])), "болезнь учителя в прошлом году", "замещение и консультации",
                     "заместитель директора", dt.date(2026, 8, 31), "идёт"))  # fmt: skip
    return pd.DataFrame(rows)


def planted_measures(table: pd.DataFrame) -> dict[str, object]:
    """Say which rows of :func:`deficit_measures` a method must find."""
    places = [f"{indicator}: {group}" for indicator, group in zip(table["indicator"], table["group"], strict=True)]
    return {"late": places[:2], "without_responsible": places[2], "done": places[3], "no_longer_deficit": places[5]}


def _row(
    place: tuple[str, str], cause: str | None, measure: str, responsible: str | None, due: dt.date, *state: str
) -> dict[str, object]:
    status, evidence = (*state, None)[:2]
    return {"year": YEARS[2], "indicator": place[0], "group": place[1], "cause": cause, "measure": measure,
            "responsible": responsible, "due": due, "status": status, "evidence": evidence}  # fmt: skip


def _quality(people: Population, periods: pd.DataFrame) -> pd.Series:
    """Return «предмет, N класс» → percent of «4» and «5» of the year, those who left it taken out."""
    roster = people.roster[(people.roster["t"] == 2) & (people.roster["left_day"] > dt.date(2026, 5, 31).toordinal())]
    rows = periods[(periods["year"] == YEARS[2]) & (periods["period"] == "год") & periods["mark"].isin(_COUNTED)]
    rows = rows[rows["subject"] != PASS_FAIL].merge(roster[["pupil", "grade"]], on="pupil")
    group = rows["subject"] + ", " + rows["grade"].astype(str) + " класс"
    return rows["mark"].isin(["5", "4"]).groupby(group).mean() * 100


def _confirmed(procedures: pd.DataFrame) -> pd.Series:
    rows = procedures[(procedures["procedure"] == "ВПР") & (procedures["year"] == YEARS[2])]
    rows = rows.dropna(subset=["mark", "journal_mark"])
    group = rows["subject"] + ", " + rows["grade"].astype(str) + " класс"
    return (rows["mark"] == rows["journal_mark"]).groupby(group).mean() * 100
