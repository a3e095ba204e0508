"""What stands at the head and at the foot of a report: whose it is, what it rests on, which rules were in force.

Apart from the sections because every report has both, word for word the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbook import __version__
from workbook.display import numbers
from workbook.display.blocks import Block, Details, Stack, Text
from workbook.display.markup import clean, escape
from workbook.display.tables import Table, col
from workbook.settings import Rule, Settings

if TYPE_CHECKING:
    from workbook.school import Problem, School

__all__ = ["DRAFT", "Foot", "Passport"]

DRAFT = "Черновик: решение принимает человек. Отчёт показывает расчёт, а не ставит оценок и не делает выводов о людях."
_SHOWN = 50


class Passport(Block):
    """The head of a report.

    Parameters
    ----------
    school : School
    title : str
        The report's name.
    purpose : str
        What the reader will decide with it.
    settings : Settings or None
        The rules in force; None takes the school's own.
    date : Timestamp, str or None
        Up to which day the data reach; None takes the last day found in the school's marks and events.
    decides : str
        Who takes the decision, in the nominative («заместитель директора»).
    """

    def __init__(
        self,
        school: School,
        title: str,
        purpose: str = "",
        settings: Settings | None = None,
        date: Any = None,
        decides: str = "",
    ) -> None:
        self.school = school
        self.title = title
        self.purpose = purpose
        self.settings = school.settings if settings is None else settings
        self.date = _last_day(school.tables) if date is None else date
        self.decides = decides

    def body(self) -> str:
        """Return the head: title, purpose, facts, the word «черновик»."""
        facts = {
            "Школа": self.school.title,
            "Муниципалитет": self.school.municipality,
            "Учебный год": self.school.year,
            "Данные по": numbers.date(self.date),
            "Методика": f"{self.settings.title}, версия {self.settings.version}",
            "Решение принимает": self.decides,
        }
        listed = "".join(
            f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>"
            for name, value in facts.items()
            if value and value != numbers.MISSING
        )
        purpose = f'<p class="wb-purpose">{escape(self.purpose)}</p>' if self.purpose else ""
        return (
            f'<header class="wb-passport"><h1>{escape(self.title)}</h1>{purpose}<dl class="wb-facts">{listed}</dl>'
            f'<p class="wb-draft">{escape(DRAFT)}</p></header>'
        )


def _last_day(tables: Mapping[str, pd.DataFrame]) -> Any:
    days = [
        tables[name]["date"].max()
        for name in ("marks", "participations", "expertise", "observations")
        if name in tables and "date" in tables[name].columns
    ]
    return max((day for day in days if not pd.isna(day)), default=None)


class Foot(Block):
    """The foot of a report: remarks on the data, the rules in force, the licence.

    Parameters
    ----------
    settings : Settings
        The rules in force; those that the school changed are marked and come first.
    problems : iterable of Problem
        What reading the school's files complained of.
    """

    def __init__(self, settings: Settings, problems: Iterable[Problem] = ()) -> None:
        self.settings = settings
        self.problems = tuple(problems)

    def body(self) -> str:
        """Return the foot."""
        parts = Stack([self._data(), self._rules(), Text(DRAFT), self._licence()])
        return f'<footer class="wb-foot">{parts.body()}</footer>'

    def _data(self) -> Block:
        if not self.problems:
            return Text("Данные прочитаны без замечаний.")
        kinds = pd.Series([str(problem.severity) for problem in self.problems]).value_counts(sort=False)
        counted = ", ".join(f"{kind} — {numbers.number(int(n), 0)}" for kind, n in kinds.items())
        frame = pd.DataFrame(
            {
                "severity": [str(problem.severity) for problem in self.problems],
                "place": [clean(" · ".join(part for part in _place(problem) if part)) for problem in self.problems],
                "message": [clean(problem.message) for problem in self.problems],
                "suggestion": [clean(problem.suggestion) for problem in self.problems],
            }
        )
        columns = {
            "severity": col("Вид"),
            "place": col("Место"),
            "message": col("Что не так"),
            "suggestion": col("Что сделать"),
        }
        return Details(f"Замечания к данным: {counted}", Table(frame, columns, limit=_SHOWN))

    def _rules(self) -> Block:
        rules = sorted(self.settings.rules(), key=lambda rule: not rule.changed)
        changed = sum(rule.changed for rule in rules)
        frame = pd.DataFrame(
            {
                "name": [f"{rule.section}: {rule.key}" for rule in rules],
                "value": [_written(rule.value) for rule in rules],
                "kit": [_changed(rule) for rule in rules],
                "meaning": [rule.meaning for rule in rules],
                "source": [rule.source for rule in rules],
            }
        )
        columns = {
            "name": col("Правило"),
            "value": col("Действует"),
            "kit": col("Отличие от комплекта"),
            "meaning": col("Что значит"),
            "source": col("Источник"),
        }
        own = f"школа изменила: {changed}" if changed else "как в комплекте"
        title = f"Правила расчёта: «{self.settings.title}», версия {self.settings.version} ({own})"
        shown = Table(frame, columns, row_class=lambda row: "info" if row["kit"] else "")
        return Details(title, shown)

    def _licence(self) -> Block:
        return Text(
            f"Рабочая тетрадь ВСОКО, версия {__version__}. Код — лицензия MIT, тексты — CC BY 4.0. "
            f"Контрольная сумма правил: {self.settings.digest}.",
            tone="quiet",
        )


def _place(problem: Problem) -> tuple[str, str, str, str]:
    return problem.file, problem.sheet, problem.cell, problem.header


def _changed(rule: Rule) -> str:
    return f"изменено школой; в комплекте: {_written(rule.default)}" if rule.changed else ""


def _written(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{key} — {_written(inner)}" for key, inner in value.items())
    if isinstance(value, int | float) and not isinstance(value, bool):
        if value == int(value):
            return numbers.number(int(value))
        return numbers.number(value, None if abs(value) >= 0.1 else 4).rstrip("0")
    return clean(value)
