"""Steps of a record (провести запись): the log with one more row, or a sentence that says why not.

Apart from the states, which read a log whatever stands in it: here a step is judged before it is written, and an old
row is never touched.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from workbook.errors import DataRefused, Reason
from workbook.rating.record_states import STEPS, State, next_state, replay, states
from workbook.rating.rules import Rules
from workbook.school import TABLES, Column
from workbook.school.dates import parse_date

__all__ = ["LOG_COLUMNS", "Move", "empty_log", "move", "move_fields", "read_move", "refusal"]

LOG_COLUMNS = ("record", "number", "date", "step", "by", "ground")
"""Columns of «Движение записей»."""

_CAN = {
    "внесена": "внести можно только запись, у которой ещё нет шагов",
    "подтверждена": "подтвердить можно только черновик",
    "обжалована": "обжаловать можно только подтверждённую запись и только один раз",
    "оставлена в силе": "оставить в силе можно только обжалованную запись",
    "отозвана": "отозвать можно только запись, которая внесена и ещё не отозвана",
}


@dataclass(frozen=True, slots=True)
class Move:
    """One step to be made.

    Attributes
    ----------
    record : str
        Number of the record.
    step : str
        One of :data:`workbook.rating.record_states.STEPS`.
    by : str
        Code of the person; an appeal is made by the pupil of the record.
    day : datetime.date
    ground : str
        Document or reason; an appeal, a decision and a withdrawal need one, unless a record stands instead.
    """

    record: str
    step: str
    by: str
    day: date
    ground: str = ""


def move_fields() -> tuple[Column, ...]:
    """Return the columns of the log that a person fills; the number of the step is counted."""
    columns = {column.name: column for column in TABLES["record_steps"].columns}
    return tuple(columns[name] for name in LOG_COLUMNS if name != "number")


def read_move(text: str) -> Move:
    """Read a step from lines «Заголовок: значение», the headers being those of «Движение записей».

    Parameters
    ----------
    text : str

    Raises
    ------
    DataRefused
        A field is missing or unknown, or the day cannot be read.

    Examples
    --------
    >>> read_move("Номер записи: Д-7\\nДата: 14.10.2025\\nШаг: отозвана\\nКто: П-1\\nОснование: повтор").step
    'отозвана'
    """
    headers = {column.header: column for column in move_fields()}
    values: dict[str, str] = {}
    for line in filter(str.strip, text.splitlines()):
        header, colon, value = (part.strip() for part in line.partition(":"))
        if not colon or header not in headers:
            known = ", ".join(f"«{name}»" for name in headers)
            raise DataRefused(f"Строка «{line.strip()}» не понята. Поля шага: {known}.", Reason.STEP_REFUSED)
        values[headers[header].name] = value
    absent = [f"«{header}»" for header, column in headers.items() if column.required and not values.get(column.name)]
    if absent:
        raise DataRefused(f"Не заполнено: {', '.join(absent)}.", Reason.STEP_REFUSED)
    day, _ = parse_date(values["date"])
    if day is None:
        raise DataRefused(f"Дата «{values['date']}» не читается. Нужно, например, 14.10.2025.", Reason.STEP_REFUSED)
    return Move(values["record"], values["step"], values["by"], day, values.get("ground", ""))


def move(steps: pd.DataFrame | None, participations: pd.DataFrame, wish: Move, rules: Rules) -> pd.DataFrame:
    """Return the log with one more row at its end; the rows before it stay as they are.

    Parameters
    ----------
    steps : DataFrame or None
        «Движение записей»; None begins one.
    participations : DataFrame
        «Участие в мероприятиях».
    wish : Move
    rules : Rules
        ``appeal_days``.

    Returns
    -------
    DataFrame
        Columns :data:`LOG_COLUMNS`.

    Raises
    ------
    DataRefused
        The step cannot be made; the sentence of :func:`refusal`.
    """
    sentence = refusal(steps, participations, wish, rules)
    if sentence:
        raise DataRefused(sentence, Reason.STEP_REFUSED)
    old = _log(steps)
    mine = old.loc[old["record"] == wish.record, "number"]
    row = {
        "record": wish.record, "number": int(mine.max()) + 1 if len(mine) else 1, "date": pd.Timestamp(wish.day),
        "step": wish.step, "by": wish.by.strip(), "ground": wish.ground.strip() or None,
    }  # fmt: skip
    return pd.concat([old, pd.DataFrame([row]).astype(_KINDS)], ignore_index=True)


_KINDS = {"record": "str", "number": "Int64", "date": "datetime64[us]", "step": "str", "by": "str", "ground": "str"}


def empty_log() -> pd.DataFrame:
    """Return a log without rows."""
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in _KINDS.items()})


def _log(steps: pd.DataFrame | None) -> pd.DataFrame:
    if steps is None:
        return empty_log()
    return steps[list(LOG_COLUMNS)].astype(_KINDS)


def refusal(steps: pd.DataFrame | None, participations: pd.DataFrame, wish: Move, rules: Rules) -> str:
    """Say in Russian why a step cannot be made; an empty text when it can.

    Parameters
    ----------
    steps, participations, wish, rules
        As in :func:`move`.
    """
    name = f"«{wish.record}»"
    known = participations[participations["record"] == wish.record]
    if known.empty:
        return f"Записи {name} в журнале достижений нет. Проверьте номер."
    if len(known) > 1:
        return f"Номер {name} стоит у {len(known)} записей журнала. Сначала дайте им разные номера."
    if wish.step not in STEPS:
        return f"Шага «{wish.step}» нет. Допустимо: {', '.join(f'«{step}»' for step in STEPS)}."
    if not wish.by.strip():
        return "Укажите код того, кто делает шаг."
    log = _log(steps)
    mine = log[log["record"] == wish.record]
    stands = states(mine).set_index("record")
    state = str(stands["state"].get(wish.record, ""))
    if not next_state(state, wish.step):
        where = f"в состоянии «{state}»" if state else "без движения: её ещё не внесли"
        return f"Запись {name} сейчас {where}; {_CAN[wish.step]}."
    last = replay(mine)["date"].max()
    if pd.notna(last) and pd.Timestamp(wish.day) < last:
        return f"Последний шаг записи {name} сделан {last:%d.%m.%Y}; новый не может быть раньше."
    said = _personal(known.iloc[0], stands.iloc[0] if state else pd.Series(dtype=object), wish, rules)
    replaced = "replaces" in participations and (participations["replaces"] == wish.record).any()
    needs = wish.step in STEPS[2:4] or (wish.step == STEPS[4] and not replaced)
    if not said and needs and not wish.ground.strip():
        return f"Для шага «{wish.step}» нужно основание: документ или причина."
    return said


def _personal(record: pd.Series, stands: pd.Series, wish: Move, rules: Rules) -> str:
    """Judge what depends on who acts and when."""
    name, day, by = f"«{wish.record}»", pd.Timestamp(wish.day), wish.by.strip()
    if wish.step == STEPS[0] and day < record["date"]:
        return f"Результат датирован {record['date']:%d.%m.%Y}; внести запись {name} раньше нельзя."
    if wish.step == STEPS[1] and by == stands["entered_by"]:
        return f"Запись {name} внёс {by}; подтвердить её должен другой человек."
    if wish.step == STEPS[2] and by != record["pupil"]:
        return f"Обжаловать запись {name} может ученик, о котором она: {record['pupil']}."
    if wish.step == STEPS[2]:
        until = stands["confirmed"] + pd.Timedelta(days=rules.appeal_days)
        if day > until:
            return (
                f"Срок апелляции истёк: запись {name} подтверждена {stands['confirmed']:%d.%m.%Y}, обжаловать можно "
                f"было до {until:%d.%m.%Y} включительно."
            )
    decided = wish.step == STEPS[3] or (wish.step == STEPS[4] and stands["state"] == State.APPEALED)
    if decided and by == stands["appealed_by"]:
        return f"Запись {name} обжаловал {by}; решение принимает другой человек."
    return ""
