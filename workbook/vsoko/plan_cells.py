"""Rules of one event of a plan: who, when, by what measure, with what proof.

Apart from the rules between events because each of these can be told from one row alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from workbook.settings import PlanRules
from workbook.vsoko.plan_events import HEADERS, SchoolYear, Unread, guessed_month
from workbook.vsoko.plan_words import begins_with, is_placeholder

__all__ = ["CELL_RULES", "Inspection", "PlanFinding", "day_words", "number_words"]

DONE, GOING, WAITING, DROPPED = "выполнено", "идёт", "не начато", "отменено"

_MEND = "Исправьте клетку в файле плана и проверьте план ещё раз."
_TEXTS = ("event", "audience", "product", "responsible", "indicator", "evidence")
_EMPTY = {
    "end": ("срок", "срока нет", "Впишите день, к которому всё готово."),
    "responsible": ("ответственный", "никто не отвечает", "Назовите одного ответственного: должность или код."),
    "indicator": ("показатель", "показателя нет: нельзя сказать, удалось ли",
                  "Назовите, что измерить: доля, число, средний балл."),
    "product": ("продукт", "не сказано, что останется", "Назовите документ или изделие: справка, карта, банк заданий."),
    "audience": ("участники", "не сказано, для кого", "Назовите участников."),
    "status": ("статус", "состояние неизвестно", "Выберите: не начато, идёт, выполнено или отменено."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlanFinding:
    """One defect of a plan.

    Attributes
    ----------
    rule : str
        Key of the weights in the settings.
    number : int
        Event in the list; 0 for the plan as a whole.
    field : str
        English column, empty when several are meant.
    value, what, fix : str
        What stands there, what is wrong, what to do.
    """

    rule: str
    number: int
    field: str
    value: str
    what: str
    fix: str


@dataclass(frozen=True)
class Inspection:
    """What a rule looks at.

    Attributes
    ----------
    events : DataFrame
        Numbered events that are not cancelled.
    every : DataFrame
        All numbered events.
    unread : tuple of Unread
    year : SchoolYear
    day : Timestamp
        The day of the check.
    rules : PlanRules
    """

    events: pd.DataFrame
    every: pd.DataFrame
    unread: tuple[Unread, ...]
    year: SchoolYear
    day: pd.Timestamp
    rules: PlanRules

    def rows(self) -> Iterator[Any]:
        """Yield the events."""
        yield from self.events.itertuples(index=False)

    def blank(self, row: Any, field: str) -> bool:
        """Whether a cell says nothing: empty or «????»."""
        value = getattr(row, field)
        return bool(pd.isna(value)) or is_placeholder(value, self.rules.placeholders)

    def reported(self, row: Any, field: str) -> bool:
        """Whether reading has already complained about the cell."""
        return any(item.number == row.number and item.field == field and not item.lost for item in self.unread)


def unread(seen: Inspection) -> Iterator[PlanFinding]:
    """Cells that reading could not take in, with the value as it stood there."""
    for item in seen.unread:
        rule = "дата" if item.field in ("start", "end") else "чтение"
        guess = guessed_month(item.value) if rule == "дата" else None
        if guess is None:
            fix = f"Возможно: {item.suggestion}." if item.suggestion else _MEND
            yield PlanFinding(rule, item.number, item.field, item.value, item.message, fix)
        else:
            words, first = guess
            lost = " Строка не прочитана." if item.lost else ""
            fix = f"Возможно, имелся в виду {words}. Запишите день: например, {first}."
            yield PlanFinding(rule, item.number, item.field, item.value, f"{item.place}: это не дата.{lost}", fix)


def empty_cells(seen: Inspection) -> Iterator[PlanFinding]:
    """Empty cells without which an event cannot be checked."""
    for row in seen.rows():
        for field, (rule, what, fix) in _EMPTY.items():
            if pd.isna(getattr(row, field)) and not seen.reported(row, field):
                yield PlanFinding(rule, row.number, field, "", what, fix)


def placeholders(seen: Inspection) -> Iterator[PlanFinding]:
    """«????» and other signs of «later»."""
    for row in seen.rows():
        for field in _TEXTS:
            value = getattr(row, field)
            if is_placeholder(value, seen.rules.placeholders):
                what = "вместо ответа стоит заглушка"
                yield PlanFinding("заглушка", row.number, field, str(value), what, "Допишите или уберите мероприятие.")


def outside_year(seen: Inspection) -> Iterator[PlanFinding]:
    """Days outside the school year of the plan."""
    for row in seen.rows():
        days = [(field, getattr(row, field)) for field in ("start", "end")]
        wrong = [(field, day) for field, day in days if pd.notna(day) and not seen.year.first <= day <= seen.year.last]
        if wrong:
            field, value = wrong[0][0], "–".join(day_words(day) for _, day in wrong)
            what = f"вне {seen.year.title} учебного года"
            yield PlanFinding("год", row.number, field, value, what, "Проверьте год; чужое мероприятие перенесите.")


def values(seen: Inspection) -> Iterator[PlanFinding]:
    """An indicator without numbers, numbers beyond 100 %, a target that asks for nothing or for worse."""
    for row in seen.rows():
        if seen.blank(row, "indicator"):
            continue
        absent = [HEADERS[field].lower() for field in ("baseline", "target") if pd.isna(getattr(row, field))]
        if absent and not (seen.reported(row, "baseline") or seen.reported(row, "target")):
            field = "baseline" if pd.isna(row.baseline) else "target"
            what = f"у показателя «{row.indicator}» нет: {', '.join(absent)}"
            yield PlanFinding("значения", row.number, field, "", what, "Впишите, с чего начали и к чему придём.")
        yield from _beyond(row, seen)
        if not absent:
            yield from _aim(row, seen)


def _beyond(row: Any, seen: Inspection) -> Iterator[PlanFinding]:
    if not begins_with(row.indicator, seen.rules.shares):
        return
    for field in ("baseline", "target"):
        value = getattr(row, field)
        if pd.notna(value) and not 0 <= value <= 100:
            what = f"«{row.indicator}» измеряется от 0 до 100 %"
            yield PlanFinding("предел", row.number, field, number_words(value), what, "Проверьте число.")


def _aim(row: Any, seen: Inspection) -> Iterator[PlanFinding]:
    falls = begins_with(row.indicator, seen.rules.falling)
    value = f"{number_words(row.baseline)} → {number_words(row.target)}"
    if row.target == row.baseline:
        kept = row.target == 0 if falls else begins_with(row.indicator, seen.rules.shares) and row.target == 100
        if not kept:
            what = "цель равна исходному значению: ничего не должно измениться"
            yield PlanFinding("цель", row.number, "target", value, what, "Поставьте цель или напишите, что удержать.")
    elif (row.target > row.baseline) == falls:
        what = f"цель {'выше' if falls else 'ниже'} исходного значения"
        fix = f"Проверьте числа: «{row.indicator}» должен {'снижаться' if falls else 'расти'}?"
        yield PlanFinding("цель", row.number, "target", value, what, fix)


def progress(seen: Inspection) -> Iterator[PlanFinding]:
    """The status against the day of the check and against the proof."""
    for row in seen.rows():
        late = pd.notna(row.end) and row.end < seen.day
        if late and row.status != DONE:
            days = (seen.day - row.end).days
            state = f"статус «{row.status}»" if pd.notna(row.status) else "статуса нет"
            yield PlanFinding("просрочено", row.number, "status", f"срок {day_words(row.end)}",
                              f"просрочено на {_days(days)}: {state}",
                              "Отметьте выполнение с документом или назначьте новый срок.")  # fmt: skip
        elif row.status == WAITING and row.start < seen.day:
            yield PlanFinding("не начато", row.number, "status", f"начало {day_words(row.start)}",
                              f"не начато в срок: прошло {_days((seen.day - row.start).days)}",
                              "Начните или перенесите начало.")  # fmt: skip
        elif row.status == DONE and row.start > seen.day:
            yield PlanFinding("раньше времени", row.number, "status", f"начало {day_words(row.start)}",
                              f"выполнено, хотя {day_words(seen.day)} ещё не началось",
                              "Проверьте даты и статус.")  # fmt: skip
        if row.status == DONE and seen.blank(row, "evidence"):
            yield PlanFinding("без документа", row.number, "evidence", "", "выполнено, но подтверждения нет",
                              "Назовите документ: справка, протокол, приказ.")  # fmt: skip


def day_words(day: Any) -> str:
    """Write a day: «31.10.2025»."""
    return f"{day:%d.%m.%Y}"


def number_words(value: float) -> str:
    """Write a number with a decimal comma: «58,5»."""
    return f"{value:.15g}".replace(".", ",")


def _days(n: int) -> str:
    tens, ones = n % 100, n % 10
    word = "день" if ones == 1 and tens != 11 else "дня" if 2 <= ones <= 4 and not 12 <= tens <= 14 else "дней"
    return f"{n} {word}"


CELL_RULES = (unread, placeholders, empty_cells, outside_year, values, progress)
