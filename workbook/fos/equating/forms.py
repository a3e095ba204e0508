"""A form as equating sees it: whose sums, which items, what it is made of.

Apart from the designs because a form has names, contents and tiers, and a design only counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbook.errors import MissingData, Reason
from workbook.fos.equating.designs import Anchored, RandomGroups, count_scores
from workbook.fos.scoring import HasTables, Scored, score
from workbook.settings import EquatingRules

__all__ = ["Form", "common_items", "composition", "design_of", "forms_of", "forms_to_compare", "related_works"]


@dataclass(frozen=True)
class Form:
    """One variant, or one year's work, with the pupils who wrote it.

    Attributes
    ----------
    name : str
        «вариант 1» or «МА7-ИТ, 2024/2025».
    scores : pandas.DataFrame
        Pupils × items, points, no gaps (what was not reached is 0).
    items : pandas.DataFrame
        Index item: max_score, content, tier.
    """

    name: str
    scores: pd.DataFrame
    items: pd.DataFrame

    @property
    def maximum(self) -> float:
        """Highest possible sum."""
        return float(self.items["max_score"].sum())

    @property
    def n(self) -> int:
        """Pupils who wrote the form."""
        return len(self.scores)

    def sums(self, items: Sequence[str] | None = None) -> pd.Series[float]:
        """Points of each pupil, on the whole form or on some of its items."""
        return (self.scores if items is None else self.scores[list(items)]).sum(axis=1)


def forms_of(scored: Scored) -> list[Form]:
    """Split a scored work into its variants, in the order of their names.

    Parameters
    ----------
    scored : Scored
        :func:`workbook.fos.score`.
    """
    result = []
    for name, matrix in sorted(scored.forms().items()):
        items = scored.items.loc[matrix.columns, ["max_score", "content", "tier"]]
        result.append(Form(f"вариант {name}" if name else "один вариант", matrix, items))
    return result


def forms_to_compare(school: HasTables, test: str, old_test: str = "") -> list[Form]:
    """Return the forms of a work, the one to which the others are compared first.

    Parameters
    ----------
    school : HasTables
        Tables responses and items.
    test : str
        Code of the work.
    old_test : str
        Another work with common items, such as last year's: its first variant then comes first. Empty: the first
        variant of the work itself.

    Raises
    ------
    MissingData
        A table or the answers are missing.
    """
    tables = school.tables
    missing = [name for name in ("responses", "items") if name not in tables]
    if missing:
        raise MissingData("Для сравнения вариантов нужны ответы учеников и банк заданий.", missing=missing)
    mine = forms_of(score(tables["responses"], tables["items"], test))
    if not old_test or old_test == test:
        return mine
    base = forms_of(score(tables["responses"], tables["items"], old_test))[0]
    return [
        replace(base, name=f"{old_test}, {base.name}"),
        *(replace(form, name=f"{test}, {form.name}") for form in mine),
    ]


def related_works(school: HasTables, test: str) -> dict[str, str]:
    """List other works that pupils wrote and that share items with this one: code → label.

    Parameters
    ----------
    school : HasTables
        Table responses.
    test : str
        Code of the work.
    """
    answers = school.tables.get("responses")
    if answers is None:
        return {}
    held = answers[["test", "item"]].drop_duplicates()
    mine = set(held.loc[held["test"] == test, "item"])
    shared = held[held["item"].isin(mine) & (held["test"] != test)].groupby("test").size()
    return {str(code): f"{code} (общих заданий: {int(n)})" for code, n in shared.items()}


def common_items(new: Form, old: Form) -> tuple[str, ...]:
    """Items that both forms hold, in the order of the new one."""
    there = set(map(str, old.scores.columns))
    return tuple(str(item) for item in new.scores.columns if str(item) in there)


def composition(new: Form, old: Form) -> str:
    """Say in what the two forms differ as specifications; empty when they are alike.

    Forms of different length or content measure different things, and no formula makes their scores exchangeable.

    Parameters
    ----------
    new, old : Form

    References
    ----------
    Kolen, Brennan (2014), ch. 8: the same specifications are the first condition of equating.
    """
    if new.maximum != old.maximum:
        return f"максимум {new.maximum:g} и {old.maximum:g}".replace(".", ",")
    if len(new.items) != len(old.items):
        return f"заданий {len(new.items)} и {len(old.items)}"
    tiers = [form.items["tier"].value_counts() for form in (new, old)]
    gaps = tiers[0].sub(tiers[1], fill_value=0.0)
    for tier in ("Б", "П", "В"):
        if gaps.get(tier, 0.0):
            return f"заданий уровня {tier}: {tiers[0].get(tier, 0)} и {tiers[1].get(tier, 0)}"
    points = [form.items.groupby("content")["max_score"].sum() for form in (new, old)]
    apart = points[0].sub(points[1], fill_value=0.0)
    differ = [str(code) for code, gap in apart.items() if gap]
    return f"баллы по содержанию {', '.join(differ)}" if differ else ""


def design_of(new: Form, old: Form, rules: EquatingRules) -> RandomGroups | Anchored:
    """Count what the equating of two forms needs: with common items by the anchor, without them as random groups.

    Parameters
    ----------
    new, old : Form
    rules : EquatingRules
        ``weights``: how the groups are mixed into the synthetic population.

    Raises
    ------
    MissingData
        Sums are not whole, or a form has no pupils.
    """
    for form in (new, old):
        if not form.n:
            raise MissingData(f"Ответов нет: {form.name}. Пересчитывать нечего.", Reason.TABLE_EMPTY, ("responses",))
    anchor = common_items(new, old)
    totals = [count_scores(form.sums(), form.maximum) for form in (new, old)]
    sizes = [round(form.maximum) + 1 for form in (new, old)]
    if not anchor:
        x, y = (np.bincount(total, minlength=size).astype(float) for total, size in zip(totals, sizes, strict=True))
        return RandomGroups(x, y)
    top = float(new.items.loc[list(anchor), "max_score"].sum())
    tables = [
        _joint(total, count_scores(form.sums(anchor), top), (size, round(top) + 1))
        for form, total, size in zip((new, old), totals, sizes, strict=True)
    ]
    weight = {"поровну": 0.5, "первая группа": 1.0}.get(rules.weights, new.n / (new.n + old.n))
    return Anchored(tables[0], tables[1], weight)


def _joint(
    totals: NDArray[np.int64], anchor: NDArray[np.int64], shape: tuple[int, int]
) -> NDArray[np.float64]:  # fmt: skip
    table = np.zeros(shape)
    np.add.at(table, (totals, anchor), 1.0)
    return table
