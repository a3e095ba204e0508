"""The codifier against the specification and the bank: what is promised, what is planned, what can be asked.

Apart from the blueprint because a codifier belongs to a subject and a grade, not to one work.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.estimates import percent
from workbook.fos.bank import subject_and_grade

__all__ = ["KINDS", "CodifierCheck", "codifier_check"]

KINDS = {"КЭС": "content", "КПУ": "skill"}
"""Part of the codifier → the column in which specification and bank carry its codes."""

ASSESSED, UNPLANNED, EMPTY, ORAL, AGAINST = (
    "проверяется", "нет в спецификации", "нет заданий", "не проверяется", "не проверяется, но задания есть",
)  # fmt: skip


@dataclass(frozen=True)
class CodifierCheck:
    """The codifier of one subject and grade beside the specifications and the bank.

    Attributes
    ----------
    test, subject : str
    grade : int
    elements : pandas.DataFrame
        kind, code, title, assessed (bool), planned (items of this test's specification), items (of the bank), status
        («проверяется», «нет в спецификации», «нет заданий», «не проверяется», «не проверяется, но задания есть»), in
        the order of the codifier.
    unknown : pandas.DataFrame
        kind, code, place («спецификация» or «банк»), where (cells or items, Russian), count: codes that the codifier
        does not know.
    renamed : pandas.DataFrame
        kind, code, title (codifier), other (specification): one code, two names.
    matrix : pandas.DataFrame
        content, content_title, skill, skill_title, planned, items: every pair of codes that the specification or the
        bank holds.
    """

    test: str
    subject: str
    grade: int
    elements: pd.DataFrame
    unknown: pd.DataFrame
    renamed: pd.DataFrame
    matrix: pd.DataFrame

    @property
    def covered_percent(self) -> float:
        """Share of elements to be assessed that have an item in the bank."""
        asked = self.elements[self.elements["assessed"]]
        return percent(float((asked["items"] > 0).sum()), float(len(asked)))

    @property
    def gaps(self) -> pd.DataFrame:
        """Elements to be assessed for which nobody can ask anything."""
        return self.elements[self.elements["status"] == EMPTY].reset_index(drop=True)


def codifier_check(tables: Mapping[str, pd.DataFrame], test: str) -> CodifierCheck:
    """Lay codifier, specification and bank side by side.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        ``codifier`` (subject, grade, kind, code, title, assessed); ``items`` and ``blueprint`` where the school has
        them; ``fos_plan`` or ``responses`` say which subject and grade the tool belongs to.
    test : str
        Code of the assessment tool.

    Raises
    ------
    MissingData
        No codifier of this subject and grade, or neither a specification nor a bank to compare it with.
    """
    codifier = tables.get("codifier")
    if codifier is None or codifier.empty:
        raise MissingData("Кодификатора школа не передала.", Reason.TABLE_MISSING, ("codifier",))
    subject, grade = subject_and_grade(tables, test)
    mine = codifier[(codifier["subject"] == subject) & (codifier["grade"] == grade)]
    if mine.empty:
        raise MissingData(f"Кодификатора нет: {subject}, {grade} класс.", Reason.TABLE_EMPTY, ("codifier",))
    plan, bank = _plan(tables.get("blueprint"), test), _bank(tables.get("items"), subject, grade)
    if plan.empty and bank.empty:
        raise MissingData(
            f"Кодификатор не с чем сравнить: нет ни спецификации «{test}», ни заданий.",
            Reason.TABLE_EMPTY, ("blueprint", "items"),
        )  # fmt: skip
    return CodifierCheck(
        test, subject, grade, _elements(mine, plan, bank), _unknown(mine, plan, bank), _renamed(mine, plan),
        _matrix(mine, plan, bank),
    )  # fmt: skip


def _plan(blueprint: pd.DataFrame | None, test: str) -> pd.DataFrame:
    if blueprint is None:
        return pd.DataFrame({"content": [], "skill": [], "tier": [], "items": []})
    return blueprint[blueprint["fos"] == test]


def _bank(items: pd.DataFrame | None, subject: str, grade: int) -> pd.DataFrame:
    if items is None:
        return pd.DataFrame({"item": [], "content": [], "skill": []})
    return items[(items["subject"] == subject) & (items["grade"] == grade)].drop_duplicates("item")


def _elements(codifier: pd.DataFrame, plan: pd.DataFrame, bank: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for kind, code, title, said in codifier[["kind", "code", "title", "assessed"]].itertuples(index=False):
        column = KINDS[kind]
        planned = int(plan.loc[plan[column] == code, "items"].sum())
        items = int((bank[column] == code).sum())
        rows.append((kind, code, title, said != "нет", planned, items, _status(said != "нет", planned, items)))
    return pd.DataFrame(rows, columns=["kind", "code", "title", "assessed", "planned", "items", "status"])


def _status(assessed: bool, planned: int, items: int) -> str:
    if not assessed:
        return AGAINST if planned or items else ORAL
    if not items:
        return EMPTY
    return ASSESSED if planned else UNPLANNED


def _unknown(codifier: pd.DataFrame, plan: pd.DataFrame, bank: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for kind, column in KINDS.items():
        known = set(codifier.loc[codifier["kind"] == kind, "code"])
        for code, cells in plan[~plan[column].isin(known)].groupby(column):
            where = [" × ".join(map(str, cell)) for cell in cells[["content", "skill", "tier"]].to_numpy()]
            rows.append((kind, str(code), "спецификация", ", ".join(where), len(cells)))
        for code, items in bank[~bank[column].isin(known)].groupby(column):
            rows.append((kind, str(code), "банк", ", ".join(map(str, items["item"])), len(items)))
    return pd.DataFrame(rows, columns=["kind", "code", "place", "where", "count"])


def _renamed(codifier: pd.DataFrame, plan: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for kind, column in KINDS.items():
        if f"{column}_title" not in plan:
            continue
        titles = codifier[codifier["kind"] == kind].drop_duplicates("code").set_index("code")["title"]
        said = plan.dropna(subset=[f"{column}_title"]).drop_duplicates([column, f"{column}_title"])
        for code, other in said[[column, f"{column}_title"]].itertuples(index=False):
            if code in titles.index and _plain(titles[code]) != _plain(other):
                rows.append((kind, str(code), str(titles[code]), str(other)))
    return pd.DataFrame(rows, columns=["kind", "code", "title", "other"])


def _plain(title: object) -> str:
    return " ".join(str(title).casefold().replace("ё", "е").split()).rstrip(".")


def _matrix(codifier: pd.DataFrame, plan: pd.DataFrame, bank: pd.DataFrame) -> pd.DataFrame:
    pair = list(KINDS.values())
    held = pd.DataFrame(
        {"planned": plan.groupby(pair)["items"].sum(), "items": bank.groupby(pair).size()}, dtype="float64"
    )
    frame = held.fillna(0).astype(int).rename_axis(pair).reset_index()
    for kind, column in KINDS.items():
        named = codifier.loc[codifier["kind"] == kind]
        titles = dict(zip(named["code"], named["title"], strict=True))
        frame[f"{column}_title"] = [titles.get(code, "") for code in frame[column]]
    return frame[["content", "content_title", "skill", "skill_title", "planned", "items"]]
