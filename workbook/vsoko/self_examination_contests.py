"""Olympiads and contests of a calendar year: who took part and who won, each pupil once, level by level.

Apart from the other counts because the dates are of the calendar year and the journal of achievements has its own
ways of taking a record back.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from workbook.settings import SelfExaminationRules
from workbook.vsoko.self_examination_counts import Found

__all__ = ["contest_records", "contests"]

_LEVELS = {"1.19.1": "региональный", "1.19.2": "всероссийский", "1.19.3": "международный"}
_NUMBERS = ("1.18", "1.19", *_LEVELS)
_LATE = 3
"""Months after which a journal that only then begins has not seen the year."""


def contest_records(
    tables: Mapping[str, pd.DataFrame], calendar_year: int, rules: SelfExaminationRules
) -> pd.DataFrame:
    """Keep the records of contests of the calendar year that stand.

    Left out: spectators and organisers, records taken back («отозвана») or replaced by a later one, unverified ones
    when the rules say so, and cards of directions that are no contests.

    Returns
    -------
    DataFrame
        Columns pupil, result, scale, date.
    """
    cards = tables["cards"][["card", "direction", "scale"]].drop_duplicates("card")
    rows: pd.DataFrame = tables["participations"].merge(cards, on="card", how="inner", validate="many_to_one")
    directions = [word.strip() for word in rules.contest_directions.split(";")]
    kept = rows["date"].dt.year.eq(calendar_year) & rows["direction"].isin(directions)
    kept &= rows["role"].isin(["исполнитель", "капитан"])
    if rules.verified_only == "да":
        kept &= rows["verified_by"].notna()
    kept &= ~rows["record"].isin(rows["replaces"].dropna()) | rows["record"].isna()
    steps = tables.get("record_steps")
    if steps is not None:
        last = steps.sort_values(["record", "number"]).drop_duplicates("record", keep="last")
        kept &= ~rows["record"].isin(last.loc[last["step"].eq("отозвана"), "record"])
    found: pd.DataFrame = rows.loc[kept, ["pupil", "result", "scale", "date"]].reset_index(drop=True)
    return found


def contests(tables: Mapping[str, pd.DataFrame], calendar_year: int, rules: SelfExaminationRules) -> dict[str, Found]:
    """Count participants, and winners with prize-winners by level: a pupil counts once in a line.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        ``participations`` and ``cards``; ``record_steps`` when there.
    calendar_year : int
    rules : SelfExaminationRules

    Returns
    -------
    dict
        Lines 1.18, 1.19 and 1.19.1–1.19.3.
    """
    for name, title in (("participations", "Участие в мероприятиях"), ("cards", "Технологические карты")):
        if name not in tables:
            return dict.fromkeys(_NUMBERS, Found(missing=f"нет таблицы «{title}»"))
    journal = tables["participations"]["date"]
    first, last = journal.min(), journal.max()
    if not journal.dt.year.eq(calendar_year).any():
        return dict.fromkeys(_NUMBERS, Found(missing=f"в журнале достижений нет записей за {calendar_year} год"))
    rows = contest_records(tables, calendar_year, rules)
    note = "каждый ученик один раз"
    if first > pd.Timestamp(calendar_year, 1 + _LATE, 1) or last < pd.Timestamp(calendar_year, 9, 1):
        note = f"неполный год: в журнале записи с {first:%d.%m.%Y} по {last:%d.%m.%Y}; {note}"
    won = rows.loc[rows["result"].isin(["победитель", "призёр"])]
    found = {
        "1.18": Found(float(rows["pupil"].nunique()), n=len(rows), note=note),
        "1.19": Found(float(won["pupil"].nunique()), n=len(won), note=f"все уровни, и школьный; {note}"),
    }
    for number, scale in _LEVELS.items():
        found[number] = Found(float(won.loc[won["scale"].eq(scale), "pupil"].nunique()), note=note)
    return found
