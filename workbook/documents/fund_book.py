"""The whole fund of one assessment tool in one book (XLSX) that a school signs: passport to expert protocol.

Apart from the pages because a book is kept in the school's file: it must say also what it lacks. How a sheet looks is
said in :mod:`workbook.documents.fund_sheet`, what stands on each in :mod:`workbook.documents.fund_pages`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

import pandas as pd

from workbook.display import numbers
from workbook.documents.fund_pages import (
    bank_page,
    codifier_page,
    coverage_page,
    expertise_page,
    items_page,
    specification_page,
)
from workbook.documents.fund_sheet import Field, Part, Sheet, write_book
from workbook.errors import MissingData
from workbook.fos import (
    Bank,
    CodifierCheck,
    Demand,
    Evidence,
    agenda,
    bank_state,
    conditions,
    overall,
    tool,
    verdict,
)
from workbook.settings import Settings

__all__ = ["fund_book"]

_T = TypeVar("_T")
_SIGNED = ("Составил", "Проверил", "Утвердил")
_TONES = {"не выполнено": "bad", "мало данных": "", "выполнено": "ok"}


class Handed(Protocol):
    """A school: title, year, rules and tables."""

    @property
    def title(self) -> str:
        """Title of the school."""

    @property
    def year(self) -> str:
        """School year, «2025/2026»; may be empty."""

    @property
    def settings(self) -> Settings:
        """The rules in force."""

    @property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """Tables by English name."""

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Return a table or raise MissingData with a sentence."""

    def __hash__(self) -> int:
        """Let a school be told from another one."""


@dataclass(frozen=True)
class _Fund:
    """What is known of the tool, and which parts could not be made and why."""

    school: Handed
    test: str
    evidence: Evidence
    bank: Bank | None
    codifier: CodifierCheck | None
    lacking: dict[str, str]


def fund_book(school: Handed, test: str, day: pd.Timestamp | None = None) -> bytes:
    """Write the fund of one tool: passport, codifier, specification, coverage, bank, item analysis, expertise.

    Parameters
    ----------
    school : Handed
        The school as read.
    test : str
        Code of the assessment tool.
    day : pandas.Timestamp, optional
        The day on which reviews are due or not; by default the end of the school year.

    Returns
    -------
    bytes
        XLSX. A sheet for which the school handed in nothing is absent, and the passport says why.

    Raises
    ------
    MissingData
        Nothing at all is known about the tool.
    """
    rules = school.settings
    known = tool(school, test)
    evidence = known.evidence
    lacking: dict[str, str] = {}

    def bank() -> Bank:
        if day is None:
            return known.bank
        return bank_state(school.tables, Demand(test, day, rules.assembly.bank_variants), rules.assembly)

    fund = _Fund(
        school, test, evidence,
        _try("Банк заданий", bank, lacking),
        _try("Кодификатор", lambda: known.codifier, lacking),
        lacking,
    )  # fmt: skip
    if evidence.coverage is None:
        lacking["Спецификация"] = "нет спецификации или заданий, с которыми её сравнить."
    if evidence.items is None:
        lacking["Анализ заданий"] = "ответов учеников нет."
    if evidence.review is None:
        lacking["Экспертиза"] = "листов экспертов нет."
    found = list(_pages(fund))
    return write_book([_passport(fund, found), *found], f"Фонд оценочных средств {test}", test)


def _try(name: str, make: Callable[[], _T], lacking: dict[str, str]) -> _T | None:
    try:
        return make()
    except MissingData as refusal:
        lacking[name] = refusal.message
        return None


def _pages(fund: _Fund) -> Iterator[Sheet]:
    evidence = fund.evidence
    if fund.codifier is not None:
        yield codifier_page(fund.codifier)
    if evidence.coverage is not None:
        yield specification_page(evidence.coverage, fund.codifier)
    if fund.bank is not None:
        yield coverage_page(fund.bank)
        yield bank_page(fund.bank)
    if evidence.items is not None:
        yield items_page(evidence.items, fund.test)
    if evidence.review is not None:
        yield expertise_page(evidence.review, _agenda(fund))


def _agenda(fund: _Fund) -> pd.DataFrame | None:
    try:
        return agenda(fund.school.tables["expertise"], fund.test, fund.school.settings.fos)
    except MissingData:
        return None


def _passport(fund: _Fund, found: list[Sheet]) -> Sheet:
    checked = conditions(fund.evidence, fund.school.settings.fos)
    rows = pd.DataFrame(_facts(fund, verdict(checked)), columns=["what", "value"])
    contents = pd.DataFrame(
        [(sheet.name, sheet.heading) for sheet in found] + [(name, f"Листа нет: {why}") for name, why in
         fund.lacking.items()], columns=["sheet", "about"],
    )  # fmt: skip
    checked = checked.assign(tone=[_TONES.get(str(status), "") for status in checked["status"]])
    parts = (
        Part("", (Field("what", "Сведения"), Field("value", "Значение")), rows),
        Part(
            "Проверка готовности",
            (Field("condition", "Условие"), Field("reason", "Почему"), Field("status", "Состояние", "center"),
             Field("figure", "Сколько", "center")), checked,
        ),
        Part("Что в книге", (Field("sheet", "Лист"), Field("about", "О чём")), contents),
    )  # fmt: skip
    lines = ("Книга содержит ключи к заданиям: хранить как служебный документ.",)
    return Sheet(
        "Паспорт ФОС",
        f"Паспорт оценочного средства {fund.test}",
        (36, 60, 16, 24),
        parts,
        lines,
        _SIGNED,
        portrait=True,
    )


def _facts(fund: _Fund, draft: str) -> list[tuple[str, str]]:
    rows = [("Школа", fund.school.title), ("Код ФОС", fund.test)]
    if fund.evidence.plan is not None:
        plan = fund.evidence.plan.iloc[0]
        told = {
            "Название": plan.get("title"), "Предмет": plan["subject"], "Класс": plan["grade"],
            "Вид контроля": plan.get("control_type"), "Разработчик (код)": plan.get("teacher"),
            "Версия": plan.get("version"), "Срок обновления": numbers.date(plan["due"]),
            "Обновлено": numbers.date(plan["revised"]), "Экспертиза по плану": plan.get("expertise"),
            "Обновлено в срок и принято": "да" if plan["updated"] else f"нет: {plan['lacking']}",
        }  # fmt: skip
        rows += [(name, numbers.MISSING if pd.isna(value) else str(value)) for name, value in told.items()]
    if fund.evidence.coverage is not None:
        total = fund.evidence.coverage.totals.iloc[0]
        minutes = numbers.number(total["minutes"], 0)
        rows.append(
            ("Заданий и баллов по плану", f"{total['required_items']} и {numbers.number(total['required_score'], 0)}")
        )
        rows.append(("Время выполнения, мин", minutes))
        rows.append(("Охват спецификации", numbers.percent(fund.evidence.coverage.covered_percent, 0)))
    if fund.bank is not None:
        state = fund.bank
        rows.append(("Заданий в банке, из них годны", f"{len(state.items)}, {state.usable}"))
        rows.append(("Банка хватит на вариантов без общих заданий", str(state.serves)))
        rows.append((f"Пересмотр просрочен на {numbers.date(state.demand.day)}", str(len(state.overdue))))
    if fund.evidence.reliability is not None and len(fund.evidence.reliability):
        row = overall(fund.evidence.reliability)
        ends = numbers.interval(row["low"], row["high"], 2)
        pupils = numbers.count(row["n"], "ученик", "ученика", "учеников")
        rows.append(("Надёжность α (95 %)", f"{numbers.number(row['alpha'], 2)} ({ends}), {pupils}"))
    rows.append(("Проект решения", draft))
    return rows
