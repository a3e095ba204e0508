"""A teacher's decision on a group of levels: the log with one more row, or a sentence that says why not.

Apart from the groups, which read the log whatever stands in it: here a row is judged before it is written, and an old
row is never touched.
"""

from __future__ import annotations

import re

import pandas as pd

from workbook.errors import DataRefused, Reason
from workbook.school import TABLES, Column, School
from workbook.school.dates import parse_date
from workbook.school.shared_columns import TEACHER_PATTERN
from workbook.vsoko.level_groups import LevelGroups

__all__ = ["append_move", "empty_log", "log_of", "move_fields"]

_TABLE = "level_moves"
_KINDS = {
    "date": "datetime64[us]",
    "pupil": "str",
    "subject": "str",
    "level_group": "str",
    "by": "str",
    "ground": "str",
}


def move_fields() -> tuple[Column, ...]:
    """Return the columns of «Группы уровней», as a person fills them."""
    return TABLES[_TABLE].columns


def empty_log() -> pd.DataFrame:
    """Return a log without rows."""
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in _KINDS.items()})


def log_of(school: School) -> pd.DataFrame:
    """Return the whole log of the school, of all years, as it was handed in."""
    if not school.has(_TABLE):
        return empty_log()
    return school[_TABLE].reindex(columns=list(_KINDS)).astype(_KINDS).reset_index(drop=True)


def append_move(found: LevelGroups, text: str) -> pd.DataFrame:
    """Return the log with one more row at its end; the rows before it stay as they are.

    Parameters
    ----------
    found : LevelGroups
    text : str
        Lines «Заголовок: значение», the headers being those of «Группы уровней».

    Returns
    -------
    DataFrame
        date, pupil, subject, level_group, by, ground.

    Raises
    ------
    DataRefused
        A field is missing or unknown, the pupil is not on the list, the day is read by nobody or lies before the last
        decision, or a decision that differs from the computed group has no reason.
    """
    row = _read(text)
    log = log_of(found.school)
    sentence = _refusal(found, log, row)
    if sentence:
        raise DataRefused(sentence, Reason.STEP_REFUSED)
    return pd.concat([log, pd.DataFrame([row]).astype(_KINDS)], ignore_index=True)


def _read(text: str) -> dict[str, object]:
    headers = {column.header: column for column in move_fields()}
    values: dict[str, str] = {}
    for line in filter(str.strip, text.splitlines()):
        header, colon, value = (part.strip() for part in line.partition(":"))
        if not colon or header not in headers:
            known = ", ".join(f"«{name}»" for name in headers)
            raise DataRefused(f"Строка «{line.strip()}» не понята. Поля решения: {known}.", Reason.STEP_REFUSED)
        values[headers[header].name] = value
    absent = [f"«{header}»" for header, column in headers.items() if column.required and not values.get(column.name)]
    if absent:
        raise DataRefused(f"Не заполнено: {', '.join(absent)}.", Reason.STEP_REFUSED)
    day, _ = parse_date(values["date"])
    if day is None:
        raise DataRefused(f"Дата «{values['date']}» не читается. Нужно, например, 12.01.2026.", Reason.STEP_REFUSED)
    return {name: values.get(name, "") for name in _KINDS} | {"date": pd.Timestamp(day)}


def _refusal(found: LevelGroups, log: pd.DataFrame, row: dict[str, object]) -> str:
    pupil, subject, group, by = (str(row[name]) for name in ("pupil", "subject", "level_group", "by"))
    allowed = next(column.allowed for column in move_fields() if column.name == "level_group")
    day = pd.Timestamp(str(row["date"]))
    first = int(found.year[:4])
    mine = found.table.loc[found.table["pupil"].eq(pupil) & found.table["subject"].eq(subject)]
    before = log.loc[log["pupil"].eq(pupil) & log["subject"].eq(subject), "date"].max()
    if mine.empty:
        return f"Ученика {pupil} с работами по предмету «{subject}» в списке {found.year} нет. Проверьте код и предмет."
    if group not in allowed:
        return f"Группы «{group}» нет. Допустимо: {', '.join(f'«{name}»' for name in allowed)}."
    if not re.fullmatch(TEACHER_PATTERN, by):
        return f"«{by}» — не код учителя. Нужно, например, П-017."
    if not pd.Timestamp(first, 9, 1) <= day <= pd.Timestamp(first + 1, 8, 31):
        return f"День {day:%d.%m.%Y} не в учебном году {found.year}."
    if pd.notna(before) and day <= before:
        return f"Последнее решение об ученике {pupil} от {before:%d.%m.%Y}; новое должно быть позже."
    computed = str(mine["computed"].iloc[0])
    near = computed == "А–Б" and group in ("А", "Б")
    if computed and computed != group and not near and not str(row["ground"]).strip():
        return f"По расчёту группа {computed}, решение — {group}: напишите основание."
    return ""
