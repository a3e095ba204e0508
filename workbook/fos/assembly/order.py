"""What is ordered: how many variants, of which cells, with which common items, limits and tolerance.

Apart from the search because an order is what people agree on, and a refusal is answered by changing it.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import Any

import pandas as pd

from workbook.errors import DataRefused, MissingData, Reason
from workbook.fos.tiers import TIER_NAMES, TIERS
from workbook.settings import AssemblyRules

__all__ = ["LIMITS", "Cell", "Order", "order_for"]

LIMITS = {"variants": (1, 8), "common": (0, 60), "overlap": (0, 60), "tolerance": (0.0, 100.0)}
"""The least and the greatest value of each choice that a form offers."""

_WORDS = {"variants": "Вариантов", "common": "Общих заданий", "overlap": "Пересечение", "tolerance": "Допуск"}


@dataclass(frozen=True)
class Cell:
    """One row of the specification: how many items of what kind each variant holds.

    Attributes
    ----------
    content, skill, tier : str
        Codes (КЭС, КПУ) and the tier Б, П or В.
    items : int
        Items in one variant.
    score : float
        Points that they give together; NaN when the specification does not say.
    content_title, skill_title : str
        Names; codes speak where they are empty.
    """

    content: str
    skill: str
    tier: str
    items: int
    score: float = math.nan
    content_title: str = ""
    skill_title: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        """Content, skill and tier."""
        return self.content, self.skill, self.tier

    @property
    def title(self) -> str:
        """The cell in words: «Дроби» × «Вычислять» × высокий.

        Examples
        --------
        >>> Cell("1.2", "2.1", "В", 2, content_title="Дроби").title
        '«Дроби» × 2.1 × высокий'
        """
        names = [f"«{name}»" if name else code for name, code in
                 ((self.content_title, self.content), (self.skill_title, self.skill))]  # fmt: skip
        return f"{names[0]} × {names[1]} × {TIER_NAMES.get(self.tier, self.tier)}"


@dataclass(frozen=True)
class Order:
    """The whole order; change it with :func:`dataclasses.replace`.

    Attributes
    ----------
    test : str
        Code of the assessment tool.
    cells : tuple of Cell
        The specification of one variant.
    subject, grade : str, int or None
        Which part of the bank serves; empty and None take all of it.
    variants : int
        How many parallel variants.
    common : int
        Anchors: items that stand in every variant at the same place (якорные, общие задания).
    overlap : int
        How many further items two variants may share.
    minutes : float
        Longest working time of a variant, minutes; 0 sets no limit.
    tolerance, time_tolerance : float
        How far a variant may be from the common target: difficulty or information, and time; percent of the target.
    target : float
        Wanted success, percent; NaN takes what the bank gives on average.
    same_kinds : bool
        Every variant holds as many items with a choice, with a short and with an extended answer as the others.
    miniature : bool
        Common items are spread over the tiers as the whole work is: an anchor is the work in small (Kolen, Brennan,
        2014, section 8.2.1). Not asked when the common items are named.
    use_limit : int
        Items used that many times stay in the bank; 0 sets no limit.
    statuses : tuple of str
        Statuses allowed; an item without a status is allowed.
    anchors, forced, forbidden : tuple of str
        Codes of items: in every variant; in at least one; in none.
    doubtful : tuple of str
        Items whose key or wording pupils' answers put in doubt: they stay in the bank until somebody has looked.
    seed : int
        Another number gives another choice among the equally good.
    """

    test: str
    cells: tuple[Cell, ...]
    subject: str = ""
    grade: int | None = None
    variants: int = 2
    common: int = 0
    overlap: int = 0
    minutes: float = 0.0
    tolerance: float = 3.0
    time_tolerance: float = 10.0
    target: float = math.nan
    same_kinds: bool = True
    miniature: bool = True
    use_limit: int = 0
    statuses: tuple[str, ...] = ("апробировано", "новое")
    anchors: tuple[str, ...] = ()
    forced: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    seed: int = 1

    def __post_init__(self) -> None:
        """Refuse a choice outside its limits, in the words of the form.

        Raises
        ------
        DataRefused
            Names the choice, what came and what is allowed.
        """
        for name, (low, high) in LIMITS.items():
            value = getattr(self, name)
            if not low <= value <= high:
                raise DataRefused(
                    f"{_WORDS[name]}: {_plain(value)}. Допустимо от {_plain(low)} до {_plain(high)}.",
                    Reason.PARAMETER_TYPE,
                )

    @property
    def size(self) -> int:
        """Items in one variant."""
        return sum(cell.items for cell in self.cells)

    @property
    def score(self) -> float:
        """Points of one variant; NaN when a cell does not say."""
        return math.fsum(cell.score for cell in self.cells)

    @property
    def in_every_variant(self) -> int:
        """How many anchors there are, counting those named."""
        return max(self.common, len(set(self.anchors)))

    def common_by_tier(self) -> dict[str, tuple[int, int]]:
        """Say how many common items of each tier make the work in small: tier → the least and the most.

        Examples
        --------
        >>> cells = (Cell("1", "1", "Б", 7), Cell("2", "1", "П", 3))
        >>> Order("Т", cells, common=3).common_by_tier()
        {'Б': (2, 3), 'П': (0, 1)}
        """
        sizes: dict[str, int] = {}
        for cell in self.cells:
            sizes[cell.tier] = sizes.get(cell.tier, 0) + cell.items
        shares = {tier: self.in_every_variant * n / max(self.size, 1) for tier, n in sizes.items()}
        return {tier: (math.floor(part), math.ceil(part)) for tier, part in shares.items()}

    def changed(self, **choices: Any) -> Order:
        """Return the order with other choices."""
        return dataclasses.replace(self, **choices)


def order_for(blueprint: pd.DataFrame, plan: pd.DataFrame, test: str, rules: AssemblyRules) -> Order:
    """Take the specification of a tool as an order with the school's rules; choices are changed afterwards.

    Parameters
    ----------
    blueprint : pandas.DataFrame
        fos, content, content_title, skill, skill_title, tier, items, score.
    plan : pandas.DataFrame
        fos, subject, grade: which part of the bank serves the tool.
    test : str
        Code of the assessment tool.
    rules : AssemblyRules
        Tolerances, use limit, statuses.

    Raises
    ------
    MissingData
        The tool has no specification, or the plan does not know its subject and grade.
    """
    rows = blueprint[(blueprint["fos"] == test) & (blueprint["items"] > 0)]
    if rows.empty:
        raise MissingData(f"Спецификации работы «{test}» нет.", Reason.TABLE_EMPTY, ("blueprint",))
    mine = plan[plan["fos"] == test]
    if mine.empty:
        raise MissingData(
            f"Работы «{test}» нет в плане ФОС: не видно, для какого она предмета и класса.",
            Reason.TABLE_EMPTY, ("fos_plan",),
        )  # fmt: skip
    place = {tier: number for number, tier in enumerate(TIERS)}
    rows = rows.assign(place=rows["tier"].map(place)).sort_values(["content", "skill", "place"], kind="stable")
    cells = tuple(
        Cell(
            str(row["content"]), str(row["skill"]), str(row["tier"]), int(row["items"]), float(row["score"]),
            _text(row.get("content_title")), _text(row.get("skill_title")),
        )
        for row in rows.to_dict("records")
    )  # fmt: skip
    return Order(
        test, cells, str(mine["subject"].iloc[0]), int(mine["grade"].iloc[0]), tolerance=rules.tolerance,
        time_tolerance=rules.time_tolerance, use_limit=rules.use_limit,
        statuses=tuple(part.strip() for part in rules.statuses.replace(",", ";").split(";") if part.strip()),
    )  # fmt: skip


def _text(value: object) -> str:
    return "" if value is None or pd.isna(value) else str(value)  # type: ignore[call-overload]


def _plain(value: float) -> str:
    return f"{value:g}".replace(".", ",")
