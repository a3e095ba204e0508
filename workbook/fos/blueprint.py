"""The specification against the items: what each cell content × skill × tier must hold and what it holds.

Apart from item analysis because it needs no pupils: a work can be judged before anybody writes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from workbook.errors import MissingData, Reason
from workbook.estimates import percent
from workbook.fos.tiers import TIERS

__all__ = ["Coverage", "coverage"]

_CELL = ["content", "skill", "tier"]


@dataclass(frozen=True)
class Coverage:
    """The specification of one assessment tool beside the items found for it.

    Attributes
    ----------
    test : str
        Code of the assessment tool.
    source : str
        «работа» (items in pupils' answers) or «банк» (no answers yet: items of the same subject and grade).
    cells : pandas.DataFrame
        content, content_title, skill, skill_title, tier, variant, required, present, difference, required_score,
        present_score, status («по плану», «не хватает», «лишнее», «нет в плане»; in a bank a surplus is «по плану»).
        One row per cell and variant.
    tiers : pandas.DataFrame
        variant, tier, required, present, required_percent, present_percent (shares of items).
    totals : pandas.DataFrame
        variant, required_items, present_items, required_score, present_score, minutes (NaN when any item has none),
        items_without_minutes.
    covered_percent : float
        Places of the specification filled in the variant that is filled worst.
    """

    test: str
    source: str
    cells: pd.DataFrame
    tiers: pd.DataFrame
    totals: pd.DataFrame
    covered_percent: float

    @property
    def variants(self) -> list[str]:
        """The variants found, in order; one empty string when the work had one."""
        return list(self.totals["variant"])

    @property
    def holes(self) -> pd.DataFrame:
        """Cells in which items are lacking."""
        return self.cells[self.cells["status"] == "не хватает"]

    @property
    def surpluses(self) -> pd.DataFrame:
        """Cells with more items than planned, or not planned at all."""
        return self.cells[self.cells["status"].isin(["лишнее", "нет в плане"])]

    def worst(self) -> pd.DataFrame:
        """Return one row per cell: the variant that departs most from the plan speaks for the cell."""
        return self._worst.copy()

    @cached_property
    def _worst(self) -> pd.DataFrame:
        order = self.cells.assign(away=self.cells["difference"].abs(), hole=self.cells["difference"] < 0)
        order = order.sort_values(["hole", "away"], ascending=False, kind="stable").drop_duplicates(_CELL)
        return order.drop(columns=["away", "hole"]).sort_index().reset_index(drop=True)


def coverage(
    blueprint: pd.DataFrame,
    items: pd.DataFrame,
    test: str,
    responses: pd.DataFrame | None = None,
    plan: pd.DataFrame | None = None,
) -> Coverage:
    """Lay the specification over the items that the work used, or over the bank before the work is written.

    Parameters
    ----------
    blueprint : pandas.DataFrame
        fos, content, content_title, skill, skill_title, tier, items, score.
    items : pandas.DataFrame
        The bank: item, subject, grade, content, skill, tier, max_score, minutes.
    test : str
        Code of the assessment tool.
    responses : pandas.DataFrame, optional
        test, variant, item: where it holds this test, its distinct items per variant are counted.
    plan : pandas.DataFrame, optional
        fos, subject, grade: says which part of the bank serves the test when there are no responses.

    Returns
    -------
    Coverage

    Raises
    ------
    MissingData
        The test has no specification, or neither answers nor a bank to compare it with.
    """
    plan_cells = blueprint[blueprint["fos"] == test]
    if plan_cells.empty:
        raise MissingData(f"Спецификации работы «{test}» нет.", Reason.TABLE_EMPTY, ("blueprint",))
    used, source = _used(items, test, responses, plan)
    wanted = plan_cells.set_index(_CELL)[["items", "score"]].astype(float)
    parts = [_compare(wanted, used[used["variant"] == name], name, source) for name in used["variant"].unique()]
    cells = pd.concat(parts, ignore_index=True)
    cells = _titled(cells, plan_cells)
    filled = cells[["required", "present"]].min(axis=1).groupby(cells["variant"]).sum()
    covered = percent(float(filled.min()), float(wanted["items"].sum()))
    return Coverage(test, source, cells, _tier_shares(cells), _totals(cells, used), covered)


def _used(
    items: pd.DataFrame, test: str, responses: pd.DataFrame | None, plan: pd.DataFrame | None
) -> tuple[pd.DataFrame, str]:
    bank = items.drop_duplicates("item")
    if responses is not None and (responses["test"] == test).any():
        seen = responses.loc[responses["test"] == test, ["variant", "item"]].drop_duplicates()
        # Where variants are named, an answer without one tells nothing about what a variant holds.
        seen = seen.dropna(subset=["variant"]) if seen["variant"].notna().any() else seen.fillna({"variant": ""})
        return seen.merge(bank, on="item", how="inner").sort_values("variant", kind="stable"), "работа"
    mine = plan[plan["fos"] == test] if plan is not None else None
    if mine is None or mine.empty:
        raise MissingData(
            f"Спецификацию работы «{test}» не с чем сравнить: нет ни ответов учеников, ни строки в плане ФОС.",
            Reason.TABLE_EMPTY, ("responses", "fos_plan"),
        )  # fmt: skip
    subject, grade = mine["subject"].iloc[0], mine["grade"].iloc[0]
    found = bank[(bank["subject"] == subject) & (bank["grade"] == grade)].assign(variant="")
    if found.empty:
        raise MissingData(f"В банке нет заданий: {subject}, {grade} класс.", Reason.TABLE_EMPTY, ("items",))
    return found, "банк"


def _titled(cells: pd.DataFrame, plan_cells: pd.DataFrame) -> pd.DataFrame:
    for column in ("content", "skill"):
        named = plan_cells.dropna(subset=[f"{column}_title"]).drop_duplicates(column)
        titles = dict(zip(named[column], named[f"{column}_title"], strict=True))
        cells[f"{column}_title"] = [titles.get(code, "") for code in cells[column]]
    front = ["content", "content_title", "skill", "skill_title", "tier", "variant"]
    return cells[[*front, *cells.columns.difference(front, sort=False)]]


def _compare(wanted: pd.DataFrame, used: pd.DataFrame, variant: str, source: str) -> pd.DataFrame:
    held = used.groupby(_CELL)["max_score"].agg(["size", "sum"])
    frame = wanted.join(held, how="outer" if source == "работа" else "left").fillna(0.0)
    frame.columns = pd.Index(["required", "required_score", "present", "present_score"])
    frame["difference"] = frame["present"] - frame["required"]
    frame["status"] = [
        _status(required, difference, source)
        for required, difference in zip(frame["required"], frame["difference"], strict=True)
    ]
    whole = {"required": int, "present": int, "difference": int}
    frame = frame.astype(whole).reset_index().assign(variant=variant)
    place = {tier: number for number, tier in enumerate(TIERS)}
    frame = frame.sort_values(["content", "skill", "tier"], key=lambda c: c.map(place) if c.name == "tier" else c)
    front = [*_CELL, "variant", "required", "present", "difference", "required_score", "present_score", "status"]
    return frame[front]


def _status(required: float, difference: float, source: str) -> str:
    if difference < 0:
        return "не хватает"
    if difference > 0 and source == "работа":
        return "лишнее" if required else "нет в плане"
    return "по плану"


def _tier_shares(cells: pd.DataFrame) -> pd.DataFrame:
    sums = cells.groupby(["variant", "tier"])[["required", "present"]].sum()
    index = pd.MultiIndex.from_product([cells["variant"].unique(), TIERS], names=["variant", "tier"])
    frame = sums.reindex(index, fill_value=0)
    for name in ("required", "present"):
        whole = frame.groupby("variant")[name].transform("sum")
        frame[f"{name}_percent"] = (100 * frame[name] / whole).where(whole > 0)
    return frame.reset_index()


def _totals(cells: pd.DataFrame, used: pd.DataFrame) -> pd.DataFrame:
    sums = cells.groupby("variant", sort=False)[["required", "present", "required_score", "present_score"]].sum()
    sums.columns = pd.Index(["required_items", "present_items", "required_score", "present_score"])
    minutes = used.groupby("variant")["minutes"]
    sums["minutes"] = minutes.sum(min_count=1).where(minutes.count() == minutes.size())
    sums["items_without_minutes"] = (minutes.size() - minutes.count()).astype(int)
    return sums.reset_index()
