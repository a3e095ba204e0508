"""The bank behind an assessment tool: what may be used, what waits, for how many variants its cells suffice.

Apart from the blueprint because a variant is laid over the specification once, and the bank must serve many variants
and years; apart from assembly because nothing is chosen here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.estimates import percent
from workbook.fos.tiers import TIERS
from workbook.settings import AssemblyRules

__all__ = ["LIFE", "Bank", "Demand", "bank_state", "subject_and_grade", "year_end"]

LIFE = ("черновик", "на экспертизе", "новое", "апробировано", "архив")
"""Statuses in the order of an item's life."""

NO_STATUS = "не указан"
_CELL = ["content", "skill", "tier"]
_SHORT, _EXACT, _RESERVE, _OUTSIDE = "не хватает", "впритык", "с запасом", "вне спецификации"


@dataclass(frozen=True)
class Demand:
    """What is asked of the bank.

    Attributes
    ----------
    test : str
        Code of the assessment tool.
    day : pandas.Timestamp
        The day on which reviews are due or not.
    variants : int
        How many variants without common items the bank is to serve.
    """

    test: str
    day: pd.Timestamp
    variants: int

    def __post_init__(self) -> None:
        """Refuse a demand that means nothing."""
        if self.variants < 1:
            raise ValueError("at least one variant must be asked of a bank")


@dataclass(frozen=True)
class Bank:
    """The state of the bank for one assessment tool.

    Attributes
    ----------
    demand : Demand
    items : pandas.DataFrame
        The bank's columns of this subject and grade and status (never missing), tried, overdue, planned (its cell is
        in the specification), obstacle (Russian; empty when the item may enter a variant).
    statuses : pandas.DataFrame
        status, items, percent, untried, overdue, without_text: one row per status met, in the order of :data:`LIFE`.
    cells : pandas.DataFrame
        content, content_title, skill, skill_title, tier, planned (items in one variant), required (planned × variants),
        present (items that may be used), waiting (items with an obstacle), difference, serves (variants without
        repetition), status («не хватает», «впритык», «с запасом», «вне спецификации»).
    """

    demand: Demand
    items: pd.DataFrame
    statuses: pd.DataFrame
    cells: pd.DataFrame

    @property
    def holes(self) -> pd.DataFrame:
        """Cells with fewer usable items than asked for, the emptiest first."""
        short = self.cells[self.cells["status"] == _SHORT]
        return short.sort_values(["serves", "difference"], kind="stable").reset_index(drop=True)

    @property
    def surpluses(self) -> pd.DataFrame:
        """Cells with more usable items than asked for and cells outside the specification."""
        return self.cells[self.cells["status"].isin([_RESERVE, _OUTSIDE])].reset_index(drop=True)

    @property
    def overdue(self) -> pd.DataFrame:
        """Items in use whose day of review has passed, the longest overdue first."""
        return self.items[self.items["overdue"]].sort_values(["review_due", "item"]).reset_index(drop=True)

    @property
    def serves(self) -> int:
        """How many variants without common items the specification can be filled for."""
        planned = self.cells[self.cells["planned"] > 0]
        return int(planned["serves"].min()) if len(planned) else 0

    @property
    def usable(self) -> int:
        """How many items may enter a variant."""
        return int((self.items["obstacle"] == "").sum())

    @property
    def text_percent(self) -> float:
        """Share of items whose text is in the bank."""
        return percent(float(self.items["text"].notna().sum()), float(len(self.items)))


def bank_state(tables: Mapping[str, pd.DataFrame], demand: Demand, rules: AssemblyRules) -> Bank:
    """Say what the bank holds for a tool and whether it suffices.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        ``items`` (item, subject, grade, content, skill, tier, kind, key, max_score, status, uses, review_due, text) and
        ``blueprint`` (fos, content, content_title, skill, skill_title, tier, items); ``fos_plan`` or ``responses`` say
        which subject and grade the tool belongs to; ``responses`` also which items pupils have met.
    demand : Demand
        The tool, the day, the number of variants.
    rules : AssemblyRules
        ``statuses`` and ``use_limit``: which items may enter a variant.

    Returns
    -------
    Bank

    Raises
    ------
    MissingData
        No bank of this subject and grade, no specification, or nothing says what subject the tool is of.
    """
    plan_cells = _specified(tables.get("blueprint"), demand.test)
    subject, grade = subject_and_grade(tables, demand.test)
    bank = _of(tables.get("items"), subject, grade)
    planned = plan_cells.groupby(_CELL, sort=False)["items"].sum()
    items = _judged(bank, tables.get("responses"), demand, rules)
    items["planned"] = [cell in planned.index for cell in items[_CELL].itertuples(index=False, name=None)]
    cells = _titled(
        _cells(items, planned, demand.variants), _titles(tables.get("codifier"), plan_cells, subject, grade)
    )
    return Bank(demand, items, _statuses(items), cells)


def subject_and_grade(tables: Mapping[str, pd.DataFrame], test: str) -> tuple[str, int]:
    """Find the subject and grade of a tool: from the plan, else from the items that pupils wrote.

    Raises
    ------
    MissingData
        Neither knows the tool.
    """
    plan, responses, items = (tables.get(name) for name in ("fos_plan", "responses", "items"))
    known = None if plan is None else plan[plan["fos"] == test]
    if (known is None or known.empty) and responses is not None and items is not None:
        known = items[items["item"].isin(responses.loc[responses["test"] == test, "item"])]
    if known is None or known.empty:
        raise MissingData(
            f"Неизвестно, к какому предмету и классу относится «{test}»: нет ни строки в плане ФОС, ни ответов.",
            Reason.TABLE_EMPTY, ("fos_plan", "responses"),
        )  # fmt: skip
    return str(known["subject"].iloc[0]), int(known["grade"].iloc[0])


def year_end(year: str) -> pd.Timestamp:
    """Return the last day of a school year: what is not reviewed by then is overdue for the next one.

    Parameters
    ----------
    year : str
        «2025/2026».

    Raises
    ------
    MissingData
        The year is not known.

    Examples
    --------
    >>> year_end("2025/2026")
    Timestamp('2026-08-31 00:00:00')
    """
    last = re.fullmatch(r"[0-9]{4}/([0-9]{4})", year)
    if last is None:
        raise MissingData("Учебный год неизвестен: укажите «год» в паспорте школы.", Reason.VALUE_MISSING)
    return pd.Timestamp(int(last[1]), 8, 31)


def _specified(blueprint: pd.DataFrame | None, test: str) -> pd.DataFrame:
    cells = pd.DataFrame() if blueprint is None else blueprint[blueprint["fos"] == test]
    if cells.empty:
        raise MissingData(f"Спецификации работы «{test}» нет.", Reason.TABLE_EMPTY, ("blueprint",))
    return cells


def _of(items: pd.DataFrame | None, subject: str, grade: int) -> pd.DataFrame:
    found = pd.DataFrame() if items is None else items[(items["subject"] == subject) & (items["grade"] == grade)]
    if found.empty:
        raise MissingData(f"В банке нет заданий: {subject}, {grade} класс.", Reason.TABLE_EMPTY, ("items",))
    return found.drop_duplicates("item").reset_index(drop=True)


def _judged(bank: pd.DataFrame, responses: pd.DataFrame | None, demand: Demand, rules: AssemblyRules) -> pd.DataFrame:
    items = bank.copy()
    for name in ("status", "uses", "review_due", "text", "choices", "version", "revised"):
        if name not in items:
            items[name] = pd.NA
    uses = items["uses"].astype("Int64").fillna(0).astype(int)
    met = set() if responses is None else set(responses["item"])
    items["status"] = items["status"].astype("object").where(items["status"].notna(), NO_STATUS)
    items["tried"] = items["item"].isin(met) | (uses > 0)
    due = pd.to_datetime(items["review_due"])
    items["overdue"] = (due < demand.day) & (items["status"] != "архив")
    allowed = {part.strip() for part in re.split("[;,]", rules.statuses) if part.strip()}
    items["obstacle"] = [
        _obstacle(status, allowed, tired=bool(rules.use_limit) and used >= rules.use_limit, keyless=keyless)
        for status, used, keyless in zip(items["status"], uses, _keyless(items), strict=True)
    ]
    return items


def _keyless(items: pd.DataFrame) -> Iterable[bool]:
    # What is marked by a person needs no key; all else cannot be marked without one.
    return (items["key"].isna() & (items["kind"] != "развёрнутый ответ")).tolist()


def _obstacle(status: str, allowed: set[str], *, tired: bool, keyless: bool) -> str:
    if status not in (NO_STATUS, *allowed):
        return f"статус «{status}»"
    if keyless:
        return "нет ключа"
    return "часто использовалось" if tired else ""


def _statuses(items: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for status in (*LIFE, NO_STATUS):
        mine = items[items["status"] == status]
        if len(mine):
            rows.append((status, len(mine), percent(len(mine), len(items)), int((~mine["tried"]).sum()),
                         int(mine["overdue"].sum()), int(mine["text"].isna().sum())))  # fmt: skip
    return pd.DataFrame(rows, columns=["status", "items", "percent", "untried", "overdue", "without_text"])


def _cells(items: pd.DataFrame, planned: pd.Series, variants: int) -> pd.DataFrame:
    free = items["obstacle"] == ""
    frame = pd.DataFrame({
        "planned": planned, "present": items[free].groupby(_CELL).size(), "waiting": items[~free].groupby(_CELL).size(),
    }).fillna(0).astype(int)  # fmt: skip
    frame.index = frame.index.set_names(_CELL)
    frame["required"] = frame["planned"] * variants
    frame["difference"] = frame["present"] - frame["required"]
    frame["serves"] = np.where(frame["planned"] > 0, frame["present"] // frame["planned"].clip(lower=1), 0)
    frame["status"] = [
        _OUTSIDE if not one else _SHORT if gap < 0 else _EXACT if gap == 0 else _RESERVE
        for one, gap in zip(frame["planned"], frame["difference"], strict=True)
    ]
    frame = frame.reset_index()
    place = {tier: number for number, tier in enumerate(TIERS)}
    frame = frame.sort_values(_CELL, key=lambda column: column.map(place) if column.name == "tier" else column)
    return frame.reset_index(drop=True)


def _titles(
    codifier: pd.DataFrame | None, plan_cells: pd.DataFrame, subject: str, grade: int
) -> dict[tuple[str, str], str]:
    """Return the title of each code: the specification's own, else the codifier's."""
    titles: dict[tuple[str, str], str] = {}
    if codifier is not None:
        mine = codifier[(codifier["subject"] == subject) & (codifier["grade"] == grade)]
        for kind, code, title in mine[["kind", "code", "title"]].itertuples(index=False):
            titles["content" if kind == "КЭС" else "skill", code] = title
    for name in ("content", "skill"):
        named = plan_cells.dropna(subset=[f"{name}_title"])
        titles |= {(name, code): title for code, title in zip(named[name], named[f"{name}_title"], strict=True)}
    return titles


def _titled(frame: pd.DataFrame, titles: Mapping[tuple[str, str], str]) -> pd.DataFrame:
    for name in ("content", "skill"):
        frame[f"{name}_title"] = [titles.get((name, code), "") for code in frame[name]]
    front = ["content", "content_title", "skill", "skill_title", "tier", "planned", "required", "present", "waiting"]
    return frame[[*front, "difference", "serves", "status"]]
