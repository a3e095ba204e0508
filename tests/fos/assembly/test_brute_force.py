"""Random small banks: every pair of variants is tried by hand, and the search must agree on whether any fits."""

from __future__ import annotations

import dataclasses
from itertools import combinations

import hypothesis.strategies as st
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

from workbook.fos import assembly
from workbook.fos.assembly.pool import pool
from workbook.fos.assembly.targets import attainable
from workbook.settings import AssemblyRules

RULES = dataclasses.replace(AssemblyRules(), balance_time=0, time_limit=10)

KINDS = st.sampled_from(["выбор ответа", "краткий ответ"])


@st.composite
def cases(draw):
    sizes = [draw(st.integers(2, 5)), draw(st.integers(1, 4))]
    rows = []
    for content, size in enumerate(sizes, 1):
        for n in range(size):
            rows.append(
                {"item": f"{content}-{n}", "subject": "математика", "grade": 7, "content": str(content), "skill": "1",
                 "tier": "Б", "kind": draw(KINDS),
                 "max_score": float(draw(st.integers(1, 2))), "minutes": float(draw(st.integers(1, 5))),
                 "expected": float(draw(st.integers(2, 9)) * 10), "uses": 0, "status": None, "enemies": None}
            )  # fmt: skip
    names = [row["item"] for row in rows]
    for _ in range(draw(st.integers(0, 3))):
        one, two = draw(st.sampled_from(list(combinations(names, 2))))
        next(row for row in rows if row["item"] == one)["enemies"] = two
    quotas = [draw(st.integers(1, 2)), draw(st.integers(0, 2))]
    score = draw(st.sampled_from([float("nan"), float("nan"), 2.0, 3.0]))
    cells = (assembly.Cell("1", "1", "Б", quotas[0], score), assembly.Cell("2", "1", "Б", quotas[1]))
    order = assembly.Order(
        "Т", cells, "математика", 7, variants=2, common=draw(st.integers(0, 2)), overlap=draw(st.integers(0, 1)),
        minutes=float(draw(st.sampled_from([0, 0, 6, 9]))), tolerance=float(draw(st.sampled_from([0, 3, 10, 30]))),
        time_tolerance=float(draw(st.sampled_from([10, 50, 100]))), seed=draw(st.integers(1, 5)),
        same_kinds=draw(st.booleans()), forced=tuple(draw(st.lists(st.sampled_from(names), max_size=1))),
    )  # fmt: skip
    return pd.DataFrame(rows), order


def one_fits(mine: pd.DataFrame, order: assembly.Order, targets) -> bool:
    names = set(mine["item"])
    for cell in order.cells:
        held = mine[mine["content"] == cell.content]
        if len(held) != cell.items or (cell.score == cell.score and held["max_score"].sum() != cell.score):
            return False
    if any(row.enemies in names for row in mine.itertuples() if row.enemies):
        return False
    if order.minutes and mine["minutes"].sum() > order.minutes:
        return False
    for target in targets:
        value = mine["minutes"].sum()
        if target.name == "success":
            value = (mine["max_score"] * mine["expected"]).sum() / mine["max_score"].sum()
        if abs(value - target.value) > target.tolerance / 100 * abs(target.value) + 1e-7:
            return False
    return True


def any_fits(items: pd.DataFrame, order: assembly.Order, targets) -> bool:
    fitting = [
        set(chosen) for chosen in combinations(items["item"], order.size)
        if one_fits(items[items["item"].isin(chosen)], order, targets)
    ]  # fmt: skip
    kinds = dict(zip(items["item"], items["kind"], strict=True))
    # The only tier makes the anchor in miniature of itself.
    return any(
        (not order.same_kinds or sorted(map(kinds.get, one)) == sorted(map(kinds.get, two)))
        and order.common <= len(one & two) <= order.common + order.overlap
        and set(order.forced) <= one | two
        for one in fitting
        for two in fitting
    )


@pytest.mark.slow
@settings(max_examples=70, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(cases())
def test_search_agrees_with_trying_everything(case):
    items, order = case
    gauge = assembly.success(items)
    made = assembly.assemble(items, order, gauge, RULES)
    targets = attainable(order, pool(items, order, gauge), 10)
    expected = targets is not None and any_fits(items, order, targets)
    assert made.found == expected
    if made.found:
        assert made.proof.met, made.proof.checks[~made.proof.checks["met"]]
        for _, part in made.items.groupby("variant"):
            assert one_fits(items[items["item"].isin(part["item"])], order, made.targets)
    else:
        assert made.status == assembly.NONE
        assert made.refusal.sentence.endswith(".")
        assert len(made.refusal.reasons) >= 1


@pytest.mark.slow
@settings(max_examples=25, deadline=None, derandomize=True)
@given(cases())
def test_adding_the_missing_items_is_enough(case):
    """What «не хватает» counts is exact: with so many new items the cells are filled, with one fewer they are not."""
    items, order = case
    order = order.changed(
        common=0, forced=(), same_kinds=False, minutes=0.0, tolerance=100.0, time_tolerance=100.0,
        cells=tuple(dataclasses.replace(cell, score=float("nan")) for cell in order.cells),
    )  # fmt: skip
    items = items.assign(enemies=None, expected=50.0, minutes=2.0)
    made = assembly.assemble(items, order, assembly.success(items), RULES)
    lacking = 0
    for cell in order.cells:
        distinct = 2 * cell.items
        lacking += max(distinct - int((items["content"] == cell.content).sum()), 0)
    if order.overlap == 0:
        found = 0 if made.found else int(made.refusal.missing["missing"].sum())
        assert found == lacking
